"""Candidates: for each text the nearest others by their cosine, without a table of all pairs.

Two texts that have none of their rare pieces in common cannot be near: what is left of either after its rare pieces is
too short. So only the rare pieces are multiplied, and only what they leave possible is worked out in full.

Records of one text are looked at once. Up to ``COPIES`` of them are paired with each other, and each with the nearest
records. Of more, as when 508 offices give one service, each is paired with the next few, which joins them all, and the
first of them speaks for the others; so it does with what is less near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planning.engine import Engine, Local
from planning.steps import PAIRS_AT_ONCE, ROWS_AT_ONCE, Index, Near, Numbers, Places, Reach, neighbours, products

COPIES = 10
"""Records of one text that count one by one."""
_BOUNDS = 16
"""How many bounds there are below which the length of each row is known."""
_ROUNDED = 1e-6
"""What rounding may take from a length."""
REACHES = ((3_000, Reach(60, 0.02)), (12_000, Reach(30, 0.2, 200_000)))
"""How far is looked in a list of up to so many records: the longer it is, the less far.

The rare pieces of most texts of a hundred thousand meet some 8,000 others, and 30,000 at the most; where all texts are
near copies or are made of few words, more would take hours.
"""
FURTHEST_IN_LONG_LISTS = Reach(20, 0.5, 32_000)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of records, ``left`` before ``right``, in order, with the cosines of their texts."""

    left: Places
    right: Places
    cosine: Numbers


def reach(count: int) -> Reach:
    """What is looked at in a list of so many records."""
    return next((found for most, found in REACHES if count <= most), FURTHEST_IN_LONG_LISTS)


def near_rows(rows: csr_array, within: Reach, engine: Engine) -> Near:
    """The neighbours of each row, the rows in order."""
    index = index_of(rows, within)
    parts = engine.run(neighbours, index, range(0, rows.shape[0], ROWS_AT_ONCE))
    none = np.empty(0, dtype=np.int64)
    return Near(
        np.concatenate([none, *(part.here for part in parts)]),
        np.concatenate([none, *(part.there for part in parts)]),
        np.concatenate([np.empty(0), *(part.cosine for part in parts)]),
    )


def candidates(
    rows: csr_array, row_of: Places, *, engine: Engine | None = None, within: Reach | None = None
) -> Candidates:
    """Every pair of records of which one's text is among the nearest of the other's; ``row_of`` gives their texts."""
    within = within or reach(len(row_of))
    near = near_rows(rows, within, engine or Local())
    members = np.argsort(row_of, kind="stable")
    starts = np.searchsorted(row_of[members], np.arange(rows.shape[0] + 1))
    sizes = np.diff(starts)
    others = np.minimum(sizes[near.there], COPIES)
    single = (sizes[near.here] > COPIES) | ~_among_first(near, others, within.nearest)
    mine, others = np.where(single, 1, sizes[near.here]), np.where(single, 1, others)
    pair, one, other = _each_with_each(mine, others)
    left, right = members[starts[near.here[pair]] + one], members[starts[near.there[pair]] + other]
    copy, twin = _ring(members, starts)
    alike = np.diff(rows.indptr)[row_of[copy]] > 0  # records without words are not alike
    copy, twin = copy[alike], twin[alike]
    return _in_order(
        np.concatenate([left, copy]),
        np.concatenate([right, twin]),
        np.concatenate([near.cosine[pair], np.ones(len(copy))]),
    )


