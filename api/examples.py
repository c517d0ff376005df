"""Examples of requests, and of the answers they get, from the catalogue at hand: nothing in them is made up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from journeys.bundle import Request as Asked
from journeys.bundle import answer_json
from journeys.timeline import timeline_for
from ontology.named import named_queries
from planning.changes import Retire
from planning.what_if import Trial, what_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.snapshot import Snapshot

DAY = date(2026, 11, 22)
"""The day the examples ask about, so that they stay the same."""
_ONE = "/v1/life-events/{code}/bundle"
_SEVERAL = "/v1/bundle"
_TIMELINE = "/v1/timeline"
_WHAT_IF = "/v1/planning/what-if"
_DRAFT = "/v1/planning/duplicates/check"
_AGE = "age_days"


def _preferred(names: Iterable[str], wish: str) -> str:
    """The name wished for if it is there, else the first."""
    known = list(names)
    return wish if wish in known else next(iter(known), wish)


@dataclass(frozen=True)
class Examples:
    """Codes of the catalogue that examples use, and what is answered to them."""

    snapshot: Snapshot

    @cached_property
    def event(self) -> str:
        """A life event that has services."""
        linked = self.snapshot.catalogue.services.linked
        events = self.snapshot.catalogue.life_events
        return _preferred((event for event in events if linked("event", event)), "birth")

    @cached_property
    def service(self) -> str:
        """A service of that event, or any."""
        services = self.snapshot.catalogue.services
        codes = services.linked("event", self.event) or tuple(services)[:1]
        return services.code_of("akta-kelahiran") or next((code for code in codes if services[code].evidence), codes[0])

    @cached_property
    def region(self) -> str:
        """A regency or a city."""
        regions = self.snapshot.catalogue.regions
        return _preferred((code for code in regions if "." in code), "33.74")

    @cached_property
    def document(self) -> str:
        """A document that the service asks for."""
        evidence = self.snapshot.catalogue.services[self.service].evidence
        wanted = evidence[0].types[0] if evidence else ""
        return _preferred(self.snapshot.catalogue.evidence, wanted)

    @cached_property
    def facts(self) -> dict[str, object]:
        """What is told of the event's subject."""
        return {_AGE: 10} if _AGE in self.snapshot.catalogue.concepts else {}

    @cached_property
    def parameters(self) -> Mapping[tuple[str, str], str]:
        """Values of parameters, by path and name."""
        known = self.snapshot.catalogue
        body = known.services[self.service].competent_authority
        return {
            ("/v1/life-events/{code}", "code"): self.event,
            (_ONE, "code"): self.event,
            ("/v1/services/{code}", "code"): self.service,
            ("/v1/services", "event"): self.event,
            ("/v1/services", "agency"): body,
            ("/v1/services", "domain"): known.services[self.service].code.domain,
            ("/v1/services", "q"): "akta lahir",
            ("/v1/organisations/{code}", "code"): body,
            ("/v1/evidence/{code}", "code"): self.document,
            ("/v1/regions", "province"): self.region[:2],
            ("/v1/planning/once-only", "agency"): body,
            ("/v1/planning/portfolio", "agency"): body,
            ("/v1/planning/coverage", "agency"): body,
            **self._asked_by_name,
        }

    @property
    def _asked_by_name(self) -> Mapping[tuple[str, str], str]:
        """Values of the parameters of named queries."""
        known = self.snapshot.catalogue
        values = {
            "event": self.event,
            "service": self.service,
            "agency": known.services[self.service].competent_authority,
            "evidence": self.document,
            "application": next(iter(known.applications), ""),
            "region": self.region,
            "words": "akta",
            "language": "en",
        }
        return {
            (f"/v1/queries/{name}", parameter): values[parameter]
            for name, query in named_queries().items()
            for parameter in query.parameters
        }

    @cached_property
    def bodies(self) -> Mapping[str, Mapping[str, object]]:
        """Bodies of requests, by path and by what each shows."""
        known = {"region": self.region, "as_of": str(DAY)}
        subject = self.snapshot.catalogue.life_events[self.event].subject
        several = {"life_events": [self.event], "situation": {subject: self.facts}, **known}
        return {
            _ONE: {
                "nothing told": {},
                "a few facts": {"situation": self.facts, **known, "held": [self.document]},
            },
            _SEVERAL: {"several events": several},
            _DRAFT: {"a planned service": self._draft()},
            _TIMELINE: {"a year ahead": {"situation": self.facts, "from": str(DAY), "months": 12}},
            _WHAT_IF: {"a service retired": self._change},
        }

    @property
    def _change(self) -> Mapping[str, object]:
        return {"retire": [self.service], "life_events": [self.event], "as_of": str(DAY)}

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], object]:
        """Answers by method and path, lists cut to their first entries."""
        snapshot = self.snapshot
        made: dict[tuple[str, str], object] = {
            ("get", f"/v1/{name}"): _cut(json.loads(shelf.whole)) for name, shelf in snapshot.shelves.items()
        }
        summary = {"catalogue_version": snapshot.catalogue.version, "total": 1, "next": None}
        items = [json.loads(snapshot.summary(self.snapshot.catalogue.services[self.service].code))]
        bundle = self._bundle()
        return {
            **made,
            ("get", "/v1/services"): {**summary, "items": items},
            ("get", "/v1/services/{code}"): json.loads(snapshot.service(self.service)),
            ("post", _ONE): bundle,
            ("post", _SEVERAL): bundle,
            ("post", _TIMELINE): self._timeline(),
            ("post", _WHAT_IF): self._what_if(),
        }

    def _bundle(self) -> object:
        reader = self.snapshot.journey.reader
        asked = Asked((self.event,), reader.read(self.facts, as_of=DAY), self.region)
        bundle = json.loads(answer_json(self.snapshot.journey, asked))
        return _first(bundle)

    def _draft(self) -> dict[str, object]:
        """What is known of a service before it has a file."""
        planned = self.snapshot.catalogue.services[self.service]
        return {
            "name": planned.name,
            "description": planned.description,
            "competent_authority": planned.competent_authority,
            "provided_by": list(planned.provided_by),
            "life_events": list(planned.life_events),
            "produces": list(dict.fromkeys(output.type for output in planned.produces)),
        }

    def _timeline(self) -> object:
        timeline = timeline_for(self.snapshot.journey, self.facts, start=DAY, months=12)
        return _first(json.loads(timeline.model_dump_json(by_alias=True)))

    def _what_if(self) -> object:
        trial = Trial(events=(self.event,), as_of=DAY)
        answer = what_if(self.snapshot.journey, [Retire(self.service)], trial)
        return _first(json.loads(answer.model_dump_json(by_alias=True)))


def _first(answer: dict[str, object]) -> dict[str, object]:
    """An answer, its lists cut to their first entries."""
    return {name: value[:1] if isinstance(value, list) else value for name, value in answer.items()}


def _cut(register: dict[str, object]) -> dict[str, object]:
    items = register["items"]
    return {**register, "items": items[:1] if isinstance(items, list) else []}
