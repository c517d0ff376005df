"""The tree of a rule: facts, literals, arithmetic, comparisons, and what joins them; and its canonical text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Scalar: TypeAlias = bool | int | Decimal | date | str
"""A fact or a literal; dates are ``datetime.date``, options and texts ``str``."""

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact: a concept of the beneficiary (role ``""``) or of somebody else."""

    role: str
    concept: str
    at: int = field(default=-1, compare=False)

    @property
    def name(self) -> str:
        """As it is written."""
        return f"{self.role}.{self.concept}" if self.role else self.concept


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the rule."""

    value: Scalar
    at: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum, difference or product."""

    operator: str
    left: Term
    right: Term


Term: TypeAlias = "FactRef | Literal | Arithmetic"


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean fact standing alone."""

    fact: FactRef


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two terms compared."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Membership:
    """A term among literals."""

    term: Term
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """A term between two others, both included."""

    term: Term
    low: Term
    high: Term


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by AND or OR; two parts or more."""

    operator: str
    parts: tuple[Condition, ...]


Atom: TypeAlias = "Truth | Comparison | Membership | Within"
Condition: TypeAlias = "Truth | Comparison | Membership | Within | Not | Junction"
Node: TypeAlias = "Term | Condition"


def written(node: Node) -> str:
    """The canonical text of a tree: what was parsed, with brackets only where precedence needs them."""
    return _WRITERS[type(node)](node)


def _write_literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _bracketed(part: Node, *looser: type) -> str:
    text = written(part)
    return f"({text})" if isinstance(part, looser) else text


def _write_arithmetic(node: Arithmetic) -> str:
    left = _bracketed(node.left, Arithmetic) if node.operator == "*" else written(node.left)
    return f"{left} {node.operator} {_bracketed(node.right, Arithmetic)}"


def _write_not(node: Not) -> str:
    part = node.part
    if isinstance(part, Membership):
        return f"{written(part.term)} NOT IN ({', '.join(map(written, part.values))})"
    if isinstance(part, Within):
        return f"{written(part.term)} NOT BETWEEN {written(part.low)} AND {written(part.high)}"
    return f"NOT {_bracketed(part, Junction)}"


def _write_junction(node: Junction) -> str:
    return f" {node.operator} ".join(_bracketed(part, Junction) for part in node.parts)


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    FactRef: lambda node: node.name,
    Literal: _write_literal,
    Arithmetic: _write_arithmetic,
    Truth: lambda node: node.fact.name,
    Comparison: lambda node: f"{written(node.left)} {node.operator} {written(node.right)}",
    Membership: lambda node: f"{written(node.term)} IN ({', '.join(map(written, node.values))})",
    Within: lambda node: f"{written(node.term)} BETWEEN {written(node.low)} AND {written(node.high)}",
    Not: _write_not,
    Junction: _write_junction,
}


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, from the left."""
    if isinstance(node, Junction):
        return node.parts
    if isinstance(node, Not):
        return (node.part,)
    if isinstance(node, Comparison | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, Membership):
        return (node.term, *node.values)
    if isinstance(node, Within):
        return (node.term, node.low, node.high)
    return (node.fact,) if isinstance(node, Truth) else ()


def facts_of(node: Node) -> Iterator[FactRef]:
    """Every fact a tree speaks of, from the left, repeats included."""
    if isinstance(node, FactRef):
        yield node
    for child in children(node):
        yield from facts_of(child)


def literals_of(node: Node) -> Iterator[Scalar]:
    """Every value written in a tree, from the left, repeats included."""
    if isinstance(node, Literal):
        yield node.value
    for child in children(node):
        yield from literals_of(child)


def comparisons_of(atom: Atom) -> tuple[Comparison, ...]:
    """What an atom compares: one of them must hold for a membership, both for a span; a fact alone compares nothing."""
    if isinstance(atom, Comparison):
        return (atom,)
    if isinstance(atom, Membership):
        return tuple(Comparison("=", atom.term, value) for value in atom.values)
    if isinstance(atom, Within):
        return Comparison(">=", atom.term, atom.low), Comparison("<=", atom.term, atom.high)
    return ()


def is_linear(term: Term) -> bool:
    """Whether a term multiplies no fact by another."""
    if not isinstance(term, Arithmetic):
        return True
    sides = term.left, term.right
    product = term.operator == "*" and all(next(facts_of(side), None) for side in sides)
    return not product and all(map(is_linear, sides))


def place_of(node: Node) -> int:
    """Where a node begins: characters into the rule's text, from 0."""
    if isinstance(node, FactRef | Literal):
        return node.at
    return min((place for child in children(node) if (place := place_of(child)) >= 0), default=0)
