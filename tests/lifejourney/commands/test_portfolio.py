from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from lifejourney.commands.portfolio import ROWS
from planning.coverage import Coverage
from planning.once_only import OnceOnly
from planning.portfolio import Portfolio
from tests.lifejourney.command_line import ROOT, VILLAGE, Run

HERE: tuple[str | Path, ...] = ("-C", VILLAGE, "--as-of", "2026-11-22")


def test_reports_as_json_are_the_models(run: Run) -> None:
    once_only = OnceOnly.model_validate_json(run("once-only", "--json", *HERE).out)
    portfolio = Portfolio.model_validate_json(run("portfolio", "--json", *HERE).out)
    coverage = Coverage.model_validate_json(run("coverage", "--json", *HERE).out)

    assert once_only.head == portfolio.head == coverage.head
    assert str(coverage.head.as_of) == "2026-11-22"
    assert [one.code for one in portfolio.applications] == ["village-app"]


@pytest.mark.parametrize(
    ("command", "language", "title"),
    [
        ("once-only", "id", "Dokumen yang diminta padahal diterbitkan badan publik"),
        ("once-only", "en", "Documents asked for although a public body issues them"),
        ("portfolio", "id", "Aplikasi dan layanannya"),
        ("portfolio", "en", "Applications and their services"),
        ("coverage", "id", "Yang diketahui dan yang belum"),
        ("coverage", "en", "What is known and what is not"),
    ],
)
def test_reports_for_people_are_in_their_language(run: Run, command: str, language: str, title: str) -> None:
    told = run(command, "--lang", language, *HERE)

    assert (told.code, told.err) == (0, "")
    assert title in told.out.splitlines()
    assert "22 November 2026" in " ".join(told.out.split())


def test_one_table_is_shown_alone(run: Run) -> None:
    told = run("portfolio", "--table", "idle", "--lang", "en", *HERE).out

    assert "Applications that no service names" in told
    assert "Applications and their services" not in told
    assert "None." in told


def test_a_long_table_is_cut_and_says_so_unless_all_is_asked_for(run: Run) -> None:
    asked = ("coverage", "--table", "lists", "--lang", "en", *HERE)
    brief, whole = run(*asked).out, run(*asked, "--all").out
    rows = len(list(csv.reader(io.StringIO(run(*asked, "--csv").out)))) - 1

    assert f"{rows - ROWS} more rows: --all, or --table lists --csv" in brief
    assert len(whole.splitlines()) - len(brief.splitlines()) >= rows - ROWS - 1
    assert "more rows" not in whole


def test_csv_is_one_table_with_its_lists(run: Run) -> None:
    first = list(csv.reader(io.StringIO(run("coverage", "--csv", "--lang", "en", *HERE).out)))
    other = list(csv.reader(io.StringIO(run("coverage", "--csv", "-t", "agencies", "--lang", "en", *HERE).out)))

    assert first[0] == ["measure", "code", "count", "of", "kind", "share", "list"]
    assert all(int(row[2]) == len(row[6].split()) for row in first[1:])
    assert other[0][:3] == ["agency", "code", "services"]


def test_a_part_can_be_asked_for(run: Run) -> None:
    told = run("coverage", "--json", "--agency", "ministry", "--domain", "home-affairs", *HERE)
    head = Coverage.model_validate_json(told.out).head

    assert head.agency
    assert head.domain
    assert (head.agency.code, head.domain.code) == ("ministry", "0201")
    assert "Home affairs." in " ".join(run("coverage", "--domain", "0201", "--lang", "en", *HERE).out.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--agency", "minstry"), "Tidak ada instansi “minstry”. Yang mendekati: ministry"),
        (("--domain", "home-afairs"), "Tidak ada domain “home-afairs”. Yang mendekati: home-affairs"),
    ],
)
def test_a_part_there_is_not_is_told_with_what_comes_near(run: Run, words: tuple[str, ...], told: str) -> None:
    found = run("once-only", *words, *HERE)

    assert found.code == 2
    assert told in " ".join(found.err.split())


def test_without_a_day_it_is_today(run: Run) -> None:
    assert Coverage.model_validate_json(run("coverage", "--json", "-C", VILLAGE).out).head.as_of.year >= 2026


def test_the_report_is_a_page_and_an_excel_file_in_a_folder_made_for_it(run: Run, tmp_path: Path) -> None:
    told = run("report", "--out", tmp_path / "new" / "folder", "--lang", "en", *HERE)
    page, book = (tmp_path / "new" / "folder" / name for name in ("report.html", "report.xlsx"))

    assert (told.code, told.err) == (0, "")
    assert told.out.split() == [str(page), str(book)]
    assert '<html lang="en">' in page.read_text()
    assert book.read_bytes()[:2] == b"PK"


def test_progress_is_shown_on_a_terminal_and_wiped(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _self: True)
    told = run("report", "--out", tmp_path, "--lang", "en", *HERE)

    assert "report.xlsx" in told.err
    assert told.err.endswith("\r\x1b[K")


def test_a_folder_that_cannot_be_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = run("report", "--out", tmp_path / "file", *HERE)

    assert told.code == 2
    assert "cannot be written to" in " ".join(told.err.split())


def test_the_folder_is_asked_for(run: Run) -> None:
    told = run("report", *HERE)

    assert told.code == 2
    assert "--out" in told.err


def test_the_templates_are_part_of_the_package() -> None:
    assert {path.name for path in (ROOT / "planning" / "templates").iterdir()} == {
        "duplicates.html",
        "pictures.html",
        "report.css",
        "report.html",
    }
