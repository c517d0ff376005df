"""The bundle: what a life event calls for, for one person, in order, with which documents and at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from catalogue.errors import LANGUAGES, FactFault, Fault, SituationError, UnknownCode
from catalogue.values import shown
from journeys.answers import (
    Bundle,
    BundleDocument,
    CostTotal,
    DocumentName,
    DocumentTotals,
    Named,
    NotApplicable,
    Produced,
    Reason,
    RegionName,
    ServiceName,
    Step,
    StepEvidence,
    StepTotals,
    Totals,
)
from journeys.eligibility import Verdict, assess_facts
from journeys.frames import Frame, frame_of, place_name
from journeys.plan import Draft, Key, LeftOut, Need, Plan, conflicting
from journeys.situation import Document, Situation
from journeys.wording import in_language, say

if TYPE_CHECKING:
    from datetime import date

    from catalogue.models import PublicService
    from journeys.journey import Journey


@dataclass(frozen=True)
class Request:
    """What is asked: life events by code or alias, a region, and services already done, by code or slug."""

    events: tuple[str, ...]
    situation: Situation
    region: str | None = None
    done: tuple[str, ...] = ()


def bundle_for(
    journey: Journey,
    events: str | Sequence[str],
    situation: Situation | Mapping[str, object] | None = None,
    *,
    region: str | None = None,
    held: Iterable[str] = (),
    missing: Iterable[str] = (),
    done: Iterable[str] = (),
    as_of: date | None = None,
) -> Bundle:
    """The bundle of one or several life events (codes or aliases) for a situation.

    ``region`` is a Kemendagri code; ``held`` and ``missing`` are evidence types, ``role.type`` for another's; ``done``
    are services by code or slug. Raises UnknownCode for an event, region or service there is not, SituationError for
    facts that cannot be.
    """
    if not isinstance(situation, Situation):
        situation = journey.reader.read(situation or {}, as_of=as_of, held=held, missing=missing)
    names = (events,) if isinstance(events, str) else tuple(events)
    return answer(journey, Request(names, situation, region, tuple(done)))


def answer(journey: Journey, request: Request) -> Bundle:
    """The bundle for a request whose situation has been read."""
    catalogue = journey.catalogue
    events = tuple(dict.fromkeys(catalogue.event_code(event) for event in request.events))
    region = _region(journey, request.region)
    done = frozenset(catalogue.services.find(key).code for key in request.done)
    situation = _with_done(journey, _placed(journey, request.situation, events), done)
    plan = Plan(journey, situation, region=request.region, done=done)
    for event in events:
        plan.ask(event)
    plan.close()
    return _Answer(plan).bundle(events, region)


def _region(journey: Journey, code: str | None) -> RegionName | None:
    if code is None:
        return None
    regions = journey.catalogue.regions
    if code not in regions:
        raise UnknownCode("region", code, [known for known in regions if known.startswith(code[:2])][:3])
    return RegionName(code=code, name=place_name(regions[code].name), level=regions[code].level)


def _placed(journey: Journey, situation: Situation, events: Sequence[str]) -> Situation:
    """The situation with bare facts given to the events' subject, and what the events assert added to it."""
    known = journey.catalogue.life_events
    subjects = list(dict.fromkeys(known[event].subject for event in events))
    if situation.bare and len(subjects) > 1:
        words = {"roles": ", ".join(subjects), "example": f'{{"{subjects[0]}": {{…}}}}'}
        faults = [FactFault((concept,), Fault("fact-without-role", words)) for concept in situation.bare]
        raise SituationError(faults)
    situation = situation.placed(subjects[0])
    faults = []
    for event in events:
        subject = known[event].subject
        facts = situation.of(subject)
        for concept, value in known[event].asserted.items():
            if facts.get(concept, value) != value:
                words = {"found": concept, "event": event, "expected": str(value).lower()}
                faults.append(FactFault((concept,), Fault("fact-against-event", words)))
        situation = situation.with_facts(subject, known[event].asserted)
    if faults:
        raise SituationError(faults)
    return situation


def _with_done(journey: Journey, situation: Situation, done: frozenset[str]) -> Situation:
    """The situation with the outputs of services already done among the documents held."""
    gifts = {
        Document(output.of or "", output.type) for code in done for output in journey.catalogue.services[code].produces
    }
    clash = conflicting(situation, sorted(gifts))
    if clash:
        raise SituationError([FactFault(("missing",), Fault("held-and-missing", {"found": gift.type})) for gift in clash])
    return replace(situation, held=situation.held | gifts) if gifts else situation


