"""The catalogue's services and applications as records: their texts in every language, and the fields beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from catalogue.references import reached
from planning.texts import Record, Trait
from planning.ties import Facts
from planning.whom import bounds_of

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue

Kind: TypeAlias = Literal["service", "application"]
ENDED = frozenset({"superseded", "historical"})
"""States of what is no longer given."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with what answers call it by, and the facts that decide how it is related to another."""

    record: Record
    id: str
    slug: str
    name: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    owners: tuple[str, ...] = ()
    applications: frozenset[str] = frozenset()


def entries_of(catalogue: Catalogue, kind: Kind) -> list[Entry]:
    """All services, or all applications, in the order of the catalogue."""
    bodies = Bodies(catalogue)
    if kind == "application":
        return list(_applications(catalogue, bodies))
    return [service_entry(catalogue, service, bodies) for service in catalogue.services.values()]


class Bodies:
    """Organisations with those they came from: a ministry is not another for having been renamed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._bodies = catalogue.organisations
        self._known: dict[str, frozenset[str]] = {}

    def of(self, key: str) -> frozenset[str]:
        """An organisation and all it came from."""
        if key not in self._known:
            former = reached(key, lambda body: self._bodies[body].predecessors)
            self._known[key] = frozenset({key, *former})
        return self._known[key]

    def all_of(self, keys: Iterable[str]) -> frozenset[str]:
        """The same for several."""
        return frozenset[str]().union(*map(self.of, keys))

    def names(self, keys: Iterable[str]) -> str:
        """What they are called, in every language and for short."""
        return " ".join(
            name for key in keys for name in (*self._bodies[key].name.values(), self._bodies[key].abbreviation or "")
        )

    def levels(self, keys: Iterable[str]) -> frozenset[str]:
        """The levels they work at."""
        return frozenset(self._bodies[key].level for key in keys)


def service_entry(catalogue: Catalogue, service: PublicService, bodies: Bodies) -> Entry:
    """A service of a catalogue as what is compared."""
    givers = dict.fromkeys((service.competent_authority, *service.provided_by))
    asked = frozenset(kind for _place, demand in service.demands() for kind in demand.types)
    agencies, events = bodies.all_of(givers), frozenset(service.life_events)
    traits: dict[str, Trait] = {
        "action": service.code.action,
        "outputs": frozenset(output.type for output in service.produces),
        "documents": asked,
        "laws": frozenset(_laws(service)),
        "life_events": events,
        "beneficiary": frozenset(_roles(catalogue, service)),
        "conditions": frozenset(_conditions(service)),
        "agency": agencies,
        "level": bodies.levels(service.provided_by),
        "applications": frozenset(service.applications),
    }
    texts = (*service.name.values(), *service.keywords)
    record = Record(
        service.slug,
        " / ".join(texts),
        " / ".join(service.description.values()),
        bodies.names(givers),
        traits={name: trait for name, trait in traits.items() if trait},
    )
    facts = Facts(
        object="" if service.code.provisional else f"{service.code.domain}.{service.code.object}",
        action=service.code.action,
        variant=service.code.variant,
        gives=frozenset(output.type for output in service.produces if not output.updates),
        renews=frozenset(output.type for output in service.produces if output.updates),
        asks=asked,
        after=frozenset(_slugs(catalogue, service.requires)),
        successors=frozenset(_slugs(catalogue, _heirs(catalogue, service))),
        ended=service.status in ENDED,
        agencies=agencies,
        needs=events,
        kept=not service.code.provisional,
        bounds=bounds_of(_conditions(service)),
    )
    applications = frozenset(service.applications)
    named = (service.code, service.slug, service.name, service.description)
    return Entry(record, *named, facts, tuple(givers), applications)


def _laws(service: PublicService) -> Iterator[str]:
    for law in (*service.legal_resources, *(one.law for one in service.requirements)):
        if law:
            yield from (part.strip() for part in law.title.split(" jo. "))


def _roles(catalogue: Catalogue, service: PublicService) -> Iterator[str]:
    """Whose service it is, at each of its life events."""
    for event in service.life_events:
        yield service.beneficiary_at(event, catalogue.life_events[event].subject)


def _conditions(service: PublicService) -> Iterator[str]:
    return (requirement.rule for requirement in service.requirements if requirement.rule)


def _slugs(catalogue: Catalogue, keys: Iterable[str]) -> Iterator[str]:
    return (catalogue.services.find(key).slug for key in keys)


def _heirs(catalogue: Catalogue, service: PublicService) -> Iterable[str]:
    """What came in its place, and what in the place of that."""
    return {*service.successors, *(code for key in service.successors for code in reached(key, _onward(catalogue)))}


def _onward(catalogue: Catalogue) -> Callable[[str], Iterable[str]]:
    return lambda key: catalogue.services.find(key).successors


def _applications(catalogue: Catalogue, bodies: Bodies) -> Iterator[Entry]:
    served: dict[str, list[PublicService]] = {key: [] for key in catalogue.applications}
    for service in catalogue.services.values():
        for key in {*service.applications, *(one.application for one in service.channels if one.application)}:
            served[key].append(service)
    for key, system in catalogue.applications.items():
        owner = bodies.of(system.owner) if system.owner else frozenset[str]()
        functions = frozenset(service.slug for service in served[key])
        events = frozenset(event for service in served[key] for event in service.life_events)
        traits: dict[str, Trait] = {
            "functions": functions,
            "domains": frozenset(service.code.domain for service in served[key]),
            "life_events": events,
            "owner": owner,
        }
        record = Record(
            key,
            " / ".join(system.name.values()),
            " / ".join((system.description or {}).values()),
            bodies.names([system.owner] if system.owner else []),
            traits={name: trait for name, trait in traits.items() if trait},
        )
        facts = Facts(
            successors=frozenset(reached(key, lambda one: catalogue.applications[one].successors)),
            ended=system.status in ENDED,
            agencies=owner,
            functions=functions,
            kept=True,
        )
        owners = (system.owner,) if system.owner else ()
        yield Entry(record, key, key, system.name, system.description or {}, facts, owners)
