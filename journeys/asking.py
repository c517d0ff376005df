"""How one asks for a fact: a question, and what it says whomever it is asked of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from pydantic import Field

from catalogue.registers import ConceptType, InformationConcept, Model
from catalogue.values import in_language
from catalogue.vocabulary import has_concept
from journeys.recipes import inside

if TYPE_CHECKING:
    from catalogue.registers import EvidenceType
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
    person: int | None = None
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

    def ask(self, fact: Fact, decides: float, *, many: bool) -> Question:
        """The question after a fact; which person is said only where the role is ``many``."""
        person = fact.person if many else None
        return Question.model_construct(None, role=fact.role, person=person, decides=decides, **self.fields)

    def told(self, fact: Fact, decides: float, *, many: bool) -> bytes:
        """The same in JSON."""
        person = b',"person":%d' % fact.person if many else b""
        return _QUESTION % (self.head, fact.role.encode(), person, self.tail, orjson.dumps(decides))


def words_of(catalogue: Catalogue, name: str) -> Words:
    """The words for a concept, be it one of the register or that of a document."""
    concept = catalogue.concepts.get(name) or next(
        having(evidence) for code, evidence in catalogue.evidence.items() if has_concept(code) == name
    )
    said = {field: getattr(concept, field) for field in ("question", "type", "options", "sensitive")}
    tail = inside({field: value for field, value in said.items() if value != {}})
    return Words(concept.sensitive, {"concept": name, **said}, inside({"concept": name}), tail)


def having(evidence: EvidenceType) -> InformationConcept:
    """Whether one has a document of a kind, as a concept."""
    question = {
        language: form.format(document=in_language(evidence.name, language)) for language, form in _HAVE.items()
    }
    return InformationConcept(name=evidence.name, type=ConceptType.BOOLEAN, question=question)
