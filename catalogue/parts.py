"""The parts of a service: CPSV-AP 3.2.0 and CCCEV 2.1.0 classes as frozen pydantic models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Protocol

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from catalogue.registers import Confidence, Fact, Model
from catalogue.values import (
    Amount,
    ConceptId,
    Day,
    Duration,
    Flag,
    Iri,
    Line,
    Recurrence,
    Slug,
    SourceUrl,
    Sql,
    Text,
    Url,
    Whole,
    listed,
    refuse,
    shape,
)

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Anchor = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=100)]
"""A life event or a date concept."""


class LegalResource(Model):
    """A law (eli:LegalResource): title, and the article where one is meant."""

    title: Line
    article: Line | None = None
    url: SourceUrl | None = None

    @property
    def citation(self) -> str:
        """Title and article, as one cites them."""
        return f"{self.title} {self.article}" if self.article else self.title


def ends_after_it_begins(ends: date | None, info: ValidationInfo) -> date | None:
    """Refuse a last day before the first."""
    begins: date | None = info.data.get("valid_from")
    if begins and ends and ends < begins:
        refuse("ends-before-it-begins", found=str(ends), begins=str(begins))
    return ends


def in_force(begins: date | None, ends: date | None, day: date) -> bool:
    """Whether what begins and ends on these days, both included, is there on a day."""
    return (begins is None or begins <= day) and (ends is None or day <= ends)


class Dated(Protocol):
    """What is in force from its first day up to its last."""

    @property
    def valid_from(self) -> date | None:
        """Its first day; None where it always was."""

    @property
    def valid_to(self) -> date | None:
        """Its last day; None where it stays."""


def turns_of(dated: Iterable[Dated]) -> tuple[date, ...]:
    """The days from which any of these is in force, or no longer is, in order."""
    spans = [(one.valid_from, one.valid_to) for one in dated]
    first = {begins for begins, _ends in spans if begins}
    after = {ends + timedelta(days=1) for _begins, ends in spans if ends and ends < date.max}
    return tuple(sorted(first | after))


class Requirement(Model):
    """A condition (cccev:Requirement). Without a rule, a condition the office checks: shown as "if also …".

    Where the law changes, each version is a requirement of its own with the days on which it holds.
    """

    name: Text
    rule: Sql | None = None
    law: LegalResource | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None

    _ends = field_validator("valid_to")(ends_after_it_begins)

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return in_force(self.valid_from, self.valid_to, day)


def _typed(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


class EvidenceDemand(Model):
    """A document demanded: one type, or one of several."""

    type: Slug | None = None
    one_of: tuple[Slug, ...] = ()
    of: Slug | None = None
    when: Sql | None = None
    updated: Flag = False
    copies: Whole | None = None
    original: Flag | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_or_several(self) -> EvidenceDemand:
        if (self.type is None) == (len(self.one_of) < 2):  # noqa: PLR2004
            refuse("type-or-one-of")
        return self

    @property
    def types(self) -> tuple[str, ...]:
        """The evidence types any of which will do."""
        return (self.type,) if self.type else self.one_of


class Output(Model):
    """What a service gives (cv:Output): a document, or a new version of one the person already has."""

    type: Slug
    of: Slug | None = None
    updates: Flag = False
    valid_for: Duration | None = None


def _span(value: object) -> object:
    return {"duration": value} if isinstance(value, str) else value


class Span(Model):
    """A stretch of time: calendar time as an ISO 8601 duration, or working days."""

    duration: Duration | None = None
    working_days: Annotated[Whole, Field(ge=0, le=2000)] | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Span:
        if (self.duration is None) == (self.working_days is None):
            refuse("one-measure-of-time")
        return self


class ProcessingTime(Span):
    """How long the office takes once the papers are complete."""

    at_most: Flag = False
    note: Text | None = None


class Deadline(Model):
    """By when a service must be asked for: the event's day is day 0, the due date is included."""

    within: Annotated[Span, BeforeValidator(_span)]
    after: Anchor | None = None
    before: Anchor | None = None
    roll: Literal["next"] | None = None
    if_late: Text | None = None
    law: LegalResource | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Deadline:
        if (self.after is None) == (self.before is None):
            refuse("after-or-before")
        return self

    @property
    def anchor(self) -> str:
        """The life event or date concept it counts from or to."""
        return self.after or self.before or ""


