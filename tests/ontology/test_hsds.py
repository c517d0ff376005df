"""The package is whole: every table is described, every id is there once, and every reference leads somewhere."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from uuid import UUID

import pytest

from catalogue.store import Catalogue
from ontology.hsds import COLUMNS, to_hsds


def tables(known: Catalogue) -> dict[str, list[dict[str, str]]]:
    files = to_hsds(known)
    return {
        name: list(csv.DictReader(io.StringIO(files[path].decode(), newline="")))
        for name, (path, _columns) in COLUMNS.items()
    }


def test_the_package_describes_its_tables(full: Catalogue) -> None:
    files = to_hsds(full)
    package = json.loads(files["datapackage.json"])
    assert {resource["path"] for resource in package["resources"]} == files.keys() - {"datapackage.json"}
    for resource in package["resources"]:
        head = files[resource["path"]].decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == head
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]


def test_ids_are_uuids_and_references_lead_somewhere(full: Catalogue) -> None:
    found = tables(full)
    ids = {name: [row["id"] for row in rows] for name, rows in found.items()}
    for name, rows in found.items():
        assert rows, name
        assert len(set(ids[name])) == len(ids[name]), name
        assert all(UUID(one).version == 5 for one in ids[name])
    package = json.loads(to_hsds(full)["datapackage.json"])
    for resource in package["resources"]:
        for key in resource["schema"]["foreignKeys"]:
            known = set(ids[key["reference"]["resource"] or resource["name"]])
            assert {row[key["fields"]] for row in found[resource["name"]]} <= known | {""}


def test_a_service_keeps_its_words(full: Catalogue) -> None:
    row = next(row for row in tables(full)["service"] if row["name"] == "Layanan yang serba ada")
    assert row["alternate_name"] == "A service that has everything"
    assert row["status"] == "defunct"
    assert row["eligibility_description"] == "Umur sekolah\nPunya akta kelahiran\nBerkelakuan baik"
    assert row["fees_description"] == "Biaya\n1 persen"
    assert row["email"] == "bantuan@kemendagri.go.id"


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("cost_option", "amount", ["12500.5", "", "0"]),
        ("phone", "number", ["+62 21 1500537"]),
        ("service_area", "extent", ["11.71"]),
        ("organization_identifier", "identifier", ["K10"]),
    ],
)
def test_tables_hold_what_the_catalogue_says(full: Catalogue, table: str, column: str, values: list[str]) -> None:
    found = [row[column] for row in tables(full)[table]]
    assert [one for one in values if one not in found] == []


def test_services_are_classified_by_event_and_domain(full: Catalogue) -> None:
    without = replace(full, codes=full.codes.model_copy(update={"domains": {}}))
    assert len(tables(full)["attribute"]) - len(tables(without)["attribute"]) == len(full.services)
