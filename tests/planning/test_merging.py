from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.models import Offer, PublicService
from journeys.eligibility import VERDICTS, all_of
from journeys.journey import Journey
from planning.changes import Merge, applied
from planning.merging import ChangeRefused
from tests.small_catalogues import issuing, journey_of, service, wanting, with_services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue.evaluate import Trilean
    from catalogue.store import Catalogue


def merged(village: Journey, *services: PublicService, keys: tuple[str, ...] = ("s1", "s2")) -> PublicService:
    catalogue = journey_of(village, *services).catalogue
    return applied(catalogue, [Merge(*keys)]).after.services.find("s1")


def demanded(one: PublicService) -> list[tuple[tuple[str, ...], str | None]]:
    return [(demand.types, demand.when) for demand in one.evidence]


def outcome(catalogue: Catalogue, one: PublicService, facts: Mapping[str, object], day: date) -> Trilean:
    read = Journey(catalogue).reader.read(facts, as_of=day).placed("applicant").facts("applicant")
    return all_of(catalogue.evaluator(r.rule)(read) for r in one.requirements if r.rule and r.in_force(day))


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.integers(10, 70),
        "status": st.sampled_from(["single", "married", "widowed"]),
        "income": st.integers(0, 20),
    },
)
DAYS = st.sampled_from([date(2025, 6, 1), date(2026, 6, 1), date(2027, 6, 1)])


@settings(max_examples=150)
@given(facts=FACTS, day=DAYS)
def test_who_could_get_either_gets_the_merged_one_and_nobody_else(
    village: Journey, facts: Mapping[str, object], day: date
) -> None:
    other = service(2, "age_years >= 17", "income < 10 OR status = 'widowed'")
    dated = [
        {"name": {"id": "Dulu"}, "rule": "age_years >= 17", "valid_to": "2025-12-31"},
        {"name": {"id": "Kini"}, "rule": "age_years >= 21", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
        {"name": {"id": "Nanti"}, "rule": "age_years >= 30", "valid_from": "2027-01-01"},
        {"name": {"id": "Kawin"}, "rule": "status = 'married'"},
    ]
    one = service(1, requirements=dated)
    catalogue = with_services(village.catalogue, [one, other])
    either = {outcome(catalogue, one, facts, day), outcome(catalogue, other, facts, day)}
    expected = True if True in either else None if None in either else False
    found = outcome(catalogue, merged(village, one, other), facts, day)

    assert VERDICTS[found] == VERDICTS[expected]


def test_what_all_require_stays_and_the_rest_are_alternatives_in_words_too(village: Journey) -> None:
    judged = {"name": {"id": "Layak", "en": "Fit"}}
    one = service(1, "age_years >= 17", "status = 'single'")
    two = service(2, "age_years >= 17", "income < 10")
    two = PublicService.model_validate(
        {**two.model_dump(exclude_defaults=True), "requirements": [*two.requirements, judged]}
    )
    found = merged(village, one, two).requirements

    assert [requirement.rule for requirement in found] == ["age_years >= 17", "status = 'single' OR income < 10", None]
    assert found[1].name == {"id": "(Syarat 1) atau (Syarat 1)", "en": "(Syarat 1) or (Syarat 1)"}


def test_a_service_that_requires_nothing_more_opens_the_merged_one_to_all(village: Journey) -> None:
    assert merged(village, service(1, "age_years >= 17"), service(2)).requirements == ()


@pytest.mark.parametrize(
    "rule", ["age_years IN (" + ", ".join(map(str, range(180, 520))) + ")", "NOT (" * 22 + "age_years > 3" + ")" * 22]
)
def test_conditions_too_long_or_deep_for_a_rule_are_refused(village: Journey, rule: str) -> None:
    longer = rule.replace("180, ", "179, ").replace("> 3", "> 4")
    deeper = f"status = 'single' AND ({longer})" if "NOT" in rule else longer
    with pytest.raises(ChangeRefused) as error:
        merged(village, service(1, rule), service(2, f"NOT ({deeper})"), service(3))

    assert error.value.fault.rule == "change-merge-rules"


def test_outputs_are_given_once_and_the_longest_time_known_is_taken(village: Journey) -> None:
    found = merged(
        village,
        issuing(1, "ktp", 3),
        issuing(2, "ktp", None, produces=["ktp", "photo"], processing_time="P1W"),
        issuing(3, "photo", None),
        keys=("s1", "s2", "s3"),
    )

    assert [output.type for output in found.produces] == ["ktp", "photo"]
    assert found.processing_time
    assert found.processing_time.duration == "P1W"
    assert merged(village, issuing(1, "ktp", None), issuing(2, "ktp", None)).processing_time is None


def test_a_document_all_ask_for_is_asked_for_once_and_others_of_those_whose_conditions_are_theirs(
    village: Journey,
) -> None:
    one = service(1, "age_years < 17", evidence=["photo", {"type": "family-card", "copies": 1, "original": True}])
    two = service(
        2,
        "age_years >= 17",
        evidence=[{"type": "family-card", "copies": 2}, {"type": "tax-number", "when": "income > 5"}],
    )
    found = merged(village, one, two)

    assert demanded(found) == [
        (("photo",), "age_years < 17"),
        (("family-card",), None),
        (("tax-number",), "age_years >= 17 AND income > 5"),
    ]
    assert (found.evidence[1].copies, found.evidence[1].original) == (2, True)


def test_a_document_asked_for_under_one_condition_by_all_keeps_it_and_under_several_under_any(village: Journey) -> None:
    same = {"type": "photo", "when": "income > 5"}
    one = service(1, "age_years < 17", evidence=[same, {"type": "ktp", "when": "income > 6"}])
    two = service(2, "age_years >= 17", evidence=[same, "ktp"])

    assert demanded(merged(village, one, two)) == [
        (("photo",), "income > 5"),
        (("ktp",), "(age_years < 17 AND income > 6) OR age_years >= 17"),
    ]


def test_what_one_issues_for_another_is_shown_no_more(village: Journey) -> None:
    one = issuing(1, "ktp", evidence=["photo"])
    two = issuing(2, "tax-number", evidence=["ktp", {"type": "ktp", "updated": True}, {"one_of": ["ktp", "land-deed"]}])

    assert demanded(merged(village, one, two)) == [(("photo",), None), (("ktp",), None)]


def test_what_one_issues_to_some_is_shown_by_the_rest(village: Journey) -> None:
    one = service(1, "age_years < 17", produces=["ktp"])
    two = service(2, "status = 'single'", produces=["tax-number"], evidence=["ktp"])

    assert demanded(merged(village, one, two)) == [(("ktp",), "status = 'single' AND NOT age_years < 17")]


def test_who_has_shown_a_document_has_shown_one_of_several(village: Journey) -> None:
    one = service(1, evidence=["ktp"])
    two = service(2, evidence=[{"one_of": ["photo", "ktp"]}, {"one_of": ["photo", "land-deed"]}])

    assert demanded(merged(village, one, two)) == [(("ktp",), None), (("photo", "land-deed"), None)]


def test_a_fee_is_paid_once_by_those_it_is_for_and_nothing_by_nobody(village: Journey) -> None:
    one = service(1, "age_years < 17", costs=[{"value": 10}, {"value": 0}])
    two = service(2, "age_years >= 17", costs=[{"value": 10}, {"value": 5}])

    assert [(int(cost.value or 0), cost.when) for cost in merged(village, one, two).costs] == [
        (10, None),
        (0, None),
        (5, "age_years >= 17"),
    ]


def test_it_is_given_on_any_channel_in_any_event_and_while_any_was(village: Journey) -> None:
    text = {"id": "Loket", "en": "Counter"}
    one = service(1, life_events=["travelling"], channels=[{"type": "counter", "note": text}], valid_from="2025-01-01")
    two = service(
        2,
        life_events=["moving", "travelling"],
        channels=[{"type": "counter", "note": text}, {"type": "app", "application": "village-app"}],
        valid_from="2020-01-01",
        valid_to="2027-01-01",
        recurs={"rule": "FREQ=YEARLY"},
    )
    found = merged(village, one, two)

    assert found.life_events == ("travelling", "moving")
    assert [channel.type for channel in found.channels] == ["counter", "app"]
    assert (str(found.valid_from), found.valid_to) == ("2020-01-01", None)
    assert found.recurs


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ({}, {}, None),
        ({"beneficiary": "child"}, {"beneficiary": "child"}, "child"),
        ({"beneficiary": "child", "life_events": ["moving"]}, {"life_events": ["travelling"]}, {"moving": "child"}),
        ({"beneficiary": "applicant", "life_events": ["moving"]}, {"life_events": ["travelling"]}, None),
        ({"beneficiary": "child"}, {"life_events": ["travelling"]}, None),
    ],
)
def test_its_beneficiary_is_everybodys_own(
    village: Journey, one: Mapping[str, object], two: Mapping[str, object], expected: object
) -> None:
    assert merged(village, service(1, **one), service(2, **two)).beneficiary == expected


