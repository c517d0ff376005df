"""A strict YAML reader: positions of every key and value, limits, nothing guessed.

Works on the events of libyaml's parser; PyYAML's own refuses texts that libyaml reads. Ready-made loaders guess types,
take a key written twice, follow aliases and die of deep nesting; here every plain scalar stays the text it is, every
quoted one is ``Quoted``, and whatever is not plain YAML of mappings, lists and scalars is refused with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, cast

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

from catalogue.characters import decode, odd_character
from catalogue.errors import MOST_PROBLEMS, CatalogueError, Fault, Place, Problem
from catalogue.values import Quoted, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""What the reader gives: texts, nulls, lists and mappings; a field decides what a text means."""

MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_SCALAR = 64_000
"""Characters (unicode code points) of one text."""
MAX_KEY = 200
"""Characters (unicode code points) of one key."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_SYNTAX = (
    # libyaml's words → our rule, and whether the place that helps is where the construct began
    (re.compile("escape|hexdecimal"), "bad-escape", False),
    (re.compile("quoted scalar"), "unclosed-quote", True),
    (re.compile("expected node content|cannot start any token"), "bad-first-character", False),
    (re.compile("flow (sequence|mapping)"), "unclosed-bracket", True),
    (re.compile("could not find expected ':'"), "no-colon", True),
    (re.compile("mapping values are not allowed"), "second-colon", False),
    (re.compile("sequence entries are not allowed"), "dash-after-key", False),
    (re.compile("block (mapping|collection)|expected <(block end|document start)>"), "bad-indent", False),
    (re.compile("directive|incompatible YAML document"), "yaml-directive", False),
    (re.compile("alias|anchor"), "anchor-or-alias", False),
    (re.compile("tag"), "yaml-tag", False),
)


class _Mark(NamedTuple):
    """What is used of the parser's marks: line and column, from 0."""

    line: int = 0
    column: int = 0


class _Event(Protocol):
    """What is used of the parser's events; each kind has some of it."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]
    version: object
    tags: object


def _is(event: object, kind: type) -> bool:
    return type(event) is kind


class Span(NamedTuple):
    """Where a key and its value stand: lines and columns from 1; ``shift`` is added to a character's offset."""

    key: tuple[int, int]
    value: tuple[int, int]
    shift: int | None
    """0 in a plain text of one line, 1 in a quoted one, None where offsets do not map to columns."""


_Spans: TypeAlias = "dict[tuple[int, object], Span]"


class _Stop(Exception):
    """Nothing sensible can be read beyond this point of the file."""


