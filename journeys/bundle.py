"""The bundle: what a life event calls for, for one person, in order, with which documents and at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

from catalogue.errors import LANGUAGES, FactFault, Fault, SituationError, UnknownCode
from catalogue.spans import may_be
from journeys.answers import Bundle, BundleHead, joined
from journeys.assembly import Assembly
from journeys.facts import day_beyond
from journeys.plan import Plan
from journeys.situation import Document, Situation

if TYPE_CHECKING:
    from datetime import date

    from journeys.journey import Journey


@dataclass(frozen=True)
class Request:
    """What is asked: life events by code or alias, a region, and services already done, by code or slug."""

    events: tuple[str, ...]
    situation: Situation
    region: str | None = None
    done: tuple[str, ...] = ()
    event_dates: Mapping[str, date] = field(default_factory=dict)
    """The days on which events happened or will, by code or alias."""


class Options(TypedDict, total=False):
    """What may be asked besides an event and a situation."""

    region: str
    """A Kemendagri code."""
    as_of: date
    """The day asked about; today in Jakarta where it is not given."""
    held: Iterable[str]
    """Documents one has: evidence types, ``role.type`` for another's."""
    missing: Iterable[str]
    """Documents one lacks."""
    done: Iterable[str]
    """Services already done, by code or slug."""
    event_dates: Mapping[str, date]
    """The days on which events happened or will, by code or alias."""


def bundle_for(
    journey: Journey,
    events: str | Sequence[str],
    situation: Situation | Mapping[str, object] | None = None,
    **options: Unpack[Options],
) -> Bundle:
    """The bundle of one or several life events (codes or aliases) for a situation.

    ``as_of``, ``held`` and ``missing`` are read with a plain mapping; a Situation has its own. Raises UnknownCode for
    an event, region or service there is not, SituationError for facts that cannot be.
    """
    if not isinstance(situation, Situation):
        papers = {"held": options.get("held", ()), "missing": options.get("missing", ())}
        situation = journey.reader.read(situation or {}, as_of=options.get("as_of"), **papers)
    names = (events,) if isinstance(events, str) else tuple(events)
    done, dates = tuple(options.get("done", ())), options.get("event_dates", {})
    return answer(journey, Request(names, situation, options.get("region"), done, dates))


def answer(journey: Journey, request: Request) -> Bundle:
    """The bundle for a request whose situation has been read. Raises what ``bundle_for`` raises."""
    asked = _Asked(journey, request)
    assembly = Assembly(asked.plan, whole=False)
    head = BundleHead.model_validate_json(assembly.bundle(asked.events, asked.region))
    steps = tuple(map(assembly.model, assembly.order, head.steps))
    return joined(Bundle, head, steps=steps)


def answer_json(journey: Journey, request: Request) -> bytes:
    """The same bundle as JSON, UTF-8. Raises what ``bundle_for`` raises."""
    asked = _Asked(journey, request)
    return Assembly(asked.plan).bundle(asked.events, asked.region)


def settled(journey: Journey, request: Request) -> Situation:
    """The situation that a plan rests on: every fact under its role, with what events and services done add to it.

    Raises what ``bundle_for`` raises, but for a region.
    """
    events, done = _codes(journey, request)
    situation = _dated(journey, _placed(journey, request.situation, events), request.event_dates)
    return _with_done(journey, situation, done)


def _codes(journey: Journey, request: Request) -> tuple[tuple[str, ...], frozenset[str]]:
    """The codes of the events asked for and of the services done."""
    catalogue = journey.catalogue
    events = dict.fromkeys(catalogue.event_code(event) for event in request.events)
    return tuple(events), frozenset(catalogue.services.find(key).code for key in request.done)


class _Asked:
    """A request, planned."""

    def __init__(self, journey: Journey, request: Request) -> None:
        journey = journey.on(request.situation.as_of)
        self.region = _region(journey, request.region)
        self.events, done = _codes(journey, request)
        situation = settled(journey, request)
        self.plan = Plan(journey, situation, region=request.region, done=done)
        for event in self.events:
            self.plan.ask(event)
        self.plan.close()


def _region(journey: Journey, code: str | None) -> Mapping[str, object] | None:
    if code is None:
        return None
    regions = journey.catalogue.regions
    if code not in regions:
        raise UnknownCode("region", code, [known for known in regions if known.startswith(code[:2])][:3])
    name = regions[code].name
    return {"code": code, "name": dict.fromkeys(LANGUAGES, name), "level": regions[code].level}


def _placed(journey: Journey, situation: Situation, events: Sequence[str]) -> Situation:
    """The situation with bare facts given to the events' subject, and what the events assert added to it."""
    known = journey.catalogue.life_events
    subjects = list(dict.fromkeys(known[event].subject for event in events))
    if situation.bare and len(subjects) > 1:
        words = {"roles": ", ".join(subjects), "example": f'{{"{subjects[0]}": {{…}}}}'}
        faults = [FactFault((concept,), Fault("fact-without-role", words)) for concept in situation.bare]
        raise SituationError(faults)
    situation = situation.placed(subjects[0])
    faults = []
    for event in events:
        subject = known[event].subject
        facts = situation.of(subject)
        asserted = journey.asserted[event]
        for concept, value in asserted.items():
            if facts.get(concept, value) != value:
                words = {"found": concept, "event": event, "expected": str(value).lower()}
                faults.append(FactFault((concept,), Fault("fact-against-event", words)))
        situation = situation.with_facts(subject, asserted)
    if faults:
        raise SituationError(faults)
    return situation


def _dated(journey: Journey, situation: Situation, event_dates: Mapping[str, date]) -> Situation:
    """The situation with the days of events among the facts of their subjects, and the ages that follow from them."""
    catalogue, faults = journey.catalogue, list[FactFault]()
    for name, day in event_dates.items():
        event = catalogue.life_events[catalogue.event_code(name)]
        path = ("event_dates", name)
        if beyond := day_beyond(path, day):
            faults.append(beyond)
            continue
        if event.date_concept is None:
            faults.append(FactFault(path, Fault("event-without-date", {"found": name})))
            continue
        told = situation.of(event.subject).get(event.date_concept)
        if told is not None and not may_be(told, day):
            words = {"found": name, "other": f"{event.subject}.{event.date_concept}"}
            faults.append(FactFault(path, Fault("facts-disagree", words)))
            continue
        try:
            known = journey.reader.read({event.date_concept: day}, as_of=situation.as_of)
        except SituationError as error:
            faults += [FactFault(path, fault.fault) for fault in error.faults]
        else:
            situation = situation.with_facts(event.subject, known.bare)
    if faults:
        raise SituationError(faults)
    return situation


def _with_done(journey: Journey, situation: Situation, done: frozenset[str]) -> Situation:
    """The situation with the outputs of services already done among the documents held."""
    gifts = {
        Document(output.of or "", output.type) for code in done for output in journey.catalogue.services[code].produces
    }
    owned = journey.reader.owned
    clash = sorted(set(map(owned, gifts)) & set(map(owned, situation.missing)))
    if clash:
        raise SituationError(
            [FactFault(("missing",), Fault("held-and-missing", {"found": gift.type})) for gift in clash]
        )
    return replace(situation, held=situation.held | gifts) if gifts else situation
