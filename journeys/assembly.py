"""A closed plan as a Bundle in JSON: what depends on the person, around parts that are JSON already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice, repeat
from typing import TYPE_CHECKING

import orjson

from journeys import questions
from journeys.answers import NOTICE, Part, Reason, Step, StepEvidence, joined
from journeys.dates import moved
from journeys.eligibility import not_known
from journeys.frames import Tested, reason
from journeys.missed import Missed
from journeys.ordering import ordered
from journeys.recipes import inside, told
from journeys.schedule import scheduled
from journeys.totals import costs_of, time_of, visits
from journeys.wording import say

if TYPE_CHECKING:
    from datetime import date

    from catalogue.evaluate import Facts, Trilean
    from catalogue.registers import LifeEvent
    from journeys.answers import EvidenceStatus, StepHead
    from journeys.deadlines import DueDate
    from journeys.plan import Draft, Plan
    from journeys.recipes import Key, Need
    from journeys.situation import Document
    from journeys.spared import Spared

QUESTIONS = 5
"""How many questions a bundle tells, the best ones."""
_BUNDLE = (
    b'{%b,"steps":[%b],"not_applicable":[%b],"documents":[%b],"unobtainable":[%b],"next_questions":[%b],"next_events":%b,'
    b'"totals":{%b,"visits":[%b]}}'
)
_STEP = (
    b'{"id":%b,"order":%d%b,"beneficiary":"%b","verdict":"%b",'
    b'"role":"%b","why":[%b],"if_also":%b,"evidence":[%b],"produces":%b,"after":[%b],%b,'
    b'"alternatives":[%b],"only_one_of":[%b]%b}'
)
_SLOT = b'"start":"%b","finish":%b,"at_least":%b,"lane":%d,"on_critical_path":%b,"due":%b,"next_on":%b'
_EVIDENCE = b'{%b,"status":"%b"%b%b%b%b%b}'
_DOCUMENT = b'{%b,"status":"%b","demanded_by":[%b]%b%b}'


_UNOBTAINABLE = b'{%b,"demanded_by":[%b],"reason":%b,"cycle":[%b]}'
_BOOLEANS = (b"false", b"true")


class Assembly:
    """Puts a closed plan into the shape of a Bundle."""

    def __init__(self, plan: Plan, *, whole: bool = True) -> None:
        """``whole``: whether steps also say why they are there, what they ask for, and what they say whoever asks."""
        self.whole = whole
        self.plan, self.journey, self.catalogue = plan, plan.journey, plan.catalogue
        self.order = ordered(plan.steps, plan.situation.as_of)
        self.slots = scheduled(self.order, plan.time, plan.situation.as_of)
        self.ids = {key: orjson.dumps(name) for key, name in self._ids()}
        self.regional = plan.regional
        self.papers: dict[Document, list[tuple[bytes, Need]]] = defaultdict(list)
        """Every document, in the order in which it is first asked for, with the steps that ask for it."""
        self._sure = self._to_bring = self._perhaps = 0
        self._lost: list[Document] = []
        self._excluded = self._exclusions()
        """By service, those it cannot be had together with, whichever of the two says so."""

    def _ids(self) -> Iterator[tuple[Key, str]]:
        """The public id of every step: its code, and whose it is where a service stands there twice."""
        times = Counter(key.code for key in self.plan.steps)
        for key in self.plan.steps:
            person = f"[{key.person}]" if key.role in self.plan.situation.many else ""
            yield key, key.code if times[key.code] == 1 else f"{key.code}#{key.role}{person}"

    def bundle(self, events: Sequence[str], region: Mapping[str, object] | None) -> bytes:
        """The whole answer."""
        known, missed = self.catalogue.life_events, Missed(self.plan, events)
        steps = list(map(self.step, count(1), self.order))
        documents = [self.document(uses) for uses in self.papers.values()]
        head = {
            "life_events": [_named(known, event) for event in events],
            "as_of": self.plan.situation.as_of,
            "region": region,
            "catalogue_version": self.catalogue.version,
            "notice": NOTICE,
        }
        return _BUNDLE % (
            inside(head),
            b",".join(steps),
            b",".join(map(missed.json, self.plan.left_out.values())),
            b",".join(documents),
            b",".join(self.unobtainable()),
            b",".join(islice(questions.told(self.journey, self.order, self.plan.situation.as_of), QUESTIONS)),
            orjson.dumps([_named(known, code) for code in self._next(events)]),
            inside(self.totals()),
            visits(self.plan, self.order, self.ids),
        )

    def step(self, place: int, draft: Draft) -> bytes:
        """One step; its documents join the papers of the whole bundle."""
        given = self.regional.services[draft.key.code]
        identity, brought = self.ids[draft.key], self.regional.brought
        for need in draft.needs:
            self.papers[need.chosen.document].append((identity, need))
            if need.condition:
                self._perhaps += 1
            if need.status == "unobtainable":
                self._lost.append(need.chosen.document)
        return _STEP % (
            identity,
            place,
            given.head if self.whole else b"",
            draft.key.role.encode(),
            draft.verdict.encode(),
            b"prerequisite" if draft.needed_by else b"asked",
            b",".join([part.json for part in self.why(draft)]) if self.whole else b"",
            given.frame.if_also,
            b",".join([brought[need].evidence.json if need.shared else self.evidence(need) for need in draft.needs])
            if self.whole
            else b"",
            self.produced(draft) if draft.recipe.lasting else draft.recipe.produces,
            b",".join([self.ids[key] for key in draft.after]),
            self.moment(draft),
            b",".join(map(self.alternative, draft.spared)),
            b",".join(self.exclusive(draft)) if draft.key.code in self._excluded else b"",
            b",%b" % given.frame.fields if self.whole else b"",
        )

    def model(self, draft: Draft, head: StepHead) -> Step:
        """A step as a model, from what it says of this person's days and papers alone."""
        given, brought = self.regional.services[draft.key.code], self.regional.brought
        read = StepEvidence.model_validate_json
        why = [part.model for part in self.why(draft)]
        evidence = [brought[need].evidence.model if need.shared else read(self.evidence(need)) for need in draft.needs]
        return joined(Step, head, given.delivery, given.frame.fixed, why=tuple(why), evidence=tuple(evidence))

    def moment(self, draft: Draft) -> bytes:
        """When a step can be taken, and by when it is due."""
        slot = self.slots[draft.key]
        return _SLOT % (
            str(slot.start).encode(),
            _day(slot.finish),
            _BOOLEANS[slot.at_least],
            slot.lane,
            _BOOLEANS[slot.critical],
            orjson.dumps(self.due(draft, draft.due, slot.start)) if draft.due else b"null",
            _day(self.plan.next_on(draft)),
        )

    def due(self, draft: Draft, due: DueDate, start: date) -> Mapping[str, object]:
        """By when a step must be asked for, and what then where that cannot be."""
        as_of, deadline = self.plan.situation.as_of, draft.service.deadline
        late, in_time = due.day < as_of, start <= due.day
        then = deadline.if_late if deadline and not in_time else None
        return {
            "day": due.day,
            "days_left": (due.day - as_of).days,
            "late": late,
            "in_time": in_time,
            "weekends_only": due.weekends_only,
            **told({"if_late": then}),
        }

    def produced(self, draft: Draft) -> bytes:
        """What a step gives, and when that expires, where the day on which it is given is known."""
        slot, parts = self.slots[draft.key], list[bytes]()
        for one, valid in draft.recipe.lasting:
            sure = slot.finish and valid and not slot.at_least
            ends = b',"expires":"%b"' % str(moved(slot.end, valid)).encode() if sure and valid else b""
            parts.append(b"{%b%b}" % (one, ends))
        return b"[%b]" % b",".join(parts)

    def alternative(self, spared: Spared) -> bytes:
        """A service that could have been asked for instead."""
        why = orjson.dumps(spared.why)
        return b'{%b,"document":{%b},"why":%b}' % (self.service(spared.key.code)[1:-1], spared.choice.name, why)

    def why(self, draft: Draft) -> Sequence[Part[Reason]]:
        """Why the step is there at all, and what each of its requirements comes out as."""
        tested = self.regional.services[draft.key.code].frame.requirements
        return [self.because(draft), *map(_told, tested, draft.outcomes, repeat(draft.facts))]

    def because(self, draft: Draft) -> Part[Reason]:
        """Why the step is there at all."""
        if draft.needed_by is None:
            return self.regional.events[draft.event]
        key, evidence = draft.needed_by
        service = self.catalogue.services[key.code].name
        if evidence is None:
            return reason("order", say("required", service=service))
        document = self.catalogue.evidence[evidence].name
        return reason("document", say("needed", service=service, document=document))

    def evidence(self, need: Need) -> bytes:
        """A document the step asks for."""
        chosen, status = need.chosen, need.status
        return _EVIDENCE % (
            chosen.name,
            status.encode(),
            b',"from_step":%b' % self.ids[need.from_step] if need.from_step else b"",
            self.regional.issuers[chosen.document.type] if status == "bring" else b"",
            b',"if":%b' % orjson.dumps(need.condition) if need.condition else b"",
            b',"reason":%b' % orjson.dumps(need.reason) if need.reason else b"",
            chosen.terms,
        )

    def _exclusions(self) -> Mapping[str, set[str]]:
        found = defaultdict[str, set[str]](set)
        for draft in self.order:
            for code in draft.recipe.excludes:
                found[draft.key.code].add(code)
                found[code].add(draft.key.code)
        return found

    def exclusive(self, draft: Draft) -> Iterator[bytes]:
        """The other steps that cannot be had together with this one."""
        excluded = self._excluded[draft.key.code]
        for other in self.order:
            if other.key.code in excluded and other is not draft:
                yield self.service(other.key.code)

    def service(self, code: str) -> bytes:
        """A service by code, slug and name."""
        return self.journey.frames[code].service

    def document(self, uses: Sequence[tuple[bytes, Need]]) -> bytes:
        """A document of the whole bundle; what is asked for only perhaps is counted apart."""
        steps, need = uses[0]
        if need.shared and len(uses) == 1:
            self._sure += not need.condition
            self._to_bring += not need.condition
            return steps.join(self.regional.brought[need].listed)
        status, given, condition = need.status, need.from_step, need.condition
        if len(uses) > 1:
            steps = b",".join(dict.fromkeys([step for step, _need in uses]))
            status, given, condition = _joint([need for _step, need in uses])
        if not condition:
            self._sure += 1
            self._to_bring += status == "bring"
        return _DOCUMENT % (
            need.chosen.name,
            status.encode(),
            steps,
            b',"from_step":%b' % self.ids[given] if given else b"",
            b',"if":%b' % orjson.dumps(condition) if condition else b"",
        )

    def unobtainable(self) -> Iterator[bytes]:
        """The documents that cannot be had, with the steps that wait for one another where that is why."""
        for document in dict.fromkeys(self._lost):
            lost = [(step, need) for step, need in self.papers[document] if need.status == "unobtainable"]
            need = next((need for _step, need in lost if need.circle), lost[0][1])
            yield _UNOBTAINABLE % (
                need.chosen.name,
                b",".join(dict.fromkeys([step for step, _need in lost])),
                orjson.dumps(need.reason),
                b",".join([self.service(key.code) for key in need.circle]),
            )

    def _next(self, events: Sequence[str]) -> Iterable[str]:
        """The events that often follow those asked for."""
        known = self.catalogue.life_events
        following = (code for event in events for code in known[event].leads_to if code in known)
        return dict.fromkeys(code for code in following if code not in events)

    def totals(self) -> Mapping[str, object]:
        """The bundle in figures, once its documents have been told."""
        prerequisites = sum([draft.needed_by is not None for draft in self.order])
        return {
            "steps": {"asked": len(self.order) - prerequisites, "prerequisite": prerequisites},
            **time_of(self.slots, self.plan),
            "exact": self.plan.exact,
            "costs": costs_of(self.plan, self.order),
            "documents": {
                "asked": sum(map(len, self.papers.values())) - self._perhaps,
                "distinct": self._sure,
                "to_bring": self._to_bring,
                "perhaps": len(self.papers) - self._sure,
            },
        }


_WEIGHT: Mapping[EvidenceStatus, int] = {"held": 0, "from_step": 1, "bring": 2, "unobtainable": 3}


def _joint(needs: Sequence[Need]) -> tuple[EvidenceStatus, Key | None, str | None]:
    """What several steps that ask for one document come to: what takes most trouble counts, and a sure demand."""
    status = max([need.status for need in needs], key=_WEIGHT.__getitem__)
    given = next((need.from_step for need in needs if need.from_step), None)
    return status, given, needs[0].condition if all(need.condition for need in needs) else None


def _named(known: Mapping[str, LifeEvent], code: str) -> Mapping[str, object]:
    return {"code": code, "name": known[code].name}


def _day(day: date | None) -> bytes:
    return b'"%b"' % str(day).encode() if day else b"null"


def _told(tested: Tested, outcome: Trilean, facts: Facts) -> Part[Reason]:
    """What a rule comes out as, with its law, and with the facts it lacks."""
    if outcome is not None:
        return tested.met if outcome else tested.not_met
    unknown = not_known(tested.facts, facts) if len(tested.facts) > 1 else tested.facts
    return tested.unknown if unknown == tested.facts else tested.unknown_of(unknown)
