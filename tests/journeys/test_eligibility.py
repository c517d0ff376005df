from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.conditions import Scalar, facts_of, literals_of, written
from catalogue.errors import LifeJourneyError, SituationError, UnknownCode
from catalogue.evaluate import Facts, Trilean
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.store import Catalogue
from journeys.eligibility import Verdict, all_of, assess, verdict_of
from journeys.journey import Journey, build_journey, verdicts
from tests.rules_at_random import conditions
from tests.situations_at_random import facts_of_somebody, fewer, read, situations
from tests.small_catalogues import service, with_services

LAW = {"title": "UU 1/2026", "article": "pasal 7"}
NEVER: Mapping[Verdict, Verdict] = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}


def catalogue_of(village: Journey, *rules: str, **fields: object) -> Catalogue:
    return with_services(village.catalogue, [service(1, *rules, **fields)])


def test_a_service_is_met_when_every_rule_is_and_without_rules() -> None:
    outcomes: tuple[Trilean, ...] = (True, False, None)
    for found in product(outcomes, repeat=3):
        expected = False if False in found else None if None in found else True
        assert all_of(found) is expected
    assert all_of([]) is True


@pytest.mark.parametrize(
    ("facts", "verdict", "verdicts_"),
    [
        ({"employed": True, "children": 2}, "met", ["met", "met"]),
        ({"employed": True, "children": 3}, "not_met", ["met", "not_met"]),
        ({"children": 3}, "not_met", ["unknown", "not_met"]),
        ({"children": 2}, "unknown", ["unknown", "met"]),
        ({}, "unknown", ["unknown", "unknown"]),
    ],
)
def test_a_verdict_is_the_kleene_and_of_its_requirements(
    village: Journey, facts: dict[str, object], verdict: str, verdicts_: list[str]
) -> None:
    (only,) = catalogue_of(village, "employed", "children <= 2").services.values()
    found = assess(only, facts)

    assert found.verdict == verdict
    assert [requirement.verdict for requirement in found.requirements] == verdicts_


def test_every_requirement_comes_with_its_name_rule_and_law(village: Journey) -> None:
    requirements = [{"name": {"id": "Bekerja", "en": "Employed"}, "rule": "employed", "law": LAW}]
    (only,) = catalogue_of(village, requirements=requirements).services.values()
    (asked,) = assess(only, {"employed": True}).requirements

    assert asked.name == {"id": "Bekerja", "en": "Employed"}
    assert asked.rule == "employed"
    assert asked.law is not None
    assert (asked.law.title, asked.law.article) == ("UU 1/2026", "pasal 7")


def test_a_requirement_without_a_rule_is_if_also_and_enters_no_verdict(village: Journey) -> None:
    requirements = [{"name": {"id": "Disetujui"}, "law": LAW}, {"name": {"id": "Bekerja"}, "rule": "employed"}]
    (only,) = catalogue_of(village, requirements=requirements).services.values()
    found = assess(only, {"employed": True})

    assert found.verdict is Verdict.MET
    assert [condition.name for condition in found.if_also] == [{"id": "Disetujui"}]
    assert len(found.requirements) == 1


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        ({}, ["employed", "mother.children", "children"]),
        ({"employed": False}, ["mother.children", "children"]),
        ({"employed": False, "children": 1}, ["mother.children"]),
        ({"employed": True}, []),
    ],
)
def test_an_unknown_verdict_names_the_facts_it_waits_for(
    village: Journey, facts: dict[str, object], unknown: list[str]
) -> None:
    (only,) = catalogue_of(village, "employed OR mother.children > children").services.values()

    assert list(assess(only, facts).requirements[0].unknown_facts) == unknown


def test_an_age_that_leaves_the_day_open_counts_as_not_known(village: Journey) -> None:
    (only,) = catalogue_of(village, "age_months >= 30", beneficiary="child").services.values()
    (asked,) = assess(only, {"age_years": 2}).requirements

    assert asked.verdict is Verdict.UNKNOWN
    assert asked.unknown_facts == ("age_months",)


@settings(max_examples=60)
@given(conditions(leaves=4).map(written), situations())
def test_an_unknown_verdict_always_waits_for_something(village: Journey, rule: str, facts: dict[str, object]) -> None:
    (only,) = catalogue_of(village, rule, beneficiary="applicant").services.values()
    (asked,) = assess(only, read(village.reader, facts)).requirements

    assert (asked.verdict is Verdict.UNKNOWN) == bool(asked.unknown_facts)


# ── whose facts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bare_facts_are_the_beneficiarys(village: Journey) -> None:
    mothers = catalogue_of(village, "employed", beneficiary="mother").services
    (only,) = mothers.values()

    assert assess(only, {"employed": True}).verdict is Verdict.MET
    assert assess(only, {"mother": {"employed": True}}).verdict is Verdict.MET
    assert assess(only, {"child": {"employed": True}}).verdict is Verdict.UNKNOWN


def test_the_beneficiary_is_by_default_the_subject_of_the_event(village: Journey) -> None:
    (births,) = catalogue_of(village, "employed", life_events=["birth"]).services.values()
    (none,) = catalogue_of(village, "employed").services.values()

    assert assess(births, {"child": {"employed": True}}).verdict is Verdict.MET
    assert assess(births, {"applicant": {"employed": True}}).verdict is Verdict.UNKNOWN
    assert assess(none, {"applicant": {"employed": True}}).verdict is Verdict.MET


