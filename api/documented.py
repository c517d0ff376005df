"""What the routes say of themselves in the OpenAPI description, in one place."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from fastapi import Path

from api.problems import ProblemDetails

EventKey = Annotated[str, Path(description="A life event by its code, or by its id in the national reference list.")]
EntryKey = Annotated[str, Path(description="A code of this register.")]
ServiceKey = Annotated[str, Path(description="A service by its code or its slug.")]

Responses: TypeAlias = dict[int | str, dict[str, Any]]
"""What a route says of its answers, by status."""

_WHY = {
    400: "The body is not JSON as RFC 8259 and RFC 7493 want it.",
    403: "The query would change something, or reach beyond the catalogue.",
    404: "Nothing has this code.",
    406: "The request accepts none of the media types that the answer can be had in.",
    409: "Each fact can be, but not together: they contradict one another, the event or the day asked about.",
    410: "Gone: the cursor is of another version of the catalogue, or the code is retired (with its successors).",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "A value cannot be used; `errors` tells each.",
    500: "Our mistake.",
    503: "Too many ask just now, or the store that answers cannot be reached: come again.",
}


def problems(*statuses: int) -> Responses:
    """The problems a route may answer with, besides those that any may."""
    return {status: {"model": ProblemDetails, "description": _WHY[status]} for status in (*statuses, 406, 422, 500)}
