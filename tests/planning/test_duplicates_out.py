from __future__ import annotations

import csv
import io
import zipfile

import pytest

from journeys.journey import Journey
from planning.duplicates import Duplicates, Wanted, duplicates, duplicates_in
from planning.duplicates_out import MOST_ON_A_PAGE, name_of, to_csv, to_excel, to_html
from planning.relations import RELATIONS
from planning.texts import Record
from planning.wording import WORDS, word

EVIL = '=HYPERLINK("http://x.example","akta kelahiran")'
SCRIPT = "<script>alert(1)</script> akta kelahiran"


@pytest.fixture(scope="module")
def evil() -> Duplicates:
    records = [Record("1", EVIL), Record("2", EVIL), Record("3", SCRIPT), Record("4", SCRIPT)]
    return duplicates_in(records, wanted=Wanted(min_score=0))


@pytest.fixture(scope="module")
def matched() -> Duplicates:
    words = ("akta", "izin", "kartu", "pajak", "uji")
    old, new = ([Record(each, f"Layanan {each} penduduk") for each in part] for part in (words[:4], words[1:]))
    return duplicates_in(old, new, wanted=Wanted(one_to_one=True))


def texts_of(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def test_csv_has_a_row_for_each_pair_and_no_formula(evil: Duplicates) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(evil, "en"))))

    assert len(rows) == 1 + len(evil.pairs)
    assert f"'{EVIL}" in rows[1]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_workbook_has_groups_and_pairs_and_no_formula(evil: Duplicates, matched: Duplicates) -> None:
    inside = texts_of(to_excel(evil, "en"))

    assert 'name="Groups"' in inside
    assert 'name="Pairs"' in inside
    assert "<f>" not in inside
    assert all(
        f'name="{name}"' in texts_of(to_excel(matched, "id")) for name in ("Kelompok", "Pasangan", "Hilang", "Baru")
    )


def test_a_page_keeps_every_text_a_text(evil: Duplicates) -> None:
    page = to_html(evil, "en")

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page
    assert "href=" not in page


def test_a_page_tells_groups_pairs_and_reasons(shipped: Journey, matched: Duplicates) -> None:
    found = duplicates(shipped, wanted=Wanted(relations=frozenset({"superseded"})))

    page = to_html(found, "id")

    assert "Penerbitan nomor induk berusaha (NIB)" in page
    assert "sudah digantikan" in page
    assert "Hilang (" in to_html(matched, "id")
    assert "Nothing is alike." in to_html(duplicates_in([]), "en")


def test_a_page_of_many_pairs_says_how_many_are_left(evil: Duplicates) -> None:
    many = evil.model_copy(update={"pairs": evil.pairs * MOST_ON_A_PAGE})

    assert f"and {len(many.pairs) - MOST_ON_A_PAGE} more pairs" in to_html(many, "en")


def test_every_relation_has_its_words() -> None:
    assert set(RELATIONS) <= WORDS.keys()
    assert all(texts.keys() == {"id", "en"} for texts in WORDS.values())
    assert word("a column of a list", "en") == "a column of a list"


def test_an_entry_is_called_as_its_list_calls_it(evil: Duplicates) -> None:
    side = evil.pairs[0].a

    assert name_of(side, "en") == side.name
    assert name_of(side.model_copy(update={"name": {"id": "Akta"}}), "en") == "Akta"
    assert name_of(side.model_copy(update={"name": {}}), "en") == ""
