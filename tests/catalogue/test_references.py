from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import references
from catalogue.models import Offer
from catalogue.references import Reference, dangling, offer_references, reached, service_references
from catalogue.registers import (
    Application,
    EvidenceType,
    InformationConcept,
    LifeEvent,
    PublicOrganisation,
)
from catalogue.store import Catalogue
from tests.small_catalogues import service

NAME = {"id": "Nama", "en": "Name"}
SOURCES = [{"title": "Perdes 1/2026", "confidence": "high"}]


def found(**fields: object) -> set[tuple[str, str, tuple[str | int, ...], str]]:
    """What these fields make a service name, besides what every service names."""
    bare = {*service_references(service(1))}
    return {
        (one.kind, one.key, one.location, one.link)
        for one in service_references(service(1, **fields))
        if one not in bare
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"life_events": ["birth"]}, [("event", "birth", ("life_events", 0), "event")]),
        ({"applications": ["siak"]}, [("application", "siak", ("applications", 0), "application")]),
        ({"excludes": ["a", "b"]}, [("service", key, ("excludes", n), "excludes") for n, key in enumerate("ab")]),
        ({"requires": "a"}, [("service", "a", ("requires", 0), "requires")]),
        ({"successors": "a"}, [("service", "a", ("successors", 0), "successors")]),
        ({"beneficiary": "child"}, [("role", "child", ("beneficiary",), "")]),
        (
            {"beneficiary": {"birth": "child"}},
            [("event", "birth", ("beneficiary", "birth"), ""), ("role", "child", ("beneficiary", "birth"), "")],
        ),
        ({"evidence": ["ktp"]}, [("evidence", "ktp", ("evidence", 0, "type"), "demands")]),
        (
            {"evidence": [{"one_of": ["ktp", "sim"], "of": "mother"}]},
            [
                ("evidence", "ktp", ("evidence", 0, "one_of", 0), "demands"),
                ("evidence", "sim", ("evidence", 0, "one_of", 1), "demands"),
                ("role", "mother", ("evidence", 0, "of"), ""),
            ],
        ),
        (
            {"produces": ["a", {"type": "b", "updates": True, "of": "child"}]},
            [
                ("evidence", "a", ("produces", 0, "type"), "issues"),
                ("evidence", "b", ("produces", 1, "type"), "updates"),
                ("role", "child", ("produces", 1, "of"), ""),
            ],
        ),
        ({"deadline": {"within": "P1D", "after": "birth"}}, [("anchor", "birth", ("deadline", "after"), "")]),
        ({"deadline": {"within": "P1D", "before": "birth"}}, [("anchor", "birth", ("deadline", "before"), "")]),
        ({"recurs": {"rule": "FREQ=YEARLY", "from": "born"}}, [("concept", "born", ("recurs", "from"), "")]),
        ({"recurs": {"rule": "FREQ=YEARLY"}}, []),
        (
            {"channels": [{"type": "app", "application": "ikd", "provided_by": "mpp", "evidence": ["ktp"]}]},
            [
                ("application", "ikd", ("channels", 0, "application"), "application"),
                ("organisation", "mpp", ("channels", 0, "provided_by"), "provider"),
                ("evidence", "ktp", ("channels", 0, "evidence", 0, "type"), "demands"),
            ],
        ),
        (
            {"examples": [{"situation": {}, "verdict": "met", "event": "birth"}, {"situation": {}, "verdict": "met"}]},
            [("event", "birth", ("examples", 0, "event"), "")],
        ),
    ],
)
def test_everything_a_service_names_is_a_reference_with_its_place(
    fields: dict[str, object], expected: list[tuple[str, str, tuple[str | int, ...], str]]
) -> None:
    assert {*expected} <= found(**fields)
    assert {one[:2] for one in found(**fields)} == {one[:2] for one in expected}


def test_every_service_names_who_answers_for_it() -> None:
    assert {(one.kind, one.key, one.link) for one in service_references(service(1))} == {
        ("organisation", "ministry", "authority"),
        ("organisation", "village-office", "provider"),
    }


def test_an_offer_names_its_service_region_and_what_differs() -> None:
    offer = Offer.model_validate(
        {
            "service": "child-card",
            "region": "11.71",
            "provided_by": "office",
            "applications": "siak",
            "channels": [{"type": "app", "application": "ikd"}],
            "sources": SOURCES,
        }
    )

    assert {(one.kind, one.key) for one in offer_references(offer)} == {
        ("service", "child-card"),
        ("region", "11.71"),
        ("organisation", "office"),
        ("application", "siak"),
        ("application", "ikd"),
    }


def test_entries_of_registers_name_others() -> None:
    organisation = PublicOrganisation.model_validate(
        {"name": NAME, "kind": "office", "part_of": "a", "region": "11", "predecessors": ["b"]}
    )
    application = Application.model_validate({"name": NAME, "owner": "a", "successors": ["b"]})
    evidence = EvidenceType.model_validate({"name": NAME, "origin": "own", "holder": "child"})
    concept = InformationConcept.model_validate(
        {"name": NAME, "type": "integer", "question": NAME, "derived": {"from": "born", "unit": "years"}}
    )
    event = LifeEvent.model_validate(
        {
            "name": NAME,
            "stage": "adult",
            "order": 1,
            "subject": "child",
            "date_concept": "born",
            "broader": "wide",
            "leads_to": ["next"],
            "assert": {"dead": True},
        }
    )

    def named(register: str, entry: object) -> set[tuple[str, str]]:
        return {(one.kind, one.key) for one in references.REGISTER_REFERENCES[register](entry)}

    assert named("organisations", organisation) == {("organisation", "a"), ("region", "11"), ("organisation", "b")}
    assert named("applications", application) == {("organisation", "a"), ("application", "b")}
    assert named("evidence", evidence) == {("role", "child")}
    assert named("concepts", concept) == {("date-concept", "born")}
    assert named("life_events", event) == {
        ("stage", "adult"),
        ("role", "child"),
        ("date-concept", "born"),
        ("event", "wide"),
        ("event", "next"),
        ("concept", "dead"),
    }


def test_every_reference_of_the_small_catalogue_stands_where_it_says(civil: Catalogue) -> None:
    for one in civil.services.values():
        data: object = one.model_dump(mode="json", by_alias=True)
        for reference in service_references(one):
            value = data
            for step in reference.location:
                value = value[step]  # type: ignore[index]
            assert reference.key in (value if isinstance(value, dict) else {value}) or reference.at_key


def test_a_name_that_leads_nowhere_is_told_with_the_nearest() -> None:
    references_ = [Reference("role", "child", ("a",)), Reference("role", "chlid", ("b", 0))]
    ((reference, fault),) = [*dangling(references_, {"role": ["child", "mother"]})]

    assert getattr(reference, "location", reference) == ("b", 0)
    assert fault.rule == "unknown-role"
    assert fault.words["found"] == "chlid"
    assert "child" in fault.words["nearest"]


graphs = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3))


@given(graphs)
def test_one_reaches_what_is_next_and_what_that_reaches(graph: dict[str, list[str]]) -> None:
    def onward(key: str) -> list[str]:
        return graph.get(key, [])

    for start in "abcdef":
        expected = {*onward(start)}.union(*(reached(key, onward) for key in onward(start)))
        assert reached(start, onward) == expected
