from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from catalogue.models import Offer
from journeys.answers import Provider
from journeys.frames import Frame
from journeys.journey import Journey, build_journey
from journeys.regional import Memo, Regional, offer_in, office_region

OFFER = {
    "service": "birth-certificate",
    "region": "33",
    "processing_time": {"working_days": 9},
    "costs": [{"value": 7}],
    "sources": [{"title": "Perda 1/2026", "confidence": "low"}],
}


def offered(village: Journey, **fields: object) -> Journey:
    """The village with one local offer for birth certificates."""
    offer = Offer.model_validate({**OFFER, **fields})
    code = village.catalogue.services.find("birth-certificate").code
    return build_journey(replace(village.catalogue, offers={(code, offer.region): offer}))


def certificate_in(journey: Journey, region: str | None) -> Frame:
    """The birth certificate as a region gives it."""
    code = journey.catalogue.services.find("birth-certificate").code
    return journey.regional(region).services[code].frame


def test_a_memo_makes_each_thing_once() -> None:
    asked: list[str] = []

    def length(key: str) -> int:
        asked.append(key)
        return len(key)

    memo = Memo(length)

    assert [memo["one"], memo["three"], memo["one"]] == [3, 5, 3]
    assert asked == ["one", "three"]


def test_a_regions_part_is_made_once(village: Journey) -> None:
    assert village.regional("33.74") is village.regional("33.74")
    assert village.regional("33.74") is not village.regional(None)


def test_without_an_offer_a_service_is_the_same_everywhere(village: Journey) -> None:
    assert certificate_in(village, None) is certificate_in(village, "33.74")


@pytest.mark.parametrize(
    ("region", "days"), [("33", 9), ("33.74", 9), ("33.22", 9), ("11", 3), ("11.71", 3), (None, 3)]
)
def test_an_offer_of_a_province_counts_in_its_regions_and_nowhere_else(
    village: Journey, region: str | None, days: int
) -> None:
    frame = certificate_in(offered(village), region)

    assert frame.fixed.processing_time
    assert frame.fixed.processing_time.working_days == days


def test_an_offer_of_the_region_itself_wins_over_its_provinces(village: Journey) -> None:
    code = village.catalogue.services.find("birth-certificate").code
    wide, near = (Offer.model_validate({**OFFER, "region": region}) for region in ("33", "33.74"))
    catalogue = replace(village.catalogue, offers={(code, "33"): wide, (code, "33.74"): near})

    assert offer_in(catalogue, code, "33.74") is near
    assert offer_in(catalogue, code, "33.22") is wide
    assert offer_in(catalogue, code, "11.71") is None


def test_an_offer_changes_what_it_says_and_adds_its_sources(village: Journey) -> None:
    journey = offered(village, provided_by=["aceh-office"])
    base, changed = certificate_in(journey, None), certificate_in(journey, "33")

    assert [cost.value for cost in changed.fixed.costs] == [7]
    assert [source.title for source in changed.fixed.sources] == ["Perda 1/2026", "Perdes 1/2026"]
    assert changed.bodies == ("aceh-office",)
    assert changed.fixed.channels == base.fixed.channels
    assert (changed.service, changed.requirements) == (base.service, base.requirements)


def test_the_applications_of_an_offer_come_with_their_names(village: Journey) -> None:
    frame = certificate_in(offered(village, applications=["village-app"]), "33")

    assert [(each.code, each.name["en"]) for each in frame.fixed.applications] == [("village-app", "Village app")]


@pytest.mark.parametrize("region", ["33.74", "33", None])
def test_an_office_type_becomes_the_office_of_a_region_of_its_level(village: Journey, region: str | None) -> None:
    offices = village.regional(region).offices
    for code, body in village.catalogue.organisations.items():
        found = Provider.model_validate_json(offices[code].json)
        of_its_level = body.level == "regency" and region == "33.74"

        assert orjson.loads(offices[code].name) == found.name
        if of_its_level and not body.region:
            assert found.region == "33.74"
            assert found.name["id"] == f"{body.name['id']} Kota Semarang"
        elif body.level != "province":
            assert found.region == body.region
            assert found.name == body.name


def test_a_provincial_office_is_the_one_of_the_regions_province(village: Journey) -> None:
    office = village.catalogue.organisations["village-office"].model_copy(update={"level": "province"})
    regional = Regional(build_journey(replace(village.catalogue, organisations={"office": office})), "33.74")

    found = Provider.model_validate_json(regional.offices["office"].json)

    assert found.region == "33"
    assert found.name["id"].endswith(" Jawa Tengah")
    assert office_region(office, None) is None


def test_a_document_to_be_brought_names_who_gives_it_where_anybody_is_known(village: Journey) -> None:
    regional = village.regional("33.74")
    needs = {
        need.chosen.document.type: regional.brought[need].evidence.model
        for service in village.catalogue.services.values()
        for needs in village.recipe(service, "applicant").needs
        for need in needs.values()
    }

    assert {told.status for told in needs.values()} == {"bring"}
    for kind, told in needs.items():
        evidence, issuers = village.catalogue.evidence[kind], village.catalogue.services.linked("issues", kind)
        assert bool(told.issued_by) is bool(evidence.issued_by or issuers)
        if evidence.issued_by:
            assert told.issued_by == evidence.issued_by
