"""Situations: what is known of a person and those around them, checked against the concepts, never stored.

Bare facts are the subject's of the event asked for (or the beneficiary's, where no event is asked for); facts of others
stand under their role. An age is a span of birth dates, and ages from then on like any birth date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.errors import FactFault, Fault, SituationError
from catalogue.evaluate import Facts, Group
from catalogue.spans import Known, Ranged
from catalogue.values import shown
from catalogue.vocabulary import has_concept, nearest
from journeys.dates import completed, starts, today
from journeys.facts import day_beyond, limit_broken, read_fact

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue.conditions import Scalar
    from catalogue.store import Catalogue

Person: TypeAlias = "dict[str, Known]"
"""What is known of one person, by concept."""
Path: TypeAlias = "tuple[str | int, ...]"

MAX_FACTS = 500
"""Facts, persons and documents one situation may hold."""


class Document(NamedTuple):
    """A document and the role whose it is; ``""`` where nobody was named: the default holder's."""

    of: str
    type: str


@dataclass(frozen=True)
class Situation:
    """Facts about persons at a day, checked: bare ones, those of each role, and the documents held and missing."""

    as_of: date
    bare: Mapping[str, Known] = field(default_factory=dict)
    persons: Mapping[str, tuple[Mapping[str, Known], ...]] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()
    held: frozenset[Document] = frozenset()
    missing: frozenset[Document] = frozenset()

    def placed(self, subject: str) -> Situation:
        """The same with the bare facts given to ``subject``. Raises SituationError where it has other facts."""
        if not self.bare:
            return self
        own = next(iter(self.persons.get(subject, ())), {})
        clash = [name for name, value in self.bare.items() if not _alike(own.get(name, value), value)]
        if clash:
            words = [{"found": name, "other": f"{subject}.{name}"} for name in clash]
            raise SituationError([FactFault((word["found"],), Fault("facts-disagree", word)) for word in words])
        return replace(self.with_facts(subject, self.bare), bare={})

    def with_facts(self, role: str, facts: Mapping[str, Known]) -> Situation:
        """The same, with more known of the person in a role."""
        if not facts:
            return self
        first, *others = self.persons.get(role) or ({},)
        return replace(self, persons={**self.persons, role: ({**first, **facts}, *others)})

    @cached_property
    def _documents(self) -> Mapping[str, Person]:
        facts: dict[str, Person] = {}
        for documents, have in ((self.missing, False), (self.held, True)):
            for document in documents:
                facts.setdefault(document.of, {})[has_concept(document.type)] = have
        return facts

    @cached_property
    def others(self) -> Mapping[str, Known]:
        """The facts of every single role, by ``role.concept``."""
        return {f"{role}.{name}": value for role in self.roles() for name, value in self.of(role).items()}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The persons of every role that is many."""
        return {role: Group(self.persons.get(role, ()), role in self.complete) for role in self.many}

    def roles(self) -> set[str]:
        """The single roles something is known of."""
        return {*self.persons, *self._documents} - {""} - self.many

    def concepts(self) -> set[str]:
        """The concepts something is known of, whoever it is."""
        persons = (facts for persons in self.persons.values() for facts in persons)
        return {concept for facts in (self.bare, *persons, *self._documents.values()) for concept in facts}

    def of(self, role: str, position: int = 0) -> Person:
        """What is known of the person in a role; of the beneficiary for ``""``."""
        if not role:
            return {**self._documents.get("", {}), **self.bare}
        persons = self.persons.get(role, ())
        known = persons[position] if position < len(persons) else {}
        return {**known, **self._documents.get(role, {})}

    def facts(self, role: str, position: int = 0) -> Facts:
        """Everything a rule may ask where the person in ``role`` is the beneficiary."""
        own = {**self.of(role, position), **self.of("")}
        groups = self.groups
        if role in self.many:
            groups = {**groups, role: Group((own,), complete=True)}
        return Facts({**self.others, **{f"{role}.{name}": value for name, value in own.items()}, **own}, groups)


class SituationReader:
    """Turns plain mappings into situations, by the concepts and roles of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.concepts = catalogue.concepts
        self.kinds = catalogue.vocabulary.concepts
        self.roles = catalogue.vocabulary.roles
        self.evidence = catalogue.evidence
        self.many = frozenset(role for role, many in self.roles.items() if many)
        self.derived: dict[str, list[tuple[str, str]]] = {}
        self.bases: dict[str, str] = {}
        for name, concept in self.concepts.items():
            if concept.derived:
                self.derived.setdefault(concept.derived.from_, []).append((name, concept.derived.unit))
                self.bases[name] = concept.derived.from_

    def read(
        self,
        facts: Mapping[str, object],
        *,
        as_of: date | None = None,
        held: Iterable[str] = (),
        missing: Iterable[str] = (),
    ) -> Situation:
        """A situation from a plain mapping; ``held`` and ``missing`` are evidence types, ``role.type`` for another's.

        Raises SituationError with every fact that cannot be.
        """
        reading = _Reading(self, as_of or today())
        names = {"held": tuple(held), "missing": tuple(missing)}
        if _size(facts) + sum(map(len, names.values())) > MAX_FACTS:
            raise SituationError([FactFault((), Fault("too-many-facts", {"limit": str(MAX_FACTS)}))])
        beyond = day_beyond(("as_of",), reading.as_of)
        if beyond:
            raise SituationError([beyond])
        bare, persons, complete = reading.whole(facts)
        have, lack = (frozenset(reading.documents(field_name, given)) for field_name, given in names.items())
        for document in sorted(set(map(self.owned, have)) & set(map(self.owned, lack))):
            words = {"found": document.type}
            reading.faults.append(FactFault(("missing",), Fault("held-and-missing", words)))
        for field_name, found in (("held", have), ("missing", lack)):
            for document in sorted(found):
                reading.agree(field_name, document, persons.get(document.of, ()) if document.of else (bare,))
        if reading.faults:
            raise SituationError(reading.faults)
        return Situation(reading.as_of, bare, persons, complete, self.many, have, lack)

    def owned(self, document: Document) -> Document:
        """The document with its default holder, where nobody was named and it has one."""
        return Document(document.of or self.evidence[document.type].holder or "", document.type)


