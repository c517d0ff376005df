"""What to ask next: the facts that are not known, ranked by how much an answer would decide.

Every fact that an open atom waits for (``waiting``) is one question; its values fall into cells (``cuts``) of equal
weight, cut by the bounds of the open atoms alone, within what is known already and what its concept allows. Each cell
is tried: its value is put in the place of the unknown one, and the rules are asked again; what a rule comes out as
where nothing else that it names is known has been worked out beforehand. Questions come in three ranks:

1. those of which some answer decides a service: ``decides`` is the number of services decided, averaged over the cells;
2. those that may still change a service, though no answer alone decides one: ``decides`` is the mean of 1/k over these
   services, k the facts each of them waits for;
3. those that change no verdict, only whether a document or a fee is asked for in a step that is met or unknown: the
   same reckoned over these conditions, each once in a step, and a hundredth of it (``CONDITION``).

Within a rank more decides first; then what is not sensitive, what touches more services, and the name. An answer about
a role that is many speaks of one person; unless the role is declared complete there may be others, so such an answer
may decide only one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heapify, heappop, heapreplace
from math import fsum
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from catalogue.evaluate import Facts, Group
from catalogue.registers import ConceptType
from catalogue.spans import Ranged
from journeys.asking import Question
from journeys.cuts import OTHER, kinds, place, stretches, value_at
from journeys.dates import completed, latest_start, starts
from journeys.eligibility import Verdict, all_of
from journeys.plan import Plan
from journeys.situation import Situation
from journeys.waiting import Fact, Inquiry, Opening, Rule, Table, Topic, openings, waits_of

if TYPE_CHECKING:
    from catalogue.conditions import Scalar
    from catalogue.evaluate import Trilean
    from catalogue.models import PublicService
    from catalogue.spans import Known
    from journeys.journey import Journey
    from journeys.recipes import Key

_NO_YES = False, True
CONDITION = 0.01
"""What the condition of a document or fee weighs beside a service."""


class Case(Protocol):
    """A service for one beneficiary, as far as it is known: a plan's draft is one."""

    @property
    def key(self) -> Key:
        """Service, role of the beneficiary, and which of several persons."""

    @property
    def service(self) -> PublicService:
        """The service."""

    @property
    def facts(self) -> Facts:
        """Everything a rule may ask, the beneficiary's own facts bare."""

    @property
    def outcomes(self) -> Sequence[Trilean]:
        """What each rule of its requirements comes out as."""

    @property
    def verdict(self) -> Verdict:
        """What its requirements come out as."""


def next_questions(
    journey: Journey, situation: Situation | Mapping[str, object], event: str, *, region: str | None = None
) -> tuple[Question, ...]:
    """What to ask next of a person at a life event (code or alias), the best first; empty where nothing is unknown.

    Raises UnknownCode for an event there is not, SituationError for facts that cannot be.
    """
    read = situation if isinstance(situation, Situation) else journey.reader.read(situation)
    journey = journey.on(read.as_of)
    code = journey.catalogue.event_code(event)
    subject = journey.catalogue.life_events[code].subject
    placed = replace(read.placed(subject), bare=journey.asserted[code]).placed(subject)
    plan = Plan(journey, placed, region=region, done=frozenset())
    plan.ask(code)
    plan.close()
    return ranked(journey, plan.steps.values(), placed.as_of)


def ranked(journey: Journey, cases: Collection[Case], as_of: date) -> tuple[Question, ...]:
    """What to ask next, the best first, so that the cases (none of them not met) are decided soon."""
    words, many = journey.words, journey.reader.many
    found = ranking(journey, cases, as_of)
    return tuple(words[one.fact.concept].ask(one.fact, one.decides, many=one.fact.role in many) for one in found)


def told(journey: Journey, cases: Collection[Case], as_of: date) -> Iterator[bytes]:
    """The same in JSON, each question made when it is asked for."""
    many = journey.reader.many
    for one in ranking(journey, cases, as_of):
        yield journey.words[one.fact.concept].told(one.fact, one.decides, many=one.fact.role in many)


class Weighed(NamedTuple):
    """A fact, and how much an answer decides."""

    fact: Fact
    alone: bool
    """Whether some answer decides anything by itself."""
    decides: float
    touched: int


