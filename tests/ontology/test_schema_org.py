from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, parse

from catalogue.store import Catalogue
from ontology.schema_org import one_service, to_schema_org

EVERYTHING = "0601.002.01.00-68"


def service(known: Catalogue, code: str = EVERYTHING) -> dict[str, object]:
    graph = json.loads(one_service(known, ("service", code)))["@graph"]
    assert len(graph) == 1
    found: dict[str, object] = graph[0]
    return found


def test_every_service_is_a_government_service(full: Catalogue) -> None:
    document = json.loads(to_schema_org(full))
    assert [one["identifier"] for one in document["@graph"]] == list(full.services)
    assert {one["@type"] for one in document["@graph"]} == {"GovernmentService"}
    assert document["@context"] == {"@vocab": "https://schema.org/"}


def test_it_is_json_ld_that_needs_nothing_from_elsewhere(full: Catalogue) -> None:
    kinds = {
        str(quad.object)
        for quad in parse(to_schema_org(full), format=RdfFormat.JSON_LD)
        if quad.predicate.value.endswith("#type")
    }
    assert kinds == {
        f"<https://schema.org/{name}>"
        for name in ("GovernmentService", "GovernmentOrganization", "Offer", "ServiceChannel", "ContactPoint")
    }


def test_a_service_tells_who_gives_it_for_what_and_how(full: Catalogue) -> None:
    said = service(full)
    assert said["name"] == [
        {"@value": "Layanan yang serba ada", "@language": "id"},
        {"@value": "A service that has everything", "@language": "en"},
    ]
    named = [{"@value": "Biaya", "@language": "id"}, {"@value": "Fee", "@language": "en"}]
    assert said["offers"] == [
        {"@type": "Offer", "price": "12500.5", "priceCurrency": "USD", "name": named},
        {"@type": "Offer", "price": "0", "priceCurrency": "IDR"},
    ]
    assert said["availableChannel"] == [
        {"@type": "ServiceChannel", "name": "Web", "serviceUrl": "https://dukcapil.kemendagri.go.id/{layanan}"},
        {"@type": "ServiceChannel", "name": "Counter"},
        {
            "@type": "ServiceChannel",
            "servicePhone": {
                "@type": "ContactPoint",
                "telephone": "+62 21 1500537",
                "email": "bantuan@kemendagri.go.id",
                "url": "https://www.kemendagri.go.id/bantuan",
            },
        },
        {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "url": "https://www.kemendagri.go.id/tanya"},
        },
    ]


def test_what_is_not_known_is_left_out(full: Catalogue) -> None:
    unknown = replace(full, codes=full.codes.model_copy(update={"domains": {}}))
    assert "serviceType" in service(full)
    assert "serviceType" not in service(unknown)


@pytest.mark.parametrize("thing", [("service", "0000"), ("event", "birth")])
def test_only_services_are_government_services(full: Catalogue, thing: tuple[str, str]) -> None:
    with pytest.raises(KeyError):
        one_service(full, thing)
