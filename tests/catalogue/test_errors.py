"""Rule ids and their explanations: every rule the code can tell is explained, with words the code passes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from catalogue import mistyped, read, validation, values
from catalogue.errors import (
    LANGUAGES,
    CatalogueError,
    FactFault,
    Fault,
    LifeJourneyError,
    Place,
    Problem,
    RuleError,
    Severity,
    SituationError,
    UnknownCode,
    explanations,
)
from catalogue.registers import ConceptType

ROOT = Path(__file__).parent.parent.parent
SOURCES = [path for floor in ("catalogue", "journeys") for path in sorted((ROOT / floor).rglob("*.py"))]
OVER_HTTP = "http-"
"""How the rules begin that requests break: ``api/`` makes them and tests them."""
WORDS_OF_ANY_FILE = frozenset({"rule", "at"})
FAMILIES: Mapping[str, frozenset[str]] = {
    # a rule made of a beginning and a kind → the kinds there are
    "fact-": frozenset(ConceptType),
    "retired-": frozenset({"organisation", "application"}),
    "unknown-": frozenset(
        {
            *("organisation", "application", "evidence", "role", "concept", "date-concept", "event", "anchor"),
            *("stage", "region", "service"),
        }
    ),
}
TABLES: Mapping[str, Iterable[str]] = {
    # the expression a module takes a rule from → every rule it can be
    "read.rule": [rule for _pattern, rule, _begins in read._SYNTAX] + ["yaml-syntax", "after-value"],
    "validation._KINDS.get(kind, 'not-valid')": {*validation._KINDS.values(), "not-valid"},
    "values.flaw": values._FLAWS.keys(),
    "mistyped.rule": {*mistyped._MISTAKES, "code-unknown", "code-check-digits"},
    "characters.rule": ["odd-character", "tab-indent", "lone-return"],
    "rules.rule": ["rule-character", "rule-comment", "rule-double-quotes", "rule-not-equal", "rule-semicolon"],
    "codes.rule": ["domain-slug-twice", "number-twice", "tombstone-twice"],
    "links.rule[0]": ["code-twice", "slug-twice", "offer-twice"],
    "checks.rule": ["requires-circle", "successor-circle"],
    "situation.rule": ["fact-not-an-option", "fact-out-of-range", "identity-number"],
}
PASSED_ON = frozenset({"validation.kind"})
"""Where a rule only passes through that ``refuse`` made elsewhere."""
MADE_ELSEWHERE: Mapping[str, frozenset[str]] = {
    # words that a function of the same module adds
    "_difference(digits, first)": frozenset({"position", "other"}),
}


class Told(NamedTuple):
    """One place in the code where rules are told, and the words it passes."""

    place: str
    rules: frozenset[str]
    words: frozenset[str]


class _Reader(ast.NodeVisitor):
    """Finds every call that makes a fault."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.told: list[Told] = []
        self.functions: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.functions.append(node)
        self.generic_visit(node)
        self.functions.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        makes = self.functions[-1].name if self.functions else ""
        if name == "Fault" and makes not in {"fault"}:
            self.tell(node, node.args[0], self.words_in(node.args[1]) if len(node.args) > 1 else set())
        elif name == "refuse":
            self.tell(node, node.args[0], self.keywords(node))
        elif name in {"fault", "stop"} and len(node.args) > 1 and makes != "stop":
            self.tell(node, node.args[1], self.keywords(node))

    def tell(self, node: ast.Call, rule: ast.expr, words: set[str]) -> None:
        place = f"{self.module}:{node.lineno}"
        self.told.append(Told(place, frozenset(self.rules_in(rule)), frozenset(words)))

    def rules_in(self, node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.Constant):
            yield str(node.value)
        elif isinstance(node, ast.IfExp):
            yield from (*self.rules_in(node.body), *self.rules_in(node.orelse))
        elif isinstance(node, ast.JoinedStr):
            start = str(getattr(node.values[0], "value", ""))
            yield from (start + kind for kind in FAMILIES[start])
        elif (name := f"{self.module}.{ast.unparse(node)}") not in PASSED_ON:
            yield from TABLES[name]

    def keywords(self, call: ast.Call) -> set[str]:
        named = {keyword.arg for keyword in call.keywords if keyword.arg}
        return named.union(*(self.words_in(keyword.value) for keyword in call.keywords if keyword.arg is None))

    def words_in(self, node: ast.expr) -> set[str]:
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            return set[str]().union(*(self.words_in(value) if key is None else {_text(key)} for key, value in pairs))
        if ast.unparse(node) in MADE_ELSEWHERE:
            return set(MADE_ELSEWHERE[ast.unparse(node)])
        before = [assign for assign in self.assigned(ast.unparse(node)) if assign.lineno < node.lineno]
        return self.words_in(max(before, key=lambda assign: assign.lineno).value) if before else set()

    def assigned(self, name: str) -> Iterator[ast.Assign]:
        for inner in ast.walk(self.functions[-1]):
            if isinstance(inner, ast.Assign) and ast.unparse(inner.targets[0]) == name:
                yield inner


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


@cache
def told_by_the_code() -> list[Told]:
    told: list[Told] = []
    for path in SOURCES:
        reader = _Reader(path.stem)
        reader.visit(ast.parse(path.read_text(encoding="utf-8")))
        told += reader.told
    return told


def words_of(template: str) -> set[str]:
    return {name for _text_before, name, _form, _conversion in Formatter().parse(template) if name}


if __name__ == "__main__":
    d = {}
    for t in told_by_the_code():
        for r in t.rules:
            d[r] = d[r] & t.words if r in d else set(t.words)
    have = explanations()
    for r in sorted(d):
        print("" if r in have else "NEW", r, sorted(d[r]))
    print([r for r in have if r not in d and not r.startswith("http-")])
