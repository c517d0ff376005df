from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.files import AssumedTime
from catalogue.models import PublicService
from journeys.bundle import bundle_for
from journeys.journey import Journey, build_journey
from journeys.plan import Plan
from journeys.situation import Situation
from journeys.sourcing import Sourcing
from tests.small_catalogues import service, with_services

DAYS = "processing_time"


def wanting(*demands: object, **fields: object) -> PublicService:
    """The service of the event, s1, that demands these documents."""
    return service(1, life_events=["travelling"], evidence=list(demands), **{DAYS: {"working_days": 1}, **fields})


def issuing(number: int, document: str, days: int | None = 1, **fields: object) -> PublicService:
    """A service that issues a document within so many working days."""
    time = {} if days is None else {DAYS: {"working_days": days}}
    return service(number, **{"produces": document, "costs": [{"value": 0}], **time, **fields})


def journey_of(village: Journey, *services: PublicService, assumed: int | None = None) -> Journey:
    catalogue = with_services(village.catalogue, services)
    time = AssumedTime(working_days=assumed, source="Perdes 1/2026") if assumed is not None else None
    return build_journey(
        replace(catalogue, manifest=catalogue.manifest.model_copy(update={"assumed_processing_time": time}))
    )


def steps(journey: Journey, *missing: str) -> list[str]:
    return [step.service.slug for step in bundle_for(journey, "travelling", missing=missing).steps]


def test_of_several_issuers_the_one_that_ends_soonest_is_pulled_in(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", 9), issuing(3, "ktp", 2, costs=[{"value": 50_000}]))

    assert steps(journey, "ktp") == ["s3", "s1"]


def test_a_longer_chain_that_ends_sooner_is_taken(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting("ktp"),
        issuing(2, "ktp", 9),
        issuing(3, "ktp", 2, evidence=["family-card"]),
        issuing(4, "family-card", 3),
    )

    assert steps(journey, "ktp", "family-card") == ["s4", "s3", "s1"]


def test_of_those_that_end_as_soon_the_cheapest_is_taken(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", 2, costs=[{"value": 9}]), issuing(3, "ktp", 2))

    assert steps(journey, "ktp") == ["s3", "s1"]


def test_one_step_that_gives_two_documents_is_better_than_two_that_give_one_each(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting("ktp", "marriage-book"),
        issuing(2, "ktp", 1),
        issuing(3, "marriage-book", 1),
        issuing(4, "ktp", 1, produces=["ktp", "marriage-book"]),
    )

    assert steps(journey, "ktp", "marriage-book") == ["s4", "s1"]


@pytest.mark.parametrize(("assumed", "taken"), [(None, "s3"), (2, "s2"), (30, "s3")])
def test_a_time_nobody_states_counts_as_the_catalogue_assumes_and_else_comes_last(
    village: Journey, assumed: int | None, taken: str
) -> None:
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", None), issuing(3, "ktp", 9), assumed=assumed)

    assert steps(journey, "ktp") == [taken, "s1"]


def test_a_way_out_of_a_circle_is_taken(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting("ktp"),
        issuing(2, "ktp", 1, evidence=["family-card"]),
        issuing(3, "family-card", 1, evidence=["ktp"]),
        issuing(4, "family-card", 9),
    )

    assert steps(journey, "ktp", "family-card") == ["s4", "s2", "s1"]


def test_where_there_is_no_way_out_of_a_circle_its_document_cannot_be_had(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting("ktp"),
        issuing(2, "ktp", 1, evidence=["family-card"]),
        issuing(3, "family-card", 1, evidence=["ktp"]),
    )
    found = bundle_for(journey, "travelling", missing=["ktp", "family-card"])
    lost = [paper for step in found.steps for paper in step.evidence if paper.status == "unobtainable"]

    assert len(lost) == 1
    assert lost[0].reason
    assert lost[0].reason["en"].startswith("They wait for one another")


def test_an_issuer_who_gives_it_to_another_person_is_no_way(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting({"type": "ktp", "of": "child"}),
        issuing(2, "ktp", 1, beneficiary="applicant"),
        issuing(3, "ktp", 5),
    )
    found = bundle_for(journey, "travelling", missing=["child.ktp"])

    assert [step.service.slug for step in found.steps] == ["s3", "s1"]
    assert found.steps[0].beneficiary == "child"


def test_what_a_prerequisite_gives_anyway_is_not_brought_by_others(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting("ktp"),
        service(2, life_events=["travelling"], evidence=["photo", "marriage-book"]),
        issuing(3, "ktp", 1, produces=["ktp", "marriage-book"]),
    )
    found = bundle_for(journey, "travelling", missing=["ktp"])
    other = next(step for step in found.steps if step.service.slug == "s2")

    assert {paper.code: paper.status for paper in other.evidence} == {"photo": "bring", "marriage-book": "from_step"}
    assert found.steps[0].service.slug == "s3"


def test_a_plan_says_whether_no_cheaper_way_ends_as_soon(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", 1), issuing(3, "ktp", 1))
    situation = journey.reader.read({"applicant": {}}, missing=["ktp"])
    plan = Plan(journey, _placed(situation), region=None, done=frozenset())
    plan.ask("travelling")
    sourcing = Sourcing(plan)
    sourcing.settle()

    assert sourcing.exact
    assert len(plan.steps) == 2


def _placed(situation: Situation) -> Situation:
    return situation.placed("applicant")
