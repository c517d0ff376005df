"""The words other catalogues use: CPSV-AP 2.x and 3.x, and the ways of the Norwegian and Italian profiles.

One line a field: the terms that mean it, the best first. A term that stands nowhere here is not recognised, and what
it says goes under the note of its service.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.parts import Standard
from ontology.terms import PREFIXES, in_camel_case

KNOWN: Mapping[str, str] = {
    **PREFIXES,
    "cccev": "http://data.europa.eu/m8g/cccev/",
    "cov": "https://w3id.org/italia/onto/COV/",
    "cpsvit": "https://w3id.org/italia/onto/CPSV/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcatno": "https://data.norge.no/vocabulary/dcatno#",
    "l0": "https://w3id.org/italia/onto/l0/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rov": "http://www.w3.org/ns/regorg#",
    "schemas": "https://schema.org/",
    "smit": "https://w3id.org/italia/onto/SM/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
"""Our own prefixes, and those that others use."""


def expanded(terms: str) -> tuple[str, ...]:
    """The IRIs of terms written ``prefix:name``, with blanks between."""
    pairs = (term.partition(":") for term in terms.split())
    return tuple(KNOWN[prefix] + local for prefix, _, local in pairs)


def shortened(iri: str) -> str:
    """An IRI as ``prefix:name``, where the prefix is known."""
    found = max(((len(base), prefix) for prefix, base in KNOWN.items() if iri.startswith(base)), default=None)
    return f"{found[1]}:{iri[found[0] :]}" if found else iri


CLASSES: Mapping[str, tuple[str, ...]] = {
    name: expanded(terms)
    for name, terms in {
        "service": "cpsv:PublicService cpsvno:Service cpsvit:PublicService",
        "organisation": "cv:PublicOrganisation org:Organization cov:PublicOrganization rov:RegisteredOrganization",
        "event": "cv:LifeEvent cv:BusinessEvent cv:Event",
        "evidence": "cv:EvidenceType",
        "catalogue": "dcat:Catalog dcat:Dataset",
        "business": "cv:BusinessEvent",
        "role": "lj:Role",
        "stage": "lj:Stage",
        "region": "dct:Location",
        "application": "lj:Application",
        "concept": "cv:InformationConcept",
        "retired": "lj:RetiredService",
        "web": "cpsvit:WebSiteChannel cpsvit:OtherElectronicChannel",
    }.items()
}
"""The classes by which things are found."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    name: expanded(terms)
    for name, terms in {
        # what all things have
        "name": (
            "dct:title skos:prefLabel foaf:name schema:name rov:legalName rdfs:label l0:name cov:legalName dc:title"
        ),
        "description": "dct:description l0:description schema:description dc:description rdfs:comment skos:definition",
        "identifier": "dct:identifier l0:identifier schema:identifier dc:identifier",
        "page": (
            "foaf:page foaf:homepage schema:url schemas:url dcat:landingPage rdfs:seeAlso cov:hasHomepage vcard:hasURL"
        ),
        "note": "skos:note",
        "notation": "skos:notation",
        "slug": "lj:slug",
        "spatial": "dct:spatial",
        "successors": "dct:isReplacedBy",
        "confidence": "lj:confidence",
        "order": "lj:order",
        "kind": "dct:type cpsvit:hasChannelType",
        # a service
        "keywords": "dcat:keyword schema:keywords",
        "authority": "cv:hasCompetentAuthority cov:hasPublicOrganization cpsvit:hasCompetentAuthority",
        "owner": "cv:ownedBy cpsvit:isProvidedBy schema:provider",
        "participation": "cv:hasParticipation",
        "events": "cv:isGroupedBy cpsvit:isPartOfEvent cpsvit:isGroupedBy",
        "services": "cv:hasRelatedService",
        "beneficiary": "lj:beneficiary",
        "beneficiaries": "lj:beneficiaryAt",
        "requirements": "cv:holdsRequirement cv:hasCriterion cccev:hasCriterion cpsvit:hasCriterion",
        "inputs": "cpsv:hasInput cpsvit:hasInput",
        "input_types": "cv:hasInputType",
        "produces": "cpsv:produces cpsvit:hasOutput cpsvit:produces",
        "output_types": "cpsvno:hasOutputType",
        "costs": "cv:hasCost cpsvit:hasCost",
        "own_costs": "lj:ownCost",
        "own_demands": "lj:ownDemand",
        "without_cost": "lj:withoutCost",
        "channels": (
            "cv:hasChannel cpsvit:hasChannel cpsvit:hasWebSiteChannel cpsvit:hasOtherElectronicChannel "
            "cpsvit:hasPhysicalChannel"
        ),
        "applications": "lj:usesApplication",
        "contacts": (
            "cv:contactPoint cv:hasContactPoint dcat:contactPoint schema:contactPoint smit:hasOnlineContactPoint"
        ),
        "laws": "cv:hasLegalResource cpsvit:hasLegalResource",
        "follows": "cpsv:follows cpsvit:follows",
        "time": "cv:processingTime cpsvit:processingTime cpsvit:hasProcessingTime",
        "working_days": "lj:workingDays",
        "at_most": "lj:atMost",
        "time_note": "lj:timeNote",
        "requires": "dct:requires cpsvit:requires",
        "excludes": "lj:excludes",
        "status": "adms:status cpsvit:hasStatus",
        "part_of": "dct:isPartOf cv:isDescribedAt",
        "benefits": "lj:benefit",
        "deadline": "lj:deadline",
        "recurs": "lj:recurs",
        "standard": "lj:standard",
        "complaints": "lj:complaints",
        "inclusion": "lj:inclusion",
        "goals": "lj:astaCita",
        "sources": "dct:source",
        "examples": "lj:example",
        "offers": "lj:hasOffer",
        # the parts of a service
        "rule": "lj:rule",
        "when": "lj:when",
        "constrains": "cv:constrains lj:dependsOn",
        "holder": "lj:holder",
        "updated": "lj:updated",
        "copies": "lj:copies",
        "original": "lj:original",
        "evidence_types": "dct:conformsTo",
        "evidence_type": "lj:evidenceType",
        "updates": "lj:updates",
        "valid_for": "lj:validFor",
        "evidence_lists": "cv:hasEvidenceTypeList",
        "listed_types": "cv:specifiesEvidenceType",
        "proofs": "cv:hasSupportingEvidence",
        "law": "cv:isDerivedFrom lj:law",
        "fulfils": "cv:fulfils",
        "implements": "cpsv:implements",
        "valid_from": "schema:validFrom schemas:validFrom",
        "valid_to": "schema:validThrough schemas:validThrough",
        "value": "cv:hasValue cv:value cpsvit:hasValue schema:price schema:value",
        "currency": "cv:currency cpsvit:hasCurrency schema:priceCurrency schema:currency",
        "per": "lj:per",
        "through": "cv:ifAccessedThrough",
        "on_channel": "lj:onChannel",
        "defined_by": "cv:isDefinedBy",
        "phone": "cv:telephone schema:telephone vcard:hasTelephone vcard:telephone foaf:phone smit:hasTelephone",
        "email": "cv:email schema:email vcard:hasEmail vcard:email foaf:mbox smit:hasEmail",
        "contact_page": "cv:contactPage cv:ContactPage schema:url foaf:page foaf:homepage vcard:hasURL",
        "contact_name": "dct:title vcard:fn schema:name vcard:organization-name foaf:name",
        "hours": "cv:openingHours schema:openingHours schema:hoursAvailable cv:availability",
        "article": "eli:number",
        "law_name": "dct:title eli:title rdfs:label skos:prefLabel dct:description",
        "participant": "cv:hasParticipant",
        "plays": "cv:playsRole cv:participates",
        "role": "cv:role",
        "within_time": "lj:within",
        "after": "lj:after",
        "before": "lj:before",
        "rolls": "lj:movesToWorkingDay",
        "if_late": "lj:ifLate",
        "recurrence": "lj:recurrenceRule",
        "from": "lj:from",
        "seen": "lj:seen",
        "annual_cost": "lj:annualCost",
        "yearly": "lj:yearly",
        "year": "lj:year",
        "count": "lj:count",
        "situation": "lj:situation",
        "verdict": "lj:verdict",
        "at_event": "lj:atEvent",
        "as_of": "lj:asOf",
        "held": "lj:held",
        "missing": "lj:missing",
        # registers
        "label": "skos:prefLabel rdfs:label dct:title l0:name",
        "also": "skos:altLabel",
        "aliases": "schema:alternateName",
        "level": "lj:level",
        "within": "org:subOrganizationOf org:unitOf dct:isPartOf skos:broader",
        "change": "org:resultedFrom",
        "former": "org:originalOrganization dct:replaces",
        "identifiers": "adms:identifier",
        "scheme": "adms:schemaAgency",
        "homepage": "foaf:homepage foaf:page cov:hasHomepage schema:url",
        "origin": "cv:evidenceTypeClassification",
        "made_for_purpose": "lj:madeForPurpose",
        "issued_by": "lj:issuedBy",
        "form": "lj:form",
        "broader": "lj:broaderEvent skos:broader dct:isPartOf",
        "leads_to": "lj:leadsTo",
        "subject": "lj:subject",
        "date_concept": "lj:dateConcept",
        "stage": "lj:stage",
        "age_from": "lj:typicalAgeFrom",
        "age_to": "lj:typicalAgeTo",
        "repeatable": "lj:repeatable",
        "asserts": "lj:asserts",
        "concept": "lj:concept",
        "fact": "lj:value",
        "detectable_from": "lj:detectableFrom",
        "expected_value": "cv:expressionOfExpectedValue",
        "unit": "lj:unit",
        "derived_from": "lj:derivedFrom",
        "derived_in": "lj:derivedIn",
        "options": "lj:option",
        "question": "lj:question",
        "sensitive": "lj:sensitive",
        "fixed": "lj:fixed",
        "minimum": "lj:minimum",
        "maximum": "lj:maximum",
        "source_system": "lj:sourceSystem",
        "document": "lj:documentHad",
        "many": "lj:many",
        "in_scheme": "skos:inScheme",
        "ral": "lj:ral",
        "in_domain": "lj:inDomain",
        "retired": "lj:retired",
        "why": "lj:reason",
        # the catalogue
        "parts": "dct:hasPart dcatno:containsService dcatno:containsEvent dcat:dataset",
        "version": "dcat:version owl:versionInfo schema:version dct:modified",
        "licence": "dct:license dct:rights",
        "publisher": "dct:publisher",
        "required_languages": "lj:requiredLanguage",
        "expected_languages": "lj:expectedLanguage",
        "assumed_time": "lj:assumedTime",
        "assumed_source": "lj:assumedTimeSource",
    }.items()
} | {f"standard_{name}": expanded(f"lj:{in_camel_case(f'standard_{name}')}") for name in Standard.model_fields}
"""The terms that mean each field."""

