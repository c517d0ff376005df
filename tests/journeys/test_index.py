from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalogue.conditions import Condition, written
from catalogue.evaluate import Facts, Trilean, compiled
from catalogue.rules import parse
from journeys.eligibility import Verdict, assess_facts, beneficiary
from journeys.index import MAX_CLAUSES, VerdictIndex, clauses
from journeys.journey import Journey, build_journey, verdicts
from journeys.situation import Situation
from tests.rules_at_random import conditions, facts_named, values_of
from tests.situations_at_random import facts_of_somebody, read, situations
from tests.small_catalogues import service, with_services

ROLES = ("", "child", "mother", "heir")
rules = st.lists(conditions(ROLES, leaves=7).map(written), max_size=3)
beneficiaries = st.sampled_from(["child", "mother", "applicant", "heir"])


def joined(village: Journey, services: Sequence[tuple[Sequence[str], str]]) -> Journey:
    made = [service(number, *texts, beneficiary=role) for number, (texts, role) in enumerate(services, 1)]
    return build_journey(with_services(village.catalogue, made))


def one_by_one(journey: Journey, facts: Mapping[str, object]) -> dict[str, Verdict]:
    situation = read(journey.reader, facts)
    return alone(journey, situation)


def alone(journey: Journey, situation: Situation) -> dict[str, Verdict]:
    catalogue = journey.catalogue
    facts = {role: situation.facts(role) for role in catalogue.roles}
    return {
        code: assess_facts(found, facts[beneficiary(found, catalogue)], catalogue).verdict
        for code, found in catalogue.services.items()
    }


@settings(max_examples=60)
@example([(["0 BETWEEN 1 AND heir.age_years"], "child"), (["0 BETWEEN 1 AND heir.age_years"], "heir")], {})
@example([(["heir.enrolled"], "child")], {"complete": ["heir"]})
@example([(["enrolled OR child.children IN (0)"], "child")], {"children": 0})
@given(st.lists(st.tuples(rules, beneficiaries), min_size=1, max_size=6), situations())
def test_all_services_at_once_get_the_verdicts_they_get_one_by_one(
    village: Journey, services: list[tuple[list[str], str]], facts: dict[str, object]
) -> None:
    journey = joined(village, services)

    assert verdicts(journey, read(journey.reader, facts)) == one_by_one(journey, facts)


@settings(max_examples=40)
@given(st.data())
def test_the_shipped_services_get_the_verdicts_they_get_one_by_one(shipped: Journey, data: st.DataObject) -> None:
    facts = data.draw(facts_of_somebody(shipped.reader))
    situation = shipped.reader.read(facts)

    assert verdicts(shipped, situation) == alone(shipped, situation)


@pytest.mark.parametrize("children", range(7))
def test_whole_numbers_may_be_compared_with_fractions(village: Journey, children: int) -> None:
    bounds = ["2.25", "2.75", "3.5", "4.25", "1"]
    texts = [f"children {sign} {bound}" for bound in bounds for sign in ("<", "<=", "=", "<>", ">")]
    journey = joined(village, [([text], "child") for text in texts])

    assert verdicts(journey, {"children": children}) == one_by_one(journey, {"children": children})


@pytest.mark.parametrize("day", ["0001-01-01", "2026-11-22", "9999-12-31"])
def test_the_first_and_last_of_all_days_may_be_bounds(village: Journey, day: str) -> None:
    bounds = ["0001-01-01", "9999-12-31"]
    texts = [f"moved_on {sign} DATE '{bound}'" for bound in bounds for sign in ("<", "<=", "=", "<>", ">")]
    journey = joined(village, [([text], "child") for text in texts])

    assert verdicts(journey, {"enrolled": True}) == one_by_one(journey, {"enrolled": True})
    situation = replace(read(journey.reader, {}), bare={"moved_on": date.fromisoformat(day)})
    assert journey.index.verdicts(situation) == alone(journey, situation)


