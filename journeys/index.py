"""The verdicts of all services for one person at once, as operations on long integers.

Every service's requirements are brought into conjunctive normal form (exact in Kleene's logic, a distributive lattice
with De Morgan's laws). Each clause is a lane: one bit. What a known value makes of all lanes is worked out once for
every cell between the bounds that rules name, so a person costs a few look-ups and ORs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, pairwise, product
from math import floor
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import (
    FactRef,
    Junction,
    Literal,
    Not,
    Truth,
    children,
    facts_of,
    literals_of,
)
from catalogue.evaluate import Facts, Ranged, compiled
from catalogue.registers import ConceptType
from catalogue.rules import parse
from journeys.eligibility import VERDICTS, Verdict, all_of, beneficiary

if TYPE_CHECKING:
    from catalogue.conditions import Atom, Condition, Scalar
    from catalogue.evaluate import Evaluator, Known, Trilean
    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from journeys.situation import Situation

MAX_CLAUSES = 64
"""Clauses one service may have before it is asked by itself: normal forms can explode."""


class Signed(NamedTuple):
    """An atom, or its contrary."""

    atom: Atom
    positive: bool


Clause: TypeAlias = frozenset[Signed]


class Key(NamedTuple):
    """A fact as rules ask for it: of the beneficiary (``own``; ``role`` is who that is), or of a named role."""

    own: bool
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


@dataclass(slots=True)
class Lanes:
    """The bits one atom moves: alone in its clause (``sole``), or one of several (``shared``), plain or negated."""

    sole: int = 0
    sole_not: int = 0
    shared: int = 0
    shared_not: int = 0


class Effect(NamedTuple):
    """What known or unknown atoms make of the lanes."""

    refuted: int = 0
    """Sole clauses that are false."""
    open: int = 0
    """Sole clauses that are not known."""
    proven: int = 0
    """Shared clauses with a true atom."""
    possible: int = 0
    """Shared clauses with an atom that is true or not known."""


def _joined(effects: Iterable[Effect]) -> Effect:
    refuted = open_ = proven = possible = 0
    for effect in effects:
        refuted |= effect.refuted
        open_ |= effect.open
        proven |= effect.proven
        possible |= effect.possible
    return Effect(refuted, open_, proven, possible)


def _effect(lanes: Lanes, outcome: Trilean) -> Effect:
    if outcome is None:
        both = lanes.shared | lanes.shared_not
        return Effect(0, lanes.sole | lanes.sole_not, 0, both)
    if outcome:
        return Effect(lanes.sole_not, 0, lanes.shared, lanes.shared)
    return Effect(lanes.sole, 0, lanes.shared_not, lanes.shared_not)


@dataclass(slots=True)
class Cells:
    """One fact's values, cut at every bound a rule names: even cells lie between bounds, odd cells are the bounds."""

    bounds: list[Scalar]
    lanes: list[Lanes]
    truth: list[int | None] = field(default_factory=list)
    """For each cell the atoms that hold in it, a bit each; None for a cell no value lies in."""
    effects: list[Effect] = field(default_factory=list)
    unknown: Effect = field(default_factory=Effect)

    def cell(self, value: Scalar) -> int:
        """The cell a value lies in."""
        place = bisect_left(self.bounds, value)
        return 2 * place + (place < len(self.bounds) and self.bounds[place] == value)

    def effect(self, value: Known) -> Effect:
        """What a value, or a span of values, makes of the lanes."""
        if type(value) is not Ranged:
            return self.effects[self.cell(value)]  # type: ignore[arg-type]
        held = [truth for truth in self.truth[self.cell(value.low) : self.cell(value.high) + 1] if truth is not None]
        everywhere, somewhere = held[0], 0
        for truth in held:
            everywhere &= truth
            somewhere |= truth
        outcomes = (
            True if everywhere >> n & 1 else None if somewhere >> n & 1 else False for n in range(len(self.lanes))
        )
        return _joined(_effect(lanes, outcome) for lanes, outcome in zip(self.lanes, outcomes, strict=True))


class Whole(NamedTuple):
    """An atom of several facts, or of a group: asked by itself."""

    evaluate: Evaluator
    role: str
    lanes: Lanes


def _single(atom: Atom) -> FactRef | None:
    """The fact of an atom that compares just one with literals, else None."""
    facts = list(facts_of(atom))
    plain = all(isinstance(child, FactRef | Literal) for child in children(atom))
    return facts[0] if len(facts) == 1 and plain else None


def _between(low: Scalar | None, high: Scalar | None, *, discrete: bool) -> Scalar | None:
    """A value strictly between two neighbouring bounds (None: no bound there), None where there is none."""
    if isinstance(low, bool) or isinstance(high, bool):
        return None
    if isinstance(low, str) or isinstance(high, str):
        return "" if low is None else f"{low}\0"
    step: object = timedelta(days=1) if isinstance(high if low is None else low, date) else 1
    if low is None:
        return high - step  # type: ignore[operator]
    if high is None:
        return low + step  # type: ignore[operator]
    if not discrete:
        return (Decimal(low) + Decimal(high)) / 2  # type: ignore[arg-type]
    following = low + step if isinstance(low, date) else floor(low) + 1
    return following if following < high else None  # type: ignore[operator]


def _values(bounds: Sequence[Scalar], *, discrete: bool) -> Iterator[Scalar | None]:
    """One value of each cell in turn, None for a cell without any."""
    edges: list[Scalar | None] = [None, *bounds, None]
    for low, high in pairwise(edges):
        yield _between(low, high, discrete=discrete)
        if high is not None:
            yield high


