"""What is said of a service that a rule keeps from somebody: how near they are to it.

The model is the response and the schema. It is no advice and no promise: the rules would no longer be against them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from catalogue.registers import Fact, Model
from journeys.eligibility import Verdict


class Change(Model):
    """Other values of one fact, nothing else changing, with which the rules would not leave the service out.

    Any value from ``at_least`` up to ``at_most`` will do, both included, or else any of ``one_of``; dates are ISO 8601.
    """

    concept: str
    role: str
    """Whose fact it is."""
    person: int | None = None
    """Which of the persons of a role that is many, from 0."""
    at_least: Fact | None = None
    at_most: Fact | None = None
    one_of: tuple[Fact, ...] = ()
    sensitive: bool
    text: Mapping[str, str]


class Almost(Model):
    """From when on the rules would not leave a service out, and which single facts would have to be otherwise today."""

    from_: date | None = Field(default=None, alias="from")
    """The first day, later than the one asked about, on which the verdict is no longer not_met as time goes by."""
    verdict: Verdict | None = None
    """What it is on that day: met, or not known."""
    met_from: date | None = None
    """The day from which it is surely met, where it is not known before because the birth date is not."""
    text: Mapping[str, str] | None = None
    """The days in words."""
    if_: tuple[Change, ...] = Field(default=(), alias="if")
