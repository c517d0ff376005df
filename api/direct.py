"""Endpoints that FastAPI describes and Starlette serves.

An endpoint's signature says everything, as FastAPI likes it: path parameters by name, ``query`` and ``body`` as models,
so the OpenAPI description writes itself. Reading and answering is ours: FastAPI's own takes longer than most answers
here, repeats what it was sent, and cannot refuse what ``strict_json`` refuses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, get_type_hints

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.negotiation import JSON, preferred
from api.problems import Refusal
from api.reading import read_body, read_query
from api.snapshot import snapshot_of

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class NoQuery(BaseModel):
    """An endpoint without query parameters: whatever is sent is unknown."""

    model_config = ConfigDict(extra="forbid")


def endpoints(tag: str) -> APIRouter:
    """A router for the endpoints of one resource; an operation's id is its function's name."""
    return APIRouter(tags=[tag], generate_unique_id_function=_name_of)


def _name_of(route: APIRoute) -> str:
    return route.name


def served(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """The routes that answer what FastAPI's routes describe; one for each path, so that it can tell all its methods."""
    paths: dict[str, dict[str, Handler]] = {}
    for route in routes:
        if isinstance(route, APIRoute):
            handler = _handler(route.endpoint, _offered(route))
            paths.setdefault(route.path, {}).update(dict.fromkeys(route.methods or (), handler))
    for path, handlers in paths.items():
        yield Route(path, _by_method(handlers), methods=list(handlers))


def _by_method(handlers: Mapping[str, Handler]) -> Handler:
    """The handler of a path: its only one, or one that looks at the method, HEAD being a GET."""
    first, *others = handlers.values()
    if not others:
        return first

    async def handle(request: Request) -> Response:
        return await handlers["GET" if request.method == "HEAD" else request.method](request)

    return handle


def _offered(route: APIRoute) -> Sequence[str]:
    """The media types that a route describes for its answer, JSON first."""
    return JSON, *route.responses.get(200, {}).get("content", {})


def _handler(endpoint: Callable[..., Awaitable[Response]], offered: Sequence[str]) -> Handler:
    """How a request becomes the endpoint's arguments."""
    hints = get_type_hints(endpoint)
    query, body = hints.get("query"), hints.get("body")

    async def handle(request: Request) -> Response:
        if preferred(request.headers.get("accept"), offered) is None:
            raise Refusal(406, "http-not-acceptable", known=", ".join(offered))
        arguments: dict[str, object] = dict(request.path_params)
        asked = read_query(request, query or NoQuery)
        if query:
            arguments["query"] = asked
        if body:
            limit = snapshot_of(request).settings.body_limit
            arguments["body"] = await read_body(request, body, limit)
        return await endpoint(request, **arguments)

    return handle
