from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.store import Catalogue
from journeys.answers import NOTICE, Bundle, Step
from journeys.bundle import Request, answer, answer_json, bundle_for
from journeys.eligibility import Verdict, assess_facts, beneficiary
from journeys.journey import Journey, build_journey
from journeys.situation import Situation
from tests.situations_at_random import facts_of_somebody

DAY = date(2026, 11, 22)
CASES: list[tuple[str, dict[str, object]]] = [
    ("birth", {"age_days": 10}),
    ("twin-birth", {}),
    ("job-loss", {"employed": False, "age_years": 70}),
    ("moving", {"town": "Jember"}),
    ("opening-a-shop", {}),
    ("borrowing", {}),
    ("travelling", {"employed": True}),
    ("fishing", {}),
    ("death", {}),
    ("inheritance", {"heir": [{"age_years": 30}, {"age_years": 10}, {}]}),
    ("start-business", {"applicant": {"age_years": 18}}),
]


def costs(bundle: Bundle) -> list[tuple[str, float, int]]:
    return [(cost.currency, float(cost.at_least), cost.unknown) for cost in bundle.totals.costs]


# ── what a bundle says ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bundle_names_its_events_day_region_and_version_and_is_no_decision(village: Journey) -> None:
    found = bundle_for(village, ["birth", "kelahiran"], {}, as_of=DAY, region="33.74")

    assert [(event.code, event.name["en"]) for event in found.life_events] == [("birth", "Birth")]
    assert found.as_of == DAY
    assert found.region is not None
    assert (found.region.code, found.region.name["id"], found.region.level) == ("33.74", "Kota Semarang", "city")
    assert found.catalogue_version == village.catalogue.version
    assert found.notice == NOTICE
    assert bundle_for(village, "birth").region is None


def test_a_bundle_counts_its_steps(village: Journey) -> None:
    totals = bundle_for(village, "birth", {"age_days": 10}, as_of=DAY).totals

    assert (totals.steps.asked, totals.steps.prerequisite) == (3, 1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"employed": True, "age_years": 30}, [("IDR", 0, 1), ("USD", 25, 0)]),
        ({"employed": True, "age_years": 61}, [("IDR", 5000, 1), ("USD", 25, 0)]),
        ({"employed": True}, [("IDR", 0, 2), ("USD", 25, 0)]),
    ],
)
def test_fees_add_up_by_currency_and_unknown_ones_are_counted(
    village: Journey, facts: dict[str, object], expected: list[tuple[str, float, int]]
) -> None:
    # the job fair names no fee; the fee of one channel is nobody's total; a fee with a condition waits for it
    assert costs(bundle_for(village, "job-loss", facts, as_of=DAY)) == expected


def test_a_tariff_without_a_value_is_an_unknown_fee(village: Journey) -> None:
    found = bundle_for(village, "birth", {"age_days": 10}, as_of=DAY)

    assert costs(found) == [("IDR", 15000.5, 1)]
    assert found.totals.costs[0].at_least == Decimal("15000.5")


def test_a_bundle_of_nothing_has_no_steps(village: Journey) -> None:
    done = [step.service.slug for step in bundle_for(village, "fishing").steps]
    found = bundle_for(village, "fishing", done=done)

    assert not found.steps
    assert not found.documents
    assert not found.totals.costs
    assert {left.reason for left in found.not_applicable} == {"held"}


def test_a_step_says_what_its_service_does(village: Journey) -> None:
    (step,) = [
        step for step in bundle_for(village, "birth", as_of=DAY).steps if step.service.slug == "birth-certificate"
    ]
    service = village.catalogue.services[step.service.code]

    assert step.costs == service.costs
    assert step.processing_time == service.processing_time
    assert step.channels == service.channels
    assert step.deadline == service.deadline
    assert step.sources == service.sources
    assert step.confidence == "medium"


def test_a_situation_that_was_read_already_is_taken_as_it_is(village: Journey) -> None:
    situation = village.reader.read({"age_days": 10}, as_of=DAY, held=["photo"])

    assert bundle_for(village, "birth", situation) == bundle_for(
        village, "birth", {"age_days": 10}, as_of=DAY, held=["photo"]
    )


