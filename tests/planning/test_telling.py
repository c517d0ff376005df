from __future__ import annotations

import pytest

from catalogue.store import Catalogue
from journeys.journey import Journey
from planning.telling import Places, facts_of
from planning.texts import Record


@pytest.fixture(scope="module")
def places(shipped: Journey) -> Places:
    return Places(shipped.catalogue.regions)


@pytest.mark.parametrize(
    ("agency", "name", "region"),
    [
        ("Dinas Kesehatan Kota Semarang", "", "33.74"),
        ("Dinkes Kab. Semarang", "", "33.22"),
        ("Dinas Kesehatan Semarang", "", "33.22|33.74"),
        ("Disdukcapil Kabupaten Aceh Selatan", "", "11.01"),
        ("Pemerintah Provinsi Jawa Barat", "", "32"),
        ("", "Izin pemakaman Kota Bandung", "32.73"),
        ("", "Pengolahan pati dan batu", ""),
        ("Kementerian Kesehatan", "Akta kelahiran", ""),
        ("", "Kota", ""),
        ("", "", ""),
    ],
)
def test_a_region_is_told_by_the_agency_or_by_a_name_with_its_kind(
    places: Places, agency: str, name: str, region: str
) -> None:
    assert facts_of(Record("a", name, agency=agency), places).region == region


def test_a_region_of_a_column_stands_above_one_of_a_name(places: Places) -> None:
    record = Record("a", "Akta", agency="Disdukcapil Kota Semarang", traits={"region": " 51.71 "})

    assert facts_of(record, places).region == "51.71"


@pytest.mark.parametrize(
    ("name", "deeds", "things"),
    [
        ("Perpanjangan SIM A", {"renew"}, set()),
        ("Penerbitan SIM A baru", {"first"}, set()),
        ("Issue of a new driving licence", {"first"}, set()),
        ("Legalisasi dan penerbitan duplikat buku nikah", {"verify", "first", "replace"}, {"book"}),
        ("Kartu Identitas Anak (KIA)", set(), {"card"}),
        ("SIM", set(), set()),
    ],
)
def test_words_of_a_name_tell_what_is_done_and_with_what(
    places: Places, name: str, deeds: set[str], things: set[str]
) -> None:
    facts = facts_of(Record("a", name), places)

    assert (set(facts.deeds), set(facts.things)) == (deeds, things)


def test_columns_of_a_list_are_facts(places: Places) -> None:
    traits: dict[str, str | frozenset[str]] = {
        "outputs": "akta; NIK |kartu",
        "documents": frozenset({"ktp"}),
        "status": "Dicabut",
        "successors": "b",
        "region": frozenset({"x", "a"}),
        "other": "no fact",
    }

    facts = facts_of(Record("a", "Akta", agency=" BPJS ", traits=traits), places)

    assert facts.gives == {"akta", "NIK", "kartu"}
    assert facts.asks == {"ktp"}
    assert facts.successors == {"b"}
    assert facts.ended
    assert facts.agencies == {"bpjs"}
    assert facts.region == "a x"


def test_a_list_may_be_of_anywhere(civil: Catalogue) -> None:
    del civil
    assert facts_of(Record("a", "Council tax", agency="Rutland"), Places({})).region == ""
