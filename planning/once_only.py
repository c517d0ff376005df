"""Once-only: documents and facts asked for although a public body has them, and what would fall away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from catalogue.conditions import facts_of
from catalogue.registers import Model, Origin
from catalogue.rules import parse
from journeys.answers import EvidenceStatus, Named
from journeys.bundle import bundle_for
from planning.figures import WHOLE, Figure, Head, Scope, figure, head_of, named, services_of

if TYPE_CHECKING:
    from datetime import date

    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from journeys.answers import Bundle, BundleDocument
    from journeys.journey import Journey


class Reach(Model):
    """Whom it concerns in a year, as far as somebody counted; null where nobody did."""

    people: int | None
    """Over the life events of the services that ask, each event once; at least, since not every event is counted."""
    services_times_people: int | None
    """Over the services that ask, each with the events it belongs to; at least."""
    not_counted: tuple[str, ...]
    """Life events of which no count with a source is known."""


class AskedDocument(Named):
    """A document that services ask for although a public body issues it."""

    made_for_purpose: bool
    """Made for one errand only: the errand, not the document, is what could fall away."""
    services: Figure
    """Those that ask for it, one way or another."""
    of_everyone: Figure
    """Those of them that ask everybody for it, and take nothing else in its place."""
    same_agency: Figure
    """Those of them whose rules are made by an agency that makes the rules of its issue."""
    issued_by: tuple[str, ...]
    """The services that issue it."""
    reach: Reach


class AskedFact(Named):
    """A fact that services ask about although a system of a public body holds it."""

    source_system: str
    services: Figure
    reach: Reach


class ShownDocument(Named):
    """A document of one life event, and how often one person shows it."""

    of: str
    issued: bool
    """Whether a public service issues it."""
    status: EvidenceStatus
    times: int
    """By how many steps it is asked for in every case."""
    perhaps: int
    """By how many more it is asked for only in some cases."""
    falls_away: int
    """How many times fewer it would be shown if it were asked for once."""
    services: tuple[str, ...]


class EventPapers(Named):
    """The papers of one life event, as its bundle asks for them where nothing is known of the person."""

    steps: int
    asked: int
    different: int
    falls_away: int
    """How many times fewer one person would show a document if each were asked for once."""
    falls_away_issued: int
    """The same, of documents that a public service issues."""
    documents: tuple[ShownDocument, ...]


_Asked = TypeVar("_Asked", AskedDocument, AskedFact)


class OnceOnly(Model):
    """What is asked for although the state has it."""

    head: Head
    documents: tuple[AskedDocument, ...]
    facts: tuple[AskedFact, ...]
    life_events: tuple[EventPapers, ...]
    asking: Figure
    """The services that ask for at least one such document."""
    asked: int
    """Over all life events: how often documents are asked for."""
    falls_away: int
    falls_away_issued: int


def once_only(
    journey: Journey, scope: Scope = WHOLE, *, day: date, papers: dict[str, EventPapers] | None = None
) -> OnceOnly:
    """Documents and facts, the most asked first; the papers of each life event; and what would fall away.

    They are ranked by services × people only where somebody counted every life event concerned, else by services.
    ``papers`` keeps those of life events of this day, so that another part need not have them made again.
    """
    catalogue = journey.catalogue
    services = services_of(catalogue, scope)
    events = tuple(_papers(journey, services, day=day, known={} if papers is None else papers))
    documents = _ranked(_documents(catalogue, services))
    return OnceOnly(
        head=head_of(catalogue, scope, day=day),
        documents=documents,
        facts=_ranked(_facts(catalogue, services)),
        life_events=events,
        asking=figure((code for one in documents for code in one.services.codes), len(services)),
        asked=sum(event.asked for event in events),
        falls_away=sum(event.falls_away for event in events),
        falls_away_issued=sum(event.falls_away_issued for event in events),
    )


def reach_of(catalogue: Catalogue, services: Iterable[PublicService]) -> Reach:
    """Whom these services concern in a year."""
    counts = {code: event.yearly.count for code, event in catalogue.life_events.items() if event.yearly}
    named_by = [event for service in services for event in service.life_events]
    known = [event for event in named_by if event in counts]
    return Reach(
        people=sum(counts[event] for event in set(known)) if known else None,
        services_times_people=sum(counts[event] for event in known) if known else None,
        not_counted=tuple(sorted(set(named_by) - counts.keys())),
    )


def _ranked(asked: Iterable[_Asked]) -> tuple[_Asked, ...]:
    """The most asked first: by services × people where all their life events are counted, else by services."""
    known = list(asked)
    counted = not any(one.reach.not_counted for one in known)

    def rank(one: _Asked) -> tuple[int, int, str]:
        weight, services = one.reach.services_times_people or 0, one.services.count
        return (-weight, -services, one.code) if counted else (-services, -weight, one.code)

    return tuple(sorted(known, key=rank))


def _documents(catalogue: Catalogue, services: Iterable[PublicService]) -> Iterable[AskedDocument]:
    """Every document of origin ``service`` that these services ask for."""
    asking: dict[str, list[PublicService]] = {}
    for service in services:
        for document in {name for _location, demand in service.demands() for name in demand.types}:
            if catalogue.evidence[document].origin is Origin.SERVICE:
                asking.setdefault(document, []).append(service)
    return (_document(catalogue, document, askers) for document, askers in asking.items())


def _document(catalogue: Catalogue, code: str, askers: list[PublicService]) -> AskedDocument:
    linked = catalogue.services.linked
    issuers = linked("issues", code)
    agencies = {catalogue.services[one].competent_authority for one in (*issuers, *linked("updates", code))}
    return AskedDocument(
        **dict(named(code, catalogue.evidence)),
        made_for_purpose=catalogue.evidence[code].made_for_purpose,
        services=figure((one.code for one in askers), len(services_of(catalogue, WHOLE))),
        of_everyone=figure((one.code for one in askers if _asks_everyone(one, code)), len(askers)),
        same_agency=figure((one.code for one in askers if one.competent_authority in agencies), len(askers)),
        issued_by=issuers,
        reach=reach_of(catalogue, askers),
    )


def _asks_everyone(service: PublicService, document: str) -> bool:
    return any(demand.type == document and demand.when is None for demand in service.evidence)


def _facts(catalogue: Catalogue, services: Iterable[PublicService]) -> Iterable[AskedFact]:
    """Every fact with a source system that rules of these services speak of; an age counts as its date."""
    asking: dict[str, list[PublicService]] = {}
    for service in services:
        for concept in _concepts(catalogue, service):
            if catalogue.concepts[concept].source_system:
                asking.setdefault(concept, []).append(service)
    whole = len(services_of(catalogue, WHOLE))
    for concept, askers in asking.items():
        yield AskedFact(
            **dict(named(concept, catalogue.concepts)),
            source_system=catalogue.concepts[concept].source_system or "",
            services=figure((one.code for one in askers), whole),
            reach=reach_of(catalogue, askers),
        )


def _concepts(catalogue: Catalogue, service: PublicService) -> set[str]:
    spoken = {fact.concept for _location, rule in service.rules() for fact in facts_of(parse(rule))}
    known = [catalogue.concepts[name] for name in spoken if name in catalogue.concepts]
    made_of = {concept.derived.from_ for concept in known if concept.derived}
    return made_of | {name for name in spoken if name in catalogue.concepts and not catalogue.concepts[name].derived}


def _papers(
    journey: Journey, services: Iterable[PublicService], *, day: date, known: dict[str, EventPapers]
) -> Iterator[EventPapers]:
    """The papers of the life events that these services belong to, in the order of a life."""
    own = {event for service in services for event in service.life_events}
    for event in journey.catalogue.life_events:
        if event in own and event not in known:
            known[event] = _event(journey.catalogue, event, bundle_for(journey, event, as_of=day))
        if event in own:
            yield known[event]


def _event(catalogue: Catalogue, event: str, bundle: Bundle) -> EventPapers:
    codes = {step.id: step.service.code for step in bundle.steps}
    sure = _sure(bundle)
    documents = [_shown(catalogue, one, codes, times=sure[one.code, one.of]) for one in bundle.documents]
    return EventPapers(
        **dict(named(event, catalogue.life_events)),
        steps=len(bundle.steps),
        asked=sum(one.times for one in documents),
        different=sum(one.times > 0 for one in documents),
        falls_away=sum(one.falls_away for one in documents),
        falls_away_issued=sum(one.falls_away for one in documents if one.issued),
        documents=tuple(sorted(documents, key=lambda one: (-one.times, -one.perhaps, one.code, one.of))),
    )


def _sure(bundle: Bundle) -> Mapping[tuple[str, str], int]:
    """By how many steps each document is asked for whatever else becomes known."""
    asked = [{(one.code, one.of) for one in step.evidence if not one.if_} for step in bundle.steps]
    return Counter(document for documents in asked for document in documents)


def _shown(catalogue: Catalogue, document: BundleDocument, codes: Mapping[str, str], *, times: int) -> ShownDocument:
    return ShownDocument(
        code=document.code,
        name=document.name,
        of=document.of,
        issued=catalogue.evidence[document.code].origin is Origin.SERVICE,
        status=document.status,
        times=times,
        perhaps=len(document.demanded_by) - times,
        falls_away=max(times - 1, 0),
        services=tuple(dict.fromkeys(codes[step] for step in document.demanded_by)),
    )
