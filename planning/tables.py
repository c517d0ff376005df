"""Rows of CSV and JSONL files that no one prepared, a line at a time: a file may be large, and so may one cell."""

from __future__ import annotations

import csv
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from planning.engine import Progress
from planning.texts import Trait

LONGEST_CELL = 100_000
"""Characters a cell may have."""
MOST_TOLD = 1_000
"""Faults of a file that are told; the others are counted."""
_LONGEST_ROW = 2_000_000
"""Characters of a row that are looked at."""
_LINES_BETWEEN = 1_000
"""Lines between two tellings of progress."""
_KEY = re.compile(r'"((?:[^"\\]|\\.){1,100})"\s*:\s*"')


@dataclass(slots=True)
class Faults:
    """What is wrong in a file, each with row and column, and how many faults there are in how many rows."""

    file: str
    told: list[str] = field(default_factory=list)
    count: int = 0
    rows: int = 0
    _last: int = 0

    def tell(self, row: int, words: str) -> None:
        """A row is at fault; the row is counted from 1, with the heading."""
        self.count += 1
        self.rows += row != self._last
        self._last = row
        if len(self.told) < MOST_TOLD:
            self.told.append(f"{self.file}, row {row}{words}")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the places of those that are formulas."""

    number: int
    cells: Sequence[Trait]
    formulas: frozenset[int] = frozenset()


def csv_rows(path: Path, _faults: Faults, progress: Progress) -> Iterator[Row]:
    """The rows of a file of values between commas, semicolons, tabs or bars, whichever its first line has most of."""
    csv.field_size_limit(2 * _LONGEST_ROW)
    with _opened(path) as file:
        first = file.readline(LONGEST_CELL)
        file.seek(0)
        lines = _Lines(path, file, progress)
        reader = csv.reader(lines.quoted(), delimiter=max(",;\t|", key=first.count))
        for number, cells in enumerate(reader, start=1):
            lines.row_ended()
            yield Row(number, cells)


def jsonl_rows(path: Path, faults: Faults, progress: Progress) -> Iterator[Row]:
    """The rows of a file with a JSON object on each line; the first row has the names of all columns."""
    rows: list[tuple[int, Mapping[str, Trait]]] = []
    with _opened(path) as file:
        for number, line in enumerate(_Lines(path, file, progress).plain(), start=1):
            entry = _entry(line, number, faults)
            if entry:
                rows.append((number, {str(name): _value(value) for name, value in entry.items()}))
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    yield Row(1, columns)
    for number, row in rows:
        yield Row(number, [row.get(name, "") for name in columns])


def _opened(path: Path) -> TextIO:
    """The file as text; bytes that are none become characters that no text has (surrogates, or U+FFFD in UTF-16)."""
    with path.open("rb") as file:
        wide = file.read(2) in {BOM_UTF16_BE, BOM_UTF16_LE}
    if wide:
        return path.open(encoding="utf-16", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


@dataclass(slots=True)
class _Lines:
    """The lines of a file, none longer than what is looked at of a row; tells how many bytes are read."""

    path: Path
    file: TextIO
    progress: Progress
    length: int = 0
    within_quotes: bool = False
    left_out: int = 0

    def plain(self) -> Iterator[str]:
        """Each line; of one that is too long its beginning."""
        size = self.path.stat().st_size
        for number, line in enumerate(iter(lambda: self.file.readline(_LONGEST_ROW), "")):
            rest, self.left_out = line, 0
            while len(rest) == _LONGEST_ROW and not rest.endswith("\n"):
                rest = self.file.readline(_LONGEST_ROW)
                self.left_out += rest.count('"')
            if number % _LINES_BETWEEN == 0:
                self.progress(min(size, self.file.buffer.tell()), size)
            yield line
        self.progress(size, size)

    def quoted(self) -> Iterator[str]:
        """Each line for a reader of CSV; a cell that goes on too long, from line to line, is ended."""
        for line in self.plain():
            self.within_quotes ^= bool(line.count('"') % 2)
            before, self.length = self.length, self.length + len(line)
            ended = f'{line.rstrip()}"\n' if self.within_quotes and self.length >= _LONGEST_ROW else line
            self.within_quotes ^= bool(self.left_out % 2)
            if before < _LONGEST_ROW:
                yield ended
            elif not self.within_quotes:
                self.length = 0

    def row_ended(self) -> None:
        """What follows is another row, unless a cell that was ended goes on."""
        if self.length < _LONGEST_ROW or not self.within_quotes:
            self.length, self.within_quotes = 0, False


def _entry(line: str, number: int, faults: Faults) -> Mapping[object, object]:
    if len(line) >= _LONGEST_ROW:
        keys = _KEY.findall(line)
        column = f", column {keys[-1]}" if keys else ""
        faults.tell(number, f"{column}: more than {LONGEST_CELL} characters")
        return {}
    try:
        entry = json.loads(line) if line.strip() else {}
    except (ValueError, RecursionError) as error:
        faults.tell(number, f": not JSON: {error}")
        return {}
    if isinstance(entry, dict):
        return entry
    faults.tell(number, ": an object was expected")
    return {}


def _value(value: object) -> Trait:
    """A list of texts is a set; what else is no text is shown as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return frozenset(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def texts(cells: Iterable[Trait]) -> list[str]:
    """Cells as texts, as a heading has them."""
    return [cell.strip() if isinstance(cell, str) else ", ".join(sorted(cell)) for cell in cells]
