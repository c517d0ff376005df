from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalogue.conditions import Atom, Not, facts_of
from catalogue.evaluate import Facts, compiled
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.spans import Known, Ranged
from journeys.cuts import cuts_of, kinds, place, stretches, value_at
from tests.rules_at_random import CONCEPTS, atoms, values_of


def atom(text: str) -> Atom:
    parsed = parse(text)
    assert not isinstance(parsed, Not)
    return parsed  # type: ignore[return-value]


def firsts(text: str, kind: ConceptType, **known: Known) -> list[int]:
    return sorted(cuts_of(atom(text), "x", kind=kind, known=known).firsts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x < 3", [3]),
        ("x >= 3", [3]),
        ("x <= 3", [4]),
        ("x > 3", [4]),
        ("3 > x", [3]),
        ("x = 3", [3, 4]),
        ("x <> 3", [3, 4]),
        ("x = 2.5", []),
        ("x < 2.5", [3]),
        ("x <= 2.5", [3]),
        ("x IN (3, 4)", [3, 4, 5]),
        ("x BETWEEN 3 AND 5", [3, 6]),
        ("2 * x <= 5", [3]),
        ("7 - x > 3", [4]),
        ("x - 2 * x < 4", [-3]),
        ("x * x < 4", []),
        ("x <= x + 1", []),
        ("x < y", []),
    ],
)
def test_a_bound_cuts_before_the_first_value_above_it(text: str, found: list[int]) -> None:
    assert firsts(text, ConceptType.INTEGER) == found


def test_another_fact_is_a_bound_once_it_is_known() -> None:
    assert firsts("x < y + 1", ConceptType.INTEGER, y=4) == [5]
    assert firsts("x * y < 12", ConceptType.INTEGER, y=4) == [3]
    assert firsts("x < 0 - y", ConceptType.DECIMAL, y=Decimal("1.5")) == [-15_000]


def test_another_fact_that_is_a_span_cuts_at_both_ends() -> None:
    span = Ranged((date(2026, 1, 1), date(2026, 1, 9)), lambda day: day.day)

    assert firsts("x < y", ConceptType.INTEGER, y=span) == [1, 9]
    assert firsts("x = y", ConceptType.INTEGER, y=span) == [1, 10]


def test_values_without_order_are_told_from_all_others() -> None:
    assert cuts_of(atom("x IN ('a', 'b')"), "x", kind=ConceptType.OPTION, known={}).sets == {frozenset({"a", "b"})}
    assert cuts_of(atom("y = x"), "x", kind=ConceptType.TEXT, known={"y": "c"}).sets == {frozenset({"c"})}
    assert cuts_of(atom("x = y"), "x", kind=ConceptType.OPTION, known={}).sets == frozenset()
    assert kinds([frozenset({"a", "b"}), frozenset({"b"})], ["a", "b", "c", "d"]) == ["a", "b", "c"]


def test_cells_lie_within_what_is_possible() -> None:
    assert stretches([3, 7, 20], (3, 10), 0) == [6, 7]
    assert stretches([], (3, 10), 0) == [3]
    assert stretches([], (-3, 10), 0) == [0]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(3, ConceptType.INTEGER), (Decimal("1.0001"), ConceptType.DECIMAL), (date(2026, 11, 22), ConceptType.DATE)],
)
def test_a_value_is_found_again_at_its_place(value: int | Decimal | date, kind: ConceptType) -> None:
    assert value_at(place(value, kind), kind) == value


@given(atoms(("",)), st.data())
def test_no_atom_tells_apart_what_lies_between_two_cuts(found: Atom, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted({fact.name for fact in facts_of(found)})))
    kind = CONCEPTS[name].type
    assume(kind in {ConceptType.INTEGER, ConceptType.DATE})
    assume([fact.name for fact in facts_of(found)].count(name) == 1)  # no products of it with itself
    others = {fact.name for fact in facts_of(found)} - {name}
    known = {other: data.draw(values_of(other)) for other in sorted(others)}
    cuts = cuts_of(found, name, kind=kind, known=known).firsts
    assume(cuts)
    low, high = (
        (date(2026, 11, 1).toordinal(), date(2026, 12, 15).toordinal()) if kind is ConceptType.DATE else (-90, 90)
    )
    evaluate = compiled(found)
    outcomes = {at: evaluate(Facts({**known, name: value_at(at, kind)})) for at in range(low, high)}

    told_apart = {after for before, after in pairwise(outcomes) if outcomes[before] is not outcomes[after]}
    assert told_apart <= cuts
