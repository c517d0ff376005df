"""The timeline: what becomes open or due for a person as time goes by, if nothing else changes.

The person of the bare facts stands in the beneficiary's place of every service whose beneficiary is a single person
that nobody else is told of; everybody told of under a role stands in the beneficiary's place of that role's services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from journeys.bounds import Horizon, days, on_day, span_of
from journeys.dates import reached
from journeys.deadlines import due_date
from journeys.eligibility import Verdict
from journeys.situation import Situation
from journeys.timeline_answers import ComingEvent, Due, PersonAt, Recurrences, Timeline, Window

if TYPE_CHECKING:
    from catalogue.evaluate import Facts, Trilean
    from journeys.courses import Course
    from journeys.journey import Journey
    from journeys.timeline_answers import Turn

MOST_MONTHS = 1200
"""Months that a timeline may span: a hundred years."""
BIRTH = "birth_date"
"""The date that typical ages count from."""
_FURTHER = 150 * 366
"""Days after the first up to which an end is sought where a rule reckons with ages; bounds know no such limit."""


def timeline_for(
    journey: Journey, situation: Situation | Mapping[str, object], *, start: date, months: int
) -> Timeline:
    """What opens, closes, is due or comes again from ``start`` on, for so many months.

    A plain mapping is read as of ``start``. Raises SituationError for facts that cannot be, ValueError for a number of
    months below 1 or above 1200.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"A timeline spans 1 to {MOST_MONTHS} months, not {months}.")
    read = situation if isinstance(situation, Situation) else journey.reader.read(situation, as_of=start)
    return _Drawing(journey, read, Horizon(start, reached("months", start, months))).timeline()


class _Place(NamedTuple):
    """Somebody in a beneficiary's place; ``person`` None for the person of the bare facts."""

    role: str
    person: PersonAt | None


class _State(NamedTuple):
    """What a service's requirements come out as from a day on."""

    day: date
    verdict: Verdict
    in_force: bool
    outcomes: list[Trilean]
    facts: Facts


