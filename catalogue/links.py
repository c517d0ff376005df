"""The second pass: does everything that is named exist, once, and does every rule speak the catalogue's words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from catalogue.codes import register_faults
from catalogue.errors import Fault, Problem, RuleError
from catalogue.references import (
    REGISTER_REFERENCES,
    Reference,
    dangling,
    offer_references,
    reached,
    service_references,
)
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.vocabulary import has_concept, rule_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from catalogue.models import Offer, PublicService
    from catalogue.read import Source
    from catalogue.references import Known, Location
    from catalogue.store import Catalogue
    from catalogue.vocabulary import Vocabulary

_T = TypeVar("_T")


class Files(NamedTuple):
    """What was read, each with its file; ``names`` are the slugs and codes of all services, broken ones too."""

    registers: Mapping[str, Source]
    services: Sequence[tuple[Source, PublicService]]
    offers: Sequence[tuple[Source, Offer]]
    names: Collection[str]


def known_names(catalogue: Catalogue, services: Collection[str]) -> Known:
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
        "service": services,
    }


def link_problems(catalogue: Catalogue, files: Files) -> Iterator[Problem]:
    """Everything that does not hold together, across all files."""
    known = known_names(catalogue, files.names)
    yield from _register_problems(catalogue, files.registers, known)
    if "judgements" in files.registers:
        yield from _judgement_problems(catalogue, files.registers["judgements"], known)
    yield from _repeated(files.services, lambda service: service.code, ("code-twice", "code"))
    yield from _repeated(files.services, lambda service: service.slug, ("slug-twice", "slug"))
    yield from _repeated(files.offers, _offered(catalogue), ("offer-twice", "region"))
    yield from _code_problems(catalogue, files.services)
    yield from _rule_problems(catalogue.vocabulary, files.services)
    for source, service in files.services:
        for location, fault in _self_faults(service):
            yield source.problem(fault, location)
    retired = {str(stone.code): ", ".join(stone.successors) or "-" for stone in catalogue.codes.tombstones}
    named = [(source, service_references(service)) for source, service in files.services]
    for source, references in (*named, *((source, offer_references(offer)) for source, offer in files.offers)):
        for reference, fault in dangling(references, known, retired):
            yield source.problem(fault, reference.location, key=reference.at_key)


def _register_problems(catalogue: Catalogue, registers: Mapping[str, Source], known: Known) -> Iterator[Problem]:
    events = {**known, "event": catalogue.life_events.keys()}
    for name, references in REGISTER_REFERENCES.items():
        entries: Mapping[str, object] = getattr(catalogue, name)
        inner = (name,) if name in {"concepts", "life_events"} else ()
        for key, entry in entries.items():
            for reference, fault in dangling(references(entry), events):
                location = (*inner, key, *reference.location)
                yield registers[name].problem(fault, location, key=reference.at_key)
    for location, fault in (*register_faults(catalogue.codes), *_successor_faults(catalogue, known)):
        yield registers["codes"].problem(fault, location)
    for evidence in catalogue.evidence:
        if has_concept(evidence) in catalogue.concepts:
            fault = Fault("concept-is-evidence", {"found": has_concept(evidence), "evidence": evidence})
            yield registers["concepts"].problem(fault, ("concepts", has_concept(evidence)), key=True)
    yield from _organisation_problems(catalogue, registers["organisations"])
    yield from _event_problems(catalogue, registers["life_events"])


def _judgement_problems(catalogue: Catalogue, source: Source, known: Known) -> Iterator[Problem]:
    """Both that were judged exist, and no pair is judged twice."""
    judged = set[frozenset[str]]()
    for position, one in enumerate(catalogue.judgements):
        place: Location = ("judgements", position)
        references = (Reference(one.kind, key, (*place, side)) for side, key in (("a", one.a), ("b", one.b)))
        yield from (source.problem(fault, reference.location) for reference, fault in dangling(references, known))
        pair = frozenset({one.kind, one.a, one.b})
        if pair in judged:
            yield source.problem(Fault("judged-twice", {"found": f"{one.a}, {one.b}"}), place)
        judged.add(pair)


def _successor_faults(catalogue: Catalogue, known: Known) -> Iterator[tuple[Location, Fault]]:
    """What came after a retired code is a service, or another retired code."""
    stones = catalogue.codes.tombstones
    codes = {**known, "service": {*known["service"], *(stone.code for stone in stones)}}
    for position, stone in enumerate(stones):
        for place, key in enumerate(stone.successors):
            reference = Reference("service", key, ("tombstones", position, "successors", place))
            yield from ((reference.location, fault) for _reference, fault in dangling([reference], codes))


def _organisation_problems(catalogue: Catalogue, source: Source) -> Iterator[Problem]:
    parents = {key: (body.part_of,) for key, body in catalogue.organisations.items() if body.part_of}
    for key in parents:
        if key in reached(key, lambda key: parents.get(key, ())):
            yield source.problem(Fault("circle", {"found": key, "field": "part_of"}), (key, "part_of"))


def _event_problems(catalogue: Catalogue, source: Source) -> Iterator[Problem]:
    wider = {key: (event.broader,) for key, event in catalogue.life_events.items() if event.broader}
    taken = set(catalogue.life_events)
    for code, event in catalogue.life_events.items():
        place: Location = ("life_events", code)
        if code in reached(code, lambda key: wider.get(key, ())):
            yield source.problem(Fault("circle", {"found": code, "field": "broader"}), (*place, "broader"))
        for position, alias in enumerate(event.aliases):
            if alias in taken:
                yield source.problem(Fault("alias-twice", {"found": alias}), (*place, "aliases", position))
            taken.add(alias)


def _offered(catalogue: Catalogue) -> Callable[[Offer], str]:
    return lambda offer: f"{catalogue.services.code_of(offer.service) or offer.service} {offer.region}"


def _repeated(
    entries: Iterable[tuple[Source, _T]], key: Callable[[_T], str], rule: tuple[str, str]
) -> Iterator[Problem]:
    """Entries whose key another file has already, as this rule at this field."""
    first: dict[str, str] = {}
    for source, entry in entries:
        name = key(entry)
        if name in first:
            yield source.problem(Fault(rule[0], {"found": name, "other": first[name]}), (rule[1],))
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
