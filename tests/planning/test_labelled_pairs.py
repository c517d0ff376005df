"""How the relations fare on pairs that somebody labelled, where these are at hand."""

from __future__ import annotations

import pytest

from journeys.journey import Journey
from tests.planning.labelled_pairs import FILE, compared, confusion


@pytest.mark.skipif(not FILE.exists(), reason="the labelled pairs are not on this machine")
def test_most_labelled_pairs_have_the_relation_of_their_label(shipped: Journey) -> None:
    found = list(compared(shipped))

    assert len(found) >= 30
    assert sum(pair.label == told for pair, told in found) / len(found) > 0.65, confusion(shipped)
    for label in ("superseded", "variant", "same_type_region"):
        assert {told for pair, told in found if pair.label == label} == {label}
    assert "duplicate" not in {told for pair, told in found if pair.label == "not_duplicate"}
