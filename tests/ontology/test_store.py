from __future__ import annotations

import csv
import io
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

import ontology.guard
import ontology.store
from catalogue.store import Catalogue
from ontology.cpsv_ap import to_rdf
from ontology.guard import LANES, WAITING, Guard
from ontology.keeper import MOST_QUERIES
from ontology.result_formats import DEFAULTS, FORMATS, MOST_BYTES, MOST_ROWS, Kind, Wish
from ontology.sparql import DEEPEST, Form, QueryRefused
from ontology.store import EmbeddedStore, RemoteStore, store_of
from tests.ontology.trap import listening

PREFIXES = "PREFIX cpsv: <http://purl.org/vocab/cpsv#> PREFIX dct: <http://purl.org/dc/terms/> "
SERVICES = PREFIXES + "SELECT ?code ?name { ?s a cpsv:PublicService ; dct:identifier ?code ; dct:title ?name }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"


def rule_of(store: EmbeddedStore | RemoteStore, text: str, wish: Wish = DEFAULTS) -> str:
    with pytest.raises(QueryRefused) as caught:
        store.answer(text, wish)
    return caught.value.fault.rule


def test_a_store_holds_what_the_catalogue_says(full: Catalogue, full_store: EmbeddedStore) -> None:
    counted = full_store.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    number = json.loads(counted.body)["results"]["bindings"][0]["n"]
    assert number == {
        "type": "literal",
        "value": str(len(list(to_rdf(full)))),
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }


def test_rows_are_the_same_in_every_format(full: Catalogue, full_store: EmbeddedStore) -> None:
    expected = {
        (service.identifier or service.code, name, tag)
        for service in full.services.values()
        for tag, name in service.name.items()
    }
    for media_type in FORMATS[Kind.SOLUTIONS]:
        answer = full_store.answer(SERVICES, Wish(solutions=media_type))
        assert (answer.form, answer.media_type, answer.cut) == (Form.SELECT, media_type, False)
        if media_type != "text/csv":
            rows = parse_query_results(answer.body, QueryResultsFormat.from_media_type(media_type))
            assert {(row["code"].value, row["name"].value, row["name"].language) for row in rows} == expected  # type: ignore[union-attr]
    told = list(csv.DictReader(io.StringIO(full_store.answer(SERVICES, Wish(solutions="text/csv")).body.decode())))
    assert {(row["code"], row["name"]) for row in told} == {row[:2] for row in expected}


def test_every_kind_of_term_is_told(full_store: EmbeddedStore) -> None:
    answer = full_store.answer("SELECT (<a:b> AS ?i) (BNODE() AS ?n) ('x' AS ?t) ('y'@id AS ?l) (1 AS ?w) ?none {}")
    [row] = json.loads(answer.body)["results"]["bindings"]
    assert row.pop("n")["type"] == "bnode"
    assert row == {
        "i": {"type": "uri", "value": "a:b"},
        "t": {"type": "literal", "value": "x"},
        "l": {"type": "literal", "value": "y", "xml:lang": "id"},
        "w": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
    }


@pytest.mark.parametrize("media_type", FORMATS[Kind.GRAPH])
def test_triples_are_the_same_in_every_format(full_store: EmbeddedStore, media_type: str) -> None:
    text = PREFIXES + "CONSTRUCT { ?s dct:title ?n } WHERE { ?s a cpsv:PublicService ; dct:title ?n }"
    answer = full_store.answer(text, Wish(graph=media_type))
    assert (answer.form, answer.media_type) == (Form.CONSTRUCT, media_type)
    found = {quad.triple for quad in parse(answer.body, RdfFormat.from_media_type(media_type))}
    rows = json.loads(full_store.answer(SERVICES).body)["results"]["bindings"]
    assert {triple.object.value for triple in found} == {row["name"]["value"] for row in rows}
    assert len(found) == len(rows)


