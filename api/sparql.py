"""SPARQL 1.1 over HTTP, for reading only; what may be asked is ``ontology``'s to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import problems
from api.negotiation import preferred
from api.problems import Refusal
from api.reading import bytes_of, declared_type, read_pairs
from api.replies import Ready
from api.snapshot import snapshot_of
from ontology.result_formats import FORMATS, MOST_ROWS, Kind, Wish
from ontology.sparql import LONGEST, QueryRefused

if TYPE_CHECKING:
    from api.documented import Responses
    from api.replies import RawHeaders
    from ontology.store import Answer

router = endpoints("sparql")

QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
_STATUSES: Mapping[str, int] = {
    "sparql-service": 403,
    "sparql-dataset": 403,
    "sparql-update": 403,
    "sparql-too-long": 413,
    "sparql-not-acceptable": 406,
    "sparql-value": 422,
    "sparql-not-evaluated": 422,
    "sparql-too-slow": 422,
    "sparql-too-much": 422,
    "sparql-busy": 503,
    "sparql-store-away": 503,
    "sparql-store-strange": 503,
}
"""The status of each refusal that is not a query nobody can read."""
_TEXT = {"type": "string", "format": "sparql-query"}
_LIMITS = f"At most {LONGEST} bytes; SELECT, ASK, CONSTRUCT or DESCRIBE; without SERVICE and FROM."
ANSWERS: Mapping[str, object] = {
    media_type: {"schema": {"type": "object"} if media_type.endswith("json") else {"type": "string"}}
    for kind in (Kind.SOLUTIONS, Kind.GRAPH)
    for media_type in FORMATS[kind]
    if media_type != "application/ld+json"
} | {"application/ld+json": {"schema": {}}}
"""The media types of answers; which of them a query can have, its form decides."""
REFUSED: Responses = {
    **problems(403, 413, 503),
    400: {**problems(400)[400], "description": "This is no query, or its brackets are too deep."},
}
_FOUND: Responses = {200: {"description": "What the query found.", "content": dict(ANSWERS)}}


class SparqlQuery(BaseModel):
    """A query as a parameter, or as a field of a form."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(description=f"The query. {_LIMITS}", json_schema_extra={"format": "sparql-query"})


@router.get("/sparql", response_class=Response, responses={**REFUSED, **_FOUND})
async def query_by_get(request: Request, query: Annotated[SparqlQuery, Query()]) -> Response:
    """What a SPARQL 1.1 query finds in the catalogue as CPSV-AP, of many rows or triples the first thousand.

    A query may take two seconds; where rows are left out, the header `X-SPARQL-MaxRows` says how many there are.
    """
    return await _found(request, query.query)


@router.post(
    "/sparql",
    response_class=Response,
    responses={**REFUSED, **_FOUND, 415: {**problems(415)[415], "description": "The body is not declared as a query."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": _LIMITS,
            "content": {
                QUERY: {"schema": _TEXT},
                FORM: {"schema": SparqlQuery.model_json_schema()},
            },
        }
    },
)
async def query_by_post(request: Request) -> Response:
    """The same for queries that are long, or belong in no log of addresses: as the body itself, or as a form."""
    return await _found(request, await _posted(request))


async def _posted(request: Request) -> str:
    """The query in a body; raises a Refusal with 400, 413, 415 or 422."""
    declared = declared_type(request)
    if declared not in {QUERY, FORM}:
        raise Refusal(415, "sparql-media-type")
    body = await bytes_of(request, snapshot_of(request).settings.body_limit)
    try:
        text = body.decode()
        pairs = [("query", text)] if declared == QUERY else parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise Refusal(400, "http-not-utf8") from None
    return read_pairs(pairs, SparqlQuery).query


async def _found(request: Request, text: str) -> Response:
    """What a query finds, kept by nobody: it is somebody's words."""
    return replied(await asked(request, text), [(b"cache-control", b"no-store")])


async def asked(request: Request, text: str) -> Answer:
    """What the store finds, in the format that the client likes best; raises a Refusal."""
    accepted = request.headers.get("accept")
    wish = Wish(*(preferred(accepted, FORMATS[kind]) for kind in Kind))
    try:
        return await run_in_threadpool(snapshot_of(request).store.answer, text, wish)
    except QueryRefused as refused:
        raise refusal(refused) from None


def refusal(refused: QueryRefused) -> Refusal:
    """A query that is not answered, over HTTP."""
    rule = refused.fault.rule
    told = Refusal(_STATUSES.get(rule, 400), rule)
    told.words.update(refused.fault.words)
    if rule == "sparql-busy":
        told.headers["retry-after"] = "3"
    return told


def replied(answer: Answer, headers: RawHeaders) -> Response:
    """An answer with its type, and the word that it was cut, as other endpoints say it."""
    told = f"{answer.media_type}; charset=utf-8" if answer.media_type.startswith("text/") else answer.media_type
    cut = [(b"x-sparql-maxrows", str(MOST_ROWS).encode())] if answer.cut else []
    return Ready(answer.body, [(b"content-type", told.encode()), (b"vary", b"Accept"), *headers, *cut])
