"""The registers of a catalogue as triples: bodies, documents, concepts, events, regions, systems, code lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ontology.service_parts import span
from ontology.terms import LICENCES, TERMS, Node, address, end_of
from ontology.triples import Triples

if TYPE_CHECKING:
    from catalogue.codes import Tombstone
    from catalogue.registers import (
        Ages,
        AnnualCost,
        Application,
        EvidenceType,
        Fact,
        InformationConcept,
        LifeEvent,
        PublicOrganisation,
        Region,
        Role,
        Stage,
        YearlyCount,
    )
    from catalogue.store import Catalogue
    from catalogue.values import Text

WHOLE_COUNTRY = {"id": "Seluruh wilayah negara", "en": "The whole country"}


def catalogue_itself(out: Triples) -> None:
    """The catalogue as a dataset of DCAT."""
    manifest = out.catalogue.manifest
    node = out.node("code", "dataset")
    out.kinds(node, "dcat:Dataset", "dcat:Catalog")
    out.plain(node, "dct:identifier", "catalogue")
    out.text(node, "dct:title", manifest.name)
    out.text(node, "dct:description", manifest.name)
    out.plain(node, "dcat:version", manifest.version)
    out.say(node, "dct:license", f"<{LICENCES}{quote(manifest.licence)}>")
    out.part(node, "dct:publisher", "publisher", tell=partial(_publisher, out))
    for predicate, tags in {
        "lj:requiredLanguage": manifest.languages.required,
        "lj:expectedLanguage": manifest.languages.expected,
    }.items():
        for tag in tags:
            out.plain(node, predicate, tag)
    if manifest.assumed_processing_time:
        span(out, node, manifest.assumed_processing_time, predicate="lj:assumedTime")
        out.plain(node, "lj:assumedTimeSource", manifest.assumed_processing_time.source)


def _publisher(out: Triples, node: Node) -> None:
    out.identified(node, "foaf:Agent")
    out.text(node, "dct:title", out.catalogue.manifest.name)


# ── code lists ───────────────────────────────────────────────────────────────────────────────────────────────────


def code_lists(out: Triples) -> None:
    """Domains, objects and actions of service codes, retired codes, roles, stages: as SKOS."""
    codes = out.catalogue.codes
    for number, domain in codes.domains.items():
        node = _code(out, f"domain-{number}", "domains", name=domain.name, notation=number)
        out.plain(node, "lj:slug", domain.slug)
        out.plain(node, "lj:ral", domain.ral)
    for number, objects in codes.objects.items():
        for slug, thing in objects.items():
            code = f"object-{number}.{thing.number}"
            node = _code(out, code, "objects", name=thing.name, notation=thing.number)
            out.plain(node, "lj:slug", slug)
            out.say(node, "lj:inDomain", out.node("code", f"domain-{number}"))
    for slug, action in codes.actions.items():
        node = _code(out, f"action-{action.number}", "actions", name=action.name, notation=action.number)
        out.plain(node, "lj:slug", slug)
    for stone in codes.tombstones:
        _tombstone(out, stone)


def _code(out: Triples, code: str, scheme: str, *, name: Text, notation: str) -> Node:
    """One code of a list, and the list where it is its first."""
    node = out.once(out.node("code", code), lambda _node: None)
    out.kinds(node, "skos:Concept")
    out.text(node, "skos:prefLabel", name)
    out.plain(node, "skos:notation", notation)
    out.say(node, "skos:inScheme", _scheme(out, scheme))
    return node


def _scheme(out: Triples, name: str) -> Node:
    return out.once(out.node("code", name), lambda node: out.kinds(node, "skos:ConceptScheme"))


def _tombstone(out: Triples, stone: Tombstone) -> None:
    node = out.node("service", stone.code)
    out.kinds(node, "lj:RetiredService")
    out.plain(node, "dct:identifier", stone.code)
    out.text(node, "dct:title", stone.name)
    out.plain(node, "lj:retired", stone.retired)
    out.text(node, "lj:reason", stone.why)
    for key in stone.successors:
        out.say(node, "dct:isReplacedBy", out.service(key))


# ── registers ────────────────────────────────────────────────────────────────────────────────────────────────────


def organisation(out: Triples, body: PublicOrganisation, node: Node) -> None:
    """A body that makes rules or delivers services; its former bodies by the change that made it."""
    out.kinds(node, "cv:PublicOrganisation", "org:Organization", "foaf:Agent")
    out.plain(node, "dct:identifier", body.identifiers.get("identifier", end_of(node)))
    out.text(node, "skos:prefLabel", body.name)
    out.text(node, "dct:title", body.name)
    out.line(node, "skos:altLabel", body.abbreviation)
    out.concept(node, "dct:type", TERMS[f"lj:kind-{body.kind}"])
    out.concept(node, "lj:level", TERMS[f"lj:level-{body.level}"])
    if body.part_of:
        out.say(node, "org:subOrganizationOf", out.node("organisation", body.part_of))
    _where(out, body, node)
    if body.predecessors:
        out.part(node, "org:resultedFrom", "change", tell=partial(_change, out, body))
    out.concept(node, "adms:status", TERMS[f"lj:status-{body.status}"])
    for scheme, identifier in body.identifiers.items():
        if scheme in {"iri", "identifier"}:
            continue  # a body of another catalogue: it has them itself
        out.part(node, "adms:identifier", f"identifier-{scheme}", tell=partial(_identifier, out, (scheme, identifier)))
    if body.homepage:
        out.say(node, "foaf:homepage", address(body.homepage))
    out.text(node, "skos:note", body.note)
    out.concept(node, "lj:confidence", TERMS[f"lj:confidence-{body.confidence}"])


def _where(out: Triples, body: PublicOrganisation, node: Node) -> None:
    """The region a body covers; office types and national bodies cover the country."""
    if body.region:
        region = out.node("region", body.region)
        out.say(node, "dct:spatial", out.once(region, partial(_region_once, out, body.region)))
    else:
        out.say(node, "dct:spatial", out.once(out.node("code", "country"), partial(_country, out)))


def _region_once(out: Triples, code: str, node: Node) -> None:
    region(out, out.catalogue.regions[code], node)


def _country(out: Triples, node: Node) -> None:
    out.kinds(node, "dct:Location")
    out.text(node, "skos:prefLabel", WHOLE_COUNTRY)


def _change(out: Triples, body: PublicOrganisation, node: Node) -> None:
    out.kinds(node, "org:ChangeEvent")
    for former in body.predecessors:
        out.say(node, "org:originalOrganization", out.node("organisation", former))


def _identifier(out: Triples, known_as: tuple[str, str], node: Node) -> None:
    scheme, identifier = known_as
    out.kinds(node, "adms:Identifier")
    out.plain(node, "skos:notation", identifier)
    out.plain(node, "adms:schemaAgency", scheme)


def region(out: Triples, entry: Region, node: Node) -> None:
    """A province, regency or city."""
    code = end_of(node, "#")
    out.kinds(node, "dct:Location")
    out.plain(node, "dct:identifier", code)
    out.line(node, "skos:prefLabel", entry.name)
    out.concept(node, "lj:level", TERMS[f"lj:level-{entry.level}"])
    if entry.province != code:
        out.say(node, "dct:isPartOf", out.node("region", entry.province))


def application(out: Triples, entry: Application, node: Node) -> None:
    """A computer system through which services are given."""
    out.kinds(node, "lj:Application", "schema:SoftwareApplication")
    out.plain(node, "dct:identifier", end_of(node, "#"))
    out.text(node, "dct:title", entry.name)
    if entry.owner:
        out.say(node, "cv:ownedBy", out.node("organisation", entry.owner))
    out.text(node, "dct:description", entry.description)
    if entry.url:
        out.say(node, "foaf:homepage", address(entry.url))
    out.concept(node, "adms:status", TERMS[f"lj:status-{entry.status}"])
    for successor in entry.successors:
        out.say(node, "dct:isReplacedBy", out.node("application", successor))
    if entry.annual_cost:
        out.part(node, "lj:annualCost", "annual-cost", tell=partial(_annual_cost, out, entry.annual_cost))


def _annual_cost(out: Triples, cost: AnnualCost, node: Node) -> None:
    out.kinds(node, "lj:AnnualCost", "schema:MonetaryAmount")
    out.plain(node, "schema:value", cost.value)
    out.plain(node, "schema:currency", cost.currency)
    _of_year(out, cost, node)


def _yearly(out: Triples, count: YearlyCount, node: Node) -> None:
    out.kinds(node, "lj:YearlyCount")
    out.plain(node, "lj:count", count.count)
    out.text(node, "dct:description", count.note)
    _of_year(out, count, node)


def _of_year(out: Triples, figure: AnnualCost | YearlyCount, node: Node) -> None:
    """Of which year a figure is, and who says so."""
    out.plain(node, "lj:year", figure.year)
    out.line(node, "dct:title", figure.source)
    if figure.url:
        out.say(node, "foaf:page", address(figure.url))


def evidence(out: Triples, entry: EvidenceType, node: Node) -> None:
    """A kind of document."""
    out.kinds(node, "cv:EvidenceType")
    out.plain(node, "dct:identifier", end_of(node))
    out.text(node, "dct:title", entry.name)
    out.concept(node, "cv:evidenceTypeClassification", TERMS[f"lj:origin-{entry.origin}"])
    if entry.holder:
        out.say(node, "lj:holder", out.node("role", entry.holder))
    out.flag(node, "lj:madeForPurpose", value=entry.made_for_purpose)
    out.text(node, "lj:issuedBy", entry.issued_by)
    out.plain(node, "lj:form", entry.form)
    out.text(node, "dct:description", entry.description)
    out.line(node, "skos:altLabel", *entry.aliases)


def concept(out: Triples, entry: InformationConcept, node: Node) -> None:
    """A fact that rules speak of, with the question that asks for it."""
    out.kinds(node, "cv:InformationConcept")
    out.plain(node, "dct:identifier", end_of(node, "#"))
    out.text(node, "dct:title", entry.name)
    out.plain(node, "cv:expressionOfExpectedValue", entry.type.value)
    out.plain(node, "lj:unit", entry.unit)
    if entry.derived:
        out.say(node, "lj:derivedFrom", out.node("concept", entry.derived.from_))
        out.plain(node, "lj:derivedIn", entry.derived.unit)
    for number, (option, name) in enumerate(entry.options.items(), 1):
        out.part(node, "lj:option", option, tell=partial(_option, out, (number, option, name)))
    out.text(node, "lj:question", entry.question)
    out.flag(node, "lj:sensitive", value=entry.sensitive)
    out.flag(node, "lj:fixed", value=entry.fixed)
    out.plain(node, "lj:minimum", entry.minimum)
    out.plain(node, "lj:maximum", entry.maximum)
    out.plain(node, "lj:sourceSystem", entry.source_system)


def _option(out: Triples, choice: tuple[int, str, Text], node: Node) -> None:
    number, option, name = choice
    out.kinds(node, "skos:Concept")
    out.plain(node, "skos:notation", option)
    out.text(node, "skos:prefLabel", name)
    out.plain(node, "lj:order", number)


def role(out: Triples, entry: Role, node: Node) -> None:
    """Whom facts can be about."""
    out.kinds(node, "skos:Concept", "lj:Role")
    out.plain(node, "skos:notation", end_of(node, "#role-"))
    out.text(node, "skos:prefLabel", entry.name)
    out.flag(node, "lj:many", value=entry.many)
    out.say(node, "skos:inScheme", _scheme(out, "roles"))


def stage(out: Triples, entry: Stage, node: Node) -> None:
    """A stretch of a life."""
    out.kinds(node, "skos:Concept", "lj:Stage")
    out.plain(node, "skos:notation", end_of(node, "#stage-"))
    out.text(node, "skos:prefLabel", entry.name)
    _ages(out, entry.typical_age, node)
    out.say(node, "skos:inScheme", _scheme(out, "stages"))


def _ages(out: Triples, ages: Ages | None, node: Node) -> None:
    if ages:
        out.plain(node, "lj:typicalAgeFrom", ages.from_)
        out.plain(node, "lj:typicalAgeTo", ages.to)


def life_event(out: Triples, entry: LifeEvent, node: Node) -> None:
    """What happens in a life or to a business, with the services it calls for and the events it leads to."""
    code = out.code_of(node)
    out.kinds(node, "cv:Event", "cv:LifeEvent" if entry.type == "life" else "cv:BusinessEvent")
    out.plain(node, "dct:identifier", end_of(node))
    out.text(node, "dct:title", entry.name)
    for alias in entry.aliases:
        out.plain(node, "schema:alternateName", alias)
    out.concept(node, "dct:type", TERMS[f"lj:event-{entry.kind}"])
    out.say(node, "lj:subject", out.node("role", entry.subject))
    if entry.date_concept:
        out.say(node, "lj:dateConcept", out.node("concept", entry.date_concept))
    out.say(node, "lj:stage", out.node("stage", entry.stage))
    out.plain(node, "lj:order", entry.order)
    _ages(out, entry.typical_age, node)
    out.flag(node, "lj:repeatable", value=entry.repeatable)
    for following in entry.leads_to:
        out.say(node, "lj:leadsTo", out.event(following))
    if entry.broader:
        out.say(node, "lj:broaderEvent", out.event(entry.broader))
    for concept_id, fact in entry.asserted.items():
        out.part(node, "lj:asserts", f"fact-{concept_id}", tell=partial(_fact, out, (concept_id, fact)))
    out.text(node, "lj:detectableFrom", entry.detectable_from)
    if entry.yearly:
        out.part(node, "lj:yearly", "yearly", tell=partial(_yearly, out, entry.yearly))
    for service in out.catalogue.services.linked("event", code):
        out.say(node, "cv:hasRelatedService", out.node("service", service))


def _fact(out: Triples, asserted: tuple[str, Fact], node: Node) -> None:
    concept_id, fact = asserted
    out.kinds(node, "lj:Assertion")
    out.say(node, "lj:concept", out.node("concept", concept_id))
    out.plain(node, "lj:value", fact)


REGISTERS: Mapping[str, tuple[Callable[[Catalogue], Mapping[str, Any]], Callable[[Triples, Any, Node], None]]] = {
    "role": (lambda known: known.roles, role),
    "stage": (lambda known: known.stages, stage),
    "region": (lambda known: known.regions, region),
    "organisation": (lambda known: known.organisations, organisation),
    "application": (lambda known: known.applications, application),
    "evidence": (lambda known: known.evidence, evidence),
    "concept": (lambda known: known.concepts, concept),
    "event": (lambda known: known.life_events, life_event),
}
"""Each register: its entries, and what is said of one; kinds as in ``terms.iri_of``."""
