"""Commands about linked data: export."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lifejourney.commands.options import Where, opened

if TYPE_CHECKING:
    from ontology.formats import Files


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
) -> None:
    """Write the whole catalogue in another format: CPSV-AP as RDF, HSDS, graphs, Excel.

    lifejourney export --to turtle --out catalogue.ttl
    """
    from ontology.exporters import EXPORTERS

    exporter = EXPORTERS[to]
    if out == "-" and not exporter.ending:
        raise typer.BadParameter(f"{to} is several files; name a folder for them.", param_hint="--out")
    written = exporter.whole(opened(catalogue))
    try:
        _write(written, out)
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written: {error.strerror}.", param_hint="--out") from None


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
