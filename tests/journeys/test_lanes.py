from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.conditions import Atom, Comparison, Scalar
from catalogue.evaluate import Facts, Trilean, compiled
from catalogue.rules import parse
from catalogue.spans import Ranged
from journeys.lanes import Band, Cells, Joins, Lanes, cells_of, joined

BAND = Band(8, 16, 24)
"""Eight services, one layer of shared lanes."""


def cells(*rules: str, discrete: bool = True) -> Cells:
    """The cells of comparisons of one fact, each alone in the clause of its own service."""
    atoms: list[tuple[Atom, Lanes]] = []
    for place, rule in enumerate(rules):
        atom = parse(rule)
        assert isinstance(atom, Comparison)
        atoms.append((atom, Lanes(sole=1 << place)))
    return cells_of(atoms, BAND, discrete=discrete)


def told(effect: int, place: int) -> Trilean:
    """What an effect says of a sole lane."""
    return False if effect >> place & 1 else None if effect >> (BAND.open + place) & 1 else True


@given(st.lists(st.integers(0, 255), max_size=40), st.data())
def test_the_or_of_any_stretch_takes_two_look_ups(effects: list[int], data: st.DataObject) -> None:
    joins = Joins(effects)
    start = data.draw(st.integers(0, len(effects)))
    end = data.draw(st.integers(0, len(effects)))

    assert joins.between(start, end) == reduce(or_, effects[start:end], 0)


@pytest.mark.parametrize(
    ("lanes", "outcome", "effect"),
    [
        (Lanes(sole=1), True, 0),
        (Lanes(sole=1), False, 1),
        (Lanes(sole=1), None, 1 << 8),
        (Lanes(sole_not=1), True, 1),
        (Lanes(sole_not=1), False, 0),
        (Lanes(sole_not=1), None, 1 << 8),
        (Lanes(shared=1), True, 1 << 16 | 1 << 24),
        (Lanes(shared=1), False, 0),
        (Lanes(shared=1), None, 1 << 24),
        (Lanes(shared_not=1), True, 0),
        (Lanes(shared_not=1), False, 1 << 16 | 1 << 24),
        (Lanes(shared_not=1), None, 1 << 24),
        (Lanes(sole=1, shared=2), True, 2 << 16 | 2 << 24),
    ],
)
def test_an_outcome_moves_the_lanes_of_its_atom(lanes: Lanes, outcome: Trilean, effect: int) -> None:
    assert BAND.effect(lanes, outcome) == effect


signs = st.sampled_from(["<", "<=", "=", "<>", ">=", ">"])
bounds = st.integers(-3, 3) | st.integers(-12, 12).map(lambda number: Decimal(number) / 4)
rules = st.lists(st.builds(lambda sign, bound: f"a {sign} {bound}", signs, bounds), min_size=1, max_size=6)


@given(rules, st.integers(-5, 5))
def test_a_whole_number_gets_from_its_cell_what_it_gets_by_itself(texts: list[str], value: int) -> None:
    check(cells(*texts), texts, value)


@given(rules, st.integers(-20, 20).map(lambda number: Decimal(number) / 8))
def test_a_decimal_gets_from_its_cell_what_it_gets_by_itself(texts: list[str], value: Decimal) -> None:
    check(cells(*texts, discrete=False), texts, value)


def check(made: Cells, texts: list[str], value: Scalar) -> None:
    effect = made.effect(value)
    for place, text in enumerate(texts):
        assert told(effect, place) is compiled(parse(text))(Facts({"a": value}))
        assert told(made.unknown, place) is None


@given(rules, st.integers(-5, 5), st.integers(0, 6))
def test_a_span_is_decided_where_every_value_of_it_agrees(texts: list[str], low: int, wide: int) -> None:
    first = date(2026, 1, 1)
    span = Ranged((first, first + timedelta(days=wide)), lambda day: low + (day - first).days)
    effect = cells(*texts).effect(span if wide else low)

    for place, text in enumerate(texts):
        outcomes = {compiled(parse(text))(Facts({"a": value})) for value in range(low, low + wide + 1)}
        assert told(effect, place) is (outcomes.pop() if len(outcomes) == 1 else None)


def test_texts_and_truths_have_cells_too() -> None:
    words, flags = cells("a = 'x'", "a <> 'y'"), cells("a = TRUE", "a <> FALSE")

    for value in ("x", "y", "w", "z", "xa"):
        check(words, ["a = 'x'", "a <> 'y'"], value)
    for flag in (True, False):
        check(flags, ["a = TRUE", "a <> FALSE"], flag)


def test_effects_are_joined_by_or() -> None:
    assert joined([]) == 0
    assert joined([1, 4, 5]) == 5
