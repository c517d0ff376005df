"""Writes the files that are derived from the code and checked in: ``python -m lifejourney.derive [FOLDER]``.

Reference pages, the JSON Schemas of the YAML files, the table of holidays, and the OpenAPI description. The same code
gives the same bytes, and the gate fails where what is checked in differs.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import holidays
from pydantic import TypeAdapter
from typer.testing import CliRunner

import catalogue.checks
import journeys.checks
import ontology.checks
import planning.checks
from api.app import openapi_of
from catalogue.errors import explanations
from catalogue.load import MANIFEST, OFFER, REGISTERS, SERVICE, load_catalogue
from journeys.journey import build_journey
from lifejourney.cli import app
from ontology.named import PARAMETERS, named_queries
from ontology.vocabulary_page import vocabulary_page

_COMMANDS = (
    ("check",),
    ("show",),
    ("search",),
    ("list",),
    ("bundle",),
    ("timeline",),
    ("query",),
    ("export",),
    ("whatif",),
    ("once-only",),
    ("portfolio",),
    ("coverage",),
    ("report",),
    ("duplicates",),
    ("code", "explain"),
    ("code", "new"),
    ("code", "check"),
    ("serve",),
)
_SCHEMAS: dict[str, TypeAdapter[object]] = {"services.yaml": MANIFEST, "service": SERVICE, "offer": OFFER, **REGISTERS}  # type: ignore[dict-item]
DECREED = range(2002, 2028)
"""The years whose joint leave is known: it is decreed a year or so ahead."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def problems_page() -> str:
    """Every problem that can be found, with what it says and how to mend it."""
    parts = [
        "# Problems\n",
        (
            "Every problem names its place as `path:line:column` and one of these rules. Errors stop a catalogue from "
            "loading or `lifejourney check` from passing; warnings do not, unless `--strict` is given. What stands in "
            "braces is filled in.\n"
        ),
    ]
    for rule, explanation in sorted(explanations().items()):
        parts.append(f"## {rule}\n\n*{explanation.severity}*\n")
        parts.extend(f"- **{lang}** {explanation.message[lang]} {explanation.mend[lang]}" for lang in ("en", "id"))
        parts.append("")
    return "\n".join(parts)


def checks_page() -> str:
    """Every check, by floor, as its docstring says it."""
    parts = ["# Checks\n", "`lifejourney check` runs these over the whole catalogue, after every file has been read.\n"]
    for module in (catalogue.checks, journeys.checks, ontology.checks, planning.checks):
        parts.append(f"## {module.__name__.split('.')[0]}\n")
        for check in module.CHECKS:
            name = check.__name__.removeprefix("check_").replace("_", " ")
            parts.append(f"- **{name}**: {inspect.getdoc(check)}")
        parts.append("")
    return "\n".join(parts)


def commands_page() -> str:
    """The help of every command, as a terminal of 100 columns shows it."""
    parts = ["# Commands\n", "What `--help` says. Exit codes: 0 sound, 1 problems found, 2 could not run.\n"]
    for words in ((), *_COMMANDS):
        told = CliRunner().invoke(app, [*words, "--help"], prog_name="lifejourney", env={"COLUMNS": "100"})
        parts.append(f"## {' '.join(('lifejourney', *words))}\n\n```text\n{told.output.strip()}\n```\n")
    return "\n".join(parts)


def queries_page() -> str:
    """Every named query: what it answers, what it takes, and its SPARQL."""
    parts = [
        "# Queries\n",
        (
            "Asked by name, at `/v1/queries/{name}` or with `lifejourney query NAME`; each is SPARQL to learn from. "
            "What stands in them as `$event` is a parameter. How to: [ask in SPARQL](../tasks/ask-in-sparql.md).\n"
        ),
    ]
    for name, query in named_queries().items():
        parts.append(f"## {name}\n\n{query.title['en']} ({query.title['id']}). {query.about}\n")
        parts.extend(f"- `{parameter}`: {PARAMETERS[parameter]}" for parameter in query.parameters)
        parts.append(f"\n```sparql\n{query.text.strip()}\n```\n")
    return "\n".join(parts)


def holidays_table() -> str:
    """Indonesia's days off as CSV: public holidays and joint leave, in the years whose joint leave is decreed."""
    public = holidays.country_holidays("ID", years=DECREED, language="id", categories="public")
    leave = holidays.country_holidays("ID", years=DECREED, language="id", categories="government")
    rows = [(day, "public", name) for day, name in public.items()]
    rows += [(day, "joint-leave", name) for day, name in leave.items() if day not in public]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([("date", "kind", "name"), *sorted(rows)])
    return written.getvalue()


def schema_of(title: str, adapter: TypeAdapter[object]) -> str:
    """The JSON Schema of one kind of YAML file, for editors."""
    schema = adapter.json_schema(by_alias=True, mode="validation")
    if title == "service":  # the slug is the file's name
        schema["properties"].pop("slug")
        schema["required"].remove("slug")
    return _json({**schema, "$schema": _DRAFT, "title": title})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def derived() -> Iterator[tuple[str, str]]:
    """Every derived file: its path in the checkout, and its text."""
    yield "docs/reference/problems.md", problems_page()
    yield "docs/reference/checks.md", checks_page()
    yield "docs/reference/commands.md", commands_page()
    yield "docs/reference/queries.md", queries_page()
    yield "docs/reference/vocabulary.md", vocabulary_page()
    for title, adapter in _SCHEMAS.items():
        yield f"docs/reference/{title.removesuffix('.yaml')}.schema.json", schema_of(title, adapter)
    yield "journeys/holidays.csv", holidays_table()
    yield "api/openapi.json", _json(openapi_of(build_journey(load_catalogue())))


def write(folder: Path) -> int:
    """Write every derived file below ``folder``; how many there are."""
    count = 0
    for path, text in derived():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
        count += 1
    return count


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    sys.stdout.write(f"{write(root)} derived files below {root}\n")
