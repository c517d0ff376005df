"""Reading a list that no one prepared, CSV or JSONL, into records; its columns are guessed, or mapped by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from catalogue.errors import LifeJourneyError, printable
from catalogue.words import words
from planning.texts import Record

LONGEST_CELL = 100_000
"""Characters a cell may have."""
MOST_FAULTS = 50
GUESSES: Mapping[str, tuple[str, ...]] = {
    "key": ("id", "key", "code", "kode", "nomor", "no", "uuid", "slug"),
    "name": ("name", "nama", "title", "judul", "nama layanan", "nama aplikasi", "service", "layanan", "aplikasi"),
    "description": ("description", "deskripsi", "uraian", "keterangan", "summary", "fungsi", "manfaat"),
    "agency": ("agency", "instansi", "opd", "nama instansi", "institution", "owner", "unit", "organisasi", "penyedia"),
}
"""Headings a field of a record is known by, the likeliest first."""


class UnreadableList(LifeJourneyError):
    """A list that cannot be read as it is; ``.faults`` says why: file, row (from 1, with the heading), column."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults[:MOST_FAULTS]))


@dataclass(frozen=True, slots=True)
class ReadList:
    """The good records of a list, the columns each field was taken from, and what was left out."""

    records: tuple[Record, ...]
    columns: Mapping[str, str]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a file by number, and the faults of those that have no meaning."""

    headings: tuple[str, ...]
    rows: Iterable[tuple[int, Mapping[str, str]]]
    faults: list[str] = field(default_factory=list)


def read_list(path: Path, *, columns: Mapping[str, str] | None = None, skip_bad: bool = False) -> ReadList:
    """The records of a CSV or JSONL file; ``columns`` maps fields of a record, or any trait, to headings."""
    read = _jsonl if path.suffix.casefold() in {".jsonl", ".ndjson"} else _csv
    table = read(path.name, _text(path))
    chosen = {**guessed(table.headings), **(columns or {})}
    missing = [heading for heading in chosen.values() if heading not in table.headings]
    if missing or "name" not in chosen:
        sought = ", ".join(missing) or "one for the name"
        there = ", ".join(map(printable, table.headings))
        raise UnreadableList([f"{path.name}, row 1: no column {sought}; there are: {there}"])
    records = tuple(_records(path.name, table, chosen))
    if table.faults and not skip_bad:
        raise UnreadableList(table.faults)
    return ReadList(records, chosen, tuple(table.faults))


def guessed(headings: Iterable[str]) -> dict[str, str]:
    """The heading of each field of a record that can be told by its words."""
    plain = {" ".join(words(heading)): heading for heading in headings}
    found = {
        name: next((plain[guess] for guess in guesses if guess in plain), None) for name, guesses in GUESSES.items()
    }
    return {name: heading for name, heading in found.items() if heading is not None}


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        row, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        fault = f"{path.name}, row {row}, byte {column}: not UTF-8; save the file as UTF-8"
        raise UnreadableList([fault]) from error


def _csv(file: str, text: str) -> _Rows:
    first = text.partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    faults: list[str] = []
    lines = _csv_lines(file, reader, faults)
    headings = tuple(next(lines, (1, []))[1])
    return _Rows(headings, _even(file, lines, headings=headings, faults=faults), faults)


def _csv_lines(file: str, reader: Iterator[list[str]], faults: list[str]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(f"{file}, row {number}: {error}")
        else:
            yield number, row


def _even(
    file: str, lines: Iterable[tuple[int, list[str]]], *, headings: tuple[str, ...], faults: list[str]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, row in lines:
        if len(row) == len(headings):
            yield number, dict(zip(headings, row, strict=True))
        elif row:
            faults.append(f"{file}, row {number}: {len(row)} cells, the heading has {len(headings)}")


def _jsonl(file: str, text: str) -> _Rows:
    faults: list[str] = []
    rows: list[tuple[int, Mapping[str, str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            entry = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError) as error:
            faults.append(f"{file}, row {number}: not JSON: {error}")
            continue
        if isinstance(entry, dict):
            rows.append((number, {name: _cell(value) for name, value in entry.items()}))
        else:
            faults.append(f"{file}, row {number}: an object was expected")
    headings = dict.fromkeys(name for _, row in rows for name in row)
    return _Rows(tuple(headings), [row for row in rows if row[1]], faults)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _records(file: str, table: _Rows, chosen: Mapping[str, str]) -> Iterator[Record]:
    seen: dict[str, int] = {}
    for number, row in table.rows:
        values = {name: row.get(heading, "").strip() for name, heading in chosen.items()}
        key = values.pop("key", "") or str(number)
        fault = _fault(values, chosen, earlier=seen.get(key))
        if fault:
            table.faults.append(f"{file}, row {number}, {fault}")
            continue
        seen[key] = number
        own = {name: values.pop(name, "") for name in ("name", "description", "agency")}
        yield Record(key, **own, source=file, traits=values)


def _fault(values: Mapping[str, str], chosen: Mapping[str, str], *, earlier: int | None) -> str:
    if earlier is not None:
        return f"column {printable(chosen['key'])}: the same id as in row {earlier}"
    long = next((name for name, value in values.items() if len(value) > LONGEST_CELL), None)
    if long:
        return f"column {printable(chosen[long])}: {len(values[long])} characters, {LONGEST_CELL} at the most"
    return "" if words(values["name"] + values.get("description", "")) else f"column {chosen['name']}: no words"
