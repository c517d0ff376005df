from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from catalogue.models import Offer
from journeys.answers import Static
from journeys.frames import frame_of, offer_in, provider
from journeys.journey import Journey, build_journey

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


def test_a_frame_holds_what_does_not_depend_on_a_person(village: Journey) -> None:
    service = village.catalogue.services.find("birth-certificate")
    frame = frame_of(village, service, None)

    assert frame.service == {"code": "0201.001.01.00-18", "slug": "birth-certificate", "name": service.name}
    assert frame.bodies == ("village-office",)
    ((reason, facts),) = frame.requirements
    assert (reason["kind"], reason["rule"], facts) == ("requirement", "age_days <= 60", ("age_days",))
    assert isinstance(reason["law"], dict)
    assert reason["law"]["article"] == "pasal 1"
    assert frame.fixed.processing_time == service.processing_time
    assert frame.fixed.confidence == service.confidence


def test_a_requirement_no_rule_can_hold_is_told_apart(village: Journey) -> None:
    frame = frame_of(village, village.catalogue.services.find("baby-aid"), None)

    assert [facts for _reason, facts in frame.requirements] == [("household.income",)]
    assert [condition["name"] for condition in frame.if_also] == [
        {"id": "Disetujui kepala desa", "en": "Approved by the head of the village"}
    ]


def test_values_and_fragments_are_the_same_fields_with_the_same_content(shipped: Journey) -> None:
    for service in list(shipped.catalogue.services.values())[::20]:
        frame = frame_of(shipped, service, None)
        again = Static.model_validate_json(orjson.dumps(frame.fragments))

        assert frame.values.keys() == frame.fragments.keys() == Static.model_fields.keys()
        assert again == Static.model_validate(frame.values)


def test_a_frame_is_made_once(village: Journey) -> None:
    service = village.catalogue.services.find("birth-certificate")

    assert frame_of(village, service, None) is frame_of(village, service, "33.74")


@pytest.mark.parametrize(
    ("region", "days"), [("33", 9), ("33.74", 9), ("33.22", 9), ("11", 3), ("11.71", 3), (None, 3)]
)
def test_an_offer_of_a_province_counts_in_its_regions_and_nowhere_else(
    village: Journey, region: str | None, days: int
) -> None:
    journey = offered(village)
    frame = frame_of(journey, journey.catalogue.services.find("birth-certificate"), region)

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
    service = journey.catalogue.services.find("birth-certificate")
    base, changed = frame_of(journey, service, None), frame_of(journey, service, "33")

    assert [cost.value for cost in changed.fixed.costs] == [7]
    assert [source.title for source in changed.fixed.sources] == ["Perda 1/2026", "Perdes 1/2026"]
    assert changed.bodies == ("aceh-office",)
    assert changed.fixed.channels == base.fixed.channels
    assert (changed.service, changed.requirements) == (base.service, base.requirements)
    assert frame_of(journey, service, None) is base


def test_the_applications_of_an_offer_come_with_their_names(village: Journey) -> None:
    journey = offered(village, applications=["village-app"])
    frame = frame_of(journey, journey.catalogue.services.find("birth-certificate"), "33")

    assert [(each.code, each.name["en"]) for each in frame.fixed.applications] == [("village-app", "Village app")]


@pytest.mark.parametrize("region", ["33.74", "33", None])
def test_an_office_type_becomes_the_office_of_a_region_of_its_level(village: Journey, region: str | None) -> None:
    for code, body in village.catalogue.organisations.items():
        found = provider(village.catalogue, code, region)
        names = found["name"]
        assert isinstance(names, dict)
        of_its_level = body.level == "regency" and region == "33.74"

        if of_its_level and not body.region:
            assert found["region"] == "33.74"
            assert names["id"] == f"{body.name['id']} Kota Semarang"
        elif body.level != "province":
            assert found["region"] == body.region
            assert names == body.name


def test_a_provincial_office_is_the_one_of_the_regions_province(village: Journey) -> None:
    office = village.catalogue.organisations["village-office"].model_copy(update={"level": "province"})
    catalogue = replace(village.catalogue, organisations={"office": office})

    found = provider(catalogue, "office", "33.74")

    assert found["region"] == "33"
    assert isinstance(found["name"], dict)
    assert found["name"]["id"].endswith(" Jawa Tengah")