class _Drawing:
    """One timeline in the making."""

    def __init__(self, journey: Journey, situation: Situation, span: Horizon) -> None:
        self.journey, self.situation, self.span = journey, situation, span
        self.windows: list[Window] = []
        self.deadlines: list[Due] = []
        self.recurring: list[Recurrences] = []
        self._facts: dict[tuple[_Place, date], Facts] = {}
        self._days: dict[tuple[bool, _Place | None, date], Situation] = {}
        self._alone = replace(
            situation,
            bare={},
            held=frozenset(document for document in situation.held if document.of),
            missing=frozenset(document for document in situation.missing if document.of),
        )

    def timeline(self) -> Timeline:
        """The whole of it."""
        for course in self.journey.courses:
            for place in self._places(course.roles):
                self._add(course, place)
        return Timeline.model_construct(
            from_=self.span.start,
            until=self.span.end,
            catalogue_version=self.journey.catalogue.version,
            windows=tuple(sorted(self.windows, key=lambda window: window.from_)),
            deadlines=tuple(sorted(self.deadlines, key=lambda deadline: deadline.due)),
            recurring=tuple(self.recurring),
            events=tuple(sorted(self._events(), key=lambda event: event.from_)),
        )

    def _places(self, roles: tuple[str, ...]) -> Iterator[_Place]:
        """Everybody who stands in the place of one of these roles."""
        told, many = self.situation.persons, self.situation.many
        for role in roles:
            for position in range(len(told.get(role, ()))):
                yield _Place(role, PersonAt(role=role, position=position))
        alone = next((role for role in roles if role not in told and role not in many), None)
        if alone is not None:
            yield _Place(alone, None)

    def facts(self, place: _Place, day: date) -> Facts:
        """What a rule may ask about somebody on a day."""
        known = self._facts.get((place, day))
        if known is None:
            one_of_many = place if place.role in self.situation.many else None
            who = place.person is None, one_of_many
            there = self._days.get((*who, day))
            if there is None:
                there = self._days[(*who, day)] = on_day(self.journey.reader, self._told(place), day)
            known = self._facts[place, day] = there.facts(place.role)
        return known

    def _told(self, place: _Place) -> Situation:
        """What counts for somebody: of a role that is many, rules about one of them do not see the others."""
        if place.person is None:
            return self.situation
        if place.role not in self.situation.many:
            return self._alone
        persons = self.situation.persons
        return replace(self._alone, persons={**persons, place.role: (persons[place.role][place.person.position],)})

    def _add(self, course: Course, place: _Place) -> None:
        """The windows of a service for somebody, and what is due while they are open."""
        open_ = list(self._windows(course, place))
        self.windows += open_
        self.deadlines += self._due(course, place, open_)
        self.recurring += self._again(course, place, open_)

    # ── windows ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _state(self, course: Course, place: _Place, day: date) -> _State:
        facts = self.facts(place, day)
        outcomes = [asked.on(day, facts) for asked in course.asked]
        in_force = course.service.in_force(day)
        if not in_force or False in outcomes:
            verdict = Verdict.NOT_MET
        else:
            verdict = Verdict.UNKNOWN if None in outcomes else Verdict.MET
        return _State(day, verdict, in_force, outcomes, facts)

    def _begin(self, place: _Place) -> date:
        """The first day, or that of a birth still to come: nothing is for somebody before it."""
        born = span_of(self.facts(place, self.span.start).get(BIRTH))
        return max(self.span.start, born[0]) if born else self.span.start

    def _turns(self, course: Course, place: _Place) -> Iterator[date]:
        """Every day after the first on which the service's verdict may change, in order."""
        start, end = self.span
        own = [day for day in course.own_days if day > start]
        if not course.turnings:
            return iter(own)
        further = date.fromordinal(min(start.toordinal() + _FURTHER, date.max.toordinal()))
        horizon = Horizon(start, max(end, further))
        return merge(own, days(course.turnings, self.facts(place, start), horizon))

    def _windows(self, course: Course, place: _Place) -> Iterator[Window]:
        """Stretches of one verdict that begin within the span, each known once the next one begins."""
        begin = self._begin(place)
        if begin >= self.span.end:
            return
        first = state = self._state(course, place, begin)
        before: _State | None = None
        for day in self._turns(course, place):
            if day <= begin:
                continue
            following = self._state(course, place, day)
            if following.verdict is not first.verdict:
                yield from self._window(course, place, (before, first, state, following))
                if day >= self.span.end:
                    return
                before, first = state, following
            state = following
        yield from self._window(course, place, (before, first, state, None))

    def _window(
        self, course: Course, place: _Place, states: tuple[_State | None, _State, _State, _State | None]
    ) -> Iterator[Window]:
        """A stretch as a window, unless it is one of *not met*: what was before it, its ends, and what follows."""
        before, first, last, after = states
        if first.verdict is Verdict.NOT_MET:
            return
        yield Window.model_construct(
            service=course.name,
            role=place.role,
            person=place.person,
            verdict=first.verdict,
            from_=first.day,
            until=after.day if after else None,
            why=(*_opening(course, before, first), *_closing(course, last, after), *_leaving_open(course, first)),
            if_also=course.if_also,
        )

    # ── what is due, and what comes again ────────────────────────────────────────────────────────────────────────

    def _day_of(self, place: _Place, name: str) -> date | None:
        """A date that rules may ask for; None where it is not known to the day."""
        value = self.facts(place, self.span.start).get(name)
        return value if isinstance(value, date) else None

    def _due(self, course: Course, place: _Place, open_: list[Window]) -> Iterator[Due]:
        """The deadline of a service that is open then, or open now though its day has passed."""
        deadline, anchor = course.service.deadline, course.anchor
        if not (open_ and deadline and anchor):
            return
        event_day = self._day_of(place, anchor.seen_by(place.role))
        found = due_date(deadline, event_day) if event_day else None
        if found is None or found.day >= self.span.end:
            return
        start = self.span.start
        if any(window.from_ <= max(found.day, start) for window in open_ if _ends_after(window, start)):
            yield Due.model_construct(
                service=course.name,
                role=place.role,
                person=place.person,
                due=found.day,
                rule=deadline,
                late=found.day < start,
                weekends_only=found.weekends_only,
            )

    def _again(self, course: Course, place: _Place, open_: list[Window]) -> Iterator[Recurrences]:
        """The days on which a service comes again, for each of its windows."""
        rule, recurs = course.rule, course.service.recurs
        if rule is None or recurs is None:
            return
        anchor = self._day_of(place, recurs.from_) if recurs.from_ else None
        if anchor is None and (recurs.from_ or not rule.names_its_days):
            return
        for window in open_:
            end = min(window.until or self.span.end, self.span.end)
            dates = tuple(rule.dates(anchor or self.span.start, window.from_, end))
            if dates:
                yield Recurrences.model_construct(
                    service=course.name,
                    role=place.role,
                    person=place.person,
                    verdict=window.verdict,
                    rule=recurs.rule,
                    from_=anchor,
                    dates=dates,
                )

    # ── life events ──────────────────────────────────────────────────────────────────────────────────────────────

    def _events(self) -> Iterator[ComingEvent]:
        """The life events that typically come in the span; of an age that is a span, the earliest and latest days."""
        start, end = self.span
        for typical in self.journey.typical_events:
            for place in self._places((typical.event.subject,)):
                born = span_of(self.facts(place, start).get(BIRTH))
                between = typical.between(born) if born else None
                if between and between[0] < end and between[1] > start:
                    yield ComingEvent.model_construct(
                        code=typical.code,
                        name=typical.event.name,
                        role=place.role,
                        person=place.person,
                        from_=between[0],
                        until=between[1],
                        leads_to=typical.leads_to,
                    )


def _ends_after(window: Window, day: date) -> bool:
    return window.until is None or window.until > day


def _opening(course: Course, before: _State | None, first: _State) -> Iterator[Turn]:
    """What made a window open: nothing where it was open already on the first day asked about."""
    if before:
        yield from _changes(course, before, first, opens=True)


def _closing(course: Course, last: _State, after: _State | None) -> Iterator[Turn]:
    if after:
        yield from _changes(course, last, after, opens=False)


def _changes(course: Course, one: _State, other: _State, *, opens: bool) -> Iterator[Turn]:
    """The requirements that come out otherwise from ``other`` on."""
    if one.in_force is not other.in_force:
        yield course.why_in_force("opens" if opens else "closes")
    for asked, was, is_ in zip(course.asked, one.outcomes, other.outcomes, strict=True):
        if was is not is_:
            yield asked.why("opens" if opens else "closes", is_, other.facts)


def _leaving_open(course: Course, state: _State) -> Iterator[Turn]:
    """The requirements that nobody can tell yet."""
    for asked, outcome in zip(course.asked, state.outcomes, strict=True):
        if outcome is None:
            yield asked.why("leaves_open", outcome, state.facts)
