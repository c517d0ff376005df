from __future__ import annotations

from itertools import pairwise

import pytest

from journeys.bundle import bundle_for
from journeys.journey import Journey
from planning.chains import BOX_HEIGHT, BOX_WIDTH, Chain, chain, waiting
from planning.report_words import Words
from tests.planning.planned import DAY
from tests.small_catalogues import issuing, journey_of, service, wanting


def drawn(journey: Journey, event: str = "travelling") -> Chain:
    return chain(journey.catalogue, bundle_for(journey, event, as_of=DAY), Words("en"))


def edges(picture: Chain) -> set[tuple[str, str]]:
    """From which box to which each line leads, by where it begins and ends."""
    left = {(box.corner.x, box.corner.y + BOX_HEIGHT // 2): box.title for box in picture.boxes}
    right = {(x + BOX_WIDTH, y): title for (x, y), title in left.items()}
    return {(right[line.points[0]], left[line.points[-1]]) for line in picture.lines}


@pytest.fixture(scope="module")
def three(village: Journey) -> Journey:
    """The visa wants two letters, the health letter wants the chest letter; one service stands alone."""
    return journey_of(
        village,
        wanting("health-letter", "chest-letter"),
        issuing(2, "health-letter", evidence=["chest-letter"]),
        issuing(3, "chest-letter"),
        service(4, life_events=["travelling"]),
    )


def test_a_service_stands_to_the_right_of_what_it_waits_for(three: Journey) -> None:
    places = {box.title: box.corner.x for box in drawn(three).boxes}

    assert places["Service 3"] < places["Service 2"] < places["Service 1"]
    assert "Service 4" not in places


def test_no_line_is_drawn_where_a_longer_way_says_so_already(three: Journey) -> None:
    assert edges(drawn(three)) == {("Service 3", "Service 2"), ("Service 2", "Service 1")}


def test_every_wait_is_told_with_the_document_that_passes(three: Journey) -> None:
    assert set(drawn(three).told) == {
        "Service 3 → Service 2: Chest letter",
        "Service 2 → Service 1: Health letter",
        "Service 3 → Service 1: Chest letter",
    }
    assert drawn(three).alone == 1
    assert waiting(bundle_for(three, "travelling", as_of=DAY)) == 3


def test_an_order_without_a_document_is_told_by_its_services(village: Journey) -> None:
    required = journey_of(village, wanting("photo", requires=["s2"]), service(2))

    assert drawn(required).told == ("Service 2 → Service 1",)


def test_a_line_passes_by_the_boxes_between(village: Journey) -> None:
    """From the first layer to the fourth, and no longer way says so."""
    long = journey_of(
        village,
        wanting("health-letter", "stamp-letter"),
        issuing(2, "health-letter", evidence=["chest-letter"]),
        issuing(3, "chest-letter", evidence=["print-letter"]),
        issuing(4, "print-letter", evidence=["self-letter"]),
        issuing(5, "stamp-letter", evidence=["self-letter"]),
        issuing(6, "self-letter"),
    )
    picture = drawn(long)
    by = next(line for line in picture.lines if line.told.startswith("Service 5 → Service 1"))

    assert len(by.points) == 6, "out, by two layers, in"
    for point in by.points[1:-1]:
        inside = [
            box
            for box in picture.boxes
            if box.corner.x < point.x < box.corner.x + BOX_WIDTH
            or (box.corner.x == point.x and box.corner.y <= point.y <= box.corner.y + BOX_HEIGHT)
        ]
        assert not inside, "it goes through no box"
    assert by.path.startswith("M")
    assert by.path.count("H") == 2


def test_what_waits_for_nothing_stands_next_to_what_waits_for_it(village: Journey) -> None:
    late = journey_of(
        village,
        wanting("health-letter", "stamp-letter"),
        issuing(2, "health-letter", evidence=["chest-letter"]),
        issuing(3, "chest-letter"),
        issuing(4, "stamp-letter"),
    )
    places = {box.title: box.corner.x for box in drawn(late).boxes}

    assert places["Service 4"] == places["Service 2"] > places["Service 3"]


def test_a_long_name_is_cut_after_three_lines(village: Journey) -> None:
    long = {"id": "Surat", "en": "A letter with a very long name that nobody can read in one breath, or in two at all"}
    picture = drawn(journey_of(village, wanting("health-letter"), issuing(2, "health-letter", name=long)))
    lines = next(box.lines for box in picture.boxes if box.title == long["en"])

    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_where_nothing_waits_nothing_is_drawn(village: Journey) -> None:
    picture = drawn(journey_of(village, wanting("photo")))

    assert (picture.boxes, picture.lines, picture.alone) == ((), (), 1)


@pytest.mark.parametrize("event", ["marriage", "birth", "death", "start-business"])
def test_no_two_boxes_of_the_nation_overlap_and_all_are_within_the_picture(shipped: Journey, event: str) -> None:
    picture = chain(shipped.catalogue, bundle_for(shipped, event, as_of=DAY), Words("id"))
    corners = [box.corner for box in picture.boxes]

    assert len(corners) > 5
    for number, one in enumerate(corners):
        assert 0 < one.x <= picture.width - BOX_WIDTH
        assert 0 < one.y <= picture.height - BOX_HEIGHT
        for other in corners[:number]:
            assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
    assert all(start.x < end.x for line in picture.lines for start, end in pairwise(line.points))
