"""What the registers and lists answer with: the catalogue's own models, each with its code."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from catalogue.files import Languages
from catalogue.registers import (
    Application,
    Confidence,
    EvidenceType,
    InformationConcept,
    Level,
    LifeEvent,
    Model,
    PublicOrganisation,
    Region,
)
from catalogue.values import RegionCode, Text

_Item = TypeVar("_Item")
Status = Literal["active", "suspended", "superseded", "historical"]


class Listed(Model, Generic[_Item]):
    """A whole register."""

    catalogue_version: str = Field(description="The version of the catalogue: a hash of its content.")
    total: int = Field(description="How many entries there are.")
    items: list[_Item]


class CatalogueEntry(Model):
    """The catalogue itself."""

    name: Text
    version: str = Field(description="The version its publisher gave it.")
    licence: str
    base: str | None = Field(description="Where it is served: its linked data has its IRIs below.")
    languages: Languages = Field(description="The languages its texts must have, and those they should have.")
    catalogue_version: str = Field(description="The version of the catalogue: a hash of its content.")
    services: int = Field(description="How many services it has.")


class Page(Listed[_Item], Generic[_Item]):
    """A part of a list, and where the next part is."""

    next: str | None = Field(description="The path and query of the next page; null on the last one.")


class LifeEventEntry(LifeEvent):
    """A life event by its code."""

    code: str


class LifeEventDetail(LifeEventEntry):
    """A life event with the services it calls for; those of broader events belong to its bundle too."""

    services: list[str] = Field(description="The codes of its own services.")


class OrganisationEntry(PublicOrganisation):
    """An organisation by its code."""

    code: str


class OrganisationDetail(OrganisationEntry):
    """An organisation with the services it makes rules for or delivers."""

    services: list[str] = Field(description="The codes of its services.")


class EvidenceEntry(EvidenceType):
    """A kind of document by its code."""

    code: str


class EvidenceDetail(EvidenceEntry):
    """A kind of document with the services that give it and those that ask for it."""

    issued_by_services: list[str] = Field(description="The codes of services that give it.")
    demanded_by_services: list[str] = Field(description="The codes of services that ask for it.")


class ApplicationEntry(Application):
    """A computer system by its code."""

    code: str


class RegionEntry(Region):
    """A region by its Kemendagri code."""

    code: RegionCode


class ConceptEntry(InformationConcept):
    """A fact that can be told, by the name a situation uses."""

    code: str


class ServiceSummary(Model):
    """A service in a list."""

    code: str
    slug: str
    name: Text
    description: Text
    status: Status
    domain: str = Field(description="Four digits: level 2 of the SPBE service reference.")
    competent_authority: str
    provided_by: list[str]
    levels: list[Level] = Field(description="The levels of the offices that deliver it.")
    life_events: list[str]
    confidence: Confidence


class Health(BaseModel):
    """That the server answers, and from which catalogue."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok"]
    catalogue_version: str
    services: int
