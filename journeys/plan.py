"""The plan behind a bundle: which services are steps, which documents come from which, and what comes first.

Candidates are the event's own services and those of broader events. Documents that are missing, or made for one errand
only, pull their issuers in. What a person lacks is never guessed: a document nobody spoke of is brought.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from catalogue.registers import Origin
from journeys.answers import EvidenceStatus, LeftOutReason
from journeys.eligibility import Verdict, verdict_of
from journeys.situation import Document, Situation
from journeys.wording import say

if TYPE_CHECKING:
    from catalogue.evaluate import Facts
    from catalogue.models import EvidenceDemand, PublicService
    from journeys.journey import Journey

_MANY_DAYS = 10_000


class Key(NamedTuple):
    """What tells one step from another: service, role of the beneficiary, and which of several persons."""

    code: str
    role: str
    person: int = 0


@dataclass(slots=True)
class Need:
    """A document a step asks for, as the plan settles it."""

    demand: EvidenceDemand
    condition: str | None
    """The demand's condition, where the facts do not decide it."""
    choices: tuple[Document, ...]
    """Each document that would do, with whose it is."""
    chosen: Document
    status: EvidenceStatus = "bring"
    from_step: Key | None = None
    reason: Mapping[str, str] | None = None


@dataclass(slots=True)
class Draft:
    """A step in the making."""

    key: Key
    service: PublicService
    event: str
    facts: Facts
    verdict: Verdict
    needed_by: tuple[Key, str | None] | None = None
    """For a prerequisite: the step it was pulled in for, and the document (None: ``requires``)."""
    needs: list[Need] = field(default_factory=list)
    after: dict[Key, None] = field(default_factory=dict)


@dataclass(slots=True)
class LeftOut:
    """A service of the event that is no step, and why."""

    draft: Draft
    reason: LeftOutReason
    documents: tuple[Document, ...] = ()


