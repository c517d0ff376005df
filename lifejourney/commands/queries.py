"""The command that asks the catalogue in SPARQL, or by the name of a query."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lifejourney.commands.options import Lang, Language, Where, opened
from lifejourney.screen import Screen, print_bytes

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from ontology.result_formats import Wish
    from ontology.store import Answer

_CUT = {
    "id": "Hanya {most} baris pertama; masih ada lagi. Persempit kueri, atau pakai LIMIT dan OFFSET.",
    "en": "The first {most} rows only; there are more. Narrow the query, or use LIMIT and OFFSET.",
}
_TRUTH = {"id": {True: "ya", False: "tidak"}, "en": {True: "yes", False: "no"}}


class Written(StrEnum):
    """How an answer is written: rows first, then graphs."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"
    N_TRIPLES = "n-triples"
    JSON_LD = "json-ld"
    RDF_XML = "rdf-xml"


def query(
    asked: Annotated[
        str, typer.Argument(metavar="FILE|-|NAME", help="A file, - for standard input, or the name of a named query.")
    ],
    values: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="NAME=VALUE", help="A parameter of a named query: event=birth."),
    ] = None,
    to: Annotated[Written, typer.Option("--to", help="For people, or a format of rows or of graphs.")] = Written.TABLE,
    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            envvar="LIFEJOURNEY_SPARQL_STORE",
            help="A SPARQL 1.1 endpoint to ask instead.",
            show_default="the catalogue itself",
        ),
    ] = None,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
) -> None:
    """Ask the catalogue in SPARQL, or by the name of a query (docs/tasks/ask-in-sparql.md).

    lifejourney query services-of-event --set event=birth
    """
    from ontology.store import store_of

    _check_address(store)
    known = opened(catalogue)
    text = _text(known, asked, {"language": lang.value, **dict(map(_valued, values or []))})
    asking = store_of(known, store)
    try:
        answer = asking.answer(text, _wish(to))
    finally:
        asking.close()
    _show(answer, to, lang.value)


def _check_address(store: str | None) -> None:
    from ontology.remote import endpoint_url

    try:
        endpoint_url(store) if store else None
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--store") from None


def _text(known: Catalogue, asked: str, values: dict[str, str]) -> str:
    """The query: of a name, filled with values, or of a file."""
    from ontology.named import named_queries

    named = named_queries().get(asked)
    if named:
        strange = [name for name in values if name not in {*named.parameters, "language"}]
        if strange or set(named.parameters) - values.keys():
            expected = ", ".join(named.parameters) or "-"
            raise typer.BadParameter(f"{asked} takes: {expected}.", param_hint="--set")
        return named.filled(known, values)
    return _from_file(asked)


def _from_file(name: str) -> str:
    from ontology.sparql import LONGEST

    try:
        if name == "-":
            return sys.stdin.buffer.read(LONGEST + 1).decode()
        with Path(name).open("rb") as file:
            return file.read(LONGEST + 1).decode()
    except OSError as error:
        raise typer.BadParameter(
            f"{name} cannot be read: {error.strerror}. Names: GET /v1/queries.", param_hint="FILE"
        ) from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{name} is not UTF-8.", param_hint="FILE") from None


def _valued(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r}: expected NAME=VALUE, such as event=birth.", param_hint="--set")
    return name, value


def _wish(to: Written) -> Wish:
    """The media types of a format; rows stay rows where a graph's format is asked for, and are refused."""
    from ontology.result_formats import DEFAULTS, Wish

    rows = {
        Written.JSON: "application/sparql-results+json",
        Written.XML: "application/sparql-results+xml",
        Written.CSV: "text/csv",
        Written.TSV: "text/tab-separated-values",
    }
    graphs = {
        Written.TURTLE: "text/turtle",
        Written.N_TRIPLES: "application/n-triples",
        Written.JSON_LD: "application/ld+json",
        Written.RDF_XML: "application/rdf+xml",
    }
    if to is Written.TABLE:
        return DEFAULTS
    truth = rows[to] if to in {Written.JSON, Written.XML} else None
    return Wish(rows.get(to), truth, graphs.get(to))


def _show(answer: Answer, to: Written, language: str) -> None:
    from ontology.result_formats import MOST_ROWS
    from ontology.sparql import Form

    if to is not Written.TABLE or answer.form not in {Form.SELECT, Form.ASK}:
        print_bytes(answer.body.rstrip(b"\n"))
    else:
        _tell(answer, language)
    if answer.cut:
        Screen(error=True).line(_CUT[language].format(most=MOST_ROWS))


def _tell(answer: Answer, language: str) -> None:
    """Rows as a table, a truth as a word."""
    import json

    told = json.loads(answer.body)
    if "boolean" in told:
        Screen().line(_TRUTH[language][told["boolean"]])
        return
    names = told["head"]["vars"]
    rows = told["results"]["bindings"]
    Screen().table(names, [[row.get(name, {}).get("value", "") for name in names] for row in rows])
