from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogue.registers import Region
from catalogue.store import Catalogue
from journeys.journey import Journey, build_journey
from planning.duplicates import MOST_ALIKE, Duplicates, Wanted, duplicates, duplicates_in
from planning.texts import Record
from tests.small_catalogues import changed, with_services

BIRTH = ("Penerbitan akta kelahiran", "Kelahiran dicatat dan kutipan akta kelahiran diterbitkan.")


@pytest.fixture(scope="module")
def services(shipped: Journey) -> Duplicates:
    return duplicates(shipped, wanted=Wanted(min_score=0))


def relation(found: Duplicates, a: str, b: str) -> str:
    return next((pair.relation for pair in found.pairs if {pair.a.slug, pair.b.slug} == {a, b}), "")


def offices(regions: dict[str, Region], count: int) -> Iterator[Record]:
    names = [region.name for region in regions.values() if region.level != "province"]
    for place in range(count):
        yield Record(f"r{place}", *BIRTH, agency=f"Dinas Kependudukan {names[place]}")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("kartu-identitas-anak", "buku-kia", {"not_duplicate", ""}),
        ("nikah-kua", "akta-perkawinan", {"not_duplicate"}),
        ("tpp-imei", "imei-bea-cukai", {"not_duplicate"}),
        ("sim-a-baru", "sim-perpanjangan", {"sequence"}),
        ("paspor-5-tahun", "paspor-hilang-rusak", {"sequence"}),
        ("paspor-5-tahun", "paspor-10-tahun", {"variant"}),
        ("nib", "iumk", {"superseded"}),
        ("pip", "pkh-sd", {"overlap"}),
        ("sk-kelahiran-desa", "akta-kelahiran", {"sequence"}),
    ],
)
def test_hard_cases_come_right(services: Duplicates, a: str, b: str, expected: set[str]) -> None:
    assert relation(services, a, b) in expected


def test_scores_are_the_sum_of_their_reasons(services: Duplicates) -> None:
    for pair in services.pairs[:40]:
        odds = 2 ** sum(reason.weight for reason in pair.why)
        assert pair.score == pytest.approx(odds / (1 + odds), abs=0.002)


def test_pairs_come_in_order_and_always_the_same(shipped: Journey, services: Duplicates) -> None:
    scores = [pair.score for pair in services.pairs]

    assert scores == sorted(scores, reverse=True)
    assert duplicates(shipped, wanted=Wanted(min_score=0)) == services


def test_what_came_in_the_place_of_many_is_one_group(services: Duplicates) -> None:
    group = next(one for one in services.groups if one.representative.slug == "nib")

    assert {side.slug for side in group.members} == {"nib", "iumk", "siup-tdp"}
    assert (group.relation, group.size, group.offers) == ("superseded", 3, 0)
    assert group.saves.entries == 2
    assert group.saves.agencies == len(group.agencies) - 1
    assert "kecamatan" in group.agencies


def test_applications_are_compared_too(shipped: Journey) -> None:
    found = duplicates(shipped, "application")

    assert relation(found, "pedulilindungi", "satusehat-mobile") == "superseded"
    assert relation(found, "oss", "siinas") == "overlap"


def test_only_the_relations_asked_for_are_told(shipped: Journey) -> None:
    found = duplicates(shipped, wanted=Wanted(relations=frozenset({"superseded"})))

    assert {pair.relation for pair in found.pairs} == {"superseded"}


def test_a_copy_under_another_agency_and_code_is_found(shipped: Journey) -> None:
    catalogue = shipped.catalogue
    origin = catalogue.services.find("makan-bergizi-gratis")
    copy = origin.model_copy(
        update={
            "slug": "makan-siang-bergizi",
            "code": type(origin.code).of("0117", "099", action_number="11"),
            "name": {"id": "Makan siang bergizi gratis", "en": "Free nutritious lunch"},
            "competent_authority": "kemensos",
            "provided_by": ("dinsos",),
        }
    )
    journey = build_journey(with_services(catalogue, [*catalogue.services.values(), copy]))

    found = duplicates(journey)

    assert found.pairs[0].score > 0.5
    assert relation(found, "makan-bergizi-gratis", "makan-siang-bergizi") == "duplicate"


def test_a_small_catalogue_has_its_pairs(civil: Catalogue) -> None:
    found = duplicates(build_journey(changed(civil, "school-aid", name={"id": "Bantuan"})))

    assert found.entries == len(civil.services)
    assert relation(found, "school-aid", "school-aid-renewal") == "sequence"


