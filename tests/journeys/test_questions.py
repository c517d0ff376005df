from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any, NamedTuple

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogue.conditions import (
    Arithmetic,
    Atom,
    Comparison,
    Condition,
    FactRef,
    Junction,
    Membership,
    Node,
    Not,
    Within,
    children,
    facts_of,
    written,
)
from catalogue.errors import SituationError, UnknownCode
from catalogue.evaluate import Facts, compiled
from catalogue.models import PublicService
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.spans import Ranged
from journeys.asking import Question
from journeys.dates import completed
from journeys.eligibility import VERDICTS, Verdict, all_of, verdict_of
from journeys.journey import Journey, build_journey
from journeys.plan import Draft, Plan
from journeys.questions import CONDITION, next_questions, ranked, ranking
from journeys.questions import told as told_in_json
from journeys.recipes import Key
from journeys.situation import Situation
from tests.rules_at_random import OPTIONS, TODAY, TOWNS, atoms, conditions
from tests.situations_at_random import read, situations
from tests.small_catalogues import service, with_registers, with_services


def joined(village: Journey, services: Sequence[PublicService]) -> Journey:
    return build_journey(with_services(village.catalogue, services))


def drafts(journey: Journey, situation: Situation, persons: int = 1) -> list[Draft]:
    """Every service that is met or unknown, each beneficiary as its file says, else the applicant."""
    found = []
    for one in journey.catalogue.services.values():
        role = str(one.beneficiary or "applicant")
        for person in range(persons if role in situation.many else 1):
            recipe, facts = journey.recipe(one, role), situation.facts(role, person)
            outcomes = [rule(facts) for rule in recipe.rules]
            verdict = VERDICTS[all_of(outcomes)]
            found.append(Draft(Key(one.code, role, person), "birth", recipe, facts, outcomes, verdict))
    return [draft for draft in found if draft.verdict is not Verdict.NOT_MET]


def asked(village: Journey, *rules: str, facts: Mapping[str, object] | None = None, **fields: object) -> list[Question]:
    """What is asked of the applicant, each rule being a service of its own."""
    journey = joined(village, [service(number, rule, **fields) for number, rule in enumerate(rules, 1)])
    situation = read(journey.reader, facts or {}).placed("applicant")
    return list(ranked(journey, drafts(journey, situation), TODAY))


def weights(questions: Sequence[Question]) -> dict[str, float]:
    return {f"{question.role}.{question.concept}": question.decides for question in questions}


def order(questions: Sequence[Question]) -> list[str]:
    return [question.concept for question in questions]


# ── what an answer decides ──────────────────────────────────────────────────────────────────────────────────────────


def test_decides_is_the_number_of_services_decided_averaged_over_the_cells(village: Journey) -> None:
    found = asked(village, "children <= 2", "children <= 4 AND employed", "employed AND enrolled")

    # up to 2: the first; 3 and 4: the first; from 5: the first and the second
    assert weights(found) == {
        "applicant.children": pytest.approx(4 / 3),
        "applicant.employed": pytest.approx(2 / 2),
        "applicant.enrolled": pytest.approx(1 / 2),
    }
    assert order(found) == ["children", "employed", "enrolled"]


