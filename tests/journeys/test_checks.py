from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from catalogue.errors import explanations
from catalogue.findings import Finding
from catalogue.registers import Origin
from catalogue.store import Catalogue
from journeys import checks
from journeys.journey import Journey, build_journey
from tests.small_catalogues import changed, with_registers, with_services

Found = list[tuple[str, str, tuple[str | int, ...]]]
AGED = {"name": {"id": "Umur", "en": "Age"}, "rule": "age_years < 17"}


def told(check: Callable[[Journey], Iterator[Finding]], catalogue: Catalogue) -> Found:
    found = list(check(build_journey(catalogue)))
    assert all(one.fault.rule in explanations() for one in found)
    return [(one.fault.rule, one.service or one.register, one.location) for one in found]


def example(verdict: str, **facts: object) -> dict[str, object]:
    return {"situation": facts, "verdict": verdict}


def with_rule(civil: Catalogue, rule: str, *examples: Mapping[str, object]) -> Catalogue:
    requirement = {"name": {"id": "Syarat", "en": "Condition"}, "rule": rule}
    return changed(civil, "child-card", requirements=[requirement], examples=list(examples))


def mutants_left(catalogue: Catalogue) -> list[str]:
    found = checks.check_examples(build_journey(catalogue))
    return [one.fault.words["mutant"] for one in found if one.fault.rule == "mutant-survives"]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_the_sound_catalogue_has_nothing_to_be_told(civil: Catalogue, check: checks.Check) -> None:
    assert told(check, civil) == []


def test_every_check_says_what_it_looks_for_and_is_in_the_list() -> None:
    named = [value for name, value in vars(checks).items() if name.startswith("check_")]

    assert set(checks.CHECKS) == set(named)
    assert all(check.__doc__ for check in checks.CHECKS)


# ── examples ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_example_that_gets_another_verdict_is_told(civil: Catalogue) -> None:
    examples = [example("met", age_years=16), example("met", age_years=17), example("unknown")]
    bad = changed(civil, "child-card", examples=examples)

    assert ("example-fails", "child-card", ("examples", 1, "verdict")) in told(checks.check_examples, bad)


def test_a_service_with_a_rule_has_three_examples(civil: Catalogue) -> None:
    two = changed(civil, "child-card", examples=[example("met", age_years=16), example("not_met", age_years=17)])
    none = changed(civil, "child-card", requirements=[], examples=[])

    assert told(checks.check_examples, two) == [("too-few-examples", "child-card", ("requirements",))]
    assert told(checks.check_examples, none) == []


@pytest.mark.parametrize(
    ("facts", "rule", "place"),
    [
        ({"age_yeers": 3}, "unknown-concept", ("age_yeers",)),
        ({"age_years": "3 years"}, "fact-integer", ("age_years",)),
        ({"sibling": [{"enrolled": 1}]}, "fact-boolean", ("sibling", 0, "enrolled")),
        ({"enrolled": True, "child": {"enrolled": False}}, "facts-disagree", ("enrolled",)),
    ],
)
def test_an_example_with_facts_that_cannot_be_is_told_at_the_fact(
    civil: Catalogue, facts: dict[str, object], rule: str, place: tuple[str | int, ...]
) -> None:
    examples = [example("met", age_years=16), example("not_met", age_years=17), example("met", **facts)]
    found = told(checks.check_examples, changed(civil, "child-card", examples=examples))

    assert found == [(rule, "child-card", ("examples", 2, "situation", *place))]


def test_an_example_with_a_document_there_is_not_is_told_at_the_document(civil: Catalogue) -> None:
    examples = [*map(dict, (example("met", age_years=16), example("not_met", age_years=17), example("unknown")))]
    examples[2]["held"] = ["form", "fomr"]
    found = told(checks.check_examples, changed(civil, "child-card", examples=examples))

    assert found == [("unknown-evidence", "child-card", ("examples", 2, "held", 1))]


