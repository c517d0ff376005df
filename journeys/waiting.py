"""What rules wait for: the facts that are not known and may still change them, and how one asks for each.

An atom of a rule is open while it is unknown and so is every part of the rule that holds it; what another fact has
decided already waits for nothing. Ages and lengths wait for the date they derive from. Where an atom speaks of a role
that is many, it waits for the first person for whom it is open, or for one nobody has spoken of yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from catalogue.conditions import Junction, Not, facts_of, written
from catalogue.evaluate import Facts
from catalogue.registers import ConceptType, Model
from catalogue.rules import parse
from catalogue.spans import Ranged
from catalogue.vocabulary import has_concept
from journeys.cuts import Cuts, cuts_of
from journeys.wording import in_language

if TYPE_CHECKING:
    from catalogue.conditions import Atom, Condition, FactRef
    from catalogue.evaluate import Evaluator, Trilean
    from catalogue.models import PublicService
    from catalogue.spans import Known
    from catalogue.store import Catalogue
    from journeys.journey import Journey

_HAVE: Mapping[str, str] = {
    "id": "Apakah Anda memiliki dokumen ini: {document}?",
    "en": "Do you have this document: {document}?",
}


class Fact(NamedTuple):
    """A fact as one asks for it: whose, which of several persons from 0, and the concept, never a derived one."""

    role: str
    person: int
    concept: str


class Topic(NamedTuple):
    """What a fact is about, whichever of several persons it is asked of."""

    role: str
    concept: str


class Question(Model):
    """What to ask next."""

    concept: str
    role: str
    person: int = 0
    """Which of the persons of a role that is many, from 0: the first not yet spoken of where it is their number."""
    question: Mapping[str, str]
    type: ConceptType
    options: Mapping[str, Mapping[str, str]]
    sensitive: bool
    decides: float
    """How many services an answer decides on the average of its cells; less than what one service is worth, and above
    0, where no single answer decides any."""


class Ref(NamedTuple):
    """A fact as an atom names it."""

    name: str
    base: str
    """The name of the fact it is asked as."""
    topic: Topic
    concept: str
    kind: ConceptType
    grouped: bool
    """Whether it is a fact of any person of a role that is many."""
    cuts: Cuts | None
    """None where they depend on other facts."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An atom, or its contrary."""

    atom: Atom
    positive: bool
    evaluate: Evaluator
    refs: tuple[Ref, ...]
    groups: tuple[str, ...]
    """The roles among them that are many."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Parts joined by OR, where one that is true decides, or by AND, where one that is false does."""

    decisive: bool
    parts: tuple[Tree, ...]


Tree: TypeAlias = "Leaf | Branch"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to be asked what it waits for."""

    tree: Tree
    evaluate: Evaluator
    topics: frozenset[Topic]


class Inquiry(NamedTuple):
    """What a service may wait for, its beneficiary in one role: the rules of its verdict, and those of its papers."""

    rules: tuple[Rule, ...]
    conditions: tuple[Rule, ...]
    """The conditions of documents and fees, each once."""


class Opening(NamedTuple):
    """A fact that an open atom waits for, and where that atom cuts the values of the concept it names."""

    fact: Fact
    concept: str
    cuts: Cuts
    known: Known | None
    """What is known of the fact: a span of days, or nothing."""


def inquiry_of(journey: Journey, service: PublicService, role: str) -> Inquiry:
    """What a service may wait for, its beneficiary in ``role``; it depends on the catalogue alone."""
    demands = [demand.when for demand in service.evidence if demand.when]
    fees = [cost.when for cost in service.costs if cost.when and cost.channel is None]
    making = _Making(journey, role)
    return Inquiry(
        tuple(making.rule(requirement.rule) for requirement in service.requirements if requirement.rule),
        tuple(making.rule(when) for when in dict.fromkeys([*demands, *fees])),
    )


def words_of(catalogue: Catalogue, name: str) -> Mapping[str, Any]:
    """What a question about a concept says whomever it is asked of; a document's is made of its name."""
    concept = catalogue.concepts.get(name)
    if concept:
        shared = {field: getattr(concept, field) for field in ("question", "type", "options", "sensitive")}
        return {"concept": name, **shared}
    paper = next(evidence.name for code, evidence in catalogue.evidence.items() if has_concept(code) == name)
    question = {language: form.format(document=in_language(paper, language)) for language, form in _HAVE.items()}
    return {"concept": name, "question": question, "type": ConceptType.BOOLEAN, "options": {}, "sensitive": False}


