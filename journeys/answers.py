"""What a bundle answers with: steps, documents, totals, and what was left out and why.

The model is the response and the schema. Every text carries all languages; every name is CPSV-AP's or CCCEV's where
they have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Generic, Literal, TypeAlias, TypeVar

from pydantic import Field

from catalogue.parts import (
    Benefit,
    Channel,
    ContactPoint,
    Cost,
    Deadline,
    LegalResource,
    ProcessingTime,
    Recurring,
    SourceOfFacts,
)
from catalogue.registers import Confidence, Model
from catalogue.values import Amount, Duration
from journeys.almost_answers import Almost
from journeys.asking import Question
from journeys.eligibility import Condition, Verdict

Text: TypeAlias = Mapping[str, str]
"""A text by BCP 47 language tag; the catalogue it comes from has checked it."""

Built = TypeVar("Built", bound=Model)

NOTICE: Mapping[str, str] = {
    "id": "Ini informasi, bukan keputusan: kantor yang berwenang yang memutuskan.",
    "en": "This is information, not a decision: the competent office decides.",
}
"""Said with every bundle (UU 27/2022 article 10: nobody is decided upon by a machine alone)."""


class Named(Model):
    """A thing by its code and name."""

    code: str
    name: Text


class ServiceName(Named):
    """A service by code, slug and name."""

    slug: str


class Provider(Named):
    """Who delivers a service: an organisation, or the office of an office type in one region."""

    region: str | None = None


class Reason(Model):
    """Why a step is there, or a service is not: a requirement with its law, a document, an order, a state."""

    kind: Literal["event", "requirement", "document", "order", "status", "date", "held", "region"]
    text: Text
    verdict: Verdict | None = None
    rule: str | None = None
    law: LegalResource | None = None
    unknown_facts: tuple[str, ...] = ()


class DocumentName(Named):
    """A document by evidence type, name and whose it is."""

    of: str


EvidenceStatus = Literal["held", "from_step", "bring", "unobtainable"]
PlaceKind = Literal["office", "application"]
LeftOutReason = Literal["rule", "status", "date", "held", "region"]


class StepEvidence(DocumentName):
    """A document a step asks for, and where it comes from."""

    status: EvidenceStatus
    from_step: str | None = None
    issued_by: Text | None = None
    """Who gives it, where it must be brought."""
    if_: str | None = Field(default=None, alias="if")
    """The condition under which it is asked for, where the facts do not decide it."""
    reason: Text | None = None
    """Why it cannot be had."""
    alternatives: tuple[DocumentName, ...] = ()
    note: Text | None = None
    copies: int | None = None
    original: bool | None = None


class Produced(DocumentName):
    """A document a step gives."""

    updates: bool = False
    valid_for: Duration | None = None
    expires: date | None = None
    """The day on which it expires if it is given when the step ends."""


class Alternative(ServiceName):
    """A service that would have given the same document, or another that would do, and why it was not chosen."""

    document: DocumentName
    why: Text


class DueDay(Model):
    """By when a step must be asked for."""

    day: date
    """The last day in time."""
    days_left: int
    """Calendar days from the day asked about; negative where it has passed."""
    late: bool
    in_time: bool
    """Whether the step can begin by then."""
    weekends_only: bool = False
    """Whether it rests on years whose holidays are not decreed yet: of those only weekends are days off."""
    if_late: Text | None = None
    """What then, where it is late or cannot begin in time."""


class Delivery(Model):
    """Which service it is, and who gives it in one region."""

    service: ServiceName
    provider: Provider
    other_providers: tuple[Provider, ...] = ()


class StepHead(Model):
    """What a step says for this person; what it says whoever asks may be left out."""

    id: str
    """The service's code, with ``#role[n]`` where one service stands in several steps."""
    order: int
    service: ServiceName | None = None
    provider: Provider | None = None
    other_providers: tuple[Provider, ...] = ()
    beneficiary: str
    verdict: Verdict
    role: Literal["asked", "prerequisite"]
    why: tuple[Reason, ...] = ()
    if_also: tuple[Condition, ...] = ()
    evidence: tuple[StepEvidence, ...] = ()
    produces: tuple[Produced, ...] = ()
    after: tuple[str, ...] = ()
    start: date
    """The first day on which it can begin."""
    finish: date | None
    """The first day on which it can end; null where nobody states how long it takes."""
    at_least: bool = False
    """Whether it waits for a step of which nobody states how long it takes: its days may come later then."""
    lane: int
    """From 1; steps of one lane follow one another, steps of different lanes can run side by side."""
    on_critical_path: bool
    """Whether the whole bundle would end later if this step did."""
    alternatives: tuple[Alternative, ...] = ()
    only_one_of: tuple[ServiceName, ...] = ()
    """Services of this bundle that cannot be had together with this one."""
    due: DueDay | None = None
    next_on: date | None = None
    """When what recurs comes next, from the day asked about on."""


