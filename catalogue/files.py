"""The files of a catalogue: its manifest, the paths it names and the globs it includes, never outside its folder."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from catalogue.characters import MAX_BYTES
from catalogue.errors import CatalogueError, Fault, Place, Problem
from catalogue.parts import Span
from catalogue.registers import Model
from catalogue.values import LanguageTag, Line, Text, Url, refuse, shown

MANIFEST = "services.yaml"
_PART = re.compile(r"[A-Za-z0-9_*?][A-Za-z0-9_.*?-]*").fullmatch
_PATH = re.compile(r"[A-Za-z0-9_./ -]+").fullmatch
_ENDING = re.compile(r"\.ya?ml$", re.IGNORECASE)
_SLUG_FILE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.yaml").fullmatch
_PACKED = struct.Struct("=QQQ").pack
_WORD = 2**64 - 1
"""A time before 1970 or after 2554 needs more bits than a stamp has; cut off, it is still told from another."""


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
    judgements: Inside | None = None
    """What planners found of pairs that look alike; a catalogue may have none."""


class Manifest(Model):
    """A catalogue's root file."""

    name: Text
    version: Line
    licence: Line
    base: Url | None = None
    """Where it is served: what it says as linked data has its IRIs below."""
    languages: Languages = Languages()
    registers: Registers
    include: Annotated[tuple[Inside, ...], Field(min_length=1)]
    offers: tuple[Inside, ...] = ()
    assumed_processing_time: AssumedTime | None = None


Stamps: TypeAlias = "dict[str, bytes]"
"""Files by path, each with what the disk says of it: size in bytes, modification time in ns and inode, packed."""


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


def find(root: Path, patterns: Sequence[str]) -> tuple[dict[str, Stamps], list[Problem]]:
    """The files each glob matches, as the disk lists them, and what was in the way; links are never followed."""
    problems: list[Problem] = []
    found: dict[str, Stamps] = {pattern: {} for pattern in patterns}
    for pattern, stamps in found.items():
        _gather(root, pattern.split("/"), problems, stamps=stamps)
    return found, list({(problem.place, problem.rule): problem for problem in problems}.values())


def _gather(root: Path, parts: Sequence[str], problems: list[Problem], *, stamps: Stamps, folder: str = "") -> None:
    first, *rest = parts
    matches = re.compile(fnmatch.translate(first)).match
    ordinary = not rest and (not folder or _PATH(folder))
    for entry in _entries(root / folder, folder, problems):
        name = entry.name
        path = f"{folder}/{name}" if folder else name
        if ordinary and _SLUG_FILE(name) and matches(name) and entry.is_file(follow_symlinks=False):
            stamps[path] = _stamp(entry.stat(follow_symlinks=False))
        elif name.startswith(".") or not (matches(name) or matches(_ENDING.sub(".yaml", name))):
            continue  # a name that only its ending keeps from matching (a.yml) would be passed over: it is told below
        elif rest and entry.is_dir(follow_symlinks=False):
            _gather(root, rest, problems, stamps=stamps, folder=path)
        elif fault := _fault(entry, path, within=rest):
            problems.append(Problem(Place(shown(path, 200)), fault))


def _entries(folder: Path, path: str, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
    """What a folder holds; it stays open meanwhile, so that an entry is looked up by its name alone."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with os.scandir(handle) as entries:
                yield from entries
        finally:
            os.close(handle)
    except OSError as error:
        problems.append(Problem(Place(path or "."), Fault("cannot-read", {"reason": error.strerror or "?"})))


def _fault(entry: os.DirEntry[str], path: str, *, within: Sequence[str]) -> Fault | None:
    """What is wrong with an entry whose name matches; a file where a folder is looked for is nobody's."""
    if entry.is_symlink():
        return Fault("link-in-catalogue")
    if within:
        return None
    if not entry.is_file(follow_symlinks=False):
        return Fault("not-a-file")
    return Fault("file-name", {"found": shown(path)})


def stamp_of(root: Path, path: str) -> bytes:
    """What the disk says of a named file; nothing where it is missing, which reading it will tell."""
    try:
        return _stamp((root / path).lstat())
    except OSError:
        return b""


def _stamp(status: os.stat_result) -> bytes:
    return _PACKED(status.st_size, status.st_mtime_ns & _WORD, status.st_ino)


def fingerprint(hashes: Mapping[str, str]) -> str:
    """One sha256 over paths and the hashes of what they hold."""
    lines = [f"{path}\0{hashes[path]}\n" for path in sorted(hashes)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def stamp_of_all(stamps: Stamps) -> str:
    """One sha256 over paths and their stamps, in their order: the disk lists an unchanged folder as it did before."""
    digest = hashlib.sha256("\0".join(stamps).encode())
    digest.update(b"".join(stamps.values()))
    return digest.hexdigest()
