from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api.app import create_app
from api.entries import (
    ApplicationEntry,
    ConceptEntry,
    EvidenceEntry,
    LifeEventEntry,
    OrganisationEntry,
    RegionEntry,
)
from journeys.journey import Journey

REGISTERS: list[tuple[str, str, type[BaseModel]]] = [
    ("life-events", "life_events", LifeEventEntry),
    ("organisations", "organisations", OrganisationEntry),
    ("evidence", "evidence", EvidenceEntry),
    ("applications", "applications", ApplicationEntry),
    ("regions", "regions", RegionEntry),
]


@pytest.mark.parametrize(("path", "register", "entry"), REGISTERS)
def test_a_register_is_answered_whole(shipped: Journey, path: str, register: str, entry: type[BaseModel]) -> None:
    listed = TestClient(create_app(shipped)).get(f"/v1/{path}").json()
    known: Mapping[str, BaseModel] = getattr(shipped.catalogue, register)
    assert [item["code"] for item in listed["items"]] == list(known)
    assert listed["total"] == len(known)
    assert listed["catalogue_version"] == shipped.catalogue.version
    for item in listed["items"]:
        model = entry.model_validate_json(json.dumps(item))
        assert model.model_dump(exclude={"code"}) == known[item["code"]].model_dump()


def test_every_fact_a_situation_may_tell_is_listed_with_its_question(shipped: Journey) -> None:
    items = TestClient(create_app(shipped)).get("/v1/concepts").json()["items"]
    entries = {item["code"]: ConceptEntry.model_validate_json(json.dumps(item)) for item in items}

    assert entries.keys() == shipped.reader.kinds.keys()
    for name, concept in shipped.catalogue.concepts.items():
        assert entries[name].model_dump(exclude={"code"}) == concept.model_dump()
    for name, entry in entries.items():
        assert entry.type is shipped.reader.kinds[name].type
        assert {"id", "en"} <= entry.question.keys()
        assert all({"id", "en"} <= text.keys() for text in entry.options.values())


def test_the_fact_that_a_document_is_asks_for_it_by_name(client: TestClient) -> None:
    items = {item["code"]: item for item in client.get("/v1/concepts").json()["items"]}
    name = client.get("/v1/evidence/birth-certificate").json()["name"]
    asked = items["has_birth_certificate"]

    assert (asked["name"], asked["type"], asked["sensitive"]) == (name, "boolean", False)
    assert asked["question"]["en"] == f"Do you have this document: {name['en']}?"


def test_an_organisation_names_its_services(client: TestClient) -> None:
    answer = client.get("/v1/organisations/civil-registry").json()
    assert answer["code"] == "civil-registry"
    assert answer["level"] == "regency"
    assert "0201.001.01.00-18" in answer["services"]


def test_a_document_names_who_gives_it_and_who_asks_for_it(client: TestClient) -> None:
    certificate = client.get("/v1/evidence/birth-certificate").json()
    assert certificate["issued_by_services"] == ["0201.001.01.00-18"]
    statement = client.get("/v1/evidence/birth-statement").json()
    assert statement["demanded_by_services"] == ["0201.001.01.00-18"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("level=city", ["11.71"]),
        ("level=province", ["11"]),
        ("province=11", ["11", "11.71", "11.06"]),
        ("province=11&level=regency", ["11.06"]),
        ("q=aceh", ["11", "11.71", "11.06"]),
        ("q=BANDA", ["11.71"]),
        ("q=nowhere", []),
    ],
)
def test_regions_are_found_by_level_province_and_name(client: TestClient, query: str, codes: list[str]) -> None:
    answer = client.get(f"/v1/regions?{query}").json()
    assert [item["code"] for item in answer["items"]] == codes
    assert answer["total"] == len(codes)


@pytest.mark.parametrize("code", ["99", "11.71"])
def test_a_province_must_be_one(client: TestClient, code: str) -> None:
    answer = client.get(f"/v1/regions?province={code}")
    assert answer.json()["errors"][0]["code"] == "http-unknown-region"
