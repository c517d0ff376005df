from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from catalogue.errors import (
    LANGUAGES,
    CatalogueError,
    FactFault,
    Fault,
    LifeJourneyError,
    Place,
    Problem,
    RuleError,
    Severity,
    SituationError,
    UnknownCode,
    explanations,
)
from catalogue.mistyped import _MISTAKES
from catalogue.read import _SYNTAX
from catalogue.registers import ConceptType
from catalogue.validation import _KINDS
from catalogue.values import _FLAWS
from ontology.algebra import _REFUSED

ROOT = Path(__file__).parent.parent.parent
OF_REQUESTS = ("http-", "sparql-media-type", "sparql-no-such-query")
"""How the rules begin that ``api/`` makes for requests."""
FAMILIES: Mapping[str, Iterable[str]] = {
    # how a rule made of two parts begins → what may follow
    "fact-": ConceptType,
    "retired-": ("organisation", "application"),
    "unknown-": (
        *("organisation", "application", "evidence", "role", "concept", "date-concept"),
        *("event", "anchor", "stage", "region", "service"),
    ),
}
CHOSEN: Mapping[str, Iterable[str]] = {
    # where a rule is chosen from several → those it is chosen from
    "read._syntax_fault: rule": {*(rule for _pattern, rule, _begins in _SYNTAX), "yaml-syntax", "after-value"},
    "validation._fault: _KINDS.get(kind, 'not-valid')": {*_KINDS.values(), "not-valid"},
    "validation._fault: kind": (),  # made by ``refuse`` elsewhere, and only passed on
    "values._line: flaw": _FLAWS,
    "mistyped.diagnose: rule": _MISTAKES,
    "mistyped._unmatched: rule": ("code-unknown", "code-check-digits"),
    "characters._character_problems: rule": ("odd-character", "tab-indent", "lone-return"),
    "rules._foreign_character: rule": (
        *("rule-character", "rule-comment", "rule-double-quotes"),
        *("rule-not-equal", "rule-semicolon"),
    ),
    "codes._twice: rule": ("domain-slug-twice", "number-twice", "tombstone-twice"),
    "links._repeated: rule[0]": ("code-twice", "slug-twice", "offer-twice"),
    "checks.check_circles: rule": ("requires-circle", "successor-circle"),
    "rdf_files._content: rule": ("file-too-large", "not-a-file"),
    "rdf_files._json_faults: rule": ("rdf-iri", "rdf-remote-context"),
    "reading_codes._can_be_read: lacking": ("rdf-no-iri", "rdf-no-title"),
    "sparql.__init__: rule": (),  # chosen by whoever refuses a query
    "guard.ask: str(told['rule'])": (),  # told by the process behind the wall
    "algebra.form_of: _REFUSED[part]": _REFUSED.values(),
    "merging.__init__: rule": (),  # made where a change is refused, and only passed on
    "situation.fact: rule": ("fact-not-an-option", "fact-out-of-range", "identity-number"),
}
ADDED = {
    # mappings that are made elsewhere → their keys
    "_difference(digits, first)": {"position", "other"},
    "word": {"found", "other"},
    "violation.message": {"id", "en"},
}
MAKERS = {
    "Fault": 0,
    "refuse": 0,
    "fault": 1,
    "stop": 1,
    "fault_of": 1,
    "_refused": 1,
    "_at_fault": 0,
    "QueryRefused": 0,
    "ChangeRefused": 0,
}
"""The functions that make faults, and which argument is the rule."""


OWN_WORDS = {"fault_of": {"node"}}
"""The words a maker of faults adds by itself."""


class Told(NamedTuple):
    """A place in the code that tells rules, and the words it passes."""

    place: str
    rules: frozenset[str]
    words: frozenset[str]


