"""What reports say around their figures, in one language: the words of ``report.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from catalogue.values import in_language
from journeys.wording import quantity

if TYPE_CHECKING:
    from catalogue.sheet import Cell
    from catalogue.store import Catalogue
    from planning.figures import Head

_FILE = Path(__file__).with_name("report.toml")


class Explained(NamedTuple):
    """A figure in words: what it is called, what it says, and what to do about it."""

    name: str
    meaning: str
    todo: str


@cache
def _read() -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


class Words(NamedTuple):
    """The words of one language."""

    language: str

    def measure(self, key: str) -> Explained:
        """What a measure of coverage says."""
        entry = _read()["measure"][key]
        return Explained(*(in_language(entry[part], self.language) for part in Explained._fields))

    def of(self, group: str, key: str) -> str:
        """A word of a group: ``column``, ``table``, ``kind``, ``status``, ``say``, ``page``."""
        text: Mapping[str, str] = _read()[group][key]  # type: ignore[assignment]  # only measures are deeper
        return in_language(text, self.language)

    def say(self, key: str, **parts: str) -> str:
        """A sentence, its parts filled in."""
        return self.of("say", key).format_map(parts)

    def page(self, key: str, **parts: str | int) -> str:
        """A sentence of the report's page, its parts filled in."""
        told = {name: self.number(part) if isinstance(part, int) else part for name, part in parts.items()}
        return self.of("page", key).format_map(told)

    def cell(self, value: Cell) -> str:
        """The cell of a table as one reads it."""
        return self.number(value) if type(value) is int else str(value)

    def name(self, text: Mapping[str, str]) -> str:
        """A name that comes from the catalogue."""
        return in_language(text, self.language)

    def about(self, head: Head, catalogue: Catalogue) -> str:
        """Which catalogue a report is about, on which day, and which part of it."""
        name, version = self.name(catalogue.manifest.name), f"{catalogue.manifest.version} ({head.catalogue_version})"
        parts = "".join(f" {self.name(part.name)}." for part in (head.agency, head.domain) if part)
        day, services = quantity(head.as_of)[self.language], self.number(head.services)
        return self.say("about", name=name, version=version, day=day, services=services) + parts

    def number(self, value: int) -> str:
        """A whole number as one reads it."""
        return quantity(value)[self.language]

    def share(self, value: float | None) -> str:
        """A share as whole per cent; what is not nothing is never 0 %, and what is not all never 100 %."""
        if value is None:
            return "–"
        percent = round(value * 100)
        if value and not percent:
            return "< 1 %"
        return "> 99 %" if percent == 100 and value < 1 else f"{percent} %"  # noqa: PLR2004