@pytest.mark.parametrize("media_type", FORMATS[Kind.BOOLEAN])
def test_yes_and_no_in_every_format(full_store: EmbeddedStore, media_type: str) -> None:
    for text, expected in (("ASK { ?s ?p ?o }", True), ("ASK { <a:b> <a:b> <a:b> }", False)):
        answer = full_store.answer(text, Wish(boolean=media_type))
        read = parse_query_results(answer.body, QueryResultsFormat.from_media_type(media_type))
        assert (answer.form, bool(read)) == (Form.ASK, expected)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("SELECT * {}", Wish(solutions=None)),
        ("ASK {}", Wish(boolean=None)),
        ("DESCRIBE <a:b>", Wish(graph=None)),
    ],
)
def test_a_format_that_there_is_not_is_refused(full_store: EmbeddedStore, text: str, wish: Wish) -> None:
    assert rule_of(full_store, text, wish) == "sparql-not-acceptable"


def test_of_many_rows_or_triples_a_thousand_are_given(full_store: EmbeddedStore) -> None:
    answer = full_store.answer("SELECT * { ?s ?p ?o . ?a ?b ?c }")
    assert answer.cut
    assert len(json.loads(answer.body)["results"]["bindings"]) == MOST_ROWS
    exact = full_store.answer(f"SELECT * {{ ?s ?p ?o . ?a ?b ?c }} LIMIT {MOST_ROWS}")
    assert not exact.cut
    pairs = "CONSTRUCT { ?s <a:b> ?c } WHERE { ?s ?p ?o . ?a ?b ?c }"
    graph = full_store.answer(pairs, Wish(graph="application/n-triples"))
    assert graph.cut
    assert graph.body.count(b"\n") == MOST_ROWS


def test_an_endless_query_is_killed_and_the_next_is_answered(full_store: EmbeddedStore) -> None:
    assert rule_of(full_store, ENDLESS) == "sparql-too-slow"
    assert full_store.answer("ASK {}").body == b'{"head":{},"boolean":true}'


def test_a_greedy_query_dies_alone(full_store: EmbeddedStore) -> None:
    assert rule_of(full_store, GREEDY) in {"sparql-too-much", "sparql-too-slow"}
    assert full_store.answer("ASK {}").body


def test_an_answer_that_is_too_large_is_refused(full_store: EmbeddedStore) -> None:
    grown = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(14))
    text = f"SELECT ?x14 {{ BIND('{'x' * 2_048}' AS ?x0) {grown} }}"
    assert MOST_BYTES < 2_048 << 14
    assert rule_of(full_store, text) == "sparql-too-much"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "sparql-service"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "sparql-dataset"),
        ("LOAD <http://127.0.0.1/>", "sparql-update"),
        ("ASK " + "{" * 10_000 + "}" * 10_000, "sparql-too-long"),
        ("ASK " + "(" * 3_000, "sparql-too-deep"),
        ("SELECT ?s { ?s foaf:name ?o }", "sparql-syntax"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "sparql-syntax"),
        ("SELECT (<http://a.example/function>(1) AS ?x) {}", "sparql-not-evaluated"),
    ],
)
def test_what_must_not_be_asked_is_refused(full_store: EmbeddedStore, text: str, rule: str) -> None:
    assert rule_of(full_store, text) == rule


def test_as_many_brackets_as_may_be_are_read(full_store: EmbeddedStore) -> None:
    deep = DEEPEST - 3
    for text in (
        f"SELECT * {{ ?s ?p ?o FILTER({'(' * deep}?o{')' * deep}) }} LIMIT 1",
        f"SELECT * {{ {'{' * deep}?s ?p ?o{'}' * deep} }} LIMIT 1",
    ):
        assert full_store.answer(text).form is Form.SELECT


def test_a_worker_reaches_no_server_even_if_nobody_looked(full_store: EmbeddedStore) -> None:
    """The third wall: a query that got past every check has no way out."""
    with listening() as trap:
        text = f"SELECT * {{ SERVICE <{trap.url}> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryRefused) as caught:
            full_store._guard.ask({"do": "ask", "text": text, "form": "SELECT", "wish": list(DEFAULTS)})  # noqa: SLF001
    assert caught.value.fault.rule == "sparql-not-evaluated"
    assert trap.asked == []


