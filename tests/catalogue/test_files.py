from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalogue.characters import MAX_BYTES
from catalogue.errors import CatalogueError
from catalogue.files import find, fingerprint, manifest_path, read_bytes, stamp_of, stamp_of_all


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("a/b.yaml", "a/c.yaml", "a/notes.txt", "d/e.yaml", "d/deep/f.yaml", "g.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def found(root: Path, *patterns: str) -> list[str]:
    files, problems = find(root, patterns)
    assert problems == []
    return sorted(path for pattern in patterns for path in files[pattern])


def told(root: Path, *patterns: str) -> list[str]:
    return sorted(f"{problem.place.path} {problem.rule}" for problem in find(root, patterns)[1])


def refused(root: Path, path: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_bytes(root, path)
    (problem,) = caught.value.problems
    return problem.rule


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("*/*.yaml", ["a/b.yaml", "a/c.yaml", "d/e.yaml"]),
        ("*.yaml", ["g.yaml"]),
        ("d/*/*.yaml", ["d/deep/f.yaml"]),
        ("a/b.yaml", ["a/b.yaml"]),
        ("?/?.yaml", ["a/b.yaml", "a/c.yaml", "d/e.yaml"]),
        ("nowhere/*.yaml", []),
    ],
)
def test_a_pattern_finds_its_files(root: Path, pattern: str, files: list[str]) -> None:
    assert found(root, pattern) == files


def test_links_pipes_and_folders_are_told_once_and_never_followed(root: Path) -> None:
    (root / "a/link.yaml").symlink_to("b.yaml")
    (root / "loop").symlink_to(".")
    os.mkfifo(root / "a/pipe.yaml")
    (root / "a/folder.yaml").mkdir()
    assert told(root, "*/*.yaml", "a/*.yaml") == [
        "a/folder.yaml not-a-file",
        "a/link.yaml link-in-catalogue",
        "a/pipe.yaml not-a-file",
        "loop link-in-catalogue",
    ]


@pytest.mark.parametrize("name", ["A.yaml", "a b.yaml", "a_b.yaml", "-a.yaml", "a..yaml", "é.yaml", "a.YAML", "a.yml"])
def test_a_name_that_would_be_passed_over_elsewhere_is_told(root: Path, name: str) -> None:
    (root / "a" / name).write_text("x", encoding="utf-8")
    assert told(root, "a/*.yaml") == [f"a/{name} file-name"]


def test_hidden_files_and_other_endings_are_passed_over(root: Path) -> None:
    (root / "a/.b.yaml").write_text("x", encoding="utf-8")
    assert found(root, "a/*.yaml") == ["a/b.yaml", "a/c.yaml"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere", "*.yaml") == [". cannot-read"]


def test_a_file_is_read_up_to_the_limit(root: Path) -> None:
    assert read_bytes(root, "a/b.yaml") == b"a/b.yaml"
    (root / "large.yaml").write_bytes(b"x" * (MAX_BYTES + 10))
    assert len(read_bytes(root, "large.yaml")) == MAX_BYTES + 1


def test_what_is_no_file_of_the_folder_is_refused(root: Path) -> None:
    (root / "link.yaml").symlink_to("g.yaml")
    (root / "folder").symlink_to("a")
    os.mkfifo(root / "pipe.yaml")
    assert refused(root, "link.yaml") == refused(root, "folder/b.yaml") == "link-in-catalogue"
    assert refused(root, "pipe.yaml") == refused(root, "a") == "not-a-file"
    assert refused(root, "nowhere.yaml") == refused(root, "a/b.yaml/c.yaml") == "cannot-read"


def test_the_folder_itself_may_be_a_link(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("links") / "catalogue"
    link.symlink_to(root)
    assert read_bytes(link, "a/b.yaml") == b"a/b.yaml"
    assert found(link, "a/*.yaml") == ["a/b.yaml", "a/c.yaml"]


def test_the_root_file_is_in_the_folder_or_named_itself(root: Path) -> None:
    assert manifest_path(root) == root / "services.yaml"
    assert manifest_path(root / "g.yaml") == root / "g.yaml"


def test_a_stamp_changes_with_the_file_and_is_nothing_without_it(root: Path) -> None:
    before = stamp_of(root, "g.yaml")
    (root / "g.yaml").write_text("longer than before", encoding="utf-8")
    assert before != stamp_of(root, "g.yaml")
    assert stamp_of(root, "nowhere.yaml") == b""


def test_a_time_far_from_today_is_a_stamp_too(root: Path) -> None:
    stamps = []
    for seconds in (-1_000_000_000, 0, 10_000_000_000):
        os.utime(root / "g.yaml", (seconds, seconds))
        stamps.append(stamp_of(root, "g.yaml"))
    assert len(set(stamps)) == 3


def test_a_fingerprint_is_that_of_paths_and_hashes_in_any_order() -> None:
    hashes = {"a": "1", "b": "2"}
    assert fingerprint(hashes) == fingerprint(dict(reversed(hashes.items())))
    assert len({fingerprint(hashes), fingerprint({"a": "1"}), fingerprint({**hashes, "b": "3"})}) == 3


def test_one_stamp_of_all_is_that_of_paths_and_stamps() -> None:
    others = ({"a": b"1"}, {"a": b"1", "b": b"3"}, {"a": b"1", "c": b"2"})
    assert stamp_of_all({"a": b"1", "b": b"2"}) == stamp_of_all({"a": b"1", "b": b"2"})
    assert stamp_of_all({"a": b"1", "b": b"2"}) not in {stamp_of_all(other) for other in others}
