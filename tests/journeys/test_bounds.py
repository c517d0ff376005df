from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.evaluate import Facts, Group
from catalogue.rules import parse
from catalogue.spans import Known, Ranged
from journeys.bounds import Horizon, Reached, Reckoned, Turning, days, on_day, span_of, turnings_of
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
        ("age_years >= 17", (17,)),
        ("age_years < 17", (17,)),
        ("age_years > 17", (18,)),
        ("NOT age_years = 17", (17, 18)),
        ("17.5 > age_years", (18,)),
        ("age_years BETWEEN 6 AND 9", (6, 10)),
        ("age_years IN (6, 9)", (6, 7, 9, 10)),
        ("age_years + 1 >= 17", (16,)),
        ("2 * age_years >= 10 + 7", (9,)),
        ("age_years - age_years >= 17", ()),
    ],
)
def test_an_atom_of_one_fact_turns_where_that_reaches_or_leaves_a_bound(
    village: Journey, rule: str, values: tuple[int, ...]
) -> None:
    assert turnings(village, rule) == {Reached("", "birth_date", "years", values)}


@pytest.mark.parametrize(
    ("rule", "derived"),
    [
        ("age_years >= children", {("age_years", "birth_date", "years")}),
        ("age_years * age_years > 300", {("age_years", "birth_date", "years")}),
        (
            "mother.age_days BETWEEN 30 AND 30 * age_months",
            {("mother.age_days", "mother.birth_date", "days"), ("age_months", "birth_date", "months")},
        ),
    ],
)
def test_an_atom_that_reckons_with_several_facts_or_a_square_turns_with_all_that_grow(
    village: Journey, rule: str, derived: set[tuple[str, str, str]]
) -> None:
    (found,) = turnings(village, rule)

    assert isinstance(found, Reckoned)
    assert set(found.derived) == derived


def test_only_facts_that_derive_from_a_date_turn(village: Journey) -> None:
    assert (
        turnings(village, "employed AND children >= 2 AND moved_on <= DATE '2026-01-31' AND town = 'Jember'") == set()
    )


def test_every_derived_fact_of_a_rule_turns_it(village: Journey) -> None:
    found = turnings(village, "age_years >= 17 OR (mother.age_months < 5 AND years_since_move > 1)")

    assert found == {
        Reached("", "birth_date", "years", (17,)),
        Reached("mother", "birth_date", "months", (5,)),
        Reached("", "moved_on", "years", (2,)),
    }


def test_the_days_are_those_on_which_a_bound_is_reached_later_ones_too(village: Journey) -> None:
    rule = tuple(turnings(village, "age_years >= 17 OR age_days > 60"))
    facts = Facts({"birth_date": date(2024, 2, 29)})

    assert list(days(rule, facts, HORIZON)) == [date(2041, 3, 1)]
    assert list(days(rule, Facts(), HORIZON)) == []


def test_an_age_without_a_birth_date_turns_on_the_first_and_on_the_last_day_possible(village: Journey) -> None:
    facts = village.reader.read({"age_years": 16}, as_of=TODAY).bare
    found = days(tuple(turnings(village, "age_years >= 17")), Facts(facts), HORIZON)

    assert [str(day) for day in found] == ["2026-11-23", "2027-11-22"]


def test_where_ages_are_reckoned_with_the_days_are_told_once_and_in_order(village: Journey) -> None:
    rule = tuple(turnings(village, "age_days + age_years > children AND children < age_days OR age_months = 11"))
    facts = Facts({"birth_date": date(2026, 1, 31), "children": 300})
    found = list(days(rule, facts, HORIZON))

    # 300 days old on 27 November, and 11 months on 31 December
    assert [str(day) for day in found] == ["2026-11-28", "2026-12-31", "2027-01-31"]


def test_what_is_reckoned_with_somebody_of_whom_nothing_is_known_never_turns(village: Journey) -> None:
    rule = tuple(turnings(village, "mother.age_days - age_days > 9000"))

    assert list(days(rule, Facts({"birth_date": date(2026, 1, 31)}), HORIZON)) == []


def test_one_end_that_is_known_turns_though_the_other_is_not(village: Journey) -> None:
    rule = tuple(turnings(village, "age_days BETWEEN 301 AND children"))

    assert [str(day) for day in days(rule, Facts({"birth_date": date(2026, 1, 31)}), HORIZON)] == ["2026-11-28"]


def test_of_a_role_that_is_many_everybody_turns_the_rule(village: Journey) -> None:
    rule = tuple(turnings(village, "heir.age_days > age_days + 10"))
    heirs: tuple[Mapping[str, Known], ...] = (
        {"birth_date": date(2026, 12, 24)},
        {"birth_date": date(2026, 12, 25)},
        {},
    )
    days_ = tuple(turnings(village, "heir.age_days + age_days > 30"))
    facts = Facts({"birth_date": date(2026, 12, 24)}, {"heir": Group(tuple(heirs), complete=True)})

    assert list(days(rule, facts, HORIZON)) == []
    assert [str(day) for day in days(days_, facts, HORIZON)] == ["2027-01-09"]


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
