"""The words rules may use, and the check that a rule uses them as what they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.process import extract

from catalogue.conditions import (
    Comparison,
    FactRef,
    Literal,
    Membership,
    Truth,
    Within,
    children,
    facts_of,
    place_of,
    written,
)
from catalogue.errors import Fault
from catalogue.registers import ConceptType
from catalogue.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from catalogue.conditions import Node, Term
    from catalogue.registers import EvidenceType, InformationConcept, Role

_NUMBERS = frozenset({ConceptType.INTEGER, ConceptType.DECIMAL})
_WORDS = frozenset({ConceptType.OPTION, ConceptType.TEXT})
_EQUALITY = frozenset({"=", "<>"})


class Kind(NamedTuple):
    """What the check knows of a concept or a term."""

    type: ConceptType
    options: tuple[str, ...] = ()
    literal: bool = False


class Vocabulary(NamedTuple):
    """The words rules may use: concepts (``has_<evidence type>`` among them), and roles, true where a role is many."""

    concepts: Mapping[str, Kind]
    roles: Mapping[str, bool]


def has_concept(evidence_type: str) -> str:
    """The boolean concept that says whether somebody has a document: ``has_birth_certificate``."""
    return "has_" + evidence_type.replace("-", "_")


def vocabulary_of(
    concepts: Mapping[str, InformationConcept], evidence: Mapping[str, EvidenceType], roles: Mapping[str, Role]
) -> Vocabulary:
    """The words of a catalogue's registers."""
    held = Kind(ConceptType.BOOLEAN)
    kinds = {has_concept(evidence_type): held for evidence_type in evidence}
    kinds.update({name: Kind(concept.type, tuple(concept.options)) for name, concept in concepts.items()})
    return Vocabulary(kinds, {name: role.many for name, role in roles.items()})


def nearest(word: str, words: Iterable[str], count: int = 3) -> str:
    """The nearest existing words, for a message; all of a short list where none is near."""
    known = sorted(set(words))
    found = [name for name, _score, _position in extract(word, known, limit=count, score_cutoff=50)]
    return ", ".join(found or known[:8]) or "-"


def rule_faults(condition: Node, vocabulary: Vocabulary) -> list[Fault]:
    """Everything a rule says that the vocabulary does not allow; empty where it is sound."""
    return list(_checked(condition, vocabulary))


def _checked(node: Node, vocabulary: Vocabulary) -> Iterator[Fault]:
    if isinstance(node, Truth | Comparison | Membership | Within):
        yield from _atom(node, vocabulary)
        return
    for child in children(node):
        yield from _checked(child, vocabulary)


def _atom(node: Truth | Comparison | Membership | Within, vocabulary: Vocabulary) -> Iterator[Fault]:
    facts = list(facts_of(node))
    unknown = [fault for fact in facts for fault in _fact_faults(fact, vocabulary)]
    if unknown:
        yield from unknown
    elif not facts:
        yield Fault("rule-without-fact", {"found": shown(written(node))}, place_of(node))
    elif isinstance(node, Truth):
        kind = vocabulary.concepts[node.fact.concept]
        if kind.type is not ConceptType.BOOLEAN:
            yield Fault("rule-not-a-condition", {"found": node.fact.name}, node.fact.at)
    else:
        yield from _comparable(node, vocabulary)


def _fact_faults(fact: FactRef, vocabulary: Vocabulary) -> Iterator[Fault]:
    if fact.role and fact.role not in vocabulary.roles:
        yield Fault(
            "rule-unknown-role", {"found": shown(fact.role), "nearest": nearest(fact.role, vocabulary.roles)}, fact.at
        )
    if fact.concept not in vocabulary.concepts:
        at = fact.at + (len(fact.role) + 1 if fact.role else 0)
        words = {"found": shown(fact.concept), "nearest": nearest(fact.concept, vocabulary.concepts)}
        yield Fault("rule-unknown-concept", words, at)


def _comparable(node: Comparison | Membership | Within, vocabulary: Vocabulary) -> Iterator[Fault]:
    first, *others = children(node)
    operator = node.operator if isinstance(node, Comparison) else "IN" if isinstance(node, Membership) else "BETWEEN"
    kinds = [_kind(term, vocabulary) for term in (first, *others)]  # type: ignore[arg-type]
    broken = [kind for kind in kinds if isinstance(kind, Fault)]
    if broken:
        yield from broken
        return
    yield from _alike([kind for kind in kinds if isinstance(kind, Kind)], [first, *others], operator)
    if isinstance(node, Membership):
        yield from _repeats(node)


def _repeats(node: Membership) -> Iterator[Fault]:
    seen = set()
    for value in node.values:
        if value.value in seen:
            yield Fault("rule-value-twice", {"found": shown(written(value))}, value.at)
        seen.add(value.value)


def _alike(kinds: list[Kind], terms: list[Node], operator: str) -> Iterator[Fault]:
    leading = next((kind for kind in kinds if not kind.literal), kinds[0])
    for kind, term in zip(kinds, terms, strict=True):
        if not _same_family(kind, leading):
            words = {"found": shown(written(term)), "left": leading.type.value, "right": kind.type.value}
            yield Fault("rule-types", words, place_of(term))
        elif kind.literal and leading.options and isinstance(term, Literal) and term.value not in leading.options:
            words = {"found": shown(term.value), "nearest": nearest(str(term.value), leading.options)}
            yield Fault("rule-option", words, term.at)
    ordered = operator == "BETWEEN" or (operator != "IN" and operator not in _EQUALITY)
    if ordered and leading.type in _WORDS | {ConceptType.BOOLEAN}:
        yield Fault("rule-operator", {"found": operator, "type": leading.type.value}, place_of(terms[0]))


def _same_family(kind: Kind, leading: Kind) -> bool:
    if leading.type in _NUMBERS:
        return kind.type in _NUMBERS
    if leading.type in _WORDS:
        return kind.type in _WORDS and (kind.literal or set(kind.options) == set(leading.options))
    return kind.type is leading.type


def _kind(term: Term, vocabulary: Vocabulary) -> Kind | Fault:
    if isinstance(term, FactRef):
        return vocabulary.concepts[term.concept]
    if isinstance(term, Literal):
        return Kind(_literal_type(term), literal=True)
    for part in (term.left, term.right):
        kind = _kind(part, vocabulary)
        if isinstance(kind, Fault):
            return kind
        if kind.type not in _NUMBERS:
            return Fault("rule-arithmetic", {"found": shown(written(part)), "type": kind.type.value}, place_of(part))
    literal = not any(True for _ in facts_of(term))
    return Kind(ConceptType.DECIMAL, literal=literal)


def _literal_type(literal: Literal) -> ConceptType:
    types = {bool: ConceptType.BOOLEAN, int: ConceptType.INTEGER, Decimal: ConceptType.DECIMAL, date: ConceptType.DATE}
    return types.get(type(literal.value), ConceptType.TEXT)