# ── made once ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Making:
    """Prepares rules for one role of the beneficiary."""

    def __init__(self, journey: Journey, role: str) -> None:
        self.role = role
        self.catalogue, self.reader = journey.catalogue, journey.reader

    def rule(self, text: str) -> Rule:
        """A rule as a tree whose atoms know what they name."""
        condition = parse(text)
        topics = frozenset(self.topic(fact) for fact in facts_of(condition))
        return Rule(self.tree(condition, positive=True), self.catalogue.evaluator(text), topics)

    def topic(self, fact: FactRef) -> Topic:
        """What is asked instead of a fact."""
        return Topic(fact.role or self.role, self.reader.bases.get(fact.concept, fact.concept))

    def tree(self, condition: Condition, *, positive: bool) -> Tree:
        """The condition with its NOTs drawn into the atoms, which changes nothing in Kleene's logic."""
        if isinstance(condition, Not):
            return self.tree(condition.part, positive=not positive)
        if isinstance(condition, Junction):
            parts = tuple(self.tree(part, positive=positive) for part in condition.parts)
            return Branch((condition.operator == "OR") is positive, parts)
        return self.leaf(condition, positive=positive)

    def leaf(self, atom: Atom, *, positive: bool) -> Leaf:
        """An atom and the facts it names."""
        facts = tuple({fact.name: fact for fact in facts_of(atom)}.values())
        refs = tuple(self.ref(atom, fact, alone=len(facts) == 1) for fact in facts)
        groups = tuple(sorted({ref.topic.role for ref in refs if ref.grouped}))
        return Leaf(atom, positive, self.catalogue.evaluator(written(atom)), refs, groups)

    def ref(self, atom: Atom, fact: FactRef, *, alone: bool) -> Ref:
        """A fact, and where the atom cuts its values, if that depends on no other."""
        topic = self.topic(fact)
        base = f"{fact.role}.{topic.concept}" if fact.role else topic.concept
        kind = self.reader.kinds[fact.concept].type
        cuts = cuts_of(atom, fact.name, kind=kind, known={}) if alone else None
        return Ref(fact.name, base, topic, fact.concept, kind, fact.role in self.reader.many, cuts)


# ── asked of everybody ───────────────────────────────────────────────────────────────────────────────────────────


def openings(rule: Rule, facts: Facts, of: tuple[str, int]) -> Iterator[Opening]:
    """What a rule waits for; ``of``: the role of the beneficiary, and which of several persons that is."""
    for leaf in _open(rule.tree, facts)[1]:
        meant = _meant(leaf, facts) if leaf.groups and facts.groups else (facts, {})
        if meant:
            yield from _openings(leaf, *meant, of=of)


def _openings(
    leaf: Leaf, known: Mapping[str, Known], positions: Mapping[str, int], *, of: tuple[str, int]
) -> Iterator[Opening]:
    for ref in leaf.refs:
        value = known.get(ref.name)
        if value is None or type(value) is Ranged:
            person = of[1] if ref.topic.role == of[0] else positions.get(ref.topic.role, 0)
            cuts = ref.cuts or cuts_of(leaf.atom, ref.name, kind=ref.kind, known=_beside(ref, leaf, known))
            yield Opening(Fact(ref.topic.role, person, ref.topic.concept), ref.concept, cuts, known.get(ref.base))


def _beside(ref: Ref, leaf: Leaf, known: Mapping[str, Known]) -> Mapping[str, Known]:
    """What is known of an atom's facts, but for spans that are in step with the one asked for."""
    others = {other.name: known.get(other.name) for other in leaf.refs}
    steps = {other.name for other in leaf.refs if other.topic == ref.topic and isinstance(others[other.name], Ranged)}
    return {name: value for name, value in others.items() if value is not None and name not in steps}


def _open(tree: Tree, facts: Facts) -> tuple[Trilean, Sequence[Leaf]]:
    """What a tree comes out as, and its open atoms."""
    if isinstance(tree, Leaf):
        outcome = tree.evaluate(facts)
        return (None, (tree,)) if outcome is None else (outcome is tree.positive, ())
    found: list[Leaf] = []
    for part in tree.parts:
        outcome, leaves = _open(part, facts)
        if outcome is tree.decisive:
            return outcome, ()
        found.extend(leaves)
    return (None if found else not tree.decisive), found


def _meant(leaf: Leaf, facts: Facts) -> tuple[Mapping[str, Known], Mapping[str, int]] | None:
    """The facts with the first persons for whom an atom is open in place of the groups, and their positions.

    None where it is open only because there may be others, though it could hold for nobody.
    """
    groups = [facts.groups[role] for role in leaf.groups]
    for positions in product(*(range(len(group.persons) + (not group.complete)) for group in groups)):
        chosen = zip(leaf.groups, groups, positions, strict=True)
        own = chain.from_iterable(_named(role, group.persons[at : at + 1]) for role, group, at in chosen)
        known = Facts({**facts, **dict(own)})
        if leaf.evaluate(known) is None:
            return known, dict(zip(leaf.groups, positions, strict=True))
    return None


def _named(role: str, persons: Sequence[Mapping[str, Known]]) -> Iterator[tuple[str, Known]]:
    for person in persons:
        yield from ((f"{role}.{concept}", value) for concept, value in person.items())
