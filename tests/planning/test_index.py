from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from planning.index import Candidates, Reach, candidates, rare_part, reach
from planning.texts import Record, vectors


def rows_at_random(count: int, *, seed: int = 7) -> csr_array:
    chosen = np.random.default_rng(seed)
    frequent = 1 / np.arange(1, 201)
    names = [
        " ".join(f"w{word:04}" for word in chosen.choice(200, size=6, p=frequent / frequent.sum()))
        for _ in range(count)
    ]
    return vectors([Record(str(number), name) for number, name in enumerate(names)]).rows


def triples(found: Candidates) -> list[tuple[int, int, float]]:
    return list(zip(found.left.tolist(), found.right.tolist(), found.cosine.tolist(), strict=True))


@pytest.mark.parametrize("least", [0.02, 0.3, 0.5])
def test_every_near_pair_is_found(least: float) -> None:
    rows = rows_at_random(300)
    cosines = (rows @ rows.T).toarray()
    near = {(a, b) for a, b in zip(*np.triu(cosines >= least - 5e-10, 1).nonzero(), strict=True)}
    found = candidates(rows, Reach(300, least))
    assert near
    assert {(a, b) for a, b, _ in triples(found)} == near
    assert found.cosine.tolist() == pytest.approx([min(1.0, cosines[a, b]) for a, b, _ in triples(found)])


def test_only_the_nearest_are_kept() -> None:
    rows = rows_at_random(60)
    cosines = (rows @ rows.T).toarray() - 2 * np.eye(60)
    found = candidates(rows, Reach(1, 0.02))
    best = {frozenset((row, int(np.round(cosines[row], 9).argmax()))) for row in range(60)}
    assert {frozenset((a, b)) for a, b, _ in triples(found)} == best


def test_what_is_left_out_of_a_row_is_shorter_than_asked() -> None:
    rows = rows_at_random(50)
    rare, common = rare_part(rows, 0.5)
    assert 0.3 < common.max() < 0.5
    assert rare.nnz < rows.nnz
    whole = np.asarray(rare.multiply(rare).sum(axis=1)) + common**2
    assert whole.tolist() == pytest.approx([1.0] * 50)


def test_an_empty_list_has_no_candidates() -> None:
    assert not triples(candidates(csr_array((0, 0))))


def test_the_longer_a_list_the_less_far_is_looked() -> None:
    reaches = [reach(count) for count in (3_000, 3_001, 12_000, 12_001)]
    assert [found.least for found in reaches] == [0.02, 0.2, 0.2, 0.5]
    assert [found.nearest for found in reaches] == [60, 30, 30, 20]
