from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planning.groups import NEIGHBOURS, barred, groups_of, medoid


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


def test_the_representative_is_the_nearest_to_the_others() -> None:
    assert medoid([0, 1, 2], {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.1}) == 1
    assert medoid([3, 4], {(3, 4): 0.9}) == 3
