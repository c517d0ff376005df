from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from catalogue import load
from lifejourney.commands.options import events, opened
from tests.lifejourney.command_line import CIVIL


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_life_events_complete_what_was_typed() -> None:
    assert "birth" in events("bir")
    assert all(event.startswith("bir") for event in events("bir"))
    assert events("no-such-event") == []


@pytest.mark.parametrize(("total", "lines"), [(4, 0), (2_100, 5)])
def test_only_a_terminal_sees_how_far_the_reading_of_a_large_catalogue_has_come(
    monkeypatch: pytest.MonkeyPatch, total: int, lines: int
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(load, "load_catalogue", pretended(total))

    opened(CIVIL)

    told = terminal.getvalue()
    assert told.count("reading") == lines
    assert "\n" not in told
    assert not lines or told.endswith("\r")


def test_a_file_sees_no_progress(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(load, "load_catalogue", pretended(2_100))

    opened(CIVIL)

    assert capsys.readouterr() == ("", "")


def pretended(total: int) -> object:
    """A reader that says how far it is and reads nothing."""

    def load_catalogue(path: Path, *, cache: bool, progress: load.Progress | None) -> None:
        assert (path, cache) == (CIVIL, True)
        for number in range(1, total + 1):
            if progress:
                progress(number, total)

    return load_catalogue
