"""A timeline as a person reads it in a terminal: what changes, day by day, and how much does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from catalogue.values import in_language
from journeys.eligibility import Verdict
from lifejourney.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from journeys.entries import Entries, Entry

_TITLES: Mapping[str, str] = {"id": "Lini masa {first} sampai {last}", "en": "Timeline from {first} until {last}"}
_HEADINGS: Mapping[str, Sequence[str]] = {
    "id": ("hari", "apa", "layanan atau peristiwa", "mengapa"),
    "en": ("day", "what", "service or event", "why"),
}
_NOTHING: Mapping[str, str] = {"id": "Tidak ada yang berubah.", "en": "Nothing changes."}
_THROUGHOUT: Mapping[str, str] = {
    "id": "Layanan yang tetap sepanjang waktu itu: {met} untuk Anda, {unknown} mungkin; `--to json` menyebut semuanya.",
    "en": "Services that stay as they are: {met} for you, {unknown} perhaps; `--to json` names them all.",
}


def print_timeline(entries: Entries) -> None:
    """Print a timeline for a person."""
    timeline, language, screen = entries.timeline, entries.language, Screen()
    screen.line(_TITLES[language].format(first=timeline.from_, last=timeline.until), "bold")
    rows = [_row(entries, entry) for entry in sorted(entries, key=lambda entry: entry.day)]
    if rows:
        screen.table(_HEADINGS[language], rows)
    else:
        screen.line(_NOTHING[language])
    throughout = [w.verdict for w in timeline.windows if w.from_ == timeline.from_ and w.until is None]
    counts = {verdict.value: throughout.count(verdict) for verdict in (Verdict.MET, Verdict.UNKNOWN)}
    screen.line()
    screen.line(_THROUGHOUT[language].format(**counts))
    for text in (timeline.assumption, timeline.notice):
        screen.line(in_language(text, language), "dim")


def _row(entries: Entries, entry: Entry) -> Sequence[object]:
    why = "; ".join(in_language(text, entries.language).rstrip(".") for text in entry.lines)
    return entry.day, entries.category(entry), entries.title(entry), why
