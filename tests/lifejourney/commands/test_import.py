"""``lifejourney import``: what is published as CPSV-AP becomes a catalogue of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.load import load_catalogue
from tests.lifejourney.command_line import TESTS, Run

PUBLISHED = TESTS / "ontology" / "published"
BAD = TESTS / "ontology" / "bad"


@pytest.mark.parametrize(("name", "count"), [("norway.ttl", 2), ("italy.jsonld", 1)])
def test_an_import_is_a_catalogue_that_passes_every_check(run: Run, name: str, count: int, tmp_path: Path) -> None:
    into = tmp_path / "deep" / "new"
    told = run("import", PUBLISHED / name, "--into", into, "--lang", "en")
    assert told.code == 0
    assert f"{count} service(s) imported into" in told.out
    assert run("check", into).code == 0


def test_an_import_tells_its_figures_as_data(run: Run, tmp_path: Path) -> None:
    told = run("import", PUBLISHED / "norway.ttl", "--into", tmp_path / "new", "--json")
    data = told.data
    assert isinstance(data, dict)
    assert data["services"] == 2
    assert data["figures"]["share"] >= 0.9
    assert [problem["rule"] for problem in data["problems"]] == ["rdf-left-out"]


def test_something_wrong_imports_nothing(run: Run, tmp_path: Path) -> None:
    told = run("import", BAD / "no_title.ttl", "--into", tmp_path / "new", "--lang", "en")
    assert told.code == 1
    assert "no_title.ttl:17:1: error rdf-no-title" in told.err
    assert list(tmp_path.iterdir()) == []


def test_the_rest_is_imported_on_request_and_the_bad_is_told(run: Run, tmp_path: Path) -> None:
    told = run("import", BAD / "no_title.ttl", "--into", tmp_path / "new", "--skip-bad", "--lang", "en")
    assert told.code == 1
    assert "no_title.ttl:17:1: error rdf-no-title" in told.out
    assert "1 service(s) imported into" in told.out
    assert run("check", tmp_path / "new").code == 0


def test_nothing_is_ever_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    told = run("import", PUBLISHED / "norway.ttl", "--into", tmp_path, "--lang", "en")
    assert told.code == 1
    assert "into-not-empty" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_will_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert run("import", PUBLISHED / "norway.ttl", "--into", tmp_path / "new").code == 0
    assert len(load_catalogue(tmp_path / "new", cache=False).services) == 2


def test_a_folder_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = run("import", PUBLISHED / "norway.ttl", "--into", tmp_path / "file" / "new", "--lang", "en")
    assert told.code == 1
    assert "cannot-write" in told.err


@pytest.mark.parametrize(
    "words", [("show", "service-1"), ("list", "services"), ("search", "bevilling"), ("list", "events")]
)
def test_a_catalogue_without_indonesian_can_be_used(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    run("import", PUBLISHED / "norway.ttl", "--into", tmp_path / "new")
    told = run(*words, "-C", tmp_path / "new")
    assert told.code == 0
    assert "ervering" in told.out or "restaurant" in told.out


def test_a_bundle_of_an_imported_event_has_its_services(run: Run, tmp_path: Path) -> None:
    run("import", PUBLISHED / "norway.ttl", "--into", tmp_path / "new")
    told = run("bundle", "event-1", "-C", tmp_path / "new")
    assert told.code == 0
    assert told.out.index("Etablererprøven") < told.out.index("Serveringsbevilling")


def test_every_warning_is_told_on_request(run: Run, tmp_path: Path) -> None:
    told = run("import", PUBLISHED / "norway.ttl", "--into", tmp_path / "new", "--all", "--lang", "en")
    assert "norway.ttl:17:1: warning rdf-left-out" in told.out
    assert "--all" not in told.out
