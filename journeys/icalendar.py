"""A timeline as a calendar (RFC 5545), in one language: deadlines, what opens and ends, what comes again, life events.

A UID says nothing of a person: it is a hash of the service, the kind of entry, the role and the day, so that whoever
takes the calendar in again sees each entry once. RFC 5545 skips days that a month lacks: what falls on the 29th to 31st
is written out day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from journeys.eligibility import Verdict
from journeys.recurrence import Rule
from journeys.timeline_answers import ForSomebody
from journeys.wording import in_language

if TYPE_CHECKING:
    from journeys.answers import Named, Text
    from journeys.timeline_answers import (
        ComingEvent,
        Due,
        Recurrences,
        Timeline,
        Turn,
        Window,
    )

MEDIA_TYPE = "text/calendar"
_OURS = UUID("0b6f2c0e-6f0d-5b0c-9f43-6c1d0a7d9a51")
"""The name space of our UIDs."""
_LONGEST = 75
"""Octets of a line before it is folded."""
_EVERYWHERE = 28
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ALARM = "-P7D"
_WORDS: Mapping[str, Mapping[str, str]] = {
    "due": {"id": "Batas waktu", "en": "Deadline"},
    "late": {"id": "Sudah lewat batas waktu", "en": "Deadline that has passed"},
    "opens": {"id": "Mulai", "en": "Opens"},
    "opens-perhaps": {"id": "Mungkin mulai", "en": "Perhaps opens"},
    "closes": {"id": "Hari terakhir", "en": "Last day"},
    "closes-perhaps": {"id": "Mungkin hari terakhir", "en": "Perhaps the last day"},
    "again": {"id": "Berkala", "en": "Recurring"},
    "again-perhaps": {"id": "Mungkin berkala", "en": "Perhaps recurring"},
    "event": {"id": "Peristiwa hidup", "en": "Life event"},
    "follows": {"id": "Sering diikuti", "en": "Often followed by"},
}


class _Entry(NamedTuple):
    """One VEVENT: of a whole day."""

    key: Sequence[object]
    """What makes it the same entry in another timeline; the day is added."""
    day: date
    word: str
    """What it is: its category, and the beginning of its summary."""
    name: Text
    lines: Sequence[Text] = ()
    rule: str = ""
    alarm: bool = False


def to_icalendar(timeline: Timeline, *, roles: Mapping[str, Text], language: str, stamp: datetime) -> str:
    """The calendar, with CRLF; ``roles`` are names by role, ``stamp`` the moment it is made (UTC)."""
    return "".join(f"{_folded(line)}\r\n" for line in _Writer(timeline, roles, language, stamp).lines())


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


@dataclass(frozen=True)
class _Writer:
    """Writes one timeline."""

    timeline: Timeline
    roles: Mapping[str, Text]
    language: str
    stamp: datetime

    def lines(self) -> Iterator[str]:
        """The calendar's lines, unfolded."""
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lifejourney//timeline//EN", "CALSCALE:GREGORIAN")
        for entry in self.entries():
            yield from self.event(entry)
        yield "END:VCALENDAR"

    def entries(self) -> Iterator[_Entry]:
        """Every entry, in the order of the timeline."""
        for deadline in self.timeline.deadlines:
            yield _deadline(deadline)
        begun = {(*_for(window, ""), window.from_) for window in self.timeline.windows}
        for window in self.timeline.windows:
            if window.from_ > self.timeline.from_:
                yield _opening(window)
            if window.until and window.until <= self.timeline.until and (*_for(window, ""), window.until) not in begun:
                yield _closing(window, window.until)
        for recurring in self.timeline.recurring:
            yield from _again(recurring)
        for event in self.timeline.events:
            if event.from_ >= self.timeline.from_:
                yield _life_event(event)

    def event(self, entry: _Entry) -> Iterator[str]:
        """One VEVENT."""
        whose = self.whose(entry.key)
        category = _WORDS[entry.word][self.language]
        summary = _escaped(f"{category}: {in_language(entry.name, self.language)}{whose}")
        description = _escaped("\n".join(in_language(text, self.language) for text in self.told(entry)))
        uid = uuid5(_OURS, "|".join(map(str, (*entry.key, entry.day))))
        yield from ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{self.stamp:%Y%m%dT%H%M%SZ}")
        yield from (f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}", f"SUMMARY:{summary}", f"DESCRIPTION:{description}")
        yield from (f"CATEGORIES:{_escaped(category)}", "TRANSP:TRANSPARENT")
        if entry.rule:
            yield f"RRULE:{entry.rule}"
        if entry.alarm:
            yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_ALARM}", f"DESCRIPTION:{summary}", "END:VALARM")
        yield "END:VEVENT"

    def told(self, entry: _Entry) -> Sequence[Text]:
        """What is said of an entry: its reasons, then what a timeline is."""
        return (*entry.lines, self.timeline.assumption, self.timeline.notice)

    def whose(self, key: Sequence[object]) -> str:
        """Who of those told of it is for, where it is not the person of the bare facts."""
        *_, role, position = key
        if not isinstance(position, int):
            return ""
        number = f" {position + 1}" if role in self.several else ""
        return f" ({in_language(self.roles[str(role)], self.language)}{number})"

    @cached_property
    def several(self) -> frozenset[str]:
        """The roles that more than one person is told of."""
        entries: Sequence[Window | ComingEvent] = (*self.timeline.windows, *self.timeline.events)
        return frozenset(entry.role for entry in entries if entry.person and entry.person.position)


