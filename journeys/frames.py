"""What a step says whoever asks: names, fees, channels, sources, and the office that gives it in a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from journeys.answers import Named, Provider, ServiceName, Static

if TYPE_CHECKING:
    from catalogue.models import Offer, PublicService
    from catalogue.registers import PublicOrganisation
    from catalogue.store import Catalogue
    from catalogue.values import Text
    from journeys.journey import Journey

_PROVINCE = "province"
_REGENCY = "regency"


@dataclass(frozen=True)
class Frame:
    """The part of a step that depends on no person."""

    service: ServiceName
    providers: tuple[Provider, ...]
    fixed: Static

    @cached_property
    def static(self) -> Mapping[str, object]:
        """The fixed fields by name."""
        return {name: getattr(self.fixed, name) for name in Static.model_fields}

    @cached_property
    def prepared(self) -> bytes:
        """The fixed fields as JSON, without the braces."""
        return self.fixed.model_dump_json(by_alias=True).encode()[1:-1]


def frame_of(journey: Journey, service: PublicService, region: str | None) -> Frame:
    """A service's frame; in a region with the offices of that region, and with what a local offer changes."""
    base = journey.frames.get(service.code)
    if base is None:
        base = journey.frames[service.code] = _frame(journey.catalogue, service)
    if region is None:
        return base
    offer = offer_in(journey.catalogue, service.code, region)
    if offer is None:
        return replace(base, providers=_providers(journey.catalogue, service.provided_by, region)) if _local(base, journey) else base
    return _offered(journey.catalogue, service, base, (offer, region))


def _local(base: Frame, journey: Journey) -> bool:
    return any(journey.catalogue.organisations[provider.code].level != "national" for provider in base.providers)


def _frame(catalogue: Catalogue, service: PublicService) -> Frame:
    names = {name: getattr(service, name) for name in Static.model_fields if name not in {"applications", "confidence"}}
    fixed = Static.model_construct(
        **names, applications=_applications(catalogue, service.applications), confidence=service.confidence
    )
    title = ServiceName.model_construct(code=service.code, slug=service.slug, name=service.name)
    return Frame(title, _providers(catalogue, service.provided_by, None), fixed)


def _applications(catalogue: Catalogue, keys: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named.model_construct(code=key, name=catalogue.applications[key].name) for key in keys)


def offer_in(catalogue: Catalogue, code: str, region: str) -> Offer | None:
    """What a region, or else its province, says of a service."""
    return catalogue.offers.get((code, region)) or catalogue.offers.get((code, region[:2]))


def _offered(catalogue: Catalogue, service: PublicService, base: Frame, local: tuple[Offer, str]) -> Frame:
    offer, region = local
    bodies = offer.provided_by or service.provided_by
    changed: dict[str, object] = {name: getattr(offer, name) for name in ("channels", "contact_points") if getattr(offer, name)}
    changed |= {name: getattr(offer, name) for name in ("processing_time", "costs", "note") if getattr(offer, name) is not None}
    if offer.applications:
        changed["applications"] = _applications(catalogue, offer.applications)
    changed["sources"] = (*offer.sources, *service.sources)
    return Frame(base.service, _providers(catalogue, bodies, region), base.fixed.model_copy(update=changed))


def _providers(catalogue: Catalogue, bodies: Sequence[str], region: str | None) -> tuple[Provider, ...]:
    return tuple(_provider(catalogue, body, region) for body in bodies)


def _provider(catalogue: Catalogue, body: str, region: str | None) -> Provider:
    """An organisation; an office type becomes the office of the region, where the region is of its level."""
    organisation = catalogue.organisations[body]
    office = _office_region(organisation, region)
    name = organisation.name
    if office:
        place = catalogue.regions[office].name
        name = {language: f"{text} {place}" for language, text in organisation.name.items()}
    return Provider.model_construct(code=body, name=name, region=office or organisation.region)


def _office_region(organisation: PublicOrganisation, region: str | None) -> str | None:
    if region is None or organisation.region:
        return None
    if organisation.level == _PROVINCE:
        return region[:2]
    return region if organisation.level == _REGENCY and "." in region else None


def place_name(name: str) -> Text:
    """A region's name, the same in every language."""
    return {"id": name, "en": name}
