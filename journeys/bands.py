"""When may a comparison change that reckons with several ages? Found by halving stretches of days, never by trying all.

Over a stretch of days a term lies in a band: what grows day by day has a slope, what grows by months or years rises
somewhere within. Where the bands of both sides do not touch, or nothing moves, the stretch holds no change.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import starmap
from operator import mul
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import Arithmetic, Literal, facts_of
from catalogue.spans import COMPARING
from journeys.dates import completed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from catalogue.conditions import Comparison, Term
    from catalogue.evaluate import Trilean

Number: TypeAlias = int | Decimal
Span: TypeAlias = tuple[date, date]
"""The first and last day that a date may be."""


class Growing(NamedTuple):
    """A fact that counts the units completed since a day."""

    unit: str
    since: Span


class Stretch(NamedTuple):
    """Days by their number, both included."""

    first: int
    last: int


class Band(NamedTuple):
    """Where a term lies over a stretch: on day ``n`` between ``slope * n + low`` and ``slope * n + high``."""

    slope: Number
    low: Number
    high: Number
    steady: bool = True
    """Whether it is the same values all along, but for the slope."""

    def flat(self, stretch: Stretch) -> Band:
        """The whole height of it over a stretch, without a slope."""
        rises = self.slope * stretch.first, self.slope * stretch.last
        return Band(0, self.low + min(rises), self.high + max(rises), self.steady and not self.slope)


def _sum(one: Band, other: Band) -> Band:
    return Band(one.slope + other.slope, one.low + other.low, one.high + other.high, one.steady and other.steady)


def _times(band: Band, number: Number) -> Band:
    low, high = sorted((band.low * number, band.high * number))
    return Band(band.slope * number, low, high, band.steady)


def _product(one: Band, other: Band, stretch: Stretch) -> Band:
    for factor, band in ((one, other), (other, one)):
        if not factor.slope and factor.low == factor.high:
            return _times(band, factor.low)
    one, other = one.flat(stretch), other.flat(stretch)
    ends = list(starmap(mul, ((a, b) for a in one[1:3] for b in other[1:3])))
    return Band(0, min(ends), max(ends), one.steady and other.steady)


class Reckoning:
    """Comparisons of numbers that are true or false together; ``known`` holds all their facts."""

    def __init__(self, comparisons: Sequence[Comparison], known: Mapping[str, Number | Growing]) -> None:
        self.gaps = [(each.operator, Arithmetic("-", each.left, each.right)) for each in comparisons]
        self.known = known
        counted: dict[int, set[str]] = {}
        for name in {fact.name for each in comparisons for fact in facts_of(each)}:
            if isinstance(fact := known[name], Growing):
                counted.setdefault(id(fact.since), set()).add("days" if fact.unit == "days" else "longer")
        self._uneven = {origin for origin, units in counted.items() if len(units) > 1}
        """Spans whose days move on while their months stand still: what these add up to is never steady."""

    def changes(self, stretch: Stretch) -> Iterator[int]:
        """Every day after the first on which they may come out otherwise than the day before, in order."""
        waiting, before = [stretch], None
        while waiting:
            first, last = now = waiting.pop()
            seen = [self._seen(sign, self._band(gap, now).flat(now)) for sign, gap in self.gaps]
            if first < last and not all(settled for _outcome, settled in seen):
                middle = (first + last) // 2
                waiting += [Stretch(middle + 1, last), Stretch(first, middle)]
                continue
            outcomes = [outcome for outcome, _settled in seen]
            if first > stretch.first and (None in outcomes or outcomes != before):
                yield first
            before = outcomes

    @staticmethod
    def _seen(sign: str, gap: Band) -> tuple[Trilean, bool]:
        """What a comparison comes out as all along, None if that is not sure; and whether no day of it differs."""
        one, other = COMPARING[sign](gap.low, 0), COMPARING[sign](gap.high, 0)
        if one is not other or (sign in {"=", "<>"} and gap.low < 0 < gap.high):
            return None, gap.steady
        return one, True

    def _band(self, term: Term, stretch: Stretch) -> Band:
        if isinstance(term, Arithmetic):
            left, right = self._band(term.left, stretch), self._band(term.right, stretch)
            if term.operator == "*":
                return _product(left, right, stretch)
            return _sum(left, right if term.operator == "+" else _times(right, -1))
        value = term.value if isinstance(term, Literal) else self.known[term.name]
        if isinstance(value, Growing):
            return self._grown(value, stretch)
        return Band(0, value, value)  # type: ignore[arg-type] # what is reckoned with is a number

    def _grown(self, fact: Growing, stretch: Stretch) -> Band:
        earliest, latest = fact.since
        if fact.unit == "days":
            return Band(1, -latest.toordinal(), -earliest.toordinal())
        first, last = map(date.fromordinal, stretch)
        low, high = completed(fact.unit, latest, first), completed(fact.unit, earliest, last)
        moves = completed(fact.unit, latest, last) > low or completed(fact.unit, earliest, first) < high
        return Band(0, low, high, not moves and (earliest == latest or id(fact.since) not in self._uneven))
