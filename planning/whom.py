"""For whom a service is, as far as its rules bound single facts: two services nobody can get both of are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from catalogue.conditions import (
    Comparison,
    Condition,
    FactRef,
    Junction,
    Literal,
    Membership,
    Not,
    Scalar,
    Truth,
    Within,
)
from catalogue.rules import parse

Measure: TypeAlias = Decimal | int
"""What bounds compare: numbers, and days by their ordinal."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What one fact may be: one of ``among`` where that is said, none of ``barred``, from ``low`` to ``high``.

    A bound that is not itself included is told by ``open_low`` or ``open_high``.
    """

    among: frozenset[Scalar] | None = None
    barred: frozenset[Scalar] = frozenset()
    low: Measure | None = None
    high: Measure | None = None
    open_low: bool = False
    open_high: bool = False

    def excludes(self, other: Bound) -> bool:
        """Whether no value satisfies both."""
        return self._apart(other) or other._apart(self)

    def _apart(self, other: Bound) -> bool:
        if self.among is not None and not {value for value in self.among if other.admits(value)}:
            return True
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.open_high or other.open_low))

    def admits(self, value: Scalar) -> bool:
        """Whether the fact may have this value."""
        if (self.among is not None and value not in self.among) or value in self.barred:
            return False
        measure = _measure(value)
        return measure is None or not self.excludes_measure(measure)

    def excludes_measure(self, measure: Measure) -> bool:
        """Whether a number lies outside the bounds."""
        below = self.low is not None and (measure < self.low or (self.open_low and measure == self.low))
        above = self.high is not None and (measure > self.high or (self.open_high and measure == self.high))
        return below or above


Bounds: TypeAlias = Mapping[str, tuple[Bound, ...]]
"""By fact, everything that must hold of it."""


def bounds_of(rules: Iterable[str]) -> Bounds:
    """What must hold of single facts for all the rules to be met; what joins facts or offers a choice bounds none."""
    found: dict[str, list[Bound]] = {}
    for rule in rules:
        for name, bound in _bounds(parse(rule)):
            found.setdefault(name, []).append(bound)
    return {name: tuple(bounds) for name, bounds in found.items()}


def nobody_gets_both(one: Bounds, other: Bounds) -> str:
    """A fact that cannot be as both want it, or nothing."""
    return next(
        (name for name in one if any(a.excludes(b) for a in one[name] for b in other.get(name, ()))),
        "",
    )


def _bounds(condition: Condition) -> Iterator[tuple[str, Bound]]:
    if isinstance(condition, Junction) and condition.operator == "AND":
        for part in condition.parts:
            yield from _bounds(part)
    elif isinstance(condition, Truth):
        yield condition.fact.name, Bound(among=frozenset({True}))
    elif isinstance(condition, Not) and isinstance(condition.part, Truth):
        yield condition.part.fact.name, Bound(among=frozenset({False}))
    elif isinstance(condition, Membership) and isinstance(condition.term, FactRef):
        yield condition.term.name, Bound(among=frozenset(literal.value for literal in condition.values))
    elif isinstance(condition, Within):
        yield from _bounds(Comparison(">=", condition.term, condition.low))
        yield from _bounds(Comparison("<=", condition.term, condition.high))
    elif isinstance(condition, Comparison):
        yield from _compared(condition)


def _compared(comparison: Comparison) -> Iterator[tuple[str, Bound]]:
    fact, literal, sign = comparison.left, comparison.right, comparison.operator
    if not (isinstance(fact, FactRef) and isinstance(literal, Literal)):
        return
    value, measure = literal.value, _measure(literal.value)
    if sign == "=":
        yield fact.name, Bound(among=frozenset({value}))
    elif sign == "<>":
        yield fact.name, Bound(barred=frozenset({value}))
    elif measure is not None and sign[0] == "<":
        yield fact.name, Bound(high=measure, open_high=sign == "<")
    elif measure is not None:
        yield fact.name, Bound(low=measure, open_low=sign == ">")


def _measure(value: Scalar) -> Measure | None:
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
