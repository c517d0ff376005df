"""Services as schema.org's GovernmentService, for search engines and assistants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import orjson

from ontology.terms import base_of, iri_of

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.parts import Channel, ContactPoint, Cost
    from catalogue.store import Catalogue
    from catalogue.values import Text

Data = dict[str, object]


def to_schema_org(known: Catalogue) -> bytes:
    """Every service that is not retired, in one document."""
    return _document([_service(known, service) for service in known.services.values()])


def one_service(known: Catalogue, thing: tuple[str, str]) -> bytes:
    """One service; raises KeyError for a code that there is not, and for what is no service."""
    kind, code = thing
    if kind != "service":
        raise KeyError(kind)
    return _document([_service(known, known.services[code])])


def _document(services: Iterable[Data]) -> bytes:
    head = orjson.dumps({"@context": {"@vocab": "https://schema.org/"}})[:-1]
    return head + b',"@graph":[\n' + b",\n".join(map(orjson.dumps, services)) + b"\n]}\n"


def _service(known: Catalogue, service: PublicService) -> Data:
    base, domain = base_of(known.manifest), known.codes.domains.get(service.code.domain)
    offers = [_offer(cost) for _place, cost in service.all_costs() if cost.value is not None]
    channels = [*map(_channel, service.channels), *map(_contact, service.contact_points)]
    events = (known.event_codes.get(key, key) for key in service.life_events)
    said: Data = {
        "@id": iri_of("service", service.code, base=base),
        "@type": "GovernmentService",
        "identifier": service.code,
        "name": _texts(service.name),
        "description": _texts(service.description),
        "serviceType": _texts(domain.name) if domain else None,
        "serviceOperator": _body(known, service.competent_authority),
        "provider": [_body(known, body) for body in service.provided_by],
        "about": [_texts(known.life_events[event].name) for event in events],
        "keywords": list(service.keywords),
        "offers": offers,
        "availableChannel": channels,
        "produces": [_texts(known.evidence[one.type].name) for one in service.produces],
    }
    return {name: value for name, value in said.items() if value}


def _texts(text: Text) -> list[Data]:
    return [{"@value": line, "@language": tag} for tag, line in text.items()]


def _body(known: Catalogue, code: str) -> Data:
    iri = iri_of("organisation", code, base=base_of(known.manifest))
    return {"@type": "GovernmentOrganization", "@id": iri, "name": _texts(known.organisations[code].name)}


def _offer(cost: Cost) -> Data:
    said: Data = {"@type": "Offer", "price": f"{cost.value:f}", "priceCurrency": cost.currency}
    return {**said, "name": _texts(cost.name)} if cost.name else said


def _channel(one: Channel) -> Data:
    kind = one.type.replace("-", " ").capitalize()
    said: Data = {"@type": "ServiceChannel", "name": kind}
    return {**said, "serviceUrl": one.url} if one.url else said


def _contact(one: ContactPoint) -> Data:
    told = {"telephone": one.phone, "email": one.email, "url": one.url}
    point = {"@type": "ContactPoint", **{name: value for name, value in told.items() if value}}
    return {"@type": "ServiceChannel", "servicePhone": point}
