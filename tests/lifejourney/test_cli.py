from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import catalogue.load
import lifejourney
from lifejourney.commands import catalogue as commands
from tests.lifejourney.command_line import CIVIL, ROOT, VILLAGE, Run, as_a_process
from tests.small_catalogues import copied

COMMANDS = ("check", "show", "search", "list", "bundle", "timeline", "code", "serve")
BROKEN = {"services/civil/child-card.yaml": ("rule: age_years < 17", "rule: age_yaers < 17")}


def test_help_names_every_command_and_says_what_it_does(run: Run) -> None:
    told = run("--help")

    assert told.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in told.out


@pytest.mark.parametrize("words", [*((command,) for command in COMMANDS), ("code", "explain"), ("code", "new")])
def test_every_command_has_help(run: Run, words: Sequence[str]) -> None:
    told = run(*words, "-h")

    assert told.code == 0
    assert f"Usage: lifejourney {' '.join(words)}" in told.out


def test_nothing_asked_shows_the_help_and_could_not_run(run: Run) -> None:
    told = run()

    assert told.code == 2
    assert "Usage: lifejourney" in told.out + told.err


def test_the_version_is_the_packages(run: Run) -> None:
    told = run("--version")

    assert (told.code, told.out) == (0, f"lifejourney {lifejourney.__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("list", "things"),
        ("search",),
        ("bundle", "birth", "--lang", "nl"),
        ("bundle", "birth", "--as-of", "2026-02-30"),
        ("search", "akta", "--limit", "0"),
        ("serve", "--port", "0"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_refused_with_2(run: Run, words: Sequence[str]) -> None:
    told = run(*words)

    assert (told.code, told.out) == (2, "")
    assert "Error: " in told.err


def test_all_problems_of_a_catalogue_that_cannot_be_read_are_told_with_their_places(run: Run, tmp_path: Path) -> None:
    changes = {**BROKEN, "registers/evidence.yaml": ("holder: child", "holder: chidl")}
    folder = copied(CIVIL, tmp_path / "c", changes)

    told = run("show", "birth", "-C", folder)

    assert (told.code, told.out) == (1, "")
    lines = told.err.splitlines()
    assert [line.split("  ")[0] for line in lines if " error " in line] == [
        "registers/evidence.yaml:10:11: error unknown-role",
        "registers/evidence.yaml:14:11: error unknown-role",
        "services/civil/child-card.yaml:9:11: error rule-unknown-concept",
    ]
    assert lines[-1] == "3 kesalahan, 0 peringatan."


@pytest.mark.parametrize(("words", "end"), [(["--lang", "en"], "error(s)"), (["-l", "id"], "kesalahan"), ([], "kesal")])
def test_problems_are_told_in_the_language_asked_for(run: Run, tmp_path: Path, words: list[str], end: str) -> None:
    told = run("list", "events", "-C", copied(CIVIL, tmp_path / "c", BROKEN), *words)

    assert end in told.err


@pytest.mark.parametrize(
    ("words", "variable", "language"),
    [
        (["--lang", "en"], "", "en"),
        (["--lang=en"], "", "en"),
        (["-l", "en"], "", "en"),
        (["-len"], "", "en"),
        (["-l", "en", "-l", "id"], "", "id"),
        (["-l", "id"], "en", "id"),
        (["show", "x"], "en", "en"),
        (["show", "x"], "nl", "id"),
        (["show", "x"], "", "id"),
        (["show", "en"], "", "id"),
    ],
)
def test_the_language_of_a_line_that_failed_is_found_as_typer_would(
    monkeypatch: pytest.MonkeyPatch, words: list[str], variable: str, language: str
) -> None:
    monkeypatch.setenv("LIFEJOURNEY_LANG", variable)

    assert commands.language_of(["lifejourney", *words]) == language


def test_a_catalogue_that_is_not_there_is_a_problem_and_not_a_trace(run: Run, tmp_path: Path) -> None:
    told = run("list", "events", "-C", tmp_path / "nowhere")

    assert told.code == 1
    assert "nowhere:1:1: error cannot-read" in told.err


@pytest.fixture
def faulty(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, but reading a catalogue fails as nobody foresaw, with a secret at hand."""

    def load_catalogue(*_words: object, **_names: object) -> None:
        nik = 9900112233445566
        _ = nik / 0

    monkeypatch.setattr(catalogue.load, "load_catalogue", load_catalogue)
    monkeypatch.setenv("COLUMNS", "400")
    return run


def test_a_fault_of_our_own_is_one_line_without_a_trace_and_could_not_run(faulty: Run) -> None:
    told = faulty("list", "events")

    assert (told.code, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert "ZeroDivisionError" in told.err
    assert Path(__file__).name in told.err
    assert "Traceback" not in told.err
    assert "9900112233445566" not in told.err


def test_with_debug_set_a_fault_of_our_own_shows_its_trace_without_what_anything_held(
    faulty: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEJOURNEY_DEBUG", "1")

    told = faulty("list", "events")

    assert (told.code, told.out) == (2, "")
    assert "Traceback (most recent call last)" in told.err
    assert "ZeroDivisionError" in told.err
    assert "9900112233445566" not in told.err


def test_a_fault_while_an_error_is_told_could_not_run_either(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def language_of(_arguments: Sequence[str]) -> str:
        raise LookupError

    monkeypatch.setattr(commands, "language_of", language_of)
    told = run("show", "no-such-thing", "-C", CIVIL)

    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("This is a fault of lifejourney itself: LookupError")


FAULTY = """
import sys
import catalogue.load
from lifejourney import cli

def load_catalogue(*words, **names):
    raise LookupError

catalogue.load.load_catalogue = load_catalogue
sys.argv = ["lifejourney", "list", "events"]
cli.main()
"""


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_process_that_meets_a_fault_fails_and_shows_a_trace_only_where_asked_for(debug: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAULTY],
        cwd=ROOT,
        env={"LIFEJOURNEY_DEBUG": debug, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "LookupError" in done.stderr
    assert ("Traceback" in done.stderr) is bool(debug)
    assert debug or done.stderr.startswith("This is a fault of lifejourney itself: ")


def test_as_a_process_it_answers_with_exit_codes_0_1_and_2() -> None:
    sound = as_a_process("show", "birth", "-C", CIVIL, "--json")
    nothing = as_a_process("code", "check", "0201.001.01.00-81", "-C", CIVIL)
    unknown = as_a_process("bundle", "brith", "-C", CIVIL)

    assert (sound.code, nothing.code, unknown.code) == (0, 1, 2)
    assert json.loads(sound.out)[0]["code"] == "birth"
    assert "0201.001.01.00-18" in nothing.out
    assert unknown.err == "Tidak ada peristiwa hidup “brith”. Yang mendekati: birth.\n"


def test_a_terminal_that_lacks_a_character_shows_its_number() -> None:
    told = as_a_process("bundle", "birth", "-C", VILLAGE, "--as-of", "2026-11-22", PYTHONIOENCODING="ascii")

    assert told.code == 0
    assert told.out.startswith("Kelahiran \\xb7 2026-11-22\n")


def test_json_is_utf_8_whatever_the_terminal_speaks() -> None:
    told = as_a_process("code", "check", "…", "--json", "-C", CIVIL, PYTHONIOENCODING="ascii")

    assert told.data[0]["code"] == "…"  # type: ignore[index]


def test_an_argument_that_is_no_text_is_answered_like_any_other() -> None:
    told = as_a_process("code", "check", "\udce9", "--json", "-C", CIVIL)

    assert told.data[0]["rule"] == "code-grammar"  # type: ignore[index]


def test_a_reader_that_goes_away_ends_it_without_a_word() -> None:
    command = [sys.executable, "-m", "lifejourney.cli", "list", "services", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        told = process.stderr.read()

    assert told == b""
    assert process.returncode == -signal.SIGPIPE


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("lifejourney", "typer fastapi starlette uvicorn networkx rich tantivy"),
        ("lifejourney.cli", "fastapi starlette uvicorn networkx tantivy"),
    ],
)
def test_importing_does_not_import_what_it_does_not_need(module: str, absent: str) -> None:
    code = f"import {module}, sys; print(*sorted(set('{absent}'.split()) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
