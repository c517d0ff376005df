"""Bundles whose events have a day: due dates, what is late, what expires and what comes again."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.errors import SituationError, UnknownCode
from journeys.answers import DueDay, Step
from journeys.bundle import bundle_for
from journeys.journey import Journey, build_journey
from tests.small_catalogues import changed, issuing, journey_of, wanting

DAY = date(2026, 6, 8)


def step(journey: Journey, event: str, slug: str, **asked: object) -> Step:
    found = bundle_for(journey, event, **{"as_of": DAY, **asked})  # type: ignore[arg-type]
    return next(step for step in found.steps if step.service.slug == slug)


def due(journey: Journey, event: str, slug: str, day: str) -> DueDay | None:
    return step(journey, event, slug, event_dates={event: date.fromisoformat(day)}).due


def test_an_events_day_is_its_subjects_fact_and_ages_follow_from_it(village: Journey) -> None:
    told = bundle_for(village, "birth", {"birth_date": "2026-06-01"}, as_of=DAY)

    assert bundle_for(village, "birth", as_of=DAY, event_dates={"kelahiran": date(2026, 6, 1)}) == told
    assert bundle_for(village, "birth", {"age_months": 0}, as_of=DAY, event_dates={"birth": date(2026, 6, 1)}) == told


def test_a_deadline_counts_from_its_event(village: Journey) -> None:
    found = due(village, "birth", "birth-certificate", "2026-06-01")

    assert found == DueDay(day=date(2026, 7, 31), days_left=53, late=False, in_time=True)
    assert step(village, "birth", "birth-certificate").due is None
    assert step(village, "birth", "birth-certificate", situation={"age_months": 1}).due is None


def test_a_deadline_whose_event_has_no_day_has_no_due_date(village: Journey) -> None:
    journey = journey_of(village, wanting(deadline={"within": "P3D", "after": "school"}))

    assert step(journey, "travelling", "s1", situation={"birth_date": "2020-01-01"}).due is None


def test_a_deadline_may_be_before_its_event_and_be_late(village: Journey) -> None:
    ahead = due(village, "moving", "farewell", "2026-06-20")
    past = due(village, "moving", "farewell", "2026-06-10")

    assert ahead == DueDay(day=date(2026, 6, 17), days_left=9, late=False, in_time=True)
    assert past == DueDay(day=date(2026, 6, 7), days_left=-1, late=True, in_time=False)


def test_what_cannot_begin_in_time_says_what_then(village: Journey) -> None:
    late = {"id": "Denda Rp100.000.", "en": "A fine of Rp100,000."}
    deadline = {"within": "P3D", "after": "moved_on", "if_late": late}
    journey = journey_of(village, wanting("ktp", deadline=deadline), issuing(2, "ktp", 9))
    asked: dict[str, object] = {"situation": {"moved_on": "2026-06-08"}}
    begun = step(journey, "travelling", "s1", **asked).due
    waiting = step(journey, "travelling", "s1", **asked, missing=["ktp"]).due

    assert begun == DueDay(day=date(2026, 6, 11), days_left=3, late=False, in_time=True)
    assert waiting == DueDay(day=date(2026, 6, 11), days_left=3, late=False, in_time=False, if_late=late)


def test_what_is_due_sooner_on_its_day_comes_sooner(village: Journey) -> None:
    moving = changed(village.catalogue, "farewell", deadline={"within": "P30D", "after": "birth_date"})
    steps = bundle_for(build_journey(moving), "moving", {"birth_date": "2026-06-01", "moved_on": "2026-06-05"}).steps
    late = bundle_for(build_journey(moving), "moving", {"birth_date": "2020-06-01", "moved_on": "2026-06-05"}).steps
    places = [[one.service.slug for one in found].index("farewell") for found in (steps, late)]

    assert places[0] > places[1] == 0


def test_a_day_against_what_is_told_is_an_error(village: Journey) -> None:
    for facts in ({"birth_date": "2026-06-02"}, {"age_years": 3}, {"age_days": 8}):
        with pytest.raises(SituationError) as caught:
            bundle_for(village, "birth", facts, as_of=DAY, event_dates={"birth": date(2026, 6, 1)})
        assert [(fault.path, fault.fault.rule) for fault in caught.value.faults] == [
            (("event_dates", "birth"), "facts-disagree")
        ]


def test_all_days_that_cannot_be_are_told_at_once(village: Journey) -> None:
    with pytest.raises(SituationError) as caught:
        bundle_for(village, "birth", as_of=DAY, event_dates={"birth": date(1800, 1, 1), "travelling": date(2026, 6, 1)})

    assert [(fault.path[1], fault.fault.rule) for fault in caught.value.faults] == [
        ("birth", "fact-out-of-range"),
        ("travelling", "event-without-date"),
    ]


def test_a_day_of_an_event_there_is_not_is_refused(village: Journey) -> None:
    with pytest.raises(UnknownCode):
        bundle_for(village, "birth", event_dates={"brith": DAY})


def test_what_is_given_expires_where_the_day_it_is_given_is_known(village: Journey) -> None:
    timed = build_journey(changed(village.catalogue, "child-card", processing_time={"working_days": 2}))
    asked: dict[str, object] = {"situation": {"age_days": 10}}
    known, unknown = step(timed, "birth", "child-card", **asked), step(village, "birth", "child-card", **asked)

    assert known.finish is not None
    assert [output.expires for output in known.produces] == [known.finish.replace(year=known.finish.year + 5)]
    assert [output.expires for output in unknown.produces] == [None]


def test_what_is_given_at_some_time_after_the_earliest_has_no_day_of_expiry(village: Journey) -> None:
    journey = journey_of(
        village, wanting("ktp", produces=[{"type": "child-card", "valid_for": "P5Y"}]), issuing(2, "ktp", None)
    )

    assert step(journey, "travelling", "s1", missing=["ktp"]).produces[0].expires is None
    assert step(journey, "travelling", "s1").produces[0].expires == date(2031, 6, 9)


@pytest.mark.parametrize(
    ("recurs", "facts", "expected"),
    [
        ({"rule": "FREQ=MONTHLY", "from": "moved_on"}, {"moved_on": "2025-01-31"}, "2026-07-01"),
        ({"rule": "FREQ=MONTHLY", "from": "moved_on"}, {"moved_on": "2026-06-08"}, "2026-06-08"),
        ({"rule": "FREQ=MONTHLY", "from": "moved_on"}, {}, None),
        ({"rule": "FREQ=MONTHLY;UNTIL=20260601", "from": "moved_on"}, {"moved_on": "2025-01-31"}, None),
        ({"rule": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31"}, {}, "2027-03-31"),
        ({"rule": "FREQ=MONTHLY"}, {}, None),
    ],
)
def test_what_recurs_says_when_it_comes_next(
    village: Journey, recurs: dict[str, object], facts: dict[str, object], expected: str | None
) -> None:
    found = step(journey_of(village, wanting(recurs=recurs)), "travelling", "s1", situation=facts).next_on

    assert found == (date.fromisoformat(expected) if expected else None)


def test_a_bundle_names_the_events_that_often_follow_but_not_those_asked_for(village: Journey) -> None:
    assert [event.code for event in bundle_for(village, "birth", as_of=DAY).next_events] == ["school"]
    assert not bundle_for(village, ["birth", "school"], as_of=DAY).next_events
