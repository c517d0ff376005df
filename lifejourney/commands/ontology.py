"""Commands about linked data: export and import."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.errors import Severity
from lifejourney.commands.catalogue import by_kind
from lifejourney.commands.options import AsJson, Lang, Language, Where, opened
from lifejourney.screen import Screen, print_json

if TYPE_CHECKING:
    from ontology.formats import Files
    from ontology.read_cpsv_ap import Imported

_WRITTEN = {
    "id": "{count} layanan ditulis ke {out}.",
    "en": "{count} service(s) written to {out}.",
}
_DONE = {
    "id": "{count} layanan diimpor ke {into}.",
    "en": "{count} service(s) imported into {into}.",
}
_FIGURES = {
    "id": "Dari {total} pernyataan yang dikenali, {placed} masuk ke isian, {noted} ke catatan, {left_out} dilewati.",
    "en": "Of {total} recognised statements, {placed} came into fields, {noted} into notes, {left_out} nowhere.",
}


class Format(StrEnum):
    """What a catalogue can be written as: the names of ``ontology.exporters.EXPORTERS``."""

    TURTLE = "turtle"
    JSON_LD = "json-ld"
    RDF_XML = "rdf-xml"
    N_TRIPLES = "n-triples"
    SCHEMA_ORG = "schema-org"
    HSDS = "hsds"
    GRAPHML = "graphml"
    CYPHER = "cypher"
    XLSX = "xlsx"


def export(
    to: Annotated[Format, typer.Option("--to", help="The format.")] = Format.TURTLE,
    out: Annotated[
        str,
        typer.Option("--out", "-o", metavar="FILE|DIR|-", help="Where to; - is standard output; a folder for hsds."),
    ] = "-",
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
) -> None:
    """Write the whole catalogue in another format: CPSV-AP as RDF, HSDS, graphs, Excel.

    lifejourney export --to turtle --out catalogue.ttl
    """
    from ontology.exporters import EXPORTERS

    exporter = EXPORTERS[to]
    if out == "-" and not exporter.ending:
        raise typer.BadParameter(f"{to} is several files; name a folder for them.", param_hint="--out")
    known = opened(catalogue)
    written = exporter.whole(known)
    try:
        _write(written, out)
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written: {error.strerror}.", param_hint="--out") from None
    if out != "-":
        Screen(error=True).whole(_WRITTEN[lang.value].format(count=len(known.services), out=out))


def _write(written: bytes | Files, out: str) -> None:
    """Bytes to a file or to standard output, several files into a folder."""
    if isinstance(written, Mapping):
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in written.items():
            _replace(folder / name, content)
    elif out == "-":
        sys.stdout.buffer.write(written)
    else:
        _replace(Path(out), written)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; what is no regular file (a pipe, ``/dev/stdout``) is written to."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


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
