from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from planning.records import MOST_FAULTS, ReadList, UnreadableList, guessed, read_list
from planning.tables import LONGEST_CELL, MOST_TOLD


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


def test_a_list_in_json_is_a_set(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps({"name": "Akta", "asked": ["KTP", "KK"]}), "list.jsonl")
    assert read_list(path, columns={"documents": "asked"}).records[0].traits == {"documents": frozenset({"KTP", "KK"})}


def test_a_title_may_stand_above_the_heading(tmp_path: Path) -> None:
    read = read_list(written(tmp_path, "Daftar layanan 2026;;\n;;\nno;nama;opd\n1;Akta;Dukcapil\n"))
    assert [(record.key, record.name) for record in read.records] == [("1", "Akta")]


def test_empty_cells_behind_the_last_column_are_no_fault(tmp_path: Path) -> None:
    assert names(read_list(written(tmp_path, "nama,opd\nAkta,Dukcapil,,\n,\n"))) == ["Akta"]


def test_utf_16_is_read_and_told_by_its_first_bytes(tmp_path: Path) -> None:
    assert names(read_list(written(tmp_path, "nama\nAkta kelahiran é\n".encode("utf-16")))) == ["Akta kelahiran é"]


def test_a_list_without_a_name_column_is_told_with_what_there_is(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "foo,bar\n1,2\n")) == (
        "list.csv, row 1: no column for the name; there are: foo, bar",
    )


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl"])
def test_an_empty_file_has_no_columns(tmp_path: Path, name: str) -> None:
    assert "no column" in faults(written(tmp_path, "", name))[0]


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "nama\nAkta\n")
    with pytest.raises(UnreadableList, match="no column keterangan; there are: nama"):
        read_list(path, columns={"description": "keterangan"})


def test_two_columns_of_one_name_are_told(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "nama,nama\nAkta,KTP\n")) == (
        "list.csv, row 1, column nama: 2 columns of this name",
    )


def test_broken_encoding_is_told_with_row_column_and_byte(tmp_path: Path) -> None:
    assert faults(written(tmp_path, b"id,nama\n1,Akta\n2,Kart\xff\n\xe9,KTP\n")) == (
        "list.csv, row 3, column nama, character 5: byte 0xff is not UTF-8; save the file as UTF-8",
        "list.csv, row 4, column id, character 1: byte 0xe9 is not UTF-8; save the file as UTF-8",
    )


def test_broken_utf_16_is_told(tmp_path: Path) -> None:
    content = "nama\nAkta\n".encode("utf-16-le") + b"\x00\xd8K\x00\n\x00"
    assert faults(written(tmp_path, b"\xff\xfe" + content)) == (
        "list.csv, row 3, column nama, character 1: not readable",
    )


def test_half_a_character_in_json_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, '{"name": "Akta \\ud800"}', "list.jsonl")
    assert faults(path) == ("list.jsonl, row 1, column name, character 6: not readable",)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert faults(tmp_path / "list.csv") == (f"{tmp_path / 'list.csv'}: No such file or directory",)


def test_every_bad_row_is_told(tmp_path: Path) -> None:
    text = f"id,nama,x\n1,Akta,\n2\n1,KTP,\n4,---,\n5,{'x' * (LONGEST_CELL + 1)},\n6,KTP,,7\n"
    assert faults(written(tmp_path, text)) == (
        "list.csv, row 3, column nama: 1 cells, the heading has 3",
        "list.csv, row 3, column nama: no words",
        "list.csv, row 4, column id: the same id as in row 2",
        "list.csv, row 5, column nama: no words",
        f"list.csv, row 6, column nama: more than {LONGEST_CELL} characters",
        "list.csv, row 7, column 4: 4 cells, the heading has 3",
    )


def test_formulas_are_told_but_neither_dashes_nor_numbers(tmp_path: Path) -> None:
    text = "nama,uraian,lain\n=1+1,-,=2\nAkta,+62 812-3,\nKTP,-A1,\nSIM,@SUM(A1),\nKK,-2,\n"
    assert faults(written(tmp_path, text)) == (
        "list.csv, row 2, column nama: a formula, =1+1; put its value there, as text",
        "list.csv, row 4, column uraian: a formula, -A1; put its value there, as text",
        "list.csv, row 5, column uraian: a formula, @SUM(A1); put its value there, as text",
    )


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
    assert told[-1].endswith(f": more than {LONGEST_CELL} characters")


LARGE = 20_000_000


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("list.csv", "id,nama\n1,", "\n2,KTP\n", "row 2, column nama"),
        ("list.csv", 'id,nama\n1,"', '"\n2,KTP\n', "row 2, column nama"),
        ("list.csv", 'id,nama\n1,"\n', '\n"\n2,KTP\n', "row 2, column nama"),
        ("list.jsonl", '{"id": 1, "name": "', '"}\n{"id": 2, "name": "KTP"}\n', "row 1, column name"),
        ("list.jsonl", "", '\n{"id": 2, "name": "KTP"}\n', "row 1"),
    ],
)
def test_an_endless_cell_is_told_without_being_kept(
    tmp_path: Path, name: str, before: str, after: str, told: str
) -> None:
    line = "x" * 999_999 + "\n" if before.endswith("\n") else "x" * 1_000_000
    path = written(tmp_path, before + line * (LARGE // 1_000_000) + after, name)
    tracemalloc.start()
    try:
        read = read_list(path, skip_bad=True)
        assert tracemalloc.get_traced_memory()[1] < LARGE
    finally:
        tracemalloc.stop()
    assert names(read) == ["KTP"]
    assert read.skipped == (f"{name}, {told}: more than {LONGEST_CELL} characters",)


def test_an_endless_cell_that_is_never_ended_ends_the_file(tmp_path: Path) -> None:
    read = read_list(written(tmp_path, 'nama\nAkta\n"' + ("x" * 99 + "\n") * 40_000), skip_bad=True)
    assert (names(read), read.bad) == (["Akta"], 1)


def test_good_rows_are_kept_when_asked_and_the_others_counted(tmp_path: Path) -> None:
    read = read_list(written(tmp_path, "nama,uraian\nAkta,lahir\n=a,=b\n"), skip_bad=True)
    assert names(read) == ["Akta"]
    assert (len(read.skipped), read.bad) == (2, 1)


def test_faults_beyond_a_number_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path, "nama\n" + "=x\n" * (MOST_TOLD + 5))
    with pytest.raises(UnreadableList, match=f"… and {MOST_TOLD + 5 - MOST_FAULTS} more") as caught:
        read_list(path)
    assert (len(caught.value.faults), caught.value.count) == (MOST_TOLD, MOST_TOLD + 5)


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = written(tmp_path, "nama\n" + "Akta lahir\n" * 3_000)
    read_list(path, progress=lambda done, total: told.append((done, total)))
    assert len(told) == 5
    assert sorted(told) == told
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_the_likeliest_heading_is_guessed_first() -> None:
    assert guessed(["layanan", "Nama", "x"]) == {"name": "Nama"}
