from __future__ import annotations

import numpy as np
import pytest

from planning.texts import Record, pieces, shared_words, telling_words, vectors


def test_a_word_falls_into_pieces_of_four_with_its_ends() -> None:
    assert list(pieces("kartu")) == [" kar", "kart", "artu", "rtu "]


def test_a_short_word_is_one_piece() -> None:
    assert list(pieces("a")) == [" a "]


def test_the_agency_of_a_record_says_nothing_of_what_it_does() -> None:
    record = Record("1", "Bantuan Kota Vannes", "untuk keluarga", agency="Kota Vannes")
    assert telling_words(record) == ["bantuan", "untuk", "keluarga"]


def test_rows_have_length_one_but_those_without_words() -> None:
    rows = vectors([Record("1", "kartu keluarga"), Record("2", "…"), Record("3", "akta")]).rows
    assert np.sqrt(rows.multiply(rows).sum(axis=1)).tolist() == pytest.approx([1, 0, 1])


def test_rare_words_weigh_more_than_those_all_have() -> None:
    names = ("penerbitan akta kelahiran", "penerbitan paspor", "penerbitan kelahiran", "penerbitan izin")
    records = [Record(str(number), name) for number, name in enumerate(names)]
    rows = vectors(records).rows
    cosines = (rows @ rows.T).toarray()
    assert cosines[0, 2] > 2 * cosines[0, 1] > 0


def test_run_together_words_are_like_words_apart() -> None:
    rows = vectors(
        [Record("1", "freeschoolmeals"), Record("2", "free school meals"), Record("3", "parking permit")]
    ).rows
    cosines = (rows @ rows.T).toarray()
    assert cosines[0, 1] > 0.2
    assert cosines[0, 2] == 0


def test_words_in_common_are_shown_weightiest_first() -> None:
    a, b = Record("1", "surat izin usaha"), Record("2", "surat usaha pariwisata")
    weights = vectors([a, b, Record("3", "surat jalan")]).weights
    assert shared_words(a, b, weights) == ["usaha", "surat"]