class Plan:
    """One person's plan; ``situation`` has every fact under its role."""

    def __init__(self, journey: Journey, situation: Situation, *, region: str | None, done: frozenset[str]) -> None:
        self.journey, self.catalogue = journey, journey.catalogue
        self.situation, self.region, self.done = situation, region, done
        self.steps: dict[Key, Draft] = {}
        self.left_out: dict[Key, LeftOut] = {}
        self.issuers: dict[str, list[Key]] = {}
        self.updaters: dict[str, list[Key]] = {}

    # ── who is in ────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, event: str) -> None:
        """Add the services of an event and of broader ones."""
        subject = self.catalogue.life_events[event].subject
        for wider in self.journey.events_of(event):
            for code in self.catalogue.services.linked("event", wider):
                service = self.catalogue.services[code]
                role = service.beneficiary_at(wider, subject)
                for person in range(self._persons(role)):
                    self._ask_one(self._draft(Key(code, role, person), service, event))

    def _persons(self, role: str) -> int:
        many = role in self.situation.many
        return max(1, len(self.situation.persons.get(role, ()))) if many else 1

    def _draft(self, key: Key, service: PublicService, event: str) -> Draft:
        facts = self.situation.facts(key.role, key.person)
        return Draft(key, service, event, facts, verdict_of(service, facts, self.catalogue))

    def _ask_one(self, draft: Draft) -> None:
        if draft.key in self.steps or draft.key in self.left_out:
            return
        reason = self._why_not(draft)
        if reason:
            documents = tuple(self._gifts(draft.service, draft.key.role)) if reason == "held" else ()
            self.left_out[draft.key] = LeftOut(draft, reason, documents)
        else:
            self._enter(draft)

    def _why_not(self, draft: Draft) -> LeftOutReason | None:
        """What keeps a service out that was asked for."""
        service = draft.service
        if draft.key.code in self.done:
            return "held"
        closed = self._closed(service)
        if closed:
            return closed
        if draft.verdict is Verdict.NOT_MET:
            return "rule"
        gifts = list(self._gifts(service, draft.key.role))
        if gifts and not service.recurs and all(self._held(gift, draft.key.role) for gift in gifts):
            return "held"
        return None

    def _closed(self, service: PublicService) -> LeftOutReason | None:
        """Whether a service is given to nobody now, or not here."""
        if service.status != "active":
            return "status"
        day = self.situation.as_of
        if (service.valid_from and day < service.valid_from) or (service.valid_to and day > service.valid_to):
            return "date"
        return None if self._given_here(service) else "region"

    def _given_here(self, service: PublicService) -> bool:
        areas = [self.catalogue.organisations[body].region for body in service.provided_by]
        if self.region is None or None in areas:
            return True
        return any(self.region.startswith(area) or area.startswith(self.region) for area in areas if area)

    def _enter(self, draft: Draft) -> None:
        self.steps[draft.key] = draft
        for output in draft.service.produces:
            table = self.updaters if output.updates else self.issuers
            table.setdefault(output.type, []).append(draft.key)

    def _gifts(self, service: PublicService, role: str) -> Iterator[Document]:
        """The documents a service gives that one did not have before."""
        return (
            Document(output.of or self._holder(output.type, role), output.type)
            for output in service.produces
            if not output.updates
        )

    def _holder(self, evidence: str, role: str) -> str:
        return self.catalogue.evidence[evidence].holder or role

    def _held(self, document: Document, role: str) -> bool:
        return self._named(self.situation.held, document, role)

    def _named(self, documents: frozenset[Document], document: Document, role: str) -> bool:
        """Whether a document is among those spoken of: by its person, or bare where that is its default one."""
        bare = document.of == self._holder(document.type, role) and Document("", document.type) in documents
        return bare or document in documents

    # ── what they need ───────────────────────────────────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Settle every document, pulling in the prerequisites it takes, until nothing more is needed."""
        waiting = list(self.steps.values())
        for draft in waiting:  # grows while it runs
            draft.needs = list(self._needs(draft))
            for need in draft.needs:
                waiting.extend(self._pulled(draft, need))
            waiting.extend(self._required(draft))
        for urgent in (True, False):
            for draft in self.steps.values():
                for need in draft.needs:
                    if self._must_come(need.choices[0], draft.key.role) is urgent:
                        self._settle(draft, need)

    def _needs(self, draft: Draft) -> Iterator[Need]:
        for demand in draft.service.evidence:
            wanted = self.catalogue.evaluator(demand.when)(draft.facts) if demand.when else True
            if wanted is False:
                continue
            choices = tuple(
                Document(demand.of or self._holder(evidence, draft.key.role), evidence) for evidence in demand.types
            )
            yield Need(demand, demand.when if wanted is None else None, choices, choices[0])

    def _must_come(self, document: Document, role: str) -> bool:
        """Whether a document has to be got: said to be missing, or made for one errand only."""
        return (
            self._named(self.situation.missing, document, role)
            or self.catalogue.evidence[document.type].made_for_purpose
        )

    def _pulled(self, draft: Draft, need: Need) -> list[Draft]:
        """The prerequisite a document takes, if it takes one."""
        role = draft.key.role
        if need.condition or any(
            self._held(document, role) or self._from(draft, need, document) or not self._must_come(document, role)
            for document in need.choices
        ):
            return []
        ways = [way for document in need.choices for way in self._ways(draft, document)]
        if not ways:
            return []
        best = min(ways, key=_worth)
        if best.key in self.steps:
            return []
        self._enter(best)
        return [best]

    def _ways(self, draft: Draft, document: Document) -> Iterator[Draft]:
        """The services that can issue a document to the person who needs it."""
        for code in self.catalogue.services.linked("issues", document.type):
            service = self.catalogue.services[code]
            role = service.beneficiary if isinstance(service.beneficiary, str) else document.of
            key = Key(code, role, draft.key.person if role == draft.key.role else 0)
            if key == draft.key or code in self.done or self._closed(service):
                continue
            made = self.steps.get(key) or self._draft(key, service, draft.event)
            if made.verdict is not Verdict.NOT_MET:
                made.needed_by = made.needed_by or (draft.key, document.type)
                yield made

    def _required(self, draft: Draft) -> Iterator[Draft]:
        """The services that ``requires`` names, which no document says."""
        for name in draft.service.requires:
            service = self.catalogue.services.find(name)
            key = Key(service.code, service.beneficiary_at(draft.event, draft.key.role))
            if service.code in self.done or self._closed(service):
                continue
            if key not in self.steps:
                made = self._draft(key, service, draft.event)
                if made.verdict is Verdict.NOT_MET:
                    continue
                made.needed_by = (draft.key, None)
                self._enter(made)
                yield made
            if not self._waits_for(key, draft.key):
                draft.after[key] = None

    # ── where each document comes from ───────────────────────────────────────────────────────────────────────────

    def _from(self, draft: Draft, need: Need, document: Document) -> Key | None:
        """A step of the plan, not this one, that issues (or updates) the document for the same person."""
        table = self.updaters if need.demand.updated else self.issuers
        for key in table.get(document.type, ()):
            if key != draft.key and self._gives(self.steps[key], need, document):
                return key
        return None

    def _gives(self, giver: Draft, need: Need, document: Document) -> bool:
        outputs = [o for o in giver.service.produces if o.type == document.type and o.updates is need.demand.updated]
        named = need.demand.of
        return any(
            (output.of or self._holder(output.type, giver.key.role)) == document.of or not (output.of or named)
            for output in outputs
        )

    def _settle(self, draft: Draft, need: Need) -> None:
        """Choose among the documents that would do, and say where the chosen one comes from."""
        ranked = [(*self._rank(draft, need, document), place, document) for place, document in enumerate(need.choices)]
        rank, key, _place, need.chosen = min(ranked, key=lambda entry: (entry[0], entry[2]))
        need.status = _STATUS[rank]
        if need.status == "from_step" and key is not None:
            need.from_step = key
            draft.after[key] = None
        elif need.status == "unobtainable":
            blocked = self._from(draft, need, need.chosen) is not None
            name = self.catalogue.evidence[need.chosen.type].name
            need.reason = say("deadlock", document=name) if blocked else say("no-way")

    def _rank(self, draft: Draft, need: Need, document: Document) -> tuple[int, Key | None]:
        """How good a choice is, the smaller the better; and the step it comes from.

        Held; brought (a document to bring takes no time), first the ones that are asked for elsewhere anyway; from a step
        that is met, then one that is not known; not to be had.
        """
        role = draft.key.role
        if self._held(document, role) and not need.demand.updated:
            return 0, None
        key = self._from(draft, need, document)
        free = key is not None and not self._waits_for(key, draft.key)
        must_come = self._must_come(document, role)
        if key is not None and free and (must_come or len(need.choices) == 1):
            return 3 if self.steps[key].verdict is Verdict.MET else 4, key
        if not must_come or self.catalogue.evidence[document.type].origin is not Origin.SERVICE:
            return 1 if self._also_wanted(draft, document) else 2, None
        return 5, None

    def _also_wanted(self, draft: Draft, document: Document) -> bool:
        """Whether another step asks for the document or gives it, so that it is at hand anyway."""
        if any(key != draft.key for key in self.issuers.get(document.type, ())):
            return True
        return any(
            other is not draft and document in need.choices and len(need.choices) == 1
            for other in self.steps.values()
            for need in other.needs
        )

    def _waits_for(self, first: Key, second: Key) -> bool:
        """Whether ``first`` already waits for ``second``, directly or through others."""
        seen, waiting = {first}, [first]
        while waiting:
            key = waiting.pop()
            if key == second:
                return True
            fresh = self.steps[key].after.keys() - seen
            seen |= fresh
            waiting.extend(fresh)
        return False

    # ── what comes first ─────────────────────────────────────────────────────────────────────────────────────────

    def ordered(self) -> list[Draft]:
        """The steps in an order in which everything is there when it is needed; what is due sooner comes sooner."""
        open_ = {key: len(draft.after) for key, draft in self.steps.items()}
        followers: dict[Key, list[Key]] = {}
        for key, draft in self.steps.items():
            for before in draft.after:
                followers.setdefault(before, []).append(key)
        ready = [(self._urgency(key), key) for key, count in open_.items() if not count]
        heapq.heapify(ready)
        order: list[Draft] = []
        while ready:
            _urgency, key = heapq.heappop(ready)
            order.append(self.steps[key])
            for follower in followers.get(key, ()):
                open_[follower] -= 1
                if not open_[follower]:
                    heapq.heappush(ready, (self._urgency(follower), follower))
        return order

    def _urgency(self, key: Key) -> tuple[int, int]:
        draft = self.steps[key]
        return days_to_deadline(draft.service), 0 if draft.verdict is Verdict.MET else 1


