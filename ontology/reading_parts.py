"""The parts of a service: requirements, documents, fees, channels, contacts, times, laws; CCCEV's ways included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from catalogue.parts import (
    Benefit,
    Channel,
    ContactPoint,
    Cost,
    Deadline,
    EvidenceDemand,
    Example,
    LegalResource,
    Output,
    ProcessingTime,
    Recurring,
    Requirement,
    SourceOfFacts,
    Standard,
)
from ontology import reading_values as values
from ontology.reading import Reading, joined, without_none
from ontology.reading_nodes import Node
from ontology.reading_terms import CHANNELS

if TYPE_CHECKING:
    from catalogue.values import Text

NO_CURRENCY = "XXX"
"""ISO 4217's code where a fee names no currency."""


def law(reading: Reading, node: Node) -> LegalResource | None:
    """A law; one whose IRI is a web address, and no name of ours, can be read there."""
    data = {
        "title": reading.line(node, "law_name") or values.mended(values.unquoted(node.last)),
        "article": reading.line(node, "article"),
        "url": node.first("page", values.source),
    }
    if data["url"] is None and node.iri and not reading.own("code", node):
        data["url"] = values.source(NamedNode(node.iri))
    return reading.made(LegalResource, node, data)


def law_of(reading: Reading, node: Node) -> LegalResource | None:
    """The law a requirement or deadline comes from, told directly or by the rule it fulfils."""
    laws = reading.parts(node, "law", law, keep=True)
    for implemented in reading.parts(node, "fulfils", implemented_by):
        laws += implemented
    return laws[0] if laws else None


def implemented_by(reading: Reading, rule: Node) -> list[LegalResource]:
    """The laws a rule implements."""
    return reading.parts(rule, "implements", law, keep=True)


def described(reading: Reading, node: Node) -> Text | None:
    """What is said of a thing that is only there to be described."""
    return reading.text(node, "description")


def condition(node: Node, field: str) -> str | None:
    """An executable rule; the concepts that it speaks of follow from it."""
    node.nodes("constrains")
    return node.first(field, values.plain)


def requirement(reading: Reading, node: Node) -> Requirement | None:
    """A condition; one that only lists documents is none."""
    if node.said.keys() & set(reading.graph.fields["evidence_lists"]) and not list(node.about("rule")):
        return None
    name = reading.text(node, "name") or reading.text(node, "description")
    data = {
        "name": name,
        "rule": condition(node, "rule"),
        "law": law_of(reading, node),
        "valid_from": node.first("valid_from", values.day),
        "valid_to": node.first("valid_to", values.day),
    }
    return reading.made(Requirement, node, data) if name else None


def demand(reading: Reading, node: Node) -> EvidenceDemand | None:
    """A document demanded: a list for each that will do (CCCEV)."""
    lists = node.nodes("evidence_lists")
    types = [code for each in lists for code in reading.named(reading.visit(each), "listed_types", "evidence")]
    if not types:
        return None
    reading.text(node, "name")  # it is made of the names of the documents
    data = {
        "type": types[0] if len(types) == 1 else None,
        "one_of": types if len(types) > 1 else None,
        "of": reading.one(node, "holder", "role"),
        "when": condition(node, "when"),
        "updated": reading.flag(node, "updated"),
        "copies": node.first("copies", values.whole),
        "original": node.first("original", values.truth),
        "note": reading.text(node, "note"),
    }
    return reading.made(EvidenceDemand, node, data)


def evidence(reading: Reading, node: Node) -> EvidenceDemand | None:
    """A piece of evidence (CPSV-AP): a document of its types, or a type of its own."""
    kinds = node.nodes("evidence_types")
    for kind in kinds[:1]:
        kind.described_by(node)
    types = [reading.code("evidence", kind) for kind in kinds or [node]]
    return EvidenceDemand(type=types[0]) if len(types) == 1 else EvidenceDemand(one_of=tuple(types))


def evidence_type(reading: Reading, node: Node) -> EvidenceDemand | None:
    """A kind of document that a service asks for."""
    return EvidenceDemand(type=reading.code("evidence", node))


def output(reading: Reading, node: Node) -> Output | None:
    """What a service gives: a kind of document, or one of its own."""
    kind = reading.one(node, "evidence_type", "evidence")
    if kind:
        reading.text(node, "name")  # it is that of the document
    data = {
        "type": kind or reading.code("evidence", node),
        "of": reading.one(node, "holder", "role"),
        "updates": reading.flag(node, "updates"),
        "valid_for": node.first("valid_for", values.duration),
    }
    return reading.made(Output, node, data)


def cost(reading: Reading, node: Node) -> Cost | None:
    """A fee; one that says neither an amount nor what it is reckoned by is none."""
    amount = node.first("value", values.amount)
    data = {
        "currency": node.first("currency", values.currency) or NO_CURRENCY,
        "name": reading.text(node, "name"),
        "basis": reading.text(node, "description"),
        "when": condition(node, "when"),
        "channel": node.first("on_channel", values.plain),
    }
    if amount is None and not data["basis"]:
        node.release()
        return None
    return (
        reading.made(Cost, node, {**without_none(data), "value": amount}) if amount is not None else _basis(node, data)
    )


def _basis(_node: Node, data: Mapping[str, object]) -> Cost:
    return Cost.model_validate({**without_none(data), "value": None})


