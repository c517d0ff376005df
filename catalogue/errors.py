"""Everything that can go wrong, as one tree.

LifeJourneyError
├── CatalogueError     a catalogue that cannot be used; ``.problems`` holds every reason at once
├── UnknownCode        no such service, event, document …; also a ``KeyError``; ``.nearest`` holds up to three
├── RuleError          a condition outside the rule language; ``.faults`` says what and at which character
└── SituationError     facts that cannot be; ``.faults`` holds all of them
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EXPLANATIONS = Path(__file__).with_name("problems.toml")
LANGUAGES = ("id", "en")
MOST_PROBLEMS = 50
"""Problems told of the content of one file; the others show once these are mended."""


class Severity(StrEnum):
    """How much a problem weighs: an error stops the catalogue, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule id means, in every language of the house (``problems.toml``)."""

    severity: Severity
    message: Mapping[str, str]
    mend: Mapping[str, str]


@cache
def explanations() -> Mapping[str, Explanation]:
    """Every rule id with its explanation."""
    table = tomllib.loads(EXPLANATIONS.read_text(encoding="utf-8"))
    return {
        rule: Explanation(Severity(entry["severity"]), entry["message"], entry["mend"]) for rule, entry in table.items()
    }


def printable(text: str) -> str:
    """A text as it may be shown on one line of a screen: control and direction characters by their numbers."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, before it is known in which file: a rule id and the words that fill its explanation."""

    rule: str
    words: Mapping[str, str] = field(default_factory=dict)
    at: int = -1
    """Characters into the text at fault, from 0; -1 where it is the whole."""

    def message(self, language: str = "en") -> str:
        """What was found, in ``language`` (``id`` or ``en``)."""
        return self._filled(explanations()[self.rule].message[language])

    def mend(self, language: str = "en") -> str:
        """What was expected and how to mend it, in ``language``."""
        return self._filled(explanations()[self.rule].mend[language])

    def _filled(self, template: str) -> str:
        return template.format_map({name: printable(word) for name, word in self.words.items()})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: path relative to the catalogue's root, line and column from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a catalogue: where, what was found, what was expected and how to mend it."""

    place: Place
    fault: Fault

    @property
    def rule(self) -> str:
        """The stable id, which is also the heading of its page in docs/reference/problems.md."""
        return self.fault.rule

    @property
    def severity(self) -> Severity:
        """Error or warning."""
        return explanations()[self.fault.rule].severity

    def text(self, language: str = "en") -> str:
        """The problem in one line: ``path:line:column: severity rule: found. mend``."""
        head = f"{self.place}: {self.severity} {self.rule}:"
        return f"{head} {self.fault.message(language)} {self.fault.mend(language)}"

    def as_data(self) -> dict[str, object]:
        """The problem for a machine: all languages, place and words apart."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "path": self.place.path,
            "line": self.place.line,
            "column": self.place.column,
            "message": {language: self.fault.message(language) for language in LANGUAGES},
            "mend": {language: self.fault.mend(language) for language in LANGUAGES},
        }


class LifeJourneyError(Exception):
    """The root of every error this project raises."""


class CatalogueError(LifeJourneyError):
    """A catalogue that cannot be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = len(self.problems)
        first = str(self.problems[0].place) if self.problems else ""
        super().__init__(f"{errors} problem(s) in the catalogue; the first: {first}")


class UnknownCode(LifeJourneyError, KeyError):
    """No such code, slug or alias."""

    def __init__(self, kind: str, code: str, nearest: Sequence[str] = ()) -> None:
        self.kind, self.code, self.nearest = kind, code, tuple(nearest)
        super().__init__(code)

    def __str__(self) -> str:
        hint = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        return f"There is no {self.kind} {self.code!r}.{hint}"


class RuleError(LifeJourneyError):
    """A condition outside the rule language; every fault tells its character, from 0."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.rule for fault in faults))


@dataclass(frozen=True, slots=True)
class FactFault:
    """One fact that cannot be: its path in the situation (roles, list positions, concept) and what is wrong."""

    path: tuple[str | int, ...]
    fault: Fault


class SituationError(LifeJourneyError):
    """Facts that cannot be: unknown, of the wrong kind, or against one another."""

    def __init__(self, faults: Sequence[FactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.fault.message() for fault in faults))
