"""What reports of a planner are made of: figures with the list behind each, and the part of a catalogue asked about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.process import extract

from catalogue.codes import domain_number
from catalogue.errors import UnknownCode
from catalogue.references import reached
from catalogue.registers import Model
from journeys.answers import Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue.models import Offer, PublicService
    from catalogue.store import Catalogue

_DIGITS = 4


class Figure(Model):
    """How many of how many, and which."""

    count: int
    of: int
    share: float | None
    """From 0 to 1; null where there is nothing to be a share of."""
    codes: tuple[str, ...]


def figure(codes: Iterable[str], of: int) -> Figure:
    """The figure of these codes, each counted once, in order, among so many."""
    listed = tuple(sorted(set(codes)))
    return Figure(count=len(listed), of=of, share=round(len(listed) / of, _DIGITS) if of else None, codes=listed)


class Scope(NamedTuple):
    """The part of a catalogue asked about; without an agency and a domain it is the whole."""

    agency: str | None = None
    """An organisation: what belongs to it, or came from it, counts as it."""
    domain: str | None = None
    """Four digits."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows it."""
        return self == Scope()


WHOLE = Scope()


class Head(Model):
    """What a report is about: which catalogue, on which day, which part of it."""

    catalogue_version: str
    as_of: date
    agency: Named | None = None
    domain: Named | None = None
    services: int
    """Services in force within it."""


def scope_of(catalogue: Catalogue, *, agency: str | None = None, domain: str | None = None) -> Scope:
    """The part asked for; a domain by its number or slug. Raises UnknownCode with what comes near."""
    if agency is not None and agency not in catalogue.organisations:
        near = extract(agency, list(catalogue.organisations), limit=3, score_cutoff=50)
        raise UnknownCode("organisation", agency, [name for name, _score, _place in near])
    return Scope(agency, domain_number(catalogue.codes, domain) if domain is not None else None)


def head_of(catalogue: Catalogue, scope: Scope, *, day: date) -> Head:
    """What a report of this part says of itself."""
    return Head(
        catalogue_version=catalogue.version,
        as_of=day,
        agency=named(scope.agency, catalogue.organisations) if scope.agency else None,
        domain=named(scope.domain, catalogue.codes.domains) if scope.domain else None,
        services=len(services_of(catalogue, scope)),
    )


def named(code: str, entries: Mapping[str, object]) -> Named:
    """An entry of a register by its code; one that the register lacks is called by it."""
    entry = entries.get(code)
    return Named(code=code, name=getattr(entry, "name", None) or {"id": code, "en": code})


def services_of(catalogue: Catalogue, scope: Scope) -> tuple[PublicService, ...]:
    """The services in force within a part, in code order."""
    return tuple(one for one in within(catalogue, scope) if one.status == "active")


def within(catalogue: Catalogue, scope: Scope) -> tuple[PublicService, ...]:
    """The services of a part, whatever their status, in code order."""
    bodies = bodies_of(catalogue, scope.agency) if scope.agency else None
    return tuple(
        service
        for service in catalogue.services.values()
        if scope.domain in {None, service.code.domain}
        and (bodies is None or not bodies.isdisjoint((service.competent_authority, *service.provided_by)))
    )


def bodies_of(catalogue: Catalogue, agency: str) -> frozenset[str]:
    """An organisation with all that belongs to it, and all that came from it."""
    onward: dict[str, list[str]] = {}
    for code, body in catalogue.organisations.items():
        for other in (*body.predecessors, *([body.part_of] if body.part_of else [])):
            onward.setdefault(other, []).append(code)
    return frozenset({agency, *reached(agency, lambda code: onward.get(code, ()))})


def applications_of(catalogue: Catalogue, service: PublicService) -> frozenset[str]:
    """The applications a service is given or worked on through, in whatever region and on whatever channel."""
    offers = [offer for (code, _region), offer in catalogue.offers.items() if code == service.code]
    return systems_of(service).union(*map(systems_of, offers))


def systems_of(given: PublicService | Offer) -> frozenset[str]:
    """The applications that a service, or the offer of one region, names itself."""
    return frozenset({*given.applications, *(one.application for one in given.channels if one.application)})