def benefit(reading: Reading, node: Node) -> Benefit:
    """What a person is given."""
    data = {
        "currency": node.first("currency", values.currency),
        "per": node.first("per", values.duration),
        "name": reading.text(node, "name"),
        "basis": reading.text(node, "description"),
    }
    return Benefit.model_validate({**without_none(data), "value": node.first("value", values.amount)})


def channel(reading: Reading, node: Node) -> Channel | None:
    """A way to reach the service, and what differs on it; what kind of way it is has to be known."""
    kind = _channel_type(reading, node)
    if kind is None:
        reading.fault_of(node, "rdf-channel")
        return None
    node.nodes("through")
    data = {
        "type": kind,
        "application": reading.one(node, "applications", "application"),
        "provided_by": reading.one(node, "owner", "organisation"),
        "url": node.first("page", values.page),
        "note": reading.text(node, "description") or reading.text(node, "name"),
        "evidence": reading.parts(node, "own_demands", demand) + reading.parts(node, "inputs", evidence, keep=True),
        "processing_time": processing_time(reading, node),
        "costs": reading.parts(node, "own_costs", channel_cost),
    }
    return reading.made(Channel, node, data)


def channel_cost(reading: Reading, node: Node) -> Cost | None:
    """A fee that falls due on one channel."""
    node.nodes("through")
    return cost(reading, node)


def _channel_type(reading: Reading, node: Node) -> str | None:
    """Which of our kinds a channel is, by our word, its class, or the name and labels of its type."""
    word = reading.word(node, "kind", "channel")
    if word in CHANNELS:
        return word
    if node.is_a("web"):
        return "web"
    for one in node.about("kind"):
        other = reading.graph.node(one.value)
        labels = [values.plain(label.value) or "" for label in other.about("label")] if other else []
        said = [other.last if other else values.plain(one.value) or "", *labels]
        words = {values.slug(part).replace("-", "") for text in said for part in (text, *text.split())}
        kind = next((kind for kind, names in CHANNELS.items() if words & names), None)
        if kind and other:
            one.placed = True
            reading.visit(other).first("label", values.plain)
            for label in other.about("label"):
                label.placed = True
        if kind:
            one.placed = True
            return kind
    return None


def processing_time(reading: Reading, node: Node) -> ProcessingTime | None:
    """How long the office takes."""
    data = without_none(
        {
            "duration": node.first("time", values.duration),
            "working_days": node.first("working_days", values.whole),
            "at_most": reading.flag(node, "at_most"),
            "note": reading.text(node, "time_note"),
        }
    )
    return reading.made(ProcessingTime, node, data) if data else None


def time_in_words(reading: Reading, node: Node) -> Text | None:
    """A processing time that is told in words only."""
    texts = reading.parts(node, "time", described)
    literal = reading.text(node, "time") if not node.first("time", values.duration) else None
    return joined([*texts, *filter(None, [literal])])


def contact(reading: Reading, node: Node) -> ContactPoint | None:
    """Where to ask."""
    hours = reading.parts(node, "hours", described)
    data = {
        "name": reading.text(node, "contact_name"),
        "phone": node.first("phone", values.phone),
        "email": node.first("email", values.email),
        "url": node.first("contact_page", values.page),
        "hours": joined(hours) or reading.text(node, "hours"),
    }
    return reading.made(ContactPoint, node, data) if without_none(data) else None


def deadline(reading: Reading, node: Node) -> Deadline | None:
    """By when a service must be asked for."""
    data = {
        "within": without_none(
            {
                "duration": node.first("within_time", values.duration),
                "working_days": node.first("working_days", values.whole),
            }
        ),
        "after": anchor(reading, node, "after"),
        "before": anchor(reading, node, "before"),
        "roll": "next" if reading.flag(node, "rolls") else None,
        "if_late": reading.text(node, "if_late"),
        "law": law_of(reading, node),
    }
    return reading.made(Deadline, node, data)


def anchor(reading: Reading, node: Node, field: str) -> str | None:
    """A life event or a date concept."""
    for other in node.nodes(field):
        kind = "concept" if reading.own("concept", other) else "event"
        return reading.code(kind, other)
    return None


def recurrence(reading: Reading, node: Node) -> Recurring | None:
    """How a duty or entitlement comes again."""
    data = {"rule": node.first("recurrence", values.plain), "from": reading.one(node, "from", "concept")}
    return reading.made(Recurring, node, data)


def standard(reading: Reading, node: Node) -> Standard | None:
    """The components of a service standard."""
    data = {name: reading.text(node, f"standard_{name}") for name in Standard.model_fields}
    return reading.made(Standard, node, data)


def source(reading: Reading, node: Node) -> SourceOfFacts | None:
    """Where facts come from."""
    data = {
        "title": reading.line(node, "name"),
        "url": node.first("page", values.source),
        "confidence": reading.word(node, "confidence", "confidence") or "medium",
        "seen": node.first("seen", values.plain),
    }
    return reading.made(SourceOfFacts, node, data)


def example(reading: Reading, node: Node) -> Example | None:
    """A person and the verdict the law gives."""
    data = {
        "situation": node.first("situation", _json),
        "verdict": node.first("verdict", values.plain),
        "event": reading.one(node, "at_event", "event"),
        "as_of": node.first("as_of", values.day),
        "held": node.each("held", values.plain),
        "missing": node.each("missing", values.plain),
    }
    return reading.made(Example, node, {**data, "situation": data["situation"] or {}})


def _json(value: object) -> object:
    try:
        return json.loads(value.value) if isinstance(value, Literal) else None
    except ValueError:
        return None
