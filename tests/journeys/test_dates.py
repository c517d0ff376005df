from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.dates import completed, latest_start, moved, reached, rough_days, starts, today

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
units = st.sampled_from(["years", "months", "days"])


def anniversary(start: date, months: int) -> date:
    """The day on which so many months are completed: the 1st of the next month where the month lacks the day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if start.day <= calendar.monthrange(year, month + 1)[1]:
        return date(year, month + 1, start.day)
    return date(year, month + 1, 1) + timedelta(days=calendar.monthrange(year, month + 1)[1])


@pytest.mark.parametrize(
    ("start", "day", "years"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2024, 2, 29), date(2028, 2, 28), 3),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
        (date(2000, 11, 22), date(2026, 11, 21), 25),
        (date(2000, 11, 22), date(2026, 11, 22), 26),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 23), date(2026, 11, 22), -1),
    ],
)
def test_who_is_born_on_29_february_is_a_year_older_on_1_march(start: date, day: date, years: int) -> None:
    assert completed("years", start, day) == years


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2026, 1, 31), date(2026, 3, 30), 1),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2026, 1, 31), date(2026, 5, 1), 3),
    ],
)
def test_a_day_that_a_month_lacks_becomes_the_first_of_the_next(start: date, day: date, months: int) -> None:
    assert completed("months", start, day) == months


@given(days, st.integers(0, 1500))
def test_months_are_completed_on_the_day_itself_and_not_the_day_before(start: date, months: int) -> None:
    day = anniversary(start, months)

    assert completed("months", start, day) >= months
    assert completed("months", start, day - timedelta(days=1)) < months
    assert completed("years", start, day) == completed("months", start, day) // 12


@given(units, days, days)
def test_an_age_never_shrinks_as_days_pass(unit: str, start: date, day: date) -> None:
    assert completed(unit, start, day) <= completed(unit, start, day + timedelta(days=1))
    assert completed(unit, start, day) >= completed(unit, start + timedelta(days=1), day)


@given(units, st.integers(0, 1200), days)
def test_the_days_of_birth_of_an_age_are_those_and_no_others(unit: str, count: int, day: date) -> None:
    first, last = starts(unit, count, day)

    for inside in (first, last):
        assert first > last or completed(unit, inside, day) == count
    assert completed(unit, first - timedelta(days=1), day) == count + 1
    assert completed(unit, last + timedelta(days=1), day) < count


@given(units, st.integers(0, 1200), days)
def test_the_latest_start_completes_the_age_and_the_next_day_does_not(unit: str, count: int, day: date) -> None:
    start = latest_start(unit, count, day)

    assert completed(unit, start, day) >= count
    assert completed(unit, start + timedelta(days=1), day) < count


def test_dates_end_with_the_years_of_python() -> None:
    with pytest.raises((OverflowError, ValueError)):
        latest_start("years", 3000, date(2026, 11, 22))
    with pytest.raises((OverflowError, ValueError)):
        latest_start("days", 10**9, date(2026, 11, 22))


def test_today_is_the_day_in_jakarta() -> None:
    jakarta = timezone(timedelta(hours=7))
    before = datetime.now(jakarta).date()

    assert before <= today() <= datetime.now(jakarta).date()


@pytest.mark.parametrize(
    ("duration", "about"),
    [("P60D", 60), ("P2M", 60), ("P1Y", 365), ("P1Y2M3W4D", 365 + 60 + 21 + 4), ("PT90M", 0), ("P1DT12H", 1)],
)
def test_durations_compare_by_their_rough_number_of_days(duration: str, about: int) -> None:
    assert rough_days(duration) == about


# ── forwards ────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(units, days, st.integers(-60, 60))
def test_a_count_is_reached_on_the_first_day_on_which_it_is_completed(unit: str, start: date, count: int) -> None:
    day = reached(unit, start, count)

    assert completed(unit, start, day) >= count
    assert completed(unit, start, day - timedelta(days=1)) < count


@pytest.mark.parametrize(
    ("start", "duration", "after", "before"),
    [
        (date(2026, 1, 31), "P1M", date(2026, 3, 1), date(2025, 12, 31)),
        (date(2024, 2, 29), "P1Y", date(2025, 3, 1), date(2023, 3, 1)),
        (date(2026, 11, 22), "P60D", date(2027, 1, 21), date(2026, 9, 23)),
        (date(2026, 11, 22), "P1Y2M2W3D", date(2028, 2, 8), date(2025, 9, 5)),
        (date(2026, 11, 22), "PT72H", date(2026, 11, 25), date(2026, 11, 19)),
        (date(2026, 11, 22), "PT24H", date(2026, 11, 23), date(2026, 11, 21)),
        (date(2026, 11, 22), "PT23H59M", date(2026, 11, 22), date(2026, 11, 22)),
        (date(2026, 11, 22), "P1DT1440M", date(2026, 11, 24), date(2026, 11, 20)),
        (date(2026, 11, 22), "P0D", date(2026, 11, 22), date(2026, 11, 22)),
    ],
)
def test_a_duration_is_calendar_time(start: date, duration: str, after: date, before: date) -> None:
    assert moved(start, duration) == after
    assert moved(start, duration, back=True) == before
