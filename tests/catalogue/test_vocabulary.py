from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.conditions import Condition
from catalogue.registers import ConceptType
from catalogue.rules import parse
from catalogue.store import Catalogue
from catalogue.vocabulary import Kind, Vocabulary, has_concept, nearest, rule_faults
from tests.rules_at_random import CONCEPTS, VOCABULARY, conditions, dressed

WIDER = Vocabulary(
    {**CONCEPTS, "parents_status": CONCEPTS["status"], "colour": Kind(ConceptType.OPTION, ("red", "green"))},
    VOCABULARY.roles,
)


def faults_in(text: str) -> list[tuple[str, int]]:
    return [(fault.rule, fault.at) for fault in rule_faults(parse(text), WIDER)]


@pytest.mark.parametrize(
    "text",
    [
        "enrolled",
        "NOT mother.employed",
        "enrolled = TRUE AND enrolled <> mother.enrolled",
        "enrolled IN (TRUE)",
        "children = 2.5",
        "income <= children * 1000 + 0.25",
        "2 < children",
        "children BETWEEN -1 AND 2.5",
        "status = 'single' OR 'single' <> mother.status",
        "status = parents_status",
        "status NOT IN ('single', 'married')",
        "town = 'Jember' OR town IN ('', 'x')",
        "town = mother.town",
        "birth_date < moved_on",
        "birth_date BETWEEN DATE '2026-01-01' AND moved_on",
        "birth_date IN (DATE '2026-01-01')",
        "heir.age_years >= 18",
    ],
)
def test_a_rule_that_uses_words_as_what_they_are_is_sound(text: str) -> None:
    assert faults_in(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("enroled", [("rule-unknown-concept", 0)]),
        ("enrolled AND mother.agee > 3", [("rule-unknown-concept", 20)]),
        ("enrolled AND mothr.age_years > 3", [("rule-unknown-role", 13)]),
        ("mothr.agee > 3", [("rule-unknown-role", 0), ("rule-unknown-concept", 6)]),
        ("agee > 3 OR agee < 2", [("rule-unknown-concept", 0), ("rule-unknown-concept", 12)]),
        ("children", [("rule-not-a-condition", 0)]),
        ("enrolled AND NOT status", [("rule-not-a-condition", 17)]),
        ("1 = 1", [("rule-without-fact", 0)]),
        ("enrolled OR 'a' IN ('a')", [("rule-without-fact", 12)]),
        ("children = '3'", [("rule-types", 11)]),
        ("'3' = children", [("rule-types", 0)]),
        ("children = TRUE", [("rule-types", 11)]),
        ("enrolled = 1", [("rule-types", 11)]),
        ("enrolled = 'true'", [("rule-types", 11)]),
        ("birth_date = '2026-01-01'", [("rule-types", 13)]),
        ("birth_date > 5", [("rule-types", 13)]),
        ("children = birth_date", [("rule-types", 11)]),
        ("children BETWEEN 1 AND 'b'", [("rule-types", 23)]),
        ("children IN (3, 'b', TRUE)", [("rule-types", 16), ("rule-types", 21)]),
        ("status = colour", [("rule-types", 9)]),
        ("status = town", [("rule-types", 9)]),
        ("town = status", [("rule-types", 7)]),
        ("status = 'maried'", [("rule-option", 9)]),
        ("'maried' = status", [("rule-option", 0)]),
        ("status IN ('single', 'maried')", [("rule-option", 21)]),
        ("status < 'single'", [("rule-operator", 0)]),
        ("town >= 'A'", [("rule-operator", 0)]),
        ("status BETWEEN 'single' AND 'widowed'", [("rule-operator", 0)]),
        ("enrolled > FALSE", [("rule-operator", 0)]),
        ("birth_date + 1 = moved_on", [("rule-arithmetic", 0)]),
        ("children = 1 + TRUE", [("rule-arithmetic", 15)]),
        ("children * 'x' = 2", [("rule-arithmetic", 11)]),
        ("children = (1 + 2) * status", [("rule-arithmetic", 21)]),
        ("(birth_date + 1) * 2 = children", [("rule-arithmetic", 1)]),
        ("children = 1 + (2 - status)", [("rule-arithmetic", 20)]),
        ("children IN (1, 2, 1)", [("rule-value-twice", 19)]),
        ("children IN (1, 1.0)", [("rule-value-twice", 16)]),
    ],
)
def test_a_word_used_as_what_it_is_not_is_told_with_its_character(text: str, found: list[tuple[str, int]]) -> None:
    assert faults_in(text) == found


def test_every_fault_of_a_rule_is_told_at_once() -> None:
    text = "agee > 3 AND (status = 'x' OR NOT children) AND town < 'a'"

    assert faults_in(text) == [
        ("rule-unknown-concept", 0),
        ("rule-option", 23),
        ("rule-not-a-condition", 34),
        ("rule-operator", 48),
    ]


@given(conditions())
def test_every_well_typed_rule_is_sound(tree: Condition) -> None:
    assert rule_faults(tree, VOCABULARY) == []


@given(st.data(), conditions())
def test_faults_stand_at_the_same_words_however_a_rule_is_written(data: st.DataObject, tree: Condition) -> None:
    text = data.draw(dressed(tree))
    empty = Vocabulary({}, {})

    for fault in rule_faults(parse(text), empty):
        word = fault.words["found"]
        assert text.startswith(word, fault.at)


def test_a_misspelt_word_names_the_nearest_ones() -> None:
    concept, option = rule_faults(parse("chidren > 1 AND status = 'maried'"), VOCABULARY)

    assert "children" in concept.words["nearest"]
    assert "married" in option.words["nearest"]


def test_nearest_gives_up_to_three_or_all_of_a_short_list() -> None:
    assert nearest("age_year", ["age_years", "income", "town"]).split(", ")[0] == "age_years"
    assert nearest("xyz", ["b", "a"]) == "a, b"
    assert nearest("xyz", []) == "-"


def test_every_document_is_a_concept_and_every_role_a_word(civil: Catalogue) -> None:
    vocabulary = civil.vocabulary

    assert has_concept("birth-certificate") == "has_birth_certificate"
    assert vocabulary.concepts["has_birth_certificate"] == Kind(ConceptType.BOOLEAN)
    assert vocabulary.concepts["citizenship"] == Kind(ConceptType.OPTION, ("WNI", "WNA"))
    assert vocabulary.roles == {"child": False, "household": False, "sibling": True}
