"""Mutants of a rule: the same rule with one thing changed, and a proof that a change has a meaning.

A rule whose mutants pass its examples is a rule nobody has tested: a bound may be off by one and no one would know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from math import ceil, floor, prod
from operator import add, mul, sub
from typing import TYPE_CHECKING, TypeVar

from catalogue.conditions import (
    Arithmetic,
    Comparison,
    Junction,
    Literal,
    Membership,
    Not,
    Truth,
    Within,
    children,
    facts_of,
)
from catalogue.evaluate import Facts, compiled
from catalogue.registers import ConceptType

if TYPE_CHECKING:
    from catalogue.conditions import Condition, Node, Scalar
    from catalogue.evaluate import Trilean
    from catalogue.vocabulary import Kind, Vocabulary

_T = TypeVar("_T")
MAX_CASES = 20_000
"""Combinations of facts tried before a mutant counts as different without proof."""
_OPERATORS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "=": ("<>",), "<>": ("=",)}
_SIGNS = {"+": add, "-": sub, "*": mul}
_CENT = Decimal("0.01")
_FINEST = Decimal("0.0001")
"""The smallest difference between two facts that are decimals."""


def mutants(condition: Condition, vocabulary: Vocabulary) -> Iterator[Condition]:
    """Every rule that differs in one operator, one bound by one step, or one term left out."""
    if isinstance(condition, Not):
        yield condition.part
        yield from (Not(part) for part in mutants(condition.part, vocabulary))
    elif isinstance(condition, Junction):
        yield from _junctions(condition, vocabulary)
    elif isinstance(condition, Truth):
        yield Not(condition)
    elif isinstance(condition, Comparison):
        whole = _whole(condition, vocabulary)
        yield from (replace(condition, operator=other) for other in _OPERATORS[condition.operator])
        yield from (replace(condition, left=left) for left in _stepped(condition.left, whole=whole))
        yield from (replace(condition, right=right) for right in _stepped(condition.right, whole=whole))
    elif isinstance(condition, Membership):
        yield Not(condition)
        if len(condition.values) > 1:
            yield from (replace(condition, values=rest) for rest in _without_one(condition.values))
    else:
        yield from _spans(condition, whole=_whole(condition, vocabulary))


def _junctions(node: Junction, vocabulary: Vocabulary) -> Iterator[Condition]:
    yield replace(node, operator="OR" if node.operator == "AND" else "AND")
    for rest in _without_one(node.parts):
        yield rest[0] if len(rest) == 1 else replace(node, parts=rest)
    for place, part in enumerate(node.parts):
        for changed in mutants(part, vocabulary):
            yield replace(node, parts=(*node.parts[:place], changed, *node.parts[place + 1 :]))


def _spans(node: Within, *, whole: bool) -> Iterator[Condition]:
    yield Not(node)
    yield from (replace(node, low=low) for low in _stepped(node.low, whole=whole))
    yield from (replace(node, high=high) for high in _stepped(node.high, whole=whole))


def _without_one(items: Sequence[_T]) -> Iterator[tuple[_T, ...]]:
    return (tuple(item for other, item in enumerate(items) if other != place) for place in range(len(items)))


def _whole(node: Condition, vocabulary: Vocabulary) -> bool:
    """Whether only whole numbers are compared: then the step is one, although the literal may be ``60.0``."""
    return not _has_sum(node) and all(
        vocabulary.concepts[fact.concept].type is ConceptType.INTEGER for fact in facts_of(node)
    )


def _stepped(term: Node, *, whole: bool) -> Iterator[Literal]:
    """A literal one step lower and one higher; nothing for anything else."""
    if isinstance(term, Literal) and not isinstance(term.value, bool | str):
        step = 1 if whole or isinstance(term.value, int) else _CENT
        yield from (replace(term, value=value) for value in _steps(term.value, step) if value != term.value)


def _steps(value: int | Decimal | date, step: int | Decimal, reach: int = 1) -> Iterator[Scalar]:
    """The values up to ``reach`` steps, or days, before and after, and itself; none beyond the calendar."""
    if not isinstance(value, date):
        return (value + number * step for number in range(-reach, reach + 1))
    day = value.toordinal()
    days = range(max(day - reach, date.min.toordinal()), min(day + reach, date.max.toordinal()) + 1)
    return map(date.fromordinal, days)


def differs(one: Condition, other: Condition, vocabulary: Vocabulary) -> bool:
    """Whether some facts make two rules differ; true where there are too many combinations to tell."""
    first, second = compiled(one), compiled(other)
    cases = _cases((one, other), vocabulary)
    return cases is None or any(first(facts) is not second(facts) for facts in cases)


def outcomes(rule: Condition, vocabulary: Vocabulary) -> set[Trilean] | None:
    """Everything a rule can come out as; None where there are too many combinations to tell, or a sum hides it."""
    evaluate = compiled(rule)
    cases = _cases((rule,), vocabulary)
    found = None if cases is None else {evaluate(facts) for facts in cases}
    return None if found is not None and _has_sum(rule) and not {True, False} <= found else found


def _has_sum(node: Node) -> bool:
    """Whether facts are added or multiplied."""
    return (isinstance(node, Arithmetic) and _number(node) is None) or any(map(_has_sum, children(node)))


def _number(node: Node) -> Scalar | None:
    """What a literal, or a sum of literals alone, comes to."""
    if isinstance(node, Arithmetic):
        left, right = _number(node.left), _number(node.right)
        return None if left is None or right is None else _SIGNS[node.operator](left, right)
    return node.value if isinstance(node, Literal) else None


def _cases(rules: Sequence[Condition], vocabulary: Vocabulary) -> Iterator[Facts] | None:
    """Every combination of values at and beside the bounds of ``rules``, None where there are too many."""
    values = _telling_values(rules, vocabulary)
    if prod(map(len, values.values())) > MAX_CASES:
        return None
    chosen = (zip(values, combination, strict=True) for combination in product(*values.values()))
    return (Facts({name: value for name, value in pairs if value is not None}) for pairs in chosen)


def _telling_values(rules: Sequence[Condition], vocabulary: Vocabulary) -> dict[str, list[Scalar | None]]:
    """For each fact the values at and beside every bound, and not known; facts that are compared share their bounds."""
    kinds = {fact.name: vocabulary.concepts[fact.concept] for rule in rules for fact in facts_of(rule)}
    bounds: dict[str, set[Scalar]] = {name: set() for name in kinds}
    others = {name: {name} for name in kinds}
    atoms = [atom for rule in rules for atom in _atoms(rule)]
    for _ in kinds:  # often enough for a bound to reach every fact it is passed on to
        for names, found in atoms:
            bounds.update(dict.fromkeys(names, found.union(*(bounds[name] for name in names))))
            others.update(dict.fromkeys(names, set[str]().union(*(others[name] for name in names))))
    return {
        name: [None, *_beside(kinds[name], found, [kinds[other] for other in others[name]])]
        for name, found in bounds.items()
    }


def _atoms(node: Node) -> Iterator[tuple[list[str], set[Scalar]]]:
    """The facts and the bounds of each comparison."""
    if not isinstance(node, Truth | Comparison | Membership | Within):
        for child in children(node):
            yield from _atoms(child)
        return
    bounds = set(_bounds(node))
    if _has_sum(node):
        bounds |= {0, *(-bound for bound in bounds if isinstance(bound, int | Decimal))}
    yield [fact.name for fact in facts_of(node)], bounds


def _bounds(node: Node) -> Iterator[Scalar]:
    """What facts are compared with; ``1000000 + 500000.50`` is one bound."""
    number = _number(node)
    if number is not None:
        yield number
        return
    for child in children(node):
        yield from _bounds(child)


def _beside(kind: Kind, bounds: set[Scalar], compared: Sequence[Kind]) -> list[Scalar]:
    """The values of one fact at and beside the bounds, as many steps as there are facts in line, itself included."""
    if kind.type is ConceptType.BOOLEAN:
        return [False, True]
    if kind.type is ConceptType.OPTION:
        return [*kind.options]
    if kind.type is ConceptType.TEXT:
        return [*sorted(str(bound) for bound in bounds), "\0", "\1"]
    whole = any(other.type is ConceptType.INTEGER for other in compared)
    fine = kind.type is not ConceptType.INTEGER
    bounds = bounds or {date(2000, 1, 1) if kind.type is ConceptType.DATE else 0}
    return sorted({value for bound in bounds for value in _near(bound, len(compared), whole=whole, fine=fine)})


def _near(bound: Scalar, reach: int, *, whole: bool, fine: bool) -> Iterator[Scalar]:
    """A bound and its neighbours: ``fine`` ones, and ``whole`` ones where a decimal may have to meet a whole number."""
    if isinstance(bound, str):
        return
    if fine:
        yield from _steps(bound, _FINEST, reach)
    if whole and not isinstance(bound, date):
        yield from _steps(floor(bound), 1, reach)
        yield from _steps(ceil(bound), 1, reach)
