"""What rules wait for: the facts that are not known and may still change them.

An atom of a rule is open while it is unknown and so is every part of the rule that holds it; what another fact has
decided already waits for nothing. Ages and lengths wait for the date they derive from. Where an atom speaks of a role
that is many, it waits for the first person for whom it is open, or for one nobody has spoken of yet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from catalogue.conditions import Arithmetic, Junction, Not, children, facts_of, written
from catalogue.evaluate import Facts
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.spans import Ranged
from journeys.cuts import Cuts, cuts_of, limits, stretches, value_at

if TYPE_CHECKING:
    from catalogue.conditions import Atom, Condition, FactRef, Node, Scalar
    from catalogue.evaluate import Evaluator, Trilean
    from catalogue.models import PublicService
    from catalogue.spans import Known
    from journeys.journey import Journey


class Fact(NamedTuple):
    """A fact as one asks for it: whose, which of several persons from 0, and the concept, never a derived one."""

    role: str
    person: int
    concept: str


class Topic(NamedTuple):
    """What a fact is about, whichever of several persons it is asked of."""

    role: str
    concept: str


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


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule, ready to be asked what it waits for."""

    tree: Tree
    evaluate: Evaluator
    names: frozenset[str]
    """Its facts as it names them, and the dates that ages derive from."""
    topics: frozenset[Topic]
    untold: Waits | None
    """What it waits for while nothing is known of any of them; None where it speaks of a role that is many."""


class Table(NamedTuple):
    """What a rule comes out as for each value of one concept."""

    concept: str
    cell: Callable[[Scalar], int] | None
    """The number of the cell that a value lies in; None where values have no order."""
    outcome: Callable[[Any], Trilean]
    """Of a cell, or of a value that has no order."""

    def row(self, values: Iterable[Scalar]) -> list[Trilean]:
        """The outcomes of some values."""
        return list(map(self.outcome, map(self.cell, values) if self.cell else values))


class Waits(NamedTuple):
    """All that a rule waits for."""

    openings: tuple[Opening, ...]
    facts: Mapping[Fact, Opening]


class Inquiry(NamedTuple):
    """Rules of which all must hold: those of a service's verdict, its beneficiary in one role; or one of its papers."""

    rules: tuple[Rule, ...]
    shared: frozenset[Topic] = frozenset()
    """What more than one of them may wait for."""
    conditions: tuple[Inquiry, ...] = ()
    """The conditions of the service's documents and fees, each once."""


class Opening(NamedTuple):
    """A fact that an open atom waits for, and where that atom cuts the values of the concept it names."""

    fact: Fact
    topic: Topic
    concept: str
    cuts: Cuts
    known: Known | None
    """What is known of the fact: a span of days, or nothing."""
    table: Table | None = None
    """What the rule comes out as once the concept alone is known, where nothing else that it names is."""


def inquiry_of(journey: Journey, service: PublicService, role: str) -> Inquiry:
    """What a service may wait for, its beneficiary in ``role``; it depends on the catalogue alone."""
    demands = [demand.when for demand in service.evidence if demand.when]
    fees = [cost.when for cost in service.costs if cost.when and cost.channel is None]
    making = _Making(journey, role)
    rules = tuple(making.rule(requirement.rule) for requirement in service.requirements if requirement.rule)
    times = Counter(chain.from_iterable(rule.topics for rule in rules))
    return Inquiry(
        rules,
        frozenset(topic for topic, count in times.items() if count > 1),
        tuple(Inquiry((making.rule(when),)) for when in dict.fromkeys([*demands, *fees])),
    )


