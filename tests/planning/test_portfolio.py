from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from catalogue.models import Offer
from catalogue.registers import AnnualCost
from journeys.journey import Journey
from planning.figures import Scope
from planning.portfolio import Portfolio, portfolio, saving_of
from tests.planning.planned import DAY, code, town
from tests.small_catalogues import service

CHANNEL = [{"type": "app", "application": "two"}]
SERVICES = (
    service(1, applications=["one"], channels=CHANNEL, life_events=["moving"]),
    service(2, applications=["one"], competent_authority="port"),
    service(3, competent_authority="port", life_events=["moving"]),
    service(4, applications=["three"], status="suspended"),
)


def cost(value: int, currency: str = "IDR") -> AnnualCost:
    return AnnualCost(value=Decimal(value), currency=currency, year=2025, source="DIPA 2025")


@pytest.fixture(scope="module")
def report(village: Journey) -> Portfolio:
    return portfolio(town(village, *SERVICES).catalogue, day=DAY)


@pytest.fixture(scope="module")
def nation(shipped: Journey) -> Portfolio:
    return portfolio(shipped.catalogue, day=DAY)


def test_applications_are_told_with_the_services_in_force_they_serve(report: Portfolio) -> None:
    assert [(one.code, one.services.codes) for one in report.applications] == [
        ("one", (code(1), code(2))),
        ("two", (code(1),)),
        ("old", ()),
        ("three", ()),
    ]
    one, two = report.applications[:2]
    assert (one.life_events, one.agencies, one.domains) == (("moving",), ("ministry", "port"), ("9900",))
    assert one.owner
    assert (one.owner.name["en"], two.status) == ("Bureau", "active")
    assert report.applications[3].owner is None


def test_owners_domains_and_events_are_told_with_their_applications(report: Portfolio) -> None:
    assert [(one.code, one.applications.codes, one.services) for one in report.owners] == [
        ("port", ("old", "two"), (code(1),)),
        ("bureau", ("one",), (code(1), code(2))),
    ]
    assert [(one.code, one.applications.codes) for one in report.domains] == [("9900", ("one", "two"))]
    assert [(one.code, one.applications.codes, one.services) for one in report.life_events] == [
        ("moving", ("one", "two"), (code(1),))
    ]


def test_what_has_no_application_no_service_no_owner_and_no_cost_is_told(report: Portfolio) -> None:
    assert report.without_application.codes == (code(3),)
    assert report.serving_nothing.codes == ("old", "three")
    assert report.without_owner.codes == ("three",)
    assert (report.without_cost.count, report.without_cost.of) == (4, 4)


def test_a_function_is_what_services_are_about_and_is_told_where_several_applications_serve_it(
    report: Portfolio,
) -> None:
    assert [(one.code, one.applications.codes, one.services) for one in report.functions] == [
        ("9900.001", ("one", "two"), (code(1),))
    ]
    assert report.functions[0].name == {"id": "001", "en": "001"}, "the register has no such object"


def test_a_function_is_called_by_the_name_of_its_object(village: Journey) -> None:
    birth = service(1, code="0201.001.01.00-18", applications=["one", "two"])
    found = portfolio(town(village, birth).catalogue, day=DAY).functions

    assert [one.name["en"] for one in found] == ["Birth certificate"]


def test_the_offer_of_one_region_counts_too(village: Journey) -> None:
    known = town(village, *SERVICES).catalogue
    offer = Offer.model_validate(
        {
            "service": code(3),
            "region": "33",
            "applications": ["three"],
            "channels": [{"type": "web", "application": "old"}],
            "sources": [{"title": "Perda", "confidence": "high"}],
        }
    )
    offered = replace(known, offers={(code(3), "33"): offer})
    found = portfolio(offered, day=DAY)

    assert found.without_application.codes == ()
    assert {one.code: one.services.codes for one in found.applications}["old"] == (code(3),)
    assert saving_of(offered, ["old", "three"]).services == (code(3), code(4))


def test_a_part_has_the_applications_that_serve_it_and_those_its_agency_owns(village: Journey) -> None:
    known = town(village, *SERVICES).catalogue

    assert {one.code for one in portfolio(known, Scope("port"), day=DAY).applications} == {"one", "two", "old"}
    assert {one.code for one in portfolio(known, Scope(domain="0201"), day=DAY).applications} == set()
    assert {one.code for one in portfolio(known, Scope("bureau"), day=DAY).applications} == {"one"}


def test_a_group_that_becomes_one_saves_all_but_one_and_of_the_costs_all_but_the_highest(village: Journey) -> None:
    known = town(village, *SERVICES, one=cost(100), two=cost(70), three=cost(30)).catalogue
    saving = saving_of(known, ["two", "one", "three", "old", "one"])

    assert (saving.applications, saving.owners) == (3, ("bureau", "port"))
    assert saving.services == (code(1), code(2), code(4))
    assert [(one.currency, one.at_least) for one in saving.money] == [("IDR", Decimal(100))]
    assert saving.without_cost == ("old",)


def test_money_is_told_only_where_two_costs_of_one_currency_are_known(village: Journey) -> None:
    known = town(village, *SERVICES, one=cost(100), two=cost(70, "USD")).catalogue

    assert saving_of(known, ["one", "two", "three"]).money == ()
    assert saving_of(known, []).applications == 0


# ── the catalogue that is shipped ───────────────────────────────────────────────────────────────────────────────────


def test_every_service_of_the_nation_has_applications_or_is_told_to_have_none(
    shipped: Journey, nation: Portfolio
) -> None:
    supported = {code for one in nation.applications for code in one.services.codes}

    assert supported.isdisjoint(nation.without_application.codes)
    assert len(supported) + nation.without_application.count == nation.head.services
    assert {one.code for one in nation.applications} == set(shipped.catalogue.applications)


def test_the_functions_of_the_nation_have_several_applications_and_save_all_but_one(nation: Portfolio) -> None:
    assert len(nation.functions) > 50
    for one in nation.functions:
        assert one.applications.count == len(one.applications.codes) >= 2
        assert one.saving.applications == one.applications.count - 1
        assert set(one.services) <= set(one.saving.services)
        assert all(service.startswith(one.code) for service in one.services)


def test_the_owners_of_the_nation_own_every_application_once(nation: Portfolio) -> None:
    assert sum(one.applications.count for one in nation.owners) + nation.without_owner.count == len(nation.applications)
