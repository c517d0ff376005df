"""What keeps a service from somebody whom its rules leave out: from which day on it would not, or which one fact.

Nothing else changes: as time goes by only ages and lengths grow, and one fact is otherwise while all others stay. Of
who has died nothing changes any more. Nothing of what a person told is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from catalogue.conditions import facts_of
from catalogue.evaluate import Facts, Group
from catalogue.rules import parse
from journeys.bounds import Horizon, aged, bases_of, counted, days, turnings_of
from journeys.dates import reached
from journeys.eligibility import Verdict, all_of
from journeys.levers import DECEASED, levers_of
from journeys.recipes import inside, told
from journeys.waiting import Topic
from journeys.wording import quantity, say

if TYPE_CHECKING:
    from catalogue.conditions import FactRef
    from catalogue.evaluate import Trilean
    from catalogue.store import Catalogue
    from journeys.bounds import Turning
    from journeys.journey import Journey
    from journeys.recipes import Key
    from journeys.situation import Situation

FURTHEST = 100
"""Years in which a day is looked for."""
BIRTH = "birth_date"
"""The date from which nobody who has died grows older."""


class LeftOut(Protocol):
    """A service assessed for somebody, and not met."""

    @property
    def key(self) -> Key:
        """The service, the role of its beneficiary, and which person that is."""

    @property
    def facts(self) -> Facts:
        """What its rules may ask."""

    @property
    def outcomes(self) -> Sequence[Trilean]:
        """What each of its rules comes out as."""


class Opening(NamedTuple):
    """The day from which a verdict is no longer not_met, what it is then, and when it is met if not at once."""

    day: date
    verdict: Verdict
    met_from: date | None


class Age(NamedTuple):
    """A fact that rules name, and the date it derives from, as it stands among the facts."""

    name: str
    base: str
    unit: str
    stopped_by: str
    """The fact that somebody has died, where it grows with a life; else empty."""


class Clock:
    """What time does to the rules of one service."""

    def __init__(self, journey: Journey, code: str) -> None:
        catalogue, self.reader = journey.catalogue, journey.reader
        rules = [each.rule for each in catalogue.services[code].requirements if each.rule]
        trees = [parse(rule) for rule in rules]
        turnings = [tuple(turnings_of(tree, catalogue)) for tree in trees]
        self.turnings = tuple(dict.fromkeys(turning for several in turnings for turning in several))
        self.moving = [catalogue.evaluator(rule) for rule, turns in zip(rules, turnings, strict=True) if turns]
        self.still = [place for place, turns in enumerate(turnings) if not turns]
        """The rules that no day changes."""
        names = dict.fromkeys(fact for tree in trees for fact in facts_of(tree))
        self.ages = tuple(_age(catalogue, fact) for fact in names if fact.concept in self.reader.bases)
        self.groups = self.reader.many & {role for turning in self.turnings for role, _base in bases_of(turning)}

    def opens(self, left: LeftOut, span: Horizon) -> Opening | None:
        """From when the rules are no longer against it, if that ever comes."""
        rest = all_of([left.outcomes[place] for place in self.still])
        if rest is False or not self.moving:
            return None
        found: date | None = None
        for day, outcome in self._outcomes(left.facts, span):
            if found and outcome is False:
                break
            if outcome is not False:
                surely = outcome and rest
                if surely or rest is None:
                    return _opening(found or day, day if surely else None)
                found = found or day
        return _opening(found, None) if found else None

    def _outcomes(self, facts: Facts, span: Horizon) -> Iterator[tuple[date, Trilean]]:
        """Each day on which something may turn, and what the rules come out as that days change."""
        ages, turnings = self.ages, self.turnings
        stopped = {age.stopped_by for age in ages if age.stopped_by and facts.get(age.stopped_by) is True}
        if stopped:
            ages = tuple(age for age in ages if age.stopped_by not in stopped)
            turnings = tuple(each for each in turnings if not stopped.issuperset(_stopping(each)))
        for day in days(turnings, facts, span):
            if day > span.end:
                return
            then = self._on(day, facts, ages)
            yield day, all_of([rule(then) for rule in self.moving])

    def _on(self, day: date, facts: Facts, ages: Iterable[Age]) -> Facts:
        """The facts on another day, as far as the rules speak of them."""
        groups = facts.groups
        if self.groups:
            reader = self.reader
            older = {
                role: Group(tuple(aged(reader, person, day) for person in groups[role].persons), groups[role].complete)
                for role in self.groups
            }
            groups = {**groups, **older}
        then = Facts(facts, groups)
        for name, base, unit, _stopped_by in ages:
            value = facts.get(base)
            if value is not None:
                then[name] = counted(unit, value, day)
        return then


def _opening(day: date, met_from: date | None) -> Opening:
    """A service that is met on the very day has no other one."""
    if met_from == day:
        return Opening(day, Verdict.MET, None)
    return Opening(day, Verdict.UNKNOWN, met_from)


def _age(catalogue: Catalogue, fact: FactRef) -> Age:
    derived = catalogue.concepts[fact.concept].derived
    assert derived is not None  # noqa: S101 - asked of derived concepts alone
    base = f"{fact.role}.{derived.from_}" if fact.role else derived.from_
    return Age(fact.name, base, derived.unit, _stopped_by(fact.role, derived.from_))


def _stopping(turning: Turning) -> set[str]:
    """The facts that somebody has died which end each growth that a turning speaks of."""
    return {_stopped_by(role, base) for role, base in bases_of(turning)}


def _stopped_by(role: str, base: str) -> str:
    if base != BIRTH:
        return ""
    return f"{role}.{DECEASED}" if role else DECEASED


class Prospect:
    """What could open one service to somebody, its beneficiary in one role; it depends on the catalogue alone."""

    def __init__(self, journey: Journey, code: str, role: str) -> None:
        rules = journey.inquiries[code, role].rules
        self.rules = tuple(rule.evaluate for rule in rules)
        self.clock = Clock(journey, code)
        self.levers = tuple(levers_of(journey, rules, role))
        self.until = journey.catalogue.services[code].valid_to


class Nearly:
    """What is nearly met in one bundle: made for a situation and the life events asked about."""

    def __init__(self, journey: Journey, situation: Situation, events: Iterable[str] = ()) -> None:
        self.prospects, self.many = journey.prospects, situation.many
        start = situation.as_of
        self.span = Horizon(start, reached("years", start, FURTHEST))
        subjects = [(event, journey.catalogue.life_events[event].subject) for event in events]
        self.asserted = frozenset(
            Topic(subject, concept) for event, subject in subjects for concept in journey.asserted[event]
        )

    def of(self, left: LeftOut) -> bytes | None:
        """An Almost in JSON, None where no day and no single fact would do."""
        prospect = self.prospects[left.key.code, left.key.role]
        parts = [*self._opening(prospect, left)]
        changes = [*self._changes(prospect, left)]
        if changes:
            parts.append(b'"if":[%b]' % b",".join(changes))
        return b"{%b}" % b",".join(parts) if parts else None

    def _opening(self, prospect: Prospect, left: LeftOut) -> Iterator[bytes]:
        span = self.span
        if prospect.until:
            span = Horizon(span.start, min(span.end, prospect.until))
        opening = prospect.clock.opens(left, span)
        if opening:
            day, verdict, met_from = opening
            yield inside({"from": day, "verdict": verdict, **told({"met_from": met_from}), "text": _in_words(opening)})

    def _changes(self, prospect: Prospect, left: LeftOut) -> Iterator[bytes]:
        """The single facts that would mend every rule that is false."""
        false = sum(1 << place for place, outcome in enumerate(left.outcomes) if outcome is False)
        person = b',"person":%d' % left.key.person if left.key.role in self.many else b""
        facts: Facts | None = None
        for lever in prospect.levers:
            if false & ~lever.mask or not lever.told_in(left.facts) or lever.topic in self.asserted:
                continue
            facts = facts or Facts(left.facts, left.facts.groups)
            for head, tail in lever.changes(facts, prospect.rules):
                yield b"%b%b%b" % (head, person if lever.own else b"", tail)


def _in_words(opening: Opening) -> Mapping[str, str]:
    day = quantity(opening.day)
    if opening.verdict is Verdict.MET:
        return say("opens", day=day)
    if opening.met_from:
        return say("opens-between", day=day, sure=quantity(opening.met_from))
    return say("may-open", day=day)
