"""Pairs of Indonesian services and applications that somebody labelled, beside the checkout on some machines."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from catalogue.store import Catalogue
from journeys.journey import Journey
from planning.duplicates import Wanted, duplicates, duplicates_in
from planning.relations import RELATIONS
from planning.texts import Record

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
FILE = Path(os.environ.get("LIFEJOURNEY_LABELLED") or _SHARED) / "duplicates" / "indonesia_pairs.csv"


class Labelled(NamedTuple):
    """A pair of names as the label's author wrote them."""

    a: str
    b: str
    label: str


def labelled(file: Path = FILE) -> list[Labelled]:
    """All pairs that are labelled; none where the file is not there."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as rows:
        return [Labelled(row["a"], row["b"], row["label"]) for row in csv.DictReader(rows)]


def slug_of(catalogue: Catalogue, name: str) -> str:
    """What this catalogue calls it: a service by its slug, an application by its name; empty where it has none."""
    if not name.startswith("app:"):
        return name if name in catalogue.services.slugs() else ""
    plain = name.removeprefix("app:").casefold()
    known = {text.casefold(): key for key, system in catalogue.applications.items() for text in system.name.values()}
    return known.get(plain, "")


def found_relations(journey: Journey) -> Mapping[frozenset[str], str]:
    """The relation of every pair of the catalogue that was looked at, by slugs."""
    kinds = (
        duplicates(journey, "service", wanted=Wanted(min_score=0)),
        duplicates(journey, "application", wanted=Wanted(min_score=0)),
    )
    return {frozenset({pair.a.slug, pair.b.slug}): pair.relation for found in kinds for pair in found.pairs}


def compared(journey: Journey) -> Iterator[tuple[Labelled, str]]:
    """Every labelled pair that the catalogue has, with the relation found."""
    found = found_relations(journey)
    for pair in labelled():
        regional = [name.partition(" @ ") for name in pair[:2]]
        if regional[0][1] and regional[0][0] == regional[1][0]:
            yield pair, regional_relation(journey.catalogue, regional[0][0], [place for _name, _at, place in regional])
            continue
        slugs = frozenset(slug_of(journey.catalogue, name) for name in pair[:2])
        if len(slugs) > 1 and "" not in slugs:
            yield pair, found.get(slugs, "not_duplicate")


def regional_relation(catalogue: Catalogue, name: str, places: list[str]) -> str:
    """How what two regions give under one name is related, in a list that says no more."""
    code = catalogue.services.code_of(name)
    text = catalogue.services[code].name["id"] if code else name
    records = [Record(str(number), text, agency=f"Pemerintah {place}") for number, place in enumerate(places)]
    pairs = duplicates_in(records, regions=catalogue.regions).pairs
    return pairs[0].relation if pairs else "not_duplicate"


def confusion(journey: Journey) -> str:
    """A table of labels (rows) by the relation found (columns)."""
    counts = {(label, told): 0 for label in RELATIONS for told in RELATIONS}
    for pair, told in compared(journey):
        counts[pair.label, told] += 1  # type: ignore[index]
    rows = [f"{'label':<18}" + "".join(f"{told[:9]:>11}" for told in RELATIONS)]
    rows += [f"{label:<18}" + "".join(f"{counts[label, told]:>11}" for told in RELATIONS) for label in RELATIONS]
    return "\n".join(rows)
