from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalogue.characters import MAX_BYTES
from catalogue.errors import MOST_PROBLEMS, CatalogueError, Fault, Place
from catalogue.read import MAX_DEPTH, MAX_KEY, MAX_NODES, MAX_SCALAR, Source, Value, read_yaml
from catalogue.values import Quoted

NULLS = {"", "~", "null", "Null", "NULL"}
Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
Location: TypeAlias = "tuple[str | int, ...]"

visible = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u2028\u2029"), max_size=30)
words = visible | st.sampled_from(["no", "0012", "1_000", "12:30", "2014-01-01", ".inf", "=1", "a: b", "# c", "'", '"'])
keys = words.filter(lambda key: key not in NULLS | {"<<"})
scalars = words | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Plain] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
documents = st.dictionaries(keys, values, max_size=5)
near_yaml = st.text(st.sampled_from("ab:-[]{},'\"|>#&*!%?@` \n\t\r0.~<=\\é\u200b\u2028\ufeff"), max_size=60)


@st.composite
def written(draw: st.DrawFn, *, quotes: bool = True) -> str:
    """A mapping in YAML, in any style PyYAML writes it."""
    return yaml.safe_dump(
        draw(documents),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=draw(st.sampled_from([None, True, False])),
        default_style=draw(st.sampled_from([None, "'", '"'])) if quotes else None,
        width=draw(st.sampled_from([20, 80, 10_000])),
        indent=draw(st.sampled_from([2, 4])),
    )


def accepted(text: str) -> Source | None:
    try:
        return read_yaml(text.encode(), "a.yaml")
    except CatalogueError:
        return None


