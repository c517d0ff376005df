"""The portfolio: which applications serve what, where many serve the same, and what one instead of them would save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from catalogue.registers import Model
from catalogue.values import Amount
from journeys.answers import Named
from planning.figures import (
    WHOLE,
    Figure,
    Head,
    Scope,
    applications_of,
    bodies_of,
    figure,
    head_of,
    named,
    services_of,
    systems_of,
)

if TYPE_CHECKING:
    from datetime import date

    from catalogue.models import PublicService
    from catalogue.registers import Application
    from catalogue.store import Catalogue

_SEVERAL = 2


class SavedMoney(Model):
    """What a group of applications costs in a year beyond its dearest, as far as a source says."""

    currency: str
    at_least: Amount


class Saving(Model):
    """What would fall away if a group of applications became one."""

    applications: int
    owners: tuple[str, ...]
    services: tuple[str, ...]
    """Those that would move to the one that stays."""
    money: tuple[SavedMoney, ...]
    """By currency; empty where fewer than two of the group have a cost with a source."""
    without_cost: tuple[str, ...]
    """Applications of the group whose yearly cost nobody states."""


class ApplicationUse(Named):
    """An application, and what it serves."""

    owner: Named | None
    status: str
    services: Figure
    domains: tuple[str, ...]
    life_events: tuple[str, ...]
    agencies: tuple[str, ...]
    """Those that make the rules of its services."""


class Share(Named):
    """An owner, a domain or a life event, and its applications."""

    applications: Figure
    services: tuple[str, ...]
    """Services of it that those applications serve."""


class Function(Named):
    """What several services are about, such as an identity card, and the applications for it.

    Its code is the first two parts of their codes.
    """

    applications: Figure
    services: tuple[str, ...]
    saving: Saving


class Portfolio(Model):
    """The applications of a catalogue, or of a part of it."""

    head: Head
    applications: tuple[ApplicationUse, ...]
    owners: tuple[Share, ...]
    domains: tuple[Share, ...]
    life_events: tuple[Share, ...]
    functions: tuple[Function, ...]
    """Those with several applications, most first."""
    without_application: Figure
    """Services that no application supports."""
    serving_nothing: Figure
    """Applications that no service names."""
    without_owner: Figure
    without_cost: Figure
    """Applications whose yearly cost nobody states with a source."""


def portfolio(catalogue: Catalogue, scope: Scope = WHOLE, *, day: date) -> Portfolio:
    """Applications by service, owner, domain and life event; what many serve, and what none does."""
    services = services_of(catalogue, scope)
    served: dict[str, frozenset[str]] = {service.code: applications_of(catalogue, service) for service in services}
    known = _within(catalogue, scope, served.values())
    by_application = _turned(services, lambda service: served[service.code])
    view = _View(catalogue, services, served)
    return Portfolio(
        head=head_of(catalogue, scope, day=day),
        applications=_most(_use(catalogue, code, by_application.get(code, ()), whole=len(services)) for code in known),
        owners=_owners(catalogue, known, by_application),
        domains=view.shares(lambda service: (service.code.domain,), catalogue.codes.domains),
        life_events=view.shares(lambda service: service.life_events, catalogue.life_events),
        functions=view.functions(),
        without_application=figure((code for code, names in served.items() if not names), len(services)),
        serving_nothing=figure(known.keys() - by_application.keys(), len(known)),
        without_owner=figure((code for code, system in known.items() if not system.owner), len(known)),
        without_cost=figure((code for code, system in known.items() if not system.annual_cost), len(known)),
    )


def saving_of(catalogue: Catalogue, group: Iterable[str]) -> Saving:
    """What would fall away if these applications became one; money only from costs with a source.

    Nobody says which would stay, so of the costs known the highest is left out: the saving is at least the rest.
    """
    codes = sorted(set(group))
    systems = [catalogue.applications[code] for code in codes]
    offering = {code for (code, _region), offer in catalogue.offers.items() if not systems_of(offer).isdisjoint(codes)}
    serving = offering.union(*(catalogue.services.linked("application", code) for code in codes))
    return Saving(
        applications=max(len(codes) - 1, 0),
        owners=tuple(sorted({system.owner for system in systems if system.owner})),
        services=tuple(sorted(serving)),
        money=tuple(_money(systems)),
        without_cost=tuple(code for code in codes if not catalogue.applications[code].annual_cost),
    )


def _money(systems: Iterable[Application]) -> Iterable[SavedMoney]:
    costs: dict[str, list[Decimal]] = defaultdict(list)
    for system in systems:
        if system.annual_cost:
            costs[system.annual_cost.currency].append(system.annual_cost.value)
    for currency, values in sorted(costs.items()):
        if len(values) >= _SEVERAL:
            yield SavedMoney(currency=currency, at_least=sum(values) - max(values))


def _within(catalogue: Catalogue, scope: Scope, served: Iterable[frozenset[str]]) -> Mapping[str, Application]:
    """The applications of a part: those that serve it, and those that the agency owns; of the whole, all."""
    if scope.is_whole:
        return catalogue.applications
    own = bodies_of(catalogue, scope.agency) if scope.agency else frozenset()
    serving = frozenset().union(*served)
    return {code: system for code, system in catalogue.applications.items() if code in serving or (system.owner in own)}


def _turned(
    services: Iterable[PublicService], names: Callable[[PublicService], Iterable[str]]
) -> Mapping[str, list[PublicService]]:
    """The services of every name they have."""
    found: dict[str, list[PublicService]] = defaultdict(list)
    for service in services:
        for name in names(service):
            found[name].append(service)
    return found


def _use(catalogue: Catalogue, code: str, services: Iterable[PublicService], *, whole: int) -> ApplicationUse:
    system, served = catalogue.applications[code], list(services)
    return ApplicationUse(
        **dict(named(code, catalogue.applications)),
        owner=named(system.owner, catalogue.organisations) if system.owner else None,
        status=system.status,
        services=figure((one.code for one in served), whole),
        domains=tuple(sorted({one.code.domain for one in served})),
        life_events=tuple(sorted({event for one in served for event in one.life_events})),
        agencies=tuple(sorted({one.competent_authority for one in served})),
    )


def _most(uses: Iterable[ApplicationUse]) -> tuple[ApplicationUse, ...]:
    return tuple(sorted(uses, key=lambda use: (-use.services.count, use.code)))


def _owners(
    catalogue: Catalogue, known: Mapping[str, Application], served: Mapping[str, list[PublicService]]
) -> tuple[Share, ...]:
    owned: dict[str, list[str]] = defaultdict(list)
    for code, system in known.items():
        if system.owner:
            owned[system.owner].append(code)
    return _first(
        Share(
            **dict(named(owner, catalogue.organisations)),
            applications=figure(codes, len(known)),
            services=tuple(sorted({one.code for code in codes for one in served.get(code, ())})),
        )
        for owner, codes in owned.items()
    )


def _first(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda share: (-share.applications.count, share.code)))


class _View:
    """The services of a part, with the applications of each."""

    def __init__(
        self, catalogue: Catalogue, services: Iterable[PublicService], served: Mapping[str, frozenset[str]]
    ) -> None:
        self.catalogue, self.services, self.served = catalogue, tuple(services), served
        self.used = len(frozenset().union(*served.values()))

    def _served_by(self, services: Iterable[PublicService]) -> Figure:
        return figure((name for one in services for name in self.served[one.code]), self.used)

    def _supported(self, services: Iterable[PublicService]) -> tuple[str, ...]:
        return tuple(one.code for one in services if self.served[one.code])

    def shares(
        self, names: Callable[[PublicService], Iterable[str]], entries: Mapping[str, object]
    ) -> tuple[Share, ...]:
        """The applications of every domain, or of every life event."""
        return _first(
            Share(
                **dict(named(name, entries)),
                applications=self._served_by(services),
                services=self._supported(services),
            )
            for name, services in _turned(self.services, names).items()
        )

    def functions(self) -> tuple[Function, ...]:
        """What services are about, where several applications serve it, most first."""
        groups = _turned(self.services, lambda service: (f"{service.code.domain}.{service.code.object}",))
        made = (self._function(code, services) for code, services in groups.items())
        several = [one for one in made if one.applications.count >= _SEVERAL]
        return tuple(sorted(several, key=lambda one: (-one.applications.count, one.code)))

    def _function(self, code: str, services: Iterable[PublicService]) -> Function:
        domain, _, number = code.partition(".")
        objects = {one.number: one for one in self.catalogue.codes.objects.get(domain, {}).values()}
        applications = self._served_by(services)
        return Function(
            code=code,
            name=named(number, objects).name,
            applications=applications,
            services=self._supported(services),
            saving=saving_of(self.catalogue, applications.codes),
        )
