"""What a benchmark yields, and how a time is taken: interleaved with its peer, in several rounds."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
PEERS = ROOT / ".venv-peers" / "bin"
"""The programs of the peers (``make bench`` installs them)."""

AS_OF = date(2026, 11, 22)
"""The day asked about."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``ratio`` is the one its target speaks of, and ``ok`` is None where there is no target."""

    name: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    target: str = ""
    ok: bool | None = None


def home() -> Path:
    """Where generated catalogues and their caches lie: below the user's cache folder."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lifejourney-benchmarks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def best(runs: Mapping[str, Callable[[], object]], *, seconds: float = 0.03, rounds: int = 40) -> dict[str, float]:
    """Seconds of processor time that one call takes, at best."""
    return {name: min(found) for name, found in times(runs, seconds=seconds, rounds=rounds).items()}


def times(
    runs: Mapping[str, Callable[[], object]], *, seconds: float = 0.03, rounds: int = 40
) -> dict[str, list[float]]:
    """Seconds of processor time that one call takes, in each round; the rounds of all are interleaved."""
    counts = {name: _calls_in(run, seconds) for name, run in runs.items()}
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(rounds):
        for name, run in runs.items():
            found[name].append(_seconds(run, counts[name]) / counts[name])
    return found


def _calls_in(run: Callable[[], object], seconds: float) -> int:
    """How many calls take about so long, once the first has prepared what later ones use."""
    run()
    calls = 1
    while (taken := _seconds(run, calls)) < seconds / 4:
        calls *= 2
    return max(1, round(calls * seconds / taken))


def _seconds(run: Callable[[], object], calls: int) -> float:
    start = process_time()  # not the wall clock: others may be at work on this machine
    for _call in range(calls):
        run()
    return process_time() - start


def in_ms(seconds: float) -> str:
    """A short time, as it is read best."""
    return f"{seconds * 1e3:.3f} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms"  # noqa: PLR2004


def in_seconds(seconds: float) -> str:
    """A long time, as it is read best."""
    return f"{seconds:.2f} s"
