"""Services and offers: CPSV-AP 3.2.0 and CCCEV 2.1.0 classes as frozen pydantic models.

The model is domain, response and schema at once. Fields that only one country needs (RAL codes, Asta Cita) stand
beside the European ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PrivateAttr,
    StringConstraints,
    Tag,
    field_validator,
)

from catalogue.codes import ServiceCode
from catalogue.parts import (
    Anchor,
    Benefit,
    Channel,
    Classification,
    ContactPoint,
    Cost,
    Deadline,
    Demands,
    EvidenceDemand,
    Example,
    LegalResource,
    Outputs,
    Recurring,
    Requirement,
    SourceOfFacts,
    Standard,
    Times,
    ends_after_it_begins,
    in_force,
)
from catalogue.registers import Confidence, Model
from catalogue.values import Day, Iri, Line, RegionCode, Slug, Text, Whole, listed, one_or_mapping

if TYPE_CHECKING:
    from catalogue.store import Catalogue


class Home:
    """The catalogue a service came from; says nothing about whether two services are equal."""

    __slots__ = ("catalogue",)

    def __init__(self) -> None:
        self.catalogue: Catalogue | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Home)

    def __hash__(self) -> int:
        return 0


Beneficiary = Annotated[
    Annotated[Slug, Tag("[one]")] | Annotated[Mapping[Anchor, Slug], Tag("[mapping]")], Discriminator(one_or_mapping)
]
"""A role, or one for each life event."""


class PublicService(Model):
    """A public service (cpsv:PublicService) as its file gives it; ``slug`` is the file's name."""

    slug: Slug
    code: ServiceCode
    name: Text
    description: Text
    iri: Iri | None = None
    """The name under which another catalogue publishes it."""
    identifier: Line | None = None
    """Its identifier there."""
    keywords: tuple[Line, ...] = ()
    classifications: tuple[Classification, ...] = ()
    competent_authority: Slug
    provided_by: Annotated[tuple[Slug, ...], BeforeValidator(listed), Field(min_length=1)]
    ral: Annotated[str, StringConstraints(pattern=r"^RAL\.[0-9]{2}\.[0-9]{2}(\.[0-9]{2})?$")] | None = None
    life_events: Annotated[tuple[Anchor, ...], BeforeValidator(listed)] = ()
    beneficiary: Beneficiary | None = None
    requirements: tuple[Requirement, ...] = ()
    evidence: Demands
    produces: Outputs
    deadline: Deadline | None = None
    recurs: Recurring | None = None
    processing_time: Times | None = None
    costs: tuple[Cost, ...] = ()
    benefit: Annotated[tuple[Benefit, ...], BeforeValidator(listed)] = ()
    channels: tuple[Channel, ...] = ()
    applications: Annotated[tuple[Slug, ...], BeforeValidator(listed)] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    complaints: Text | None = None
    standard: Standard | None = None
    legal_resources: tuple[LegalResource, ...] = ()
    inclusion: Text | None = None
    asta_cita: tuple[Annotated[Whole, Field(ge=1, le=8)], ...] = ()
    excludes: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()
    requires: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()
    status: Literal["active", "suspended", "superseded", "historical"] = "active"
    valid_from: Day | None = None
    valid_to: Day | None = None
    successors: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()
    note: Text | None = None
    sources: Annotated[tuple[SourceOfFacts, ...], Field(min_length=1)]
    examples: tuple[Example, ...] = ()
    _home: Home = PrivateAttr(default_factory=Home)

    @property
    def catalogue(self) -> Catalogue | None:
        """The catalogue it came from, None for a service made by hand."""
        return self._home.catalogue

    def adopt(self, catalogue: Catalogue) -> None:
        """Note the catalogue it belongs to."""
        self._home.catalogue = catalogue

    _ends = field_validator("valid_to")(ends_after_it_begins)

    def in_force(self, day: date) -> bool:
        """Whether it is there on a day."""
        return in_force(self.valid_from, self.valid_to, day)

    @property
    def is_versioned(self) -> bool:
        """Whether any of its requirements holds only on some days."""
        return any(one.valid_from or one.valid_to for one in self.requirements)

    def on(self, day: date) -> PublicService:
        """The same with the requirements that hold on a day."""
        if not self.is_versioned:
            return self
        return self.model_copy(update={"requirements": tuple(one for one in self.requirements if one.in_force(day))})

    @property
    def confidence(self) -> Confidence:
        """The lowest confidence of its sources."""
        order: tuple[Confidence, ...] = ("low", "medium", "high")
        return min((source.confidence for source in self.sources), key=order.index)

    def beneficiary_at(self, event: str, subject: str) -> str:
        """The role whose facts its rules speak of, when asked for at ``event`` whose subject is ``subject``."""
        if isinstance(self.beneficiary, str):
            return self.beneficiary
        return (self.beneficiary or {}).get(event, subject)

    def rules(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every condition in it, with its location in the file."""
        for position, requirement in enumerate(self.requirements):
            if requirement.rule is not None:
                yield ("requirements", position, "rule"), requirement.rule
        for location, demand in self.demands():
            if demand.when is not None:
                yield (*location, "when"), demand.when
        for location, cost in self.all_costs():
            if cost.when is not None:
                yield (*location, "when"), cost.when

    def demands(self) -> Iterator[tuple[tuple[str | int, ...], EvidenceDemand]]:
        """Every document demanded, on any channel, with its location in the file."""
        for position, demand in enumerate(self.evidence):
            yield ("evidence", position), demand
        for place, channel in enumerate(self.channels):
            for position, demand in enumerate(channel.evidence):
                yield ("channels", place, "evidence", position), demand

    def all_costs(self) -> Iterator[tuple[tuple[str | int, ...], Cost]]:
        """Every fee, on any channel, with its location in the file."""
        for position, cost in enumerate(self.costs):
            yield ("costs", position), cost
        for place, channel in enumerate(self.channels):
            for position, cost in enumerate(channel.costs):
                yield ("channels", place, "costs", position), cost


class Offer(Model):
    """A service as one region gives it: what differs there from the service itself."""

    service: str
    region: RegionCode
    provided_by: Annotated[tuple[Slug, ...], BeforeValidator(listed)] = ()
    processing_time: Times | None = None
    costs: tuple[Cost, ...] | None = None
    channels: tuple[Channel, ...] = ()
    applications: Annotated[tuple[Slug, ...], BeforeValidator(listed)] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    note: Text | None = None
    sources: Annotated[tuple[SourceOfFacts, ...], Field(min_length=1)]
