"""Queries over 10,000 generated services: the guarded store beside pyoxigraph called directly on the same triples.

The store checks a query, evaluates it in another process and passes the answer back; pyoxigraph alone does neither.
Both write SPARQL's JSON. Times are by the clock, since the work is done in another process: the best of many rounds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from time import perf_counter
from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from benchmarks.figures import Figure, in_ms
from benchmarks.generate import catalogue_of
from catalogue.load import load_catalogue
from ontology.cpsv_ap import n_triples, statements
from ontology.store import EmbeddedStore

SERVICES = 10_000
ROUNDS = 15
SHARE = 1.5
"""Of pyoxigraph's time, where that is ``LONG`` or more."""
LONG = 0.020
SEEN, NEW = 0.003, 0.025
"""Seconds more than pyoxigraph for a short query, at the most: for a text seen before, and for a new one."""
_PREFIXES = """
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX cpsvno: <https://data.norge.no/vocabulary/cpsvno#>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dct: <http://purl.org/dc/terms/>
"""
LONG_QUERIES: Mapping[str, str] = {
    "documents most asked for": """
SELECT ?code (COUNT(?service) AS ?services) WHERE {
  ?service cv:hasInputType ?document .
  ?document dct:identifier ?code .
} GROUP BY ?code ORDER BY DESC(?services) ?code LIMIT 50""",
    "words in names": """
SELECT ?code ?name WHERE {
  ?service a cpsv:PublicService ; dct:identifier ?code ; dct:title ?name .
  FILTER(LANG(?name) = "id" && CONTAINS(LCASE(STR(?name)), "kartu izin"))
} ORDER BY ?code LIMIT 100""",
    "triples by predicate": "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
}
SHORT_QUERIES: Mapping[str, str] = {
    "services of an event": """
SELECT ?code ?name WHERE {
  ?event dct:identifier "event-00" .
  ?service cv:isGroupedBy ?event ; dct:identifier ?code ; dct:title ?name .
} ORDER BY ?code""",
    "whether there is a service": "ASK { ?s a cpsv:PublicService }",
    "ten services": "SELECT ?s WHERE { ?s a cpsv:PublicService } LIMIT 10",
}


def run() -> Iterator[Figure]:
    """Queries over 10,000 generated services, checked and in another process, beside pyoxigraph alone."""
    data = "".join(map(n_triples, statements(load_catalogue(catalogue_of(SERVICES))))).encode()
    direct = Store()
    direct.bulk_load(data, RdfFormat.N_TRIPLES)
    store = EmbeddedStore(lambda pipe: pipe.write(data))
    beside = _Beside(store, direct)
    try:
        yield Figure("triples that are asked", f"{len(direct):,}")
        for name, text in LONG_QUERIES.items():
            yield beside.long(name, _PREFIXES + text)
        for name, text in SHORT_QUERIES.items():
            yield beside.short(name, _PREFIXES + text)
            yield beside.new(name, _PREFIXES + text)
    finally:
        store.close()


class _Beside(NamedTuple):
    """Both stores, to be asked the same."""

    store: EmbeddedStore
    direct: Store

    def long(self, name: str, text: str) -> Figure:
        """A query that takes its time."""
        ours, peer = self._seen(text)
        target = f"≤ {SHARE} × where the peer needs {LONG * 1e3:.0f} ms"
        ok = ours <= SHARE * peer if peer >= LONG else None
        return Figure(f"SPARQL, {name}", in_ms(ours), f"{in_ms(peer)} (pyoxigraph)", ours / peer, target, ok)

    def short(self, name: str, text: str) -> Figure:
        """A query that takes little, once it has been checked."""
        ours, peer = self._seen(text)
        return _more(name, ours, peer, most=SEEN)

    def new(self, name: str, text: str) -> Figure:
        """The same with a text that was never seen: each round's differs by a comment."""
        numbers = iter(range(ROUNDS))
        ours = min(_timed(lambda: self.store.answer(f"{text}\n#{next(numbers)}")) for _round in range(ROUNDS))
        peer = min(_timed(lambda: self._directly(text)) for _round in range(ROUNDS))
        return _more(f"{name}, a new text", ours, peer, most=NEW)

    def _seen(self, text: str) -> tuple[float, float]:
        """The times of both, by turns, once their answers are the same."""
        assert json.loads(self.store.answer(text).body) == json.loads(self._directly(text))  # noqa: S101
        ours, peer = float("inf"), float("inf")
        for _round in range(ROUNDS):
            ours = min(ours, _timed(lambda: self.store.answer(text)))
            peer = min(peer, _timed(lambda: self._directly(text)))
        return ours, peer

    def _directly(self, text: str) -> bytes:
        return self.direct.query(text).serialize(format=QueryResultsFormat.JSON) or b""  # type: ignore[arg-type]


def _more(name: str, ours: float, peer: float, *, most: float) -> Figure:
    target = f"≤ {most * 1e3:.0f} ms more"
    return Figure(f"SPARQL, {name}", in_ms(ours), f"{in_ms(peer)} (pyoxigraph)", None, target, ours - peer <= most)


def _timed(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
