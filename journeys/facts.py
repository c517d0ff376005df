"""One fact as its concept wants it: the type decides, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from catalogue.errors import FactFault, Fault
from catalogue.registers import ConceptType
from journeys.dates import EARLIEST, LATEST

if TYPE_CHECKING:
    from catalogue.conditions import Scalar
    from catalogue.registers import InformationConcept

WHOLE_LIMIT = 2**53
"""Whole numbers stay within what every engine and JSON reader holds exactly."""
_IDENTITY_NUMBER = re.compile(r"[0-9]{16}").search


def day_beyond(path: tuple[str | int, ...], day: date) -> FactFault | None:
    """That a day lies beyond those that may be asked about, None where it does not."""
    if EARLIEST <= day <= LATEST:
        return None
    words = {"found": str(day), "minimum": str(EARLIEST), "maximum": str(LATEST), "options": ""}
    return FactFault(path, Fault("fact-out-of-range", words))


def _boolean(value: object) -> Scalar | None:
    return value if isinstance(value, bool) else None


def _integer(value: object) -> Scalar | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) <= WHOLE_LIMIT else None


def _decimal(value: object) -> Scalar | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -4 and number.adjusted() < 14  # noqa: PLR2004 - decimal(18,4)
    return number if fits else None


def _date(value: object) -> Scalar | None:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _words(value: object) -> Scalar | None:
    return value if isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable() else None  # noqa: PLR2004


_READERS: Mapping[ConceptType, Callable[[object], Scalar | None]] = {
    ConceptType.BOOLEAN: _boolean,
    ConceptType.INTEGER: _integer,
    ConceptType.DECIMAL: _decimal,
    ConceptType.DATE: _date,
    ConceptType.OPTION: _words,
    ConceptType.TEXT: _words,
}


def read_fact(kind: ConceptType, value: object) -> Scalar | None:
    """A value as a concept of this type, None where it is no such thing."""
    return _READERS[kind](value)


def limit_broken(concept: InformationConcept | None, value: Scalar) -> str:
    """The rule that a well-formed value of a concept breaks, if any; an age may be negative, before birth."""
    if concept is None:
        return ""
    if concept.type is ConceptType.OPTION:
        return "" if value in concept.options else "fact-not-an-option"
    if concept.type is ConceptType.TEXT:
        return "identity-number" if _IDENTITY_NUMBER(str(value)) else ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        low = concept.minimum is not None and value < concept.minimum and not concept.derived
        return "fact-out-of-range" if low or (concept.maximum is not None and value > concept.maximum) else ""
    return ""