class Reader(ast.NodeVisitor):
    """Finds every call that makes a fault."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.told: list[Told] = []
        self.functions: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.functions.append(node)
        self.generic_visit(node)
        self.functions.pop()

    def visit_Call(self, call: ast.Call) -> None:
        self.generic_visit(call)
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        position = MAKERS.get(name)
        if position is None or len(call.args) <= position or self.functions[-1].name in MAKERS:
            return
        rules = frozenset(self.rules_in(call.args[position]))
        self.told.append(Told(f"{self.module}:{call.lineno}", rules, frozenset(self.words_of(call, name))))

    def rules_in(self, node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.Constant):
            yield str(node.value)
        elif isinstance(node, ast.IfExp):
            yield from (*self.rules_in(node.body), *self.rules_in(node.orelse))
        elif isinstance(node, ast.JoinedStr):
            start = ast.literal_eval(node.values[0])
            yield from (start + kind for kind in FAMILIES[start])
        else:
            yield from CHOSEN[f"{self.module}.{self.functions[-1].name}: {ast.unparse(node)}"]

    def words_of(self, call: ast.Call, name: str) -> set[str]:
        if name == "Fault":
            return self.keys_of(call.args[1]) if len(call.args) > 1 else set()
        words = {keyword.arg for keyword in call.keywords if keyword.arg} | OWN_WORDS.get(name, set())
        return words.union(*(self.keys_of(keyword.value) for keyword in call.keywords if not keyword.arg))

    def keys_of(self, node: ast.expr) -> set[str]:
        """The keys of a mapping: as it is written here, or where it was last assigned before."""
        if isinstance(node, ast.Dict):
            own = {ast.literal_eval(key) for key in node.keys if key}
            inner = (value for key, value in zip(node.keys, node.values, strict=True) if not key)
            return own.union(*map(self.keys_of, inner))
        name = ast.unparse(node)
        before = [assign for assign in self.assigned(name) if assign.lineno < node.lineno]
        return self.keys_of(max(before, key=lambda assign: assign.lineno).value) if before else ADDED.get(name, set())

    def assigned(self, name: str) -> Iterator[ast.Assign]:
        for inner in ast.walk(self.functions[-1]):
            if isinstance(inner, ast.Assign) and ast.unparse(inner.targets[0]) == name:
                yield inner


@cache
def told_by_the_code() -> tuple[Told, ...]:
    told: list[Told] = []
    for floor in ("catalogue", "journeys", "ontology", "planning"):
        for path in sorted((ROOT / floor).glob("*.py")):
            reader = Reader(path.stem)
            reader.visit(ast.parse(path.read_text(encoding="utf-8")))
            told += reader.told
    return tuple(told)


def rules_told() -> set[str]:
    return {rule for told in told_by_the_code() for rule in told.rules}


def words_in(template: str) -> set[str]:
    return {name for _before, name, _form, _conversion in Formatter().parse(template) if name}


def templates(rule: str) -> Iterator[str]:
    explanation = explanations()[rule]
    yield from (*explanation.message.values(), *explanation.mend.values())


def rules_of_requests() -> set[str]:
    return {rule for rule in explanations() if rule.startswith(OF_REQUESTS)}


def test_every_rule_the_code_can_tell_is_explained() -> None:
    assert rules_told() - explanations().keys() == set()


def test_every_explanation_is_of_a_rule_the_code_can_tell() -> None:
    assert explanations().keys() - rules_told() - rules_of_requests() == set()


def test_every_rule_of_requests_is_named_in_the_api() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api").rglob("*.py"))
    families = [rule for rule in rules_of_requests() if f'"{rule}"' not in source]
    assert all(any(f'f"{rule[:end]}{{' in source for end in range(len(rule))) for rule in families)


def test_every_template_is_filled_by_the_words_the_code_passes() -> None:
    unfilled = {
        (told.place, rule): missing
        for told in told_by_the_code()
        for rule in told.rules
        for template in templates(rule)
        if (missing := words_in(template) - told.words)
    }
    assert unfilled == {}


@pytest.mark.parametrize("rule", sorted(explanations()))
def test_an_explanation_says_the_same_in_every_language(rule: str) -> None:
    explanation = explanations()[rule]
    for text in (explanation.message, explanation.mend):
        assert set(text) == set(LANGUAGES)
        said = [words_in(text[language]) - {language} for language in LANGUAGES]  # some words have languages themselves
        assert said[0] == said[1]
        assert all(form == form.strip() and form.isprintable() and form for form in text.values())
        assert len(set(text.values())) == len(LANGUAGES)


def test_no_explanation_repeats_an_identity_number() -> None:
    assert {word for template in templates("identity-number") for word in words_in(template)} == set()


def test_only_what_may_be_so_is_a_warning() -> None:
    warnings = {rule for rule, explanation in explanations().items() if explanation.severity is Severity.WARNING}
    assert warnings == {
        *("not-stated", "language-expected", "provisional-code", "evidence-unused", "issued-after-all"),
        *("retired-organisation", "retired-application", "event-empty", "service-unreached", "deadlock"),
        "looks-like",
        *("rdf-text-mended", "rdf-no-name", "rdf-no-description", "rdf-no-authority", "rdf-channel", "rdf-part"),
        *("rdf-entry", "rdf-note-cut", "rdf-left-out"),
    }


def problem(line: int = 3) -> Problem:
    return Problem(Place("services/a.yaml", line, 7), Fault("not-a-date", {"found": "1/2/2014"}))


def test_a_problem_is_one_line_with_its_place() -> None:
    head = "services/a.yaml:3:7: error not-a-date: "
    assert problem().text("en") == head + "“1/2/2014” is not a date. Write year, month, day: 2026-11-22."
    assert problem().text("id") == head + "“1/2/2014” bukan tanggal. Tulis tahun, bulan, hari: 2026-11-22."


def test_words_from_a_file_cannot_break_the_line_or_move_the_cursor() -> None:
    fault = Fault("not-a-date", {"found": "1\n2\x1b[2J\u202e{x}"})
    assert fault.message("en") == "“1\\u000a2\\u001b[2J\\u202e{x}” is not a date."


def test_a_problem_is_data_in_every_language() -> None:
    data = problem().as_data()
    assert {key: data[key] for key in ("rule", "severity", "path", "line", "column")} == {
        "rule": "not-a-date",
        "severity": "error",
        "path": "services/a.yaml",
        "line": 3,
        "column": 7,
    }
    assert data["message"] == {"en": "“1/2/2014” is not a date.", "id": "“1/2/2014” bukan tanggal."}
    assert set(data) == {"rule", "severity", "path", "line", "column", "message", "mend"}


def test_places_are_in_the_order_of_the_file() -> None:
    places = [Place("b", 1, 1), Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1)]
    assert [str(place) for place in sorted(places)] == ["a:9:1", "a:9:2", "a:10:1", "b:1:1"]


def test_a_catalogue_error_holds_every_problem_and_says_where_the_first_is() -> None:
    error = CatalogueError(problem(line) for line in (3, 4))
    assert [found.place.line for found in error.problems] == [3, 4]
    assert str(error) == "2 problem(s) in the catalogue; the first: services/a.yaml:3:7"


def test_an_unknown_code_is_a_key_error_that_suggests() -> None:
    error = UnknownCode("service", "akta-klahiran", ["akta-kelahiran"])
    assert isinstance(error, KeyError)
    assert str(error) == "There is no service 'akta-klahiran'. Nearest: akta-kelahiran."
    assert str(UnknownCode("region", "99")) == "There is no region '99'."


@pytest.mark.parametrize(
    "error",
    [
        CatalogueError([]),
        UnknownCode("service", "x"),
        RuleError([Fault("rule-date", {"found": "x"}, 3)]),
        SituationError([FactFault(("mother", "age_years"), Fault("fact-integer", {"found": "x"}))]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_has_one_root(error: Exception) -> None:
    assert isinstance(error, LifeJourneyError)


def test_a_situation_error_says_all_that_is_wrong() -> None:
    faults = [FactFault((name,), Fault("fact-integer", {"found": name})) for name in ("one", "two")]
    assert [words in str(SituationError(faults)) for words in ("Found one", "Found two")] == [True, True]
