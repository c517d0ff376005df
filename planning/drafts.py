"""Is there already something like this? A draft, compared with what a catalogue has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from catalogue.registers import Model
from planning.catalogued import Bodies, Entry
from planning.compare import Compared, added_by, scored
from planning.duplicates import Pair, pair_of
from planning.index import Candidates
from planning.likeness import LEAD
from planning.relations import LIKELY, relations
from planning.steps import UNKNOWN
from planning.texts import Record, vectors
from planning.ties import Facts, ties_of
from planning.traits import compared

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from planning.steps import Numbers, Places

NEAREST = 10
"""Entries told of a draft at the most."""
_KEY = "\0draft"


class Draft(Model):
    """What is planned: the words of a service, and what is known of it by the names that registers use."""

    name: dict[str, str]
    description: dict[str, str] = Field(default_factory=dict)
    agencies: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


def draft_entry(catalogue: Catalogue, draft: Draft) -> Entry:
    """A draft as what is compared."""
    bodies = Bodies(catalogue)
    events, agencies = frozenset(draft.life_events), bodies.all_of(draft.agencies)
    traits = {
        "outputs": frozenset(draft.produces),
        "documents": frozenset(draft.evidence),
        "laws": frozenset(draft.laws),
        "life_events": events,
        "beneficiary": frozenset(catalogue.life_events[event].subject for event in draft.life_events),
        "agency": agencies,
    }
    name, description = " / ".join(draft.name.values()), " / ".join(draft.description.values())
    held = {field: trait for field, trait in traits.items() if trait}
    record = Record(_KEY, name, description, bodies.names(draft.agencies), traits=held)
    facts = Facts(gives=traits["outputs"], asks=traits["documents"], agencies=agencies, needs=events)
    return Entry(record, "", "", draft.name, draft.description, facts, draft.agencies)


@dataclass(frozen=True, slots=True)
class _Nearest:
    places: Places
    cosine: Numbers
    leading: Numbers


def like(found: Compared, draft: Entry) -> list[Pair]:
    """What comes nearest to a draft among entries that were compared, the likeliest first."""
    if not len(found.found.leading):
        return []
    entries = [*found.entries, draft]
    near = _nearest(found, [_spoken(entry, draft.name.keys() | draft.description.keys()) for entry in entries])
    here = np.full(len(near.places), len(found.entries), dtype=np.int64)
    pairs = Candidates(near.places, here, near.cosine)
    order = np.argsort(found.found.leading, kind="stable")
    known = found.found.leading[order]
    records = [entry.record for entry in entries]
    alike = replace(
        found.found,
        records=records,
        pairs=pairs,
        leading=near.leading,
        text=np.interp(near.leading, known, found.found.text[order]),
        bits=np.interp(near.leading, known, found.found.bits[order]),
        judged=np.full(len(here), UNKNOWN, dtype=np.int8),
        fields={name: one for name, one in compared(records, pairs).items() if name in found.found.weights},
    )
    ties = ties_of([one.facts for one in entries], [one.record.key for one in entries], (near.places, here))
    added = added_by(ties)
    score = scored(alike, ties, added)
    kinds = relations(ties, score, least=LIKELY, akin=alike.text, judged=alike.judged)
    told = Compared(entries, alike, ties, added, score, kinds, LIKELY)
    pairs_told = (pair_of(told, place) for place in np.argsort(-score, kind="stable").tolist())
    return [pair.model_copy(update={"a": pair.b, "b": pair.a}) for pair in pairs_told]


def _spoken(entry: Entry, languages: Collection[str]) -> Record:
    """A record with its texts in these languages only."""
    name, description = (
        " / ".join(text for language, text in texts.items() if language in languages)
        for texts in (entry.name, entry.description)
    )
    return replace(entry.record, name=name, description=description)


def _nearest(found: Compared, records: Sequence[Record]) -> _Nearest:
    """The entries whose texts are nearest to that of the last record."""
    texts = vectors(records)
    row = texts.rows[[int(texts.row_of[-1])]]
    cosine = np.asarray((texts.rows @ row.T).todense()).ravel()[texts.row_of[:-1]]
    places = np.argsort(-cosine, kind="stable")[:NEAREST]
    places = places[cosine[places] > 0]
    best = np.zeros(len(records) - 1)
    for side in (found.found.pairs.left, found.found.pairs.right):
        np.maximum.at(best, side, found.found.pairs.cosine)
    first, second = (*np.sort(cosine)[::-1][:2], 0.0, 0.0)[:2]
    rival = np.maximum(best[places], np.where(cosine[places] >= first, second, first))
    near = cosine[places]
    return _Nearest(places, near, near + LEAD * (near - rival))