def _size(facts: Mapping[str, object]) -> int:
    """The facts and persons of a situation, empty ones included."""
    return len(facts) + sum(_size_of(value) for value in facts.values())


def _size_of(value: object) -> int:
    if isinstance(value, list | tuple):
        return sum(1 + _size_of(item) for item in value if not isinstance(item, list | tuple))
    return len(value) if isinstance(value, Mapping) else 0


class _Reading:
    """One situation being read; faults are gathered."""

    def __init__(self, reader: SituationReader, as_of: date) -> None:
        self.reader, self.as_of = reader, as_of
        self.faults: list[FactFault] = []

    def fault(self, path: Path, rule: str, **words: str) -> None:
        self.faults.append(FactFault(path, Fault(rule, {key: shown(value) for key, value in words.items()})))

    def whole(self, facts: Mapping[str, object]) -> tuple[Person, dict[str, tuple[Person, ...]], frozenset[str]]:
        """Bare facts, persons by role, and the roles declared complete."""
        bare: dict[str, object] = {}
        persons: dict[str, tuple[Person, ...]] = {}
        complete: frozenset[str] = frozenset()
        for key, value in facts.items():
            if key == "complete" and isinstance(value, list | tuple):
                complete = frozenset(self.complete(value))
            elif isinstance(value, Mapping | list | tuple):
                persons[key] = self.role(key, value)
            else:
                bare[key] = value
        return self.person((), bare), persons, complete

    def complete(self, roles: Sequence[object]) -> Iterator[str]:
        for position, role in enumerate(roles):
            if isinstance(role, str) and role in self.reader.many:
                yield role
            else:
                self.fault(
                    ("complete", position),
                    "role-not-many",
                    found=str(role),
                    nearest=", ".join(sorted(self.reader.many)),
                )

    def role(self, role: str, value: Mapping[str, object] | Sequence[object]) -> tuple[Person, ...]:
        """The persons given for a role."""
        if role not in self.reader.roles:
            self.fault((role,), "unknown-role", found=role, nearest=nearest(role, self.reader.roles))
            return ()
        if isinstance(value, Mapping):
            return (self.person((role,), value),)
        if role not in self.reader.many:
            self.fault((role,), "role-is-single", found=role)
            return ()
        return tuple(self.member((role, position), item) for position, item in enumerate(value))

    def member(self, path: Path, value: object) -> Person:
        if isinstance(value, Mapping):
            return self.person(path, value)
        self.fault(path, "facts-expected", found=type(value).__name__)
        return {}

    def person(self, path: Path, facts: Mapping[str, object]) -> Person:
        """The facts of one person, with everything that follows from dates and ages."""
        known: Person = {}
        lone: dict[str, dict[str, int]] = {}
        for name, value in facts.items():
            read = self.fact((*path, name), name, value)
            if read is None:
                continue
            if name in self.reader.bases:
                lone.setdefault(self.reader.bases[name], {})[name] = read  # type: ignore[assignment]
            else:
                known[name] = read
        for base in sorted({*lone, *(self.reader.derived.keys() & known.keys())}):
            day = known.get(base)
            known |= self.ages(path, base, day=day if isinstance(day, date) else None, lone=lone.get(base, {}))
        return known

    def fact(self, path: Path, name: str, value: object) -> Scalar | None:
        """One fact as its concept wants it, None where it cannot be."""
        kind = self.reader.kinds.get(name)
        if kind is None:
            self.fault(path, "unknown-concept", found=name, nearest=nearest(name, self.reader.kinds))
            return None
        read = read_fact(kind.type, value)
        if read is None:
            self.fault(path, f"fact-{kind.type.value}", found=_kind(value))
            return None
        rule = limit_broken(self.reader.concepts.get(name), read)
        if rule:
            limits = self.reader.concepts[name]
            words = {
                "minimum": "…" if limits.minimum is None else str(limits.minimum),
                "maximum": "…" if limits.maximum is None else str(limits.maximum),
                "options": ", ".join(limits.options),
            }
            self.fault(path, rule, found=str(read), **words)
            return None
        return read

    def ages(self, path: Path, base: str, *, day: date | None, lone: Mapping[str, int]) -> Person:
        """The base date and all that is derived from it, exact or as spans."""
        units = dict(self.reader.derived[base])
        first, last = day or date.min, day or date.max
        for name, count in lone.items():
            try:
                earliest, latest = starts(units[name], count, self.as_of)
            except (OverflowError, ValueError):
                self.fault((*path, name), "fact-out-of-range", found=str(count), minimum="-", maximum="-", options="")
                return {}
            first, last = max(first, earliest), min(last, latest)
        if first > last:
            self.fault(
                (*path, next(iter(lone))), "facts-disagree", found=next(iter(lone)), other=", ".join([*lone, base])
            )
            return {}
        return self.derived(path, base, (first, last))

    def derived(self, path: Path, base: str, span: tuple[date, date]) -> Person:
        """The base date, and each age that follows from it on the day asked about."""
        known: Person = {base: one_or_span(span, _same_day)}
        for name, unit in self.reader.derived[base]:
            age = one_or_span(span, partial(completed_by, unit, self.as_of))
            known[name] = age
            maximum = self.reader.concepts[name].maximum
            if maximum is not None and (age.low if isinstance(age, Ranged) else age) > maximum:  # type: ignore[operator]
                words = {"minimum": "-", "maximum": str(maximum), "options": ""}
                self.fault((*path, base), "fact-out-of-range", found=str(span[0]), **words)
        return known

    def documents(self, field_name: str, names: Iterable[str]) -> Iterator[Document]:
        """Documents by type, or by role and type."""
        for position, name in enumerate(names):
            role, _, evidence = name.rpartition(".")
            if role and role not in self.reader.roles:
                self.fault((field_name, position), "unknown-role", found=role, nearest=nearest(role, self.reader.roles))
            elif evidence not in self.reader.evidence:
                words = {"found": evidence, "nearest": nearest(evidence, self.reader.evidence)}
                self.fault((field_name, position), "unknown-evidence", **words)
            else:
                yield Document(role, evidence)

    def agree(self, field_name: str, document: Document, persons: Iterable[Mapping[str, Known]]) -> None:
        """Nobody may be said to have a document in one place and to lack it in another."""
        concept, have = has_concept(document.type), field_name == "held"
        if any(person.get(concept, have) is not have for person in persons):
            path = (document.of, concept) if document.of else (concept,)
            self.fault(path, "facts-disagree", found=concept, other=field_name)


def _alike(one: Known, other: Known) -> bool:
    """Whether two things known of one fact are the same."""
    if isinstance(one, Ranged) and isinstance(other, Ranged):
        return one.origin == other.origin
    return one == other


def _same_day(day: date) -> Scalar:
    return day


def completed_by(unit: str, as_of: date, start: date) -> Scalar:
    """``completed``, its arguments in the order in which a span of starts wants them."""
    return completed(unit, start, as_of)


def one_or_span(span: tuple[date, date], derive: Callable[[date], Scalar]) -> Known:
    """What a day means for a fact: one value where both ends of a span agree, else the span."""
    ranged = Ranged(span, derive)
    return ranged.low if ranged.low == ranged.high else ranged


def _kind(value: object) -> str:
    return "null" if value is None else str(value)