class Static(Model):
    """What a step says whoever asks."""

    costs: tuple[Cost, ...] = ()
    processing_time: ProcessingTime | None = None
    benefit: tuple[Benefit, ...] = ()
    channels: tuple[Channel, ...] = ()
    applications: tuple[Named, ...] = ()
    deadline: Deadline | None = None
    recurs: Recurring | None = None
    contact_points: tuple[ContactPoint, ...] = ()
    complaints: Text | None = None
    inclusion: Text | None = None
    note: Text | None = None
    legal_resources: tuple[LegalResource, ...] = ()
    sources: tuple[SourceOfFacts, ...] = ()
    confidence: Confidence = "low"


class Step(Static, StepHead):
    """One service to ask for."""

    service: ServiceName
    provider: Provider


def joined(model: type[Built], *parts: Model, **fields: object) -> Built:
    """A model whose fields have been validated as those of its parts: what ``model_construct`` does, in less time."""
    made = model.__new__(model)
    for part in parts:
        vars(made).update(vars(part))
    vars(made).update(fields)
    for unused in ("__pydantic_extra__", "__pydantic_private__"):
        object.__setattr__(made, unused, None)
    return made


class Part(Generic[Built]):
    """A part of an answer in JSON, and as a model where that is asked for."""

    def __init__(self, kind: type[Built], json: bytes) -> None:
        self.kind, self.json = kind, json

    @cached_property
    def model(self) -> Built:
        """The same as a model."""
        return self.kind.model_validate_json(self.json)


class NotApplicable(Model):
    """A service of the event that is not for this person now, and why."""

    service: ServiceName
    beneficiary: str
    reason: LeftOutReason
    why: tuple[Reason, ...] = ()
    almost: Almost | None = None
    """What one fact keeps out, and from when it would not."""
    successors: tuple[ServiceName, ...] = ()


class BundleDocument(DocumentName):
    """A document of the whole bundle, once, however many steps ask for it."""

    status: EvidenceStatus
    demanded_by: tuple[str, ...]
    from_step: str | None = None
    if_: str | None = Field(default=None, alias="if")


class Unobtainable(DocumentName):
    """A document that cannot be had, and why."""

    demanded_by: tuple[str, ...]
    reason: Text
    cycle: tuple[ServiceName, ...] = ()
    """Services that wait for one another, each for the next and the last for the first, where that is the reason."""


class CostTotal(Model):
    """The fees in one currency: the sum of those known, and how many are not."""

    currency: str
    at_least: Amount
    unknown: int


class DocumentTotals(Model):
    """How often documents are asked for, how many there are, how many must be brought, how many only perhaps."""

    asked: int
    distinct: int
    to_bring: int
    perhaps: int


class StepTotals(Model):
    """How many steps, and how many of them only prepare others."""

    asked: int
    prerequisite: int


class WorkingDaysTotal(Model):
    """How long it takes: the working days of what is stated, and of how many steps nobody states it."""

    at_least: int
    unknown_steps: int
    weekends_only: bool = False
    """Whether it rests on years whose holidays are not decreed yet: of those only weekends are days off."""


class Visit(Model):
    """Steps that one office, or one application, can take together, since none of them waits for another."""

    kind: PlaceKind
    place: Provider
    steps: tuple[str, ...]


class Totals(Model):
    """The bundle in figures."""

    steps: StepTotals
    finish: date | None
    """The day on which everything is done at the earliest; null where nobody states how long some step takes."""
    working_days: WorkingDaysTotal
    exact: bool
    """Whether no cheaper way to the documents ends as soon; false where the search met its limit."""
    costs: tuple[CostTotal, ...]
    documents: DocumentTotals
    visits: tuple[Visit, ...] = ()


class RegionName(Named):
    """A region asked for."""

    level: str


class BundleHead(Model):
    """A bundle whose steps say only what they say for this person."""

    life_events: tuple[Named, ...]
    as_of: date
    region: RegionName | None = None
    catalogue_version: str
    notice: Text = NOTICE
    steps: tuple[StepHead, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    documents: tuple[BundleDocument, ...] = ()
    unobtainable: tuple[Unobtainable, ...] = ()
    next_questions: tuple[Question, ...] = ()
    """What to ask next, the best first; there may be more to ask than these."""
    next_events: tuple[Named, ...] = ()
    """Life events that often follow."""
    totals: Totals


class Bundle(BundleHead):
    """What one or several life events call for, for one person, in order."""

    steps: tuple[Step, ...] = ()
