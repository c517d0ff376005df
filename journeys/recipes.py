"""What a service asks for and gives, for a beneficiary in one role: worked out once, used by every plan.

What an answer says of a document whoever asks is JSON made once, in the shape of its model in ``answers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import orjson

from catalogue.registers import Origin
from journeys.dates import NO_HURRY, rough_days
from journeys.situation import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue.evaluate import Evaluator
    from catalogue.models import PublicService
    from catalogue.parts import EvidenceDemand, Output
    from catalogue.store import Catalogue


class Key(NamedTuple):
    """What tells one step from another: service, role of the beneficiary, and which of several persons."""

    code: str
    role: str
    person: int = 0


class Choice(NamedTuple):
    """One document that would do."""

    document: Document
    bare: Document | None
    """The same as one names it who does not say whose it is, where it is its default person's."""
    for_purpose: bool
    """Made for one errand only: it has to be got."""
    from_service: bool
    """Issued by a service of the catalogue, so that no way to it is left where none can be asked."""
    name: bytes
    """Type, name and whose it is, without braces."""
    issued_by: bytes | None
    """Who gives it, where its type says so."""
    terms: bytes
    """What else the demand says of it, without braces."""
    brought: tuple[bytes, bytes]
    """What a step says of it where it has to be brought, before and after who gives it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A document demanded."""

    demand: EvidenceDemand
    when: Evaluator | None
    choices: tuple[Choice, ...]
    for_purpose: bool
    """Whether any of them is made for one errand only."""
    only: str | None
    """The type of the one document that will do, None where there are several."""


class Gift(NamedTuple):
    """A document given; ``named`` where the service says whose it is."""

    document: Document
    named: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """A service's asks and gifts for one role."""

    service: PublicService
    asks: tuple[Ask, ...]
    gives: tuple[Gift, ...]
    updates: tuple[Gift, ...]
    produces: bytes
    """What a step says of all it gives."""
    rules: tuple[Evaluator, ...]
    """The rules of its requirements, in their order."""
    always: bool
    """Whether it is given at any time, to whom it is given at all."""
    regions: frozenset[str]
    """The regions it is given in; empty where that is everywhere."""
    due_days: int
    """Roughly how many days after the event it is due; before the event negative, NO_HURRY without a deadline."""


def recipe_of(catalogue: Catalogue, service: PublicService, role: str) -> Recipe:
    """The recipe of a service whose beneficiary is in ``role``."""
    gifts = [(output, _gift(catalogue, output, role)) for output in service.produces]
    areas = {catalogue.organisations[body].region for body in service.provided_by}
    return Recipe(
        service=service,
        asks=tuple(_ask(catalogue, demand, role) for demand in service.evidence),
        gives=tuple(gift for output, gift in gifts if not output.updates),
        updates=tuple(gift for output, gift in gifts if output.updates),
        produces=orjson.dumps(
            [
                {**_named(catalogue, gift.document), "updates": output.updates, "valid_for": output.valid_for}
                for output, gift in gifts
            ]
        ),
        rules=tuple(catalogue.evaluator(requirement.rule) for requirement in service.requirements if requirement.rule),
        always=service.status == "active" and not service.valid_from and not service.valid_to,
        regions=frozenset() if None in areas else frozenset(area for area in areas if area),
        due_days=_due_days(service),
    )


def _gift(catalogue: Catalogue, output: Output, role: str) -> Gift:
    owner = output.of or catalogue.evidence[output.type].holder or role
    return Gift(Document(owner, output.type), output.of is not None)


def _due_days(service: PublicService) -> int:
    if service.deadline is None:
        return NO_HURRY
    within = service.deadline.within
    days = (within.working_days * 7) // 5 if within.working_days is not None else rough_days(within.duration or "")
    return days if service.deadline.after else -days


def _ask(catalogue: Catalogue, demand: EvidenceDemand, role: str) -> Ask:
    when = catalogue.evaluator(demand.when) if demand.when else None
    owners = {name: demand.of or catalogue.evidence[name].holder or role for name in demand.types}
    documents = [Document(owner, name) for name, owner in owners.items()]
    choices = tuple(_choice(catalogue, demand, chosen=one, documents=documents, role=role) for one in documents)
    only = documents[0].type if len(documents) == 1 else None
    return Ask(demand, when, choices, any(choice.for_purpose for choice in choices), only)


def _choice(
    catalogue: Catalogue, demand: EvidenceDemand, *, chosen: Document, documents: Sequence[Document], role: str
) -> Choice:
    evidence = catalogue.evidence[chosen.type]
    by_default = chosen.of == (evidence.holder or role)
    terms = {
        "alternatives": [_named(catalogue, other) for other in documents if other is not chosen],
        "note": demand.note,
        "copies": demand.copies,
        "original": demand.original,
    }
    name, said = inside(_named(catalogue, chosen)), inside(terms)
    return Choice(
        document=chosen,
        bare=Document("", chosen.type) if by_default else None,
        for_purpose=evidence.made_for_purpose,
        from_service=evidence.origin is Origin.SERVICE,
        name=name,
        issued_by=orjson.dumps(evidence.issued_by) if evidence.issued_by else None,
        terms=said,
        brought=(
            b'{%b,"status":"bring","from_step":null,"issued_by":' % name,
            b',"if":null,"reason":null,%b}' % said,
        ),
    )


def _named(catalogue: Catalogue, document: Document) -> Mapping[str, object]:
    """A document by evidence type, name and whose it is."""
    return {"code": document.type, "name": catalogue.evidence[document.type].name, "of": document.of}


def inside(fields: Mapping[str, object]) -> bytes:
    """The fields of an object in JSON, without the braces around them."""
    return orjson.dumps(fields)[1:-1]
