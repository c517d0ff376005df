"""Lists of services and applications of any size, the same on every machine, shaped like those of a whole state.

Half of the records are services that 508 regencies and cities give, mostly in the same words; a third are services of
agencies, some of which a second or third agency gives too, in words of its own; the others are applications, which
every office has built for itself. Names and descriptions are made from those of the shipped catalogue and its regions;
the words that it lacks are spelled out of syllables, as a list of 100,000 records has more of them than one of 300.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, chain, islice

from catalogue.load import load_catalogue
from planning.texts import Record

OFFICES = 508
"""Regencies and cities that give a service."""
_ACTIONS = """
Penerbitan Pelayanan Pendaftaran Pengurusan Permohonan Pembaruan Perpanjangan Pencatatan Pengaduan Pembayaran
Rekomendasi Sertifikasi Verifikasi Konsultasi Pencabutan Perubahan Legalisasi Pemberian Pelaporan Pengujian
"""
KINDS = ("Izin", "Surat Keterangan", "Kartu", "Akta", "Surat Izin", "Sertifikat", "Bantuan", "Tanda Daftar", "Data", "")
SYSTEMS = ("Sistem Informasi", "Aplikasi", "Portal", "Sistem Manajemen", "Dashboard", "Layanan Daring")
SHORT = {
    "Keterangan": "Ket.",
    "Sistem": "Sis",
    "Informasi": "Info",
    "Pelayanan": "Yan",
    "Pendaftaran": "Daftar",
    "dan": "&",
}
_SYLLABLES = "ba be bi bu da di ga ha ja ka ke ku la li ma me mi na ni nga pa pe ra ri sa se si su ta te ti wa ya"
_ENDINGS = ("", "", "n", "ng", "r", "s", "t", "h", "k", "an", "kan")
_INVENTED = 20_000
_VERBATIM, _REWORDED = 0.7, 0.9
"""Of the offices these shares repeat a service's text, and, up to the second, change words of it."""


def listed(count: int) -> list[Record]:
    """So many records, as a list has them."""
    chance = random.Random(count)
    regional, of_agencies = count // 2, count // 3
    texts = list(
        chain(
            islice(_regional(chance), regional),
            islice(_of_agencies(chance), of_agencies),
            islice(_applications(chance), count - regional - of_agencies),
        )
    )
    chance.shuffle(texts)
    return [Record(str(number), *text, source="list") for number, text in enumerate(texts)]


Text = tuple[str, str, str]
"""Name, description and agency."""


def _regional(chance: random.Random) -> Iterator[Text]:
    while True:
        name, description = _service(chance)
        office = f"Dinas {_topic(chance)}"
        for region in regions()[:OFFICES]:
            agency, way = f"{office} {region}", chance.random()
            if way < _VERBATIM:
                yield f"{name} {region}" if way < _VERBATIM / 2 else name, description, agency
            elif way < _REWORDED:
                yield _reworded(chance, name), _reworded(chance, description), agency
            else:
                yield _reworded(chance, name), _sentence(chance, name), agency


def _of_agencies(chance: random.Random) -> Iterator[Text]:
    while True:
        name, description = _service(chance)
        for given in range(chance.choice((1, 1, 1, 2, 3))):
            agency = f"{chance.choice(('Kementerian', 'Badan', 'Dinas'))} {_topic(chance)}"
            yield (
                (name, description, agency)
                if not given
                else (
                    _reworded(chance, name),
                    _sentence(chance, name) if chance.random() < _VERBATIM else _reworded(chance, description),
                    agency,
                )
            )


def _applications(chance: random.Random) -> Iterator[Text]:
    while True:
        topic, system = _topic(chance), chance.choice(SYSTEMS)
        short = "".join(word[:3] for word in f"Sistem {topic}".split()).upper()
        description = _sentence(chance, topic)
        for region in chance.sample(regions(), chance.choice((1, 2, 5, 40))):
            name = f"{system} {topic}" if chance.random() < _VERBATIM else f"{short} {_reworded(chance, topic)}"
            own = description if chance.random() < _VERBATIM else _sentence(chance, topic)
            yield name, own, f"Dinas Komunikasi dan Informatika {region}"


def _service(chance: random.Random) -> tuple[str, str]:
    name = " ".join(f"{chance.choice(_ACTIONS.split())} {chance.choice(KINDS)} {_topic(chance)}".split())
    return name, _sentence(chance, name)


def _topic(chance: random.Random) -> str:
    """What it is about, in one to three words."""
    return " ".join(_words(chance, chance.choice((1, 2, 2, 3)))).title()


def _sentence(chance: random.Random, name: str) -> str:
    """A sentence of the catalogue with a third of its words replaced, mostly by those of the name."""
    own = name.split()
    return " ".join(
        (chance.choice(own) if chance.random() < _VERBATIM else _words(chance, 1)[0])
        if chance.random() < 1 / 3
        else word
        for word in chance.choice(_texts()).split()
    )


def _reworded(chance: random.Random, text: str) -> str:
    """The text with a word or two left out, shortened, mistyped, replaced or moved."""
    found = text.split()
    for _change in range(chance.choice((1, 1, 2, 3))):
        place = chance.randrange(len(found))
        word = found[place]
        letter = chance.randrange(len(word))
        found[place] = chance.choice(
            (
                SHORT.get(word, word),
                word[:letter] + word[letter + 1 :] or word,
                chance.choice(_ACTIONS.split()),
                word.upper(),
            )
        )
        if chance.random() < 1 / 3:
            found.insert(chance.randrange(len(found)), found.pop(place))
    return " ".join(found)


def _words(chance: random.Random, count: int) -> list[str]:
    vocabulary, weights = _vocabulary()
    return chance.choices(vocabulary, cum_weights=weights, k=count)


@cache
def regions() -> Sequence[str]:
    """The names of the regencies and cities."""
    return [region.name for region in load_catalogue().regions.values() if region.level != "province"]


@cache
def _texts() -> Sequence[str]:
    """The descriptions of the shipped services."""
    return [service.description["id"] for service in load_catalogue().services.values() if service.description]


@cache
def _vocabulary() -> tuple[Sequence[str], Sequence[float]]:
    """The words of the shipped services, then invented ones; the later, the rarer."""
    chance, syllables = random.Random("words"), _SYLLABLES.split()
    known = dict.fromkeys(word for text in _texts() for word in text.lower().strip(".;,").split() if word.isalpha())
    invented = (
        "".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4)))) + chance.choice(_ENDINGS)
        for _ in range(_INVENTED)
    )
    vocabulary = list(dict.fromkeys([*known, *invented]))
    return vocabulary, list(accumulate(1 / (place + 50) for place in range(len(vocabulary))))