class Recurring(Model):
    """A duty or entitlement that comes again (RFC 5545 RRULE)."""

    rule: Recurrence
    from_: ConceptId | None = Field(default=None, alias="from")


class Cost(Model):
    """A fee (cv:Cost). ``value`` null with ``basis`` for tariffs and percentages."""

    value: Annotated[Amount, Field(ge=0)] | None
    currency: Currency = "IDR"
    name: Text | None = None
    basis: Text | None = None
    when: Sql | None = None
    channel: str | None = None

    @model_validator(mode="after")
    def _value_or_basis(self) -> Cost:
        if self.value is None and self.basis is None:
            refuse("value-or-basis")
        return self


class Benefit(Model):
    """What a person is given, in money or in kind; ``per`` is the ISO 8601 period, absent where it is given once."""

    value: Annotated[Amount, Field(ge=0)] | None
    currency: Currency = "IDR"
    per: Duration | None = None
    name: Text | None = None
    basis: Text | None = None


class ContactPoint(Model):
    """Where to ask (cv:ContactPoint)."""

    name: Text | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+()/ .-]{3,40}$")] | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")] | None = (
        None
    )
    url: Url | None = None
    hours: Text | None = None


Demands = Annotated[
    tuple[Annotated[EvidenceDemand, BeforeValidator(_typed)], ...], BeforeValidator(listed), Field(default=())
]
Outputs = Annotated[tuple[Annotated[Output, BeforeValidator(_typed)], ...], BeforeValidator(listed), Field(default=())]
Times = Annotated[ProcessingTime, BeforeValidator(_span)]


class Channel(Model):
    """A way to reach the service (cv:Channel), and what differs on it."""

    type: Literal["counter", "app", "web", "phone", "email", "post", "home", "mobile-unit", "kiosk", "agent"]
    application: Slug | None = None
    provided_by: Slug | None = None
    url: Url | None = None
    note: Text | None = None
    evidence: Demands
    processing_time: Times | None = None
    costs: tuple[Cost, ...] = ()


class Standard(Model):
    """The fourteen components of a service standard (PermenPANRB 15/2014), by name."""

    requirements: Text | None = None
    procedure: Text | None = None
    time: Text | None = None
    cost: Text | None = None
    product: Text | None = None
    complaints: Text | None = None
    legal_basis: Text | None = None
    facilities: Text | None = None
    competence: Text | None = None
    internal_control: Text | None = None
    staff_count: Text | None = None
    service_guarantee: Text | None = None
    safety_guarantee: Text | None = None
    evaluation: Text | None = None


class Classification(Model):
    """A concept of somebody's code list by which a service is classified (skos:Concept), and in which sense."""

    sense: Literal["sector", "theme", "function", "audience", "subject", "language", "territory"]
    iri: Iri
    name: Text | None = None


class SourceOfFacts(Model):
    """Where the facts come from, and how far they can be trusted."""

    title: Line
    url: SourceUrl | None = None
    confidence: Confidence
    seen: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?$")] | None = None


Known = Annotated[
    Annotated[Fact, Tag("[one]")]
    | Annotated[Mapping[str, Fact], Tag("[mapping]")]
    | Annotated[tuple[Mapping[str, Fact], ...], Tag("[list]")],
    Discriminator(shape),
]
"""A fact, the facts of the person in a role, or those of every person in a role that is many."""


class Example(Model):
    """A person and the verdict the law gives: run by every check."""

    situation: Mapping[str, Known]
    verdict: Literal["met", "not_met", "unknown"]
    event: Slug | None = None
    as_of: Day | None = None
    held: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
