from __future__ import annotations

from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Sastrawi.Stemmer.Stemmer import Stemmer

from catalogue.search import LONGEST_QUERY, Hit, SearchIndex, SearchRecord

RECORDS = [
    SearchRecord(
        "birth-certificate",
        {"id": "Pencatatan kelahiran dan kutipan akta kelahiran", "en": "Birth registration and certificate"},
        ("akta lahir", "akte anak"),
        {"id": "Mencatat kelahiran anak dan menerbitkan kutipan aktanya; anak mendapat NIK.", "en": "Records a birth."},
    ),
    SearchRecord(
        "death-certificate",
        {"id": "Pencatatan kematian dan kutipan akta kematian", "en": "Death registration and certificate"},
        ("orang meninggal",),
        {"id": "Mencatat kematian yang dilaporkan keluarga.", "en": "Records a death."},
    ),
    SearchRecord(
        "ktp",
        {"id": "Penerbitan KTP elektronik", "en": "Issue of the electronic identity card"},
        ("e-KTP", "bikin KTP"),
        {"id": "Perekaman data dan penerbitan kartu bagi penduduk berumur 17 tahun.", "en": "For residents aged 17."},
    ),
    SearchRecord(
        "ktp-replacement",
        {"id": "Penggantian KTP elektronik hilang atau rusak", "en": "Replacement of an identity card"},
        ("KTP ilang",),
        {"id": "Kartu pengganti dengan surat kehilangan dari polisi.", "en": "A new card for a lost one."},
    ),
    SearchRecord(
        "family-card",
        {"id": "Penerbitan kartu keluarga", "en": "Issue of the family card"},
        ("KK", "pecah KK"),
        {"id": "Kartu keluarga baru karena membentuk keluarga.", "en": "A new family card."},
    ),
    SearchRecord(
        "marriage-registration",
        {"id": "Pencatatan nikah di KUA", "en": "Marriage registration for Muslims"},
        ("kawin", "buku nikah"),
        {"id": "Pernikahan dicatat penghulu; buku nikah diserahkan sesudah akad.", "en": "Gives the marriage book."},
    ),
    SearchRecord(
        "driving-licence-renewal",
        {"id": "Perpanjangan SIM", "en": "Driving licence renewal"},
        ("SIM A", "SIM C"),
        {"id": "Memperpanjang surat izin mengemudi sebelum habis.", "en": "Before the licence expires."},
    ),
    SearchRecord(
        "vehicle-tax",
        {"id": "Pembayaran pajak kendaraan bermotor", "en": "Payment of the vehicle tax"},
        ("pajak motor", "pajak mobil", "STNK tahunan"),
        {"id": "Pajak tahunan dan pengesahan STNK di Samsat.", "en": "Yearly tax."},
    ),
    SearchRecord(
        "taxpayer-number",
        {"id": "Pendaftaran NPWP orang pribadi", "en": "Taxpayer registration"},
        ("nomor pokok wajib pajak",),
        {"id": "Pendaftaran wajib pajak; NIK menjadi NPWP.", "en": "Registers a taxpayer."},
    ),
    SearchRecord(
        "police-record",
        {"id": "Surat keterangan catatan kepolisian", "en": "Police clearance certificate"},
        ("SKCK", "kelakuan baik"),
        {"id": "Untuk melamar kerja.", "en": "For job seekers."},
    ),
    SearchRecord(
        "land-certificate",
        {"id": "Pendaftaran tanah pertama kali", "en": "First registration of land"},
        ("sertipikat tanah",),
        {"id": "Menerbitkan sertipikat hak atas tanah.", "en": "Issues a title."},
    ),
    SearchRecord(
        "domicile-letter",
        {"id": "Surat keterangan tempat tinggal", "en": "Letter of residence"},
        ("domisili",),
        {"id": "Keterangan tentang tempat tinggal warga.", "en": "Confirms where a person lives."},
    ),
]
INDEX = SearchIndex(RECORDS)


