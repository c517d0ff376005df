"""The README and the guides are executed: commands give the output shown, links lead somewhere, Python runs."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from journeys.journey import Journey
from lifejourney.cli import app
from ontology.store import store_of

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^[ ]*```(\w+)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def blocks(language: str) -> list[tuple[str, str]]:
    """Every fenced block in a language, with the page it stands on."""
    return [
        (str(page.relative_to(ROOT)), text)
        for page in PAGES
        for found, text in _BLOCK.findall(page.read_text(encoding="utf-8"))
        if found == language
    ]


def sessions() -> list[tuple[str, str, str]]:
    """Every command shown with its output: page, command, output."""
    found = []
    for page, text in blocks("console"):
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((page, command, output))
    return found


def run(command: str, folder: Path) -> str:
    """The output of a ``lifejourney`` command on a terminal of 100 columns; it writes files below ``folder``."""
    words = shlex.split(command)
    assert words[0] == "lifejourney", command
    if "--into" in words:
        words = [str(ROOT / word) if (ROOT / word).is_file() else word for word in words]
    with chdir(folder if "--into" in words else ROOT):
        result = invoked(words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def invoked(words: list[str]) -> Result:
    return CliRunner().invoke(app, words[1:], env={"COLUMNS": "100", "LIFEJOURNEY_LANG": "id"})


@pytest.mark.parametrize(
    ("page", "command", "output"), sessions(), ids=[command for _page, command, _output in sessions()]
)
def test_a_command_shown_gives_the_output_shown(page: str, command: str, output: str, tmp_path: Path) -> None:
    pieces = [re.escape(piece.strip("\n")) for piece in re.split(r"^…$", output, flags=re.MULTILINE)]
    assert re.fullmatch(r".*".join(pieces), run(command, tmp_path).strip("\n"), re.DOTALL), f"{page}: {command}"


@pytest.mark.parametrize(("page", "text"), blocks("sh"))
def test_a_command_named_exists_and_takes_these_options(page: str, text: str) -> None:
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["lifejourney"] and "serve" not in words:
            result = CliRunner().invoke(app, words[1:])
            assert result.exit_code in {0, 1}, f"{page}: {line}\n{result.output}"


@pytest.mark.parametrize(("page", "text"), blocks("python"))
def test_python_shown_runs(page: str, text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, f"{page}: {done.stderr}"


@pytest.mark.parametrize(("page", "text"), [block for block in blocks("sparql") if "$" not in block[1]])
def test_sparql_shown_finds_something(page: str, text: str, shipped: Journey) -> None:
    """Those with parameters are asked by their names in tests/api."""
    store = store_of(shipped.catalogue)
    answer = store.answer(text)
    store.close()
    assert json.loads(answer.body)["results"]["bindings"], page


@pytest.mark.parametrize(("page", "text"), blocks("yaml"))
def test_yaml_shown_is_yaml(page: str, text: str) -> None:
    assert yaml.compose(text) is not None or "#" in text, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = ("check", "show", "search", "list", "bundle", "timeline", "code", "serve", "import")
    planning = ("duplicates", "once-only", "portfolio", "coverage", "report", "whatif")
    for command in (*commands, *planning):
        assert f"lifejourney {command}" in readme, command
