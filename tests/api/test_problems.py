from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.problems import MOST_REMARKS, ProblemDetails, Refusal, Remark, described, problem, unfit
from catalogue.errors import explanations


def test_a_problem_is_told_in_the_language_asked_for() -> None:
    refusal = Refusal(413, "http-too-large", limit="100")
    english, indonesian = (json.loads(bytes(problem(refusal, language).body)) for language in ("en", "id"))
    assert english["title"] == "The body has more than 100 bytes."
    assert indonesian["title"] == "Isi permintaan lebih dari 100 bita."
    assert problem(refusal, "id").headers["content-language"] == "id"


def test_at_most_fifty_remarks_are_told_and_the_others_counted() -> None:
    remarks = [Remark("/held", "http-parameter-twice") for _ in range(MOST_REMARKS + 7)]
    document = ProblemDetails.model_validate_json(bytes(problem(unfit(remarks), "en").body))
    assert len(document.errors) == MOST_REMARKS
    assert document.errors_left_out == 7
    assert document.title.startswith("57 value(s)")


@given(st.text(st.characters(categories=("L", "N")), min_size=6))
def test_what_was_found_is_told_by_kind_and_length_only(text: str) -> None:
    told = described(text)
    assert told == {"en": f"a text of {len(text)} characters", "id": f"teks {len(text)} karakter"}


@pytest.mark.parametrize(
    ("value", "english"),
    [
        (None, "null"),
        (True, "true or false"),
        (-1234, "a number of 4 digits"),
        ([1, 2], "a list of 2"),
        ({"a": 1}, "an object of 1 keys"),
    ],
)
def test_every_kind_of_value_has_a_name(value: object, english: str) -> None:
    assert described(value)["en"] == english


@pytest.mark.parametrize(
    ("method", "path", "status", "rule"),
    [
        ("GET", "/nowhere", 404, "http-no-such-path"),
        ("GET", "/v1/services/", 404, "http-no-such-path"),
        ("GET", "/static/nothing.js", 404, "http-no-such-path"),
        ("DELETE", "/v1/services", 405, "http-method"),
        ("PUT", "/v1/bundle", 405, "http-method"),
        ("GET", "/v1/services/nope", 404, "http-no-such-service"),
        ("GET", "/v1/life-events/nope", 404, "http-no-such-life-event"),
        ("GET", "/v1/organisations/nope", 404, "http-no-such-organisation"),
        ("GET", "/v1/evidence/nope", 404, "http-no-such-evidence"),
        ("GET", "/v1/services?limit=0", 422, "http-unfit"),
        ("POST", "/v1/bundle", 415, "http-media-type"),
    ],
)
def test_every_refusal_is_a_problem_document(
    client: TestClient, method: str, path: str, status: int, rule: str
) -> None:
    answer = client.request(method, path)
    document = ProblemDetails.model_validate_json(answer.content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Accept-Language"
    assert (answer.status_code, document.status, document.type) == (status, status, f"/problems/{rule}")
    assert rule in explanations()


def test_a_method_that_is_not_taken_names_those_that_are(client: TestClient) -> None:
    assert client.delete("/v1/services").headers["allow"] == "GET, HEAD"
    assert client.get("/v1/bundle").headers["allow"] == "POST"


def test_a_client_that_wants_no_json_is_told_so(client: TestClient) -> None:
    answer = client.get("/v1/services", headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/http-not-acceptable")


def test_an_unknown_code_is_answered_with_near_ones_and_never_repeated(client: TestClient) -> None:
    answer = client.get("/v1/services/birth-certifcate")
    assert answer.json()["nearest"][0] == "birth-certificate"
    assert "birth-certifcate" not in answer.text


def test_nothing_is_named_where_nothing_comes_near(client: TestClient) -> None:
    assert "nearest" not in client.get("/v1/life-events/zzzzzzzz").json()


def test_every_rule_over_http_says_how_to_mend_it_in_both_languages() -> None:
    rules = {rule: told for rule, told in explanations().items() if rule.startswith("http-")}
    assert rules
    assert all(told.message[language] and told.mend[language] for told in rules.values() for language in ("en", "id"))
