from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from catalogue.errors import Fault, Place, Problem
from lifejourney.screen import Screen, clean, in_words, print_bytes, print_json

EVIL = "[bold red]x[/] :smile: \x1b[31mred\x1b]0;title\x07 \r\b\u202ereversed\u2066 \x9b1m"


@given(st.text())
def test_a_clean_text_has_only_what_can_be_printed_and_new_lines(text: str) -> None:
    cleaned = clean(text)

    assert len(cleaned) == len(text)
    assert all(char.isprintable() or char == "\n" for char in cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("text", ["Kartu keluarga", "[bold]", "é 中 \N{FAMILY}", "two\nlines", ""])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_anything_can_be_made_clean() -> None:
    assert clean(12) == "12"
    assert clean(None) == "None"


@pytest.fixture(params=["line", "pair", "label", "table", "heading-and-cell"])
def printed(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> str:
    screen = Screen()
    {
        "line": lambda: screen.line(EVIL, "bold", indent=2),
        "pair": lambda: screen.pair("name:", EVIL),
        "label": lambda: screen.pair(EVIL, "x"),
        "table": lambda: screen.table(("code", "name"), [("x", EVIL)]),
        "heading-and-cell": lambda: screen.table(("", ""), [(EVIL, "x")]),
    }[request.param]()
    return capsys.readouterr().out


def test_markup_and_escape_codes_are_inert(printed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    assert "[bold red]x[/]" in printed
    assert ":smile:" in printed
    assert not set(printed) & set("\x1b\x07\r\b\u202e\u2066\x9b")


def test_a_terminal_gets_our_colours_and_no_codes_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen, file = on_a_terminal()

    screen.line(EVIL, "bold")

    told = file.getvalue()
    assert "\x1b[1m" in told
    assert "\x1b[31m" not in told
    assert "[bold red]x[/]" in told


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen, file = on_a_terminal()

    screen.line("met", "green")

    assert "\x1b[32m" not in file.getvalue()


def on_a_terminal() -> tuple[Screen, io.StringIO]:
    screen, file = Screen(), io.StringIO()
    screen.console = Console(
        file=file, force_terminal=True, width=200, markup=False, highlight=False, emoji=False, color_system="standard"
    )
    return screen, file


@pytest.mark.parametrize("columns", ["20", "40", "60", "80", "200"])
def test_nothing_is_wider_than_the_screen_and_no_line_ends_in_blanks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    screen = Screen()
    text = "Penerbitan kutipan akta kelahiran bagi anak yang lahir di luar negeri"

    screen.line(text, indent=3)
    screen.pair("nama:", text, indent=3)
    screen.line()
    screen.table(("code", "name"), [("0201", text), ("0201", "")])

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert lines == [line.rstrip() for line in lines]


def test_further_lines_of_a_text_stand_under_its_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")

    Screen().pair("bawa:", "satu dua tiga empat", indent=2)

    assert capsys.readouterr().out == "  bawa: satu dua\n        tiga empat\n"


def test_an_empty_text_is_an_empty_line(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().line()

    assert capsys.readouterr().out == "\n"


def test_errors_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(error=True).line("gone")

    assert capsys.readouterr() == ("", "gone\n")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_problem_is_two_lines_however_narrow_the_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    fault = Fault("not-stated", {"field": "[red]\x1b[31m"})

    Screen().problem(Problem(Place("services/civil/x.yaml", 3, 7), fault), language)

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("services/civil/x.yaml:3:7: warning not-stated  ")
    assert "[red]\\u001b[31m" in first
    assert second == f"    {fault.mend(language)}"


@pytest.mark.parametrize("value", [{"a": "é 中"}, [1, 2.5, None, True], "\ud800", {}])
def test_a_value_for_machines_is_json(capsysbinary: pytest.CaptureFixture[bytes], value: object) -> None:
    print_json(value)

    told = capsysbinary.readouterr().out
    assert told.endswith(b"\n")
    assert json.loads(told) == value


def test_json_that_is_made_already_goes_out_as_it_is(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    print_bytes(b'{"a":1}')

    assert capsysbinary.readouterr().out == b'{"a":1}\n'


def test_names_stand_in_the_language_asked_for_or_else_in_indonesian() -> None:
    names = [{"id": "Akta", "en": "Certificate"}, {"id": "KTP"}]

    assert in_words(names, "en") == "Certificate, KTP"
    assert in_words(names, "id") == "Akta, KTP"
