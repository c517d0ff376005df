from __future__ import annotations

from decimal import Decimal

import pytest

from catalogue.store import Catalogue
from journeys.journey import Journey
from planning.whom import Bound, bounds_of, nobody_gets_both


@pytest.mark.parametrize(
    ("one", "other", "fact"),
    [
        ("religion = 'Islam'", "religion <> 'Islam'", "religion"),
        ("religion IN ('Islam', 'Hindu')", "religion = 'Kristen'", "religion"),
        ("age_years < 17", "age_years >= 17", "age_years"),
        ("age_years <= 17", "age_years >= 17", ""),
        ("age_years BETWEEN 7 AND 12", "age_years > 12", "age_years"),
        ("age_years = 12", "age_years > 12", "age_years"),
        ("age_years = 12", "age_years < 12", "age_years"),
        ("age_years = 12", "age_years BETWEEN 1 AND 12", ""),
        ("married", "NOT married", "married"),
        ("birth_date < DATE '2000-01-01'", "birth_date >= DATE '2000-01-01'", "birth_date"),
        ("income <= 10.5", "income > 10.5", "income"),
        ("religion = 'Islam' AND age_years > 18", "age_years < 17 AND married", "age_years"),
        ("mother.age_years < 17", "age_years > 17", ""),
        # what offers a choice or reckons bounds no single fact
        ("religion = 'Islam' OR age_years < 17", "religion = 'Hindu'", ""),
        ("NOT (religion = 'Islam')", "religion = 'Islam'", ""),
        ("age_years + 1 < 17", "age_years > 17", ""),
        ("age_years + 1 IN (1, 2)", "age_years > 17", ""),
        ("name < 'b'", "name > 'c'", ""),
    ],
)
def test_two_rules_nobody_can_meet_name_the_fact(one: str, other: str, fact: str) -> None:
    for a, b in ((one, other), (other, one)):
        assert nobody_gets_both(bounds_of([a]), bounds_of([b])) == fact


def test_all_rules_of_a_service_bound() -> None:
    assert bounds_of(["age_years > 5", "age_years < 7"])["age_years"] == (
        Bound(low=5, open_low=True),
        Bound(high=7, open_high=True),
    )


def test_a_number_is_no_truth() -> None:
    assert Bound(low=Decimal(2)).admits(value=True)


def test_marriage_at_the_two_registries_is_for_different_people(shipped: Journey) -> None:
    catalogue: Catalogue = shipped.catalogue
    one, other = (
        bounds_of(each.rule for each in catalogue.services.find(slug).requirements if each.rule)
        for slug in ("akta-perkawinan", "nikah-kua")
    )

    assert nobody_gets_both(one, other) == "religion"
