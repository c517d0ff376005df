"""Rules: conditions in a small part of SQL over information concepts, parsed and type-checked once.

The language is ``AND OR NOT ( ) = <> < <= > >= IN BETWEEN + - *``, literals, concepts and ``role.concept``; precedence
and three-valued meaning are those of ISO 9075. Everything else SQL has is refused with its place, because it would
break "more facts never turn met into not_met" or mean different things in different engines.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from catalogue.conditions import (
    COMPARISONS,
    Arithmetic,
    Comparison,
    FactRef,
    Junction,
    Literal,
    Membership,
    Not,
    Truth,
    Within,
    place_of,
    written,
)
from catalogue.errors import Fault, RuleError
from catalogue.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from catalogue.conditions import Condition, Node, Term

MAX_DEPTH = 24
"""Brackets and NOTs within one another."""
MAX_SIGNS = 100
"""Plus, minus and times signs in one rule: each makes its tree one deeper."""
WHOLE_LIMIT = 2**53
_KEYWORDS = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "TRUE", "FALSE", "DATE"})
_FOREIGN = frozenset(
    {"NULL", "IS", "LIKE", "ILIKE", "CASE", "WHEN", "SELECT", "EXISTS", "ANY", "ALL", "SOME", "CAST", "AS"}
)
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<date>DATE[ ]+'[^']*')"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.]))"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<sign><=|>=|<>|[=<>()+*,]|-(?!-))",
    re.IGNORECASE | re.ASCII,  # without ASCII, [A-Z] would take letters that merely fold into Latin ones
)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,4})?").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise RuleError([_foreign_character(text, position)])
        kind, found = match.lastgroup or "", match[0]
        if kind == "name" and found.upper() in _KEYWORDS:
            kind, found = "word", found.upper()
        if kind != "blank":
            yield _Token(kind, found, position)
        position = match.end()
    yield _Token("end", "", len(text))


def _foreign_character(text: str, at: int) -> Fault:
    hints = (
        ('"', "rule-double-quotes"),
        ("--", "rule-comment"),
        ("/*", "rule-comment"),
        ("!=", "rule-not-equal"),
        (";", "rule-semicolon"),
    )
    rule = next((rule for start, rule in hints if text.startswith(start, at)), "rule-character")
    return Fault(rule, {"found": shown(text[at : at + 12])}, at)


class _Parser:
    """Precedence climbing, one method a level; a bracket holds a term or a condition, and its surroundings decide."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.position = self.depth = self.signs = 0

    @property
    def token(self) -> _Token:
        """The token at hand."""
        return self.tokens[self.position]

    def accept(self, *texts: str) -> _Token | None:
        """The token at hand if it is one of these signs or words, and go on."""
        token = self.token
        if token.kind in {"sign", "word"} and token.text in texts:
            self.position += 1
            return token
        return None

    def expect(self, text: str) -> None:
        """The token at hand must be this."""
        if not self.accept(text):
            self.fail(text)

    def fail(self, expected: str) -> NoReturn:
        """Refuse the token at hand."""
        token = self.token
        before = self.tokens[self.position - 1] if self.position else token
        if token.text == "(" and before.kind == "name":
            raise RuleError([Fault("rule-foreign-word", {"found": shown(before.text) + "()"}, before.at)])
        if token.text.upper() in _FOREIGN:
            raise RuleError([Fault("rule-foreign-word", {"found": shown(token.text)}, token.at)])
        words = {"found": shown(token.text) or "…", "expected": expected}
        raise RuleError([Fault("rule-syntax" if token.text else "rule-ends-early", words, token.at)])

    def whole(self) -> Condition:
        """The rule to its end."""
        condition = self.condition(self.either())
        if self.token.kind != "end":
            self.fail("AND, OR")
        return condition

    def nested(self, inner: Callable[[], Node]) -> Node:
        """What stands one level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RuleError([Fault("rule-too-deep", {"limit": str(MAX_DEPTH)}, self.token.at)])
        node = inner()
        self.depth -= 1
        return node

    def condition(self, node: Node) -> Condition:
        """The node as something true or false."""
        if isinstance(node, FactRef):
            return Truth(node)
        if isinstance(node, Literal | Arithmetic):
            raise RuleError([Fault("rule-not-a-condition", {"found": shown(written(node))}, place_of(node))])
        return node

    def term(self, node: Node) -> Term:
        """The node as a value."""
        if isinstance(node, FactRef | Literal | Arithmetic):
            return node
        raise RuleError([Fault("rule-not-a-value", {"found": shown(written(node))}, place_of(node))])

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        """Parts joined by AND or OR; one alone stays what it is."""
        first = part()
        if self.token.text != word or self.token.kind != "word":
            return first
        parts = [self.condition(first)]
        while self.accept(word):
            parts.append(self.condition(part()))
        return Junction(word, tuple(parts))

    def either(self) -> Node:
        """OR binds least."""
        return self.joined("OR", self.both)

    def both(self) -> Node:
        """AND binds closer than OR."""
        return self.joined("AND", self.negated)

    def negated(self) -> Node:
        """NOT binds closer than AND, and takes in the whole comparison that follows."""
        if self.accept("NOT"):
            return Not(self.condition(self.nested(self.negated)))
        return self.compared()

    def compared(self) -> Node:
        """A comparison, membership or span; comparisons do not chain."""
        left = self.sum()
        if sign := self.accept(*COMPARISONS):
            return Comparison(sign.text, self.term(left), self.term(self.sum()))
        if self.accept("NOT"):
            return Not(self.among(left) or self.fail("IN, BETWEEN"))
        return self.among(left) or left

    def among(self, left: Node) -> Condition | None:
        """``IN (…)`` or ``BETWEEN … AND …`` after a term."""
        if self.accept("IN"):
            return Membership(self.term(left), self.values())
        if self.accept("BETWEEN"):
            low = self.term(self.sum())
            self.expect("AND")
            return Within(self.term(left), low, self.term(self.sum()))
        return None

    def values(self) -> tuple[Literal, ...]:
        """A bracketed list of literals."""
        self.expect("(")
        values = [self.literal()]
        while self.accept(","):
            values.append(self.literal())
        self.expect(")")
        return tuple(values)

    def literal(self) -> Literal:
        """A literal, and nothing else."""
        start = self.position
        node = self.factor()
        if isinstance(node, Literal):
            return node
        self.position = start
        return self.fail("12, 'text', DATE '2026-01-31'")

    def operation(self, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        """Terms joined by signs of one precedence, from the left."""
        node = part()
        while sign := self.accept(*signs):
            self.signs += 1
            if self.signs > MAX_SIGNS:
                raise RuleError([Fault("rule-too-deep", {"limit": str(MAX_SIGNS)}, sign.at)])
            node = Arithmetic(sign.text, self.term(node), self.term(part()))
        return node

    def sum(self) -> Node:
        """Sums and differences."""
        return self.operation(("+", "-"), self.product)

    def product(self) -> Node:
        """Products."""
        return self.operation(("*",), self.factor)

    def factor(self) -> Node:
        """A bracket, a literal, a negative number or a fact."""
        token = self.token
        if self.accept("("):
            node = self.nested(self.either)
            self.expect(")")
            return node
        if self.accept("-"):
            if self.token.kind != "number":
                self.fail("12")
            return Literal(-self.literal().value, token.at)  # type: ignore[operator]
        make = _FACTORS.get(token.kind)
        if make is None and token.text not in {"TRUE", "FALSE"}:
            self.fail("age_years, 12, 'WNI', (")
        self.position += 1
        return make(token) if make else Literal(token.text == "TRUE", token.at)


def _fact(token: _Token) -> FactRef:
    if token.text.upper() in _FOREIGN:
        raise RuleError([Fault("rule-foreign-word", {"found": token.text}, token.at)])
    role, _, concept = token.text.rpartition(".")
    return FactRef(role, concept, token.at)


def _number(token: _Token) -> Literal:
    if not _NUMBER(token.text):
        raise RuleError([Fault("rule-number", {"found": shown(token.text)}, token.at)])
    value = Decimal(token.text)
    if value > WHOLE_LIMIT:
        raise RuleError([Fault("rule-number", {"found": shown(token.text)}, token.at)])
    return Literal(value if "." in token.text else int(value), token.at)


def _date(token: _Token) -> Literal:
    text = token.text.split("'")[1]
    try:
        return Literal(date.fromisoformat(text if _DATE(text) else ""), token.at)
    except ValueError:
        raise RuleError([Fault("rule-date", {"found": shown(text)}, token.at)]) from None


def _words(token: _Token) -> Literal:
    return Literal(token.text[1:-1].replace("''", "'"), token.at)


_FACTORS: Mapping[str, Callable[[_Token], FactRef | Literal]] = {
    "name": _fact,
    "number": _number,
    "date": _date,
    "text": _words,
}


def parse(text: str) -> Condition:
    """The tree of a rule, not yet checked against a vocabulary.

    Raises RuleError with the character at which the text leaves the language.
    """
    return _Parser(text).whole()
