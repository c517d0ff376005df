"""The heat map of a report as data: which agency takes part in which life event, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from planning.report_words import Words

SHADES = 5


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
    catalogue: Catalogue, services: Iterable[PublicService], words: Words, *, rows: int | None, columns: int | None
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


def _largest(count: Mapping[str, int], most: int | None) -> Sequence[str]:
    return sorted(count, key=lambda key: (-count[key], key))[:most]


def _cell(number: int, most: int, title: str) -> Cell:
    return Cell(number, -(-number * SHADES // most) if number else 0, f"{title}: {number}")
