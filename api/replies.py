"""Answers from bytes that are ready: with a validator, so that a client asks again only whether anything changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.responses import Response

from api.negotiation import JSON
from api.snapshot import snapshot_of

if TYPE_CHECKING:
    from starlette.requests import Request

RawHeaders = Sequence[tuple[bytes, bytes]]

_PERSONAL: RawHeaders = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"vary", b"Accept")]

_CALENDAR: RawHeaders = [
    (b"content-type", b"text/calendar; charset=utf-8"),
    (b"content-disposition", b'attachment; filename="lifejourney.ics"'),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept, Accept-Language"),
]


class Ready(Response):
    """A response whose body and headers need no more work."""

    def __init__(self, body: bytes, headers: RawHeaders, status_code: int = 200) -> None:
        self.status_code = status_code
        self.background = None
        self.body = body
        self.raw_headers = [*headers, (b"content-length", str(len(body)).encode())]


def public(request: Request, body: bytes, *, etag: str | None = None, media_type: str = JSON) -> Response:
    """An answer that is the same for everybody: 304 where the client has it already.

    ``etag`` where it does not depend on the catalogue alone, or is no JSON.
    """
    snapshot = snapshot_of(request)
    known = request.headers.get("if-none-match")
    headers = snapshot.headers if etag is None else snapshot.headers_with(etag, media_type)
    if known and _matches(known, etag or snapshot.etag):
        response = Response(status_code=304)
        response.raw_headers = [header for header in headers if header[0] != b"content-type"]
        return response
    return Ready(body, headers)


def personal(body: bytes) -> Response:
    """An answer to what a person told: kept by nobody."""
    return Ready(body, _PERSONAL)


def calendar(text: str, language: str) -> Response:
    """A calendar made of what a person told: kept by nobody, in one language."""
    spoken = (b"content-language", language.encode())
    return Ready(text.encode(), [*_CALENDAR, spoken])


def _matches(known: str, etag: str) -> bool:
    """Weak comparison, as If-None-Match wants it (RFC 9110, section 13.1.2)."""
    return known.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
