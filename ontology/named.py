"""Named queries: ``queries/<name>.rq`` with parameters, for those who write no SPARQL (``queries/queries.toml``).

A parameter stands in the query as a variable of its name, ``$event``, so that the file is SPARQL as it is; the value
takes its place as a term, never as text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from catalogue.errors import LANGUAGES, UnknownCode
from ontology.sparql import QueryRefused
from ontology.terms import base_of, iri_of

if TYPE_CHECKING:
    from catalogue.store import Catalogue

FOLDER = Path(__file__).with_name("queries")
LONGEST_WORD = 100
"""Characters that words to look for may have."""
_VARIABLE = re.compile(r"\$([a-z]+)")


class NamedQuery(NamedTuple):
    """A query that is asked by its name."""

    name: str
    title: Mapping[str, str]
    about: str
    """What it answers and what for, in English."""
    parameters: tuple[str, ...]
    """What must be said, each once; ``language`` need not."""
    text: str

    def filled(self, catalogue: Catalogue, values: Mapping[str, str]) -> str:
        """The query to ask; raises UnknownCode, and QueryRefused for what else cannot be used."""
        given = {"language": LANGUAGES[0], **values}
        terms = {name: str(_term(catalogue, name, given.get(name, ""))) for name in self.parameters}
        return _VARIABLE.sub(lambda found: terms.get(found[1], found[0]), self.text)


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """Every query by its name, in the order in which they are explained."""
    table = tomllib.loads((FOLDER / "queries.toml").read_text(encoding="utf-8"))
    return {
        name: NamedQuery(name, told["title"], told["about"], tuple(told["parameters"]), _text_of(name))
        for name, told in table.items()
    }


def _text_of(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def _service(catalogue: Catalogue, key: str) -> str:
    return str(catalogue.services.find(key).code)


def _organisation(catalogue: Catalogue, key: str) -> str:
    return _known("organisation", catalogue.organisations, key)


def _evidence(catalogue: Catalogue, key: str) -> str:
    return _known("evidence type", catalogue.evidence, key)


def _application(catalogue: Catalogue, key: str) -> str:
    return _known("application", catalogue.applications, key)


def _region(catalogue: Catalogue, key: str) -> str:
    return catalogue.region_code(key)


def _event(catalogue: Catalogue, key: str) -> str:
    return catalogue.event_code(key)


def _known(kind: str, register: Mapping[str, object], key: str) -> str:
    if key not in register:
        raise UnknownCode(kind, key)
    return key


_CODES: Mapping[str, tuple[str, Callable[[Catalogue, str], str]]] = {
    "event": ("event", _event),
    "service": ("service", _service),
    "agency": ("organisation", _organisation),
    "evidence": ("evidence", _evidence),
    "application": ("application", _application),
    "region": ("region", _region),
}
"""Parameters that are codes: the kind of thing, and how its code is found."""
PARAMETERS: Mapping[str, str] = {
    "event": "A life event by code or alias.",
    "service": "A service by code or slug.",
    "agency": "An organisation by code.",
    "evidence": "A document by the code of its type.",
    "application": "An application by code.",
    "region": "A region by its Kemendagri code, or by its name.",
    "words": "A part of a name.",
    "language": "The language of names: `id` (the default) or `en`.",
}
"""What each parameter means, wherever it stands."""


def _term(catalogue: Catalogue, name: str, value: str) -> NamedNode | Literal:
    """A value as the term that stands for it."""
    if name in _CODES:
        kind, code_of = _CODES[name]
        return NamedNode(iri_of(kind, code_of(catalogue, value), base=base_of(catalogue.manifest)))
    if name == "language" and value not in LANGUAGES:
        raise QueryRefused("sparql-value", name=name, expected=", ".join(LANGUAGES))
    if not 0 < len(value) <= LONGEST_WORD:
        raise QueryRefused("sparql-value", name=name, expected=f"1–{LONGEST_WORD}")
    return Literal(value)