class _Answer:
    """Puts a closed plan into words."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.journey, self.catalogue = plan, plan.journey, plan.catalogue
        self.order = plan.ordered()

    @cached_property
    def ids(self) -> Mapping[Key, str]:
        """The public id of every step: its code, and whose it is where a service stands there twice."""
        count: dict[str, int] = {}
        for draft in self.order:
            count[draft.key.code] = count.get(draft.key.code, 0) + 1
        many = self.plan.situation.many
        return {
            key: key.code
            if count[key.code] == 1
            else f"{key.code}#{key.role}" + (f"[{key.person}]" if key.role in many else "")
            for key in self.plan.steps
        }

    def frame(self, service: PublicService) -> Frame:
        """What a service's step says whoever asks, in the region asked for."""
        return frame_of(self.journey, service, self.plan.region)

    def bundle(self, events: Sequence[str], region: RegionName | None) -> Bundle:
        """The whole answer."""
        steps = tuple(self.step(number, draft) for number, draft in enumerate(self.order, 1))
        documents = tuple(self.documents())
        known = self.catalogue.life_events
        return Bundle.model_construct(
            life_events=tuple(Named.model_construct(code=event, name=known[event].name) for event in events),
            as_of=self.plan.situation.as_of,
            region=region,
            catalogue_version=self.catalogue.version,
            steps=steps,
            not_applicable=tuple(self.left_out(left) for left in self.plan.left_out.values()),
            documents=documents,
            totals=self.totals(steps, documents),
        )

    def step(self, number: int, draft: Draft) -> Step:
        """One step."""
        frame = self.frame(draft.service)
        assessment = assess_facts(draft.service, draft.facts, self.catalogue)
        requirements = (
            Reason.model_construct(
                kind="requirement",
                text=asked.name,
                verdict=asked.verdict,
                rule=asked.rule,
                law=asked.law,
                unknown_facts=asked.unknown_facts,
            )
            for asked in assessment.requirements
        )
        return Step.model_construct(
            id=self.ids[draft.key],
            order=number,
            service=frame.service,
            provider=frame.providers[0],
            other_providers=frame.providers[1:],
            beneficiary=draft.key.role,
            verdict=assessment.verdict,
            role="prerequisite" if draft.needed_by else "asked",
            why=(self.because(draft), *requirements),
            if_also=assessment.if_also,
            evidence=tuple(self.evidence(need) for need in draft.needs),
            produces=tuple(self.produced(draft)),
            after=tuple(self.ids[key] for key in draft.after),
            only_one_of=tuple(self.exclusive(draft)),
            **frame.static,
        )

    def because(self, draft: Draft) -> Reason:
        """Why the step is there at all."""
        if draft.needed_by is None:
            name = self.catalogue.life_events[draft.event].name
            return Reason.model_construct(kind="event", text=say("event", event=name))
        key, evidence = draft.needed_by
        service = self.catalogue.services[key.code].name
        if evidence is None:
            return Reason.model_construct(kind="order", text=say("required", service=service))
        document = self.catalogue.evidence[evidence].name
        return Reason.model_construct(kind="document", text=say("needed", service=service, document=document))

    def document(self, document: Document) -> DocumentName:
        """A document by name."""
        name = self.catalogue.evidence[document.type].name
        return DocumentName.model_construct(code=document.type, name=name, of=document.of)

    def evidence(self, need: Need) -> StepEvidence:
        """A document the step asks for."""
        kind = self.catalogue.evidence[need.chosen.type]
        others = (document for document in need.choices if document != need.chosen)
        return StepEvidence.model_construct(
            code=need.chosen.type,
            name=kind.name,
            of=need.chosen.of,
            status=need.status,
            from_step=self.ids[need.from_step] if need.from_step else None,
            issued_by=self.issuer(need) if need.status == "bring" else None,
            if_=need.condition,
            reason=need.reason,
            alternatives=tuple(self.document(document) for document in others),
            note=need.demand.note,
            copies=need.demand.copies,
            original=need.demand.original,
        )

    def issuer(self, need: Need) -> Mapping[str, str] | None:
        """Who gives a document that must be brought."""
        kind = self.catalogue.evidence[need.chosen.type]
        if kind.issued_by:
            return kind.issued_by
        issuers = self.catalogue.services.linked("issues", need.chosen.type)
        return self.frame(self.catalogue.services[issuers[0]]).providers[0].name if issuers else None

    def produced(self, draft: Draft) -> Iterator[Produced]:
        """What the step gives."""
        for output in draft.service.produces:
            kind = self.catalogue.evidence[output.type]
            yield Produced.model_construct(
                code=output.type,
                name=kind.name,
                of=output.of or kind.holder or draft.key.role,
                updates=output.updates,
                valid_for=output.valid_for,
            )

    def exclusive(self, draft: Draft) -> Iterator[ServiceName]:
        """The other steps that cannot be had together with this one, whichever of the two says so."""
        mine = {self.catalogue.services.find(key).code for key in draft.service.excludes}
        for other in self.order:
            theirs = {self.catalogue.services.find(key).code for key in other.service.excludes}
            if other.key.code in mine or (draft.key.code in theirs and other is not draft):
                yield self.frame(other.service).service

    def left_out(self, left: LeftOut) -> NotApplicable:
        """A service that is not for this person now."""
        service = left.draft.service
        return NotApplicable.model_construct(
            service=self.frame(service).service,
            beneficiary=left.draft.key.role,
            reason=left.reason,
            why=tuple(self.against(left)),
            successors=tuple(self.frame(self.catalogue.services.find(key)).service for key in service.successors),
        )

    def against(self, left: LeftOut) -> Iterator[Reason]:
        """What keeps a service out."""
        service = left.draft.service
        if left.reason == "rule":
            for asked in assess_facts(service, left.draft.facts, self.catalogue).requirements:
                if asked.verdict is Verdict.NOT_MET:
                    yield Reason.model_construct(
                        kind="requirement", text=asked.name, verdict=asked.verdict, rule=asked.rule, law=asked.law
                    )
            return
        yield Reason.model_construct(kind=left.reason, text=self.closed(left, service))

    def closed(self, left: LeftOut, service: PublicService) -> Mapping[str, str]:
        """Why a service is closed to everybody, or already done."""
        if left.reason == "status":
            return say(service.status)
        if left.reason == "date":
            early = service.valid_from is not None and self.plan.situation.as_of < service.valid_from
            return say("not-yet" if early else "no-longer", day=str(service.valid_from if early else service.valid_to))
        if left.reason == "region":
            areas = {self.catalogue.organisations[body].region for body in service.provided_by}
            names = sorted(self.catalogue.regions[area].name for area in areas if area)
            return say("elsewhere", region=", ".join(names))
        if not left.documents:
            return say("done")
        names_of = [self.catalogue.evidence[document.type].name for document in left.documents]
        return say("held", document=_joined(names_of))

    def documents(self) -> Iterator[BundleDocument]:
        """Every document once, in the order in which it is first asked for."""
        merged: dict[Document, list[tuple[Draft, Need]]] = {}
        for draft in self.order:
            for need in draft.needs:
                merged.setdefault(need.chosen, []).append((draft, need))
        for document, uses in merged.items():
            worst = max((need for _draft, need in uses), key=lambda need: _WEIGHT[need.status])
            given = next((need.from_step for _draft, need in uses if need.from_step), None)
            sure = any(need.condition is None for _draft, need in uses)
            yield BundleDocument.model_construct(
                code=document.type,
                name=self.catalogue.evidence[document.type].name,
                of=document.of,
                status=worst.status,
                demanded_by=tuple(dict.fromkeys(self.ids[draft.key] for draft, _need in uses)),
                from_step=self.ids[given] if given else None,
                if_=None if sure else uses[0][1].condition,
            )

    def totals(self, steps: Sequence[Step], documents: Sequence[BundleDocument]) -> Totals:
        """The bundle in figures; what is asked for only perhaps is counted apart."""
        sure = [document for document in documents if document.if_ is None]
        asked = sum(need.condition is None for draft in self.order for need in draft.needs)
        prerequisites = sum(step.role == "prerequisite" for step in steps)
        return Totals.model_construct(
            steps=StepTotals.model_construct(asked=len(steps) - prerequisites, prerequisite=prerequisites),
            costs=tuple(self.costs()),
            documents=DocumentTotals.model_construct(
                asked=asked,
                distinct=len(sure),
                to_bring=sum(document.status == "bring" for document in sure),
                perhaps=len(documents) - len(sure),
            ),
        )

    def costs(self) -> Iterator[CostTotal]:
        """The fees by currency; a service that names none, or only a tariff, counts as unknown."""
        sums: dict[str, tuple[Decimal, int]] = {}
        for currency, value in chain.from_iterable(map(self.fees, self.order)):
            known, unknown = sums.get(currency, (Decimal(0), 0))
            sums[currency] = (known + (value or 0), unknown + (value is None))
        for currency, (known, unknown) in sorted(sums.items()):
            yield CostTotal.model_construct(currency=currency, at_least=known, unknown=unknown)

    def fees(self, draft: Draft) -> Iterator[tuple[str, Decimal | None]]:
        """The fees of a step by currency, None for one that is not known; those of one channel only are left out."""
        costs = self.frame(draft.service).fixed.costs
        if not costs:
            yield "IDR", None
        for cost in costs:
            due = self.catalogue.evaluator(cost.when)(draft.facts) if cost.when else True
            if cost.channel is None and due is not False:
                yield cost.currency, cost.value if due else None


_WEIGHT: Mapping[str, int] = {"held": 0, "from_step": 1, "bring": 2, "unobtainable": 3}


def _joined(names: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Several names as one text."""
    return {language: ", ".join(in_language(name, language) for name in names) for language in LANGUAGES}