def _for(entry: ForSomebody | ComingEvent, kind: str) -> Sequence[object]:
    code = entry.service.code if isinstance(entry, ForSomebody) else entry.code
    return code, kind, entry.role, entry.person.position if entry.person else ""


def _deadline(deadline: Due) -> _Entry:
    rule = deadline.rule
    late = deadline.late
    return _Entry(
        _for(deadline, "due"),
        deadline.due,
        "late" if late else "due",
        deadline.service.name,
        [*([rule.if_late] if rule.if_late else []), *([_law(rule.law.title, rule.law.article)] if rule.law else [])],
        alarm=not late,
    )


def _law(title: str, article: str | None) -> Text:
    text = f"{title} {article}" if article else title
    return {"id": text, "en": text}


def _opening(window: Window) -> _Entry:
    """The first day of a window."""
    lines = [*_reasons(window.why, "opens", "leaves_open"), *(each.name for each in window.if_also)]
    return _Entry(_for(window, "opens"), window.from_, f"opens{_perhaps(window)}", window.service.name, lines)


def _closing(window: Window, until: date) -> _Entry:
    """The last day of a window that no other follows."""
    lines = _reasons(window.why, "closes")
    last = until - timedelta(days=1)
    return _Entry(_for(window, "closes"), last, f"closes{_perhaps(window)}", window.service.name, lines)


def _perhaps(entry: Window | Recurrences) -> str:
    return "-perhaps" if entry.verdict is Verdict.UNKNOWN else ""


def _reasons(why: Sequence[Turn], *doing: str) -> list[Text]:
    """The reasons that do one of these, each with its law."""
    found: list[Text] = []
    for turn in why:
        if turn.does in doing:
            law = in_language(_law(turn.law.title, turn.law.article), "id") if turn.law else ""
            found.append({tag: f"{text} ({law})" if law else text for tag, text in turn.text.items()})
    return found


def _again(recurring: Recurrences) -> Iterator[_Entry]:
    """One entry that recurs, or one for each day where RFC 5545 would skip some."""
    word, name = f"again{_perhaps(recurring)}", recurring.service.name
    dates = recurring.dates
    rule = _bare_rule(recurring)
    for day in dates[:1] if rule else dates:
        yield _Entry(_for(recurring, "again"), day, word, name, rule=rule)


def _bare_rule(recurring: Recurrences) -> str:
    """The RRULE that means these days, empty where RFC 5545 means others by it."""
    rule, dates = Rule(recurring.rule), recurring.dates
    first = recurring.from_ or dates[0]
    by_day = rule.month_days or rule.weekdays or rule.unit in {"days", "weeks"}
    if len(dates) == 1 or not rule.skips_nothing or not (by_day or first.day <= _EVERYWHERE):
        return ""
    kept = [f"{name}={value}" for name, value in rule.parts.items() if name not in {"COUNT", "UNTIL"}]
    return ";".join([*kept, f"UNTIL={dates[-1]:%Y%m%d}"])


def _life_event(event: ComingEvent) -> _Entry:
    """The first day of the age at which a life event typically comes."""
    return _Entry(
        _for(event, "event"),
        event.from_,
        "event",
        event.name,
        _followers(event.leads_to),
    )


def _followers(events: Sequence[Named]) -> list[Text]:
    if not events:
        return []
    words = _WORDS["follows"].items()
    return [{tag: f"{word}: {', '.join(in_language(event.name, tag) for event in events)}" for tag, word in words}]
