"""The services of a life event that wait for one another, as a picture in layers: where each box and line stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from catalogue.references import reached
from journeys.graph import orders

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from journeys.answers import Bundle
    from planning.report_words import Words

BOX_WIDTH, BOX_HEIGHT, LINE_HEIGHT = 178, 61, 15
"""Points; a box holds three lines of text."""
_LETTERS, _LINES = 23, 3
_ACROSS, _DOWN, _MARGIN = 44, 14, 4
_BY = 6
"""Points a line takes where it passes by the boxes of a layer."""
_SWEEPS = 6


class Point(NamedTuple):
    """A place in the picture, in points from its left upper corner."""

    x: int
    y: int


class Box(NamedTuple):
    """A service: the left upper corner of its box, and its name in lines."""

    corner: Point
    lines: tuple[str, ...]
    title: str


class Line(NamedTuple):
    """From the right side of one box to the left side of another, by the boxes of the layers between."""

    points: tuple[Point, ...]
    told: str
    """Which two services, and what passes between them."""

    @property
    def path(self) -> str:
        """The curve, as SVG writes it."""
        start, *onward = self.points
        parts = [f"M{start.x} {start.y}"]
        for number, point in enumerate(onward):
            if number % 2:  # along the layer it passes by
                parts.append(f"H{point.x}")
            else:
                half = (start.x + point.x) // 2
                parts.append(f"C{half} {start.y} {half} {point.y} {point.x} {point.y}")
            start = point
        return "".join(parts)


class Chain(NamedTuple):
    """The services of a life event that wait for one another, from the left to the right."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    """Where one service comes after another by a longer way already, no line is drawn."""
    told: tuple[str, ...]
    """Every service that waits for another, and for what."""
    alone: int
    """Services of the event that wait for none and that none waits for."""


class _Stop(NamedTuple):
    """Where a line to ``step`` crosses a layer: in its own box, or by the boxes there."""

    before: str
    step: str


_Waits = Mapping[str, Sequence[str]]


def waiting(bundle: Bundle) -> int:
    """How many times a step of a bundle waits for another."""
    return sum(len(step.after) for step in bundle.steps)


def chain(catalogue: Catalogue, bundle: Bundle, words: Words) -> Chain:
    """The steps of a bundle in layers: each stands to the right of all it waits for."""
    after = {step.id: step.after for step in bundle.steps}
    linked = {name for step, before in after.items() if before for name in (step, *before)}
    waits = {step: before for step, before in after.items() if step in linked}
    names = {step.id: words.name(step.service.name) for step in bundle.steps}
    passing = _passing(catalogue, bundle, words)
    told = {pair: f"{names[pair.before]} → {names[pair.step]}{passing.get(pair, '')}" for pair in _pairs(waits)}
    picture = _Picture(_direct(waits))
    return Chain(
        width=2 * _MARGIN + len(picture.layers) * (BOX_WIDTH + _ACROSS) - _ACROSS,
        height=2 * _MARGIN + picture.tall,
        boxes=tuple(Box(picture.corner(step), _wrapped(names[step]), names[step]) for step in waits),
        lines=tuple(Line(tuple(picture.points(pair)), told[pair]) for pair in _pairs(picture.waits)),
        told=tuple(told.values()),
        alone=len(after) - len(linked),
    )


def _pairs(waits: _Waits) -> Iterator[_Stop]:
    return (_Stop(before, step) for step, those in waits.items() for before in those)


def _direct(waits: _Waits) -> _Waits:
    """What each waits for, without what it waits for by way of another too."""
    all_before = {step: reached(step, lambda one: waits[one]) for step in waits}
    return {
        step: [one for one in before if not any(one in all_before[other] for other in before)]
        for step, before in waits.items()
    }


def _passing(catalogue: Catalogue, bundle: Bundle, words: Words) -> Mapping[_Stop, str]:
    """The documents that pass from one step to another, as the graph's order rests on them."""
    codes = {step.service.code: step.id for step in bundle.steps}
    found: dict[_Stop, list[str]] = {}
    for order in orders(catalogue):
        if order.evidence and order.before in codes and order.after in codes:
            name = words.name(catalogue.evidence[order.evidence].name)
            found.setdefault(_Stop(codes[order.before], codes[order.after]), []).append(name)
    return {pair: f": {', '.join(names)}" for pair, names in found.items()}


