"""What is known of two records beyond their likeness: codes, successors, documents that one gives and the other asks.

A tie holds or does not; where it decides whether two are of one type, no likeness can say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planning.steps import Places
from planning.whom import Bounds, nobody_gets_both

FEW = 10
"""Records up to which it says something that they ask for a document: a family card is asked for by all."""
MOST_OF_ONE_OBJECT = 50
"""Records of one object up to which each is paired with each, whatever their texts have in common."""
_NOTHING: frozenset[str] = frozenset()
_DEEDS: Mapping[str, str] = {
    **dict.fromkeys(("11", "16"), "give"),
    **dict.fromkeys(("06", "07"), "tell"),
    **{action: action for action in ("09", "10", "12", "13", "15")},
}
"""What an action comes to for a person, where it is more than one document: help is granted or claimed, an office told
by report or register, one complains, is assisted, tested, advised, trained."""

Truths: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides how a record is related to others; empty where a list does not say it.

    ``object``, ``action`` and ``variant`` are the parts of its code; it ``gives`` documents, ``renews`` those one has,
    ``asks`` for others, and comes ``after`` the records of these keys; ``needs`` are the life events it
    is there for, ``functions`` the services it supports, ``bounds`` those it is for, ``agencies`` whose it is, and
    ``kept`` says that it has a place of its own in a kept catalogue. Where there is no code, ``deeds`` and ``things``
    are what the words of its name say is done, and with what; ``place`` the words that name its region.
    """

    object: str = ""
    action: str = ""
    variant: str = ""
    gives: frozenset[str] = _NOTHING
    renews: frozenset[str] = _NOTHING
    asks: frozenset[str] = _NOTHING
    after: frozenset[str] = _NOTHING
    successors: frozenset[str] = _NOTHING
    ended: bool = False
    agencies: frozenset[str] = _NOTHING
    needs: frozenset[str] = _NOTHING
    functions: frozenset[str] = _NOTHING
    kept: bool = False
    bounds: Bounds = field(default_factory=dict)
    region: str = ""
    deeds: frozenset[str] = _NOTHING
    things: frozenset[str] = _NOTHING
    place: frozenset[str] = _NOTHING


@dataclass(frozen=True, slots=True)
class Ties:
    """For each pair whether a tie holds: one array a tie, as long as there are pairs."""

    kept: Truths
    """Both have a place of their own in one kept catalogue."""
    same_object: Truths
    same_action: Truths
    same_variant: Truths
    succeeded: Truths
    """One has come after the other, in its place."""
    ended: Truths
    """One of the two is no longer given, and the other is."""
    prerequisite: Truths
    """One gives what the other asks for, or has to come first."""
    leads: Truths
    """The same by a document few ask for, or of one object: worth telling."""
    apart: Truths
    """Nobody can get both."""
    other_region: Truths
    same_agency: Truths
    same_need: Truths
    same_function: Truths
    same_deed: Truths
    """Their actions come to the same for a person, and it is no single document that they are about."""
    other_deed: Truths
    """Their names say that another thing is done."""
    other_thing: Truths
    """Their names say that it is done with another thing: a card and a book."""

    @property
    def same(self) -> Truths:
        """Where they are certainly of one type."""
        return self.succeeded | (self.same_object & self.same_action & self.same_variant)

    @property
    def different(self) -> Truths:
        """Where they are certainly not of one type."""
        return ~self.same & (self.same_object | self.prerequisite | self.apart)


def ties_of(facts: Sequence[Facts], keys: Sequence[str], pairs: tuple[Places, Places]) -> Ties:
    """The ties of pairs of records, given by their places."""
    left, right = pairs
    ends = np.array([one.ended for one in facts], dtype=bool)
    own = [frozenset({key}) for key in keys]
    same_object = _equal([one.object for one in facts], pairs)
    firsts = _either(pairs, [one.after for one in facts], own)
    gives, asks = [one.gives for one in facts], [one.asks for one in facts]
    given = _either(pairs, gives, asks)
    renewed = _either(pairs, gives, [one.renews for one in facts])
    few = _asked_by_few(asks)
    kept = np.array([one.kept for one in facts], dtype=bool)
    return Ties(
        kept=kept[left] & kept[right],
        same_object=same_object,
        same_action=_equal([one.action for one in facts], pairs),
        same_variant=_equal([one.variant for one in facts], pairs),
        succeeded=_either(pairs, [one.successors for one in facts], own),
        ended=ends[left] != ends[right],
        prerequisite=given | firsts,
        leads=firsts | _either(pairs, gives, [one & few for one in asks]) | (same_object & (given | renewed)),
        apart=_apart([one.bounds for one in facts], pairs),
        other_region=_other([one.region for one in facts], pairs),
        same_agency=_in_common([one.agencies for one in facts], pairs),
        same_function=_in_common([one.functions for one in facts], pairs),
        same_need=_in_common([one.needs for one in facts], pairs),
        other_deed=_apart_by([one.deeds for one in facts], pairs),
        other_thing=_apart_by([one.things for one in facts], pairs),
        same_deed=_equal([_DEEDS.get(one.action, "") for one in facts], pairs),
    )


