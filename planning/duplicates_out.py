"""What is done twice, for other programs and for people: CSV, Excel and a page that needs nothing beside itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from catalogue.sheet import Cell, Sheet, comma_separated, workbook
from catalogue.values import shown
from planning.duplicates import Duplicates, Group, Pair, Side
from planning.pages import page
from planning.relations import RELATIONS
from planning.wording import WORDS, word

_PAIR_COLUMNS = ("score", "relation", "a_id", "a_name", "b_id", "b_name", "why")
_SHOWN = 60
"""Characters shown of the words of a reason in one line."""
MOST_ON_A_PAGE = 2_000
"""Pairs a page shows; a workbook has them all."""


def name_of(side: Side, language: str) -> str:
    """What an entry is called in a language, or as its list calls it."""
    return side.name if isinstance(side.name, str) else side.name.get(language) or next(iter(side.name.values()), "")


def reasons(pair: Pair, language: str) -> str:
    """Why, in one line: each feature with its bits and the words that show it."""
    return "; ".join(
        f"{word(one.feature, language)} {one.weight:+.1f}{f' ({shown(one.words, _SHOWN)})' if one.words else ''}"
        for one in pair.why
    )


def to_csv(found: Duplicates, language: str) -> str:
    """The pairs as CSV; no cell can be taken for a formula."""
    return comma_separated(_PAIR_COLUMNS, _pair_rows(found, language), ending="\r\n")


def _pair_rows(found: Duplicates, language: str) -> Iterator[Sequence[Cell]]:
    for pair in found.pairs:
        ends = (text for side in (pair.a, pair.b) for text in (side.id, name_of(side, language)))
        yield pair.score, pair.relation, *ends, reasons(pair, language)


def to_excel(found: Duplicates, language: str) -> bytes:
    """A workbook with a sheet of groups, one of pairs, and one of what two versions of a list have alone."""
    named = [word(name, language) for name in ("score", "relation", "id", "a", "id", "b", "why")]
    pairs = (
        (score, word(str(relation), language), *others) for score, relation, *others in _pair_rows(found, language)
    )
    groups = [
        word(name, language) for name in ("group", "size", "offers", "relation", "score", "id", "name", "agencies")
    ]
    sheets = [
        Sheet(word("groups", language), groups, _group_rows(found, language)),
        Sheet(word("pairs", language), named, pairs),
    ]
    if found.one_to_one:
        ends = [word(name, language) for name in ("id", "name")]
        for name, sides in (("gone", found.one_to_one.gone), ("new", found.one_to_one.new)):
            sheets.append(Sheet(word(name, language), ends, [(side.id, name_of(side, language)) for side in sides]))
    return workbook(sheets)


def _group_rows(found: Duplicates, language: str) -> Iterator[Sequence[Cell]]:
    for number, group in enumerate(found.groups, 1):
        told = (number, group.size, group.offers, word(group.relation, language), group.score)
        for side in (group.representative, *(one for one in group.members if one != group.representative)):
            yield *told, side.id, name_of(side, language), ", ".join(group.agencies)


def savings(group: Group, language: str) -> str:
    """What one instead of many would save, in counts above 0."""
    counts = group.saves.model_dump()
    return ", ".join(f"{count} {word(name, language)}" for name, count in counts.items() if count)


def to_html(found: Duplicates, language: str) -> str:
    """A page for people; whatever a list holds stays text."""
    counts = Counter(pair.relation for pair in found.pairs)
    return page(
        "duplicates.html",
        found=found,
        language=language,
        words={name: texts[language] for name, texts in WORDS.items()},
        counts={name: counts[name] for name in RELATIONS if counts[name]},
        shown=found.pairs[:MOST_ON_A_PAGE],
        name_of=name_of,
        savings=savings,
    )
