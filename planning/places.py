"""Names of regencies, cities and provinces in a text: they say where a service is given, not what it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

from catalogue.words import words

_REGISTER = Path(__file__).resolve().parent.parent / "services" / "regions.csv"
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("kabupaten", "kab"), "kabupaten"),
    "kota": "kota",
    **dict.fromkeys(("provinsi", "prov"), "provinsi"),
}


def without_places(text: Sequence[str]) -> Sequence[str]:
    """The words of a text but for those that name a region with its kind, as in "Kabupaten Aceh Selatan"."""
    return text if _KINDS.keys().isdisjoint(text) else list(_others(text))


def _others(text: Sequence[str]) -> Iterator[str]:
    place = 0
    while place < len(text):
        names = _names().get(_KINDS.get(text[place], ""), frozenset())
        longest = next((end for end in range(place + 5, place + 1, -1) if tuple(text[place + 1 : end]) in names), None)
        if longest is None:
            yield text[place]
        place = longest or place + 1


@cache
def _names() -> Mapping[str, AbstractSet[tuple[str, ...]]]:
    """The names of the regions by their kind, each as its words."""
    found: dict[str, set[tuple[str, ...]]] = {}
    with _REGISTER.open(encoding="utf-8", newline="") as file:
        for region in csv.DictReader(file):
            name = words(region["name"])
            kind, name = ("provinsi", name) if region["level"] == "province" else (name[0], name[1:])
            found.setdefault(kind, set()).add(tuple(name))
    return found
