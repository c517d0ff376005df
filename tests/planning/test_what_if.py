from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from catalogue.registers import Origin
from journeys.bundle import Request, answer
from journeys.journey import Journey, build_journey
from planning.changes import Change, DropDocument, Merge, Retire, applied
from planning.comparison import JourneyChange
from planning.persons import Case, from_files
from planning.what_if import Trial, what_if
from tests.conftest import TESTS
from tests.small_catalogues import issuing, journey_of, service, wanting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue.models import PublicService
    from planning.what_if_answers import WhatIf

MONDAY = date(2026, 7, 6)
COUNTER = [{"type": "counter"}]


def case(
    journey: Journey,
    *events: str,
    facts: Mapping[str, object] | None = None,
    done: tuple[str, ...] = (),
    **papers: list[str],
) -> Case:
    situation = journey.reader.read(facts or {}, as_of=MONDAY, **papers)
    return Case("somebody", {"id": "Seorang"}, "told", Request(events or ("travelling",), situation, done=done))


def asked(
    village: Journey, services: list[PublicService], *changes: Change, done: tuple[str, ...] = (), **papers: list[str]
) -> WhatIf:
    journey = journey_of(village, *services)
    return what_if(journey, changes, Trial([case(journey, facts={}, done=done, **papers)]))


def only(found: WhatIf) -> JourneyChange:
    (one,) = found.journeys
    return one


# ── counted by hand ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_services_merged_are_one_step_one_visit_and_each_document_once(village: Journey) -> None:
    services = [
        wanting("photo", "tax-return", processing_time={"working_days": 3}, costs=[{"value": 5}], channels=COUNTER),
        issuing(2, "ktp", 4, evidence=["photo"], life_events=["travelling"], costs=[{"value": 2}], channels=COUNTER),
    ]
    one = only(asked(village, services, Merge("s1", "s2")))

    assert one.outcome == "shorter"
    assert (one.difference.steps, one.difference.visits, one.difference.working_days) == (-1, 0, 0)
    assert (one.difference.documents, one.difference.shown, one.difference.to_bring) == (0, -1, 0)
    assert (one.before.working_days.at_least, one.after.working_days.at_least) == (4, 4)
    assert (one.before.documents.asked, one.after.documents.asked) == (3, 2)
    assert one.difference.finish_days == 0
    assert one.difference.costs == ()
    assert (one.gained, one.spared, one.breaks) == ((), (), ())


def test_a_chain_merged_takes_as_long_as_its_longest_and_its_paper_is_brought_no_more(village: Journey) -> None:
    services = [wanting("ktp"), issuing(2, "ktp", 5, costs=[{"value": None, "basis": {"id": "Tarif"}}])]
    one = only(asked(village, services, Merge("s1", "s2"), missing=["ktp"]))

    assert (one.before.working_days.at_least, one.after.working_days.at_least) == (6, 5)
    assert (one.difference.documents, one.difference.finish_days) == (-1, -1)
    assert (one.difference.steps, one.outcome) == (-1, "shorter")


def test_a_document_dropped_spares_the_step_that_gave_it(village: Journey) -> None:
    services = [
        wanting("ktp", costs=[{"value": 1}]),
        issuing(2, "ktp", 5, evidence=["photo"], costs=[{"value": 3, "currency": "USD"}]),
    ]
    found = asked(village, services, DropDocument("ktp", "s1"), missing=["ktp"])
    one = only(found)

    assert (one.difference.working_days, one.difference.steps, one.difference.documents) == (-5, -1, -2)
    assert [(cost.currency, int(cost.at_least), cost.unknown) for cost in one.difference.costs] == [("USD", -3, 0)]
    assert [service.slug for service in one.spared] == ["s2"]
    assert (one.outcome, found.breaks) == ("shorter", False)
    assert found.changes[0].kind == "drop-document"
    assert found.changes[0].document
    assert found.changes[0].document.code == "ktp"


def test_an_alternative_dropped_may_take_more_days(village: Journey) -> None:
    services = [wanting({"one_of": ["photo", "ktp"]}), issuing(2, "ktp", 5)]
    one = only(asked(village, services, DropDocument("photo", "s1"), missing=["ktp"]))

    assert (one.outcome, one.difference.working_days, one.difference.steps) == ("mixed", 5, 1)
    assert [service.slug for service in one.gained] == ["s2"]


