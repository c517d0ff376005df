from __future__ import annotations

from decimal import Decimal

import pytest
import sqlglot
from hypothesis import example, given
from hypothesis import strategies as st
from sqlglot import exp

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
    written,
)
from catalogue.errors import Fault, RuleError
from catalogue.rules import MAX_DEPTH, WHOLE_LIMIT, parse
from tests.rules_at_random import conditions, dressed

A, B, C = (Truth(FactRef("", name)) for name in "abc")


def refusal(text: str) -> tuple[str, int]:
    """The rule id and the character at which a text is refused."""
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert len(caught.value.faults) == 1
    return caught.value.faults[0].rule, caught.value.faults[0].at


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a OR b AND c", Junction("OR", (A, Junction("AND", (B, C))))),
        ("a AND b OR c", Junction("OR", (Junction("AND", (A, B)), C))),
        ("NOT a AND b", Junction("AND", (Not(A), B))),
        ("NOT a = 1 AND b", Junction("AND", (Not(Comparison("=", A.fact, Literal(1))), B))),
        ("a AND b AND c", Junction("AND", (A, B, C))),
        ("a AND (b AND c)", Junction("AND", (A, Junction("AND", (B, C))))),
        ("a BETWEEN 1 AND 2 AND b", Junction("AND", (Within(A.fact, Literal(1), Literal(2)), B))),
        ("a NOT IN (1) OR b", Junction("OR", (Not(Membership(A.fact, (Literal(1),))), B))),
        ("NOT NOT a", Not(Not(A))),
        ("((a))", A),
        ("(a) = (1)", Comparison("=", A.fact, Literal(1))),
        (
            "1 + 2 * 3 = a",
            Comparison("=", Arithmetic("+", Literal(1), Arithmetic("*", Literal(2), Literal(3))), A.fact),
        ),
        ("a = - 5", Comparison("=", A.fact, Literal(-5))),
        ("a = 'x''y'", Comparison("=", A.fact, Literal("x'y"))),
        ("a = ''", Comparison("=", A.fact, Literal(""))),
        ("mother.a", Truth(FactRef("mother", "a"))),
    ],
)
def test_precedence_is_that_of_sql(text: str, tree: Condition) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        ("a = NULL", "rule-foreign-word", 4),
        ("a IS NULL", "rule-foreign-word", 2),
        ("a is not null", "rule-foreign-word", 2),
        ("a LIKE 'x%'", "rule-foreign-word", 2),
        ("a NOT LIKE 'x%'", "rule-foreign-word", 6),
        ("a = ANY (1)", "rule-foreign-word", 4),
        ("EXISTS (a)", "rule-foreign-word", 0),
        ("(SELECT a) = 1", "rule-foreign-word", 1),
        ("a AND CASE WHEN b THEN c END", "rule-foreign-word", 6),
        ("CAST(a AS int) = 1", "rule-foreign-word", 0),
        ("COALESCE(a, 1) = 1", "rule-foreign-word", 0),
        ("a = b AND lower(c) = 'x'", "rule-foreign-word", 10),
        ("a = LEAST (b, 1)", "rule-foreign-word", 4),
        ('"a" = 1', "rule-double-quotes", 0),
        ("a = 1 -- always", "rule-comment", 6),
        ("a = 1 /* always */", "rule-comment", 6),
        ("a != 1", "rule-not-equal", 2),
        ("a = 1; b", "rule-semicolon", 5),
        ("a == 1", "rule-syntax", 3),
        ("a = 1_000", "rule-character", 4),
        ("a = 1e3", "rule-character", 4),
        ("a = .5", "rule-character", 4),
        ("a = 5.", "rule-character", 4),
        ("a = 1.2.3", "rule-character", 4),
        ("a.b.c = 1", "rule-character", 3),
        ("a = 'open", "rule-character", 4),
        ("a % 2 = 0", "rule-character", 2),
        ("a / 2 = 0", "rule-character", 2),
        ("a || 'x' = 'y'", "rule-character", 2),
        ("a = $1", "rule-character", 4),
        ("a = ?", "rule-character", 4),
        ("a\u00a0= 1", "rule-character", 1),
        ("a = 1 one", "rule-syntax", 6),
        ("a b", "rule-syntax", 2),
        ("a = b = c", "rule-syntax", 6),
        ("a < b < c", "rule-syntax", 6),
        ("a, b", "rule-syntax", 1),
        ("a)", "rule-syntax", 1),
        ("= 1", "rule-syntax", 0),
        ("a = +1", "rule-syntax", 4),
        ("a = -b", "rule-syntax", 5),
        ("a = -'x'", "rule-syntax", 5),
        ("a = -TRUE", "rule-syntax", 5),
        ("a = - -5", "rule-syntax", 6),
        ("a IN 1", "rule-syntax", 5),
        ("a IN (b)", "rule-syntax", 6),
        ("a IN (1 + 2)", "rule-syntax", 8),
        ("a IN ()", "rule-syntax", 6),
        ("a IN (1,)", "rule-syntax", 8),
        ("a BETWEEN 1, 2", "rule-syntax", 11),
        ("a NOT 1", "rule-syntax", 6),
        ("a NOT = 1", "rule-syntax", 6),
        ("DATE = 1", "rule-syntax", 0),
        ("DATE'2026-01-01' = a", "rule-syntax", 0),
        ("", "rule-ends-early", 0),
        ("   ", "rule-ends-early", 3),
        ("a AND", "rule-ends-early", 5),
        ("(a", "rule-ends-early", 2),
        ("a BETWEEN 1", "rule-ends-early", 11),
        ("a NOT", "rule-ends-early", 5),
        ("a = 007", "rule-number", 4),
        ("a = 1.23456", "rule-number", 4),
        ("a = 12345678901234567", "rule-number", 4),
        ("a = 9007199254740993", "rule-number", 4),
        ("a = DATE '2026-02-30'", "rule-date", 4),
        ("a = DATE '0000-01-01'", "rule-date", 4),
        ("a = DATE '22-11-2026'", "rule-date", 4),
        ("a = DATE '20261122'", "rule-date", 4),
        ("a = DATE '2026-W05-1'", "rule-date", 4),
        ("1", "rule-not-a-condition", 0),
        ("TRUE", "rule-not-a-condition", 0),
        ("a AND 'x'", "rule-not-a-condition", 6),
        ("NOT a + 1", "rule-not-a-condition", 4),
        ("(a = 1) = 2", "rule-not-a-value", 1),
        ("a = (b AND c)", "rule-not-a-value", 5),
        ("(NOT a) + 1 = 2", "rule-not-a-value", 5),
        ("a BETWEEN (b OR c) AND 2", "rule-not-a-value", 11),
    ],
)
def test_whatever_else_sql_has_is_refused_at_its_character(text: str, rule: str, at: int) -> None:
    assert refusal(text) == (rule, at)


