from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.snapshot import Snapshot
from catalogue.store import Catalogue
from journeys.dates import today
from journeys.journey import build_journey
from planning.coverage import Coverage
from planning.figures import Scope
from planning.once_only import OnceOnly
from planning.portfolio import Portfolio
from planning.reports import Reports

PATHS = ("once-only", "portfolio", "coverage")


@pytest.mark.parametrize(("path", "model"), [*zip(PATHS, (OnceOnly, Portfolio, Coverage), strict=True)])
def test_a_report_is_the_one_of_the_catalogue_as_of_today(
    client: TestClient, civil: Catalogue, path: str, model: type[OnceOnly | Portfolio | Coverage]
) -> None:
    found = model.model_validate_json(client.get(f"/v1/planning/{path}").content)

    assert found == getattr(Reports(build_journey(civil), found.head.as_of), path.replace("-", "_"))
    assert found.head.catalogue_version == civil.version


def test_a_part_is_asked_for_by_agency_and_domain(client: TestClient) -> None:
    asked = {"agency": "civil-registry", "domain": "home-affairs"}
    head = client.get("/v1/planning/coverage", params=asked).json()["head"]

    assert (head["agency"]["code"], head["domain"]["code"]) == ("civil-registry", "0201")


@pytest.mark.parametrize(
    ("query", "pointer"), [("agency=nobody", "?agency"), ("domain=1", "?domain"), ("region=11", "")]
)
def test_what_there_is_not_is_refused_without_repeating_it(client: TestClient, query: str, pointer: str) -> None:
    answer = client.get(f"/v1/planning/portfolio?{query}")

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert "nobody" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(f"/v1/planning/{path}")
    again = client.get(f"/v1/planning/{path}", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert str(today().year) in first.headers["etag"], "it changes with the day"


def test_a_report_is_reckoned_once_for_a_catalogue_and_a_day(civil: Catalogue) -> None:
    snapshot, day = Snapshot(build_journey(civil)), today()

    assert snapshot.report_of("coverage", Scope(), day) is snapshot.report_of("coverage", Scope(), day)
    assert snapshot.report_of("coverage", Scope(), day) != snapshot.report_of("coverage", Scope(domain="0201"), day)
