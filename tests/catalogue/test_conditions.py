from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.conditions import (
    Arithmetic,
    Comparison,
    Condition,
    FactRef,
    Junction,
    Literal,
    Membership,
    Node,
    Not,
    Truth,
    Within,
    children,
    facts_of,
    literals_of,
    place_of,
    written,
)
from catalogue.rules import parse
from tests.rules_at_random import conditions, dressed

AGE, MOTHERS_AGE = FactRef("", "age_years"), FactRef("mother", "age_years")
ENROLLED = Truth(FactRef("", "enrolled"))
EMPLOYED = Truth(FactRef("mother", "employed"))


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (ENROLLED, "enrolled"),
        (Not(EMPLOYED), "NOT mother.employed"),
        (Comparison("<>", AGE, MOTHERS_AGE), "age_years <> mother.age_years"),
        (Comparison("=", AGE, Literal(Decimal("2.50"))), "age_years = 2.50"),
        (Comparison("=", AGE, Literal(-3)), "age_years = -3"),
        (Comparison("=", ENROLLED.fact, Literal(value=True)), "enrolled = TRUE"),
        (Comparison("<", FactRef("", "born"), Literal(date(2026, 1, 9))), "born < DATE '2026-01-09'"),
        (Comparison("=", FactRef("", "town"), Literal("Ma'rang")), "town = 'Ma''rang'"),
        (Membership(AGE, (Literal(1), Literal(2))), "age_years IN (1, 2)"),
        (Not(Membership(AGE, (Literal(1),))), "age_years NOT IN (1)"),
        (Within(AGE, Literal(1), Literal(2)), "age_years BETWEEN 1 AND 2"),
        (Not(Within(AGE, Literal(1), Literal(2))), "age_years NOT BETWEEN 1 AND 2"),
        (Not(Junction("OR", (ENROLLED, EMPLOYED))), "NOT (enrolled OR mother.employed)"),
        (
            Junction("AND", (Junction("OR", (ENROLLED, EMPLOYED)), ENROLLED)),
            "(enrolled OR mother.employed) AND enrolled",
        ),
    ],
)
def test_a_tree_is_written_in_its_one_canonical_way(tree: Condition, text: str) -> None:
    assert written(tree) == text
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Arithmetic("-", Arithmetic("-", AGE, Literal(1)), Literal(2)), "age_years - 1 - 2"),
        (Arithmetic("-", AGE, Arithmetic("-", Literal(1), Literal(2))), "age_years - (1 - 2)"),
        (Arithmetic("*", Arithmetic("+", AGE, Literal(1)), Literal(2)), "(age_years + 1) * 2"),
        (Arithmetic("-", AGE, Literal(-2)), "age_years - -2"),
    ],
)
def test_sums_keep_their_brackets_where_they_mean_something(tree: Arithmetic, text: str) -> None:
    assert written(tree) == text
    assert parse(f"{text} = 0") == Comparison("=", tree, Literal(0))


@given(conditions())
def test_what_is_written_is_parsed_back_into_the_same_tree(tree: Condition) -> None:
    assert parse(written(tree)) == tree


@given(st.data(), conditions())
def test_blanks_case_and_brackets_change_no_tree(data: st.DataObject, tree: Condition) -> None:
    text = data.draw(dressed(tree))

    assert parse(text) == tree
    assert written(parse(text)) == written(tree)


@given(conditions())
def test_every_fact_and_literal_of_a_tree_knows_its_place_in_the_text(tree: Condition) -> None:
    text = written(tree)
    leaves: list[Node] = [parse(text)]
    while leaves:
        node = leaves.pop()
        leaves.extend(children(node))
        if isinstance(node, FactRef | Literal):
            assert text.startswith(written(node), node.at)
        assert place_of(node) == min((leaf.at for leaf in _leaves(node)), default=0)


def _leaves(node: Node) -> list[FactRef | Literal]:
    if isinstance(node, FactRef | Literal):
        return [node]
    return [leaf for child in children(node) for leaf in _leaves(child)]


def test_facts_and_literals_come_from_the_left_with_their_repeats() -> None:
    tree = parse("age_years BETWEEN 1 AND mother.age_years OR NOT (enrolled AND age_years + 2 IN (1, 3))")

    assert [fact.name for fact in facts_of(tree)] == ["age_years", "mother.age_years", "enrolled", "age_years"]
    assert list(literals_of(tree)) == [1, 2, 1, 3]


def test_trees_are_equal_wherever_they_stand() -> None:
    assert parse("  age_years<3") == parse("age_years < 3")
    assert hash(parse("  age_years<3")) == hash(parse("age_years < 3"))
    assert parse("age_years < 3") != parse("age_years < 4")
