"""Indonesia's working days: neither weekends, nor national holidays, nor days of joint leave (cuti bersama).

The days off stand in ``holidays.csv``, derived from a library of the world's holidays; joint leave is decreed a year or
so ahead, so of later years only weekends are known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Self

TABLE = Path(__file__).with_name("holidays.csv")
"""Date, kind (public or joint-leave) and name of each day off; its years are whole."""
_WEEK = 7
_WORKDAYS = 5
_DAY = timedelta(days=1)


class WorkingDays:
    """A calendar of working days."""

    def __init__(self, off: Iterable[date]) -> None:
        """``off``: the days off of whole years; those that fall on a weekend change nothing."""
        days = sorted(set(off))
        self.years = range(days[0].year, days[-1].year + 1) if days else range(0)
        """The years whose days off are known."""
        self._off = [day for day in days if day.weekday() < _WORKDAYS]
        self._known = frozenset(self._off)
        whole = range(date(self.years[0], 1, 1).toordinal(), date(self.years[-1] + 1, 1, 1).toordinal()) if days else ()
        self._on = [day for day in map(date.fromordinal, whole) if self.works(day)]
        """The working days of those years."""

    @classmethod
    def of(cls, table: Path) -> Self:
        """The calendar whose days off a table lists."""
        rows = table.read_text(encoding="utf-8").splitlines()[1:]
        return cls(date.fromisoformat(row.partition(",")[0]) for row in rows)

    def knows(self, day: date) -> bool:
        """Whether the days off of its year are known; of other years weekends only."""
        return day.year in self.years

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day.weekday() < _WORKDAYS and day not in self._known

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.works(day):
            day += _DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day; 0 is the day itself."""
        if count == 0:
            return day
        place = bisect_right(self._on, day) + count - 1
        if self.knows(day) and place < len(self._on):
            return self._on[place]
        low, high = count, count * 2 + 60  # in calendar days; a year has fewer than 60 days off besides its weekends
        while self.between(day, day + timedelta(days=high)) < count:
            high *= 2
        while low < high:
            middle = (low + high) // 2
            if self.between(day, day + timedelta(days=middle)) < count:
                low = middle + 1
            else:
                high = middle
        return day + timedelta(days=low)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` and up to ``end``; 0 where ``end`` is not later."""
        if end <= start:
            return 0
        weeks, rest = divmod((end - start).days, _WEEK)
        weekdays = weeks * _WORKDAYS + sum((start.weekday() + n) % _WEEK < _WORKDAYS for n in range(1, rest + 1))
        return weekdays - (bisect_right(self._off, end) - bisect_right(self._off, start))


@cache
def working_days() -> WorkingDays:
    """Indonesia's calendar."""
    return WorkingDays.of(TABLE)
