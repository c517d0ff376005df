"""Exporting and checking linked data, beside what pyoxigraph needs for the same triples."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from time import process_time

from pyoxigraph import RdfFormat, parse, serialize

from benchmarks.figures import Figure, in_seconds
from benchmarks.generate import catalogue_of
from catalogue.load import load_catalogue
from ontology.cpsv_ap import statements
from ontology.formats import LINKED_DATA
from ontology.shacl import violations
from ontology.turtle import to_turtle

SERVICES = 10_000
MOST = 3
"""Times the peer's time that an export may take."""
LONGEST = 10
"""Seconds that checking may take."""


def run() -> Iterator[Figure]:
    """Ten thousand services as Turtle and JSON-LD, beside pyoxigraph's parsing and dumping; then against our shapes."""
    known = load_catalogue(catalogue_of(SERVICES))
    for _service in known.services.values():  # read from the cache, once for all that follows
        pass
    gc.freeze()
    turtle = "".join(to_turtle(chain.from_iterable(statements(known)))).encode()
    for name, rdf_format in (("turtle", RdfFormat.TURTLE), ("json-ld", RdfFormat.JSON_LD)):
        ours = _seconds(partial(LINKED_DATA[name].whole, known))
        peer = _seconds(partial(_by_pyoxigraph, turtle, rdf_format))
        ratio = ours / peer
        title = f"{SERVICES:,} services to {name}, beside pyoxigraph parsing Turtle and dumping this"
        yield Figure(title, in_seconds(ours), in_seconds(peer), ratio, f"≤ {MOST} ×", ratio <= MOST)
    taken = _seconds(lambda: violations(chain.from_iterable(statements(known))))
    name = f"{SERVICES:,} services checked with our shapes"
    yield Figure(name, in_seconds(taken), target=f"< {LONGEST} s", ok=taken < LONGEST)
    gc.unfreeze()


def _by_pyoxigraph(turtle: bytes, rdf_format: RdfFormat) -> bytes:
    """What the peer does: parse the triples, and dump them."""
    return serialize(list(parse(turtle, format=RdfFormat.TURTLE)), format=rdf_format) or b""


def _seconds(do: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = process_time()
    do()
    return process_time() - start
