"""What a change would mean, as a planner reads it in a terminal: by life event, person by person, and what ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from catalogue.values import in_language
from lifejourney.bundle_words import money
from lifejourney.screen import Screen, in_words

if TYPE_CHECKING:
    from journeys.answers import ServiceName
    from planning.comparison import Figures, JourneyChange, Outcome
    from planning.what_if_answers import ChangeMade, EventChange, LostDocument, Range, WhatIf

FEW = 10
"""Journeys told one by one, unless all are asked for."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "merge": {"id": "Digabung ke {first}: {others}", "en": "Merged into {first}: {others}"},
    "drop-document": {"id": "{first} tidak lagi meminta {document}", "en": "{first} no longer takes {document}"},
    "retire": {"id": "Diakhiri: {first}", "en": "Retired: {first}"},
    "broken": {"id": "{n} terputus", "en": "{n} broken"},
    "perhaps-broken": {"id": "{n} mungkin terputus", "en": "{n} perhaps broken"},
    "longer": {"id": "{n} lebih panjang", "en": "{n} longer"},
    "shorter": {"id": "{n} lebih pendek", "en": "{n} shorter"},
    "mixed": {"id": "{n} berubah lain", "en": "{n} otherwise"},
    "same": {"id": "{n} tetap", "en": "{n} as before"},
    "one-broken": {"id": "terputus", "en": "broken"},
    "one-perhaps-broken": {"id": "mungkin terputus", "en": "perhaps broken"},
    "one-longer": {"id": "lebih panjang", "en": "longer"},
    "one-shorter": {"id": "lebih pendek", "en": "shorter"},
    "one-mixed": {"id": "berubah lain", "en": "otherwise"},
    "tried-on": {
        "id": "Dicoba pada {files} orang dari berkas dan {profiles} profil buatan; {untouched} orang tidak tersentuh.",
        "en": "Tried on {files} persons from files and {profiles} made-up profiles; {untouched} more are not touched.",
    },
    "nobody": {
        "id": "Tidak ada perjalanan yang tersentuh perubahan ini.",
        "en": "No journey is touched by this change.",
    },
    "days": {"id": "hari kerja", "en": "working days"},
    "unknown-steps": {"id": "langkah tanpa keterangan lama", "en": "steps of unknown length"},
    "finish": {"id": "selesai", "en": "done on"},
    "steps": {"id": "langkah", "en": "steps"},
    "documents": {"id": "dokumen", "en": "documents"},
    "shown": {"id": "kali ditunjukkan", "en": "times shown"},
    "to-bring": {"id": "dibawa", "en": "to bring"},
    "visits": {"id": "kunjungan", "en": "visits"},
    "fees": {"id": "biaya", "en": "fees"},
    "unknown": {"id": "{n} tidak diketahui", "en": "{n} not known"},
    "gained": {"id": "langkah baru", "en": "new step"},
    "spared": {"id": "tidak perlu lagi", "en": "no longer needed"},
    "perhaps": {"id": "mungkin", "en": "perhaps"},
    "asked-by": {"id": "diminta oleh", "en": "asked for by"},
    "more": {"id": "… dan {n} lagi: --all", "en": "… and {n} more: --all"},
    "lost": {"id": "Tidak bisa didapat siapa pun lagi", "en": "Nobody can get any more"},
    "dangling": {"id": "Masih menyebut layanan yang diakhiri", "en": "Still name a service that is retired"},
    "empty": {"id": "Peristiwa hidup tanpa layanan lagi", "en": "Life events left without services"},
    "untried": {"id": "Tersentuh, tetapi tidak ada yang dicoba", "en": "Touched, but tried on nobody"},
    "least": {
        "id": "Hari adalah sedikitnya: yang tidak disebutkan siapa pun tidak dihitung.",
        "en": "Days are “at least”: what nobody states is not counted.",
    },
}
_HEADINGS: Mapping[str, Sequence[str]] = {
    "id": ("peristiwa hidup", "perjalanan", "hari kerja", "langkah", "dokumen", "kunjungan"),
    "en": ("life event", "journeys", "working days", "steps", "documents", "visits"),
}


