from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.settings import SettingsError
from lifejourney import asgi

BASE = Path(__file__).parent.parent / "catalogue" / "base"


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    ours = logging.getLogger("lifejourney")
    before = (ours.propagate, ours.level, [*ours.handlers], logging.getLogger("lifejourney.access").disabled)
    yield
    ours.propagate, ours.level, ours.handlers = before[0], before[1], before[2]
    logging.getLogger("lifejourney.access").disabled = before[3]


def test_the_catalogue_that_the_environment_names_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEJOURNEY_CATALOGUE", str(BASE))
    assert TestClient(asgi.create()).get("/healthz").json()["services"] == 4


def test_each_request_is_one_line_on_stderr_without_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIFEJOURNEY_CATALOGUE", str(BASE))
    logging.getLogger("lifejourney").handlers = []
    TestClient(asgi.create()).get("/v1/services/0012345678901234?nik=0012345678901234")
    line = capsys.readouterr().err
    assert "GET /v1/services/{code} 422" in line
    assert "0012345678901234" not in line


def test_the_access_log_can_be_switched_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIFEJOURNEY_CATALOGUE", str(BASE))
    monkeypatch.setenv("LIFEJOURNEY_ACCESS_LOG", "no")
    TestClient(asgi.create()).get("/healthz")
    assert capsys.readouterr().err == ""


def test_a_setting_that_cannot_be_used_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEJOURNEY_MAX_AGE", "soon")
    with pytest.raises(SettingsError, match="LIFEJOURNEY_MAX_AGE"):
        asgi.create()
