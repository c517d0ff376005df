"""What a change to the catalogue would mean, tried on profiles or on the situations told. Nothing told is kept.

A thread of its own works it out, one question after another, so that who asks for a bundle does not wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from api.bundles import AskedDay, EventsBundleRequest, asked, unknown_events
from api.direct import endpoints
from api.documented import problems
from api.problems import Refusal, Remark, described, unfit
from api.replies import personal
from api.snapshot import Snapshot, snapshot_of
from journeys.bundle import settled
from planning.changes import Change, DropDocument, Merge, Retire
from planning.merging import ChangeRefused
from planning.persons import Case
from planning.what_if import Trial, what_if
from planning.what_if_answers import WhatIf

if TYPE_CHECKING:
    from journeys.bundle import Request as Asked

router = endpoints("planning")
MOST_JOURNEYS = 60
"""Journeys compared for one question."""
_WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="what-if")


class DroppedDocument(BaseModel):
    """A document that a service no longer takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str = Field(description="An evidence type.")
    service: str = Field(description="A service by code or slug.")


Group = Annotated[list[str], Field(min_length=2, max_length=10, json_schema_extra={"uniqueItems": True})]


class WhatIfRequest(BaseModel):
    """Changes, at least one, and whom to try them on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    merge: Annotated[list[Group], Field(max_length=10)] = Field(
        default_factory=list, description="Services that become one, by code or slug; the first keeps its code."
    )
    drop_document: Annotated[list[DroppedDocument], Field(max_length=10)] = Field(
        default_factory=list, description="Documents that services no longer take."
    )
    retire: Annotated[list[str], Field(max_length=10)] = Field(
        default_factory=list, description="Services that end with nothing in their place, by code or slug."
    )
    life_events: Annotated[list[str], Field(max_length=20)] = Field(
        default_factory=list, description="Only these life events, by code or alias; all where there are none."
    )
    persons: Annotated[list[EventsBundleRequest], Field(max_length=20)] = Field(
        default_factory=list,
        description="Situations to try it on; where there are none, profiles made from the examples of services.",
    )
    as_of: AskedDay | None = Field(
        default=None, description="The day that profiles are read on; today in Jakarta where none is given."
    )

    def changes(self) -> list[Change]:
        """The changes asked about."""
        drops = [DropDocument(one.document, one.service) for one in self.drop_document]
        return [*(Merge(*names) for names in self.merge), *drops, *map(Retire, self.retire)]


@router.post("/v1/planning/what-if", response_model=WhatIf, responses=problems(400, 409, 413, 415))
async def what_if_changed(request: Request, body: WhatIfRequest) -> Response:
    """What mergers, documents dropped and services retired would mean: for which journeys, by how much, what breaks.

    The catalogue stays as it is. Days are "at least". Nothing that is sent is logged or kept.
    """
    snapshot = snapshot_of(request)
    strange = list(_unknown(snapshot, body))
    cases = []
    for place, person in enumerate(body.persons):
        try:
            cases.append(_case(place, _asked(snapshot, person)))
        except Refusal as refusal:
            remarks = [replace(one, pointer=f"/persons/{place}{one.pointer}") for one in refusal.remarks]
            if refusal.status != 422:  # noqa: PLR2004 - facts that contradict one another
                raise Refusal(refusal.status, refusal.rule, remarks=remarks, **refusal.words) from None
            strange += remarks
    if strange:
        raise unfit(strange)
    events = [snapshot.catalogue.event_code(event) for event in body.life_events]
    trial = Trial(cases or None, fill=not cases, events=events, as_of=body.as_of, most=MOST_JOURNEYS)
    work = partial(_answer, snapshot, body.changes(), trial)
    return personal(await asyncio.get_running_loop().run_in_executor(_WORKER, work))


def _answer(snapshot: Snapshot, changes: Sequence[Change], trial: Trial) -> bytes:
    """The answer as JSON; raises a 409 Refusal for changes that cannot be made, each of which could be said."""
    try:
        return what_if(snapshot.journey, changes, trial).model_dump_json(by_alias=True).encode()
    except ChangeRefused as error:
        raise Refusal(409, error.fault.rule, remarks=(), **error.fault.words) from None


def _case(place: int, question: Asked) -> Case:
    name = {"id": f"Orang {place + 1}", "en": f"Person {place + 1}"}
    return Case(f"persons/{place}", name, "told", question)


def _asked(snapshot: Snapshot, person: EventsBundleRequest) -> Asked:
    """What is asked for one person; raises the Refusal that a bundle would be."""
    question = asked(snapshot, person.life_events, person)
    with snapshot.words.read_from(person.situation):
        settled(snapshot.journey, question)
    return question


def _unknown(snapshot: Snapshot, body: WhatIfRequest) -> Iterator[Remark]:
    """The services, documents and life events that no register knows."""
    yield from unknown_events(snapshot, body.life_events)
    services = {f"/merge/{n}/{place}": key for n, group in enumerate(body.merge) for place, key in enumerate(group)}
    services |= {f"/drop_document/{place}/service": one.service for place, one in enumerate(body.drop_document)}
    services |= {f"/retire/{place}": key for place, key in enumerate(body.retire)}
    for pointer, key in services.items():
        if snapshot.catalogue.services.code_of(key) is None:
            yield Remark(pointer, "http-unknown-service", {"found": described(key)})
    for place, one in enumerate(body.drop_document):
        if one.document not in snapshot.catalogue.evidence:
            yield Remark(
                f"/drop_document/{place}/document", "http-unknown-evidence", {"found": described(one.document)}
            )
