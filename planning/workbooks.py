"""Rows of an Excel or OpenDocument file: its first sheet that holds anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import join, normpath
from typing import TypeAlias
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from planning.engine import Progress
from planning.tables import Faults, Row

MOST_BYTES = 1_000_000_000
"""Bytes that a packed file may unpack to."""
_AT_ONCE = 1 << 20
_LINES_BETWEEN = 1_000
_FORMULAS = {".xlsx", ".xlsm"}
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_Element: TypeAlias = tuple[str, Mapping[str, str]]


def workbook_rows(path: Path, faults: Faults, progress: Progress) -> Iterator[Row]:
    """The rows of the first sheet that is not empty; a cell that holds a formula is told apart."""
    try:
        yield from _rows(path, progress)
    except (CalamineError, BadZipFile, expat.ExpatError, KeyError, OSError) as error:
        faults.tell(1, f": not a workbook that can be read: {error}")


def _rows(path: Path, progress: Progress) -> Iterator[Row]:
    packed = path.suffix.casefold() in _FORMULAS
    if packed:
        with ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_BYTES:
            raise BadZipFile(f"it unpacks to {unpacked} bytes, {MOST_BYTES} at the most")
    with CalamineWorkbook.from_path(path) as book:
        sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
        sheet = next((sheet for sheet in sheets if sheet.total_height), None)
        if sheet is None:
            return
        formulas = _formulas(path, sheet.name) if packed else {}
        rows = sheet.to_python(skip_empty_area=False)
        for number, cells in enumerate(rows, start=1):
            if number % _LINES_BETWEEN == 0 or number == len(rows):
                progress(number, len(rows))
            yield Row(number, [_text(cell) for cell in cells], frozenset(formulas.get(number, ())))


def _text(cell: object) -> str:
    """A cell as a text; numbers without a fraction as Excel shows them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)


def _formulas(path: Path, sheet: str) -> Mapping[int, list[int]]:
    """For each row the places of its formulas."""
    found: dict[int, list[int]] = {}
    row = column = 0
    with ZipFile(path) as parts:
        for tag, attributes in _elements(parts, _part(parts, sheet)):
            if tag == "row":
                row, column = int(attributes.get("r", row + 1)), 0
            elif tag == "c":
                reference = _REFERENCE.fullmatch(attributes.get("r", ""))
                column = _column(reference[1]) if reference else column + 1
            elif tag == "f":
                found.setdefault(row, []).append(column - 1)
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _part(parts: ZipFile, sheet: str) -> str:
    """Where in the file a sheet lies."""
    sheets = (one for tag, one in _elements(parts, "xl/workbook.xml") if tag == "sheet")
    relation = next(one["r:id"] for one in sheets if one["name"] == sheet)
    links = (one for tag, one in _elements(parts, "xl/_rels/workbook.xml.rels") if tag == "Relationship")
    return normpath(join("/xl", next(one["Target"] for one in links if one["Id"] == relation))).lstrip("/")


def _elements(parts: ZipFile, name: str) -> Iterator[_Element]:
    """The elements of a part as they begin, without their namespaces."""
    met: list[_Element] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: met.append((tag.rpartition(":")[2], attributes))
    with parts.open(name) as part:
        while content := part.read(_AT_ONCE):
            parser.Parse(content)
            yield from met
            met.clear()
