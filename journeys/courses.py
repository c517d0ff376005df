"""What a timeline has to know of a service, whoever asks: worked out once for a catalogue."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from catalogue.conditions import facts_of
from catalogue.parts import turns_of
from catalogue.rules import parse
from journeys.answers import Named, ServiceName
from journeys.bounds import turnings_of
from journeys.dates import reached
from journeys.deadlines import anchor_of
from journeys.eligibility import VERDICTS, Condition, not_known
from journeys.recurrence import Rule
from journeys.timeline_answers import Turn
from journeys.wording import say

if TYPE_CHECKING:
    from typing import Literal

    from catalogue.evaluate import Evaluator, Facts, Trilean
    from catalogue.models import PublicService
    from catalogue.parts import Requirement
    from catalogue.registers import LifeEvent
    from catalogue.store import Catalogue
    from journeys.bounds import Turning
    from journeys.deadlines import Anchor

    Doing = Literal["opens", "closes", "leaves_open"]

_ANY_AGE = 100
"""Years: an event typical of so many ages from birth on says nothing of when it comes."""


class Asked:
    """A requirement with a rule."""

    def __init__(self, catalogue: Catalogue, requirement: Requirement, rule: str) -> None:
        tree = parse(rule)
        self.requirement, self.rule = requirement, rule
        self.holds: Evaluator = catalogue.evaluator(rule)
        self.facts = tuple(dict.fromkeys(fact.name for fact in facts_of(tree)))
        self.turnings = tuple(dict.fromkeys(turnings_of(tree, catalogue)))

        self._ready: dict[tuple[Doing, Trilean], Turn] = {}
        """What is the same for everybody: every fact is known, or none is."""

    def on(self, day: date, facts: Facts) -> Trilean:
        """What it comes out as on a day; nobody fails a requirement that is not in force then."""
        return self.holds(facts) if self.requirement.in_force(day) else True

    def why(self, does: Doing, outcome: Trilean, facts: Facts) -> Turn:
        """What it does to a window by coming out so."""
        unknown = not_known(self.facts, facts) if outcome is None else ()
        if unknown and unknown != self.facts:
            return self._turn(does, outcome, unknown)
        made = self._ready.get((does, outcome))
        if made is None:
            made = self._ready[does, outcome] = self._turn(does, outcome, unknown)
        return made

    def _turn(self, does: Doing, outcome: Trilean, unknown: tuple[str, ...]) -> Turn:
        return Turn(
            kind="requirement",
            text=self.requirement.name,
            verdict=VERDICTS[outcome],
            rule=self.rule,
            law=self.requirement.law,
            unknown_facts=unknown,
            does=does,
        )


class Course:
    """An active service: whose it may be, what turns its verdict, and what it is due by."""

    def __init__(self, catalogue: Catalogue, service: PublicService) -> None:
        self.service, self._catalogue = service, catalogue
        self.name = ServiceName(code=str(service.code), slug=service.slug, name=service.name)
        self.asked = tuple(Asked(catalogue, each, each.rule) for each in service.requirements if each.rule)
        self.if_also = tuple(Condition(name=each.name, law=each.law) for each in service.requirements if not each.rule)
        self.turnings: tuple[Turning, ...] = tuple(dict.fromkeys(t for each in self.asked for t in each.turnings))

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The roles its beneficiary is in, at one life event or another; the first is the usual one."""
        events = self._catalogue.life_events
        at = [event for event in self.service.life_events if event in events]
        return tuple(dict.fromkeys(self.service.beneficiary_at(event, events[event].subject) for event in at)) or (
            self.service.beneficiary_at("", "applicant"),
        )

    @cached_property
    def own_days(self) -> tuple[date, ...]:
        """The days on which the service itself, or one of its requirements, begins and is no longer there."""
        return turns_of((self.service, *(asked.requirement for asked in self.asked)))

    def why_in_force(self, does: Doing) -> Turn:
        """That the service itself begins or ends."""
        day = self.service.valid_from if does == "opens" else self.service.valid_to
        return Turn(kind="date", text=say("not-yet" if does == "opens" else "ends", day=str(day)), does=does)

    @cached_property
    def anchor(self) -> Anchor | None:
        """What its deadline counts from, None where it has no deadline or its event has no date."""
        deadline = self.service.deadline
        return anchor_of(self._catalogue, deadline) if deadline else None

    @cached_property
    def rule(self) -> Rule | None:
        """By what it comes again."""
        return Rule(self.service.recurs.rule) if self.service.recurs else None


class Typical:
    """A life event that has a typical age, and the events that often follow it."""

    def __init__(self, catalogue: Catalogue, code: str, event: LifeEvent) -> None:
        known = catalogue.life_events
        self.code, self.event = code, event
        self.leads_to = tuple(Named(code=next_, name=known[next_].name) for next_ in event.leads_to if next_ in known)

    @property
    def says_when(self) -> bool:
        """Whether its ages are narrower than a life."""
        ages = self.event.typical_age
        return ages is not None and not (ages.from_ <= 0 and ages.to >= _ANY_AGE)

    def between(self, born: tuple[date, date]) -> tuple[date, date] | None:
        """Its first day, and the first that is too late, for a birth in a span; None beyond the calendar's years."""
        ages = self.event.typical_age
        with suppress(OverflowError, ValueError):
            return (reached("years", born[0], ages.from_), reached("years", born[1], ages.to + 1)) if ages else None
        return None
