"""What a change can touch, and what it takes from everybody: services on the way, life events, documents, names."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from journeys.checks import obtainable
from planning.comparison import Losses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from collections.abc import Set as AbstractSet

    from catalogue.store import Catalogue
    from planning.changes import Changed


class DanglingName(NamedTuple):
    """A service whose field names one that is no more; both by code."""

    service: str
    field: Literal["requires", "successors"]
    names: str


class Touched:
    """What a change can touch."""

    def __init__(self, changed: Changed) -> None:
        self.changed = changed
        self._both = changed.before, changed.after

    @cached_property
    def _purposes(self) -> frozenset[str]:
        """The documents whose issuers belong into a journey whoever asks."""
        evidence = self.changed.before.evidence.items()
        return frozenset(code for code, entry in evidence if entry.made_for_purpose)

    def leading(self, missing: Collection[str] = ()) -> AbstractSet[str]:
        """The services that bring into a journey what is otherwise, where these documents are missing.

        A document that is neither missing nor made for one errand is brought, and leads nowhere.
        """
        reached, waiting = set(self._otherwise), list(self._otherwise)
        pulling = self._purposes.union(missing)
        while waiting:
            for code in self._leading_to(waiting.pop(), pulling):
                if code not in reached:
                    reached.add(code)
                    waiting.append(code)
        return reached

    @cached_property
    def _otherwise(self) -> frozenset[str]:
        """The services that are otherwise, and those that ask for what cannot be had any more."""
        linked = self.changed.after.services.linked
        return self.changed.touched.union(*(linked("demands", document) for document in self.losses.documents))

    def _leading_to(self, code: str, pulling: Collection[str]) -> Iterator[str]:
        """The services that lead to one: they ask for what it gives, or it must come before them."""
        for catalogue in self._both:
            service = catalogue.services[code]
            for output in service.produces:
                if output.type in pulling:
                    yield from catalogue.services.linked("demands", output.type)
            for key in (code, service.slug):
                yield from catalogue.services.linked("requires", key)

    def empties(self, *events: str) -> bool:
        """Whether a life event, given with the broader ones, had active services and has none any more."""
        codes = self.called_for(*events)
        then, now = (any(known.services[code].status == "active" for code in codes) for known in self._both)
        return then and not now

    def called_for(self, *events: str) -> AbstractSet[str]:
        """The services of life events, before or after."""
        return {code for known in self._both for event in events for code in known.services.linked("event", event)}

    @cached_property
    def losses(self) -> Losses:
        """The documents, and the steps before others, that are no more."""
        orders: dict[str, list[str]] = {}
        for service, field, names in self.dangling:
            if field == "requires":
                orders.setdefault(service, []).append(names)
        issued, still = (_issued(known) for known in self._both)
        then, now = (obtainable(known, _active(known)) for known in self._both)
        return Losses({code: code in still for code in (then - now) | (issued - still)}, orders)

    @cached_property
    def dangling(self) -> tuple[DanglingName, ...]:
        """The services that name one that is no more: it must come before an active one, or came after another."""
        ended = [code for code in self.changed.retired if self.changed.before.services[code].status == "active"]
        return tuple(name for code in ended for name in self._naming(code))

    def _naming(self, code: str) -> Iterator[DanglingName]:
        services = self.changed.after.services
        fields: tuple[Literal["requires", "successors"], ...] = ("requires", "successors")
        for field in fields:
            for other in sorted({one for key in (code, services[code].slug) for one in services.linked(field, key)}):
                if field == "successors" or services[other].status == "active":
                    yield DanglingName(other, field, code)


def _active(catalogue: Catalogue) -> list[str]:
    return [code for code, service in catalogue.services.items() if service.status == "active"]


def _issued(catalogue: Catalogue) -> set[str]:
    """The documents that active services issue."""
    outputs = (output for code in _active(catalogue) for output in catalogue.services[code].produces)
    return {output.type for output in outputs if not output.updates}