def refused(text: str | bytes) -> list[tuple[int, int, str]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(CatalogueError) as caught:
        read_yaml(data, "a.yaml")
    return [(problem.place.line, problem.place.column, problem.rule) for problem in caught.value.problems]


def locations(value: Value, at: Location = ()) -> Iterator[Location]:
    """Every key and list position of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inner:
        yield (*at, step)
        yield from locations(item, (*at, step))


def value_at(source: Source, location: Location) -> Value:
    value: Value = source.value
    for step in location:
        value = value[step]  # type: ignore[index]
    return value


def rest_at(source: Source, place: Place) -> str:
    """The text from a place on."""
    line = source.text.split("\n")[place.line - 1 :]
    return "\n".join(line)[place.column - 1 :]


def begins(rest: str, value: Value) -> bool:
    """Whether a value is written at the beginning of a text."""
    if isinstance(value, dict):
        return rest.startswith("{") or key_begins(rest, next(iter(value), ""))
    if isinstance(value, list):
        return rest.startswith(("[", "-"))
    if value is None:
        return rest.startswith(("~", "null", "Null", "NULL")) or not rest[:1].strip(",]}")
    return (
        rest.startswith(("'", '"', "|", ">")) if isinstance(value, Quoted) else rest.startswith(value.split(" ", 1)[0])
    )


def key_begins(rest: str, key: str) -> bool:
    """Whether a key is written at the beginning of a text, in quotes or not."""
    return rest.startswith((key.split(" ", maxsplit=1)[0], "'", '"', "? "))


def same(ours: Value, theirs: object) -> bool:
    """Whether our value is what PyYAML reads where it takes every scalar for a text."""
    if isinstance(ours, dict):
        keys_alike = isinstance(theirs, dict) and list(ours) == list(theirs)
        return keys_alike and all(same(ours[key], theirs[key]) for key in ours)  # type: ignore[index]
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    return theirs in NULLS if ours is None else ours == theirs


@given(written())
def test_a_document_reads_as_pyyaml_reads_it_without_guessing(text: str) -> None:
    source = accepted(text)
    if source is not None:
        assert same(source.value, yaml.load(text, Loader=yaml.CBaseLoader))  # noqa: S506 - it makes texts only


@given(near_yaml)
def test_whatever_is_accepted_reads_as_pyyaml_reads_it(text: str) -> None:
    source = accepted(text + "\n")
    if source is not None:
        assert same(source.value, yaml.load(text + "\n", Loader=yaml.CBaseLoader))  # noqa: S506


@given(written(quotes=False).filter(lambda text: text != "{}\n"))
def test_what_pyyaml_writes_is_accepted(text: str) -> None:
    assert read_yaml(text.encode(), "a.yaml").value


@given(written())
def test_every_key_and_value_has_the_place_where_it_is_written(text: str) -> None:
    source = accepted(text)
    for location in locations(source.value) if source else ():
        assert source is not None
        assert begins(rest_at(source, source.place(location)), value_at(source, location))
        if isinstance(location[-1], str):
            assert key_begins(rest_at(source, source.place(location, key=True)), location[-1])


@given(st.text("abc äß漢=<> ", min_size=1, max_size=20).map(str.strip).filter(bool), st.sampled_from("'\" "))
def test_a_character_of_a_text_on_one_line_has_its_own_place(text: str, quote: str) -> None:
    source = accepted(f"- k: {quote}{text}{quote}\n".replace("- k", "k"))
    if source is None or source.value["k"] != text:
        return
    places = [source.place(("k",), at=at) for at in range(len(text))]
    assert "".join(rest_at(source, place)[0] for place in places) == text


@pytest.mark.parametrize("text", ["k: >-\n  a\n  b\n", 'k: "a\\u0062"\n', "k: 'it''s'\n", "k: a\n  b\n"])
def test_a_text_whose_characters_lie_elsewhere_has_the_place_of_its_beginning(text: str) -> None:
    source = read_yaml(text.encode(), "a.yaml")
    assert source.place(("k",), at=2) == source.place(("k",)) == Place("a.yaml", 1, 4)


def test_a_way_that_leads_deeper_than_the_file_has_the_deepest_place() -> None:
    source = read_yaml(b"a:\n  - b: c\n", "a.yaml")
    assert source.place(("a", 0, "b", "c", 0)) == Place("a.yaml", 2, 8)
    assert source.place(("a", 7)) == Place("a.yaml", 2, 3)
    assert source.place(("x", "y")) == source.place() == Place("a.yaml", 1, 1)
    assert source.problem(Fault("empty-text"), ("a", 0, "b"), key=True).place == Place("a.yaml", 2, 5)


def test_plain_scalars_keep_their_characters_and_quoted_ones_are_known() -> None:
    source = read_yaml(b"a: 33.10\nb: NO\nc: 0012\nd: '0012'\ne: ~\nf: |-\n  1\n", "a.yaml")
    assert source.value == {"a": "33.10", "b": "NO", "c": "0012", "d": "0012", "e": None, "f": "1"}
    assert [key for key, value in source.value.items() if isinstance(value, Quoted)] == ["d", "f"]


@given(st.text(max_size=80) | near_yaml)
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    if accepted(text) is None:
        lines = text.removeprefix("\ufeff").split("\n")
        for line, column, _rule in refused(text.encode("utf-8", "surrogatepass")):
            assert 1 <= line <= len(lines) + 1
            assert 1 <= column <= len([*lines, ""][line - 1]) + 1


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(CatalogueError):
        assert isinstance(read_yaml(data, "a.yaml"), Source)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 'x' y\nb: 1\n", (1, 8, "after-value")),
        ("a: 'it's'\nb: c\n", (1, 8, "after-value")),
        ("a: {id: x, en: y: z}\n", (1, 17, "second-colon")),
        ("a: {id: x,\n  en: y: z}\n", (2, 8, "second-colon")),
        ("a: [b\nc: d\n", (1, 4, "unclosed-bracket")),
        ("a: {b: [c}\n", (1, 8, "unclosed-bracket")),
        ("a: x\n  b: 1\n", (2, 3, "bad-indent")),
        ("a: x: y\n", (1, 5, "second-colon")),
        ("a:\n  - x\n  y: 1\n", (3, 3, "bad-indent")),
        ("  a: 1\nb: 2\n", (2, 1, "bad-indent")),
        ("a: - b\n", (1, 4, "dash-after-key")),
        ("a: ]\n", (1, 4, "bad-first-character")),
        ("a: [b,,c]\n", (1, 7, "bad-first-character")),
        ('a: "x\\q"\n', (1, 6, "bad-escape")),
        ('a: "\\xZZ"\n', (1, 5, "bad-escape")),
        ("a: | text\n", (1, 6, "yaml-syntax")),
        ("a: &\n", (1, 5, "anchor-or-alias")),
        ("a: !<x\n", (1, 7, "yaml-tag")),
        ("%YAML 9.9\n---\na: 1\n", (1, 1, "yaml-directive")),
        ("*a\n", (1, 1, "anchor-or-alias")),
        ("a:\n  *b : c\n", (2, 3, "anchor-or-alias")),
        ("a:b\n", (1, 1, "no-colon")),
        ("---\n", (2, 1, "empty-file")),
        ("", (1, 1, "empty-file")),
    ],
)
def test_a_mistake_of_writing_is_told_as_what_it_is(text: str, place: tuple[int, int, str]) -> None:
    assert refused(text) == [place]


@pytest.mark.parametrize(
    ("most", "more", "rule"),
    [
        (
            f"a: {'[' * (MAX_DEPTH - 1)}{']' * (MAX_DEPTH - 1)}\n",
            f"a: {'[' * MAX_DEPTH}{']' * MAX_DEPTH}\n",
            "too-deep",
        ),
        (f"{'k' * MAX_KEY}: 1\n", f"{'k' * (MAX_KEY + 1)}: 1\n", "long-key"),
        (f"a: {'x' * MAX_SCALAR}\n", f"a: {'x' * (MAX_SCALAR + 1)}\n", "long-text"),
        (f"a: '{'x' * MAX_SCALAR}'\n", f"a: '{'x' * (MAX_SCALAR + 1)}'\n", "long-text"),
        (f"a: [{'a,' * (MAX_NODES - 2)}]\n", f"a: [{'a,' * (MAX_NODES - 1)}]\n", "too-many-values"),
        (f"a: 1\n#{'x' * (MAX_BYTES - 7)}\n", f"a: 1\n#{'x' * (MAX_BYTES - 6)}\n", "file-too-large"),
    ],
    ids=lambda text: text if len(text) < 20 else "",
)
def test_a_limit_holds_to_the_last_one(most: str, more: str, rule: str) -> None:
    assert accepted(most) is not None
    assert [found for _line, _column, found in refused(more)] == [rule]


def test_of_very_many_problems_the_first_are_told() -> None:
    found = refused("".join(f"a: {number}\n" for number in range(1_000)))
    assert found == [(line, 1, "key-twice") for line in range(2, MOST_PROBLEMS + 2)]
