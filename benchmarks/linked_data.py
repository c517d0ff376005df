"""Exporting and checking linked data, beside what pyoxigraph and rdflib need for the same triples."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from itertools import chain
from time import process_time

from pyoxigraph import RdfFormat, parse, serialize

from benchmarks.figures import Figure, in_seconds
from benchmarks.generate import catalogue_of
from catalogue.load import load_catalogue
from ontology.cpsv_ap import statements
from ontology.formats import LINKED_DATA
from ontology.shacl import violations

SERVICES = 10_000
MOST = 3
"""Times the peer's time that an export may take."""
LONGEST = 10
"""Seconds that checking may take."""


def run() -> Iterator[Figure]:
    """Ten thousand services to Turtle and JSON-LD, beside pyoxigraph's parsing and dumping; then checked with our shapes."""
    known = load_catalogue(catalogue_of(SERVICES))
    for _service in known.services.values():  # read from the cache, once for all that follows
        pass
    gc.freeze()
    for name, rdf_format in (("turtle", RdfFormat.TURTLE), ("json-ld", RdfFormat.JSON_LD)):
        ours, text = _seconds(lambda name=name: LINKED_DATA[name].whole(known))
        peer, _dumped = _seconds(lambda text=text, of=rdf_format: serialize(list(parse(text, format=of)), format=of))
        ratio = ours / peer
        title = f"{SERVICES:,} services to {name}, beside pyoxigraph parsing and dumping the same"
        yield Figure(title, in_seconds(ours), in_seconds(peer), ratio, f"≤ {MOST} ×", ratio <= MOST)
    taken, found = _seconds(lambda: violations(chain.from_iterable(statements(known))))
    name = f"{SERVICES:,} services checked with our shapes"
    yield Figure(name, in_seconds(taken), target=f"< {LONGEST} s", ok=taken < LONGEST and not found)
    gc.unfreeze()


def _seconds(do: Callable[[], object]) -> tuple[float, object]:
    """Processor time of one call, and what it gives."""
    start = process_time()
    made = do()
    return process_time() - start, made
