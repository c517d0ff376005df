"""What a step says whoever asks: names, requirements, fees, channels and sources.

It is JSON made once, in the shape of its model in ``answers``, so that an answer only has to be put together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import orjson

from catalogue.conditions import facts_of
from catalogue.rules import parse
from journeys.answers import Named, Part, Reason, Static
from journeys.eligibility import Verdict
from journeys.recipes import inside, told

if TYPE_CHECKING:
    from decimal import Decimal

    from catalogue.models import Offer, PublicService
    from catalogue.parts import LegalResource, Requirement
    from catalogue.store import Catalogue


class Tested(NamedTuple):
    """A requirement with a rule, as the reason it is for each outcome."""

    met: Part[Reason]
    not_met: Part[Reason]
    unknown: Part[Reason]
    """Where every fact is lacking that its rule speaks of."""
    facts: tuple[str, ...]

    def unknown_of(self, facts: Sequence[str]) -> Part[Reason]:
        """The reason where only some of its facts are lacking."""
        told: dict[str, object] = orjson.loads(self.unknown.json)
        return _reason({**told, "unknown_facts": facts})


def reason(kind: str, text: Mapping[str, str]) -> Part[Reason]:
    """Why a step is there or a service is not, where no rule says it."""
    return _reason({"kind": kind, "text": text})


def _reason(fields: Mapping[str, object]) -> Part[Reason]:
    return Part(Reason, orjson.dumps(fields))


class Fee(NamedTuple):
    """A fee that is due whatever the channel; ``value`` None where only its basis is known."""

    currency: str
    value: Decimal | None
    when: str | None


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
        """The fixed fields, without the braces around them; within them only what says anything."""
        fields = self.fixed.model_dump(mode="json", by_alias=True)
        return inside({name: _speaking(value) for name, value in fields.items()})


def frame_of(catalogue: Catalogue, service: PublicService) -> Frame:
    """The frame of a service as its own file gives it."""
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
        if_also=orjson.dumps([told({"name": r.name, "law": _law(r.law)}) for r in service.requirements if not r.rule]),
        fixed=fixed,
    )


def _tested(requirement: Requirement, rule: str) -> Tested:
    law = {"law": _law(requirement.law)} if requirement.law else {}
    reason = {"kind": "requirement", "text": requirement.name, "rule": rule, **law}
    facts = tuple(dict.fromkeys(fact.name for fact in facts_of(parse(rule))))
    met, not_met = (_reason({**reason, "verdict": verdict}) for verdict in (Verdict.MET, Verdict.NOT_MET))
    unknown = {**reason, "verdict": Verdict.UNKNOWN, "unknown_facts": facts}
    return Tested(met, not_met, _reason(unknown), facts)


def _speaking(value: object) -> object:
    """A value without those of its parts that say nothing; that a fee's or benefit's value is null says something."""
    if isinstance(value, dict):
        silent = value.keys() - told(value).keys() - {"value"}
        return {name: _speaking(part) for name, part in value.items() if name not in silent}
    return [_speaking(part) for part in value] if isinstance(value, list) else value


def _law(law: LegalResource | None) -> dict[str, object] | None:
    return told(law.model_dump(mode="json")) if law else None


def _applications(catalogue: Catalogue, keys: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(code=key, name=catalogue.applications[key].name) for key in keys)


def offered(catalogue: Catalogue, service: PublicService, *, base: Frame, offer: Offer) -> Frame:
    """The same with what a local offer changes."""
    names = ("channels", "contact_points", "processing_time", "costs", "note")
    changed: dict[str, object] = {name: value for name in names if (value := getattr(offer, name))}
    if offer.applications:
        changed["applications"] = _applications(catalogue, offer.applications)
    changed["sources"] = (*offer.sources, *service.sources)
    bodies = offer.provided_by or base.bodies
    return Frame(base.service, bodies, base.requirements, base.if_also, base.fixed.model_copy(update=changed))
