from __future__ import annotations

import pytest

from journeys.journey import Journey
from planning.heat import HeatMap, heat_map
from planning.report_words import Words
from tests.planning.planned import town
from tests.small_catalogues import service


@pytest.fixture(scope="module")
def small(village: Journey) -> Journey:
    moves = [service(number, life_events=["moving"]) for number in range(1, 6)]
    other = service(6, life_events=["birth", "moving"], competent_authority="port")
    return town(village, *moves, other, service(7, life_events=["marriage"], competent_authority="bureau"))


def drawn(journey: Journey, *, rows: int = 9, columns: int = 9) -> HeatMap:
    services = list(journey.catalogue.services.values())
    return heat_map(journey.catalogue, services, Words("en"), rows=rows, columns=columns)


def test_rows_are_agencies_with_most_first_and_columns_events_in_the_order_of_a_life(small: Journey) -> None:
    found = drawn(small)

    assert found.columns == ("Birth", "Marriage", "Moving")
    assert [(name, [cell.number for cell in cells]) for name, cells in found.rows] == [
        ("Ministry of the test village", [0, 0, 5]),
        ("Port", [1, 0, 1]),
        ("Bureau", [0, 1, 0]),
    ]


def test_the_most_is_darkest_and_nothing_is_blank(small: Journey) -> None:
    shades = [[cell.shade for cell in cells] for _name, cells in drawn(small).rows]

    assert shades == [[0, 0, 5], [1, 0, 1], [0, 1, 0]]
    assert drawn(small).rows[0][1][2].title == "Ministry of the test village · Moving: 5"


def test_what_there_is_no_room_for_is_counted(small: Journey) -> None:
    found = drawn(small, rows=2, columns=1)

    assert (len(found.rows), found.columns) == (2, ("Moving",))
    assert (found.left_out_rows, found.left_out_columns) == (1, 2)


def test_without_services_there_is_nothing_to_draw(village: Journey) -> None:
    assert drawn(town(village)) == HeatMap((), (), 0, 0)