def ranking(journey: Journey, cases: Collection[Case], as_of: date) -> Iterator[Weighed]:
    """Every fact that something waits for, the best first; what papers wait for is looked for only then."""
    verdicts, papers = _Weighing(journey, as_of), _Weighing(journey, as_of)
    for case in cases:
        if case.verdict is Verdict.UNKNOWN:
            verdicts.add(case, journey.inquiries[case.key[:2]], case.outcomes)
    yield from verdicts.best_first(verdicts.waiting, 1)
    for case in cases:
        for condition in journey.inquiries[case.key[:2]].conditions:
            papers.add(case, condition, [rule.evaluate(case.facts) for rule in condition.rules])
    yield from papers.best_first(papers.waiting.keys() - verdicts.waiting, CONDITION)


@dataclass(slots=True, eq=False)
class _Matter:
    """Rules of which all must hold."""

    case: Case
    unknown: int
    """How many of them are."""
    shared: frozenset[Topic]
    """What more than one of its rules may wait for."""
    waits: set[Fact] = field(default_factory=set)


_Trial: TypeAlias = tuple[_Matter, Rule, Opening]
"""A rule of a matter, and what it waits for."""


class _Weighing:
    """Weighs facts by the matters that wait for them."""

    def __init__(self, journey: Journey, as_of: date) -> None:
        self.journey, self.reader, self.as_of = journey, journey.reader, as_of
        self.waiting: dict[Fact, Opening] = {}
        """The facts that something waits for."""
        self.trials: dict[Topic, list[_Trial]] = defaultdict(list)

    def add(self, case: Case, inquiry: Inquiry, outcomes: Sequence[Trilean]) -> None:
        """Note what those of some rules wait for that are unknown."""
        matter = _Matter(case, outcomes.count(None), inquiry.shared)
        key, facts, trials = case.key, case.facts, self.trials
        for rule, outcome in zip(inquiry.rules, outcomes, strict=True):
            if outcome is None:
                waits = rule.untold
                if waits is None or key.person or not facts.keys().isdisjoint(rule.names):
                    waits = waits_of(openings(rule.tree, facts, key[1:]))
                self.waiting.update(waits.facts)
                matter.waits.update(waits.facts)
                for opening in waits.openings:
                    trials[opening.topic].append((matter, rule, opening))

    def best_first(self, facts: Iterable[Fact], each: float) -> Iterator[Weighed]:
        """The facts, the best first, each weighed only when no better one can be left.

        An answer decides no more than all that waits for it. A key that says no more than that goes before the whole
        key of a fact that decides as much.
        """
        heap: list[tuple[tuple[object, ...], Fact, Weighed | None]] = [
            ((False, -len(self.trials[self.waiting[fact].topic]) * each), fact, None) for fact in facts
        ]
        heapify(heap)
        while heap:
            _key, fact, weighed = heap[0]
            if weighed:
                heappop(heap)
                yield weighed
            else:
                weighed = self.weight(fact, each)
                heapreplace(heap, (self._order(weighed), fact, weighed))

    def _order(self, weighed: Weighed) -> tuple[object, ...]:
        (role, person, concept), alone, decides, touched = weighed
        return not alone, -decides, self.journey.words[concept].sensitive, -touched, concept, role, person

    def weight(self, fact: Fact, each: float) -> Weighed:
        """How much an answer decides, on the average, and how many matters wait for it; ``each``: what one counts."""
        trials = self.trials[self.waiting[fact].topic]
        cells = self._cells(fact, trials)
        if fact.role in self.reader.many:  # of whoever else is the beneficiary an answer says nothing
            trials = [one for one in trials if fact in one[0].waits or one[0].case.key.role != fact.role]
        decided = self._decided(fact, cells, trials)
        waits = [matter.waits for matter in {one[0]: None for one in trials} if fact in matter.waits]
        decides = decided / len(cells) if decided else fsum([1 / len(facts) for facts in waits]) / len(waits)
        return Weighed(fact, decided > 0, decides * each, len(waits))

    def _decided(self, fact: Fact, cells: Sequence[Scalar], trials: Sequence[_Trial]) -> int:
        """How many matters the cells decide, taken together."""
        answers = _Answers(self, fact, cells)
        joint: dict[_Matter, dict[Rule, Sequence[Trilean]]] = defaultdict(dict)
        decided = 0
        for matter, rule, opening in trials:
            table = opening.table
            if table is None or opening.topic in matter.shared:
                if rule not in joint[matter]:  # it may wait for a fact more than once
                    joint[matter][rule] = answers.row(matter.case, rule, table)
                continue
            row = table.row(answers.terms(table.concept))
            decided += row.count(False) if matter.unknown > 1 else len(cells) - row.count(None)
        for matter, rows in joint.items():
            outcomes = list(map(all_of, zip(*rows.values(), strict=True)))
            decided += outcomes.count(False) + (outcomes.count(True) if len(rows) == matter.unknown else 0)
        return decided

    def _cells(self, fact: Fact, trials: Sequence[_Trial]) -> Sequence[Scalar]:
        """One value of each cell of a fact."""
        kind = self.reader.kinds[fact.concept]
        if kind.type is ConceptType.BOOLEAN:
            return _NO_YES
        if kind.type is ConceptType.OPTION or kind.type is ConceptType.TEXT:
            sets = {one for _matter, _rule, opening in trials for one in opening.cuts.sets}
            named = {value for values in sets for value in values if value}  # nobody can answer nothing
            return kinds(sets, kind.options or [*sorted(named, key=str), OTHER])
        usual = self.as_of.toordinal() if kind.type is ConceptType.DATE else 0
        firsts = self._firsts(fact, trials)
        return [value_at(at, kind.type) for at in stretches(firsts, self._span(fact, kind.type), usual)]

    def _firsts(self, fact: Fact, trials: Sequence[_Trial]) -> Iterator[int]:
        """Where a fact is cut; an age cuts between days, at the first from which one is younger."""
        units = dict(self.reader.derived.get(fact.concept, ()))
        cuts = {(opening.concept, first) for _matter, _rule, opening in trials for first in opening.cuts.firsts}
        for concept, first in cuts:
            if concept == fact.concept:
                yield first
                continue
            with suppress(OverflowError, ValueError):  # before the first of all days, or after the last
                yield latest_start(units[concept], first, self.as_of).toordinal() + 1

    def _span(self, fact: Fact, kind: ConceptType) -> tuple[int, int]:
        """The first and the last place that a fact may have: within a span of days that is known of it."""
        known = self.waiting[fact].known
        if isinstance(known, Ranged):
            return place(known.low, kind), place(known.high, kind)
        low, high = self.journey.limits[fact.concept]
        for name, unit in self.reader.derived.get(fact.concept, ()):
            most = self.reader.concepts[name].maximum
            if most is not None:
                low = max(low, starts(unit, int(most), self.as_of)[0].toordinal())
        return low, high


