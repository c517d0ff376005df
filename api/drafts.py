"""A service that is planned, in the form that a service has in its file; whatever is not known yet is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.services import Name
from catalogue.models import PublicService

LONGEST_TEXT = 2_000
"""Characters a name or description of a draft may have."""
LONGEST_TITLE = 200
MOST_NAMES = 100
"""Entries a list of a draft may have."""

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]


class _Document(BaseModel):
    """A document that is given; what else is said of it is passed over."""

    type: Name = Field(description="Its evidence type.")


class _Demand(BaseModel):
    """A document that is asked for, or several of which one will do; what else is said of it is passed over."""

    type: Name | None = Field(default=None, description="Its evidence type.")
    one_of: Names = Field(default_factory=list, description="Evidence types of which one will do.")


class _Law(BaseModel):
    """A law; what else is said of it is passed over."""

    title: str = Field(max_length=LONGEST_TITLE, description="As services cite it: UU 24/2013.")


class _Requirement(BaseModel):
    """A condition; its law is compared, what else is said of it is passed over."""

    law: _Law | None = None


class _Draft(BaseModel):
    """What is compared of a service that is planned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: dict[str, Text] = Field(description="Its name by language: `id`, `en`.")
    description: dict[str, Text] = Field(default_factory=dict, description="What it is, by language.")
    competent_authority: Name | None = Field(default=None, description="Who makes its rules, by code.")
    provided_by: Name | Names = Field(default_factory=list, description="Who delivers it, by code.")
    life_events: Names = Field(default_factory=list, description="The life events it is for, by code or alias.")
    evidence: Annotated[list[Name | _Demand], Field(max_length=MOST_NAMES)] = Field(
        default_factory=list, description="The documents it asks for: evidence types, as they are or with `type`."
    )
    produces: Annotated[list[Name | _Document], Field(max_length=MOST_NAMES)] = Field(
        default_factory=list, description="The documents it gives: evidence types, as they are or with `type`."
    )
    legal_resources: Annotated[list[_Law], Field(max_length=MOST_NAMES)] = Field(default_factory=list)
    requirements: Annotated[list[_Requirement], Field(max_length=MOST_NAMES)] = Field(default_factory=list)

    @property
    def bodies(self) -> dict[str, str]:
        """The organisations it names, by the pointer to each."""
        deliver = [self.provided_by] if isinstance(self.provided_by, str) else self.provided_by
        named = {f"/provided_by/{place}": name for place, name in enumerate(deliver)}
        return (
            named if self.competent_authority is None else {"/competent_authority": self.competent_authority, **named}
        )

    @property
    def documents(self) -> tuple[list[str], list[str]]:
        """The evidence types it asks for, and those it gives."""
        asked = [name for one in self.evidence for name in ([one] if isinstance(one, str) else _types(one))]
        return asked, [one if isinstance(one, str) else one.type for one in self.produces]

    @property
    def laws(self) -> list[str]:
        """The titles of the laws it rests on."""
        own = (*self.legal_resources, *(one.law for one in self.requirements))
        return [law.title for law in own if law]


def _types(demand: _Demand) -> list[str]:
    return [*([] if demand.type is None else [demand.type]), *demand.one_of]


if TYPE_CHECKING:
    DraftService = _Draft
else:
    _PASSED = {
        name: (Any, Field(default=None, description="Not compared."))
        for name in PublicService.model_fields
        if name not in _Draft.model_fields
    }
    DraftService = create_model("DraftService", __base__=_Draft, **_PASSED)
    DraftService.__doc__ = "A service that is planned, as its file would say it; what is not known yet is left out."
