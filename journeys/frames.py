"""What a step says whoever asks: names, requirements, fees, channels, sources, and the office that gives it.

It is JSON made once, in the shape of its model in ``answers``, so that an answer only has to be put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import orjson

from catalogue.conditions import facts_of
from catalogue.rules import parse
from journeys.answers import Named, Static
from journeys.eligibility import Verdict
from journeys.recipes import inside

if TYPE_CHECKING:
    from decimal import Decimal

    from catalogue.models import Offer, PublicService
    from catalogue.parts import LegalResource, Requirement
    from catalogue.registers import PublicOrganisation
    from catalogue.store import Catalogue
    from journeys.journey import Journey


class Tested(NamedTuple):
    """A requirement with a rule, as the reason it is for each outcome."""

    met: bytes
    not_met: bytes
    unknown: bytes
    """Where every fact is lacking that its rule speaks of."""
    facts: tuple[str, ...]

    def unknown_of(self, facts: Sequence[str]) -> bytes:
        """The reason where only some of its facts are lacking."""
        told: dict[str, object] = orjson.loads(self.unknown)
        return orjson.dumps({**told, "unknown_facts": facts})


class Fee(NamedTuple):
    """A fee that is due whatever the channel; ``value`` None where only its basis is known."""

    currency: str
    value: Decimal | None
    when: str | None


class Office(NamedTuple):
    """Who delivers, and its name alone."""

    json: bytes
    name: bytes


@dataclass(frozen=True)
class Frame:
    """The part of a step that depends on no person."""

    service: bytes
    """Code, slug and name."""
    bodies: tuple[str, ...]
    """The organisations that deliver it."""
    requirements: tuple[Tested, ...]
    if_also: bytes
    fixed: Static

    @cached_property
    def fees(self) -> tuple[Fee, ...]:
        """What is to be paid, in any case or where a condition holds; nothing said is a fee not known, in rupiah."""
        costs = self.fixed.costs
        due = (Fee(cost.currency, cost.value, cost.when) for cost in costs if cost.channel is None)
        return tuple(due) if costs else (Fee("IDR", None, None),)

    @cached_property
    def fields(self) -> bytes:
        """The fixed fields, without the braces around them."""
        return inside(self.fixed.model_dump(mode="json", by_alias=True))


def frame_of(journey: Journey, service: PublicService, region: str | None) -> Frame:
    """A service's frame; in a region with what a local offer changes."""
    offer = offer_in(journey.catalogue, service.code, region) if region and service.code in journey.offered else None
    key = service.code, offer.region if offer else None
    made = journey.frames.get(key)
    if made is None:
        made = _frame(journey.catalogue, service)
        made = journey.frames[key] = _offered(journey.catalogue, service, base=made, offer=offer) if offer else made
    return made


def _frame(catalogue: Catalogue, service: PublicService) -> Frame:
    names = Static.model_fields.keys() - {"applications", "confidence"}
    fixed = Static.model_construct(
        **{name: getattr(service, name) for name in names},
        applications=_applications(catalogue, service.applications),
        confidence=service.confidence,
    )
    return Frame(
        service=orjson.dumps({"code": str(service.code), "slug": service.slug, "name": service.name}),
        bodies=service.provided_by,
        requirements=tuple(_tested(r, r.rule) for r in service.requirements if r.rule),
        if_also=orjson.dumps([{"name": r.name, "law": _law(r.law)} for r in service.requirements if not r.rule]),
        fixed=fixed,
    )


def _tested(requirement: Requirement, rule: str) -> Tested:
    reason = {"kind": "requirement", "text": requirement.name, "rule": rule, "law": _law(requirement.law)}
    facts = tuple(dict.fromkeys(fact.name for fact in facts_of(parse(rule))))
    met, not_met = (orjson.dumps({**reason, "verdict": verdict}) for verdict in (Verdict.MET, Verdict.NOT_MET))
    unknown = {**reason, "verdict": Verdict.UNKNOWN, "unknown_facts": facts}
    return Tested(met, not_met, orjson.dumps(unknown), facts)


def _law(law: LegalResource | None) -> dict[str, object] | None:
    return law.model_dump(mode="json") if law else None


def _applications(catalogue: Catalogue, keys: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(code=key, name=catalogue.applications[key].name) for key in keys)


def offer_in(catalogue: Catalogue, code: str, region: str) -> Offer | None:
    """What a region, or else its province, says of a service."""
    return catalogue.offers.get((code, region)) or catalogue.offers.get((code, region[:2]))


def _offered(catalogue: Catalogue, service: PublicService, *, base: Frame, offer: Offer) -> Frame:
    names = ("channels", "contact_points", "processing_time", "costs", "note")
    changed: dict[str, object] = {name: value for name in names if (value := getattr(offer, name))}
    if offer.applications:
        changed["applications"] = _applications(catalogue, offer.applications)
    changed["sources"] = (*offer.sources, *service.sources)
    bodies = offer.provided_by or base.bodies
    return Frame(base.service, bodies, base.requirements, base.if_also, base.fixed.model_copy(update=changed))


def office_of(journey: Journey, body: str, region: str | None) -> Office:
    """An organisation; an office type becomes the office of the region, where the region is of its level."""
    place = _office_region(journey.catalogue.organisations[body], region)
    made = journey.offices.get((body, place))
    if made is None:
        made = journey.offices[body, place] = _office(journey.catalogue, body, place)
    return made


def _office(catalogue: Catalogue, body: str, place: str | None) -> Office:
    organisation = catalogue.organisations[body]
    name = organisation.name
    if place:
        name = {language: f"{text} {catalogue.regions[place].name}" for language, text in organisation.name.items()}
    told = {"code": body, "name": name, "region": place or organisation.region}
    return Office(orjson.dumps(told), orjson.dumps(name))


def _office_region(organisation: PublicOrganisation, region: str | None) -> str | None:
    if region is None or organisation.region:
        return None
    if organisation.level == "province":
        return region[:2]
    return region if organisation.level == "regency" and "." in region else None
