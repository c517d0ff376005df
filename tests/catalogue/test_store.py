from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.errors import UnknownCode
from catalogue.evaluate import Facts
from catalogue.load import load_catalogue
from catalogue.store import Catalogue, MemoryServices, Services
from tests.small_catalogues import service, with_services

BASE = Path(__file__).parent / "base"
CERTIFICATE, CARD = "0201.001.01.00-18", "0201.002.01.00-88"


@pytest.fixture(params=["from the files", "from the cache"])
def known(request: pytest.FixtureRequest, civil: Catalogue) -> Iterator[Catalogue]:
    """The same catalogue, read and kept: whoever asks must not notice."""
    if request.param == "from the cache":
        load_catalogue(BASE)
        yield load_catalogue(BASE)
    else:
        yield civil


def test_both_stores_are_of_their_own_kind(civil: Catalogue) -> None:
    load_catalogue(BASE)

    assert isinstance(civil.services, MemoryServices)
    assert not isinstance(load_catalogue(BASE).services, MemoryServices)


def test_services_stand_in_the_order_of_their_codes(known: Catalogue) -> None:
    codes = list(known.services)

    assert codes == sorted(codes)
    assert len(known.services) == len(codes) == 4
    assert [known.services[code].code for code in codes] == codes


@pytest.mark.parametrize("key", [CERTIFICATE, "birth-certificate"])
def test_a_service_is_found_by_code_or_slug(known: Catalogue, key: str) -> None:
    assert known.services.find(key).code == CERTIFICATE
    assert known.services.code_of(key) == CERTIFICATE


@pytest.mark.parametrize("key", ["", "birth", "0201", "BIRTH-CERTIFICATE", "0201.001.01.00-81", "a" * 10_000, "%", "'"])
def test_what_there_is_not_is_not_found(known: Catalogue, key: str) -> None:
    assert known.services.code_of(key) is None
    assert key not in known.services
    with pytest.raises(UnknownCode) as caught:
        known.services.find(key)
    assert (caught.value.kind, caught.value.code) == ("service", key)
    assert len(caught.value.nearest) <= 3


def test_a_code_there_is_not_is_a_key_error(known: Catalogue) -> None:
    with pytest.raises(KeyError):
        known.services["0201.001.01.00-81"]


