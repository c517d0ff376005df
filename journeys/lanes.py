"""One fact's values in cells, and what each cell makes of the lanes of all services, as long integers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from math import floor
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from catalogue.conditions import Truth, facts_of, literals_of
from catalogue.evaluate import Facts, compiled
from catalogue.registers import ConceptType
from catalogue.spans import Ranged

if TYPE_CHECKING:
    from catalogue.conditions import Atom, Scalar
    from catalogue.evaluate import Trilean
    from catalogue.spans import Known

DISCRETE = frozenset({ConceptType.INTEGER, ConceptType.DATE})
"""Types between whose neighbouring values nothing lies."""


@dataclass(slots=True)
class Lanes:
    """The bits one atom moves: alone in its clause (``sole``), or one of several (``shared``), plain or negated."""

    sole: int = 0
    sole_not: int = 0
    shared: int = 0
    shared_not: int = 0


class Band(NamedTuple):
    """How the four kinds of effect lie side by side in one integer, so that joining effects is a single OR.

    From bit 0: sole clauses that are false, then sole clauses not known (``open``), then shared clauses with a true
    atom (``proven``), then shared clauses with an atom that is true or not known (``possible``).
    """

    open: int
    proven: int
    possible: int

    def effect(self, lanes: Lanes, outcome: Trilean) -> int:
        """What an atom's outcome makes of its lanes."""
        if outcome is None:
            shared = lanes.shared | lanes.shared_not
            return (lanes.sole | lanes.sole_not) << self.open | shared << self.possible
        against, in_favour = (lanes.sole_not, lanes.shared) if outcome else (lanes.sole, lanes.shared_not)
        return against | in_favour << self.proven | in_favour << self.possible


@dataclass(slots=True)
class Cells:
    """One fact's values, cut at every bound a rule names: even cells lie between bounds, odd cells are the bounds."""

    bounds: list[Scalar]
    lanes: list[Lanes]
    band: Band
    truth: list[int | None] = field(default_factory=list)
    """For each cell the atoms that hold in it, a bit each; None for a cell no value lies in."""
    effects: list[int] = field(default_factory=list)
    at_bounds: dict[object, int] = field(default_factory=dict)
    """The effect of each bound itself: options and truths are nearly always one."""
    unknown: int = 0

    def cell(self, value: Scalar) -> int:
        """The cell a value lies in."""
        place = bisect_left(self.bounds, value)
        return 2 * place + (place < len(self.bounds) and self.bounds[place] == value)

    def effect(self, value: Known) -> int:
        """What a value, or a span of values, makes of the lanes."""
        if type(value) is not Ranged:
            return self.effects[self.cell(value)]  # type: ignore[arg-type]
        held = [truth for truth in self.truth[self.cell(value.low) : self.cell(value.high) + 1] if truth is not None]
        everywhere, somewhere = held[0], 0
        for truth in held:
            everywhere &= truth
            somewhere |= truth
        outcomes = (
            True if everywhere >> n & 1 else None if somewhere >> n & 1 else False for n in range(len(self.lanes))
        )
        return joined(self.band.effect(lanes, outcome) for lanes, outcome in zip(self.lanes, outcomes, strict=True))


def joined(effects: Iterable[int]) -> int:
    """Several effects as one."""
    return reduce(or_, effects, 0)


class Joins:
    """The OR of any stretch of a list, from two look-ups (a sparse table: OR does not mind what it meets twice)."""

    def __init__(self, effects: Sequence[int]) -> None:
        self.rows = [list(effects)]
        while (width := 1 << len(self.rows)) <= len(effects):
            row, half = self.rows[-1], width // 2
            self.rows.append([row[place] | row[place + half] for place in range(len(effects) - width + 1)])

    def between(self, start: int, end: int) -> int:
        """The OR from ``start`` up to but without ``end``."""
        if start >= end:
            return 0
        level = (end - start).bit_length() - 1
        row = self.rows[level]
        return row[start] | row[end - (1 << level)]


def _between(low: Scalar | None, high: Scalar | None, *, discrete: bool) -> Scalar | None:
    """A value strictly between two neighbouring bounds (None: no bound there), None where there is none."""
    if isinstance(low, bool) or isinstance(high, bool):
        return None
    if isinstance(low, str) or isinstance(high, str):
        return "" if low is None else f"{low}\0"
    if low == date.max or high == date.min:
        return None
    if low is None or high is None:
        return _beyond(low, high)
    if not discrete:
        return (Decimal(low) + Decimal(high)) / 2  # type: ignore[arg-type]
    following = low + timedelta(days=1) if isinstance(low, date) else floor(low) + 1
    return following if following < high else None  # type: ignore[operator]


def _beyond(low: Scalar | None, high: Scalar | None) -> Scalar | None:
    """A value below the first bound, or above the last."""
    step: object = timedelta(days=1) if isinstance(high if low is None else low, date) else 1
    return high - step if low is None else low + step  # type: ignore[operator]


def _values(bounds: Sequence[Scalar], *, discrete: bool) -> Iterator[Scalar | None]:
    """One value of each cell in turn, None for a cell without any."""
    edges: list[Scalar | None] = [None, *bounds, None]
    for low, high in pairwise(edges):
        yield _between(low, high, discrete=discrete)
        if high is not None:
            yield None if discrete and isinstance(high, Decimal) and high % 1 else high


def cells_of(entries: Sequence[tuple[Atom, Lanes]], band: Band, *, discrete: bool) -> Cells:
    """The cells of one fact, and what each makes of the lanes."""
    bounds: set[Scalar] = {value for atom, _lanes in entries for value in literals_of(atom)}
    if any(isinstance(atom, Truth) for atom, _lanes in entries) or any(isinstance(bound, bool) for bound in bounds):
        bounds = {False, True}
    cells = Cells(sorted(bounds), [lanes for _atom, lanes in entries], band)
    names = {fact.name for atom, _lanes in entries for fact in facts_of(atom)}
    evaluators = [compiled(atom) for atom, _lanes in entries]
    for value in _values(cells.bounds, discrete=discrete):
        outcomes = [] if value is None else [ask(Facts(dict.fromkeys(names, value))) for ask in evaluators]
        cells.truth.append(None if value is None else sum(bool(outcome) << n for n, outcome in enumerate(outcomes)))
        effects = (band.effect(lanes, outcome) for lanes, outcome in zip(cells.lanes, outcomes, strict=False))
        cells.effects.append(joined(effects))
    cells.at_bounds = {bound: cells.effects[2 * place + 1] for place, bound in enumerate(cells.bounds)}
    unknown = (ask(Facts()) for ask in evaluators)
    cells.unknown = joined(band.effect(lanes, outcome) for lanes, outcome in zip(cells.lanes, unknown, strict=True))
    return cells
