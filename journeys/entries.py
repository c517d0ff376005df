"""The entries of a timeline, day by day, for a calendar or a table in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from catalogue.errors import LANGUAGES
from catalogue.values import in_language
from journeys.dates import EVERYWHERE
from journeys.eligibility import Verdict
from journeys.recurrence import Rule
from journeys.timeline_answers import ForSomebody

if TYPE_CHECKING:
    from journeys.answers import Named, Text
    from journeys.timeline_answers import ComingEvent, Due, Recurrences, Timeline, Turn, Window

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
    "if-late": {"id": "Bila terlambat", "en": "If late"},
}


class Entry(NamedTuple):
    """What is to be told of one day, or of all the days of a rule."""

    key: Sequence[object]
    """What makes it the same entry in another timeline; the day is added."""
    day: date
    word: str
    """What it is: its category, and the beginning of its summary."""
    name: Text
    lines: Sequence[Text] = ()
    rule: str = ""
    alarm: bool = False


@dataclass(frozen=True)
class Entries:
    """The entries of a timeline in one language; ``roles`` are names by role."""

    timeline: Timeline
    roles: Mapping[str, Text]
    language: str

    def __iter__(self) -> Iterator[Entry]:
        """Every entry: deadlines, windows, what comes again, life events."""
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

    def category(self, entry: Entry) -> str:
        """What kind of entry it is."""
        return _WORDS[entry.word][self.language]

    def title(self, entry: Entry) -> str:
        """What it is about, and whose it is where it is not the person of the bare facts."""
        *_, role, position = entry.key
        name = in_language(entry.name, self.language)
        if not isinstance(position, int):
            return name
        number = f" {position + 1}" if role in self.several else ""
        return f"{name} ({in_language(self.roles[str(role)], self.language)}{number})"

    @cached_property
    def several(self) -> frozenset[str]:
        """The roles that more than one person is told of."""
        entries: Sequence[Window | ComingEvent] = (*self.timeline.windows, *self.timeline.events)
        return frozenset(entry.role for entry in entries if entry.person and entry.person.position)


def _for(entry: ForSomebody | ComingEvent, kind: str) -> Sequence[object]:
    code = entry.service.code if isinstance(entry, ForSomebody) else entry.code
    return code, kind, entry.role, entry.person.position if entry.person else ""


def _deadline(deadline: Due) -> Entry:
    rule = deadline.rule
    late = deadline.late
    return Entry(
        _for(deadline, "due"),
        deadline.due,
        "late" if late else "due",
        deadline.service.name,
        [*_if_late(rule.if_late), *([dict.fromkeys(LANGUAGES, rule.law.citation)] if rule.law else [])],
        alarm=not late,
    )


def _if_late(text: Text | None) -> list[Text]:
    """What then, in the languages of the house."""
    if text is None:
        return []
    return [{tag: f"{words}: {in_language(text, tag)}" for tag, words in _WORDS["if-late"].items()}]


def _opening(window: Window) -> Entry:
    """The first day of a window."""
    lines = [*_reasons(window.why, "opens", "leaves_open"), *(each.name for each in window.if_also)]
    return Entry(_for(window, "opens"), window.from_, f"opens{_perhaps(window)}", window.service.name, lines)


def _closing(window: Window, until: date) -> Entry:
    """The last day of a window that no other follows."""
    lines = _reasons(window.why, "closes")
    last = until - timedelta(days=1)
    return Entry(_for(window, "closes"), last, f"closes{_perhaps(window)}", window.service.name, lines)


def _perhaps(entry: Window | Recurrences) -> str:
    return "-perhaps" if entry.verdict is Verdict.UNKNOWN else ""


def _reasons(why: Sequence[Turn], *doing: str) -> list[Text]:
    """The reasons that do one of these, each with its law."""
    found: list[Text] = []
    for turn in why:
        if turn.does in doing:
            law = f" ({turn.law.citation})" if turn.law else ""
            found.append({tag: f"{text}{law}" for tag, text in turn.text.items()})
    return found


def _again(recurring: Recurrences) -> Iterator[Entry]:
    """One entry that recurs, or one for each day where RFC 5545 would skip some."""
    word, name = f"again{_perhaps(recurring)}", recurring.service.name
    dates = recurring.dates
    rule = _bare_rule(recurring)
    times = _often(dates) if rule else []
    for day in dates[:1] if rule else dates:
        yield Entry(_for(recurring, "again"), day, word, name, times, rule=rule)


def _often(dates: Sequence[date]) -> list[Text]:
    """How often, and until when."""
    return [{"id": f"{len(dates)} kali sampai {dates[-1]}", "en": f"{len(dates)} times until {dates[-1]}"}]


def _bare_rule(recurring: Recurrences) -> str:
    """The RRULE that means these days, empty where RFC 5545 means others by it."""
    rule, dates = Rule(recurring.rule), recurring.dates
    first = recurring.from_ or dates[0]
    by_day = rule.month_days or rule.weekdays or rule.unit in {"days", "weeks"}
    if len(dates) == 1 or not rule.skips_nothing or not (by_day or first.day <= EVERYWHERE):
        return ""
    kept = [f"{name}={value}" for name, value in rule.parts.items() if name not in {"COUNT", "UNTIL"}]
    return ";".join([*kept, f"UNTIL={dates[-1]:%Y%m%d}"])


def _life_event(event: ComingEvent) -> Entry:
    """The first day of the age at which a life event typically comes."""
    return Entry(
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