def first(query: str) -> str | None:
    return next((hit.key for hit in INDEX.search(query)), None)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("akta lahir", "birth-certificate"),
        ("akte kelahiran anak", "birth-certificate"),
        ("melahirkan", "birth-certificate"),
        ("nerbitin ktp", "ktp"),
        ("bikin ktp", "ktp"),
        ("menerbitkan KTP", "ktp"),
        ("ktp gue ilang", "ktp-replacement"),
        ("gantiin ktp rusak", "ktp-replacement"),
        ("pernikahan", "marriage-registration"),
        ("mau nikah", "marriage-registration"),
        ("menikah", "marriage-registration"),
        ("manjangin sim", "driving-licence-renewal"),
        ("memperpanjang SIM", "driving-licence-renewal"),
        ("mbayar pajak motor", "vehicle-tax"),
        ("bayarin pajak mobil", "vehicle-tax"),
        ("daftarin npwp", "taxpayer-number"),
        ("SKCK", "police-record"),
        ("sertifikat tanah", "land-certificate"),
        ("ayah meninggal", "death-certificate"),
        ("keterangan domisili", "domicile-letter"),
        ("KK baru", "family-card"),
        ("gimana cara ngurus akta lahir anak saya?", "birth-certificate"),
    ],
)
def test_indonesian_as_people_say_it_finds_the_service(query: str, key: str) -> None:
    assert first(query) == key


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("birth certificate", "birth-certificate"),
        ("register a birth", "birth-certificate"),
        ("renew driving license", "driving-licence-renewal"),
        ("identity cards", "ktp"),
        ("married", "marriage-registration"),
        ("vehicle taxes", "vehicle-tax"),
    ],
)
def test_english_finds_the_service_too(query: str, key: str) -> None:
    assert key in [hit.key for hit in INDEX.search(query)[:2]]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("akta lahri", "birth-certificate"),
        ("kelahran", "birth-certificate"),
        ("kutipann akta kelahitan", "birth-certificate"),
        ("penerbtan ktp", "ktp"),
        ("menerbtikan ktp", "ktp"),
        ("pepanjangan sim", "driving-licence-renewal"),
        ("perpanjagnan sim", "driving-licence-renewal"),
        ("pajka motor", "vehicle-tax"),
        ("kartukeluarga", "family-card"),
        ("kartu keluagra", "family-card"),
        ("birth certifcate", "birth-certificate"),
        ("domsiili", "domicile-letter"),
        ("akta kelah", "birth-certificate"),
    ],
)
def test_a_mistyped_or_unfinished_word_finds_the_service(query: str, key: str) -> None:
    assert first(query) == key


@given(st.sampled_from(["kelahiran", "kematian", "perpanjangan", "pendaftaran", "elektronik", "kepolisian"]), st.data())
def test_any_one_letter_wrong_in_a_long_word_still_finds_its_services(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    mistyped = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            ]
        )
    )
    assert {hit.key for hit in INDEX.search(mistyped, 50)} >= {hit.key for hit in INDEX.search(word, 1)}


def test_a_name_ranks_above_a_keyword_and_a_keyword_above_a_description() -> None:
    filler = {"id": "Layanan untuk warga di kantor desa."}
    records = [
        SearchRecord("a-description", {"id": "Layanan pertama"}, ("umum",), {"id": "Pendampingan imunisasi bayi."}),
        SearchRecord("b-keyword", {"id": "Layanan kedua"}, ("imunisasi",), filler),
        SearchRecord("c-name", {"id": "Jadwal imunisasi"}, ("umum",), filler),
    ]
    assert [hit.key for hit in SearchIndex(records).search("imunisasi")] == ["c-name", "b-keyword", "a-description"]


def test_a_rare_place_of_a_word_does_not_turn_the_ranking_round() -> None:
    records = [SearchRecord(f"name-{number:02}", {"id": f"Akta nomor {number}"}) for number in range(40)]
    records.append(SearchRecord("only-description", {"id": "Layanan lain"}, (), {"id": "akta"}))
    assert SearchIndex(records).search("akta", 50)[-1].key == "only-description"