class _Builder:
    """Builds one document from events, gathering faults with their marks."""

    def __init__(self, spans: _Spans | None) -> None:
        self.spans = spans
        self.faults: list[tuple[int, int, Fault]] = []
        self.root: dict[str, Value] | None = None
        self.container: dict[str, Value] | list[Value] | None = None
        self.key: str | None = None
        self.key_mark = _Mark()
        self.stack: list[tuple[dict[str, Value] | list[Value] | None, str | None, _Mark]] = []
        self.nodes = self.documents = 0

    def run(self, text: str) -> None:
        """Read all events of ``text``."""
        parser = yaml.CSafeLoader(text)
        get = cast("Callable[[], _Event]", parser.get_event)
        handlers, scalar = _HANDLERS, self.scalar
        try:
            while True:
                event = get()
                kind: type = type(event)
                if kind is ScalarEvent:
                    scalar(event)
                elif kind in handlers:
                    handlers[kind](self, event)
                elif kind is StreamEndEvent:
                    return
        finally:
            parser.dispose()

    def fault(self, mark: _Mark, rule: str, **words: str) -> None:
        """Note a fault; reading goes on."""
        if len(self.faults) >= MOST_PROBLEMS:
            raise _Stop
        shown_words = {key: shown(value) for key, value in words.items()}
        self.faults.append((mark.line + 1, mark.column + 1, Fault(rule, shown_words)))

    def stop(self, mark: _Mark, rule: str, **words: str) -> None:
        """Note a fault after which the rest of the file means nothing."""
        self.fault(mark, rule, **words)
        raise _Stop

    def properties(self, event: _Event) -> None:
        """Refuse anchors and tags."""
        if event.anchor is not None:
            self.fault(event.start_mark, "anchor-or-alias", found=f"&{event.anchor}")
        if event.tag is not None:
            self.fault(event.start_mark, "yaml-tag", found=str(event.tag))

    def scalar(self, event: _Event) -> None:
        """A text, as a key or as a value."""
        if event.anchor is not None or event.tag is not None:
            self.properties(event)
        text: str = event.value
        if self.key is None and type(self.container) is dict:
            self.take_key(text, event)
            return
        if len(text) > MAX_SCALAR:
            self.fault(event.start_mark, "long-text", found=str(len(text)), limit=str(MAX_SCALAR))
        if event.implicit[0]:
            self.put(None if text in _NULLS else text, event)
            return
        self.visible(text, event.start_mark)
        self.put(Quoted(text), event)

    def visible(self, text: str, mark: _Mark) -> None:
        """Refuse characters nobody can see that came in as escapes of a quoted text."""
        odd = odd_character(text)
        if odd:
            self.fault(mark, "odd-character", found=f"U+{ord(odd[0]):04X}")

    def take_key(self, text: str, event: _Event) -> None:
        """The key of the mapping being read."""
        mark = event.start_mark
        if not event.implicit[0]:
            self.visible(text, mark)
        if text == "<<" and event.implicit[0]:
            self.fault(mark, "merge-key")
        elif text in _NULLS:
            self.fault(mark, "empty-key")
        elif len(text) > MAX_KEY:
            self.fault(mark, "long-key", limit=str(MAX_KEY))
        elif text in self.container:  # type: ignore[operator]
            self.fault(mark, "key-twice", key=text)
        self.key, self.key_mark = text, mark

    def put(self, value: Value, event: _Event) -> None:
        """A value into the mapping or list being read."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(event.start_mark, "too-many-values", limit=str(MAX_NODES))
        container = self.container
        if type(container) is list:
            if self.spans is not None:
                self.spans[id(container), len(container)] = self.span(event, event.start_mark)
            container.append(value)
        elif type(container) is dict and self.key is not None:
            if self.spans is not None:
                self.spans[id(container), self.key] = self.span(event, self.key_mark)
            container[self.key] = value
            self.key = None
        elif type(value) is dict:
            self.root = value
        elif value is None:
            self.stop(event.start_mark, "empty-file")
        else:
            self.stop(event.start_mark, "no-colon" if type(value) is str and ":" in value else "not-a-mapping")

    @staticmethod
    def span(event: _Event, key_mark: _Mark) -> Span:
        """The places of a value and its key."""
        start, end = event.start_mark, event.end_mark
        shift = None
        if _is(event, ScalarEvent) and start.line == end.line:
            shift = {0: 0, 2: 1}.get(end.column - start.column - len(event.value))
        return Span((key_mark.line + 1, key_mark.column + 1), (start.line + 1, start.column + 1), shift)

    def open(self, event: _Event) -> None:
        """A mapping or a list begins."""
        self.properties(event)
        mapping = _is(event, MappingStartEvent)
        if self.key is None and type(self.container) is dict:
            self.stop(event.start_mark, "key-not-a-text")
        if len(self.stack) >= MAX_DEPTH:
            self.stop(event.start_mark, "too-deep", limit=str(MAX_DEPTH))
        new: dict[str, Value] | list[Value] = {} if mapping else []
        self.put(new, event)
        self.stack.append((self.container, self.key, self.key_mark))
        self.container, self.key = new, None

    def close(self, _event: _Event) -> None:
        """A mapping or a list ends."""
        self.container, self.key, self.key_mark = self.stack.pop()

    def document(self, event: _Event) -> None:
        """A document begins: the first and only one, without directives."""
        if event.version or event.tags:
            self.fault(event.start_mark, "yaml-directive")
        self.documents += 1
        if self.documents > 1:
            self.stop(event.start_mark, "second-document")

    def alias(self, event: _Event) -> None:
        """An alias: refused, wherever it points."""
        self.fault(event.start_mark, "anchor-or-alias", found=f"*{event.anchor}")
        if self.key is None and type(self.container) is dict:
            self.key, self.key_mark = f"*{event.anchor}", event.start_mark
        elif self.container is None:
            raise _Stop
        else:
            self.put(None, event)


_HANDLERS: Mapping[type, Callable[[_Builder, _Event], None]] = {
    # no builder holds them: one that reached itself would stay, with all it built, until the collector runs
    MappingStartEvent: _Builder.open,
    SequenceStartEvent: _Builder.open,
    MappingEndEvent: _Builder.close,
    SequenceEndEvent: _Builder.close,
    DocumentStartEvent: _Builder.document,
    AliasEvent: _Builder.alias,
}


@dataclass(slots=True)
class Source:
    """A file that was read: its value, and the place of everything in it."""

    path: str
    text: str
    value: dict[str, Value]
    _spans: _Spans | None = field(default=None, repr=False)
    _root: dict[str, Value] = field(default_factory=dict, repr=False)

    def place(self, location: Sequence[str | int] = (), *, key: bool = False, at: int = -1) -> Place:
        """The place of the value at ``location`` (keys and list positions), or of its key; ``at``: characters into it.

        Where the location leads deeper than the file does, the deepest place that exists.
        """
        if self._spans is None:
            builder = _Builder({})
            builder.run(self.text)
            self._spans, self._root = builder.spans or {}, builder.root or {}
        span = self._walk(self._spans, location)
        if span is None:
            return Place(self.path)
        line, column = span.key if key else span.value
        return Place(self.path, line, column + (0 if at < 0 or span.shift is None else at + span.shift))

    def _walk(self, spans: _Spans, location: Sequence[str | int]) -> Span | None:
        node: object = self._root
        span: Span | None = None
        for step in location:
            found = spans.get((id(node), step))
            if found is None:
                break
            span = found
            node = node[step]  # type: ignore[index]
        return span

    def problem(self, fault: Fault, location: Sequence[str | int] = (), *, key: bool = False) -> Problem:
        """``fault`` as a problem at ``location`` of this file."""
        return Problem(self.place(location, key=key, at=fault.at), fault)


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
        builder.faults.append(_syntax_fault(error, text))
    if builder.root is None or builder.faults:
        faults = builder.faults or [(1, 1, Fault("empty-file"))]
        raise CatalogueError([Problem(Place(path, line, column), fault) for line, column, fault in faults])
    return Source(path, text, builder.root)


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, Fault]:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    rule, from_start = next(
        ((rule, begins) for pattern, rule, begins in _SYNTAX if pattern.search(said)), ("yaml-syntax", False)
    )
    mark = error.problem_mark or error.context_mark or _Mark()
    line = [*text.split("\n"), ""][mark.line]
    rule, column = _told_apart(rule, line, mark.column)
    if from_start and rule != "second-colon" and error.context_mark:
        mark, column = error.context_mark, error.context_mark.column
    return mark.line + 1, column + 1, Fault(rule, {"found": shown(said, 200)})


def _told_apart(rule: str, line: str, column: int) -> tuple[str, int]:
    """The rule and the column that help, where libyaml says the same of different mistakes."""
    before = line[:column]
    if rule in {"second-colon", "unclosed-bracket"} and line[column : column + 1] == ":" and ": " in before:
        return "second-colon", column
    if rule == "second-colon":
        return "bad-indent", len(line) - len(line.lstrip(" "))
    if rule == "bad-indent" and before.strip(" -"):
        return "after-value", column
    return rule, line.rfind("\\", 0, column + 1) if rule == "bad-escape" else column
