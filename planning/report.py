"""The report for people: one page with pictures that needs nothing else, and the same figures in an Excel file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from catalogue.sheet import workbook
from journeys.bundle import bundle_for
from planning import chains
from planning.duplicates_out import name_of, reasons
from planning.figures import services_of
from planning.heat import heat_map
from planning.pages import page
from planning.report_tables import Tables, Width
from planning.report_words import Words
from planning.wording import word

if TYPE_CHECKING:
    from journeys.answers import Bundle
    from planning.catalogued import Kind
    from planning.chains import Chain
    from planning.duplicates import Group, Pair, Side
    from planning.heat import HeatMap
    from planning.report_tables import Table
    from planning.reports import Reports

HTML, EXCEL = "report.html", "report.xlsx"
Step = Callable[[str], None]
_FIRST, _FEW = 12, 8
_MAP_ROWS, _MAP_COLUMNS = 18, 24
_CHAINS = 3


def _silent(_what: str) -> None:
    """Say nothing of how far it has come."""


@dataclass(frozen=True)
class Report:
    """A report in one language."""

    reports: Reports
    language: str

    @cached_property
    def words(self) -> Words:
        """The words of its language."""
        return Words(self.language)

    @cached_property
    def made(self) -> Tables:
        """What makes its tables."""
        return Tables(self.reports.journey.catalogue, self.words)

    def files(self, step: Step = _silent) -> Iterator[tuple[str, bytes]]:
        """The page and the Excel file, each by its name; ``step`` is told what is being worked on.

        The same catalogue, day, part and language give the same bytes.
        """
        for name, reckon in (
            ("once-only", lambda: self.reports.once_only),
            ("coverage", lambda: self.reports.coverage),
            ("portfolio", lambda: self.reports.portfolio),
            ("alike", lambda: self.reports.twice),
        ):
            step(self.words.page(name))
            reckon()
        step(HTML)
        yield HTML, self.html.encode()
        step(EXCEL)
        yield EXCEL, self.excel

    @property
    def html(self) -> str:
        """The page."""
        return page(
            HTML,
            report=self,
            words=self.words,
            reports=self.reports,
            catalogue=self.reports.journey.catalogue,
            chains=chains,
            first=_FIRST,
            few=_FEW,
        )

    @property
    def excel(self) -> bytes:
        """The Excel file: what it is about, then a sheet for each table."""
        return workbook(table.sheet for table in (self.about, *self.tables.values(), self.matrix, *self.alike))

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Its tables by their keys, whole."""
        made, reports = self.made, self.reports
        tables = (
            *made.coverage(reports.coverage),
            *made.once_only(reports.once_only),
            *made.portfolio(reports.portfolio),
        )
        return {table.key: table for table in tables}

    def on_page(self, key: str) -> Table:
        """A table with the columns a page has room for, names without codes."""
        return self.tables[key].within(Width.PAGE).without(self.words.of("column", "code"))

    @property
    def about(self) -> Table:
        """What the figures mean, and of which catalogue and day they are."""
        page, explained = self.words.page, self.words.measure
        lines = [
            (page("title"), self.words.about(self.reports.head, self.reports.journey.catalogue)),
            *((page("read"), page(f"read-{number}")) for number in (1, 2, 3)),
            *((page("method"), text) for text in self.method),
            *((explained(one.key).name, explained(one.key).meaning) for one in self.reports.coverage.measures),
        ]
        return self.made.table("about", "item value", lines)

    @property
    def method(self) -> tuple[str, ...]:
        """How the figures are reckoned, and from which counts of people."""
        page = self.words.page
        counts = [
            f"{self.words.name(event.name)}: {self.words.number(event.yearly.count)} ({event.yearly.year}). "
            f"{event.yearly.source}. {self.words.name(event.yearly.note) if event.yearly.note else ''}".strip()
            for event in self.reports.journey.catalogue.life_events.values()
            if event.yearly
        ]
        people = (page("method-4"), *counts) if counts else (page("method-none"),)
        return (page("method-1"), page("method-2"), page("method-3"), page("method-5"), *people)

    @cached_property
    def alike(self) -> tuple[Table, ...]:
        """The groups and pairs of services, then of applications, that may be one."""
        groups = ((found.kind, group) for found in self.reports.twice for group in found.groups)
        numbered = enumerate(groups, start=1)
        return (
            self.made.table("groups", "item kind name code", (row for one in numbered for row in self._group(*one))),
            self.made.table(
                "pairs",
                "kind first second score relation (why) [code]",
                (self._pair(found.kind, pair) for found in self.reports.twice for pair in found.pairs),
            ),
        )

    def _group(self, number: int, one: tuple[Kind, Group]) -> Iterator[tuple[int, str, str, str]]:
        kind, group = one
        return ((number, self.words.of("kind", kind), self._called(side), side.id) for side in group.members)

    def _called(self, side: Side) -> str:
        return name_of(side, self.language)

    def _pair(self, kind: Kind, pair: Pair) -> tuple[str, ...]:
        return (
            self.words.of("kind", kind),
            self._called(pair.a),
            self._called(pair.b),
            f"{pair.score:.3f}",
            word(pair.relation, self.language),
            reasons(pair, self.language),
            f"{pair.a.id} {pair.b.id}",
        )

    @property
    def counted(self) -> int:
        """How many life events have a yearly count with a source."""
        return sum(event.yearly is not None for event in self.reports.journey.catalogue.life_events.values())

    @property
    def ranked_by_people(self) -> bool:
        """Whether documents are ranked by services × people."""
        return not any(one.reach.not_counted for one in self.reports.once_only.documents)

    @cached_property
    def map(self) -> HeatMap:
        """The largest agencies by the largest life events."""
        return self._map(_MAP_ROWS, _MAP_COLUMNS)

    @property
    def matrix(self) -> Table:
        """All agencies by all life events."""
        whole = self._map(None, None)
        made = self.made.table(
            "map", "agency", ((name, *(cell.number for cell in cells)) for name, cells in whole.rows)
        )
        return replace(made, columns=(*made.columns, *whole.columns))

    def _map(self, rows: int | None, columns: int | None) -> HeatMap:
        known = self.reports.journey.catalogue
        return heat_map(known, services_of(known, self.reports.scope), self.words, rows=rows, columns=columns)

    @cached_property
    def chains(self) -> tuple[tuple[str, Chain], ...]:
        """The life events whose services wait for one another most, with their pictures."""
        known = self.reports.journey.catalogue
        bundles = [(event, self._bundle(event.code)) for event in self.reports.once_only.life_events]
        waiting = sorted(
            (pair for pair in bundles if chains.waiting(pair[1])), key=lambda pair: -chains.waiting(pair[1])
        )
        return tuple(
            (self.words.name(event.name), chains.chain(known, bundle, self.words))
            for event, bundle in waiting[:_CHAINS]
        )

    def _bundle(self, event: str) -> Bundle:
        return bundle_for(self.reports.journey, event, as_of=self.reports.day)
