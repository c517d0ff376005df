"""What others publish becomes services of ours, and what goes out comes back the same."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

import catalogue.checks
import journeys.checks
from catalogue.errors import CatalogueError, Severity, explanations
from catalogue.load import load_catalogue
from catalogue.models import PublicService
from catalogue.registers import Origin
from catalogue.store import Catalogue
from catalogue.write import write_new
from journeys.journey import Journey, build_journey
from ontology.cpsv_ap import to_rdf
from ontology.read_cpsv_ap import Imported, read_cpsv_ap

PUBLISHED = Path(__file__).parent / "published"
HEAD = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lj: <https://lifejourney.example/vocabulary#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
ex:s a cpsv:PublicService ; dct:title "Service"@en ; dct:description "Text"@en ; cv:hasCompetentAuthority ex:office .
ex:office a cv:PublicOrganisation ; skos:prefLabel "Office"@en .
"""
FORMATS = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}


def read(tmp_path: Path, text: str) -> Imported:
    """What a Turtle text with the service ``ex:s`` and the office ``ex:office`` becomes."""
    file = tmp_path / "services.ttl"
    file.write_text(HEAD + text, encoding="utf-8")
    return read_cpsv_ap(file)


def the_service(imported: Imported) -> PublicService:
    (service,) = (one for one in imported.catalogue.services.values() if one.slug == "s")
    return service


def rules(imported: Imported) -> list[str]:
    return sorted(problem.rule for problem in imported.problems)


def triples(known: Catalogue) -> set[Triple]:
    return set(to_rdf(known))


def brought_home(known: Catalogue, folder: Path, ending: str = ".ttl") -> Imported:
    """A catalogue written out as RDF and read again."""
    file = folder / f"out{ending}"
    file.write_bytes(serialize(to_rdf(known), format=FORMATS[ending]) or b"")
    return read_cpsv_ap(file)


# ── out and in again ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", FORMATS)
def test_out_in_and_out_again_is_the_same_graph(full: Catalogue, ending: str, tmp_path: Path) -> None:
    assert triples(brought_home(full, tmp_path, ending).catalogue) == triples(full)


def test_the_shipped_catalogue_comes_back_whole(shipped: Journey, tmp_path: Path) -> None:
    imported = brought_home(shipped.catalogue, tmp_path)
    assert triples(imported.catalogue) == triples(shipped.catalogue)
    assert imported.problems == ()
    assert imported.figures.share == 1.0
    again = imported.catalogue.services
    assert list(again) == list(shipped.catalogue.services)
    assert {one.slug for one in again.values()} == {one.slug for one in shipped.catalogue.services.values()}


def test_what_comes_back_can_be_written_and_loaded(full: Catalogue, tmp_path: Path) -> None:
    write_new(brought_home(full, tmp_path).catalogue, tmp_path / "home")
    assert triples(load_catalogue(tmp_path / "home", cache=False)) == triples(full)


def test_nothing_of_our_own_lands_in_a_note(full: Catalogue, tmp_path: Path) -> None:
    assert brought_home(full, tmp_path).figures.noted == 0


@pytest.mark.parametrize("name", ["norway.ttl", "italy.jsonld"])
def test_what_others_publish_goes_out_under_their_names(name: str, tmp_path: Path) -> None:
    first = read_cpsv_ap(PUBLISHED / name).catalogue
    second = brought_home(first, tmp_path).catalogue
    assert triples(second) == triples(first)
    assert [(one.iri, one.identifier) for one in second.services.values()] == [
        (one.iri, one.identifier) for one in first.services.values()
    ]
    iris = {triple.subject.value for triple in triples(first) if isinstance(triple.subject, NamedNode)}
    assert {one.iri for one in first.services.values()} < iris


# ── one triple, one field ────────────────────────────────────────────────────────────────────────────────────────

