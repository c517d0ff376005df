"""What a service and a local offer have in common, part by part: requirements, documents, fees, channels, times."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from catalogue.values import Text
from catalogue.vocabulary import has_concept
from ontology.terms import TERMS, Node, address, in_camel_case

if TYPE_CHECKING:
    from catalogue.models import Offer, PublicService
    from catalogue.parts import (
        Benefit,
        Channel,
        ContactPoint,
        Cost,
        Deadline,
        EvidenceDemand,
        Example,
        Output,
        ProcessingTime,
        Recurring,
        Requirement,
        SourceOfFacts,
        Span,
        Standard,
    )
    from ontology.triples import Triples

ANY = {"id": " atau ", "en": " or "}
"""What joins documents any of which will do; other languages use a slash."""


def requirement(out: Triples, entry: Requirement, node: Node) -> None:
    """A condition: a constraint on facts where it has a rule, else one that no rule models."""
    kind = "cv:Constraint" if entry.rule else "lj:UnmodelledCondition"
    out.identified(node, "cv:Requirement", kind)
    out.text(node, "dct:title", entry.name)
    rule(out, node, entry.rule, said=("lj:rule", "cv:constrains"))
    out.law(node, "cv:isDerivedFrom", entry.law)
    out.plain(node, "schema:validFrom", entry.valid_from)
    out.plain(node, "schema:validThrough", entry.valid_to)


def rule(
    out: Triples, node: Node, condition: str | None, *, said: tuple[str, str] = ("lj:when", "lj:dependsOn")
) -> None:
    """An executable condition, and the concepts it speaks of: the predicates of both are ``said``."""
    if condition is None:
        return
    predicate, of = said
    out.typed(node, predicate, condition, datatype="lj:sql")
    for concept in out.facts(condition):
        named = out.node("concept", concept)
        out.say(node, of, named)
        if concept not in out.catalogue.concepts:
            out.once(named, partial(_having, out, concept))


def _having(out: Triples, concept: str, node: Node) -> None:
    """The fact that somebody has a document."""
    documents = {has_concept(code): code for code in out.catalogue.evidence}
    out.kinds(node, "cv:InformationConcept")
    out.plain(node, "dct:identifier", concept)
    out.plain(node, "cv:expressionOfExpectedValue", "boolean")
    out.say(node, "lj:documentHad", out.node("evidence", documents[concept]))


def demand(out: Triples, entry: EvidenceDemand, node: Node) -> None:
    """A document demanded: a list of one evidence type for each that will do, the first preferred."""
    out.identified(node, "cv:Requirement", "cv:InformationRequirement")
    out.text(node, "dct:title", _either(out, entry.types))
    for number, code in enumerate(entry.types, 1):
        out.part(node, "cv:hasEvidenceTypeList", f"list-{number}", tell=partial(_list, out, code))
    if entry.of:
        out.say(node, "lj:holder", out.node("role", entry.of))
    rule(out, node, entry.when)
    out.flag(node, "lj:updated", value=entry.updated)
    out.plain(node, "lj:copies", entry.copies)
    out.plain(node, "lj:original", entry.original)
    out.text(node, "skos:note", entry.note)


def _list(out: Triples, code: str, node: Node) -> None:
    out.kinds(node, "cv:EvidenceTypeList")
    out.say(node, "cv:specifiesEvidenceType", out.node("evidence", code))


def _either(out: Triples, types: Iterable[str]) -> Text:
    """The names of evidence types, in every language that all of them have."""
    names = [out.catalogue.evidence[code].name for code in types]
    return {
        tag: ANY.get(tag, " / ").join(name[tag] for name in names) for tag in names[0] if all(tag in n for n in names)
    }


def output(out: Triples, entry: Output, node: Node) -> None:
    """What a service gives."""
    out.identified(node, "cv:Output")
    out.text(node, "dct:title", out.catalogue.evidence[entry.type].name)
    out.say(node, "lj:evidenceType", out.node("evidence", entry.type))
    if entry.of:
        out.say(node, "lj:holder", out.node("role", entry.of))
    out.flag(node, "lj:updates", value=entry.updates)
    out.duration(node, "lj:validFor", entry.valid_for)


def span(out: Triples, node: Node, entry: Span, *, predicate: str) -> None:
    """A stretch of time: calendar time under ``predicate``, or working days."""
    out.duration(node, predicate, entry.duration)
    out.plain(node, "lj:workingDays", entry.working_days)


def processing_time(out: Triples, node: Node, entry: ProcessingTime | None) -> None:
    """How long the office takes."""
    if entry:
        span(out, node, entry, predicate="cv:processingTime")
        out.flag(node, "lj:atMost", value=entry.at_most)
        out.text(node, "lj:timeNote", entry.note)


def deadline(out: Triples, entry: Deadline, node: Node) -> None:
    """By when a service must be asked for."""
    out.kinds(node, "lj:Deadline")
    span(out, node, entry.within, predicate="lj:within")
    out.say(node, "lj:after" if entry.after else "lj:before", out.anchor(entry.anchor))
    out.flag(node, "lj:movesToWorkingDay", value=entry.roll == "next")
    out.text(node, "lj:ifLate", entry.if_late)
    out.law(node, "lj:law", entry.law)


def recurrence(out: Triples, entry: Recurring, node: Node) -> None:
    """How a duty or entitlement comes again."""
    out.kinds(node, "schema:Schedule")
    out.plain(node, "lj:recurrenceRule", entry.rule)
    if entry.from_:
        out.say(node, "lj:from", out.node("concept", entry.from_))


def cost(out: Triples, entry: Cost, node: Node) -> None:
    """A fee; without a value, its basis."""
    out.identified(node, "cv:Cost")
    out.text(node, "dct:title", entry.name)
    out.text(node, "dct:description", entry.basis)
    if entry.value is not None:
        out.typed(node, "cv:hasValue", f"{entry.value:f}", datatype="xsd:double")
    out.currency(node, "cv:currency", entry.currency)
    rule(out, node, entry.when)
    out.plain(node, "lj:onChannel", entry.channel)


def benefit(out: Triples, entry: Benefit, node: Node) -> None:
    """What a person is given."""
    out.identified(node, "lj:Benefit", "schema:MonetaryAmount")
    out.text(node, "dct:title", entry.name)
    out.text(node, "dct:description", entry.basis)
    out.plain(node, "schema:value", entry.value)
    out.plain(node, "schema:currency", entry.currency)
    out.duration(node, "lj:per", entry.per)


def channel(out: Triples, entry: Channel, node: Node) -> None:
    """A way to reach the service, and what differs on it."""
    out.identified(node, "cv:Channel")
    out.concept(node, "dct:type", TERMS[f"lj:channel-{entry.type}"])
    if entry.application:
        out.say(node, "lj:usesApplication", out.node("application", entry.application))
    if entry.provided_by:
        out.say(node, "cv:ownedBy", out.node("organisation", entry.provided_by))
    out.page(node, "foaf:page", entry.url)
    out.text(node, "dct:description", entry.note)
    for number, document in enumerate(entry.evidence, 1):
        out.part(node, "lj:ownDemand", f"evidence-{number}", tell=partial(demand, out, document))
    processing_time(out, node, entry.processing_time)
    for number, fee in enumerate(entry.costs, 1):
        out.part(node, "lj:ownCost", f"cost-{number}", tell=partial(_on_channel, out, (fee, node)))


def _on_channel(out: Triples, said: tuple[Cost, Node], node: Node) -> None:
    entry, way = said
    cost(out, entry, node)
    out.say(node, "cv:ifAccessedThrough", way)


def contact(out: Triples, entry: ContactPoint, node: Node) -> None:
    """Where to ask."""
    out.kinds(node, "cv:ContactPoint")
    out.text(node, "dct:title", entry.name)
    out.plain(node, "cv:telephone", entry.phone)
    out.plain(node, "cv:email", entry.email)
    out.page(node, "cv:contactPage", entry.url)
    if entry.hours:
        out.part(node, "cv:openingHours", "hours", tell=partial(_hours, out, entry.hours))


def _hours(out: Triples, hours: Text, node: Node) -> None:
    out.kinds(node, "time:TemporalEntity")
    out.text(node, "dct:description", hours)


def provider(out: Triples, body: str, node: Node) -> None:
    """The participation of an organisation that delivers a service."""
    out.identified(node, "cv:Participation")
    out.text(node, "dct:description", {"id": "Penyelenggara layanan", "en": "Provider of the service"})
    out.say(node, "cv:hasParticipant", out.node("organisation", body))
    out.concept(node, "cv:role", TERMS["lj:provider"])


def source(out: Triples, entry: SourceOfFacts, node: Node) -> None:
    """Where facts come from."""
    out.kinds(node, "lj:Source")
    out.line(node, "dct:title", entry.title)
    if entry.url:
        out.say(node, "foaf:page", address(entry.url))
    out.concept(node, "lj:confidence", TERMS[f"lj:confidence-{entry.confidence}"])
    out.plain(node, "lj:seen", entry.seen)


def standard(out: Triples, entry: Standard, node: Node) -> None:
    """The components of a service standard, each under the name it has in the service's file."""
    out.kinds(node, "lj:ServiceStandard")
    for field in type(entry).model_fields:
        out.text(node, f"lj:{in_camel_case(f'standard_{field}')}", getattr(entry, field))