# ── made once ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Making:
    """Prepares rules for one role of the beneficiary."""

    def __init__(self, journey: Journey, role: str) -> None:
        self.role = role
        self.catalogue, self.reader = journey.catalogue, journey.reader

    def rule(self, text: str) -> Rule:
        """A rule as a tree whose atoms know what they name."""
        condition = parse(text)
        facts = frozenset(facts_of(condition))
        names = frozenset(name for fact in facts for name in (fact.name, self.base(fact)))
        tree = self.tree(condition, positive=True)
        evaluate = self.catalogue.evaluator(text)
        many = any(fact.role in self.reader.many for fact in facts)
        untold = None if many else waits_of(self.untold(condition, tree, evaluate))
        return Rule(tree, evaluate, names, frozenset(map(self.topic, facts)), untold)

    def untold(self, condition: Condition, tree: Tree, evaluate: Evaluator) -> Iterator[Opening]:
        """What a rule waits for while nothing is known, each once for every concept in whose terms it is cut."""
        together: dict[tuple[Fact, str], list[Opening]] = {}
        for opening in openings(tree, Facts(), (self.role, 0)):
            together.setdefault((opening.fact, opening.concept), []).append(opening)
        concepts = Counter(fact for fact, _concept in together)
        reckons = _reckons(condition)
        for first, *others in together.values():
            joined = first._replace(cuts=_joined([first.cuts, *(other.cuts for other in others)]))
            simple = concepts[first.fact] == 1 and not reckons
            yield joined._replace(table=self.table(joined, evaluate)) if simple else joined

    def table(self, opening: Opening, evaluate: Evaluator) -> Table | None:
        """What a rule comes out as for every answer, None where the concept is a text."""
        concept, role = opening.concept, opening.fact.role
        kind = self.reader.kinds[concept]
        if kind.type is ConceptType.TEXT:
            return None
        names = (f"{role}.{concept}", concept) if role == self.role else (f"{role}.{concept}",)

        def outcome(value: Scalar) -> Trilean:
            return evaluate(Facts(dict.fromkeys(names, value)))

        if kind.type is ConceptType.BOOLEAN or kind.type is ConceptType.OPTION:
            values = kind.options or (False, True)
            return Table(concept, None, dict(zip(values, map(outcome, values), strict=True)).__getitem__)
        cells = [value_at(at, kind.type) for at in stretches(opening.cuts.firsts, limits(kind.type, None), 0)]
        return Table(concept, partial(bisect_right, cells[1:]), list(map(outcome, cells)).__getitem__)

    def topic(self, fact: FactRef) -> Topic:
        """What is asked instead of a fact."""
        return Topic(fact.role or self.role, self.reader.bases.get(fact.concept, fact.concept))

    def base(self, fact: FactRef) -> str:
        """The name of what is asked instead of a fact, beside whose it is."""
        concept = self.topic(fact).concept
        return f"{fact.role}.{concept}" if fact.role else concept

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
        kind = self.reader.kinds[fact.concept].type
        cuts = cuts_of(atom, fact.name, kind=kind, known={}) if alone else None
        many = fact.role in self.reader.many
        return Ref(fact.name, self.base(fact), self.topic(fact), fact.concept, kind, many, cuts)


# ── asked of everybody ───────────────────────────────────────────────────────────────────────────────────────────


def openings(tree: Tree, facts: Facts, of: tuple[str, int]) -> Iterator[Opening]:
    """What a rule waits for; ``of``: the role of the beneficiary, and which of several persons that is."""
    for leaf in _open(tree, facts)[1]:
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
            fact = Fact(ref.topic.role, person, ref.topic.concept)
            yield Opening(fact, ref.topic, ref.concept, cuts, known.get(ref.base))


def waits_of(found: Iterable[Opening]) -> Waits:
    """What some openings come to."""
    all_ = tuple(found)
    return Waits(all_, {opening.fact: opening for opening in all_})


def _joined(found: Sequence[Cuts]) -> Cuts:
    """What several atoms do to the values of one fact."""
    return Cuts(*(frozenset().union(*parts) for parts in zip(*found, strict=True)))


def _reckons(node: Node) -> bool:
    return isinstance(node, Arithmetic) or any(map(_reckons, children(node)))


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
