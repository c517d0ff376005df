from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from journeys.dates import today
from journeys.timeline_answers import Timeline
from tests.lifejourney.command_line import VILLAGE, Run

DAY: tuple[str | Path, ...] = ("--as-of", "2026-11-22", "-C", VILLAGE)


def test_a_timeline_as_json_is_the_answer_of_the_days_asked_about(run: Run) -> None:
    told = run("timeline", "--set", "birth_date=2026-11-01", "--months", "24", "--to", "json", *DAY)
    found = Timeline.model_validate_json(told.out)

    assert (told.code, told.err) == (0, "")
    assert (str(found.from_), str(found.until)) == ("2026-11-22", "2028-11-22")
    assert found.windows


@pytest.mark.parametrize(("language", "word"), [("id", "Lini masa"), ("en", "Timeline")])
def test_a_timeline_for_people_is_in_their_language(run: Run, language: str, word: str) -> None:
    told = run("timeline", "--set", "age_years=16", "--lang", language, *DAY)

    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(word)


@pytest.mark.parametrize(("language", "word"), [("id", "Hari terakhir"), ("en", "Last day")])
def test_a_calendar_is_nothing_but_the_calendar(run: Run, language: str, word: str) -> None:
    told = run("timeline", "--set", "birth_date=2026-11-01", "--to", "ics", "--lang", language, *DAY)
    calendar = Calendar.from_ical(told.out)

    assert told.out.endswith("END:VCALENDAR\r\n")
    assert any(str(event["SUMMARY"]).startswith(word) for event in calendar.walk("VEVENT"))


def test_facts_come_from_a_file_or_standard_input_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text('{"birth_date": "2026-11-01"}')
    named = run("timeline", "--situation", file, "--to", "json", *DAY)
    piped = run("timeline", "--situation", "-", "--to", "json", *DAY, stdin=b'{"birth_date": "2026-11-01"}')

    assert named.out == piped.out == run("timeline", "-s", "birth_date=2026-11-01", "--to", "json", *DAY).out


def test_without_a_day_it_begins_today(run: Run) -> None:
    found = Timeline.model_validate_json(run("timeline", "--to", "json", "-C", VILLAGE).out)

    assert abs((found.from_ - today()).days) <= 1


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["--months", "0"], "--months"),
        (["--months", "1201"], "--months"),
        (["--to", "pdf"], "--to"),
        (["--as-of", "9999-01-01"], "as_of"),
        (["--as-of", "1899-12-31"], "as_of"),
        (["--set", "birth_date"], "--set"),
        (["--set", "birth_dat=2026-11-01"], "birth_dat"),
        (["--set", "birth_date=2026-11-01", "--set", "age_years=40"], "age_years"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(run: Run, words: list[str], place: str) -> None:
    told = run("timeline", "-C", VILLAGE, *words)

    assert (told.code, told.out) == (2, "")
    assert place in told.err
