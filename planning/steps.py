"""What is worked out a block at a time: in threads, or on the machines of a cluster, which know numpy and scipy only.

Each step is a function of something that all blocks share and of one block; its answer does not hang on the others.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]
Levels = NDArray[np.int8]
Weights = tuple[float, ...]

UNKNOWN, DIFFERENT, SAME = -1, 0, 1
"""Of a pair judged, or of a field that is text; unknown where one of the two does not have it."""
CERTAIN = 20.0
"""Bits that a judgement counts for."""
ROWS_AT_ONCE = 256
PAIRS_AT_ONCE = 50_000
_SPARE = 6
"""How many times the neighbours asked for are worked out in full, as their rare pieces alone may order them wrongly."""
_DIGITS = 9
"""Digits of a cosine that count; the last ones hang on the order of summing, and would decide between equals."""
_STEP = 1e-15
"""What a place counts among equals: too little, for all rows of a list, to reach the digits that count."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many neighbours are kept of each record, how near they must be, and how many others it may meet.

    It meets another once for each rare piece they share; its most common pieces are left out where it meets too many.
    """

    nearest: int
    least: float
    meetings: int = sys.maxsize


@dataclass(frozen=True, slots=True)
class Index:
    """Rows, their rare parts, and the rows that each piece is rare in.

    ``common`` is how long each row is below each of the ``bounds`` in the order of pieces, from the most common on, row
    after row; ``bound`` the first of these bounds below which all lies that was left out of a row.
    """

    rows: csr_array
    rare: csr_array
    across: csr_array
    common: NDArray[np.float32]
    bounds: int
    bound: NDArray[np.int32]
    within: Reach


@dataclass(frozen=True, slots=True)
class Near:
    """Rows, each with its neighbours one after another, and their cosines."""

    here: Places
    there: Places
    cosine: Numbers


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is of each pair: the bits of its text, how far each field agrees, and whether it was judged."""

    bits: Numbers
    levels: Sequence[Levels]
    judged: Levels

    def part(self, start: int, end: int) -> Shown:
        """That of some pairs."""
        levels = [level[start:end] for level in self.levels]
        return Shown(self.bits[start:end], levels, self.judged[start:end])


def neighbours(index: Index, start: int) -> Near:
    """The nearest of the rows from one place on; among equals the earlier row."""
    within = index.within
    met = (index.rare[start : start + ROWS_AT_ONCE] @ index.across).tocoo()
    bound = np.maximum(np.take(index.bound[start : start + ROWS_AT_ONCE], met.row), np.take(index.bound, met.col))
    left_out = np.take(index.common, (met.row + start) * np.int64(index.bounds) + bound)
    left_out *= np.take(index.common, met.col * np.int64(index.bounds) + bound)
    left_out += met.data
    possible = np.flatnonzero(left_out >= within.least)
    here, there, value = (
        met.row[possible].astype(np.int64) + start,
        met.col[possible].astype(np.int64),
        met.data[possible],
    )
    near = np.flatnonzero(here != there)
    here, there, value = here[near], there[near], value[near]
    near = _first(here, there, value, most=_SPARE * within.nearest)
    here, there = here[near], there[near]
    cosine = _products_of_few(index.rows[start : start + ROWS_AT_ONCE], here - start, index.rows[there])
    near = np.flatnonzero(cosine >= within.least)
    near = near[_first(here[near], there[near], cosine[near], most=within.nearest)]
    return Near(here[near], there[near], np.minimum(cosine[near], 1.0))


def products(rows: csr_array, ends: tuple[Places, Places]) -> Numbers:
    """The product of each row of the left with the one of the right, to the digits that count."""
    left, right = ends
    return np.round(np.asarray(rows[left].multiply(rows[right]).sum(axis=1)), _DIGITS)


def scored(weights: Sequence[Weights], block: Shown) -> Numbers:
    """The probability that the text and the fields add up to; a pair judged is certain."""
    bits = block.bits
    for found, level in zip(weights, block.levels, strict=True):
        bits = bits + np.array([*found, 0.0])[level]  # -1, unknown, is the last
    bits = np.where(block.judged == UNKNOWN, bits, np.where(block.judged == SAME, CERTAIN, -CERTAIN))
    return np.asarray(1 / (1 + np.exp2(-bits)))


def _products_of_few(few: csr_array, place: Places, others: csr_array) -> Numbers:
    """The same where the rows of one side are few, each at its place: spelled out, they need not be searched."""
    spelled = few.toarray().ravel()
    shift = np.repeat((place * few.shape[1]).astype(others.indices.dtype), np.diff(others.indptr))
    apart = csr_array((others.data, others.indices + shift, others.indptr), shape=(others.shape[0], len(spelled)))
    return np.asarray(np.round(apart @ spelled, _DIGITS))


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
