"""The formats of answers to SPARQL queries, and how much of an answer there may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from ontology.sparql import QueryRefused

MOST_ROWS = 1_000
"""Rows, or triples, that an answer may have; of more, so many are given."""
MOST_BYTES = 16 * 1_048_576
"""Bytes that an answer may have."""


class Kind(StrEnum):
    """What an answer is made of."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
FORMATS: Mapping[Kind, Sequence[str]] = {
    Kind.SOLUTIONS: (_JSON, "application/json", _XML, "text/csv", "text/tab-separated-values"),
    Kind.BOOLEAN: (_JSON, "application/json", _XML),
    Kind.GRAPH: ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"),
}
"""The media types each kind can be had in; the first is given where a client has no wish."""


class Wish(NamedTuple):
    """The media type wanted of each kind of answer; None where the client wants none that there is."""

    solutions: str | None = FORMATS[Kind.SOLUTIONS][0]
    boolean: str | None = FORMATS[Kind.BOOLEAN][0]
    graph: str | None = FORMATS[Kind.GRAPH][0]

    def format_of(self, kind: Kind) -> str:
        """The media type for this kind of answer; raises QueryRefused where there is none."""
        wanted: str | None = getattr(self, kind)
        if wanted is None:
            raise QueryRefused("sparql-not-acceptable", known=", ".join(FORMATS[kind]))
        return wanted


DEFAULTS = Wish()
"""What a client gets that has no wish."""
