"""Queries for schemathesis, which knows neither what a SPARQL query is nor how one is sent: import this to tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import schemathesis
from hypothesis import strategies

if TYPE_CHECKING:
    from schemathesis.transport import SerializationContext

TERMS = strategies.sampled_from(["?s", "?p", "?o", "<a:b>", "a"])
TRIPLES = strategies.builds("?s {} ?o .".format, TERMS.filter(lambda term: term != "?s"))
PATTERNS = strategies.lists(TRIPLES, min_size=1, max_size=3).map(" ".join)
FORMS = strategies.sampled_from(["SELECT *", "SELECT DISTINCT ?s", "ASK", "CONSTRUCT", "DESCRIBE ?s"])
QUERIES = strategies.builds(
    lambda form, pattern: f"{form} WHERE {{ {pattern} }}" + ("" if form == "ASK" else " LIMIT 5"), FORMS, PATTERNS
)
schemathesis.openapi.format("sparql-query", QUERIES)


@schemathesis.serializer("application/sparql-query")
def as_it_is(_context: SerializationContext, value: object) -> bytes:
    """The query itself."""
    return str(value).encode()
