"""Where the bounds of rules cut the values of a fact, and one value of each cell between the cuts.

Values that have an order lie on a line of whole numbers, their *places*: the day's number, the number itself, or its
ten-thousandths (decimals have four places). A cut is the first place of the cell above it. Values without an order
fall into one cell as long as no rule tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import Arithmetic, FactRef, Literal, comparisons_of, facts_of
from catalogue.registers import ConceptType
from catalogue.spans import Ranged
from journeys.facts import WHOLE_LIMIT

if TYPE_CHECKING:
    from catalogue.conditions import Atom, Scalar, Term
    from catalogue.registers import InformationConcept
    from catalogue.spans import Known

_FINENESS = {ConceptType.INTEGER: 1, ConceptType.DECIMAL: 10_000, ConceptType.DATE: 1}
"""Places from one whole number, or day, to the next."""
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LARGEST_DECIMAL = 10**14
OTHER = "\0"
"""Stands for every text that no rule names."""

Line: TypeAlias = tuple[Fraction, Fraction]
"""A term as a multiple of one fact, and what is added to it."""


class Cuts(NamedTuple):
    """What an atom does to the values of one fact: cuts between places, or sets of values it tells from the others."""

    firsts: frozenset[int] = frozenset()
    sets: frozenset[frozenset[Scalar]] = frozenset()


def cuts_of(atom: Atom, name: str, *, kind: ConceptType, known: Mapping[str, Known]) -> Cuts:
    """Where an atom cuts the values of the fact called ``name``, as far as what else it speaks of is known.

    Nowhere where a product or another fact that is not known leaves the place open; at both ends of what is open
    where another fact is a span.
    """
    if kind in _FINENESS:
        return Cuts(firsts=frozenset(_firsts(atom, name, fineness=_FINENESS[kind], ends=_ends(atom, name, known))))
    named = _named(atom, name, known)
    return Cuts(sets=frozenset({named} if named else ()))


def place(value: Scalar, kind: ConceptType) -> int:
    """Where a value with an order lies."""
    return value.toordinal() if isinstance(value, date) else int(value * _FINENESS[kind])


def value_at(place_: int, kind: ConceptType) -> Scalar:
    """The value that lies at a place."""
    if kind is ConceptType.DATE:
        return date.fromordinal(place_)
    return Decimal(place_) / _FINENESS[kind] if kind is ConceptType.DECIMAL else place_


def limits(kind: ConceptType, concept: InformationConcept | None) -> tuple[int, int]:
    """The first and the last place a fact may have."""
    if kind is ConceptType.DATE:
        return date.min.toordinal(), date.max.toordinal()
    fineness = _FINENESS[kind]
    most = (WHOLE_LIMIT if kind is ConceptType.INTEGER else _LARGEST_DECIMAL) * fineness
    low = concept.minimum if concept else None
    high = concept.maximum if concept else None
    return (-most if low is None else ceil(low * fineness)), (most if high is None else floor(high * fineness))


def stretches(firsts: Iterable[int], span: tuple[int, int], usual: int) -> list[int]:
    """One place of each cell that a span is cut into; ``usual`` where nothing cuts it, if it lies within."""
    low, high = span
    inside = sorted({first for first in firsts if low < first <= high})
    return [inside[0] - 1, *inside] if inside else [min(max(usual, low), high)]


def kinds(sets: Iterable[frozenset[Scalar]], values: Iterable[Scalar]) -> list[Scalar]:
    """The first of each kind of values that the sets do not tell apart."""
    return [first for first, *_others in alike(sets, values)]


def alike(sets: Iterable[frozenset[Scalar]], values: Iterable[Scalar]) -> list[list[Scalar]]:
    """The values by kind: those that the sets do not tell apart stand together."""
    marks: dict[Scalar, int] = {}
    for number, one in enumerate(sets):
        for value in one:
            marks[value] = marks.get(value, 0) | 1 << number
    found: dict[int, list[Scalar]] = {}
    for value in values:
        found.setdefault(marks.get(value, 0), []).append(value)
    return list(found.values())


# ── one atom ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _ends(atom: Atom, name: str, known: Mapping[str, Known]) -> list[Mapping[str, Known]]:
    """What is known of an atom's other facts, once for every choice of ends of those that are spans."""
    values = {fact.name: known[fact.name] for fact in facts_of(atom) if fact.name in known and fact.name != name}
    ends = ((value.low, value.high) if isinstance(value, Ranged) else (value,) for value in values.values())
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*ends)]


def _firsts(atom: Atom, name: str, *, fineness: int, ends: Sequence[Mapping[str, Known]]) -> Iterator[int]:
    for each in comparisons_of(atom):
        lines = ((_line(each.left, name, known), _line(each.right, name, known)) for known in ends)
        found = [bound for left, right in lines if (bound := _bound(left, right))]
        if found:
            bounds = [bound * fineness for _upwards, bound in found]
            upwards = found[0][0]
            sign = each.operator if upwards else _MIRRORED.get(each.operator, each.operator)
            yield from _around(sign, min(bounds), max(bounds))


def _bound(left: Line | None, right: Line | None) -> tuple[bool, Fraction] | None:
    """Where two lines meet, and whether the left one comes from below."""
    if left is None or right is None or left[0] == right[0]:
        return None
    slope = left[0] - right[0]
    return slope > 0, (right[1] - left[1]) / slope


def _around(operator: str, low: Fraction, high: Fraction) -> tuple[int, ...]:
    """The first places of the cells that a bound parts which lies between two places, mostly one."""
    if operator in {"<", ">="}:
        return ceil(low), ceil(high)
    if operator in {"<=", ">"}:
        return floor(low) + 1, floor(high) + 1
    return (ceil(low), floor(high) + 1) if ceil(low) <= floor(high) else ()


def _line(term: Term, name: str, known: Mapping[str, Known]) -> Line | None:
    """A term as a line over one fact, None where it is none or another fact is not known."""
    if isinstance(term, Arithmetic):
        left, right = _line(term.left, name, known), _line(term.right, name, known)
        return None if left is None or right is None else _reckoned(term.operator, left, right)
    if isinstance(term, FactRef) and term.name == name:
        return Fraction(1), Fraction(0)
    value = term.value if isinstance(term, Literal) else known.get(term.name)
    if isinstance(value, date):
        return Fraction(0), Fraction(value.toordinal())
    return (Fraction(0), Fraction(value)) if isinstance(value, int | Decimal) else None


def _reckoned(operator: str, left: Line, right: Line) -> Line | None:
    if operator == "*":
        if left[0] and right[0]:
            return None
        return left[0] * right[1] + right[0] * left[1], left[1] * right[1]
    sign = 1 if operator == "+" else -1
    return left[0] + sign * right[0], left[1] + sign * right[1]


def _named(atom: Atom, name: str, known: Mapping[str, Known]) -> frozenset[Scalar]:
    """The values that an atom tells from all others, where they have no order."""
    named: set[Scalar] = set()
    for each in comparisons_of(atom):
        for one, other in ((each.left, each.right), (each.right, each.left)):
            if isinstance(one, FactRef) and one.name == name and isinstance(other, Literal | FactRef):
                value = other.value if isinstance(other, Literal) else known.get(other.name)
                named |= {value} if isinstance(value, bool | str) else set()
    return frozenset(named)
