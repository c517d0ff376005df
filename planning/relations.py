"""How two records are related: by what ties them where that decides, else by their score."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from planning.steps import DIFFERENT, SAME, Levels, Numbers
from planning.ties import Ties, Truths

Relation: TypeAlias = Literal[
    "duplicate", "overlap", "superseded", "sequence", "variant", "same_type_region", "not_duplicate"
]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
TOLD_ANYWAY: frozenset[Relation] = frozenset({"overlap", "sequence", "variant"})
"""Relations with evidence of their own, told whatever the score."""
ONE_TYPE: frozenset[Relation] = frozenset({"duplicate", "superseded", "same_type_region"})
"""Relations of records that describe one type."""
LIKELY = 0.5
"""The probability from which entries of a kept catalogue are of one type, however few there are to choose from."""
AKIN = 0.2
"""The probability by the texts alone from which services that do the same for the same life event overlap."""

Kinds: TypeAlias = NDArray[np.int8]
"""For each pair the place of its relation in RELATIONS."""


def relations(ties: Ties, score: Numbers, *, least: float, akin: Numbers, judged: Levels) -> Kinds:
    """The relation of each pair; they are of one type from the score ``least`` on, or as a planner judged."""
    one_type = np.where(judged == SAME, True, np.where(judged == DIFFERENT, False, ties.same | (score >= least)))  # noqa: FBT003
    one_type &= ~ties.different | (judged == SAME)
    related = ~one_type
    served_twice = ties.same_function | (ties.same_need & ties.same_deed & (akin >= AKIN))
    variants = ties.same_object & ties.same_action
    chosen: list[tuple[Relation, Truths]] = [
        ("superseded", one_type & (ties.succeeded | ties.ended)),
        ("same_type_region", one_type & ties.other_region),
        ("duplicate", one_type),
        ("overlap", related & served_twice & ~ties.same_agency & ~ties.apart & ~ties.ended),
        ("sequence", related & ties.leads & ~variants),
        ("variant", related & ties.same_object),
    ]
    numbers = [RELATIONS.index(name) for name, _holds in chosen]
    found = np.select([holds for _name, holds in chosen], numbers, RELATIONS.index("not_duplicate"))
    return found.astype(np.int8)
