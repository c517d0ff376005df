"""Everything the server answers from: one catalogue, joined, that never changes, and its answers as bytes.

Nothing is prepared before it is asked for, so that even a large catalogue answers at once; everything is prepared once.
No answer that depends on a person is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import orjson
from rapidfuzz.process import extract
from starlette.requests import Request

from api.facts import Words
from api.finding import Finder
from api.negotiation import JSON
from api.planned import Planned
from api.problems import Refusal
from api.settings import Settings
from catalogue.vocabulary import has_concept
from journeys.asking import having
from ontology.store import store_of
from planning.reports import Reports

if TYPE_CHECKING:
    from datetime import date

    from pydantic import BaseModel

    from catalogue.models import PublicService
    from catalogue.store import Catalogue
    from journeys.journey import Journey
    from ontology.store import Store
    from planning.figures import Scope

Data = dict[str, object]
_DAYS_KEPT = 2
_REPORTS_KEPT = 32
"""Each takes up to about half a megabyte."""
_NEAR = 60
"""Points of a hundred from which a code comes near another."""


def data_of(model: BaseModel) -> Data:
    """A model as what JSON can say, by the names its file uses."""
    return model.model_dump(mode="json", by_alias=True)


class Shelf:
    """The entries of one register as JSON: each by its code, and all of them."""

    def __init__(self, version: str, kind: str, *, make: Callable[[str], Data], codes: Iterable[str]) -> None:
        self.version, self.kind, self._make, self.codes = version, kind, make, tuple(codes)
        self._known = frozenset(self.codes)
        self._ready: dict[str, bytes] = {}

    def entry(self, code: str, link: Callable[[str], Data] | None = None) -> bytes:
        """One entry, with what ``link`` adds to it; raises a 404 Refusal."""
        if code not in self._known:
            raise unknown(self.kind, code, self.codes)
        made = self._ready.get(code)
        if made is None:
            extra = link(code) if link else {}
            made = self._ready[code] = orjson.dumps({**self._make(code), **extra})
        return made

    @cached_property
    def items(self) -> Mapping[str, bytes]:
        """Every entry by its code, as lists show it."""
        return {code: orjson.dumps(self._make(code)) for code in self.codes}

    @cached_property
    def whole(self) -> bytes:
        """The whole register."""
        return listing(self.version, list(self.items.values()))


def listing(version: str, items: list[bytes], **more: object) -> bytes:
    """A list as JSON, its items being JSON already; ``more`` are members beside it."""
    head = orjson.dumps({"catalogue_version": version, "total": len(items), **more})
    return b'%b,"items":[%b]}' % (head[:-1], b",".join(items))


def unknown(kind: str, code: str, codes: Iterable[str]) -> Refusal:
    """The refusal of a code that nothing has: what is near is told, the code itself is not."""
    near = extract(code[:100], list(codes), limit=3, score_cutoff=_NEAR)
    return Refusal(404, f"http-no-such-{kind}").naming(nearest=[name for name, _score, _place in near])


@dataclass(frozen=True)
class Snapshot:
    """One catalogue, ready to answer; a reload makes another and puts it in this one's place."""

    journey: Journey
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is known."""
        return self.journey.catalogue

    @cached_property
    def etag(self) -> str:
        """The strong validator of every JSON answer about the catalogue: its version and the media type."""
        return f'"{self.catalogue.version}-json"'

    @cached_property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer about the catalogue."""
        return self.headers_with(self.etag)

    def headers_with(self, etag: str, media_type: str = JSON) -> list[tuple[bytes, bytes]]:
        """The headers of an answer that is the same for everybody."""
        return [
            (b"content-type", media_type.encode()),
            (b"etag", etag.encode()),
            (b"cache-control", f"public, max-age={self.settings.max_age}".encode()),
            (b"vary", b"Accept"),
        ]

    @cached_property
    def shelves(self) -> Mapping[str, Shelf]:
        """The registers, by the last part of their paths."""
        known = self.catalogue
        registers: Mapping[str, tuple[str, Mapping[str, BaseModel]]] = {
            "life-events": ("life-event", known.life_events),
            "organisations": ("organisation", known.organisations),
            "evidence": ("evidence", known.evidence),
            "applications": ("application", known.applications),
            "regions": ("region", known.regions),
            "concepts": ("concept", {**known.concepts, **self._documents_had}),
        }
        return {name: self._shelf(kind, entries) for name, (kind, entries) in registers.items()}

    @cached_property
    def _documents_had(self) -> Mapping[str, BaseModel]:
        """The facts that documents are."""
        return {has_concept(code): having(evidence) for code, evidence in self.catalogue.evidence.items()}

    def _shelf(self, kind: str, entries: Mapping[str, BaseModel]) -> Shelf:
        def make(code: str) -> Data:
            return {"code": code, **data_of(entries[code])}

        return Shelf(self.catalogue.version, kind, make=make, codes=entries)

    @cached_property
    def health(self) -> bytes:
        """That the server answers, and from what."""
        told = {"status": "ok", "catalogue_version": self.catalogue.version, "services": len(self.catalogue.services)}
        return orjson.dumps(told)

    @cached_property
    def store(self) -> Store:
        """What answers queries in SPARQL; its processes begin with the first."""
        return store_of(self.catalogue, self.settings.sparql_store)

    @cached_property
    def itself(self) -> bytes:
        """The catalogue's own entry."""
        manifest = self.catalogue.manifest
        told = {name: getattr(manifest, name) for name in ("name", "version", "licence", "base")}
        counted = {"catalogue_version": self.catalogue.version, "services": len(self.catalogue.services)}
        return orjson.dumps({**told, "languages": data_of(manifest.languages), **counted})

    @cached_property
    def words(self) -> Words:
        """The words requests may use."""
        return Words(self.catalogue)

    @cached_property
    def provinces(self) -> frozenset[str]:
        """The codes of all provinces."""
        return frozenset(code for code, region in self.catalogue.regions.items() if region.level == "province")

    @cached_property
    def finder(self) -> Finder:
        """Services by words and by filters."""
        return Finder(self.catalogue)

    @cached_property
    def planned(self) -> Planned:
        """What planners ask about the whole."""
        return Planned(self.catalogue)

    @cached_property
    def _services(self) -> dict[str, bytes]:
        return {}

    def service(self, key: str) -> bytes:
        """A service by its code or slug; raises a Refusal, 410 for a retired code, 404 for an unknown one."""
        made = self._services.get(key)
        if made is None:
            code = self.catalogue.services.code_of(key)
            if code is None:
                raise self._no_service(key)
            made = self._services[key] = orjson.dumps(data_of(self.catalogue.services[code]))
        return made

    def _no_service(self, key: str) -> Refusal:
        stone = self.catalogue.codes.tombstone(key)
        if stone:
            return Refusal(410, "http-retired", day=str(stone.retired)).naming(successors=stone.successors)
        return Refusal(404, "http-no-such-service").naming(nearest=self.finder.nearest(key))

    @cached_property
    def _summaries(self) -> dict[str, bytes]:
        return {}

    def summary(self, code: str) -> bytes:
        """A service as lists show it."""
        made = self._summaries.get(code)
        if made is None:
            made = self._summaries[code] = orjson.dumps(self._summed(self.catalogue.services[code]))
        return made

    def _summed(self, service: PublicService) -> Data:
        bodies = self.catalogue.organisations
        return {
            "code": service.code,
            "slug": service.slug,
            "name": service.name,
            "description": service.description,
            "status": service.status,
            "domain": service.code.domain,
            "competent_authority": service.competent_authority,
            "provided_by": service.provided_by,
            "levels": list(dict.fromkeys(bodies[body].level for body in service.provided_by)),
            "life_events": service.life_events,
            "confidence": service.confidence,
        }

    @cached_property
    def report_of(self) -> Callable[[str, Scope, date], bytes]:
        """A report for planners by its name, of a part of the catalogue on a day; those asked for last are kept."""

        @lru_cache(_DAYS_KEPT)
        def on(day: date) -> Reports:
            return Reports(self.journey, day)

        @lru_cache(_REPORTS_KEPT)
        def told(name: str, scope: Scope, day: date) -> bytes:
            report: BaseModel = getattr(on(day).of(scope), name)
            return report.model_dump_json().encode()

        return told

    def event(self, key: str) -> str:
        """The code of a life event by its code or alias; raises a 404 Refusal."""
        known = self.finder.names["event"].get(key)
        if known is None:
            raise unknown("life-event", key, self.catalogue.life_events)
        return known


def snapshot_of(request: Request) -> Snapshot:
    """The snapshot a request is answered from: taken once, so that no answer mixes two."""
    held: Snapshot = request.app.state.snapshot
    return held
