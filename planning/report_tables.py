"""Reports as tables, the same for a terminal, a page, CSV and Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from catalogue.sheet import Sheet, comma_separated
from planning.report_words import Words

if TYPE_CHECKING:
    from catalogue.sheet import Cell
    from catalogue.store import Catalogue
    from planning.coverage import Coverage, Part
    from planning.once_only import OnceOnly, Reach
    from planning.portfolio import Function, Portfolio, Saving, Share

_TWICE = 2


class _HasName(Protocol):
    @property
    def name(self) -> Mapping[str, str]: ...


class Width(IntEnum):
    """How much room there is for a table."""

    SCREEN = 0
    PAGE = 1
    SHEET = 2


@dataclass(frozen=True)
class Table:
    """A table in one language."""

    key: str
    title: str
    label: str
    """A title short enough for the tab of a sheet."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[Width, ...]
    """By column, the least room in which it is shown; lists of codes are for sheets."""

    @property
    def numeric(self) -> frozenset[int]:
        """The places of the columns that hold numbers."""
        return frozenset(place for row in self.rows for place, cell in enumerate(row) if isinstance(cell, int | float))

    def without(self, column: str) -> Table:
        """The same without the columns of this name."""
        places = [place for place, name in enumerate(self.columns) if name != column]
        return self._with(places)

    def within(self, width: Width) -> Table:
        """The same with the columns there is room for."""
        return self._with([place for place, least in enumerate(self.widths) if least <= width])

    def _with(self, places: Sequence[int]) -> Table:
        columns = tuple(self.columns[place] for place in places)
        widths = tuple(self.widths[place] for place in places)
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        return replace(self, columns=columns, rows=rows, widths=widths)

    @property
    def sheet(self) -> Sheet:
        """The same as a sheet of a workbook."""
        return Sheet(self.label, self.columns, self.rows)

    @property
    def csv(self) -> str:
        """The same as CSV; no text begins as a formula does."""
        return comma_separated(self.columns, self.rows)


