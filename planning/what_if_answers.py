"""What a change would mean, as an answer; the model is the response and the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from catalogue.registers import Model
from journeys.answers import Named, ServiceName, Text
from planning.comparison import JourneyChange, Outcome


class ChangeMade(Model):
    """A change, as it was understood."""

    kind: Literal["merge", "drop-document", "retire"]
    services: tuple[ServiceName, ...]
    """For a merger the service that stays comes first."""
    document: Named | None = None


class LostDocument(Named):
    """A document that could be had, and cannot any more."""

    demanded_by: tuple[ServiceName, ...]
    """The active services that ask for it."""
    reason: Text


class Dangling(Model):
    """A service that names one that is no more."""

    service: ServiceName
    field: Literal["requires", "successors"]
    names: ServiceName


class Range(Model):
    """The least and the most of a difference."""

    least: int
    most: int


class EventChange(Named):
    """What a change does to one life event, over everybody it was tried on."""

    journeys: int
    outcomes: Mapping[Outcome, int]
    """How many journeys, by what the change does to them; those it does to none are left out."""
    working_days: Range
    steps: Range
    documents: Range
    shown: Range
    to_bring: Range
    visits: Range


class TriedOn(Model):
    """Whom a change was tried on."""

    files: int
    """Persons from files."""
    profiles: int
    """Profiles made from the examples of services."""
    told: int
    """Situations told with the question."""
    untouched: int
    """Persons for whose life events the change makes no difference, so that they were not compared."""
    left_out: int
    """Journeys that were not compared because there would have been too many."""


class WhatIf(Model):
    """What a change would mean. Days are "at least": what nobody states is not counted."""

    catalogue_version: str
    changes: tuple[ChangeMade, ...]
    tried_on: TriedOn
    outcomes: Mapping[Outcome, int]
    """How many journeys, by what the change does to them; those it does to none are left out."""
    life_events: tuple[EventChange, ...]
    journeys: tuple[JourneyChange, ...]
    """The worst first."""
    untried: tuple[Named, ...]
    """Life events that the change touches, and that nobody was asked about."""
    lost_documents: tuple[LostDocument, ...]
    dangling: tuple[Dangling, ...]
    empty_events: tuple[Named, ...]
    """Life events that no active service is left for."""

    @property
    def breaks(self) -> bool:
        """Whether something cannot be had any more by somebody, for sure."""
        lost = any(document.demanded_by for document in self.lost_documents)
        return bool(lost or self.dangling or self.empty_events or self.outcomes.get("broken"))
