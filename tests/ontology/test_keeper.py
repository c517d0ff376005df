"""The keeper's own functions, called here; test_store.py lets them run in the processes they are made for."""

from __future__ import annotations

import os
import resource
import signal
import socket
from collections.abc import Mapping
from contextlib import nullcontext

import pytest
from pyoxigraph import Store

from ontology import keeper, limits
from ontology.messages import Head, receive, send
from ontology.result_formats import DEFAULTS, FORMATS, Kind, Wish

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"hai"}}]}}'
NO_ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"
DOUBLED = " ".join(f"BIND(CONCAT(?x{number}, ?x{number}) AS ?x{number + 1})" for number in range(9))
GROWING = f"SELECT ?x9 {{ BIND('{'x' * 100_000}' AS ?x0) {DOUBLED} }}"
"""Its answer has 51 million letters."""
A_TRIPLE = b",".join(b'"%b":{"type":"uri","value":"a:b"}' % name for name in (b"subject", b"predicate", b"object"))
TRIPLES = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"triple","value":{%b}}}]}}' % A_TRIPLE


def served(*messages: tuple[Mapping[str, object], bytes]) -> list[tuple[Head, bytes]]:
    """What a worker answers to these messages, one after another."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for head, body in messages:
            send(ours, {"form": None, "wish": list(DEFAULTS), "format": "", **head}, body)
        ours.shutdown(socket.SHUT_WR)
        keeper.serve(theirs, Store(), timed=nullcontext)
        return [receive(ours) for _message in messages]


def answered(text: str, wish: Wish = DEFAULTS) -> Head:
    [(told, _body)] = served(({"do": "ask", "text": text, "wish": list(wish)}, b""))
    return told


def rewritten(form: str, media_type: str, body: bytes) -> tuple[Head, bytes]:
    [answer] = served(({"do": "write", "text": "", "form": form, "format": media_type}, body))
    return answer


def test_a_worker_answers_one_after_another_until_its_line_ends() -> None:
    answers = served(*[({"do": "ask", "text": f"SELECT ({n} AS ?n) {{}}"}, b"") for n in range(3)])
    assert [f'"value":"{n}"'.encode() in body for n, (_told, body) in enumerate(answers)] == [True] * 3
    assert [told["last"] for told, _body in answers] == [False] * 3
    assert served() == []


def test_the_last_answer_of_a_worker_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "MOST_QUERIES", 2)
    answers = served(*[({"do": "check", "text": "ASK {}"}, b"")] * 2)
    assert [told["last"] for told, _body in answers] == [False, True]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_format_is_written(kind: Kind) -> None:
    text = {
        Kind.SOLUTIONS: "SELECT (<a:b> AS ?i) (BNODE() AS ?n) ('x' AS ?t) ('y'@id AS ?l) (1 AS ?w) ?none {}",
        Kind.BOOLEAN: "ASK {}",
        Kind.GRAPH: "CONSTRUCT { <a:b> <a:c> 1 } {}",
    }[kind]
    for media_type in FORMATS[kind]:
        assert answered(text, DEFAULTS._replace(**{kind: media_type}))["media_type"] == media_type
    assert answered(text, DEFAULTS._replace(**{kind: None}))["rule"] == "sparql-not-acceptable"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT * { SERVICE <a:b> {} }", "sparql-service"),
        ("SELECT * { ?s foaf:name ?o }", "sparql-syntax"),
        ("SELECT (<a:f>(1) AS ?x) {}", "sparql-not-evaluated"),
        (GROWING, "sparql-too-much"),
    ],
)
def test_what_is_refused_names_its_rule(text: str, rule: str) -> None:
    assert answered(text)["rule"] == rule


def test_memory_that_runs_out_in_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_text: str) -> str:
        raise MemoryError

    monkeypatch.setattr(keeper, "form_of", exhausted)
    assert answered("ASK {}")["rule"] == "sparql-too-much"


def test_what_another_store_found_is_read_and_written() -> None:
    assert rewritten("SELECT", JSON, ROWS)[1] == ROWS
    assert rewritten("ASK", JSON, b'{"head":{},"boolean":true}')[1] == b'{"head":{},"boolean":true}'
    assert rewritten("CONSTRUCT", "application/n-triples", b"<a:b> <a:c> <a:d> .")[1] == b"<a:b> <a:c> <a:d> .\n"


@pytest.mark.parametrize(("body", "truth"), [(ROWS, b"true"), (NO_ROWS, b"false")])
def test_a_row_or_none_is_a_truth_too(body: bytes, truth: bytes) -> None:
    assert rewritten("ASK", JSON, body)[1] == b'{"head":{},"boolean":%b}' % truth


@pytest.mark.parametrize(
    ("media_type", "body"), [("text/html", b"<html>"), (JSON, b"{"), (JSON, TRIPLES), ("text/turtle", b"<")]
)
def test_what_another_store_made_up_is_refused(media_type: str, body: bytes) -> None:
    assert rewritten("SELECT", media_type, body)[0]["rule"] == "sparql-store-strange"


def test_connections_are_taken_until_the_server_is_gone() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.socket() as one:
        socket.send_fds(ours, [b"r"], [one.fileno()])
        ours.shutdown(socket.SHUT_WR)
        taken = list(keeper._handed(theirs))  # noqa: SLF001
    assert len(taken) == 1
    os.close(taken[0])


def test_all_that_a_worker_does_is_done_before_it_is_confined() -> None:
    keeper._warm_up(Store())  # noqa: SLF001


def test_a_query_has_two_seconds_by_the_clock_and_a_little_more_by_the_processor() -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    handler = signal.getsignal(signal.SIGALRM)
    with limits.timed():
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= limits.SECONDS
        most, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, before)
    signal.signal(signal.SIGALRM, handler)
    used = resource.getrusage(resource.RUSAGE_SELF)
    assert used.ru_utime + used.ru_stime < most <= used.ru_utime + used.ru_stime + limits.SECONDS + 2
    assert hard == before[1]
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