_STATUS: tuple[EvidenceStatus, ...] = ("held", "bring", "bring", "from_step", "from_step", "unobtainable")


def _worth(draft: Draft) -> tuple[int, int, int, int, str]:
    """How a way compares with others: met before unknown, then known and short times, then known and low fees."""
    time = draft.service.processing_time
    days = time.working_days if time and time.working_days is not None else _MANY_DAYS
    unknown = sum(cost.value is None for cost in draft.service.costs) if draft.service.costs else 1
    fees = sum(int(cost.value or 0) for cost in draft.service.costs)
    return 0 if draft.verdict is Verdict.MET else 1, days, unknown, fees, draft.key.code


def days_to_deadline(service: PublicService) -> int:
    """Roughly how many days after the event a service is due, for putting steps in order; before it is negative."""
    if service.deadline is None:
        return _MANY_DAYS
    within = service.deadline.within
    days = (within.working_days * 7) // 5 if within.working_days is not None else _days(within.duration or "")
    return days if service.deadline.after else -days


def _days(duration: str) -> int:
    total, number = 0, ""
    for char in duration.split("T")[0].lstrip("P"):
        if char.isdigit():
            number += char
        else:
            total += int(number) * {"Y": 365, "M": 30, "W": 7, "D": 1}[char]
            number = ""
    return total


def conflicting(situation: Situation, gifts: Iterable[Document]) -> list[Document]:
    """The documents among ``gifts`` that are said to be missing."""
    return [gift for gift in gifts if gift in situation.missing or Document("", gift.type) in situation.missing]
