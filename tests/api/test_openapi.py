from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from journeys.journey import Journey
from ontology.named import named_queries

Document: TypeAlias = "dict[str, dict[str, dict[str, dict[str, object]]]]"
PATHS = {
    "/v1/catalogue": {"get"},
    "/v1/life-events": {"get"},
    "/v1/life-events/{code}": {"get"},
    "/v1/life-events/{code}/bundle": {"post"},
    "/v1/bundle": {"post"},
    "/v1/timeline": {"post"},
    "/v1/planning/duplicates": {"get"},
    "/v1/planning/duplicates/check": {"post"},
    "/v1/planning/what-if": {"post"},
    "/v1/services": {"get"},
    "/v1/services/{code}": {"get"},
    "/v1/organisations": {"get"},
    "/v1/organisations/{code}": {"get"},
    "/v1/evidence": {"get"},
    "/v1/evidence/{code}": {"get"},
    "/v1/applications": {"get"},
    "/v1/regions": {"get"},
    "/v1/concepts": {"get"},
    "/v1/planning/once-only": {"get"},
    "/v1/planning/portfolio": {"get"},
    "/v1/planning/coverage": {"get"},
    "/healthz": {"get"},
    "/sparql": {"get", "post"},
    "/v1/queries": {"get"},
    **{f"/v1/queries/{name}": {"get"} for name in named_queries()},
}


@pytest.fixture(scope="module")
def nation(shipped: Journey) -> TestClient:
    return TestClient(create_app(shipped))


@pytest.fixture(scope="module")
def document(nation: TestClient) -> Document:
    described: Document = nation.get("/openapi.json").json()
    return described


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_path_is_described(document: Document) -> None:
    assert {path: set(methods) for path, methods in document["paths"].items()} == PATHS


def test_every_operation_and_parameter_says_what_it_is(document: Document) -> None:
    for path, method, operation in operations(document):
        assert operation["description"], (path, method)
        parameters = operation["parameters"]
        assert isinstance(parameters, list)
        assert all(parameter["description"] for parameter in parameters), path


def test_every_problem_has_its_media_type(document: Document) -> None:
    for path, method, operation in operations(document):
        responses = operation["responses"]
        assert isinstance(responses, dict)
        problems = {status: answer for status, answer in responses.items() if int(status) >= 400}
        assert {"406", "422", "500"} <= set(problems), (path, method)
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in problems.values())


def test_the_examples_of_answers_are_what_the_schemas_say(document: Document) -> None:
    checked = 0
    for _path, _method, operation in operations(document):
        responses = operation["responses"]
        assert isinstance(responses, dict)
        content = responses["200"].get("content", {}).get("application/json", {})
        if "example" in content:
            schema = {**content["schema"], "components": document["components"]}
            jsonschema_rs.validate(schema, content["example"])
            checked += 1
    assert checked >= 10


def test_the_examples_of_requests_are_answered(nation: TestClient, document: Document) -> None:
    for path in ("/v1/life-events/{code}/bundle", "/v1/bundle"):
        body = document["paths"][path]["post"]["requestBody"]
        assert isinstance(body, dict)
        for example in body["content"]["application/json"]["examples"].values():
            assert nation.post(path.format(code="birth"), json=example["value"]).status_code == 200
    for path, method, operation in operations(document):
        parameters = operation["parameters"]
        assert isinstance(parameters, list)
        codes = [parameter for parameter in parameters if parameter["in"] == "path"]
        if method == "get" and codes:
            assert nation.get(path.format(code=codes[0]["example"])).status_code == 200, path


def test_the_links_lead_to_operations_that_exist(document: Document) -> None:
    known = {operation["operationId"] for _path, _method, operation in operations(document)}
    links = [
        link["operationId"]
        for _path, _method, operation in operations(document)
        for link in json.loads(json.dumps(operation["responses"]))["200"].get("links", {}).values()
    ]
    assert links
    assert set(links) <= known


def test_a_query_parameter_is_never_null(document: Document) -> None:
    for path, _method, operation in operations(document):
        parameters = operation["parameters"]
        assert isinstance(parameters, list)
        assert all("anyOf" not in parameter["schema"] for parameter in parameters), path
