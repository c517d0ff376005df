"""What a step says whoever asks: names, requirements, fees, channels, sources, and the office that gives it.

A frame holds it twice: as values, for the model, and as JSON made once, for answers over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import orjson

from catalogue.conditions import facts_of
from catalogue.rules import parse
from journeys.answers import Named, Static

if TYPE_CHECKING:
    from catalogue.models import Offer, PublicService
    from catalogue.parts import LegalResource
    from catalogue.registers import PublicOrganisation
    from catalogue.store import Catalogue
    from journeys.journey import Journey

Data: TypeAlias = "dict[str, object]"
"""A part of an answer, shaped as its model in ``answers`` is."""


@dataclass(frozen=True)
class Frame:
    """The part of a step that depends on no person."""

    service: Data
    bodies: tuple[str, ...]
    """The organisations that deliver it."""
    requirements: tuple[tuple[Data, tuple[str, ...]], ...]
    """Each requirement with a rule, as a reason, and the facts its rule speaks of."""
    if_also: tuple[Data, ...]
    fixed: Static

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The fixed fields by name."""
        return {name: getattr(self.fixed, name) for name in Static.model_fields}

    @cached_property
    def fragments(self) -> Mapping[str, object]:
        """The fixed fields by name, as JSON that is ready."""
        fields = self.fixed.model_dump(mode="json", by_alias=True)
        return {name: orjson.Fragment(orjson.dumps(value)) for name, value in fields.items()}


def frame_of(journey: Journey, service: PublicService, region: str | None) -> Frame:
    """A service's frame; in a region with what a local offer changes."""
    base = journey.frames.get(service.code)
    if base is None:
        base = journey.frames[service.code] = _frame(journey.catalogue, service)
    offer = offer_in(journey.catalogue, service.code, region) if region else None
    return _offered(journey.catalogue, service, base=base, offer=offer) if offer else base


def _frame(catalogue: Catalogue, service: PublicService) -> Frame:
    names = Static.model_fields.keys() - {"applications", "confidence"}
    fixed = Static.model_construct(
        **{name: getattr(service, name) for name in names},
        applications=_applications(catalogue, service.applications),
        confidence=service.confidence,
    )
    return Frame(
        service={"code": str(service.code), "slug": service.slug, "name": service.name},
        bodies=service.provided_by,
        requirements=tuple(_requirements(service)),
        if_also=tuple({"name": r.name, "law": _law(r.law)} for r in service.requirements if not r.rule),
        fixed=fixed,
    )


def _requirements(service: PublicService) -> Iterator[tuple[Data, tuple[str, ...]]]:
    for requirement in service.requirements:
        if requirement.rule:
            facts = tuple(dict.fromkeys(fact.name for fact in facts_of(parse(requirement.rule))))
            law = _law(requirement.law)
            yield {"kind": "requirement", "text": requirement.name, "rule": requirement.rule, "law": law}, facts


def _law(law: LegalResource | None) -> Data | None:
    return law.model_dump(mode="json") if law else None


def _applications(catalogue: Catalogue, keys: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(code=key, name=catalogue.applications[key].name) for key in keys)


def offer_in(catalogue: Catalogue, code: str, region: str) -> Offer | None:
    """What a region, or else its province, says of a service."""
    return catalogue.offers.get((code, region)) or catalogue.offers.get((code, region[:2]))


def _offered(catalogue: Catalogue, service: PublicService, *, base: Frame, offer: Offer) -> Frame:
    names = ("channels", "contact_points", "processing_time", "costs", "note")
    changed: Data = {name: value for name in names if (value := getattr(offer, name))}
    if offer.applications:
        changed["applications"] = _applications(catalogue, offer.applications)
    changed["sources"] = (*offer.sources, *service.sources)
    bodies = offer.provided_by or base.bodies
    return Frame(base.service, bodies, base.requirements, base.if_also, base.fixed.model_copy(update=changed))


def provider(catalogue: Catalogue, body: str, region: str | None) -> Data:
    """An organisation; an office type becomes the office of the region, where the region is of its level."""
    organisation = catalogue.organisations[body]
    office = _office_region(organisation, region)
    name = organisation.name
    if office:
        place = catalogue.regions[office].name
        name = {language: f"{text} {place}" for language, text in organisation.name.items()}
    return {"code": body, "name": name, "region": office or organisation.region}


def _office_region(organisation: PublicOrganisation, region: str | None) -> str | None:
    if region is None or organisation.region:
        return None
    if organisation.level == "province":
        return region[:2]
    return region if organisation.level == "regency" and "." in region else None
