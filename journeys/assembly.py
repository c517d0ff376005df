"""A closed plan as a Bundle in JSON: what depends on the person, around parts that are JSON already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, repeat
from typing import TYPE_CHECKING

import orjson

from catalogue.errors import LANGUAGES
from catalogue.values import number
from journeys.answers import NOTICE
from journeys.eligibility import not_known
from journeys.frames import Frame, Office, Tested, frame_of, office_of
from journeys.recipes import inside
from journeys.wording import in_language, say

if TYPE_CHECKING:
    from catalogue.evaluate import Facts, Trilean
    from catalogue.models import PublicService
    from journeys.answers import EvidenceStatus
    from journeys.plan import Draft, LeftOut, Need, Plan
    from journeys.recipes import Choice, Key
    from journeys.situation import Document

_STEP = (
    b'{"id":%b,"order":%d,"service":%b,"provider":%b,"other_providers":[%b],"beneficiary":"%b","verdict":"%b",'
    b'"role":"%b","why":[%b],"if_also":%b,"evidence":[%b],"produces":%b,"after":[%b],"only_one_of":[%b],%b}'
)
_EVIDENCE = b'{%b,"status":"%b","from_step":%b,"issued_by":%b,"if":%b,"reason":%b,%b}'
_DOCUMENT = b'{%b,"status":"%b","demanded_by":[%b],"from_step":%b,"if":%b}'
_LEFT_OUT = b'{"service":%b,"beneficiary":"%b","reason":"%b","why":[%b],"successors":[%b]}'


@dataclass(slots=True)
class Paper:
    """A document of the whole bundle, and what all the steps that ask for it come to."""

    chosen: Choice
    status: EvidenceStatus
    demanded_by: list[bytes]
    from_step: Key | None
    condition: str | None


class Assembly:
    """Puts a closed plan into the shape of a Bundle."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.journey, self.catalogue = plan, plan.journey, plan.catalogue
        self.order = plan.ordered()
        self.ids = {key: orjson.dumps(name) for key, name in self._ids()}
        self.frames = [self.frame(draft.service) for draft in self.order]
        self._issuers: dict[str, bytes] = {}
        self._events: dict[str, bytes] = {}
        self._excluding = [draft for draft in self.order if draft.service.excludes]

    def _ids(self) -> Iterator[tuple[Key, str]]:
        """The public id of every step: its code, and whose it is where a service stands there twice."""
        times = Counter(key.code for key in self.plan.steps)
        for key in self.plan.steps:
            person = f"[{key.person}]" if key.role in self.plan.situation.many else ""
            yield key, key.code if times[key.code] == 1 else f"{key.code}#{key.role}{person}"

    def frame(self, service: PublicService) -> Frame:
        """What a service's step says whoever asks, in the region asked for."""
        return frame_of(self.journey, service, self.plan.region)

    def office(self, body: str) -> Office:
        """Who delivers, as an office of the region asked for."""
        return office_of(self.journey, body, self.plan.region)

    def bundle(self, events: Sequence[str], region: Mapping[str, object] | None) -> bytes:
        """The whole answer."""
        papers = self.papers()
        known = self.catalogue.life_events
        head = {
            "life_events": [{"code": event, "name": known[event].name} for event in events],
            "as_of": self.plan.situation.as_of,
            "region": region,
            "catalogue_version": self.catalogue.version,
            "notice": NOTICE,
        }
        return b'{%b,"steps":[%b],"not_applicable":[%b],"documents":[%b],"totals":%b}' % (
            inside(head),
            b",".join(map(self.step, count(1), self.order, self.frames)),
            b",".join(map(self.left_out, self.plan.left_out.values())),
            b",".join(map(self.document, papers)),
            orjson.dumps(self.totals(papers)),
        )

    def step(self, place: int, draft: Draft, frame: Frame) -> bytes:
        """One step."""
        first, *others = frame.bodies
        return _STEP % (
            self.ids[draft.key],
            place,
            frame.service,
            self.office(first).json,
            b",".join([self.office(body).json for body in others]) if others else b"",
            draft.key.role.encode(),
            draft.verdict.encode(),
            b"prerequisite" if draft.needed_by else b"asked",
            b",".join([self.because(draft), *map(_told, frame.requirements, draft.outcomes, repeat(draft.facts))]),
            frame.if_also,
            b",".join(map(self.evidence, draft.needs)),
            draft.recipe.produces,
            b",".join([self.ids[key] for key in draft.after]),
            b",".join(self.exclusive(draft)) if self._excluding else b"",
            frame.fields,
        )

    def because(self, draft: Draft) -> bytes:
        """Why the step is there at all."""
        if draft.needed_by is None:
            return self.belongs_to(draft.event)
        key, evidence = draft.needed_by
        service = self.catalogue.services[key.code].name
        if evidence is None:
            return _reason("order", say("required", service=service))
        document = self.catalogue.evidence[evidence].name
        return _reason("document", say("needed", service=service, document=document))

    def belongs_to(self, event: str) -> bytes:
        """That a step belongs to an event: the same for all its steps."""
        made = self._events.get(event)
        if made is None:
            name = self.catalogue.life_events[event].name
            made = self._events[event] = _reason("event", say("event", event=name))
        return made

    def evidence(self, need: Need) -> bytes:
        """A document the step asks for."""
        chosen, status = need.chosen, need.status
        issued_by = b"null"
        if status == "bring":
            issued_by = chosen.issued_by or self.issuer(chosen.document.type)
            if not need.condition:
                return issued_by.join(chosen.brought)
        return _EVIDENCE % (
            chosen.name,
            status.encode(),
            self.ids[need.from_step] if need.from_step else b"null",
            issued_by,
            orjson.dumps(need.condition) if need.condition else b"null",
            orjson.dumps(need.reason) if need.reason else b"null",
            chosen.terms,
        )

    def issuer(self, evidence: str) -> bytes:
        """The name of who gives a document, where its type names nobody."""
        made = self._issuers.get(evidence)
        if made is None:
            body = self.journey.issuer(evidence)
            made = self._issuers[evidence] = self.office(body).name if body else b"null"
        return made

    def exclusive(self, draft: Draft) -> Iterator[bytes]:
        """The other steps that cannot be had together with this one, whichever of the two says so."""
        services = self.catalogue.services
        mine = {services.code_of(key) for key in draft.service.excludes}
        theirs = {
            other.key.code
            for other in self._excluding
            if draft.key.code in map(services.code_of, other.service.excludes)
        }
        for other, frame in zip(self.order, self.frames, strict=True):
            if other.key.code in mine | theirs and other is not draft:
                yield frame.service

    def left_out(self, left: LeftOut) -> bytes:
        """A service that is not for this person now."""
        service, services = left.draft.service, self.catalogue.services
        frame = self.frame(service)
        by_rule = left.reason == "rule"
        against = _against(left.draft, frame) if by_rule else [_reason(left.reason, self.closed(left, service))]
        return _LEFT_OUT % (
            frame.service,
            left.draft.key.role.encode(),
            left.reason.encode(),
            b",".join(against),
            b",".join([self.frame(services.find(key)).service for key in service.successors]),
        )

    def closed(self, left: LeftOut, service: PublicService) -> Mapping[str, str]:
        """Why a service is closed to everybody, not given here, or done already."""
        if left.reason == "status":
            return say(service.status)
        if left.reason == "date":
            early = service.valid_from is not None and self.plan.situation.as_of < service.valid_from
            return say("not-yet" if early else "no-longer", day=str(service.valid_from if early else service.valid_to))
        if left.reason == "region":
            names = sorted(self.catalogue.regions[area].name for area in left.draft.recipe.regions)
            return say("elsewhere", region=", ".join(names))
        given = [self.catalogue.evidence[gift.document.type].name for gift in left.draft.recipe.gives]
        return say("held", document=_joined(given)) if given else say("done")

    def papers(self) -> Sequence[Paper]:
        """Every document once, in the order in which it is first asked for."""
        merged: dict[Document, Paper] = {}
        for draft in self.order:
            step = self.ids[draft.key]
            for need in draft.needs:
                document = need.chosen.document
                paper = merged.get(document)
                if paper:
                    _merge(paper, step, need)
                else:
                    merged[document] = Paper(need.chosen, need.status, [step], need.from_step, need.condition)
        return list(merged.values())

    def document(self, paper: Paper) -> bytes:
        """A document of the whole bundle."""
        return _DOCUMENT % (
            paper.chosen.name,
            paper.status.encode(),
            b",".join(paper.demanded_by),
            self.ids[paper.from_step] if paper.from_step else b"null",
            orjson.dumps(paper.condition) if paper.condition else b"null",
        )

    def totals(self, papers: Sequence[Paper]) -> Mapping[str, object]:
        """The bundle in figures; what is asked for only perhaps is counted apart."""
        sure = [paper for paper in papers if paper.condition is None]
        prerequisites = sum(draft.needed_by is not None for draft in self.order)
        return {
            "steps": {"asked": len(self.order) - prerequisites, "prerequisite": prerequisites},
            "costs": self.costs(),
            "documents": {
                "asked": sum(need.condition is None for draft in self.order for need in draft.needs),
                "distinct": len(sure),
                "to_bring": sum(paper.status == "bring" for paper in sure),
                "perhaps": len(papers) - len(sure),
            },
        }

    def costs(self) -> Sequence[Mapping[str, object]]:
        """The fees by currency; a service that names none, or only a tariff, counts as unknown."""
        sums: dict[str, tuple[Decimal, int]] = {}
        for draft, frame in zip(self.order, self.frames, strict=True):
            for fee in frame.fees:
                due = self.catalogue.evaluator(fee.when)(draft.facts) if fee.when else True
                if due is not False:
                    known, unknown = sums.get(fee.currency, (Decimal(0), 0))
                    sure = due and fee.value is not None
                    sums[fee.currency] = (known + (fee.value or 0), unknown) if sure else (known, unknown + 1)
        return [
            {"currency": c, "at_least": number(known), "unknown": left} for c, (known, left) in sorted(sums.items())
        ]


