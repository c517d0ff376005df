from __future__ import annotations

import pytest

from ontology.algebra import form_of
from ontology.sparql import DEEPEST, LONGEST, Form, QueryRefused, check_text

EVERYTHING = "?s ?p ?o"


def refused(text: str) -> str:
    """The rule that refuses a text, before or after parsing."""
    with pytest.raises(QueryRefused) as caught:
        _asked(text)
    return caught.value.fault.rule


def _asked(text: str) -> Form:
    check_text(text)
    return form_of(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("PREFIX a: <b:c#> # of a\nASK { ?s a a:d }", Form.ASK),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("DESCRIBE <a:b>", Form.DESCRIBE),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", Form.SELECT),
        ("SELECT * { ?s ?p 'SERVICE <a:b> {} FROM <c:d>' } # LOAD <a:b>", Form.SELECT),
    ],
)
def test_queries_of_every_form_may_be_asked(text: str, form: Form) -> None:
    assert _asked(text) is form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
        "select * { service silent <http://a.example/> { ?s ?p ?o } }",
        "SELECT * { SERV\\u0049CE <http://a.example/> { ?s ?p ?o } }",
        "SELECT * { { SELECT ?s { ?s ?p ?o OPTIONAL { SERVICE ?x { ?s ?p ?o } } } } }",
        "SELECT * { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { SERVICE ?x { ?s ?p ?o } } } }",
        "SELECT * { ?s ?p ?o FILTER(?o || !EXISTS { SERVICE ?x { ?s ?p ?o } }) }",
        "SELECT (EXISTS { SERVICE ?x { ?s ?p ?o } } AS ?there) { ?s ?p ?o }",
        "SELECT * { BIND(COALESCE(1, IF(EXISTS { SERVICE ?x { ?s ?p ?o } }, 1, 2)) AS ?y) }",
        "SELECT * { ?s ?p ?o MINUS { { ?a ?b ?c } UNION { SERVICE ?x { ?s ?p ?o } } } }",
        "SELECT * {} ORDER BY (EXISTS { SERVICE ?x { ?s ?p ?o } })",
        "SELECT (1 AS ?y) {} GROUP BY (EXISTS { SERVICE ?x { ?s ?p ?o } } AS ?k) HAVING(EXISTS { SERVICE ?x {} })",
        "ASK { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE ?x { ?s ?p ?o } }",
        "DESCRIBE ?s WHERE { SERVICE ?x { ?s ?p ?o } }",
    ],
)
def test_no_query_reaches_another_server(text: str) -> None:
    assert refused(text) == "sparql-service"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "ASK FROM NAMED <http://a.example/> { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT FROM <http://a.example/> WHERE { ?s ?p ?o }",
        "DESCRIBE <a:b> FROM <http://a.example/>",
    ],
)
def test_no_query_chooses_its_data_set(text: str) -> None:
    assert refused(text) == "sparql-dataset"


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://a.example/>",
        "load silent <file:///etc/passwd>",
        "PREFIX a: <b:c>\n# SELECT\nINSERT DATA { a:b a:c a:d }",
        "BASE <b:c> DELETE WHERE { ?s ?p ?o }",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP DEFAULT",
        "COPY <a:b> TO <a:c>",
    ],
)
def test_no_update_is_read(text: str) -> None:
    assert refused(text) == "sparql-update"


def test_an_update_behind_a_query_is_no_sparql() -> None:
    assert refused("SELECT * { ?s ?p ?o } ; LOAD <http://a.example/>") == "sparql-syntax"
    assert refused("L\\u004fAD <http://a.example/>") == "sparql-syntax"


def test_a_text_may_be_so_long_and_no_longer() -> None:
    short = "ASK {} #"
    assert _asked(short + "x" * (LONGEST - len(short))) is Form.ASK
    assert refused(short + "x" * (LONGEST - len(short) + 1)) == "sparql-too-long"
    assert refused(short + "é" * (LONGEST // 2)) == "sparql-too-long"


@pytest.mark.parametrize(("left", "right"), ["()", "[]", "{}"])
def test_brackets_may_be_so_deep_and_no_deeper(left: str, right: str) -> None:
    check_text(f"ASK {left * DEEPEST}{right * DEEPEST}")
    assert refused(f"ASK {left * (DEEPEST + 1)}{right * (DEEPEST + 1)}") == "sparql-too-deep"


def test_brackets_beside_one_another_are_not_deep() -> None:
    assert _asked("SELECT * { " + "{ ?s ?p ?o } " * 60 + "}") is Form.SELECT


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p '(((' , \"(((\" }",
        "ASK { ?s ?p '''('(''(''' , \"\"\"(\"(\"\"(\"\"\" }",
        "ASK { ?s <a:((()> ?o } # ((((",
        r"PREFIX a: <b:c> ASK { ?s a:\(\(\( 'it\'s (((' }",
    ],
)
def test_brackets_in_texts_names_and_comments_do_not_count(text: str) -> None:
    deep = text.replace("(", "(" * DEEPEST) if "\\(" not in text else text.replace(r"\(", r"\(" * DEEPEST)
    assert _asked(deep) is Form.ASK


def test_what_is_not_closed_is_no_sparql() -> None:
    assert refused("ASK { ?s ?p ''' }") == "sparql-syntax"
    assert refused("ASK ) } ]") == "sparql-syntax"


def test_a_parser_that_runs_out_of_room_refuses() -> None:
    """The keeper gives it enough for as many brackets as may be; here there is less."""
    deep = DEEPEST - 2
    with pytest.raises(QueryRefused) as caught:
        form_of(f"SELECT * {{ ?s ?p ?o FILTER({'(' * deep}?o{')' * deep}) }}")
    assert caught.value.fault.rule == "sparql-too-deep"


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_is_no_query(text: str) -> None:
    assert refused(text) == "sparql-empty"


@pytest.mark.parametrize("text", ["hello", "SELECT", "SELECT * { ?s ?p }", "\x00", "ASK { ?s ?p '\\UFFFFFFFF' }"])
def test_what_cannot_be_read_is_told_by_its_place_only(text: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        _asked(text)
    fault = caught.value.fault
    assert fault.rule == "sparql-syntax"
    assert all(word.isdecimal() for word in fault.words.values())
