from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.settings import SettingsError
from catalogue.errors import CatalogueError
from lifejourney import asgi
from tests.lifejourney.command_line import CIVIL


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    logger, access = logging.getLogger("lifejourney"), logging.getLogger("lifejourney.access")
    before = (logger.propagate, logger.level, [*logger.handlers], access.disabled)
    yield
    logger.propagate, logger.handlers, access.disabled = before[0], before[2], before[3]
    logger.setLevel(before[1])


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CORS_ORIGINS", "MAX_AGE", "BODY_LIMIT", "ACCESS_LOG"):
        monkeypatch.delenv(f"LIFEJOURNEY_{name}", raising=False)
    monkeypatch.setenv("LIFEJOURNEY_CATALOGUE", str(CIVIL))


def test_the_application_serves_the_catalogue_the_environment_names() -> None:
    application = asgi.create()

    assert isinstance(application, FastAPI)
    assert "/v1/life-events" in application.openapi()["paths"]


@pytest.mark.parametrize(("setting", "silent"), [("true", False), ("false", True), ("0", True)])
def test_the_access_log_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, *, setting: str, silent: bool) -> None:
    monkeypatch.setenv("LIFEJOURNEY_ACCESS_LOG", setting)

    asgi.create()

    assert logging.getLogger("lifejourney.access").disabled is silent


def test_two_applications_in_one_process_log_each_line_once() -> None:
    asgi.create()
    handlers = [*logging.getLogger("lifejourney").handlers]
    asgi.create()

    assert logging.getLogger("lifejourney").handlers == handlers
    assert not logging.getLogger("lifejourney").propagate


def test_a_setting_that_cannot_be_used_stops_the_start_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEJOURNEY_MAX_AGE", "9900112233445566x")

    with pytest.raises(SettingsError) as caught:
        asgi.create()

    assert "LIFEJOURNEY_MAX_AGE" in str(caught.value)
    assert "9900112233445566x" not in str(caught.value)


def test_a_catalogue_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIFEJOURNEY_CATALOGUE", str(tmp_path))

    with pytest.raises(CatalogueError):
        asgi.create()
