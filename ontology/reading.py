"""One reading of a file: its graph, what its things are called here, and everything that has to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from pyoxigraph import Literal, NamedNode

from catalogue.errors import MOST_PROBLEMS, Fault, Problem
from catalogue.values import shown
from ontology import reading_values as values
from ontology.reading_nodes import Graph, Node, Statement, Term, last_part
from ontology.reading_terms import KINDS
from ontology.terms import PREFIXES, iri_of

if TYPE_CHECKING:
    from catalogue.values import Text
    from ontology.rdf_files import RdfFile

_M = TypeVar("_M", bound=BaseModel)
_T = TypeVar("_T")
_DATASET = iri_of("code", "dataset", base="")
UNTAGGED = "und"
"""The language of texts in a file that names none at all."""


class Reading:
    """What reading one file needs and gathers."""

    def __init__(self, file: RdfFile) -> None:
        self.file = file
        self.graph = Graph(file.triples)
        self.problems = list(file.problems)
        self._told: Counter[str] = Counter()
        self.base = self._base()
        self.language = self._language()
        """The language of texts without one, and of what is written in one language only."""
        self.codes: dict[str, dict[Node, str]] = {kind: {} for kind in KINDS}
        """What each thing is called here, by kind: the slug or code under which others name it."""
        self._taken: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.visited: list[Node] = []
        """The things read for the service at hand."""
        self.catalogues = self.graph.of("catalogue")
        self.related = self._related()
        """The events that name each service, where the service does not name them."""
        self.retired = {node: code for node in self.graph.of("retired") if (code := self.own("service", node))}
        self.nobody = self.graph.nobody
        """Stands for what the file does not name."""
        self.source = self._title()
        """What the facts are said to come from."""

    def _base(self) -> str:
        """Below which a catalogue of ours, if it is one, has its IRIs."""
        found = (node.iri for node in self.graph.of("catalogue") if node.iri.endswith(_DATASET))
        return next(found, "").removesuffix(_DATASET)

    def _language(self) -> str:
        literals = (triple.object for triple in self.file.triples if isinstance(triple.object, Literal))
        found = (values.language(literal.language) for literal in literals if literal.language)
        tags = Counter(tag for tag in found if tag)
        required = [tag for node in self.graph.of("catalogue") for tag in node.each("required_languages", values.plain)]
        return min(required or tags, key=lambda tag: (-tags[tag], tag), default=UNTAGGED)

    def _related(self) -> dict[Node, list[str]]:
        found: dict[Node, list[str]] = {}
        for event in self.graph.of("event"):
            for service in event.nodes("services"):
                found.setdefault(service, []).append(self.code("event", event))
        return found

    def _title(self) -> str:
        titles = (self.line(node, "name") for node in self.catalogues)
        return next(filter(None, titles), None) or values.mended(self.file.name) or "RDF"

    def is_entry(self, node: Node) -> bool:
        """Whether a thing is an entry of its own here, and not part of another."""
        return any(node in known for known in self.codes.values()) or node in self.retired or node in self.catalogues

    def fault_of(self, node: Node, rule: str, **words: str) -> None:
        """Something wrong with a thing, at the place where the file first names it; of each rule the first fifty."""
        self._told[rule] += 1
        if self._told[rule] <= MOST_PROBLEMS:
            place = self.file.place(node.iri)
            problem = Problem(place, Fault(rule, {"node": shown(node.iri or "_:", 120), **words}))
            if problem not in self.problems[-9:]:
                self.problems.append(problem)

    def text(self, node: Node, field: str) -> Text | None:
        """A text by language; of two in one language the first, and the second stays without a place."""
        found: dict[str, str] = {}
        for one in node.about(field):
            if not isinstance(one.value, Literal) or not one.value.value:
                continue
            tag = values.language(one.value.language or self.language)
            line = values.mended(one.value.value)
            if tag is None or line is None:
                self.fault_of(node, "rdf-text", found=shown(one.value.value))
            elif found.setdefault(tag, line) == line:
                one.placed = True
                if line != one.value.value:
                    self.fault_of(node, "rdf-text-mended", found=shown(one.value.value))
        return found or None

    def line(self, node: Node, field: str) -> str | None:
        """A text in one language: the file's own where there are several."""
        found = [one for one in node.about(field) if isinstance(one.value, Literal)]
        found.sort(key=lambda one: isinstance(one.value, Literal) and one.value.language != self.language)
        for one in found:
            line = values.line(one.value)
            if line:
                one.placed = True
                return line
        return None

    def visit(self, node: Node) -> Node:
        """Note that a thing is read for the service at hand; its identifier is found again in its IRI."""
        self.visited.append(node)
        end = node.iri.rpartition("/")[2]
        for one in node.about("identifier"):
            one.placed = one.placed or values.plain(one.value) in {end, end.rpartition("#")[2], node.iri}
        return node

    def made(self, model: type[_M], node: Node, data: Mapping[str, object]) -> _M | None:
        """A part of a service; what does not fit is told, and everything said of it goes to the note."""
        try:
            return model.model_validate(
                {key: value for key, value in data.items() if value is not None and value != []}
            )
        except ValidationError as error:
            node.release()
            detail = error.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(map(str, detail["loc"]))
            self.fault_of(node, "rdf-part", found=model.__name__, why=shown(f"{where}: {detail['msg']}", 120))
            return None

    def parts(
        self, node: Node, field: str, read: Callable[[Reading, Node], _T | None], *, keep: bool = False
    ) -> list[_T]:
        """The things a field names, each read; one that comes to nothing has no place.

        With ``keep`` also those of which the file says nothing more.
        """
        return list(self.parts_by_node(node, field, read, keep=keep).values())

    def parts_by_node(
        self, node: Node, field: str, read: Callable[[Reading, Node], _T | None], *, keep: bool = False
    ) -> dict[Node, _T]:
        """The same, each with the thing it was read from."""
        made: dict[Node, _T] = {}
        for one in sorted(node.about(field), key=self.order):
            part = self.graph.described(one.value) or (self.graph.node(one.value) if keep else None)
            entry = read(self, self.visit(part)) if part else None
            if entry and part:
                one.placed = True
                made[part] = entry
        return made

    def order(self, one: Statement) -> tuple[bool, list[str]]:
        """By what statements are put in order: their values' IRIs."""
        node = self.graph.node(one.value)
        return node.order if node else (False, [])

    def own(self, kind: str, node: Node) -> str | None:
        """The code of a thing that has its IRI in a catalogue of ours."""
        head = iri_of(kind, "", base=self.base)
        return node.iri.removeprefix(head) if self.base and node.iri.startswith(head) else None

    def code(self, kind: str, node: Node) -> str:
        """What a thing is called here: its code in a catalogue of ours, else a slug of its IRI, never given twice."""
        known = self.codes[kind].get(node)
        return self.call(kind, node, self.own(kind, node)) if known is None else known

    def call(self, kind: str, node: Node, code: str | None) -> str:
        """Call a thing by this code, or by a slug of its IRI where it has none or another thing has it."""
        if code is None or code in self._taken[kind]:
            code = self._slug(kind, node)
        self.codes[kind][node] = code
        self._taken[kind].add(code)
        return code

    def _slug(self, kind: str, node: Node) -> str:
        made = values.slug(last_part(node.iri)) if node.iri else ""
        if not any(char.isalpha() for char in made[:1]):
            made = f"{kind}-{made}".strip("-")
        number, free = 1, made
        while free in self._taken[kind]:
            number += 1
            free = f"{made}-{number}"
        return free

    def unknown_body(self) -> str:
        """What the organisation is called that a file does not name."""
        return self.codes["organisation"].get(self.nobody) or self.call("organisation", self.nobody, "unknown")

    def named(self, node: Node, field: str, kind: str) -> list[str]:
        """The codes of the things a field names."""
        return [self.code(kind, other) for other in node.nodes(field)]

    def one(self, node: Node, field: str, kind: str) -> str | None:
        """The code of the first thing a field names; the others stay without a place."""
        for one in sorted(node.about(field), key=self.order):
            other = self.graph.node(one.value)
            if other:
                one.placed = True
                return self.code(kind, other)
        return None

    def word(self, node: Node, field: str, start: str) -> str | None:
        """A word of our vocabulary: what stands behind ``start`` in its name."""
        head = f"{PREFIXES['lj']}{start}-"

        def behind(value: Term) -> str | None:
            text = value.value if isinstance(value, NamedNode) else ""
            return text.removeprefix(head) if text.startswith(head) else None

        return node.first(field, behind)

    def flag(self, node: Node, field: str) -> bool | None:
        """A truth value that is told only where it is true."""
        return node.first(field, values.truth) or None


def without_none(data: Mapping[str, object]) -> dict[str, object]:
    """The fields that hold something."""
    return {key: value for key, value in data.items() if value not in (None, [], {}, ())}


def joined(texts: Iterable[Text]) -> Text | None:
    """Several texts as one, language by language."""
    together: dict[str, list[str]] = {}
    for text in texts:
        for tag, line in text.items():
            together.setdefault(tag, []).append(line)
    return {tag: "; ".join(lines) for tag, lines in together.items()} or None