def tied(facts: Sequence[Facts], keys: Sequence[str]) -> set[tuple[str, str]]:
    """Pairs to be looked at whatever their texts have in common: of one object, heirs, and what leads to what."""
    few = _asked_by_few(one.asks for one in facts)
    issuers = _by_name(keys, (one.gives & few for one in facts))
    found = {
        (giver, key)
        for key, one in zip(keys, facts, strict=True)
        for document in one.asks & few
        for giver in issuers.get(document, ())
    }
    for supporters in _by_name(keys, (one.functions for one in facts)).values():
        found |= set(combinations(supporters, 2)) if len(supporters) <= FEW else set()
    found |= {(key, other) for key, one in zip(keys, facts, strict=True) for other in (*one.successors, *one.after)}
    for members in _by_name(keys, (frozenset({one.object} - {""}) for one in facts)).values():
        found |= set(combinations(members, 2)) if len(members) <= MOST_OF_ONE_OBJECT else set()
    return {(a, b) for a, b in found if a != b}


def _by_name(keys: Sequence[str], names: Iterable[frozenset[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, each in zip(keys, names, strict=True):
        for name in sorted(each):
            found.setdefault(name, []).append(key)
    return found


def _asked_by_few(asks: Iterable[frozenset[str]]) -> frozenset[str]:
    counts: dict[str, int] = {}
    for documents in asks:
        for document in documents:
            counts[document] = counts.get(document, 0) + 1
    return frozenset(document for document, count in counts.items() if count <= FEW)


def _numbered(values: Sequence[str]) -> NDArray[np.int64]:
    """A number for each different text, -1 for none."""
    numbers: dict[str, int] = {"": -1}
    return np.array([numbers.setdefault(value, len(numbers) - 1) for value in values], dtype=np.int64)


def _equal(values: Sequence[str], pairs: tuple[Places, Places]) -> Truths:
    numbers = _numbered(values)
    return np.asarray((numbers[pairs[0]] == numbers[pairs[1]]) & (numbers[pairs[0]] >= 0))


def _other(values: Sequence[str], pairs: tuple[Places, Places]) -> Truths:
    a, b = (_numbered(values)[side] for side in pairs)
    return np.asarray((a != b) & (a >= 0) & (b >= 0))


def _apart_by(sets: Sequence[frozenset[str]], pairs: tuple[Places, Places]) -> Truths:
    """Whether both have something, and nothing in common."""
    has = np.array([bool(one) for one in sets], dtype=bool)
    return np.asarray(has[pairs[0]] & has[pairs[1]] & ~_in_common(sets, pairs))


def _matrix(sets: Sequence[frozenset[str]], columns: Mapping[str, int]) -> csr_array:
    rows = [sorted(columns[name] for name in names if name in columns) for names in sets]
    starts = np.cumsum([0, *map(len, rows)])
    places = np.array([place for row in rows for place in row], dtype=np.int64)
    return csr_array((np.ones(len(places)), places, starts), shape=(len(sets), max(len(columns), 1)))


def _in_common(sets: Sequence[frozenset[str]], pairs: tuple[Places, Places]) -> Truths:
    return _share(sets, sets, pairs)


def _either(pairs: tuple[Places, Places], ones: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> Truths:
    """Whether one of the ``ones`` of either record is among the ``others`` of the other record."""
    return _share(ones, others, pairs) | _share(others, ones, pairs)


def _share(lefts: Sequence[frozenset[str]], rights: Sequence[frozenset[str]], pairs: tuple[Places, Places]) -> Truths:
    named = sorted(frozenset[str]().union(*lefts) & frozenset[str]().union(*rights))
    if not named:
        return np.zeros(len(pairs[0]), dtype=bool)
    columns = {name: place for place, name in enumerate(named)}
    one, other = _matrix(lefts, columns), _matrix(rights, columns)
    return _products(one, other, pairs)


def _products(one: csr_array, other: csr_array, pairs: tuple[Places, Places]) -> Truths:
    """Only for pairs of which both rows hold anything: most lists say little beside names."""
    has, also = (np.diff(rows.indptr) > 0 for rows in (one, other))
    places = np.flatnonzero(has[pairs[0]] & also[pairs[1]])
    found = np.zeros(len(pairs[0]), dtype=bool)
    found[places] = np.asarray(one[pairs[0][places]].multiply(other[pairs[1][places]]).sum(axis=1)) > 0
    return found


def _apart(bounds: Sequence[Bounds], pairs: tuple[Places, Places]) -> Truths:
    found = _in_common([frozenset(each) for each in bounds], pairs)
    for place in np.flatnonzero(found).tolist():
        found[place] = bool(nobody_gets_both(bounds[pairs[0][place]], bounds[pairs[1][place]]))
    return found