def test_cells_weigh_the_same_however_many_values_they_hold(village: Journey) -> None:
    found = asked(village, "children <= 0 AND employed")

    assert weights(found)["applicant.children"] == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("rule", "share"),
    [
        ("children = 3 AND employed", 2 / 3),
        ("children <> 3 AND employed", 1 / 3),
        ("children BETWEEN 3 AND 5 AND employed", 2 / 3),
        ("children IN (3, 4) AND employed", 2 / 4),
        ("children < 2.5 AND children > 2 AND employed", 2 / 2),
        ("income > 0.0001 AND employed", 1 / 2),
        ("status = 'single' AND employed", 1 / 2),
        ("status IN ('single', 'married') AND employed", 1 / 2),
        ("status <> 'single' AND status <> 'married' AND employed", 2 / 3),
        ("town <> 'Jember' AND employed", 1 / 2),
        ("moved_on >= DATE '2020-01-01' AND moved_on < DATE '2021-01-01' AND employed", 2 / 3),
        ("enrolled = TRUE AND employed", 1 / 2),
        ("enrolled AND employed", 1 / 2),
        ("children + 1 <= 4 AND employed", 1 / 2),
        ("2 * children BETWEEN 3 AND 5 AND employed", 2 / 3),
        ("4 - children >= 1 AND employed", 1 / 2),
    ],
)
def test_the_bounds_of_rules_cut_values_into_cells(village: Journey, rule: str, share: float) -> None:
    found = [question for question in asked(village, rule) if question.concept != "employed"]

    assert [question.decides for question in found] == [pytest.approx(share)]


def test_values_a_concept_cannot_have_are_no_cell(village: Journey) -> None:
    assert weights(asked(village, "children >= 0 AND employed"))["applicant.employed"] == 1 / 2
    assert "applicant.children" in weights(asked(village, "children >= 0 AND employed"))
    assert weights(asked(village, "children <= 30 AND employed", "children <= 2"))["applicant.children"] == 1


def test_a_bound_may_be_another_fact_that_is_known(village: Journey) -> None:
    known = asked(village, "status = mother.status AND employed", facts={"mother": {"status": "single"}})
    unknown = asked(village, "status = mother.status AND employed")

    assert weights(known) == {"applicant.status": 1 / 2, "applicant.employed": 1 / 2}
    assert weights(unknown) == {
        "applicant.employed": 1 / 2,
        "applicant.status": pytest.approx(1 / 3),
        "mother.status": pytest.approx(1 / 3),
    }


# ── where no single answer decides ──────────────────────────────────────────────────────────────────────────────────


def test_where_no_answer_decides_it_is_the_mean_of_one_by_the_facts_waited_for(village: Journey) -> None:
    two_ways = "(employed AND enrolled) OR (children > 2 AND income > 5)"
    found = asked(village, two_ways, "(employed AND town = 'Jember') OR (status = 'single' AND income > 1)", "enrolled")

    assert weights(found) == {
        "applicant.enrolled": 1,
        "applicant.children": 1 / 4,
        "applicant.employed": pytest.approx((1 / 4 + 1 / 4) / 2),
        "applicant.income": pytest.approx((1 / 4 + 1 / 4) / 2),
        "applicant.status": 1 / 4,
        "applicant.town": 1 / 4,
    }


def test_what_decides_nothing_alone_stands_below_whatever_decides_and_above_nothing(village: Journey) -> None:
    either = "(employed AND enrolled) OR (NOT employed AND NOT enrolled)"
    found = asked(village, either, "children <> 3 AND heir.employed")

    assert [(question.role, question.concept, question.decides) for question in found] == [
        ("applicant", "children", pytest.approx(1 / 3)),
        ("applicant", "employed", 1 / 2),
        ("heir", "employed", 1 / 2),
        ("applicant", "enrolled", 1 / 2),
    ]


# ── what is not asked ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_office_checks_besides_is_not_unknown(village: Journey) -> None:
    journey = joined(village, [service(1, requirements=[{"name": {"id": "Disetujui"}}])])

    assert ranked(journey, drafts(journey, read(journey.reader, {})), TODAY) == ()


@pytest.mark.parametrize(
    ("rules", "facts", "left"),
    [
        (["employed OR enrolled"], {"employed": True}, []),
        (["employed AND enrolled"], {"employed": False}, []),
        (["(employed AND enrolled) OR children > 2"], {"employed": False}, ["children"]),
        (["NOT (employed AND enrolled) AND children > 2"], {"employed": False}, ["children"]),
        (["(employed OR enrolled) AND children > 2"], {"employed": True}, ["children"]),
        (["children > 2 OR (town = 'Jember' AND NOT (employed OR enrolled))"], {"employed": True}, ["children"]),
        (["0 BETWEEN 1 AND children"], {}, []),
    ],
)
def test_what_other_facts_have_decided_is_not_asked(
    village: Journey, rules: list[str], facts: dict[str, object], left: list[str]
) -> None:
    assert order(asked(village, *rules, facts=facts)) == left


