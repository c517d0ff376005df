from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.groups import EVEN, NEIGHBOURS, Within, barred, groups_of, within


def grouped(pairs: dict[tuple[int, int], float]) -> list[list[int]]:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return groups_of((left, right), np.array(list(pairs.values()), dtype=float))


def clique(members: range, score: float = 0.9) -> dict[tuple[int, int], float]:
    return dict.fromkeys(combinations(members, 2), score)


def test_what_is_all_alike_is_one_group() -> None:
    assert grouped(clique(range(5))) == [[0, 1, 2, 3, 4]]
    assert grouped({}) == []


def test_one_chain_of_pairs_does_not_join_everything() -> None:
    chain = {(place, place + 1): 0.8 for place in range(9)}

    assert max(map(len, grouped(chain))) == 2


def test_one_pair_does_not_join_two_groups() -> None:
    pairs = clique(range(4)) | clique(range(4, 8)) | {(3, 4): 0.85}

    assert grouped(pairs) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_the_members_of_a_large_group_need_not_all_be_near_one_another() -> None:
    ring = {
        (min(a, b), max(a, b)): 0.9 for a in range(60) for step in range(1, NEIGHBOURS + 1) for b in [(a + step) % 60]
    }

    assert grouped(ring) == [list(range(60))]


def test_what_must_not_be_together_never_is() -> None:
    pairs = clique(range(3), 0.99)
    scores = barred(np.array(list(pairs.values())), np.array([False, True, False]))

    found = grouped(dict(zip(pairs, scores.tolist(), strict=True)))

    assert found == [[0, 1]]  # 0 and 2 are barred


def test_what_is_certain_is_joined_whatever_the_others_say() -> None:
    star = {(0, place): 1.0 for place in range(1, 5)}

    assert grouped(star) == [[0, 1, 2, 3, 4]]


@given(st.dictionaries(st.tuples(st.integers(0, 8), st.integers(9, 17)), st.floats(0, 1), max_size=30), st.randoms())
def test_the_order_of_pairs_changes_nothing(pairs: dict[tuple[int, int], float], random: st.DrawFn) -> None:
    shuffled = list(pairs.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random, as hypothesis gives it

    assert grouped(dict(shuffled)) == grouped(pairs)


def inside(groups: list[list[int]], pairs: dict[tuple[int, int], tuple[float, int]]) -> list[Within]:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    score, kinds = (
        np.array([score for score, _kind in pairs.values()]),
        np.array([kind for _score, kind in pairs.values()]),
    )
    return within(groups, (left, right), score, kinds=kinds.astype(np.int8))


def test_the_representative_is_the_nearest_to_the_others() -> None:
    pairs = {(0, 1): (0.9, 0), (0, 2): (0.1, 5), (1, 2): (0.8, 2), (2, 3): (1.0, 0), (3, 4): (0.9, 5)}

    assert inside([[0, 1, 2], [3, 4]], pairs) == [(0, pytest.approx(0.6), 1), (5, 0.9, 3)]


def test_a_group_of_one_has_nothing_within() -> None:
    assert inside([[7]], {}) == [Within(None, 1.0, 7)]
    assert inside([], {}) == []


def joined_one_by_one(pairs: dict[tuple[int, int], float]) -> list[list[int]]:
    """The groups as they are defined: of all pairs of groups always the nearest, the earlier among equals."""
    groups = {place: [place] for pair in pairs for place in pair}
    sums = dict(pairs)
    while True:
        links = [
            (-total / (min(sizes) * min(max(sizes), NEIGHBOURS)), a, b)
            for (a, b), total in sums.items()
            for sizes in [(len(groups[a]), len(groups[b]))]
        ]
        near, kept, gone = min(links, default=(0.0, 0, 0))
        if -near < EVEN:
            return sorted(sorted(members) for members in groups.values() if len(members) > 1)
        groups[kept] += groups.pop(gone)
        for (a, b), total in [(pair, total) for pair, total in sums.items() if gone in pair]:
            del sums[a, b]
            other = b if a == gone else a
            if other != kept:
                pair = (min(kept, other), max(kept, other))
                sums[pair] = sums.get(pair, 0.0) + total


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda pair: pair[0] < pair[1]),
        st.sampled_from([0.25, 0.5, 0.5625, 0.75, 0.875]),
        max_size=90,
    )
)
def test_always_the_nearest_two_are_joined(pairs: dict[tuple[int, int], float]) -> None:
    assert grouped(pairs) == joined_one_by_one(pairs)
