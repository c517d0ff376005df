"""What a person sees in a terminal: texts without markup or escape codes, tables, and problems.

Every text of a catalogue is somebody's text: it is printed as ``Text``, never as markup, without control characters.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from catalogue.errors import Severity
from catalogue.values import in_language

if TYPE_CHECKING:
    from catalogue.errors import Problem

_NARROW = 60
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def clean(text: object) -> str:
    """A text that cannot move the cursor, colour the screen or reverse its direction."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in str(text))


class Screen:
    """Standard output or error, for people; colours only on a terminal, and never with NO_COLOR."""

    def __init__(self, *, error: bool = False) -> None:
        self.console = Console(stderr=error, markup=False, highlight=False, emoji=False, soft_wrap=False)

    def show(self, what: RenderableType) -> None:
        """Print, without blanks at the ends of lines where no terminal needs them."""
        if self.console.is_terminal:
            self.console.print(what)
            return
        with self.console.capture() as captured:
            self.console.print(what)
        for line in captured.get().splitlines():
            self.console.file.write(line.rstrip() + "\n")

    def line(self, text: object = "", style: str = "", *, indent: int = 0) -> None:
        """One text, wrapped at the screen's width with its indent kept."""
        self.show(Padding(Text(clean(text), style=style), (0, 0, 0, indent), expand=False) if text else Text())

    def whole(self, text: object, *, indent: int = 0) -> None:
        """One line to be copied: never broken, however narrow the screen."""
        self.console.print(Text(" " * indent + clean(text)), soft_wrap=True)

    def pair(self, label: str, text: object, *, indent: int = 0) -> None:
        """A labelled text; its further lines stand under its first."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column()
        grid.add_row(Text(clean(label)), Text(clean(text)))
        self.show(Padding(grid, (0, 0, 0, indent), expand=False))

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table; the first column keeps its words whole."""
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for place, heading in enumerate(headings):
            table.add_column(heading, no_wrap=place == 0 and self.console.width > _NARROW, overflow="fold")
        for row in rows:
            table.add_row(*(Text(clean(cell)) for cell in row))
        self.show(table)

    def problem(self, problem: Problem, language: str) -> None:
        """A problem: where and what on one line, how to mend it on the next."""
        head = Text(f"{clean(problem.place)}: ")
        head.append(f"{problem.severity.value} {problem.rule}", style=_STYLES[problem.severity])
        head.append(f"  {clean(problem.fault.message(language))}")
        self.console.print(head, soft_wrap=True)
        self.console.print(Text(f"    {clean(problem.fault.mend(language))}", style="dim"), soft_wrap=True)


def print_json(value: object) -> None:
    """A value for machines: JSON, UTF-8 whatever the terminal speaks, on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    print_bytes(text.encode("utf-8", "backslashreplace"))  # half a character, as an argument may hold, stays JSON


def print_bytes(data: bytes, end: bytes = b"\n") -> None:
    """JSON or a calendar that is made already."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + end)
    sys.stdout.buffer.flush()


def in_words(names: Iterable[Mapping[str, str]], language: str) -> str:
    """Several names as one line."""
    return ", ".join(in_language(name, language) for name in names)
