"""Commands for planners about the whole: once-only, portfolio, coverage, report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lifejourney.commands.options import AsJson, Lang, Language, Where, opened
from lifejourney.screen import Screen, print_bytes

if TYPE_CHECKING:
    from pydantic import BaseModel

    from catalogue.store import Catalogue
    from planning.report_tables import Table
    from planning.report_words import Words
    from planning.reports import Reports

ROWS = 20
"""Rows of a table on a screen, unless all are asked for."""

Agency = Annotated[
    str | None,
    typer.Option("--agency", "-a", help="Only services of an organisation, with its parts and what came after it."),
]
Domain = Annotated[str | None, typer.Option("--domain", "-d", help="Only services of a domain: 0201 or home-affairs.")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day asked about; default: today in Jakarta."),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="One table as CSV with its lists: the first, or that of --table.")]
Every = Annotated[bool, typer.Option("--all", help=f"Every row, not only the first {ROWS} of a table.")]


class OnceOnlyTable(StrEnum):
    """The tables of once-only."""

    DOCUMENTS = "documents"
    FACTS = "facts"
    LIFE_EVENTS = "life-events"
    SHOWN = "shown"


class PortfolioTable(StrEnum):
    """The tables of the portfolio."""

    APPLICATIONS = "applications"
    FUNCTIONS = "functions"
    OWNERS = "owners"
    DOMAINS = "domains"
    EVENTS = "events"
    UNSUPPORTED = "unsupported"
    IDLE = "idle"


class CoverageTable(StrEnum):
    """The tables of coverage."""

    MEASURES = "measures"
    AGENCIES = "agencies"
    FIELDS = "fields"
    LISTS = "lists"


class _Manner(NamedTuple):
    """How a report is told."""

    language: str
    table: str | None
    csv: bool
    every: bool
    json: bool


def once_only(
    agency: Agency = None,
    domain: Domain = None,
    as_of: AsOf = None,
    table: Annotated[OnceOnlyTable | None, typer.Option("--table", "-t", help="One of its tables only.")] = None,
    every: Every = False,
    csv: AsCsv = False,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Documents and data asked for although the state has them, and what would fall away if asked once."""
    reports = _reports(opened(catalogue), agency=agency, domain=domain, as_of=as_of)
    _answer("once_only", reports, _Manner(lang.value, table, csv, every, json))


def portfolio(
    agency: Agency = None,
    domain: Domain = None,
    as_of: AsOf = None,
    table: Annotated[PortfolioTable | None, typer.Option("--table", "-t", help="One of its tables only.")] = None,
    every: Every = False,
    csv: AsCsv = False,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """Applications by service, owner, domain and life event; what many serve, what none does, what one would save."""
    reports = _reports(opened(catalogue), agency=agency, domain=domain, as_of=as_of)
    _answer("portfolio", reports, _Manner(lang.value, table, csv, every, json))


def coverage(
    agency: Agency = None,
    domain: Domain = None,
    as_of: AsOf = None,
    table: Annotated[CoverageTable | None, typer.Option("--table", "-t", help="One of its tables only.")] = None,
    every: Every = False,
    csv: AsCsv = False,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
    json: AsJson = False,
) -> None:
    """What the catalogue lacks: figures with the list behind each, over all and per agency and domain."""
    reports = _reports(opened(catalogue), agency=agency, domain=domain, as_of=as_of)
    _answer("coverage", reports, _Manner(lang.value, table, csv, every, json))


def report(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write into.")],
    agency: Agency = None,
    domain: Domain = None,
    as_of: AsOf = None,
    catalogue: Where = None,
    lang: Lang = Language.INDONESIAN,
) -> None:
    """One report for people: a page with pictures that needs nothing else, and the same figures in Excel."""
    from planning.report import Report

    known = opened(catalogue)
    made = Report(_reports(known, agency=agency, domain=domain, as_of=as_of), lang.value)
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _progress() as step:
            for name, content in made.files(step):
                (out / name).write_bytes(content)
                written.append(out / name)
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written to: {error.strerror}.", param_hint="--out") from None
    for path in written:
        Screen().whole(path)


def _reports(known: Catalogue, *, agency: str | None, domain: str | None, as_of: datetime | None) -> Reports:
    from journeys.dates import today
    from journeys.journey import build_journey
    from planning.figures import scope_of
    from planning.reports import Reports

    scope = scope_of(known, agency=agency, domain=domain)
    return Reports(build_journey(known), as_of.date() if as_of else today(), scope)


def _answer(name: str, reports: Reports, manner: _Manner) -> None:
    """A report by its name: as JSON, one of its tables as CSV, or on a screen all of them, or one."""
    from planning.report_tables import Tables, Width
    from planning.report_words import Words

    report: BaseModel = getattr(reports, name)
    if manner.json:
        print_bytes(report.model_dump_json().encode())
        return
    words = Words(manner.language)
    tables: Sequence[Table] = getattr(Tables(reports.journey.catalogue, words), name)(report)
    asked = [table for table in tables if manner.table in {None, table.key}]
    if manner.csv:
        print_bytes(asked[0].csv.encode(), end=b"")
        return
    screen = Screen()
    screen.line(words.about(reports.head, reports.journey.catalogue), "dim")
    for table in asked:
        _table(screen, table.within(Width.SCREEN), words, every=manner.every)


def _table(screen: Screen, table: Table, words: Words, *, every: bool) -> None:
    shown = table if every else replace(table, rows=table.rows[:ROWS])
    screen.line()
    screen.line(table.title, "bold")
    if table.rows:
        screen.table(table.columns, [[words.cell(cell) for cell in row] for row in shown.rows])
    else:
        screen.line(words.of("say", "nothing"))
    left = len(table.rows) - len(shown.rows)
    if left:
        screen.line(words.say("more", count=words.number(left), table=table.key), "dim")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Says on a terminal what is being worked on, on one line that is wiped at the end."""
    shown = sys.stderr.isatty()

    def step(what: str) -> None:
        if shown:
            sys.stderr.write(f"\r\x1b[K{what}")
            sys.stderr.flush()

    try:
        yield step
    finally:
        step("")
