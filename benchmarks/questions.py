"""How many questions decide every service of an event: the best first, in the order of the files, at random.

A thousand invented persons a life event know every fact a rule may ask: options and booleans alike, numbers up to twice
the largest bound that a rule names (or the concept's own), dates from yesterday to eighty years ago, every order of
magnitude alike; a role that is many has one person or two. Nothing is told before it is asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import combinations
from statistics import fmean
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.figures import Figure, best, in_ms
from catalogue.conditions import facts_of, literals_of
from catalogue.load import load_catalogue
from catalogue.registers import ConceptType
from catalogue.rules import parse
from journeys.eligibility import VERDICTS, Verdict, all_of
from journeys.journey import Candidate, Journey, build_journey
from journeys.plan import Draft
from journeys.questions import ranked
from journeys.waiting import Fact, Topic

if TYPE_CHECKING:
    from catalogue.conditions import Condition
    from journeys.recipes import Key
    from journeys.situation import Situation

PERSONS = 1_000
EVENTS = ("birth", "marriage", "economic-hardship", "death", "job-search")
SHARE = 0.7
"""Of the questions in the order of the files, at the most."""
SECONDS = 2e-3
"""For the questions of the largest event where nothing is known, at the most."""
KNOWING = 50
"""Persons for whom the fewest questions are sought that somebody could ask who knows the answers."""
EARLY = 5
"""Questions after which the services still unknown are counted."""
AS_OF = date(2026, 11, 22)
_LONGEST = 80 * 365
"""Days."""

Dialogues: TypeAlias = "Sequence[Sequence[int]]"
"""For each person how many services are unknown after each question."""
Chooser: TypeAlias = "Callable[[Sequence[Draft], Situation], Fact]"


def run() -> Iterator[Figure]:
    """Questions until every service of an event is decided, beside the order of the files and a random one."""
    journey = build_journey(load_catalogue())
    yield _quick(journey)
    means = []
    for event in EVENTS:
        trial = Trial(journey, event)
        orders = trial.best, trial.first, partial(trial.any_of, chance=random.Random(event))
        ours, files, mixed = ([trial.dialogue(person, order) for person in range(PERSONS)] for order in orders)
        yield from _beside(trial, ours, files=files, mixed=mixed)
        means.append((_length(ours), _length(files)))
    mine, theirs = (fmean(column) for column in zip(*means, strict=True))
    share, target = mine / theirs, f"≤ {SHARE} ×"
    yield Figure("questions, mean of the events", f"{mine:.2f}", f"{theirs:.2f} (files)", share, target, share <= SHARE)


def _beside(trial: Trial, ours: Dialogues, *, files: Dialogues, mixed: Dialogues) -> Iterator[Figure]:
    mine, theirs, chance = map(_length, (ours, files, mixed))
    yield Figure(f"questions at {trial.event}", f"{mine:.2f}", f"{theirs:.2f} (files)", mine / theirs)
    yield Figure("  the same beside a random order", f"{mine:.2f}", f"{chance:.2f} (random)", mine / chance)
    some = fmean(map(len, ours[:KNOWING])), fmean(trial.fewest(person) for person in range(KNOWING))
    yield Figure(
        f"  the same of {KNOWING} persons", f"{some[0]:.2f}", f"{some[1]:.2f} (fewest possible)", some[0] / some[1]
    )
    early = [fmean(dialogue[min(EARLY, len(dialogue)) - 1] for dialogue in found) for found in (ours, files)]
    label = f"  services left after {EARLY} questions"
    yield Figure(label, f"{early[0]:.2f}", f"{early[1]:.2f} (files)", early[0] / early[1])


def _length(dialogues: Dialogues) -> float:
    return fmean(map(len, dialogues))


def _quick(journey: Journey) -> Figure:
    """The time the questions of the largest event take."""
    event = max(journey.catalogue.life_events, key=lambda code: len(journey.candidates(code)))
    trial = Trial(journey, event)
    drafts = trial.drafts(trial.nothing)
    seconds = best({"ranked": partial(ranked, journey, drafts, AS_OF)})["ranked"]
    label = f"what to ask next at {event}, {len(drafts)} services, nothing known"
    return Figure(label, in_ms(seconds), target=f"≤ {in_ms(SECONDS)}", ok=seconds <= SECONDS)


@dataclass(frozen=True)
class Trial:
    """An event, and invented persons to whom it happens."""

    journey: Journey
    event: str

    @cached_property
    def nothing(self) -> Situation:
        """What is known before anything is asked: what the event itself says."""
        event, asserted = self.journey.catalogue.life_events[self.event], self.journey.asserted[self.event]
        return self.journey.reader.read({}, as_of=AS_OF).with_facts(event.subject, asserted)

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        """The services of the event, in the order of their codes."""
        return self.journey.candidates(self.event)

    # ── who answers ──────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def rules(self) -> Sequence[tuple[Key, Condition]]:
        """Every rule of every service, in the order of the files, and whose it is."""
        return [
            (key, parse(requirement.rule))
            for key, recipe in self.candidates
            for requirement in recipe.service.requirements
            if requirement.rule
        ]

    def named_in(self, key: Key, rule: Condition) -> Iterator[Topic]:
        """What a rule names: instead of ages the dates they derive from."""
        bases = self.journey.reader.bases
        return (Topic(fact.role or key.role, bases.get(fact.concept, fact.concept)) for fact in facts_of(rule))

    @cached_property
    def topics(self) -> Mapping[Key, Sequence[Topic]]:
        """What the rules of each service name, each once, from the left."""
        found: dict[Key, dict[Topic, None]] = {}
        for key, rule in self.rules:
            found.setdefault(key, {}).update(dict.fromkeys(self.named_in(key, rule)))
        return {key: tuple(topics) for key, topics in found.items()}

    @cached_property
    def bounds(self) -> Mapping[Topic, float]:
        """The largest number in any rule that names a topic."""
        found: dict[Topic, float] = {}
        for key, rule in self.rules:
            numbers = [float(value) for value in literals_of(rule) if not isinstance(value, str | date)]
            for topic in self.named_in(key, rule):
                found[topic] = max([found.get(topic, 0), *numbers])
        return found

    def answer(self, person: int, fact: Fact) -> object:
        """What an invented person says, the same whenever asked; None: there is nobody more in this role."""
        chance = random.Random(f"{self.event} {person} {fact}")
        if fact.role in self.journey.reader.many and fact.person >= random.Random(f"{person} {fact.role}").choice(
            (1, 2)
        ):
            return None
        kind = self.journey.reader.kinds[fact.concept]
        if kind.type is ConceptType.BOOLEAN:
            return chance.random() < 0.5  # noqa: PLR2004
        if kind.type is ConceptType.OPTION:
            return chance.choice(kind.options)
        if kind.type is ConceptType.DATE:
            return AS_OF - timedelta(days=round(_LONGEST ** chance.random()))
        return "teks" if kind.type is ConceptType.TEXT else self._number(chance, fact)

    def _number(self, chance: random.Random, fact: Fact) -> int:
        concept = self.journey.catalogue.concepts[fact.concept]
        low, bound = int(concept.minimum or 0), int(2 * self.bounds.get(Topic(fact.role, fact.concept), 1))
        return chance.randint(low, max(low, bound if concept.maximum is None else min(bound, int(concept.maximum))))

    def told(self, situation: Situation, person: int, fact: Fact) -> Situation:
        """The situation with one answer more."""
        answer = self.answer(person, fact)
        if answer is None:
            return replace(situation, complete=situation.complete | {fact.role})
        known = self.journey.reader.read({fact.role: {fact.concept: answer}}, as_of=AS_OF).of(fact.role)
        persons = situation.persons.get(fact.role, ())
        person_ = {**dict(*persons[fact.person : fact.person + 1]), **known}
        persons = (*persons[: fact.person], person_, *persons[fact.person + 1 :])
        return replace(situation, persons={**situation.persons, fact.role: persons})

    # ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────

    def drafts(self, situation: Situation) -> list[Draft]:
        """The services that are unknown yet."""
        found = []
        for key, recipe in self.candidates:
            facts = situation.facts(key.role)
            outcomes = [rule(facts) for rule in recipe.rules]
            found.append(Draft(key, self.event, recipe, facts, outcomes, VERDICTS[all_of(outcomes)]))
        return [draft for draft in found if draft.verdict is Verdict.UNKNOWN]

    def dialogue(self, person: int, choose: Chooser) -> list[int]:
        """How many services are unknown after each question, until none is."""
        situation, left = self.nothing, list[int]()
        drafts = self.drafts(situation)
        while drafts:
            situation = self.told(situation, person, choose(drafts, situation))
            drafts = self.drafts(situation)
            left.append(len(drafts))
        return left

    def best(self, drafts: Sequence[Draft], _situation: Situation) -> Fact:
        """The fact of the first-ranked question."""
        first = ranked(self.journey, drafts, AS_OF)[0]
        return Fact(first.role, first.person, first.concept)

    def named(self, drafts: Sequence[Draft], situation: Situation) -> Iterator[Fact]:
        """What the rules of undecided services name and nobody has answered, in the order of the files."""
        for draft in drafts:
            for topic in self.topics[draft.key]:
                persons = situation.persons.get(topic.role, ())
                lacking = [at for at, person in enumerate(persons) if topic.concept not in person]
                if lacking or not persons:
                    yield Fact(topic.role, lacking[0] if lacking else 0, topic.concept)
                elif topic.role in situation.many - situation.complete:
                    yield Fact(topic.role, len(persons), topic.concept)

    def first(self, drafts: Sequence[Draft], situation: Situation) -> Fact:
        """What the files name first."""
        return next(self.named(drafts, situation))

    def any_of(self, drafts: Sequence[Draft], situation: Situation, *, chance: random.Random) -> Fact:
        """Any of what the files name."""
        return chance.choice(sorted(set(self.named(drafts, situation))))

    # ── the fewest possible ──────────────────────────────────────────────────────────────────────────────────────

    def fewest(self, person: int) -> int:
        """How many topics somebody must ask about at least who knows all answers beforehand."""
        services = [list(self._deciding(person, draft)) for draft in self.drafts(self.nothing)]
        return _smallest(sorted(services, key=len), frozenset(), sum(len(topics) for topics in self.topics.values()))

    def _deciding(self, person: int, draft: Draft) -> Iterator[frozenset[Topic]]:
        """The sets of topics that decide a service for a person, without those that hold a smaller one."""
        found: list[frozenset[Topic]] = []
        topics = self.topics[draft.key]
        for count in range(1, len(topics) + 1):
            for chosen in map(frozenset, combinations(topics, count)):
                if not any(smaller <= chosen for smaller in found) and self._decides(person, draft, chosen):
                    found.append(chosen)
                    yield chosen

    def _decides(self, person: int, draft: Draft, topics: frozenset[Topic]) -> bool:
        situation = self.nothing
        for role, concept in topics:
            many = role in situation.many
            for fact in (Fact(role, at, concept) for at in range(3 if many else 1)):
                if role not in situation.complete:
                    situation = self.told(situation, person, fact)
        facts = situation.facts(draft.key.role)
        return all_of(rule(facts) for rule in draft.recipe.rules) is not None


def _smallest(services: Sequence[Sequence[frozenset[Topic]]], asked: frozenset[Topic], most: int) -> int:
    """The size of the smallest set of topics, below ``most``, that holds one of the sets of each service."""
    open_ = [sets for sets in services if not any(topics <= asked for topics in sets)]
    if len(asked) >= most or not open_:
        return min(len(asked), most)
    for topics in sorted(open_[0], key=lambda found: len(found - asked)):
        most = _smallest(open_[1:], asked | topics, most)
    return most
