"""Checks of the whole, as a journey: examples, mutants, documents nobody issues, circles, events and services apart.

Each check is a function from a journey to findings; CHECKS names them all. Add one here, add its name there, and
explain its rule ids in catalogue/problems.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import networkx as nx

from catalogue.conditions import FactRef, Truth, written
from catalogue.errors import Fault, SituationError
from catalogue.evaluate import compiled
from catalogue.findings import Finding
from catalogue.registers import Origin
from catalogue.rules import parse
from catalogue.vocabulary import has_concept
from journeys.eligibility import VERDICTS, all_of, beneficiary
from journeys.graph import orders
from journeys.mutation import differs, mutants, outcomes

if TYPE_CHECKING:
    from datetime import date

    from catalogue.conditions import Condition
    from catalogue.evaluate import Evaluator, Facts, Trilean
    from catalogue.models import PublicService
    from catalogue.parts import Example, Requirement
    from catalogue.store import Catalogue
    from journeys.journey import Journey

Check: TypeAlias = "Callable[[Journey], Iterator[Finding]]"
_ENOUGH = 3
"""Examples a service with a rule has at least."""


def check_examples(journey: Journey) -> Iterator[Finding]:
    """Every example gets the verdict it names; a service with a rule has three, and they catch every mutant of it."""
    for service in journey.catalogue.services.values():
        rules = [_placed(place, one, one.rule) for place, one in enumerate(service.requirements) if one.rule]
        if rules and len(service.examples) < _ENOUGH:
            words = {"found": str(len(service.examples)), "expected": str(_ENOUGH)}
            yield Finding(Fault("too-few-examples", words), ("requirements",), service.slug, at_key=True)
        cases = []
        for place, example in enumerate(service.examples):
            case = _case(journey, service, example)
            if isinstance(case, SituationError):
                for fault in case.faults:
                    beside = fault.path[:1] in {("held",), ("missing",)}
                    location = ("examples", place, *(() if beside else ("situation",)), *fault.path)
                    yield Finding(fault.fault, location, service.slug, at_key=True)
                continue
            cases.append(case)
            found = VERDICTS[all_of(case.ask(one, one.holds) for one in rules)]
            if found != example.verdict:
                words = {"found": found.value, "expected": example.verdict}
                yield Finding(Fault("example-fails", words), ("examples", place, "verdict"), service.slug)
        if len(cases) == len(service.examples):
            yield from _untested(journey.catalogue, service, rules=rules, cases=cases)


class Placed(NamedTuple):
    """A requirement with a rule, and its place among all of a service."""

    place: int
    requirement: Requirement
    rule: Condition
    holds: Evaluator


class Case(NamedTuple):
    """An example that has been read."""

    facts: Facts
    day: date
    verdict: str

    def ask(self, one: Placed, holds: Evaluator) -> Trilean:
        """What a requirement would come out as by a rule; one that is not in force on the day keeps nobody out."""
        return holds(self.facts) if one.requirement.in_force(self.day) else True


def _placed(place: int, requirement: Requirement, rule: str) -> Placed:
    condition = parse(rule)
    return Placed(place, requirement, condition, compiled(condition))


def _case(journey: Journey, service: PublicService, example: Example) -> Case | SituationError:
    role = beneficiary(service, journey.catalogue, example.event)
    try:
        situation = journey.reader.read(
            example.situation, as_of=example.as_of, held=example.held, missing=example.missing
        )
        return Case(situation.placed(role).facts(role), situation.as_of, example.verdict)
    except SituationError as error:
        return error


def _untested(
    catalogue: Catalogue,
    service: PublicService,
    *,
    rules: Sequence[Placed],
    cases: Sequence[Case],
) -> Iterator[Finding]:
    """The mutants that pass every example although they mean something else."""
    outcomes = [[case.ask(one, one.holds) for case in cases] for one in rules]
    for number, one in enumerate(rules):
        others = [_all_but(outcomes, number, place) for place in range(len(cases))]
        for mutant in dict.fromkeys(mutants(one.rule, catalogue.vocabulary)):
            holds = compiled(mutant)
            caught = any(
                VERDICTS[all_of((other, case.ask(one, holds)))] != case.verdict
                for other, case in zip(others, cases, strict=True)
            )
            if not caught and differs(one.rule, mutant, catalogue.vocabulary):
                words = {"mutant": written(mutant)}
                yield Finding(Fault("mutant-survives", words), ("requirements", one.place, "rule"), service.slug)


def _all_but(outcomes: list[list[Trilean]], number: int, case: int) -> Trilean:
    return all_of(row[case] for other, row in enumerate(outcomes) if other != number)


def check_rules_that_demand(journey: Journey) -> Iterator[Finding]:
    """A document the office demands is evidence: a rule says ``has_…`` only where it decides which service applies."""
    documents = {has_concept(evidence): evidence for evidence in journey.catalogue.evidence}
    for service in journey.catalogue.services.values():
        demanded = {name for _location, demand in service.demands() if demand.when is None for name in demand.types}
        for place, requirement in enumerate(service.requirements):
            fact = _lone_fact(parse(requirement.rule)) if requirement.rule else None
            if fact and not fact.role and documents.get(fact.concept) in demanded:
                words = {"found": fact.name, "evidence": documents[fact.concept]}
                yield Finding(Fault("rule-demands-document", words), ("requirements", place, "rule"), service.slug)


def _lone_fact(condition: Condition) -> FactRef | None:
    return condition.fact if isinstance(condition, Truth) else None


def check_constant_rules(journey: Journey) -> Iterator[Finding]:
    """A rule that comes out the same whatever the facts are says nothing."""
    for service in journey.catalogue.services.values():
        for place, requirement in enumerate(service.requirements):
            if requirement.rule and (constant := _constant(parse(requirement.rule), journey.catalogue)):
                words = {"found": requirement.rule, "always": constant}
                yield Finding(Fault("rule-constant", words), ("requirements", place, "rule"), service.slug)


def _constant(rule: Condition, catalogue: Catalogue) -> str:
    """``TRUE`` or ``FALSE`` where no facts make the rule anything else, else nothing."""
    possible = outcomes(rule, catalogue.vocabulary)
    return "" if possible is None or {True, False} <= possible else str(next(iter(possible - {None}), "?")).upper()


def check_issuers(journey: Journey) -> Iterator[Finding]:
    """A document of origin ``service`` has a service that issues it; one that a service issues is of that origin."""
    catalogue = journey.catalogue
    for key, evidence in catalogue.evidence.items():
        issued = catalogue.services.linked("issues", key)
        if evidence.origin is Origin.SERVICE and not issued:
            yield Finding(Fault("nobody-issues", {"found": key}), (key, "origin"), register="evidence")
        if evidence.origin is not Origin.SERVICE and issued:
            words = {"found": key, "service": catalogue.services[issued[0]].slug, "origin": evidence.origin.value}
            yield Finding(Fault("issued-after-all", words), (key, "origin"), register="evidence")


def check_deadlocks(journey: Journey) -> Iterator[Finding]:
    """No circle of services is without a way in: each would wait for a document only the others issue."""
    catalogue = journey.catalogue
    found = obtainable(catalogue, catalogue.services)
    stuck = {code for code in catalogue.services if not _can_start(catalogue, code, found)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for order in orders(catalogue):
        if order.before in stuck and order.after in stuck and order.evidence not in found:
            graph.add_edge(order.before, order.after)
    for group in sorted(map(sorted, nx.strongly_connected_components(graph))):
        if len(group) > 1:
            slugs = [catalogue.services[code].slug for code in group]
            yield Finding(Fault("deadlock", {"found": ", ".join(slugs)}), ("evidence",), slugs[0], at_key=True)


def obtainable(catalogue: Catalogue, codes: Collection[str]) -> set[str]:
    """The documents that can be had from nothing by these services: the least fixed point of issuing."""
    have = {key for key, evidence in catalogue.evidence.items() if evidence.origin is not Origin.SERVICE}
    while True:
        new = {
            output.type
            for code in codes
            for output in catalogue.services[code].produces
            if not output.updates and output.type not in have and _can_start(catalogue, code, have)
        }
        if not new:
            return have
        have |= new


def _can_start(catalogue: Catalogue, code: str, have: set[str]) -> bool:
    demands = (demand for demand in catalogue.services[code].evidence if demand.when is None)
    return all(not have.isdisjoint(demand.types) for demand in demands)


def check_asserted(journey: Journey) -> Iterator[Finding]:
    """What a life event asserts of its subject are facts that can be."""
    for code, event in journey.catalogue.life_events.items():
        try:
            journey.reader.read(event.asserted)
        except SituationError as error:
            for fault in error.faults:
                location = ("life_events", code, "assert", *fault.path)
                yield Finding(fault.fault, location, register="life_events")


def check_reach(journey: Journey) -> Iterator[Finding]:
    """Every active service belongs to an event, or another leads to it; every event has services."""
    catalogue = journey.catalogue
    demanded = {name for service in catalogue.services.values() for _l, d in service.demands() for name in d.types}
    for service in catalogue.services.values():
        led_to = any(output.type in demanded for output in service.produces)
        if not service.life_events and not led_to and service.status == "active":
            yield Finding(Fault("service-unreached", {"found": service.slug}), (), service.slug)
    for key in catalogue.life_events:
        if not any(catalogue.services.linked("event", event) for event in journey.events_of(key)):
            words = {"found": key}
            yield Finding(Fault("event-empty", words), ("life_events", key), register="life_events", at_key=True)


def check_handwritten_order(journey: Journey) -> Iterator[Finding]:
    """``requires`` says only what documents do not say already."""
    catalogue = journey.catalogue
    derived = {(order.before, order.after): order.evidence for order in orders(catalogue) if order.evidence}
    for service in catalogue.services.values():
        for place, key in enumerate(service.requires):
            evidence = derived.get((catalogue.services.find(key).code, service.code))
            if evidence:
                words = {"found": key, "evidence": evidence}
                yield Finding(Fault("order-repeated", words), ("requires", place), service.slug)


CHECKS: tuple[Check, ...] = (
    check_examples,
    check_rules_that_demand,
    check_constant_rules,
    check_issuers,
    check_deadlocks,
    check_asserted,
    check_reach,
    check_handwritten_order,
)
"""Every check of this floor, in the order they run."""
