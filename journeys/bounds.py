"""On which days can a verdict change? Solved from the bounds that rules name, never by trying days.

Facts without a date stay as they are. A fact that is derived from a date grows with the days: an atom that compares it
with literals can change only when it reaches one of them, or leaves it. Where a rule reckons with such facts, or
compares them with others, every day counts on which one of them changes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from heapq import merge
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from catalogue.conditions import Arithmetic, Junction, Not, children, facts_of, literals_of
from catalogue.evaluate import Facts
from catalogue.spans import Ranged
from journeys.dates import completed, reached
from journeys.situation import completed_by, one_or_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from catalogue.conditions import Atom, Condition, FactRef
    from catalogue.registers import Derivation
    from catalogue.spans import Known
    from catalogue.store import Catalogue
    from journeys.situation import Situation, SituationReader

Span = tuple[date, date]
"""The first and last day that a date may be."""


class Turning(NamedTuple):
    """A fact derived from a date, and the values on reaching which something may change; None: each of them."""

    role: str
    base: str
    unit: str
    values: tuple[int, ...] | None


def turnings_of(condition: Condition, catalogue: Catalogue) -> Iterator[Turning]:
    """What may turn a rule as time goes by."""
    if isinstance(condition, Not | Junction):
        for part in children(condition):
            yield from turnings_of(part, catalogue)  # type: ignore[arg-type] # the parts of conditions are conditions
        return
    facts = dict.fromkeys(facts_of(condition))
    values = _values(condition) if len(facts) == 1 else None
    for fact in facts:
        derived = _derivation(fact, catalogue)
        if derived:
            yield Turning(fact.role, derived.from_, derived.unit, values)


def _derivation(fact: FactRef, catalogue: Catalogue) -> Derivation | None:
    concept = catalogue.concepts.get(fact.concept)
    return concept.derived if concept else None


def _values(atom: Atom) -> tuple[int, ...] | None:
    """The whole numbers at which an atom of one fact may change, None where it reckons."""
    if any(isinstance(part, Arithmetic) for part in children(atom)):
        return None
    bounds = [value for value in literals_of(atom) if not isinstance(value, str | date)]
    return tuple(sorted({step for bound in bounds for step in (ceil(bound), floor(bound) + 1)}))


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


def _spans(turning: Turning, facts: Facts) -> Iterator[Span]:
    """The base date of everybody whom a turning may speak of."""
    if turning.role in facts.groups:
        found = [span_of(person.get(turning.base)) for person in facts.groups[turning.role].persons]
    else:
        found = [span_of(facts.get(f"{turning.role}.{turning.base}" if turning.role else turning.base))]
    yield from (span for span in found if span)


class Horizon(NamedTuple):
    """The day after which changes are looked for, and the last of them where every day may be one."""

    start: date
    end: date


def days(turnings: tuple[Turning, ...], facts: Facts, horizon: Horizon) -> Iterator[date]:
    """Every day on which one of these may change what is true, in order: no other day can be one."""
    few: set[date] = set()
    streams: dict[tuple[str, date], Iterator[date]] = {}
    for turning in turnings:
        for end in {end for span in _spans(turning, facts) for end in span}:
            if turning.values is None:
                streams.setdefault((turning.unit, end), _each(turning.unit, end, horizon))
            else:
                few.update(_reached(turning, end))
    solved = sorted(day for day in few if day > horizon.start)
    return merge(solved, *streams.values()) if streams else iter(solved)


def _reached(turning: Turning, start: date) -> Iterator[date]:
    for value in turning.values or ():
        with suppress(OverflowError, ValueError):  # later than any calendar reaches is never
            yield reached(turning.unit, start, value)


def _each(unit: str, start: date, horizon: Horizon) -> Iterator[date]:
    """Each day on which the count from ``start`` grows, within the horizon."""
    count = completed(unit, start, horizon.start) + 1
    while (day := reached(unit, start, count)) <= horizon.end:
        yield day
        count += 1
