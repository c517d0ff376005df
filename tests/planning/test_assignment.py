from __future__ import annotations

import numpy as np
import pytest

from planning.assignment import best_threshold, one_to_one


@pytest.mark.parametrize(
    ("scores", "threshold"),
    [
        ([], 1.0),
        ([0.9, 0.9, 0.1], 0.9),
        ([0.9, 0.6, 0.05], 0.6),
        ([0.4, 0.4, 0.4], 0.4),
        ([0.2], 0.2),
    ],
)
def test_the_threshold_has_the_highest_expected_f1(scores: list[float], threshold: float) -> None:
    assert best_threshold(np.array(scores)) == threshold


def test_the_sum_of_gains_decides_and_not_the_best_pair() -> None:
    left, right = np.array([0, 0, 1]), np.array([5, 6, 5])
    assert one_to_one(left, right, np.array([0.9, 0.8, 0.7])).tolist() == [1, 2]


def test_parts_without_common_candidates_are_assigned_apart() -> None:
    left, right = np.array([0, 1, 1, 2]), np.array([7, 8, 9, 9])
    assert one_to_one(left, right, np.array([0.5, 0.6, 0.4, 0.3])).tolist() == [0, 1, 3]


def test_a_pair_that_would_lose_is_not_chosen() -> None:
    assert one_to_one(np.array([0, 1]), np.array([2, 2]), np.array([-0.1, -0.2])).tolist() == []


def test_nothing_is_assigned_to_nothing() -> None:
    none = np.empty(0, dtype=np.int64)
    assert one_to_one(none, none, np.empty(0)).tolist() == []
