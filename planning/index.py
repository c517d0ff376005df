"""Candidates: for each record the nearest others by the cosine of their texts, exact, without a table of all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

NEAREST = 60
"""Neighbours kept of each record; more than the offices of one service in any list that is not already grouped."""
LEAST_COSINE = 0.02
_ROWS_AT_ONCE = 256

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows, ``left`` before ``right``, in order, with their cosines."""

    left: Places
    right: Places
    cosine: Numbers


def candidates(rows: csr_array, *, nearest: int = NEAREST, least: float = LEAST_COSINE) -> Candidates:
    """Every pair of which one is among the ``nearest`` of the other; among equals the earlier row."""
    count = rows.shape[0]
    found = list(_neighbours(rows, nearest, least))
    here, there, cosine = (np.concatenate([part[at] for part in found] or [np.empty(0)]) for at in range(3))
    codes = np.minimum(here, there).astype(np.int64) * count + np.maximum(here, there).astype(np.int64)
    unique, first = np.unique(codes, return_index=True)
    return Candidates(unique // max(count, 1), unique % max(count, 1), np.minimum(cosine[first], 1.0))


def _neighbours(rows: csr_array, nearest: int, least: float) -> Iterator[tuple[Places, Places, Numbers]]:
    across = rows.T.tocsr()
    for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
        products = (rows[start : start + _ROWS_AT_ONCE] @ across).tocoo()
        here = products.row.astype(np.int64) + start
        there = products.col.astype(np.int64)
        # rounded: the last digits hang on the order of summing, and would decide between equals
        cosine = np.round(products.data, 12)
        kept = (here != there) & (cosine >= least)
        yield _first_of_each(here[kept], there[kept], cosine[kept], nearest=nearest)


def _first_of_each(here: Places, there: Places, cosine: Numbers, *, nearest: int) -> tuple[Places, Places, Numbers]:
    order = np.lexsort((there, -cosine, here))
    here = here[order]
    rank = np.arange(len(here)) - np.searchsorted(here, here)
    order = order[rank < nearest]
    return here[rank < nearest], there[order], cosine[order]
