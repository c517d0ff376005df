"""Starts processes: a probe that answers once, and servers that are ended by their id."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.figures import ROOT


def probe(task: str, catalogue: Path, *, cache: Path | None = None) -> dict[str, float]:
    """What a fresh process answers, with ``elapsed``: the seconds from its start to its answer."""
    command = [sys.executable, "-m", "benchmarks.probe", task, str(catalogue)]
    start = perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=_environment(cache), stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        elapsed = perf_counter() - start
    if process.returncode:
        raise SystemExit(process.returncode)
    answer: dict[str, float] = json.loads(line)
    return {**answer, "elapsed": elapsed}


def _environment(cache: Path | None) -> Mapping[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(cache)} if cache else os.environ


def start(command: Sequence[str], **variables: str) -> subprocess.Popen[bytes]:
    """A server, started quietly; ``end`` ends it."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}, stdout=quiet, stderr=quiet)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server that was started here, and no other."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
