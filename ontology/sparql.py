"""What may be asked in SPARQL: one query of this store alone, short and shallow.

Here is what the text itself shows, before any parser sees it; ``ontology.algebra`` looks at what it means.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from catalogue.errors import Fault, LifeJourneyError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 8_192
"""Bytes a query may have, in UTF-8."""
DEEPEST = 50
"""Brackets of any kind that may be open at once."""
_UPDATES = frozenset({"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"})
_PROLOGUE = re.compile(
    r"(?:\s|#[^\n\r]*|BASE\s*<[^<>]*>|PREFIX\s+[^\s:<>]*:\s*<[^<>]*>)*(?P<word>[A-Z]*)", re.IGNORECASE
)
# No possessive quantifiers: Python 3.11.2's match wrongly.
_PIECE = re.compile(
    r"""
      \#[^\n\r]*                              # a comment
    | <[^<>"{}|^`\\\x00-\x20]*>               # an IRI
    | \\.                                     # an escaped sign of a name
    | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}      # a long text
    | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n\r]|\\.)*"                  # a text
    | '(?:[^'\\\n\r]|\\.)*'
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    """,
    re.VERBOSE | re.DOTALL,
)


class Form(StrEnum):
    """What a query asks for, which decides the formats of its answer."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class QueryRefused(LifeJourneyError):
    """A query that is not answered; ``.fault`` says why, without a word of it."""

    def __init__(self, rule: str, **words: str) -> None:
        self.fault = Fault(rule, words)
        super().__init__(rule)


def check_text(text: str) -> None:
    """Refuse what is empty, too long or too deep, and every update; raises QueryRefused."""
    if not text.strip():
        raise QueryRefused("sparql-empty")
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise QueryRefused("sparql-too-long", limit=str(LONGEST))
    begun = _PROLOGUE.match(text)
    if begun and begun["word"].upper() in _UPDATES:
        raise QueryRefused("sparql-update")
    if max(_depths(text), default=0) > DEEPEST:
        raise QueryRefused("sparql-too-deep", limit=str(DEEPEST))


def _depths(text: str) -> Iterator[int]:
    """How many brackets are open after each that opens; those in texts, IRIs and comments do not count."""
    depth = 0
    for piece in _PIECE.finditer(text):
        if piece["open"]:
            depth += 1
            yield depth
        elif piece["close"]:
            depth = max(depth - 1, 0)
