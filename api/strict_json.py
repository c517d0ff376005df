"""JSON, read strictly: what another reader might understand otherwise is refused (RFC 8259, RFC 7493).

Keys written twice, NaN, lone surrogates, nesting beyond reason and other encodings than UTF-8 are no mistakes that
Python's reader tells; here they are. A number is what it is worth: ``1e1`` and ``10.0`` are 10.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from api.problems import Refusal

DEEPEST = 20
"""Levels of lists and objects within one another."""
_MOST_DIGITS = 17
"""Digits of a whole number; longer ones stay decimals, which no whole-number fact accepts."""


def strict_json(body: bytes) -> object:
    """The value a body holds; raises a 400 Refusal that tells the place, never the text."""
    if not body:
        raise Refusal(400, "http-empty-body")
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        raise Refusal(400, "http-not-utf8") from None
    except json.JSONDecodeError as error:
        raise Refusal(400, "http-not-json", line=str(error.lineno), column=str(error.colno)) from None
    except RecursionError:
        raise Refusal(400, "http-too-deep", limit=str(DEEPEST)) from None
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(value) > DEEPEST:
        raise Refusal(400, "http-too-deep", limit=str(DEEPEST))
    if b"\\u" in body:
        _refuse_surrogates(value)
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise Refusal(400, "http-key-twice")
    return made


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= _MOST_DIGITS else Decimal(text)


def _number(text: str) -> int | Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refusal(400, "http-not-a-number") from None
    small = number.adjusted() < _MOST_DIGITS
    if small and number == number.to_integral_value():
        return int(number)
    return number.normalize() if small else number


def _constant(_text: str) -> NoReturn:
    raise Refusal(400, "http-not-a-number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_constant)


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while nests := [item for item in level if isinstance(item, Mapping | list)]:
        depth += 1
        level = [inner for nest in nests for inner in (nest.values() if isinstance(nest, Mapping) else nest)]
    return depth


def _refuse_surrogates(value: object) -> None:
    """An escape may name half a character; such a text cannot be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise Refusal(400, "http-not-utf8") from None
