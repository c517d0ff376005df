"""What a service asks for and gives, for a beneficiary in one role: worked out once, used by every plan.

What an answer says of a document whoever asks is JSON made once, in the shape of its model in ``answers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import orjson

from catalogue.registers import Origin
from journeys.dates import NO_HURRY, rough_days
from journeys.deadlines import anchor_of
from journeys.recurrence import Rule
from journeys.situation import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue.evaluate import Evaluator, Trilean
    from catalogue.models import PublicService
    from catalogue.parts import Deadline, EvidenceDemand, Output, Span
    from catalogue.store import Catalogue
    from catalogue.values import Duration
    from journeys.answers import EvidenceStatus


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
    """Made for one errand only, and by a service: it has to be got."""
    from_service: bool
    """Issued by a service of the catalogue, so that no way to it is left where none can be asked."""
    name: bytes
    """Type, name and whose it is, without braces."""
    terms: bytes
    """What else the demand says of it, without braces and with a comma before it; empty where that is nothing."""


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


@dataclass(slots=True, eq=False)
class Need:
    """A document a step asks for, as the plan settles it."""

    ask: Ask
    chosen: Choice
    condition: str | None = None
    """The demand's condition, where the facts do not decide it."""
    pressing: bool = False
    """Whether some document that would do may have to be got: missing, or made for one errand only."""
    status: EvidenceStatus = "bring"
    from_step: Key | None = None
    reason: Mapping[str, str] | None = None
    circle: tuple[Key, ...] = ()
    """The steps that wait for one another, each for the next and the last for the first, where that is the reason."""
    shared: bool = False
    """Whether it is one of the recipe's own, which every plan may use and none may change."""


class Gift(NamedTuple):
    """A document given; ``named`` where the service says whose it is."""

    document: Document
    named: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """A service's asks and gifts for one role."""

    service: PublicService
    asks: tuple[Ask, ...]
    needs: tuple[Mapping[Trilean, Need], ...]
    """For each of them the need it is while nobody holds, lacks or gives the document, by whether it is asked for;
    empty where a choice decides, or the document is made for one errand only."""
    plain: tuple[Need, ...]
    """The same, where no fact and no choice decides any."""
    gives: tuple[Gift, ...]
    updates: tuple[Gift, ...]
    produces: bytes
    """What a step says of all it gives, on days that are not known."""
    lasting: tuple[tuple[bytes, Duration | None], ...]
    """The same one by one, without braces, and how long each is valid; empty where nothing says so."""
    rules: tuple[Evaluator, ...]
    """The rules of its requirements, in their order."""
    excludes: frozenset[str]
    """The codes of the services that cannot be had together with it."""
    successors: tuple[str, ...]
    """The codes of those that came after it."""
    always: bool
    """Whether it is given at any time, to whom it is given at all."""
    regions: frozenset[str]
    """The regions it is given in; empty where that is everywhere."""
    due_days: int
    """Roughly how many days after the event it is due; before the event negative, NO_HURRY without a deadline."""
    anchor: str | None
    """The fact that its deadline counts from or to, as the beneficiary's rules name it."""
    again: Rule | None
    """By what it comes again."""


def recipe_of(catalogue: Catalogue, service: PublicService, role: str) -> Recipe:
    """The recipe of a service whose beneficiary is in ``role``."""
    gifts = [(output, _gift(catalogue, output, role)) for output in service.produces]
    asks = tuple(_ask(catalogue, demand, role) for demand in service.evidence)
    needs = tuple(map(_needs, asks))
    plain = tuple(need[True] for ask, need in zip(asks, needs, strict=True) if need and not ask.when)
    produced = [(inside(_produced(catalogue, output, gift.document)), output.valid_for) for output, gift in gifts]
    areas = {catalogue.organisations[body].region for body in service.provided_by}
    return Recipe(
        service=service,
        asks=asks,
        needs=needs,
        plain=plain if len(plain) == len(asks) else (),
        gives=tuple(gift for output, gift in gifts if not output.updates),
        updates=tuple(gift for output, gift in gifts if output.updates),
        produces=b"[%b]" % b",".join(b"{%b}" % one for one, _valid in produced),
        lasting=tuple(produced) if any(valid for _one, valid in produced) else (),
        rules=tuple(catalogue.evaluator(requirement.rule) for requirement in service.requirements if requirement.rule),
        excludes=frozenset(catalogue.services.find(key).code for key in service.excludes),
        successors=tuple(catalogue.services.find(key).code for key in service.successors),
        always=service.status == "active" and not service.valid_from and not service.valid_to,
        regions=frozenset() if None in areas else frozenset(area for area in areas if area),
        due_days=_due_days(service),
        anchor=_anchor(catalogue, service.deadline, role) if service.deadline else None,
        again=Rule(service.recurs.rule) if service.recurs else None,
    )


def _needs(ask: Ask) -> Mapping[Trilean, Need]:
    """The needs that all plans may share, by whether the document is asked for."""
    if not ask.only or ask.for_purpose:
        return {}
    conditions = {True: None, None: ask.demand.when}
    return {wanted: Need(ask, ask.choices[0], condition, shared=True) for wanted, condition in conditions.items()}


def _gift(catalogue: Catalogue, output: Output, role: str) -> Gift:
    owner = output.of or catalogue.evidence[output.type].holder or role
    return Gift(Document(owner, output.type), output.of is not None)


def _anchor(catalogue: Catalogue, deadline: Deadline, role: str) -> str | None:
    anchor = anchor_of(catalogue, deadline)
    return anchor.seen_by(role) if anchor else None


def _due_days(service: PublicService) -> int:
    if service.deadline is None:
        return NO_HURRY
    days = rough_length(service.deadline.within)
    return days if service.deadline.after else -days


def rough_length(span: Span) -> int:
    """Roughly how many calendar days a stretch of time lasts, for putting things in order."""
    return (span.working_days * 7) // 5 if span.working_days is not None else rough_days(span.duration or "")


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
    from_service = evidence.origin is Origin.SERVICE
    issuers = catalogue.services.linked("issues", chosen.type)
    terms = told(
        {
            "alternatives": [_named(catalogue, other) for other in documents if other is not chosen],
            "note": demand.note,
            "copies": demand.copies,
            "original": demand.original,
        }
    )
    said = inside(terms)
    return Choice(
        document=chosen,
        bare=Document("", chosen.type) if by_default else None,
        for_purpose=evidence.made_for_purpose and (from_service or bool(issuers)),
        from_service=from_service,
        name=inside(_named(catalogue, chosen)),
        terms=b",%b" % said if said else b"",
    )


def _produced(catalogue: Catalogue, output: Output, document: Document) -> Mapping[str, object]:
    return {**_named(catalogue, document), **told({"updates": output.updates, "valid_for": output.valid_for})}


def _named(catalogue: Catalogue, document: Document) -> Mapping[str, object]:
    """A document by evidence type, name and whose it is."""
    return {"code": document.type, "name": catalogue.evidence[document.type].name, "of": document.of}


def inside(fields: Mapping[str, object]) -> bytes:
    """The fields of an object in JSON, without the braces around them."""
    return orjson.dumps(fields)[1:-1]


def told(fields: Mapping[str, object]) -> dict[str, object]:
    """Those of some fields that say anything."""
    return {name: value for name, value in fields.items() if value not in (None, (), [])}
