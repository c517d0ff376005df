from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from journeys.answers import Visit
from journeys.bundle import bundle_for
from journeys.journey import Journey
from journeys.recipes import Key
from journeys.visits import Place, visits_of
from tests.small_catalogues import issuing, journey_of, service, wanting

DAY = date(2026, 6, 8)
HERE, THERE, APP = Place("office", "here"), Place("office", "there"), Place("application", "app")
COUNTER: Mapping[str, object] = {"channels": [{"type": "counter"}]}
Graph = Sequence[tuple[Sequence[Place], frozenset[int]]]
"""For each step the places it can be taken at, and the earlier ones it waits for."""


def visits(journey: Journey, *missing: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = bundle_for(journey, "travelling", missing=missing, as_of=DAY, region="33.74")
    slugs = {step.id: step.service.slug for step in found.steps}
    return [_shown(visit, slugs) for visit in found.totals.visits]


def _shown(visit: Visit, slugs: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]]:
    return visit.kind, visit.place.code, tuple(slugs[step] for step in visit.steps)


def test_steps_of_one_office_that_do_not_wait_for_one_another_are_one_visit(village: Journey) -> None:
    journey = journey_of(village, wanting(**COUNTER), service(2, life_events=["travelling"], **COUNTER))

    assert visits(journey) == [("office", "village-office", ("s1", "s2"))]


def test_a_step_that_waits_for_another_is_a_visit_of_its_own(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp", **COUNTER), issuing(2, "ktp", channels=COUNTER["channels"]))

    assert visits(journey, "ktp") == [("office", "village-office", ("s2",)), ("office", "village-office", ("s1",))]


def test_an_application_takes_together_what_offices_would_not(village: Journey) -> None:
    app = {"type": "app", "application": next(iter(village.catalogue.applications))}
    journey = journey_of(
        village,
        wanting(channels=[{"type": "counter"}, app]),
        service(2, life_events=["travelling"], provided_by="ministry", channels=[{"type": "counter"}, app]),
    )

    assert visits(journey) == [("application", app["application"], ("s1", "s2"))]


def test_a_channel_may_name_another_office_and_one_without_place_is_no_visit(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting(channels=[{"type": "counter", "provided_by": "ministry"}]),
        service(2, life_events=["travelling"], channels=[{"type": "phone"}, {"type": "web"}]),
        service(3, life_events=["travelling"]),
    )

    assert visits(journey) == [("office", "ministry", ("s1",))]


def test_an_office_type_is_the_office_of_the_region(village: Journey) -> None:
    found = bundle_for(village, "birth", as_of=DAY, region="33.74")
    offices = {step.provider.code: step.provider for step in found.steps}

    assert all(visit.place == offices[visit.place.code] for visit in found.totals.visits)


# ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Steps, each of which may wait for some before it."""
    size = draw(st.integers(1, 8))
    places = st.lists(st.sampled_from([HERE, THERE, APP]), unique=True, max_size=2)
    earlier = (st.sets(st.integers(0, number - 1), max_size=2) if number else st.just(set()) for number in range(size))
    return [(draw(places), frozenset(draw(some))) for some in earlier]


@given(graphs())
def test_visits_can_be_made_one_after_another(graph: Graph) -> None:
    keys = [Key(str(number), "applicant") for number in range(len(graph))]
    order = [
        SimpleNamespace(key=keys[number], after=dict.fromkeys(keys[one] for one in before))
        for number, (_places, before) in enumerate(graph)
    ]
    places = {keys[number]: places for number, (places, _before) in enumerate(graph)}
    found = visits_of(order, places)  # type: ignore[arg-type]
    at = {int(step.key.code): number for number, visit in enumerate(found) for step in visit.steps}

    assert at.keys() == {number for number, (own, _before) in enumerate(graph) if own}
    for visit in found:
        assert all(visit.place in places[step.key] for step in visit.steps)
    for number, place in at.items():
        assert all(at[one] < place for one in _before(graph, number) if one in at)


def _before(graph: Graph, number: int) -> set[int]:
    """All that a step waits for, directly or through others."""
    found: set[int] = set()
    for one in graph[number][1]:
        found |= {one} | _before(graph, one)
    return found
