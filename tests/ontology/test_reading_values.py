"""From the values of a graph to what fields hold; nothing where a value does not fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from ontology import reading_values as values
from ontology.reading_nodes import Term
from ontology.terms import PREFIXES


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{PREFIXES['xsd']}{datatype}"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plain", "Plain"),
        ("  blanks \n around ", "blanks around"),
        ("<p>One</p><p>two &amp; three</p>", "One two & three"),
        ("zero\u200bwidth", "zero width"),
        ("=SUM(A1)", "SUM(A1)"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("x" * 4_001, "x" * 3_999 + "…"),
        ("<br/>", None),
        ("   ", None),
        ("p\u0430ypal", None),
    ],
)
def test_a_text_is_taken_without_what_it_must_not_have(text: str, found: str | None) -> None:
    assert values.mended(text) == found


@pytest.mark.parametrize(
    ("tag", "found"), [("EN", "en"), ("en-gb", "en-GB"), ("sr-latn-rs", "sr-latn-RS"), ("english", None), ("x-y", None)]
)
def test_a_language_is_written_as_here(tag: str, found: str | None) -> None:
    assert values.language(tag) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Literal("12.50"), Decimal("12.5")),
        (Literal("1E3"), Decimal(1000)),
        (Literal("0.00005"), None),
        (Literal("NaN"), None),
        (Literal("-1"), None),
        (Literal("1e15"), None),
        (NamedNode("https://e.org/1"), None),
    ],
)
def test_a_sum_of_money_fits_or_is_none(value: Term, found: Decimal | None) -> None:
    assert values.amount(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (typed("true", "boolean"), True),
        (typed("0", "boolean"), False),
        (typed("7", "integer"), 7),
        (typed("1.5", "decimal"), 1.5),
        (typed("2.0E0", "double"), 2.0),
        (typed("seven", "integer"), None),
        (Literal("WNI"), "WNI"),
        (NamedNode("https://e.org/1"), None),
    ],
)
def test_a_fact_has_the_type_it_has_in_the_graph(value: Term, found: object) -> None:
    assert values.fact(value) == found
    assert type(values.fact(value)) is type(found)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (typed("2026-11-22", "date"), date(2026, 11, 22)),
        (typed("2026-11-22T10:00:00Z", "dateTime"), date(2026, 11, 22)),
        (Literal("soon"), None),
    ],
)
def test_a_day_is_read(value: Term, found: date | None) -> None:
    assert values.day(value) == found


def test_what_is_no_text_is_no_value() -> None:
    node = NamedNode("https://e.org/1")
    assert values.line(node) is None
    assert values.line(Literal("")) is None
    assert values.duration(node) is None
    assert values.duration(Literal("P5D")) == "P5D"
    assert values.duration(Literal("five days")) is None
    assert values.whole(Literal("12")) == 12
    assert values.whole(Literal("1.2")) is None
    assert values.truth(Literal("1")) is True
    assert values.truth(Literal("perhaps")) is None


def test_addresses_are_read_from_nodes_and_texts() -> None:
    assert values.page(NamedNode("https://e.org/a")) == "https://e.org/a"
    assert values.page(Literal("http://e.org/a")) is None
    assert values.source(Literal(" http://e.org/a ")) == "http://e.org/a"
    assert values.source(BlankNode("x")) is None
    assert values.phone(NamedNode("tel:+47%2075")) == "+47 75"
    assert values.phone(Literal("ring us")) is None
    assert values.email(NamedNode("mailto:a@e.org")) == "a@e.org"
    assert values.email(Literal("a at e.org")) is None


def test_words_are_read_from_the_ends_of_names() -> None:
    assert values.currency(NamedNode("https://e.org/currency/EUR")) == "EUR"
    assert values.currency(Literal("euro")) is None
    assert values.status_word(NamedNode("https://e.org/status/Under-Development")) == "underdevelopment"
    assert values.status_word(BlankNode("x")) == ""
    assert values.licence(NamedNode("https://spdx.org/licenses/CC-BY-4.0")) == "CC-BY-4.0"
    assert values.licence(Literal("Open licence")) == "Open licence"
    assert values.licence(BlankNode("x")) is None
    assert values.tag(Literal("nb")) == "nb"
    assert values.unquoted("having-a%20child") == "having a child"


@pytest.mark.parametrize(
    ("text", "found"),
    [("Åpne Søknad", "apne-soknad"), ("a%20b", "a-b"), ("Straße", "strasse"), ("…", ""), ("x" * 200, "x" * 80)],
)
def test_a_slug_has_small_letters_digits_and_hyphens(text: str, found: str) -> None:
    assert values.slug(text) == found


def test_a_code_has_check_digits_that_fit() -> None:
    assert values.service_code("0201.014.01.00-55") == "0201.014.01.00-55"
    assert values.service_code("0201.014.01.00-56") is None