def test_a_service_retired_is_lost_to_who_asked_for_it(village: Journey) -> None:
    found = asked(village, [wanting("photo"), service(2, life_events=["travelling"])], Retire("s1"))
    (lost,) = only(found).breaks

    assert (lost.kind, lost.what.name["en"], lost.perhaps) == ("service", "Service 1", False)
    assert lost.reason["en"] == "This service no longer exists."
    assert (only(found).outcome, found.breaks, found.outcomes) == ("broken", True, {"broken": 1})
    assert found.empty_events == ()


def test_a_service_that_was_for_somebody_only_perhaps_is_lost_perhaps(village: Journey) -> None:
    found = asked(
        village,
        [
            wanting(requirements=[{"name": {"id": "x"}, "rule": "age_years > 3"}]),
            service(2, life_events=["travelling"]),
        ],
        Retire("s1"),
    )

    assert (only(found).outcome, found.breaks) == ("perhaps-broken", False)


def test_the_only_issuer_retired_takes_the_document_from_everybody(village: Journey) -> None:
    services = [
        wanting("ktp", {"type": "tax-number", "when": "income > 3"}),
        issuing(2, "ktp"),
        issuing(3, "tax-number", evidence=["ktp"]),
        issuing(4, "job-card", status="suspended", evidence=["ktp"]),
    ]
    found = asked(village, services, Retire("s2"))
    documents = {(lost.what.code, lost.perhaps): lost for lost in only(found).breaks}

    assert documents.keys() == {("ktp", False), ("tax-number", True)}
    assert documents["ktp", False].asked_by == ("s1",)
    assert documents["ktp", False].reason["en"].startswith("Nobody issues “Identity card” any more")
    assert documents["tax-number", True].reason["en"].startswith("Whoever issues “Tax number” asks for what nobody")
    assert {lost.code: [s.slug for s in lost.demanded_by] for lost in found.lost_documents} == {
        "ktp": ["s1", "s3"],
        "tax-number": ["s1"],
    }
    assert found.breaks


def test_who_holds_it_or_can_get_it_elsewhere_loses_nothing(village: Journey) -> None:
    services = [wanting("ktp"), issuing(2, "ktp")]

    assert only(asked(village, services, Retire("s2"), held=["ktp"])).outcome == "same"
    assert only(asked(village, [*services, issuing(3, "ktp")], Retire("s2"), missing=["ktp"])).outcome == "same"


def test_who_lacks_a_document_that_nobody_can_issue_to_them_is_told_so(village: Journey) -> None:
    services = [
        wanting("ktp"),
        issuing(2, "ktp"),
        issuing(3, "ktp", requirements=[{"name": {"id": "x"}, "rule": "age_years > 90"}]),
    ]
    journey = journey_of(village, *services)
    young = case(journey, facts={"age_years": 20}, missing=["ktp"])
    found = what_if(journey, [Retire("s2")], Trial([young], fill=False))
    (lost,) = only(found).breaks

    assert (lost.what.code, lost.reason["en"]) == ("ktp", "No service can issue it in this situation.")
    assert found.lost_documents == ()
    assert found.breaks


def test_a_name_that_leads_nowhere_any_more_is_told(village: Journey) -> None:
    services = [
        wanting("photo", requires=["s2"]),
        service(2),
        service(3, status="superseded", successors=["s2"]),
        service(4, status="historical", requires=["s2"]),
    ]
    found = asked(village, services, Retire("s2"))

    assert [(one.service.slug, one.field, one.names.slug) for one in found.dangling] == [
        ("s1", "requires", "s2"),
        ("s3", "successors", "s2"),
    ]
    (lost,) = only(found).breaks
    assert (lost.kind, lost.what.name["en"], lost.asked_by) == ("order", "Service 2", ("s1",))
    assert [service.slug for service in only(found).spared] == ["s2"]


def test_an_event_left_without_services_is_told(village: Journey) -> None:
    found = asked(village, [wanting("photo")], Retire("s1"))

    assert [event.code for event in found.empty_events] == ["travelling"]
    assert found.breaks


