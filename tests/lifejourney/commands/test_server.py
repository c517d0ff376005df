from __future__ import annotations

import os

import pytest
import uvicorn

from tests.lifejourney.command_line import CIVIL, Run

Calls = list[tuple[tuple[object, ...], dict[str, object]]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    made: Calls = []
    monkeypatch.setattr(uvicorn, "run", lambda *words, **names: made.append((words, names)))
    return made


def test_serve_starts_a_server_of_the_catalogue_asked_for(run: Run, calls: Calls) -> None:
    told = run("serve", "--port", "8123", "--workers", "2", "-C", CIVIL)

    assert (told.code, told.out) == (0, "")
    assert "4 services on http://127.0.0.1:8123/" in told.err
    ((words, names),) = calls
    assert words == ("lifejourney.asgi:create",)
    assert (names["factory"], names["port"], names["workers"]) == (True, 8123, 2)
    assert os.environ["LIFEJOURNEY_CATALOGUE"] == str(CIVIL)


def test_serve_logs_no_paths_and_names_no_software(run: Run, calls: Calls) -> None:
    run("serve", "-C", CIVIL)

    ((_words, names),) = calls
    assert (names["access_log"], names["server_header"]) == (False, False)


def test_serve_does_not_start_with_a_catalogue_that_cannot_be_read(run: Run, calls: Calls) -> None:
    told = run("serve", "-C", CIVIL / "nowhere")

    assert told.code == 1
    assert "cannot-read" in told.err
    assert not calls
