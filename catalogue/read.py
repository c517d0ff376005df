"""A strict YAML reader: positions of every key and value, limits, nothing guessed.

Works on PyYAML's event stream (libyaml's parser where present). Ready-made loaders guess types, take a key written
twice, follow aliases and die of deep nesting; here every plain scalar stays the text it is, every quoted one is
``Quoted``, and whatever is not plain YAML of mappings, lists and scalars is refused with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from catalogue.errors import CatalogueError, Fault, Place, Problem
from catalogue.values import Quoted, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yaml.error import Mark
    from yaml.events import Event

Value: TypeAlias = "str | None | list[Value] | dict[str, Value]"
"""What the reader gives: texts, nulls, lists and mappings; a field decides what a text means."""

MAX_BYTES = 2_000_000
"""Bytes a file may have; the largest register of the house is a tenth of it."""
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_SCALAR = 64_000
"""Characters (unicode code points) of one text."""
MAX_KEY = 200
"""Characters (unicode code points) of one key."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_TAB_INDENT = re.compile(r"^ *(\t)", re.MULTILINE)
_LONE_RETURN = re.compile(r"\r(?!\n)")
_SYNTAX = (
    # libyaml's words → our rule, and whether the place that helps is where the construct began
    (re.compile("escape"), "bad-escape", False),
    (re.compile("quoted scalar"), "unclosed-quote", True),
    (re.compile("flow (sequence|mapping)"), "unclosed-bracket", True),
    (re.compile("could not find expected ':'"), "no-colon", True),
    (re.compile("mapping values are not allowed"), "second-colon", False),
    (re.compile("cannot start any token"), "bad-first-character", False),
    (re.compile("block (mapping|collection|sequence)|did not find expected <block end>"), "bad-indent", False),
    (re.compile("directive"), "yaml-directive", False),
    (re.compile("alias"), "anchor-or-alias", False),
    (re.compile("tag"), "yaml-tag", False),
)


class Span(NamedTuple):
    """Where a key and its value stand: lines and columns from 1; ``shift`` is added to a character's offset."""

    key: tuple[int, int]
    value: tuple[int, int]
    shift: int | None
    """0 in a plain text of one line, 1 in a quoted one, None where offsets do not map to columns."""


_Spans: TypeAlias = "dict[tuple[int, object], Span]"


class _Stop(Exception):  # noqa: N818
    """Nothing sensible can be read beyond this point of the file."""


