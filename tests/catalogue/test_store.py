from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from catalogue.errors import RuleError, UnknownCode
from catalogue.evaluate import Facts
from catalogue.store import Catalogue, Services
from tests.small_catalogues import changed


def nearest(error: pytest.ExceptionInfo[UnknownCode]) -> tuple[str, ...]:
    return error.value.nearest


def test_services_are_found_by_code_and_by_slug(civil: Catalogue) -> None:
    card = civil.services["0201.002.01.00-88"]

    assert card.slug == "child-card"
    assert civil.services.find("child-card") is card
    assert civil.services.find("0201.002.01.00-88") is card
    assert civil.services.code_of("child-card") == card.code
    assert civil.services.code_of("child") is None
    assert {*civil.services.slugs()} == {"birth-certificate", "child-card", "school-aid", "school-aid-renewal"}


def test_services_stand_in_the_order_of_their_codes(civil: Catalogue) -> None:
    assert list(civil.services) == sorted(civil.services)
    assert len(civil.services) == 4


@pytest.mark.parametrize(
    ("key", "first"),
    [("child-crad", "child-card"), ("0201.002.01.00-89", "0201.002.01.00-88"), ("akta-kelahiran", None)],
)
def test_a_service_there_is_not_is_refused_with_the_nearest_three(
    civil: Catalogue, key: str, first: str | None
) -> None:
    with pytest.raises(UnknownCode) as caught:
        civil.services.find(key)

    assert len(nearest(caught)) <= 3
    assert first is None or nearest(caught)[0] == first
    with pytest.raises(KeyError):
        civil.services[key]


def test_services_are_linked_to_what_they_name(civil: Catalogue) -> None:
    code = civil.services.code_of

    assert civil.services.linked("event", "birth") == (code("birth-certificate"), code("child-card"))
    assert civil.services.linked("issues", "birth-certificate") == (code("birth-certificate"),)
    assert civil.services.linked("demands", "birth-certificate") == (code("child-card"),)
    assert len(civil.services.linked("demands", "form")) == 4
    assert civil.services.linked("requires", "school-aid") == (code("school-aid-renewal"),)
    assert civil.services.linked("application", "registry-system") == (code("birth-certificate"),)
    assert civil.services.linked("authority", "home-affairs") == tuple(civil.services)
    assert civil.services.linked("event", "no-such") == ()


def test_every_service_knows_its_catalogue(civil: Catalogue) -> None:
    catalogue = changed(civil, "child-card")
    assert all(service.catalogue is catalogue for service in catalogue.services.values())


def test_services_of_no_kind_promise_what_every_kind_keeps(civil: Catalogue) -> None:
    class Bare(Services):
        def __getitem__(self, code: str) -> object:  # type: ignore[override]
            raise KeyError(code)

        def __iter__(self) -> object:  # type: ignore[override]
            return iter(())

        def __len__(self) -> int:
            return 0

    bare = Bare()
    for ask in (lambda: bare.adopt(civil), lambda: bare.code_of("x"), bare.slugs, lambda: bare.linked("event", "x")):
        with pytest.raises(NotImplementedError):
            ask()


@pytest.mark.parametrize("key", ["birth", "kelahiran"])
def test_a_life_event_is_found_by_code_and_alias(civil: Catalogue, key: str) -> None:
    assert civil.event_code(key) == "birth"


def test_a_life_event_there_is_not_is_refused_with_the_nearest(civil: Catalogue) -> None:
    with pytest.raises(UnknownCode) as caught:
        civil.event_code("brith")

    assert nearest(caught)[0] == "birth"
    assert "birth" in str(caught.value)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("33.74", "33.74"),
        ("Kota Semarang", "33.74"),
        ("kota semarang", "33.74"),
        (" Kabupaten Semarang ", "33.22"),
        ("Jawa Tengah", "33"),
        ("Banda Aceh", "11.71"),
        ("aceh", "11"),
    ],
)
def test_a_region_is_found_by_code_and_by_name(village_catalogue: Catalogue, key: str, code: str) -> None:
    assert village_catalogue.region_code(key) == code


def test_a_name_of_two_regions_is_refused_with_both(village_catalogue: Catalogue) -> None:
    with pytest.raises(UnknownCode) as caught:
        village_catalogue.region_code("Semarang")

    assert {*nearest(caught)} == {"33.22 Kabupaten Semarang", "33.74 Kota Semarang"}


def test_a_region_there_is_not_is_refused_with_the_nearest(village_catalogue: Catalogue) -> None:
    with pytest.raises(UnknownCode) as caught:
        village_catalogue.region_code("Kota Smarang")

    assert "33.74 Kota Semarang" in nearest(caught)
    with pytest.raises(UnknownCode) as caught:
        village_catalogue.region_code("99.99")
    assert len(nearest(caught)) <= 3


def test_a_rule_is_compiled_once(civil: Catalogue) -> None:
    rule = "age_years < 17"

    assert civil.evaluator(rule) is civil.evaluator(rule)
    assert civil.evaluator(rule)(Facts({"age_years": 16})) is True
    with pytest.raises(RuleError):
        civil.evaluator("age_years <")


def test_a_catalogue_is_never_changed(civil: Catalogue) -> None:
    with pytest.raises(FrozenInstanceError):
        civil.version = "another"  # type: ignore[misc]


def test_an_unknown_code_is_a_key_error_with_its_words() -> None:
    plain, hinted = UnknownCode("region", "x"), UnknownCode("region", "x", ["a", "b"])

    assert isinstance(plain, KeyError)
    assert "x" in str(plain)
    assert "a, b" in str(hinted)
    assert (hinted.kind, hinted.code, hinted.nearest) == ("region", "x", ("a", "b"))
