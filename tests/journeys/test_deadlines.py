from __future__ import annotations

from datetime import date

import pytest

from catalogue.parts import Deadline
from journeys.deadlines import due_date
from journeys.working_days import working_days


def due(event_day: date, **fields: object) -> tuple[str, bool] | None:
    found = due_date(Deadline.model_validate(fields), event_day)
    return found and (str(found.day), found.weekends_only)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"within": "P60D", "after": "birth"}, "2027-01-21"),
        ({"within": "P0D", "after": "birth"}, "2026-11-22"),
        ({"within": "P14D", "before": "birth"}, "2026-11-08"),
        ({"within": "P1M", "after": "birth", "roll": "next"}, "2026-12-22"),
        ({"within": "P34D", "after": "birth", "roll": "next"}, "2026-12-28"),  # 26 December is a Saturday
        ({"within": "P34D", "after": "birth"}, "2026-12-26"),
        ({"within": {"working_days": 3}, "after": "birth"}, "2026-11-25"),
        ({"within": {"working_days": 24}, "after": "birth"}, "2026-12-28"),  # joint leave on the 24th, Christmas
        ({"within": {"working_days": 0}, "after": "birth"}, "2026-11-22"),
        ({"within": {"working_days": 3}, "before": "birth"}, "2026-11-18"),
        ({"within": {"working_days": 0}, "before": "birth"}, "2026-11-22"),
    ],
)
def test_the_event_day_is_day_0_and_the_due_date_is_included(fields: dict[str, object], expected: str) -> None:
    assert due(date(2026, 11, 22), **fields) == (expected, False)


def test_a_due_date_that_rests_on_years_not_decreed_yet_says_so() -> None:
    working = {"within": {"working_days": 5}, "after": "birth"}

    assert due(date(2027, 12, 30), **working) == ("2028-01-06", True)
    assert due(date(2027, 12, 20), **working) == ("2027-12-28", False)
    assert due(date(2028, 1, 3), within={"working_days": 5}, before="birth") == ("2027-12-27", True)
    assert due(date(2030, 1, 1), within="P5D", after="birth") == ("2030-01-06", False)
    assert due(date(2030, 1, 1), within="P4D", after="birth", roll="next") == ("2030-01-07", True)


@pytest.mark.parametrize(
    ("event_day", "fields", "expected"),
    [
        ("2026-12-31", {"within": "P4M", "after": "birth"}, "2027-04-30"),  # UU KUP, pasal 3: an annual tax return
        ("2026-12-31", {"within": "P3M", "after": "birth"}, "2027-03-31"),
        ("2026-05-31", {"within": "P3M", "before": "birth"}, "2026-02-28"),
        ("2028-02-29", {"within": "P1Y", "after": "birth"}, "2029-02-28"),
        ("2026-10-31", {"within": "P1M10D", "after": "birth"}, "2026-12-10"),
    ],
)
def test_a_deadline_in_months_ends_with_a_month_that_is_too_short(
    event_day: str, fields: dict[str, object], expected: str
) -> None:
    assert due(date.fromisoformat(event_day), **fields) == (expected, False)


def test_beyond_the_calendar_there_is_no_due_date() -> None:
    assert due(date(9999, 12, 1), within="P60D", after="birth") is None
    assert due(date(1, 1, 5), within="P60D", before="birth") is None


def test_working_days_before_are_those_after_the_other_way_round() -> None:
    back = due(date(2026, 12, 31), within={"working_days": 8}, before="birth")

    assert back is not None
    assert working_days().between(date.fromisoformat(back[0]), date(2026, 12, 30)) == 7
