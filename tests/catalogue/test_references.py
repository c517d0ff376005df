from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from catalogue.models import Offer
from catalogue.references import (
    REGISTER_REFERENCES,
    Reference,
    dangling,
    offer_references,
    reached,
    service_references,
)
from catalogue.store import Catalogue
from tests.small_catalogues import service


def found(**fields: object) -> set[Reference]:
    """What fields add to a service's references."""
    return set(service_references(service(1, **fields))) - set(service_references(service(1)))


@pytest.mark.parametrize(
    ("fields", "references"),
    [
        ({"competent_authority": "a"}, [Reference("organisation", "a", ("competent_authority",), "authority")]),
        ({"provided_by": ["a"]}, [Reference("organisation", "a", ("provided_by", 0), "provider")]),
        (
            {"life_events": ["a", "b"]},
            [
                Reference("event", "a", ("life_events", 0), "event"),
                Reference("event", "b", ("life_events", 1), "event"),
            ],
        ),
        ({"applications": ["a"]}, [Reference("application", "a", ("applications", 0), "application")]),
        ({"requires": ["a"]}, [Reference("service", "a", ("requires", 0), "requires")]),
        ({"excludes": ["a"]}, [Reference("service", "a", ("excludes", 0), "excludes")]),
        (
            {"status": "superseded", "successors": ["a"]},
            [Reference("service", "a", ("successors", 0), "successors")],
        ),
        ({"beneficiary": "child"}, [Reference("role", "child", ("beneficiary",))]),
        (
            {"beneficiary": {"birth": "child"}},
            [
                Reference("event", "birth", ("beneficiary", "birth"), at_key=True),
                Reference("role", "child", ("beneficiary", "birth")),
            ],
        ),
        (
            {"evidence": [{"type": "ktp", "of": "mother"}]},
            [
                Reference("evidence", "ktp", ("evidence", 0, "type"), "demands"),
                Reference("role", "mother", ("evidence", 0, "of")),
            ],
        ),
        (
            {"evidence": [{"one_of": ["a", "b"]}]},
            [
                Reference("evidence", "a", ("evidence", 0, "one_of", 0), "demands"),
                Reference("evidence", "b", ("evidence", 0, "one_of", 1), "demands"),
            ],
        ),
        (
            {"produces": [{"type": "a"}, {"type": "b", "updates": True, "of": "child"}]},
            [
                Reference("evidence", "a", ("produces", 0, "type"), "issues"),
                Reference("evidence", "b", ("produces", 1, "type"), "updates"),
                Reference("role", "child", ("produces", 1, "of")),
            ],
        ),
        ({"deadline": {"within": "P1D", "after": "birth"}}, [Reference("anchor", "birth", ("deadline", "after"))]),
        ({"deadline": {"within": "P1D", "before": "birth"}}, [Reference("anchor", "birth", ("deadline", "before"))]),
        (
            {"recurs": {"rule": "FREQ=YEARLY", "from": "birth_date"}},
            [Reference("concept", "birth_date", ("recurs", "from"))],
        ),
        (
            {"channels": [{"type": "app", "application": "a", "provided_by": "b"}]},
            [
                Reference("application", "a", ("channels", 0, "application"), "application"),
                Reference("organisation", "b", ("channels", 0, "provided_by"), "provider"),
            ],
        ),
        (
            {"examples": [{"situation": {}, "verdict": "met", "event": "birth"}]},
            [Reference("event", "birth", ("examples", 0, "event"))],
        ),
    ],
)
def test_everything_a_service_names_is_found_with_its_place(
    fields: dict[str, object], references: list[Reference]
) -> None:
    assert found(**fields) == set(references)


def test_everything_a_local_offer_names_is_found() -> None:
    offer = Offer.model_validate(
        {
            "service": "s1",
            "region": "11.71",
            "provided_by": ["a"],
            "applications": ["b"],
            "channels": [{"type": "app", "application": "c"}],
            "sources": [{"title": "Perda 1/2026", "confidence": "low"}],
        }
    )

    assert {(each.kind, each.key, each.location) for each in offer_references(offer)} == {
        ("service", "s1", ("service",)),
        ("region", "11.71", ("region",)),
        ("organisation", "a", ("provided_by", 0)),
        ("application", "b", ("applications", 0)),
        ("application", "c", ("channels", 0, "application")),
    }


@pytest.mark.parametrize(
    ("register", "entry", "references"),
    [
        ("organisations", "civil-registry", {("organisation", "home-affairs", ("part_of",))}),
        ("applications", "registry-system", {("organisation", "home-affairs", ("owner",))}),
        ("evidence", "child-card", {("role", "child", ("holder",))}),
        ("concepts", "age_days", {("date-concept", "birth_date", ("derived", "from"))}),
        (
            "life_events",
            "birth",
            {
                ("role", "child", ("subject",)),
                ("stage", "childhood", ("stage",)),
                ("date-concept", "birth_date", ("date_concept",)),
                ("event", "school", ("leads_to", 0)),
            },
        ),
    ],
)
def test_everything_an_entry_of_a_register_names_is_found(
    civil: Catalogue, register: str, entry: str, references: set[tuple[str, str, tuple[str | int, ...]]]
) -> None:
    named = REGISTER_REFERENCES[register](getattr(civil, register)[entry])

    assert {(each.kind, each.key, each.location) for each in named} == references


def test_only_what_leads_nowhere_is_dangling_and_comes_with_the_nearest() -> None:
    references = [Reference("event", "birth", ("life_events", 0)), Reference("event", "brith", ("life_events", 1))]

    ((reference, fault),) = dangling(references, {"event": {"birth", "school"}})

    assert reference.location == ("life_events", 1)
    assert fault.rule == "unknown-event"
    assert (fault.words["found"], fault.words["nearest"].split(", ")[0]) == ("brith", "birth")


@pytest.mark.parametrize(
    ("kind", "rule", "nearest"), [("service", "retired-service", "new-card"), ("event", "unknown-event", "card")]
)
def test_a_service_that_is_gone_is_told_with_what_came_after_it(kind: str, rule: str, nearest: str) -> None:
    references = [Reference(kind, "old-card", ("requires", 0))]

    ((_reference, fault),) = dangling(references, {kind: {"card"}}, {"old-card": "new-card"})

    assert (fault.rule, fault.words["nearest"]) == (rule, nearest)


def test_a_sound_catalogue_has_nothing_dangling(civil: Catalogue) -> None:
    known: Mapping[str, Collection[str]] = {
        "organisation": civil.organisations,
        "application": civil.applications,
        "evidence": civil.evidence,
        "event": civil.life_events,
        "role": civil.roles,
        "concept": civil.concepts,
        "anchor": {*civil.life_events, *civil.concepts},
        "service": {*civil.services, *civil.services.slugs()},
    }

    for each in civil.services.values():
        assert not list(dangling(service_references(each), known))


@pytest.mark.parametrize(
    ("start", "there"), [("a", {"b", "c"}), ("b", {"c"}), ("c", set()), ("x", {"x", "y"}), ("z", {"z"})]
)
def test_what_is_reached_holds_the_start_only_where_the_way_leads_back(start: str, there: set[str]) -> None:
    ways = {"a": ["b", "c"], "b": ["c"], "c": [], "x": ["y"], "y": ["x"], "z": ["z"]}

    assert reached(start, lambda key: ways[key]) == there
