from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.parts import Span
from journeys.answers import Step
from journeys.bundle import bundle_for
from journeys.journey import Journey
from journeys.recipes import Key
from journeys.schedule import Slot, scheduled
from journeys.working_days import working_days
from tests.small_catalogues import issuing, journey_of, service, wanting

MONDAY = date(2026, 6, 8)
SATURDAY = date(2026, 6, 6)
Graph = Sequence[tuple[int | None, frozenset[int]]]
"""For each task its working days, None where nobody states them, and the earlier ones it waits for."""


def steps_of(journey: Journey, *missing: str, as_of: date = MONDAY) -> Mapping[str, Step]:
    found = bundle_for(journey, "travelling", missing=missing, as_of=as_of)
    return {step.service.slug: step for step in found.steps}


def chain(village: Journey, *days: int | None) -> Journey:
    """s1 waits for s2, which waits for s3; each takes so many working days."""
    first, second, third = days
    time: dict[str, object] = {"processing_time": None if first is None else {"working_days": first}}
    return journey_of(
        village,
        wanting("ktp", **time),
        issuing(2, "ktp", second, evidence=["family-card"]),
        issuing(3, "family-card", third),
    )


def test_a_step_begins_on_the_day_itself_or_the_next_on_which_offices_work(village: Journey) -> None:
    journey = journey_of(village, wanting())

    assert steps_of(journey)["s1"].start == MONDAY
    assert steps_of(journey)["s1"].finish == date(2026, 6, 9)
    assert steps_of(journey, as_of=SATURDAY)["s1"].start == MONDAY


def test_a_step_begins_when_what_it_waits_for_has_ended(village: Journey) -> None:
    found = steps_of(chain(village, 1, 2, 3), "ktp", "family-card")

    assert [(found[slug].start.day, found[slug].finish) for slug in ("s3", "s2", "s1")] == [
        (8, date(2026, 6, 11)),
        (11, date(2026, 6, 15)),  # two working days over a weekend
        (15, date(2026, 6, 17)),  # the 16th is a holiday
    ]
    assert not any(step.at_least for step in found.values())


def test_a_calendar_duration_may_end_on_a_day_off_and_the_next_step_begins_after_it(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", processing_time="P5D"))
    found = steps_of(journey, "ktp")

    assert (found["s2"].finish, found["s1"].start) == (date(2026, 6, 13), date(2026, 6, 15))


def test_a_time_nobody_states_has_no_end_and_what_waits_for_it_is_at_least(village: Journey) -> None:
    found = steps_of(chain(village, 1, None, 3), "ktp", "family-card")

    assert (found["s3"].finish, found["s3"].at_least) == (date(2026, 6, 11), False)
    assert (found["s2"].start, found["s2"].finish, found["s2"].at_least) == (date(2026, 6, 11), None, False)
    assert (found["s1"].start, found["s1"].finish, found["s1"].at_least) == (
        date(2026, 6, 11),
        date(2026, 6, 12),
        True,
    )


def test_a_whole_bundle_ends_with_its_last_step_unless_a_time_is_not_stated(village: Journey) -> None:
    known = bundle_for(chain(village, 1, 2, 3), "travelling", missing=["ktp", "family-card"], as_of=MONDAY).totals
    open_ = bundle_for(chain(village, 1, None, 3), "travelling", missing=["ktp", "family-card"], as_of=MONDAY).totals
    late = bundle_for(chain(village, 1, 2, 3), "travelling", as_of=date(2040, 6, 8)).totals

    assert (known.finish, known.working_days.at_least, known.working_days.unknown_steps) == (date(2026, 6, 17), 6, 0)
    assert (open_.finish, open_.working_days.at_least, open_.working_days.unknown_steps) == (None, 4, 1)
    assert (known.working_days.weekends_only, late.working_days.weekends_only) == (False, True)


def test_what_follows_shares_a_lane_and_what_runs_beside_has_its_own(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting("ktp", "marriage-book"),
        issuing(2, "ktp", 5),
        issuing(3, "marriage-book", 2),
        service(4, life_events=["travelling"], evidence=["ktp"]),
    )
    found = steps_of(journey, "ktp", "marriage-book")
    lanes = {slug: step.lane for slug, step in found.items()}

    assert lanes["s1"] == lanes["s2"]  # the one it waits for longest
    assert len({lanes["s2"], lanes["s3"], lanes["s4"]}) == len({"s2", "s3", "s4"})
    assert min(lanes.values()) == 1


def test_the_critical_path_is_what_the_last_step_waited_for(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp", "marriage-book"), issuing(2, "ktp", 5), issuing(3, "marriage-book", 2))
    found = steps_of(journey, "ktp", "marriage-book")

    assert {slug for slug, step in found.items() if step.on_critical_path} == {"s1", "s2"}


def test_where_nothing_takes_a_day_nothing_is_critical(village: Journey) -> None:
    found = steps_of(journey_of(village, wanting(processing_time="PT15M")))

    assert not found["s1"].on_critical_path


# ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Tasks, each of which may wait for some before it."""
    size = draw(st.integers(1, 7))
    earlier = (st.sets(st.integers(0, number - 1), max_size=3) if number else st.just(set()) for number in range(size))
    return [(draw(st.none() | st.integers(0, 4)), frozenset(draw(some))) for some in earlier]


def slots_of(graph: Graph) -> Mapping[Key, Slot]:
    keys = [Key(str(number), "applicant") for number in range(len(graph))]
    order = [
        SimpleNamespace(key=keys[number], after=dict.fromkeys(keys[one] for one in before), days=days)
        for number, (days, before) in enumerate(graph)
    ]
    return scheduled(order, lambda one: None if one.days is None else Span(working_days=one.days), SATURDAY)  # type: ignore[arg-type, attr-defined]


@given(graphs())
def test_days_are_the_earliest_that_what_is_before_allows(graph: Graph) -> None:
    slots = list(slots_of(graph).values())
    for (days, before), slot in zip(graph, slots, strict=True):
        assert slot.start == max([MONDAY, *(working_days().on_or_after(slots[one].end) for one in before)])
        assert slot.finish == (None if days is None else working_days().after(slot.start, days))
        assert slot.at_least == any(graph[one][0] is None or slots[one].at_least for one in before)


@given(graphs())
def test_the_steps_of_a_lane_follow_one_another(graph: Graph) -> None:
    lanes: dict[int, list[int]] = {}
    for number, slot in enumerate(slots_of(graph).values()):
        lanes.setdefault(slot.lane, []).append(number)

    assert sorted(lanes) == list(range(1, len(lanes) + 1))
    for steps in lanes.values():
        assert all(one in graph[following][1] for one, following in pairwise(steps))


@given(graphs())
def test_only_a_step_off_the_critical_path_can_take_longer_without_the_end_moving(graph: Graph) -> None:
    slots = list(slots_of(graph).values())
    end = max(slot.end for slot in slots)
    for number, slot in enumerate(slots):
        days, before = graph[number]
        longer = [*graph[:number], ((days or 0) + 1, before), *graph[number + 1 :]]
        moved = max(slot.end for slot in slots_of(longer).values()) > end
        assert slot.critical == (moved and end > MONDAY)


@pytest.mark.parametrize("days", [0, 3])
def test_a_single_step_is_critical_if_it_takes_a_day(days: int) -> None:
    assert [slot.critical for slot in slots_of([(days, frozenset())]).values()] == [days > 0]
