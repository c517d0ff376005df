from __future__ import annotations

import pytest

from catalogue.errors import UnknownCode
from journeys.journey import Journey
from planning.figures import WHOLE, Scope, bodies_of, figure, head_of, named, scope_of, services_of, within
from tests.planning.planned import DAY, code, town
from tests.small_catalogues import service


@pytest.fixture(scope="module")
def small(village: Journey) -> Journey:
    return town(
        village,
        service(1),
        service(2, competent_authority="bureau"),
        service(3, competent_authority="port", provided_by=["heirs"]),
        service(4, competent_authority="port", status="historical"),
        service(5, code="0201.001.01.00-18", competent_authority="port"),
    )


def test_a_figure_counts_each_code_once_and_tells_its_share() -> None:
    found = figure(["b", "a", "b"], 8)

    assert (found.count, found.of, found.share, found.codes) == (2, 8, 0.25, ("a", "b"))


def test_nothing_has_no_share() -> None:
    assert figure([], 0).share is None


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        ("ministry", {"ministry", "bureau", "heirs"}),
        ("bureau", {"bureau", "heirs"}),
        ("heirs", {"heirs"}),
        ("port", {"port"}),
    ],
)
def test_an_agency_counts_with_its_parts_and_what_came_from_it(small: Journey, agency: str, expected: set[str]) -> None:
    assert bodies_of(small.catalogue, agency) == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (WHOLE, [5, 1, 2, 3]),
        (Scope("ministry"), [1, 2, 3]),
        (Scope("heirs"), [3]),
        (Scope("port"), [5, 3]),
        (Scope(domain="0201"), [5]),
        (Scope("bureau", "0201"), []),
    ],
)
def test_a_part_holds_the_services_in_force_of_its_agency_and_domain(
    small: Journey, scope: Scope, expected: list[int]
) -> None:
    codes = ["0201.001.01.00-18" if number == 5 else code(number) for number in expected]

    assert [one.code for one in services_of(small.catalogue, scope)] == codes


def test_what_has_ended_is_within_a_part_too(small: Journey) -> None:
    assert code(4) in [one.code for one in within(small.catalogue, Scope("port"))]


def test_a_part_is_named_by_number_or_slug(small: Journey) -> None:
    assert scope_of(small.catalogue, agency="port", domain="home-affairs") == Scope("port", "0201")
    assert scope_of(small.catalogue) == WHOLE
    assert WHOLE.is_whole
    assert not Scope("port").is_whole


def test_an_unknown_agency_is_told_with_what_comes_near(small: Journey) -> None:
    with pytest.raises(UnknownCode) as told:
        scope_of(small.catalogue, agency="bureu")

    assert told.value.nearest == ("bureau",)


def test_a_head_says_which_catalogue_day_and_part(small: Journey) -> None:
    head = head_of(small.catalogue, Scope("port", "0201"), day=DAY)

    assert (head.catalogue_version, head.as_of, head.services) == (small.catalogue.version, DAY, 1)
    assert head.agency
    assert head.domain
    assert (head.agency.name["en"], head.domain.name["en"]) == ("Port", "Home affairs")


def test_what_a_register_lacks_is_called_by_its_code() -> None:
    assert named("9900", {}).name == {"id": "9900", "en": "9900"}
