"""The registers of what was read: bodies, documents, events and what a catalogue of ours says beside.

Whatever a service names gets an entry, also where the file says nothing more of it than its IRI.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from catalogue.errors import CatalogueError
from catalogue.registers import (
    Ages,
    AnnualCost,
    Application,
    EvidenceType,
    InformationConcept,
    LifeEvent,
    Origin,
    PublicOrganisation,
    Region,
    Role,
    Stage,
    YearlyCount,
)
from catalogue.values import shown
from ontology import reading_values as values
from ontology.reading import Reading, without_none
from ontology.reading_nodes import Node

if TYPE_CHECKING:
    from catalogue.values import Text

_M = TypeVar("_M", bound=BaseModel)
_UNKNOWN = {"id": "Tidak diketahui", "en": "Unknown"}
_APPLICANT = {"id": "Pemohon", "en": "Applicant"}
_BUSINESS = {"id": "Usaha", "en": "Business"}
_ANY_AGE = {"id": "Sewaktu-waktu dalam hidup", "en": "At any age"}
STAGE = "any-age"
"""The stage of events whose file knows no stages."""
LATER = 9_000
"""The order of the first event that has none of its own."""


def name(reading: Reading, node: Node) -> Text:
    """What a thing is called; where the file does not say, the last part of its IRI, which is told."""
    found = reading.text(node, "name") or reading.text(node, "description")
    if found:
        return found
    reading.fault_of(node, "rdf-no-name")
    return {reading.language: values.mended(values.unquoted(node.last)) or "?"}


def organisation(reading: Reading, node: Node) -> dict[str, object]:
    """A body; of what kind it is, only a catalogue of ours says."""
    former = [other for change in node.nodes("change") for other in change.nodes("former")] + node.nodes("former")
    where = node.nodes("spatial")
    region = next((code for other in where if (code := reading.own("region", other))), None)
    for other in where:
        other.each("label", values.plain)
    return {
        "name": name(reading, node) if node is not reading.nobody else _UNKNOWN,
        "abbreviation": reading.line(node, "also"),
        "kind": reading.word(node, "kind", "kind") or "public-body",
        "level": reading.word(node, "level", "level"),
        "part_of": reading.one(node, "within", "organisation"),
        "region": region,
        "predecessors": [reading.code("organisation", other) for other in former],
        "status": reading.word(node, "status", "status"),
        "identifiers": _identifiers(reading, node),
        "homepage": node.first("homepage", values.page),
        "note": reading.text(node, "note"),
        "confidence": reading.word(node, "confidence", "confidence"),
    }


def _identifiers(reading: Reading, node: Node) -> dict[str, str]:
    """What a body is known by: by scheme; for a body of another catalogue its IRI and its identifier there."""
    found = {}
    for each in node.nodes("identifiers"):
        scheme, identifier = each.first("scheme", values.plain), each.first("notation", values.plain)
        if scheme and identifier:
            found[scheme] = identifier
    own = reading.own("organisation", node)
    identifier = node.first("identifier", values.line)
    if identifier and not own and identifier != node.last:
        found["identifier"] = identifier
    if node.iri and not own:
        found["iri"] = node.iri
    return found


def application(reading: Reading, node: Node) -> dict[str, object]:
    """A computer system."""
    return {
        "name": name(reading, node),
        "owner": reading.one(node, "owner", "organisation"),
        "description": reading.text(node, "description"),
        "url": node.first("homepage", values.page),
        "status": reading.word(node, "status", "status"),
        "successors": reading.named(node, "successors", "application"),
        "annual_cost": next((_annual_cost(reading, each) for each in node.nodes("annual_cost")), None),
    }


def _annual_cost(reading: Reading, node: Node) -> AnnualCost | None:
    """What a system costs in a year."""
    data = {"value": node.first("value", values.amount), "currency": node.first("currency", values.currency)}
    return reading.made(AnnualCost, node, {**data, **_of_year(reading, node)})


def _yearly(reading: Reading, node: Node) -> YearlyCount | None:
    """How often an event happens in a year."""
    data = {"count": node.first("count", values.plain), "note": reading.text(node, "description")}
    return reading.made(YearlyCount, node, {**data, **_of_year(reading, node)})


def _of_year(reading: Reading, node: Node) -> dict[str, object]:
    return {
        "year": node.first("year", values.plain),
        "source": reading.line(node, "name"),
        "url": node.first("page", values.source),
    }


def evidence(reading: Reading, node: Node) -> dict[str, object]:
    """A kind of document; where it comes from follows from who gives it, unless a catalogue of ours says so."""
    called = name(reading, node)
    return {
        "name": called,
        "origin": reading.word(node, "origin", "origin") or Origin.OUTSIDE,
        "holder": reading.one(node, "holder", "role"),
        "made_for_purpose": reading.flag(node, "made_for_purpose"),
        "issued_by": reading.text(node, "issued_by"),
        "form": node.first("form", values.plain),
        "description": reading.text(node, "description"),
        "aliases": node.each("also", values.line),
        "iri": foreign(reading, "evidence", node),
    }


def foreign(reading: Reading, kind: str, node: Node) -> str | None:
    """The IRI of a thing from another catalogue."""
    return node.iri if node.iri and not reading.own(kind, node) else None


def concept(reading: Reading, node: Node) -> dict[str, object]:
    """A fact that rules speak of."""
    source = node.first("derived_from", reading.graph.node)
    options = sorted(node.nodes("options"), key=lambda each: each.first("order", values.whole) or 0)
    return {
        "name": name(reading, node),
        "type": node.first("expected_value", values.plain),
        "unit": node.first("unit", values.plain),
        "derived": {"from": reading.code("concept", source), "unit": node.first("derived_in", values.plain)}
        if source
        else None,
        "options": {each.first("notation", values.plain): reading.text(each, "label") for each in options},
        "question": reading.text(node, "question"),
        "sensitive": reading.flag(node, "sensitive"),
        "fixed": reading.flag(node, "fixed"),
        "minimum": node.first("minimum", values.plain),
        "maximum": node.first("maximum", values.plain),
        "source_system": node.first("source_system", values.plain),
    }


def role(reading: Reading, node: Node) -> dict[str, object]:
    """Whom facts can be about."""
    _in_list(node)
    return {"name": reading.text(node, "label"), "many": reading.flag(node, "many")}


def _in_list(node: Node) -> None:
    """Pass over what follows from where an entry stands: its list, and its code."""
    node.nodes("in_scheme")
    node.each("notation", values.plain)


def stage(reading: Reading, node: Node) -> dict[str, object]:
    """A stretch of a life."""
    _in_list(node)
    return {"name": reading.text(node, "label"), "typical_age": ages(reading, node)}


def ages(reading: Reading, node: Node) -> Ages | None:
    """A span of ages."""
    data = {"from": node.first("age_from", values.plain), "to": node.first("age_to", values.plain)}
    return reading.made(Ages, node, data) if all(data.values()) else None


def region(reading: Reading, node: Node) -> dict[str, object]:
    """A province, regency or city."""
    return {
        "name": reading.line(node, "label"),
        "level": reading.word(node, "level", "level"),
        "province": reading.one(node, "part_of", "region") or reading.code("region", node),
    }


def life_event(reading: Reading, node: Node) -> dict[str, object]:
    """What happens in a life or to a business."""
    business = node.is_a("business")
    return {
        "name": name(reading, node),
        "aliases": node.each("aliases", values.plain),
        "type": "business" if business else None,
        "kind": reading.word(node, "kind", "event"),
        "subject": reading.one(node, "subject", "role") or ("business" if business else None),
        "date_concept": reading.one(node, "date_concept", "concept"),
        "stage": reading.one(node, "stage", "stage") or STAGE,
        "order": node.first("order", values.plain) or str(LATER + len(reading.codes["event"])),
        "typical_age": ages(reading, node),
        "repeatable": reading.flag(node, "repeatable"),
        "leads_to": reading.named(node, "leads_to", "event"),
        "broader": reading.one(node, "broader", "event"),
        "assert": {
            reading.one(each, "concept", "concept"): each.first("fact", values.fact) for each in node.nodes("asserts")
        },
        "detectable_from": reading.text(node, "detectable_from"),
        "yearly": next((_yearly(reading, each) for each in node.nodes("yearly")), None),
        "iri": foreign(reading, "event", node),
    }


class Entries(NamedTuple):
    """Every register that was read."""

    applications: dict[str, Application]
    life_events: dict[str, LifeEvent]
    concepts: dict[str, InformationConcept]
    evidence: dict[str, EvidenceType]
    organisations: dict[str, PublicOrganisation]
    roles: dict[str, Role]
    stages: dict[str, Stage]
    regions: dict[str, Region]


def registers(reading: Reading) -> Entries:
    """Every register: what the services named, and what else the file describes. Those that name others come first."""
    made = Entries(
        _entries(reading, "application", Application, read=application),
        _entries(reading, "event", LifeEvent, read=life_event),
        _entries(reading, "concept", InformationConcept, read=concept),
        _entries(reading, "evidence", EvidenceType, read=evidence),
        _entries(reading, "organisation", PublicOrganisation, read=organisation),
        _entries(reading, "role", Role, read=role),
        _entries(reading, "stage", Stage, read=stage),
        _entries(reading, "region", Region, read=region),
    )
    subjects = {event.subject for event in made.life_events.values()}
    if any(event.stage == STAGE for event in made.life_events.values()):
        made.stages.setdefault(STAGE, Stage(name=_ANY_AGE))
    for subject, called in (("applicant", _APPLICANT), ("business", _BUSINESS)):
        if subject in subjects:
            made.roles.setdefault(subject, Role(name=called))
    return made


def _entries(
    reading: Reading, kind: str, model: type[_M], *, read: Callable[[Reading, Node], dict[str, object]]
) -> dict[str, _M]:
    """One register; reading an entry may name others, which are read too."""
    for node in reading.graph.of(kind):
        if _belongs(reading, kind, node):
            reading.code(kind, node)
    made: dict[str, _M] = {}
    codes = reading.codes[kind]
    while ahead := [node for node in codes if codes[node] not in made]:
        for node in ahead:
            made[codes[node]] = _fitted(reading, model, node, data=without_none(read(reading, node)))
            for one in node.about("identifier"):
                one.placed = one.placed or values.plain(one.value) in {codes[node], node.last, node.iri}
    return made


def _belongs(reading: Reading, kind: str, node: Node) -> bool:
    """Whether a thing of this class stands in the register; of facts and places only those of a catalogue of ours."""
    own = reading.own(kind, node) is not None
    if kind == "concept":
        having = own and bool(node.nodes("document"))
        for field in ("identifier", "expected_value") if having else ():
            node.each(field, values.plain)  # both follow from the document
        return own and not having
    return own or kind != "region"


def _fitted(reading: Reading, model: type[_M], node: Node, *, data: dict[str, object]) -> _M:
    """An entry; fields that do not fit are left out, and told."""
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            detail = error.errors(include_url=False, include_context=False, include_input=False)[0]
            field = str(detail["loc"][0]) if detail["loc"] else ""
            reading.fault_of(node, "rdf-entry", found=field, why=shown(detail["msg"], 120))
            if field not in data:
                raise CatalogueError(reading.problems) from None
            del data[field]