@pytest.mark.parametrize(
    ("key", "nearest"), [("birth-certifcate", "birth-certificate"), ("0201.001.01.00-19", CERTIFICATE)]
)
def test_the_nearest_are_slugs_for_a_slug_and_codes_for_a_code(known: Catalogue, key: str, nearest: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        known.services.find(key)

    assert caught.value.nearest[0] == nearest
    assert all(name[0].isdigit() is key[0].isdigit() for name in caught.value.nearest)


def test_of_many_near_ones_three_are_told(civil: Catalogue) -> None:
    many = with_services(civil, [service(number) for number in range(10, 20)])

    assert len(many.services.nearest("s1")) == 3
    assert many.services.nearest("qqqqqq") == []


@pytest.mark.parametrize(
    ("link", "key", "slugs"),
    [
        ("event", "birth", ["birth-certificate", "child-card"]),
        ("event", "school", ["school-aid", "school-aid-renewal"]),
        ("issues", "birth-certificate", ["birth-certificate"]),
        ("demands", "birth-certificate", ["child-card"]),
        ("demands", "village-statement", ["birth-certificate"]),
        ("demands", "form", ["birth-certificate", "child-card", "school-aid", "school-aid-renewal"]),
        ("application", "registry-system", ["birth-certificate"]),
        ("authority", "civil-registry", []),
        ("requires", "school-aid", ["school-aid-renewal"]),
        ("issues", "form", []),
        ("event", "nothing", []),
        ("nothing", "birth", []),
    ],
)
def test_services_are_found_by_what_they_name(known: Catalogue, link: str, key: str, slugs: list[str]) -> None:
    codes = known.services.linked(link, key)

    assert list(codes) == sorted(codes)
    assert {known.services[code].slug for code in codes} == set(slugs)


def test_every_slug_is_there(known: Catalogue) -> None:
    slugs = {"birth-certificate", "child-card", "school-aid", "school-aid-renewal"}

    assert set(known.services.slugs()) == slugs


def test_the_two_stores_hold_the_same(civil: Catalogue) -> None:
    load_catalogue(BASE)
    kept = load_catalogue(BASE)

    assert dict(kept.services) == dict(civil.services)
    assert (kept.version, kept.manifest, kept.offers) == (civil.version, civil.manifest, civil.offers)
    for name in ("organisations", "applications", "evidence", "roles", "concepts", "regions", "stages", "life_events"):
        assert getattr(kept, name) == getattr(civil, name)
        assert list(getattr(kept, name)) == list(getattr(civil, name))


@pytest.mark.parametrize(("key", "code"), [("birth", "birth"), ("kelahiran", "birth"), ("masuk-sekolah", "school")])
def test_a_life_event_is_found_by_code_or_alias(civil: Catalogue, key: str, code: str) -> None:
    assert civil.event_code(key) == code


@pytest.mark.parametrize(("key", "nearest"), [("brith", ["birth"]), ("scool", ["school"]), ("", []), ("qqq", [])])
def test_an_unknown_life_event_is_told_with_the_nearest(civil: Catalogue, key: str, nearest: list[str]) -> None:
    with pytest.raises(UnknownCode) as caught:
        civil.event_code(key)

    assert caught.value.kind == "life event"
    assert list(caught.value.nearest[:1]) == nearest


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("33.74", "33.74"),
        ("Kota Semarang", "33.74"),
        (" kota SEMARANG ", "33.74"),
        ("Kabupaten Semarang", "33.22"),
        ("aceh", "11"),
        ("Banda Aceh", "11.71"),
        ("Jawa Tengah", "33"),
    ],
)
def test_a_region_is_found_by_code_or_name(village_catalogue: Catalogue, key: str, code: str) -> None:
    assert village_catalogue.region_code(key) == code


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("Semarang", ["33.22 Kabupaten Semarang", "33.74 Kota Semarang"]),
        ("semarnag", ["33.22 Kabupaten Semarang", "33.74 Kota Semarang"]),
        ("99.99", []),
        ("", []),
    ],
)
def test_a_region_there_is_not_or_is_twice_is_told_with_the_nearest(
    village_catalogue: Catalogue, key: str, nearest: list[str]
) -> None:
    with pytest.raises(UnknownCode) as caught:
        village_catalogue.region_code(key)

    assert caught.value.kind == "region"
    assert sorted(caught.value.nearest[: len(nearest)]) == nearest


@pytest.fixture(scope="module")
def village_catalogue() -> Catalogue:
    return load_catalogue(BASE.parent.parent / "journeys" / "base", cache=False)


def test_a_rule_is_compiled_once_however_often_it_is_asked_for(civil: Catalogue) -> None:
    evaluate = civil.evaluator("age_days <= 60")

    assert civil.evaluator("age_days <= 60") is evaluate
    assert [evaluate(Facts(facts)) for facts in ({"age_days": 60}, {"age_days": 61}, {})] == [True, False, None]


def test_the_vocabulary_holds_concepts_documents_and_roles(civil: Catalogue) -> None:
    words = civil.vocabulary

    assert {"age_days", "has_birth_certificate"} <= words.concepts.keys()
    assert words.roles["sibling"] is True
    assert words.roles["child"] is False


def test_the_plan_of_a_store_does_nothing_by_itself(civil: Catalogue) -> None:
    class Nothing(Services):
        def __getitem__(self, code: str) -> object:  # type: ignore[override]
            raise KeyError(code)

        def __iter__(self) -> Iterator[str]:
            return iter(())

        def __len__(self) -> int:
            return 0

    nothing = Nothing()  # type: ignore[abstract,unused-ignore]
    for ask in (
        lambda: nothing.adopt(civil),
        lambda: nothing.code_of("x"),
        nothing.slugs,
        lambda: nothing.linked("event", "birth"),
    ):
        with pytest.raises(NotImplementedError):
            ask()