CHANGES = [
    ('dct:title "Serveringsbevilling"@nb', 'dct:title "Skjenkebevilling"@nb', {"name"}),
    ('dct:description "Den som vil drive', 'dct:description "Hver som vil drive', {"description"}),
    ('dct:identifier "serveringsbevilling"', 'dct:identifier "skjenkebevilling"', {"identifier"}),
    ('dcat:keyword "servering"@nb', 'dcat:keyword "mat"@nb', {"keywords"}),
    ('cv:processingTime "P60D"', 'cv:processingTime "P30D"', {"processing_time"}),
    ("cv:isGroupedBy ex:events\\/1 ;\n    cv:sector", "cv:sector", {"life_events"}),
    ("cv:sector ex:concepts\\/56.1 ;", "cv:sector ex:concepts\\/mat ;", {"classifications"}),
    ('"Krav om vandel"@nb', '"Krav om skikkethet"@nb', {"requirements"}),
    ('dct:title "Serveringsloven"@nb', 'dct:title "Alkoholloven"@nb', {"requirements", "legal_resources"}),
    ("cv:value 400.0", "cv:value 450.0", {"costs"}),
    ("cv:value 50.5", "cv:value 60.5", {"channels"}),
    ("schema:url <https://www.fjordvik.kommune.example.no/skjema>", "schema:url <https://a.example.no/>", {"channels"}),
    ('"tel:+4775012000"', '"tel:+4775012001"', {"contact_points"}),
    ('"Monday to Friday 10 to 14"@en', '"Monday 10 to 14"@en', {"contact_points"}),
    ("cpsv:hasInput ex:evidence\\/1 , ex:evidence\\/2", "cpsv:hasInput ex:evidence\\/2", {"evidence"}),
    ("cpsv:produces ex:outputs\\/4 .", "cpsv:produces ex:evidence\\/1 .", {"produces"}),
    ('"Kommunen hører politiet før', '"Kommunen hører brannvesenet før', {"standard"}),
    ('dct:description "Leser folkeregisteret"@nb', 'dct:description "Leser NAV"@nb', {"note"}),
]


@pytest.mark.parametrize(("old", "new", "fields"), CHANGES, ids=[new[:30] for _old, new, _fields in CHANGES])
def test_one_changed_triple_changes_the_one_field_it_means(
    old: str, new: str, fields: set[str], tmp_path: Path
) -> None:
    text = (PUBLISHED / "norway.ttl").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "norway.ttl").write_text(text.replace(old, new), encoding="utf-8")
    before = read_cpsv_ap(PUBLISHED / "norway.ttl").catalogue.services
    after = read_cpsv_ap(tmp_path / "norway.ttl").catalogue.services
    differing = {
        (service.slug, field)
        for code, service in before.items()
        for field in PublicService.model_fields
        if getattr(service, field) != getattr(after[code], field)
    }
    assert differing == {("service-1", field) for field in fields}


# ── as others publish ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_norwegian_ways() -> None:
    imported = read_cpsv_ap(PUBLISHED / "norway.ttl")
    known = imported.catalogue
    service = known.services.find("service-1")
    assert imported.figures.share >= 0.9
    assert (service.code, service.iri) == ("9900.001.01.00-52", "https://tjenester.example.no/services/1")
    assert [law.url for law in service.legal_resources] == ["https://lovdata.no/eli/lov/1997/06/13/55/nor/html"]
    assert [(fee.value, fee.currency) for fee in service.costs] == [(Decimal(400), "NOK")]
    assert [(way.type, [fee.value for fee in way.costs]) for way in service.channels] == [
        ("post", [Decimal("50.5")]),
        ("web", []),
    ]
    (contact,) = service.contact_points
    assert (contact.phone, contact.email) == ("+4775012000", "post@fjordvik.kommune.example.no")
    assert {one.sense for one in service.classifications} == {"sector", "theme", "language", "territory"}
    assert known.evidence["evidence-2"].origin is Origin.SERVICE
    assert known.organisations["organisation-910"].identifiers == {
        "identifier": "910123456",
        "iri": "https://tjenester.example.no/organizations/910",
    }
    assert known.life_events["event-1"].type == "business"
    assert known.manifest.name == {"nb": "Tjenester fra Fjordvik kommune"}
    assert known.manifest.languages.expected == ("nb",)


