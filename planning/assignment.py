"""Choosing among scored pairs: the threshold of the highest expected F1, and at the most one partner a record."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planning.steps import Numbers, Places


def best_threshold(scores: Numbers) -> float:
    """The lowest score to accept so that the expected F1 is highest, if the scores are probabilities; 1 without any.

    Of the k likeliest pairs the sum of their scores is expected to be right, of all pairs the sum of all.
    """
    if not len(scores):
        return 1.0
    falling = np.sort(scores)[::-1]
    expected = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    last_of_equals = np.concatenate([falling[1:] != falling[:-1], [True]])
    return float(falling[np.argmax(np.where(last_of_equals, expected, -1.0))])


def one_to_one(left: Places, right: Places, gain: Numbers) -> Places:
    """Which pairs to keep so that no record is in two and the gains add up to the most; the places of those pairs.

    A pair without gain is never kept. Parts of the lists that have no candidates in common are assigned on their own.
    """
    useful = np.flatnonzero(gain > 0)
    if not len(useful):
        return useful
    lefts, a = np.unique(left[useful], return_inverse=True)
    rights, b = np.unique(right[useful], return_inverse=True)
    size = len(lefts) + len(rights)
    links = coo_array((np.ones(len(a)), (a, b + len(lefts))), shape=(size, size))
    part = connected_components(links, directed=False)[1][a]
    order = np.argsort(part, kind="stable")
    parts = np.split(useful[order], np.flatnonzero(np.diff(part[order])) + 1)
    return np.sort(np.concatenate([_assigned(left[few], right[few], gain[few], places=few) for few in parts]))


def _assigned(left: Places, right: Places, gain: Numbers, *, places: Places) -> Places:
    lefts, a = np.unique(left, return_inverse=True)
    rights, b = np.unique(right, return_inverse=True)
    table = np.zeros((len(lefts), len(rights)))
    pair = np.full(table.shape, -1, dtype=np.int64)
    table[a, b], pair[a, b] = gain, places
    chosen = pair[linear_sum_assignment(table, maximize=True)]
    return np.asarray(chosen[chosen >= 0])
