"""What the words of a list tell beside likeness, where it has no codes: what is done, with what, and in which region.

Only words that tell services apart are known here: a renewal is no first issue, a card no book. Whatever a list calls
otherwise is left to the likeness of its texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from catalogue.registers import Region
from catalogue.words import words
from planning.texts import Record, Trait
from planning.ties import Facts

DEEDS: Mapping[str, str] = {
    "first": "baru pertama penerbitan pembuatan first new issue issuance neu erstausstellung première",
    "renew": "perpanjangan memperpanjang renew renewal renewing extension verlängerung verlängern renouvellement",
    "replace": "penggantian pengganti duplikat hilang rusak replace replacement lost duplicate ersatz remplacement",
    "amend": "perubahan pembetulan amend amendment change änderung umschreibung modification",
    "revoke": "pencabutan penghapusan pembatalan revoke revocation cancel cancellation löschung widerruf annulation",
    "verify": "legalisasi verifikasi legalisation verification beglaubigung légalisation",
}
"""Words of a name that say what is done."""
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
_STANDING = frozenset({"daerah", "khusus", "istimewa", "ibukota", "dki", "di"})
"""Words of a province's name that say what kind of province it is."""
_KINDS = frozenset({"kota", "kabupaten", "kab", "provinsi", "prov", "regency", "city", "province"})
_DEEDS, _THINGS = ({word: name for name, text in table.items() for word in words(text)} for table in (DEEDS, THINGS))


class Places:
    """Regions by the words of their names, as offices have them in theirs."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._codes: dict[tuple[str, ...], str] = {}
        for code, region in sorted(regions.items()):
            for name in _names(region.name):
                known = self._codes.get(name)
                self._codes[name] = f"{known}|{code}" if known else code
        self._lengths: dict[str, list[int]] = {}
        for name in sorted(self._codes, key=len, reverse=True):
            lengths = self._lengths.setdefault(name[0], [])
            lengths += [] if len(name) in lengths else [len(name)]
        self._of_agency: dict[str, tuple[str, frozenset[str]]] = {}

    def region_of(self, agency: str, name: Sequence[str] = ()) -> tuple[str, frozenset[str]]:
        """The region an agency is of by its name, else one that a name tells with its kind; and the words that say so.

        Empty where none is told; several codes where it may be either (Semarang is a city and a regency).
        """
        if agency not in self._of_agency:
            self._of_agency[agency] = self._found(words(agency), range(len(agency)))
        found = self._of_agency[agency]
        return found if found[0] else self._found(name, (at for at, word in enumerate(name) if word in _KINDS))

    def _found(self, tokens: Sequence[str], starts: Iterable[int]) -> tuple[str, frozenset[str]]:
        for start in starts:
            for length in self._lengths.get(tokens[start], ()) if start < len(tokens) else ():
                named = tuple(tokens[start : start + length])
                if named in self._codes:
                    return self._codes[named], frozenset(named)
        return "", frozenset()


def _names(name: str) -> Iterator[tuple[str, ...]]:
    """What a region is called: as it stands, without its kind, and with another word for that."""
    whole = tuple(words(name))
    yield whole
    bare = whole[1:]
    if whole[0] == "kota":
        yield from (bare, ("city", *bare))
    elif whole[0] == "kabupaten":
        yield from (bare, ("kab", *bare), ("regency", *bare))
    else:
        yield from ((kind, *whole) for kind in ("provinsi", "prov", "province"))
        plain = tuple(word for word in whole if word not in _STANDING)
        yield from () if plain == whole else (plain,)


def facts_of(record: Record, places: Places) -> Facts:
    """The facts of a record of a list: those of its columns, and what its words tell."""
    traits, spoken = record.traits, words(record.name)
    region, named = places.region_of(record.agency, spoken)
    facts = Facts(
        deeds=frozenset(_DEEDS[word] for word in spoken if word in _DEEDS),
        things=frozenset(_THINGS[word] for word in spoken if word in _THINGS),
        agencies=frozenset({record.agency.strip().casefold()} - {""}),
        ended=_text(traits.get("status", "")) in _ENDED,
        region=_text(traits.get("region", "")) or region,
        place=named,
    )
    if not traits:
        return facts
    found = {fact: _listed(traits[name]) for fact, names in FIELDS.items() for name in names if name in traits}
    return replace(facts, **found)  # type: ignore[arg-type]


def _text(trait: Trait) -> str:
    return trait.strip().casefold() if isinstance(trait, str) else " ".join(sorted(trait))


def _listed(trait: Trait) -> frozenset[str]:
    """A cell as the names in it."""
    if not isinstance(trait, str):
        return trait
    parts: Iterable[str] = trait.translate(str.maketrans(_SEPARATORS, "\n" * len(_SEPARATORS))).splitlines()
    return frozenset(part.strip() for part in parts if part.strip())