def test_the_italian_ways() -> None:
    imported = read_cpsv_ap(PUBLISHED / "italy.jsonld")
    service = imported.catalogue.services.find("cambio-di-residenza")
    assert imported.figures.share == 1.0
    assert service.description == {"it": "Chi si trasferisce nel comune lo dichiara entro 20 giorni."}
    assert service.standard
    assert service.standard.time == {"it": "Entro due giorni lavorativi"}
    assert [(way.type, way.url) for way in service.channels] == [
        ("web", "https://comune.vallechiara.example.it/anagrafe")
    ]
    assert imported.catalogue.life_events[service.life_events[0]].name == {"it": "Cambiare residenza"}
    assert imported.catalogue.organisations["ente"].name == {"it": "Comune di Vallechiara"}
    assert rules(imported) == ["rdf-text-mended"]


@pytest.mark.parametrize("name", ["norway.ttl", "italy.jsonld"])
def test_what_was_imported_passes_every_check(name: str, tmp_path: Path) -> None:
    write_new(read_cpsv_ap(PUBLISHED / name).catalogue, tmp_path / "new")
    known = load_catalogue(tmp_path / "new", cache=False)
    journey = build_journey(known)
    found = [finding.fault.rule for check in catalogue.checks.CHECKS for finding in check(known)]
    found += [finding.fault.rule for check in journeys.checks.CHECKS for finding in check(journey)]
    assert "provisional-code" in found
    assert [rule for rule in found if explanations()[rule].severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", ["norway.ttl", "italy.jsonld"])
def test_the_same_file_gives_the_same_catalogue(name: str) -> None:
    first, second = (read_cpsv_ap(PUBLISHED / name).catalogue for _ in range(2))
    assert dict(first.services) == dict(second.services)


def test_the_format_makes_no_difference(tmp_path: Path) -> None:
    text = (PUBLISHED / "norway.ttl").read_bytes()
    before = read_cpsv_ap(PUBLISHED / "norway.ttl").catalogue
    for ending, form in {**FORMATS, ".jsonld": RdfFormat.JSON_LD}.items():
        quads = parse(text, format=RdfFormat.TURTLE)
        data = serialize(quads if form is RdfFormat.JSON_LD else (quad.triple for quad in quads), format=form)
        (tmp_path / f"norway{ending}").write_bytes(data or b"")
        after = read_cpsv_ap(tmp_path / f"norway{ending}").catalogue
        assert [one.name for one in after.services.values()] == [one.name for one in before.services.values()]
        assert after.evidence == before.evidence


# ── single ways of saying things ─────────────────────────────────────────────────────────────────────────────────


def test_what_has_no_place_goes_to_the_note_and_is_told(tmp_path: Path) -> None:
    imported = read(tmp_path, 'ex:s ex:colour "blue"@en ; ex:shape [ ex:corners 4 ] ; skos:note "Mind the gap"@en .')
    assert the_service(imported).note == {
        "en": "Mind the gap · https://example.org/colour: “blue”@en · "
        "https://example.org/shape/https://example.org/corners: 4"
    }
    assert imported.figures.noted == 0


def test_what_belongs_to_no_service_is_told_as_left_out(tmp_path: Path) -> None:
    imported = read(tmp_path, 'ex:office ex:colour "blue" . ex:other ex:colour "red" .')
    (problem,) = imported.problems
    assert (problem.rule, problem.fault.words["count"]) == ("rdf-left-out", "2")


def test_a_note_too_long_is_cut_and_told(tmp_path: Path) -> None:
    imported = read(tmp_path, "".join(f'ex:s ex:p{number} "{"x" * 90}" .\n' for number in range(60)))
    note = the_service(imported).note
    assert note
    assert len(note["en"]) == 4_000
    assert rules(imported) == ["rdf-note-cut"]


def test_of_two_titles_in_a_language_the_second_goes_to_the_note(tmp_path: Path) -> None:
    service = the_service(read(tmp_path, 'ex:s dct:title "Other title"@en .'))
    assert (service.name, service.note) == ({"en": "Service"}, {"en": "dct:title: “Other title”@en"})


def test_a_text_without_language_has_that_of_the_file(tmp_path: Path) -> None:
    service = the_service(read(tmp_path, 'ex:s dcat:keyword "plain" ; cv:holdsRequirement [ dct:title "Be 18" ] .'))
    assert service.requirements[0].name == {"en": "Be 18"}
    assert service.keywords == ("plain",)


def test_a_file_without_any_language_says_so(tmp_path: Path) -> None:
    file = tmp_path / "bare.nt"
    file.write_text(
        "<https://example.org/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://purl.org/vocab/cpsv#PublicService> .\n"
        '<https://example.org/s> <http://purl.org/dc/terms/title> "Service" .\n'
    )
    imported = read_cpsv_ap(file)
    service = the_service(imported)
    assert service.name == service.description == {"und": "Service"}
    assert imported.catalogue.organisations[service.competent_authority].name["en"] == "Unknown"
    assert rules(imported) == ["rdf-no-authority", "rdf-no-description"]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("<http://purl.org/adms/status/Completed>", "active"),
        ("<http://publications.europa.eu/resource/authority/concept-status/CURRENT>", "active"),
        ("<http://purl.org/adms/status/UnderDevelopment>", "suspended"),
        ("<http://purl.org/adms/status/Withdrawn>", "historical"),
        ("<http://purl.org/adms/status/Deprecated>", "historical"),
        ("lj:status-suspended", "suspended"),
    ],
)
def test_a_status_is_read_by_its_name(status: str, found: str, tmp_path: Path) -> None:
    assert the_service(read(tmp_path, f"ex:s adms:status {status} .")).status == found


