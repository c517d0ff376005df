"""Pictures of a report as data: where each bar, cell, box and line stands. The templates draw them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from journeys.graph import orders

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from journeys.answers import Bundle
    from planning.report_words import Words

SHADES = 5
_BOX_WIDTH, _LINE, _LETTERS, _LINES = 196, 15, 27, 3
_ACROSS, _DOWN, _MARGIN, _PADDING = 74, 16, 4, 9
_SWEEPS = 4


class Cell(NamedTuple):
    """A number of a heat map, and how dark it is: 0 for nothing, then 1 to 5."""

    number: int
    shade: int
    title: str


class HeatMap(NamedTuple):
    """Rows by columns; what was left out for want of room is counted."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    left_out_rows: int
    left_out_columns: int


def heat_map(
    catalogue: Catalogue, services: Iterable[PublicService], words: Words, *, rows: int, columns: int
) -> HeatMap:
    """How many services of each life event each agency makes the rules of: the largest agencies and events."""
    count: Counter[tuple[str, str]] = Counter()
    for service in services:
        count.update((service.competent_authority, event) for event in service.life_events)
    agencies, events = Counter[str](), Counter[str]()
    for (agency, event), number in count.items():
        agencies[agency] += number
        events[event] += number
    order = {event: place for place, event in enumerate(catalogue.life_events)}
    across = sorted(_largest(events, columns), key=lambda event: order[event])
    most = max(count.values(), default=0)
    names = {event: words.name(catalogue.life_events[event].name) for event in across}

    def row(agency: str) -> tuple[str, tuple[Cell, ...]]:
        name = words.name(catalogue.organisations[agency].name)
        return name, tuple(_cell(count[agency, event], most, f"{name} · {names[event]}") for event in across)

    down = _largest(agencies, rows)
    return HeatMap(tuple(names.values()), tuple(map(row, down)), len(agencies) - len(down), len(events) - len(across))


def _largest(count: Mapping[str, int], most: int) -> Sequence[str]:
    return sorted(count, key=lambda key: (-count[key], key))[:most]


def _cell(number: int, most: int, title: str) -> Cell:
    return Cell(number, -(-number * SHADES // most) if number else 0, f"{title}: {number}")


class Box(NamedTuple):
    """A service: the left upper corner of its box, and its name in lines."""

    x: int
    y: int
    lines: tuple[str, ...]
    title: str


class Line(NamedTuple):
    """From the right side of one box to the left side of another; what passes between them."""

    start: tuple[int, int]
    end: tuple[int, int]
    told: str
    """Which two services, and what passes between them."""

    @property
    def path(self) -> str:
        """The curve, as SVG writes it."""
        (x, y), (to_x, to_y) = self.start, self.end
        half = (x + to_x) // 2
        return f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"


class Chain(NamedTuple):
    """The services of a life event that wait for one another, from the left to the right."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    alone: int
    """Services of the event that wait for none and that none waits for."""


BOX_HEIGHT = _LINES * _LINE + 2 * _PADDING
BOX_WIDTH = _BOX_WIDTH
LINE_HEIGHT = _LINE


def waiting(bundle: Bundle) -> int:
    """How many times a step of a bundle waits for another."""
    return sum(len(step.after) for step in bundle.steps)


def chain(catalogue: Catalogue, bundle: Bundle, words: Words) -> Chain:
    """The steps of a bundle in layers: each stands to the right of all it waits for."""
    after = {step.id: step.after for step in bundle.steps}
    linked = {name for step, before in after.items() if before for name in (step, *before)}
    layers = _layers({step: before for step, before in after.items() if step in linked})
    places = {step: (column, row) for column, layer in enumerate(layers) for row, step in enumerate(layer)}
    corner = {
        step: (_MARGIN + column * (_BOX_WIDTH + _ACROSS), _MARGIN + row * (BOX_HEIGHT + _DOWN))
        for step, (column, row) in places.items()
    }
    names = {step.id: words.name(step.service.name) for step in bundle.steps}
    documents = _passing(catalogue, bundle, words)
    half = BOX_HEIGHT // 2
    return Chain(
        width=2 * _MARGIN + len(layers) * (_BOX_WIDTH + _ACROSS) - _ACROSS,
        height=2 * _MARGIN + max(map(len, layers), default=0) * (BOX_HEIGHT + _DOWN) - _DOWN,
        boxes=tuple(Box(x, y, _wrapped(names[step]), names[step]) for step, (x, y) in corner.items()),
        lines=tuple(
            Line(
                (corner[before][0] + _BOX_WIDTH, corner[before][1] + half),
                (corner[step][0], corner[step][1] + half),
                f"{names[before]} → {names[step]}{documents.get((before, step), '')}",
            )
            for step in corner
            for before in after[step]
        ),
        alone=len(after) - len(linked),
    )


def _passing(catalogue: Catalogue, bundle: Bundle, words: Words) -> Mapping[tuple[str, str], str]:
    """The documents that pass from one step to another, as the graph's order rests on them."""
    codes = {step.service.code: step.id for step in bundle.steps}
    found: dict[tuple[str, str], list[str]] = {}
    for order in orders(catalogue):
        if order.evidence and order.before in codes and order.after in codes:
            name = words.name(catalogue.evidence[order.evidence].name)
            found.setdefault((codes[order.before], codes[order.after]), []).append(name)
    return {pair: f": {', '.join(names)}" for pair, names in found.items()}


def _layers(after: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The steps by how long the longest way to them is; within a layer near to what they wait for."""
    depth: dict[str, int] = {}
    for step, before in after.items():  # a bundle's steps stand in order
        depth[step] = max((depth[one] + 1 for one in before), default=0)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for step, column in depth.items():
        layers[column].append(step)
    following: dict[str, list[str]] = {}
    for step, before in after.items():
        for one in before:
            following.setdefault(one, []).append(step)
    for _ in range(_SWEEPS):
        for layer in layers[1:]:
            _settle(layer, layers, after)
        for layer in reversed(layers[:-1]):
            _settle(layer, layers, following)
    return layers


def _settle(layer: list[str], layers: Sequence[Sequence[str]], near: Mapping[str, Sequence[str]]) -> None:
    """Put a layer in the order of the middle of what each of it is near to."""
    row = {step: place for each in layers for place, step in enumerate(each)}

    def middle(step: str) -> float:
        others = [row[other] for other in near.get(step, ())]
        return sum(others) / len(others) if others else row[step]

    layer.sort(key=middle)


def _wrapped(name: str) -> tuple[str, ...]:
    lines = wrap(name, _LETTERS)
    return tuple(lines) if len(lines) <= _LINES else (*lines[: _LINES - 1], f"{lines[_LINES - 1][: _LETTERS - 1]}…")