def with_pairs(
    found: Candidates,
    rows: csr_array,
    row_of: Places,
    *,
    pairs: Sequence[tuple[int, int]],
    engine: Engine | None = None,
) -> Candidates:
    """The candidates and some pairs of records, whatever their cosines."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    left, right = ends[:, 0], ends[:, 1]
    cosine = cosines(rows, row_of[left], row_of[right], engine=engine)
    return _in_order(
        np.concatenate([found.left, left]),
        np.concatenate([found.right, right]),
        np.concatenate([found.cosine, np.minimum(cosine, 1.0)]),
    )


def cosines(rows: csr_array, left: Places, right: Places, *, engine: Engine | None = None) -> Numbers:
    """The product of each row of the left with the one of the right."""
    starts = range(0, len(left), PAIRS_AT_ONCE)
    blocks = [(left[start : start + PAIRS_AT_ONCE], right[start : start + PAIRS_AT_ONCE]) for start in starts]
    return np.concatenate([np.empty(0), *(engine or Local()).run(products, rows, blocks)])


def index_of(rows: csr_array, within: Reach) -> Index:
    """The rows as they are looked through: of each is left out what is most common, and shorter than is near."""
    found_in = np.bincount(rows.indices, minlength=rows.shape[1])
    # one order of pieces for all rows, else two rows could leave out each other's
    commonness = np.empty(rows.shape[1], dtype=np.int64)
    commonness[np.lexsort((np.arange(rows.shape[1]), -found_in))] = np.arange(rows.shape[1])
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((commonness[rows.indices], owner))
    left_out = np.empty(len(order), dtype=bool)
    left_out[order] = _common(rows, order, within)
    rare = csr_array((np.where(left_out, 0.0, rows.data), rows.indices.copy(), rows.indptr.copy()), shape=rows.shape)
    rare.eliminate_zeros()
    end = np.zeros(rows.shape[0], dtype=np.int64)
    np.maximum.at(end, owner[left_out], commonness[rows.indices[left_out]] + 1)
    bounds = np.unique(np.quantile(np.append(end, 0), np.linspace(0, 1, _BOUNDS), method="higher"))
    common = np.column_stack(
        [np.bincount(owner, rows.data**2 * (commonness[rows.indices] < bound), len(end)) for bound in bounds]
    )
    length = np.sqrt(common).astype(np.float32).ravel() + np.float32(_ROUNDED)
    return Index(rows, rare, rare.T.tocsr(), length, len(bounds), np.searchsorted(bounds, end).astype(np.int32), within)


def _common(rows: csr_array, order: Places, within: Reach) -> NDArray[np.bool_]:
    """Of the pieces in order those left out of their rows: too short together, or common enough to meet too many."""
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    squares = np.cumsum(rows.data[order] ** 2)
    before = np.concatenate([[0.0], squares])[rows.indptr[:-1]]
    short = squares - before[owner] < within.least**2
    pieces = rows.indices[order]
    met = np.cumsum(np.where(short, 0, np.bincount(pieces[~short], minlength=rows.shape[1])[pieces]))
    last = rows.indptr[1:][owner] - 1
    onward = met[last] - np.concatenate([[0], met])[: len(met)]
    return np.asarray(short | ((onward > within.meetings) & (np.arange(len(met)) < last)))


def _among_first(near: Near, records: Places, most: int) -> NDArray[np.bool_]:
    """Whether fewer records than so many stand for the nearer neighbours of the same row."""
    order = np.lexsort((near.there, -near.cosine, near.here))
    before = np.cumsum(records[order]) - records[order]
    starts = np.searchsorted(near.here[order], near.here[order])
    found = np.empty(len(order), dtype=bool)
    found[order] = before - before[starts] < most
    return found


def _each_with_each(mine: Places, others: Places) -> tuple[Places, Places, Places]:
    """For each pair of texts, by its place, each of the first so many records with each of the other's."""
    counts = mine * others
    pair = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    return pair, within // others[pair], within % others[pair]


def _ring(members: Places, starts: Places) -> tuple[Places, Places]:
    """The records of one text, each with the next few of them, and the last ones with the first."""
    size, start = (np.repeat(values, np.diff(starts)) for values in (np.diff(starts), starts[:-1]))
    place = np.arange(len(members)) - start
    steps = range(1, COPIES // 2 + 1)
    twins = [members[start + (place + step) % size] for step in steps]
    return np.tile(members, len(steps)), np.concatenate(twins)


def _in_order(here: Places, there: Places, cosine: Numbers) -> Candidates:
    """Each pair once, the earlier record first."""
    left, right = np.minimum(here, there), np.maximum(here, there)
    order = np.lexsort((right, left))
    order = order[left[order] != right[order]]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(left[order]) != 0) | (np.diff(right[order]) != 0)
    return Candidates(left[order[new]], right[order[new]], cosine[order[new]])
