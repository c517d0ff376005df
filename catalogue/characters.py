"""From the bytes of a file to its text: bounded, UTF-8, and free of characters that nobody can see."""

from __future__ import annotations

import re

from catalogue.errors import CatalogueError, Fault, Place, Problem

MAX_BYTES = 2_000_000
"""Bytes a file may have; the largest register of the house is a tenth of it."""

odd_character = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
).search
"""Finds a character that cannot be seen, or that changes how others are seen."""
_TAB_INDENT = re.compile(r"^ *(\t)", re.MULTILINE)
_LONE_RETURN = re.compile(r"\r(?!\n)")
_LINE_END = re.compile(r"\r?\n")


def decode(data: bytes, path: str) -> str:
    """The text of a file.

    Raises CatalogueError for what is too large, not UTF-8, or holds characters nobody can see.
    """
    if len(data) > MAX_BYTES:
        raise CatalogueError([Problem(Place(path), Fault("file-too-large", {"limit": str(MAX_BYTES)}))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()  # of what the decoder saw: a byte order mark is taken off
        found = {"found": f"0x{error.object[error.start]:02x}"}
        raise CatalogueError([Problem(place_at(path, before, len(before)), Fault("not-utf-8", found))]) from None
    problems = _character_problems(text, path)
    if problems:
        raise CatalogueError(problems)
    return text


def place_at(path: str, text: str, offset: int) -> Place:
    """The place of the character at ``offset`` of a file's text."""
    before = text[:offset]
    return Place(path, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _character_problems(text: str, path: str) -> list[Problem]:
    problems = []
    for rule, match in (
        ("odd-character", odd_character(text)),
        ("tab-indent", _TAB_INDENT.search(text)),
        ("lone-return", _LONE_RETURN.search(text)),
    ):
        if match:
            start = match.start(match.lastindex or 0)
            found = {"found": f"U+{ord(text[start]):04X}"}
            problems.append(Problem(place_at(path, text, start), Fault(rule, found)))
    if "\r\n" in text:
        ends = list(_LINE_END.finditer(text))
        other = next((end for end in ends if end[0] != ends[0][0]), None)
        if other:
            problems.append(Problem(place_at(path, text, other.start()), Fault("mixed-line-ends")))
    if text and not text.endswith("\n"):
        problems.append(Problem(place_at(path, text, len(text)), Fault("no-final-newline")))
    return problems
