"""Where queries are answered: in the embedded store, or by another SPARQL 1.1 endpoint, with the same limits."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ontology.cpsv_ap import n_triples, statements
from ontology.guard import Guard
from ontology.remote import Endpoint
from ontology.result_formats import DEFAULTS, MOST_BYTES, Wish
from ontology.sparql import Form, check_text

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from ontology.guard import Fill
    from ontology.messages import Head

_REMEMBERED = 512
"""Checked queries that need not be checked again."""


class Answer(NamedTuple):
    """What a query found, as bytes."""

    form: Form
    media_type: str
    body: bytes
    cut: bool
    """Whether there are more rows than are given."""


class Store(Protocol):
    """Answers queries."""

    def answer(self, text: str, wish: Wish = DEFAULTS) -> Answer:
        """What a query finds; raises QueryRefused."""

    def close(self) -> None:
        """End what the store runs."""


def store_of(catalogue: Catalogue, url: str | None = None) -> Store:
    """The store that answers for a catalogue: the embedded one, unless ``url`` names an endpoint that has it."""
    if url:
        return RemoteStore(url)
    return EmbeddedStore(lambda pipe: pipe.writelines(n_triples(said).encode() for said in statements(catalogue)))


class EmbeddedStore:
    """Oxigraph, in processes of its own; ``fill`` writes what it holds, when the first query comes."""

    def __init__(self, fill: Fill) -> None:
        self._guard = Guard(fill)
        self._checked = _Checked()

    def answer(self, text: str, wish: Wish = DEFAULTS) -> Answer:
        """What a query finds; raises QueryRefused."""
        check_text(text)
        known = self._checked.get(text)
        told, body = self._guard.ask({"do": "ask", "text": text, "form": known, "wish": list(wish)})
        self._checked.put(text, Form(str(told["form"])))
        return _answer(told, body)

    def close(self) -> None:
        """End the processes."""
        self._guard.close()


class RemoteStore:
    """Another endpoint: queries are checked here before it sees them, and its answers read and cut here."""

    def __init__(self, url: str) -> None:
        self._endpoint = Endpoint(url)
        self._guard = Guard(_nothing)
        self._checked = _Checked()

    def answer(self, text: str, wish: Wish = DEFAULTS) -> Answer:
        """What a query finds; raises QueryRefused."""
        check_text(text)
        form = self._checked.get(text) or self._check(text)
        media_type, found = self._endpoint.ask(text, form, MOST_BYTES)
        head: Head = {"do": "write", "text": "", "form": form, "format": media_type, "wish": list(wish)}
        told, body = self._guard.ask(head, found)
        return _answer(told, body)

    def close(self) -> None:
        """End the processes that check."""
        self._guard.close()

    def _check(self, text: str) -> Form:
        told, _body = self._guard.ask({"do": "check", "text": text, "form": None})
        form = Form(str(told["form"]))
        self._checked.put(text, form)
        return form


def _answer(told: Head, body: bytes) -> Answer:
    return Answer(Form(str(told["form"])), str(told["media_type"]), body, bool(told["cut"]))


def _nothing(_pipe: object) -> None:
    """The triples of a store that only checks."""


class _Checked:
    """The forms of queries that were checked, by the hash of their text: what was asked is not kept."""

    def __init__(self) -> None:
        self._forms: OrderedDict[bytes, Form] = OrderedDict()

    def get(self, text: str) -> Form | None:
        return self._forms.get(_hash(text))

    def put(self, text: str, form: Form) -> None:
        self._forms[_hash(text)] = form
        while len(self._forms) > _REMEMBERED:
            self._forms.popitem(last=False)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