@pytest.mark.parametrize(
    ("rule", "examples", "left"),
    [
        ("age_years < 17", [("met", 16), ("not_met", 17)], []),
        ("age_years < 17", [("met", 10), ("not_met", 17)], ["age_years < 16"]),
        ("age_years < 17", [("met", 16), ("not_met", 30)], ["age_years <= 17", "age_years < 18"]),
        ("age_years BETWEEN 6 AND 12", [("met", 6), ("met", 12), ("not_met", 5), ("not_met", 13)], []),
        ("age_years BETWEEN 6 AND 12", [("met", 6), ("met", 12), ("not_met", 5)], ["age_years BETWEEN 6 AND 13"]),
        ("age_years < 17.0", [("met", 16), ("not_met", 30)], ["age_years <= 17.0", "age_years < 18.0"]),
        ("age_years IN (6, 12)", [("met", 6), ("not_met", 7), ("not_met", 8)], ["age_years IN (6)"]),
    ],
)
def test_a_mutant_that_passes_every_example_is_told(
    civil: Catalogue, rule: str, examples: list[tuple[str, int]], left: list[str]
) -> None:
    cases = [example(verdict, age_years=age) for verdict, age in examples] + [example("unknown")]

    assert mutants_left(with_rule(civil, rule, *cases)) == left


def test_a_mutant_that_means_the_same_survives_in_peace(civil: Catalogue) -> None:
    rule = "age_years < 17 AND age_years < 18"
    cases = [example("met", age_years=16), example("not_met", age_years=17), example("unknown")]

    assert "age_years < 17" not in mutants_left(with_rule(civil, rule, *cases))
    assert mutants_left(with_rule(civil, "enrolled = TRUE", *_ENROLLED)) == []


_ENROLLED = [example("met", enrolled=True), example("not_met", enrolled=False), example("unknown")]


def test_examples_must_tell_the_parts_of_a_rule_apart(civil: Catalogue) -> None:
    both = [example("met", enrolled=True, age_years=5), example("not_met", enrolled=False, age_years=6)]
    rule = "enrolled AND age_years <= 5"

    assert {"enrolled", "age_years <= 5"} <= {*mutants_left(with_rule(civil, rule, *both, example("unknown")))}
    told_apart = [
        *both,
        example("not_met", enrolled=True, age_years=6),
        example("not_met", enrolled=False, age_years=5),
        example("unknown", age_years=5),
    ]
    assert mutants_left(with_rule(civil, rule, *told_apart)) == []


def test_a_mutant_of_one_requirement_may_be_caught_through_the_others(civil: Catalogue) -> None:
    requirements = [AGED, {"name": {"id": "Sekolah", "en": "School"}, "rule": "enrolled"}]
    cases = [
        example("met", age_years=16, enrolled=True),
        example("not_met", age_years=17, enrolled=True),
        example("not_met", age_years=16, enrolled=False),
    ]

    assert mutants_left(changed(civil, "child-card", requirements=requirements, examples=cases)) == []
    hidden = [cases[0], example("not_met", age_years=17, enrolled=False), cases[2]]
    left = mutants_left(changed(civil, "child-card", requirements=requirements, examples=hidden))
    assert left == ["age_years <= 17", "age_years < 18"]


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "evidence", "rules"),
    [
        ("has_form", ["form"], ["rule-demands-document"]),
        ("has_form", [{"one_of": ["form", "birth-certificate"]}], ["rule-demands-document"]),
        ("has_form", [{"type": "form", "when": "enrolled"}], []),
        ("has_form", ["birth-certificate"], []),
        ("child.has_form", ["form"], []),
        ("NOT has_form", ["form"], []),
        ("has_form OR enrolled", ["form"], []),
    ],
)
def test_a_rule_that_merely_demands_a_document_is_told(
    civil: Catalogue, rule: str, evidence: list[object], rules: list[str]
) -> None:
    bad = changed(with_rule(civil, rule), "child-card", evidence=evidence)

    assert [found for found, *_place in told(checks.check_rules_that_demand, bad)] == rules


@pytest.mark.parametrize(
    ("rule", "always"),
    [
        ("enrolled OR NOT enrolled", ["TRUE"]),
        ("age_years < 5 AND age_years > 5", ["FALSE"]),
        ("citizenship IN ('WNI', 'WNA')", ["TRUE"]),
        ("citizenship = 'WNI'", []),
        ("age_years < sibling.age_years", []),
        ("birth_date < household.birth_date", []),
        ("age_years BETWEEN 6 AND 5", ["FALSE"]),
        ("income <= 1000000 + 500000.50", []),
        ("age_years > 17.5 AND income >= age_years", []),
    ],
)
def test_a_rule_that_is_always_the_same_is_told(civil: Catalogue, rule: str, always: list[str]) -> None:
    bad = with_rule(civil, rule)
    found = list(checks.check_constant_rules(build_journey(bad)))

    assert [one.fault.words["always"] for one in found] == always
    assert all(one.location == ("requirements", 0, "rule") for one in found)


# ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_of_a_service_that_nobody_issues_is_told(civil: Catalogue) -> None:
    bad = changed(civil, "birth-certificate", produces=[{"type": "birth-certificate", "updates": True}])

    assert told(checks.check_issuers, bad) == [("nobody-issues", "evidence", ("birth-certificate", "origin"))]


@pytest.mark.parametrize("origin", [Origin.OWN, Origin.OUTSIDE])
def test_a_document_that_a_service_issues_after_all_is_told(civil: Catalogue, origin: Origin) -> None:
    other = civil.evidence["birth-certificate"].model_copy(update={"origin": origin})
    bad = with_registers(civil, evidence={**civil.evidence, "birth-certificate": other})

    assert told(checks.check_issuers, bad) == [("issued-after-all", "evidence", ("birth-certificate", "origin"))]


def circle(civil: Catalogue, **changes: object) -> Catalogue:
    """The card wants the certificate, and the certificate the card."""
    return changed(civil, "birth-certificate", **{"evidence": ["child-card"], **changes})


def test_services_that_wait_for_one_another_are_told_once(civil: Catalogue) -> None:
    found = list(checks.check_deadlocks(build_journey(circle(civil))))

    assert [one.fault.rule for one in found] == ["deadlock"]
    assert {*found[0].fault.words["found"].split(", ")} == {"birth-certificate", "child-card"}


@pytest.mark.parametrize(
    "way_in",
    [
        {"evidence": [{"one_of": ["child-card", "form"]}]},
        {"evidence": [{"type": "child-card", "when": "enrolled"}]},
        {"evidence": ["form"]},
    ],
)
def test_a_circle_with_a_way_in_is_none(civil: Catalogue, way_in: dict[str, object]) -> None:
    assert told(checks.check_deadlocks, circle(civil, **way_in)) == []


def test_an_update_is_no_way_into_a_circle(civil: Catalogue) -> None:
    updated = changed(circle(civil), "school-aid", produces=[{"type": "child-card", "updates": True}])
    issued = changed(circle(civil), "school-aid", produces=["child-card"])

    assert told(checks.check_deadlocks, updated) != []
    assert told(checks.check_deadlocks, issued) == []


# ── events and order ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asserted", "rule", "place"),
    [
        ({"enrolled": "yes"}, "fact-boolean", ("enrolled",)),
        ({"citizenship": "WNX"}, "fact-not-an-option", ("citizenship",)),
    ],
)
def test_an_event_that_asserts_what_cannot_be_is_told(
    civil: Catalogue, asserted: dict[str, object], rule: str, place: tuple[str, ...]
) -> None:
    other = civil.life_events["school"].model_copy(update={"asserted": asserted})
    bad = with_registers(civil, life_events={**civil.life_events, "school": other})

    assert told(checks.check_asserted, bad) == [(rule, "life_events", ("life_events", "school", "assert", *place))]


def test_a_service_that_no_event_reaches_is_told(civil: Catalogue) -> None:
    alone = changed(civil, "school-aid", life_events=[])

    assert told(checks.check_reach, alone) == [("service-unreached", "school-aid", ())]
    assert told(checks.check_reach, changed(alone, "school-aid", status="historical")) == []
    assert told(checks.check_reach, changed(civil, "birth-certificate", life_events=[])) == []


def test_an_event_without_services_is_told_unless_a_wider_one_has_some(civil: Catalogue) -> None:
    school = civil.life_events["school"]
    empty = with_registers(civil, life_events={**civil.life_events, "exam": school})
    wider = with_registers(
        civil, life_events={**civil.life_events, "exam": school.model_copy(update={"broader": "school"})}
    )

    assert told(checks.check_reach, empty) == [("event-empty", "life_events", ("life_events", "exam"))]
    assert told(checks.check_reach, wider) == []


def test_an_order_that_documents_say_already_is_told(civil: Catalogue) -> None:
    bad = changed(civil, "child-card", requires=["school-aid", "birth-certificate"])

    assert told(checks.check_handwritten_order, bad) == [("order-repeated", "child-card", ("requires", 1))]


def test_a_catalogue_without_services_has_events_without_services(civil: Catalogue) -> None:
    empty = with_services(civil, [])

    assert {rule for rule, *_place in told(checks.check_reach, empty)} == {"event-empty"}
    assert told(checks.check_examples, empty) == told(checks.check_deadlocks, empty) == []
