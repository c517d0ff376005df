from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event, vDDDTypes, vRecur

from journeys.dates import reached
from journeys.entries import Entries
from journeys.icalendar import to_icalendar
from journeys.journey import Journey, build_journey
from journeys.timeline import timeline_for
from journeys.timeline_answers import Timeline
from tests.rules_at_random import TODAY
from tests.small_catalogues import service, with_services

STAMP = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
PERSON: Mapping[str, object] = {
    "birth_date": "2009-03-04",
    "vehicle_tax_due_date": "2024-02-29",
    "child": {"age_days": 3},
    "mother": {"birth_date": "1968-02-29"},
}


def text_of(journey: Journey, timeline: Timeline, language: str = "en") -> str:
    roles = {code: role.name for code, role in journey.catalogue.roles.items()}
    return to_icalendar(Entries(timeline, roles, language), stamp=STAMP)


def made(village: Journey, facts: Mapping[str, object], *rules: str, **fields: object) -> list[Event]:
    """The entries of one service of the village, in English, read by a strict parser."""
    journey = build_journey(
        with_services(village.catalogue, [service(1, *rules, **{"beneficiary": "child", **fields})])
    )
    return read(text_of(journey, timeline_for(journey, facts, start=TODAY, months=24)))


def read(text: str) -> list[Event]:
    calendar = Calendar.from_ical(text)
    assert isinstance(calendar, Calendar)
    assert [error for event in calendar.events for error in event.errors] == []
    return calendar.events


