"""A quick run of schemathesis in process; ``contract.py`` is the long one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

import tests.api.sparql_at_random  # noqa: F401 - tells schemathesis what a query is
from api.app import create_app
from catalogue.registers import ConceptType
from catalogue.store import Catalogue
from journeys.journey import build_journey
from ontology.named import named_queries

if TYPE_CHECKING:
    from schemathesis.schemas import BaseSchema

OPERATIONS = [
    ("POST", "/v1/bundle"),
    ("POST", "/v1/life-events/{code}/bundle"),
    ("POST", "/v1/planning/duplicates/check"),
    ("POST", "/v1/timeline"),
    ("POST", "/v1/planning/what-if"),
    ("GET", "/healthz"),
    ("GET", "/v1/applications"),
    ("GET", "/v1/catalogue"),
    ("GET", "/v1/concepts"),
    ("GET", "/v1/evidence"),
    ("GET", "/v1/evidence/{code}"),
    ("GET", "/v1/life-events"),
    ("GET", "/v1/life-events/{code}"),
    ("GET", "/v1/organisations"),
    ("GET", "/v1/organisations/{code}"),
    ("GET", "/v1/planning/coverage"),
    ("GET", "/v1/planning/once-only"),
    ("GET", "/v1/planning/portfolio"),
    ("GET", "/v1/planning/duplicates"),
    ("GET", "/v1/regions"),
    ("GET", "/v1/services"),
    ("GET", "/v1/services/{code}"),
    ("GET", "/sparql"),
    ("POST", "/sparql"),
    ("GET", "/v1/queries"),
    *(("GET", f"/v1/queries/{name}") for name in named_queries()),
]


@pytest.fixture(scope="module")
def described(civil: Catalogue) -> BaseSchema:
    """What the server of the small catalogue says of itself; without texts: no pattern says what is printable."""
    concepts = {name: one for name, one in civil.concepts.items() if one.type is not ConceptType.TEXT}
    app = create_app(build_journey(replace(civil, concepts=concepts)))
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def test_every_operation_is_tried(described: BaseSchema) -> None:
    assert {(method.upper(), path) for path in described for method in described[path]} == set(OPERATIONS)


WITH_VALUES = [
    ("POST", "/v1/bundle"),
    ("POST", OPERATIONS[1][1]),
    ("POST", "/v1/planning/duplicates/check"),
    ("POST", "/v1/timeline"),
    ("POST", "/v1/planning/what-if"),
    ("GET", "/v1/planning/duplicates"),
    ("GET", "/v1/regions"),
    ("GET", "/v1/services"),
    ("GET", "/v1/planning/coverage"),
]
"""Those that something wrong can be sent to."""


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [(*one, GenerationMode.POSITIVE) for one in OPERATIONS] + [(*one, GenerationMode.NEGATIVE) for one in WITH_VALUES],
)
def test_the_description_keeps_its_word(described: BaseSchema, method: str, path: str, mode: GenerationMode) -> None:
    @settings(max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def keeps(case: Case) -> None:  # type: ignore[type-arg] # of whatever operation
        case.call_and_validate()

    keeps()