def test_a_rule_that_is_met_asks_for_nothing_while_another_of_the_service_is_unknown(village: Journey) -> None:
    journey = joined(village, [service(1, "employed OR enrolled", "children > 2")])
    situation = read(journey.reader, {"employed": True}).placed("applicant")

    assert order(ranked(journey, drafts(journey, situation), TODAY)) == ["children"]


def test_the_bounds_of_what_is_decided_cut_nothing(village: Journey) -> None:
    rule = "(employed AND children > 9) OR (children > 2 AND enrolled)"

    assert weights(asked(village, rule, facts={"employed": False}))["applicant.children"] == 1 / 2


# ── one concept in other words ──────────────────────────────────────────────────────────────────────────────────────


def test_ages_are_one_question_for_the_birth_date(village: Journey) -> None:
    found = asked(village, "age_years >= 17", "age_months < 24", "age_days <= 60 AND employed", "birth_date > moved_on")
    (birth,) = [question for question in found if question.concept == "birth_date"]

    assert {question.concept for question in found} == {"birth_date", "employed", "moved_on"}
    assert birth.type is ConceptType.DATE
    assert birth.question["en"] == "Born when?"
    # up to 60 days: two; to two years: three; to 17: three; from 17: three
    assert birth.decides == pytest.approx((2 + 3 + 3 + 3) / 4)


def test_the_same_concept_of_another_person_is_another_question(village: Journey) -> None:
    found = asked(village, "age_years >= 17 AND mother.age_years >= 17 AND applicant.age_months > 3")

    assert {(question.role, question.concept) for question in found} == {
        ("applicant", "birth_date"),
        ("mother", "birth_date"),
    }


def test_another_base_date_is_another_question(village: Journey) -> None:
    assert set(order(asked(village, "age_years > 1", "years_since_move > 1"))) == {"birth_date", "moved_on"}


def test_a_document_is_asked_for_by_the_name_of_its_kind(village: Journey) -> None:
    (found,) = asked(village, "NOT has_job_card")

    assert (found.concept, found.type, found.sensitive) == ("has_job_card", ConceptType.BOOLEAN, False)
    assert found.question == {
        "id": "Apakah Anda memiliki dokumen ini: Kartu pencari kerja?",
        "en": "Do you have this document: Job seeker's card?",
    }
    assert asked(village, "NOT has_job_card", facts={"has_job_card": True}) == []


def test_a_question_says_what_its_concept_does(village: Journey) -> None:
    (found,) = asked(village, "mother.status = 'single'")

    assert (found.role, found.person, found.type) == ("mother", None, ConceptType.OPTION)
    assert found.question == {"id": "Apa statusnya?", "en": "Which status?"}
    assert list(found.options) == list(OPTIONS)
    assert Question.model_validate(found.model_dump()) == found


# ── spans ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "age", "left"),
    [
        ("age_years >= 17", {"age_years": 17}, []),
        ("age_years >= 17", {"age_months": 200}, []),
        ("age_years >= 17", {"age_days": 6000}, []),
        ("age_days <= 60", {"age_years": 0}, ["birth_date"]),
        ("age_days <= 60", {"age_years": 1}, []),
        ("age_months >= 30", {"age_years": 2}, ["birth_date"]),
        ("birth_date < DATE '2024-01-01'", {"age_years": 2}, ["birth_date"]),
        ("birth_date < DATE '2020-01-01'", {"age_years": 2}, []),
    ],
)
def test_a_lone_age_leaves_the_birth_date_asked_only_where_it_leaves_something_open(
    village: Journey, rule: str, age: dict[str, object], left: list[str]
) -> None:
    assert order(asked(village, rule, facts=age)) == left


