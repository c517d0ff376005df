from __future__ import annotations

import json
from collections.abc import Mapping

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.situations import document_schema, situation_schemas
from api.strict_json import strict_json
from catalogue.errors import SituationError
from catalogue.store import Catalogue
from journeys.situation import SituationReader

VALUES = (
    st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.integers(0, 140)
    | st.decimals(-2, 2, places=5).map(float)
    | st.sampled_from(["WNI", "WNA", "wni", "2026-11-22", "2026-02-30", "", "child"])
    | st.none()
)
NAMES = st.sampled_from(
    ["age_days", "age_years", "birth_date", "citizenship", "income", "enrolled", "has_form", "has_nothing", "Enrolled"]
)


@pytest.fixture(scope="module")
def schema(civil: Catalogue) -> jsonschema_rs.Validator:
    schemas = situation_schemas(civil)
    whole = {"$ref": "#/components/schemas/Situation", "components": {"schemas": schemas}}
    return jsonschema_rs.validator_for(whole, validate_formats=True)


def as_sent(situation: Mapping[str, object]) -> dict[str, object]:
    """The situation as a body brings it."""
    read = strict_json(json.dumps(situation).encode())
    assert isinstance(read, dict)
    return read


@given(name=NAMES, value=VALUES)
def test_the_schema_allows_just_the_facts_that_can_be(
    civil: Catalogue, schema: jsonschema_rs.Validator, name: str, value: object
) -> None:
    for situation in ({name: value}, {"child": {name: value}}, {"sibling": [{}, {name: value}]}):
        try:
            SituationReader(civil).read(as_sent(situation))
            readable = True
        except SituationError as error:
            readable = all(one.fault.words.get("minimum") == "-" for one in error.faults)  # but for the day asked about
        assert schema.is_valid(situation) == readable, situation


@pytest.mark.parametrize(
    ("situation", "valid"),
    [
        ({}, True),
        ({"household": {"income": 1500000.5}}, True),
        ({"household": []}, False),
        ({"sibling": {}}, True),
        ({"sibling": [{}, {}]}, True),
        ({"nobody": {}}, False),
        ({"complete": ["sibling"]}, True),
        ({"complete": ["household"]}, False),
        ({"child": {"child": {}}}, False),
        ({"has_birth_certificate": True}, True),
    ],
)
def test_roles_are_persons_or_lists_of_them(schema: jsonschema_rs.Validator, situation: object, valid: bool) -> None:  # noqa: FBT001
    assert schema.is_valid(situation) is valid


def test_a_fact_is_told_with_its_question(civil: Catalogue) -> None:
    person = situation_schemas(civil)["Person"]["properties"]
    assert isinstance(person, dict)
    assert (person["age_days"]["title"], person["age_days"]["description"]) == (
        "How many days old?",
        "Berapa hari umurnya?",
    )


@pytest.mark.parametrize(
    ("name", "valid"),
    [("form", True), ("child.form", True), ("nobody.form", False), ("forms", False), ("form\n", False)],
)
def test_a_document_is_named_by_type_or_by_role_and_type(civil: Catalogue, name: str, valid: bool) -> None:  # noqa: FBT001
    assert jsonschema_rs.is_valid(document_schema(civil), name) is valid
