from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.evaluate import Facts
from catalogue.rules import parse
from catalogue.spans import Ranged
from journeys.bounds import Horizon, Turning, days, on_day, span_of, turnings_of
from journeys.dates import completed
from journeys.journey import Journey
from tests.rules_at_random import TODAY
from tests.situations_at_random import read, situations

HORIZON = Horizon(TODAY, date(2028, 11, 22))


def turnings(village: Journey, rule: str) -> set[Turning]:
    return set(turnings_of(parse(rule), village.catalogue))


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("age_years >= 17", (17, 18)),
        ("age_years < 17", (17, 18)),
        ("NOT age_years = 17", (17, 18)),
        ("17.5 > age_years", (18,)),
        ("age_years BETWEEN 6 AND 9", (6, 7, 9, 10)),
        ("age_years IN (6, 9)", (6, 7, 9, 10)),
        ("age_years + 1 >= 17", None),
        ("age_years >= 10 + 7", None),
        ("age_years >= children", None),
    ],
)
def test_an_atom_turns_where_its_fact_reaches_or_leaves_a_bound(
    village: Journey, rule: str, values: tuple[int, ...] | None
) -> None:
    assert turnings(village, rule) == {Turning("", "birth_date", "years", values)}


def test_only_facts_that_derive_from_a_date_turn(village: Journey) -> None:
    assert (
        turnings(village, "employed AND children >= 2 AND moved_on <= DATE '2026-01-31' AND town = 'Jember'") == set()
    )


def test_every_derived_fact_of_a_rule_turns_it(village: Journey) -> None:
    found = turnings(village, "age_years >= 17 OR (mother.age_months < 5 AND years_since_move > 1)")

    assert {(each.role, each.base, each.unit) for each in found} == {
        ("", "birth_date", "years"),
        ("mother", "birth_date", "months"),
        ("", "moved_on", "years"),
    }


def test_the_days_are_those_on_which_a_bound_is_reached_later_ones_too(village: Journey) -> None:
    rule = tuple(turnings(village, "age_years >= 17 OR age_days > 60"))
    facts = Facts({"birth_date": date(2024, 2, 29)})

    assert list(days(rule, facts, HORIZON)) == [date(2041, 3, 1), date(2042, 3, 1)]
    assert list(days(rule, Facts(), HORIZON)) == []


def test_an_age_without_a_birth_date_turns_on_the_first_and_on_the_last_day_possible(village: Journey) -> None:
    facts = village.reader.read({"age_years": 16}, as_of=TODAY).bare
    found = days(tuple(turnings(village, "age_years >= 17")), Facts(facts), HORIZON)

    assert [str(day) for day in found] == ["2026-11-23", "2027-11-22", "2027-11-23", "2028-11-22"]


def test_where_ages_are_reckoned_with_each_day_counts_on_which_they_change(village: Journey) -> None:
    rule = tuple(turnings(village, "age_years * 2 >= children AND age_months > children"))
    found = list(days(rule, Facts({"birth_date": date(2026, 1, 31)}), Horizon(TODAY, date(2027, 4, 1))))

    assert [str(day) for day in found] == ["2026-12-01", "2026-12-31", "2027-01-31", "2027-01-31", "2027-03-01", "2027-03-31"]  # fmt: skip  # noqa: E501


def test_a_bound_that_no_calendar_reaches_is_never_reached(village: Journey) -> None:
    facts = Facts({"birth_date": date(9990, 1, 1)})

    assert list(days(tuple(turnings(village, "age_years >= 17")), facts, HORIZON)) == []


@given(st.data(), st.integers(-400, 4000))
def test_persons_of_another_day_are_those_that_are_told_of_on_it(
    village: Journey, data: st.DataObject, later: int
) -> None:
    facts = data.draw(situations())
    day = TODAY + timedelta(days=later)
    told = read(village.reader, facts)
    other = on_day(village.reader, told, day)
    for before, after in zip(
        [told.bare, *(p for role in told.persons for p in told.persons[role])],
        [other.bare, *(p for role in other.persons for p in other.persons[role])],
        strict=True,
    ):
        span = span_of(before.get("birth_date"))
        assert before.keys() == after.keys()
        assert span == span_of(after.get("birth_date"))
        if span:
            ages = after["age_months"]
            ends = {completed("months", end, day) for end in span}
            assert ({ages.low, ages.high} if isinstance(ages, Ranged) else {ages}) == ends
            if isinstance(after["age_days"], Ranged) and isinstance(ages, Ranged):
                assert after["age_days"].origin is ages.origin
    assert other.as_of == day
