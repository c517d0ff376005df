from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.errors import CatalogueError, Fault, Place
from catalogue.findings import Finding, Placement
from catalogue.load import load_catalogue
from catalogue.store import Catalogue
from tests.small_catalogues import copied

BASE = Path(__file__).parent / "base"
CARD, EVIDENCE = "services/civil/child-card.yaml", "registers/evidence.yaml"
FAULT = Fault("not-stated", {"field": "costs"})


def at(path: str, text: str, start: str = "") -> Place:
    """Where a text stands in a file, the first time after ``start``."""
    content = (BASE / path).read_text()
    offset = content.index(text, content.index(start))
    return Place(path, content.count("\n", 0, offset) + 1, offset - content.rfind("\n", 0, offset))


@pytest.mark.parametrize("path", [BASE, BASE / "services.yaml"])
@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (Finding(FAULT, ("requirements", 0, "rule"), "child-card"), at(CARD, "age_years <")),
        (Finding(FAULT, ("requirements",), "child-card", at_key=True), at(CARD, "requirements")),
        (Finding(FAULT, (), "child-card"), Place(CARD)),
        (Finding(FAULT, ("costs", 3, "value"), "child-card"), at(CARD, "[", "costs")),
        (Finding(FAULT, ("form", "origin"), register="evidence"), at(EVIDENCE, "own", "form:")),
        (Finding(FAULT, ("form",), register="evidence", at_key=True), at(EVIDENCE, "form:")),
        (Finding(FAULT, ("include",)), at("services.yaml", "[", "include")),
    ],
)
def test_a_finding_has_its_place_in_its_file(civil: Catalogue, path: Path, finding: Finding, place: Place) -> None:
    problem = Placement(civil, path).problem(finding)

    assert problem.place == place
    assert problem.rule == "not-stated"


def test_a_service_whose_file_is_not_found_is_placed_in_the_manifest(civil: Catalogue) -> None:
    assert Placement(civil, BASE).problem(Finding(FAULT, (), "no-such")).place == Place("services.yaml")


def test_a_file_is_read_once_for_all_its_findings(tmp_path: Path) -> None:
    folder = copied(BASE, tmp_path / "catalogue", {})
    placement = Placement(load_catalogue(folder, cache=False), folder)
    first = placement.problem(Finding(FAULT, ("costs",), "child-card"))
    (folder / CARD).unlink()
    (folder / EVIDENCE).unlink()

    assert placement.problem(Finding(FAULT, ("costs",), "child-card")) == first
    with pytest.raises(CatalogueError):
        placement.problem(Finding(FAULT, (), register="evidence"))