class _Picture:
    """Steps in layers, with room for the lines that pass by; a step's own place is its stop before itself."""

    def __init__(self, waits: _Waits) -> None:
        self.waits = waits
        self.depth = _depths(waits)
        self.layers: list[list[_Stop]] = [[] for _ in range(max(self.depth.values(), default=-1) + 1)]
        for step, column in self.depth.items():
            self.layers[column].append(_Stop(step, step))
        for pair in _pairs(waits):
            for column in range(self.depth[pair.before] + 1, self.depth[pair.step]):
                self.layers[column].append(pair)
        for _ in range(_SWEEPS):
            self._settle(range(1, len(self.layers)), -1)
            self._settle(range(len(self.layers) - 2, -1, -1), 1)
        self.tall = max(map(_tall, self.layers), default=0)
        self._above = {(stop, column): y for stop, column, y in self._lanes()}

    def _settle(self, columns: range, side: int) -> None:
        """Put each layer in the order of the middle of what each of it is joined to on one side."""
        for column in columns:
            row = {stop: place for place, stop in enumerate(self.layers[column + side])}
            here = {stop: place for place, stop in enumerate(self.layers[column])}
            middle: dict[_Stop, list[int]] = {stop: [] for stop in here}
            for pair in _pairs(self.waits):
                near, far = self._stop(pair, column), self._stop(pair, column + side)
                if near in middle and far in row:
                    middle[near].append(row[far])
            order = {stop: sum(rows) / len(rows) if rows else here[stop] for stop, rows in middle.items()}
            self.layers[column].sort(key=lambda stop, order=order: order[stop])  # type: ignore[misc]

    def _stop(self, pair: _Stop, column: int) -> _Stop | None:
        """Where a line stands in a layer; None where it does not come there."""
        first, last = self.depth[pair.before], self.depth[pair.step]
        if column in {first, last}:
            end = pair.before if column == first else pair.step
            return _Stop(end, end)
        return pair if first < column < last else None

    def corner(self, step: str) -> Point:
        """The left upper corner of a step's box."""
        column = self.depth[step]
        return Point(_left(column), self._above[_Stop(step, step), column])

    def _lanes(self) -> Iterator[tuple[_Stop, int, int]]:
        """Every stop with its layer and its upper edge; the middle of each layer is at half the height."""
        for column, layer in enumerate(self.layers):
            y = _MARGIN + (self.tall - _tall(layer)) // 2
            for stop in layer:
                yield stop, column, y
                y += _height(stop) + _DOWN

    def points(self, pair: _Stop) -> Iterator[Point]:
        """The way of a line: out of one box, by those between, into the other."""
        start, end = self.corner(pair.before), self.corner(pair.step)
        yield Point(start.x + BOX_WIDTH, start.y + BOX_HEIGHT // 2)
        for column in range(self.depth[pair.before] + 1, self.depth[pair.step]):
            y = self._above[pair, column] + _BY // 2
            yield Point(_left(column), y)
            yield Point(_left(column) + BOX_WIDTH, y)
        yield Point(end.x, end.y + BOX_HEIGHT // 2)


def _depths(waits: _Waits) -> Mapping[str, int]:
    """How long the longest way to each step is; one that waits for none stands next to the first that waits for it."""
    depth: dict[str, int] = {}
    for step, before in waits.items():  # a bundle's steps stand in order
        depth[step] = max((depth[one] + 1 for one in before), default=0)
    followed: dict[str, int] = {}
    for pair in _pairs(waits):
        followed[pair.before] = min(followed.get(pair.before, depth[pair.step]), depth[pair.step])
    return {step: depth[step] if before else followed[step] - 1 for step, before in waits.items()}


def _left(column: int) -> int:
    return _MARGIN + column * (BOX_WIDTH + _ACROSS)


def _height(stop: _Stop) -> int:
    return BOX_HEIGHT if stop.before == stop.step else _BY


def _tall(layer: Sequence[_Stop]) -> int:
    return sum(_height(stop) + _DOWN for stop in layer) - _DOWN


def _wrapped(name: str) -> tuple[str, ...]:
    lines = wrap(name, _LETTERS)
    return tuple(lines) if len(lines) <= _LINES else (*lines[: _LINES - 1], f"{lines[_LINES - 1][: _LETTERS - 1]}…")
