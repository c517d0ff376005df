from __future__ import annotations

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.recurrence import Rule

START, END = date(2026, 1, 1), date(2028, 1, 1)


def found(text: str, anchor: date, start: date = START, end: date = END) -> list[str]:
    return [str(day) for day in Rule(text).dates(anchor, start, end)]


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("FREQ=YEARLY", date(2024, 6, 5), ["2026-06-05", "2027-06-05"]),
        ("FREQ=YEARLY", date(2024, 2, 29), ["2026-03-01", "2027-03-01"]),
        ("FREQ=YEARLY;INTERVAL=5", date(2022, 2, 28), ["2027-02-28"]),
        ("FREQ=MONTHLY;INTERVAL=6", date(2026, 8, 31), ["2026-08-31", "2027-03-01", "2027-08-31"]),
        ("FREQ=MONTHLY;INTERVAL=9;BYMONTHDAY=31,1", date(2026, 2, 1), ["2026-02-01", "2026-03-01", "2026-11-01", "2026-12-01", "2027-08-01", "2027-08-31"]),  # noqa: E501 - a column
        ("FREQ=YEARLY;BYMONTH=8,2;BYMONTHDAY=3", date(2026, 3, 1), ["2026-08-03", "2027-02-03", "2027-08-03"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", date(2026, 1, 1), ["2026-02-28", "2027-02-28"]),
        ("FREQ=YEARLY;COUNT=3", date(2024, 7, 1), ["2026-07-01"]),
        ("FREQ=YEARLY;UNTIL=20270101", date(2024, 1, 1), ["2026-01-01", "2027-01-01"]),
        ("FREQ=YEARLY;BYDAY=1MO", date(2026, 1, 1), ["2026-01-05", "2027-01-04"]),
        ("FREQ=YEARLY", date(2027, 5, 5), ["2027-05-05"]),
    ],
)  # fmt: skip
def test_a_day_that_a_month_lacks_falls_on_the_first_of_the_next(text: str, anchor: date, expected: list[str]) -> None:
    assert found(text, anchor) == expected


def test_a_month_and_the_one_before_may_mean_the_same_day_once() -> None:
    days = found("FREQ=MONTHLY;BYMONTHDAY=1,31", date(2026, 1, 1), end=date(2026, 6, 1))

    assert days == ["2026-01-01", "2026-01-31", "2026-02-01", "2026-03-01", "2026-03-31", "2026-04-01", "2026-05-01",
                    "2026-05-31"]  # fmt: skip


MONTH_DAYS = st.lists(st.integers(-28, 28).filter(bool), min_size=1, max_size=3, unique=True)
WEEKDAYS = st.lists(st.sampled_from(["MO", "WE", "SU"]), min_size=1, max_size=2, unique=True)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)
INTERVALS = st.integers(1, 5)
PARTS = st.one_of(
    st.fixed_dictionaries(
        {"FREQ": st.sampled_from(["DAILY", "MONTHLY", "YEARLY"])},
        optional={"INTERVAL": INTERVALS, "BYMONTH": MONTHS, "BYMONTHDAY": MONTH_DAYS, "BYDAY": WEEKDAYS},
    ),
    st.fixed_dictionaries(
        {"FREQ": st.just("WEEKLY")}, optional={"INTERVAL": INTERVALS, "BYMONTH": MONTHS, "BYDAY": WEEKDAYS}
    ),
    st.fixed_dictionaries(
        {"FREQ": st.just("MONTHLY"), "BYDAY": WEEKDAYS, "BYSETPOS": st.sampled_from([1, 2, -1])},
        optional={"INTERVAL": INTERVALS},
    ),
)
ENDS = st.sampled_from(["UNTIL=20280101", "UNTIL=20260228", "COUNT=9"])


def written(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def meant(text: str, anchor: date) -> list[str]:
    """The days that RFC 5545 means, by a library of its own."""
    days = rrulestr(f"DTSTART:{anchor:%Y%m%d}T000000\nRRULE:{text}").between(
        datetime(2025, 12, 31),  # noqa: DTZ001 - days have no zone
        datetime(2028, 1, 1),  # noqa: DTZ001 - as above
    )
    return [str(day.date()) for day in days]


@settings(max_examples=60)
@given(PARTS, ENDS, st.dates(date(2020, 1, 1), date(2026, 12, 31)).filter(lambda day: day.day <= 28))
def test_where_every_month_has_the_day_it_means_what_rfc_5545_means(
    parts: dict[str, object], end: str, anchor: date
) -> None:
    if {"INTERVAL", "BYMONTH", "BYMONTHDAY"} <= parts.keys():
        parts.pop("INTERVAL")  # together they may never meet, and the peer would look for ever
    text = ";".join([*(f"{name}={written(value)}" for name, value in parts.items()), end])

    assert found(text, anchor) == meant(text, anchor)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYDAY=2FR,-1MO",
        "FREQ=YEARLY;BYDAY=-2TU",
        "FREQ=YEARLY;BYMONTH=5;BYDAY=3WE",
        "FREQ=MONTHLY;BYDAY=5SU",
    ],
)
def test_weekdays_are_counted_within_their_month_or_year(text: str) -> None:
    assert found(text, START) == meant(text, START)


@pytest.mark.parametrize(
    ("text", "names", "bare"),
    [
        ("FREQ=YEARLY", False, True),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30", True, False),
        ("FREQ=YEARLY;BYMONTH=8,11", False, True),
        ("FREQ=YEARLY;BYMONTHDAY=1", False, True),
        ("FREQ=MONTHLY", False, True),
        ("FREQ=MONTHLY;BYMONTHDAY=15", True, True),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", False, True),
        ("FREQ=MONTHLY;BYMONTHDAY=-29", True, False),
        ("FREQ=WEEKLY;BYDAY=FR", True, True),
        ("FREQ=WEEKLY", False, True),
        ("FREQ=DAILY", True, True),
        ("FREQ=DAILY;COUNT=3", False, True),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", True, False),
    ],
)
def test_a_rule_says_whether_it_names_its_days_and_whether_rfc_5545_means_the_same(
    text: str,
    names: bool,  # noqa: FBT001 - a column
    bare: bool,  # noqa: FBT001 - a column
) -> None:
    rule = Rule(text)

    assert (rule.names_its_days, rule.skips_nothing) == (names, bare)
