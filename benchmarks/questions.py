"""How many questions decide every service of an event: the best first, beside forms and beside who knows the answers.

A thousand invented persons a life event know every fact a rule may ask: options and booleans alike, numbers up to twice
the largest bound that a rule names (or the concept's own), dates from yesterday to eighty years ago, every order of
magnitude alike; a role that is many has one person or two. Nothing is told before it is asked.

A form asks every concept that the event's rules name, of every role they name it of, in the order of the register of
concepts (an age as the date it derives from, at that date's place), until nothing is unknown. One that skips what
nobody waits for goes from service to service, in the order of their codes, and asks what an undecided one names.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations, islice
from statistics import fmean
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.figures import AS_OF, Figure, best, in_ms
from catalogue.conditions import facts_of, literals_of
from catalogue.load import load_catalogue
from catalogue.registers import ConceptType
from catalogue.rules import parse
from journeys.eligibility import Verdict, all_of
from journeys.journey import Candidate, Journey, build_journey
from journeys.plan import Draft
from journeys.questions import ranking, told
from journeys.regional import Memo
from journeys.waiting import Fact, Topic

if TYPE_CHECKING:
    from catalogue.conditions import Condition
    from journeys.recipes import Key
    from journeys.situation import Situation

PERSONS = 1_000
EVENTS = ("birth", "marriage", "economic-hardship", "death", "job-search")
SHARE = 0.7
"""Of the questions of a form in the order of the files, at the most."""
SECONDS = 4e-4
"""For the next questions of the largest event where nothing is known, at the most."""
NEXT = 5
"""Questions that a bundle says."""
SOME = 200
"""Persons whom a form asks that skips what nobody waits for any more."""
KNOWING = 30
"""Persons for whom the fewest questions are sought that somebody could ask who knows the answers."""
EARLY = 5
"""Questions after which the services still unknown are counted."""
_LONGEST = 80 * 365
"""Days."""

Dialogues: TypeAlias = "Sequence[Sequence[int]]"
"""For each person how many services are unknown after each question."""
Chooser: TypeAlias = "Callable[[Sequence[Draft], Situation], Fact]"


def run() -> Iterator[Figure]:
    """Questions until every service of an event is decided, beside forms that ask in the order of the files."""
    journey = build_journey(load_catalogue())
    yield _quick(journey)
    means = []
    for event in EVENTS:
        trial = Trial(journey, event)
        ours = [trial.dialogue(person, trial.best) for person in range(PERSONS)]
        forms = [trial.form_of(person, trial.form) for person in range(PERSONS)]
        yield from _beside(trial, ours, forms)
        means.append((_length(ours), fmean(forms)))
    mine, theirs = (fmean(column) for column in zip(*means, strict=True))
    share, target = mine / theirs, f"≤ {SHARE} ×"
    name = "questions, mean of the events"
    yield Figure(name, f"{mine:.2f}", f"{theirs:.2f} (form)", share, target, share <= SHARE)


def _beside(trial: Trial, ours: Dialogues, forms: Sequence[int]) -> Iterator[Figure]:
    """One event's dialogues beside the numbers of questions of others."""
    yield _than(f"questions at {trial.event}", ours, forms, whose="form in file order")
    mixed = [trial.form_of(person, trial.shuffled(person)) for person in range(SOME)]
    yield _than(f"  the same of {SOME} persons", ours, mixed, whose="form in random order")
    skipping = [trial.dialogue(person, trial.first) for person in range(SOME)]
    lengths = list(map(len, skipping))
    yield _than(f"  the same of {SOME} persons", ours, lengths, whose="form that skips what nobody waits for")
    fewest = [trial.fewest(person) for person in range(KNOWING)]
    yield _than(f"  the same of {KNOWING} persons", ours, fewest, whose="fewest possible")
    mine, others = _left(ours[:SOME]), _left(skipping)
    label = f"  services left after {EARLY} questions"
    yield Figure(label, f"{mine:.2f}", f"{others:.2f} (form that skips)", mine / others if others else None)


def _than(name: str, ours: Dialogues, theirs: Sequence[int], *, whose: str) -> Figure:
    """The mean numbers of questions for the same persons."""
    mine, others = _length(ours[: len(theirs)]), fmean(theirs)
    return Figure(name, f"{mine:.2f}", f"{others:.2f} ({whose})", mine / others)


def _length(dialogues: Dialogues) -> float:
    return fmean(map(len, dialogues))


