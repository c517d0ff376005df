"""The files of a catalogue: its manifest, the paths it names and the globs it includes, never outside its folder."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from catalogue.characters import MAX_BYTES
from catalogue.errors import CatalogueError, Fault, Place, Problem
from catalogue.parts import Span
from catalogue.registers import Model
from catalogue.values import LanguageTag, Line, Text, refuse, shown

MANIFEST = "services.yaml"
_PART = re.compile(r"[A-Za-z0-9_*?][A-Za-z0-9_.*?-]*").fullmatch
_PATH = re.compile(r"[A-Za-z0-9_./ -]+").fullmatch
_ENDING = re.compile(r"\.ya?ml$", re.IGNORECASE)
_SLUG_FILE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.yaml").fullmatch


def _inside(value: str) -> str:
    parts = value.split("/")
    if not all(_PART(part) for part in parts) or ".." in parts:
        refuse("path-outside", found=value)
    return value


Inside = Annotated[str, AfterValidator(_inside)]
"""A path or glob below the catalogue's folder, with ``/`` between its parts."""


class Languages(Model):
    """The languages texts must have, and those they should have (BCP 47)."""

    required: tuple[LanguageTag, ...] = ("id",)
    expected: tuple[LanguageTag, ...] = ()


class AssumedTime(Span):
    """What an unknown processing time counts as when ways are compared; never shown as a time."""

    source: Line


class Registers(Model):
    """Where each register stands."""

    organisations: Inside
    evidence: Inside
    applications: Inside
    concepts: Inside
    codes: Inside
    regions: Inside
    life_events: Inside


class Manifest(Model):
    """A catalogue's root file."""

    name: Text
    version: Line
    licence: Line
    languages: Languages = Languages()
    registers: Registers
    include: Annotated[tuple[Inside, ...], Field(min_length=1)]
    offers: tuple[Inside, ...] = ()
    assumed_processing_time: AssumedTime | None = None


class Found(NamedTuple):
    """A file and what the disk says of it: size in bytes, modification time in ns, inode."""

    path: str
    stamp: tuple[int, int, int]


def manifest_path(path: Path) -> Path:
    """The root file of the catalogue at ``path``, which may be its folder or the file itself."""
    return path / MANIFEST if path.is_dir() else path


def read_bytes(root: Path, path: str) -> bytes:
    """The content of a regular file below ``root``, or as much of it as shows that it is too large.

    Raises CatalogueError where it is missing, a link or below one, a pipe or a device, or cannot be read.
    """
    try:
        if _below_a_link(root, path):
            raise CatalogueError([Problem(Place(path), Fault("link-in-catalogue"))])
        handle = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise CatalogueError([Problem(Place(path), Fault("not-a-file"))])
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CatalogueError([Problem(Place(path), Fault("cannot-read", {"reason": error.strerror or "?"}))]) from None


def _below_a_link(root: Path, path: str) -> bool:
    """Whether the file or a folder on the way to it is a link; plain system calls, since every file is asked."""
    place = str(root)
    for part in path.split("/"):
        place = f"{place}/{part}"
        if stat.S_ISLNK(os.lstat(place).st_mode):
            return True
    return False


def find(root: Path, patterns: Sequence[str]) -> tuple[dict[str, list[Found]], list[Problem]]:
    """The files each glob matches, sorted by path, and what was in the way; links are never followed."""
    problems: list[Problem] = []
    found = {pattern: sorted(_matching(root, pattern.split("/"), problems), key=_path) for pattern in patterns}
    return found, list({(problem.place, problem.rule): problem for problem in problems}.values())


def _path(found: Found) -> str:
    return found.path


def _matching(root: Path, parts: Sequence[str], problems: list[Problem], *, folder: str = "") -> Iterator[Found]:
    first, *rest = parts
    matches = re.compile(fnmatch.translate(first)).match
    for entry in _entries(root / folder, folder, problems):
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.name.startswith(".") or not (matches(entry.name) or matches(_ENDING.sub(".yaml", entry.name))):
            continue  # a name that only its ending keeps from matching (a.yml) would be passed over: it is told below
        if entry.is_symlink():
            problems.append(Problem(Place(shown(path, 200)), Fault("link-in-catalogue")))
        elif rest and entry.is_dir(follow_symlinks=False):
            yield from _matching(root, rest, problems, folder=path)
        elif not rest and (found := _one(entry, path, problems)):
            yield found


def _entries(folder: Path, path: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        problems.append(Problem(Place(path or "."), Fault("cannot-read", {"reason": error.strerror or "?"})))
        return []


def _one(entry: os.DirEntry[str], path: str, problems: list[Problem]) -> Found | None:
    if not entry.is_file(follow_symlinks=False):
        problems.append(Problem(Place(shown(path, 200)), Fault("not-a-file")))
    elif not _SLUG_FILE(entry.name) or not _PATH(path):
        problems.append(Problem(Place(shown(path, 200)), Fault("file-name", {"found": shown(path)})))
    else:
        status = entry.stat(follow_symlinks=False)
        return Found(path, (status.st_size, status.st_mtime_ns, status.st_ino))
    return None


def stamp_of(root: Path, path: str) -> Found:
    """A named file as the disk has it; zeros where it is missing, which reading it will tell."""
    try:
        status = (root / path).lstat()
    except OSError:
        return Found(path, (0, 0, 0))
    return Found(path, (status.st_size, status.st_mtime_ns, status.st_ino))


def fingerprint(stamps: Mapping[str, object]) -> str:
    """One sha256 over paths and their stamps or hashes."""
    digest = hashlib.sha256()
    for path in sorted(stamps):
        digest.update(f"{path}\0{stamps[path]}\n".encode())
    return digest.hexdigest()