class _Printer:
    """Prints one answer in one language."""

    def __init__(self, answer: WhatIf, language: str, *, every: bool) -> None:
        self.answer, self.language, self.every = answer, language, every
        self.screen = Screen()

    def say(self, word: str, **names: object) -> str:
        """A sentence of the house in the language asked for."""
        return _WORDS[word][self.language].format(**names)

    def text(self, text: Mapping[str, str]) -> str:
        """A text of the catalogue in the language asked for."""
        return in_language(text, self.language)

    def whole(self) -> None:
        """The whole answer."""
        for change in self.answer.changes:
            self.screen.line(self.change(change), "bold")
        self.screen.line(self.tried_on(), "dim")
        rows = [self.row(event) for event in self.answer.life_events if self.every or set(event.outcomes) != {"same"}]
        if rows:
            self.screen.line()
            self.screen.table(_HEADINGS[self.language], rows)
        self.journeys()
        self.section("lost", map(self.lost, self.answer.lost_documents))
        self.section(
            "dangling", (f"{one.service.slug} ({one.field}: {one.names.slug})" for one in self.answer.dangling)
        )
        self.section("empty", (self.text(event.name) for event in self.answer.empty_events))
        self.section("untried", (self.text(event.name) for event in self.answer.untried))
        self.screen.line()
        self.screen.line(self.outcomes(self.answer.outcomes) or self.say("nobody"), "bold")
        self.screen.line(self.say("least"), "dim")

    def change(self, change: ChangeMade) -> str:
        """A change in words."""
        first, *others = (service.slug for service in change.services)
        document = self.text(change.document.name) if change.document else ""
        return self.say(change.kind, first=first, others=", ".join(others), document=document)

    def tried_on(self) -> str:
        """Whom it was tried on."""
        tried = self.answer.tried_on
        return self.say("tried-on", files=tried.files, profiles=tried.profiles, untouched=tried.untouched)

    def outcomes(self, outcomes: Mapping[Outcome, int]) -> str:
        """How many journeys, by what a change does to them."""
        return ", ".join(self.say(outcome, n=number) for outcome, number in outcomes.items())

    def row(self, event: EventChange) -> Sequence[str]:
        """A life event as a row."""
        ranges = (event.working_days, event.steps, event.shown, event.visits)
        return self.text(event.name), self.outcomes(event.outcomes), *map(_span, ranges)

    def section(self, word: str, lines: Iterator[str] | map[str]) -> None:
        """A heading and its lines, if there are any."""
        told = list(lines)
        if told:
            self.screen.line()
            self.screen.line(self.say(word), "bold")
        for line in self.some(told):
            self.screen.pair("-", line, indent=1)

    def some(self, lines: Sequence[str]) -> Iterator[str]:
        """The first of many lines, and how many more there are."""
        most = len(lines) if self.every else FEW
        yield from lines[:most]
        if len(lines) > most:
            yield self.say("more", n=len(lines) - most)

    def journeys(self) -> None:
        """The journeys that are otherwise, one by one."""
        changed = [one for one in self.answer.journeys if one.outcome != "same"]
        shown = changed if self.every else changed[:FEW]
        for one in shown:
            self.screen.line()
            events = in_words((event.name for event in one.life_events), self.language)
            self.screen.line(f"{self.text(one.person)} · {events}  [{self.say(f'one-{one.outcome}')}]", "bold")
            self.screen.line(one.id, "dim", indent=3)
            for label, text in self.lines(one):
                self.screen.pair(f"{label}:", text, indent=3)
        if len(shown) < len(changed):
            self.screen.line()
            self.screen.line(self.say("more", n=len(changed) - len(shown)), "dim")

    def lines(self, one: JourneyChange) -> Iterator[tuple[str, str]]:
        """What is otherwise for one person, line by line."""
        for broken in one.breaks:
            label = self.say("one-perhaps-broken" if broken.perhaps else "one-broken")
            asked = f" ({self.say('asked-by')} {', '.join(broken.asked_by)})" if broken.asked_by else ""
            yield label, f"{self.text(broken.what.name)}{asked}: {self.text(broken.reason)}"
        for word, services in {"gained": one.gained, "spared": one.spared}.items():
            if services:
                yield self.say(word), self.services(services)
        for before, after in zip(self.figures(one.before), self.figures(one.after), strict=True):
            if before != after:
                yield before[0], f"{before[1]} → {after[1]}"

    def services(self, services: Sequence[ServiceName]) -> str:
        """Some services by name."""
        return in_words((service.name for service in services), self.language)

    def figures(self, figures: Figures) -> Iterator[tuple[str, str]]:
        """A journey in figures, each with its label."""
        yield self.say("days"), str(figures.working_days.at_least)
        yield self.say("unknown-steps"), str(figures.working_days.unknown_steps)
        yield self.say("finish"), str(figures.finish or "?")
        yield self.say("steps"), str(figures.steps.asked + figures.steps.prerequisite)
        yield self.say("documents"), str(figures.documents.distinct)
        yield self.say("shown"), str(figures.documents.asked)
        yield self.say("to-bring"), str(figures.documents.to_bring)
        yield self.say("visits"), str(figures.visits)
        fees = (
            f"{money(float(cost.at_least), cost.currency)}, {self.say('unknown', n=cost.unknown)}"
            for cost in figures.costs
        )
        yield self.say("fees"), "; ".join(fees)

    def lost(self, document: LostDocument) -> str:
        """A document that cannot be had any more, and how many services ask for it."""
        slugs = [service.slug for service in document.demanded_by]
        asked = f" ({self.say('asked-by')} {', '.join(self.some(slugs))})" if slugs else ""
        return f"{self.text(document.name)}{asked}"


def _span(span: Range) -> str:
    """A difference, or the least and the most of it."""
    least, most = (f"{number:+d}" if number else "0" for number in (span.least, span.most))
    return least if least == most else f"{least} … {most}"


def print_what_if(answer: WhatIf, language: str, *, every: bool) -> None:
    """Print what a change would mean; ``every`` journey, or the first of them."""
    _Printer(answer, language, every=every).whole()
