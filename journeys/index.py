"""The verdicts of all services for one person at once, as operations on long integers.

Every service's requirements are brought into conjunctive normal form (exact in Kleene's logic, a distributive lattice
with De Morgan's laws). Each clause is a lane: one bit. What a known value makes of all lanes is worked out once for
every cell between the bounds that rules name, so a person costs a few look-ups and ORs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain, product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import (
    FactRef,
    Junction,
    Literal,
    Not,
    children,
    facts_of,
)
from catalogue.evaluate import compiled
from catalogue.rules import parse
from journeys.eligibility import VERDICTS, Verdict, all_of, beneficiary
from journeys.lanes import DISCRETE, Band, Cells, Joins, Lanes, cells_of, joined
from journeys.situation import Situation

if TYPE_CHECKING:
    from catalogue.conditions import Atom, Condition
    from catalogue.evaluate import Evaluator, Facts
    from catalogue.models import PublicService
    from catalogue.store import Catalogue

MAX_CLAUSES = 64
"""Clauses one service may have before it is asked by itself: normal forms can explode."""


class Signed(NamedTuple):
    """An atom, or its contrary."""

    atom: Atom
    positive: bool


Clause: TypeAlias = frozenset[Signed]


class Key(NamedTuple):
    """A fact as rules ask for it: of a named role, or of the beneficiary, whoever that is (``""``)."""

    role: str
    concept: str


def clauses(condition: Condition, *, positive: bool = True) -> frozenset[Clause]:
    """Conjunctive normal form: all of these, each of which is any of its signed atoms.

    Raises OverflowError beyond MAX_CLAUSES.
    """
    if isinstance(condition, Not):
        return clauses(condition.part, positive=not positive)
    if not isinstance(condition, Junction):
        return frozenset({frozenset({Signed(condition, positive)})})
    parts = [clauses(part, positive=positive) for part in condition.parts]
    if (condition.operator == "AND") is positive:
        return frozenset(chain.from_iterable(parts))
    size = 1
    for part in parts:
        size *= len(part)
    if size > MAX_CLAUSES:
        raise OverflowError(size)
    return frozenset(frozenset(chain.from_iterable(choice)) for choice in product(*parts))


class Whole(NamedTuple):
    """An atom of several facts, or of a group: asked by itself, where any of its facts is known."""

    evaluate: Evaluator
    role: str
    lanes: Lanes
    concepts: frozenset[str]
    unknown: int


def _single(atom: Atom) -> FactRef | None:
    """The fact of an atom that compares just one with literals, else None."""
    facts = list(facts_of(atom))
    plain = all(isinstance(child, FactRef | Literal) for child in children(atom))
    return facts[0] if len(facts) == 1 and plain else None


class VerdictIndex:
    """Every service of a catalogue, ready to be asked all at once; built once, never changed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.codes = tuple(catalogue.services)
        self.width = len(self.codes)
        self.singles: dict[tuple[Key, Atom], Lanes] = {}
        self.wholes: dict[tuple[str, Atom], Lanes] = {}
        self.filled: list[int] = []
        self.special: list[tuple[int, PublicService, str]] = []
        self.roles: dict[str, int] = {}
        """The services whose beneficiary is in a role, a bit each."""
        for place, service in enumerate(catalogue.services.values()):
            self._add(place, service)
        shared = len(self.filled) * self.width
        self.band = Band(self.width, 2 * self.width, 2 * self.width + shared)
        self.keys = dict(sorted(self._cells()))
        self.cells = list(self.keys.values())
        self.place: dict[tuple[str, str], int] = {key: place for place, key in enumerate(self.keys)}
        self.unknown = Joins([cells.unknown for cells in self.cells])
        many = frozenset(role for role, many in catalogue.vocabulary.roles.items() if many)
        self.nothing = Situation(date.min, many=many)
        """What is known where nothing is: of every group, that there may be somebody."""
        self.asked = [self._whole(atom, role, lanes) for (role, atom), lanes in self.wholes.items()]
        self.masks = {role: self._everywhere(services) for role, services in self.roles.items()}
        self.everyone = (1 << self.width) - 1

    def _add(self, place: int, service: PublicService) -> None:
        """Bring one service's requirements into lanes."""
        role = beneficiary(service, self.catalogue)
        self.roles[role] = self.roles.get(role, 0) | 1 << place
        try:
            parts = [clauses(parse(r.rule)) for r in service.requirements if r.rule]
        except OverflowError:
            self.special.append((place, service, role))
            return
        layer = 0
        for clause in sorted(chain.from_iterable(parts), key=len):
            if len(clause) > 1:
                self._open_layer(layer, place)
                layer += 1
            for signed in clause:
                self._mark(signed, role, (place, layer))

    def _open_layer(self, layer: int, place: int) -> None:
        """Note that a service has a clause in a layer of shared lanes."""
        if layer == len(self.filled):
            self.filled.append(0)
        self.filled[layer] |= 1 << place

    def _mark(self, signed: Signed, role: str, at: tuple[int, int]) -> None:
        """Give an atom its bit: layer 0 for sole clauses, the clause's own layer (from 1) for shared ones."""
        place, layer = at
        lanes = self._lanes(signed.atom, role)
        bit = 1 << place if layer == 0 else 1 << (place + (layer - 1) * self.width)
        name = ("sole" if layer == 0 else "shared") + ("" if signed.positive else "_not")
        setattr(lanes, name, getattr(lanes, name) | bit)

    def _lanes(self, atom: Atom, role: str) -> Lanes:
        fact = _single(atom)
        if fact is None or self.catalogue.vocabulary.roles.get(fact.role):
            return self.wholes.setdefault((role, atom), Lanes())
        key = Key("" if fact.role == role else fact.role, fact.concept)
        return self.singles.setdefault((key, atom), Lanes())

    def _cells(self) -> Iterator[tuple[Key, Cells]]:
        atoms: dict[Key, list[tuple[Atom, Lanes]]] = {}
        for (key, atom), lanes in self.singles.items():
            atoms.setdefault(key, []).append((atom, lanes))
        for key, entries in atoms.items():
            kind = self.catalogue.vocabulary.concepts[key.concept].type
            yield key, cells_of(entries, self.band, discrete=kind in DISCRETE)

    def _everywhere(self, services: int) -> int:
        """All lanes of some services, in every band."""
        bands = 2 + 2 * len(self.filled)
        return joined(services << band * self.width for band in range(bands))

    def _whole(self, atom: Atom, role: str, lanes: Lanes) -> Whole:
        evaluate = compiled(atom)
        concepts = frozenset(fact.concept for fact in facts_of(atom))
        return Whole(evaluate, role, lanes, concepts, self.band.effect(lanes, evaluate(self.nothing.facts(role))))

    def verdicts(self, situation: Situation) -> dict[str, Verdict]:
        """The verdict of every service, the person standing in the beneficiary's place."""
        facts = cache(situation.facts)  # for the rules asked by themselves: those of a role are put together once
        met, possible = self._folded(self._effect(situation, facts))
        size = (self.width + 7) // 8
        pairs = zip(met.to_bytes(size, "little"), possible.to_bytes(size, "little"), strict=True)
        found = dict(zip(self.codes, chain.from_iterable(map(_eight().__getitem__, pairs)), strict=False))
        for place, service, role in self.special:
            found[self.codes[place]] = self._asked_alone(service, facts(role))
        return found

    def _asked_alone(self, service: PublicService, facts: Facts) -> Verdict:
        return VERDICTS[all_of(self.catalogue.evaluator(r.rule)(facts) for r in service.requirements if r.rule)]

    def _effect(self, situation: Situation, facts: Callable[[str], Facts]) -> int:
        """What everything known and unknown makes of the lanes."""
        known = self._known(situation)
        effect = start = 0
        for place in sorted(known):
            effect |= self.unknown.between(start, place) | known[place]
            start = place + 1
        effect |= self.unknown.between(start, len(self.cells))
        return effect | (self._asked(situation, facts) if self.asked else 0)

    def _known(self, situation: Situation) -> Mapping[int, int]:
        """The effect of everything known, by the place of its key.

        Bare facts are the beneficiary's of every service; a role's own are that only where the beneficiary is in it. Of
        a group, rules ask as a whole; as a beneficiary its first person stands here.
        """
        bare = situation.of("")
        known: dict[int, int] = {}
        for role in situation.roles() | situation.many:
            mask = self.masks.get(role, 0)
            for concept, value in situation.of(role).items():
                place = self.place.get((role, concept))
                if place is not None:
                    known[place] = self.cells[place].effect(value)
                place = self.place.get(("", concept))
                if place is not None and mask and concept not in bare:
                    cells = self.cells[place]
                    known[place] = known.get(place, cells.unknown) & ~mask | cells.effect(value) & mask
        for concept, value in bare.items():
            place = self.place.get(("", concept))
            if place is not None:
                cells = self.cells[place]
                at_bound = cells.at_bounds.get(value)
                known[place] = cells.effect(value) if at_bound is None else at_bound
        return known

    def _asked(self, situation: Situation, facts: Callable[[str], Facts]) -> int:
        """What the atoms that are asked by themselves make of their lanes."""
        concepts, complete = situation.concepts(), bool(situation.complete)
        return joined(
            whole.unknown
            if not complete and whole.concepts.isdisjoint(concepts)  # that a group is empty is knowledge, too
            else self.band.effect(whole.lanes, whole.evaluate(facts(whole.role)))
            for whole in self.asked
        )

    def _folded(self, effect: int) -> tuple[int, int]:
        """Which services are met, and which may still be, from the lanes of all their clauses."""
        possible = self.everyone & ~effect
        met = possible & ~(effect >> self.band.open)
        for layer, filled in enumerate(self.filled):
            shift = layer * self.width
            met &= effect >> (self.band.proven + shift) | ~filled
            possible &= effect >> (self.band.possible + shift) | ~filled
        return met, possible


_STATES = {(0, 0): Verdict.NOT_MET, (0, 1): Verdict.UNKNOWN, (1, 1): Verdict.MET}


@cache
def _eight() -> Mapping[tuple[int, int], tuple[Verdict, ...]]:
    """The verdicts of eight services by their bits in ``met`` and ``possible``."""
    return {
        (met, possible): tuple(_STATES[met >> n & 1, possible >> n & 1] for n in range(8))
        for possible in range(256)
        for met in range(256)
        if met & ~possible == 0
    }