def test_only_what_a_span_leaves_open_is_a_cell(village: Journey) -> None:
    rules = ["age_months >= 30 AND employed", "age_years >= 17 AND employed", "age_days <= 60 AND enrolled"]
    found = weights(asked(village, *rules, facts={"age_years": 2}))

    assert found == {"applicant.birth_date": 1 / 2, "applicant.employed": 1 / 2}


# ── roles that are many ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, [(0, 1 / 2)]),
        ({"heir": [{}]}, [(0, 1 / 2)]),
        ({"heir": [{"employed": False}]}, [(1, 1 / 2)]),
        ({"heir": [{"employed": False}, {}]}, [(1, 1 / 2)]),
        ({"heir": [{"employed": True}]}, []),
        ({"heir": [{}], "complete": ["heir"]}, [(0, 1)]),
        ({"heir": [{}, {}], "complete": ["heir"]}, [(0, 1 / 2)]),
        ({"heir": [{"employed": False}], "complete": ["heir"]}, []),
        ({"complete": ["heir"]}, []),
    ],
)
def test_a_group_is_asked_person_by_person_until_it_is_complete(
    village: Journey, facts: dict[str, object], found: list[tuple[int, float]]
) -> None:
    questions = asked(village, "heir.employed", facts=facts)

    assert [(question.role, question.concept) for question in questions] == [("heir", "employed")] * len(found)
    assert [(question.person, question.decides) for question in questions] == found


def test_two_facts_of_one_group_in_one_comparison_are_the_same_persons(village: Journey) -> None:
    heirs = [{"children": 3, "income": 1}, {"children": 3}]
    found = asked(village, "heir.children < heir.income", facts={"heir": heirs, "complete": ["heir"]})

    assert [(question.concept, question.person) for question in found] == [("income", 1)]


def test_several_beneficiaries_in_one_role_are_asked_each_for_themselves(village: Journey) -> None:
    journey = joined(village, [service(1, "employed AND heir.enrolled", beneficiary="heir")])
    situation = read(journey.reader, {"heir": [{"enrolled": True}, {}]})
    found = ranked(journey, drafts(journey, situation, persons=2), TODAY)

    assert [(question.concept, question.role, question.person, question.decides) for question in found] == [
        ("employed", "heir", 0, 1),
        ("employed", "heir", 1, 1 / 2),
        ("enrolled", "heir", 1, 1 / 2),
    ]


def test_nobody_is_asked_for_what_could_hold_for_nobody(village: Journey) -> None:
    nobody = "(5 BETWEEN heir.children AND 4 OR employed) AND enrolled"

    assert weights(asked(village, nobody)) == {"applicant.employed": pytest.approx(1 / 2), "applicant.enrolled": 1 / 2}
    assert asked(village, "5 BETWEEN heir.children AND 4") == []


# ── documents and fees ──────────────────────────────────────────────────────────────────────────────────────────────


def test_conditions_of_documents_and_fees_stand_below_whatever_concerns_a_verdict(village: Journey) -> None:
    papers: dict[str, Any] = {
        "evidence": [{"type": "photo", "when": "enrolled"}, {"type": "ktp", "when": "enrolled"}],
        "costs": [
            {"value": 5, "when": "enrolled AND children > 2"},
            {"value": 1, "when": "town = 'x'", "channel": "app"},
        ],
    }
    found = asked(village, "employed", **papers)

    assert weights(found) == {
        "applicant.employed": 1,
        "applicant.enrolled": pytest.approx(CONDITION * (1 + 1 / 2)),
        "applicant.children": pytest.approx(CONDITION / 2),
    }
    assert order(asked(village, "employed", facts={"employed": True}, **papers)) == ["enrolled", "children"]
    assert asked(village, "employed", facts={"employed": False}, **papers) == []
    assert order(asked(village, "employed", facts={"employed": True, "enrolled": False}, **papers)) == []


