"""The second pass: does everything that is named exist, once, and does every rule speak the catalogue's words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue.codes import register_faults
from catalogue.errors import Fault, Problem, RuleError
from catalogue.references import REGISTER_REFERENCES, dangling, offer_references, service_references
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.vocabulary import has_concept, rule_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from catalogue.models import Offer, PublicService
    from catalogue.read import Source
    from catalogue.references import Known, Reference
    from catalogue.store import Catalogue
    from catalogue.vocabulary import Vocabulary

Read = "Sequence[tuple[Source, PublicService]]"


def known_names(catalogue: Catalogue, slugs: Iterable[str], codes: Iterable[str]) -> Known:
    """Every name that may be referred to, by kind."""
    dates = {name for name, concept in catalogue.concepts.items() if concept.type is ConceptType.DATE}
    events = {*catalogue.life_events, *(alias for event in catalogue.life_events.values() for alias in event.aliases)}
    return {
        "organisation": catalogue.organisations.keys(),
        "application": catalogue.applications.keys(),
        "evidence": catalogue.evidence.keys(),
        "role": catalogue.roles.keys(),
        "concept": catalogue.concepts.keys(),
        "date-concept": dates,
        "event": events,
        "anchor": events | dates,
        "stage": catalogue.stages.keys(),
        "region": catalogue.regions.keys(),
        "service": {*slugs, *codes, *(tombstone.code for tombstone in catalogue.codes.tombstones)},
    }


def link_problems(
    catalogue: Catalogue,
    registers: Mapping[str, Source],
    services: Sequence[tuple[Source, PublicService]],
    offers: Sequence[tuple[Source, Offer]],
) -> Iterator[Problem]:
    """Everything that does not hold together, across all files."""
    known = known_names(catalogue, (s.slug for _, s in services), (s.code for _, s in services))
    yield from _register_problems(catalogue, registers, known)
    yield from _repeated(services, lambda service: service.code, "code-twice", ("code",))
    yield from _repeated(services, lambda service: service.slug, "slug-twice", ())
    yield from _code_problems(catalogue, services)
    yield from _rule_problems(catalogue.vocabulary, services)
    for source, service in services:
        for location, fault in dangling(service_references(service), known):
            yield source.problem(fault, location)
        for location, fault in _self_faults(service):
            yield source.problem(fault, location)
    for source, offer in offers:
        for location, fault in dangling(offer_references(offer), known):
            yield source.problem(fault, location)


def _register_problems(catalogue: Catalogue, registers: Mapping[str, Source], known: Known) -> Iterator[Problem]:
    for name, references in REGISTER_REFERENCES.items():
        entries: Mapping[str, object] = getattr(catalogue, name)
        inner = (name,) if name in {"concepts", "life_events"} else ()
        for key, entry in entries.items():
            for location, fault in dangling(references(entry), known):
                yield registers[name].problem(fault, (*inner, key, *location))
    for location, fault in register_faults(catalogue.codes):
        yield registers["codes"].problem(fault, location)
    for evidence in catalogue.evidence:
        if has_concept(evidence) in catalogue.concepts:
            fault = Fault("concept-is-evidence", {"found": has_concept(evidence), "evidence": evidence})
            yield registers["concepts"].problem(fault, ("concepts", has_concept(evidence)), key=True)
    yield from _alias_problems(catalogue, registers["life_events"])


def _alias_problems(catalogue: Catalogue, source: Source) -> Iterator[Problem]:
    taken = set(catalogue.life_events)
    for code, event in catalogue.life_events.items():
        for position, alias in enumerate(event.aliases):
            if alias in taken:
                yield source.problem(Fault("alias-twice", {"found": alias}), ("life_events", code, "aliases", position))
            taken.add(alias)


def _repeated(
    services: Sequence[tuple[Source, PublicService]],
    key: Callable[[PublicService], str],
    rule: str,
    location: tuple[str, ...],
) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for source, service in services:
        name = key(service)
        if name in first:
            yield source.problem(Fault(rule, {"found": name, "other": first[name]}), location)
        first.setdefault(name, source.path)


def _code_problems(catalogue: Catalogue, services: Sequence[tuple[Source, PublicService]]) -> Iterator[Problem]:
    actions = {action.number for action in catalogue.codes.actions.values()}
    objects = {
        (domain, entry.number) for domain, entries in catalogue.codes.objects.items() for entry in entries.values()
    }
    retired = {tombstone.code for tombstone in catalogue.codes.tombstones}
    for source, service in services:
        code = service.code
        words = {"found": code, "domain": code.domain, "object": code.object, "action": code.action}
        if code in retired:
            yield source.problem(Fault("code-retired", words), ("code",))
        elif code.action not in actions:
            yield source.problem(Fault("unknown-action", words), ("code",))
        elif (code.domain, code.object) not in objects and not code.provisional:
            yield source.problem(Fault("unknown-object", words), ("code",))


def _rule_problems(vocabulary: Vocabulary, services: Sequence[tuple[Source, PublicService]]) -> Iterator[Problem]:
    checked: dict[str, Sequence[Fault]] = {}
    for source, service in services:
        for location, rule in service.rules():
            if rule not in checked:
                checked[rule] = faults_in(rule, vocabulary)
            for fault in checked[rule]:
                yield source.problem(fault, location)


def faults_in(rule: str, vocabulary: Vocabulary) -> Sequence[Fault]:
    """Everything wrong with a rule's text, as syntax or in its types."""
    try:
        return rule_faults(parse(rule), vocabulary)
    except RuleError as error:
        return error.faults


def _self_faults(service: PublicService) -> Iterator[tuple[tuple[str | int, ...], Fault]]:
    for field in ("requires", "excludes", "successors"):
        for position, key in enumerate(getattr(service, field)):
            if key in {service.slug, service.code}:
                yield (field, position), Fault("names-itself", {"found": key, "field": field})
    for field in ("life_events", "provided_by", "applications", "requires", "excludes"):
        keys: Collection[str] = getattr(service, field)
        for position, key in enumerate(keys):
            if key in list(keys)[:position]:
                yield (field, position), Fault("named-twice", {"found": key, "field": field})
