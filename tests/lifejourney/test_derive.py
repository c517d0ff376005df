from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import catalogue.checks
import journeys.checks
import ontology.checks
import planning.checks
from catalogue.errors import explanations
from catalogue.load import REGISTERS, SERVICE
from lifejourney import derive
from tests.lifejourney.command_line import ROOT


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The derived files, written into a folder of their own."""
    folder = tmp_path_factory.mktemp("derived")
    assert derive.write(folder) == len(files(folder))
    return folder


def files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_what_is_checked_in_is_what_is_derived(written: Path) -> None:
    differing = [path for path, data in files(written).items() if (ROOT / path).read_bytes() != data]

    assert differing == [], "run `python -m lifejourney.derive`"


def test_nothing_old_is_left_among_the_derived_files(written: Path) -> None:
    schemas = {str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "reference").glob("*.schema.json")}

    assert schemas <= files(written).keys()


def test_a_second_run_in_another_process_gives_the_same_bytes_and_touches_nothing(written: Path) -> None:
    before = {path: (written / path).stat().st_mtime_ns for path in files(written)}
    first = files(written)
    done = subprocess.run(
        [sys.executable, "-m", "lifejourney.derive", str(written)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "COLUMNS": "40", "LIFEJOURNEY_LANG": "en", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{len(first)} derived files")
    assert files(written) == first
    assert {path: (written / path).stat().st_mtime_ns for path in first} == before


def test_a_file_that_differs_is_written_again(written: Path) -> None:
    page = written / "docs" / "reference" / "checks.md"
    text = page.read_bytes()
    page.write_text("edited by hand")

    derive.write(written)

    assert page.read_bytes() == text


def test_every_rule_has_its_heading_and_both_languages() -> None:
    page = derive.problems_page()

    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert headings == sorted(explanations())
    assert page.count("\n- **en** ") == page.count("\n- **id** ") == len(headings)


def test_every_check_of_every_floor_is_described() -> None:
    page = derive.checks_page()

    lines = [line for line in page.splitlines() if line.startswith("- **")]
    checks = [*catalogue.checks.CHECKS, *journeys.checks.CHECKS, *ontology.checks.CHECKS, *planning.checks.CHECKS]
    assert len(lines) == len(checks)
    assert all(line.split("**: ")[1] for line in lines)


def test_every_command_is_described() -> None:
    page = derive.commands_page()

    for command in (
        "check",
        "export",
        "show",
        "search",
        "list",
        "bundle",
        "timeline",
        "code explain",
        "code new",
        "code check",
        "serve",
    ):
        assert f"## lifejourney {command}\n" in page
    assert "Error" not in page


@pytest.mark.parametrize("title", REGISTERS)
def test_a_schema_is_json_that_names_its_kind(title: str) -> None:
    schema = json.loads(derive.schema_of(title, REGISTERS[title]))

    assert schema["title"] == title
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_of_a_service_leaves_the_slug_to_the_file_name() -> None:
    schema = json.loads(derive.schema_of("service", SERVICE))  # type: ignore[arg-type]

    assert "slug" not in schema["properties"]
    assert "slug" not in schema["required"]
    assert "code" in schema["required"]
