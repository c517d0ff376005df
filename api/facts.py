"""What a person tells, read as a situation: each thing wrong is told by its place and kind, never by its words.

Names that nobody knows are looked for here, before the reader of situations meets them: it would search what comes near
each of them, and a body holds thousands. What it then reads is only what registers know.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from api.problems import Refusal, Remark, described, unfit
from catalogue.errors import SituationError
from catalogue.vocabulary import nearest

if TYPE_CHECKING:
    from api.problems import Word
    from catalogue.errors import FactFault
    from catalogue.store import Catalogue
    from journeys.situation import Situation

_MOST_HINTS = 3
"""Unknown keys for which what comes near is looked for: it takes longer than everything else here."""
_TOGETHER = frozenset(
    {"facts-disagree", "held-and-missing", "fact-against-event", "fact-without-role", "too-many-facts"}
)
"""Rules that no value breaks by itself."""
_BESIDE = frozenset({("held",), ("missing",), ("event_dates",)})
"""Where a fault may lie that is in no fact."""


@dataclass(frozen=True)
class Words:
    """The words a catalogue knows: what a situation may speak of, and what an answer may repeat."""

    catalogue: Catalogue

    @cached_property
    def keys(self) -> frozenset[str]:
        """What may stand in a situation: concepts, roles, and ``complete``."""
        return frozenset((*self.catalogue.vocabulary.concepts, *self.catalogue.vocabulary.roles, "complete"))

    def unknown_keys(self, situation: Mapping[str, object]) -> Iterator[Remark]:
        """The keys of a situation, and of the persons in it, that no register knows."""
        strange = [*_strange("/situation", situation, self.keys)]
        for role, told in situation.items():
            if role in self.catalogue.vocabulary.roles:
                strange += self._strange_of(f"/situation/{role}", told)
        for number, (one, key) in enumerate(strange):
            near = nearest(key[:100], self.keys) if number < _MOST_HINTS else "-"
            yield replace(one, words={**one.words, "nearest": near})

    def _strange_of(self, pointer: str, told: object) -> Iterator[tuple[Remark, str]]:
        if isinstance(told, Mapping):
            yield from _strange(pointer, told, self.catalogue.vocabulary.concepts)
        elif isinstance(told, list):
            for place, person in enumerate(told):
                if isinstance(person, Mapping):
                    yield from self._strange_of(f"{pointer}/{place}", person)

    def unknown_documents(self, pointer: str, names: Sequence[str]) -> Iterator[Remark]:
        """The documents, bare or with a role before them, that no register knows."""
        for place, name in enumerate(names):
            if not self._is_document(name):
                yield Remark(f"{pointer}/{place}", "http-unknown-evidence", {"found": described(name)})

    def _is_document(self, name: str) -> bool:
        role, _, evidence = name.rpartition(".")
        return evidence in self.catalogue.evidence and (not role or role in self.catalogue.roles)

    def unknown_services(self, names: Sequence[str]) -> Iterator[Remark]:
        """The services among those done that are none."""
        for place, name in enumerate(names):
            if self.catalogue.services.code_of(name) is None:
                yield Remark(f"/done/{place}", "http-unknown-service", {"found": described(name)})

    def wrong_beside(
        self, situation: Mapping[str, object], read: Callable[..., Situation], **documents: Sequence[str]
    ) -> list[Remark]:
        """All that is wrong with what registers know, beside the names that none knows: ``read`` does not see those."""
        known = {field: [name for name in names if self._is_document(name)] for field, names in documents.items()}
        try:
            read(self._known(situation), **known)
        except SituationError as error:
            return [self._remark(fault, situation) for fault in error.faults]
        return []

    def _known(self, situation: Mapping[str, object]) -> dict[str, object]:
        """A situation without its unknown keys; persons keep their places in a list."""
        roles = self.catalogue.vocabulary.roles
        return {
            key: self._known_of(told) if key in roles else told for key, told in situation.items() if key in self.keys
        }

    def _known_of(self, told: object) -> object:
        if isinstance(told, list):
            return [self._known_of(person) if isinstance(person, Mapping) else person for person in told]
        if isinstance(told, Mapping):
            return {key: value for key, value in told.items() if key in self.catalogue.vocabulary.concepts}
        return told

    @contextmanager
    def read_from(self, situation: Mapping[str, object]) -> Iterator[None]:
        """Turn a SituationError into a Refusal: 409 where each fact can be but not all of them together, else 422."""
        try:
            yield
        except SituationError as error:
            remarks = [self._remark(fault, situation) for fault in error.faults]
            if all(_by_itself_right(fault) for fault in error.faults):
                raise Refusal(409, "http-contradiction", remarks=remarks, count=str(len(remarks))) from None
            raise unfit(remarks) from None

    def _remark(self, fault: FactFault, situation: Mapping[str, object]) -> Remark:
        pointer = "" if fault.path[:1] in _BESIDE else "/situation"
        pointer += "".join(f"/{part}" for part in fault.path)
        words: dict[str, Word] = dict(fault.fault.words)
        if not self._registered(words.get("found")):
            words["found"] = described(_at(situation, fault.path))
        return Remark(pointer, fault.fault.rule, words)

    def _registered(self, word: Word | None) -> bool:
        return word in self.catalogue.vocabulary.concepts or word in self.catalogue.evidence


def _strange(pointer: str, told: Mapping[str, object], known: Container[str]) -> Iterator[tuple[Remark, str]]:
    """The unknown keys of one object, each with the remark on it."""
    total = str(len(told))
    for place, key in enumerate(told, 1):
        if key not in known:
            yield Remark(pointer, "http-unknown-fact", {"position": str(place), "total": total}), key


def _by_itself_right(fault: FactFault) -> bool:
    """Whether the value would do beside others, or on another day: an age no calendar reaches names no minimum."""
    by_the_day = fault.fault.rule == "fact-out-of-range" and fault.fault.words.get("minimum") == "-"
    return by_the_day or fault.fault.rule in _TOGETHER


def _at(situation: Mapping[str, object], path: Sequence[str | int]) -> object:
    """The value at a path, None where the path leads elsewhere."""
    value: object = situation
    for part in path:
        if isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif isinstance(value, Mapping):
            value = value.get(part)
        else:
            return None
    return value
