"""Pages of a list of services, and the cursors that lead from one to the next.

A cursor names the version of the catalogue, so that no service is missed or seen twice, and how many services come
before its page. After a search it holds the services still to come instead of the words: those may be somebody's name.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from api.finding import DEEPEST
from api.problems import Refusal

if TYPE_CHECKING:
    from api.finding import Filter, Finder

CURSOR = r"[0-9a-f]{16}\.[0-9]{1,9}(\.([A-Za-z0-9_-]{4})+)?"
"""Version, services before the page, and after a search the services from there on."""
LONGEST_CURSOR = 30 + 4 * DEEPEST
"""Characters of a cursor."""
_BYTES = 3
"""Bytes for the place of a service: four letters in an address."""


class Part(NamedTuple):
    """One page: its services, how many the whole list has, and the query of the next page."""

    page: Sequence[str]
    total: int
    link: str | None


@dataclass(frozen=True)
class Pages:
    """A list of services by filters, ``limit`` a page."""

    finder: Finder
    filters: Sequence[Filter]
    limit: int

    def first(self, words: str | None) -> Part:
        """The first page, of all services or of those that have the words."""
        finder = self.finder
        codes = finder.sieve(finder.codes if words is None else finder.search(words), self.filters)
        return self._part(codes, 0, searched=words is not None)

    def after(self, cursor: str) -> Part:
        """The page a cursor leads to; raises a 410 Refusal for a cursor of another catalogue."""
        version, before, *rest = cursor.split(".")
        if version != self.finder.catalogue.version:
            raise Refusal(410, "http-old-cursor")
        if rest:
            return self._part(self.finder.sieve(self._unpacked(rest[0]), self.filters), int(before), searched=True)
        codes = self.finder.sieve(self.finder.codes, self.filters)
        page = self._part(codes[int(before) :], int(before), searched=False)
        return page._replace(total=len(codes))

    def _part(self, codes: Sequence[str], before: int, *, searched: bool) -> Part:
        page, rest = codes[: self.limit], codes[self.limit :]
        link = self._link(before + self.limit, rest if searched else ()) if rest else None
        return Part(page, before + len(codes), link)

    def _link(self, before: int, rest: Sequence[str]) -> str:
        cursor = f"{self.finder.catalogue.version}.{before}"
        wishes = {} if rest else {wish.name: wish.value for wish in self.filters}
        return urlencode({**wishes, "limit": self.limit, "after": f"{cursor}.{self._packed(rest)}" if rest else cursor})

    def _packed(self, codes: Sequence[str]) -> str:
        places = (bisect_left(self.finder.codes, code) for code in codes)
        return urlsafe_b64encode(b"".join(place.to_bytes(_BYTES, "big") for place in places)).decode()

    def _unpacked(self, rest: str) -> list[str]:
        """The codes that were packed; places that no service has are passed over."""
        known, data = self.finder.codes, urlsafe_b64decode(rest)
        places = (int.from_bytes(data[at : at + _BYTES], "big") for at in range(0, len(data), _BYTES))
        return [known[place] for place in places if place < len(known)]
