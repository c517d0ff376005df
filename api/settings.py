"""What whoever runs the server may choose, read from the environment once, at the start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from catalogue.errors import LifeJourneyError
from ontology.remote import endpoint_url

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "LIFEJOURNEY_"
"""What the names of its environment variables begin with."""


class SettingsError(LifeJourneyError):
    """A setting that cannot be used; the message names the variable, never its value."""


def _listed(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)$")]


class Settings(BaseModel):
    """The settings; each is the variable ``LIFEJOURNEY_<NAME>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogue: Path | None = None
    """Another catalogue than the one shipped: its folder or its services.yaml."""
    cors_origins: Annotated[tuple[Origin, ...], BeforeValidator(_listed)] = ()
    """Web origins whose pages may ask, apart by blanks or commas; ``*`` for all; none by default."""
    max_age: Annotated[int, Field(ge=0, le=31_536_000)] = 300
    """Seconds for which an answer about the catalogue may be used again without asking."""
    body_limit: Annotated[int, Field(ge=1_024, le=1_048_576)] = 65_536
    """Bytes a request body may have."""
    sparql_store: Annotated[str, AfterValidator(endpoint_url)] | None = None
    """A SPARQL 1.1 endpoint that answers queries instead of the embedded store; it may hold a name and a password."""
    access_log: bool = True
    """Whether a line is written for every request: method, route, status and time, and nothing a person sent."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The settings that an environment gives; raises SettingsError for one that cannot be used."""
        names = {name: f"{PREFIX}{name.upper()}" for name in cls.model_fields}
        given = {name: environment[variable] for name, variable in names.items() if environment.get(variable)}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            faults = (f"{names[str(one['loc'][0])]}: {one['msg']}" for one in error.errors(include_input=False))
            raise SettingsError("; ".join(faults)) from None
