"""A service as somebody published it → ours; what finds no place in a field is told in its note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError
from pyoxigraph import BlankNode, Literal, NamedNode

from catalogue.models import Offer, PublicService
from catalogue.parts import Classification, EvidenceDemand, LegalResource
from catalogue.values import LONGEST_LINE, shown
from ontology import reading_parts as parts
from ontology import reading_values as values
from ontology.reading import Reading, joined, without_none
from ontology.reading_nodes import Node, Statement
from ontology.reading_terms import SENSES, STATUSES, shortened

if TYPE_CHECKING:
    from catalogue.codes import ServiceCode
    from catalogue.values import Text

_PROVIDER = "provider"
_DEEPEST = 3
"""How far a note follows what belongs to a service."""


def service(reading: Reading, node: Node, code: ServiceCode) -> PublicService | None:
    """A service; None where it does not fit, which is told. ``reading.visited`` then holds what belongs to it."""
    reading.visited = []
    reading.visit(node)
    data = without_none(
        {
            "slug": reading.codes["service"][node],
            "code": code,
            **_identity(reading, node, code),
            **_bodies(reading, node),
            **_lives(reading, node),
            **_conditions(reading, node),
            **circumstances(reading, node),
            **_law_and_order(reading, node),
            **_time(reading, node),
            **_others(reading, node),
        }
    )
    if data.get("status") == "superseded" and not data.get("successors"):
        data["status"] = "historical"
    data.setdefault("provided_by", [data.get("competent_authority")])
    data.setdefault("sources", [_source(reading, node)])
    try:
        return PublicService.model_validate(without_none(data))
    except ValidationError as error:
        detail = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, detail["loc"]))
        reading.fault_of(node, "rdf-service", why=shown(f"{where}: {detail['msg']}", 120))
        return None


def _identity(reading: Reading, node: Node, code: ServiceCode) -> dict[str, object]:
    node.first("slug", values.plain)
    name = reading.text(node, "name")
    described = reading.text(node, "description")
    if not described:
        reading.fault_of(node, "rdf-no-description")
    identifier = node.first("identifier", values.line)
    own = reading.own("service", node) == code
    return {
        "name": name,
        "description": described or name,
        "keywords": list(dict.fromkeys(node.each("keywords", values.line))),
        "iri": None if own else node.iri,
        "identifier": None if own and identifier == code else identifier,
        "classifications": list(_classifications(reading, node)),
        "ral": next((code for code in _notations(reading, node, "kind") if code.startswith("RAL.")), None),
        "asta_cita": [goal.rpartition("-")[2] for goal in _notations(reading, node, "goals")],
    }


def _notations(reading: Reading, node: Node, field: str) -> list[str]:
    """The codes of a catalogue of ours under a field."""
    own = [other for other in node.nodes(field) if reading.own("code", other)]
    return [code for other in own if other.said and (code := other.first("notation", values.plain))]


def _classifications(reading: Reading, node: Node) -> Iterator[Classification]:
    """The concepts of others by which a service is classified; those of ours follow from its code."""
    for sense, terms in SENSES.items():
        for one in sorted((one for term in terms for one in node.said.get(term, ())), key=reading.order):
            concept = reading.graph.node(one.value)
            if concept is None or not concept.iri:
                continue
            if reading.own("code", concept) is not None:
                one.placed = True
                continue
            name = reading.text(reading.visit(concept), "label")
            made = reading.made(Classification, concept, {"sense": sense, "iri": concept.iri, "name": name})
            if made:
                one.placed = True
                yield made


def _bodies(reading: Reading, node: Node) -> dict[str, object]:
    authority = reading.one(node, "authority", "organisation")
    owners = reading.named(node, "owner", "organisation")
    providers = [body for named in reading.parts(node, "participation", _provider) for body in named]
    bodies = list(dict.fromkeys([*providers, *owners]))
    if not authority and not bodies:
        reading.fault_of(node, "rdf-no-authority")
    return {
        "competent_authority": authority or next(iter(bodies), None) or reading.unknown_body(),
        "provided_by": bodies,
    }


def _provider(reading: Reading, node: Node) -> list[str]:
    """Who delivers a service, if that is what this participation says."""
    for one in node.about("role"):
        other = reading.graph.node(one.value)
        labels = [values.plain(each.value) or "" for each in other.about("label")] if other else []
        words = {values.slug(text) for text in [other.last if other else "", *labels]}
        if any(_PROVIDER in word for word in words):
            one.placed = True
            reading.text(node, "description")
            return reading.named(node, "participant", "organisation")
    return []


def _lives(reading: Reading, node: Node) -> dict[str, object]:
    events = reading.named(node, "events", "event")
    at = {
        reading.one(each, "at_event", "event"): reading.one(each, "beneficiary", "role")
        for each in node.nodes("beneficiaries")
    }
    related = [event for event in reading.related.get(node, ()) if event not in events]
    return {"life_events": [*events, *related], "beneficiary": at or reading.one(node, "beneficiary", "role")}


def _conditions(reading: Reading, node: Node) -> dict[str, object]:
    """What a service asks for and gives; one that says no lists of documents asks for its inputs."""
    wanted = reading.parts(node, "requirements", parts.demand)
    kept = reading.parts(node, "requirements", parts.requirement)
    proofs = [
        each for one in node.named("requirements") for each in reading.parts(one, "proofs", parts.evidence, keep=True)
    ]
    inputs = reading.parts(node, "inputs", parts.evidence, keep=True)
    named = {code for each in (*wanted, *inputs, *proofs) for code in each.types}
    types = reading.parts(node, "input_types", parts.evidence_type, keep=True)
    on_channels = {
        code
        for other in node.named("channels")
        for each in other.nodes("own_demands")
        for code in _types(reading, each)
    }
    more = [each for each in types if not {*each.types} <= named | on_channels]
    node.nodes("output_types")
    return {
        "requirements": kept,
        "evidence": _distinct([*wanted, *inputs, *proofs, *more]),
        "produces": reading.parts(node, "produces", parts.output, keep=True),
    }


def _types(reading: Reading, node: Node) -> list[str]:
    return [code for each in node.nodes("evidence_lists") for code in reading.named(each, "listed_types", "evidence")]


def _distinct(demands: Iterable[EvidenceDemand]) -> list[EvidenceDemand]:
    found: list[EvidenceDemand] = []
    for each in demands:
        if each not in found:
            found.append(each)
    return found


def circumstances(reading: Reading, node: Node) -> dict[str, object]:
    """What a service and a local offer both say."""
    channels = reading.parts_by_node(node, "channels", parts.channel)
    costs = []
    for one, fee in reading.parts_by_node(node, "costs", parts.cost).items():
        through = next((way for way in one.nodes("through") if way in channels), None)
        if through:
            channels[through] = channels[through].model_copy(update={"costs": (*channels[through].costs, fee)})
        else:
            costs.append(fee)
    return {
        "channels": list(channels.values()),
        "costs": costs,
        "processing_time": parts.processing_time(reading, node),
        "applications": reading.named(node, "applications", "application"),
        "contact_points": reading.parts(node, "contacts", parts.contact),
        "note": reading.text(node, "note"),
        "sources": reading.parts(node, "sources", parts.source),
    }


def _law_and_order(reading: Reading, node: Node) -> dict[str, object]:
    """Laws, and the rules a service follows: their words are its procedure, what they implement its laws."""
    laws = reading.parts(node, "laws", parts.law, keep=True)
    procedure = []
    for text, implemented in reading.parts(node, "follows", _rule):
        procedure += text
        laws += implemented
    words = without_none({"procedure": joined(procedure), "time": parts.time_in_words(reading, node)})
    return {
        "legal_resources": list(dict.fromkeys(laws)),
        "standard": next(iter(reading.parts(node, "standard", parts.standard)), words),
        "complaints": reading.text(node, "complaints"),
        "inclusion": reading.text(node, "inclusion"),
    }


def _rule(reading: Reading, node: Node) -> tuple[list[Text], list[LegalResource]] | None:
    """What a rule says, and the laws it implements."""
    texts = [text for field in ("name", "description") if (text := reading.text(node, field))]
    laws = parts.implemented_by(reading, node)
    return ([_colon(texts)] if texts else [], laws) if texts or laws else None


def _colon(texts: list[Text]) -> Text:
    """A title and a description as one text in each language."""
    tags = dict.fromkeys(tag for text in texts for tag in text)
    return {tag: ": ".join(dict.fromkeys(text[tag] for text in texts if tag in text)) for tag in tags}


def _time(reading: Reading, node: Node) -> dict[str, object]:
    return {
        "deadline": next(iter(reading.parts(node, "deadline", parts.deadline)), None),
        "recurs": next(iter(reading.parts(node, "recurs", parts.recurrence)), None),
        "benefit": reading.parts(node, "benefits", parts.benefit),
        "status": _status(reading, node),
        "valid_from": node.first("valid_from", values.day),
        "valid_to": node.first("valid_to", values.day),
        "examples": reading.parts(node, "examples", parts.example),
    }


def _status(reading: Reading, node: Node) -> str | None:
    word = reading.word(node, "status", "status")
    return word or node.first("status", lambda value: STATUSES.get(values.status_word(value)))


def _others(reading: Reading, node: Node) -> dict[str, object]:
    """Other services; those that are not in the file have no name here, and go to the note."""
    known = reading.codes["service"]
    names = {
        field: node.each(field, lambda value: _known(reading, known, value, itself=node))
        for field in ("requires", "excludes", "successors")
    }
    node.each("part_of", lambda value: reading.graph.node(value) in reading.catalogues or None)
    return {field: sorted(dict.fromkeys(found)) for field, found in names.items()}


def _known(reading: Reading, known: dict[Node, str], value: object, *, itself: Node) -> str | None:
    other = reading.graph.node(value)  # type: ignore[arg-type]
    return known.get(other) if other and other is not itself else None


def _source(reading: Reading, node: Node) -> dict[str, object]:
    """Where the facts come from: the page of the service, or else its IRI."""
    url = node.first("page", values.source) or (values.source(NamedNode(node.iri)) if node.iri else None)
    return without_none({"title": reading.source, "url": url, "confidence": "medium"})


def offers(reading: Reading, node: Node, code: ServiceCode) -> list[Offer]:
    """A service as single regions give it."""

    def offer(reading: Reading, node: Node) -> Offer | None:
        data = circumstances(reading, node)
        if not data["costs"]:
            data["costs"] = () if reading.flag(node, "without_cost") else None
        providers = [body for named in reading.parts(node, "participation", _provider) for body in named]
        region = reading.one(node, "spatial", "region")
        told = {"service": code, "region": region, "provided_by": providers}
        return reading.made(Offer, node, {**data, **told})

    return reading.parts(node, "offers", offer)


def with_note(reading: Reading, made: PublicService, parts_of_it: Iterable[Node]) -> PublicService:
    """The service with everything under its note that no field of it or of a register holds."""
    told: set[Statement] = set()
    first, *others = dict.fromkeys(parts_of_it)
    rest = list(_rest(reading, first, told))
    for node in others:
        rest += _rest(reading, node, told, way=f"{node.last}/" if node.iri else "")
    if not rest:
        return made
    note = dict(made.note or {})
    whole = " · ".join(filter(None, [note.get(reading.language), *dict.fromkeys(rest)]))
    if len(whole) > LONGEST_LINE:
        reading.fault_of(first, "rdf-note-cut", limit=str(LONGEST_LINE))
    line = values.mended(whole)
    return made.model_copy(update={"note": {**note, reading.language: line}}) if line else made


def _rest(reading: Reading, node: Node, told: set[Statement], *, way: str = "", depth: int = 0) -> Iterator[str]:
    """What is said of a thing and has no place, as ``term: value``, and of the things that belong to it alone."""
    for one in node.statements():
        if one.placed or one in told:
            continue
        told.add(one)
        one.noted = True
        path = f"{way}{shortened(one.term)}"
        if not isinstance(one.value, BlankNode):
            yield f"{path}: {_written(one)}"
        inner = reading.graph.described(one.value)
        if inner and depth < _DEEPEST and not reading.is_entry(inner):
            yield from _rest(reading, inner, told, way=f"{path}/", depth=depth + 1)


def _written(one: Statement) -> str:
    if isinstance(one.value, Literal):
        text = values.mended(one.value.value) or "…"
        return f"“{text}”@{one.value.language}" if one.value.language else text
    return shortened(one.value.value) if isinstance(one.value, NamedNode) else "…"
