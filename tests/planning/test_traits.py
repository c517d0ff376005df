from __future__ import annotations

import numpy as np
import pytest

from planning.index import Candidates
from planning.steps import Shown, scored
from planning.texts import Record, Trait
from planning.traits import (
    OF_SETS,
    OF_TEXTS,
    Agreement,
    compared,
    in_words,
    learned,
    level_weights,
    stretch,
    verdict_bits,
)


def level(a: Trait, b: Trait, *others: Trait) -> int:
    records = [Record(str(number), "x", traits={"asked": value}) for number, value in enumerate((a, b, *others))]
    pairs = Candidates(np.array([0]), np.array([1]), np.array([1.0]))
    return int(compared(records, pairs)["asked"].level[0])


def nobody(count: int) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    return np.full(count, -1, dtype=np.int8)


def test_texts_agree_by_their_words() -> None:
    assert [level("Akta Lahir", "akta  lahir"), level("akta", "kartu"), level("akta", "")] == [1, 0, -1]


def test_sets_have_none_some_most_or_all_in_common() -> None:
    asked = frozenset({"ktp", "kk", "akta"})
    others = [frozenset({"paspor"}), frozenset({"ktp", "sim"}), frozenset({"ktp", "kk"}), asked, frozenset[str]()]
    assert [level(asked, other) for other in others] == [0, 1, 2, 3, -1]


def test_what_few_have_counts_more_than_what_all_have() -> None:
    a, b, all_have = frozenset({"ktp", "siup"}), frozenset({"siup"}), frozenset({"ktp"})
    assert level(a, b, *[all_have] * 20) == OF_SETS.index("most")
    assert level(a, all_have, *[all_have] * 20) == OF_SETS.index("some")


def test_a_text_beside_sets_is_a_set_of_one() -> None:
    assert level("ktp", frozenset({"ktp"})) == OF_SETS.index("all")
    assert level(" ", frozenset({"ktp"})) == -1


def test_what_is_in_common_is_said_or_else_what_each_has() -> None:
    assert in_words(frozenset({"kk", "ktp", "sim"}), frozenset({"ktp", "kk"})) == "kk, ktp"
    assert in_words(frozenset({"kk", "ktp"}), frozenset({"sim"})) == "kk, ktp | sim"
    assert [in_words("akta", "akta"), in_words("akta", "kartu")] == ["akta", "akta | kartu"]


def test_a_field_that_goes_with_the_text_learns_to_speak_for_a_match() -> None:
    text = np.array([0.9] * 50 + [0.05] * 500)
    field = Agreement(np.array([1] * 45 + [0] * 5 + [1] * 25 + [0] * 475, dtype=np.int8), OF_TEXTS)
    bits, weights = learned(text, {"output": field}, nobody(550))
    score = scored(list(weights.values()), Shown(bits, [field.level], nobody(550)))
    against, in_favour = weights["output"]
    assert against < 0 < in_favour
    assert score[0] > 0.9 > score[45]
    assert score[50] > 0.05 > score[-1]


def test_a_field_that_is_not_known_changes_nothing() -> None:
    text = np.array([0.9, 0.2])
    bits, weights = learned(text, {"output": Agreement(nobody(2), OF_TEXTS)}, nobody(2))
    assert scored(list(weights.values()), Shown(bits, [nobody(2)], nobody(2))) == pytest.approx(text)


def test_more_in_common_never_weighs_less() -> None:
    level = np.array([0] * 50 + [1] * 5 + [2] * 20 + [3] * 5, dtype=np.int8)
    score = np.array([0.1] * 50 + [0.9] * 5 + [0.2] * 20 + [0.9] * 5)
    weights = level_weights(score, Agreement(level, OF_SETS))
    assert sorted(weights) == list(weights)
    assert weights[1] == weights[2] < weights[3]


def test_weights_are_stretched_to_what_was_judged_the_more_the_more_there_is() -> None:
    text, field = [3.0, 3.0, -3.0, -3.0], [2.0, -2.0, 2.0, -2.0]
    same = np.array([False, True, False, True])  # the field speaks the wrong way
    few = stretch(np.array([text, field]), same)
    many = stretch(np.array([text * 25, field * 25]), np.tile(same, 25))
    assert 1 > few[2] > many[2]
    assert many[2] < 0


def test_a_judgement_makes_up_what_is_missing_to_certainty() -> None:
    assert [verdict_bits(3.0, 1) + 3, verdict_bits(3.0, 0) + 3] == [20, -20]