def written(value: object) -> str:
    """A property as it stands in a calendar."""
    assert isinstance(value, vDDDTypes | vRecur)
    data: bytes = value.to_ical()
    return data.decode()


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(str(event.start), str(event["SUMMARY"])) for event in events]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("months", [1, 24, 1200])
def test_a_strict_parser_reads_every_entry_of_a_life(shipped: Journey, language: str, months: int) -> None:
    text = text_of(shipped, timeline_for(shipped, PERSON, start=TODAY, months=months), language)
    events = read(text)

    assert len(events) == text.count("BEGIN:VEVENT") > 0
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert all(written(event["DTSTAMP"]) == "20261122T030405Z" for event in events)
    assert all(type(event.start) is date for event in events)
    assert all(len(line.encode()) <= 75 for line in text.removesuffix("\r\n").split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


def test_what_is_written_is_read_back_as_it_was(village: Journey) -> None:
    name = {"id": "Layanan", "en": r"Birth, death; and \ back – “é” " + "ä€😀" * 40}
    (event,) = made(village, {"birth_date": "2010-04-01"}, "age_years >= 17", name=name)

    assert str(event["SUMMARY"]) == f"Opens: {name['en']}"


def test_control_characters_are_left_out(village: Journey) -> None:
    name = {"id": "Layanan", "en": "Aid\x1b[31m\u202e"}
    (event,) = made(village, {"birth_date": "2010-04-01"}, "age_years >= 17", name=name)

    assert str(event["SUMMARY"]) == "Opens: Aid[31m"


def test_a_window_opens_and_has_its_last_day(village: Journey) -> None:
    events = made(village, {"birth_date": "2010-04-01"}, "age_years = 17")

    assert told(events) == [("2027-04-01", "Opens: Service 1"), ("2028-03-31", "Last day: Service 1")]
    assert [event.categories for event in events] == [["Opens"], ["Last day"]]
    assert "If nothing else changes." in str(events[0]["DESCRIPTION"])


def test_what_may_be_is_told_as_such_and_one_window_gives_way_to_the_next(village: Journey) -> None:
    assert told(made(village, {"age_years": 16}, "age_years >= 17")) == [
        ("2026-11-23", "Perhaps opens: Service 1"),
        ("2027-11-22", "Opens: Service 1"),
    ]


def test_what_is_open_all_the_time_is_no_entry(village: Journey) -> None:
    assert made(village, {}, "employed") == []


def test_a_deadline_has_an_alarm_before_it_unless_it_has_passed(village: Journey) -> None:
    deadline = {"within": "P60D", "after": "birth", "if_late": {"id": "Tetap dilayani"}, "law": {"title": "UU 1/2026"}}
    (coming,) = made(village, {"birth_date": "2026-11-20"}, deadline=deadline)
    (past,) = made(village, {"birth_date": "2026-01-01"}, deadline=deadline)

    assert told([coming, past]) == [
        ("2027-01-19", "Deadline: Service 1"),
        ("2026-03-02", "Deadline that has passed: Service 1"),
    ]
    (alarm,) = coming.alarms.times
    assert alarm.trigger == date(2027, 1, 12)
    assert not past.alarms.times
    assert str(coming["DESCRIPTION"]).startswith("If late: Tetap dilayani\nUU 1/2026\n")


@pytest.mark.parametrize(
    ("moved_on", "rule", "expected"),
    [
        ("2026-01-28", "FREQ=MONTHLY", "FREQ=MONTHLY;UNTIL=20281028"),
        ("2020-05-05", "FREQ=YEARLY;COUNT=20", "FREQ=YEARLY;UNTIL=20280505"),
        ("2026-01-01", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15;UNTIL=20281015"),
        ("2026-01-31", "FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20281117"),
    ],
)
def test_what_comes_again_on_days_that_every_month_has_is_a_rule(
    village: Journey, moved_on: str, rule: str, expected: str
) -> None:
    (event,) = made(village, {"moved_on": moved_on}, recurs={"rule": rule, "from": "moved_on"})

    assert set(written(event["RRULE"]).split(";")) == set(expected.split(";"))


@pytest.mark.parametrize(
    ("moved_on", "rule", "expected"),
    [
        ("2024-02-29", "FREQ=YEARLY", ["2027-03-01", "2028-02-29"]),
        ("2026-08-31", "FREQ=MONTHLY;INTERVAL=6", ["2027-03-01", "2027-08-31", "2028-03-01", "2028-08-31"]),
        ("2026-01-01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ["2027-03-01", "2028-03-01"]),
        ("2022-06-01", "FREQ=YEARLY;INTERVAL=5", ["2027-06-01"]),
    ],
)
def test_what_falls_on_the_29th_to_31st_is_told_day_by_day(
    village: Journey, moved_on: str, rule: str, expected: list[str]
) -> None:
    events = made(village, {"moved_on": moved_on}, recurs={"rule": rule, "from": "moved_on"})

    assert told(events) == [(day, "Recurring: Service 1") for day in expected]
    assert not any("RRULE" in event for event in events)


def test_a_life_event_says_what_often_follows(shipped: Journey) -> None:
    events = read(text_of(shipped, timeline_for(shipped, {"birth_date": "2012-03-04"}, start=TODAY, months=12)))
    (school,) = [event for event in events if event.categories == ["Life event"] and "senior" in str(event["SUMMARY"])]

    assert str(school.start) == "2027-03-04"
    assert "Often followed by: Turning 17, Graduating, Leaving school early" in str(school["DESCRIPTION"])


def test_an_entry_names_whose_it_is_and_has_the_same_uid_every_time(village: Journey) -> None:
    facts = {"heir": [{"birth_date": "2010-04-01"}, {"birth_date": "2010-04-01"}], "child": {}}
    events = made(village, facts, "age_years >= 17", beneficiary="heir")
    alone = made(village, {"child": {"birth_date": "2010-04-01"}}, "age_years >= 17")

    assert [str(event["SUMMARY"]) for event in (*events, *alone)] == [
        "Opens: Service 1 (Heir 1)",
        "Opens: Service 1 (Heir 2)",
        "Opens: Service 1 (Child)",
    ]
    assert len({str(event["UID"]) for event in (*events, *alone)}) == 3
    again = made(village, {**facts, "employed": True}, "age_years >= 17", beneficiary="heir")
    assert [str(event["UID"]) for event in events] == [str(event["UID"]) for event in again]


@given(st.dates(date(1950, 1, 1), date(2026, 11, 22)))
def test_a_calendar_of_any_person_can_be_read(shipped: Journey, born: date) -> None:
    timeline = timeline_for(shipped, {"birth_date": str(born)}, start=TODAY, months=60)
    events = read(text_of(shipped, timeline))

    assert sum("RRULE" not in event for event in events) >= len(timeline.deadlines)
    assert str(born).replace("-", "") not in "".join(str(event["UID"]) for event in events)


ANCHORED = (
    "FREQ=YEARLY",
    "FREQ=YEARLY;INTERVAL=5",
    "FREQ=YEARLY;BYMONTH=3,9",
    "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;UNTIL=20270901",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=DAILY;INTERVAL=10;COUNT=60",
)


@given(st.sampled_from(ANCHORED), st.dates(date(2020, 1, 1), date(2028, 6, 30)), st.integers(18, 48))
def test_a_calendar_comes_again_on_the_days_of_the_timeline(
    village: Journey, rule: str, anchor: date, months_old: int
) -> None:
    recurring = service(1, "age_months >= 36", beneficiary="child", recurs={"rule": rule, "from": "moved_on"})
    journey = build_journey(with_services(village.catalogue, [recurring]))
    born = reached("months", TODAY, -months_old)
    timeline = timeline_for(journey, {"birth_date": str(born), "moved_on": str(anchor)}, start=TODAY, months=60)
    found: list[date] = []
    for event in read(text_of(journey, timeline)):
        if event.categories == ["Recurring"]:
            found += expanded(event)

    assert sorted(found) == [day for each in timeline.recurring for day in each.dates]


def expanded(event: Event) -> list[date]:
    """Every day of an entry, by another reader of its rule."""
    first = event.start
    if "RRULE" not in event:
        return [first]
    days = rrulestr(written(event["RRULE"]), dtstart=datetime(first.year, first.month, first.day))  # noqa: DTZ001 - days
    return [day.date() for day in days]
