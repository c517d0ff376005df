"""A timeline as a calendar (RFC 5545), in one language: deadlines, what opens and ends, what comes again, life events.

A UID says nothing of a person: it is a hash of the service, the kind of entry, the role and the day, so that whoever
takes the calendar in again sees each entry once. RFC 5545 skips days that a month lacks: what falls on the 29th to 31st
is written out day by day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from catalogue.values import in_language
from journeys.entries import Entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from journeys.entries import Entry

MEDIA_TYPE = "text/calendar"
_OURS = UUID("0b6f2c0e-6f0d-5b0c-9f43-6c1d0a7d9a51")
"""The name space of our UIDs."""
_LONGEST = 75
"""Octets of a line before it is folded."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ALARM = "-P7D"


def to_icalendar(entries: Entries, *, stamp: datetime) -> str:
    """The calendar, with CRLF; ``stamp`` is the moment it is made (UTC)."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(entries, stamp))


def _escaped(text: str) -> str:
    kept = "".join(char for char in text if char.isprintable() or char == "\n")
    return kept.translate(_ESCAPES)


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets; no character is broken."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])


def _lines(entries: Entries, stamp: datetime) -> Iterator[str]:
    """The calendar's lines, unfolded."""
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lifejourney//timeline//EN", "CALSCALE:GREGORIAN")
    for entry in entries:
        yield from ("BEGIN:VEVENT", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}")
        yield from _event(entries, entry)
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _event(entries: Entries, entry: Entry) -> Iterator[str]:
    """What one VEVENT holds."""
    category = entries.category(entry)
    summary = _escaped(f"{category}: {entries.title(entry)}")
    told = (*entry.lines, entries.timeline.assumption, entries.timeline.notice)
    description = _escaped("\n".join(in_language(text, entries.language) for text in told))
    uid = uuid5(_OURS, "|".join(map(str, (*entry.key, entry.day))))
    yield from (f"UID:{uid}", f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}", "TRANSP:TRANSPARENT")
    yield from (f"SUMMARY:{summary}", f"DESCRIPTION:{description}", f"CATEGORIES:{_escaped(category)}")
    if entry.rule:
        yield f"RRULE:{entry.rule}"
    if entry.alarm:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_ALARM}", f"DESCRIPTION:{summary}", "END:VALARM")
