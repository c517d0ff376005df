from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from catalogue.sheet import LONGEST_CELL, Cell, Sheet, workbook

ATTACKS = [
    "=1+1",
    "{=1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "https://a.id/",
    "mailto:a@a.id",
    "internal:Sheet1!A1",
    "0012",
]


def parts(*rows: list[Cell]) -> dict[str, str]:
    """The files of a workbook with one sheet."""
    book = workbook([Sheet("Data", ["a", "b"], rows)])
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_stays_a_text(text: str) -> None:
    files = parts([text, "x"])
    sheet = files["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not any(name.endswith("sheet1.xml.rels") for name in files)
    assert sheet.count('t="s"') == 4, "two heads and two texts"


def test_numbers_are_numbers_and_days_are_texts() -> None:
    sheet = parts([Decimal("12.5"), 7], [date(2026, 1, 2), True], [None, 0.25])["xl/worksheets/sheet1.xml"]
    assert re.findall(r"<v>(12\.5|7|0\.25)</v>", sheet) == ["12.5", "7", "0.25"]
    assert 't="b"' in sheet


def test_what_excel_cannot_hold_is_cut() -> None:
    strings = parts(["x" * (LONGEST_CELL + 5), ""])["xl/sharedStrings.xml"]
    assert "x" * LONGEST_CELL in strings
    assert "x" * (LONGEST_CELL + 1) not in strings


def test_heads_are_frozen_and_columns_can_be_filtered() -> None:
    sheet = parts()["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet


def test_the_same_content_gives_the_same_bytes() -> None:
    assert workbook([Sheet("Data", ["a"], [["b"]])]) == workbook([Sheet("Data", ["a"], [["b"]])])
