"""Serves the shipped catalogue on a free port and lets schemathesis try to break what /openapi.json promises.

All checks, all phases, at least 5,000 cases: ``python tests/api/contract.py [--seed N] [--examples N]``. Exits with
schemathesis' own code, or 1 where too few cases were made.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST = 5_000
"""Cases a run must make to mean something."""
PATIENCE = 60
"""Seconds a server may take to start."""


def main() -> int:
    """Run it all; the exit code."""
    parser = argparse.ArgumentParser(description="Lets schemathesis try to break the contract of the HTTP interface.")
    parser.add_argument("--seed", type=int, default=1, help="which cases are made")
    parser.add_argument("--examples", type=int, default=100, help="fuzzed cases of each operation")
    chosen = parser.parse_args()
    with served() as address:
        code, cases = attacked(address, seed=chosen.seed, examples=chosen.examples)
    sys.stdout.write(f"{cases} cases, exit code {code}\n")
    return code or int(cases < LEAST)


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of our own, for as long as it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "lifejourney.asgi:create", "--port", str(port)]
    quiet = {**os.environ, "LIFEJOURNEY_ACCESS_LOG": "off"}
    with subprocess.Popen([*command, "--no-access-log", "--log-level", "warning"], cwd=ROOT, env=quiet) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            await_health(address)
            yield address
        finally:
            server.terminate()


def await_health(address: str) -> None:
    """Wait until the server answers; raises TimeoutError where it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/healthz") as answer:  # noqa: S310 - our own server
                answer.read()
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError("The server does not answer.")


def attacked(address: str, *, seed: int, examples: int) -> tuple[int, int]:
    """Schemathesis' exit code, and how many cases it made."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--checks", "all"]
    command += ["--phases", "examples,coverage,fuzzing,stateful", "--workers", "1", "--no-color"]
    command += ["--max-examples", str(examples), "--seed", str(seed)]
    hooked = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.api.sparql_at_random"}
    with tempfile.TemporaryDirectory() as folder:  # it keeps its notes where it is started
        told = subprocess.run(command, cwd=folder, env=hooked, check=False, text=True, stdout=subprocess.PIPE)
    sys.stdout.write(told.stdout)
    made = re.search(r"([0-9]+) generated", told.stdout)
    return told.returncode, int(made[1]) if made else 0


if __name__ == "__main__":
    sys.exit(main())