_WEIGHT: Mapping[EvidenceStatus, int] = {"held": 0, "from_step": 1, "bring": 2, "unobtainable": 3}


def _merge(paper: Paper, step: bytes, need: Need) -> None:
    """Add one more step that asks for a document: what takes most trouble counts, and a sure demand."""
    if paper.demanded_by[-1] != step:
        paper.demanded_by.append(step)
    if _WEIGHT[need.status] > _WEIGHT[paper.status]:
        paper.status = need.status
    paper.from_step = paper.from_step or need.from_step
    paper.condition = paper.condition and need.condition


def _told(tested: Tested, outcome: Trilean, facts: Facts) -> bytes:
    """What a rule comes out as, with its law, and with the facts it lacks."""
    if outcome is not None:
        return tested.met if outcome else tested.not_met
    unknown = not_known(tested.facts, facts) if len(tested.facts) > 1 else tested.facts
    return tested.unknown if unknown == tested.facts else tested.unknown_of(unknown)


def _against(draft: Draft, frame: Frame) -> Iterable[bytes]:
    """The requirements that are not met."""
    outcomes = zip(frame.requirements, draft.outcomes, strict=True)
    return [tested.not_met for tested, outcome in outcomes if outcome is False]


def _reason(kind: str, text: Mapping[str, str]) -> bytes:
    return orjson.dumps({"kind": kind, "text": text})


def _joined(names: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Several names as one text."""
    return {language: ", ".join(in_language(name, language) for name in names) for language in LANGUAGES}
