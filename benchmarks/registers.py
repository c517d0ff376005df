"""The registers of generated catalogues, and rules over their concepts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

RULES = 1_000
"""Distinct rules in a catalogue that is large enough."""
DOMAINS, OBJECTS, ACTIONS, EVENTS = 40, 100, 25, 65
AGENCIES, OFFICES, APPLICATIONS, PROVINCES, REGENCIES = 100, 200, 180, 38, 14
FLAGS, COUNTS, KINDS, OPTIONS, AMOUNTS = 60, 20, 25, 6, 10
ESSENTIALS, ERRANDS, BROUGHT, RESULTS = 20, 200, 500, 12_000
"""How many of each kind the registers hold; documents are essential, made for an errand, brought, or mere results."""


class Rule(NamedTuple):
    """A rule, with facts under which it holds and facts under which it does not, as YAML writes them."""

    text: str
    good: Mapping[str, str]
    bad: Mapping[str, str]


@cache
def rules() -> Sequence[Rule]:
    """The rules services choose from: one condition mostly, a choice of two sometimes."""
    chance = random.Random("rules")
    found: dict[str, Rule] = {}
    while len(found) < RULES:
        rule = atom(chance)
        if chance.random() < 0.3:  # noqa: PLR2004
            rule = _either(rule, atom(chance))
        found[rule.text] = rule
    return list(found.values())


def atom(chance: random.Random) -> Rule:
    """One condition over the concepts of the generated catalogues."""
    kind, number = chance.randrange(8), chance.randrange(60)
    if kind == 0:
        name = f"flag_{number % FLAGS:02}"
        return Rule(name, {name: "true"}, {name: "false"})
    if kind == 1:
        name = f"flag_{number % FLAGS:02}"
        return Rule(f"NOT {name}", {name: "false"}, {name: "true"})
    if kind in {2, 3, 4}:
        return _option(chance, f"kind_{number % KINDS:02}")
    if kind == 5:  # noqa: PLR2004
        return _at_most(f"amount_{number % AMOUNTS:02}", chance.randrange(1, 100) * 500_000)
    if kind == 6:  # noqa: PLR2004
        return _at_most(f"household.count_{number % COUNTS:02}", chance.randrange(1, 20))
    return _between(chance, chance.choice(["age_years", f"count_{number % COUNTS:02}"]))


def _option(chance: random.Random, name: str) -> Rule:
    options = chance.sample(range(1, OPTIONS), chance.choice([1, 1, 2, 3]))
    texts = ", ".join(f"'option_{option}'" for option in options)
    condition = f"{name} = {texts}" if len(options) == 1 else f"{name} IN ({texts})"
    return Rule(condition, {name: f"option_{options[0]}"}, {name: "option_0"})


def _at_most(name: str, limit: int) -> Rule:
    return Rule(f"{name} <= {limit}", {name: str(limit)}, {name: str(limit + 1)})


def _between(chance: random.Random, name: str) -> Rule:
    low = chance.randrange(1, 30)
    high = low + chance.randrange(1, 60)
    return Rule(f"{name} BETWEEN {low} AND {high}", {name: str(low)}, {name: str(high + 1)})


def _either(first: Rule, second: Rule) -> Rule:
    if first.good.keys() & second.good.keys():
        return first
    return Rule(f"{first.text} OR {second.text}", {**first.good, **second.bad}, {**first.bad, **second.bad})


# ── the registers ────────────────────────────────────────────────────────────────────────────────────────────────


def registers(count: int) -> Mapping[str, Iterable[str]]:
    """The lines of every file that is no service, for a catalogue of so many services."""
    return {
        "services.yaml": _manifest(),
        "registers/organisations.yaml": _organisations(),
        "registers/applications.yaml": _applications(),
        "registers/evidence.yaml": _evidence_types(min(count, RESULTS)),
        "registers/concepts.yaml": _concepts(),
        "registers/codes.yaml": _codes(),
        "registers/regions.csv": _regions(),
        "registers/life_events.yaml": _life_events(),
    }


def _manifest() -> Iterator[str]:
    yield "name: {id: Katalog buatan, en: Generated catalogue}"
    yield "version: 2026.11"
    yield "licence: CC-BY-4.0"
    yield "languages: {required: [id], expected: [en]}"
    yield "registers:"
    for name in ("organisations", "evidence", "applications", "concepts", "codes", "life_events"):
        yield f"  {name}: registers/{name}.yaml"
    yield "  regions: registers/regions.csv"
    yield "include: [services/*/*.yaml]"


def _named(code: str, rest: str) -> str:
    name = code.replace("-", " ").capitalize()
    return f"{code}: {{name: {{id: {name} dari daftar, en: {name} of the list}}, {rest}}}"


def _organisations() -> Iterator[str]:
    for number in range(AGENCIES):
        yield _named(f"agency-{number:03}", "kind: ministry, level: national")
    for number in range(OFFICES):
        yield _named(f"office-{number:03}", f"kind: office, level: regency, part_of: agency-{number % AGENCIES:03}")


def _applications() -> Iterator[str]:
    for number in range(APPLICATIONS):
        yield _named(f"application-{number:03}", f"owner: agency-{number % AGENCIES:03}")


def _evidence_types(results: int) -> Iterator[str]:
    for number in range(ESSENTIALS):
        yield _named(f"essential-{number:02}", "origin: service")
    for number in range(ERRANDS):
        yield _named(f"errand-{number:03}", "origin: service, made_for_purpose: true")
    for number in range(BROUGHT):
        yield _named(f"brought-{number:03}", "origin: own")
    for number in range(results):
        yield _named(f"result-{number:05}", "origin: service")


def _concepts() -> Iterator[str]:
    yield "roles:"
    yield "  applicant: {name: {id: Pemohon, en: Applicant}}"
    yield "  household: {name: {id: Keluarga, en: Household}}"
    yield "concepts:"
    yield _concept("birth_date", "date")
    yield _concept("age_years", "integer", "derived: {from: birth_date, unit: years}, minimum: 0, maximum: 130")
    yield from (_concept(f"flag_{number:02}", "boolean") for number in range(FLAGS))
    yield from (_concept(f"count_{number:02}", "integer", "minimum: 0") for number in range(COUNTS))
    yield from (_concept(f"amount_{number:02}", "integer", "unit: IDR, minimum: 0") for number in range(AMOUNTS))
    options = ", ".join(f"option_{option}: {{id: Pilihan {option}, en: Option {option}}}" for option in range(OPTIONS))
    yield from (_concept(f"kind_{number:02}", "option", f"options: {{{options}}}") for number in range(KINDS))


def _concept(name: str, kind: str, rest: str = "sensitive: false") -> str:
    words = f"{{id: 'Berapa atau apa {name}?', en: 'What is {name}?'}}"
    return f"  {name}: {{name: {{id: {name}, en: {name}}}, type: {kind}, question: {words}, {rest}}}"


def _codes() -> Iterator[str]:
    yield "domains:"
    for number in range(DOMAINS):
        label = f"{number + 1:02}"
        name = f"{{id: Urusan {label}, en: Domain {label}}}"
        yield f"  01{label}: {{name: {name}, slug: domain-{label}, ral: RAL.01.{label}}}"
    yield "actions:"
    for number in range(1, ACTIONS + 1):
        yield f"  action-{number:02}: {{number: {number:02}, name: {{id: Tindakan {number}, en: Action {number}}}}}"
    yield "objects:"
    for domain in range(DOMAINS):
        yield f"  01{domain + 1:02}:"
        for number in range(1, OBJECTS + 1):
            yield f"    object-{number:03}: {{number: {number:03}, name: {{id: Objek {number}, en: Object {number}}}}}"


def _regions() -> Iterator[str]:
    yield "code,name,level,province_code"
    for province in range(11, 11 + PROVINCES):
        yield f"{province},Provinsi {province},province,{province}"
        yield from (f"{province}.{n:02},Kabupaten {province} {n},regency,{province}" for n in range(1, REGENCIES + 1))


def _life_events() -> Iterator[str]:
    yield "stages:\n  any-age: {name: {id: Sewaktu-waktu, en: At any age}, typical_age: {from: 0, to: 120}}"
    yield "life_events:"
    for number in range(EVENTS):
        name = f"{{id: Peristiwa {number:02}, en: Event {number:02}}}"
        yield f"  event-{number:02}: {{name: {name}, subject: applicant, stage: any-age, order: {number}}}"
