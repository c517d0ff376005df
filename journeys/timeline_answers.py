"""What a timeline answers with: windows, deadlines, recurrences and the life events that typically come.

The model is the response and the schema. Days are dates in Indonesia; ``until`` is the first day that is not included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from catalogue.parts import Deadline
from catalogue.registers import Model
from catalogue.values import Recurrence
from journeys.answers import NOTICE, Named, Reason, ServiceName, Text
from journeys.eligibility import Condition, Verdict

ASSUMPTION: Mapping[str, str] = {
    "id": "Bila keadaan lain tidak berubah.",
    "en": "If nothing else changes.",
}
"""What every timeline supposes: facts without a date stay as they are."""


class PersonAt(Model):
    """One of the persons told of, by role and by place among those of the role, from 0."""

    role: str
    position: int


class Turn(Reason):
    """Why a window opens or closes, or is no more than possible."""

    does: Literal["opens", "closes", "leaves_open"]


class ForSomebody(Model):
    """A service, and whose."""

    service: ServiceName
    role: str
    """The beneficiary's role, in whose place the person stands."""
    person: PersonAt | None = None
    """Who of those told of under a role; absent for the person of the bare facts."""


class Window(ForSomebody):
    """A stretch of days in which a service is for a person (met), or may be (unknown)."""

    verdict: Literal[Verdict.MET, Verdict.UNKNOWN]
    from_: date = Field(alias="from")
    """Its first day; the first day asked about, where it was open before."""
    until: date | None = None
    """The first day on which it no longer holds, which may be later than what was asked about; null: never."""
    why: tuple[Turn, ...] = ()
    if_also: tuple[Condition, ...] = ()


class Due(ForSomebody):
    """The last day on which a service can be asked for in time."""

    due: date
    rule: Deadline
    late: bool
    """Whether it had passed already on the first day asked about."""
    weekends_only: bool = False
    """Whether it counts working days of years whose holidays are not decreed yet: weekends only are days off."""


class Recurrences(ForSomebody):
    """A duty or entitlement that comes again while a window is open."""

    verdict: Literal[Verdict.MET, Verdict.UNKNOWN]
    rule: Recurrence
    from_: date | None = Field(default=None, alias="from")
    """The day it counts from; absent where the rule alone names its days."""
    dates: tuple[date, ...]


class ComingEvent(Named):
    """A life event that typically comes at such an age."""

    role: str
    person: PersonAt | None = None
    from_: date = Field(alias="from")
    until: date
    leads_to: tuple[Named, ...] = ()


class Timeline(Model):
    """What becomes due or open for a person, and for those around them."""

    from_: date = Field(alias="from")
    until: date
    """The first day that was not asked about."""
    catalogue_version: str
    notice: Text = NOTICE
    assumption: Text = ASSUMPTION
    windows: tuple[Window, ...] = ()
    deadlines: tuple[Due, ...] = ()
    recurring: tuple[Recurrences, ...] = ()
    events: tuple[ComingEvent, ...] = ()
