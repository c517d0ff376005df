"""Reading a list that no one prepared (CSV, JSONL, Excel) into records; its columns are guessed, or mapped by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from catalogue.errors import LifeJourneyError, printable
from catalogue.words import words
from planning.engine import Progress, unseen
from planning.tables import LONGEST_CELL, Faults, Row, csv_rows, jsonl_rows, texts
from planning.texts import Record, Trait
from planning.workbooks import workbook_rows

MOST_FAULTS = 50
"""Faults that the words of an error say; ``.faults`` has more."""
GUESSES: Mapping[str, tuple[str, ...]] = {
    "key": ("id", "key", "code", "kode", "nomor", "no", "uuid", "slug"),
    "name": ("name", "nama", "title", "judul", "nama layanan", "nama aplikasi", "service", "layanan", "aplikasi"),
    "description": ("description", "deskripsi", "uraian", "keterangan", "summary", "fungsi", "manfaat"),
    "agency": ("agency", "instansi", "opd", "nama instansi", "institution", "owner", "unit", "organisasi", "penyedia"),
}
"""Headings a field of a record is known by, the likeliest first."""
READERS: Mapping[str, Callable[[Path, Faults, Progress], Iterator[Row]]] = {
    **dict.fromkeys((".jsonl", ".ndjson"), jsonl_rows),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), workbook_rows),
}
"""By the ending of a file's name; all others are CSV."""
_BYTES = range(0xDC80, 0xDD00)
"""Characters that stand for bytes which are no text."""
_SHOWN = 40
"""Characters of a formula that are told."""
_ROWS_ABOVE = 20
"""Rows among which the heading is sought; a list may have a title above it."""
_NO_TEXT = re.compile("[\ud800-\udfff\ufffd]")
_FORMULA = re.compile(r"[\t\r]|[=@]|[+-](?![\d\s.,()-]*$)")


class UnreadableList(LifeJourneyError):
    """A list that cannot be read as it is; ``.faults`` says why: file, row (from 1, with the heading), column."""

    def __init__(self, faults: Iterable[str], count: int = 0) -> None:
        self.faults = tuple(faults)
        self.count = max(count, len(self.faults))
        more = self.count - len(self.faults[:MOST_FAULTS])
        super().__init__("\n".join([*self.faults[:MOST_FAULTS], *([f"… and {more} more"] if more else [])]))


@dataclass(frozen=True, slots=True)
class _Heading:
    number: int
    cells: Sequence[str]

    def column(self, place: int) -> str:
        """A column as it is told: by its heading, else by its number."""
        return printable(self.cells[place]) if self.cells[place:] and self.cells[place] else str(place + 1)


@dataclass(frozen=True, slots=True)
class ReadList:
    """The good records of a list, the columns each field was taken from, and how many rows were bad, and why."""

    records: tuple[Record, ...]
    columns: Mapping[str, str]
    skipped: tuple[str, ...] = ()
    bad: int = 0


def read_list(
    path: Path, *, columns: Mapping[str, str] | None = None, skip_bad: bool = False, progress: Progress = unseen
) -> ReadList:
    """The records of a list; ``columns`` maps fields of a record, or any trait, to headings.

    All that is wrong is told at once, unless good rows are to be kept alone. ``progress`` is told how much of how much
    is read.
    """
    faults = Faults(path.name)
    rows = READERS.get(path.suffix.casefold(), csv_rows)(path, faults, progress)
    try:
        above = list(islice(rows, _ROWS_ABOVE))
    except OSError as error:
        raise UnreadableList([f"{path}: {error.strerror}"]) from error
    place, heading = _heading(above, columns or {})
    chosen = {**guessed(heading.cells), **(columns or {})}
    _check_heading(heading, chosen, faults)
    records = tuple(_records(chain(above[place + 1 :], rows), heading=heading, chosen=chosen, faults=faults))
    if faults.rows and not skip_bad:
        raise UnreadableList(faults.told, faults.count)
    return ReadList(records, chosen, tuple(faults.told), faults.rows)


def guessed(headings: Iterable[str]) -> dict[str, str]:
    """The heading of each field of a record that can be told by its words."""
    plain: dict[str, str] = {}
    for heading in headings:
        plain.setdefault(" ".join(words(heading)), heading)
    found = {
        name: next((plain[guess] for guess in guesses if guess in plain), None) for name, guesses in GUESSES.items()
    }
    return {name: heading for name, heading in found.items() if heading is not None}


