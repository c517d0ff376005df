"""The three reports on a part of a catalogue on a day, each reckoned once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from planning.coverage import coverage
from planning.duplicates import Wanted, duplicates
from planning.figures import WHOLE, head_of, within
from planning.once_only import once_only
from planning.portfolio import portfolio

if TYPE_CHECKING:
    from datetime import date

    from journeys.journey import Journey
    from planning.catalogued import Kind
    from planning.coverage import Coverage
    from planning.duplicates import Duplicates
    from planning.figures import Head, Scope
    from planning.once_only import EventPapers, OnceOnly
    from planning.portfolio import Portfolio
    from planning.relations import Relation

TWICE: frozenset[Relation] = frozenset({"duplicate", "overlap", "superseded", "same_type_region"})
"""The relations of what is done twice; variants and steps of one chain are not."""


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

    @cached_property
    def twice(self) -> tuple[Duplicates, ...]:
        """The services, and the applications, that may be one with others, at least one of them of this part."""
        own: dict[Kind, frozenset[str]] = {
            "service": frozenset(one.code for one in within(self.journey.catalogue, self.scope)),
            "application": frozenset(one.code for one in self.portfolio.applications),
        }
        return tuple(
            _among(duplicates(self.journey, kind, wanted=Wanted(relations=TWICE)), codes) for kind, codes in own.items()
        )


def _among(found: Duplicates, codes: frozenset[str]) -> Duplicates:
    pairs = [pair for pair in found.pairs if not codes.isdisjoint((pair.a.id, pair.b.id))]
    groups = [group for group in found.groups if not codes.isdisjoint(one.id for one in group.members)]
    return found.model_copy(update={"pairs": pairs, "groups": groups})