def test_a_deprecated_service_with_a_successor_is_superseded(tmp_path: Path) -> None:
    text = """ex:s adms:status <http://purl.org/adms/status/Deprecated> ; dct:isReplacedBy ex:new .
    ex:new a cpsv:PublicService ; dct:title "New"@en ; dct:description "New"@en ; cv:hasCompetentAuthority ex:office ;
        dct:requires ex:s ."""
    imported = read(tmp_path, text)
    service = the_service(imported)
    assert (service.status, service.successors) == ("superseded", ("new",))
    assert imported.catalogue.services.find("new").requires == ()


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("ex:telephone", "phone"),
        ("<https://data.norge.no/vocabulary/service-channel-type#email>", "email"),
        ("ex:c1", "counter"),
        ('"Mobile app"', "app"),
        ("lj:channel-kiosk", "kiosk"),
    ],
)
def test_a_channel_is_known_by_the_name_or_label_of_its_type(kind: str, found: str, tmp_path: Path) -> None:
    text = f'ex:s cv:hasChannel ex:way . ex:way dct:type {kind} . ex:c1 skos:prefLabel "Service desk"@en .'
    assert [way.type for way in the_service(read(tmp_path, text)).channels] == [found]


def test_a_channel_of_no_known_kind_stays_in_the_note(tmp_path: Path) -> None:
    imported = read(tmp_path, "ex:s cv:hasChannel ex:way . ex:way dct:type ex:b37 .")
    assert the_service(imported).channels == ()
    assert the_service(imported).note == {
        "en": "cv:hasChannel: https://example.org/way · cv:hasChannel/dct:type: https://example.org/b37"
    }
    assert rules(imported) == ["rdf-channel"]


@pytest.mark.parametrize(
    ("cost", "found"),
    [
        (
            'cv:hasValue "25.50"^^xsd:double ; cv:currency <http://publications.europa.eu/resource/authority/currency/EUR>',
            (Decimal("25.5"), "EUR", None),
        ),
        ("cv:hasValue 0", (Decimal(0), "XXX", None)),
        ('cv:value 1.0E2 ; cv:currency "EUR"', (Decimal(100), "EUR", None)),
        ('dct:description "5 % of the price"@en', (None, "XXX", {"en": "5 % of the price"})),
    ],
)
def test_a_fee_is_read(cost: str, found: tuple[object, ...], tmp_path: Path) -> None:
    (fee,) = the_service(read(tmp_path, f"ex:s cv:hasCost [ {cost} ] .")).costs
    assert (fee.value, fee.currency, fee.basis) == found


@pytest.mark.parametrize("cost", ['cv:hasValue "free"', "cv:hasValue -1", 'cv:hasValue "1e999"^^xsd:double'])
def test_a_fee_that_is_none_stays_in_the_note(cost: str, tmp_path: Path) -> None:
    service = the_service(read(tmp_path, f"ex:s cv:hasCost ex:fee . ex:fee {cost} ."))
    assert service.costs == ()
    assert service.note
    assert "cv:hasCost/cv:hasValue" in service.note["en"]


