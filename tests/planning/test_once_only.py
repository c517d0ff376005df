from __future__ import annotations

import pytest

from catalogue.registers import Origin
from journeys.bundle import bundle_for
from journeys.journey import Journey
from planning.figures import Scope
from planning.once_only import EventPapers, OnceOnly, once_only
from tests.planning.planned import DAY, code, town
from tests.small_catalogues import service

MOVING = ["moving"]
TRAVELLING = ["travelling"]
SERVICES = (
    service(1, evidence=["ktp", "family-card", "photo"], life_events=TRAVELLING),
    service(2, evidence=["ktp", {"type": "family-card", "when": "employed = TRUE"}], life_events=TRAVELLING),
    service(
        3,
        "age_years >= 17 AND employed = TRUE",
        evidence=[{"one_of": ["ktp", "marriage-book"]}, "photo"],
        life_events=MOVING,
        competent_authority="port",
    ),
    service(4, produces="ktp", evidence=["photo"], competent_authority="bureau"),
    service(5, produces="family-card", evidence=["ktp", "photo"], life_events=TRAVELLING),
    service(6, evidence=["marriage-book"], status="historical"),
    service(7, "income > 5", evidence=["dismissal-letter"], life_events=MOVING),
)


@pytest.fixture(scope="module")
def report(village: Journey) -> OnceOnly:
    return once_only(town(village, *SERVICES), day=DAY)


@pytest.fixture(scope="module")
def nation(shipped: Journey) -> OnceOnly:
    return once_only(shipped, day=DAY)


def asked(report: OnceOnly) -> dict[str, tuple[str, ...]]:
    return {one.code: one.services.codes for one in report.documents}


def test_documents_that_a_service_issues_are_listed_with_those_in_force_that_ask(report: OnceOnly) -> None:
    assert asked(report) == {
        "ktp": (code(1), code(2), code(3), code(5)),
        "family-card": (code(1), code(2)),
        "marriage-book": (code(3),),
    }


def test_each_says_who_asks_everyone_who_asks_what_it_issues_itself_and_who_issues(report: OnceOnly) -> None:
    ktp, family_card, marriage_book = report.documents

    assert ktp.of_everyone.codes == (code(1), code(2), code(5)), "another document will do for the third"
    assert ktp.same_agency.codes == ()
    assert ktp.issued_by == (code(4),)
    assert (ktp.services.of, ktp.of_everyone.of) == (6, 4)
    assert family_card.of_everyone.codes == (code(1),), "the second asks only who is employed"
    assert family_card.same_agency.codes == (code(1), code(2))
    assert marriage_book.issued_by == ()


def test_facts_of_a_public_system_are_listed_with_the_services_whose_rules_need_them(report: OnceOnly) -> None:
    facts = [(one.code, one.source_system, one.services.codes) for one in report.facts]

    assert facts == [("employed", "registry", (code(2), code(3))), ("birth_date", "registry", (code(3),))]


def test_the_services_that_ask_for_any_are_counted_once(report: OnceOnly) -> None:
    assert report.asking.codes == (code(1), code(2), code(3), code(5))
    assert report.asking.of == 6


def test_a_document_of_an_event_is_counted_in_every_step_of_its_bundle(report: OnceOnly) -> None:
    travelling = next(event for event in report.life_events if event.code == "travelling")
    shown = {one.code: (one.times, one.perhaps, one.falls_away, one.issued) for one in travelling.documents}

    assert shown == {
        "ktp": (3, 0, 2, True),
        "photo": (2, 0, 1, False),
        "family-card": (1, 1, 0, True),
    }
    assert (travelling.steps, travelling.asked, travelling.different) == (3, 6, 3)
    assert (travelling.falls_away, travelling.falls_away_issued) == (3, 2)
    assert sorted(travelling.documents[0].services) == [code(1), code(2), code(5)]


def test_what_falls_away_is_the_sum_over_events(report: OnceOnly) -> None:
    assert [event.code for event in report.life_events] == ["moving", "travelling"], "in the order of a life"
    assert report.asked == 6 + 3
    assert (report.falls_away, report.falls_away_issued) == (3, 2)


def test_nobody_counted_means_unknown_and_ranked_by_services(report: OnceOnly) -> None:
    assert {one.reach.people for one in report.documents} == {None}
    assert report.documents[0].reach.not_counted == ("moving", "travelling")


