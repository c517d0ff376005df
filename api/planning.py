"""For planners: what is done twice, and whether there is already something like a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlencode

import orjson
from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.direct import endpoints
from api.documented import problems
from api.drafts import DraftService
from api.entries import Page
from api.paging import LONGEST_CURSOR
from api.planned import Twice
from api.problems import Refusal, Remark, described, unfit
from api.reading import within
from api.replies import personal, public
from api.services import Cursor, Limit, Name
from api.snapshot import Snapshot, listing, snapshot_of
from catalogue.values import refuse
from planning.drafts import Draft, draft_entry, like
from planning.duplicates import Group, Pair, Wanted, listed, pair_of
from planning.relations import Relation

router = endpoints("planning")

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?").fullmatch


def _number(value: object) -> object:
    if isinstance(value, str) and len(value) <= LONGEST_CURSOR and _NUMBER(value):
        return float(value)
    return refuse("http-not-a-probability")


Probability = Annotated[
    float, BeforeValidator(_number), within(0.0, 1.0), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]


class DuplicatesQuery(BaseModel):
    """Which pairs, and which part of their list."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["service", "application"] = Field(default="service", description="What is compared.")
    relation: Relation | None = Field(default=None, description="Only pairs that are so related.")
    min_score: Probability | None = Field(
        default=None,
        description="The probability from which pairs are told; where none is given, the one that balances best what "
        "is found and what is right. Overlaps, sequences and variants are told whatever their probability.",
    )
    agency: Name | None = Field(
        default=None, description="An organisation whose one of the two is; its predecessors count as it."
    )
    limit: Limit = Field(default=50, description="Pairs a page holds.")
    after: Cursor | None = Field(
        default=None, description="The cursor of a `next` link. It is gone (410) once the catalogue has changed."
    )


class DuplicatesPage(Page[Pair]):
    """A part of the pairs, the likeliest first, and the groups that all pairs of one type make."""

    min_score: float = Field(description="The probability from which pairs are told.")
    groups: list[Group]


class AlikeServices(BaseModel):
    """The services that come nearest to a draft, the likeliest first."""

    model_config = ConfigDict(extra="forbid")

    catalogue_version: str = Field(description="The version of the catalogue: a hash of its content.")
    pairs: list[Pair] = Field(description="Each with the draft as `a`; `score` is the probability of being the same.")


@router.get("/v1/planning/duplicates", response_model=DuplicatesPage, responses=problems(410))
async def list_duplicates(request: Request, query: Annotated[DuplicatesQuery, Query()]) -> Response:
    """What the catalogue has twice: pairs with their relation and reasons, page by page, and groups.

    Judgements of planners that stand in the catalogue are respected.
    """
    snapshot = snapshot_of(request)
    if query.agency is not None and query.agency not in snapshot.catalogue.organisations:
        raise unfit([Remark("?agency", "http-unknown-agency", {"found": described(query.agency)})])
    before = _before(query.after, snapshot.catalogue.version)
    return public(request, await run_in_threadpool(_page, snapshot, query, before))


def _before(cursor: str | None, version: str) -> int:
    """How many pairs come before the page; raises a 410 Refusal for a cursor of another catalogue."""
    told, before, *_searched = (cursor or f"{version}.0").split(".")
    if told != version:
        raise Refusal(410, "http-old-cursor")
    return int(before)


def _page(snapshot: Snapshot, query: DuplicatesQuery, before: int) -> bytes:
    twice = snapshot.planned.twice(query.kind)
    wanted = Wanted(min_score=query.min_score, relations=frozenset({query.relation} if query.relation else ()))
    places = [place for place in listed(twice.compared, wanted) if _concerns(twice, place, query.agency)]
    page = places[before : before + query.limit]
    items = [pair_of(twice.compared, place).model_dump_json().encode() for place in page]
    return listing(
        snapshot.catalogue.version,
        items,
        total=len(places),
        next=_next(query, f"{snapshot.catalogue.version}.{before + query.limit}")
        if before + query.limit < len(places)
        else None,
        min_score=twice.compared.least if query.min_score is None else query.min_score,
        groups=[group.model_dump() for group in twice.groups],
    )


def _concerns(twice: Twice, place: int, agency: str | None) -> bool:
    return agency is None or any(agency in entry.facts.agencies for entry in twice.compared.ends(place))


def _next(query: DuplicatesQuery, cursor: str) -> str:
    wishes = {name: value for name, value in query.model_dump(exclude={"after"}).items() if value is not None}
    return f"/v1/planning/duplicates?{urlencode({**wishes, 'after': cursor})}"


@router.post("/v1/planning/duplicates/check", response_model=AlikeServices, responses=problems(400, 413, 415))
async def check_draft(request: Request, body: DraftService) -> Response:
    """Is there already something like this? What comes nearest to a service that is planned, with the reasons.

    Nothing that is sent is logged or kept.
    """
    snapshot = snapshot_of(request)
    strange = list(_unknown_names(snapshot, body))
    if strange:
        raise unfit(strange)
    return personal(await run_in_threadpool(_alike, snapshot, body))


def _unknown_names(snapshot: Snapshot, body: DraftService) -> Iterator[Remark]:
    """Organisations and life events that no register knows; documents and laws may be new ones."""
    events = {f"/life_events/{place}": name for place, name in enumerate(body.life_events)}
    for named, kind in ((body.bodies, "agency"), (events, "event")):
        for pointer, name in named.items():
            if name not in snapshot.finder.names[kind]:
                yield Remark(pointer, f"http-unknown-{kind}", {"found": described(name)})


def _alike(snapshot: Snapshot, body: DraftService) -> bytes:
    asked, given = body.documents
    draft = Draft(
        name=body.name,
        description=body.description,
        agencies=tuple(dict.fromkeys(body.bodies.values())),
        life_events=tuple(snapshot.finder.names["event"][name] for name in body.life_events),
        evidence=tuple(asked),
        produces=tuple(given),
        laws=tuple(body.laws),
    )
    found = like(snapshot.planned.twice("service").compared, draft_entry(snapshot.catalogue, draft))
    told = AlikeServices(catalogue_version=snapshot.catalogue.version, pairs=found)
    return orjson.dumps(told.model_dump())
