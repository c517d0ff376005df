"""The command ``lifejourney``: its commands, and what a person is told when something cannot be done.

Exit codes: 0 sound, 1 problems found, 2 could not run.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from io import TextIOWrapper
from typing import Annotated

import typer

import lifejourney
from catalogue.codes import NotAllocated
from catalogue.errors import CatalogueError, LifeJourneyError, SituationError, UnknownCode
from lifejourney.commands import catalogue, codes, journeys, ontology, planning, portfolio, queries, server, what_if
from lifejourney.screen import Screen
from ontology.sparql import QueryRefused
from planning.merging import ChangeRefused

_KINDS = {
    "service": "layanan",
    "life event": "peristiwa hidup",
    "region": "wilayah",
    "domain": "domain",
    "object": "objek",
    "action": "tindakan",
    "organisation": "instansi",
    "evidence type": "jenis dokumen",
    "application": "aplikasi",
    "document": "dokumen",
    "service, event or register entry": "layanan, peristiwa atau isian register",
}

app = typer.Typer(
    name="lifejourney",
    help="Which public services does a life call for, and which of them does one person need now?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(catalogue.check)
app.command("show")(catalogue.show)
app.command("search")(catalogue.search)
app.command("list")(catalogue.list_entries)
app.command("bundle")(journeys.bundle)
app.command("timeline")(journeys.timeline)
app.command("query")(queries.query)
app.command("export")(ontology.export)
app.command("whatif")(what_if.whatif)
app.command("once-only")(portfolio.once_only)
app.command("portfolio")(portfolio.portfolio)
app.command("coverage")(portfolio.coverage)
app.command("report")(portfolio.report)
app.command("duplicates")(planning.duplicates)
app.add_typer(codes.app, name="code")
app.command("serve")(server.serve)
app.command("import")(ontology.import_)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"lifejourney {lifejourney.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command line."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character shows its number
    try:
        _run()
    except Exception as error:  # noqa: BLE001 - the last wall: Python's own ends with 1, which means problems found
        _tell_fault(error)
        sys.exit(2)


def _run() -> None:
    try:
        typer.main.get_command(app)(prog_name="lifejourney")
    except LifeJourneyError as error:
        sys.exit(_told(error))


def _tell_fault(error: Exception) -> None:
    """An error nobody foresaw, in one line; the whole trace only where it is asked for, and never with locals."""
    if os.environ.get("LIFEJOURNEY_DEBUG"):
        traceback.print_exception(error)
        return
    *_, innermost = traceback.extract_tb(error.__traceback__)
    place = f"{innermost.filename}:{innermost.lineno}"
    Screen(error=True).line(
        f"This is a fault of lifejourney itself: {type(error).__name__} at {place}. LIFEJOURNEY_DEBUG=1 shows more."
    )


def _told(error: LifeJourneyError) -> int:
    """Say what went wrong, all of it; the exit code."""
    screen = Screen(error=True)
    language = catalogue.language_of(sys.argv)
    if isinstance(error, CatalogueError):
        for problem in error.problems:
            screen.problem(problem, language)
        screen.line(catalogue.counted(error.problems, language))
        return 1
    if isinstance(error, SituationError):
        for fault in error.faults:
            place = ".".join(str(step) for step in fault.path)
            screen.line(f"{place}: {fault.fault.message(language)} {fault.fault.mend(language)}")
        return 2
    if isinstance(error, NotAllocated | QueryRefused | ChangeRefused):
        screen.line(f"{error.fault.message(language)} {error.fault.mend(language)}")
        return 2
    screen.line(_unknown(error, language) if isinstance(error, UnknownCode) else error)
    return 2


def _unknown(error: UnknownCode, language: str) -> str:
    """What there is not, and what comes near, in the language asked for."""
    if language == "en":
        return str(error)
    near = f" Yang mendekati: {', '.join(error.nearest)}." if error.nearest else ""
    return f"Tidak ada {_KINDS.get(error.kind, error.kind)} “{error.code}”.{near}"


if __name__ == "__main__":
    main()
