"""Does a person meet a service's requirements? Three-valued, each verdict with its law."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from catalogue.conditions import facts_of
from catalogue.errors import LifeJourneyError
from catalogue.parts import LegalResource
from catalogue.registers import Model
from catalogue.rules import parse
from catalogue.spans import Ranged
from catalogue.values import Text
from journeys.situation import Situation, SituationReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalogue.evaluate import Facts, Trilean
    from catalogue.models import PublicService
    from catalogue.parts import Requirement
    from catalogue.store import Catalogue


class Verdict(StrEnum):
    """What the facts say of a condition: met, not met, or not known."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


VERDICTS: Mapping[bool | None, Verdict] = {True: Verdict.MET, False: Verdict.NOT_MET, None: Verdict.UNKNOWN}
"""What a rule's outcome is called."""


class Condition(Model):
    """A requirement with the law it rests on."""

    name: Text
    law: LegalResource | None = None


class AssessedRequirement(Condition):
    """A requirement whose rule was asked."""

    rule: str
    verdict: Verdict
    unknown_facts: tuple[str, ...] = ()
    """The facts it speaks of that are not known, as the rule names them."""


class Assessment(Model):
    """A service's verdict with all its reasons; ``if_also`` are conditions no rule can hold: the office checks them."""

    service: str
    verdict: Verdict
    requirements: tuple[AssessedRequirement, ...] = ()
    if_also: tuple[Condition, ...] = ()


def all_of(outcomes: Iterable[Trilean]) -> Trilean:
    """Kleene AND: false if any is, else unknown if any is, else true."""
    result: Trilean = True
    for outcome in outcomes:
        if outcome is False:
            return False
        if outcome is None:
            result = None
    return result


def verdict_of(service: PublicService, facts: Facts, catalogue: Catalogue) -> Verdict:
    """A service's verdict alone, without reasons."""
    rules = (requirement.rule for requirement in service.requirements if requirement.rule)
    return VERDICTS[all_of(catalogue.evaluator(rule)(facts) for rule in rules)]


def assess_facts(service: PublicService, facts: Facts, catalogue: Catalogue) -> Assessment:
    """A service's verdict with reasons, for the facts of its beneficiary."""
    asked = tuple(
        _asked(requirement, requirement.rule, catalogue.evaluator(requirement.rule)(facts), facts=facts)
        for requirement in service.requirements
        if requirement.rule
    )
    outcomes = {Verdict.MET: True, Verdict.NOT_MET: False, Verdict.UNKNOWN: None}
    return Assessment(
        service=service.code,
        verdict=VERDICTS[all_of(outcomes[requirement.verdict] for requirement in asked)],
        requirements=asked,
        if_also=tuple(Condition(name=r.name, law=r.law) for r in service.requirements if not r.rule),
    )


def not_known(names: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """The facts among ``names`` that are not known, or not exactly: an age in years leaves the days open."""
    return tuple(name for name in names if name not in facts or isinstance(facts[name], Ranged))


def _asked(requirement: Requirement, rule: str, outcome: Trilean, *, facts: Facts) -> AssessedRequirement:
    unknown: tuple[str, ...] = ()
    if outcome is None:
        unknown = not_known(dict.fromkeys(fact.name for fact in facts_of(parse(rule))), facts)
    return AssessedRequirement(
        name=requirement.name, law=requirement.law, rule=rule, verdict=VERDICTS[outcome], unknown_facts=unknown
    )


def assess(
    service: PublicService, situation: Situation | Mapping[str, object], *, event: str | None = None
) -> Assessment:
    """A service's verdict for a situation, with the law of every requirement; bare facts are the beneficiary's.

    ``event`` names the life event, where the beneficiary depends on it. Raises SituationError for facts that cannot be,
    UnknownCode for an event there is not.
    """
    catalogue = service.catalogue
    if catalogue is None:
        raise LifeJourneyError("This service does not come from a catalogue: take it from load_catalogue().services.")
    read = situation if isinstance(situation, Situation) else SituationReader(catalogue).read(situation)
    role = beneficiary(service, catalogue, event)
    return assess_facts(service.on(read.as_of), read.placed(role).facts(role), catalogue)


def beneficiary(service: PublicService, catalogue: Catalogue, event: str | None = None) -> str:
    """The role whose facts a service's rules speak of: as the service says, else the subject of the event.

    Raises UnknownCode for an event there is not.
    """
    at = catalogue.event_code(event) if event else next(iter(service.life_events), "")
    subject = catalogue.life_events[at].subject if at in catalogue.life_events else "applicant"
    return service.beneficiary_at(at, subject)
