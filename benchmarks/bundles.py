"""A bundle in process, as a model and as JSON: the widest event shipped, and one as wide in ever larger catalogues.

The peer has the same answer given to it, as plain data, and does what an API built the usual way does with its answer
alone: validate it, write it as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.figures import AS_OF, Figure, home, in_ms, times
from benchmarks.fresh import probe
from benchmarks.generate import catalogue_of
from catalogue.load import load_catalogue
from journeys.answers import Bundle
from journeys.bundle import Request, answer, answer_json
from journeys.journey import build_journey

if TYPE_CHECKING:
    from journeys.situation import Situation, SituationReader

REGION = "33.74"
SECONDS, GROWN_SECONDS = 3e-3, 5e-3
"""For a bundle of the shipped catalogue, and of the largest of the generated ones: the median, at the most."""
SIZES = (1_000, 10_000, 100_000)
MOST_STEPS = 60
"""In a bundle of a generated catalogue."""
SHAPES = ("JSON", "model")
_ROUNDS = 100


def run() -> Iterator[Figure]:
    """The widest event shipped, and one as wide among 1,000 to 100,000 generated services."""
    yield from _shipped()
    yield from _generated()


def _shipped() -> Iterator[Figure]:
    """Bundles of which nothing or something is known, beside pydantic's work on the same answer."""
    journey = build_journey(load_catalogue())
    event = max(journey.catalogue.life_events, key=lambda code: len(journey.candidates(code)))
    for name, situation in _persons(journey.reader):
        ask = Request((event,), situation, REGION)
        plain = json.loads(answer_json(journey, ask))
        if answer(journey, ask) != Bundle.model_validate(plain):
            raise SystemExit("a bundle says something else as a model than as JSON")
        runs: Mapping[str, Callable[[], object]] = {
            "JSON": partial(answer_json, journey, ask),
            "model": partial(answer, journey, ask),
            "peer": partial(_usual, plain),
        }
        found = times(runs, rounds=_ROUNDS)
        peer = found["peer"]
        for shape in SHAPES:
            seconds = median(found[shape])
            yield Figure(
                f"bundle as {shape}, {event}, {len(plain['steps'])} steps, {name}",
                _shown(seconds, min(found[shape])),
                f"{_shown(median(peer), min(peer))} (pydantic, the answer alone)",
                seconds / median(peer),
                f"≤ {in_ms(SECONDS)}",
                seconds <= SECONDS,
            )


def _persons(reader: SituationReader) -> Iterator[tuple[str, Situation]]:
    yield "nothing known", reader.read({}, as_of=AS_OF)
    facts = {"birth_date": "1996-05-20", "citizenship": "WNI"}
    papers = {"held": ["family-card", "ktp"], "missing": ["birth-certificate"]}
    yield "two facts and three documents told", reader.read(facts, as_of=AS_OF, **papers)


def _usual(plain: object) -> str:
    return Bundle.model_validate(plain).model_dump_json(by_alias=True)


def _generated() -> Iterator[Figure]:
    """The first event of each catalogue, asked in turns from unchanged caches."""
    cache, paths = home() / "cache", [catalogue_of(size) for size in SIZES]
    for path in paths:
        probe("keep", path, cache=cache)
    found = probe("bundles", *paths, cache=cache)
    steps = max(found[f"{path.name} steps"] for path in paths)
    if steps > MOST_STEPS:
        raise SystemExit(f"a bundle of {steps:.0f} steps is no measure: at most {MOST_STEPS}")
    for shape in SHAPES:
        least = found[f"{paths[0].name} {shape} median"]
        for size, path in zip(SIZES, paths, strict=True):
            seconds, best = (found[f"{path.name} {shape} {which}"] for which in ("median", "best"))
            name = f"bundle as {shape} among {size:,} services, {found[f'{path.name} steps']:.0f} steps"
            peer, target = f"{in_ms(least)} (among {SIZES[0]:,})", f"≤ {in_ms(GROWN_SECONDS)}"
            yield Figure(name, _shown(seconds, best), peer, seconds / least, target, seconds <= GROWN_SECONDS)


def _shown(middle: float, best: float) -> str:
    return f"{in_ms(middle)} (best {in_ms(best)})"
