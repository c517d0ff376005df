"""Catalogues of any size, the same on every machine: services shaped like the shipped ones.

On the average a shipped service has 45 lines, 2,500 bytes and 230 YAML events, demands four documents and comes after
2.5 others; so has a generated one. The first event reaches as many services as the widest of the shipped ones.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from benchmarks import registers
from benchmarks.figures import home
from catalogue.codes import ServiceCode

FIRST_EVENT = "event-00"
"""The event that reaches ``WIDEST`` services: the last ones."""
WIDEST = 25
_SOURCES = (__file__, registers.__file__)
_INDONESIAN = """
layanan izin usaha akta surat kartu bantuan pendaftaran pembaruan laporan warga keluarga anak kantor daerah
pusat rumah tanah kerja sekolah kesehatan pajak modal industri perdagangan pemohon berkas syarat penerbitan baru
"""
_ENGLISH = """
service licence business deed letter card aid registration renewal report resident family child office region
centre house land work school health tax capital industry trade applicant file condition issue new
"""
_WORDS = {"id": _INDONESIAN.split(), "en": _ENGLISH.split()}


def catalogue_of(count: int) -> Path:
    """The folder of a catalogue of so many services; written when it is not there yet, or not as it would be now."""
    version = hashlib.sha256(b"".join(Path(file).read_bytes() for file in _SOURCES)).hexdigest()[:12]
    folder = home() / f"{count}-{version}"
    if not folder.exists():
        for older in home().glob(f"{count}-*"):  # what was left unfinished, too
            shutil.rmtree(older)
        unfinished = folder.with_suffix(".part")
        write(unfinished, count)
        unfinished.rename(folder)
    return folder


def write(folder: Path, count: int) -> None:
    """Write a catalogue of so many services, one file each."""
    for number in range(registers.DOMAINS):
        (folder / "services" / f"domain-{number:02}").mkdir(parents=True)
    (folder / "registers").mkdir()
    for name, lines in registers.registers(count).items():
        _write(folder / name, lines)
    for number in range(count):
        path = folder / "services" / f"domain-{number % registers.DOMAINS:02}" / f"{slug(number)}.yaml"
        _write(path, _service(number, count))


def slug(number: int) -> str:
    """The file name of a service, without its ending."""
    return f"layanan-{number:06}"


# ── a service ────────────────────────────────────────────────────────────────────────────────────────────────────


def _service(number: int, count: int) -> Iterator[str]:
    chance = random.Random(number)
    code = ServiceCode.of(
        f"01{number % registers.DOMAINS + 1:02}",
        f"{number // registers.DOMAINS % registers.OBJECTS + 1:03}",
        action_number=f"{number // (registers.DOMAINS * registers.OBJECTS) % registers.ACTIONS + 1:02}",
        variant=f"{number // (registers.DOMAINS * registers.OBJECTS * registers.ACTIONS):02}",
    )
    asked = _asked(chance)
    yield f"code: {code}"
    yield f"name: {_flow(chance, 5, str(number))}"
    yield f"description:{_block(chance, 14)}"
    yield f"keywords: [{_phrase(chance, 'id', 2)}, {_phrase(chance, 'id', 2)}]"
    yield f"competent_authority: agency-{number % registers.AGENCIES:03}"
    yield f"provided_by: office-{number % registers.OFFICES:03}"
    yield f"ral: RAL.01.{number % registers.DOMAINS + 1:02}.{number % 9 + 1:02}"
    yield f"life_events: [{', '.join(_events(number, count))}]"
    yield from _requirements(chance, asked)
    yield from _evidence(chance)
    yield f"produces:\n  - {_product(number)}"
    yield from _circumstances(chance, number)
    yield from _sources(chance, number)
    yield from _examples(asked)


def _asked(chance: random.Random) -> list[registers.Rule]:
    """The rules of a service: two at the most, never about the same fact."""
    first, second = chance.sample(registers.rules(), 2)
    return [first] if first.good.keys() & second.good.keys() or chance.random() < 0.4 else [first, second]  # noqa: PLR2004


def _events(number: int, count: int) -> list[str]:
    if number >= count - WIDEST:
        return [FIRST_EVENT]
    own = [number % (registers.EVENTS - 1), number // 7 % (registers.EVENTS - 1)]
    return [f"event-{event + 1:02}" for event in sorted(set(own))]


def _requirements(chance: random.Random, asked: Sequence[registers.Rule]) -> Iterator[str]:
    yield "requirements:"
    for rule in asked:
        yield f"  - name: {_flow(chance, 5)}"
        yield f"    rule: {rule.text}"
        yield f"    law: {{title: UU {chance.randrange(1, 60)}/2019, article: pasal {chance.randrange(1, 90)}}}"
    yield f"  - name: {_flow(chance, 6)}"


def _evidence(chance: random.Random) -> Iterator[str]:
    essentials = chance.sample(range(registers.ESSENTIALS), 2)
    brought = [f"brought-{chance.randrange(registers.BROUGHT):03}" for _position in range(3)]
    yield "evidence:"
    yield from (f"  - essential-{essential:02}" for essential in essentials)
    if chance.random() < 0.25:  # noqa: PLR2004
        yield f"  - errand-{chance.randrange(registers.ERRANDS):03}"
    yield f"  - {{type: {brought[0]}, note: {_flow(chance, 4)}}}"
    if brought[1] != brought[2]:
        yield f"  - one_of: [{brought[1]}, {brought[2]}]"
        yield f"    when: flag_{chance.randrange(registers.FLAGS):02} = TRUE"


def _product(number: int) -> str:
    """The essentials come from one service each, what is made for an errand from two, the rest is hardly asked for."""
    if number < registers.ESSENTIALS:
        return f"essential-{number:02}"
    if number < registers.ESSENTIALS + 2 * registers.ERRANDS:
        return f"errand-{(number - registers.ESSENTIALS) % registers.ERRANDS:03}"
    return f"result-{number % registers.RESULTS:05}"


def _circumstances(chance: random.Random, number: int) -> Iterator[str]:
    if number % 6 == 0:
        yield f"deadline: {{within: P{chance.randrange(1, 90)}D, after: event-01}}"
    if number % 3 == 0:
        yield f"processing_time: {{working_days: {chance.randrange(1, 30)}, note: {_flow(chance, 3)}}}"
    application = f"application-{number % registers.APPLICATIONS:03}"
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


def _examples(asked: Sequence[registers.Rule]) -> Iterator[str]:
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
