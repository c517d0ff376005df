from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.working_days import TABLE, WorkingDays, working_days
from lifejourney.derive import DECREED, holidays_table

OFFICES = working_days()
DAYS = st.dates(date(2002, 1, 1), date(2027, 6, 30))


def test_the_table_is_that_of_the_library_and_its_years_are_whole() -> None:
    assert TABLE.read_text(encoding="utf-8") == holidays_table()
    assert OFFICES.years == DECREED


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 8, 17), False),  # Independence Day, a Monday
        (date(2026, 12, 24), False),  # joint leave before Christmas
        (date(2031, 8, 15), True),
    ],
)
def test_weekends_holidays_and_joint_leave_are_days_off(day: date, works: bool) -> None:  # noqa: FBT001 - a column
    assert OFFICES.works(day) is works


def test_of_years_beyond_the_table_weekends_only_are_known() -> None:
    assert OFFICES.knows(date(2027, 12, 31))
    assert not OFFICES.knows(date(2028, 8, 17))
    assert OFFICES.works(date(2028, 8, 17))


def test_without_days_off_weekends_only_are_known() -> None:
    assert not WorkingDays([]).knows(date(2026, 1, 1))
    assert WorkingDays([]).after(date(2026, 11, 20), 1) == date(2026, 11, 23)


@given(DAYS, st.integers(0, 80))
def test_a_number_of_working_days_is_counted_day_by_day(start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= OFFICES.works(day)

    assert OFFICES.after(start, count) == day
    assert OFFICES.between(start, day) == count


@given(DAYS)
def test_a_day_off_gives_way_to_the_next_working_day(day: date) -> None:
    found = OFFICES.on_or_after(day)

    assert OFFICES.works(found)
    assert not any(OFFICES.works(day + timedelta(days=n)) for n in range((found - day).days))


def test_no_working_days_lie_before_a_beginning() -> None:
    assert OFFICES.between(date(2026, 11, 22), date(2026, 11, 1)) == 0


def test_many_days_off_in_a_row_are_passed() -> None:
    closed = WorkingDays(date(2026, 1, 1) + timedelta(days=n) for n in range(365))

    assert closed.after(date(2026, 1, 1), 1) == date(2027, 1, 1)
