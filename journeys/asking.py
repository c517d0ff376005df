"""How one asks for a fact: a question, and what it says whomever it is asked of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from pydantic import Field

from catalogue.registers import ConceptType, Model
from catalogue.vocabulary import has_concept
from journeys.recipes import inside
from journeys.wording import in_language

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from journeys.waiting import Fact

_HAVE: Mapping[str, str] = {
    "id": "Apakah Anda memiliki dokumen ini: {document}?",
    "en": "Do you have this document: {document}?",
}
_QUESTION = b'{%b,"role":"%b"%b,%b,"decides":%b}'


class Question(Model):
    """What to ask next."""

    concept: str
    role: str
    person: int = 0
    """Which of the persons of a role that is many, from 0: the first not yet spoken of where it is their number."""
    question: Mapping[str, str]
    type: ConceptType
    options: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    sensitive: bool
    decides: float
    """How many services an answer decides on the average of its cells; less than what one service is worth, and above
    0, where no single answer decides any."""


class Words(NamedTuple):
    """What a question about a concept says whomever it is asked of."""

    sensitive: bool
    fields: Mapping[str, Any]
    head: bytes
    """The concept in JSON, without braces."""
    tail: bytes
    """The other fields in JSON, without braces, and without options where there are none."""

    def ask(self, fact: Fact, decides: float) -> Question:
        """The question after a fact."""
        return Question.model_construct(None, role=fact.role, person=fact.person, decides=decides, **self.fields)

    def told(self, fact: Fact, decides: float, *, many: bool) -> bytes:
        """The same in JSON; which person is said only where the role is ``many``."""
        person = b',"person":%d' % fact.person if many else b""
        return _QUESTION % (self.head, fact.role.encode(), person, self.tail, orjson.dumps(decides))


def words_of(catalogue: Catalogue, name: str) -> Words:
    """The words for a concept; a document's are made of its name."""
    said = _said(catalogue, name)
    tail = inside({field: value for field, value in said.items() if value != {}})
    return Words(said["sensitive"], {"concept": name, **said}, inside({"concept": name}), tail)


def _said(catalogue: Catalogue, name: str) -> Mapping[str, Any]:
    concept = catalogue.concepts.get(name)
    if concept:
        return {field: getattr(concept, field) for field in ("question", "type", "options", "sensitive")}
    paper = next(evidence.name for code, evidence in catalogue.evidence.items() if has_concept(code) == name)
    question = {language: form.format(document=in_language(paper, language)) for language, form in _HAVE.items()}
    return {"question": question, "type": ConceptType.BOOLEAN, "options": {}, "sensitive": False}
