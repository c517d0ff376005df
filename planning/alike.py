"""What the report shows of what is alike: data passed in, in the shape that `duplicates --json` has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from catalogue.values import in_language

Said: TypeAlias = "str | Mapping[str, str]"
"""A text, in one language or in several."""


def said(text: Said, language: str) -> str:
    """A text in a language, as far as there is a choice."""
    return text if isinstance(text, str) else in_language(text, language)


class _Passed(BaseModel):
    """Data of another part: what the report does not show is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Alike(_Passed):
    """One of a pair or group."""

    id: str
    slug: str | None = None
    name: str | Mapping[str, str]


class Why(_Passed):
    """How much one feature speaks for or against; in words."""

    feature: str
    weight: float
    words: str | Mapping[str, str] = ""


class AlikePair(_Passed):
    """Two that are alike, with the probability that they are the same and how they are related."""

    a: Alike
    b: Alike
    score: float
    relation: str
    why: tuple[Why, ...] = ()


class AlikeGroup(_Passed):
    """Several that may be one."""

    members: tuple[Alike, ...]


class Duplicates(_Passed):
    """All that is alike."""

    pairs: tuple[AlikePair, ...] = ()
    groups: tuple[AlikeGroup, ...] = ()
