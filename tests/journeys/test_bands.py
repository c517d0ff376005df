from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.conditions import COMPARISONS, comparisons_of
from catalogue.evaluate import Facts, Trilean, compiled
from catalogue.rules import parse
from journeys.bands import Growing, Number, Reckoning, Stretch
from journeys.situation import completed_by, one_or_span
from tests.rules_at_random import TODAY

UNITS = ("years", "months", "days")
FEW_DAYS, A_LIFE = (Stretch(TODAY.toordinal(), TODAY.toordinal() + length) for length in (400, 11_000))


def since(day: date, wide: int = 0) -> Mapping[str, Growing]:
    """What counts from a day, or from any of the days up to it."""
    span = (day - timedelta(days=wide), day)
    return {unit: Growing(unit, span) for unit in UNITS}


def changes(text: str, known: Mapping[str, Number | Growing], stretch: Stretch = A_LIFE) -> list[int]:
    return list(Reckoning(comparisons_of(parse(text)), known).changes(stretch))  # type: ignore[arg-type] # all are atoms


def outcomes(text: str, known: Mapping[str, Number | Growing], stretch: Stretch) -> Iterator[Trilean]:
    """What comes out on every single day."""
    evaluate = compiled(parse(text))
    for number in range(stretch.first, stretch.last + 1):
        day = date.fromordinal(number)
        there = {
            name: one_or_span(value.since, partial(completed_by, value.unit, day))
            if isinstance(value, Growing)
            else value
            for name, value in known.items()
        }
        yield evaluate(Facts(there))


def changed(text: str, known: Mapping[str, Number | Growing], stretch: Stretch = A_LIFE) -> list[int]:
    """Every day on which it comes out otherwise than the day before."""
    found = list(outcomes(text, known, stretch))
    return [stretch.first + at for at in range(1, len(found)) if found[at] is not found[at - 1]]


BORN, SHE = since(date(2000, 2, 29)), since(date(1970, 1, 31))
KNOWN: Mapping[str, Number | Growing] = {**BORN, **{f"her_{unit}": fact for unit, fact in SHE.items()}, "children": 3}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("days + her_days > 40000", 1),
        ("40000 < days + her_days", 1),
        ("days + her_days = 40002", 2),
        ("days + her_days = 40001", 0),  # both grow by a day, and one is older by an even number of days
        ("2 * days - her_days >= 1000", 1),
        ("her_days - days >= 10986", 0),  # the days between two births never change
        ("her_days - days = 10986", 0),
        ("days * 0 + children >= her_days * 0 + 2", 0),
        ("days * her_days > 400000000", 1),
        ("days * days > 400000000", 1),
        ("days BETWEEN 10000 AND her_days - children * 3660", 1),
        ("days + her_days IN (40000, 40004)", 4),
        ("years * children >= 99", 1),
    ],
)
def test_days_of_exact_dates_change_on_the_very_days_that_are_found(text: str, count: int) -> None:
    found = changes(text, KNOWN)

    assert found == changed(text, KNOWN)
    assert len(found) == count


@pytest.mark.parametrize("text", ["her_years - years = 30", "months - 12 * years < 6", "days - 30 * months > 200"])
def test_no_change_is_missed_as_months_and_years_go_by(text: str) -> None:
    assert set(changed(text, KNOWN)) <= set(changes(text, KNOWN))


def test_days_are_not_tried_one_by_one() -> None:
    assert len(changes("her_years - years <= 30", KNOWN)) < 200
    assert len(changes("her_years - years <= 20", KNOWN)) == 0


def test_between_spans_only_the_days_count_on_which_they_may_meet() -> None:
    lone, other = since(date(2000, 2, 29), 20), since(date(1970, 1, 31), 10)
    known = {"days": lone["days"], "hers": other["days"]}

    assert changes("hers - days > 10985", known) == []  # not known, on whatever day
    assert changes("hers - days < 0", known) == []
    assert len(changes("hers + days > 40000", known)) == 16  # the sum may be any of 31


def test_months_of_a_span_mostly_stand_still() -> None:
    lone = since(date(2000, 2, 10), 5)
    found = changes("months - 12 * years < 6", lone)

    assert {date.fromordinal(number).day for number in found} <= set(range(5, 12))


@pytest.mark.parametrize("bound", range(-12_950, -12_870, 20))
def test_days_and_months_of_one_span_never_stand_still(bound: int) -> None:
    lone, other = since(date(2000, 2, 10), 40), since(date(2000, 3, 1))
    known = {**lone, "hers": other["days"]}
    text = f"days - hers - 40 * months > {bound}"
    found = changed(text, known, FEW_DAYS)

    assert {date.fromordinal(number).day for number in found} - {1, 10}  # neither end of the span turns then
    assert set(found) <= set(changes(text, known, FEW_DAYS))


# ── at random ───────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = [f"{who}_{unit}" for who in ("his", "her", "their") for unit in UNITS]


@st.composite
def people(draw: st.DrawFn) -> dict[str, Number | Growing]:
    """What counts from the births of three persons, known to the day or not, and two other numbers."""
    known: dict[str, Number | Growing] = {
        "children": draw(st.integers(-3, 6)),
        "income": draw(st.decimals(0, 9, places=2)),
    }
    for who in ("his", "her", "their"):
        born = TODAY - timedelta(days=draw(st.integers(-30, 30_000)))
        grown = since(born, draw(st.sampled_from([0, 0, 3, 40])))
        known |= {f"{who}_{unit}": fact for unit, fact in grown.items()}
    return known


@st.composite
def reckonings(draw: st.DrawFn, known: Mapping[str, Number | Growing], stretch: Stretch) -> str:
    """A rule over sums and products of what grows, with bounds near what they come to within a stretch."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))
    factors = st.sampled_from(["1", "2", "3", "0.5", "children", "income", *names])
    term = " + ".join(f"{draw(factors)} * {name}" for name in names[1:])
    term = f"{names[0]} {draw(st.sampled_from('+-'))} {term}" if term else f"{draw(factors)} * {names[0]}"
    day = date.fromordinal(draw(st.integers(*stretch)))
    bounds = sorted(draw(st.integers(-30, 30)) + _worth(term, known, day) for _number in range(2))
    form = draw(st.sampled_from([*COMPARISONS, "IN", "BETWEEN"]))
    if form == "IN":
        return f"{term} IN ({bounds[0]}, {bounds[1]})"
    if form == "BETWEEN":
        return f"{term} BETWEEN {bounds[0]} AND {draw(st.sampled_from([bounds[1], f'{names[0]} + {bounds[0]}']))}"
    return f"{term} {form} {bounds[0]}"


def _worth(term: str, known: Mapping[str, Number | Growing], day: date) -> int:
    """About what a sum comes to on a day."""
    low = {
        name: float(value) if isinstance(value, int | Decimal) else completed_by(value.unit, day, value.since[0])
        for name, value in known.items()
    }
    return int(eval(term, {}, low))  # noqa: S307 - the term is the test's own


@given(st.data(), people())
def test_no_day_is_missed_on_which_a_reckoning_changes(data: st.DataObject, known: dict[str, Number | Growing]) -> None:
    text = data.draw(reckonings(known, FEW_DAYS))

    assert set(changed(text, known, FEW_DAYS)) <= set(changes(text, known, FEW_DAYS))