def test_who_has_done_one_of_those_merged_still_gets_the_rest(village: Journey) -> None:
    services = [issuing(number, kind, life_events=["travelling"]) for number, kind in ((1, "ktp"), (2, "tax-number"))]
    half, other, all_ = (
        only(asked(village, services, Merge("s1", "s2"), done=done)) for done in (("s1",), ("s2",), ("s1", "s2"))
    )

    assert [one.after.steps.asked for one in (half, other, all_)] == [1, 1, 0]
    assert [one.breaks for one in (half, other, all_)] == [(), (), ()]


def test_what_counts_as_had_is_lost_with_the_document_that_says_so(village: Journey) -> None:
    services = [issuing(1, "ktp", life_events=["travelling"]), wanting()]
    services[1] = service(2, life_events=["travelling"])
    found = asked(village, services, Merge("s1", "s2"), held=["ktp"])
    (lost,) = only(found).breaks

    assert (lost.kind, lost.what.name["en"]) == ("service", "Service 2")
    assert "Identity card" in lost.reason["en"]


def test_only_fees_or_times_not_stated_otherwise_is_neither_longer_nor_shorter(village: Journey) -> None:
    cheap, dear = issuing(2, "ktp", 2, costs=[{"value": 1}]), issuing(3, "ktp", 2, costs=[{"value": 9}])
    services = [wanting("ktp"), cheap, dear]
    one = only(asked(village, services, Retire("s2"), missing=["ktp"]))

    assert (one.outcome, one.difference.steps, one.difference.working_days) == ("mixed", 0, 0)
    assert [(cost.currency, int(cost.at_least)) for cost in one.difference.costs] == [("IDR", 8)]


# ── whom it is tried on ─────────────────────────────────────────────────────────────────────────────────────────────


def test_only_who_can_be_touched_is_compared_and_the_rest_counted(village: Journey) -> None:
    services = [wanting("ktp"), service(2, life_events=["moving"]), issuing(3, "ktp"), issuing(4, "birth-statement")]
    journey = journey_of(village, *services, service(5, life_events=["school"], evidence=["birth-statement"]))
    told = [case(journey, "moving"), case(journey), case(journey, missing=["ktp"])]
    found = what_if(journey, [DropDocument("ktp", "s1")], Trial(told))

    assert (found.tried_on.told, found.tried_on.untouched, found.tried_on.profiles) == (2, 1, 0)
    assert [event.code for event in found.life_events] == ["travelling"]
    assert (found.life_events[0].journeys, found.life_events[0].steps.least, found.life_events[0].steps.most) == (
        2,
        -1,
        0,
    )
    merged = what_if(journey, [Merge("s4", "s3")], Trial([case(journey, missing=["ktp"])], fill=False))
    assert [event.code for event in merged.life_events] == ["travelling"]
    assert [event.code for event in merged.untried] == ["school"]


def test_events_that_nobody_lives_through_get_profiles(village: Journey) -> None:
    journey = journey_of(village, wanting("photo"), service(2, life_events=["moving", "travelling"]))
    found = what_if(journey, [Retire("s2")], Trial([case(journey, "moving")], as_of=MONDAY))

    assert (found.tried_on.told, found.tried_on.profiles) == (1, 1)
    assert {one.origin: one.as_of for one in found.journeys} == {"told": MONDAY, "profile": MONDAY}
    assert found.untried == ()
    assert what_if(journey, [Retire("s2")]).tried_on.profiles == 2


def test_questions_can_be_limited(village: Journey) -> None:
    journey = journey_of(village, wanting("photo"), service(2, life_events=["moving", "travelling"]))
    both = [case(journey, "moving"), case(journey, "travelling")]
    progress = list[tuple[int, int]]()
    one_event = what_if(journey, [Retire("s2")], Trial(both, events=("travelling",)))
    one_journey = what_if(
        journey, [Retire("s2")], Trial(both, most=1), progress=lambda place, total: progress.append((place, total))
    )

    assert [event.code for event in one_event.life_events] == ["travelling"]
    assert (len(one_journey.journeys), one_journey.tried_on.left_out, progress) == (1, 1, [(1, 1)])