def test_the_beneficiary_may_depend_on_the_event(village: Journey) -> None:
    events, roles = ["birth", "marriage"], {"birth": "mother"}
    (only,) = catalogue_of(village, "employed", life_events=events, beneficiary=roles).services.values()
    facts = {"mother": {"employed": True}, "applicant": {"employed": False}}

    assert assess(only, facts, event="birth").verdict is Verdict.MET
    assert assess(only, facts, event="kelahiran").verdict is Verdict.MET
    assert assess(only, facts, event="marriage").verdict is Verdict.NOT_MET
    assert assess(only, facts).verdict is Verdict.MET
    with pytest.raises(UnknownCode) as caught:
        assess(only, facts, event="marrige")
    assert "marriage" in caught.value.nearest


def test_any_person_of_a_group_will_do_unless_it_is_the_beneficiary(village: Journey) -> None:
    any_heir, each_heir = (
        service(1, "heir.employed", beneficiary="mother"),
        service(2, "employed", beneficiary="heir"),
    )
    catalogue = with_services(village.catalogue, [any_heir, each_heir])
    facts = {"heir": [{"employed": False}, {"employed": True}]}

    assert assess(any_heir, facts).verdict is Verdict.MET
    assert assess(each_heir, facts).verdict is Verdict.NOT_MET
    assert len(catalogue.services) == 2


def test_facts_that_cannot_be_are_refused(village: Journey) -> None:
    (only,) = catalogue_of(village, "employed").services.values()

    with pytest.raises(SituationError):
        assess(only, {"employed": 1})


def test_bare_facts_and_those_of_the_beneficiary_must_not_disagree(village: Journey) -> None:
    (only,) = catalogue_of(village, "employed", beneficiary="mother").services.values()

    assert assess(only, {"employed": True, "mother": {"employed": True}}).verdict is Verdict.MET
    with pytest.raises(SituationError) as caught:
        assess(only, {"employed": True, "mother": {"employed": False}})
    assert [fault.fault.rule for fault in caught.value.faults] == ["facts-disagree"]


def test_a_service_made_by_hand_is_sent_to_its_catalogue() -> None:
    with pytest.raises(LifeJourneyError, match="catalogue"):
        assess(service(1, "employed"), {})


# ── more facts never turn met into not_met or back ──────────────────────────────────────────────────────────────────


@settings(max_examples=60)
@given(st.lists(conditions(leaves=5).map(written), min_size=1, max_size=4), st.data())
def test_more_facts_never_turn_met_into_not_met_or_back(
    village: Journey, rules: list[str], data: st.DataObject
) -> None:
    made = [service(number, rule, beneficiary="child") for number, rule in enumerate(rules, 1)]
    journey = build_journey(with_services(village.catalogue, made))
    facts = {role: known for role, known in data.draw(situations()).items() if role != "child"}
    before = verdicts(journey, read(journey.reader, data.draw(fewer(facts))))
    after = verdicts(journey, read(journey.reader, facts))

    assert all(NEVER.get(before[code]) is not after[code] for code in after)
    assert all(before[code] is after[code] for code in after if before[code] is not Verdict.UNKNOWN)


@settings(max_examples=40)
@given(st.data())
def test_more_facts_never_turn_a_shipped_verdict(shipped: Journey, data: st.DataObject) -> None:
    facts = data.draw(facts_of_somebody(shipped.reader))
    before = verdicts(shipped, shipped.reader.read(data.draw(fewer(facts))))
    after = verdicts(shipped, shipped.reader.read(facts))

    assert all(before[code] is after[code] for code in after if before[code] is not Verdict.UNKNOWN)


def values_beside(catalogue: Catalogue, rules: list[str]) -> dict[str, list[Scalar]]:
    """For every fact of a service's rules the values at and beside each bound."""
    trees = [parse(rule) for rule in rules]
    bounds = [bound for tree in trees for bound in literals_of(tree)]
    return {fact.name: _beside(catalogue, fact.concept, bounds) for tree in trees for fact in facts_of(tree)}


def _beside(catalogue: Catalogue, concept: str, bounds: list[Scalar]) -> list[Scalar]:
    kind = catalogue.vocabulary.concepts[concept]
    days = [bound for bound in bounds if isinstance(bound, date)] or [date(2026, 11, 22)]
    numbers = [bound for bound in bounds if isinstance(bound, int | Decimal) and not isinstance(bound, bool)] or [0]
    step = 1 if kind.type is ConceptType.INTEGER else Decimal("0.01")
    values: dict[ConceptType, list[Scalar]] = {
        ConceptType.BOOLEAN: [False, True],
        ConceptType.OPTION: [*kind.options],
        ConceptType.TEXT: [*(bound for bound in bounds if isinstance(bound, str)), "-"],
        ConceptType.DATE: [day + timedelta(days=beside) for day in days for beside in (-1, 0, 1)],
    }
    return values.get(kind.type, [bound + beside * step for bound in numbers for beside in (-1, 0, 1)])


@settings(max_examples=200)
@given(st.data())
def test_at_and_beside_every_bound_of_the_shipped_rules_more_facts_turn_nothing(
    shipped: Journey, data: st.DataObject
) -> None:
    catalogue = shipped.catalogue
    one = data.draw(st.sampled_from([s for s in catalogue.services.values() if any(r.rule for r in s.requirements)]))
    rules = [requirement.rule for requirement in one.requirements if requirement.rule]
    facts = {name: data.draw(st.sampled_from(v)) for name, v in sorted(values_beside(catalogue, rules).items())}
    kept = {name: value for name, value in facts.items() if data.draw(st.booleans())}
    before, after = (verdict_of(one, Facts(known), catalogue) for known in (kept, facts))

    assert after is not Verdict.UNKNOWN
    assert before in {Verdict.UNKNOWN, after}
