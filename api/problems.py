"""Problems over HTTP (RFC 9457), all made here: in the reader's language, and without a word of what was sent.

``type`` names the rule, whose words ``/problems/{rule}`` and docs/reference/problems.md tell. Of what was found, an
answer gives kind and length; a pointer holds only names that the schema or a register knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.negotiation import language_of
from catalogue.errors import Fault

if TYPE_CHECKING:
    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
MOST_REMARKS = 50
"""Remarks an answer tells; of the others, how many there are."""

Word: TypeAlias = str | Mapping[str, str]
"""A word of an explanation: the same in every language, or one for each."""


class ProblemRemark(BaseModel):
    """One value that cannot be used."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(description="JSON Pointer into the body, or `?name` for a query parameter.")
    code: str = Field(description="The rule that is broken: a stable id, explained at `/problems/{code}`.")
    detail: str = Field(description="What was found, by kind and length only, and what to write instead.")


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457). Nothing that was sent is repeated."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="The rule, as a path that tells its words: `/problems/{rule}`.")
    title: str = Field(description="What is wrong.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What to do.")
    errors: list[ProblemRemark] = Field(default=[], description=f"Every value at fault; at most {MOST_REMARKS}.")
    errors_left_out: int = Field(default=0, description="How many more there are.")
    nearest: list[str] = Field(default=[], description="Codes that exist and come near.")
    successors: list[str] = Field(default=[], description="Services that took the place of a retired one.")


@dataclass(frozen=True)
class Remark:
    """One value at fault: where, the rule it breaks, and the words that fill the rule's explanation."""

    pointer: str
    rule: str
    words: Mapping[str, Word] = field(default_factory=dict)


class Refusal(Exception):
    """A request that is not answered; turned into a problem at the door."""

    def __init__(self, status: int, rule: str, /, *, remarks: Sequence[Remark] = (), **words: Word) -> None:
        self.status, self.rule, self.words = status, rule, words
        self.remarks = tuple(remarks)
        self.headers: dict[str, str] = {}
        self.codes: dict[str, Sequence[str]] = {}
        super().__init__(rule)

    def naming(self, **codes: Sequence[str]) -> Refusal:
        """The same with lists of codes beside the words: ``nearest`` or ``successors``."""
        self.codes.update({name: listed for name, listed in codes.items() if listed})
        return self


def unfit(remarks: Sequence[Remark]) -> Refusal:
    """The refusal of a request whose values cannot be used."""
    return Refusal(422, "http-unfit", remarks=remarks, count=str(len(remarks)))


def problem(refusal: Refusal, language: str) -> Response:
    """A refusal as the answer to give."""
    words = _in_language(refusal.words, language)
    fault = Fault(refusal.rule, words)
    document: dict[str, object] = {
        "type": f"/problems/{refusal.rule}",
        "title": fault.message(language),
        "status": refusal.status,
        "detail": fault.mend(language),
    }
    if refusal.remarks:
        document["errors"] = [_told(remark, language) for remark in refusal.remarks[:MOST_REMARKS]]
    if len(refusal.remarks) > MOST_REMARKS:
        document["errors_left_out"] = len(refusal.remarks) - MOST_REMARKS
    headers = {"cache-control": "no-store", "content-language": language, "vary": "Accept-Language"}
    body = orjson.dumps({**document, **refusal.codes})
    return Response(body, refusal.status, {**headers, **refusal.headers}, MEDIA_TYPE)


def _told(remark: Remark, language: str) -> dict[str, str]:
    fault = Fault(remark.rule, _in_language(remark.words, language))
    detail = f"{fault.message(language)} {fault.mend(language)}"
    return {"pointer": remark.pointer, "code": remark.rule, "detail": detail}


def _in_language(words: Mapping[str, Word], language: str) -> dict[str, str]:
    return {name: word if isinstance(word, str) else word[language] for name, word in words.items()}


def described(value: object) -> Mapping[str, str]:
    """What was found, by kind and length only."""
    if value is None or isinstance(value, bool):
        return {
            "en": "null" if value is None else "true or false",
            "id": "null" if value is None else "true atau false",
        }
    if isinstance(value, str):
        return {"en": f"a text of {len(value)} characters", "id": f"teks {len(value)} karakter"}
    if isinstance(value, list | Mapping):
        length = len(value)
        if isinstance(value, list):
            return {"en": f"a list of {length}", "id": f"daftar berisi {length}"}
        return {"en": f"an object of {length} keys", "id": f"objek berisi {length} kunci"}
    length = sum(char.isdigit() for char in str(value))
    return {"en": f"a number of {length} digits", "id": f"bilangan {length} angka"}


async def on_refusal(request: Request, error: Exception) -> Response:
    """Our own refusals."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it alone
    return problem(error, language_of(request.headers.get("accept-language")))


async def on_http_error(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself: a path it does not know, a method that a path does not take."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    allowed = (error.headers or {}).get("Allow", "")
    if error.status_code == 405:  # noqa: PLR2004
        named = ", ".join(sorted(method.strip() for method in allowed.split(",")))
        refusal = Refusal(405, "http-method", allowed=named)
        refusal.headers["allow"] = named
    else:
        refusal = Refusal(error.status_code, "http-no-such-path" if error.status_code == 404 else "http-refused")  # noqa: PLR2004
    return await on_refusal(request, refusal)