@dataclass(frozen=True)
class Tables:
    """Makes the tables of a catalogue's reports in one language."""

    catalogue: Catalogue
    words: Words

    def table(self, key: str, columns: str, rows: Iterable[Sequence[Cell]]) -> Table:
        """A table whose columns are named by the keys of their words.

        What stands in parentheses needs a page, what in brackets a sheet.
        """
        keys = columns.split()
        heads = tuple(self.words.of("column", name.strip("()[]")) for name in keys)
        widths = tuple({"(": Width.PAGE, "[": Width.SHEET}.get(name[0], Width.SCREEN) for name in keys)
        return Table(
            key, self.words.of("table", key), self.words.of("sheet", key), heads, tuple(map(tuple, rows)), widths
        )

    def once_only(self, report: OnceOnly) -> tuple[Table, ...]:
        """What is asked for although the state has it."""
        events = report.life_events
        return (
            self.table("documents", _DOCUMENTS, self._documents(report)),
            self.table("facts", _FACTS, self._facts(report)),
            self.table(
                "life-events",
                "event (code) steps asked different falls-away falls-away-issued",
                (
                    (self.words.name(e.name), e.code, e.steps, e.asked, e.different, e.falls_away, e.falls_away_issued)
                    for e in sorted(events, key=lambda event: -event.falls_away)
                ),
            ),
            self.table("shown", _SHOWN, self._shown(report)),
        )

    def _documents(self, report: OnceOnly) -> Iterable[Sequence[Cell]]:
        for one in report.documents:
            yield (
                self.words.name(one.name),
                one.code,
                one.services.count,
                self.words.share(one.services.share),
                one.of_everyone.count,
                one.same_agency.count,
                *self._reach(one.reach),
                self._flag(one.made_for_purpose),
                _joined(one.services.codes),
            )

    def _facts(self, report: OnceOnly) -> Iterable[Sequence[Cell]]:
        for one in report.facts:
            asking = one.services
            name = self.words.name(one.name)
            yield (name, one.code, one.source_system, asking.count, *self._reach(one.reach), _joined(asking.codes))

    def _reach(self, reach: Reach) -> tuple[Cell, Cell]:
        unknown = self.words.of("say", "unknown")
        return tuple(unknown if n is None else n for n in (reach.people, reach.services_times_people))  # type: ignore[return-value]

    def _shown(self, report: OnceOnly) -> Iterable[Sequence[Cell]]:
        """The documents that an event asks for more than once in every case, those shown most often first."""
        often = [(event, one) for event in report.life_events for one in event.documents if one.times >= _TWICE]
        for event, one in sorted(often, key=lambda pair: -pair[1].times):
            yield (
                self.words.name(event.name),
                self.words.name(one.name),
                self.words.name(self.catalogue.roles[one.of].name),
                one.times,
                one.perhaps,
                one.falls_away,
                self._flag(one.issued),
                _joined(one.services),
            )

    def portfolio(self, report: Portfolio) -> tuple[Table, ...]:
        """The applications, and what they serve."""
        return (
            self.table("applications", _APPLICATIONS, self._applications(report)),
            self.table("functions", _FUNCTIONS, map(self._function, report.functions)),
            self._shares("owners", "owner", report.owners),
            self._shares("domains", "domain", report.domains),
            self._shares("events", "event", report.life_events),
            self.table(
                "unsupported",
                "service code agency domain",
                (self._service(code) for code in report.without_application.codes),
            ),
            self.table(
                "idle",
                "application code",
                ((self.entry("application", code), code) for code in report.serving_nothing.codes),
            ),
        )

    def _applications(self, report: Portfolio) -> Iterable[Sequence[Cell]]:
        for one in report.applications:
            owner = self.words.name(one.owner.name) if one.owner else self.words.of("say", "unknown")
            status = self.words.of("status", one.status)
            spread = (one.services.count, len(one.domains), len(one.life_events))
            yield (self.words.name(one.name), one.code, owner, status, *spread, _joined(one.services.codes))

    def _function(self, one: Function) -> Sequence[Cell]:
        saving = one.saving
        return (
            self.words.name(one.name),
            one.code,
            one.applications.count,
            len(one.services),
            len(saving.owners),
            saving.applications,
            self.money(saving),
            _joined(one.applications.codes),
            _joined(one.services),
        )

    def money(self, saving: Saving) -> str:
        """What a group would save in a year, where a source says."""
        sums = [f"{one.currency} {one.at_least:,.0f}" for one in saving.money]
        return ", ".join(sums) or self.words.of("say", "unknown")

    def _shares(self, key: str, column: str, shares: Iterable[Share]) -> Table:
        return self.table(key, f"{column} code applications services [list]", map(self._share, shares))

    def _share(self, one: Share) -> Sequence[Cell]:
        systems = one.applications
        return (self.words.name(one.name), one.code, systems.count, len(one.services), _joined(systems.codes))

    def coverage(self, report: Coverage) -> tuple[Table, ...]:
        """What is known and what is not."""
        lists = [
            (self.words.measure(one.key).name, self.entry(one.kind, code), code)
            for one in report.measures
            for code in one.figure.codes
        ]
        return (
            self.table("measures", "measure code count of (kind) share [list]", self._measures(report)),
            self._parts("agencies", "agency", report.agencies),
            self._parts("fields", "domain", report.domains),
            self.table("lists", "measure name code", lists),
        )

    def _measures(self, report: Coverage) -> Iterable[Sequence[Cell]]:
        for one in report.measures:
            name, kind, found = self.words.measure(one.key).name, self.words.of("kind", one.kind), one.figure
            yield (name, one.key, found.count, found.of, kind, self.words.share(found.share), _joined(found.codes))

    def _parts(self, key: str, column: str, parts: Sequence[Part]) -> Table:
        measures = list(parts[0].measures) if parts else []
        made = self.table(key, f"{column} (code) services", (self._part(one) for one in parts))
        columns = (*made.columns, *(self.words.of("short", name) for name in measures))
        widths = (Width.SCREEN if name in _TELLING else Width.SHEET for name in measures)
        return replace(made, columns=columns, widths=(*made.widths, *widths))

    def _part(self, one: Part) -> Sequence[Cell]:
        return (self.words.name(one.name), one.code, one.services, *(found.count for found in one.measures.values()))

    def _service(self, code: str) -> Sequence[Cell]:
        service, known = self.catalogue.services[code], self.catalogue
        agency = self.entry("organisation", service.competent_authority)
        domain = known.codes.domains.get(service.code.domain)
        return (
            self.words.name(service.name),
            code,
            agency,
            self.words.name(domain.name) if domain else service.code.domain,
        )

    def entry(self, kind: str, code: str) -> str:
        """The name of a service, or of an entry of a register."""
        known = self.catalogue
        entries: Mapping[str, Mapping[str, _HasName]] = {
            "service": known.services,
            "life-event": known.life_events,
            "evidence": known.evidence,
            "organisation": known.organisations,
            "application": known.applications,
        }
        return self.words.name(entries[kind][code].name)

    def _flag(self, so: bool) -> str:  # noqa: FBT001 - it is the value told
        return self.words.of("say", "yes" if so else "no")


_DOCUMENTS = "document code services share (of-everyone) (same-agency) people (weight) (one-errand) [list]"
_FACTS = "fact code system services people (weight) [list]"
_SHOWN = "event document (whose) times (perhaps) falls-away (issued) [list]"
_APPLICATIONS = "application code (owner) (status) services (domains) events [list]"
_FUNCTIONS = "function code applications (services) owners fewer (money) [list] [service-list]"
_TELLING = frozenset({"no-standard", "no-law", "no-time", "no-fee", "no-channel", "never-digital"})
"""The measures of services that are shown where there is least room."""


def _joined(codes: Iterable[str]) -> str:
    return " ".join(codes)
