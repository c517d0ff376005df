"""Changes to a catalogue as data, and the catalogue that comes of them; files are never touched.

Mergers come first, then documents dropped, then services retired: whoever names a service that was merged means the one
it became.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from rapidfuzz.process import extract

from catalogue.errors import UnknownCode
from catalogue.parts import EvidenceDemand
from catalogue.references import links_of
from catalogue.store import Catalogue, Services, ServicesOverlaid
from planning.merging import ChangeRefused, made, merged, merged_offers

if TYPE_CHECKING:
    from catalogue.models import Offer, PublicService

_POINTING = ("requires", "excludes", "successors")
"""How one service names another."""


@dataclass(frozen=True, init=False)
class Merge:
    """Several services become one, which keeps the first one's code; by code or slug."""

    services: tuple[str, ...]

    def __init__(self, keeper: str, *others: str) -> None:
        object.__setattr__(self, "services", (keeper, *others))


@dataclass(frozen=True)
class DropDocument:
    """A service no longer takes a document: an evidence type, and a service by code or slug."""

    document: str
    service: str


@dataclass(frozen=True)
class Retire:
    """A service ends, and nothing takes its place; by code or slug."""

    service: str


Change: TypeAlias = Merge | DropDocument | Retire


class ServicesChanged(ServicesOverlaid):
    """The services of a catalogue, some of them changed, with what these name; there are as many as before."""

    def __init__(self, services: Services, changed: Mapping[str, PublicService]) -> None:
        super().__init__(services, changed)
        self._links: dict[tuple[str, str], list[str]] = {}
        for code, service in changed.items():
            for link in links_of(service):
                self._links.setdefault(link, []).append(code)

    def adopt(self, catalogue: Catalogue) -> None:
        """Let those that are otherwise know the catalogue they belong to; the rest stay with theirs."""
        for service in self._otherwise.values():
            service.adopt(catalogue)

    def linked(self, link: str, key: str) -> tuple[str, ...]:
        """The codes of services that name ``key`` in this sense."""
        kept = (code for code in super().linked(link, key) if code not in self._otherwise)
        return tuple(sorted({*kept, *self._links.get((link, key), ())}))


@dataclass(frozen=True)
class Changed:
    """A catalogue with changes made to it."""

    before: Catalogue
    after: Catalogue
    groups: Mapping[str, tuple[str, ...]]
    """Mergers: the codes of all that became one, by the code that stays."""
    dropped: tuple[tuple[str, str], ...]
    """Documents, each with the code of the service that no longer takes it."""
    retired: tuple[str, ...]
    touched: frozenset[str]
    """The codes of the services that are otherwise than before."""

    def image(self, code: str) -> str:
        """The service that stands for one after the mergers."""
        return _images(self.groups).get(code, code)


def applied(catalogue: Catalogue, changes: Sequence[Change]) -> Changed:
    """The catalogue with changes made to it.

    Raises UnknownCode with the nearest three for a service or document there is not, ChangeRefused for a change that
    cannot be made.
    """
    if not changes:
        raise ChangeRefused("change-none")
    groups = _groups(catalogue, changes)
    retired = tuple(dict.fromkeys(_code(catalogue, one.service) for one in changes if isinstance(one, Retire)))
    for code in retired:
        if code in _images(groups):
            raise ChangeRefused("change-merged-and-retired", found=catalogue.services[code].slug)
    dropped = tuple(dict.fromkeys(_drop(catalogue, one, groups) for one in changes if isinstance(one, DropDocument)))
    making = _Making(catalogue)
    for group in groups.values():
        making.merge(group)
    for document, code in dropped:
        making.drop(document, code)
    for code in retired:
        making.retire(code)
    digest = hashlib.sha256(repr((catalogue.version, groups, dropped, retired)).encode()).hexdigest()
    services = ServicesChanged(catalogue.services, making.changed)
    after = replace(catalogue, version=digest[:16], services=services, offers=making.offers)
    return Changed(catalogue, after, groups, dropped, retired, frozenset(making.changed))


