"""Rules and facts at random, for properties: every rule is sound in ``VOCABULARY``."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from catalogue.conditions import (
    COMPARISONS,
    Arithmetic,
    Atom,
    Comparison,
    Condition,
    FactRef,
    Junction,
    Literal,
    Membership,
    Node,
    Not,
    Term,
    Truth,
    Within,
    facts_of,
    written,
)
from catalogue.registers import ConceptType
from catalogue.vocabulary import Kind, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue.conditions import Scalar

OPTIONS = ("single", "married", "widowed")
CONCEPTS: Mapping[str, Kind] = {
    "enrolled": Kind(ConceptType.BOOLEAN),
    "employed": Kind(ConceptType.BOOLEAN),
    "children": Kind(ConceptType.INTEGER),
    "income": Kind(ConceptType.DECIMAL),
    "status": Kind(ConceptType.OPTION, OPTIONS),
    "town": Kind(ConceptType.TEXT),
    "moved_on": Kind(ConceptType.DATE),
    "birth_date": Kind(ConceptType.DATE),
    "age_years": Kind(ConceptType.INTEGER),
    "age_months": Kind(ConceptType.INTEGER),
    "age_days": Kind(ConceptType.INTEGER),
}
VOCABULARY = Vocabulary(CONCEPTS, {"child": False, "mother": False, "heir": True})
TODAY = date(2026, 11, 22)
TOWNS = ("Banda Aceh", "Jember", "Kota 'Lama'", "")

whole_numbers = st.integers(-3, 6)
quarters = st.integers(-12, 24).map(lambda number: Decimal(number) / 4)
"""Numbers that a binary float holds exactly, so that every engine reckons alike."""
days = st.integers(-3, 3).map(lambda number: TODAY + timedelta(days=number))
spans = {"age_years": st.integers(-1, 3), "age_months": st.integers(-1, 30), "age_days": st.integers(-10, 900)}
_VALUES: Mapping[ConceptType, st.SearchStrategy[Scalar]] = {
    ConceptType.BOOLEAN: st.booleans(),
    ConceptType.INTEGER: whole_numbers,
    ConceptType.DECIMAL: quarters,
    ConceptType.OPTION: st.sampled_from(OPTIONS),
    ConceptType.TEXT: st.sampled_from(TOWNS),
    ConceptType.DATE: days,
}


def values_of(concept: str) -> st.SearchStrategy[Scalar]:
    """Values of a concept, near those that rules name."""
    if concept in spans:
        return spans[concept]
    return _VALUES[CONCEPTS[concept].type]


def facts_named(concepts: Sequence[str], roles: Sequence[str]) -> st.SearchStrategy[FactRef]:
    """A fact of one of the roles ("" for the beneficiary)."""
    return st.builds(FactRef, st.sampled_from(roles), st.sampled_from(concepts))


def _of_type(*types: ConceptType, without: tuple[str, ...] = ()) -> list[str]:
    return [name for name, kind in CONCEPTS.items() if kind.type in types and name not in without]


def _literals(values: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Literal]:
    return st.builds(Literal, values)


@st.composite
def _numbers(draw: st.DrawFn, roles: Sequence[str], depth: int = 2) -> Term:
    """A number: a fact, a literal, or a sum of such."""
    if depth and draw(st.integers(0, 3)) == 0:
        operator = draw(st.sampled_from("+-*"))
        return Arithmetic(operator, draw(_numbers(roles, depth - 1)), draw(_numbers(roles, depth - 1)))
    if draw(st.booleans()):
        return draw(facts_named(_of_type(ConceptType.INTEGER, ConceptType.DECIMAL), roles))
    return Literal(draw(st.one_of(whole_numbers, quarters)))


def has_fact(node: Node) -> bool:
    """Whether a tree speaks of a fact at all."""
    return next(facts_of(node), None) is not None


def _membership(
    concepts: list[str], values: st.SearchStrategy[Scalar], roles: Sequence[str]
) -> st.SearchStrategy[Atom]:
    several = st.lists(values, min_size=1, max_size=3, unique=True)
    return st.builds(
        lambda fact, found: Membership(fact, tuple(map(Literal, found))), facts_named(concepts, roles), several
    )


def atoms(roles: Sequence[str] = ("", "mother", "heir")) -> st.SearchStrategy[Atom]:
    """One comparison, membership or span, of right types."""
    numbers, equality = _numbers(roles), st.sampled_from(("=", "<>"))
    booleans, dates = _of_type(ConceptType.BOOLEAN), _of_type(ConceptType.DATE)
    day_terms = st.one_of(_literals(days), facts_named(dates, roles))
    numeric = _of_type(ConceptType.INTEGER, ConceptType.DECIMAL)
    found: st.SearchStrategy[Atom] = st.one_of(
        st.builds(Truth, facts_named(booleans, roles)),
        st.builds(Comparison, st.sampled_from(COMPARISONS), numbers, numbers),
        st.builds(Comparison, st.sampled_from(COMPARISONS), facts_named(numeric, roles), _literals(whole_numbers)),
        st.builds(Comparison, st.sampled_from(COMPARISONS), day_terms, day_terms),
        st.builds(Comparison, equality, facts_named(booleans, roles), _literals(st.booleans())),
        st.builds(Comparison, equality, facts_named(["status"], roles), _literals(st.sampled_from(OPTIONS))),
        st.builds(Comparison, equality, _literals(st.sampled_from(TOWNS)), facts_named(["town"], roles)),
        _membership(numeric, whole_numbers, roles),
        _membership(["status"], st.sampled_from(OPTIONS), roles),
        _membership(["town"], st.sampled_from(TOWNS), roles),
        st.builds(Within, numbers, numbers, numbers),
        st.builds(Within, day_terms, day_terms, day_terms),
    )
    return found.filter(has_fact)


def conditions(
    roles: Sequence[str] = ("", "mother", "heir"), *, leaves: int = 6, plain: st.SearchStrategy[Atom] | None = None
) -> st.SearchStrategy[Condition]:
    """Conditions of right types, nested."""

    def joined(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(part, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(Not, part), st.builds(Junction, st.sampled_from(("AND", "OR")), several))

    return st.recursive(atoms(roles) if plain is None else plain, joined, max_leaves=leaves)


_LEVELS: Mapping[str, int] = {"OR": 1, "AND": 2, "NOT": 3, "compared": 4, "+": 5, "-": 5, "*": 6}


def _level(node: Node) -> int:
    """How closely the outermost sign of a node binds."""
    if isinstance(node, Junction | Arithmetic):
        return _LEVELS[node.operator]
    if isinstance(node, Not):
        return _LEVELS["compared" if isinstance(node.part, Membership | Within) else "NOT"]
    return 7 if isinstance(node, FactRef | Literal | Truth) else _LEVELS["compared"]


class _Dresser:
    """Writes trees as somebody might: brackets where SQL needs them and sometimes elsewhere, any case, any blanks."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def blank(self) -> str:
        return self.draw(st.sampled_from((" ", " ", "  ", "\n", "\t")))

    def word(self, text: str) -> str:
        return self.draw(st.sampled_from((text, text.lower(), text.title())))

    def bracketed(self, part: Node, level: int) -> str:
        text = self.dress(part)
        return f"({text})" if _level(part) < level or self.draw(st.integers(0, 5)) == 0 else text

    def infix(self, parts: Sequence[Node], sign: str, levels: Sequence[int]) -> str:
        texts = [self.bracketed(part, level) for part, level in zip(parts, levels, strict=True)]
        return f"{self.blank()}{sign}{self.blank()}".join(texts)

    def among(self, part: Membership | Within, no: str = "") -> str:
        term = self.bracketed(part.term, 5)
        if isinstance(part, Membership):
            return f"{term} {no}{self.word('IN')} ({' , '.join(map(written, part.values))})"
        ends = self.infix((part.low, part.high), self.word("AND"), (5, 5))
        return f"{term} {no}{self.word('BETWEEN')} {ends}"

    def negated(self, part: Condition) -> str:
        no = f"{self.word('NOT')}{self.blank()}"
        if isinstance(part, Membership | Within) and self.draw(st.booleans()):
            return self.among(part, no)
        return no + self.bracketed(part, 3)

    def dress(self, part: Node) -> str:
        if isinstance(part, Junction):
            return self.infix(part.parts, self.word(part.operator), [_LEVELS[part.operator] + 1] * len(part.parts))
        if isinstance(part, Arithmetic):
            level = _LEVELS[part.operator]
            return self.infix((part.left, part.right), part.operator, (level, level + 1))
        if isinstance(part, Comparison):
            return self.infix((part.left, part.right), part.operator, (5, 5))
        if isinstance(part, Not):
            return self.negated(part.part)
        return self.among(part) if isinstance(part, Membership | Within) else written(part)


@st.composite
def dressed(draw: st.DrawFn, node: Node) -> str:
    """A text of the tree other than its canonical one."""
    return _Dresser(draw).dress(node)
