"""A bundle as JSON bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeys.bundle import Request, answer

if TYPE_CHECKING:
    from journeys.journey import Journey


def bundle_bytes(journey: Journey, request: Request) -> bytes:
    """The answer to a request as JSON, UTF-8. Raises what ``answer`` raises."""
    return answer(journey, request).model_dump_json(by_alias=True).encode()