def test_a_bundle_keeps_nothing_of_a_person(village: Journey) -> None:
    before = bundle_for(village, "birth", as_of=DAY)

    bundle_for(village, "birth", {"age_days": 99, "town": "Kendal"}, as_of=DAY, held=["family-card"], region="11.71")

    assert bundle_for(village, "birth", as_of=DAY) == before


# ── as data and as a model ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("event", "facts"), CASES)
@pytest.mark.parametrize("region", [None, "11.71", "33"])
def test_the_json_put_together_is_the_models_own_but_for_what_says_nothing(
    village: Journey, event: str, facts: dict[str, object], region: str | None
) -> None:
    request = Request((event,), village.reader.read(facts, as_of=DAY), region)
    model = json.loads(answer(village, request).model_dump_json(by_alias=True))

    assert speaking(json.loads(answer_json(village, request))) == speaking(model)


def test_the_json_of_every_shipped_event_is_the_models_own(shipped: Journey) -> None:
    for event in shipped.catalogue.life_events:
        request = Request((event,), shipped.reader.read({}, as_of=DAY), "33.74")
        model = json.loads(answer(shipped, request).model_dump_json(by_alias=True))
        assert speaking(json.loads(answer_json(shipped, request))) == speaking(model), event


def test_a_step_has_all_its_keys_and_their_parts_only_those_that_say_anything(shipped: Journey) -> None:
    told = json.loads(answer_json(shipped, Request(("birth",), shipped.reader.read({}, as_of=DAY), "33.74")))

    for step in told["steps"]:
        assert step.keys() == set(Step.model_fields)
        parts = [part for value in step.values() if isinstance(value, list) for part in value if isinstance(part, dict)]
        silent = {name for part in parts for name, value in part.items() if value in (None, [])}
        assert silent <= {"value", "region"}


def speaking(value: object) -> object:
    """A value without those of its parts that say nothing."""
    if isinstance(value, dict):
        return {name: speaking(part) for name, part in value.items() if part not in (None, [], {})}
    return [speaking(part) for part in value] if isinstance(value, list) else value


def test_a_bundle_is_read_back_from_its_json(village: Journey) -> None:
    for event, facts in CASES:
        found = bundle_for(village, event, facts, as_of=DAY)
        assert Bundle.model_validate_json(found.model_dump_json(by_alias=True)) == found


# ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────


def check_sound(journey: Journey, found: Bundle) -> None:
    """What must hold of any bundle of any person."""
    ids = [step.id for step in found.steps]
    assert len(set(ids)) == len(ids)
    assert [step.order for step in found.steps] == list(range(1, len(ids) + 1))
    place = {key: number for number, key in enumerate(ids)}
    for step in found.steps:
        assert all(place[before] < place[step.id] for before in step.after)
        assert step.verdict is not Verdict.NOT_MET
        for evidence in step.evidence:
            assert (evidence.from_step is not None) == (evidence.status == "from_step")
            assert (evidence.reason is not None) == (evidence.status == "unobtainable")
            assert evidence.from_step is None or place[evidence.from_step] < place[step.id]
            assert evidence.from_step is None or evidence.from_step in step.after
    check_documents(found)
    check_givers(journey.catalogue, found)


def check_documents(found: Bundle) -> None:
    asked = {(evidence.code, evidence.of) for step in found.steps for evidence in step.evidence}
    listed = [(document.code, document.of) for document in found.documents]
    assert len(listed) == len(set(listed))
    assert set(listed) == asked
    for document in found.documents:
        askers = [
            step.id
            for step in found.steps
            if any((one.code, one.of) == (document.code, document.of) for one in step.evidence)
        ]
        assert [*document.demanded_by] == askers


def check_givers(catalogue: Catalogue, found: Bundle) -> None:
    """A document from a step is one that the step's service gives, to the person whose it is."""
    made = {step.id: {(output.code, output.of) for output in step.produces} for step in found.steps}
    for step in found.steps:
        for evidence in step.evidence:
            assert evidence.from_step is None or (evidence.code, evidence.of) in made[evidence.from_step]
    assert all(catalogue.services[step.service.code].status == "active" for step in found.steps)
    left = {one.service.code for one in found.not_applicable}
    assert all(
        why.verdict is Verdict.NOT_MET for one in found.not_applicable if one.reason == "rule" for why in one.why
    )
    assert left.isdisjoint({step.service.code for step in found.steps if "#" not in step.id}) or "#" in "".join(left)


