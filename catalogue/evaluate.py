"""Rules as Python functions, three-valued: true, false, or None where the facts do not say.

A checked tree becomes one function, built from ``ast`` nodes here and nowhere else; no text of a catalogue is ever
compiled as code. Kleene's logic: what is unknown stays unknown until it cannot matter any more.
"""

from __future__ import annotations

import ast
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import (
    Arithmetic,
    Comparison,
    FactRef,
    Junction,
    Membership,
    Not,
    Truth,
    Within,
    comparisons_of,
    facts_of,
    is_linear,
)
from catalogue.spans import Known, Ranged, compared, ranged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from catalogue.conditions import Atom, Condition, Term

Trilean: TypeAlias = bool | None
"""True, false, or None: not known."""
Evaluator: TypeAlias = "Callable[[Facts], Trilean]"
_OPERATORS: Mapping[str, type[ast.cmpop]] = {
    "=": ast.Eq,
    "<>": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
}
_SIGNS: Mapping[str, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult}


class Group(NamedTuple):
    """The persons of a role that is many; ``complete``: there are no others."""

    persons: tuple[Mapping[str, Known], ...]
    complete: bool


class Facts(dict[str, Known]):
    """What is known for one beneficiary: own facts by concept, single roles' by ``role.concept``, and the groups."""

    __slots__ = ("groups",)

    def __init__(self, known: Mapping[str, Known] | None = None, groups: Mapping[str, Group] | None = None) -> None:
        super().__init__(known or {})
        self.groups: Mapping[str, Group] = groups or {}


def _any_person(evaluate: Evaluator, roles: tuple[str, ...], facts: Facts) -> Trilean:
    """Kleene OR over the persons of each group among ``roles``, with one more unknown unless the group is complete."""
    role = next((role for role in roles if role in facts.groups), None)
    if role is None:
        return evaluate(facts)
    group = facts.groups[role]
    others = tuple(other for other in roles if other != role)
    outcome: Trilean = False if group.complete else None
    for person in group.persons:
        own = Facts({**facts, **{f"{role}.{concept}": value for concept, value in person.items()}}, facts.groups)
        verdict = _any_person(evaluate, others, own)
        if verdict:
            return True
        if verdict is None:
            outcome = None
    return outcome


