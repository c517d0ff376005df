from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.asking import Post

PATH = "/v1/life-events/birth/bundle"


def rules(answer_json: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in answer_json["errors"]]


@pytest.mark.parametrize(
    "media_type", ["", "text/plain", "application/json; charset=latin-1", "multipart/form-data", "application/xml"]
)
def test_a_body_that_is_not_declared_as_json_is_refused(client: TestClient, media_type: str) -> None:
    answer = client.post(PATH, content=b"{}", headers={"content-type": media_type})
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/http-media-type")


def test_a_packed_body_is_refused(birth: Post) -> None:
    assert birth(b"{}", **{"content-encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=UTF-8"])
def test_json_in_utf8_is_read(client: TestClient, media_type: str) -> None:
    assert client.post(PATH, content=b"{}", headers={"content-type": media_type}).status_code == 200


def test_a_body_over_the_limit_is_refused_by_its_length(birth: Post) -> None:
    answer = birth(b'{"region": "' + b"x" * 65_536 + b'"}')
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/http-too-large")


def test_a_body_that_hides_its_length_is_read_no_further_than_the_limit(client: TestClient) -> None:
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 10_000

    answer = client.post(PATH, content=parts(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/http-too-large")


def test_a_body_at_the_limit_is_read(birth: Post) -> None:
    assert birth(b"{}" + b" " * (65_536 - 2)).status_code == 200


@pytest.mark.parametrize("body", [b"[]", b"null", b'"{}"', b"1"])
def test_a_body_that_is_no_object_is_refused(birth: Post, body: bytes) -> None:
    answer = birth(body)
    assert answer.status_code == 422
    assert rules(answer.json()) == [("", "http-not-an-object")]


def test_an_unknown_key_is_told_by_its_place_and_not_by_its_name(birth: Post) -> None:
    answer = birth({"region": "11.71", "nik": "0012345678901234"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith("Key 2 of 2 of the body is not known.")
    assert "nik" not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer", "rule"),
    [
        ({"situation": []}, "/situation", "http-not-an-object"),
        ({"region": 11}, "/region", "http-not-text"),
        ({"held": "form"}, "/held", "http-not-a-list"),
        ({"held": [1]}, "/held/0", "http-not-text"),
        ({"missing": ["form"] * 201}, "/missing", "http-too-many"),
        ({"done": [None]}, "/done/0", "http-not-text"),
        ({"as_of": "22-11-2026"}, "/as_of", "http-not-a-date"),
        ({"as_of": "2026-02-30"}, "/as_of", "http-not-a-date"),
        ({"as_of": 20261122}, "/as_of", "http-not-a-date"),
        ({"as_of": "1899-12-31"}, "/as_of", "http-out-of-range"),
        ({"as_of": "2201-01-01"}, "/as_of", "http-out-of-range"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_by_its_place(birth: Post, body: object, pointer: str, rule: str) -> None:
    answer = birth(body)
    assert answer.status_code == 422
    assert rules(answer.json()) == [(pointer, rule)]


@pytest.mark.parametrize("day", ["1900-01-01", "2000-02-29", "2200-12-31"])
def test_the_first_and_last_days_can_be_asked_about(birth: Post, day: str) -> None:
    assert birth({"as_of": day}).json()["as_of"] == day


def test_all_faults_are_told_at_once(birth: Post) -> None:
    answer = birth({"region": 1, "as_of": 2, "held": 3})
    assert [pointer for pointer, _rule in rules(answer.json())] == ["/region", "/held", "/as_of"]


def test_unknown_keys_and_values_of_the_wrong_kind_are_told_together(client: TestClient) -> None:
    answer = client.post("/v1/bundle", json={"x": 1, "region": 2, "y": {}, "held": [3]})
    assert answer.status_code == 422
    assert rules(answer.json()) == [
        ("", "http-unknown-key"),
        ("", "http-unknown-key"),
        ("/region", "http-not-text"),
        ("/held/0", "http-not-text"),
        ("/life_events", "http-missing"),
    ]


def test_unknown_parameters_and_values_of_the_wrong_kind_are_told_together(client: TestClient) -> None:
    answer = client.get("/v1/services?x=1&limit=ten&level=village&level=galaxy")
    assert rules(answer.json()) == [
        ("", "http-unknown-parameter"),
        ("?level", "http-parameter-twice"),
        ("?level", "http-not-an-option"),
        ("?limit", "http-not-a-whole-number"),
    ]


@pytest.mark.parametrize(
    ("query", "pointer", "rule"),
    [
        ("nik=0012345678901234", "", "http-unknown-parameter"),
        ("limit=1&limit=2", "?limit", "http-parameter-twice"),
        ("limit=ten", "?limit", "http-not-a-whole-number"),
        ("limit=5.0", "?limit", "http-not-a-whole-number"),
        ("limit=+5", "?limit", "http-not-a-whole-number"),
        ("limit=0", "?limit", "http-out-of-range"),
        ("limit=201", "?limit", "http-out-of-range"),
        ("level=galaxy", "?level", "http-not-an-option"),
        ("status=", "?status", "http-not-an-option"),
        ("q=" + "x" * 301, "?q", "http-too-long"),
        ("after=x", "?after", "http-not-a-cursor"),
        ("event=nope", "?event", "http-unknown-event"),
        ("agency=nope", "?agency", "http-unknown-agency"),
        ("domain=nope", "?domain", "http-unknown-domain"),
    ],
)
def test_a_query_parameter_that_cannot_be_used_is_told(client: TestClient, query: str, pointer: str, rule: str) -> None:
    answer = client.get(f"/v1/services?{query}")
    assert answer.status_code == 422
    assert rules(answer.json()) == [(pointer, rule)]


@pytest.mark.parametrize("path", ["/healthz", "/v1/life-events", "/v1/services/birth-certificate", "/v1/concepts"])
def test_a_path_without_parameters_takes_none(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?x=1").status_code == 422


def test_facts_in_the_query_of_a_post_are_refused(client: TestClient) -> None:
    answer = client.post(f"{PATH}?age_days=10", json={})
    assert rules(answer.json()) == [("", "http-unknown-parameter")]
