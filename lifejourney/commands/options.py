"""The options every command shares, and what they open."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from catalogue.store import Catalogue


_MANY = 2_000
_OFTEN = 500


class Language(StrEnum):
    """A language of the house."""

    INDONESIAN = "id"
    ENGLISH = "en"


Where = Annotated[
    Path | None,
    typer.Option(
        "--catalogue",
        "-C",
        envvar="LIFEJOURNEY_CATALOGUE",
        help="Another catalogue: its folder or its services.yaml.",
        show_default="the one shipped",
    ),
]
Facts = Annotated[
    list[str] | None,
    typer.Option(
        "--set", "-s", metavar="CONCEPT=VALUE", help="A fact: age_days=10, mother.pregnant=true, heir[1].age_years=20."
    ),
]
FactsFile = Annotated[
    str | None,
    typer.Option(
        "--situation",
        metavar="FILE|-",
        help="Facts as a JSON file, or - for standard input: they stay out of the shell's history.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]
Lang = Annotated[Language, typer.Option("--lang", "-l", envvar="LIFEJOURNEY_LANG", help="Language of texts.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read every file, whatever the cache says.")]


def opened(path: Path | None, *, cache: bool = True) -> Catalogue:
    """The catalogue asked for, with a line of progress on a terminal where reading it takes long."""
    from catalogue.load import load_catalogue

    return load_catalogue(path, cache=cache, progress=_progress if sys.stderr.isatty() else None)


def _progress(number: int, total: int) -> None:
    """How far reading has come, on one line that is wiped at its end; small catalogues need none."""
    if total >= _MANY and (number % _OFTEN == 0 or number == total):
        end = "\r" + " " * 40 + "\r" if number == total else ""
        sys.stderr.write(f"\rreading {number:,} of {total:,} services{end}")
        sys.stderr.flush()


def events(incomplete: str) -> list[str]:
    """Life events that begin so, for the shell's completion."""
    from catalogue.load import load_catalogue

    return [code for code in load_catalogue().life_events if code.startswith(incomplete)]
