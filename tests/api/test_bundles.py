from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.bundles import DAYS
from catalogue.store import Catalogue
from journeys.answers import Bundle
from journeys.bundle import bundle_for
from journeys.dates import EARLIEST, LATEST
from journeys.journey import Journey, build_journey
from tests.api.asking import Post


def test_a_bundle_is_what_the_journey_answers(birth: Post, civil: Catalogue) -> None:
    body = {"situation": {"age_days": 10}, "region": "11.71", "held": ["form"], "as_of": "2026-11-22"}
    expected = bundle_for(
        build_journey(civil), "birth", {"age_days": 10}, region="11.71", held=["form"], as_of=date(2026, 11, 22)
    )
    answer = birth(body)
    assert answer.status_code == 200
    assert Bundle.model_validate_json(answer.content) == expected


def test_nothing_need_be_told(birth: Post) -> None:
    steps = birth({}).json()["steps"]
    assert {step["service"]["slug"]: step["verdict"] for step in steps}["birth-certificate"] == "unknown"


def test_an_alias_names_the_event_too(client: TestClient, birth: Post) -> None:
    assert client.post("/v1/life-events/kelahiran/bundle", json={}).content == birth({}).content


def test_several_events_are_answered_at_once(client: TestClient) -> None:
    body = {"life_events": ["birth", "masuk-sekolah"], "situation": {"child": {"age_days": 10}}}
    answer = client.post("/v1/bundle", json=body)
    assert [event["code"] for event in answer.json()["life_events"]] == ["birth", "school"]


def test_an_event_list_must_not_be_empty(client: TestClient) -> None:
    assert client.post("/v1/bundle", json={"life_events": []}).json()["errors"][0]["code"] == "http-too-few"
    assert client.post("/v1/bundle", json={}).json()["errors"][0]["code"] == "http-missing"


def test_an_unknown_event_in_the_path_is_not_found(client: TestClient) -> None:
    assert client.post("/v1/life-events/nope/bundle", json={}).status_code == 404


def test_a_bundle_is_kept_by_nobody(birth: Post) -> None:
    answer = birth({"situation": {"age_days": 10}})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_bundle_says_that_it_decides_nothing(birth: Post) -> None:
    assert "not a decision" in birth({}).json()["notice"]["en"]


def test_a_service_done_is_no_step(birth: Post) -> None:
    answer = birth({"done": ["birth-certificate"]}).json()
    assert [left["reason"] for left in answer["not_applicable"] if left["service"]["slug"] == "birth-certificate"] == [
        "held"
    ]


def test_an_events_day_makes_due_dates(birth: Post) -> None:
    body = {"event_dates": {"kelahiran": "2026-11-12"}, "as_of": "2026-11-22"}
    due = [step["due"] for step in birth(body).json()["steps"] if step["due"]]

    assert {"day": "2027-01-11", "days_left": 50, "late": False, "in_time": True, "weekends_only": False} in due


def test_every_fault_of_the_days_of_events_is_told_by_its_place_and_kind(birth: Post) -> None:
    answer = birth({"event_dates": {"secret-one": "2026-11-12", "birth": "2026-11-12"}})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/event_dates", "http-unknown-dated-event")
    ]
    assert "secret" not in answer.text

    both = birth({"event_dates": {"secret-one": 3, "birth": "12 November"}})
    assert [one["code"] for one in both.json()["errors"]] == ["http-unknown-dated-event", "http-not-a-date"]
    assert "secret" not in both.text

    wrong = birth({"event_dates": {"birth": "12 November"}})
    assert [(one["pointer"], one["code"]) for one in wrong.json()["errors"]] == [
        ("/event_dates/birth", "http-not-a-date")
    ]
    early = birth({"event_dates": {"birth": "1899-12-31"}})
    assert [(one["pointer"], one["code"]) for one in early.json()["errors"]] == [
        ("/event_dates/birth", "http-out-of-range")
    ]


def test_a_day_against_the_facts_is_a_contradiction(birth: Post) -> None:
    body = {"event_dates": {"birth": "2026-11-12"}, "situation": {"birth_date": "2026-11-11"}}
    answer = birth(body)

    assert answer.status_code == 409
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/event_dates/birth", "facts-disagree")
    ]
    assert "2026" not in answer.text


def test_no_more_days_than_events_may_be_told(birth: Post) -> None:
    answer = birth({"event_dates": {f"event-{number}": "2026-11-12" for number in range(21)}})
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/event_dates", "http-too-many")]


@given(st.dates(date(1890, 1, 1), date(2210, 12, 31)))
def test_the_pattern_of_days_allows_just_the_days_that_may_be_asked_about(day: date) -> None:
    assert bool(re.search(DAYS, str(day))) == (EARLIEST <= day <= LATEST)


@pytest.mark.parametrize("year", [1900, 1904, 2000, 2026, 2028, 2100, 2200])
def test_the_pattern_of_days_knows_leap_years(year: int) -> None:
    leap = (date(year, 2, 28) + timedelta(days=1)).month == 2
    assert bool(re.search(DAYS, f"{year}-02-29")) == leap
    assert not re.search(DAYS, f"{year}-04-31")
    assert not re.search(DAYS, f"{year}-13-01")


def test_a_birth_in_the_shipped_catalogue_calls_for_a_certificate(shipped: Journey) -> None:
    client = TestClient(create_app(shipped))
    answer = client.post("/v1/life-events/birth/bundle", json={"situation": {"age_days": 10}, "region": "33.74"})
    slugs = {step["service"]["slug"] for step in answer.json()["steps"]}
    assert "akta-kelahiran" in slugs
