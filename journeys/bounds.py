"""On which days can a verdict change? Solved from the bounds that rules name, never by trying days.

Facts without a date stay as they are. A fact that is derived from a date grows with the days: an atom that asks of it
alone can change only when it reaches a bound. Where a rule reckons with several such facts, the days are sought between
which nothing can change.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from heapq import merge
from itertools import groupby, product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import Comparison, Junction, Not, comparisons_of, facts_of, is_linear
from catalogue.evaluate import Facts
from catalogue.registers import ConceptType
from catalogue.spans import Ranged
from journeys.bands import Growing, Reckoning, Span, Stretch
from journeys.cuts import cuts_of
from journeys.dates import completed, reached
from journeys.situation import completed_by, one_or_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from catalogue.conditions import Atom, Condition, FactRef
    from catalogue.registers import Derivation
    from catalogue.spans import Known
    from catalogue.store import Catalogue
    from journeys.situation import Situation, SituationReader


class Reached(NamedTuple):
    """A fact derived from a date, and the values on reaching which something may change."""

    role: str
    base: str
    unit: str
    values: tuple[int, ...]


class Reckoned(NamedTuple):
    """Comparisons of one atom that may change as facts derived from dates do: each one's name, date and unit."""

    comparisons: tuple[Comparison, ...]
    derived: tuple[tuple[str, str, str], ...]


Turning: TypeAlias = Reached | Reckoned
"""What may turn a rule as time goes by."""


def bases_of(turning: Turning) -> set[tuple[str, str]]:
    """The dates that a turning counts from, each with whose it is; the beneficiary's where the role is empty."""
    if isinstance(turning, Reached):
        return {(turning.role, turning.base)}
    parts = (base.rpartition(".") for _name, base, _unit in turning.derived)
    return {(role, concept) for role, _dot, concept in parts}


def turnings_of(condition: Condition, catalogue: Catalogue) -> Iterator[Turning]:
    """What may turn a rule as time goes by."""
    if isinstance(condition, Not):
        yield from turnings_of(condition.part, catalogue)
    elif isinstance(condition, Junction):
        for part in condition.parts:
            yield from turnings_of(part, catalogue)
    else:
        yield from _turnings(condition, catalogue)


def _turnings(atom: Atom, catalogue: Catalogue) -> Iterator[Turning]:
    """One at the most: an atom that asks of one fact alone is solved at once."""
    facts = dict.fromkeys(facts_of(atom))
    derived = [(fact, of) for fact in facts if (of := _derivation(fact, catalogue))]
    comparisons = comparisons_of(atom)
    if derived and len(facts) == 1 and all(is_linear(each.left) and is_linear(each.right) for each in comparisons):
        fact, of = derived[0]
        values = cuts_of(atom, fact.name, kind=ConceptType.INTEGER, known={}).firsts
        yield Reached(fact.role, of.from_, of.unit, tuple(sorted(values)))
    elif derived:
        names = tuple((fact.name, _named(fact.role, of.from_), of.unit) for fact, of in derived)
        yield Reckoned(comparisons, names)


def _derivation(fact: FactRef, catalogue: Catalogue) -> Derivation | None:
    concept = catalogue.concepts.get(fact.concept)
    return concept.derived if concept else None


def _named(role: str, concept: str) -> str:
    return f"{role}.{concept}" if role else concept


def on_day(reader: SituationReader, situation: Situation, day: date) -> Situation:
    """The same persons on another day: everything derived from a date is that day's."""
    persons = {
        role: tuple(aged(reader, facts, day) for facts in several) for role, several in situation.persons.items()
    }
    return replace(situation, as_of=day, bare=aged(reader, situation.bare, day), persons=persons)


def aged(reader: SituationReader, facts: Mapping[str, Known], day: date) -> Mapping[str, Known]:
    """What is known of one person, everything derived from a date as it is on another day."""
    bases = reader.derived.keys() & facts.keys()
    if not bases:
        return facts
    known = dict(facts)
    for base in bases:
        value = facts[base]
        for name, unit in reader.derived[base]:
            known[name] = counted(unit, value, day)
    return known


def counted(unit: str, base: Known, day: date) -> Known:
    """The units completed on a day since a date, or since one in a span of dates."""
    if isinstance(base, Ranged):
        return one_or_span(base.origin, partial(completed_by, unit, day))
    return completed(unit, base, day)  # type: ignore[arg-type] # a base is a date


def span_of(value: Known | None) -> Span | None:
    """The first and last day that a date may be, None where nothing is known."""
    if isinstance(value, Ranged):
        return value.origin
    return (value, value) if isinstance(value, date) else None


def _spans(turning: Reached, facts: Facts) -> Iterator[Span]:
    """The base date of everybody whom a turning may speak of."""
    if turning.role in facts.groups:
        found = [span_of(person.get(turning.base)) for person in facts.groups[turning.role].persons]
    else:
        found = [span_of(facts.get(_named(turning.role, turning.base)))]
    yield from (span for span in found if span)


class Horizon(NamedTuple):
    """The day after which changes are looked for, and the last of them where a rule reckons with several facts."""

    start: date
    end: date


def days(turnings: Iterable[Turning], facts: Facts, horizon: Horizon) -> Iterator[date]:
    """Every day on which one of these may change what is true, in order: no other day can be one."""
    few: set[date] = set()
    streams: list[Iterator[date]] = []
    for turning in turnings:
        if isinstance(turning, Reached):
            few.update(day for span in _spans(turning, facts) for end in span for day in _reached(turning, end))
        else:
            streams += [_sought(turning, told, horizon) for told in _told(turning, facts)]
    solved = sorted(day for day in few if day > horizon.start)
    return (day for day, _same in groupby(merge(solved, *streams))) if streams else iter(solved)


def _reached(turning: Reached, start: date) -> Iterator[date]:
    for value in turning.values:
        with suppress(OverflowError, ValueError):  # later than any calendar reaches is never
            yield reached(turning.unit, start, value)


def _told(turning: Reckoned, facts: Facts) -> Iterator[Mapping[str, Known]]:
    """What is known, once for every choice of persons where an atom speaks of roles that are many."""
    asked = {fact.role for each in turning.comparisons for fact in facts_of(each)}
    roles = sorted(asked & facts.groups.keys())
    for persons in product(*(facts.groups[role].persons for role in roles)):
        chosen = zip(roles, persons, strict=True)
        yield {**facts, **{_named(role, name): value for role, person in chosen for name, value in person.items()}}


def _sought(turning: Reckoned, told: Mapping[str, Known], horizon: Horizon) -> Iterator[date]:
    """The days on which an atom may change, by those of its comparisons all of whose facts are known."""
    growing = {name: Growing(unit, span) for name, base, unit in turning.derived if (span := span_of(told.get(base)))}
    known = {name: value for name, value in told.items() if isinstance(value, int | Decimal)} | growing
    asked = [each for each in turning.comparisons if all(fact.name in known for fact in facts_of(each))]
    stretch = Stretch(horizon.start.toordinal(), horizon.end.toordinal())
    return map(date.fromordinal, Reckoning(asked, known).changes(stretch))
