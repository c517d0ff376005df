from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.conditions import Comparison, Condition, Literal, facts_of, written
from catalogue.evaluate import Facts, compiled
from catalogue.rules import parse
from journeys.mutation import differs, mutants, outcomes
from tests.rules_at_random import CONCEPTS, OPTIONS, VOCABULARY, conditions, facts_named


def texts(rule: str) -> list[str]:
    return [written(mutant) for mutant in mutants(parse(rule), VOCABULARY)]


def same(one: str, other: str) -> bool:
    return not differs(parse(one), parse(other), VOCABULARY)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("enrolled", ["NOT enrolled"]),
        ("NOT enrolled", ["enrolled", "NOT NOT enrolled"]),
        ("children < 3", ["children <= 3", "children >= 3", "children < 2", "children < 4"]),
        ("children <= 3", ["children < 3", "children > 3", "children <= 2", "children <= 4"]),
        ("3 > children", ["3 >= children", "3 <= children", "2 > children", "4 > children"]),
        ("income >= 1.5", ["income > 1.5", "income < 1.5", "income >= 1.49", "income >= 1.51"]),
        ("children <= 60.0", ["children < 60.0", "children > 60.0", "children <= 59.0", "children <= 61.0"]),
        ("children < income + 2.5", ["children <= income + 2.5", "children >= income + 2.5"]),
        (
            "income + children > 2.5",
            [
                "income + children >= 2.5",
                "income + children <= 2.5",
                "income + children > 2.49",
                "income + children > 2.51",
            ],
        ),
        (
            "moved_on = DATE '2026-03-01'",
            [
                "moved_on <> DATE '2026-03-01'",
                "moved_on = DATE '2026-02-28'",
                "moved_on = DATE '2026-03-02'",
            ],
        ),
        ("status = 'single'", ["status <> 'single'"]),
        ("status <> 'single'", ["status = 'single'"]),
        ("enrolled = TRUE", ["enrolled <> TRUE"]),
        ("status IN ('single')", ["status NOT IN ('single')"]),
        (
            "status IN ('single', 'married')",
            ["status NOT IN ('single', 'married')", "status IN ('married')", "status IN ('single')"],
        ),
        (
            "children BETWEEN 1 AND 2",
            [
                "children NOT BETWEEN 1 AND 2",
                "children BETWEEN 0 AND 2",
                "children BETWEEN 2 AND 2",
                "children BETWEEN 1 AND 1",
                "children BETWEEN 1 AND 3",
            ],
        ),
        (
            "enrolled AND employed",
            ["enrolled OR employed", "employed", "enrolled", "NOT enrolled AND employed", "enrolled AND NOT employed"],
        ),
    ],
)
def test_a_mutant_differs_in_one_operator_one_bound_by_a_step_or_one_part(rule: str, expected: list[str]) -> None:
    assert texts(rule) == expected


def test_of_three_parts_each_is_left_out_once() -> None:
    assert texts("enrolled AND employed AND mother.enrolled")[1:4] == [
        "employed AND mother.enrolled",
        "enrolled AND mother.enrolled",
        "enrolled AND employed",
    ]


@given(conditions())
def test_every_mutant_is_a_rule_and_another_one(rule: Condition) -> None:
    for mutant in mutants(rule, VOCABULARY):
        assert mutant != rule
        assert parse(written(mutant)) == mutant


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_at_the_ends_of_time_a_bound_has_one_step(day: str) -> None:
    rule = f"moved_on < DATE '{day}'"

    assert len(texts(rule)) == 3
    assert outcomes(parse(rule), VOCABULARY) is not None


# ── what a change means ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("children >= 18 AND children >= 17", "children >= 18"),
        ("children > 2", "children >= 3"),
        ("children > 2.5", "children > 2.51"),
        ("NOT children <= 2", "children > 2"),
        ("children BETWEEN 1 AND 2", "children IN (1, 2)"),
        ("enrolled = TRUE", "enrolled"),
        ("enrolled <> TRUE", "NOT enrolled"),
        (
            "status IN ('single', 'married', 'widowed')",
            "status IN ('single', 'married', 'widowed') OR status = 'single'",
        ),
        ("status NOT IN ('single')", "status IN ('married', 'widowed')"),
        ("town = 'Jember'", "NOT town <> 'Jember'"),
        ("moved_on > DATE '2026-03-01'", "moved_on >= DATE '2026-03-02'"),
        ("enrolled AND (enrolled OR employed)", "enrolled"),
        ("children = mother.children", "NOT children <> mother.children"),
    ],
)
def test_rules_that_mean_the_same_are_told_so(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("children > 2", "children >= 2"),
        ("income > 2", "income >= 3"),
        ("enrolled", "employed"),
        ("enrolled OR NOT enrolled", "employed OR NOT employed"),
        ("status = 'single'", "status <> 'married'"),
        ("town = 'Jember'", "town = 'Kendal'"),
        ("children < mother.children", "children > mother.children"),
        ("children < mother.children", "children <= mother.children"),
        ("birth_date < moved_on", "birth_date > moved_on"),
        ("birth_date < moved_on AND moved_on > DATE '2026-03-01'", "moved_on > DATE '2026-03-01'"),
        ("status = mother.status", "status <> mother.status"),
        ("children + mother.children > 2", "children + mother.children > 3"),
        ("heir.enrolled", "enrolled"),
        ("income <= 1000000 + 500000.50", "income < 1000000 + 500000.50"),
        ("children < income AND income <= 2.5", "children <= income AND income <= 2.5"),
        ("income > 5 AND income < 5.01", "income > 5 AND income >= 5.01"),
    ],
)
def test_rules_that_mean_different_things_are_told_so(one: str, other: str) -> None:
    assert not same(one, other)
    assert not same(other, one)


