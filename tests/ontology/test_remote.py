from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from catalogue.store import Catalogue
from ontology.limits import SECONDS
from ontology.result_formats import DEFAULTS, MOST_BYTES, MOST_ROWS, Wish
from ontology.sparql import QueryRefused
from ontology.store import EmbeddedStore, RemoteStore, store_of
from tests.ontology import virtuoso
from tests.ontology.test_store import SERVICES
from tests.ontology.trap import Listening, Reply, answering, listening

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"hai"}}]}}'
JSON = "application/sparql-results+json"
A_TRIPLE = b"{%b}" % b",".join(b'"%b":{"type":"uri","value":"a:b"}' % n for n in (b"subject", b"predicate", b"object"))
ASKED = "SELECT ?x { ?s ?p ?x }"


@contextmanager
def asking(reply: Reply, *, user: str = "", more: str = "") -> Iterator[tuple[RemoteStore, Listening]]:
    """A store that asks a server which answers so."""
    with listening(reply) as server:
        store = RemoteStore(server.url.replace("://", f"://{user}") + more)
        yield store, server
        store.close()


def rule_of(store: RemoteStore, text: str = ASKED, wish: Wish = DEFAULTS) -> str:
    with pytest.raises(QueryRefused) as caught:
        store.answer(text, wish)
    return caught.value.fault.rule


def test_a_query_is_posted_as_the_protocol_says() -> None:
    with asking(answering(ROWS, JSON), user="tamu:rahasia%21@", more="?default-graph-uri=urn:a") as (store, server):
        answer = store.answer(ASKED)
    assert json.loads(answer.body) == json.loads(ROWS)
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/sparql?default-graph-uri=urn:a")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.headers["Accept"].startswith(JSON)
    assert asked.headers["Authorization"] == "Basic dGFtdTpyYWhhc2lhIQ=="
    assert parse_qs(asked.body.decode()) == {"query": [ASKED]}


def test_nobody_is_told_a_name_where_none_is_given() -> None:
    with asking(answering(ROWS, f"{JSON}; charset=utf-8")) as (store, server):
        store.answer(ASKED)
        store.answer(ASKED)
    assert len(server.asked) == 2
    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "sparql-service"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "sparql-dataset"),
        ("DELETE WHERE { ?s ?p ?o }", "sparql-update"),
        ("SELECT * { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }", "sparql-syntax"),
        ("ASK " + "(" * 3_000, "sparql-too-deep"),
    ],
)
def test_what_must_not_be_asked_is_refused_before_the_other_server_sees_it(text: str, rule: str) -> None:
    with asking(answering(ROWS, JSON)) as (store, server):
        assert rule_of(store, text) == rule
    assert server.asked == []


def test_rows_of_another_store_come_in_every_format_and_are_cut() -> None:
    row = {"x": {"type": "literal", "value": "hai"}}
    many = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [row] * (MOST_ROWS + 1)}})
    with asking(answering(many.encode(), JSON)) as (store, _server):
        answer = store.answer(ASKED, Wish(solutions="text/csv"))
    assert answer.cut
    assert answer.body == b"x\r\n" + b"hai\r\n" * MOST_ROWS


def test_triples_and_truths_of_another_store_are_read() -> None:
    with asking(answering(b'<a:b> <a:c> "hai"@id .', "text/turtle")) as (store, _server):
        answer = store.answer("DESCRIBE <a:b>", Wish(graph="application/n-triples"))
        assert answer.body == b'<a:b> <a:c> "hai"@id .\n'
    with asking(answering(b'{"head":{},"boolean":true}', JSON)) as (store, _server):
        assert json.loads(store.answer("ASK {}").body)["boolean"]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<html>", "text/html"),
        (b"{}", JSON),
        (b"{", JSON),
        (b"<a:b> <a:c>", "text/turtle"),
        (b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"triple","value":%b}}]}}' % A_TRIPLE, JSON),
        (b"<!DOCTYPE x [<!ENTITY a 'aa'>]><sparql/>", "application/sparql-results+xml"),
    ],
)
def test_what_is_no_result_is_told(body: bytes, media_type: str) -> None:
    with asking(answering(body, media_type)) as (store, _server):
        assert rule_of(store) == "sparql-store-strange"


@pytest.mark.parametrize(
    ("status", "rule"),
    [(400, "sparql-not-evaluated"), (401, "sparql-store-away"), (500, "sparql-store-away"), (404, "sparql-store-away")],
)
def test_what_another_store_refuses_is_told_without_its_words(status: int, rule: str) -> None:
    with asking(answering(b"secret of the host", "text/plain", status)) as (store, _server):
        assert rule_of(store) == rule


