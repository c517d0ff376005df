from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.words import LONGEST_WORD, Lexicon, NearWords, WordStemmer, bases, words

STEMMER = WordStemmer({})


def lexicon(*texts: str, language: str = "id") -> Lexicon:
    usage: dict[str, int] = {}
    for word in (word for text in texts for word in words(text)):
        usage[word] = usage.get(word, 0) + 1
    learned = Lexicon(usage)
    for text in texts:
        learned.learn(text, language)
    learned.close()
    return learned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kutipan Akta Kelahiran", ["kutipan", "akta", "kelahiran"]),
        ("KTP-el (baru/hilang), e-KTP!", ["ktp", "el", "baru", "hilang", "e", "ktp"]),
        ("café CAFÉ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("anak-anak_yatim", ["anak", "anak", "yatim"]),
        ("60 hari; F-2.01", ["60", "hari", "f", "2", "01"]),
        ("\x00\ud800 +:*\"'~^", []),
        ("ＫＴＰ", ["ktp"]),  # noqa: RUF001
        ("", []),
    ],
)
def test_words_have_no_case_accents_and_punctuation(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=200))
def test_words_of_any_text_are_short_and_stay_as_they_are(text: str) -> None:
    found = words(text)
    assert all(0 < len(word) <= LONGEST_WORD for word in found)
    assert words(" ".join(words(" ".join(found)))) == words(" ".join(found))


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("nerbitin", "terbit"),
        ("menerbitkan", "terbit"),
        ("diterbitkannya", "terbit"),
        ("ngurus", "urus"),
        ("ngurusin", "urus"),
        ("ngelapor", "lapor"),
        ("ngebuat", "buat"),
        ("ngirim", "kirim"),
        ("ngilangin", "hilang"),
        ("ilang", "hilang"),
        ("nyari", "cari"),
        ("nyimpan", "simpan"),
        ("nulis", "tulis"),
        ("ndaftarin", "daftar"),
        ("mbayar", "bayar"),
        ("manjangin", "panjang"),
        ("perpanjangin", "panjang"),
        ("bikinin", "bikin"),
        ("suratnya", "surat"),
        ("pemberhentian", "henti"),
        ("memperpanjang", "panjang"),
    ],
)
def test_spoken_and_written_affixes_come_off(word: str, base: str) -> None:
    assert base in dict(bases(word))


def test_spoken_affixes_stay_where_only_written_ones_are_expected() -> None:
    assert "terbit" not in dict(bases("nerbitin", spoken=False))
    assert "terbit" in dict(bases("menerbitkan", spoken=False))


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("penerbitan", "terbit"),
        ("kelahiran", "lahir"),
        ("kutipan", "kutip"),
        ("kependudukan", "penduduk"),
        ("meninggal", "meninggal"),
        ("meninggalnya", "meninggal"),
        ("akta", "akta"),
        ("ktp", "ktp"),
        ("npwp", "npwp"),
        ("2024", "2024"),
    ],
)
def test_stems_of_written_indonesian(word: str, stem: str) -> None:
    assert STEMMER.indonesian(word) == stem


@pytest.mark.parametrize(
    ("word", "usage", "stem"),
    [("menikah", "nikah", "nikah"), ("perpajakan", "pajak", "pajak"), ("perawatan", "rawat", "rawat")],
)
def test_of_several_bases_the_one_the_catalogue_uses_is_taken(word: str, usage: str, stem: str) -> None:
    assert WordStemmer({usage: 1}).indonesian(word) == stem


def test_only_words_that_may_be_spoken_are_stemmed_as_spoken_ones() -> None:
    assert STEMMER.spoken("nerbitin") == "terbit"
    assert STEMMER.indonesian("nerbitin") == "nerbitin"


@pytest.mark.parametrize(("word", "stem"), [("certificates", "certif"), ("registered", "regist"), ("ktp", "ktp")])
def test_stems_of_english(word: str, stem: str) -> None:
    assert STEMMER.english(word) == stem


def test_a_word_of_the_catalogue_stands_for_its_stem() -> None:
    assert lexicon("Penerbitan KTP").terms("penerbitan") == {"terbit": 1.0}


@pytest.mark.parametrize("word", ["menerbitkan", "nerbitin", "diterbitkan", "terbitkan", "terbit"])
def test_every_inflection_stands_for_the_stem_the_catalogue_has(word: str) -> None:
    assert lexicon("Penerbitan KTP").terms(word) == {"terbit": 1.0}


def test_a_mistyped_word_stands_for_the_likeliest_at_a_lower_weight() -> None:
    learned = lexicon("kelahiran anak", "kutipan akta")
    assert learned.terms("kelahrian") == {"lahir": pytest.approx(0.8)}
    assert learned.terms("akte") == {"akta": pytest.approx(0.8)}


def test_a_mistyped_inflection_is_found_by_its_base() -> None:
    assert lexicon("Penerbitan KTP").terms("menerbtikan") == {"terbit": pytest.approx(0.8)}


def test_a_word_with_several_mistakes_is_found_by_its_trigrams() -> None:
    terms = lexicon("Sertifikat tanah").terms("sertfkt")
    assert list(terms) == ["sertifikat"]
    assert 0 < terms["sertifikat"] < 0.7


def test_a_word_still_being_typed_stands_for_those_that_begin_so() -> None:
    assert list(lexicon("Akta kelahiran").terms("kelah")) == ["lahir"]


def test_a_correct_word_the_catalogue_lacks_is_not_taken_for_a_mistyped_one() -> None:
    assert lexicon("Surat kematian").terms("keramaian") == {}
    assert lexicon("bakin").terms("bikin") == {}


def test_a_long_word_one_letter_away_counts_less_where_it_is_a_correct_word_itself() -> None:
    assert lexicon("Catatan kepolisian").terms("kepolisan") == {"polisi": pytest.approx(0.4)}


def test_another_spelling_of_a_long_word_counts_half() -> None:
    terms = lexicon("Sertipikat tanah", "Sertifikat halal").terms("sertifikat")
    assert terms == {"sertifikat": 1.0, "sertipikat": 0.5}


def test_two_words_written_as_one_are_parted() -> None:
    learned = lexicon("Kartu keluarga baru")
    assert learned.parted("kartukeluarga") == ["kartu", "keluarga"]
    assert learned.parted("kartu") == ["kartu"]
    assert learned.parted("xyzzy") == ["xyzzy"]


@pytest.mark.parametrize("word", ["x", "xx", "qzx", "zzzzzzzz", "界", "٣٣"])
def test_a_word_like_no_other_stands_for_nothing(word: str) -> None:
    assert lexicon("Akta kelahiran").terms(word) == {}


def test_near_words_are_one_letter_wrong_missing_too_many_or_swapped() -> None:
    near = NearWords(["lahir", "akta", "kartu"])
    assert [near.within(word, 1) for word in ("lahie", "lair", "lahhir", "lahri")] == [["lahir"]] * 4
    assert near.within("kartini", 1) == []


def test_words_alike_come_with_the_likest_first() -> None:
    alike = NearWords(["penerbitan", "penerbangan", "kartu"]).alike("penerbitn")
    assert [word for word, _ in alike] == ["penerbitan", "penerbangan"]
    assert alike[0][1] > alike[1][1]