def test_a_change_that_changes_nothing_makes_no_difference(shipped: Journey) -> None:
    gone = next(service for service in shipped.catalogue.services.values() if service.status == "historical")
    found = what_if(shipped, [Retire(gone.slug)], Trial(people(shipped)))

    assert {one.outcome for one in found.journeys} <= {"same"}
    assert (found.breaks, found.lost_documents, found.dangling, found.empty_events) == (False, (), (), ())


# ── the shipped catalogue, over all its persons ─────────────────────────────────────────────────────────────────────


def people(journey: Journey) -> list[Case]:
    return from_files(journey, [TESTS / "situations"])


def some(pairs: list[tuple[str, str]], number: int) -> list[tuple[str, str]]:
    """So many of them, evenly taken."""
    return pairs[:: len(pairs) // number]


def sole_issuers(journey: Journey) -> list[tuple[str, str]]:
    """Documents with their only active issuer, where that gives nothing else; and the issuer's slug."""
    services = journey.catalogue.services
    found = []
    for code, evidence in journey.catalogue.evidence.items():
        issuers = [services[one] for one in services.linked("issues", code) if services[one].status == "active"]
        if evidence.origin is Origin.SERVICE and len(issuers) == 1 and len(issuers[0].produces) == 1:
            found.append((code, issuers[0].slug))
    return found


def test_the_only_issuer_retired_breaks_just_the_journeys_that_ask_for_what_cannot_be_had(shipped: Journey) -> None:
    persons = people(shipped)
    bundles = {one.id: answer(shipped, one.request) for one in persons}
    broken = 0
    for document, slug in some(sole_issuers(shipped), 12):
        found = what_if(shipped, [Retire(slug)], Trial(persons, fill=False))
        lost = {one.code for one in found.lost_documents}
        expected = {
            name
            for name, bundle in bundles.items()
            if any(step.service.slug == slug and step.role == "asked" for step in bundle.steps)
            or any(
                one.code in lost and one.status != "held" and others(bundle.steps, one.demanded_by, slug)
                for one in bundle.documents
            )
        }
        assert document in lost
        assert {one.id for one in found.journeys if one.breaks} == expected, slug
        broken += len(expected)
    assert broken


def others(steps: object, demanded_by: tuple[str, ...], slug: str) -> bool:
    """Whether somebody else than the service that is retired asks for a document."""
    assert isinstance(steps, tuple)
    own = {step.id for step in steps if step.service.slug == slug}
    return bool(set(demanded_by) - own)


def test_a_document_dropped_that_alone_would_do_never_makes_a_journey_longer(shipped: Journey) -> None:
    persons = people(shipped)
    pairs = [
        (service.slug, document)
        for service in shipped.catalogue.services.values()
        if service.status == "active"
        for document in {demand.type for demand in service.evidence if demand.type}
        if all(document not in demand.one_of for demand in service.evidence)
    ]
    compared = 0
    for slug, document in some(sorted(pairs), 40):
        found = what_if(shipped, [DropDocument(document, slug)], Trial(persons, fill=False))
        compared += len(found.journeys)
        for one in found.journeys:
            grown = (one.difference.working_days, one.difference.steps, one.difference.shown)
            assert (max(grown) <= 0, one.breaks) == (True, ()), (slug, document, one.id)
    assert compared


@pytest.mark.parametrize(
    "change",
    [Merge("akta-kelahiran", "kartu-identitas-anak"), Retire("kartu-keluarga-baru"), DropDocument("ktp", "nib")],
)
def test_who_is_not_compared_would_have_seen_no_difference(shipped: Journey, change: Change) -> None:
    persons = people(shipped)
    found = what_if(shipped, [change], Trial(persons, fill=False))
    touched = {one.id for one in found.journeys}
    changed = build_journey(applied(shipped.catalogue, [change]).after)
    rest = [one for one in persons if one.id not in touched]

    assert rest
    for one in rest:
        before, after = (answer(journey, one.request) for journey in (shipped, changed))
        assert before.totals == after.totals, one.id


def test_a_merger_takes_no_service_from_anybody_of_the_project(shipped: Journey) -> None:
    found = what_if(shipped, [Merge("akta-kelahiran", "kartu-identitas-anak")], Trial(people(shipped)))

    assert "broken" not in found.outcomes
    assert found.outcomes["shorter"]
    assert found.changes[0].services[0].slug == "akta-kelahiran"