def test_a_condition_that_no_single_answer_decides_is_asked_for_all_the_same(village: Journey) -> None:
    either = "(status = 'single' AND enrolled) OR (status <> 'single' AND children > 2)"
    found = asked(village, "employed", evidence=[{"type": "photo", "when": either}])

    assert weights(found)["applicant.status"] == pytest.approx(CONDITION / 3)
    assert order(found) == ["employed", "children", "enrolled", "status"]


# ── ties ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ties_go_to_what_is_not_sensitive_then_to_what_touches_more_and_then_by_name(village: Journey) -> None:
    concepts = village.catalogue.concepts
    private = concepts["employed"].model_copy(update={"sensitive": True})
    sensitive = build_journey(with_registers(village.catalogue, concepts={**concepts, "employed": private}))
    rules = ["employed", "enrolled AND deceased", "enrolled AND children > 1", "children > 3 OR town = 'x'"]
    found = asked(sensitive, *rules)

    assert {question.concept: question.decides for question in found} == {
        "enrolled": 1,
        "employed": 1,
        "children": pytest.approx(2 / 3),
        "deceased": 1 / 2,
        "town": 1 / 2,
    }
    assert order(found) == ["enrolled", "employed", "children", "deceased", "town"]


# ── at a life event ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_at_an_event_the_steps_of_its_bundle_are_asked_about(village: Journey) -> None:
    found = next_questions(village, {}, "birth")
    plan = Plan(village, read(village.reader, {}), region=None, done=frozenset())
    plan.ask("birth")
    plan.close()

    assert found == ranked(village, plan.steps.values(), TODAY)
    assert ("child", "birth_date") in {(question.role, question.concept) for question in found}


def test_bare_facts_are_the_subjects_and_what_the_event_asserts_is_not_asked(village: Journey) -> None:
    assert "deceased" not in order(next_questions(village, {}, "death"))
    assert next_questions(village, {"age_days": 3}, "kelahiran") == next_questions(
        village, {"child": {"age_days": 3}}, "birth"
    )


def test_facts_that_cannot_be_and_events_there_are_not_are_refused(village: Journey) -> None:
    with pytest.raises(SituationError):
        next_questions(village, {"deceased": False}, "death")
    with pytest.raises(SituationError):
        next_questions(village, {"children": -1}, "birth")
    with pytest.raises(UnknownCode):
        next_questions(village, {}, "brith")


def test_every_question_of_the_shipped_catalogue_can_be_asked(shipped: Journey) -> None:
    for event in shipped.catalogue.life_events:
        for question in next_questions(shipped, {}, event):
            assert question.decides > 0
            assert question.question["id"].endswith("?")
            assert question.concept not in shipped.reader.bases
            assert bool(question.options) == (question.type is ConceptType.OPTION)


# ── in JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_json(journey: Journey, situation: Situation) -> list[dict[str, Any]]:
    return [orjson.loads(one) for one in told_in_json(journey, drafts(journey, situation), TODAY)]


@pytest.mark.parametrize("facts", [{}, {"child": {"age_years": 3, "citizenship": "WNI"}}])
def test_in_json_the_same_questions_come_in_the_same_order(shipped: Journey, facts: dict[str, object]) -> None:
    situation = read(shipped.reader, facts)
    cases = drafts(shipped, situation)
    found = [Question.model_validate(one) for one in in_json(shipped, situation)]

    assert len(found) > len(shipped.catalogue.services) / 10
    assert found == list(ranked(shipped, cases, TODAY))


def test_in_json_nothing_stands_that_says_nothing(village: Journey) -> None:
    journey = joined(village, [service(1, "status = 'single' AND heir.employed")])
    status, employed = in_json(journey, read(journey.reader, {"heir": [{"employed": False}]}))

    assert list(status) == ["concept", "role", "question", "type", "options", "sensitive", "decides"]
    assert status == {
        "concept": "status",
        "role": "applicant",
        "question": {"id": "Apa statusnya?", "en": "Which status?"},
        "type": "option",
        "options": village.catalogue.concepts["status"].options,
        "sensitive": False,
        "decides": 0.5,
    }
    assert list(employed) == ["concept", "role", "person", "question", "type", "sensitive", "decides"]
    assert (employed["role"], employed["person"]) == ("heir", 1)


