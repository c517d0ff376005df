"""The rules of a catalogue as one writes them by hand, a Python function a service; and as expressions of a peer.

They know true and false only. Where facts are missing, a comparison with an unknown is taken for false: wrong under
NOT, but it takes the time that such functions take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import Arithmetic, Comparison, FactRef, Junction, Literal, Membership, Not, Truth, Within
from catalogue.rules import parse

if TYPE_CHECKING:
    from catalogue.conditions import Node, Scalar
    from catalogue.models import PublicService

Plain: TypeAlias = bool | float | str
"""A fact or literal as every language has it: dates are ordinal days."""
ByHand: TypeAlias = "Callable[[Mapping[str, Plain]], bool]"
UNKNOWN = float("nan")
"""Equal to nothing, above nothing, below nothing."""


class Dialect(NamedTuple):
    """How a language writes what differs between languages."""

    fact: str
    truth: str
    value: Callable[[Plain], str]
    values: str


PYTHON = Dialect("f[{!r}]", "f[{!r}]", repr, "{{{}}}")
"""Where every fact is known."""
CAREFUL = Dialect("get({!r}, UNKNOWN)", "get({!r}) is True", repr, "{{{}}}")
"""Where facts may be missing."""
ZEN = Dialect("{}", "{}", json.dumps, "[{}]")
"""The expression language of zen-engine."""


def plain(value: Scalar) -> Plain:
    """A fact as every language has it."""
    if isinstance(value, date):
        return value.toordinal()
    return float(value) if isinstance(value, Decimal) else value


def fact_name(name: str) -> str:
    """The name of a fact, roles included, as every language takes it."""
    return name.replace(".", "__")


def written(node: Node, dialect: Dialect) -> str:
    """A rule's tree in another language."""
    match node:
        case Junction(operator, parts):
            return "(" + f" {operator.lower()} ".join(written(part, dialect) for part in parts) + ")"
        case Not(part):
            return f"(not ({written(part, dialect)}))" if dialect is not ZEN else f"not({written(part, dialect)})"
        case Truth(fact):
            return dialect.truth.format(fact_name(fact.name))
        case Membership(term, values):
            choices = ", ".join(written(value, dialect) for value in values)
            return f"({written(term, dialect)} in {dialect.values.format(choices)})"
        case Within(term, low, high):
            least, most = written(low, dialect), written(high, dialect)
            return f"({written(term, dialect)} >= {least} and {written(term, dialect)} <= {most})"
        case _:
            return _term(node, dialect)


def _term(node: Node, dialect: Dialect) -> str:
    match node:
        case Comparison(operator, left, right):
            sign = {"=": "==", "<>": "!="}.get(operator, operator)
            return f"({written(left, dialect)} {sign} {written(right, dialect)})"
        case Arithmetic(operator, left, right):
            return f"({written(left, dialect)} {operator} {written(right, dialect)})"
        case Literal(value):
            return dialect.value(plain(value))
        case FactRef():
            return dialect.fact.format(fact_name(node.name))
        case _:
            raise TypeError(node)


def expression(service: PublicService, dialect: Dialect) -> str:
    """All of a service's rules as one expression."""
    rules = [written(parse(requirement.rule), dialect) for requirement in service.requirements if requirement.rule]
    return " and ".join(rules) or dialect.value(True)  # noqa: FBT003


def functions(services: Sequence[PublicService], dialect: Dialect) -> list[ByHand]:
    """One Python function a service, compiled once."""
    start = "lambda f: " if dialect is PYTHON else "lambda f: (get := f.get, "
    end = "" if dialect is PYTHON else ")[1]"
    made: list[ByHand] = []
    for service in services:
        source = compile(f"{start}{expression(service, dialect)}{end}", "<by hand>", "eval")
        made.append(eval(source, {"UNKNOWN": UNKNOWN}))  # noqa: S307 - written above, from a checked tree
    return made