def test_reach_counts_each_event_once_and_each_asking_service(village: Journey) -> None:
    counted = town(village, *SERVICES, yearly={"moving": 1000, "travelling": 10})
    documents = {one.code: one.reach for one in once_only(counted, day=DAY).documents}

    assert (documents["ktp"].people, documents["ktp"].services_times_people) == (1010, 10 + 10 + 1000 + 10)
    assert (documents["family-card"].people, documents["family-card"].services_times_people) == (10, 20)
    assert (documents["marriage-book"].people, documents["marriage-book"].not_counted) == (1000, ())


def test_where_every_event_is_counted_services_times_people_rank(village: Journey) -> None:
    counted = town(village, *SERVICES, yearly={"moving": 1000, "travelling": 10})

    assert [one.code for one in once_only(counted, day=DAY).documents] == ["ktp", "marriage-book", "family-card"]


def test_where_some_event_is_not_counted_services_rank(village: Journey) -> None:
    partly = town(village, *SERVICES, yearly={"moving": 1000})

    assert [one.code for one in once_only(partly, day=DAY).documents] == ["ktp", "family-card", "marriage-book"]


def test_a_part_asks_only_about_its_own_services_and_their_events(village: Journey) -> None:
    part = once_only(town(village, *SERVICES), Scope("port"), day=DAY)

    assert asked(part) == {"ktp": (code(3),), "marriage-book": (code(3),)}
    assert [event.code for event in part.life_events] == ["moving"]
    assert part.documents[0].services.of == 6, "of all services, whoever asks"


def test_papers_that_are_known_are_not_made_again(village: Journey) -> None:
    small = town(village, *SERVICES)
    papers: dict[str, EventPapers] = {}
    whole = once_only(small, day=DAY, papers=papers)
    part = once_only(small, Scope("port"), day=DAY, papers=papers)

    assert part.life_events[0] is whole.life_events[0] is papers["moving"]


def test_a_service_that_asks_twice_for_a_document_has_it_shown_once(village: Journey) -> None:
    twice = service(1, evidence=["ktp", {"type": "ktp", "when": "employed = TRUE"}, "ktp"], life_events=MOVING)
    event = once_only(town(village, twice), day=DAY).life_events[0]

    assert [(one.times, one.perhaps) for one in event.documents] == [(1, 0)]


# ── the catalogue that is shipped ───────────────────────────────────────────────────────────────────────────────────


def test_figures_of_the_nation_are_as_long_as_their_lists(nation: OnceOnly) -> None:
    figures = [found for one in nation.documents for found in (one.services, one.of_everyone, one.same_agency)] + [
        one.services for one in nation.facts
    ]

    assert len(figures) > 300
    assert all(found.count == len(found.codes) == len(set(found.codes)) <= found.of for found in figures)
    assert all(set(one.of_everyone.codes) <= set(one.services.codes) for one in nation.documents)


def test_what_the_nation_would_be_spared_adds_up(nation: OnceOnly) -> None:
    for event in nation.life_events:
        assert event.falls_away == sum(one.falls_away for one in event.documents)
        assert event.falls_away == event.asked - event.different
        assert event.falls_away_issued <= event.falls_away
    assert nation.falls_away == sum(event.falls_away for event in nation.life_events)
    assert nation.asked == sum(event.asked for event in nation.life_events)


def test_the_papers_of_the_nation_are_those_of_its_bundles(shipped: Journey, nation: OnceOnly) -> None:
    for event in nation.life_events[::7]:
        totals = bundle_for(shipped, event.code, as_of=DAY).totals
        assert event.different == totals.documents.distinct
        assert event.steps == totals.steps.asked + totals.steps.prerequisite
        assert event.asked <= totals.documents.asked


def test_only_documents_of_public_services_are_held_against_the_nation(shipped: Journey, nation: OnceOnly) -> None:
    evidence = shipped.catalogue.evidence

    assert {evidence[one.code].origin for one in nation.documents} == {Origin.SERVICE}
    assert all(shipped.catalogue.concepts[one.code].source_system for one in nation.facts)
    assert nation.documents[0].code == "ktp", "the document most services ask for"
