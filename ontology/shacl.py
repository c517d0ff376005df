"""Statements checked against our shapes (``shapes.ttl``): the part of SHACL Core that these use, in one pass.

pySHACL needs a graph of rdflib's, which alone takes longer to fill; the tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pyoxigraph import RdfFormat, parse

from ontology.terms import TERMS, Node, name_of
from ontology.triples import Statement

SHAPES = Path(__file__).with_name("shapes.ttl")
_SHACL = "http://www.w3.org/ns/shacl#"
_TYPE = "rdf:type"
_LANGUAGE = TERMS["rdf:langString"]

Values: TypeAlias = "Mapping[str, list[str]]"
"""What is said of one subject: objects by predicate."""
Classes: TypeAlias = "Mapping[Node, Sequence[Node]]"
"""The classes of every subject."""


class Violation(NamedTuple):
    """What does not conform: the node, the predicate where one is at fault, and what is asked for, by language."""

    node: Node
    path: str
    message: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Property:
    """What is asked of the values of one predicate."""

    path: str
    least: int
    most: int | None
    datatype: Node | None
    kind: Node | None
    one_a_language: bool
    message: Mapping[str, str]

    def holds(self, values: Sequence[str]) -> bool:
        """Whether values conform, apart from the classes they belong to."""
        if not self.least <= len(values) or (self.most is not None and len(values) > self.most):
            return False
        if self.datatype and not all(map(self._has_datatype, values)):
            return False
        return not self.one_a_language or len(values) == 1 or _languages_differ(values)

    def _has_datatype(self, value: str) -> bool:
        if self.datatype == _LANGUAGE:
            return value[0] == '"' and value[-1] not in '">'
        return value[0] == '"' and value.endswith(self._ending)

    @cached_property
    def _ending(self) -> str:
        return f'"^^{self.datatype}'


@dataclass(frozen=True, eq=False)
class Shape:
    """What is asked of the nodes of some classes; of ``any_of`` one at least must hold, of ``one_of`` one exactly."""

    targets: tuple[Node, ...]
    kinds: tuple[Node, ...]
    properties: tuple[Property, ...]
    any_of: tuple[Shape, ...]
    one_of: tuple[Shape, ...]
    message: Mapping[str, str]

    @cached_property
    def asks_of_node(self) -> bool:
        """Whether something is asked of the node itself, beside its values."""
        return bool(self.kinds or self.any_of or self.one_of)

    def holds(self, values: Values) -> bool:
        """Whether a node conforms as an alternative does; its classes are those it says itself."""
        return all(kind in values[_TYPE] for kind in self.kinds) and all(
            one.holds(values.get(one.path, ())) for one in self.properties
        )


def violations(said: Iterable[Statement], shapes: Sequence[Shape] | None = None) -> list[Violation]:
    """What of these statements does not conform, in their order; subjects stay in one piece."""
    by_class: dict[Node, list[Shape]] = {}
    for shape in our_shapes() if shapes is None else shapes:
        for target in shape.targets:
            by_class.setdefault(target, []).append(shape)
    check = _Check(by_class)
    for node, about in groupby(said, itemgetter(0)):
        check.subject(node, about)
    return check.found()


class _Check:
    """Subjects as they come; the classes of values are looked up when all are known."""

    def __init__(self, by_class: Mapping[Node, Sequence[Shape]]) -> None:
        self._by_class = by_class
        self._shapes: dict[tuple[Node, ...], tuple[Shape, ...]] = {}
        self._classes: dict[Node, tuple[Node, ...]] = {}
        self._found: list[tuple[int, Violation]] = []
        # of strings and numbers alone, which the collector of garbage passes over
        self._open: dict[Property, list[tuple[int, Node, str]]] = {}
        self._number = 0

    def subject(self, node: Node, about: Iterable[Statement]) -> None:
        """One subject, with all that is said of it."""
        values: dict[str, list[str]] = {}
        for _node, predicate, value in about:
            if predicate in values:
                values[predicate].append(value)
            else:
                values[predicate] = [value]
        if _TYPE in values:
            kinds = tuple(values[_TYPE])
            if kinds not in self._shapes:
                asked = dict.fromkeys(shape for kind in kinds for shape in self._by_class.get(kind, ()))
                self._shapes[kinds] = tuple(asked)
            self._classes[node] = kinds
            for shape in self._shapes[kinds]:
                self._shape(shape, node, values)

    def _shape(self, shape: Shape, node: Node, values: Values) -> None:
        self._number += 1
        if shape.asks_of_node and not _node_holds(shape, values):
            self._found.append((self._number, Violation(node, "", shape.message)))
        for one in shape.properties:
            told = values.get(one.path)
            if told is None and not one.least:
                continue
            if not told or not one.holds(told):
                self._found.append((self._number, Violation(node, one.path, one.message)))
            elif one.kind:
                self._open.setdefault(one, []).extend([(self._number, node, value) for value in told])

    def found(self) -> list[Violation]:
        """Everything found, with the values whose classes are not what they should be."""
        for one, named in self._open.items():
            wrong = dict.fromkeys(
                (number, node) for number, node, value in named if one.kind not in self._classes.get(value, ())
            )
            self._found.extend((number, Violation(node, one.path, one.message)) for number, node in wrong)
        return [violation for _number, violation in sorted(self._found, key=itemgetter(0))]


def _node_holds(shape: Shape, values: Values) -> bool:
    """What is asked of the node itself."""
    if not all(kind in values[_TYPE] for kind in shape.kinds):
        return False
    if shape.any_of and not any(each.holds(values) for each in shape.any_of):
        return False
    return not shape.one_of or sum(each.holds(values) for each in shape.one_of) == 1


def _languages_differ(values: Sequence[str]) -> bool:
    tags = [value.rpartition("@")[2] for value in values]
    return len(tags) == len(set(tags))


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def our_shapes() -> tuple[Shape, ...]:
    """The shapes of ``shapes.ttl``."""
    return tuple(_Reading(SHAPES.read_bytes()).shapes())


class _Reading:
    """Shapes as Turtle has them."""

    def __init__(self, turtle: bytes) -> None:
        self._said: dict[str, dict[str, list[str]]] = {}
        for quad in parse(turtle, format=RdfFormat.TURTLE):
            about = self._said.setdefault(str(quad.subject), {})
            about.setdefault(quad.predicate.value, []).append(str(quad.object))

    def shapes(self) -> Iterator[Shape]:
        """Those that have targets."""
        return (self._shape(node) for node, about in self._said.items() if f"{_SHACL}targetClass" in about)

    def _shape(self, node: str) -> Shape:
        return Shape(
            targets=tuple(self._values(node, "targetClass")),
            kinds=tuple(self._values(node, "class")),
            properties=tuple(map(self._property, self._values(node, "property"))),
            any_of=tuple(map(self._shape, self._list(node, "or"))),
            one_of=tuple(map(self._shape, self._list(node, "xone"))),
            message=self._message(node),
        )

    def _property(self, node: str) -> Property:
        (path,) = self._values(node, "path")
        return Property(
            path=name_of(path) or path,
            least=self._number(node, "minCount") or 0,
            most=self._number(node, "maxCount"),
            datatype=self._first(node, "datatype"),
            kind=self._first(node, "class"),
            one_a_language=self._first(node, "uniqueLang") is not None,
            message=self._message(node),
        )

    def _values(self, node: str, name: str) -> list[str]:
        return self._said[node].get(_SHACL + name, [])

    def _first(self, node: str, name: str) -> str | None:
        return next(iter(self._values(node, name)), None)

    def _number(self, node: str, name: str) -> int | None:
        text = self._first(node, name)
        return int(text.split('"')[1]) if text else None

    def _message(self, node: str) -> Mapping[str, str]:
        texts = (text[1:].rpartition('"@') for text in self._values(node, "message"))
        return {tag: text for text, _mark, tag in texts}

    def _list(self, node: str, name: str) -> Iterator[str]:
        head = self._first(node, name)
        while head and head != TERMS["rdf:nil"]:
            links = self._said[head]
            (first,), (head,) = (links[TERMS[f"rdf:{end}"][1:-1]] for end in ("first", "rest"))
            yield first
