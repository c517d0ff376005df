"""What a file says of each thing, and which of its statements have found a place in the catalogue.

A statement is ``placed`` once a field holds it. What no converter can make something of stays as it is, and so comes
under the note of its service, or is told as left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.reading_terms import CLASSES, FIELDS
from ontology.terms import PREFIXES

Term: TypeAlias = "NamedNode | BlankNode | Literal | Triple"
_T = TypeVar("_T")
TYPE = f"{PREFIXES['rdf']}type"
_DIGITS = re.compile(r"[0-9]+")
_LAST = re.compile(r"[^/#:]+(?=[/#]*$)")


class Statement:
    """What is said of a thing under one term."""

    __slots__ = ("noted", "placed", "term", "value")

    def __init__(self, term: str, value: Term) -> None:
        self.term = term
        self.value = value
        self.placed = False
        """Whether a field holds it."""
        self.noted = False
        """Whether a service's note holds it."""


class Node:
    """A thing, and everything the file says of it."""

    __slots__ = ("graph", "iri", "said")

    def __init__(self, graph: Graph, iri: str) -> None:
        self.graph = graph
        self.iri = iri
        """Its IRI; empty for a thing without one."""
        self.said: dict[str, list[Statement]] = {}

    def statements(self) -> Iterator[Statement]:
        """Everything said of it but its classes."""
        return (one for term, said in self.said.items() if term != TYPE for one in said)

    def about(self, field: str) -> Iterator[Statement]:
        """What is said of it under the terms of a field, the best term first."""
        return (one for term in self.graph.fields[field] for one in self.said.get(term, ()))

    def each(self, field: str, convert: Callable[[Term], _T | None]) -> list[_T]:
        """What ``convert`` makes of a field's values; those it makes nothing of stay without a place."""
        made = []
        for one in self.about(field):
            value = convert(one.value)
            if value is not None:
                one.placed = True
                made.append(value)
        return made

    def first(self, field: str, convert: Callable[[Term], _T | None]) -> _T | None:
        """What ``convert`` makes of the first of a field's values that it can use."""
        for one in self.about(field):
            value = convert(one.value)
            if value is not None:
                one.placed = True
                return value
        return None

    def named(self, field: str) -> list[Node]:
        """The things a field names, without giving the statements a place."""
        return [node for one in self.about(field) if (node := self.graph.node(one.value))]

    def nodes(self, field: str) -> list[Node]:
        """The things a field names, in the order of their IRIs, numbers by their value; each once."""
        found = self.each(field, self.graph.node)
        return sorted(dict.fromkeys(found), key=lambda node: node.order)

    def is_a(self, kind: str) -> bool:
        """Whether it belongs to a class of this kind."""
        classes = {one.value.value for one in self.said.get(TYPE, ()) if isinstance(one.value, NamedNode)}
        return not classes.isdisjoint(CLASSES[kind])

    @property
    def last(self) -> str:
        """The last part of its IRI: what stands behind the last slash or hash."""
        return last_part(self.iri)

    def described_by(self, other: Node) -> None:
        """Let what is said of another thing be said of this one too, where this one has no such statements."""
        for term, said in other.said.items():
            if term != TYPE:
                self.said.setdefault(term, said)

    def release(self) -> None:
        """Take back that its statements have a place."""
        for one in self.statements():
            one.placed = False

    @property
    def order(self) -> tuple[bool, list[str]]:
        """By what things are put in order: those without an IRI last, as the file has them."""
        return not self.iri, [part.zfill(9) if part.isdigit() else part for part in _split(self.iri)]


def _split(text: str) -> list[str]:
    found, at = [], 0
    for match in _DIGITS.finditer(text):
        found += [text[at : match.start()], match[0]]
        at = match.end()
    return [*found, text[at:]]


def last_part(iri: str) -> str:
    """What stands behind the last slash, hash or colon of an IRI."""
    found = _LAST.search(iri)
    return found[0] if found else iri


class Graph:
    """The things of a file, in its order."""

    def __init__(self, triples: Iterable[Triple], fields: Mapping[str, tuple[str, ...]] = FIELDS) -> None:
        self.fields = fields
        self.nobody = Node(self, "")
        """A thing of which nothing is said."""
        self._nodes: dict[NamedNode | BlankNode, Node] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode | BlankNode):
                said = self._of(triple.subject).said
                said.setdefault(triple.predicate.value, []).append(Statement(triple.predicate.value, triple.object))

    def _of(self, term: NamedNode | BlankNode) -> Node:
        node = self._nodes.get(term)
        if node is None:
            iri = term.value if isinstance(term, NamedNode) else ""
            node = self._nodes[term] = Node(self, iri)
        return node

    def node(self, term: Term) -> Node | None:
        """The thing a value names, described in the file or not; None for a text."""
        return self._of(term) if isinstance(term, NamedNode | BlankNode) else None

    def described(self, term: Term) -> Node | None:
        """The thing a value names, where the file says anything of it."""
        node = self._nodes.get(term) if isinstance(term, NamedNode | BlankNode) else None
        return node if node and node.said else None

    def all(self) -> list[Node]:
        """Every thing named so far."""
        return list(self._nodes.values())

    def of(self, kind: str) -> list[Node]:
        """The things of a class of this kind, in the order of their IRIs."""
        return sorted((node for node in self.all() if node.is_a(kind)), key=lambda node: node.order)
