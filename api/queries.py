"""Queries by name, for those who write no SPARQL: each is a path of its own, with its parameters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, create_model
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import problems
from api.entries import Listed
from api.problems import Refusal, Remark, described, unfit
from api.replies import public
from api.snapshot import listing, snapshot_of
from api.sparql import ANSWERS, asked, refusal, replied
from catalogue.errors import LANGUAGES, UnknownCode
from catalogue.registers import Model
from catalogue.values import Text
from ontology.named import LONGEST_WORD, PARAMETERS, NamedQuery, named_queries
from ontology.result_formats import FORMATS, Kind
from ontology.sparql import QueryRefused

if TYPE_CHECKING:
    from catalogue.store import Catalogue

router = endpoints("queries")

_NAMED: Mapping[str, str] = {
    "life event": "event",
    "service": "service",
    "organisation": "agency",
    "evidence type": "evidence",
    "application": "application",
    "region": "region",
}
"""The parameter that is at fault where there is no such thing."""
_FIELDS: Mapping[str, Any] = {
    "language": (Literal["id", "en"], Field(default=LANGUAGES[0], description=PARAMETERS["language"])),
    "words": (
        str,
        Field(max_length=LONGEST_WORD, description=PARAMETERS["words"], json_schema_extra={"minLength": 1}),
    ),
}
"""Parameters that are no codes."""
_ROWS = {media_type: ANSWERS[media_type] for media_type in FORMATS[Kind.SOLUTIONS]}


class QueryEntry(Model):
    """A query that is asked by its name."""

    name: str
    path: str = Field(description="Where it is asked; its parameters are query parameters.")
    title: Text
    about: str = Field(description="What it answers, and what for.")
    parameters: list[str] = Field(description="What it takes; `language` may be left out.")
    text: str = Field(description="The query itself; a parameter stands in it as a variable: `$event`.")


@router.get("/v1/queries", response_model=Listed[QueryEntry], responses=problems())
async def list_queries(request: Request) -> Response:
    """All queries that have a name, with their SPARQL to learn from."""
    entries = [{**query._asdict(), "path": _path(name)} for name, query in named_queries().items()]
    return public(request, listing(snapshot_of(request).catalogue.version, [orjson.dumps(one) for one in entries]))


def _path(name: str) -> str:
    return f"/v1/queries/{name}"


def _endpoint(named: NamedQuery) -> Callable[..., Awaitable[Response]]:
    """The endpoint of one query: its parameters as a model of their own, so that the description writes itself."""
    model: type[BaseModel] = create_model(
        "".join(part.capitalize() for part in named.name.split("-")),
        __config__=ConfigDict(extra="forbid"),
        **{name: _FIELDS.get(name, (str, Field(description=PARAMETERS[name]))) for name in named.parameters},
    )

    async def ask(request: Request, query: BaseModel) -> Response:
        snapshot = snapshot_of(request)
        text = _filled(named, snapshot.catalogue, query.model_dump())
        lifetime = f"public, max-age={snapshot.settings.max_age}"
        return replied(await asked(request, text), [(b"cache-control", lifetime.encode())])

    ask.__annotations__["query"] = Annotated[model, Query()]
    ask.__annotations__["request"] = Request
    ask.__doc__ = f"{named.title['en']}.\n\n{named.about}"
    return ask


def _filled(named: NamedQuery, catalogue: Catalogue, values: Mapping[str, str]) -> str:
    """The query to ask; raises a 422 Refusal that names the parameter at fault."""
    try:
        return named.filled(catalogue, values)
    except QueryRefused as refused:
        raise refusal(refused) from None
    except UnknownCode as unknown:
        name = _NAMED[unknown.kind]
        raise unfit([Remark(f"?{name}", f"http-unknown-{name}", {"found": described(unknown.code)})]) from None


for _name, _query in named_queries().items():
    router.add_api_route(
        _path(_name),
        _endpoint(_query),
        name=f"query_{_name.replace('-', '_')}",
        response_class=Response,
        responses={**problems(413, 503), 200: {"description": "What the query found.", "content": _ROWS}},
    )


@router.get("/v1/queries/{name}", include_in_schema=False)
async def no_such_query(request: Request, name: str) -> Response:
    """Every other name."""
    del request, name
    raise Refusal(404, "sparql-no-such-query")
