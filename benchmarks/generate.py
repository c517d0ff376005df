"""Catalogues of any size, the same on every machine: services shaped like the shipped ones, and their registers.

On the average a shipped service has 45 lines, 2,500 bytes and 230 YAML events, demands four documents and comes after
2.5 others; so has a generated one. The first event reaches as many services as the widest of the shipped ones.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import home
from catalogue.codes import ServiceCode

FIRST_EVENT = "event-00"
"""The event that reaches ``WIDEST`` services: the last ones."""
WIDEST = 20
RULES = 1_000
"""Distinct rules in a catalogue that is large enough."""

_DOMAINS, _OBJECTS, _ACTIONS, _EVENTS = 40, 100, 25, 65
_AGENCIES, _OFFICES, _APPLICATIONS, _PROVINCES, _REGENCIES = 100, 200, 180, 38, 14
_FLAGS, _COUNTS, _KINDS, _OPTIONS, _AMOUNTS = 60, 20, 25, 6, 10
_ESSENTIALS, _ERRANDS, _BROUGHT, _RESULTS = 20, 200, 500, 12_000
_INDONESIAN = """
layanan izin usaha akta surat kartu bantuan pendaftaran pembaruan laporan warga keluarga anak kantor daerah
pusat rumah tanah kerja sekolah kesehatan pajak modal industri perdagangan pemohon berkas syarat penerbitan baru
"""
_ENGLISH = """
service licence business deed letter card aid registration renewal report resident family child office region
centre house land work school health tax capital industry trade applicant file condition issue new
"""
_WORDS = {"id": _INDONESIAN.split(), "en": _ENGLISH.split()}


class Rule(NamedTuple):
    """A rule, with facts under which it holds and facts under which it does not, as YAML writes them."""

    text: str
    good: Mapping[str, str]
    bad: Mapping[str, str]


def catalogue_of(count: int) -> Path:
    """The folder of a catalogue of so many services; written when it is not there yet, or not as it would be now."""
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = home() / f"{count}-{version}"
    if not folder.exists():
        for older in home().glob(f"{count}-*"):
            shutil.rmtree(older)
        unfinished = folder.with_suffix(".part")
        write(unfinished, count)
        unfinished.rename(folder)
    return folder


def write(folder: Path, count: int) -> None:
    """Write a catalogue of so many services, one file each."""
    for number in range(_DOMAINS):
        (folder / "services" / f"domain-{number:02}").mkdir(parents=True)
    (folder / "registers").mkdir()
    for name, lines in _registers(count).items():
        _write(folder / name, lines)
    for number in range(count):
        path = folder / "services" / f"domain-{number % _DOMAINS:02}" / f"{slug(number)}.yaml"
        _write(path, _service(number, count))


def slug(number: int) -> str:
    """The file name of a service, without its ending."""
    return f"layanan-{number:06}"


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
        name = f"flag_{number % _FLAGS:02}"
        return Rule(name, {name: "true"}, {name: "false"})
    if kind == 1:
        name = f"flag_{number % _FLAGS:02}"
        return Rule(f"NOT {name}", {name: "false"}, {name: "true"})
    if kind in {2, 3, 4}:
        return _option(chance, f"kind_{number % _KINDS:02}")
    if kind == 5:  # noqa: PLR2004
        return _at_most(f"amount_{number % _AMOUNTS:02}", chance.randrange(1, 100) * 500_000)
    if kind == 6:  # noqa: PLR2004
        return _at_most(f"household.count_{number % _COUNTS:02}", chance.randrange(1, 20))
    return _between(chance, chance.choice(["age_years", f"count_{number % _COUNTS:02}"]))


def _option(chance: random.Random, name: str) -> Rule:
    options = chance.sample(range(1, _OPTIONS), chance.choice([1, 1, 2, 3]))
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


# ── a service ────────────────────────────────────────────────────────────────────────────────────────────────────


def _service(number: int, count: int) -> Iterator[str]:
    chance = random.Random(number)
    code = ServiceCode.of(
        f"01{number % _DOMAINS + 1:02}",
        f"{number // _DOMAINS % _OBJECTS + 1:03}",
        action_number=f"{number // (_DOMAINS * _OBJECTS) % _ACTIONS + 1:02}",
        variant=f"{number // (_DOMAINS * _OBJECTS * _ACTIONS):02}",
    )
    asked = _asked(chance)
    yield f"code: {code}"
    yield f"name: {_flow(chance, 5, str(number))}"
    yield f"description:{_block(chance, 14)}"
    yield f"keywords: [{_phrase(chance, 'id', 2)}, {_phrase(chance, 'id', 2)}]"
    yield f"competent_authority: agency-{number % _AGENCIES:03}"
    yield f"provided_by: office-{number % _OFFICES:03}"
    yield f"ral: RAL.01.{number % _DOMAINS + 1:02}.{number % 9 + 1:02}"
    yield f"life_events: [{', '.join(_events(number, count))}]"
    yield from _requirements(chance, asked)
    yield from _evidence(chance)
    yield f"produces:\n  - {_product(number)}"
    yield from _circumstances(chance, number)
    yield from _sources(chance, number)
    yield from _examples(asked)


def _asked(chance: random.Random) -> list[Rule]:
    """The rules of a service: two at the most, never about the same fact."""
    first, second = chance.sample(rules(), 2)
    return [first] if first.good.keys() & second.good.keys() or chance.random() < 0.4 else [first, second]  # noqa: PLR2004


def _events(number: int, count: int) -> list[str]:
    if number >= count - WIDEST:
        return [FIRST_EVENT]
    own = [number % (_EVENTS - 1), number // 7 % (_EVENTS - 1)]
    return [f"event-{event + 1:02}" for event in sorted(set(own))]


def _requirements(chance: random.Random, asked: Sequence[Rule]) -> Iterator[str]:
    yield "requirements:"
    for rule in asked:
        yield f"  - name: {_flow(chance, 5)}"
        yield f"    rule: {rule.text}"
        yield f"    law: {{title: UU {chance.randrange(1, 60)}/2019, article: pasal {chance.randrange(1, 90)}}}"
    yield f"  - name: {_flow(chance, 6)}"


def _evidence(chance: random.Random) -> Iterator[str]:
    essentials = chance.sample(range(_ESSENTIALS), 2)
    brought = [f"brought-{chance.randrange(_BROUGHT):03}" for _position in range(3)]
    yield "evidence:"
    yield from (f"  - essential-{essential:02}" for essential in essentials)
    if chance.random() < 0.25:  # noqa: PLR2004
        yield f"  - errand-{chance.randrange(_ERRANDS):03}"
    yield f"  - {{type: {brought[0]}, note: {_flow(chance, 4)}}}"
    if brought[1] != brought[2]:
        yield f"  - one_of: [{brought[1]}, {brought[2]}]"
        yield f"    when: flag_{chance.randrange(_FLAGS):02} = TRUE"


def _product(number: int) -> str:
    """The essentials come from one service each, what is made for an errand from two, the rest is hardly asked for."""
    if number < _ESSENTIALS:
        return f"essential-{number:02}"
    if number < _ESSENTIALS + 2 * _ERRANDS:
        return f"errand-{(number - _ESSENTIALS) % _ERRANDS:03}"
    return f"result-{number % _RESULTS:05}"


def _circumstances(chance: random.Random, number: int) -> Iterator[str]:
    if number % 6 == 0:
        yield f"deadline: {{within: P{chance.randrange(1, 90)}D, after: event-01}}"
    if number % 3 == 0:
        yield f"processing_time: {{working_days: {chance.randrange(1, 30)}, note: {_flow(chance, 3)}}}"
    application = f"application-{number % _APPLICATIONS:03}"
    yield "costs:\n  - {value: 0, currency: IDR}"
    yield "channels:\n  - {type: counter}"
    yield f"  - {{type: web, application: {application}, url: https://{application}.example.go.id}}"
    yield f"  - {{type: app, application: {application}, note: {_flow(chance, 3)}}}"
    yield f"applications: [{application}]"
    yield f"legal_resources:\n  - {{title: Permen {chance.randrange(1, 60)}/2019}}"
    yield f"asta_cita: [{number % 8 + 1}]"
    yield f"note:{_block(chance, 18)}"


def _sources(chance: random.Random, number: int) -> Iterator[str]:
    yield "sources:"
    for place in range(3):
        address = f"https://sumber-{place}.example.go.id/layanan/{number}"
        yield f"  - {{title: {_phrase(chance, 'id', 3)}, url: {address}, confidence: medium}}"


def _examples(asked: Sequence[Rule]) -> Iterator[str]:
    good = dict(chain.from_iterable(rule.good.items() for rule in asked))
    yield "examples:"
    yield f"  - {{situation: {_situation(good)}, verdict: met}}"
    for rule in asked:
        yield f"  - {{situation: {_situation({**good, **rule.bad})}, verdict: not_met}}"
    yield "  - {situation: {}, verdict: unknown}"


def _situation(facts: Mapping[str, str]) -> str:
    own = [f"{name}: {value}" for name, value in facts.items() if "." not in name]
    others = [f"{name.partition('.')[2]}: {value}" for name, value in facts.items() if "." in name]
    return "{" + ", ".join([*own, *([f"household: {{{', '.join(others)}}}"] if others else [])]) + "}"


# ── the registers ────────────────────────────────────────────────────────────────────────────────────────────────


def _registers(count: int) -> Mapping[str, Iterable[str]]:
    return {
        "services.yaml": _manifest(),
        "registers/organisations.yaml": _organisations(),
        "registers/applications.yaml": _applications(),
        "registers/evidence.yaml": _evidence_types(min(count, _RESULTS)),
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
    for number in range(_AGENCIES):
        yield _named(f"agency-{number:03}", "kind: ministry, level: national")
    for number in range(_OFFICES):
        yield _named(f"office-{number:03}", f"kind: office, level: regency, part_of: agency-{number % _AGENCIES:03}")


def _applications() -> Iterator[str]:
    for number in range(_APPLICATIONS):
        yield _named(f"application-{number:03}", f"owner: agency-{number % _AGENCIES:03}")


def _evidence_types(results: int) -> Iterator[str]:
    for number in range(_ESSENTIALS):
        yield _named(f"essential-{number:02}", "origin: service")
    for number in range(_ERRANDS):
        yield _named(f"errand-{number:03}", "origin: service, made_for_purpose: true")
    for number in range(_BROUGHT):
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
    yield from (_concept(f"flag_{number:02}", "boolean") for number in range(_FLAGS))
    yield from (_concept(f"count_{number:02}", "integer", "minimum: 0") for number in range(_COUNTS))
    yield from (_concept(f"amount_{number:02}", "integer", "unit: IDR, minimum: 0") for number in range(_AMOUNTS))
    options = ", ".join(f"option_{option}: {{id: Pilihan {option}, en: Option {option}}}" for option in range(_OPTIONS))
    yield from (_concept(f"kind_{number:02}", "option", f"options: {{{options}}}") for number in range(_KINDS))


def _concept(name: str, kind: str, rest: str = "sensitive: false") -> str:
    words = f"{{id: 'Berapa atau apa {name}?', en: 'What is {name}?'}}"
    return f"  {name}: {{name: {{id: {name}, en: {name}}}, type: {kind}, question: {words}, {rest}}}"


def _codes() -> Iterator[str]:
    yield "domains:"
    for number in range(_DOMAINS):
        label = f"{number + 1:02}"
        name = f"{{id: Urusan {label}, en: Domain {label}}}"
        yield f"  01{label}: {{name: {name}, slug: domain-{label}, ral: RAL.01.{label}}}"
    yield "actions:"
    for number in range(1, _ACTIONS + 1):
        yield f"  action-{number:02}: {{number: {number:02}, name: {{id: Tindakan {number}, en: Action {number}}}}}"
    yield "objects:"
    for domain in range(_DOMAINS):
        yield f"  01{domain + 1:02}:"
        for number in range(1, _OBJECTS + 1):
            yield f"    object-{number:03}: {{number: {number:03}, name: {{id: Objek {number}, en: Object {number}}}}}"


def _regions() -> Iterator[str]:
    yield "code,name,level,province_code"
    for province in range(11, 11 + _PROVINCES):
        yield f"{province},Provinsi {province},province,{province}"
        yield from (f"{province}.{n:02},Kabupaten {province} {n},regency,{province}" for n in range(1, _REGENCIES + 1))


def _life_events() -> Iterator[str]:
    yield "stages:\n  any-age: {name: {id: Sewaktu-waktu, en: At any age}, typical_age: {from: 0, to: 120}}"
    yield "life_events:"
    for number in range(_EVENTS):
        name = f"{{id: Peristiwa {number:02}, en: Event {number:02}}}"
        yield f"  event-{number:02}: {{name: {name}, subject: applicant, stage: any-age, order: {number}}}"


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _phrase(chance: random.Random, language: str, words: int) -> str:
    return " ".join(chance.choices(_WORDS[language], k=words)).capitalize()


def _flow(chance: random.Random, words: int, ending: str = "") -> str:
    texts = (f"{language}: {f'{_phrase(chance, language, words)} {ending}'.strip()}" for language in _WORDS)
    return "{" + ", ".join(texts) + "}"


def _block(chance: random.Random, words: int) -> str:
    """A longer text in both languages, quoted as texts with a colon are."""
    texts = (f"'{_phrase(chance, name, words)}: {_phrase(chance, name, 3)}.'" for name in _WORDS)
    return "".join(f"\n  {language}: {text}" for language, text in zip(_WORDS, texts, strict=True))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
