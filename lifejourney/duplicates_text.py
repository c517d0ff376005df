"""What is done twice, in a terminal: groups, pairs with their reasons, and what two versions of a list have alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lifejourney.screen import Screen
from planning.duplicates import Duplicates, Pair, Side
from planning.duplicates_out import name_of, reasons, savings
from planning.relations import RELATIONS
from planning.wording import word

MOST_SHOWN = 30
"""Groups, pairs and entries of a kind that a terminal shows."""
_DECISIVE = 4
"""Reasons shown of a pair in a table, the weightiest."""


def print_duplicates(found: Duplicates, language: str) -> None:
    """Everything found, for people."""
    screen = Screen()
    counts = {"entries": found.entries, "pairs": len(found.pairs), "groups": len(found.groups)}
    kind, least = word(found.kind, language), f"{found.min_score:.2f}"
    screen.line(word("summary", language).format(kind=kind, least=least, **counts), "bold")
    told = Counter(pair.relation for pair in found.pairs)
    screen.line(" · ".join(f"{word(name, language)} {told[name]}" for name in RELATIONS if told[name]), "dim")
    _print_groups(screen, found, language)
    if found.one_to_one:
        for name, sides in (("gone", found.one_to_one.gone), ("new", found.one_to_one.new)):
            _print_alone(screen, f"{word(name, language)} ({len(sides)})", sides, language=language)
    if found.pairs:
        _print_pairs(screen, found, language)


def print_pair(pair: Pair, language: str) -> None:
    """One pair with all its reasons."""
    screen = Screen()
    screen.line()
    screen.line(f"{pair.score:.3f}  {word(pair.relation, language)}", "bold")
    for side in (pair.a, pair.b):
        screen.line(f"{name_of(side, language)} ({side.slug or side.id})", indent=2)
    for one in pair.why:
        screen.pair(f"{one.weight:+6.1f} {word(one.feature, language)}", one.words, indent=2)


def _print_groups(screen: Screen, found: Duplicates, language: str) -> None:
    if found.groups:
        rows = [
            (
                f"{group.size}×",
                f"{name_of(group.representative, language)} ({_key(group.representative)})",
                word(group.relation, language),
                savings(group, language),
            )
            for group in found.groups[:MOST_SHOWN]
        ]
        headings = [word(name, language) for name in ("size", "groups", "relation", "saves")]
        screen.table(headings, rows)


def _print_alone(screen: Screen, title: str, sides: Sequence[Side], *, language: str) -> None:
    screen.line(title, "bold")
    for side in sides[:MOST_SHOWN]:
        screen.line(f"{name_of(side, language)} ({_key(side)})", indent=2)
    if len(sides) > MOST_SHOWN:
        screen.line("…", indent=2)


def _print_pairs(screen: Screen, found: Duplicates, language: str) -> None:
    rows = [
        (
            f"{pair.score:.3f}",
            word(pair.relation, language),
            "\n".join(f"{name_of(side, language)} ({_key(side)})" for side in (pair.a, pair.b)),
            reasons(pair.model_copy(update={"why": pair.why[:_DECISIVE]}), language),
        )
        for pair in found.pairs[:MOST_SHOWN]
    ]
    screen.table([word(name, language) for name in ("score", "relation", "pairs", "why")], rows)
    if len(found.pairs) > MOST_SHOWN:
        screen.line(word("more", language).format(count=len(found.pairs) - MOST_SHOWN), "dim")


def _key(side: Side) -> str:
    return side.slug or side.id