def _heading(above: Sequence[Row], columns: Mapping[str, str]) -> tuple[int, _Heading]:
    """The first row that has the columns asked for, or one for the name; else the first that has anything."""
    found = [(place, _Heading(row.number, texts(row.cells))) for place, row in enumerate(above)]
    filled = [(place, row) for place, row in found if any(row.cells)] or [(0, _Heading(1, []))]
    named = ((place, row) for place, row in filled if "name" in {**guessed(row.cells), **columns})
    return next(((place, row) for place, row in named if set(columns.values()) <= set(row.cells)), filled[0])


def _check_heading(heading: _Heading, chosen: Mapping[str, str], faults: Faults) -> None:
    """Without its columns nothing of a list can be read."""
    wrong = []
    missing = [name for name in chosen.values() if name not in heading.cells]
    if (missing or "name" not in chosen) and (heading.cells or not faults.rows):
        sought = ", ".join(map(printable, missing)) or "for the name"
        there = ", ".join(printable(name) for name in heading.cells if name)
        wrong.append(f": no column {sought}; there are: {there}")
    counts = {name: heading.cells.count(name) for name in chosen.values()}
    wrong += [
        f", column {printable(name)}: {count} columns of this name" for name, count in counts.items() if count > 1
    ]
    for fault in wrong:
        faults.tell(heading.number, fault)
    if wrong or not heading.cells:
        raise UnreadableList(faults.told, faults.count)


def _records(rows: Iterable[Row], *, heading: _Heading, chosen: Mapping[str, str], faults: Faults) -> Iterator[Record]:
    places = {name: heading.cells.index(column) for name, column in chosen.items()}
    seen: dict[str, int] = {}
    for row in rows:
        if not any(row.cells):
            continue
        wrong = list(_wrong(row, heading, places))
        values = {} if wrong else {name: _stripped(row.cells[place]) for name, place in places.items()}
        key = str(values.pop("key", "")) or str(row.number)
        if not wrong and key in seen:
            wrong = [f", column {printable(chosen['key'])}: the same id as in row {seen[key]}"]
        for fault in wrong:
            faults.tell(row.number, fault)
        if not wrong:
            seen[key] = row.number
            own = {name: _plain(values.pop(name, "")) for name in ("name", "description", "agency")}
            yield Record(key, **own, source=faults.file, traits=values)


def _wrong(row: Row, heading: _Heading, places: Mapping[str, int]) -> Iterator[str]:
    """All that is wrong with a row by itself, each with its column."""
    if len(row.cells) < len(heading.cells) or any(row.cells[len(heading.cells) :]):
        first = min(len(row.cells), len(heading.cells))
        yield f", column {heading.column(first)}: {len(row.cells)} cells, the heading has {len(heading.cells)}"
    used = set(places.values())
    for place, cell in enumerate(map(_plain, row.cells[: len(heading.cells)])):
        fault = _encoding_fault(cell) or (_cell_fault(cell, formula=place in row.formulas) if place in used else "")
        if fault:
            yield f", column {heading.column(place)}{fault}"
    told = [
        _plain(row.cells[places[name]])
        for name in ("name", "description")
        if places.get(name, len(row.cells)) < len(row.cells)
    ]
    if not words(" ".join(told)[:LONGEST_CELL]):
        yield f", column {heading.column(places['name'])}: no words"


def _encoding_fault(cell: str) -> str:
    broken = _NO_TEXT.search(cell)
    if broken is None:
        return ""
    code = ord(broken[0])
    what = f"byte 0x{code & 0xFF:02x} is not UTF-8; save the file as UTF-8" if code in _BYTES else "not readable"
    return f", character {broken.start() + 1}: {what}"


def _cell_fault(cell: str, *, formula: bool) -> str:
    if len(cell) > LONGEST_CELL:
        return f": more than {LONGEST_CELL} characters"
    if formula or (_FORMULA.match(cell) and not cell.isspace()):
        return f": a formula, {printable(cell[:_SHOWN])}; put its value there, as text"
    return ""


def _plain(value: Trait) -> str:
    return value if isinstance(value, str) else " ".join(sorted(value))


def _stripped(value: Trait) -> Trait:
    return value.strip() if isinstance(value, str) else value
