"""Commands for planners: duplicates."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from lifejourney.commands.options import AsJson, Lang, Language, Where, opened
from lifejourney.screen import Screen, print_bytes

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from planning.catalogued import Kind
    from planning.duplicates import Duplicates, Pair, Wanted
    from planning.relations import Relation

MOST_SHOWN = 50
"""Pairs and groups a table shows."""
_ENDINGS = (".xlsx", ".html", ".csv", ".json")
_STEPS = {
    "read": {"id": "membaca", "en": "reading"},
    "compare": {"id": "membandingkan", "en": "comparing"},
}
_COLUMNS = {"id": "{file}: {count} isian; kolom {columns}", "en": "{file}: {count} entries; columns {columns}"}
_SKIPPED = {"id": "{file}: {count} baris dilewati", "en": "{file}: {count} rows left out"}
_ASK = {
    "id": "[s]ama, [b]erbeda, [r]agu, [l]ewati, [k]eluar",
    "en": "[s]ame, [d]ifferent, [u]nsure, s[k]ip, [q]uit",
}
_KEYS = {
    "id": {"s": "same", "b": "different", "r": "unsure", "l": "skip", "k": "quit"},
    "en": {"s": "same", "d": "different", "u": "unsure", "k": "skip", "q": "quit"},
}
_WHY = {"id": "Mengapa", "en": "Why"}
_OPEN = {"id": "{count} pasangan belum dinilai.", "en": "{count} pairs nobody has judged."}
_LEFT = {"id": "{done} dinilai, masih {left}.", "en": "{done} judged, {left} left."}


class KindOf(StrEnum):
    """What a list holds."""

    SERVICE = "service"
    APPLICATION = "application"


class Engine(StrEnum):
    """Where pairs are scored."""

    LOCAL = "local"
    SPARK = "spark"


def duplicates(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="CSV, Excel or JSONL: one list, or two to compare.")
    ] = None,
    kind: Annotated[KindOf, typer.Option("--kind", help="What is compared.")] = KindOf.SERVICE,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=HEADING", help="Which column is the name, the agency, the region …"),
    ] = None,
    one_to_one: Annotated[
        bool, typer.Option("--one-to-one", help="Two versions of one list: tell renamed from new and gone.")
    ] = False,
    min_score: Annotated[
        str, typer.Option("--min-score", metavar="auto|0…1", help="The probability from which pairs are told.")
    ] = "auto",
    relation: Annotated[
        list[str] | None, typer.Option("--relation", help="Only these: duplicate, overlap, superseded, sequence …")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Pairs as CSV.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write to a .xlsx, .html, .csv or .json file.")
    ] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out rows that cannot be read, and count them.")] = False,
    review: Annotated[bool, typer.Option("--review", help="Ask about open pairs, and keep what is answered.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who judges; default: the name of the user.")] = None,
    engine: Annotated[Engine, typer.Option("--engine", help="Where pairs are scored.")] = Engine.LOCAL,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """What is done twice, in the catalogue, in a list or between two lists, with the relation and the reasons.

    lifejourney duplicates inventory.csv --column agency=OPD --out report.html
    """
    from planning.duplicates import Wanted

    _refuse_at_odds(files or [], one_to_one=one_to_one, review=review)
    known = opened(catalogue)
    if review:
        _review(known, catalogue, _Reviewer(lang.value, by or os.environ.get("USER") or ""), kind.value)
        return
    wanted = Wanted(min_score=_score(min_score), relations=_relations(relation or []), one_to_one=one_to_one)
    with _progress(lang.value) as step:
        if files:
            found = _in_lists(known, files, _Reading(_mapped(column or []), lang.value, skip_bad=skip_bad), (kind.value, wanted), step)
        else:
            step("compare")
            found = _in_catalogue(known, kind.value, wanted)
    _tell(found, lang.value, out=out, form="json" if json else "csv" if csv else "table")
