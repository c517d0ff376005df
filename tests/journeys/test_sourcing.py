from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.models import Offer, PublicService
from journeys.bundle import bundle_for
from journeys.journey import Journey, build_journey
from journeys.plan import Plan
from journeys.situation import Situation
from journeys.sourcing import Sourcing
from tests.small_catalogues import issuing, journey_of, service, wanting


def ruled(rule: str) -> dict[str, object]:
    return {"requirements": [{"name": {"id": "Syarat"}, "rule": rule}]}


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
    assert [(one.code, [service.slug for service in one.cycle]) for one in found.unobtainable] == [
        ("family-card", ["s2", "s3"])
    ]


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


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (issuing(3, "ktp", 9), "It ends later."),
        (issuing(3, "ktp", None), "Nobody states how long it takes."),
        (issuing(3, "ktp", 2, costs=[{"value": 5}]), "It costs more."),
        (issuing(3, "ktp", 2, costs=[{"value": 5, "currency": "USD"}]), "It costs more."),
        (issuing(3, "ktp", 2, costs=[]), "Nobody states what it costs."),
        (issuing(3, "ktp", 2), "It is not sooner, cheaper or shorter."),
        (issuing(3, "ktp", 2, costs=[{"value": 5, "when": "age_years > 90"}]), "Nobody states what it costs."),
        (issuing(3, "ktp", 1, **ruled("employed = TRUE")), "It is not certain to be for this situation."),
    ],
)
def test_a_step_names_what_could_have_been_taken_instead_and_why_it_was_not(
    village: Journey, other: PublicService, why: str
) -> None:
    found = bundle_for(journey_of(village, wanting("ktp"), issuing(2, "ktp", 2), other), "travelling", missing=["ktp"])

    told = [(one.slug, one.document.code, one.why["en"]) for one in found.steps[0].alternatives]
    assert told == [("s3", "ktp", why)]
    assert not found.steps[1].alternatives


def test_a_fee_that_is_not_due_makes_nothing_dearer(village: Journey) -> None:
    other = issuing(3, "ktp", 2, costs=[{"value": 5, "when": "age_years > 90"}])
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", 2), other)
    found = bundle_for(journey, "travelling", {"age_years": 30}, missing=["ktp"]).steps[0]

    assert [one.why["en"] for one in found.alternatives] == ["It is not sooner, cheaper or shorter."]


def test_a_step_that_is_taken_anyway_spares_another(village: Journey) -> None:
    journey = journey_of(
        village, wanting("ktp"), issuing(2, "ktp", 2, life_events=["travelling"]), issuing(3, "ktp", 1)
    )
    free = journey_of(
        village,
        wanting({"one_of": ["ktp", "family-card"]}, *["marriage-book"]),
        issuing(2, "ktp", 2, life_events=["travelling"]),
        issuing(3, "family-card", 2),
    )

    assert not bundle_for(journey, "travelling", missing=["ktp"]).steps[0].alternatives
    found = bundle_for(free, "travelling", missing=["ktp", "family-card"]).steps[0]
    assert [(one.slug, one.why["en"]) for one in found.alternatives] == [("s3", "It would be one more step.")]


def test_what_nobody_can_get_is_no_alternative(village: Journey) -> None:
    journey = journey_of(
        village,
        wanting({"one_of": ["ktp", "family-card"]}),
        issuing(2, "ktp", 2),
        issuing(3, "family-card", 1, evidence=["marriage-book"]),
        issuing(4, "marriage-book", 1, evidence=["family-card"]),
    )
    found = bundle_for(journey, "travelling", missing=["ktp", "family-card", "marriage-book"])

    assert [step.service.slug for step in found.steps] == ["s2", "s1"]
    assert not found.steps[0].alternatives


def test_times_and_fees_are_those_of_the_region(village: Journey) -> None:
    journey = journey_of(village, wanting("ktp"), issuing(2, "ktp", 2), issuing(3, "ktp", 5))
    code = str(journey.catalogue.services.find("s3").code)
    sources = [{"title": "Perda 1/2026", "confidence": "high"}]
    offer = Offer.model_validate({"service": code, "region": "33.74", "processing_time": "PT1H", "sources": sources})
    there = build_journey(replace(journey.catalogue, offers={(code, "33.74"): offer}))

    assert bundle_for(there, "travelling", missing=["ktp"]).steps[0].service.slug == "s2"
    assert bundle_for(there, "travelling", missing=["ktp"], region="33.74").steps[0].service.slug == "s3"
