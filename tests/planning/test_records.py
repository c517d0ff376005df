from __future__ import annotations

import json
from pathlib import Path

import pytest

from planning.records import LONGEST_CELL, ReadList, UnreadableList, guessed, read_list


def written(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(UnreadableList) as caught:
        read_list(path)
    return caught.value.faults


def names(read: ReadList) -> list[str]:
    return [record.name for record in read.records]


def test_columns_are_guessed_from_their_headings(tmp_path: Path) -> None:
    read = read_list(written(tmp_path, "\ufeffKode;Nama Layanan;Uraian;Instansi\n7;Akta;Lahir;Dukcapil\n"))
    assert read.columns == {"key": "Kode", "name": "Nama Layanan", "description": "Uraian", "agency": "Instansi"}
    record = read.records[0]
    assert (record.key, record.name, record.description, record.agency) == ("7", "Akta", "Lahir", "Dukcapil")
    assert record.source == "list.csv"


def test_columns_can_be_mapped_and_become_traits(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\nAkta,perdata\n")
    read = read_list(path, columns={"name": "a", "output": "b"})
    assert names(read) == ["Akta"]
    assert read.records[0].traits == {"output": "perdata"}


def test_a_record_without_id_is_known_by_its_row(tmp_path: Path) -> None:
    assert read_list(written(tmp_path, "nama\nAkta\n\nKTP\n")).records[1].key == "4"


def test_a_cell_may_hold_lines_and_separators(tmp_path: Path) -> None:
    assert names(read_list(written(tmp_path, 'id,nama\n1,"Akta,\nlahir"\n'))) == ["Akta,\nlahir"]


def test_json_lines_are_read_with_any_value(tmp_path: Path) -> None:
    lines = [json.dumps({"id": 5, "name": "Akta", "description": None}), "", json.dumps({"name": "KTP"})]
    read = read_list(written(tmp_path, "\n".join(lines), "list.jsonl"))
    assert [(record.key, record.name, record.description) for record in read.records] == [
        ("5", "Akta", ""),
        ("3", "KTP", ""),
    ]


def test_a_list_without_a_name_column_is_told_with_what_there_is(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "foo,bar\n1,2\n")) == (
        "list.csv, row 1: no column one for the name; there are: foo, bar",
    )


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    assert "no column" in faults(written(tmp_path, ""))[0]


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "nama\nAkta\n")
    with pytest.raises(UnreadableList, match="no column keterangan; there are: nama"):
        read_list(path, columns={"description": "keterangan"})


def test_broken_encoding_is_told_with_row_and_byte(tmp_path: Path) -> None:
    assert faults(written(tmp_path, b"nama\nAkta\nKart\xff\n")) == (
        "list.csv, row 3, byte 5: not UTF-8; save the file as UTF-8",
    )


def test_every_bad_row_is_told(tmp_path: Path) -> None:
    text = f"id,nama\n1,Akta\n2\n1,KTP\n4,---\n5,{'x' * (LONGEST_CELL + 1)}\n"
    told = faults(written(tmp_path, text))
    assert sorted(told) == [
        "list.csv, row 3: 1 cells, the heading has 2",
        "list.csv, row 4, column id: the same id as in row 2",
        "list.csv, row 5, column nama: no words",
        f"list.csv, row 6: field larger than field limit ({LONGEST_CELL})",
    ]


def test_bad_json_lines_are_told(tmp_path: Path) -> None:
    long = json.dumps({"name": "x" * (LONGEST_CELL + 1)})
    text = "\n".join(['{"name": "Akta"}', "{", "[1]", "[" * 100_000, long])
    told = sorted(faults(written(tmp_path, text, "list.jsonl")))
    assert [fault.split(":")[0] for fault in told] == [
        "list.jsonl, row 2",
        "list.jsonl, row 3",
        "list.jsonl, row 4",
        "list.jsonl, row 5, column name",
    ]
    assert told[-1].endswith(f"{LONGEST_CELL + 1} characters, {LONGEST_CELL} at the most")


def test_good_rows_are_kept_when_asked_and_the_others_counted(tmp_path: Path) -> None:
    read = read_list(written(tmp_path, "nama,uraian\nAkta,lahir\nKTP\n"), skip_bad=True)
    assert names(read) == ["Akta"]
    assert len(read.skipped) == 1


def test_the_likeliest_heading_is_guessed_first() -> None:
    assert guessed(["layanan", "Nama", "x"]) == {"name": "Nama"}
