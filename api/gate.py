"""The outermost wall: every request passes it once on the way in and once on the way out.

It answers HEAD without a body, writes the access log, and sees to it that nothing a person sent leaves through a
traceback: uvicorn would log an exception with its message.
"""

from __future__ import annotations

import logging
import traceback
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect

from api.negotiation import language_of
from api.problems import Refusal, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ACCESS = logging.getLogger("lifejourney.access")
FAULTS = logging.getLogger("lifejourney.faults")
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_GONE = 499
"""The status logged for a client that left before its answer."""
_HEADERS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]


class Gate:
    """Pure ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through; nothing but HTTP is served."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(scope["method"], send)
        begun = perf_counter()
        try:
            await self.app(scope, receive, passage.send)
        except ClientDisconnect:
            passage.status = _GONE
        except Exception as error:  # noqa: BLE001 - the last wall: whatever comes here must not be told by its message
            FAULTS.error("%s at %s", type(error).__name__, _where(error))
            if not passage.status:
                language = language_of(Headers(scope=scope).get("accept-language"))
                await problem(Refusal(500, "http-our-mistake"), language)(scope, receive, passage.send)
        finally:
            if ACCESS.isEnabledFor(logging.INFO):
                _log(scope, passage, perf_counter() - begun)


class _Passage:
    """One answer on its way out."""

    def __init__(self, method: str, send: Send) -> None:
        self.method, self._send, self.status = method, send, 0

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        elif self.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _where(error: BaseException) -> str:
    """The innermost line of ours or of a library that raised, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:]))


def _log(scope: Scope, passage: _Passage, seconds: float) -> None:
    """One line: method, the route's template, status and milliseconds. No path, query, header, address or body."""
    route = getattr(scope.get("route"), "path", "-")
    method = passage.method if passage.method in _METHODS else "OTHER"
    ACCESS.info("%s %s %d %.1f ms", method, route, passage.status, seconds * 1000)
