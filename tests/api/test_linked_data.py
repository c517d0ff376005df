"""Every thing has one address: JSON, or linked data by what the client likes best."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from api.linked_data import FORMATS
from catalogue.store import Catalogue
from ontology.cpsv_ap import described, parsed
from ontology.terms import base_of, iri_of

THINGS = {
    "/v1/services/birth-certificate": ("service", "0201.001.01.00-18"),
    "/v1/life-events/kelahiran": ("event", "birth"),
    "/v1/organisations/home-affairs": ("organisation", "home-affairs"),
    "/v1/evidence/form": ("evidence", "form"),
    "/v1/catalogue": ("catalogue", ""),
}
RDF = {one.media_type: one for one in (RdfFormat.JSON_LD, RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML)}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("media_type", FORMATS)
def test_a_thing_is_described_in_the_format_asked_for(
    client: TestClient, civil: Catalogue, path: str, media_type: str
) -> None:
    answer = client.get(path, headers={"accept": f"{media_type}, application/json;q=0.5"})
    assert answer.headers["content-type"] == media_type
    said = {quad.triple for quad in parse(answer.content, format=RDF[media_type])}
    assert said == set(parsed(described(civil, *THINGS[path])))


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("accept", [None, "*/*", BROWSER, "application/json", "text/turtle;q=0.1, application/json"])
def test_json_is_what_everybody_else_gets(client: TestClient, path: str, accept: str | None) -> None:
    answer = client.get(path, headers={"accept": accept} if accept else {})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"] == "Accept"


def test_iris_lead_to_what_they_name(client: TestClient, civil: Catalogue) -> None:
    base = base_of(civil.manifest)
    for kind, code in [thing for thing in THINGS.values() if thing[0] != "catalogue"]:
        iri = iri_of(kind, code, base=base)
        turtle = client.get(f"/{iri.removeprefix(base)}", headers={"accept": "text/turtle"}).text
        assert f"\n<{iri}> a " in turtle


def test_each_format_has_a_validator_of_its_own(client: TestClient) -> None:
    path = "/v1/services/birth-certificate"
    tags = {client.get(path, headers={"accept": one}).headers["etag"] for one in ("application/json", *FORMATS)}
    assert len(tags) == 1 + len(FORMATS)
    turtle = client.get(path, headers={"accept": "text/turtle"})
    again = client.get(path, headers={"accept": "text/turtle", "if-none-match": turtle.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("profile", ["https://schema.org", "https://schema.org/", "http://schema.org/"])
def test_services_speak_the_terms_of_schema_org(client: TestClient, profile: str) -> None:
    accept = f'application/ld+json;profile="{profile}"'
    answer = client.get("/v1/services/birth-certificate", headers={"accept": accept})
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["etag"].endswith('-schema-org"')
    (service,) = answer.json()["@graph"]
    assert service["@type"] == "GovernmentService"
    event = client.get("/v1/life-events/birth", headers={"accept": accept})
    assert event.headers["etag"].endswith('-json-ld"')


def test_what_there_is_not_is_told_whatever_the_format(client: TestClient) -> None:
    headers = {"accept": "text/turtle"}
    assert client.get("/v1/services/0201.002.02.00-79", headers=headers).status_code == 410
    assert client.get("/v1/services/none", headers=headers).status_code == 404
    assert client.get("/v1/life-events/none", headers=headers).status_code == 404
    assert client.get("/v1/services", headers=headers).status_code == 406


def test_the_catalogue_tells_of_itself(client: TestClient, civil: Catalogue) -> None:
    assert client.get("/v1/catalogue").json() == {
        "name": {"id": "Katalog uji", "en": "Test catalogue"},
        "version": "2026.11",
        "licence": "CC-BY-4.0",
        "base": None,
        "languages": {"required": ["id"], "expected": ["en"]},
        "catalogue_version": civil.version,
        "services": 4,
    }