class _Compiler:
    """Builds the expression of one rule; values that ``ast`` cannot hold stand in ``names``."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {
            "Ranged": Ranged,
            "ranged": ranged,
            "compared": compared,
            "any_person": _any_person,
        }
        self.fresh = count()

    def name(self, value: object) -> ast.Name:
        """A global name for a value."""
        name = f"k{next(self.fresh)}"
        self.names[name] = value
        return ast.Name(name, ast.Load())

    def condition(self, node: Condition) -> ast.expr:
        """A condition as an expression over ``facts``."""
        if isinstance(node, Not):
            return self.negation(self.condition(node.part))
        if isinstance(node, Junction):
            return self.junction(node)
        roles = tuple(sorted({fact.role for fact in facts_of(node) if fact.role}))
        return self.over_groups(node, roles) if roles else self.atom(node)

    def kept(self, value: ast.expr) -> tuple[ast.expr, Callable[[], ast.expr]]:
        """A value computed once: the expression that computes and keeps it, and one that reads it again."""
        name = f"t{next(self.fresh)}"
        return ast.NamedExpr(ast.Name(name, ast.Store()), value), lambda: ast.Name(name, ast.Load())

    def negation(self, part: ast.expr) -> ast.expr:
        """``None if part is None else not part``."""
        kept, again = self.kept(part)
        return ast.IfExp(_is_none(kept), ast.Constant(None), ast.UnaryOp(ast.Not(), again()))

    def junction(self, node: Junction) -> ast.expr:
        """Conditions joined by AND or OR."""
        return self.joined([self.condition(part) for part in node.parts], decisive=node.operator == "OR")

    def joined(self, conditions: list[ast.expr], *, decisive: bool) -> ast.expr:
        """AND: false as soon as one part is, else None if one is unknown, else true; OR the other way round."""
        parts = [self.kept(condition) for condition in conditions]
        unknown = ast.BoolOp(ast.Or(), [_is_none(again()) for _kept, again in parts])
        expression: ast.expr = ast.IfExp(unknown, ast.Constant(None), ast.Constant(not decisive))
        for kept, _again in reversed(parts):
            test = ast.Compare(kept, [ast.Is()], [ast.Constant(decisive)])
            expression = ast.IfExp(test, ast.Constant(decisive), expression)
        return expression

    def over_groups(self, node: Atom, roles: tuple[str, ...]) -> ast.expr:
        """An atom that speaks of others: where one of them is a group, it holds if it holds for any of its persons."""
        evaluate = self.name(self.function(self.atom(node)))
        grouped = _call("any_person", evaluate, self.name(roles), ast.Name("facts", ast.Load()))
        return ast.IfExp(_attribute(ast.Name("facts", ast.Load()), "groups"), grouped, self.atom(node))

    def atom(self, node: Atom) -> ast.expr:
        """``None if a fact is unknown else the predicate``, over possible values where a fact is a span."""
        facts = {fact.name: f"v{next(self.fresh)}" for fact in facts_of(node)}
        if not facts:
            return self.predicate(node, facts)
        kept = [self.lookup(name, local) for name, local in facts.items()]
        reads: list[ast.expr] = [ast.Name(local, ast.Load()) for local in facts.values()]
        spans = self.over_spans(node, facts, reads)
        plain = self.predicate(node, facts)
        is_span = [
            ast.Compare(_attribute(read, "__class__"), [ast.Is()], [ast.Name("Ranged", ast.Load())]) for read in reads
        ]
        test = is_span[0] if len(is_span) == 1 else ast.BoolOp(ast.Or(), list(is_span))
        unknown = [_is_none(value) for value in kept]
        # | and not or: every fact must be looked up before the predicate reads it
        missing = unknown[0] if len(unknown) == 1 else _joined(unknown)
        return ast.IfExp(missing, self.left_open(node, facts), ast.IfExp(test, spans, plain))

    def over_spans(self, node: Atom, facts: Mapping[str, str], reads: list[ast.expr]) -> ast.expr:
        """The atom over possible values: each combination is tried only where its comparisons do not decide it."""
        arguments = ast.arguments([], [ast.arg(local) for local in facts.values()], None, [], [], None, [])
        tried = _call("ranged", ast.Lambda(arguments, self.predicate(node, facts)), *reads)
        if len(facts) == 1:
            return tried
        if not isinstance(node, Comparison):
            parts = [self.atom(each) for each in comparisons_of(node)]
            kept, again = self.kept(self.joined(parts, decisive=isinstance(node, Membership)))
            return ast.IfExp(_is_none(kept), tried, again())
        if not (is_linear(node.left) and is_linear(node.right)):
            return tried
        gap = ast.BinOp(self.term(node.left, facts), ast.Sub(), self.term(node.right, facts))
        return _call("compared", ast.Constant(node.operator), ast.Lambda(arguments, gap), *reads)

    def left_open(self, node: Atom, facts: Mapping[str, str]) -> ast.expr:
        """What an atom is while a fact is unknown: None, but one end of a BETWEEN may be false already."""
        if not isinstance(node, Within):
            return ast.Constant(None)
        ends = Comparison(">=", node.term, node.low), Comparison("<=", node.term, node.high)
        if all({fact.name for fact in facts_of(end)} == facts.keys() for end in ends):
            return ast.Constant(None)
        return self.joined([self.atom(end) for end in ends], decisive=False)

    @staticmethod
    def lookup(name: str, local: str) -> ast.expr:
        """``local := get(name)``."""
        return ast.NamedExpr(ast.Name(local, ast.Store()), _call("get", ast.Constant(name)))

    def predicate(self, node: Atom, facts: Mapping[str, str]) -> ast.expr:
        """The atom as Python over the local names of its facts, all known."""
        if isinstance(node, Truth):
            return self.term(node.fact, facts)
        if isinstance(node, Comparison):
            sign = _OPERATORS[node.operator]()
            return ast.Compare(self.term(node.left, facts), [sign], [self.term(node.right, facts)])
        if isinstance(node, Membership):
            values = self.name(frozenset(value.value for value in node.values))
            return ast.Compare(self.term(node.term, facts), [ast.In()], [values])
        low, high = self.term(node.low, facts), self.term(node.high, facts)
        return ast.Compare(low, [ast.LtE(), ast.LtE()], [self.term(node.term, facts), high])

    def term(self, node: Term, facts: Mapping[str, str]) -> ast.expr:
        """A value."""
        if isinstance(node, FactRef):
            return ast.Name(facts[node.name], ast.Load())
        if isinstance(node, Arithmetic):
            return ast.BinOp(self.term(node.left, facts), _SIGNS[node.operator](), self.term(node.right, facts))
        value = node.value
        return ast.Constant(value) if isinstance(value, bool | int | str) else self.name(value)

    def function(self, expression: ast.expr) -> Evaluator:
        """The expression as a function of ``facts``."""
        get = ast.Assign([ast.Name("get", ast.Store())], _attribute(ast.Name("facts", ast.Load()), "get"))
        arguments = ast.arguments([], [ast.arg("facts")], None, [], [], None, [])
        body: list[ast.stmt] = [get, ast.Return(expression)]
        definition = ast.FunctionDef("rule", arguments, body, [], None, None)
        module = ast.fix_missing_locations(ast.Module([definition], []))
        exec(compile(module, "<rule>", "exec"), self.names)  # noqa: S102 - the tree is ours, built from checked nodes
        made: Evaluator = self.names["rule"]  # type: ignore[assignment]
        return made


def _is_none(value: ast.expr) -> ast.expr:
    return ast.Compare(value, [ast.Is()], [ast.Constant(None)])


def _joined(tests: list[ast.expr]) -> ast.expr:
    first, *rest = tests
    for test in rest:
        first = ast.BinOp(first, ast.BitOr(), test)
    return first


def _attribute(value: ast.expr, name: str) -> ast.expr:
    return ast.Attribute(value, name, ast.Load())


def _call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])


def compiled(condition: Condition) -> Evaluator:
    """A checked rule as a function from facts to true, false or None."""
    compiler = _Compiler()
    return compiler.function(compiler.condition(condition))
