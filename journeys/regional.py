"""What answers say whoever asks, as it is in one region: local offers, and the offices that give and issue there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import orjson

from journeys.answers import Delivery, Part, Reason, StepEvidence
from journeys.frames import Frame, offered, reason
from journeys.visits import places_of
from journeys.wording import say

if TYPE_CHECKING:
    from catalogue.models import Offer
    from catalogue.registers import PublicOrganisation
    from catalogue.store import Catalogue
    from journeys.journey import Journey
    from journeys.recipes import Need
    from journeys.visits import Place

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Memo(dict[_Key, _Value]):
    """A mapping that makes what it is asked for, once."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        value = self[key] = self._make(key)
        return value


class Office(NamedTuple):
    """Who delivers, in JSON, and its name alone."""

    json: bytes
    name: bytes


class Given(NamedTuple):
    """A service as the region gives it: its frame, and by whom it is given."""

    frame: Frame
    head: bytes
    """Service and providers in JSON, without braces and with a comma before them."""
    delivery: Delivery
    """The same as a model."""
    places: tuple[Place, ...]
    """Where it can be asked for."""


class Brought(NamedTuple):
    """A document that has to be brought."""

    evidence: Part[StepEvidence]
    """What a step says of it."""
    listed: tuple[bytes, bytes]
    """What the bundle's list says of it, in JSON, before and after the step that asks for it."""


class Regional:
    """One region's part of every answer; nothing in it depends on a person, and it is made as it is asked for."""

    def __init__(self, journey: Journey, region: str | None) -> None:
        """``region`` is a Kemendagri code; None where nobody said it."""
        self.journey, self.catalogue, self.region = journey, journey.catalogue, region
        self.services: Memo[str, Given] = Memo(self._given)
        """By service code."""
        self.offices: Memo[str, Office] = Memo(self._office)
        """By organisation."""
        self.applications: Memo[str, bytes] = Memo(self._application)
        """By code: code and name, in JSON."""
        self.issuers: Memo[str, bytes] = Memo(self._issuer)
        """Who gives a document, by evidence type: a field with a comma before it, empty where nobody is known."""
        self.events: Memo[str, Part[Reason]] = Memo(self._belongs)
        """That a step belongs to an event, by event."""
        self.brought: Memo[Need, Brought] = Memo(self._brought)
        """What is said of documents that have to be brought, for the needs all plans share."""

    def _given(self, code: str) -> Given:
        frame = self.journey.frames[code]
        offer = offer_in(self.catalogue, code, self.region) if self.region else None
        if offer:
            frame = offered(self.catalogue, self.catalogue.services[code], base=frame, offer=offer)
        first, *others = (self.offices[body].json for body in frame.bodies)
        head = b'"service":%b,"provider":%b,"other_providers":[%b]' % (frame.service, first, b",".join(others))
        return Given(frame, b",%b" % head, Delivery.model_validate_json(b"{%b}" % head), places_of(frame))

    def _issuer(self, evidence: str) -> bytes:
        named = self.catalogue.evidence[evidence].issued_by
        codes = self.catalogue.services.linked("issues", evidence)
        if not named and not codes:
            return b""
        name = orjson.dumps(named) if named else self.offices[self.catalogue.services[codes[0]].provided_by[0]].name
        return b',"issued_by":%b' % name

    def _brought(self, need: Need) -> Brought:
        chosen = need.chosen
        when = b',"if":%b' % orjson.dumps(need.condition) if need.condition else b""
        told = b'{%b,"status":"bring"' % chosen.name
        evidence = b"%b%b%b%b}" % (told, self.issuers[chosen.document.type], when, chosen.terms)
        return Brought(Part(StepEvidence, evidence), (b'%b,"demanded_by":[' % told, b"]%b}" % when))

    def _belongs(self, event: str) -> Part[Reason]:
        return reason("event", say("event", event=self.catalogue.life_events[event].name))

    def _application(self, code: str) -> bytes:
        return orjson.dumps({"code": code, "name": self.catalogue.applications[code].name})

    def _office(self, body: str) -> Office:
        """An organisation; an office type becomes the office of the region, where the region is of its level."""
        organisation = self.catalogue.organisations[body]
        place = office_region(organisation, self.region)
        name = organisation.name
        if place:
            called = self.catalogue.regions[place].name
            name = {language: f"{text} {called}" for language, text in organisation.name.items()}
        told = {"code": body, "name": name, "region": place or organisation.region}
        return Office(orjson.dumps(told), orjson.dumps(name))


def office_region(organisation: PublicOrganisation, region: str | None) -> str | None:
    """The region whose office an office type is, None where it is no office type or the region is too coarse."""
    if region is None or organisation.region:
        return None
    if organisation.level == "province":
        return region[:2]
    return region if organisation.level == "regency" and "." in region else None


def offer_in(catalogue: Catalogue, code: str, region: str) -> Offer | None:
    """What a region, or else its province, says of a service."""
    return catalogue.offers.get((code, region)) or catalogue.offers.get((code, region[:2]))
