from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

import pytest
from pydantic import TypeAdapter

from catalogue.codes import PATTERN as CODE
from catalogue.errors import MOST_PROBLEMS, CatalogueError, Problem
from catalogue.load import MANIFEST, OFFER, REGISTERS, SERVICE
from catalogue.parts import EvidenceDemand, Example
from catalogue.read import read_yaml
from catalogue.validation import _FORMS, validated

T = TypeVar("T")
DEMAND = TypeAdapter(EvidenceDemand)
EXAMPLE = TypeAdapter(Example)


def problems(adapter: TypeAdapter[T], text: str) -> list[Problem]:
    source = read_yaml(text.encode(), "a.yaml")
    with pytest.raises(CatalogueError) as caught:
        validated(adapter, source, source.value, required_languages=("id",))
    return list(caught.value.problems)


def told(adapter: TypeAdapter[T], text: str) -> list[str]:
    return [f"{problem.place.line}:{problem.place.column} {problem.rule}" for problem in problems(adapter, text)]


def patterns(schema: object) -> Iterator[str]:
    """Every pattern in a JSON Schema."""
    if isinstance(schema, dict):
        yield from (value for key, value in schema.items() if key == "pattern" and isinstance(value, str))
        yield from (key for key in schema.get("patternProperties", {}))
        yield from (pattern for value in schema.values() for pattern in patterns(value))
    elif isinstance(schema, list):
        yield from (pattern for value in schema for pattern in patterns(value))


@pytest.mark.parametrize("adapter", [MANIFEST, SERVICE, OFFER, *REGISTERS.values()])
def test_every_pattern_of_a_field_has_an_example_that_fits(adapter: TypeAdapter[object]) -> None:
    for pattern in set(patterns(adapter.json_schema())) - {CODE}:
        form = next(form for start, form in _FORMS.items() if pattern.startswith(start))
        assert re.fullmatch(pattern, form)


def test_what_is_sound_becomes_the_model() -> None:
    source = read_yaml(b"{situation: {age_days: 3}, verdict: met}\n", "a.yaml")
    made = validated(EXAMPLE, source, source.value)
    assert (made.situation, made.verdict) == ({"age_days": 3}, "met")


@pytest.mark.parametrize(
    ("situation", "problem"),
    [
        ("{a: }", "1:17 fact-expected"),
        ("{a: {b: }}", "1:21 fact-expected"),
        ("{a: {b: [c]}}", "1:21 fact-expected"),
        ("{a: [b]}", "1:18 mapping-expected"),
        ("{a: [{b: {c: d}}]}", "1:22 fact-expected"),
        ("a", "1:13 mapping-expected"),
    ],
)
def test_of_several_shapes_only_the_one_that_was_meant_is_told(situation: str, problem: str) -> None:
    assert told(EXAMPLE, f"{{situation: {situation}, verdict: met}}\n") == [problem]


@pytest.mark.parametrize(
    ("beneficiary", "problem"),
    [
        ("Child", "1:14 bad-form"),
        ("[child]", "1:14 text-expected"),
        ("{birth: [child]}", "1:22 text-expected"),
        ("{Birth: child}", "1:15 bad-form"),
    ],
)
def test_a_beneficiary_is_told_by_the_shape_it_has(beneficiary: str, problem: str) -> None:
    found = told(SERVICE, f"beneficiary: {beneficiary}\n")
    assert [line for line in found if not line.endswith("missing-field")] == [problem]


def test_a_list_whose_entries_are_wrong_is_not_called_empty() -> None:
    text = "sources:\n  - title: Perpres 96/2018\n"
    assert [line for line in told(SERVICE, text) if line.startswith("2:")] == ["2:5 missing-field"]


def test_a_misspelt_field_is_told_with_its_nearest() -> None:
    (problem,) = problems(DEMAND, "type: family-card\nupdatd: true\n")
    assert problem.fault.words == {"field": "updatd", "nearest": "updated"}
    nearest = [
        found.fault.words["nearest"]
        for found in problems(SERVICE, "deadline: {afterr: birth}\n")
        if "afterr" in str(found)
    ]
    assert nearest == ["after"]


def test_a_wrong_option_is_told_with_all_there_are() -> None:
    found = {problem.rule: problem.fault.words for problem in problems(EXAMPLE, "situation: {}\nverdict: maybe\n")}
    assert found == {"not-an-option": {"found": "maybe", "field": "verdict", "expected": "met, not_met, unknown"}}


def test_a_number_out_of_range_is_told_with_the_limit() -> None:
    words = [problem.fault.words for problem in problems(SERVICE, "asta_cita: [9]\n") if problem.rule == "out-of-range"]
    assert words == [{"found": "9", "field": "asta_cita", "expected": "≤ 8"}]


def test_a_name_that_is_too_long_is_told_with_the_limit() -> None:
    (problem,) = problems(DEMAND, f"type: {'a' * 101}\n")
    assert (problem.rule, problem.fault.words) == ("long-text", {"found": "101", "limit": "100"})


def test_of_very_many_problems_the_first_are_told() -> None:
    assert len(problems(DEMAND, "".join(f"a{number}: 1\n" for number in range(1_000)))) == MOST_PROBLEMS
