from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from planning.relations import RELATIONS, Relation, relations
from planning.steps import DIFFERENT, SAME, UNKNOWN
from planning.ties import Ties


def relation(*held: str, score: float = 0.0, akin: float = 0.0, judged: int = UNKNOWN) -> Relation:
    """The relation of a pair of which these ties hold; two are of one type from one half on."""
    ties = Ties(**{each.name: np.array([each.name in held]) for each in fields(Ties)})
    found = relations(
        ties, np.array([score]), least=0.5, akin=np.array([akin]), judged=np.array([judged], dtype=np.int8)
    )
    return RELATIONS[int(found[0])]


@pytest.mark.parametrize(
    ("held", "score", "expected"),
    [
        ((), 0.6, "duplicate"),
        ((), 0.4, "not_duplicate"),
        (("other_region",), 0.6, "same_type_region"),
        (("other_region",), 0.4, "not_duplicate"),
        (("ended",), 0.6, "superseded"),
        (("succeeded",), 0.0, "superseded"),
        (("same_object", "same_action", "same_variant"), 0.0, "duplicate"),
        (("same_object", "same_action", "same_variant", "other_region"), 0.0, "same_type_region"),
        (("same_object", "same_action"), 0.9, "variant"),
        (("same_object",), 0.9, "variant"),
        (("same_object", "leads"), 0.9, "sequence"),
        (("same_object", "same_action", "leads"), 0.9, "variant"),
        (("prerequisite", "leads"), 0.9, "sequence"),
        (("prerequisite",), 0.9, "not_duplicate"),
        (("apart",), 0.9, "not_duplicate"),
        (("same_function",), 0.1, "overlap"),
        (("same_function", "same_agency"), 0.1, "not_duplicate"),
        (("same_function", "ended"), 0.1, "not_duplicate"),
    ],
)
def test_ties_decide_before_the_score_does(held: tuple[str, ...], score: float, expected: str) -> None:
    assert relation(*held, score=score) == expected


def test_services_of_two_agencies_for_one_need_overlap_if_their_texts_are_akin() -> None:
    served = ("same_need", "same_deed")

    assert relation(*served, akin=0.2) == "overlap"
    assert relation(*served, akin=0.19) == "not_duplicate"
    assert relation(*served, "same_agency", akin=0.9) == "not_duplicate"
    assert relation(*served, "apart", akin=0.9) == "not_duplicate"
    assert relation("same_need", akin=0.9) == "not_duplicate"
    assert relation(*served, "leads", akin=0.9) == "overlap"


def test_a_judgement_stands_above_ties_and_score() -> None:
    assert relation("same_object", judged=SAME) == "duplicate"
    assert relation(score=0.9, judged=DIFFERENT) == "not_duplicate"
    assert relation("leads", "prerequisite", score=0.9, judged=DIFFERENT) == "sequence"