class VerdictIndex:
    """Every service of a catalogue, ready to be asked all at once; built once, never changed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.codes = tuple(catalogue.services)
        self.width = len(self.codes)
        self.singles: dict[tuple[Key, Atom], Lanes] = {}
        self.wholes: dict[tuple[str, Atom], Lanes] = {}
        self.layers = 0
        self.filled: list[int] = []
        self.special: list[tuple[int, PublicService, str]] = []
        for place, service in enumerate(catalogue.services.values()):
            self._add(place, service)
        self.cells = dict(self._cells())
        self.asked = [Whole(compiled(atom), role, lanes) for (role, atom), lanes in self.wholes.items()]
        self.by_bare: dict[str, list[Key]] = {}
        for key in self.cells:
            if key.own:
                self.by_bare.setdefault(key.concept, []).append(key)
        self.everyone = (1 << self.width) - 1

    def _add(self, place: int, service: PublicService) -> None:
        """Bring one service's requirements into lanes."""
        role = beneficiary(service, self.catalogue)
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
        key = Key(fact.role in {"", role}, fact.role or role, fact.concept)
        return self.singles.setdefault((key, atom), Lanes())

    def _cells(self) -> Iterator[tuple[Key, Cells]]:
        atoms: dict[Key, list[tuple[Atom, Lanes]]] = {}
        for (key, atom), lanes in self.singles.items():
            atoms.setdefault(key, []).append((atom, lanes))
        for key, entries in atoms.items():
            kind = self.catalogue.vocabulary.concepts[key.concept].type
            yield key, _cut(entries, discrete=kind in _DISCRETE)

    def verdicts(self, situation: Situation) -> dict[str, Verdict]:
        """The verdict of every service, the person standing in the beneficiary's place."""
        met, possible = self._folded(_joined(self._effects(situation)))
        size = (self.width + 7) // 8
        pairs = zip(met.to_bytes(size, "little"), possible.to_bytes(size, "little"), strict=True)
        found = dict(zip(self.codes, chain.from_iterable(map(_EIGHT.__getitem__, pairs)), strict=False))
        for place, service, role in self.special:
            found[self.codes[place]] = self._asked_alone(service, situation.facts(role))
        return found

    def _asked_alone(self, service: PublicService, facts: Facts) -> Verdict:
        return VERDICTS[all_of(self.catalogue.evaluator(r.rule)(facts) for r in service.requirements if r.rule)]

    def _effects(self, situation: Situation) -> Iterator[Effect]:
        known = self._known(situation)
        for key, cells in self.cells.items():
            value = known.get(key)
            yield cells.unknown if value is None else cells.effect(value)
        if self.asked:
            facts = {role: situation.facts(role) for role in {whole.role for whole in self.asked}}
            for whole in self.asked:
                yield _effect(whole.lanes, whole.evaluate(facts[whole.role]))

    def _known(self, situation: Situation) -> Mapping[Key, Known]:
        """Every fact of a situation under the keys that rules ask for it by; bare facts come before a role's own."""
        known: dict[Key, Known] = {}
        for role in situation.roles() | situation.many:  # a rule asks of a group as a whole; here it is its first person
            for concept, value in situation.of(role).items():
                known[Key(own=False, role=role, concept=concept)] = value
                known[Key(own=True, role=role, concept=concept)] = value
        for concept, value in situation.of("").items():
            for key in self.by_bare.get(concept, ()):
                known[key] = value
        return known

    def _folded(self, effect: Effect) -> tuple[int, int]:
        """Which services are met, and which may still be, from the lanes of all their clauses."""
        possible = self.everyone & ~effect.refuted
        met = possible & ~effect.open
        for layer, filled in enumerate(self.filled):
            shift = layer * self.width
            met &= (effect.proven >> shift) | ~filled
            possible &= (effect.possible >> shift) | ~filled
        return met & self.everyone, possible & self.everyone


_DISCRETE = frozenset({ConceptType.INTEGER, ConceptType.DATE})
_STATES = {(0, 0): Verdict.NOT_MET, (0, 1): Verdict.UNKNOWN, (1, 1): Verdict.MET}
_EIGHT: Mapping[tuple[int, int], tuple[Verdict, ...]] = {
    (met, possible): tuple(_STATES[met >> n & 1, possible >> n & 1] for n in range(8))
    for possible in range(256)
    for met in range(256)
    if met & ~possible == 0
}
"""The verdicts of eight services by their bits in ``met`` and ``possible``."""


def _cut(entries: Sequence[tuple[Atom, Lanes]], *, discrete: bool) -> Cells:
    """The cells of one fact, and what each makes of the lanes."""
    bounds: set[Scalar] = {value for atom, _lanes in entries for value in literals_of(atom)}
    if any(isinstance(atom, Truth) for atom, _lanes in entries) or any(isinstance(bound, bool) for bound in bounds):
        bounds = {False, True}
    cells = Cells(sorted(bounds), [lanes for _atom, lanes in entries])
    names = {fact.name for atom, _lanes in entries for fact in facts_of(atom)}
    evaluators = [compiled(atom) for atom, _lanes in entries]
    for value in _values(cells.bounds, discrete=discrete):
        outcomes = [] if value is None else [ask(Facts(dict.fromkeys(names, value))) for ask in evaluators]
        cells.truth.append(None if value is None else sum(bool(outcome) << n for n, outcome in enumerate(outcomes)))
        effects = (_effect(lanes, outcome) for lanes, outcome in zip(cells.lanes, outcomes, strict=False))
        cells.effects.append(_joined(effects))
    cells.unknown = _joined(_effect(lanes, ask(Facts())) for lanes, ask in zip(cells.lanes, evaluators, strict=True))
    return cells
