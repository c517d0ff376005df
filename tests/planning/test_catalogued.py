from __future__ import annotations

from dataclasses import replace

from catalogue.registers import Application, PublicOrganisation
from catalogue.store import Catalogue
from journeys.journey import Journey
from planning.catalogued import Bodies, Entry, entries_of
from tests.small_catalogues import changed, service, with_registers, with_services


def entry(journey: Journey, slug: str) -> Entry:
    kind = "application" if slug in journey.catalogue.applications else "service"
    return next(one for one in entries_of(journey.catalogue, kind) if one.slug == slug)  # type: ignore[arg-type]


def test_a_service_is_compared_by_all_that_it_says(shipped: Journey) -> None:
    found = entry(shipped, "akta-kelahiran")

    assert found.id == "0201.014.01.00-55"
    assert "akta lahir" in found.record.name
    assert "Birth registration" in found.record.name
    assert "population number" in found.record.description
    assert set(found.record.traits["life_events"]) == {"birth"}
    assert set(found.record.traits["beneficiary"]) == {"child"}
    assert "UU 24/2013" in found.record.traits["laws"]
    assert set(found.record.traits["level"]) == {"regency"}
    assert (found.facts.object, found.facts.action, found.facts.variant) == ("0201.014", "01", "00")
    assert "birth-certificate" in found.facts.gives
    assert found.facts.renews == {"family-card"}
    assert "birth-statement-village" in found.facts.asks
    assert found.owners == ("ditjen-dukcapil", "disdukcapil")


def test_an_agency_is_also_what_it_came_from(shipped: Journey) -> None:
    bodies = Bodies(shipped.catalogue)

    assert bodies.of("kemenhaj") == {"kemenhaj", "bp-haji", "ditjen-phu"}
    assert bodies.all_of([]) == frozenset()
    assert "Kemenhaj" in bodies.names(["kemenhaj"])


def test_successors_are_followed_to_the_end(civil: Catalogue) -> None:
    first, second, third = (
        service(
            number,
            competent_authority="home-affairs",
            provided_by="civil-registry",
            successors=[f"s{number + 1}"] if number < 3 else [],
            requires=["s1"] if number == 3 else [],
        )
        for number in (1, 2, 3)
    )
    catalogue = with_services(civil, [first, second, third])

    facts = {one.slug: one.facts for one in entries_of(catalogue, "service")}

    assert facts["s1"].successors == {"s2", "s3"}
    assert facts["s3"].after == {"s1"}
    assert not facts["s1"].kept, "an imported code is nobody's decision"
    assert facts["s1"].object == ""


def test_a_superseded_service_has_ended(civil: Catalogue) -> None:
    catalogue = changed(civil, "school-aid", status="superseded", successors=["child-card"])

    facts = {one.slug: one.facts for one in entries_of(catalogue, "service")}

    assert facts["school-aid"].ended
    assert not facts["child-card"].ended


def test_an_application_is_what_it_supports_and_whose_it_is(shipped: Journey) -> None:
    found = entry(shipped, "siskohat")

    assert "haji-reguler" in found.facts.functions
    assert found.facts.agencies == {"kemenhaj", "bp-haji", "ditjen-phu"}
    assert set(found.record.traits["domains"]) == {"0141"}
    assert found.owners == ("kemenhaj",)
    assert entry(shipped, "pedulilindungi").facts.successors == {"satusehat-mobile"}
    assert entry(shipped, "opensid").owners == ()


def test_an_application_nobody_uses_says_little(civil: Catalogue) -> None:
    body = PublicOrganisation(name={"id": "Kantor"}, kind="office")
    bare = Application(name={"id": "Sistem"})
    catalogue = with_registers(civil, applications={**civil.applications, "bare": bare})
    catalogue = replace(catalogue, organisations={**civil.organisations, "body": body})

    found = next(one for one in entries_of(catalogue, "application") if one.slug == "bare")

    assert found.record.traits == {}
    assert found.description == {}
