"""What is done twice: pairs and groups of services, or of applications, with their relation and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from catalogue.registers import Model
from catalogue.words import STOP_WORDS
from planning.catalogued import Entry, Kind, entries_of
from planning.compare import Compared, Where, compare
from planning.groups import Within, barred, groups_of, within
from planning.judgements import Judged
from planning.relations import ONE_TYPE, RELATIONS, TOLD_ANYWAY, Relation
from planning.steps import DIFFERENT
from planning.telling import Places, facts_of
from planning.texts import Record, telling_words

if TYPE_CHECKING:
    from catalogue.registers import Region
    from catalogue.store import Catalogue
    from journeys.journey import Journey
    from planning.engine import Engine

MOST_ALIKE = 20
"""Agencies with one and the same text up to which each is paired with each; beyond, they are offers of one service."""
_DIGITS = 6
_ONE_TYPE = tuple(place for place, name in enumerate(RELATIONS) if name in ONE_TYPE)
_TOLD_ANYWAY = tuple(place for place, name in enumerate(RELATIONS) if name in TOLD_ANYWAY)

Share = Annotated[float, Field(ge=0, le=1)]


class Side(Model):
    """One of a pair: its code or key, its slug (empty in a plain list), and its name as it stands there."""

    id: str
    slug: str
    name: Mapping[str, str] | str


class Reason(Model):
    """What one feature says, in bits: for being of one type above 0, against it below; with the words that show it."""

    feature: str
    weight: float
    words: str


class Pair(Model):
    """Two entries that are alike or related; ``score`` is the probability that they are of one type."""

    a: Side
    b: Side
    score: Share
    relation: Relation
    why: list[Reason]


class Saving(Model):
    """What would fall away if a group became one, in counts; documents and applications where they are known."""

    entries: int
    agencies: int
    documents: int
    applications: int


class Group(Model):
    """Entries of one type; ``offers`` counts those that only another office gives, in the same words."""

    representative: Side
    members: list[Side]
    size: int
    offers: int
    agencies: list[str]
    relation: Relation
    score: Share
    saves: Saving


class Matching(Model):
    """Two versions of one list: what only the first has, and what only the second."""

    gone: list[Side]
    new: list[Side]


class Duplicates(Model):
    """Pairs, the likeliest first, and the groups they make; ``min_score`` is the score from which pairs are told."""

    kind: Kind
    entries: int
    min_score: Share
    auto_score: Share
    pairs: list[Pair]
    groups: list[Group]
    one_to_one: Matching | None = None


class Wanted(Model):
    """Which pairs to tell; ``min_score`` None is the one that balances best what is found and what is right."""

    min_score: Share | None = None
    relations: frozenset[Relation] = frozenset()
    one_to_one: bool = False
    explained: int | None = None
    """How many pairs, the likeliest, are told with their reasons; all where there is none."""


def duplicates(
    journey: Journey, kind: Kind = "service", *, wanted: Wanted | None = None, engine: Engine | None = None
) -> Duplicates:
    """What a catalogue has twice, by its own judgements; ``engine`` is where it is worked out."""
    return told(compared_entries(journey.catalogue, kind, engine=engine)[0], kind, wanted or Wanted())


def compared_entries(
    catalogue: Catalogue, kind: Kind = "service", *, engine: Engine | None = None
) -> tuple[Compared, Judged]:
    """All services or applications of a catalogue, compared, and the judgements that hold for them."""
    entries = entries_of(catalogue, kind)
    judged = Judged(catalogue, kind, entries)
    return compare(entries, kept=True, judged=judged.verdicts, engine=engine), judged


def duplicates_in(
    *lists: Sequence[Record],
    kind: Kind = "service",
    wanted: Wanted | None = None,
    regions: Mapping[str, Region] | None = None,
    engine: Engine | None = None,
) -> Duplicates:
    """What one list has twice, or two have in common; ``regions`` are known by their names in those of agencies."""
    wanted = wanted or Wanted()
    where: Where = "one_to_one" if wanted.one_to_one else "between" if len(lists) > 1 else "within"
    found, offers = compared_lists(*lists, where=where, regions=regions, engine=engine)
    return told(found, kind, wanted, offers=offers)


def compared_lists(
    *lists: Sequence[Record],
    where: Where = "within",
    regions: Mapping[str, Region] | None = None,
    engine: Engine | None = None,
) -> tuple[Compared, dict[str, list[Entry]]]:
    """The records of all lists compared, and by key of an entry those that only give the same in other places."""
    kept, offers = _collapsed(list(_listed(lists, Places(regions or {}))))
    return compare(kept, where=where, engine=engine), offers


def _listed(lists: Sequence[Sequence[Record]], places: Places) -> Iterator[Entry]:
    """The records of all lists, each under a key that no other list has."""
    for number, records in enumerate(lists, 1):
        for record in records:
            own = replace(record, key=f"{number}:{record.key}", source=str(number)) if len(lists) > 1 else record
            facts = facts_of(own, places)
            yield Entry(own, record.key, "", {"": record.name or record.description}, facts=facts)


def _collapsed(entries: Sequence[Entry]) -> tuple[list[Entry], dict[str, list[Entry]]]:
    """One entry for each text that more agencies have than can be paired, and by its key the others."""
    alike: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        silent = STOP_WORDS | entry.facts.place
        text = (entry.record.source, *(word for word in telling_words(entry.record) if word not in silent))
        alike.setdefault(text, []).append(entry)
    many = [same for same in alike.values() if len(same) > MOST_ALIKE]
    offers: dict[str, list[Entry]] = {}
    for same in many:
        givers: dict[tuple[str, str], Entry] = {}
        for entry in same:  # what one office lists twice stays to be told
            givers.setdefault((entry.facts.region, entry.record.agency), entry)
        if len(givers) > MOST_ALIKE:
            first, *others = givers.values()
            offers[first.record.key] = others
    gone = {entry.record.key for others in offers.values() for entry in others}
    return [entry for entry in entries if entry.record.key not in gone], offers


def told(
    found: Compared, kind: Kind, wanted: Wanted, *, offers: Mapping[str, Sequence[Entry]] | None = None
) -> Duplicates:
    """The pairs and groups that are wanted."""
    least = found.least if wanted.min_score is None else wanted.min_score
    return Duplicates(
        kind=kind,
        entries=len(found.entries) + sum(map(len, (offers or {}).values())),
        min_score=_rounded(least),
        auto_score=_rounded(found.least),
        pairs=list(_pairs(found, wanted)),
        groups=groups_in(found, least, offers or {}),
        one_to_one=_matching(found) if wanted.one_to_one else None,
    )


def _pairs(found: Compared, wanted: Wanted) -> Iterator[Pair]:
    places = listed(found, wanted)
    most = len(places) if wanted.explained is None else wanted.explained
    for number, place in enumerate(places):
        yield pair_of(found, place, reasons=number < most)


def listed(found: Compared, wanted: Wanted) -> list[int]:
    """The places of the pairs that are wanted, the likeliest first."""
    least = found.least if wanted.min_score is None else wanted.min_score
    told = (found.score >= least) | np.isin(found.kinds, _TOLD_ANYWAY)
    if wanted.relations:
        told &= np.isin(found.kinds, [RELATIONS.index(name) for name in wanted.relations])
    order = np.lexsort((found.found.pairs.right, found.found.pairs.left, -found.score))
    places: list[int] = order[told[order]].tolist()
    return places


def pair_of(found: Compared, place: int, *, reasons: bool = True) -> Pair:
    """One pair with its relation and reasons, or without these."""
    a, b = found.ends(place)
    return Pair(
        a=side_of(a),
        b=side_of(b),
        score=_rounded(found.score[place]),
        relation=RELATIONS[found.kinds[place]],
        why=[
            Reason(feature=one.feature, weight=round(one.weight, 3), words=one.words or one.level)
            for one in (found.why(place) if reasons else ())
        ],
    )


def side_of(entry: Entry) -> Side:
    """What an answer calls an entry."""
    return Side(id=entry.id, slug=entry.slug, name=entry.name.get("", entry.name))


def _rounded(score: float | np.floating) -> float:
    return round(min(max(float(score), 0.0), 1.0), _DIGITS)


def groups_in(found: Compared, least: float, offers: Mapping[str, Sequence[Entry]]) -> list[Group]:
    """The groups that pairs of one type make, the largest first."""
    pairs = found.found.pairs
    of_one_type = np.isin(found.kinds, _ONE_TYPE) & (found.score >= max(least, found.least))
    kept = np.flatnonzero(of_one_type | found.ties.different | (found.found.judged == DIFFERENT))
    left, right = pairs.left[kept], pairs.right[kept]
    grouped = groups_of((left, right), barred(found.score[kept], ~of_one_type[kept]))
    alone = {place for place, entry in enumerate(found.entries) if entry.record.key in offers}
    grouped += [[place] for place in sorted(alone.difference(*grouped))]
    inner = within(grouped, (left, right), found.score[kept], kinds=found.kinds[kept])
    made = [_group(found.entries, *each, offers=offers) for each in zip(grouped, inner, strict=True)]
    return sorted(made, key=lambda group: (-group.size, -group.score, group.representative.id))


def _group(
    entries: Sequence[Entry], members: Sequence[int], inner: Within, *, offers: Mapping[str, Sequence[Entry]]
) -> Group:
    chosen = [entries[place] for place in members]
    further = [other for entry in chosen for other in offers.get(entry.record.key, ())]
    relations = {_offered(further)} if further else set[Relation]()
    if inner.kind is not None:
        relations.add(RELATIONS[inner.kind])
    return Group(
        representative=side_of(entries[inner.medoid]),
        members=[side_of(entry) for entry in (*chosen, *further)],
        size=len(chosen) + len(further),
        offers=len(further),
        agencies=sorted({name for entry in (*chosen, *further) for name in _agencies(entry)}),
        relation=min(relations, key=RELATIONS.index),
        score=_rounded(inner.score),
        saves=_saving([*chosen, *further]),
    )


def _offered(further: Iterable[Entry]) -> Relation:
    return "same_type_region" if all(entry.facts.region for entry in further) else "duplicate"


def _agencies(entry: Entry) -> Iterable[str]:
    """Whose it is: by slug in a catalogue, as a list writes it else."""
    return entry.owners if entry.slug else {entry.record.agency} - {""}


def _saving(members: Sequence[Entry]) -> Saving:
    def spared(sets: Iterable[frozenset[str]]) -> int:
        each = list(sets)
        return sum(map(len, each)) - len(frozenset[str]().union(*each))

    return Saving(
        entries=len(members) - 1,
        agencies=max(len({name for entry in members for name in _agencies(entry)}) - 1, 0),
        documents=spared(entry.facts.asks for entry in members),
        applications=spared(entry.applications for entry in members),
    )


def _matching(found: Compared) -> Matching:
    """What has no partner from the best threshold on."""
    near = found.score >= found.least
    taken = {*found.found.pairs.left[near].tolist(), *found.found.pairs.right[near].tolist()}
    alone = [entry for place, entry in enumerate(found.entries) if place not in taken]
    gone, new = ([side_of(entry) for entry in alone if entry.record.source == source] for source in ("1", "2"))
    return Matching(gone=gone, new=new)
