from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.what_if import MOST_JOURNEYS
from journeys.journey import Journey
from planning.changes import Merge
from planning.what_if import Trial, what_if
from planning.what_if_answers import WhatIf
from tests.api.asking import CANARY

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "/v1/planning/what-if"
MERGER = {"merge": [["akta-kelahiran", "kartu-identitas-anak"]]}
DAY = "2026-11-22"
BABY = {"life_events": ["birth"], "situation": {"child": {"age_days": 10}}, "as_of": DAY}


@pytest.fixture(scope="module")
def planner(shipped: Journey) -> TestClient:
    """Asks the shipped catalogue, in English."""
    return TestClient(create_app(shipped), headers={"accept-language": "en"})


def ask(client: TestClient, **body: object) -> Response:
    return client.post(PATH, json=body)


def test_without_persons_it_is_tried_on_profiles(planner: TestClient, shipped: Journey) -> None:
    answer = ask(planner, **MERGER, as_of=DAY)
    found = WhatIf.model_validate_json(answer.content)
    trial = Trial(as_of=found.journeys[0].as_of, most=MOST_JOURNEYS)

    assert answer.status_code == 200
    assert {one.origin for one in found.journeys} == {"profile"}
    assert found == what_if(shipped, [Merge("akta-kelahiran", "kartu-identitas-anak")], trial)
    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)


def test_with_persons_it_is_tried_on_them_alone(planner: TestClient) -> None:
    found = WhatIf.model_validate_json(ask(planner, **MERGER, persons=[BABY, {"life_events": ["hajj"]}]).content)
    (one,) = found.journeys

    assert (one.id, one.person["en"], one.origin) == ("persons/0", "Person 1", "told")
    assert (found.tried_on.told, found.tried_on.untouched) == (1, 1)


def test_every_kind_of_change_can_be_asked_about_and_events_chosen(planner: TestClient) -> None:
    drop = [{"document": "family-card", "service": "akta-kelahiran"}]
    answer = ask(planner, **MERGER, drop_document=drop, retire=["pbg"], life_events=["birth"], as_of=DAY)

    assert [change["kind"] for change in answer.json()["changes"]] == ["merge", "drop-document", "retire"]
    assert [event["code"] for event in answer.json()["life_events"]] == ["birth"]


def test_work_is_bounded(planner: TestClient) -> None:
    found = WhatIf.model_validate_json(ask(planner, retire=["nib", "ktp-el-baru", "npwp-op"]).content)

    assert len(found.journeys) == MOST_JOURNEYS
    assert found.tried_on.left_out > 0


DROP = "/drop_document/0"


def retiring(*persons: object) -> dict[str, object]:
    return {"retire": ["pbg"], "persons": list(persons)}


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"retire": ["no-such"]}, {"/retire/0": "http-unknown-service"}),
        ({"merge": [["pbg", "slf"], ["pbg", "x"]]}, {"/merge/1/1": "http-unknown-service"}),
        ({"merge": [["pbg"]]}, {"/merge/0": "http-too-few"}),
        ({"merge": ["pbg"]}, {"/merge/0": "http-not-a-list"}),
        (
            {"drop_document": [{"document": "x", "service": "y"}]},
            {f"{DROP}/service": "http-unknown-service", f"{DROP}/document": "http-unknown-evidence"},
        ),
        ({"drop_document": ["ktp"]}, {DROP: "http-not-an-object"}),
        (
            {"drop_document": [{"document": "ktp", "x": 1, "y": 2}]},
            {DROP: "http-unknown-key", f"{DROP}/service": "http-missing"},
        ),
        ({"retire": ["pbg"], "life_events": ["x"]}, {"/life_events/0": "http-unknown-event"}),
        ({"retire": ["pbg"] * 11}, {"/retire": "http-too-many"}),
        (retiring({}), {"/persons/0/life_events": "http-missing"}),
        (
            retiring(BABY, {"life_events": ["x"], "region": "99"}),
            {"/persons/1/life_events/0": "http-unknown-event", "/persons/1/region": "http-unknown-region"},
        ),
        (
            {**retiring({**BABY, "situation": {"child": {"x": 1}}}), "retire": ["x"]},
            {"/persons/0/situation/child": "http-unknown-fact", "/retire/0": "http-unknown-service"},
        ),
        ({"change": 1}, {"": "http-unknown-key"}),
    ],
)
def test_what_cannot_be_used_is_told_by_its_place(
    planner: TestClient, body: Mapping[str, object], errors: Mapping[str, str]
) -> None:
    answer = ask(planner, **body)

    assert answer.status_code == 422
    assert {error["pointer"]: error["code"] for error in answer.json()["errors"]} == errors


def test_unknown_keys_of_an_inner_object_are_told_by_their_places(planner: TestClient) -> None:
    answer = ask(planner, drop_document=[{"x": 1, "document": "ktp", "y": 2, "service": "nib"}])
    told = [error["detail"] for error in answer.json()["errors"]]

    assert [detail.split(" of the body")[0] for detail in told] == ["Key 1 of 4", "Key 3 of 4"]
    assert all("Known are: document, service." in detail for detail in told)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({}, "change-none"),
        ({"merge": [["pbg", "pbg"]]}, "change-merge-itself"),
        ({"merge": [["nib", "iumk"]]}, "change-merge-not-active"),
        ({"drop_document": [{"document": "marriage-book", "service": "pbg"}]}, "change-not-demanded"),
        ({**MERGER, "retire": ["akta-kelahiran"]}, "change-merged-and-retired"),
        (
            retiring({**BABY, "situation": {"child": {"age_days": 10, "birth_date": "2020-01-01"}}}),
            "http-contradiction",
        ),
        (retiring({"life_events": ["death"], "situation": {"deceased": {"deceased": False}}}), "http-contradiction"),
    ],
)
def test_what_cannot_be_together_is_a_conflict(planner: TestClient, body: Mapping[str, object], rule: str) -> None:
    answer = ask(planner, **body)

    assert answer.status_code == 409
    assert answer.json()["type"] == f"/problems/{rule}"
    assert all(error["pointer"].startswith("/persons/0/") for error in answer.json().get("errors", []))


def test_nothing_that_is_told_is_logged_or_repeated(planner: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bodies = [
        {"retire": [CANARY]},
        {"retire": ["pbg"], "persons": [{"life_events": [CANARY]}]},
        {"retire": ["pbg"], "persons": [{**BABY, CANARY: 1}]},
        {"retire": ["pbg"], "persons": [{**BABY, "situation": {"child": {CANARY: CANARY}}}]},
        {"drop_document": [{"document": CANARY, "service": CANARY, CANARY: CANARY}]},
    ]
    for body in bodies:
        answer = planner.post(PATH, json=body)

        assert answer.status_code == 422
        assert CANARY not in answer.text
    assert CANARY not in caplog.text
