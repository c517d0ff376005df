from __future__ import annotations

from datetime import date

import pytest

from catalogue.spans import Ranged
from journeys.journey import Journey, build_journey
from journeys.waiting import Fact, Opening, inquiry_of, openings
from tests.situations_at_random import read
from tests.small_catalogues import service, with_services


def waiting(village: Journey, rule: str, facts: dict[str, object], role: str = "mother") -> list[Opening]:
    journey = build_journey(with_services(village.catalogue, [service(1, rule)]))
    (only,) = journey.catalogue.services.values()
    (prepared,) = inquiry_of(journey, only, role).rules
    return list(openings(prepared.tree, read(journey.reader, facts).facts(role), (role, 0)))


@pytest.mark.parametrize(
    ("rule", "facts", "found"),
    [
        ("employed", {}, [Fact("mother", 0, "employed")]),
        ("mother.employed", {}, [Fact("mother", 0, "employed")]),
        ("child.employed", {}, [Fact("child", 0, "employed")]),
        ("employed", {"mother": {"employed": True}}, []),
        ("NOT (employed OR enrolled)", {"mother": {"employed": True}}, []),
        ("age_years > 3", {}, [Fact("mother", 0, "birth_date")]),
        ("heir.age_years > 3", {"heir": [{"age_years": 2}]}, [Fact("heir", 1, "birth_date")]),
        ("children > income", {"mother": {"income": 3}}, [Fact("mother", 0, "children")]),
    ],
)
def test_a_rule_waits_for_what_is_unknown_and_still_open(
    village: Journey, rule: str, facts: dict[str, object], found: list[Fact]
) -> None:
    assert [opening.fact for opening in waiting(village, rule, facts)] == found


def test_a_beneficiary_in_a_role_that_is_many_is_that_very_person(village: Journey) -> None:
    found = waiting(village, "heir.employed AND enrolled", {"heir": [{}, {}]}, role="heir")

    assert [opening.fact for opening in found] == [Fact("heir", 0, "employed"), Fact("heir", 0, "enrolled")]


def test_what_is_known_of_a_span_comes_along(village: Journey) -> None:
    (found,) = waiting(village, "age_days > 60", {"mother": {"age_years": 0}})

    assert isinstance(found.known, Ranged)
    assert (found.known.low, found.known.high) == (date(2025, 11, 23), date(2026, 11, 22))


def test_what_depends_on_the_catalogue_alone_is_made_once(village: Journey) -> None:
    journey = build_journey(village.catalogue)
    code = next(iter(journey.catalogue.services))

    assert journey.inquiries[code, "child"] is journey.inquiries[code, "child"]
    assert journey.words["children"] is journey.words["children"]
