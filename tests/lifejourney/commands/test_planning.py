from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from catalogue.codes import ServiceCode
from catalogue.load import load_catalogue
from lifejourney.duplicates_text import MOST_SHOWN, print_duplicates
from planning.duplicates import Wanted, duplicates_in
from planning.texts import Record
from tests.lifejourney.command_line import CIVIL, ROOT, Run
from tests.small_catalogues import copied

REGISTER = ("life_events: registers/life_events.yaml", "life_events: registers/life_events.yaml\n  judgements: j.yaml")


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """A list nobody prepared."""
    path = tmp_path / "inventory.csv"
    rows = [
        ("No", "Nama Layanan", "OPD"),
        ("1", "Penerbitan akta kelahiran", "Disdukcapil Kota Semarang"),
        ("2", "Akta kelahiran (penerbitan)", "Disdukcapil Kota Bandung"),
        ("3", "Pajak hotel", "Bapenda"),
        ("4", "Izin reklame pajak", "DPMPTSP"),
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_catalogue_is_told_as_a_table(run: Run) -> None:
    told = run("duplicates", "--lang", "en", "--relation", "superseded")

    assert told.code == 0
    assert " services. Pairs: 2, groups: 1" in told.out
    assert "superseded" in told.out
    assert "(iumk)" in told.out


def test_json_is_as_the_interface_promises(run: Run) -> None:
    data = run("duplicates", "--kind", "application", "--json").data
    assert isinstance(data, dict)

    pair = data["pairs"][0]
    assert {"a", "b", "score", "relation", "why"} == pair.keys()
    assert {"id", "slug", "name"} == pair["a"].keys() == pair["b"].keys()
    assert all({"feature", "weight", "words"} == reason.keys() for reason in pair["why"])
    assert data["groups"][0]["size"] >= 2


def test_a_list_is_read_and_its_columns_are_told(run: Run, inventory: Path) -> None:
    told = run("duplicates", inventory, "--json", "--lang", "en")
    data = told.data
    assert isinstance(data, dict)

    assert "agency=OPD" in told.err
    assert [(pair["a"]["id"], pair["b"]["id"], pair["relation"]) for pair in data["pairs"]][:1] == [
        ("1", "2", "same_type_region")
    ]


def test_columns_may_be_mapped_by_hand(run: Run, inventory: Path) -> None:
    told = run("duplicates", inventory, "--column", "description=OPD", "--lang", "id", "--min-score", "0")

    assert told.code == 0
    assert "description=OPD" in told.err
    assert "4 layanan" in told.out


@pytest.mark.parametrize("ending", ["xlsx", "html", "csv", "json"])
def test_what_is_found_is_written_by_the_ending_of_the_file(run: Run, inventory: Path, ending: str) -> None:
    out = inventory.with_name(f"found.{ending}")

    told = run("duplicates", inventory, "--min-score", "0", "--out", out)

    assert (told.code, told.out) == (0, "")
    content = out.read_bytes()
    assert content.startswith({"xlsx": b"PK", "html": b"<!doctype", "csv": b"\xef\xbb\xbfscore", "json": b"{"}[ending])
    assert ending != "json" or json.loads(content)["entries"] == 4


def test_csv_goes_to_standard_output(run: Run, inventory: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("duplicates", inventory, "--min-score", "0", "--csv").out)))

    assert rows[0][:2] == ["score", "relation"]
    assert len(rows) > 1


def test_two_versions_of_a_list_tell_what_is_new_and_gone(run: Run, inventory: Path) -> None:
    later = inventory.with_name("later.csv")
    text = inventory.read_text(encoding="utf-8").replace("Izin reklame pajak", "Pelatihan petani kopi")
    later.write_text(text, encoding="utf-8")

    told = run("duplicates", inventory, later, "--one-to-one", "--lang", "en")

    assert "Gone (" in told.out
    assert "New (" in told.out
    assert "Izin reklame pajak (4)" in told.out
    assert "Pelatihan petani kopi (4)" in told.out


