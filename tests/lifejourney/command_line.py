"""The command line as a test runs it: in this process, and as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
CIVIL = TESTS / "catalogue" / "base"
VILLAGE = TESTS / "journeys" / "base"


class Told(NamedTuple):
    """What a command told: its exit code, and both of its outputs."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> object:
        """Its output, read as JSON."""
        value: object = json.loads(self.out)
        return value


class Run(Protocol):
    """Runs the command line with these words."""

    def __call__(self, *words: str | Path, stdin: bytes = b"") -> Told: ...


def as_a_process(*words: str | Path, **environment: str) -> Told:
    """Run ``lifejourney`` as people do, with these words and variables."""
    names = {name: value for name, value in os.environ.items() if not name.startswith("LIFEJOURNEY_")}
    command = [sys.executable, "-m", "lifejourney.cli", *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env={**names, "COLUMNS": "100", **environment}, capture_output=True, check=False, timeout=60
    )
    return Told(done.returncode, done.stdout.decode(), done.stderr.decode())
