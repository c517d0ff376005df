"""Answers to queries in the formats of SPARQL 1.1, cut where they grow too long."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import orjson
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from ontology.result_formats import MOST_BYTES, MOST_ROWS, Kind, Wish
from ontology.sparql import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

Found: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
_TEXT = "http://www.w3.org/2001/XMLSchema#string"
_WORD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class Written(NamedTuple):
    """An answer as bytes, and whether there were more rows than it may have."""

    media_type: str
    body: bytes
    cut: bool = False


def write(found: Found, wish: Wish) -> Written:
    """What a query found, in the format wished for; raises QueryRefused where it cannot be had in that."""
    if isinstance(found, QuerySolutions):
        return _sized(_solutions(found, wish.format_of(Kind.SOLUTIONS)))
    if isinstance(found, QueryTriples):
        return write_graph(found, wish)
    media_type = wish.format_of(Kind.BOOLEAN)
    return Written(media_type, _bytes(found.serialize(format=_results_format(media_type))))


def _solutions(found: QuerySolutions, media_type: str) -> Written:
    """The rows as JSON, and from it by the store's own writers as whatever else."""
    names = [variable.value for variable in found.variables]
    rows = [
        {name: _term(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in islice(found, MOST_ROWS + 1)
    ]
    cut = len(rows) > MOST_ROWS
    body = orjson.dumps({"head": {"vars": names}, "results": {"bindings": rows[:MOST_ROWS]}})
    format_ = _results_format(media_type)
    if format_ != QueryResultsFormat.JSON:
        again = parse_query_results(body, QueryResultsFormat.JSON)
        body = _bytes(again.serialize(format=format_))
    return Written(media_type, body, cut)


def write_graph(found: Iterable[Triple | Quad], wish: Wish) -> Written:
    """Triples in the format wished for, which is refused as in ``write``."""
    media_type = wish.format_of(Kind.GRAPH)
    triples = [row.triple if isinstance(row, Quad) else row for row in islice(found, MOST_ROWS + 1)]
    body = _bytes(serialize(triples[:MOST_ROWS], format=RdfFormat.from_media_type(media_type)))
    return _sized(Written(media_type, body, len(triples) > MOST_ROWS))


def _term(term: object) -> Mapping[str, str]:
    """A term as SPARQL's JSON has it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Literal):
        if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        if term.datatype.value == _TEXT:
            return {"type": "literal", "value": term.value}
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    raise QueryRefused("sparql-store-strange")  # triples as terms, which only another store may have


def _results_format(media_type: str) -> QueryResultsFormat:
    found = QueryResultsFormat.from_media_type(media_type)
    return found or QueryResultsFormat.JSON


def _bytes(written: bytes | None) -> bytes:
    return written or b""


def _sized(written: Written) -> Written:
    if len(written.body) > MOST_BYTES:
        raise QueryRefused("sparql-too-much")
    return written
