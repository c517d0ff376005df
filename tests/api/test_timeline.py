from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from icalendar import Calendar

from api.app import create_app
from journeys.dates import today
from journeys.journey import Journey
from journeys.timeline import timeline_for
from journeys.timeline_answers import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "/v1/timeline"
BODY: Mapping[str, object] = {"situation": {"birth_date": "2009-03-04"}, "from": "2026-11-22", "months": 24}


@pytest.fixture(scope="module")
def citizen(shipped: Journey) -> TestClient:
    """Asks the shipped catalogue, in English."""
    return TestClient(create_app(shipped), headers={"accept-language": "en"})


def ask(client: TestClient, changes: Mapping[str, object] | None = None, *, accept: str = "") -> Response:
    return client.post(PATH, json={**BODY, **(changes or {})}, headers={"accept": accept} if accept else {})


def test_a_timeline_is_what_the_journey_answers(citizen: TestClient, shipped: Journey) -> None:
    answer = ask(citizen)
    expected = timeline_for(shipped, {"birth_date": "2009-03-04"}, start=date(2026, 11, 22), months=24)

    assert answer.status_code == 200
    assert Timeline.model_validate_json(answer.content) == expected


def test_a_window_without_an_end_says_so(citizen: TestClient) -> None:
    windows = ask(citizen).json()["windows"]

    assert {"service", "role", "verdict", "from", "until", "why"} <= windows[0].keys()
    assert any(window["until"] is None for window in windows)


def test_nothing_need_be_told(citizen: TestClient) -> None:
    answer = citizen.post(PATH, json={}).json()

    assert answer["from"] == str(today())
    assert {window["verdict"] for window in answer["windows"]} == {"met", "unknown"}


def test_a_timeline_is_kept_by_nobody(citizen: TestClient) -> None:
    for answer in (ask(citizen), ask(citizen, accept="text/calendar")):
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    "accept", ["text/calendar", "text/*", "text/calendar, */*;q=0.1", "application/json;q=0.2, text/calendar;q=0.9"]
)
def test_a_calendar_is_sent_to_whom_it_pleases_best(citizen: TestClient, accept: str) -> None:
    answer = ask(citizen, accept=accept)
    calendar = Calendar.from_ical(answer.text)

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-language"] == "en"
    assert any(str(event["SUMMARY"]).startswith("Life event: ") for event in calendar.walk("VEVENT"))


def test_a_calendar_is_in_the_language_asked_for(citizen: TestClient) -> None:
    answer = citizen.post(PATH, json=BODY, headers={"accept": "text/calendar", "accept-language": "id"})

    assert answer.headers["content-language"] == "id"
    assert "SUMMARY:Peristiwa hidup: " in answer.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/calendar", "application/*"])
def test_json_comes_first_among_those_liked_alike(citizen: TestClient, accept: str) -> None:
    assert ask(citizen, accept=accept).headers["content-type"] == "application/json"


def test_what_is_neither_is_not_to_be_had(citizen: TestClient) -> None:
    answer = ask(citizen, accept="text/html")

    assert answer.status_code == 406
    assert "application/json, text/calendar" in answer.json()["title"]
    assert citizen.get("/v1/services", headers={"accept": "text/calendar"}).status_code == 406


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"months": 0}, "/months", "http-out-of-range"),
        ({"months": 1201}, "/months", "http-out-of-range"),
        ({"months": "24"}, "/months", "http-not-a-whole-number"),
        ({"months": True}, "/months", "http-not-a-whole-number"),
        ({"months": 10**30}, "/months", "http-not-a-whole-number"),
        ({"from": "2026-02-30"}, "/from", "http-not-a-date"),
        ({"from": "1899-12-31"}, "/from", "http-out-of-range"),
        ({"from_": "2026-11-22"}, "", "http-unknown-key"),
        ({"situation": []}, "/situation", "http-not-an-object"),
        ({"situation": {"brith_date": "2009-03-04"}}, "/situation", "http-unknown-fact"),
        ({"situation": {"birth_date": 2009}}, "/situation/birth_date", "fact-date"),
        ({"situation": {"heir": [{"age_years": "x"}]}}, "/situation/heir/0/age_years", "fact-integer"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_place(
    citizen: TestClient, changes: dict[str, object], pointer: str, code: str
) -> None:
    answer = ask(citizen, changes)

    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_unknown_names_and_wrong_values_are_told_together(citizen: TestClient) -> None:
    answer = ask(citizen, {"situation": {"x": 1, "birth_date": 2009}})

    assert {error["code"] for error in answer.json()["errors"]} == {"http-unknown-fact", "fact-date"}


def test_facts_that_contradict_one_another_are_a_conflict(citizen: TestClient) -> None:
    answer = ask(citizen, {"situation": {"birth_date": "2009-03-04", "age_years": 3}})

    assert answer.status_code == 409
    assert "2009" not in json.dumps(answer.json())


def test_a_day_on_which_a_birth_date_cannot_be_is_a_conflict(citizen: TestClient) -> None:
    assert ask(citizen, {"situation": {"birth_date": "1800-01-01"}}).status_code == 409


def test_the_first_and_the_last_days_of_all_can_be_told(citizen: TestClient) -> None:
    for day in ("1900-01-01", "2200-12-31"):
        assert ask(citizen, {"from": day, "months": 1200, "situation": {"age_days": 0}}).status_code == 200
    assert ask(citizen, {"situation": {"marriage_date": "9999-12-31", "birth_date": "9999-12-31"}}).status_code == 200