def test_ten_thousand_brackets_kill_a_worker_only(full_store: EmbeddedStore) -> None:
    text = f"SELECT * {{ FILTER({'(' * 10_000}1{')' * 10_000}) }}"
    with pytest.raises(QueryRefused) as caught:
        full_store._guard.ask({"do": "ask", "text": text, "form": "SELECT", "wish": list(DEFAULTS)})  # noqa: SLF001
    assert caught.value.fault.rule == "sparql-too-much"
    assert full_store.answer("ASK {}").body


def test_many_ask_at_once_and_each_gets_its_own_answer(full_store: EmbeddedStore) -> None:
    def ask(number: int) -> int:
        body = full_store.answer(f"SELECT ({number} AS ?n) {{}}").body
        return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])

    with ThreadPoolExecutor(LANES + WAITING) as pool:
        assert list(pool.map(ask, range(60))) == list(range(60))


def test_who_comes_when_too_many_wait_is_told_to_come_again(full: Catalogue) -> None:
    store = store_of(full)
    store.answer("ASK {}")
    rules: list[str] = []

    def ask() -> None:
        try:
            store.answer(ENDLESS)
        except QueryRefused as refused:
            rules.append(refused.fault.rule)

    threads = [threading.Thread(target=ask) for _number in range(LANES + WAITING + 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert rules.count("sparql-too-slow") >= LANES
    assert rules.count("sparql-busy") >= 3
    assert len(rules) == len(threads)


def test_a_closed_store_starts_again_when_it_is_asked(full: Catalogue) -> None:
    store = store_of(full)
    store.close()
    assert store.answer("ASK {}").body
    store.close()
    assert store.answer("ASK {}").body
    store.close()


def test_a_keeper_that_is_gone_is_replaced(full: Catalogue) -> None:
    store = store_of(full)
    assert isinstance(store, EmbeddedStore)
    store.answer("ASK {}")
    keeper = store._guard._keeper  # noqa: SLF001
    assert keeper is not None
    os.kill(keeper._process.pid, 9)  # noqa: SLF001
    keeper._process.wait()  # noqa: SLF001
    [lane] = store._guard._idle  # noqa: SLF001
    lane.close()
    assert store.answer("ASK {}").body
    store.close()


def test_a_store_that_cannot_be_filled_says_so() -> None:
    store = EmbeddedStore(lambda pipe: pipe.write(b"this is no triple"))
    assert rule_of(store, "ASK {}") == "sparql-store-away"
    store.close()


def test_a_worker_that_has_answered_enough_is_replaced(full_store: EmbeddedStore) -> None:
    for _number in range(MOST_QUERIES + 20):
        assert full_store.answer("ASK {}").body


@pytest.mark.parametrize("stopped", [False, True])
def test_a_guard_lets_no_process_behind(*, stopped: bool) -> None:
    guard = Guard(lambda _pipe: None)
    guard.ask({"do": "check", "text": "ASK {}", "form": None})
    keeper = guard._keeper  # noqa: SLF001
    assert keeper is not None
    process = keeper._process  # noqa: SLF001
    if stopped:
        process.send_signal(signal.SIGSTOP)
    guard.close()
    assert process.poll() == (-signal.SIGKILL if stopped else 0)


def test_a_keeper_that_does_not_come_up_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ontology.guard, "_LOADING", 0.001)
    assert rule_of(EmbeddedStore(lambda _pipe: None), "ASK {}") == "sparql-store-away"


def test_only_so_many_checked_queries_are_remembered(
    full_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ontology.store, "_REMEMBERED", 3)
    for number in (*range(9), 0, 8):
        assert full_store.answer(f"ASK {{}} # {number}").body
    assert len(full_store._checked._forms) == 3  # noqa: SLF001
