from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from api import bundles
from api.app import create_app
from api.settings import Settings
from catalogue.store import Catalogue
from journeys.journey import build_journey
from tests.api.asking import CANARY, Post


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged from here on."""
    caplog.set_level(logging.INFO)
    return caplog.messages


def test_head_is_get_without_the_body(client: TestClient) -> None:
    whole, head = client.get("/v1/services"), client.head("/v1/services")
    assert head.content == b""
    assert head.headers == whole.headers


@pytest.mark.parametrize("path", ["/v1/services", "/nowhere", "/v1/services/nope", "/docs"])
def test_every_answer_keeps_browsers_from_guessing(client: TestClient, path: str) -> None:
    assert client.get(path).headers["x-content-type-options"] == "nosniff"


def test_the_access_log_holds_method_route_status_and_time_only(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "lifejourney.access")
    client.get(f"/v1/services/{CANARY}")
    client.get(f"/{CANARY}?nik={CANARY}")
    client.request(CANARY, "/v1/services")
    lines = [record.getMessage().rsplit(" ", 2)[0] for record in caplog.records if record.name == "lifejourney.access"]
    assert lines == ["GET /v1/services/{code} 404", "GET - 404", "OTHER /v1/services 405"]


def fail(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_arguments: object) -> bytes:
        raise error

    monkeypatch.setattr(bundles, "answer_json", raising)


def test_our_own_mistake_is_a_problem_and_is_logged_without_its_message(
    birth: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fail(KeyError(CANARY), monkeypatch)
    answer = birth({})
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/http-our-mistake")
    assert answer.headers["content-type"] == "application/problem+json"
    told = next(record.getMessage() for record in caplog.records if record.name == "lifejourney.faults")
    assert told.startswith("KeyError at test_gate.py:")
    assert CANARY not in caplog.text + answer.text


def test_a_client_that_leaves_is_no_mistake_of_ours(
    birth: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "lifejourney.access")
    fail(ClientDisconnect(), monkeypatch)
    with pytest.raises(AssertionError):  # the client of the tests misses its answer
        birth({})
    assert "bundle 499" in caplog.text
    assert "lifejourney.faults" not in caplog.text


def test_the_access_log_can_be_switched_off(civil: Catalogue, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "lifejourney.access")
    TestClient(create_app(build_journey(civil), settings=Settings())).get("/healthz")
    assert not [record for record in caplog.records if record.name == "lifejourney.access"]