def test_no_redirect_is_followed() -> None:
    with listening() as trap:

        def elsewhere(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(307)
            handler.send_header("location", trap.url)
            handler.end_headers()

        with asking(elsewhere) as (store, _server):
            assert rule_of(store) == "sparql-store-away"
    assert trap.asked == []


def test_an_answer_without_end_is_given_up() -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", JSON)
        handler.end_headers()
        part = b" " * 1_048_576
        for _time in range(MOST_BYTES // len(part) + 2):
            try:
                handler.wfile.write(part)
            except OSError:
                return

    with asking(flood) as (store, _server):
        assert rule_of(store) == "sparql-too-much"


@pytest.mark.parametrize("speaks", [False, True])
def test_a_store_that_dawdles_is_given_up(*, speaks: bool) -> None:
    over = threading.Event()

    def dawdle(handler: BaseHTTPRequestHandler) -> None:
        if speaks:
            handler.send_response(200)
            handler.send_header("content-type", JSON)
            handler.end_headers()
        while not over.wait(0):
            if speaks:
                try:
                    handler.wfile.write(b" ")
                except OSError:
                    return

    with asking(dawdle) as (store, _server):
        began = time.monotonic()
        rule = rule_of(store)
        waited = time.monotonic() - began
        over.set()
    assert rule == "sparql-too-slow"
    assert waited >= SECONDS


def test_a_store_that_is_not_there_is_told() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        store = RemoteStore(f"http://127.0.0.1:{nobody.getsockname()[1]}")
        assert rule_of(store) == "sparql-store-away"
        store.close()


def test_a_store_that_speaks_no_tls_is_told() -> None:
    with listening() as server:
        store = RemoteStore(server.url.replace("http:", "https:"))
        assert rule_of(store) == "sparql-store-away"
        store.close()


@pytest.fixture(scope="module")
def real(full: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    if not (virtuoso.SERVER and virtuoso.LOADER):
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    with virtuoso.virtuoso(full, tmp_path_factory.mktemp("virtuoso")) as url:
        store = store_of(full, url)
        assert isinstance(store, RemoteStore)
        yield store
        store.close()


def test_a_real_server_answers_as_the_embedded_store_does(real: RemoteStore, full_store: EmbeddedStore) -> None:
    for text in (
        f"{SERVICES} ORDER BY ?code STR(?name)",
        "SELECT (COUNT(*) AS ?n) { ?s <http://purl.org/dc/terms/title> ?o }",
        "SELECT ?s { ?s a <http://data.europa.eu/m8g/LifeEvent> } ORDER BY ?s",
    ):
        assert _rows(real, text) == _rows(full_store, text)


def test_a_real_server_is_asked_for_truths_and_triples(real: RemoteStore, full_store: EmbeddedStore) -> None:
    for text in ("ASK { ?s a <http://purl.org/vocab/cpsv#PublicService> }", "ASK { <a:b> <a:b> <a:b> }"):
        assert json.loads(real.answer(text).body)["boolean"] == json.loads(full_store.answer(text).body)["boolean"]
    text = "CONSTRUCT WHERE { ?s <http://purl.org/dc/terms/title> ?o }"
    wish = Wish(graph="application/n-triples")
    assert sorted(real.answer(text, wish).body.splitlines()) == sorted(full_store.answer(text, wish).body.splitlines())


def test_a_real_server_is_cut_and_given_up_like_the_embedded_store(real: RemoteStore) -> None:
    assert real.answer("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 2000").cut
    rule = rule_of(real, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }")
    assert rule in {"sparql-too-slow", "sparql-store-away", "sparql-not-evaluated"}


def test_a_real_server_runs_without_the_checks_being_passed_by(real: RemoteStore, tmp_path: Path) -> None:
    (tmp_path / "secret.nt").write_text("<a:b> <a:c> <a:d> .\n", encoding="ascii")
    assert rule_of(real, f"ASK FROM <file://{tmp_path}/secret.nt> {{ ?s ?p ?o }}") == "sparql-dataset"


def _rows(store: EmbeddedStore | RemoteStore, text: str) -> object:
    rows = json.loads(store.answer(text).body)["results"]["bindings"]
    return [{name: (term["value"], term.get("xml:lang")) for name, term in row.items()} for row in rows]
