"""The days of an RRULE (RFC 5545), with the one difference that a day which a month lacks falls on the 1st of the next.

RFC 5545 would skip it. Week and month arithmetic is on dates; a week begins on Monday.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from journeys.dates import EVERYWHERE, completed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK = 7
FAR = 36_525
"""Days, a hundred years."""
_FREQUENCIES = {"YEARLY": "years", "MONTHLY": "months", "WEEKLY": "weeks", "DAILY": "days"}


class Rule:
    """A recurrence rule whose form the catalogue has checked."""

    def __init__(self, text: str) -> None:
        self.parts = dict(part.split("=") for part in text.split(";"))
        self.unit = _FREQUENCIES[self.parts["FREQ"]]
        self.step = int(self.parts.get("INTERVAL", "1"))
        self.count = int(self.parts.get("COUNT", "0"))
        self.months = self._numbers("BYMONTH")
        self.month_days = self._numbers("BYMONTHDAY")
        self.positions = self._numbers("BYSETPOS")

    def _numbers(self, name: str) -> tuple[int, ...]:
        return tuple(map(int, self.parts[name].split(","))) if name in self.parts else ()

    @cached_property
    def weekdays(self) -> tuple[tuple[int, int], ...]:
        """Ordinal (0: each) and weekday (0: Monday) of every BYDAY."""
        days = self.parts.get("BYDAY", "")
        return tuple((int(day[:-2] or "0"), _WEEKDAYS.index(day[-2:])) for day in days.split(",") if day)

    @cached_property
    def names_its_days(self) -> bool:
        """Whether the rule alone says on which days it falls, whatever it counts from."""
        if self.step > 1 or self.count:
            return False
        named = bool(self.month_days or self.weekdays)
        return self.unit == "days" or (named and (self.unit != "years" or bool(self.months)))

    @cached_property
    def skips_nothing(self) -> bool:
        """Whether RFC 5545 means the same days by it, on whatever day up to the 28th it begins."""
        return not self.positions and all(abs(day) <= EVERYWHERE for day in self.month_days)

    def dates(self, anchor: date, start: date, end: date) -> Iterator[date]:
        """Its days from ``start`` up to, but without, ``end``; it counts from ``anchor``, which is the first of all."""
        until = min(end, _compact(self.parts["UNTIL"]) + timedelta(days=1)) if "UNTIL" in self.parts else end
        found = 0
        last: date | None = None
        number = 0 if self.count else self._shortly_before(anchor, start)
        for day in self._months(anchor, number, until) if self._is_plain(anchor) else self._days(anchor, number, until):
            if day < anchor or (last and day <= last):
                continue
            last, found = day, found + 1
            if day >= until or (self.count and found > self.count):
                return
            if day >= start:
                yield day

    def next_on(self, anchor: date, start: date) -> date | None:
        """The first of its days from ``start`` on, looked for within ``FAR`` days; None where there is none."""
        return next(self.dates(anchor, start, start + timedelta(days=FAR)), None)

    def _days(self, anchor: date, number: int, until: date) -> Iterator[date]:
        """The days of every period from the ``number``-th on, in order but for those that a month lacks."""
        for period in count(number, self.step):
            first = self._beginning(anchor, period)
            if first >= until:
                return
            yield from self._chosen(sorted(set(self._period(anchor, first))))

    def _is_plain(self, anchor: date) -> bool:
        """Whether it names days that every month has: most rules do, and those are quickly found."""
        days = self.month_days or (anchor.day,)
        days_alone = self.unit in {"months", "years"} and not self.weekdays and not self.positions
        return days_alone and all(0 < day <= EVERYWHERE for day in days)

    def _months(self, anchor: date, number: int, until: date) -> Iterator[date]:
        """The same days as ``_days``, of a plain rule."""
        days = sorted(self.month_days) or [anchor.day]
        if self.unit == "months":
            first = anchor.year * 12 + anchor.month - 1
            months: Iterable[int] = range(first + number, until.year * 12 + until.month, self.step)
            if self.months:
                months = (month for month in months if month % 12 + 1 in self.months)
        else:
            named = sorted(self.months) or (range(1, 13) if self.month_days else [anchor.month])
            years = range(anchor.year + number, until.year + 1, self.step)
            months = (year * 12 + month - 1 for year in years for month in named)
        for place in months:
            year, month = divmod(place, 12)
            for day in days:
                yield date(year, month + 1, day)

    def _shortly_before(self, anchor: date, start: date) -> int:
        """A period of the rule not later than the one ``start`` lies in, its predecessor to be sure."""
        if start <= anchor:
            return 0
        passed = (start - anchor).days // _WEEK if self.unit == "weeks" else completed(self.unit, anchor, start)
        return max(0, passed // self.step - 1) * self.step

    def _beginning(self, anchor: date, number: int) -> date:
        """The first day of the period so many units after that of ``anchor``."""
        if self.unit == "days":
            return anchor + timedelta(days=number)
        if self.unit == "weeks":
            return anchor + timedelta(days=number * _WEEK - anchor.weekday())
        if self.unit == "years":
            return date(anchor.year + number, 1, 1)
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + number, 12)
        return date(year, month + 1, 1)

    def _chosen(self, days: Sequence[date]) -> Sequence[date]:
        """Those that BYSETPOS picks."""
        if not self.positions:
            return days
        places = {position - 1 if position > 0 else len(days) + position for position in self.positions}
        return [day for place, day in enumerate(days) if place in places]

    def _period(self, anchor: date, first: date) -> Iterable[date]:
        """The days in the period that begins on ``first``, before BYSETPOS picks among them."""
        if self.unit == "months":
            return () if self.months and first.month not in self.months else self._in_month(first, anchor.day)
        if self.unit == "years":
            return self._of_year(first.year, anchor)
        length = _WEEK if self.unit == "weeks" else 1
        usual = anchor.weekday() if self.unit == "weeks" and not self.weekdays else None
        stretch = (first + timedelta(days=n) for n in range(length))
        return (day for day in stretch if self._fits(day) and usual in {None, day.weekday()})

    def _fits(self, day: date) -> bool:
        """Whether a day of a daily or weekly rule is one it does not leave out."""
        last = calendar.monthrange(day.year, day.month)[1]
        month_day = not self.month_days or not {day.day, day.day - last - 1}.isdisjoint(self.month_days)
        weekday = not self.weekdays or day.weekday() in {weekday for _ordinal, weekday in self.weekdays}
        return month_day and weekday and (not self.months or day.month in self.months)

    def _of_year(self, year: int, anchor: date) -> Iterator[date]:
        if self.weekdays and not self.months and not self.month_days:
            length = 366 if calendar.isleap(year) else 365
            yield from self._weekdays_of(date(year, 1, 1), length)
            return
        every = range(1, 13) if self.month_days else (anchor.month,)
        for month in self.months or every:
            yield from self._in_month(date(year, month, 1), anchor.day)

    def _in_month(self, first: date, usual: int) -> Iterable[date]:
        """The days in one month, given its first; ``usual`` is the day of the month where the rule names none."""
        wanted = self.month_days or (() if self.weekdays else (usual,))
        length = calendar.monthrange(first.year, first.month)[1]
        numbers = (number if number > 0 else length + 1 + number for number in wanted)
        by_number = {first + timedelta(days=min(number, length + 1) - 1) for number in numbers if number > 0}
        if not self.weekdays:
            return by_number
        by_weekday = set(self._weekdays_of(first, length))
        return by_weekday & by_number if self.month_days else by_weekday

    def _weekdays_of(self, first: date, length: int) -> Iterator[date]:
        """The weekdays asked for in a stretch of days, all or one by its ordinal."""
        for ordinal, weekday in self.weekdays:
            offset = (weekday - first.weekday()) % _WEEK
            same = [first + timedelta(days=n) for n in range(offset, length, _WEEK)]
            if not ordinal:
                yield from same
            elif abs(ordinal) <= len(same):
                yield same[ordinal - 1 if ordinal > 0 else ordinal]


def _compact(text: str) -> date:
    """A date written without hyphens."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