class _Builder:
    """Builds one document from events, gathering faults with their marks."""

    def __init__(self, spans: _Spans | None) -> None:
        self.spans = spans
        self.faults: list[tuple[int, int, Fault]] = []
        self.root: dict[str, Value] | None = None
        self.container: dict[str, Value] | list[Value] | None = None
        self.key: str | None = None
        self.key_mark: Mark | None = None
        self.stack: list[tuple[dict[str, Value] | list[Value] | None, str | None, Mark | None]] = []
        self.nodes = self.documents = 0
        self.handlers: Mapping[type, Callable[[Event], None]] = {
            MappingStartEvent: self.open,
            SequenceStartEvent: self.open,
            MappingEndEvent: self.close,
            SequenceEndEvent: self.close,
            DocumentStartEvent: self.document,
            AliasEvent: self.alias,
        }

    def run(self, text: str) -> None:
        """Read all events of ``text``."""
        parser = _LOADER(text)
        get, handlers, scalar = parser.get_event, self.handlers, self.scalar
        try:
            while True:
                event = get()
                kind = type(event)
                if kind is ScalarEvent:
                    scalar(event)
                elif kind in handlers:
                    handlers[kind](event)
                elif kind is StreamEndEvent:
                    return
        finally:
            parser.dispose()

    def fault(self, mark: Mark, rule: str, **words: str) -> None:
        """Note a fault; reading goes on."""
        shown_words = {key: shown(value) for key, value in words.items()}
        self.faults.append((mark.line + 1, mark.column + 1, Fault(rule, shown_words)))

    def stop(self, mark: Mark, rule: str, **words: str) -> None:
        """Note a fault after which the rest of the file means nothing."""
        self.fault(mark, rule, **words)
        raise _Stop

    def properties(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        """Refuse anchors and tags."""
        if event.anchor is not None:
            self.fault(event.start_mark, "anchor-or-alias", found=f"&{event.anchor}")
        if event.tag is not None:
            self.fault(event.start_mark, "yaml-tag", found=str(event.tag))

    def scalar(self, event: ScalarEvent) -> None:
        """A text, as a key or as a value."""
        if event.anchor is not None or event.tag is not None:
            self.properties(event)
        text: str = event.value
        if self.key is None and type(self.container) is dict:
            self.take_key(text, event)
            return
        if event.implicit[0]:
            self.put(None if text in _NULLS else text, event)
            return
        if _ODD.search(text):
            self.fault(event.start_mark, "odd-character", found=ascii(_ODD.search(text)[0]))  # type: ignore[index]
        self.put(Quoted(text), event)

    def take_key(self, text: str, event: ScalarEvent) -> None:
        """The key of the mapping being read."""
        mark = event.start_mark
        if text == "<<" and event.implicit[0]:
            self.fault(mark, "merge-key")
        elif text in _NULLS:
            self.fault(mark, "empty-key")
        elif len(text) > MAX_KEY:
            self.fault(mark, "long-key", limit=str(MAX_KEY))
        elif text in self.container:  # type: ignore[operator]
            self.fault(mark, "key-twice", key=text)
        self.key, self.key_mark = text, mark

    def put(self, value: Value, event: Event) -> None:
        """A value into the mapping or list being read."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(event.start_mark, "too-many-values", limit=str(MAX_NODES))
        if type(value) is str and len(value) > MAX_SCALAR:
            self.fault(event.start_mark, "long-text", found=str(len(value)), limit=str(MAX_SCALAR))
        container = self.container
        if type(container) is list:
            if self.spans is not None:
                self.spans[id(container), len(container)] = self.span(event, event.start_mark)
            container.append(value)
        elif type(container) is dict:
            assert self.key is not None and self.key_mark is not None
            if self.spans is not None:
                self.spans[id(container), self.key] = self.span(event, self.key_mark)
            container[self.key] = value
            self.key = None
        elif type(value) is dict:
            self.root = value
        else:
            self.stop(event.start_mark, "no-colon" if type(value) is str and ":" in value else "not-a-mapping")

    @staticmethod
    def span(event: Event, key_mark: Mark) -> Span:
        """The places of a value and its key."""
        start, end = event.start_mark, event.end_mark
        shift = None
        if isinstance(event, ScalarEvent) and start.line == end.line:
            shift = {0: 0, 2: 1}.get(end.column - start.column - len(event.value))
        return Span((key_mark.line + 1, key_mark.column + 1), (start.line + 1, start.column + 1), shift)

    def open(self, event: Event) -> None:
        """A mapping or a list begins."""
        assert isinstance(event, MappingStartEvent | SequenceStartEvent)
        self.properties(event)
        mapping = isinstance(event, MappingStartEvent)
        if self.key is None and type(self.container) is dict:
            self.stop(event.start_mark, "key-not-a-text")
        if len(self.stack) >= MAX_DEPTH:
            self.stop(event.start_mark, "too-deep", limit=str(MAX_DEPTH))
        new: dict[str, Value] | list[Value] = {} if mapping else []
        self.put(new, event)
        self.stack.append((self.container, self.key, self.key_mark))
        self.container, self.key = new, None

    def close(self, _event: Event) -> None:
        """A mapping or a list ends."""
        self.container, self.key, self.key_mark = self.stack.pop()

    def document(self, event: Event) -> None:
        """A document begins: the first and only one, without directives."""
        assert isinstance(event, DocumentStartEvent)
        if event.version or event.tags:
            self.fault(event.start_mark, "yaml-directive")
        self.documents += 1
        if self.documents > 1:
            self.stop(event.start_mark, "second-document")

    def alias(self, event: Event) -> None:
        """An alias: refused, wherever it points."""
        assert isinstance(event, AliasEvent)
        self.fault(event.start_mark, "anchor-or-alias", found=f"*{event.anchor}")
        if self.key is None and type(self.container) is dict:
            self.key, self.key_mark = f"*{event.anchor}", event.start_mark
        else:
            self.put(None, event)


@dataclass(slots=True)
class Source:
    """A file that was read: its value, and the place of everything in it."""

    path: str
    text: str
    value: dict[str, Value]
    _spans: _Spans | None = field(default=None, repr=False)
    _root: dict[str, Value] = field(default_factory=dict, repr=False)

    def place(self, location: Sequence[str | int] = (), *, key: bool = False, at: int = 0) -> Place:
        """The place of the value at ``location`` (keys and list positions), or of its key; ``at``: characters into it.

        Where the location leads deeper than the file does, the deepest place that exists.
        """
        if self._spans is None:
            builder = _Builder({})
            builder.run(self.text)
            self._spans, self._root = builder.spans or {}, builder.root or {}
        span, node = self._walk(location)
        if span is None:
            return Place(self.path)
        line, column = span.key if key and node is not None else span.value
        return Place(self.path, line, column + (at + span.shift if at and span.shift is not None else 0))

    def _walk(self, location: Sequence[str | int]) -> tuple[Span | None, object]:
        assert self._spans is not None
        node: object = self._root
        span: Span | None = None
        for step in location:
            found = self._spans.get((id(node), step))
            if found is None:
                break
            span = found
            node = node[step]  # type: ignore[index]
        return span, self._root

    def problem(self, fault: Fault, location: Sequence[str | int] = (), *, key: bool = False) -> Problem:
        """``fault`` as a problem at ``location`` of this file."""
        return Problem(self.place(location, key=key, at=fault.at), fault)


def decode(data: bytes, path: str) -> str:
    """The text of a file.

    Raises CatalogueError for what is too large, not UTF-8, or holds characters nobody can see.
    """
    if len(data) > MAX_BYTES:
        words = {"found": str(len(data)), "limit": str(MAX_BYTES)}
        raise CatalogueError([Problem(Place(path), Fault("file-too-large", words))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        place = _place_at(path, before, len(before))
        raise CatalogueError([Problem(place, Fault("not-utf-8", {"found": f"0x{data[error.start]:02x}"}))]) from None
    problems = list(_character_problems(text, path))
    if problems:
        raise CatalogueError(problems)
    return text


def _place_at(path: str, text: str, offset: int) -> Place:
    before = text[:offset]
    return Place(path, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _character_problems(text: str, path: str) -> list[Problem]:
    problems = []
    for rule, match in (
        ("odd-character", _ODD.search(text)),
        ("tab-indent", _TAB_INDENT.search(text)),
        ("lone-return", _LONE_RETURN.search(text)),
    ):
        if match:
            start = match.start(match.lastindex or 0)
            problems.append(Problem(_place_at(path, text, start), Fault(rule, {"found": ascii(match[0].strip(" "))})))
    if "\r\n" in text and re.search(r"(?<!\r)\n", text):
        problems.append(Problem(_place_at(path, text, text.index("\r\n")), Fault("mixed-line-ends")))
    if text and not text.endswith("\n"):
        problems.append(Problem(_place_at(path, text, len(text)), Fault("no-final-newline")))
    return problems


def read_yaml(data: bytes, path: str) -> Source:
    """Read one YAML file, a mapping at its root; ``path`` is what problems call it.

    Raises CatalogueError with every problem of the file.
    """
    text = decode(data, path)
    builder = _Builder(None)
    try:
        builder.run(text)
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        builder.faults.append(_syntax_fault(error))
    if builder.root is None and not builder.faults:
        builder.faults.append((1, 1, Fault("empty-file")))
    if builder.faults:
        raise CatalogueError([Problem(Place(path, line, column), fault) for line, column, fault in builder.faults])
    assert builder.root is not None
    return Source(path, text, builder.root)


def _syntax_fault(error: yaml.MarkedYAMLError) -> tuple[int, int, Fault]:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    rule, from_start = next(
        ((rule, begins) for pattern, rule, begins in _SYNTAX if pattern.search(said)), ("yaml-syntax", False)
    )
    mark = (error.context_mark if from_start else None) or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return line, column, Fault(rule, {"found": said})
