"""Candidates: for each record the nearest others by the cosine of their texts, without a table of all pairs.

Two texts that have none of their rare pieces in common cannot be near: what is left of either after its rare pieces is
too short. So only the rare pieces are multiplied, and only what they leave possible is worked out in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

_ROWS_AT_ONCE = 256
_PAIRS_AT_ONCE = 100_000
_SPARE = 2
"""How many times the neighbours asked for are worked out in full, as their rare pieces alone may order them wrongly."""
_DIGITS = 9
"""Digits of a cosine that count; the last ones hang on the order of summing, and would decide between equals."""
_STEP = 1e-15
"""What a place counts among equals: too little, for all rows of a list, to reach the digits that count."""

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many neighbours are kept of each record, and how near they must be."""

    nearest: int
    least: float


REACHES = ((3_000, Reach(60, 0.02)), (12_000, Reach(30, 0.2)))
"""How far is looked in a list of up to so many records: the longer it is, the less far."""
FURTHEST_IN_LONG_LISTS = Reach(20, 0.5)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows, ``left`` before ``right``, in order, with their cosines."""

    left: Places
    right: Places
    cosine: Numbers


def reach(count: int) -> Reach:
    """What is looked at in a list of so many records."""
    return next((found for most, found in REACHES if count <= most), FURTHEST_IN_LONG_LISTS)


def candidates(rows: csr_array, within: Reach | None = None) -> Candidates:
    """Every pair of which one is among the nearest of the other; among equals the earlier row."""
    count = rows.shape[0]
    found = list(_neighbours(rows, within or reach(count)))
    here, there, cosine = (np.concatenate([part[at] for part in found] or [np.empty(0)]) for at in range(3))
    codes = np.minimum(here, there).astype(np.int64) * count + np.maximum(here, there).astype(np.int64)
    unique, first = np.unique(codes, return_index=True)
    return Candidates(unique // max(count, 1), unique % max(count, 1), np.minimum(cosine[first], 1.0))


def with_pairs(found: Candidates, rows: csr_array, pairs: Sequence[tuple[int, int]]) -> Candidates:
    """The candidates and some pairs of rows, the first of each before the second, whatever their cosines."""
    if not pairs:
        return found
    ends = np.array(pairs, dtype=np.int64)
    left, right = np.concatenate([found.left, ends[:, 0]]), np.concatenate([found.right, ends[:, 1]])
    cosine = np.concatenate([found.cosine, np.minimum(products(rows, ends[:, 0], ends[:, 1]), 1.0)])
    first = np.unique(left * rows.shape[0] + right, return_index=True)[1]
    return Candidates(left[first], right[first], cosine[first])


def rare_part(rows: csr_array, least: float) -> tuple[csr_array, Numbers]:
    """Each row without its most common pieces, as long as these are shorter than ``least``; and how long they are."""
    found_in = np.bincount(rows.indices, minlength=rows.shape[1])
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    # one order of pieces for all rows, else two rows could leave out each other's
    order = np.lexsort((-rows.indices, -found_in[rows.indices], owner))
    squares = np.cumsum(rows.data[order] ** 2)
    before = np.concatenate([[0.0], squares])[rows.indptr[:-1]]
    left_out = np.empty(len(order), dtype=bool)
    left_out[order] = squares - before[owner] < least**2
    common = np.sqrt(np.bincount(owner, np.where(left_out, rows.data**2, 0.0), minlength=rows.shape[0]))
    part = csr_array((np.where(left_out, 0.0, rows.data), rows.indices.copy(), rows.indptr.copy()), shape=rows.shape)
    part.eliminate_zeros()
    return part, common


def _neighbours(rows: csr_array, within: Reach) -> Iterator[tuple[Places, Places, Numbers]]:
    rare, common = rare_part(rows, within.least)
    across = rare.T.tocsr()
    for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
        met = (rare[start : start + _ROWS_AT_ONCE] @ across).tocoo()
        # pieces not multiplied lie all in what was left out of one of the two
        spare = np.maximum(common[met.row + start], common[met.col])
        kept = np.flatnonzero((met.row + start != met.col) & (met.data + spare >= within.least))
        here, there = met.row[kept].astype(np.int64) + start, met.col[kept].astype(np.int64)
        near = _first(here, there, met.data[kept], most=_SPARE * within.nearest)
        here, there = here[near], there[near]
        cosine = products(rows, here, there)
        near = np.flatnonzero(cosine >= within.least)
        near = near[_first(here[near], there[near], cosine[near], most=within.nearest)]
        yield here[near], there[near], cosine[near]


def products(rows: csr_array, left: Places, right: Places) -> Numbers:
    """The product of each row of the left with the one of the right, to the digits that count."""
    parts = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(left), _PAIRS_AT_ONCE)]
    found = [np.asarray(rows[left[part]].multiply(rows[right[part]]).sum(axis=1)) for part in parts]
    return np.round(np.concatenate([np.empty(0), *found]), _DIGITS)


def _first(here: Places, there: Places, value: Numbers, *, most: int) -> Places:
    """The places of the highest values of each row; ``here`` rises."""
    rank = _STEP * there - np.round(value, _DIGITS)
    ends = np.flatnonzero(np.diff(here, append=-1)) + 1
    starts = np.concatenate([[0], ends[:-1]])
    kept = [
        start + np.sort(np.argpartition(rank[start:end], most)[:most]) if end - start > most else np.arange(start, end)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=False)
    ]
    return np.concatenate(kept) if kept else np.empty(0, dtype=np.int64)