def test_all_words_together_count_more_than_a_rare_one_alone() -> None:
    records = [SearchRecord(f"other-{number}", {"id": f"Surat izin usaha ke {number}"}) for number in range(20)]
    records.append(SearchRecord("both", {"id": "Pendaftaran surat usaha desa yang wajib dilaporkan oleh warga"}))
    records.append(SearchRecord("one", {"id": "Warga"}))
    assert SearchIndex(records).search("surat warga")[0].key == "both"


def test_equal_scores_are_ordered_by_key_whatever_the_order_of_the_records() -> None:
    records = [SearchRecord(f"same-{number:03}", {"id": "Izin reklame"}) for number in range(300)]
    forward, backward = SearchIndex(records), SearchIndex(records[::-1])
    assert forward.search("izin reklame", 7) == backward.search("izin reklame", 7)
    assert [hit.key for hit in forward.search("izin", 3)] == ["same-000", "same-001", "same-002"]


def test_scores_fall_and_no_more_hits_come_than_asked_for() -> None:
    hits = INDEX.search("penerbitan kartu pajak", 4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert isinstance(hits[0], Hit)


@pytest.mark.parametrize("limit", [0, -1])
def test_no_hits_are_given_where_none_are_asked_for(limit: int) -> None:
    assert INDEX.search("akta", limit) == []


def test_the_same_question_has_the_same_answer() -> None:
    assert INDEX.search("nerbitin akta kelahrian") == INDEX.search("nerbitin akta kelahrian")


@pytest.mark.parametrize(
    "query", ["", "   ", "yang di untuk", "the of", "?!", "\x00\x1b[31m", "\ud800", "xqzzy", "🙂", "a"]
)
def test_what_says_nothing_finds_nothing(query: str) -> None:
    assert INDEX.search(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "name:akta AND (",
        '"akta',
        "akta~2^5",
        "akta*",
        "[akta TO kutipan}",
        "-akta",
        "NOT akta",
        "/akta/",
        "akta\\",
        "{akta}",
    ],
)
def test_query_syntax_means_nothing_but_its_words(query: str) -> None:
    assert "birth-certificate" in [hit.key for hit in INDEX.search(query)]


def test_a_long_text_is_cut_and_answered_quickly() -> None:
    query = "akta lahir " + "penerbtan kelahirna " * 500
    assert INDEX.search(query) == INDEX.search(query[:LONGEST_QUERY])


@pytest.mark.parametrize(
    "query", ["a" * 10_000, "akta" * 2_500, "é" * 5_000, "界" * 5_000, "\x00" * 10_000, "-" * 10_000]
)
def test_ten_kilobytes_without_a_blank_are_no_trouble(query: str) -> None:
    assert isinstance(INDEX.search(query), list)


@given(st.text(max_size=60))
def test_no_text_makes_the_search_fail(query: str) -> None:
    hits = INDEX.search(query)
    assert len({hit.key for hit in hits}) == len(hits)


def test_an_empty_catalogue_is_searched_without_result() -> None:
    assert SearchIndex([]).search("akta") == []


def test_a_catalogue_of_odd_texts_is_searched_like_any_other() -> None:
    records = [
        SearchRecord("empty", {"id": ""}),
        SearchRecord("odd", {"id": "\x00 \ud800 界 AND (", "jv": "Ngurus kertu"}, ("", "x" * 5_000)),
        SearchRecord("plain", {"id": "Akta"}),
    ]
    index = SearchIndex(records)
    assert [index.search(query)[0].key for query in ("akta", "界", "kertu")] == ["plain", "odd", "odd"]


def test_what_is_searched_for_is_never_given_to_sastrawi(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_stemmer: Stemmer, word: str) -> NoReturn:
        pytest.fail(f"Sastrawi compiles parts of {word} into expressions that Python keeps")

    index = SearchIndex(RECORDS)
    monkeypatch.setattr(Stemmer, "stem_word", refuse)
    assert index.search("menerbitkan akta kelahrian xqzzy nerbitin kartukeluarga")