class _Answers:
    """The answers to one question, one of each cell."""

    def __init__(self, weighing: _Weighing, fact: Fact, values: Sequence[Scalar]) -> None:
        self.weighing, self.fact, self.values = weighing, fact, values
        self._terms = {fact.concept: values}

    def row(self, case: Case, rule: Rule, table: Table | None) -> Sequence[Trilean]:
        """What a rule comes out as with each answer."""
        if table:
            return table.row(self.terms(table.concept))
        return [rule.evaluate(facts) for facts in self.within(case)]

    def terms(self, concept: str) -> Sequence[Scalar]:
        """The answers in terms of a concept, which may derive from the one asked for."""
        found = self._terms.get(concept)
        if found is None:
            unit = dict(self.weighing.reader.derived[self.fact.concept])[concept]
            found = [completed(unit, day, self.weighing.as_of) for day in self.values]  # type: ignore[arg-type]
            self._terms[concept] = found
        return found

    def within(self, case: Case) -> Iterator[Facts]:
        """The facts of a case with each answer among them."""
        derived = [name for name, _unit in self.weighing.reader.derived.get(self.fact.concept, ())]
        concepts = self.fact.concept, *derived
        for values in zip(self.values, *map(self.terms, derived), strict=True):
            yield self._with(case, dict(zip(concepts, values, strict=True)))

    def _with(self, case: Case, told: Mapping[str, Known]) -> Facts:
        facts, mine, role = case.facts, case.key.role == self.fact.role, self.fact.role
        groups = facts.groups
        if role in groups:
            persons, complete = groups[role]
            at = 0 if mine else self.fact.person
            person = {**dict(*persons[at : at + 1]), **told}
            groups = {**groups, role: Group((*persons[:at], person, *persons[at + 1 :]), complete)}
            if not mine:
                return Facts(facts, groups)
        named = {f"{role}.{concept}": value for concept, value in told.items()}
        return Facts({**facts, **named, **told} if mine else {**facts, **named}, groups)
