"""Services by words and by filters: which codes fit, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from api.problems import Remark, described, unfit
from catalogue.search import SearchIndex, SearchRecord

if TYPE_CHECKING:
    from pydantic import BaseModel

    from catalogue.models import PublicService
    from catalogue.store import Catalogue

DEEPEST = 500
"""Services a search by words looks at, the best first."""
_FEW = 5_000
"""Services up to which near codes are looked for: comparing with more takes longer than the answer is worth."""


class Filter(NamedTuple):
    """One wish: the name of the filter and a value the registers know."""

    name: str
    value: str


class Finder:
    """The services of one catalogue, found."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        events = {key: code for code, event in catalogue.life_events.items() for key in (code, *event.aliases)}
        domains = {key: number for number, domain in catalogue.codes.domains.items() for key in (number, domain.slug)}
        bodies = {body: body for body in catalogue.organisations}
        self.names: Mapping[str, Mapping[str, str]] = {"event": events, "agency": bodies, "domain": domains}
        """By filter, every name that may be asked for, and the one the catalogue uses."""

    def nearest(self, key: str) -> list[str]:
        """Codes or slugs that come near, where looking for them is quick."""
        return self.catalogue.services.nearest(key[:100]) if len(self.catalogue.services) <= _FEW else []

    @cached_property
    def index(self) -> SearchIndex:
        """All services by words."""
        return SearchIndex(
            SearchRecord(code, service.name, service.keywords, service.description)
            for code, service in self.catalogue.services.items()
        )

    @cached_property
    def fitting(self) -> Mapping[Filter, frozenset[str]]:
        """The codes that fit each filter."""
        found: dict[Filter, set[str]] = {}
        for code, service in self.catalogue.services.items():
            for wish in self._filters(service):
                found.setdefault(wish, set()).add(code)
        return {wish: frozenset(codes) for wish, codes in found.items()}

    def _filters(self, service: PublicService) -> Iterator[Filter]:
        yield Filter("status", service.status)
        yield Filter("domain", service.code.domain)
        yield from (Filter("event", event) for event in service.life_events)
        for body in {service.competent_authority, *service.provided_by}:
            yield from (Filter("agency", name) for name in self._names(body))
        yield from (Filter("level", self.catalogue.organisations[body].level) for body in service.provided_by)

    def _names(self, body: str) -> set[str]:
        """An organisation and those it came from: whoever asks for an old ministry finds what the new one does."""
        names, ahead = {body}, [body]
        while ahead:
            fresh = set(self.catalogue.organisations[ahead.pop()].predecessors) - names
            names |= fresh
            ahead.extend(fresh)
        return names

    @property
    def indexed(self) -> bool:
        """Whether a search need not wait for the index to be made."""
        return "index" in vars(self)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes, in order."""
        return tuple(self.catalogue.services)

    def wished(self, query: BaseModel) -> Mapping[str, str]:
        """The filters asked for, by the names the registers use; raises a 422 Refusal that tells all unknown ones."""
        asked = {name: value for name in self.names if (value := getattr(query, name, None)) is not None}
        remarks = [
            Remark(f"?{name}", f"http-unknown-{name}", {"found": described(value)})
            for name, value in asked.items()
            if value not in self.names[name]
        ]
        if remarks:
            raise unfit(remarks)
        return {name: self.names[name][value] for name, value in asked.items()}

    def search(self, query: str) -> Sequence[str]:
        """The codes of services that have these words, the best first."""
        return [hit.key for hit in self.index.search(query, DEEPEST)]

    def sieve(self, codes: Sequence[str], filters: Sequence[Filter]) -> Sequence[str]:
        """Those of the codes that fit all filters."""
        wanted = [self.fitting.get(wish, frozenset()) for wish in filters]
        return [code for code in codes if all(code in fits for fits in wanted)] if wanted else codes