def _left(dialogues: Dialogues) -> float:
    return fmean(dialogue[min(EARLY, len(dialogue)) - 1] for dialogue in dialogues)


def _quick(journey: Journey) -> Figure:
    """The time the next questions of the largest event take."""
    event = max(journey.catalogue.life_events, key=lambda code: len(journey.candidates(code)))
    trial = Trial(journey, event)
    drafts = trial.drafts(trial.nothing)
    seconds = best({"told": lambda: list(islice(told(journey, drafts, AS_OF), NEXT))})["told"]
    label = f"the next {NEXT} questions at {event}, {len(drafts)} services, nothing known"
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

    @cached_property
    def answers(self) -> Mapping[tuple[int, Fact], object]:
        """What invented persons say, the same whenever asked; None: there is nobody more in this role."""
        return Memo(lambda asked: self._answer(*asked))

    def _answer(self, person: int, fact: Fact) -> object:
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
        answer = self.answers[person, fact]
        if answer is None:
            return replace(situation, complete=situation.complete | {fact.role})
        known = self.journey.reader.read({fact.role: {fact.concept: answer}}, as_of=AS_OF).of(fact.role)
        persons = situation.persons.get(fact.role, ())
        person_ = {**dict(*persons[fact.person : fact.person + 1]), **known}
        persons = (*persons[: fact.person], person_, *persons[fact.person + 1 :])
        return replace(situation, persons={**situation.persons, fact.role: persons})

    # ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────

    def drafts(self, situation: Situation, among: Sequence[Candidate] | None = None) -> list[Draft]:
        """The services that are unknown yet, among those that were."""
        found, facts = [], Memo(situation.facts)
        for key, recipe in self.candidates if among is None else among:
            outcomes = [rule(facts[key.role]) for rule in recipe.rules]
            if all_of(outcomes) is None:
                found.append(Draft(key, self.event, recipe, facts[key.role], outcomes, Verdict.UNKNOWN))
        return found

    def dialogue(self, person: int, choose: Chooser) -> list[int]:
        """How many services are unknown after each question, until none is."""
        situation, left = self.nothing, list[int]()
        drafts = self.drafts(situation)
        while drafts:
            situation = self.told(situation, person, choose(drafts, situation))
            drafts = self.drafts(situation, [Candidate(draft.key, draft.recipe) for draft in drafts])
            left.append(len(drafts))
        return left

    def best(self, drafts: Sequence[Draft], _situation: Situation) -> Fact:
        """The fact of the first-ranked question."""
        return next(ranking(self.journey, drafts, AS_OF)).fact

    @cached_property
    def form(self) -> Sequence[Topic]:
        """What the rules of the event name, in the order of the registers."""
        concepts = [*self.journey.catalogue.concepts, *self.journey.reader.kinds]  # documents come last
        roles = list(self.journey.reader.roles)
        named = {topic for topics in self.topics.values() for topic in topics}
        return sorted(named, key=lambda topic: (concepts.index(topic.concept), roles.index(topic.role)))

    def shuffled(self, person: int) -> Sequence[Topic]:
        """The same in an order of chance."""
        return random.Random(f"{self.event} {person}").sample(self.form, len(self.form))

    def form_of(self, person: int, topics: Sequence[Topic]) -> int:
        """How many questions a form asks until nothing is unknown."""
        situations = [self.nothing]
        for topic in topics:
            while fact := next(self.unanswered(topic, situations[-1]), None):
                situations.append(self.told(situations[-1], person, fact))
        return bisect_left(situations, x=True, key=lambda situation: not self.drafts(situation))

    def unanswered(self, topic: Topic, situation: Situation) -> Iterator[Fact]:
        """What nobody has answered of a topic: the first person in its role of whom it is not known."""
        persons = situation.persons.get(topic.role, ())
        lacking = [at for at, person in enumerate(persons) if topic.concept not in person]
        if lacking or not persons:
            if lacking or topic.role not in situation.complete:
                yield Fact(topic.role, lacking[0] if lacking else 0, topic.concept)
        elif topic.role in situation.many - situation.complete:
            yield Fact(topic.role, len(persons), topic.concept)

    def first(self, drafts: Sequence[Draft], situation: Situation) -> Fact:
        """What the first undecided service names first and nobody has answered."""
        topics = (topic for draft in drafts for topic in self.topics[draft.key])
        return next(fact for topic in topics for fact in self.unanswered(topic, situation))

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
