from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from planning.engine import Local
from planning.index import COPIES, Candidates, candidates, index_of, reach, with_pairs
from planning.steps import Reach
from planning.texts import Record, vectors


def rows_at_random(count: int, *, seed: int = 7) -> csr_array:
    chosen = np.random.default_rng(seed)
    frequent = 1 / np.arange(1, 201)
    names = [
        " ".join(f"w{word:04}" for word in chosen.choice(200, size=6, p=frequent / frequent.sum()))
        for _ in range(2 * count)
    ]
    names = list(dict.fromkeys(names))[:count]
    return vectors([Record(str(number), name) for number, name in enumerate(names)]).rows


def each(rows: csr_array, engine: Local | None = None, within: Reach | None = None) -> Candidates:
    return candidates(rows, np.arange(rows.shape[0]), engine=engine, within=within)


def triples(found: Candidates) -> list[tuple[int, int, float]]:
    return list(zip(found.left.tolist(), found.right.tolist(), found.cosine.tolist(), strict=True))


@pytest.mark.parametrize("least", [0.02, 0.3, 0.5])
def test_every_near_pair_is_found(least: float) -> None:
    rows = rows_at_random(300)
    cosines = (rows @ rows.T).toarray()
    near = {(a, b) for a, b in zip(*np.triu(cosines >= least - 5e-10, 1).nonzero(), strict=True)}
    found = each(rows, within=Reach(300, least))
    assert near
    assert {(a, b) for a, b, _ in triples(found)} == near
    assert found.cosine.tolist() == pytest.approx([min(1.0, cosines[a, b]) for a, b, _ in triples(found)])


def test_only_the_nearest_are_kept() -> None:
    rows = rows_at_random(60)
    cosines = (rows @ rows.T).toarray() - 2 * np.eye(60)
    found = each(rows, within=Reach(1, 0.02))
    best = {frozenset((row, int(np.round(cosines[row], 9).argmax()))) for row in range(60)}
    assert {frozenset((a, b)) for a, b, _ in triples(found)} == best


def test_what_is_left_out_of_a_row_is_shorter_than_asked_and_within_its_bound() -> None:
    rows = rows_at_random(50)
    index = index_of(rows, Reach(20, 0.5))
    left_out = np.sqrt(1 - np.asarray(index.rare.multiply(index.rare).sum(axis=1)))
    assert index.rare.nnz < rows.nnz
    assert 0.3 < left_out.max() < 0.5
    assert (left_out <= index.common.reshape(50, index.bounds)[range(50), index.bound]).all()


def meetings(rows: csr_array, within: Reach) -> int:
    index = index_of(rows, within)
    others = np.diff(index.across.indptr)[index.rare.indices]
    return max(int(found.sum()) for found in np.split(others, index.rare.indptr[1:-1]))


def test_a_text_meets_no_more_others_than_it_may_and_is_found_by_its_rarest_pieces() -> None:
    copies = [f"surat izin {copy * 5} toko {service * 6}" for service in "abcdefghijklmnopqrst" for copy in "12345678"]
    rows = vectors([Record(str(number), name) for number, name in enumerate(copies)]).rows
    bounded = Reach(7, 0.5, meetings=20)
    found = {(a, b) for a, b, _ in triples(each(rows, within=bounded))}
    assert meetings(rows, bounded) <= bounded.meetings < meetings(rows, Reach(7, 0.5))
    assert {(a, b) for a in range(160) for b in range(a + 1, 160) if a // 8 == b // 8} <= found


def test_an_empty_list_has_no_candidates() -> None:
    assert not triples(each(csr_array((0, 0))))


def test_the_longer_a_list_the_less_far_is_looked() -> None:
    reaches = [reach(count) for count in (3_000, 3_001, 12_000, 12_001)]
    assert [found.least for found in reaches] == [0.02, 0.2, 0.2, 0.5]
    assert [found.nearest for found in reaches] == [60, 30, 30, 20]


def pairs_of(*names: str) -> set[tuple[int, int]]:
    found = vectors([Record(str(number), name) for number, name in enumerate(names)])
    return {(a, b) for a, b, _ in triples(candidates(found.rows, found.row_of))}


def test_a_few_records_of_one_text_are_each_paired_with_all() -> None:
    assert pairs_of("akta", "akta lahir", "akta", "paspor") == {(0, 1), (0, 2), (1, 2)}


def test_many_records_of_one_text_are_joined_and_one_speaks_for_them() -> None:
    found = pairs_of("akta lahir", *["akta"] * 100)
    assert {pair for pair in found if pair[0] == 0} == {(0, place) for place in range(1, COPIES + 1)}
    rest = found - {(0, place) for place in range(1, COPIES + 1)}
    assert len(rest) == 100 * COPIES // 2
    assert {place for pair in rest for place in pair} == set(range(1, 101))


def test_two_texts_of_many_records_each_are_paired_once() -> None:
    found = pairs_of(*["akta lahir", "akta"] * 50)
    assert {(a, b) for a, b in found if (a + b) % 2} == {(0, 1)}


def test_records_without_words_are_not_alike() -> None:
    assert not pairs_of("…", "…", "-")


def test_pairs_asked_for_are_added_once() -> None:
    found = vectors([Record(str(number), name) for number, name in enumerate(("akta", "akta", "paspor"))])
    near = candidates(found.rows, found.row_of)
    assert triples(near) == [(0, 1, 1.0)]
    assert triples(with_pairs(near, found.rows, found.row_of, pairs=[(0, 1), (0, 2)])) == [(0, 1, 1.0), (0, 2, 0.0)]
    assert triples(with_pairs(near, found.rows, found.row_of, pairs=[])) == [(0, 1, 1.0)]


def test_the_same_is_found_whatever_the_threads_and_progress_is_told() -> None:
    rows = rows_at_random(600)
    told: list[tuple[int, int]] = []
    one, four = Local(threads=1), Local(threads=4, progress=lambda done, total: told.append((done, total)))
    assert triples(each(rows, engine=one)) == triples(each(rows, engine=four))
    assert told == [(1, 3), (2, 3), (3, 3)]