def _images(groups: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """The code that stays, for each that was merged."""
    return {code: keeper for keeper, codes in groups.items() for code in codes}


def _code(catalogue: Catalogue, key: str) -> str:
    return catalogue.services.find(key).code


def _groups(catalogue: Catalogue, changes: Iterable[Change]) -> Mapping[str, tuple[str, ...]]:
    """All mergers; those that share a service are one, and the service named first stays."""
    groups: list[tuple[str, ...]] = []
    for change in changes:
        if isinstance(change, Merge):
            codes = tuple(dict.fromkeys(_mergeable(catalogue, key) for key in change.services))
            if len(codes) < 2 or len(codes) < len(change.services):  # noqa: PLR2004 - with itself
                raise ChangeRefused("change-merge-itself", found=catalogue.services[codes[0]].slug)
            joined = [group for group in groups if not set(codes).isdisjoint(group)]
            groups = [group for group in groups if group not in joined]
            groups.append(tuple(dict.fromkeys(code for group in (*joined, codes) for code in group)))
    return {group[0]: group for group in groups}


def _mergeable(catalogue: Catalogue, key: str) -> str:
    service = catalogue.services.find(key)
    if service.status != "active":
        raise ChangeRefused("change-merge-not-active", found=service.slug, status=service.status)
    return service.code


def _drop(catalogue: Catalogue, change: DropDocument, groups: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """A document dropped, and the code of the service that is to do without it."""
    if change.document not in catalogue.evidence:
        near = extract(change.document, list(catalogue.evidence), limit=3, score_cutoff=40)
        raise UnknownCode("document", change.document, [name for name, _score, _place in near])
    named = _code(catalogue, change.service)
    code = _images(groups).get(named, named)
    asked = {name for member in groups.get(code, (code,)) for name in _asked(catalogue.services[member])}
    if change.document not in asked:
        words = {"found": catalogue.services[named].slug, "document": change.document}
        raise ChangeRefused("change-not-demanded", **words, expected=", ".join(sorted(asked)) or "-")
    return change.document, code


def _asked(service: PublicService) -> AbstractSet[str]:
    return {name for _location, demand in service.demands() for name in demand.types}


class _Making:
    """The services and offers that are to be otherwise, as one change after another is made."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.changed: dict[str, PublicService] = {}
        self.offers: Mapping[tuple[str, str], Offer] = catalogue.offers

    def service(self, code: str) -> PublicService:
        """A service as it is by now."""
        return self.changed.get(code) or self.catalogue.services[code]

    def merge(self, group: Sequence[str]) -> None:
        """Make one service of several; the others are superseded by it, and who named them names it."""
        keeper, *others = group
        services = [self.service(code) for code in group]
        self.changed[keeper] = merged(self.catalogue, services)
        for service in services[1:]:
            self.changed[service.code] = made(service, status="superseded", successors=(keeper,))
        kept = {key: offer for key, offer in self.offers.items() if key[0] not in group}
        local = {(keeper, offer.region): offer for offer in merged_offers(self.catalogue, services)}
        self.offers = {**kept, **local}
        for field in _POINTING:
            for code in self._naming(field, others):
                if code not in group:
                    self._point(code, field, group)

    def _naming(self, field: str, codes: Iterable[str]) -> list[str]:
        """The services that name any of these in a field."""
        services = self.catalogue.services
        keys = [key for code in codes for key in (code, services[code].slug)]
        return list(dict.fromkeys(code for key in keys for code in services.linked(field, key)))

    def _point(self, code: str, field: str, group: Sequence[str]) -> None:
        service = self.service(code)
        found = [self.catalogue.services.find(key).code for key in getattr(service, field)]
        keys = dict.fromkeys(group[0] if key in group else key for key in found)
        self.changed[code] = made(service, **{field: tuple(keys)})

    def drop(self, document: str, code: str) -> None:
        """Let a service do without a document, on every channel."""
        service = self.service(code)
        channels = [
            channel.model_copy(update={"evidence": _without(channel.evidence, document)})
            for channel in service.channels
        ]
        self.changed[code] = made(service, evidence=_without(service.evidence, document), channels=tuple(channels))

    def retire(self, code: str) -> None:
        """End a service, without anything in its place."""
        self.changed[code] = made(self.service(code), status="historical", successors=())


def _without(demands: Iterable[EvidenceDemand], document: str) -> tuple[EvidenceDemand, ...]:
    """What is still asked for: what only the document could meet falls away, elsewhere it is no alternative."""
    kept = []
    for demand in demands:
        left = tuple(name for name in demand.types if name != document)
        if left:
            only, several = (left[0], ()) if len(left) == 1 else (None, left)
            kept.append(demand.model_copy(update={"type": only, "one_of": several}))
    return tuple(kept)
