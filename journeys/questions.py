"""What to ask next: the facts that are not known, ranked by how much an answer would decide.

Every fact that an open atom waits for (``waiting``) is one question; its values fall into cells (``cuts``) of equal
weight, cut by the bounds of the open atoms alone, within what is known already and what its concept allows. Each cell
is tried: its value is put in the place of the unknown one, and the rules are asked again. Questions come in three
ranks:

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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from catalogue.evaluate import Facts, Group
from catalogue.registers import ConceptType
from catalogue.spans import Ranged
from journeys.cuts import OTHER, kinds, limits, place, stretches, value_at
from journeys.dates import completed, latest_start, starts
from journeys.eligibility import Verdict
from journeys.plan import Plan
from journeys.situation import Situation
from journeys.waiting import Fact, Opening, Question, Rule, Topic, openings

if TYPE_CHECKING:
    from catalogue.conditions import Scalar
    from catalogue.models import PublicService
    from catalogue.spans import Known
    from journeys.journey import Journey
    from journeys.recipes import Key

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


def ranked(journey: Journey, cases: Iterable[Case], as_of: date) -> tuple[Question, ...]:
    """What to ask next, the best first, so that the cases (none of them not met) are decided soon."""
    verdicts, papers = _Weighing(journey, as_of), _Weighing(journey, as_of)
    for case in cases:
        inquiry = journey.inquiries[case.key.code, case.key.role]
        if case.verdict is Verdict.UNKNOWN:
            verdicts.add(case, inquiry.rules)
        for condition in inquiry.conditions:
            papers.add(case, (condition,))
    found = [_Weighed(fact, *verdicts.weight(fact), 1) for fact in verdicts.waiting]
    found += [_Weighed(fact, *papers.weight(fact), CONDITION) for fact in papers.waiting.keys() - verdicts.waiting]
    questions = [(one, _question(journey, one)) for one in found]
    return tuple(question for _weighed, question in sorted(questions, key=_order))


class _Weighed(NamedTuple):
    """A fact, and how much an answer decides."""

    fact: Fact
    alone: bool
    """Whether some answer decides anything by itself."""
    decides: float
    touched: int
    share: float


def _question(journey: Journey, weighed: _Weighed) -> Question:
    role, person, concept = weighed.fact
    decides = weighed.decides * weighed.share
    return Question.model_construct(None, role=role, person=person, decides=decides, **journey.words[concept])


def _order(found: tuple[_Weighed, Question]) -> tuple[object, ...]:
    weighed, question = found
    names = question.concept, question.role, question.person
    return weighed.share < 1, not weighed.alone, -weighed.decides, question.sensitive, -weighed.touched, *names


@dataclass(slots=True)
class _Matter:
    """Rules of which all must hold, those among them that are unknown, and what they wait for."""

    case: Case
    rules: list[Rule] = field(default_factory=list)
    waits: set[Fact] = field(default_factory=set)

    def decided(self, topic: Topic, facts: Facts) -> bool:
        """Whether it is decided once more is known of a topic."""
        outcomes = [rule.evaluate(facts) for rule in self.rules if topic in rule.topics]
        return False in outcomes or (None not in outcomes and len(outcomes) == len(self.rules))


@dataclass(slots=True)
class _Theme:
    """Everything that waits for one topic."""

    matters: list[_Matter] = field(default_factory=list)
    firsts: set[int] = field(default_factory=set)
    sets: set[frozenset[Scalar]] = field(default_factory=set)


class _Weighing:
    """Weighs facts by the matters that wait for them."""

    def __init__(self, journey: Journey, as_of: date) -> None:
        self.reader, self.as_of = journey.reader, as_of
        self.waiting: dict[Fact, Known | None] = {}
        """The facts that something waits for, and what is known of each: a span of days, or nothing."""
        self.themes: dict[Topic, _Theme] = {}

    # ── what waits ───────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, case: Case, rules: Sequence[Rule]) -> None:
        """Note what rules wait for of which all must hold."""
        matter = _Matter(case)
        for rule in rules:
            if rule.evaluate(case.facts) is None:
                matter.rules.append(rule)
                for opening in openings(rule, case.facts, case.key[1:]):
                    self._note(opening, matter)

    def _note(self, opening: Opening, matter: _Matter) -> None:
        fact = opening.fact
        matter.waits.add(fact)
        self.waiting[fact] = opening.known
        theme = self.themes.setdefault(Topic(fact.role, fact.concept), _Theme())
        if not theme.matters or theme.matters[-1] is not matter:
            theme.matters.append(matter)
        theme.firsts |= opening.cuts.firsts if opening.concept == fact.concept else self._days(opening)
        theme.sets |= opening.cuts.sets

    def _days(self, opening: Opening) -> set[int]:
        """Cuts between ages as cuts between days: the first day from which one is younger."""
        unit = dict(self.reader.derived[opening.fact.concept])[opening.concept]
        days = set()
        for count in opening.cuts.firsts:
            try:
                days.add(latest_start(unit, count, self.as_of).toordinal() + 1)
            except (OverflowError, ValueError):  # before the first of all days, or after the last
                continue
        return days

    # ── what an answer makes of it ───────────────────────────────────────────────────────────────────────────────

    def weight(self, fact: Fact) -> tuple[bool, float, int]:
        """Whether some answer decides anything by itself; how much, on the average; and how many matters wait."""
        topic = Topic(fact.role, fact.concept)
        theme = self.themes[topic]
        cells = [self._told(fact, value) for value in self._cells(fact, theme)]
        decided = sum(
            matter.decided(topic, facts)
            for matter in theme.matters
            for cell in cells
            if (facts := self._with(matter.case, fact, cell)) is not None
        )
        shares = [1 / len(matter.waits) for matter in theme.matters if fact in matter.waits]
        return bool(decided), decided / len(cells) if decided else fsum(shares) / len(shares), len(shares)

    def _cells(self, fact: Fact, theme: _Theme) -> Sequence[Scalar]:
        """One value of each cell of a fact."""
        kind = self.reader.kinds[fact.concept]
        if kind.type is ConceptType.BOOLEAN:
            return False, True
        if kind.type is ConceptType.OPTION:
            return kinds(theme.sets, kind.options)
        if kind.type is ConceptType.TEXT:
            named = {value for values in theme.sets for value in values if value}  # nobody can answer nothing
            return kinds(theme.sets, [*sorted(named, key=str), OTHER])
        usual = self.as_of.toordinal() if kind.type is ConceptType.DATE else 0
        return [value_at(at, kind.type) for at in stretches(theme.firsts, self._span(fact, kind.type), usual)]

    def _span(self, fact: Fact, kind: ConceptType) -> tuple[int, int]:
        """The first and the last place that a fact may have: within a span of days that is known of it."""
        known = self.waiting[fact]
        if isinstance(known, Ranged):
            return place(known.low, kind), place(known.high, kind)
        low, high = limits(kind, self.reader.concepts.get(fact.concept))
        for name, unit in self.reader.derived.get(fact.concept, ()):
            most = self.reader.concepts[name].maximum
            if most is not None:
                low = max(low, starts(unit, int(most), self.as_of)[0].toordinal())
        return low, high

    def _told(self, fact: Fact, value: Scalar) -> Mapping[str, Known]:
        """An answer, and what derives from it."""
        derived = self.reader.derived.get(fact.concept, ()) if isinstance(value, date) else ()
        return {fact.concept: value, **{name: completed(unit, value, self.as_of) for name, unit in derived}}  # type: ignore[arg-type]

    def _with(self, case: Case, fact: Fact, told: Mapping[str, Known]) -> Facts | None:
        """The facts of a case with an answer among them; None where the answer is of another person."""
        facts, mine = case.facts, case.key.role == fact.role
        if mine and case.key.person != fact.person:
            return None
        groups = facts.groups
        if fact.role in groups:
            persons, complete = groups[fact.role]
            at = 0 if mine else fact.person
            person = {**dict(*persons[at : at + 1]), **told}
            groups = {**groups, fact.role: Group((*persons[:at], person, *persons[at + 1 :]), complete)}
            if not mine:
                return Facts(facts, groups)
        named = {f"{fact.role}.{concept}": value for concept, value in told.items()}
        return Facts({**facts, **named, **told} if mine else {**facts, **named}, groups)
