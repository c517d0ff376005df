from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.errors import CatalogueError, Fault, Severity
from catalogue.findings import Finding, Placement
from catalogue.store import Catalogue
from tests.small_catalogues import copied

BASE = Path(__file__).parent / "base"
CARD = "services/civil/child-card.yaml"
FAULT = Fault("not-stated", {"field": "url"})


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (Finding(FAULT, (), "child-card"), f"{CARD}:1:1"),
        (Finding(FAULT, ("requirements", 0, "rule"), "child-card"), f"{CARD}:9:11"),
        (Finding(FAULT, ("requirements",), "child-card", at_key=True), f"{CARD}:7:1"),
        (Finding(FAULT, ("produces", 0, "valid_for"), "child-card"), f"{CARD}:12:34"),
        (Finding(FAULT, ("form", "origin"), register="evidence"), "registers/evidence.yaml:17:11"),
        (Finding(FAULT, ("form",), register="evidence", at_key=True), "registers/evidence.yaml:15:1"),
        (
            Finding(FAULT, ("life_events", "school"), register="life_events", at_key=True),
            "registers/life_events.yaml:16:3",
        ),
        (Finding(FAULT), "services.yaml:2:1"),
    ],
)
def test_a_finding_is_placed_in_its_file(civil: Catalogue, finding: Finding, place: str) -> None:
    problem = Placement(civil, BASE).problem(finding)

    assert (str(problem.place), problem.rule, problem.severity) == (place, "not-stated", Severity.WARNING)


def test_what_a_file_leaves_out_is_placed_at_the_nearest_that_it_has(civil: Catalogue) -> None:
    problem = Placement(civil, BASE).problem(Finding(FAULT, ("requirements", 0, "law", "title"), "child-card"))

    assert str(problem.place).startswith(f"{CARD}:8:")


@pytest.mark.parametrize("path", [BASE, BASE / "services.yaml"])
def test_a_catalogue_may_be_given_by_its_folder_or_its_root_file(civil: Catalogue, path: Path) -> None:
    assert Placement(civil, path).services["child-card"] == CARD


def test_a_file_is_read_once_however_many_findings_it_has(civil: Catalogue, tmp_path: Path) -> None:
    placement = Placement(civil, copied(BASE, tmp_path / "c", {}))
    first = placement.problem(Finding(FAULT, (), "child-card"))
    (tmp_path / "c" / CARD).unlink()

    assert placement.problem(Finding(FAULT, (), "child-card")) == first


def test_a_file_that_has_gone_since_is_told(civil: Catalogue, tmp_path: Path) -> None:
    folder = copied(BASE, tmp_path / "c", {})
    placement = Placement(civil, folder)
    assert placement.services
    (folder / CARD).unlink()

    with pytest.raises(CatalogueError) as caught:
        placement.problem(Finding(FAULT, (), "child-card"))

    assert [problem.rule for problem in caught.value.problems] == ["cannot-read"]
