"""What a mistyped service code was meant to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations, zip_longest

from rapidfuzz.distance import OSA

from catalogue.codes import GRAMMAR, with_check_digits
from catalogue.errors import Fault
from catalogue.values import shown

_LOOKALIKES = str.maketrans("OoIl|", "00111")
_LONGEST = 60
"""Characters of a mistyped code that are looked at."""
_FAR = 4
"""Edits beyond which an existing code is no longer called near."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a mistyped code, and up to three existing codes it may have been meant to be."""

    fault: Fault
    nearest: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The kind of mistake, as a rule id."""
        return self.fault.rule


def diagnose(text: str, known: Collection[str]) -> Diagnosis | None:
    """What is wrong with a code as somebody typed it, however malformed; None where it is sound and among ``known``.

    The kinds are tried in the order in which people make them; ``known`` is best a set or a mapping.
    """
    if text in known and GRAMMAR(text) and with_check_digits(text) == text:
        return None
    codes = known if isinstance(known, AbstractSet | Mapping) else frozenset(known)
    digits = _digits_in(text)
    meant = [
        (rule, code)
        for rule, edited in _MISTAKES.items()
        for code in sorted(code for code in {_laid_out(candidate) for candidate in edited(digits)} if code in codes)
    ]
    if not meant:
        return _unmatched(text, digits, codes)
    rule, first = meant[0]
    words = {"found": shown(text), "meant": first, "expected": first, **_difference(digits, first)}
    return Diagnosis(Fault(rule, words), tuple(dict.fromkeys(code for _, code in meant))[:3])


def _unmatched(text: str, digits: str, codes: Iterable[str]) -> Diagnosis:
    code = _laid_out(digits)
    nearest = _nearest(code, codes)
    if not GRAMMAR(code):
        return Diagnosis(Fault("code-grammar", {"found": shown(text)}), nearest)
    expected = with_check_digits(code)
    rule = "code-unknown" if code == expected else "code-check-digits"
    return Diagnosis(Fault(rule, {"found": shown(text), "expected": expected}), nearest)


def _digits_in(text: str) -> str:
    """The digits of a code in ``text``: of any script, and letters that look like one; other words do not count."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in text[:_LONGEST])
    words = (word.translate(_LOOKALIKES) for word in plain.split() if re.search("[0-9]|^[OIl]+$", word))
    return re.sub("[^0-9]", "", "".join(words))


def _laid_out(digits: str) -> str:
    stem = ".".join(part for part in (digits[:4], digits[4:7], digits[7:9], digits[9:11]) if part)
    return f"{stem}-{digits[11:]}" if digits[11:] else stem


def _difference(digits: str, meant: str) -> dict[str, str]:
    """The first and the last digit that differ, counted from 1."""
    pairs = enumerate(zip_longest(digits, re.sub("[^0-9]", "", meant)), start=1)
    places = [str(position) for position, (found, right) in pairs if found != right] or [""]
    return {"position": places[0], "other": places[-1]}


def _as_they_are(digits: str) -> Iterator[str]:
    yield digits


def _check_digits_mended(digits: str) -> Iterator[str]:
    if GRAMMAR(_laid_out(digits)):
        yield with_check_digits(_laid_out(digits)).replace(".", "").replace("-", "")


def _one_replaced(digits: str) -> Iterator[str]:
    places = range(len(digits[:-2]))
    return (digits[:at] + new + digits[at + 1 :] for at in places for new in "0123456789")


def _two_swapped(digits: str) -> Iterator[str]:
    for left, right in combinations(range(len(digits)), 2):
        yield digits[:left] + digits[right] + digits[left + 1 : right] + digits[left] + digits[right + 1 :]


def _one_added(digits: str) -> Iterator[str]:
    return (digits[:at] + new + digits[at:] for at in range(len(digits) + 1) for new in "0123456789")


def _one_removed(digits: str) -> Iterator[str]:
    return (digits[:at] + digits[at + 1 :] for at in range(len(digits)))


_MISTAKES: Mapping[str, Callable[[str], Iterator[str]]] = {
    "code-writing": _as_they_are,
    "code-one-digit": _one_replaced,
    "code-check-digits": _check_digits_mended,
    "code-digits-swapped": _two_swapped,
    "code-digit-missing": _one_added,
    "code-digit-extra": _one_removed,
}


def _nearest(text: str, codes: Iterable[str]) -> tuple[str, ...]:
    found = nsmallest(3, ((OSA.distance(text, code, score_cutoff=_FAR), code) for code in codes))
    return tuple(code for distance, code in found if distance <= _FAR)
