"""What a catalogue can be written as: one table, which the command line reads."""

from __future__ import annotations

from collections.abc import Mapping

from journeys.graphml import to_graphml
from ontology.cypher import to_cypher
from ontology.formats import LINKED_DATA, Exporter
from ontology.hsds import to_hsds
from ontology.workbook import to_workbook

EXPORTERS: Mapping[str, Exporter] = {
    **LINKED_DATA,
    "hsds": Exporter("application/vnd.datapackage+json", "", to_hsds),
    "graphml": Exporter("application/graphml+xml", ".graphml", to_graphml),
    "cypher": Exporter("application/x-cypher-query", ".cypher", to_cypher),
    "xlsx": Exporter("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", to_workbook),
}
"""Every format by the name that ``lifejourney export --to`` knows it by."""
