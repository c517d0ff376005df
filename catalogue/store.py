"""The catalogue in memory: registers as mappings by id, services by code, and who is linked to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.process import extract

from catalogue.errors import UnknownCode
from catalogue.evaluate import compiled
from catalogue.parts import turns_of
from catalogue.references import VERSIONED, links_of
from catalogue.rules import parse
from catalogue.vocabulary import Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from catalogue.codes import CodeRegister
    from catalogue.evaluate import Evaluator
    from catalogue.files import Manifest
    from catalogue.models import Offer, PublicService
    from catalogue.registers import (
        Application,
        EvidenceType,
        InformationConcept,
        Judgement,
        LifeEvent,
        PublicOrganisation,
        Region,
        Role,
        Stage,
    )


class Services(Mapping[str, "PublicService"]):
    """All services by code, in code order; a slug finds them too (``find``), and so does a link (``linked``)."""

    def adopt(self, catalogue: Catalogue) -> None:
        """Let every service know the catalogue it belongs to."""
        raise NotImplementedError

    def find(self, key: str) -> PublicService:
        """The service with this code or slug.

        Raises UnknownCode with the nearest three.
        """
        code = self.code_of(key)
        if code is None:
            raise UnknownCode("service", key, self.nearest(key))
        return self[code]

    def nearest(self, key: str) -> list[str]:
        """The nearest three codes or slugs."""
        names = list(self) if key[:1].isdigit() else list(self.slugs())
        return [name for name, _score, _position in extract(key, names, limit=3, score_cutoff=40)]

    def code_of(self, key: str) -> str | None:
        """The code of a service by its code or slug, None where there is none."""
        raise NotImplementedError

    def slugs(self) -> Iterable[str]:
        """Every slug."""
        raise NotImplementedError

    def linked(self, link: str, key: str) -> tuple[str, ...]:
        """The codes of services that name ``key`` in this sense: event, issues, updates, demands, provider."""
        raise NotImplementedError


class MemoryServices(Services):
    """Services that were read from their files."""

    def __init__(self, services: Iterable[PublicService]) -> None:
        self._by_code = {service.code: service for service in sorted(services, key=lambda service: service.code)}
        self._by_slug = {service.slug: service.code for service in self._by_code.values()}

    def adopt(self, catalogue: Catalogue) -> None:
        """Let every service know the catalogue it belongs to."""
        for service in self._by_code.values():
            service.adopt(catalogue)

    @cached_property
    def _links(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        links: dict[tuple[str, str], dict[str, None]] = {}
        for code, service in self._by_code.items():
            for link in links_of(service):
                links.setdefault(link, {})[code] = None
        return {key: tuple(codes) for key, codes in links.items()}

    def __getitem__(self, code: str) -> PublicService:
        return self._by_code[code]  # type: ignore[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def code_of(self, key: str) -> str | None:
        """The code of a service by its code or slug, None where there is none."""
        return key if key in self._by_code else self._by_slug.get(key)

    def slugs(self) -> Iterable[str]:
        """Every slug."""
        return self._by_slug

    def linked(self, link: str, key: str) -> tuple[str, ...]:
        """The codes of services that name ``key`` in this sense."""
        return self._links.get((link, key), ())


class ServicesOverlaid(Services):
    """The services of a catalogue, some of them otherwise, by code; what names what is as it was."""

    def __init__(self, services: Services, otherwise: Mapping[str, PublicService]) -> None:
        self._services, self._otherwise = services, otherwise

    def adopt(self, catalogue: Catalogue) -> None:
        """Leave them to the catalogue they came from."""

    def __getitem__(self, code: str) -> PublicService:
        return self._otherwise.get(code) or self._services[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._services)

    def __len__(self) -> int:
        return len(self._services)

    def code_of(self, key: str) -> str | None:
        """The code of a service by its code or slug, None where there is none."""
        return self._services.code_of(key)

    def slugs(self) -> Iterable[str]:
        """Every slug."""
        return self._services.slugs()

    def linked(self, link: str, key: str) -> tuple[str, ...]:
        """The codes of services that name ``key`` in this sense."""
        return self._services.linked(link, key)


class ServicesOnDay(ServicesOverlaid):
    """The services of a catalogue, those with versions of their requirements as they are on one day."""

    def __init__(self, services: Services, day: date) -> None:
        super().__init__(services, {code: services[code].on(day) for code in services.linked(*VERSIONED)})


@dataclass(frozen=True)
class Catalogue:
    """Everything that is known, checked, and never changed: a reload builds a new one."""

    manifest: Manifest
    version: str
    """The hash of its content: the first 16 hexadecimal digits of a sha256."""
    organisations: Mapping[str, PublicOrganisation]
    applications: Mapping[str, Application]
    evidence: Mapping[str, EvidenceType]
    roles: Mapping[str, Role]
    concepts: Mapping[str, InformationConcept]
    codes: CodeRegister
    regions: Mapping[str, Region]
    stages: Mapping[str, Stage]
    life_events: Mapping[str, LifeEvent]
    services: Services
    offers: Mapping[tuple[str, str], Offer] = field(default_factory=dict)
    """What differs in a region, by (service code, region code)."""
    judgements: tuple[Judgement, ...] = ()
    """What planners found of pairs that look alike."""

    def __post_init__(self) -> None:
        self.services.adopt(self)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words its rules may use."""
        return vocabulary_of(self.concepts, self.evidence, self.roles)

    @cached_property
    def _evaluators(self) -> dict[str, Evaluator]:
        return {}

    def evaluator(self, rule: str) -> Evaluator:
        """A rule of this catalogue as a function; each distinct text is parsed and compiled once."""
        made = self._evaluators.get(rule)
        if made is None:
            made = self._evaluators[rule] = compiled(parse(rule))
        return made

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days from which some requirement holds, or holds no longer, in order."""
        services = (self.services[code] for code in self.services.linked(*VERSIONED))
        return turns_of(one for service in services for one in service.requirements)

    def on(self, day: date) -> Catalogue:
        """The catalogue with the requirements that hold on a day."""
        return replace(self, services=ServicesOnDay(self.services, day)) if self.turns else self

    @cached_property
    def event_codes(self) -> Mapping[str, str]:
        """The code of every life event, by code and by alias."""
        aliases = {alias: code for code, event in self.life_events.items() for alias in event.aliases}
        return {**aliases, **{code: code for code in self.life_events}}

    def event_code(self, key: str) -> str:
        """The code of a life event by its code or alias.

        Raises UnknownCode with the nearest three.
        """
        code = self.event_codes.get(key)
        if code is None:
            nearest = [
                name for name, _score, _position in extract(key, list(self.event_codes), limit=3, score_cutoff=50)
            ]
            raise UnknownCode("life event", key, nearest)
        return code

    def region_code(self, key: str) -> str:
        """The code of a region by its code or name; ``Semarang`` is two, and refused with both.

        Raises UnknownCode with the codes and names that come near.
        """
        if key in self.regions:
            return key
        wanted = key.casefold().strip()
        plain = {code: region.name.casefold() for code, region in self.regions.items()}
        found = [code for code, name in plain.items() if name == wanted] or [
            code for code, name in plain.items() if name.split(" ", 1)[-1] == wanted
        ]
        if len(found) == 1:
            return found[0]
        near = found or [code for _name, _score, code in extract(wanted, plain, limit=3, score_cutoff=60)]
        raise UnknownCode("region", key, [f"{code} {self.regions[code].name}" for code in near])
