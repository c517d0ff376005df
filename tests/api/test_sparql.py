from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.problems import ProblemDetails
from api.settings import Settings
from catalogue.store import Catalogue
from journeys.journey import Journey, build_journey
from ontology.named import named_queries
from ontology.result_formats import FORMATS, MOST_ROWS, Kind
from ontology.sparql import LONGEST
from tests.ontology.trap import answering, listening

ALL = "SELECT ?s { ?s a <http://purl.org/vocab/cpsv#PublicService> }"
QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"


def ask(client: TestClient, text: str | bytes, **headers: str) -> tuple[int, str]:
    """The status of a query that is posted, and the rule that refuses it."""
    answer = client.post("/sparql", content=text, headers={"content-type": QUERY, **headers})
    return answer.status_code, rule_of(answer.content) if answer.status_code >= 400 else ""


def rule_of(content: bytes) -> str:
    return ProblemDetails.model_validate_json(content).type.removeprefix("/problems/")


def test_the_three_ways_of_the_protocol_give_the_same_answer(client: TestClient, civil: Catalogue) -> None:
    answers = [
        client.get("/sparql", params={"query": ALL}),
        client.post("/sparql", data={"query": ALL}),
        client.post("/sparql", content=ALL, headers={"content-type": f"{QUERY}; charset=UTF-8"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == JSON
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Accept"
        assert "x-sparql-maxrows" not in answer.headers
        assert len(answer.json()["results"]["bindings"]) == len(civil.services)


@pytest.mark.parametrize(
    ("accept", "text", "given"),
    [
        *[(media_type, ALL, media_type) for media_type in FORMATS[Kind.SOLUTIONS]],
        *[(media_type, "ASK {}", media_type) for media_type in FORMATS[Kind.BOOLEAN]],
        *[(media_type, "DESCRIBE <a:b>", media_type) for media_type in FORMATS[Kind.GRAPH]],
        ("*/*", ALL, JSON),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "DESCRIBE <a:b>", "text/turtle"),
        ("text/turtle;q=0.9, application/n-triples", "DESCRIBE <a:b>", "application/n-triples"),
        ("text/csv;q=0.1, text/turtle", ALL, "text/csv"),
    ],
)
def test_the_format_is_the_one_the_client_likes_best(client: TestClient, accept: str, text: str, given: str) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == given


@pytest.mark.parametrize(
    ("accept", "text"),
    [("text/turtle", ALL), ("text/csv", "ASK {}"), ("application/json", "DESCRIBE <a:b>"), ("text/html", ALL)],
)
def test_a_format_that_cannot_be_had_is_refused(client: TestClient, accept: str, text: str) -> None:
    status, rule = ask(client, text, accept=accept)
    assert status == 406
    assert rule in {"sparql-not-acceptable", "http-not-acceptable"}


@pytest.mark.parametrize(
    ("text", "status", "rule"),
    [
        ("", 400, "sparql-empty"),
        ("SELECT nonsense", 400, "sparql-syntax"),
        (b"\xff", 400, "http-not-utf8"),
        ("ASK " + "(" * 100, 400, "sparql-too-deep"),
        ("ASK {} #" + "x" * LONGEST, 413, "sparql-too-long"),
        ("x" * 70_000, 413, "http-too-large"),
        ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", 403, "sparql-service"),
        ("ASK FROM <file:///etc/passwd> {}", 403, "sparql-dataset"),
        ("LOAD <http://a.example/>", 403, "sparql-update"),
        ("SELECT (<a:b>(1) AS ?x) {}", 422, "sparql-not-evaluated"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", 422, "sparql-too-slow"),
    ],
)
def test_what_is_not_answered_is_told(client: TestClient, text: str | bytes, status: int, rule: str) -> None:
    assert ask(client, text) == (status, rule)
    assert ask(client, "ASK {}") == (200, "")


def test_nothing_of_a_query_is_repeated(client: TestClient) -> None:
    for text in (
        "SELECT rahasia",
        "SELECT ?rahasia { ?rahasia rahasia:rahasia 'rahasia' }",
        "SELECT * { SERVICE <http://rahasia.example/> {} }",
        "SELECT (<rahasia:f>(1) AS ?x) {}",
    ):
        for answer in (
            client.post("/sparql", content=text, headers={"content-type": QUERY}),
            client.get("/sparql", params={"query": text}),
            client.get("/sparql", params={"query": "ASK {}", "rahasia": text}),
        ):
            assert answer.status_code >= 400
            assert answer.headers["content-type"] == "application/problem+json"
            assert "rahasia" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("params", ["", "?query=ASK{}&query=ASK{}", "?query=ASK{}&default-graph-uri=urn:a", "?q=ASK{}"])
def test_parameters_that_cannot_be_are_told(client: TestClient, params: str) -> None:
    answer = client.get(f"/sparql{params}")
    assert (answer.status_code, rule_of(answer.content)) == (422, "http-unfit")


@pytest.mark.parametrize(
    ("declared", "body"), [("", "ASK {}"), ("application/json", "{}"), (f"{QUERY}; charset=latin-1", "ASK {}")]
)
def test_a_body_that_is_no_query_is_refused(client: TestClient, declared: str, body: str) -> None:
    assert ask(client, body, **{"content-type": declared}) == (415, "sparql-media-type")


def test_other_methods_are_told_both_that_are_taken(client: TestClient) -> None:
    assert client.delete("/sparql").headers["allow"] == "GET, HEAD, POST"
    head = client.head("/sparql", params={"query": ALL})
    assert (head.status_code, head.content) == (200, b"")


def test_a_form_that_is_no_text_is_refused(client: TestClient) -> None:
    assert ask(client, "query=%ff", **{"content-type": FORM}) == (400, "http-not-utf8")
    assert ask(client, "query=ASK{}&x=1", **{"content-type": FORM}) == (422, "http-unfit")


def test_rows_that_are_left_out_are_told(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert answer.headers["x-sparql-maxrows"] == str(MOST_ROWS)
    assert len(answer.json()["results"]["bindings"]) == MOST_ROWS


def test_queries_in_a_crowd_are_told_to_come_again(civil: Catalogue) -> None:
    app = create_app(build_journey(civil))
    client = TestClient(app)
    places = app.state.snapshot.store._guard._places  # noqa: SLF001
    while places.acquire(blocking=False):
        pass
    answer = client.get("/sparql", params={"query": "ASK {}"})
    assert (answer.status_code, rule_of(answer.content)) == (503, "sparql-busy")
    assert answer.headers["retry-after"] == "3"


def test_another_store_answers_where_one_is_set(civil: Catalogue) -> None:
    rows = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:there"}}]}}'
    with listening(answering(rows, JSON)) as server:
        settings = Settings.of({"LIFEJOURNEY_SPARQL_STORE": server.url})
        app = create_app(build_journey(civil), settings=settings)
        answer = TestClient(app).get("/sparql", params={"query": ALL}, headers={"accept": "text/csv"})
        app.state.snapshot.store.close()
    assert answer.text == "s\r\nurn:there\r\n"
    assert len(server.asked) == 1


@pytest.fixture(scope="module")
def nation(shipped: Journey) -> Iterator[TestClient]:
    app = create_app(shipped)
    yield TestClient(app, headers={"accept-language": "en"})
    app.state.snapshot.store.close()


PARAMETERS = {
    "event": "birth",
    "service": "akta-kelahiran",
    "agency": "ditjen-dukcapil",
    "evidence": "family-card",
    "application": "siak-terpusat",
    "region": "33.74",
    "words": "akta",
}


@pytest.mark.parametrize("name", named_queries())
def test_every_named_query_finds_something_in_the_catalogue_that_is_shipped(nation: TestClient, name: str) -> None:
    query = named_queries()[name]
    params = {wanted: PARAMETERS[wanted] for wanted in query.parameters if wanted != "language"}
    answer = nation.get(f"/v1/queries/{name}", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.json()["results"]["bindings"], name


def test_a_named_query_speaks_the_language_asked_for(nation: TestClient) -> None:
    path = "/v1/queries/services-of-event?event=birth"
    names = {
        language: {
            row["name"]["value"] for row in nation.get(f"{path}&language={language}").json()["results"]["bindings"]
        }
        for language in ("id", "en")
    }
    assert names["id"] != names["en"]
    assert len(names["id"]) == len(names["en"])


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("services-of-event?event=nope", "http-unknown-event"),
        ("services-before?service=nope", "http-unknown-service"),
        ("services-of-agency?agency=nope", "http-unknown-agency"),
        ("services-giving-document?evidence=nope", "http-unknown-evidence"),
        ("services-of-application?application=nope", "http-unknown-application"),
        ("offers-of-region?region=nope", "http-unknown-region"),
        ("services-of-event", "http-missing"),
        ("services-of-event?event=birth&language=nope", "http-not-an-option"),
        ("services-of-event?event=birth&service=nope", "http-unknown-parameter"),
        (f"services-by-words?words={'nope' * 100}", "http-too-long"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_its_parameter(client: TestClient, path: str, rule: str) -> None:
    answer = client.get(f"/v1/queries/{path}")
    problem = ProblemDetails.model_validate_json(answer.content)
    assert answer.status_code == 422
    assert rule in {remark.code for remark in problem.errors}
    assert "nope" not in answer.text


def test_words_are_a_term_and_never_a_part_of_the_query(client: TestClient) -> None:
    for words in ('"', '") } #', "\\", "'''", "$language", "?name", "<a:b>"):
        answer = client.get("/v1/queries/services-by-words", params={"words": words})
        assert answer.json()["results"]["bindings"] == [], words
    found = client.get("/v1/queries/services-by-words", params={"words": "AKTA"}).json()["results"]["bindings"]
    assert {"Penerbitan akta kelahiran"} <= {row["name"]["value"] for row in found}


def test_no_words_are_no_words(client: TestClient) -> None:
    answer = client.get("/v1/queries/services-by-words?words=")
    assert (answer.status_code, rule_of(answer.content)) == (422, "sparql-value")


def test_named_queries_are_listed_with_all_they_need(client: TestClient) -> None:
    listed = client.get("/v1/queries").json()
    assert listed["total"] == len(named_queries()) >= 15
    for entry in listed["items"]:
        assert entry["path"] == f"/v1/queries/{entry['name']}"
        assert entry["title"].keys() == {"id", "en"}
        assert all(f"${parameter}" in entry["text"] for parameter in entry["parameters"])
    assert client.get("/v1/queries", headers={"if-none-match": "*"}).status_code == 304


def test_a_query_that_there_is_not_is_told(client: TestClient) -> None:
    answer = client.get("/v1/queries/nope")
    assert (answer.status_code, rule_of(answer.content)) == (404, "sparql-no-such-query")
    assert "nope" not in answer.text