def test_documents_are_read_in_all_the_ways_of_saying_them(tmp_path: Path) -> None:
    text = """ex:s cpsv:hasInput ex:e1 ; cv:hasInputType ex:t1 , ex:t2 ; cv:holdsRequirement ex:r1 , ex:r2 .
    ex:e1 dct:title "Birth statement"@en ; dct:conformsTo ex:t1 .
    ex:t2 dct:title "Passport"@en .
    ex:r1 dct:title "Be born"@en ; cv:hasSupportingEvidence ex:e1 , ex:e3 .
    ex:e3 dct:title "Photo"@en .
    ex:r2 cv:hasEvidenceTypeList [ cv:specifiesEvidenceType ex:t3 ] , [ cv:specifiesEvidenceType ex:t4 ] .
    ex:t3 dct:title "Card"@en . ex:t4 dct:title "Book"@en ."""
    imported = read(tmp_path, text)
    service = the_service(imported)
    assert [demand.types for demand in service.evidence] == [("t3", "t4"), ("t1",), ("e3",), ("t2",)]
    assert [one.name for one in service.requirements] == [{"en": "Be born"}]
    assert imported.catalogue.evidence["t1"].name == {"en": "Birth statement"}


def test_evidence_of_several_types_is_one_of_them(tmp_path: Path) -> None:
    service = the_service(read(tmp_path, "ex:s cpsv:hasInput ex:e . ex:e dct:conformsTo ex:a , ex:b ."))
    assert [demand.one_of for demand in service.evidence] == [("a", "b")]


def test_providers_are_read_from_participations_and_owners(tmp_path: Path) -> None:
    text = """ex:s cv:hasParticipation [ cv:role ex:r ; cv:hasParticipant ex:town ] ; cv:ownedBy ex:office .
    ex:r skos:prefLabel "Service provider"@en . ex:town skos:prefLabel "Town"@en ."""
    assert the_service(read(tmp_path, text)).provided_by == ("town", "office")


def test_without_authority_the_provider_stands_for_it(tmp_path: Path) -> None:
    imported = read(
        tmp_path, 'ex:t a cpsv:PublicService ; dct:title "T"@en ; dct:description "T"@en ; cv:ownedBy ex:office .'
    )
    assert imported.catalogue.services.find("t").competent_authority == "office"
    assert imported.problems == ()


def test_an_event_may_name_its_services(tmp_path: Path) -> None:
    text = 'ex:birth a cv:LifeEvent ; dct:title "Birth"@en ; cv:hasRelatedService ex:s .'
    assert the_service(read(tmp_path, text)).life_events == ("birth",)


def test_a_contact_that_says_nothing_is_none(tmp_path: Path) -> None:
    text = 'ex:s cv:contactPoint ex:c1 , ex:c2 . ex:c1 cv:telephone "none" . ex:c2 cv:email "a@b.org" , "no mail" .'
    service = the_service(read(tmp_path, text))
    assert [point.email for point in service.contact_points] == ["a@b.org"]
    assert service.note
    assert "c2/cv:email: no mail" in service.note["en"]


def test_a_part_that_does_not_fit_stays_in_the_note(tmp_path: Path) -> None:
    imported = read(tmp_path, 'ex:s lj:recurs ex:r . ex:r lj:recurrenceRule "often" .')
    assert the_service(imported).recurs is None
    assert the_service(imported).note == {"en": "lj:recurs: https://example.org/r · lj:recurs/lj:recurrenceRule: often"}
    assert rules(imported) == ["rdf-part"]


def test_a_field_of_a_register_that_does_not_fit_is_left_out(tmp_path: Path) -> None:
    imported = read(tmp_path, "ex:office lj:level lj:level-galactic ; foaf:homepage <https://office.example.org/> .")
    office = imported.catalogue.organisations["office"]
    assert (office.level, office.homepage) == ("national", "https://office.example.org/")
    assert rules(imported) == ["rdf-entry"]


def test_a_register_entry_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, "ex:role a lj:Role .")
    assert [problem.rule for problem in caught.value.problems] == ["rdf-entry"]


