"""Services by words and by filters: which codes fit, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from catalogue.search import SearchIndex, SearchRecord
from catalogue.words import words

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue

DEEPEST = 1_000
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
    def words(self) -> frozenset[str]:
        """Every word the catalogue says of its services: these may stand in a link, whoever wrote them."""
        texts = (text for service in self.catalogue.services.values() for text in _texts(service))
        return frozenset(word for text in texts for word in words(text))

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

    def find(self, filters: Sequence[Filter], query: str | None) -> list[str]:
        """The codes that fit all filters: by rank where words are searched for, else in code order."""
        codes = self.catalogue.services if query is None else [hit.key for hit in self.index.search(query, DEEPEST)]
        wanted = [self.fitting.get(wish, frozenset()) for wish in filters]
        return [code for code in codes if all(code in fits for fits in wanted)]

    def repeatable(self, query: str) -> str | None:
        """The same search in the catalogue's own words, None where it holds any other: that is never written anywhere."""
        asked = words(query)
        return " ".join(asked) if self.words.issuperset(asked) else None


def _texts(service: PublicService) -> Iterator[str]:
    yield from service.name.values()
    yield from service.keywords
    yield from service.description.values()
