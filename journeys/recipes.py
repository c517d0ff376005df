"""What a service asks for and gives, for a beneficiary in one role: worked out once, used by every plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from catalogue.registers import Origin
from journeys.dates import NO_HURRY, rough_days
from journeys.situation import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue.evaluate import Evaluator
    from catalogue.models import PublicService
    from catalogue.parts import EvidenceDemand
    from catalogue.store import Catalogue


class Choice(NamedTuple):
    """One document that would do."""

    document: Document
    by_default: bool
    """Whether it is its default person's, so that it need not be named with its role."""
    for_purpose: bool
    """Made for one errand only: it has to be got."""
    from_service: bool
    """Issued by a service of the catalogue, so that no way to it is left where none can be asked."""
    name: Mapping[str, str]
    issued_by: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A document demanded."""

    demand: EvidenceDemand
    when: Evaluator | None
    choices: tuple[Choice, ...]


class Gift(NamedTuple):
    """A document given; ``named`` where the service says whose it is."""

    document: Document
    named: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """A service's asks and gifts for one role."""

    asks: tuple[Ask, ...]
    gives: tuple[Gift, ...]
    updates: tuple[Gift, ...]
    rules: tuple[Evaluator, ...]
    """The rules of its requirements, in their order."""
    due_days: int
    """Roughly how many days after the event it is due; before the event negative, NO_HURRY without a deadline."""


def recipe_of(catalogue: Catalogue, service: PublicService, role: str) -> Recipe:
    """The recipe of a service whose beneficiary is in ``role``."""
    gifts = {False: list[Gift](), True: list[Gift]()}
    for output in service.produces:
        owner = output.of or catalogue.evidence[output.type].holder or role
        gifts[output.updates].append(Gift(Document(owner, output.type), output.of is not None))
    return Recipe(
        asks=tuple(_ask(catalogue, demand, role) for demand in service.evidence),
        gives=tuple(gifts[False]),
        updates=tuple(gifts[True]),
        rules=tuple(catalogue.evaluator(requirement.rule) for requirement in service.requirements if requirement.rule),
        due_days=_due_days(service),
    )


def _due_days(service: PublicService) -> int:
    if service.deadline is None:
        return NO_HURRY
    within = service.deadline.within
    days = (within.working_days * 7) // 5 if within.working_days is not None else rough_days(within.duration or "")
    return days if service.deadline.after else -days


def _ask(catalogue: Catalogue, demand: EvidenceDemand, role: str) -> Ask:
    when = catalogue.evaluator(demand.when) if demand.when else None
    return Ask(demand, when, tuple(_choice(catalogue, demand, name=name, role=role) for name in demand.types))


def _choice(catalogue: Catalogue, demand: EvidenceDemand, *, name: str, role: str) -> Choice:
    evidence = catalogue.evidence[name]
    default = evidence.holder or role
    document = Document(demand.of or default, name)
    from_service = evidence.origin is Origin.SERVICE
    return Choice(
        document, document.of == default, evidence.made_for_purpose, from_service, evidence.name, evidence.issued_by
    )
