"""What a query means: its form, and whether any part of it reaches beyond the store.

The parsed query is searched, not its text, so that nothing hides in a sub-select, an EXISTS or an escaped letter.
Parsing takes memory and time of its own: it happens in the guarded process only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ontology.sparql import DEEPEST, Form, QueryRefused

_REFUSED: Mapping[str, str] = {
    "ServiceGraphPattern": "sparql-service",
    "DatasetClause": "sparql-dataset",
}
"""What would make the store ask another or read a file, and the rule that refuses it."""


def form_of(text: str) -> Form:
    """The form of a query that may be evaluated; raises QueryRefused for every other text."""
    try:
        tree = parseQuery(text)
    except ParseBaseException as error:
        raise QueryRefused("sparql-syntax", line=str(error.lineno), column=str(error.col)) from None
    except RecursionError:
        raise QueryRefused("sparql-too-deep", limit=str(DEEPEST)) from None
    except ValueError:  # an escaped character that there is not
        raise QueryRefused("sparql-syntax", line="1", column="1") from None
    for part in _parts(tree):
        if part in _REFUSED:
            raise QueryRefused(_REFUSED[part])
    return Form(tree[1].name.removesuffix("Query").upper())


def _parts(tree: object) -> Iterator[str]:
    """The names of all parts of a parsed query, however deep they lie."""
    ahead = [tree]
    while ahead:
        part = ahead.pop()
        if isinstance(part, CompValue):
            yield part.name
            ahead.extend(part.values())
        elif isinstance(part, list | tuple | set | ParseResults):
            ahead.extend(part)
