"""The three reports on a part of a catalogue on a day, each reckoned once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from planning.coverage import coverage
from planning.figures import WHOLE, head_of
from planning.once_only import once_only
from planning.portfolio import portfolio

if TYPE_CHECKING:
    from datetime import date

    from journeys.journey import Journey
    from planning.coverage import Coverage
    from planning.figures import Head, Scope
    from planning.once_only import EventPapers, OnceOnly
    from planning.portfolio import Portfolio


@dataclass(frozen=True)
class Reports:
    """What a planner is told of a part of a catalogue."""

    journey: Journey
    day: date
    scope: Scope = WHOLE
    papers: dict[str, EventPapers] = field(default_factory=dict)
    """Those of the life events that were looked at, by code."""

    def of(self, scope: Scope) -> Reports:
        """The reports on another part on the same day."""
        return replace(self, scope=scope)

    @cached_property
    def head(self) -> Head:
        """What they are about."""
        return head_of(self.journey.catalogue, self.scope, day=self.day)

    @cached_property
    def once_only(self) -> OnceOnly:
        """What is asked for although the state has it."""
        return once_only(self.journey, self.scope, day=self.day, papers=self.papers)

    @cached_property
    def portfolio(self) -> Portfolio:
        """The applications, and what they serve."""
        return portfolio(self.journey.catalogue, self.scope, day=self.day)

    @cached_property
    def coverage(self) -> Coverage:
        """What is known and what is not."""
        return coverage(self.journey, self.scope, day=self.day)
