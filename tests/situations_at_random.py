"""Situations at random, for properties: every fact can be, and no two disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.rules_at_random import OPTIONS, TODAY, TOWNS, days, quarters

if TYPE_CHECKING:
    from journeys.situation import Situation, SituationReader

_OWN: dict[str, st.SearchStrategy[object]] = {
    "enrolled": st.booleans(),
    "employed": st.booleans(),
    "children": st.integers(0, 6),
    "income": quarters.filter(lambda value: value >= 0),
    "status": st.sampled_from(OPTIONS),
    "town": st.sampled_from([town for town in TOWNS if town]),
    "moved_on": days,
}
_AGES: dict[str, st.SearchStrategy[object]] = {
    "birth_date": days,
    "age_years": st.integers(0, 3),
    "age_months": st.integers(0, 30),
    "age_days": st.integers(0, 900),
}


@st.composite
def persons(draw: st.DrawFn) -> dict[str, object]:
    """What is known of one person of the village."""
    names = draw(st.lists(st.sampled_from(sorted(_OWN)), unique=True, max_size=len(_OWN)))
    known = {name: draw(_OWN[name]) for name in names}
    age = draw(st.sampled_from([*_AGES, ""]))
    return {**known, age: draw(_AGES[age])} if age else known


@st.composite
def situations(draw: st.DrawFn) -> dict[str, object]:
    """What is known of the beneficiary, the child, the mother and the heirs of the village."""
    facts: dict[str, object] = dict(draw(persons()))
    for role in draw(st.lists(st.sampled_from(["child", "mother"]), unique=True)):
        facts[role] = draw(persons())
    if draw(st.booleans()):
        facts["heir"] = draw(st.lists(persons(), max_size=2))
    if draw(st.booleans()):
        facts["complete"] = ["heir"]
    return facts


@st.composite
def fewer(draw: st.DrawFn, facts: Mapping[str, object]) -> dict[str, object]:
    """Some of the facts of a situation; groups keep their persons, or say that there are more."""
    kept: dict[str, object] = {}
    for name, value in facts.items():
        if isinstance(value, Mapping):
            kept[name] = draw(fewer(value))
        elif name == "complete":
            kept |= {name: value} if draw(st.booleans()) else {}
        elif isinstance(value, list):
            kept[name] = [draw(fewer(item)) for item in value]
        elif draw(st.booleans()):
            kept[name] = value
    return kept


def read(reader: SituationReader, facts: Mapping[str, object], **documents: Iterable[str]) -> Situation:
    """The situation on the day of the tests."""
    return reader.read(facts, as_of=TODAY, **documents)


@st.composite
def facts_of_somebody(draw: st.DrawFn, reader: SituationReader) -> dict[str, object]:
    """Some facts of one person, from the concepts of any catalogue."""
    plain = {name: kind for name, kind in reader.kinds.items() if name not in reader.bases}
    names = draw(st.lists(st.sampled_from(sorted(plain)), max_size=12, unique=True))
    known = {name: draw(_some_value(reader, name)) for name in names if name not in reader.derived}
    if draw(st.booleans()):
        known["age_years"] = draw(st.integers(0, 90))
    return known


def _some_value(reader: SituationReader, name: str) -> st.SearchStrategy[object]:
    kind, concept = reader.kinds[name], reader.concepts.get(name)
    low = int(concept.minimum or 0) if concept else 0
    high = int(concept.maximum) if concept and concept.maximum is not None else low + 100
    return {
        "boolean": st.booleans(),
        "integer": st.integers(low, high),
        "decimal": st.integers(low, high).map(Decimal),
        "date": st.dates().filter(lambda day: 1950 <= day.year <= 2026),
        "option": st.sampled_from(kind.options or ("-",)),
        "text": st.sampled_from(["Jember", "Kendal"]),
    }[kind.type.value]
