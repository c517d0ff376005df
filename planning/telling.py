"""What the words of a list tell beside likeness, where it has no codes: what is done, with what, and in which region.

Only words that tell services apart are known here: a renewal is no first issue, a card no book. Whatever a list calls
otherwise is left to the likeness of its texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from catalogue.registers import Region
from catalogue.words import words
from planning.texts import Record, Trait
from planning.ties import Facts

DEEDS: Mapping[str, str] = {
    "first": "baru pertama penerbitan pembuatan first new issue issuance neu erstausstellung première",
    "renew": "perpanjangan memperpanjang renew renewal renewing extension verlängerung verlängern renouvellement",
    "replace": "penggantian pengganti duplikat hilang rusak replace replacement lost duplicate ersatz verlust remplacement",
    "amend": "perubahan pembetulan amend amendment change änderung umschreibung modification",
    "revoke": "pencabutan penghapusan pembatalan revoke revocation cancel cancellation löschung widerruf annulation",
    "verify": "legalisasi verifikasi legalisation verification beglaubigung légalisation",
}
"""Words of a name that say what is done; one that says two things says none."""
THINGS: Mapping[str, str] = {
    "card": "kartu card karte ausweis carte",
    "book": "buku book booklet buch heft livre livret carnet",
    "account": "akun account konto compte",
    "training": "pelatihan diklat training schulung formation",
}
"""Words of a name that say with what."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "gives": ("outputs", "produces", "output", "keluaran"),
    "asks": ("documents", "evidence", "persyaratan"),
    "successors": ("successors", "successor", "pengganti"),
    "needs": ("life_events", "functions"),
}
"""Columns of a list that are facts, by what they are facts of."""
_ENDED = frozenset({"superseded", "historical", "retired", "inactive", "nonaktif", "dicabut"})
_SEPARATORS = ";|"
_LONGEST = 4
"""Words that the name of a region may have."""
_KINDS = ("kota", "kabupaten", "kab", "provinsi", "prov", "regency", "city", "province")


class Places:
    """Regions by the words of their names, as offices have them in theirs."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._codes: dict[tuple[str, ...], list[str]] = {}
        for code, region in sorted(regions.items()):
            name = tuple(words(region.name))
            bare = name[1:] if name[:1] in {("kota",), ("kabupaten",)} else name
            for each in {name, bare, ("kab", *bare) if name != bare else name, ("provinsi", *name)}:
                self._codes.setdefault(each, []).append(code)

    def region_of(self, agency: str, name: str = "") -> str:
        """The region an agency is of by its name, else that a name tells with its kind; empty where none is told."""
        return self._found(words(agency), named=False) or self._found(words(name), named=True)

    def without(self, record: Record) -> frozenset[str]:
        """The words that name the region of a record."""
        told = [words(text) for text in (record.agency, record.name)]
        return frozenset(
            word for tokens in told for start, size in self._spans(tokens) for word in tokens[start : start + size]
        ) | frozenset(_KINDS)

    def _found(self, tokens: list[str], *, named: bool) -> str:
        for start, size in self._spans(tokens):
            if not named or tokens[start] in _KINDS:
                return "|".join(self._codes[tuple(tokens[start : start + size])])
        return ""

    def _spans(self, tokens: list[str]) -> Iterator[tuple[int, int]]:
        """Where regions are named, the longest first."""
        for size in range(_LONGEST + 1, 0, -1):
            for start in range(len(tokens) - size + 1):
                if tuple(tokens[start : start + size]) in self._codes:
                    yield start, size


def facts_of(record: Record, places: Places) -> Facts:
    """The facts of a record of a list: those of its columns, and what its words tell."""
    traits = record.traits
    spoken = frozenset(words(record.name))
    facts = Facts(
        deeds=_told(spoken, DEEDS),
        things=_told(spoken, THINGS),
        agencies=frozenset({" ".join(words(record.agency))} - {""}),
        ended=_text(traits.get("status", "")) in _ENDED,
        region=_text(traits.get("region", "")) or places.region_of(record.agency, record.name),
    )
    found = {fact: _listed(traits[name]) for fact, names in FIELDS.items() for name in names if name in traits}
    return replace(facts, **found)  # type: ignore[arg-type]


def _told(spoken: frozenset[str], lexicon: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in lexicon if spoken & _words_of(lexicon[name]))


@cache
def _words_of(text: str) -> frozenset[str]:
    return frozenset(words(text))


def _text(trait: Trait) -> str:
    return trait.strip().casefold() if isinstance(trait, str) else " ".join(sorted(trait))


def _listed(trait: Trait) -> frozenset[str]:
    """A cell as the names in it."""
    if not isinstance(trait, str):
        return trait
    parts: Iterable[str] = trait.translate(str.maketrans(_SEPARATORS, "\n" * len(_SEPARATORS))).splitlines()
    return frozenset(part.strip() for part in parts if part.strip())