def example(out: Triples, entry: Example, node: Node) -> None:
    """A person and the verdict the law gives."""
    out.kinds(node, "lj:Example")
    out.plain(node, "lj:situation", json.dumps(entry.situation, ensure_ascii=False, sort_keys=True))
    out.plain(node, "lj:verdict", entry.verdict)
    if entry.event:
        out.say(node, "lj:atEvent", out.event(entry.event))
    out.plain(node, "lj:asOf", entry.as_of)
    for predicate, documents in (("lj:held", entry.held), ("lj:missing", entry.missing)):
        for document in documents:
            out.plain(node, predicate, document)


def circumstances(out: Triples, entry: PublicService | Offer, node: Node) -> None:
    """What both a service and a local offer say: who gives it, where, when, for what fee, through which systems."""
    for number, body in enumerate(entry.provided_by, 1):
        out.part(node, "cv:hasParticipation", f"provider-{number}", tell=partial(provider, out, body))
    processing_time(out, node, entry.processing_time)
    for number, fee in enumerate(entry.costs or (), 1):
        out.part(node, "cv:hasCost", f"cost-{number}", tell=partial(cost, out, fee))
    for number, way in enumerate(entry.channels, 1):
        out.part(node, "cv:hasChannel", f"channel-{number}", tell=partial(channel, out, way))
    for system in entry.applications:
        out.say(node, "lj:usesApplication", out.node("application", system))
    for number, point in enumerate(entry.contact_points, 1):
        out.part(node, "cv:contactPoint", f"contact-{number}", tell=partial(contact, out, point))
    out.text(node, "skos:note", entry.note)
    for number, origin in enumerate(entry.sources, 1):
        out.part(node, "dct:source", f"source-{number}", tell=partial(source, out, origin))
