"""Coverage: what a catalogue lacks, as figures with the list behind each, over all and per agency and domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from catalogue.checks import check_languages
from catalogue.parts import Standard
from catalogue.registers import Model, Origin
from journeys.answers import Named
from planning.figures import WHOLE, Figure, Head, Scope, figure, head_of, named, services_of, within

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from journeys.journey import Journey

OLD = 24
"""Months after which what a source said should be looked up again."""
_DIGITAL = frozenset({"web", "app"})
_GONE = frozenset({"superseded", "historical"})

Kind = Literal["service", "life-event", "evidence", "organisation", "application"]


class Measure(Model):
    """One thing that is lacking; ``kind`` says what its codes are of."""

    key: str
    kind: Kind
    figure: Figure


class Part(Named):
    """What services of one agency, or of one domain, lack: by measure."""

    services: int
    measures: Mapping[str, Figure]


class Coverage(Model):
    """What is known of a catalogue, or of a part of it, and what is not."""

    head: Head
    measures: tuple[Measure, ...]
    agencies: tuple[Part, ...]
    """By who makes the rules, most services first."""
    domains: tuple[Part, ...]


@dataclass(frozen=True)
class _Asked:
    """A part of a catalogue on a day."""

    journey: Journey
    scope: Scope
    day: date

    @property
    def catalogue(self) -> Catalogue:
        return self.journey.catalogue

    @cached_property
    def services(self) -> tuple[PublicService, ...]:
        """The services in force."""
        return services_of(self.catalogue, self.scope)

    def has(self, link: str, key: str) -> bool:
        """Whether any service in force, of this part or another, names ``key`` in this sense."""
        services = self.catalogue.services
        return any(services[code].status == "active" for code in services.linked(link, key))

    @cached_property
    def untranslated(self) -> frozenset[str]:
        """The slugs of services that lack a language which the catalogue expects."""
        return frozenset(finding.service for finding in check_languages(self.catalogue))

    @cached_property
    def oldest(self) -> str:
        """The month before which a source is old."""
        months = self.day.year * 12 + self.day.month - 1 - OLD
        return f"{months // 12:04}-{months % 12 + 1:02}"

    @cached_property
    def digital(self) -> frozenset[str]:
        """The codes of services that some region gives through the web or an app."""
        offers = self.catalogue.offers.items()
        return frozenset(code for (code, _region), offer in offers if _DIGITAL & {one.type for one in offer.channels})


Lacks = Callable[["PublicService", _Asked], bool]


def _no_law(service: PublicService, _asked: _Asked) -> bool:
    deadline = bool(service.deadline and service.deadline.law)
    return not (service.legal_resources or deadline or any(one.law for one in service.requirements))


def _no_time(service: PublicService, _asked: _Asked) -> bool:
    return not (service.processing_time or any(channel.processing_time for channel in service.channels))


def _partial_standard(service: PublicService, _asked: _Asked) -> bool:
    standard = service.standard
    return bool(standard) and any(getattr(standard, name) is None for name in Standard.model_fields)


def _never_digital(service: PublicService, asked: _Asked) -> bool:
    return service.code not in asked.digital and not _DIGITAL & {one.type for one in service.channels}


def _ended(service: PublicService, asked: _Asked) -> bool:
    return service.valid_to is not None and service.valid_to < asked.day


def _old_source(service: PublicService, asked: _Asked) -> bool:
    seen = [source.seen[:7] for source in service.sources if source.seen]
    return bool(seen) and max(seen) < asked.oldest


LACKS: Mapping[str, Lacks] = {
    "no-standard": lambda service, _: service.standard is None,
    "partial-standard": _partial_standard,
    "no-law": _no_law,
    "no-time": _no_time,
    "no-fee": lambda service, _: not any(service.all_costs()),
    "no-channel": lambda service, _: not service.channels,
    "never-digital": _never_digital,
    "no-english": lambda service, asked: service.slug in asked.untranslated,
    "ended": _ended,
    "old-source": _old_source,
    "undated-source": lambda service, _: not any(source.seen for source in service.sources),
}
"""What a service in force may lack, by measure."""


def coverage(journey: Journey, scope: Scope = WHOLE, *, day: date) -> Coverage:
    """Every measure over a part of the catalogue, then those of services per agency and per domain."""
    asked = _Asked(journey, scope, day)
    lacking = {key: frozenset(one.code for one in asked.services if has(one, asked)) for key, has in LACKS.items()}
    measures = [
        Measure(key=key, kind="service", figure=figure(codes, len(asked.services))) for key, codes in lacking.items()
    ]
    known = journey.catalogue
    return Coverage(
        head=head_of(known, scope, day=day),
        measures=(*measures, *_succession(asked), *_events(asked), *_documents(asked), *_units(asked)),
        agencies=_parts(asked, lacking, part=lambda one: one.competent_authority, entries=known.organisations),
        domains=_parts(asked, lacking, part=lambda one: one.code.domain, entries=known.codes.domains),
    )


def _parts(
    asked: _Asked,
    lacking: Mapping[str, frozenset[str]],
    *,
    part: Callable[[PublicService], str],
    entries: Mapping[str, object],
) -> tuple[Part, ...]:
    groups: dict[str, set[str]] = {}
    for service in asked.services:
        groups.setdefault(part(service), set()).add(service.code)
    made = (
        Part(
            **dict(named(code, entries)),
            services=len(group),
            measures={key: figure(codes & group, len(group)) for key, codes in lacking.items()},
        )
        for code, group in groups.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.services, one.code)))


def _succession(asked: _Asked) -> Iterator[Measure]:
    """What has ended and names nothing that came after it."""
    gone = [one for one in within(asked.catalogue, asked.scope) if one.status in _GONE]
    yield _measure("no-successor", "service", ((one.code, not one.successors) for one in gone))
    if asked.scope.is_whole:
        systems = ((code, one) for code, one in asked.catalogue.applications.items() if one.status != "active")
        yield _measure("application-no-successor", "application", ((code, not one.successors) for code, one in systems))


def _measure(key: str, kind: Kind, told: Iterable[tuple[str, bool]]) -> Measure:
    """The figure of those that are so, among all."""
    known = dict(told)
    return Measure(key=key, kind=kind, figure=figure((code for code, so in known.items() if so), len(known)))


def _events(asked: _Asked) -> Iterator[Measure]:
    """Life events that nothing belongs to, and those that lead nowhere; of a part, only the events of its services."""
    events = asked.catalogue.life_events
    own = {event for service in asked.services for event in service.life_events}
    known = [code for code in events if asked.scope.is_whole or code in own]
    empty = {code: not any(asked.has("event", wider) for wider in asked.journey.events_of(code)) for code in known}
    yield _measure("event-without-service", "life-event", empty.items())
    yield _measure("event-leading-nowhere", "life-event", ((code, not events[code].leads_to) for code in known))


def _documents(asked: _Asked) -> Iterator[Measure]:
    """Documents that are asked for, that a public service should issue, and that none does."""
    demanded = {name for one in asked.services for _location, demand in one.demands() for name in demand.types}
    known = [code for code in demanded if asked.catalogue.evidence[code].origin is Origin.SERVICE]
    yield _measure("nobody-issues", "evidence", ((code, not asked.has("issues", code)) for code in known))


def _units(asked: _Asked) -> Iterator[Measure]:
    """The bodies that deliver services, by whether all, some or none of these have a standard."""
    standards: dict[str, set[bool]] = {}
    for service in asked.services:
        for unit in service.provided_by:
            standards.setdefault(unit, set()).add(service.standard is not None)
    for key, wanted in (("units-published", {True}), ("units-partly", {True, False}), ("units-unpublished", {False})):
        yield _measure(key, "organisation", ((unit, found == wanted) for unit, found in standards.items()))
