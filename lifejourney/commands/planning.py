"""Commands for planners: duplicates."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from lifejourney.commands.options import AsJson, Lang, Language, Where, opened
from lifejourney.screen import Screen, print_bytes

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from planning.catalogued import Entry, Kind
    from planning.duplicates import Duplicates, Wanted
    from planning.engine import Engine as PlanningEngine
    from planning.judgements import Review, Verdict
    from planning.records import ReadList
    from planning.relations import Relation

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
_UNFIT = {
    "id": "Tidak dapat dicatat: {fields}. Tulis satu baris kata-kata biasa.",
    "en": "This cannot be kept: {fields}. Write one line of plain words.",
}
_OPEN = {"id": "{count} pasangan belum dinilai.", "en": "{count} pairs nobody has judged."}
_LEFT = {"id": "{done} dinilai, masih {left}.", "en": "{done} judged, {left} left."}


class KindOf(StrEnum):
    """What a list holds."""

    SERVICE = "service"
    APPLICATION = "application"


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
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows that cannot be read, and count them.")
    ] = False,
    review: Annotated[bool, typer.Option("--review", help="Ask about open pairs, and keep what is answered.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who judges; default: the name of the user.")] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="local|spark|MASTER", help="Where pairs are scored.")
    ] = "local",
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """What is done twice, in the catalogue, in a list or between two lists, with the relation and the reasons.

    lifejourney duplicates inventory.csv --column agency=OPD --out report.html
    """
    from journeys.journey import build_journey
    from lifejourney.duplicates_text import MOST_SHOWN
    from planning.duplicates import Wanted
    from planning.duplicates import duplicates as in_catalogue
    from planning.engine import engine_named

    _refuse_at_odds(files or [], one_to_one=one_to_one, review=review, out=out)
    # a terminal shows few pairs, and reasons cost more than finding them
    explained = MOST_SHOWN if not (json or csv or out) else None
    wanted = Wanted(
        min_score=_score(min_score),
        relations=_relations(relation or []),
        one_to_one=one_to_one,
        explained=explained,
    )
    columns = _mapped(column or [])
    known = opened(catalogue)
    if review:
        _review(known, catalogue, lang.value, kind=kind.value, by=by or os.environ.get("USER") or "planner")
        return
    with _progress(lang.value) as step, engine_named(engine, step.done) as place:
        if files:
            step("read")
            lists = [_read(path, columns, step, skip_bad=skip_bad) for path in files]
            step("compare")
            found = _in_lists(known, lists, wanted, kind=kind.value, engine=place)
        else:
            step("compare")
            found = in_catalogue(build_journey(known), kind.value, wanted=wanted, engine=place)
    _tell(found, lang.value, out=out, form="json" if json else "csv" if csv else "table")


def _refuse_at_odds(files: Sequence[Path], *, one_to_one: bool, review: bool, out: Path | None) -> None:
    if len(files) > len("ab"):
        raise typer.BadParameter("one list or two, not more.", param_hint="FILE")
    if one_to_one and len(files) != len("ab"):
        raise typer.BadParameter("two lists are needed, the older one first.", param_hint="--one-to-one")
    if review and files:
        raise typer.BadParameter("judgements are kept of the catalogue only, not of lists.", param_hint="--review")
    if out and out.suffix.lower() not in _ENDINGS:
        raise typer.BadParameter(f"{out}: expected a name that ends in {', '.join(_ENDINGS)}.", param_hint="--out")


def _score(text: str) -> float | None:
    if text == "auto":
        return None
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise typer.BadParameter(f"{text!r}: expected auto, or a number from 0 to 1.", param_hint="--min-score")
    return score


def _relations(names: Sequence[str]) -> frozenset[Relation]:
    from planning.relations import RELATIONS

    for name in names:
        if name not in RELATIONS:
            raise typer.BadParameter(f"{name!r}: expected {', '.join(RELATIONS)}.", param_hint="--relation")
    return frozenset(cast("Sequence[Relation]", names))


def _mapped(columns: Sequence[str]) -> Mapping[str, str]:
    pairs = [column.partition("=") for column in columns]
    for field, _equals, heading in pairs:
        if not field or not heading:
            raise typer.BadParameter("expected FIELD=HEADING, such as agency=OPD.", param_hint="--column")
    return {field: heading for field, _equals, heading in pairs}


class _Steps:
    """Progress on a terminal: which step, and how much of it is done; nothing where nobody looks."""

    def __init__(self, language: str, update: Callable[..., object]) -> None:
        self.language, self._update = language, update

    def __call__(self, name: str) -> None:
        """A step begins."""
        self._update(description=_STEPS[name][self.language], completed=0, total=None)

    def done(self, count: int, total: int) -> None:
        """So many blocks are done."""
        self._update(completed=count, total=total)


@contextmanager
def _progress(language: str) -> Iterator[_Steps]:
    from rich.progress import Progress

    screen = Screen(error=True)
    with Progress(console=screen.console, transient=True, disable=not screen.console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield _Steps(language, lambda **now: bar.update(task, **now))


def _in_lists(
    known: Catalogue, lists: Sequence[ReadList], wanted: Wanted, *, kind: Kind, engine: PlanningEngine
) -> Duplicates:
    from planning.duplicates import duplicates_in

    records = (each.records for each in lists)
    return duplicates_in(*records, kind=kind, wanted=wanted, regions=known.regions, engine=engine)


def _read(path: Path, columns: Mapping[str, str], step: _Steps, *, skip_bad: bool) -> ReadList:
    """A list, with the columns that were taken for its fields told, and what was left out."""
    from planning.records import read_list

    try:
        read = read_list(path, columns=columns, skip_bad=skip_bad, progress=step.done)
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}.", param_hint="FILE") from None
    screen = Screen(error=True)
    taken = ", ".join(f"{field}={heading}" for field, heading in read.columns.items())
    language = step.language
    screen.line(_COLUMNS[language].format(file=path.name, count=len(read.records), columns=taken), "dim")
    if read.bad:
        screen.line(_SKIPPED[language].format(file=path.name, count=read.bad), "yellow")
    return read


def _tell(found: Duplicates, language: str, *, out: Path | None, form: str) -> None:
    from planning.duplicates_out import to_csv, to_excel, to_html

    makers: Mapping[str, Callable[[], bytes]] = {
        ".xlsx": lambda: to_excel(found, language),
        ".html": lambda: to_html(found, language).encode(),
        ".csv": lambda: to_csv(found, language).encode("utf-8-sig"),
        ".json": lambda: _as_json(found),
    }
    if out:
        try:
            out.write_bytes(makers[out.suffix.lower()]())
        except OSError as error:
            raise typer.BadParameter(f"{out} cannot be written: {error.strerror}.", param_hint="--out") from None
    elif form == "json":
        print_bytes(_as_json(found))
    elif form == "csv":
        print_bytes(to_csv(found, language).encode(), end=b"")
    else:
        from lifejourney.duplicates_text import print_duplicates

        print_duplicates(found, language)


def _as_json(found: Duplicates) -> bytes:
    return found.model_dump_json(indent=2, exclude_none=True).encode()


def _review(known: Catalogue, root: Path | None, lang: str, *, kind: Kind, by: str) -> None:
    """Ask about open pairs, the likeliest first; each answer is written at once, so that one can stop anywhere."""
    from catalogue.load import default_root
    from lifejourney.duplicates_text import print_pair
    from planning.duplicates import compared_entries, pair_of
    from planning.judgements import Review, open_pairs, register_path

    path = register_path(known, root or default_root())
    with _progress(lang) as step:
        step("compare")
        found, judged = compared_entries(known, kind)
    waiting = list(open_pairs(found, judged))
    screen, review = Screen(), Review(path, known.judgements, kind=kind, by=by)
    screen.line(_OPEN[lang].format(count=len(waiting)))
    done = 0
    for place in waiting:
        print_pair(pair_of(found, place), lang)
        answer = _answer(lang)
        if answer == "quit":
            break
        if answer != "skip":
            _keep(review, found.ends(place), cast("Verdict", answer), lang=lang)
            done += 1
    screen.line(_LEFT[lang].format(done=done, left=len(waiting) - done))


def _answer(lang: str) -> str:
    """What a person answers, asked again until it is one of the keys."""
    answer = ""
    while answer not in _KEYS[lang]:
        answer = typer.prompt(_ASK[lang]).strip().casefold()
    return _KEYS[lang][answer]


def _keep(review: Review, pair: tuple[Entry, Entry], verdict: Verdict, *, lang: str) -> None:
    """Keep a verdict with its reason; a reason that no file may hold is asked for again."""
    from pydantic import ValidationError

    from journeys.dates import today

    while True:
        try:
            return review.keep(pair, verdict, typer.prompt(_WHY[lang]), day=today())
        except ValidationError as error:
            fields = [str(one["loc"][0]) for one in error.errors()]
            if "by" in fields:
                raise typer.BadParameter("a name in plain words is expected.", param_hint="--by") from None
            Screen(error=True).line(_UNFIT[lang].format(fields=", ".join(fields)))