def test_rows_left_out_are_counted(run: Run, inventory: Path) -> None:
    with inventory.open("a", encoding="utf-8") as file:
        file.write("5,too,many,cells\n")

    refused, told = run("duplicates", inventory), run("duplicates", inventory, "--skip-bad", "--lang", "en")

    assert refused.code == 2
    assert "row 6" in refused.err
    assert told.code == 0
    assert "1 rows left out" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.csv", "b.csv", "c.csv"], "one list or two"),
        (["a.csv", "--one-to-one"], "two lists are needed"),
        (["a.csv", "--review"], "of the catalogue only"),
        (["--min-score", "2"], "a number from 0 to 1"),
        (["--min-score", "x"], "a number from 0 to 1"),
        (["--relation", "twin"], "same_type_region"),
        (["--column", "agency"], "FIELD=HEADING"),
        (["--out", "x.pdf"], ".xlsx"),
        (["nowhere.csv"], "nowhere.csv: No such file"),
        (["--out", "nowhere/x.csv", "--relation", "superseded"], "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_told(run: Run, words: list[str], said: str) -> None:
    told = run("duplicates", *words)

    assert told.code == 2
    assert said in " ".join(told.err.replace("│", " ").split())


@pytest.fixture
def twins(tmp_path: Path) -> Path:
    """A catalogue in which one service stands twice, with a register of judgements."""
    root = copied(CIVIL, tmp_path / "catalogue", {"services.yaml": REGISTER})
    text = (root / "services/social/school-aid.yaml").read_text(encoding="utf-8")
    code = next(line for line in text.splitlines() if line.startswith("code:"))
    copy = text.replace(code, f"code: {ServiceCode.of('9900', '001', action_number='01')}")
    (root / "services/social/school-help.yaml").write_text(copy, encoding="utf-8")
    (root / "j.yaml").write_text("# Judged by hand.\njudgements: []\n", encoding="utf-8")
    return root


def test_a_review_asks_writes_and_resumes(run: Run, twins: Path) -> None:
    command = ("duplicates", "--review", "-C", twins, "--lang", "en", "--by", "Dewi")

    left = run(*command, stdin=b"x\nk\nq\n")
    stopped = run(*command, stdin=b"q\n")
    told = run(*command, stdin=b"d\nOne is for another school.\nq\n")
    again = run(*command, stdin=b"q\n")

    assert "0 judged, " in left.out
    assert "0 judged, " in stopped.out
    assert "1 judged, " in told.out
    assert "(school-aid)" not in again.out
    (one,) = load_catalogue(twins, cache=False).judgements
    assert (one.verdict, one.by, one.why) == ("different", "Dewi", "One is for another school.")
    assert (twins / "j.yaml").read_text(encoding="utf-8").startswith("# Judged by hand.\n")


def test_who_judges_has_a_plain_name(run: Run, twins: Path) -> None:
    told = run("duplicates", "--review", "-C", twins, "--lang", "en", "--by", "=x", stdin=b"s\nBoth.\n")

    assert told.code == 2
    assert "--by" in told.err


def test_check_asks_about_twins_until_they_are_judged(run: Run, twins: Path) -> None:
    before = run("check", twins, "--json").data
    run("duplicates", "--review", "-C", twins, "--lang", "en", stdin=b"u\n=cmd\nBoth pay for school.\nq\n")
    after = run("check", twins, "--json").data

    assert isinstance(before, list)
    assert isinstance(after, list)
    asked = [[problem["rule"] for problem in problems].count("looks-like") for problems in (before, after)]
    assert asked[0] == asked[1] + 1


def test_a_catalogue_without_a_register_cannot_be_reviewed(run: Run) -> None:
    told = run("duplicates", "--review", "-C", CIVIL)

    assert told.code == 2
    assert "judgements" in told.err


def test_a_terminal_shows_some_and_says_how_many_are_left(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"Layanan {number} akta" for number in range(40)]
    one, other = ([Record(str(place), name) for place, name in enumerate(part)] for part in (names, names[35:]))
    found = duplicates_in(one, wanted=Wanted(min_score=0))
    matched = duplicates_in(one, other, wanted=Wanted(one_to_one=True))

    print_duplicates(found, "en")
    print_duplicates(matched, "id")
    out = capsys.readouterr().out

    assert f"and {len(found.pairs) - MOST_SHOWN} more pairs" in out
    assert "…" in out


def test_nothing_is_imported_before_it_is_needed() -> None:
    source = (ROOT / "lifejourney/commands/planning.py").read_text(encoding="utf-8")

    assert "\nfrom planning" not in source
    assert "\nimport numpy" not in source