def test_many_offices_that_give_one_service_are_one_group(shipped: Journey) -> None:
    regions = dict(shipped.catalogue.regions)
    more = [Record("x", "Izin trayek angkutan", "Angkutan umum mendapat trayek."), Record("y", "Uji kir", "Kendaraan.")]

    found = duplicates_in([*offices(regions, 514), *more], regions=regions)

    assert found.entries == 516
    assert found.pairs == [] or max(pair.score for pair in found.pairs) < 0.5
    (group,) = [one for one in found.groups if one.size > 2]
    assert (group.size, group.offers, group.relation) == (514, 513, "same_type_region")
    assert (group.saves.entries, len(group.agencies)) == (513, 514)


def test_a_few_offices_are_told_pair_by_pair(shipped: Journey) -> None:
    regions = dict(shipped.catalogue.regions)

    found = duplicates_in(list(offices(regions, 4)), regions=regions)

    assert {pair.relation for pair in found.pairs} == {"same_type_region"}
    assert len(found.pairs) == 6
    assert [group.size for group in found.groups] == [4]


def test_what_one_office_lists_often_is_not_taken_for_offers() -> None:
    same = [Record(str(place), *BIRTH, agency="Kementerian") for place in range(MOST_ALIKE + 1)]
    others = [Record(f"o{place}", *BIRTH, agency=f"Kementerian {place}") for place in range(MOST_ALIKE + 1)]

    assert all(group.offers == 0 for group in duplicates_in(same).groups)
    (group,) = duplicates_in(others).groups
    assert (group.offers, group.relation) == (MOST_ALIKE, "duplicate")


def test_names_that_say_something_else_tell_apart() -> None:
    records = [
        Record("1", "Perpanjangan surat izin mengemudi golongan A"),
        Record("2", "Penerbitan surat izin mengemudi golongan A baru"),
        Record("3", "Izin reklame papan"),
        Record("4", "Kartu kesehatan ibu dan anak"),
        Record("5", "Buku kesehatan ibu dan anak"),
    ]

    found = duplicates_in(records, wanted=Wanted(min_score=0))

    reasons = {frozenset({pair.a.id, pair.b.id}): {one.feature for one in pair.why} for pair in found.pairs}
    assert "action" in reasons[frozenset({"1", "2"})]
    assert "thing" in reasons[frozenset({"4", "5"})]


def test_two_versions_of_a_list_tell_renamed_from_new_and_gone() -> None:
    words = ["akta kelahiran", "izin reklame", "kartu keluarga", "uji kendaraan", "pajak hotel", "rekomendasi nikah"]
    old = [Record(str(place), f"Layanan {word} penduduk") for place, word in enumerate(words)]
    new = [Record(str(place), f"Pelayanan {word} bagi penduduk") for place, word in enumerate(words[:-1])]
    new.append(Record("9", "Penyuluhan ternak sapi"))

    found = duplicates_in(old, new, wanted=Wanted(one_to_one=True))

    assert {(pair.a.id, pair.b.id) for pair in found.pairs} == {(str(place), str(place)) for place in range(5)}
    assert found.one_to_one
    assert [side.id for side in found.one_to_one.gone] == ["5"]
    assert [side.id for side in found.one_to_one.new] == ["9"]


def test_two_lists_are_compared_with_each_other_only() -> None:
    one = [Record("1", "Akta kelahiran"), Record("2", "Akta kelahiran anak")]
    other = [Record("1", "Akta kelahiran"), Record("3", "Pajak hotel")]

    found = duplicates_in(one, other, wanted=Wanted(min_score=0))

    assert found.one_to_one is None
    assert ("1", "2") not in {(pair.a.id, pair.b.id) for pair in found.pairs}


def test_an_empty_list_has_nothing_twice() -> None:
    found = duplicates_in([])

    assert (found.entries, found.pairs, found.groups) == (0, [], [])


def test_only_the_likeliest_are_explained_where_that_is_asked(shipped: Journey, services: Duplicates) -> None:
    found = duplicates(shipped, wanted=Wanted(min_score=0, explained=3))

    assert [pair.model_copy(update={"why": []}) for pair in services.pairs] == [
        pair.model_copy(update={"why": []}) for pair in found.pairs
    ]
    assert found.pairs[:3] == services.pairs[:3]
    assert all(not pair.why for pair in found.pairs[3:])
