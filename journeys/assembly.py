"""A closed plan in the shape of a Bundle: data for the model, or with parts that are JSON already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from catalogue.errors import LANGUAGES
from catalogue.values import number
from journeys.answers import NOTICE
from journeys.eligibility import VERDICTS, not_known
from journeys.frames import Data, Frame, frame_of, provider
from journeys.wording import in_language, say

if TYPE_CHECKING:
    from catalogue.evaluate import Trilean
    from catalogue.models import PublicService
    from catalogue.parts import Output
    from journeys.plan import Draft, Key, LeftOut, Need, Plan
    from journeys.recipes import Choice
    from journeys.situation import Document


class Assembly:
    """Puts a closed plan into the shape of a Bundle: as data for the model, or with parts that are JSON already."""

    def __init__(self, plan: Plan, *, ready: bool = False) -> None:
        """``ready``: fixed parts as JSON made once, for ``orjson``; else as values, for the model."""
        self.plan, self.journey, self.catalogue, self.ready = plan, plan.journey, plan.catalogue, ready
        self.order = plan.ordered()
        self.ids = self._ids()
        self._providers: dict[str, Data] = {}
        self._excluding = [draft for draft in self.order if draft.service.excludes]

    def _ids(self) -> dict[Key, str]:
        """The public id of every step: its code, and whose it is where a service stands there twice."""
        count = Counter(draft.key.code for draft in self.order)
        return {key: key.code if count[key.code] == 1 else self._id(key) for key in self.plan.steps}

    def _id(self, key: Key) -> str:
        return f"{key.code}#{key.role}" + (f"[{key.person}]" if key.role in self.plan.situation.many else "")

    def frame(self, service: PublicService) -> Frame:
        """What a service's step says whoever asks, in the region asked for."""
        return frame_of(self.journey, service, self.plan.region)

    def provider(self, body: str) -> Data:
        """Who delivers, as an office of the region asked for."""
        made = self._providers.get(body)
        if made is None:
            made = self._providers[body] = provider(self.catalogue, body, self.plan.region)
        return made

    def bundle(self, events: Sequence[str], region: Data | None) -> Data:
        """The whole answer."""
        documents = list(self.documents())
        known = self.catalogue.life_events
        return {
            "life_events": [{"code": event, "name": known[event].name} for event in events],
            "as_of": self.plan.situation.as_of,
            "region": region,
            "catalogue_version": self.catalogue.version,
            "notice": NOTICE,
            "steps": [self.step(number, draft) for number, draft in enumerate(self.order, 1)],
            "not_applicable": [self.left_out(left) for left in self.plan.left_out.values()],
            "documents": documents,
            "totals": self.totals(documents),
        }

    def step(self, number: int, draft: Draft) -> Data:
        """One step."""
        frame = self.frame(draft.service)
        return {
            "id": self.ids[draft.key],
            "order": number,
            "service": frame.service,
            "provider": self.provider(frame.bodies[0]),
            "other_providers": [self.provider(body) for body in frame.bodies[1:]],
            "beneficiary": draft.key.role,
            "verdict": draft.verdict,
            "role": "prerequisite" if draft.needed_by else "asked",
            "why": [self.because(draft), *self.requirements(draft, frame)],
            "if_also": frame.if_also,
            "evidence": [self.evidence(need) for need in draft.needs],
            "produces": [self.produced(draft, output) for output in draft.service.produces],
            "after": [self.ids[key] for key in draft.after],
            "only_one_of": [self.frame(other).service for other in self.exclusive(draft)] if self._excluding else [],
            **(frame.fragments if self.ready else frame.values),
        }

    def because(self, draft: Draft) -> Data:
        """Why the step is there at all."""
        if draft.needed_by is None:
            return _reason("event", say("event", event=self.catalogue.life_events[draft.event].name))
        key, evidence = draft.needed_by
        service = self.catalogue.services[key.code].name
        if evidence is None:
            return _reason("order", say("required", service=service))
        document = self.catalogue.evidence[evidence].name
        return _reason("document", say("needed", service=service, document=document))

    def requirements(self, draft: Draft, frame: Frame, *, only: Trilean | str = "all") -> Iterator[Data]:
        """What each rule comes out as, with its law; ``only`` those that come out so."""
        for (reason, facts), outcome in zip(frame.requirements, draft.outcomes, strict=True):
            if only == "all" or outcome is only:
                unknown = not_known(facts, draft.facts) if outcome is None else ()
                yield {**reason, "verdict": VERDICTS[outcome], "unknown_facts": unknown}

    def evidence(self, need: Need) -> Data:
        """A document the step asks for."""
        chosen, demand = need.chosen, need.ask.demand
        others = need.ask.choices if len(need.ask.choices) > 1 else ()
        return {
            "code": chosen.document.type,
            "name": chosen.name,
            "of": chosen.document.of,
            "status": need.status,
            "from_step": self.ids[need.from_step] if need.from_step else None,
            "issued_by": self.issuer(chosen) if need.status == "bring" else None,
            "if": need.condition,
            "reason": need.reason,
            "alternatives": [
                {"code": other.document.type, "name": other.name, "of": other.document.of}
                for other in others
                if other is not chosen
            ],
            "note": demand.note,
            "copies": demand.copies,
            "original": demand.original,
        }

    def issuer(self, choice: Choice) -> Mapping[str, str] | None:
        """Who gives a document that must be brought."""
        if choice.issued_by:
            return choice.issued_by
        issuers = self.catalogue.services.linked("issues", choice.document.type)
        if not issuers:
            return None
        name: Mapping[str, str] = self.provider(self.catalogue.services[issuers[0]].provided_by[0])["name"]  # type: ignore[assignment]
        return name

    def produced(self, draft: Draft, output: Output) -> Data:
        """A document the step gives."""
        kind = self.catalogue.evidence[output.type]
        return {
            "code": output.type,
            "name": kind.name,
            "of": output.of or kind.holder or draft.key.role,
            "updates": output.updates,
            "valid_for": output.valid_for,
        }

    def exclusive(self, draft: Draft) -> Iterator[PublicService]:
        """The other steps that cannot be had together with this one, whichever of the two says so."""
        services = self.catalogue.services
        mine = {services.code_of(key) for key in draft.service.excludes}
        theirs = {
            other.key.code
            for other in self._excluding
            if draft.key.code in map(services.code_of, other.service.excludes)
        }
        return (other.service for other in self.order if other.key.code in mine | theirs and other is not draft)

    def left_out(self, left: LeftOut) -> Data:
        """A service that is not for this person now."""
        service, services = left.draft.service, self.catalogue.services
        frame = self.frame(service)
        by_rule = left.reason == "rule"
        return {
            "service": frame.service,
            "beneficiary": left.draft.key.role,
            "reason": left.reason,
            "why": list(self.requirements(left.draft, frame, only=False))
            if by_rule
            else [_reason(left.reason, self.closed(left, service))],
            "successors": [self.frame(services.find(key)).service for key in service.successors],
        }

    def closed(self, left: LeftOut, service: PublicService) -> Mapping[str, str]:
        """Why a service is closed to everybody, not given here, or done already."""
        if left.reason == "status":
            return say(service.status)
        if left.reason == "date":
            early = service.valid_from is not None and self.plan.situation.as_of < service.valid_from
            return say("not-yet" if early else "no-longer", day=str(service.valid_from if early else service.valid_to))
        if left.reason == "region":
            areas = {self.catalogue.organisations[body].region for body in service.provided_by}
            return say(
                "elsewhere", region=", ".join(sorted(self.catalogue.regions[area].name for area in areas if area))
            )
        names = [self.catalogue.evidence[gift.document.type].name for gift in left.draft.recipe.gives]
        return say("held", document=_joined(names)) if names else say("done")

    def documents(self) -> Iterator[Data]:
        """Every document once, in the order in which it is first asked for."""
        merged: dict[Document, list[tuple[Key, Need]]] = {}
        for draft in self.order:
            for need in draft.needs:
                merged.setdefault(need.chosen.document, []).append((draft.key, need))
        for document, uses in merged.items():
            first = uses[0][1]
            given = next((need.from_step for _key, need in uses if need.from_step), None)
            yield {
                "code": document.type,
                "name": first.chosen.name,
                "of": document.of,
                "status": max((need.status for _key, need in uses), key=_WEIGHT.__getitem__),
                "demanded_by": list(dict.fromkeys(self.ids[key] for key, _need in uses)),
                "from_step": self.ids[given] if given else None,
                "if": None if any(need.condition is None for _key, need in uses) else first.condition,
            }

    def totals(self, documents: Sequence[Data]) -> Data:
        """The bundle in figures; what is asked for only perhaps is counted apart."""
        sure = [document for document in documents if document["if"] is None]
        prerequisites = sum(draft.needed_by is not None for draft in self.order)
        return {
            "steps": {"asked": len(self.order) - prerequisites, "prerequisite": prerequisites},
            "costs": self.costs(),
            "documents": {
                "asked": sum(need.condition is None for draft in self.order for need in draft.needs),
                "distinct": len(sure),
                "to_bring": sum(document["status"] == "bring" for document in sure),
                "perhaps": len(documents) - len(sure),
            },
        }

    def costs(self) -> list[Data]:
        """The fees by currency; a service that names none, or only a tariff, counts as unknown."""
        sums: dict[str, tuple[Decimal, int]] = {}
        for currency, value in chain.from_iterable(map(self.fees, self.order)):
            known, unknown = sums.get(currency, (Decimal(0), 0))
            sums[currency] = (known + (value or 0), unknown + (value is None))
        return [
            {"currency": c, "at_least": number(known), "unknown": left} for c, (known, left) in sorted(sums.items())
        ]

    def fees(self, draft: Draft) -> Iterator[tuple[str, Decimal | None]]:
        """The fees of a step by currency, None for one that is not known; those of one channel only are left out."""
        costs = self.frame(draft.service).fixed.costs
        if not costs:
            yield "IDR", None
        for cost in costs:
            due = self.catalogue.evaluator(cost.when)(draft.facts) if cost.when else True
            if cost.channel is None and due is not False:
                yield cost.currency, cost.value if due else None


_WEIGHT: Mapping[object, int] = {"held": 0, "from_step": 1, "bring": 2, "unobtainable": 3}


def _reason(kind: str, text: Mapping[str, str]) -> Data:
    return {"kind": kind, "text": text, "verdict": None, "rule": None, "law": None, "unknown_facts": []}


def _joined(names: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Several names as one text."""
    return {language: ", ".join(in_language(name, language) for name in names) for language in LANGUAGES}