@pytest.mark.parametrize(
    "text", ["a = fal\u017fe", "a \u0131N (1)", "b\u017f", "\u212aind = 1", "\u0430 = 1", "a = \uff11"]
)
def test_letters_that_only_look_or_fold_like_latin_ones_are_refused(text: str) -> None:
    assert refusal(text)[0] == "rule-character"


def test_numbers_end_where_a_double_stops_being_exact() -> None:
    assert parse(f"a = {WHOLE_LIMIT}") == Comparison("=", A.fact, Literal(2**53))
    assert refusal(f"a = {WHOLE_LIMIT + 1}") == ("rule-number", 4)
    assert parse("a = 0.0001") == Comparison("=", A.fact, Literal(Decimal("0.0001")))


@pytest.mark.parametrize(
    ("before", "within", "after"), [("(", "a", ")"), ("NOT ", "a", ""), ("(NOT ", "a", ")"), ("1 + (", "a", ")")]
)
def test_brackets_and_nots_go_as_deep_as_the_limit_and_no_deeper(before: str, within: str, after: str) -> None:
    levels = MAX_DEPTH // (before.count("(") + before.count("NOT"))
    tail = " = 1" if "+" in before else ""

    assert written(parse(before * levels + within + after * levels + tail))
    assert refusal(before * (levels + 1) + within + after * (levels + 1) + tail)[0] == "rule-too-deep"


