from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from planning import workbooks
from planning.records import UnreadableList, read_list


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    with Workbook(path) as made:
        made.add_worksheet("kosong")
        sheet = made.add_worksheet("layanan")
        for number, row in enumerate([["Kode", "Nama Layanan", "Tanggal"], [7.0, "Akta", ""], [8.5, "KTP", True]]):
            sheet.write_row(number + 2, 1, row)
        sheet.write_datetime(3, 3, date(2026, 1, 2), made.add_format({"num_format": "yyyy-mm-dd"}))
    return path


def test_the_first_sheet_that_holds_anything_is_read(book: Path) -> None:
    read = read_list(book, columns={"since": "Tanggal"})
    assert [(record.key, record.name, record.traits["since"]) for record in read.records] == [
        ("7", "Akta", "2026-01-02"),
        ("8.5", "KTP", "True"),
    ]


def test_cells_that_hold_formulas_are_told_with_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_column(0, 0, ["nama", "Akta"])
        sheet.write_formula(2, 0, '="K"&"TP"', None, "KTP")
        sheet.write_string(3, 0, "=1+1")
        sheet.write_column(0, 27, ["uraian", "lahir", "kartu", "x"])
        sheet.write_formula(1, 27, "=A1", None, "nama")
    with pytest.raises(UnreadableList) as caught:
        read_list(path)
    assert caught.value.faults == (
        "list.xlsx, row 2, column uraian: a formula, nama; put its value there, as text",
        "list.xlsx, row 3, column nama: a formula, KTP; put its value there, as text",
        "list.xlsx, row 4, column nama: a formula, =1+1; put its value there, as text",
    )


def test_cells_without_references_are_counted(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "bare.xlsx"
    sheet = (
        "<worksheet><sheetData><row><c t='str'><v>id</v></c><c t='str'><v>nama</v></c></row>"
        "<row><c><v>1</v></c><c t='str'><f>A1</f><v>Akta</v></c></row></sheetData></worksheet>"
    )
    with ZipFile(book) as parts, ZipFile(path, "w", ZIP_DEFLATED) as copy:
        for name in parts.namelist():
            copy.writestr(name, sheet if name.endswith("sheet2.xml") else parts.read(name))
    with pytest.raises(UnreadableList, match="row 2, column nama: a formula, Akta"):
        read_list(path)


def test_progress_is_told_by_rows(tmp_path: Path) -> None:
    path, told = tmp_path / "list.xlsx", list[tuple[int, int]]()
    with Workbook(path) as made:
        made.add_worksheet().write_column(0, 0, ["nama", *["Akta"] * 1_500])
    read_list(path, progress=lambda done, total: told.append((done, total)))
    assert told == [(1_000, 1_501), (1_501, 1_501)]


def test_a_workbook_without_cells_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with Workbook(path):
        pass
    with pytest.raises(UnreadableList, match="row 1: no column for the name; there are: "):
        read_list(path)


@pytest.mark.parametrize("name", ["list.xlsx", "list.ods", "list.xls"])
def test_what_is_no_workbook_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"nama\nAkta\n")
    with pytest.raises(UnreadableList) as caught:
        read_list(path)
    assert [fault.startswith(f"{name}, row 1: not a workbook that can be read: ") for fault in caught.value.faults] == [
        True
    ]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 10)
    with pytest.raises(UnreadableList, match="bytes, 10 at the most"):
        read_list(book)
