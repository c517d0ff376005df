"""Who names whom: every reference a service or register entry makes, with its place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.errors import Fault
from catalogue.values import shown
from catalogue.vocabulary import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from catalogue.models import Offer, PublicService
    from catalogue.parts import Channel
    from catalogue.registers import Application, EvidenceType, InformationConcept, LifeEvent, PublicOrganisation

Location: TypeAlias = "tuple[str | int, ...]"
"""Keys and list positions from the root of a file."""


VERSIONED = ("versioned", "requirements")
"""The link of services with requirements that hold only on some days."""


class Reference(NamedTuple):
    """One name used: of which kind, where; ``link`` says in which sense, where the graph cares."""

    kind: str
    key: str
    location: Location
    link: str = ""
    at_key: bool = False
    """Whether the name stands as a key of the file, not as a value."""


def service_references(service: PublicService) -> Iterator[Reference]:
    """Everything a service names."""
    yield Reference("organisation", service.competent_authority, ("competent_authority",), "authority")
    yield from _each("organisation", service.provided_by, "provided_by", link="provider")
    yield from _each("event", service.life_events, "life_events", link="event")
    yield from _each("application", service.applications, "applications", link="application")
    for name in ("excludes", "requires", "successors"):
        yield from _each("service", getattr(service, name), name, link=name)
    yield from _beneficiaries(service)
    yield from _evidence(service)
    for position, output in enumerate(service.produces):
        place: Location = ("produces", position)
        yield Reference("evidence", output.type, (*place, "type"), "updates" if output.updates else "issues")
        if output.of:
            yield Reference("role", output.of, (*place, "of"))
    yield from _anchors(service)
    yield from _channels(service.channels)
    for position, example in enumerate(service.examples):
        if example.event:
            yield Reference("event", example.event, ("examples", position, "event"))


def links_of(service: PublicService) -> Iterator[tuple[str, str]]:
    """In which sense a service names what, where the graph cares; and that its requirements change with time."""
    for reference in service_references(service):
        if reference.link:
            yield reference.link, reference.key
    if service.is_versioned:
        yield VERSIONED


def _each(kind: str, keys: Iterable[str], field: str, *, link: str = "") -> Iterator[Reference]:
    for position, key in enumerate(keys):
        yield Reference(kind, key, (field, position), link)


def _beneficiaries(service: PublicService) -> Iterator[Reference]:
    if isinstance(service.beneficiary, str):
        yield Reference("role", service.beneficiary, ("beneficiary",))
        return
    for event, role in (service.beneficiary or {}).items():
        yield Reference("event", event, ("beneficiary", event), at_key=True)
        yield Reference("role", role, ("beneficiary", event))


def _evidence(service: PublicService) -> Iterator[Reference]:
    for location, demand in service.demands():
        if demand.type:
            yield Reference("evidence", demand.type, (*location, "type"), "demands")
        for position, name in enumerate(demand.one_of):
            yield Reference("evidence", name, (*location, "one_of", position), "demands")
        if demand.of:
            yield Reference("role", demand.of, (*location, "of"))


def _anchors(service: PublicService) -> Iterator[Reference]:
    if service.deadline:
        side = "after" if service.deadline.after else "before"
        yield Reference("anchor", service.deadline.anchor, ("deadline", side))
    if service.recurs and service.recurs.from_:
        yield Reference("concept", service.recurs.from_, ("recurs", "from"))


def _channels(channels: Iterable[Channel]) -> Iterator[Reference]:
    for position, channel in enumerate(channels):
        if channel.application:
            yield Reference("application", channel.application, ("channels", position, "application"), "application")
        if channel.provided_by:
            yield Reference("organisation", channel.provided_by, ("channels", position, "provided_by"), "provider")


def offer_references(offer: Offer) -> Iterator[Reference]:
    """Everything a local offer names."""
    yield Reference("service", offer.service, ("service",))
    yield Reference("region", offer.region, ("region",))
    yield from _each("organisation", offer.provided_by, "provided_by")
    yield from _each("application", offer.applications, "applications")
    yield from _channels(offer.channels)


def organisation_references(organisation: PublicOrganisation) -> Iterator[Reference]:
    """The bodies an organisation belongs to or came from."""
    if organisation.part_of:
        yield Reference("organisation", organisation.part_of, ("part_of",))
    if organisation.region:
        yield Reference("region", organisation.region, ("region",))
    yield from _each("organisation", organisation.predecessors, "predecessors")


def application_references(application: Application) -> Iterator[Reference]:
    """The owner of an application, and what came after it."""
    if application.owner:
        yield Reference("organisation", application.owner, ("owner",))
    yield from _each("application", application.successors, "successors")


def evidence_references(evidence: EvidenceType) -> Iterator[Reference]:
    """The role that holds a document."""
    if evidence.holder:
        yield Reference("role", evidence.holder, ("holder",))


def concept_references(concept: InformationConcept) -> Iterator[Reference]:
    """The date a concept is derived from."""
    if concept.derived:
        yield Reference("date-concept", concept.derived.from_, ("derived", "from"))


def event_references(event: LifeEvent) -> Iterator[Reference]:
    """What a life event names: subject, date, stage, wider and following events."""
    yield Reference("role", event.subject, ("subject",))
    yield Reference("stage", event.stage, ("stage",))
    if event.date_concept:
        yield Reference("date-concept", event.date_concept, ("date_concept",))
    if event.broader:
        yield Reference("event", event.broader, ("broader",))
    yield from _each("event", event.leads_to, "leads_to")
    for concept in event.asserted:
        yield Reference("concept", concept, ("assert", concept), at_key=True)


Known: TypeAlias = "Mapping[str, Collection[str]]"
"""The names that exist, by kind of reference."""


def dangling(
    references: Iterable[Reference], known: Known, retired: Mapping[str, str] | None = None
) -> Iterator[tuple[Reference, Fault]]:
    """The references that lead nowhere, each with the nearest names that exist.

    ``retired`` are codes whose service is gone, with what came after them.
    """
    for reference in references:
        if reference.key not in known[reference.kind]:
            words = {"found": shown(reference.key), "nearest": nearest(reference.key, known[reference.kind])}
            if retired and reference.kind == "service" and reference.key in retired:
                yield reference, Fault("retired-service", {**words, "nearest": retired[reference.key]})
            else:
                yield reference, Fault(f"unknown-{reference.kind}", words)


def reached(start: str, onward: Callable[[str], Iterable[str]]) -> set[str]:
    """Everything one comes to who goes on from ``start``; ``start`` itself only where the way leads back to it."""
    seen, waiting = set[str](), list(onward(start))
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(onward(key))
    return seen


REGISTER_REFERENCES: Mapping[str, Callable[..., Iterator[Reference]]] = {
    "organisations": organisation_references,
    "applications": application_references,
    "evidence": evidence_references,
    "concepts": concept_references,
    "life_events": event_references,
}
"""What the entries of each register name."""
