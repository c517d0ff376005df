"""Completed years, months and days, and the days of birth that an age leaves open.

A day that a month lacks becomes the 1st of the next: who is born on 29 February is a year older on 1 March.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_JAKARTA = ZoneInfo("Asia/Jakarta")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""The days that may be asked about."""
NO_HURRY = 10_000
"""Days that stand for no limit at all, when things are put in order."""
_PARTS = re.compile(r"([0-9]+)([YMWD])")
_TIMES = re.compile(r"([0-9]+)([HM])")
_MONTHS = {"years": 12, "months": 1}
EVERYWHERE = 28
"""The last day of the month that no month lacks."""
_DAY = 24 * 60
"""Minutes."""


def today() -> date:
    """The day it is in Jakarta."""
    return datetime.now(_JAKARTA).date()


def completed(unit: str, start: date, day: date) -> int:
    """Completed ``unit`` (years, months or days) from ``start`` to ``day``; negative before it."""
    if unit == "days":
        return (day - start).days
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    return months // _MONTHS[unit]


def latest_start(unit: str, count: int, day: date) -> date:
    """The latest date from which at least ``count`` units are completed on ``day``.

    Raises OverflowError or ValueError outside the years 1 to 9999.
    """
    if unit == "days":
        return day - timedelta(days=count)
    months = day.year * 12 + day.month - 1 - count * _MONTHS[unit]
    year, month = divmod(months, 12)
    if day.day <= EVERYWHERE:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def reached(unit: str, start: date, count: int) -> date:
    """The first day on which ``count`` units are completed from ``start``; before it where ``count`` is negative.

    Raises OverflowError or ValueError outside the years 1 to 9999.
    """
    if unit == "days":
        return start + timedelta(days=count)
    year, month = divmod(start.year * 12 + start.month - 1 + count * _MONTHS[unit], 12)
    if start.day > EVERYWHERE and start.day > calendar.monthrange(year, month + 1)[1]:
        return date(year, month + 2, 1)
    return date(year, month + 1, start.day)


def moved(day: date, duration: str, *, back: bool = False, within: bool = False) -> date:
    """The day an ISO 8601 duration after a day, or before it; hours count where they make whole days.

    ``within``: a day that a month lacks is its last, since the 1st of the next is not within so many months.
    Raises OverflowError or ValueError outside the years 1 to 9999.
    """
    calendar_part, _, clock = duration.partition("T")
    parts = {unit: int(number) for number, unit in _PARTS.findall(calendar_part)}
    times = {unit: int(number) for number, unit in _TIMES.findall(clock)}
    months = parts.get("Y", 0) * 12 + parts.get("M", 0)
    days = parts.get("W", 0) * 7 + parts.get("D", 0) + (times.get("H", 0) * 60 + times.get("M", 0)) // _DAY
    sign = -1 if back else 1
    same_day = latest_start("months", -sign * months, day) if within else reached("months", day, sign * months)
    return same_day + timedelta(days=sign * days)


def starts(unit: str, count: int, day: date) -> tuple[date, date]:
    """The first and last date from which exactly ``count`` units are completed on ``day``."""
    return latest_start(unit, count + 1, day) + timedelta(days=1), latest_start(unit, count, day)


def rough_days(duration: str) -> int:
    """Roughly how many days an ISO 8601 duration lasts, for putting things in order; hours and minutes are none."""
    units = {"Y": 365, "M": 30, "W": 7, "D": 1}
    return sum(int(number) * units[unit] for number, unit in _PARTS.findall(duration.partition("T")[0]))
