"""Checks of a catalogue's likenesses: is there already something like this?

Each check is a function from a journey to findings; CHECKS names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias, get_args

from catalogue.errors import Fault
from catalogue.findings import Finding
from planning.catalogued import Kind
from planning.duplicates import compared_entries
from planning.judgements import open_pairs

if TYPE_CHECKING:
    from journeys.journey import Journey

Check: TypeAlias = "Callable[[Journey], Iterator[Finding]]"


def check_likeness(journey: Journey) -> Iterator[Finding]:
    """No service and no application says what another says already, unless a planner has looked at both.

    Every pair is asked about, not only those of new files: a judgement is what tells an old pair from a new one. The
    place is that of the later of the two in the order of the catalogue.
    """
    for kind in get_args(Kind):
        found, judged = compared_entries(journey.catalogue, kind)
        for place in open_pairs(found, judged):
            other, own = found.ends(place)
            words = {"found": own.slug, "other": other.slug, "score": f"{found.score[place]:.2f}"}
            if kind == "service":
                yield Finding(Fault("looks-like", words), ("name",), own.slug, at_key=True)
            else:
                yield Finding(Fault("looks-like", words), (own.slug,), register="applications", at_key=True)


CHECKS: tuple[Check, ...] = (check_likeness,)
"""Every check of this floor, in the order they run."""