@pytest.mark.parametrize("named", [(), ("missing",), ("held",)])
def test_every_shipped_event_gives_a_sound_bundle(shipped: Journey, named: tuple[str, ...]) -> None:
    for event in shipped.catalogue.life_events:
        first = bundle_for(shipped, event, as_of=DAY)
        check_sound(shipped, first)
        papers = [document.code for document in first.documents][::2]
        held, missing = papers if "held" in named else [], papers if "missing" in named else []
        check_sound(shipped, bundle_for(shipped, event, as_of=DAY, held=held, missing=missing))


@st.composite
def requests(draw: st.DrawFn, journey: Journey) -> Request:
    """A person of the subject's role, with documents that are held, missing or not spoken of."""
    events = draw(st.lists(st.sampled_from(sorted(journey.catalogue.life_events)), min_size=1, max_size=2, unique=True))
    known = journey.catalogue.life_events
    facts: dict[str, object] = {known[event].subject: draw(persons_of(journey, event)) for event in events}
    papers = draw(st.lists(st.sampled_from(sorted(journey.catalogue.evidence)), max_size=12, unique=True))
    cut = draw(st.integers(0, len(papers)))
    situation = journey.reader.read(facts, as_of=DAY, held=papers[:cut], missing=papers[cut:])
    region = draw(st.sampled_from([None, "33", "33.74", "11.71"]))
    return Request(tuple(events), situation, region)


@st.composite
def persons_of(draw: st.DrawFn, journey: Journey, event: str) -> Mapping[str, object]:
    """What is known of the subject of an event, nothing against what it asserts."""
    facts = draw(facts_of_somebody(journey.reader))
    asserted = journey.catalogue.life_events[event].asserted
    return {name: value for name, value in facts.items() if name not in asserted and not name.startswith("has_")}


@settings(max_examples=60)
@given(st.data())
def test_any_person_of_the_shipped_catalogue_gets_a_sound_bundle(shipped: Journey, data: st.DataObject) -> None:
    check_sound(shipped, answer(shipped, data.draw(requests(shipped))))


@settings(max_examples=100)
@given(st.data())
def test_any_person_of_the_village_gets_a_sound_bundle(village: Journey, data: st.DataObject) -> None:
    check_sound(village, answer(village, data.draw(requests(village))))


@settings(max_examples=30)
@given(st.data())
def test_every_service_of_the_event_is_a_step_or_left_out_by_the_verdict_it_has_alone(
    shipped: Journey, data: st.DataObject
) -> None:
    event = data.draw(st.sampled_from(sorted(shipped.catalogue.life_events)))
    situation = shipped.reader.read(data.draw(persons_of(shipped, event)), as_of=DAY)
    found = answer(shipped, Request((event,), situation))
    placed = _asserted(shipped, event, situation)
    told = {step.service.code: step.verdict for step in found.steps if step.role == "asked"}
    told |= {left.service.code: Verdict.NOT_MET for left in found.not_applicable if left.reason == "rule"}

    for code, verdict in told.items():
        one = shipped.catalogue.services[code]
        at = event if event in one.life_events else shipped.catalogue.life_events[event].broader
        facts = placed.facts(beneficiary(one, shipped.catalogue, at))
        assert assess_facts(one, facts, shipped.catalogue).verdict is verdict, one.slug
    wanted = {code for wider in shipped.events_of(event) for code in shipped.catalogue.services.linked("event", wider)}
    assert wanted == {*told, *(left.service.code for left in found.not_applicable)}


def _asserted(journey: Journey, event: str, situation: Situation) -> Situation:
    known = journey.catalogue.life_events[event]
    return situation.placed(known.subject).with_facts(known.subject, journey.asserted[event])


def test_a_bundle_needs_no_graph_and_no_index(village: Journey) -> None:
    journey = build_journey(village.catalogue)

    bundle_for(journey, "birth", {"age_days": 10})

    assert "index" not in vars(journey)
