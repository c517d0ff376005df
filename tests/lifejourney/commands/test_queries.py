from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lifejourney.command_line import CIVIL, Run
from tests.ontology.trap import answering, listening

SERVICES = "PREFIX cpsv: <http://purl.org/vocab/cpsv#> SELECT ?s { ?s a cpsv:PublicService }"


def test_a_named_query_is_a_table_for_people(run: Run) -> None:
    told = run("query", "services-of-event", "--set", "event=birth", "--lang", "en", "-C", CIVIL)

    assert (told.code, told.err) == (0, "")
    assert told.out.split()[:2] == ["code", "name"]
    assert "Birth certificate" in told.out


@pytest.mark.parametrize("source", ["-", "query.rq"])
def test_a_query_comes_from_a_file_or_from_standard_input(run: Run, tmp_path: Path, source: str) -> None:
    (tmp_path / "query.rq").write_text(SERVICES, encoding="utf-8")
    name = source if source == "-" else tmp_path / source

    told = run("query", name, "--to", "json", "-C", CIVIL, stdin=SERVICES.encode())

    assert told.code == 0
    assert isinstance(told.data, dict)
    assert len(told.data["results"]["bindings"]) == 4


@pytest.mark.parametrize(
    ("to", "beginning"),
    [("csv", "s\n"), ("tsv", "?s\n"), ("xml", "<?xml"), ("json", '{"head":{"vars":["s"]}')],
)
def test_rows_are_written_as_asked(run: Run, to: str, beginning: str) -> None:
    told = run("query", "-", "--to", to, "-C", CIVIL, stdin=SERVICES.encode())

    assert told.code == 0
    assert told.out.replace("\r", "").startswith(beginning)


@pytest.mark.parametrize(
    ("to", "beginning"),
    [("table", "<a:b> <a:c> 1 ."), ("turtle", "<a:b> <a:c> 1 ."), ("n-triples", '<a:b> <a:c> "1"^^')],
)
def test_a_graph_is_written_as_asked(run: Run, to: str, beginning: str) -> None:
    told = run("query", "-", "--to", to, "-C", CIVIL, stdin=b"CONSTRUCT { <a:b> <a:c> 1 } WHERE {}")

    assert told.code == 0
    assert told.out.startswith(beginning)


@pytest.mark.parametrize(("language", "words"), [("id", ["ya", "tidak"]), ("en", ["yes", "no"])])
def test_a_question_is_answered_in_a_word(run: Run, language: str, words: list[str]) -> None:
    asked = (b"ASK { ?s ?p ?o }", b"ASK { <a:b> <a:b> <a:b> }")
    assert [run("query", "-", "--lang", language, "-C", CIVIL, stdin=text).out.strip() for text in asked] == words


def test_rows_that_are_left_out_are_told(run: Run) -> None:
    told = run("query", "-", "--to", "csv", "--lang", "en", "-C", CIVIL, stdin=b"SELECT * { ?a ?b ?c . ?d ?e ?f }")

    assert told.code == 0
    assert len(told.out.splitlines()) == 1_001
    assert "there are more" in told.err


@pytest.mark.parametrize(
    ("text", "to", "words"),
    [
        (b"SELECT * { SERVICE <http://a.example/> {} }", "table", "SERVICE"),
        (b"SELECT nonsense", "table", "line 1, column 8"),
        (b"SELECT * {}", "turtle", "application/sparql-results+json"),
        (b"ASK {}", "csv", "application/sparql-results+json"),
        (b"x" * 9_000, "table", "8192"),
    ],
)
def test_what_is_refused_is_told_with_its_reason(run: Run, text: bytes, to: str, words: str) -> None:
    told = run("query", "-", "--to", to, "--lang", "en", "-C", CIVIL, stdin=text)

    assert told.code == 2
    assert words in told.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["no-such-file.rq"], "cannot be read"),
        (["services-of-event"], "takes: event"),
        (["services-of-event", "--set", "event=birth", "--set", "nope=1"], "takes: event"),
        (["laws-by-services", "--set", "nope=1"], "takes: -"),
        (["services-of-event", "--set", "event"], "expected NAME=VALUE"),
        (["services-of-event", "--set", "event=nope"], "There is no life event"),
        (["laws-by-services", "--store", "ftp://a.example/"], "expected an address"),
        (["services-of-agency", "--set", "agency=nope"], "There is no organisation"),
    ],
)
def test_what_cannot_be_asked_is_told(run: Run, words: list[str], expected: str) -> None:
    told = run("query", *words, "--lang", "en", "-C", CIVIL)

    assert told.code == 2
    assert expected in told.err


def test_a_file_that_is_no_text_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "query.rq").write_bytes(b"\xff")

    told = run("query", tmp_path / "query.rq", "-C", CIVIL)

    assert told.code == 2
    assert "UTF-8" in told.err


def test_another_store_is_asked_where_one_is_named(run: Run) -> None:
    body = json.dumps(
        {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:there"}}]}}
    )
    with listening(answering(body.encode(), "application/sparql-results+json")) as server:
        told = run("query", "-", "--store", server.url, "-C", CIVIL, stdin=SERVICES.encode())

    assert (told.code, told.out.split()[-1]) == (0, "urn:there")
    assert len(server.asked) == 1
