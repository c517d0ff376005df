"""The one writer of Excel workbooks, and of CSV for people: whatever a text begins with, it becomes no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xlsxwriter import Workbook

Cell: TypeAlias = "str | bool | int | float | Decimal | date | None"
LONGEST_CELL = 32_767
"""Characters (unicode code points) that Excel lets a cell have."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would work out when it opens a CSV file."""
_WIDEST = 60
_NARROWEST = 8
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The day a workbook says it was made: the same content gives the same bytes."""


class Sheet(NamedTuple):
    """A table: its name (31 characters at the most), the heads of its columns, and its rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An Excel workbook: heads frozen, columns filtered at a click, numbers as numbers."""
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": _ALWAYS})
    head = book.add_format({"bold": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        rows = [sheet.columns, *sheet.rows]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write(number, column, _excel(cell), plain if number else head)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(rows) - 1, 1), len(sheet.columns) - 1)
        for column in range(len(sheet.columns)):
            page.set_column(column, column, _width(rows, column))
    book.close()
    return out.getvalue()


def comma_separated(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, ending: str = "\n") -> str:
    """CSV, a line for the columns and one a row; before a text that begins as a formula does stands an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator=ending).writerows([columns, *(map(_unlike_formula, row) for row in rows)])
    return out.getvalue()


def _unlike_formula(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _excel(cell: Cell) -> str | bool | int | float | None:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return cell[:LONGEST_CELL] if isinstance(cell, str) else cell


def _width(rows: Sequence[Sequence[Cell]], column: int) -> int:
    longest = max(len(str(row[column])) for row in rows[:200])
    return min(max(longest + 2, _NARROWEST), _WIDEST)
