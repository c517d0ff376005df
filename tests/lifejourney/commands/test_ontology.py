from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalogue.load import load_catalogue
from lifejourney.commands.ontology import Format
from ontology.exporters import EXPORTERS
from tests.lifejourney.command_line import CIVIL, Run


def test_every_format_of_the_table_can_be_asked_for() -> None:
    assert [str(one) for one in Format] == list(EXPORTERS)


@pytest.mark.parametrize("name", [name for name, exporter in EXPORTERS.items() if exporter.ending])
def test_a_catalogue_is_written_to_a_file(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"out{EXPORTERS[name].ending}"
    assert run("export", "--to", name, "--out", path, "-C", CIVIL).code == 0
    assert path.read_bytes() == EXPORTERS[name].whole(load_catalogue(CIVIL))
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_hsds_is_written_into_a_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert run("export", "--to", "hsds", "--out", folder, "-C", CIVIL).code == 0
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == EXPORTERS["hsds"].whole(load_catalogue(CIVIL))


def test_hsds_has_no_place_on_standard_output(run: Run) -> None:
    told = run("export", "--to", "hsds", "-C", CIVIL)
    assert told.code == 2
    assert "name a folder" in told.err


def test_standard_output_takes_the_bytes(run: Run) -> None:
    told = run("export", "-C", CIVIL)
    assert told.code == 0
    assert told.out.encode() == EXPORTERS["turtle"].whole(load_catalogue(CIVIL))
    assert told.err == ""


def test_what_was_written_is_said_beside_it(run: Run, tmp_path: Path) -> None:
    told = run("export", "--out", tmp_path / "out.ttl", "-C", CIVIL, "--lang", "en")
    assert told.out == ""
    assert told.err.startswith(f"{len(load_catalogue(CIVIL).services)} service(s) written to ")


def test_what_is_no_file_is_written_to(run: Run) -> None:
    assert run("export", "--out", os.devnull, "-C", CIVIL).code == 0


def test_a_place_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    told = run("export", "--out", tmp_path / "none" / "out.ttl", "-C", CIVIL)
    assert told.code == 2
    assert "cannot be written" in told.err


def test_shapes_are_checked_where_asked_for(run: Run) -> None:
    told = run("check", "--shacl", "-C", CIVIL, "--lang", "en")
    assert told.code == 0
    assert "no errors" in told.out
