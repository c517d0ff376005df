"""Commands about linked data: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.errors import Severity
from lifejourney.commands.catalogue import by_kind
from lifejourney.commands.options import AsJson, Lang, Language
from lifejourney.screen import Screen, print_json

if TYPE_CHECKING:
    from ontology.read_cpsv_ap import Imported

_DONE = {
    "id": "{count} layanan diimpor ke {into}.",
    "en": "{count} service(s) imported into {into}.",
}
_FIGURES = {
    "id": "Dari {total} pernyataan yang dikenali, {placed} masuk ke isian, {noted} ke catatan, {left_out} dilewati.",
    "en": "Of {total} recognised statements, {placed} came into fields, {noted} into notes, {left_out} nowhere.",
}


def import_(
    file: Annotated[Path, typer.Argument(help="CPSV-AP as Turtle, N-Triples, RDF/XML or JSON-LD.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="A new or empty folder.")],
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out what is wrong, and import the rest.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Every warning, not only how many of each kind.")] = False,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Take in services that others publish as CPSV-AP: a catalogue of its own, and what found no place in it."""
    from catalogue.write import write_new
    from ontology.read_cpsv_ap import read_cpsv_ap

    imported = read_cpsv_ap(file, skip_bad=skip_bad)
    write_new(imported.catalogue, into)
    if json:
        print_json(_as_data(imported, into))
    else:
        _report(imported, into, lang.value, every=all_)
    if any(problem.severity is Severity.ERROR for problem in imported.problems):
        raise typer.Exit(1)


def _as_data(imported: Imported, into: Path) -> dict[str, object]:
    return {
        "services": len(imported.catalogue.services),
        "into": str(into),
        "figures": {**imported.figures._asdict(), "share": round(imported.figures.share, 4)},
        "problems": [problem.as_data() for problem in imported.problems],
    }


def _report(imported: Imported, into: Path, language: str, *, every: bool) -> None:
    """Everything wrong, then what was left out by its kinds, then what there is now."""
    screen = Screen()
    warnings = []
    for problem in imported.problems:
        if every or problem.severity is Severity.ERROR:
            screen.problem(problem, language)
        else:
            warnings.append(problem)
    by_kind(screen, warnings, language)
    figures = imported.figures
    screen.line(_FIGURES[language].format(total=sum(figures), **figures._asdict()))
    screen.line(_DONE[language].format(count=len(imported.catalogue.services), into=into))
