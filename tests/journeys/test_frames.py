from __future__ import annotations

from decimal import Decimal

import orjson

from journeys.answers import Static
from journeys.eligibility import Verdict
from journeys.frames import Fee, frame_of
from journeys.journey import Journey
from tests.small_catalogues import service, with_services


def test_a_frame_holds_what_does_not_depend_on_a_person(village: Journey) -> None:
    certificate = village.catalogue.services.find("birth-certificate")
    frame = frame_of(village.catalogue, certificate)

    assert orjson.loads(frame.service) == {
        "code": "0201.001.01.00-18",
        "slug": "birth-certificate",
        "name": certificate.name,
    }
    assert frame.bodies == ("village-office",)
    assert frame.fixed.processing_time == certificate.processing_time
    assert frame.fixed.confidence == certificate.confidence


def test_a_requirement_stands_ready_as_the_reason_of_each_outcome(village: Journey) -> None:
    certificate = village.catalogue.services.find("birth-certificate")
    (tested,) = frame_of(village.catalogue, certificate).requirements
    reasons = [part.model for part in (tested.met, tested.not_met, tested.unknown)]

    assert [reason.verdict for reason in reasons] == [Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN]
    assert {(reason.kind, reason.rule) for reason in reasons} == {("requirement", "age_days <= 60")}
    assert {reason.law and reason.law.article for reason in reasons} == {"pasal 1"}
    assert [reason.unknown_facts for reason in reasons] == [(), (), ("age_days",)]


def test_of_several_facts_only_those_that_are_lacking_are_named(village: Journey) -> None:
    requirement = {"name": {"id": "Muda atau bekerja"}, "rule": "age_years < 20 OR employed"}
    catalogue = with_services(village.catalogue, [service(1, requirements=[requirement])])
    (only,) = catalogue.services.values()
    (tested,) = frame_of(catalogue, only).requirements

    assert tested.facts == ("age_years", "employed")
    assert tested.unknown_of(["employed"]).model.unknown_facts == ("employed",)


def test_a_requirement_no_rule_can_hold_is_told_apart(village: Journey) -> None:
    frame = frame_of(village.catalogue, village.catalogue.services.find("baby-aid"))

    assert [tested.facts for tested in frame.requirements] == [("household.income",)]
    assert [condition["name"] for condition in orjson.loads(frame.if_also)] == [
        {"id": "Disetujui kepala desa", "en": "Approved by the head of the village"}
    ]


def test_its_fields_say_all_that_is_known_and_within_them_nothing_else(shipped: Journey) -> None:
    for each in list(shipped.catalogue.services.values())[::20]:
        frame = frame_of(shipped.catalogue, each)
        fields = orjson.loads(b"{%b}" % frame.fields)

        assert fields.keys() == Static.model_fields.keys()
        assert Static.model_validate(fields) == frame.fixed
        assert None not in [part for entry in fields["sources"] for part in entry.values()]


def test_fees_of_one_channel_are_left_out_and_no_word_of_fees_is_a_fee_not_known(village: Journey) -> None:
    costs = [{"value": 5}, {"value": 7, "when": "employed"}, {"value": 9, "channel": "app"}]
    catalogue = with_services(village.catalogue, [service(1, costs=costs), service(2, costs=[])])
    first, second = (frame_of(catalogue, each) for each in catalogue.services.values())

    assert first.fees == (Fee("IDR", Decimal(5), None), Fee("IDR", Decimal(7), "employed"))
    assert second.fees == (Fee("IDR", None, None),)
