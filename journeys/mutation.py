"""Mutants of a rule: the same rule with one thing changed, and a proof that a change has a meaning.

A rule whose mutants pass its examples is a rule nobody has tested: a bound may be off by one and no one would know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import ceil, floor, prod
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
    literals_of,
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
_CENT = Decimal("0.01")


def mutants(condition: Condition) -> Iterator[Condition]:
    """Every rule that differs in one operator, one bound by one step, or one term left out."""
    if isinstance(condition, Not):
        yield condition.part
        yield from (Not(part) for part in mutants(condition.part))
    elif isinstance(condition, Junction):
        yield from _junctions(condition)
    elif isinstance(condition, Truth):
        yield Not(condition)
    elif isinstance(condition, Comparison):
        yield from (replace(condition, operator=other) for other in _OPERATORS[condition.operator])
        yield from (replace(condition, left=left) for left in _stepped(condition.left))
        yield from (replace(condition, right=right) for right in _stepped(condition.right))
    elif isinstance(condition, Membership):
        yield Not(condition)
        if len(condition.values) > 1:
            yield from (replace(condition, values=rest) for rest in _without_one(condition.values))
    else:
        yield from _spans(condition)


def _junctions(node: Junction) -> Iterator[Condition]:
    yield replace(node, operator="OR" if node.operator == "AND" else "AND")
    for rest in _without_one(node.parts):
        yield rest[0] if len(rest) == 1 else replace(node, parts=rest)
    for place, part in enumerate(node.parts):
        for changed in mutants(part):
            yield replace(node, parts=(*node.parts[:place], changed, *node.parts[place + 1 :]))


def _spans(node: Within) -> Iterator[Condition]:
    yield Not(node)
    yield from (replace(node, low=low) for low in _stepped(node.low))
    yield from (replace(node, high=high) for high in _stepped(node.high))


def _without_one(items: Sequence[_T]) -> Iterator[tuple[_T, ...]]:
    return (tuple(item for other, item in enumerate(items) if other != place) for place in range(len(items)))


def _stepped(term: Node) -> Iterator[Literal]:
    """A literal one step lower and one higher; nothing for anything else."""
    if isinstance(term, Literal) and not isinstance(term.value, bool | str):
        step = 1 if isinstance(term.value, int) else _CENT
        yield from (replace(term, value=value) for value in _steps(term.value, step))


def _steps(value: int | Decimal | date, step: int | Decimal) -> Iterator[Scalar]:
    """The values one step, or day, before and after; none beyond the calendar."""
    if not isinstance(value, date):
        yield value - step
        yield value + step
        return
    if value > date.min:
        yield value - timedelta(days=1)
    if value < date.max:
        yield value + timedelta(days=1)


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
    return isinstance(node, Arithmetic) or any(map(_has_sum, children(node)))


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
    atoms = [atom for rule in rules for atom in _atoms(rule)]
    for _ in kinds:  # often enough for a bound to reach every fact it is passed on to
        for names, found in atoms:
            shared = found.union(*(bounds[name] for name in names))
            bounds.update(dict.fromkeys(names, shared))
    return {name: [None, *_beside(kinds[name], found)] for name, found in bounds.items()}


def _atoms(node: Node) -> Iterator[tuple[list[str], set[Scalar]]]:
    """The facts and the bounds of each comparison."""
    if not isinstance(node, Truth | Comparison | Membership | Within):
        for child in children(node):
            yield from _atoms(child)
        return
    bounds = set(literals_of(node))
    if _has_sum(node):
        bounds |= {0, *(-bound for bound in bounds if isinstance(bound, int | Decimal))}
    yield [fact.name for fact in facts_of(node)], bounds


def _beside(kind: Kind, bounds: set[Scalar]) -> list[Scalar]:
    if kind.type is ConceptType.BOOLEAN:
        return [False, True]
    if kind.type is ConceptType.OPTION:
        return [*kind.options]
    if kind.type is ConceptType.TEXT:
        return [*sorted(str(bound) for bound in bounds), "\0", "\1"]
    step = 1 if kind.type is ConceptType.INTEGER else _CENT
    near: set[Scalar] = set()
    for bound in bounds or {date(2000, 1, 1) if kind.type is ConceptType.DATE else 0}:
        if isinstance(bound, date):
            near |= {bound, *_steps(bound, step)}
        elif not isinstance(bound, str):
            ends = {floor(bound), ceil(bound)} if step == 1 else {bound}
            near |= ends.union(*(_steps(end, step) for end in ends))
    return sorted(near)
