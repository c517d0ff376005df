"""Reading and validating services, beside PyYAML's CSafeLoader alone over the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import ROOT, Figure, in_seconds
from benchmarks.fresh import probe
from benchmarks.generate import catalogue_of

SERVICES = 10_000
MOST = 1.5
"""Times the peer's time that reading and validating may take."""
_ROUNDS = 3


def run() -> Iterator[Figure]:
    """Ten thousand services, 1,000 distinct rules; every round in a fresh process, the best of three."""
    ours, peer = _measured(catalogue_of(SERVICES))
    ratio = ours / peer
    name = f"read and validate {SERVICES:,} services, beside PyYAML's CSafeLoader alone"
    yield Figure(name, in_seconds(ours), in_seconds(peer), ratio, f"≤ {MOST} ×", ratio <= MOST)
    ours, peer = _measured(ROOT)
    yield Figure("the same for the shipped services", in_seconds(ours), in_seconds(peer), ours / peer)


def _measured(path: Path) -> tuple[float, float]:
    rounds = [(probe("ours", path)["seconds"], probe("peer", path)["seconds"]) for _round in range(_ROUNDS)]
    return min(ours for ours, _peer in rounds), min(peer for _ours, peer in rounds)