def test_two_things_never_get_one_name(tmp_path: Path) -> None:
    text = """ex:s cv:isGroupedBy <https://example.org/a/birth> , <https://example.org/b/birth> ,
    <https://example.org/b/42> ."""
    imported = read(tmp_path, text)
    assert the_service(imported).life_events == ("birth", "event-42", "birth-2")
    assert rules(imported) == ["rdf-no-name"] * 3


def test_a_name_that_is_only_an_iri_is_made_readable(tmp_path: Path) -> None:
    imported = read(tmp_path, "ex:s cv:isGroupedBy <https://example.org/having-a%20child> .")
    assert imported.catalogue.life_events["having-a-child"].name == {"en": "having a child"}


def test_a_thousand_services_have_codes_of_their_own(tmp_path: Path) -> None:
    text = "".join(
        f'ex:n{number} a cpsv:PublicService ; dct:title "N"@en ; dct:description "N"@en ; '
        "cv:hasCompetentAuthority ex:office .\n"
        for number in range(1_000)
    )
    codes = list(read(tmp_path, text).catalogue.services)
    assert (codes[0], codes[1], len(codes)) == ("9900.001.01.00-52", "9900.001.01.01-49", 1_001)


def test_more_services_than_codes_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ontology.reading_codes.MOST", 0)
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, "")
    assert [problem.rule for problem in caught.value.problems] == ["rdf-too-many", "rdf-no-service"]


def test_a_service_that_does_not_fit_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, 'ex:s schema:validFrom "2026-01-02" ; schema:validThrough "2026-01-01" .')
    assert [problem.rule for problem in caught.value.problems] == ["rdf-service", "rdf-no-service"]


def test_a_licence_and_version_are_read(tmp_path: Path) -> None:
    text = """ex:c a dcat:Catalog ; dct:title "Our services"@en ; dcat:version "7" ;
    dct:license <https://spdx.org/licenses/CC0-1.0> ; dcat:dataset ex:s ."""
    manifest = read(tmp_path, text).catalogue.manifest
    assert (manifest.name, manifest.version, manifest.licence) == ({"en": "Our services"}, "7", "CC0-1.0")
    assert manifest.languages.required == ("en",)


def test_of_each_kind_of_fault_the_first_fifty_are_told(tmp_path: Path) -> None:
    imported = read(tmp_path, "".join(f"ex:s cv:isGroupedBy ex:event{number} .\n" for number in range(80)))
    assert rules(imported) == ["rdf-no-name"] * 50


def test_a_law_without_title_is_called_by_its_iri(tmp_path: Path) -> None:
    text = "ex:s cv:hasLegalResource <https://law.example.org/act-7> , _:law . _:law dct:identifier 7 ."
    (law,) = the_service(read(tmp_path, text)).legal_resources
    assert (law.title, law.url) == ("act 7", "https://law.example.org/act-7")


def test_a_classification_without_iri_stays_in_the_note(tmp_path: Path) -> None:
    service = the_service(read(tmp_path, 'ex:s cv:sector "Education"@en , [ skos:prefLabel "Health"@en ] .'))
    assert service.classifications == ()
    assert service.note == {"en": "cv:sector: “Education”@en · cv:sector/skos:prefLabel: “Health”@en"}


# ── whatever comes ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(8))
def test_triples_lost_and_mixed_up_are_told_and_never_break_it(full: Catalogue, seed: int, tmp_path: Path) -> None:
    """Of a catalogue some triples are lost, others say what is said elsewhere: it is read, or refused with reasons."""
    chance = Random(seed)  # noqa: S311 - a sample, not a secret
    said = list(to_rdf(full))
    objects = [triple.object for triple in said]
    mixed = [
        Triple(triple.subject, triple.predicate, chance.choice(objects)) if chance.random() < 0.05 else triple
        for triple in said
        if chance.random() > 0.05
    ]
    file = tmp_path / "mixed.nt"
    file.write_bytes(serialize(mixed, format=RdfFormat.N_TRIPLES) or b"")
    with suppress(CatalogueError):
        imported = read_cpsv_ap(file, skip_bad=True)
        write_new(imported.catalogue, tmp_path / "new")
        assert len(load_catalogue(tmp_path / "new", cache=False).services) == len(imported.catalogue.services)
