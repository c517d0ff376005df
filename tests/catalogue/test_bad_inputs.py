"""Every bad input is told by its rule at its line and column, and its valid twin has no problem: see bad/README.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from catalogue.checks import CHECKS as CATALOGUE_CHECKS
from catalogue.errors import LANGUAGES, CatalogueError, Problem, explanations
from catalogue.findings import Placement
from catalogue.load import load_catalogue
from journeys.checks import CHECKS as JOURNEY_CHECKS
from journeys.journey import build_journey

HERE = Path(__file__).parent
THE_NINETY_NINE = ("syntax", "structure", "bytes", "scalars", "schema", "meaning")
MARK = re.compile(r"⟦([a-z0-9-]+)⟧")
"""Stands before the place of a problem, and names its rule."""
REPEATED = re.compile(r"\{\{(.+?)\*([0-9]+)\}\}", re.DOTALL)
"""``{{x*3}}`` is written for xxx, and ``{{x#*3}}`` for x0x1x2."""
OF_NO_FILE = frozenset(
    {
        *("code-writing", "code-one-digit", "code-digits-swapped", "code-digit-missing", "code-digit-extra"),
        *(
            "code-unknown",
            "objects-full",
            "object-exists",
            "variants-full",
            "too-many-facts",
            "facts-expected",
            "role-not-many",
        ),
        *("fact-without-role", "fact-against-event", "event-without-date", "not-valid"),
        *("cannot-write", "into-not-empty", "shape-not-met", "looks-like"),
    }
)
"""Rules that only a command or a situation can break, and the one for what pydantic might find one day."""
OF_OTHERS = ("http-", "sparql-", "rdf-", "change-")
"""How the rules begin of requests, of queries, of changes tried and of files to import (tests/ontology/bad)."""
Form = Literal["bad", "good"]


class Edit(BaseModel):
    """One file of the base, changed: ``old`` by what the form says, or the whole file where there is no ``old``."""

    model_config = ConfigDict(extra="forbid")
    file: str = ""
    old: str = ""
    bad: str | None = None
    good: str | None = None

    def form(self, form: Form) -> str | None:
        return self.bad if form == "bad" else self.good


class Entry(BaseModel):
    """Something put into the folder of the bad one."""

    model_config = ConfigDict(extra="forbid")
    path: str
    make: Literal["file", "link", "pipe", "folder"]
    to: str = ""


class Case(Edit):
    """A bad input and its valid twin."""

    name: str
    says: str = ""
    here: str = ""
    encoding: str = "utf-8"
    disk: tuple[Entry, ...] = ()
    places: tuple[str, ...] = ()
    others: tuple[Edit, ...] = Field(default=(), alias="with")

    def texts(self, form: Form) -> dict[str, str]:
        """The files that differ from the base, marks included."""
        texts: dict[str, str] = {}
        for edit in (self, *self.others):
            new = edit.form(form)
            if new is None:
                continue
            new = REPEATED.sub(lambda found: repeated(found[1], int(found[2])), new.removeprefix("\n"))
            if edit.old:
                before = texts.get(edit.file) or (HERE / "base" / edit.file).read_text(encoding="utf-8")
                assert before.count(edit.old) == 1, f"{self.name}: {edit.old!r} must occur once in {edit.file}"
                new = before.replace(edit.old, new)
            texts[edit.file] = new
        return texts

    def laid_out(self, form: Form, root: Path) -> list[str]:
        """Write the catalogue to ``root``; what must be told of it."""
        shutil.copytree(HERE / "base", root)
        expected: list[str] = []
        for path, marked in self.texts(form).items():
            text, places = unmarked(marked, path)
            expected += places
            (root / path).write_bytes(text.encode(self.encoding if form == "bad" and path == self.file else "utf-8"))
        if form == "bad":
            expected += self.places
            for entry in self.disk:
                put(root / entry.path, entry)
        return sorted(expected)


def repeated(unit: str, count: int) -> str:
    return "".join(unit.replace("#", str(number)) for number in range(count)) if "#" in unit else unit * count


def unmarked(marked: str, path: str) -> tuple[str, list[str]]:
    """A text without its marks, and the places they stood before."""
    text, places, end = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        end = mark.end()
        places.append(f"{path}:{text.count(chr(10)) + 1}:{len(text) - text.rfind(chr(10))} {mark[1]}")
    return text + marked[end:], places


def put(path: Path, entry: Entry) -> None:
    if entry.make == "link":
        path.symlink_to(entry.to)
    elif entry.make == "pipe":
        os.mkfifo(path)
    elif entry.make == "folder":
        path.mkdir()
    else:
        path.write_text("passed over\n", encoding="utf-8")


def problems_of(root: Path) -> list[Problem]:
    """What loading the catalogue tells, or, where it loads, what the checks of the whole find."""
    try:
        catalogue = load_catalogue(root, cache=False)
    except CatalogueError as error:
        return list(error.problems)
    placement, journey = Placement(catalogue, root), build_journey(catalogue)
    findings = [finding for check in CATALOGUE_CHECKS for finding in check(catalogue)]
    findings += [finding for check in JOURNEY_CHECKS for finding in check(journey)]
    return [placement.problem(finding) for finding in findings]


def told(problems: list[Problem]) -> list[str]:
    return sorted(f"{problem.place} {problem.rule}" for problem in problems)


def is_explained(problem: Problem) -> bool:
    head = f"{problem.place}: {problem.severity} {problem.rule}: "
    lines = [problem.text(language) for language in LANGUAGES]
    return all(line.startswith(head) and line.isprintable() and len(line) > len(head) for line in lines)


def read(family: str) -> list[Case]:
    tables = tomllib.loads((HERE / "bad" / f"{family}.toml").read_text(encoding="utf-8"))
    return [Case.model_validate({"name": name, **table}) for name, table in tables.items()]


FAMILIES = {family: read(family) for family in (*THE_NINETY_NINE, "further")}
CASES = [case for cases in FAMILIES.values() for case in cases]
BOMBS = read("bombs")
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@each_case
def test_a_bad_input_is_told_at_its_line_and_column(case: Case, tmp_path: Path) -> None:
    expected = case.laid_out("bad", tmp_path / "catalogue")
    problems = problems_of(tmp_path / "catalogue")
    assert expected
    assert told(problems) == expected
    assert all(is_explained(problem) for problem in problems)


@each_case
def test_its_valid_twin_has_no_problem(case: Case, tmp_path: Path) -> None:
    case.laid_out("good", tmp_path / "catalogue")
    assert told(problems_of(tmp_path / "catalogue")) == []


def test_the_base_has_no_problem() -> None:
    assert told(problems_of(HERE / "base")) == []


def test_the_ninety_nine_are_ninety_nine() -> None:
    says = [case.says for family in THE_NINETY_NINE for case in FAMILIES[family]]
    assert len(set(says)) == len(says) == 99
    assert all(says)


def test_every_rule_that_a_file_can_break_is_broken_by_a_bad_input() -> None:
    texts = [text for case in (*CASES, *BOMBS) for text in case.texts("bad").values()]
    broken = {mark for text in texts for mark in MARK.findall(text)}
    broken |= {place.split(" ")[-1] for case in CASES for place in case.places}
    of_files = {rule for rule in explanations() if not rule.startswith(OF_OTHERS)} - OF_NO_FILE
    assert of_files - broken == set()
    assert OF_NO_FILE & broken == set()


def test_names_are_used_once() -> None:
    names = [case.name for case in (*CASES, *BOMBS)]
    assert len(set(names)) == len(names)


def test_the_readme_lists_every_input_that_another_stands_in_for() -> None:
    readme = (HERE / "bad" / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme[readme.index("| there |") :].splitlines() if line.startswith("| ")][1:]
    assert sorted(rows) == sorted(f"| {case.says} | {case.here} |" for case in CASES if case.here)


CHILD = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (512 * 1024 * 1024, 512 * 1024 * 1024))
from catalogue.errors import CatalogueError
from catalogue.load import load_catalogue
try:
    load_catalogue(Path(sys.argv[1]), cache=False)
except CatalogueError as error:
    for problem in error.problems:
        print(problem.place, problem.rule)
"""


@pytest.mark.parametrize("case", BOMBS, ids=lambda case: case.name)
def test_a_bomb_is_refused_within_half_a_gigabyte(case: Case, tmp_path: Path) -> None:
    expected = case.laid_out("bad", tmp_path / "catalogue")
    run = [sys.executable, "-c", CHILD, str(tmp_path / "catalogue")]
    child = subprocess.run(run, cwd=HERE.parent.parent, capture_output=True, text=True, timeout=60, check=False)
    assert (child.returncode, child.stderr) == (0, "")
    assert sorted(child.stdout.splitlines()) == expected
