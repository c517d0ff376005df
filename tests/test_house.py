"""What the house asks of every file and no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("catalogue", "journeys", "ontology", "planning", "api", "lifejourney")
MODULES = sorted(path.relative_to(ROOT) for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
LONGEST = 350
"""Lines a module may have."""
LAST_WALLS = {"api/gate.py": 1, "lifejourney/cli.py": 1}
"""Where everything is caught after all: the last wall before a client, which must not be told what broke, and the one
that ends the command line with its own exit code."""
_BROAD = {"Exception", "BaseException"}
_TEXTS = {
    ".py",
    ".toml",
    ".yaml",
    ".yml",
    ".md",
    ".txt",
    ".in",
    ".json",
    ".csv",
    ".cfg",
    ".ini",
    ".html",
    ".css",
    ".js",
}
_NAMES = {"Makefile", "run", ".importlinter", ".editorconfig", ".gitignore"}


def unwanted() -> Iterator[tuple[str, str]]:
    """What must not be in any file: each by name, written so that this file does not hold it itself."""
    hosts = ("py" + "pi", "python" + "hosted", "nex" + "us", "artifac" + "tory", "dev" + "pi")
    yield "a registry's host", rf"(?i)https?://[a-z0-9.:-]*(?:{'|'.join(hosts)})[a-z0-9.:-]*/"
    yield "a choice of registry", r"(?m)^\s*--(?:extra-)?(?:index|trusted)-(?:" + "url|host)\\b"
    folders = (
        "work" + "/(?:main|shared)",
        "tmp" + "/(?!x\\b)[a-z]",
        "home" + "/[a-z]",
        "root" + "/",
        "Us" + "ers/[a-z]",
    )
    yield "a path of somebody's machine", rf"(?<![\w.)}}/])/(?:{'|'.join(folders)})"


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


@cache
def tracked() -> tuple[str, ...]:
    """The texts of the project: what git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\0")
    return tuple(sorted(name for name in set(listed) if Path(name).suffix in _TEXTS or Path(name).name in _NAMES))


def test_the_floors_are_found() -> None:
    assert len(MODULES) > 50


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_is_short(module: Path) -> None:
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_public_name_of_a_module_has_a_docstring(module: Path) -> None:
    assert list(undocumented(tree(module), module.stem)) == []


def undocumented(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        if ast.get_docstring(node) is None:
            yield name
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for child in node.body:
                if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and is_public(child):
                    yield from undocumented(child, f"{name}.{child.name}")


def is_public(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorated = any(isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list)
    return not node.name.startswith("_") and not decorated


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_catches_everything(module: Path) -> None:
    broad = [
        handler.lineno
        for handler in ast.walk(tree(module))
        if isinstance(handler, ast.ExceptHandler) and (handler.type is None or _BROAD & set(names(handler.type)))
    ]
    suppressed = [
        call.lineno
        for call in ast.walk(tree(module))
        if isinstance(call, ast.Call)
        and "suppress" in names(call.func)
        and _BROAD & {n for a in call.args for n in names(a)}
    ]

    assert len(broad + suppressed) == LAST_WALLS.get(str(module), 0)


def names(node: ast.AST) -> list[str]:
    return [each.id if isinstance(each, ast.Name) else each.attr for each in ast.walk(node) if is_name(each)]  # type: ignore[attr-defined]


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_annotations_are_for_readers_only(module: Path) -> None:
    """Every module with annotations begins with the import that leaves annotations unevaluated."""
    body = tree(module).body
    imported = [each for each in body if isinstance(each, ast.ImportFrom) and each.module == "__future__"]

    annotated = ast.AnnAssign | ast.FunctionDef | ast.AsyncFunctionDef
    assert imported or not any(isinstance(each, annotated) for each in ast.walk(tree(module)))


@pytest.mark.parametrize(("what", "pattern"), [pytest.param(*pair, id=pair[0]) for pair in unwanted()])
def test_no_file_holds_what_belongs_to_one_machine(what: str, pattern: str) -> None:
    if not tracked():
        pytest.skip("there is no git here to say which files are the project's")
    find = re.compile(pattern).search
    found = [
        f"{name}: {match.group()}"
        for name in tracked()
        if (ROOT / name).is_file() and (match := find((ROOT / name).read_text(encoding="utf-8", errors="replace")))
    ]

    assert found == [], what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("https://py" + "pi.org/simple/", "a registry's host"),
        ("http://user@mirror:80/nex" + "us/", ""),
        ("https://nex" + "us.example.org/repo/", "a registry's host"),
        ("  --index-" + "url https://x", "a choice of registry"),
        ("see /" + "work/shared/x", "a path of somebody's machine"),
        ("/" + "home/somebody", "a path of somebody's machine"),
        ("docs/home/page", ""),
        ("https://example.org/home/page", ""),
    ],
)
def test_the_patterns_find_what_they_are_for(text: str, what: str) -> None:
    assert [name for name, pattern in unwanted() if re.search(pattern, text)] == ([what] if what else [])


def test_this_file_does_not_hold_what_it_looks_for() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    assert [name for name, pattern in unwanted() if re.search(pattern, text)] == []
