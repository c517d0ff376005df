from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from planning.what_if_answers import WhatIf
from tests.lifejourney.command_line import VILLAGE, Run

DAY: tuple[str | Path, ...] = ("--as-of", "2026-07-06", "-C", VILLAGE)
PERSON = """\
person: {id: Orang yang pindah, en: Somebody who moves}
events: [moving]
as_of: 2026-07-06
situation: {age_years: 30}
"""


@pytest.fixture
def persons(tmp_path: Path) -> Path:
    (tmp_path / "mover.yaml").write_text(PERSON)
    return tmp_path


def asked(run: Run, *words: str | Path, code: int = 0) -> WhatIf:
    told = run("whatif", *words, "--json", *DAY)
    assert (told.code, told.err) == (code, "")
    return WhatIf.model_validate_json(told.out)


def test_a_change_is_tried_on_profiles_where_nobody_lies_beside_the_catalogue(run: Run) -> None:
    found = asked(run, "--retire", "move-letter", code=1)

    assert (found.tried_on.files, found.changes[0].services[0].slug) == (0, "move-letter")
    assert found.tried_on.profiles == len(found.journeys) > 0
    assert {one.origin for one in found.journeys} == {"profile"}


def test_a_change_is_tried_on_the_persons_named_and_on_nobody_else(run: Run, persons: Path) -> None:
    for where in (persons, persons / "mover.yaml"):
        found = asked(run, "--retire", "move-letter", "--persons", where, code=1)

        assert [one.id for one in found.journeys] == ["mover"]
        assert found.tried_on.profiles == 0


def test_the_persons_that_lie_beside_a_catalogue_are_its_own(run: Run, tmp_path: Path, persons: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(VILLAGE, home)
    (home / "tests").mkdir()
    shutil.copytree(persons, home / "tests" / "situations", ignore=lambda *_: ["home"])
    for place in (home, home / "services.yaml"):
        told = run("whatif", "--retire", "move-letter", "--json", "-C", place)

        assert WhatIf.model_validate_json(told.out).tried_on.files == 1


def test_several_changes_are_one_question(run: Run) -> None:
    words = ["--merge", "moving-grant", "job-card", "--retire", "move-letter"]
    words += ["--drop-document", "ktp", "--from", "job-card"]
    found = asked(run, *words, "--event", "moving", code=1)

    assert [change.kind for change in found.changes] == ["merge", "drop-document", "retire"]
    assert [event.code for event in found.life_events] == ["moving"]


def test_one_merger_takes_many_services_and_many_mergers_take_two_each(run: Run) -> None:
    many = asked(run, "--merge", "stamp-letter", "print-letter", "self-letter")
    words = ["--merge", "stamp-letter", "print-letter", "--merge", "sponsor-letter", "self-letter"]
    two = asked(run, *words)

    assert [[service.slug for service in change.services] for change in many.changes] == [
        ["stamp-letter", "print-letter", "self-letter"]
    ]
    assert [len(change.services) for change in two.changes] == [2, 2]


def test_one_document_may_be_dropped_from_several_services_and_several_from_one(run: Run) -> None:
    spread = asked(run, "--drop-document", "ktp", "--from", "job-card", "--from", "marriage-book")
    gathered = asked(run, "--drop-document", "ktp", "--drop-document", "photo", "--from", "job-card")

    assert [change.services[0].slug for change in spread.changes] == ["job-card", "marriage-book"]
    assert [change.document.code for change in gathered.changes if change.document] == ["ktp", "photo"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Tidak ada perubahan"),
        (["--lang", "en"], "No change is asked about"),
        (["--retire", "move-leter"], "move-letter"),
        (["--retire", "visa", "--event", "mooving"], "moving"),
        (["--drop-document", "kpt", "--from", "visa"], "Tidak ada dokumen"),
        (["--drop-document", "ktp"], "--from"),
        (["--from", "visa"], "--drop-document"),
        (["--drop-document", "a", "--drop-document", "b", "--from", "c", "--from", "d", "--from", "e"], "--from"),
        (["--merge", "visa"], "--merge"),
        (["--merge", "visa", "--merge", "stamp-letter", "job-card"], "--merge"),
        (["visa"], "--merge"),
        (["--merge", "visa", "visa"], "dirinya sendiri"),
        (["--retire", "visa", "--persons", "no-such-folder"], "--persons"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_answered(run: Run, words: list[str], said: str) -> None:
    told = run("whatif", *words, *DAY)

    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_a_person_who_cannot_be_is_a_problem_with_a_place(run: Run, persons: Path) -> None:
    (persons / "mover.yaml").write_text(PERSON.replace("moving", "mooving"))
    told = run("whatif", "--retire", "visa", "--persons", persons, *DAY)

    assert told.code == 1
    assert "mover.yaml:2:" in told.err


def test_on_a_terminal_it_says_how_far_it_has_come(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told = run("whatif", "--retire", "move-letter", *DAY)

    assert "comparing" in told.err
    assert told.err.endswith("\r")
