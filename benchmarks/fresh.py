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


def probe(task: str, *catalogues: Path, cache: Path | None = None) -> dict[str, float]:
    """What a fresh process answers, with ``elapsed``: the seconds from its start to its answer."""
    command = [sys.executable, "-m", "benchmarks.probe", task, *map(str, catalogues)]
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


def busy(process: int) -> float:
    """The seconds of processor time that a process and those it started have taken so far."""
    folder = Path("/proc") / str(process)
    fields = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    children = (folder / "task" / str(process) / "children").read_text(encoding="ascii").split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime, counted from the state on
    return ticks / os.sysconf("SC_CLK_TCK") + sum(busy(int(child)) for child in children)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server that was started here, and no other."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