@pytest.mark.parametrize(
    "text",
    ["NOT " * 499 + "a", "(" * 1000 + "a" + ")" * 999, "a = " + "- " * 990 + "1", "a = " + "+".join(["1"] * 990)],
)
def test_no_rule_a_file_can_hold_is_too_deep_for_python(text: str) -> None:
    assert len(text) <= 2_000
    with pytest.raises(RuleError):
        parse(text)


def test_a_long_row_of_conditions_is_one_flat_junction() -> None:
    tree = parse(" OR ".join(["a"] * 400))

    assert tree == Junction("OR", (A,) * 400)
    assert written(tree).count("OR") == 399


SIGNS = ("(", ")", ",", "+", "-", "*", "=", "<>", "<=", ";", "--", '"', ".", "DATE")
WORDS = ("a", "b.c", "1", "2.5", "'x'", "DATE '2026-11-22'", "TRUE", "AND", "OR", "NOT", "IN", "BETWEEN", "NULL")
soup = st.lists(st.sampled_from(SIGNS + WORDS), max_size=14).map(" ".join)


@given(st.text(max_size=60) | soup)
@example("a = DATE '")
@example("a = '\x00'")
def test_any_text_is_refused_at_a_character_of_it_or_has_a_canonical_form(text: str) -> None:
    tree = tree_or_faults(text)

    if isinstance(tree, list):
        assert all(0 <= fault.at <= len(text) for fault in tree)
    else:
        assert parse(written(tree)) == tree


def tree_or_faults(text: str) -> Condition | list[Fault]:
    try:
        return parse(text)
    except RuleError as error:
        return list(error.faults)


# ── sqlglot as an oracle: the same text has the same shape ──────────────────────────────────────────────────────────


@given(st.data(), conditions())
def test_sqlglot_reads_the_same_tree(data: st.DataObject, tree: Condition) -> None:
    text = data.draw(dressed(tree))

    assert shape_of(sqlglot.parse_one(text)) == shape(parse(text))


Shape = tuple[object, ...]
_BINARY: dict[type[exp.Expr], str] = {
    exp.And: "AND",
    exp.Or: "OR",
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
}


def shape(node: Node) -> Shape:
    """Our tree as nested tuples, junctions folded from the left."""
    if isinstance(node, Junction):
        first, *others = map(shape, node.parts)
        for other in others:
            first = (node.operator, first, other)
        return first
    if isinstance(node, Comparison | Arithmetic):
        return (node.operator, shape(node.left), shape(node.right))
    if isinstance(node, Not):
        return ("NOT", shape(node.part))
    if isinstance(node, Membership):
        return ("IN", shape(node.term), *map(shape, node.values))
    if isinstance(node, Within):
        return ("BETWEEN", shape(node.term), shape(node.low), shape(node.high))
    return ("leaf", node.value if isinstance(node, Literal) else written(node))


def shape_of(node: exp.Expr) -> Shape:
    """sqlglot's tree as the same tuples."""
    if isinstance(node, exp.Paren):
        return shape_of(node.this)
    if isinstance(node, exp.Not):
        return ("NOT", shape_of(node.this))
    if isinstance(node, exp.In):
        return ("IN", shape_of(node.this), *map(shape_of, node.expressions))
    if isinstance(node, exp.Between):
        return ("BETWEEN", shape_of(node.this), shape_of(node.args["low"]), shape_of(node.args["high"]))
    if type(node) in _BINARY:
        return (_BINARY[type(node)], shape_of(node.args["this"]), shape_of(node.args["expression"]))
    return ("leaf", _leaf(node))


def _leaf(node: exp.Expr) -> object:
    if isinstance(node, exp.Neg):
        value = _leaf(node.this)
        assert isinstance(value, Decimal | int)
        return -value
    if isinstance(node, exp.Literal):
        return node.this if node.is_string else Decimal(node.this)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Cast):
        return parse(f"a = DATE '{node.this.this}'").right.value  # type: ignore[union-attr]
    assert isinstance(node, exp.Column)
    return f"{node.table}.{node.name}" if node.table else node.name