def test_services_for_different_persons_of_one_event_cannot_be_one(village: Journey) -> None:
    one, two = service(1, life_events=["moving"], beneficiary="child"), service(2, life_events=["moving"])
    with pytest.raises(ChangeRefused) as error:
        merged(village, one, two)

    assert error.value.fault.rule == "change-merge-persons"
    assert error.value.fault.words["role"] == "applicant"


def test_a_region_has_the_offers_of_all_as_one(village: Journey) -> None:
    services = [issuing(1, "ktp", 2), issuing(2, "ktp", 1), service(3)]
    catalogue = journey_of(village, *services).catalogue
    first, second, third = catalogue.services
    offers = {
        (second, "33"): offer("s2", "33", processing_time="P10D", note={"id": "Di sini lain"}),
        (first, "33.74"): offer("s1", "33.74", provided_by=["aceh-office"], costs=[{"value": 7}]),
        (third, "33"): offer("s3", "33", costs=[{"value": 1}]),
    }
    catalogue = replace(catalogue, offers=offers)
    found = applied(catalogue, [Merge("s1", "s2")]).after.offers

    assert found.keys() == {(first, "33"), (first, "33.74"), (third, "33")}
    assert found[first, "33"].processing_time == offers[second, "33"].processing_time
    assert found[first, "33"].note == {"id": "Di sini lain"}
    city = found[first, "33.74"]
    assert city.provided_by == ("aceh-office", "village-office")
    assert city.processing_time == offers[second, "33"].processing_time
    assert city.costs
    assert [cost.value for cost in city.costs] == [7, 0]
    assert found[third, "33"] is offers[third, "33"]


def offer(slug: str, region: str, **fields: object) -> Offer:
    sources = [{"title": "Perda 1/2026", "confidence": "low"}]
    return Offer.model_validate({"service": slug, "region": region, "sources": sources, **fields})


def test_merged_with_what_asks_for_the_same_it_asks_for_the_same(village: Journey) -> None:
    found = merged(village, wanting("ktp"), service(2, evidence=["ktp"]))

    assert demanded(found) == [(("ktp",), None)]
    assert found.examples == ()
