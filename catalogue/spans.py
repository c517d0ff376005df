"""Facts known only as spans of values: what a comparison comes out as when every possible value is tried."""

from __future__ import annotations

import operator
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from catalogue.conditions import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Choice = tuple[Scalar, ...]
    """One possible value of each span of an origin."""

COMPARING: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""What each sign of comparison does."""


class Ranged:
    """A fact known only as a span of values, because an age was given and not a birth date.

    ``origin`` is the first and last possible day, ``derive`` what a day means for this fact: monotone and without gaps,
    so that ``low`` and ``high`` bound every value between them. Two facts of one origin, the very same object, stay in
    step, day by day; two persons of one age have two.
    """

    __slots__ = ("derive", "high", "low", "origin")

    def __init__(self, origin: tuple[date, date], derive: Callable[[date], Scalar]) -> None:
        self.origin, self.derive = origin, derive
        ends = derive(origin[0]), derive(origin[1])
        self.low, self.high = min(ends), max(ends)

    def values(self) -> list[Scalar]:
        """The value of each day of the origin."""
        first, last = self.origin
        return [self.derive(first + timedelta(days=n)) for n in range((last - first).days + 1)]

    def distinct(self) -> Sequence[Scalar]:
        """Each possible value once."""
        if isinstance(self.low, int) and isinstance(self.high, int):
            return range(self.low, self.high + 1)
        return self.values()


Known: TypeAlias = "Scalar | Ranged"
"""What is known of a fact."""


def may_be(known: Known, value: Scalar) -> bool:
    """Whether a value goes with what is known of a fact."""
    return known.low <= value <= known.high if isinstance(known, Ranged) else known == value  # type: ignore[operator]


def _decided(outcomes: Iterable[bool]) -> bool | None:
    """True or false where every outcome agrees, else None; stops at the first that differs."""
    stream = iter(outcomes)
    first = next(stream)
    return None if any(outcome is not first for outcome in stream) else first


class _Choices:
    """The combinations of values that facts may have; those of one origin move together."""

    def __init__(self, values: Sequence[Known]) -> None:
        self.values = values
        self.streams: list[Sequence[Choice]] = []
        self.places: list[Sequence[int]] = []
        """Of each origin, where among ``values`` its spans are."""
        origins: dict[int, list[int]] = {}
        for place, value in enumerate(values):
            if isinstance(value, Ranged):
                origins.setdefault(id(value.origin), []).append(place)
        for places in origins.values():
            spans = [value for place in places if isinstance(value := values[place], Ranged)]
            days = [spans[0].distinct()] if len(spans) == 1 else [span.values() for span in spans]
            self.streams.append(list(dict.fromkeys(zip(*days, strict=True))))
            self.places.append(places)

    def chosen(self, choices: Iterable[Choice]) -> Sequence[Any]:
        """The values by one choice for each origin."""
        chosen: list[Any] = list(self.values)
        for places, choice in zip(self.places, choices, strict=True):
            for place, value in zip(places, choice, strict=True):
                chosen[place] = value
        return chosen

    def parts(self, gap: Callable[..., Any]) -> tuple[Any, list[set[Any]]]:
        """A sum by the first choices, and all that each origin by itself may add to it."""
        firsts = [stream[0] for stream in self.streams]
        base = gap(*self.chosen(firsts))
        parts = []
        for place, stream in enumerate(self.streams):
            before, after = firsts[:place], firsts[place + 1 :]
            parts.append({gap(*self.chosen([*before, choice, *after])) - base for choice in stream})
        return base, parts


def ranged(predicate: Callable[..., bool], *values: Known) -> bool | None:
    """The predicate over every combination of possible values."""
    choices = _Choices(values)
    return _decided(predicate(*choices.chosen(each)) for each in product(*choices.streams))


def compared(sign: str, gap: Callable[..., Any], *values: Known) -> bool | None:
    """A comparison of sums over every combination, ``gap`` being what its left side is more than its right.

    The least and the greatest gap decide; where they do not, two sides are equal only if some combination leaves none.
    """
    base, parts = _Choices(values).parts(gap)
    nothing = base - base
    low, high = (sum(map(end, parts), base) for end in (min, max))
    holds = COMPARING[sign](low, nothing)
    if sign in {"=", "<>"} and low < nothing < high:
        *others, last = parts
        sums = {sum(each, base) for each in product(*others)}
        return None if any(nothing - each in last for each in sums) else sign == "<>"
    return holds if COMPARING[sign](high, nothing) is holds else None
