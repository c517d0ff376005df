"""Routes that FastAPI describes and we serve.

An endpoint's signature says everything, as FastAPI likes it: path parameters by name, ``query`` and ``body`` as models,
so the OpenAPI description writes itself. Its reading and writing is ours: FastAPI's own takes longer than most answers
here, repeats what it was sent and cannot refuse what ``strict_json`` refuses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import get_type_hints

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import accepts_json
from api.problems import Refusal
from api.reading import read_body, read_query
from api.snapshot import snapshot_of


class NoQuery(BaseModel):
    """An endpoint without query parameters: whatever is sent is unknown."""

    model_config = ConfigDict(extra="forbid")


def direct_router(tag: str) -> APIRouter:
    """A router for the endpoints of one resource; an operation's id is its function's name."""
    return APIRouter(route_class=DirectRoute, tags=[tag], generate_unique_id_function=_name_of)


def _name_of(route: APIRoute) -> str:
    return route.name


class DirectRoute(APIRoute):
    """An endpoint ``async def endpoint(request, <path parameters>, query, body)`` that answers from bytes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, None, Response]]:
        """How a request becomes the endpoint's arguments."""
        hints = get_type_hints(self.endpoint)
        query, body = hints.get("query"), hints.get("body")
        endpoint: Callable[..., Awaitable[Response]] = self.endpoint

        async def handle(request: Request) -> Response:
            if not accepts_json(request.headers.get("accept")):
                raise Refusal(406, "http-not-acceptable")
            arguments: dict[str, object] = dict(request.path_params)
            asked = read_query(request, query or NoQuery)
            if query:
                arguments["query"] = asked
            if body:
                limit = snapshot_of(request).settings.body_limit
                arguments["body"] = await read_body(request, body, limit)
            return await endpoint(request, **arguments)

        return handle