PLAIN = st.one_of(
    st.builds(
        Comparison,
        st.sampled_from(("=", "<>", "<", "<=", ">", ">=")),
        facts_named(["children", "age_years"], [""]),
        st.integers(0, 3).map(Literal),
    ),
    st.builds(
        Comparison, st.sampled_from(("=", "<>")), facts_named(["status"], [""]), st.sampled_from(OPTIONS).map(Literal)
    ),
)


@settings(max_examples=60)
@given(conditions(plain=PLAIN, leaves=4), st.data())
def test_two_rules_differ_exactly_if_some_facts_tell_them_apart(rule: Condition, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([*mutants(rule, VOCABULARY)]) | conditions(plain=PLAIN, leaves=4))
    names = sorted({fact.name for tree in (rule, other) for fact in facts_of(tree)})
    first, second = compiled(rule), compiled(other)
    told = any(first(facts) is not second(facts) for facts in every(names))

    assert differs(rule, other, VOCABULARY) is told


def every(names: Sequence[str]) -> list[Facts]:
    """Every combination of whole numbers from -2 to 5, options, and not knowing."""
    found = [Facts()]
    for name in names:
        values = OPTIONS if CONCEPTS[name].options else range(-2, 6)
        found += [Facts({**facts, name: value}) for facts in found for value in values]
    return found


@pytest.mark.parametrize(
    ("rule", "possible"),
    [
        ("enrolled", {True, False, None}),
        ("enrolled OR NOT enrolled", {True, None}),
        ("children < 2 AND children > 2", {False, None}),
        ("status IN ('single', 'married', 'widowed')", {True, None}),
        ("town = town", {True, None}),
        ("town = mother.town", {True, False, None}),
        ("town <> mother.town AND town <> 'Jember' AND mother.town <> 'Jember'", {True, False, None}),
        ("children < 2.5", {True, False, None}),
        ("children < 2.5 AND children > 2.1", {False, None}),
        ("children + mother.children > 20", {True, False, None}),
        ("children * mother.children < 100", {True, False, None}),
        ("0 - children > 5", {True, False, None}),
        ("children < age_years", {True, False, None}),
        ("children <= age_years", {True, False, None}),
        ("birth_date < moved_on", {True, False, None}),
        ("birth_date < moved_on AND moved_on > DATE '2026-03-01'", {True, False, None}),
        ("children < income OR income > 3", {True, False, None}),
        ("status = mother.status", {True, False, None}),
        ("income <= 1000000 + 500000.50", {True, False, None}),
        ("income < 2 * 1.5 AND income > 1 + 2", {False, None}),
        ("income > 5 AND income < 5.01", {True, False, None}),
        ("children > 1.5 AND income >= children", {True, False, None}),
        ("children <= 3 OR age_years <= children", {True, False, None}),
    ],
)
def test_what_a_rule_can_come_out_as(rule: str, possible: set[bool | None]) -> None:
    assert outcomes(parse(rule), VOCABULARY) == possible


def test_of_a_sum_nothing_is_claimed_that_was_not_seen() -> None:
    assert outcomes(parse("children - children = 0"), VOCABULARY) is None


def test_with_too_many_combinations_nothing_is_proven() -> None:
    many = " OR ".join(f"{concept} IN (1, 5, 9, 13)" for concept in ("children", "age_years", "age_months", "age_days"))

    assert outcomes(parse(f"({many}) AND income > 3"), VOCABULARY) is None
    assert differs(parse(many + " OR income > 3"), parse(many + " OR income > 3"), VOCABULARY)


def test_steps_are_as_fine_as_the_literal() -> None:
    assert texts("income < 0.5")[2:] == ["income < 0.49", "income < 0.51"]
    assert texts("income < 5")[2:] == ["income < 4", "income < 6"]
    assert texts("moved_on > DATE '2024-02-29'")[3] == f"moved_on > DATE '{date(2024, 3, 1)}'"