SENSES: Mapping[str, tuple[str, ...]] = {
    name: expanded(terms)
    for name, terms in {
        "sector": "cv:sector cpsvit:hasSector",
        "theme": "cv:thematicArea dcat:theme cpsvit:hasTheme",
        "function": "dct:type",
        "audience": "dct:audience cpsvit:hasTargetAudience",
        "subject": "cv:isClassifiedBy dct:subject cpsvit:isClassifiedBy",
        "language": "dct:language",
        "territory": "dct:spatial",
    }.items()
}
"""The terms by which a service is classified, by their sense."""

KINDS = ("service", "event", "organisation", "evidence", "application", "concept", "region", "role", "stage", "code")
"""The kinds of thing that have codes, as ``terms.iri_of`` knows them."""

RECOGNISED = frozenset(term for table in (FIELDS, SENSES) for terms in table.values() for term in terms)
"""Every term that means something here."""

STATUSES: Mapping[str, str] = {
    "active": "active",
    "inactive": "suspended",
    "suspended": "suspended",
    "underdevelopment": "suspended",
    "develop": "suspended",
    "development": "suspended",
    "completed": "active",
    "deprecated": "superseded",
    "superseded": "superseded",
    "discont": "historical",
    "discontinued": "historical",
    "withdrawn": "historical",
    "historical": "historical",
    "closed": "historical",
    "op": "active",
}
"""What the last part of a status's IRI means (ADMS, the European authority's, ours)."""

CHANNELS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "email": "email epost mail-electronic posta-elettronica",
        "phone": "phone telephone telefon telefono tel callcentre callcenter telefoon",
        "app": "app application mobileapp applicazione",
        "web": "web website webpage homepage online internet portal sito sitoweb nettside onlineservice url ecard",
        "post": "post mail letter brev posta lettera postal",
        "home": "home homevisit hjemmebesok domicilio",
        "kiosk": "kiosk terminal",
        "mobile-unit": "mobileunit van",
        "agent": "agent intermediary",
        "counter": "counter office desk inperson physical location sportello oppmote servicebureau clientlocation",
    }.items()
}
"""Words in the name or label of a channel's type, and what they mean here."""
