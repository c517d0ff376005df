"""The command line, run in this process by its own ``main``, so that what it says of errors is tested too."""

from __future__ import annotations

import io
import signal
import sys
from pathlib import Path

import pytest

from lifejourney.cli import main
from tests.lifejourney.command_line import Run, Told


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("show", "birth")`` gives the exit code and what was written."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("LIFEJOURNEY_CATALOGUE", "LIFEJOURNEY_LANG", "LIFEJOURNEY_DEBUG"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)

    def runs(*words: str | Path, stdin: bytes = b"") -> Told:
        monkeypatch.setattr(sys, "argv", ["lifejourney", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        else:
            code = 0
        return Told(code, *capsys.readouterr())

    return runs
