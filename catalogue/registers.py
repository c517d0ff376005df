"""What the registers hold: organisations, applications, evidence types, concepts, roles, life events, regions.

CPSV-AP 3.2.0 and CCCEV 2.1.0 classes as frozen pydantic models; a register is a mapping by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from catalogue.values import (
    Amount,
    ConceptId,
    Day,
    Flag,
    Iri,
    Line,
    RegionCode,
    Slug,
    SourceUrl,
    Text,
    Url,
    Whole,
    kind_of,
    not_below,
    plain_fact,
    refuse,
)

Confidence = Literal["high", "medium", "low"]
Level = Literal["national", "province", "regency", "district", "village"]
Year = Annotated[Whole, Field(ge=1945, le=2200)]


def _fact(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, bool | int | float | str):
        refuse("fact-expected", found=kind_of(value))
    return value if info.mode == "json" else plain_fact(value)


Fact = Annotated[bool | int | float | str, BeforeValidator(_fact)]
"""One fact as a file or a request gives it; the concept decides what it means."""


class _AllFields:
    """Stands for the set of fields that were given: nobody asks for it, and one a model takes a third of all memory."""

    def __get__(self, model: BaseModel | None, owner: object) -> Self | set[str]:
        return self if model is None else set(vars(model))

    def __set__(self, model: BaseModel, fields: set[str]) -> None:
        pass


class Model(BaseModel):
    """The base of all: frozen, and no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    __pydantic_fields_set__ = _AllFields()  # type: ignore[assignment]  # a descriptor, as that of BaseModel is


class PublicOrganisation(Model):
    """Who makes a rule or delivers a service (cv:PublicOrganisation); an office type where its ``level`` is local."""

    name: Text
    abbreviation: Line | None = None
    kind: Literal[
        "ministry",
        "coordinating-ministry",
        "agency",
        "directorate-general",
        "state-institution",
        "law-enforcement",
        "court",
        "state-company",
        "public-body",
        "office",
        "private",
        "regional-government",
    ]
    level: Level = "national"
    part_of: Slug | None = None
    region: RegionCode | None = None
    """The one region it serves, where it is no office type."""
    predecessors: tuple[Slug, ...] = ()
    status: Literal["active", "historical"] = "active"
    identifiers: Mapping[Slug, Line] = Field(default_factory=dict)
    homepage: Url | None = None
    note: Text | None = None
    confidence: Confidence = "high"


class AnnualCost(Model):
    """What something costs in a year, and who says so."""

    value: Annotated[Amount, Field(ge=0)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "IDR"
    year: Year
    source: Line
    url: SourceUrl | None = None


class Application(Model):
    """A computer system through which services are given or worked on."""

    name: Text
    owner: Slug | None = None
    description: Text | None = None
    url: Url | None = None
    status: Literal["active", "historical", "superseded"] = "active"
    successors: tuple[Slug, ...] = ()
    annual_cost: AnnualCost | None = None


class Origin(StrEnum):
    """Where a document comes from."""

    SERVICE = "service"
    OWN = "own"
    OUTSIDE = "outside"


class EvidenceType(Model):
    """A kind of document or data that a person shows or is given (cccev:EvidenceType)."""

    name: Text
    origin: Origin
    holder: Slug | None = None
    """The role whose document it is, where that is not the beneficiary."""
    made_for_purpose: Flag = False
    """Made for one errand only, so its issuer belongs into the journey (a birth statement)."""
    issued_by: Text | None = None
    form: Line | None = None
    description: Text | None = None
    aliases: tuple[Line, ...] = ()
    iri: Iri | None = None
    """The name under which another catalogue publishes it."""


class ConceptType(StrEnum):
    """The kinds of fact a rule can speak of."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    OPTION = "option"
    TEXT = "text"


class Derivation(Model):
    """Completed years, months or days from a date concept to the day asked about."""

    from_: ConceptId = Field(alias="from")
    unit: Literal["years", "months", "days"]


class InformationConcept(Model):
    """A fact a rule can speak of (cccev:InformationConcept), with the question that asks for it."""

    name: Text
    type: ConceptType
    unit: Line | None = None
    derived: Derivation | None = None
    options: Mapping[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$")], Text] = Field(
        default_factory=dict
    )
    question: Text
    sensitive: Flag = False
    fixed: Flag = False
    """Nobody is told what they would get if it were otherwise: it cannot be changed, or it would hurt to be told."""
    minimum: Amount | None = None
    maximum: Amount | None = None
    source_system: Line | None = None

    @field_validator("maximum")
    @classmethod
    def _not_below_the_minimum(cls, maximum: Decimal | None, info: ValidationInfo) -> Decimal | None:
        minimum: Decimal | None = info.data.get("minimum")
        return maximum if maximum is None else not_below(maximum, minimum)

    @model_validator(mode="after")
    def _options_where_due(self) -> InformationConcept:
        if (self.type is ConceptType.OPTION) != bool(self.options):
            refuse("concept-options", type=self.type)
        if self.derived and self.type is not ConceptType.INTEGER:
            refuse("derived-not-integer", type=self.type)
        return self


class Role(Model):
    """A person, household or business that facts can be about."""

    name: Text
    many: Flag = False


class Ages(Model):
    """A span of ages in completed years, both ends included; -1 is before birth."""

    from_: Whole = Field(alias="from")
    to: Whole

    @field_validator("to")
    @classmethod
    def _not_below_the_first(cls, last: int, info: ValidationInfo) -> int:
        first: int | None = info.data.get("from_")
        return not_below(last, first)


class YearlyCount(Model):
    """How often something happens in a year, and who counted."""

    count: Annotated[Whole, Field(ge=0)]
    year: Year
    source: Line
    url: SourceUrl | None = None
    note: Text | None = None


class Stage(Model):
    """A stretch of a life, or of a business."""

    name: Text
    typical_age: Ages | None = None


class LifeEvent(Model):
    """Something that happens in a life (cv:LifeEvent) or to a business (cv:BusinessEvent)."""

    name: Text
    aliases: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")], ...] = ()
    type: Literal["life", "business"] = "life"
    kind: Literal["event", "phase", "condition"] = "event"
    subject: Slug = "applicant"
    date_concept: ConceptId | None = None
    stage: Slug
    order: Whole
    typical_age: Ages | None = None
    repeatable: Flag = False
    leads_to: tuple[Slug, ...] = ()
    broader: Slug | None = None
    asserted: Mapping[ConceptId, Fact] = Field(default_factory=dict, alias="assert")
    detectable_from: Text | None = None
    iri: Iri | None = None
    """The name under which another catalogue publishes it."""
    yearly: YearlyCount | None = None


class Judgement(Model):
    """What a planner found of two services or applications: whether they are of one type."""

    kind: Literal["service", "application"] = "service"
    a: Slug
    b: Slug
    verdict: Literal["same", "different", "unsure"]
    by: Line
    day: Day
    why: Line
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """A hash of both as they were then: once one of them has changed, it is asked again."""

    @model_validator(mode="after")
    def _of_two(self) -> Judgement:
        if self.a == self.b:
            refuse("judgement-of-one", found=self.a)
        return self


class Region(Model):
    """A province, regency or city (Kepmendagri code, not the statistics office's)."""

    name: Line
    level: Literal["province", "regency", "city"]
    province: RegionCode
