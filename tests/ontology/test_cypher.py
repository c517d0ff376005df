from __future__ import annotations

import re

import pytest

from catalogue.store import Catalogue
from journeys.graphml import edges_of, nodes_of
from ontology.cypher import _quoted, to_cypher


def test_every_node_and_edge_is_one_statement(full: Catalogue) -> None:
    lines = to_cypher(full).decode().splitlines()
    assert all(line.endswith(";") for line in lines)
    assert len([line for line in lines if line.startswith("MERGE (n:")]) == len(list(nodes_of(full)))
    assert len([line for line in lines if line.startswith("MATCH")]) == len(list(edges_of(full)))


def test_statements_name_labels_codes_and_names(full: Catalogue) -> None:
    text = to_cypher(full).decode()
    assert (
        "MERGE (n:LifeEvent {code: 'birth'}) SET n.name_id = 'Kelahiran anak', n.name_en = 'Birth of a child';" in text
    )
    assert "MATCH (a:LifeEvent {code: 'birth'}), (b:LifeEvent {code: 'school'}) MERGE (a)-[:LEADS_TO]->(b);" in text
    assert "MERGE (a)-[:PRECEDES {evidence: 'birth-certificate'}]->(b);" in text


@pytest.mark.parametrize("text", ["it's", "\\", "\\'", "'}) DETACH DELETE n //", "a\nb\rc"])
def test_no_text_ends_its_quotes(text: str) -> None:
    quoted = _quoted(text)
    assert re.fullmatch(r"'(?:[^'\\\n\r]|\\.)*'", quoted)
    read = re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), quoted[1:-1])
    assert read == text
