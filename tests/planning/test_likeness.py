from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planning.index import Candidates
from planning.likeness import Background, Likeness, excess_between, likeness, matched, rivals, share_in_common
from planning.texts import Record

NAMES = (
    "Penerbitan akta kelahiran",
    "Izin usaha perikanan tangkap",
    "Kartu identitas anak",
    "Pendaftaran merek dagang",
    "Surat izin mengemudi baru",
    "Sertifikasi halal produk pangan",
)
NEW_NAMES = (
    "Pencatatan akta kelahiran",
    "Izin usaha penangkapan ikan",
    "Kartu identitas anak",
    "Pendaftaran merek",
    "Surat izin mengemudi baru",
    "Pinjam ruang rapat",
)


def listed(names: tuple[str, ...], source: str) -> list[Record]:
    return [Record(f"{source}{number}", name, source=source) for number, name in enumerate(names)]


def by_keys(found: Likeness) -> dict[tuple[str, str], float]:
    pairs = zip(found.pairs.left, found.pairs.right, found.score.tolist(), strict=True)
    return {(found.records[a].key, found.records[b].key): score for a, b, score in pairs}


def test_within_one_list_the_same_name_is_all_but_certain() -> None:
    found = by_keys(likeness([*listed(NAMES, "a"), Record("x", NAMES[2])]))
    assert found["a2", "x"] == max(found.values()) > 0.9
    assert found.get(("a0", "x"), 0) < 0.2


def test_between_lists_only_pairs_of_both_are_scored() -> None:
    found = by_keys(likeness([*listed(NAMES, "a"), *listed(NEW_NAMES, "b")], between_lists=True))
    assert found["a2", "b2"] == max(found.values()) > 0.7
    assert all(left[0] == "a" and right[0] == "b" for left, right in found)


def test_matched_records_have_one_partner_at_the_most() -> None:
    single = matched(likeness([*listed(NAMES, "a"), *listed(NEW_NAMES, "b")], between_lists=True))
    found = by_keys(single)
    assert {f"{left}{right}" for left, right in found} >= {"a0b0", "a1b1", "a2b2", "a3b3", "a4b4"}
    assert len({left for left, _ in found}) == len({right for _, right in found}) == len(found)


def test_one_list_cannot_be_matched_one_to_one() -> None:
    with pytest.raises(ValueError, match="two lists"):
        matched(likeness(listed(NAMES, "a")))


def test_three_lists_cannot_be_matched_one_to_one() -> None:
    three = [*listed(NAMES, "a"), *listed(NEW_NAMES, "b"), *listed(NAMES, "c")]
    with pytest.raises(ValueError, match="two lists"):
        matched(likeness(three, between_lists=True))


def test_the_order_of_the_list_does_not_change_a_score() -> None:
    records = [*listed(NAMES, "a"), *listed(NEW_NAMES, "b")]
    forth, back = by_keys(likeness(records)), by_keys(likeness(records[::-1]))
    assert {frozenset(pair): round(score, 9) for pair, score in forth.items()} == {
        frozenset(pair): round(score, 9) for pair, score in back.items()
    }


def test_the_evidence_of_a_pair_adds_up_to_its_score() -> None:
    traits = [{"output": "akta"}, {"output": "izin"}, {"output": "kartu"}, {}, {"output": "sim"}, {"output": "halal"}]
    records = [replace(record, traits=some) for record, some in zip(listed(NAMES * 2, "a"), traits * 2, strict=True)]
    found = likeness(records)
    for place, score in enumerate(found.score):
        bits = sum(evidence.weight for evidence in found.why(place))
        assert 1 / (1 + 2**-bits) == pytest.approx(score)


def test_the_evidence_names_the_words_in_common_and_both_values() -> None:
    records = [
        Record("1", "akta kelahiran", traits={"output": "akta"}),
        Record("2", "akta kelahiran anak", traits={"output": "kutipan akta"}),
    ]
    why = {evidence.feature: evidence.words for evidence in likeness(records).why(0)}
    assert set(why["text"].split(", ")) == {"akta", "kelahiran"}
    assert why["output"] == "akta | kutipan akta"


def keyed(count: int) -> list[Record]:
    return [Record(str(number), name) for number, name in enumerate((NAMES * count)[:count])]


def test_a_pair_judged_is_certain_and_says_so() -> None:
    plain = likeness(keyed(12))
    found = likeness(keyed(12), judged={("6", "0"): False, ("0", "5"): True, ("0", "gone"): True, ("1", "1"): True})
    assert by_keys(plain)["0", "6"] > 0.9
    assert by_keys(found)["0", "6"] < 1e-5
    assert by_keys(found)["0", "5"] > 1 - 1e-5
    for place, score in enumerate(found.score.tolist()):
        why = found.why(place)
        assert 1 / (1 + 2 ** -sum(one.weight for one in why)) == pytest.approx(score)
        ends = (int(found.pairs.left[place]), int(found.pairs.right[place]))
        judged = {one.level for one in why if one.feature == "judgement"}
        assert judged == {(0, 6): {"different"}, (0, 5): {"same"}}.get(ends, set())


def test_judgements_teach_the_other_pairs() -> None:
    plain = by_keys(likeness(keyed(12)))
    no = by_keys(likeness(keyed(12), judged={("0", "6"): False, ("1", "7"): False, ("2", "8"): False}))
    yes = by_keys(likeness(keyed(12), judged={("0", "6"): True, ("1", "7"): True, ("2", "8"): True}))
    assert no["3", "9"] < plain["3", "9"] <= yes["3", "9"]


def test_pairs_asked_for_are_scored_whatever_they_have_in_common() -> None:
    records = [Record("1", "akta"), Record("2", "paspor"), Record("3", "akta lahir")]
    assert ("1", "2") not in by_keys(likeness(records))
    assert by_keys(likeness(records, also=[("2", "1"), ("1", "3"), ("1", "x")]))["1", "2"] < 0.01


def test_a_rival_is_the_nearest_third() -> None:
    near = Candidates(np.array([0, 0, 3]), np.array([1, 2, 4]), np.array([0.9, 0.4, 0.3]))
    assert rivals(near, 5).tolist() == [0.4, 0.9, 0.0]


def test_as_many_matches_are_expected_as_the_cosines_add_up_to() -> None:
    cosine = np.array([0.5, 0.3, 0.2, 0.2])
    share = share_in_common(np.array([0.1, 0.6, 0.2, 0.2]), cosine)
    assert share.tolist() == pytest.approx([0.2, 0.5, 0.25, 0.25])


def test_what_is_as_frequent_within_a_list_is_no_match() -> None:
    background = Background(np.array([0.2] * 100), (50, 50))
    text = excess_between(np.array([0.2] * 100 + [0.9] * 100), background)
    assert text[0] < 0.05
    assert text[-1] > 0.95


def test_few_records_left_are_few_to_be_mistaken() -> None:
    background = Background(np.array([0.1, 0.5, 0.5]), (20, 20))
    leading = np.array([0.1, 0.5, 0.5, 0.5, 0.5, 0.9])
    assert excess_between(leading, background, free=0.1)[1] > excess_between(leading, background)[1]


def test_among_the_all_but_certain_the_nearer_pair_is_the_likelier() -> None:
    background = Background(np.array([0.3] * 100), (50, 50))
    text = excess_between(np.array([-0.1, 0.1, 0.2, *[1.0] * 50, 1.1]), background)
    assert 0 < text[0] < text[1] < text[2] < 0.001
    assert text[2] < text[3] < text[-1] < 1