# ── by trying everything ────────────────────────────────────────────────────────────────────────────────────────────

ROLES = ("", "applicant", "mother", "heir")


def plain(node: Node) -> bool:
    """Without sums and products, so that all bounds are small."""
    return not isinstance(node, Arithmetic) and all(map(plain, children(node)))


rules = conditions(ROLES, leaves=5, plain=atoms(ROLES).filter(plain)).map(written)
several = st.lists(st.lists(rules, min_size=1, max_size=2), min_size=1, max_size=4)


def made(village: Journey, texts: Sequence[Sequence[str]]) -> Journey:
    return joined(village, [service(number, *rules_) for number, rules_ in enumerate(texts, 1)])


def told(facts: Mapping[str, object], question: Question, value: object) -> dict[str, object]:
    """The facts of a request with an answer among them."""
    if question.role != "heir":
        role = facts.get(question.role, {})
        assert isinstance(role, Mapping)
        return {**facts, question.role: {**role, question.concept: value}}
    heirs = facts.get("heir", [])
    assert isinstance(heirs, list)
    assert question.person is not None
    persons = [*heirs, {}] if question.person == len(heirs) else list(heirs)
    persons[question.person] = {**persons[question.person], question.concept: value}
    return {**facts, "heir": persons}


def under_roles(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a situation, the bare ones under the role of the applicant."""
    bare = {name: value for name, value in facts.items() if not isinstance(value, dict | list)}
    return {**{name: value for name, value in facts.items() if isinstance(value, dict | list)}, "applicant": bare}


def domain(question: Question) -> list[object]:
    """Every value that could matter where rules name small numbers and days near today."""
    values: Mapping[ConceptType, list[object]] = {
        ConceptType.BOOLEAN: [False, True],
        ConceptType.OPTION: list(OPTIONS),
        ConceptType.TEXT: [*(town for town in TOWNS if town), "elsewhere"],
        ConceptType.INTEGER: list(range(31)),
        ConceptType.DECIMAL: [*(Decimal(n) / 8 for n in range(60)), *(Decimal(n) / 2 for n in range(15, 1820))],
        ConceptType.DATE: [TODAY + timedelta(days=day) for day in range(-2700, 1500)],
    }
    return values[question.type]


def open_atoms(node: Condition, facts: Facts) -> Iterator[Atom]:
    """The atoms that are unknown in parts of a rule that are unknown, all the way up."""
    if compiled(node)(facts) is not None:
        return
    if not isinstance(node, Not | Junction):
        yield node
        return
    for part in children(node):
        yield from open_atoms(part, facts)  # type: ignore[arg-type]


def unknown_rules(journey: Journey, situation: Situation) -> Iterator[tuple[PublicService, Condition]]:
    for one in journey.catalogue.services.values():
        facts = situation.facts("applicant")
        if verdict_of(one, facts, journey.catalogue) is Verdict.UNKNOWN:
            yield from ((one, parse(r.rule)) for r in one.requirements if r.rule)


def persons_of(situation: Situation, atom: Atom) -> Iterator[tuple[int, Facts]]:
    """Whom an atom may mean, with the facts of that person in the group's place."""
    facts = situation.facts("applicant")
    heirs = situation.persons.get("heir", ())
    if not any(fact.role == "heir" for fact in facts_of(atom)):
        heirs = ({},)
    elif "heir" not in situation.complete:
        heirs = (*heirs, {})
    for place, heir in enumerate(heirs):
        yield place, Facts({**facts, **{f"heir.{name}": value for name, value in heir.items()}})


class Waiting(NamedTuple):
    """An open atom, the fact asked for, as the atom names it, and everything known of the person it means."""

    service: str
    atom: Atom
    fact: FactRef
    key: tuple[str, int, str]
    known: Facts


def waiting(journey: Journey, situation: Situation) -> Iterator[Waiting]:
    for one, rule in unknown_rules(journey, situation):
        for atom in open_atoms(rule, situation.facts("applicant")):
            meant = [(place, known) for place, known in persons_of(situation, atom) if compiled(atom)(known) is None]
            for place, known in meant[:1]:
                for fact in (fact for fact in facts_of(atom) if not_known(known, fact)):
                    base = journey.reader.bases.get(fact.concept, fact.concept)
                    yield Waiting(
                        one.slug,
                        atom,
                        fact,
                        (fact.role or "applicant", place if fact.role == "heir" else 0, base),
                        known,
                    )


def not_known(facts: Facts, fact: FactRef) -> bool:
    return facts.get(fact.name) is None or isinstance(facts[fact.name], Ranged)


def pieces(one: Waiting) -> Iterator[Condition]:
    """The comparisons in an atom of which the fact is the only one nothing is known of, and in step with no other."""
    atom = one.atom
    found: list[Condition] = [atom]
    if isinstance(atom, Membership):
        found = [Comparison("=", atom.term, value) for value in atom.values]
        found = [atom] if one.fact.concept in {"status", "town"} else found
    elif isinstance(atom, Within):
        found = [Comparison(">=", atom.term, atom.low), Comparison("<=", atom.term, atom.high)]
    for piece in found:
        names = {fact.name for fact in facts_of(piece)}
        open_ = {name for name in names if one.known.get(name) is None or in_step(one.known, name, one)}
        if one.fact.name in names and open_ <= {one.fact.name}:
            yield piece


def in_step(known: Facts, name: str, one: Waiting) -> bool:
    span, base = known[name], base_of(one)
    return isinstance(span, Ranged) and isinstance(base, Ranged) and span.origin is base.origin


def outcomes(journey: Journey, one: Waiting, values: Sequence[object]) -> list[list[object]]:
    """What each piece comes out as for each value of the concept asked for."""
    unit = dict(journey.reader.derived.get(one.key[2], ())).get(one.fact.concept)
    own = [completed(unit, value, TODAY) for value in values] if unit else values  # type: ignore[arg-type]
    return [
        [evaluate(Facts({**one.known, one.fact.name: value})) for value in own]  # type: ignore[dict-item]
        for evaluate in map(compiled, pieces(one))
    ]


def cells(journey: Journey, found: Sequence[Waiting], question: Question) -> list[object]:
    """A value from the middle of each stretch, or kind, of values that no open atom tells apart."""
    key = key_of(question)
    spans = [span for one in found if one.key == key and isinstance(span := base_of(one), Ranged)]
    values = [value for value in domain(question) if not spans or spans[0].low <= value <= spans[0].high]  # type: ignore[operator]
    telling = [row for one in found if one.key[::2] == key[::2] for row in outcomes(journey, one, values)]
    marks = list(zip(*telling, strict=True)) or [()] * len(values)
    if question.type in {ConceptType.OPTION, ConceptType.TEXT, ConceptType.BOOLEAN}:
        distinct = values if question.type is ConceptType.BOOLEAN else marks
        return list(dict(zip(distinct, values, strict=True)).values())
    starts = [0, *(place + 1 for place, pair in enumerate(pairwise(marks)) if pair[0] != pair[1]), len(values)]
    return [values[(start + end) // 2] for start, end in pairwise(starts)]


def base_of(one: Waiting) -> object:
    name = f"{one.fact.role}.{one.key[2]}" if one.fact.role else one.key[2]
    return one.known.get(name)


def undecided(journey: Journey, situation: Situation) -> set[str]:
    return {one.slug for one, _rule in unknown_rules(journey, situation)}


@settings(max_examples=100)
@given(several, situations())
def test_decides_is_what_trying_every_cell_gives(
    village: Journey, texts: list[list[str]], facts: dict[str, object]
) -> None:
    assume(all(len(set(facts_of(atom))) == 1 for text in chain.from_iterable(texts) for atom in heirs_in(parse(text))))
    journey, facts = made(village, texts), under_roles(facts)
    situation = read(journey.reader, facts)
    found, before = list(waiting(journey, situation)), undecided(journey, situation)
    questions = ranked(journey, drafts(journey, situation), TODAY)

    assert set(map(key_of, questions)) == {one.key for one in found}
    for question in questions:
        tried = cells(journey, found, question)
        after = [undecided(journey, read(journey.reader, told(facts, question, value))) for value in tried]
        decided = sum(len(before - left) for left in after) / len(after)
        waits = [{one.key for one in found if one.service == slug} for slug in before]
        key = key_of(question)
        shares = [1 / len(keys) for keys in waits if key in keys]
        assert question.decides == pytest.approx(decided or sum(shares) / len(shares)), (
            texts,
            facts,
            question,
            tried,
            after,
        )


def heirs_in(node: Condition) -> Iterator[Atom]:
    if isinstance(node, Not | Junction):
        for part in children(node):
            yield from heirs_in(part)  # type: ignore[arg-type]
    elif any(fact.role == "heir" for fact in facts_of(node)):
        yield node


@settings(max_examples=80)
@given(st.lists(st.lists(conditions(ROLES, leaves=5).map(written), min_size=1, max_size=2), max_size=4), st.data())
def test_every_answer_changes_what_is_waited_for_until_nothing_is_unknown(
    village: Journey, texts: list[list[str]], data: st.DataObject
) -> None:
    journey = made(village, texts)
    facts = {**under_roles(data.draw(situations())), "complete": ["heir"]}
    situation = read(journey.reader, facts)
    while questions := ranked(journey, drafts(journey, situation), TODAY):
        before = {one.key for one in waiting(journey, situation)}
        question = data.draw(st.sampled_from(questions))
        known = next(base_of(one) for one in waiting(journey, situation) if one.key == key_of(question))
        value = data.draw(st.sampled_from(allowed(question, known)))
        facts = told(facts, question, value)
        situation = read(journey.reader, facts)
        assert key_of(question) in before - {one.key for one in waiting(journey, situation)}

    assert undecided(journey, situation) == set()


def key_of(question: Question) -> tuple[str, int, str]:
    return question.role, question.person or 0, question.concept


def allowed(question: Question, known: object) -> list[object]:
    """The values of a question that agree with what is known already."""
    span = known if isinstance(known, Ranged) else None
    return [value for value in domain(question) if span is None or span.low <= value <= span.high]  # type: ignore[operator]


@settings(max_examples=40)
@given(several, situations(), st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_services(
    village: Journey, texts: list[list[str]], facts: dict[str, object], chance: random.Random
) -> None:
    journey = made(village, texts)
    cases = drafts(journey, read(journey.reader, under_roles(facts)))
    mixed = chance.sample(cases, len(cases))

    assert ranked(journey, mixed, TODAY) == ranked(journey, cases, TODAY)


@settings(max_examples=60)
@given(several, situations())
def test_the_best_come_first(village: Journey, texts: list[list[str]], facts: dict[str, object]) -> None:
    journey = made(village, texts)
    found = list(ranking(journey, drafts(journey, read(journey.reader, under_roles(facts))), TODAY))

    assert found == sorted(found, key=lambda one: (not one.alone, -one.decides, -one.touched, one.fact[::-2]))


@pytest.mark.parametrize("beneficiary", ["applicant", "heir"])
def test_rules_that_share_a_fact_are_decided_together(village: Journey, beneficiary: str) -> None:
    rules = ["employed AND children > 2", "employed OR enrolled", "status = mother.status AND town = 'Jember'"]
    journey = joined(village, [service(1, *rules, beneficiary=beneficiary)])
    found = {q.concept: q.decides for q in ranked(journey, drafts(journey, read(journey.reader, {})), TODAY)}

    assert found["employed"] == 1 / 2
    assert found["town"] == 1 / 2
    assert found["enrolled"] == pytest.approx(1 / 6)
