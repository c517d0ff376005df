from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalogue.conditions import written
from catalogue.evaluate import Facts
from catalogue.spans import Known, Ranged
from journeys.journey import Journey, build_journey
from journeys.waiting import Fact, Opening, Rule, inquiry_of, openings
from tests.rules_at_random import conditions, values_of
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


# ── where nothing is known ──────────────────────────────────────────────────────────────────────────────────────────


def prepared(village: Journey, text: str, role: str = "mother") -> Rule:
    journey = build_journey(with_services(village.catalogue, [service(1, text)]))
    (only,) = journey.catalogue.services.values()
    return inquiry_of(journey, only, role).rules[0]


ROLES = ("", "mother", "child")


@given(conditions(ROLES, leaves=4).map(written))
def test_what_a_rule_waits_for_where_nothing_is_known_is_worked_out_beforehand(village: Journey, text: str) -> None:
    rule = prepared(village, text)
    found = [] if rule.evaluate(Facts()) is not None else list(openings(rule.tree, Facts(), ("mother", 0)))
    assert rule.untold is not None
    cuts: dict[tuple[Fact, str], tuple[set[int], set[object]]] = {}
    for opening in found:
        firsts, sets = cuts.setdefault((opening.fact, opening.concept), (set(), set()))
        firsts |= opening.cuts.firsts
        sets |= opening.cuts.sets

    assert {(one.fact, one.concept): tuple(map(set, one.cuts)) for one in rule.untold.openings} == cuts
    assert rule.untold.facts.keys() == {fact for fact, _concept in cuts}


@given(conditions(ROLES, leaves=4).map(written), st.data())
def test_so_is_what_each_answer_makes_of_it(village: Journey, text: str, data: st.DataObject) -> None:
    rule = prepared(village, text)
    assert rule.untold is not None
    tables = [(one.fact, one.table) for one in rule.untold.openings if one.table]
    assume(tables)
    fact, table = data.draw(st.sampled_from(tables))
    value = data.draw(values_of(table.concept))
    known: dict[str, Known] = {f"{fact.role}.{table.concept}": value}
    if fact.role == "mother":
        known[table.concept] = value

    assert table.row([value]) == [rule.evaluate(Facts(known))]


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("children > 2 AND children < 5", [True]),
        ("age_years > 2 AND employed", [True, True]),
        ("age_years > 2 AND age_days < 5000", [False, False]),
        ("children + 1 > 2", [False]),
        ("town = 'Jember' AND employed", [False, True]),
    ],
)
def test_answers_are_tried_one_by_one_where_a_rule_names_a_fact_in_two_ways_or_reckons(
    village: Journey, text: str, tables: list[bool]
) -> None:
    untold = prepared(village, text).untold
    assert untold is not None
    assert [one.table is not None for one in untold.openings] == tables


def test_nothing_is_worked_out_beforehand_of_a_role_that_is_many(village: Journey) -> None:
    assert prepared(village, "heir.employed AND enrolled").untold is None
    assert prepared(village, "employed AND enrolled", "heir").untold is not None