@pytest.mark.parametrize("role", ["child", "mother"])
def test_bare_facts_stand_in_the_place_of_every_beneficiary(village: Journey, role: str) -> None:
    journey = joined(village, [(["employed"], role), (["mother.employed"], "child")])
    own, mothers = journey.catalogue.services

    assert verdicts(journey, {"employed": True})[own] is Verdict.MET
    assert verdicts(journey, {"employed": True})[mothers] is Verdict.UNKNOWN
    assert verdicts(journey, {"mother": {"employed": False}})[mothers] is Verdict.NOT_MET


def test_bare_facts_come_before_those_of_the_role(village: Journey) -> None:
    journey = joined(village, [(["employed"], "mother")])
    (code,) = journey.catalogue.services

    assert verdicts(journey, {"employed": False, "mother": {"employed": True}})[code] is Verdict.NOT_MET


def test_documents_are_asked_like_any_fact(village: Journey) -> None:
    journey = joined(village, [(["has_ktp"], "child"), (["mother.has_ktp OR enrolled"], "child")])
    own, mothers = journey.catalogue.services
    held = read(journey.reader, {}, held=["ktp", "mother.ktp"])
    missing = read(journey.reader, {"enrolled": False}, missing=["ktp", "mother.ktp"])

    assert journey.index.verdicts(held) == {own: Verdict.MET, mothers: Verdict.MET}
    assert journey.index.verdicts(missing) == {own: Verdict.NOT_MET, mothers: Verdict.NOT_MET}


def test_a_service_without_rules_is_met(village: Journey) -> None:
    journey = joined(village, [([], "child")] * 9)

    assert set(verdicts(journey, {}).values()) == {Verdict.MET}
    assert len(verdicts(journey, {})) == 9


def test_a_catalogue_without_services_has_no_verdicts(village: Journey) -> None:
    assert verdicts(joined(village, []), {"employed": True}) == {}


# ── normal forms ────────────────────────────────────────────────────────────────────────────────────────────────────


def exploding(pairs: int) -> str:
    return " OR ".join(f"(children = {number} AND income > {number})" for number in range(pairs))


def test_a_normal_form_that_explodes_is_asked_by_itself(village: Journey) -> None:
    text = exploding(8)
    with pytest.raises(OverflowError):
        clauses(parse(text))
    journey = joined(village, [([text], "child"), (["children = 7"], "child")])
    first, second = journey.catalogue.services

    assert [code for code, *_others in journey.index.special] == [0]
    for facts in ({}, {"children": 7}, {"children": 7, "income": 8}, {"children": 7, "income": 7}, {"children": 9}):
        found = verdicts(journey, facts)
        assert found == one_by_one(journey, facts)
        assert list(found) == [first, second]


def test_as_many_clauses_as_the_limit_are_taken() -> None:
    assert len(clauses(parse(exploding(6)))) == MAX_CLAUSES


@given(conditions(("", "mother"), leaves=6), st.data())
def test_the_normal_form_means_the_same_in_three_values(rule: Condition, data: st.DataObject) -> None:
    try:
        form = clauses(rule)
    except OverflowError:
        return
    names = data.draw(st.lists(facts_named(["enrolled", "children", "status", "moved_on"], ["", "mother"])))
    facts = Facts({fact.name: data.draw(values_of(fact.concept)) for fact in names})
    outcomes = [[_signed(compiled(atom)(facts), positive=positive) for atom, positive in clause] for clause in form]

    assert _all(_any(clause) for clause in outcomes) is compiled(rule)(facts)


def _signed(outcome: Trilean, *, positive: bool) -> Trilean:
    return outcome if positive or outcome is None else not outcome


def _any(outcomes: list[Trilean]) -> Trilean:
    return True if True in outcomes else None if None in outcomes else False


def _all(outcomes: object) -> Trilean:
    found = list(outcomes)  # type: ignore[call-overload]
    return False if False in found else None if None in found else True


def test_an_index_is_built_once_and_never_changed(village: Journey) -> None:
    index = village.index
    before = index.verdicts(read(village.reader, {"age_years": 30}))

    index.verdicts(read(village.reader, {"age_days": 3, "employed": False}))

    assert isinstance(index, VerdictIndex)
    assert village.index is index
    assert index.verdicts(read(village.reader, {"age_years": 30})) == before
