"""What a fresh process does for a benchmark: ``python -m benchmarks.probe <task> <catalogue> …``, answered in JSON."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import TypeAlias

import yaml

from benchmarks.figures import AS_OF, times
from benchmarks.generate import FIRST_EVENT
from catalogue.load import load_catalogue
from journeys.bundle import Request, answer, answer_json, bundle_for
from journeys.journey import build_journey

FILES = ("services.yaml", "registers/*.yaml", "journeys/*.yaml", "services/*.yaml", "services/*/*.yaml")
"""Where the YAML of a catalogue stands, generated or shipped."""
Answer: TypeAlias = "dict[str, float]"
"""Figures by name: seconds of processor time, bytes of memory, counts."""


def ours(path: Path) -> Answer:
    """Read and validate everything, without the cache."""
    start = process_time()
    catalogue = load_catalogue(path, cache=False)
    return {"seconds": process_time() - start, "services": len(catalogue.services)}


def peer(path: Path) -> Answer:
    """Read the same bytes with PyYAML's CSafeLoader, keep what it gives; the collector is off, as for ours."""
    files = [file for pattern in FILES for file in path.glob(pattern)]
    gc.disable()
    start = process_time()
    kept = [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in files]
    return {"seconds": process_time() - start, "services": len(kept)}


def keep(path: Path) -> Answer:
    """Read everything and write the cache."""
    start = process_time()
    load_catalogue(path)
    return {"seconds": process_time() - start, "memory": _peak()}


def first(path: Path) -> Answer:
    """Answer a first bundle from the cache, and tell what it took."""
    journey = build_journey(load_catalogue(path))
    bundle = bundle_for(journey, next(iter(journey.catalogue.life_events)), {"age_years": 30, "flag_01": True})
    graph = float("networkx" in sys.modules or "journeys.graph" in sys.modules)
    return {"steps": len(bundle.steps), "seconds": process_time(), "memory": _peak(), "graph": graph}


def everything(path: Path) -> Answer:
    """Decode every service, index all verdicts and draw the graph."""
    start = process_time()
    journey = build_journey(load_catalogue(path))
    kept = list(journey.catalogue.services.values())
    decoded = process_time()
    width = journey.index.width
    indexed = process_time()
    from journeys.graph import graph_of  # noqa: PLC0415 - the first bundle must be answered without it

    edges = graph_of(journey.catalogue).number_of_edges()
    drawn = process_time()
    times = {"decode": decoded - start, "index": indexed - decoded, "graph": drawn - indexed}
    return {**times, "services": len(kept), "width": width, "edges": edges, "memory": _peak()}


def bundles(*paths: Path) -> Answer:
    """The steps of the first event's bundle in each catalogue, and how long it takes in each, in turns."""
    found: Answer = {}
    runs: dict[str, Callable[[], object]] = {}
    for path in paths:
        journey = build_journey(load_catalogue(path))
        ask = Request((FIRST_EVENT,), journey.reader.read({}, as_of=AS_OF))
        found[f"{path.name} steps"] = len(answer(journey, ask).steps)
        runs[f"{path.name} JSON"], runs[f"{path.name} model"] = (
            partial(made, journey, ask) for made in (answer_json, answer)
        )
    for name, seconds in times(runs, rounds=60).items():
        found |= {f"{name} median": median(seconds), f"{name} best": min(seconds)}
    return found


TASKS: Mapping[str, Callable[..., Answer]] = {
    task.__name__: task for task in (ours, peer, keep, first, everything, bundles)
}
"""What can be asked for."""


def _peak() -> int:
    """The most memory this process ever held, in bytes (``ru_maxrss`` would count the parent's before the exec)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*map(Path, sys.argv[2:]))), flush=True)
