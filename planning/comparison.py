"""Two bundles of one person, before and after a change: what is otherwise, and what breaks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from catalogue.registers import Model
from catalogue.values import Amount
from journeys.answers import CostTotal, DocumentTotals, Named, ServiceName, StepTotals, Text, WorkingDaysTotal
from journeys.eligibility import Verdict
from journeys.wording import filled

if TYPE_CHECKING:
    from journeys.answers import Bundle, DocumentName, Step
    from planning.changes import Changed
    from planning.persons import Case

Outcome: TypeAlias = Literal["broken", "perhaps-broken", "longer", "shorter", "mixed", "same"]
OUTCOMES: tuple[Outcome, ...] = ("broken", "perhaps-broken", "longer", "shorter", "mixed", "same")
"""What a change does to a journey, the worst first."""
MEASURES = ("working_days", "steps", "documents", "shown", "to_bring", "visits")
"""What makes a journey longer or shorter."""
_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "gone": {"id": "Layanan ini tidak lagi menjadi langkah.", "en": "This service is no step any more."},
    "nobody-issues": {
        "id": "Tidak ada lagi yang menerbitkan {document}: yang belum memilikinya tidak bisa mendapatkannya.",
        "en": "Nobody issues “{document}” any more: who does not have it cannot get it.",
    },
    "issuers-wait": {
        "id": "Yang menerbitkan {document} meminta dokumen yang tidak diterbitkan lagi.",
        "en": "Whoever issues “{document}” asks for what nobody issues any more.",
    },
    "order": {
        "id": "Harus didahului {service}, yang tidak ada lagi.",
        "en": "Must come after “{service}”, which is no more.",
    },
}


class Figures(Model):
    """A journey in figures; days are "at least"."""

    steps: StepTotals
    working_days: WorkingDaysTotal
    finish: date | None
    """The day on which everything is done at the earliest; null where nobody states how long some step takes."""
    costs: tuple[CostTotal, ...]
    documents: DocumentTotals
    visits: int


class CostDifference(Model):
    """How much more is to be paid in one currency, and how many more fees are not known."""

    currency: str
    at_least: Amount
    unknown: int


class Difference(Model):
    """What is more after a change, or less where it is negative."""

    steps: int
    working_days: int
    unknown_steps: int
    """Steps of which nobody states how long they take."""
    finish_days: int | None
    """Calendar days; null where the end is not known before or not after."""
    costs: tuple[CostDifference, ...]
    documents: int
    """Different documents asked for."""
    shown: int
    """How often a document is shown."""
    to_bring: int
    visits: int


class Break(Model):
    """Something that cannot be had any more."""

    kind: Literal["service", "document", "order"]
    """A service that the person got; a document that a step asks for; a step that had to come before another."""
    what: Named
    asked_by: tuple[str, ...] = ()
    """The slugs of the services that ask for it."""
    perhaps: bool
    """Whether the facts leave open that the person needs it."""
    reason: Text


class JourneyChange(Model):
    """One person's journey, before and after."""

    id: str
    person: Text
    origin: Literal["file", "profile", "told"]
    """From a file, made from the catalogue, or told with the question."""
    life_events: tuple[Named, ...]
    as_of: date
    outcome: Outcome
    before: Figures
    after: Figures
    difference: Difference
    breaks: tuple[Break, ...] = ()
    gained: tuple[ServiceName, ...] = ()
    """Services that were no step before."""
    spared: tuple[ServiceName, ...] = ()
    """Services that prepared others and need no step any more."""


class Losses(NamedTuple):
    """What a change takes from everybody."""

    documents: Mapping[str, bool]
    """Evidence types that could be had and cannot any more, and whether somebody is left who would issue them."""
    orders: Mapping[str, Iterable[str]]
    """By code of a service, the codes of those that had to come before it and are no more."""


def compared(case: Case, before: Bundle, after: Bundle, *, changed: Changed, losses: Losses) -> JourneyChange:
    """What a change does to one person's journey."""
    old, new = _figures(before), _figures(after)
    difference = _difference(old, new)
    breaks = tuple(_breaks(before, after, changed=changed, losses=losses))
    images = {changed.image(step.service.code) for step in before.steps}
    codes = {step.service.code for step in after.steps}
    missed = {one.what.code for one in breaks if one.kind == "service"}
    return JourneyChange(
        id=case.id,
        person=case.name,
        origin=case.origin,
        life_events=after.life_events,
        as_of=after.as_of,
        outcome=outcome_of(difference, breaks),
        before=old,
        after=new,
        difference=difference,
        breaks=breaks,
        gained=_services(step for step in after.steps if step.service.code not in images),
        spared=_services(
            step
            for step in before.steps
            if changed.image(step.service.code) not in codes and step.service.code not in missed
        ),
    )


def _services(steps: Iterable[Step]) -> tuple[ServiceName, ...]:
    return tuple({step.service.code: step.service for step in steps}.values())


def _figures(bundle: Bundle) -> Figures:
    totals = bundle.totals
    return Figures(
        steps=totals.steps,
        working_days=totals.working_days,
        finish=totals.finish,
        costs=totals.costs,
        documents=totals.documents,
        visits=len(totals.visits),
    )


def _difference(old: Figures, new: Figures) -> Difference:
    ends = (old.finish, new.finish)
    return Difference(
        steps=sum(dict(new.steps).values()) - sum(dict(old.steps).values()),
        working_days=new.working_days.at_least - old.working_days.at_least,
        unknown_steps=new.working_days.unknown_steps - old.working_days.unknown_steps,
        finish_days=(ends[1] - ends[0]).days if ends[0] and ends[1] else None,
        costs=tuple(_costs(old, new)),
        documents=new.documents.distinct - old.documents.distinct,
        shown=new.documents.asked - old.documents.asked,
        to_bring=new.documents.to_bring - old.documents.to_bring,
        visits=new.visits - old.visits,
    )


def _costs(old: Figures, new: Figures) -> Iterator[CostDifference]:
    """The differences in fees by currency; those that are none are left out."""
    then, now = ({cost.currency: cost for cost in figures.costs} for figures in (old, new))
    for currency in sorted({*then, *now}):
        nothing = CostTotal.model_validate({"currency": currency, "at_least": 0, "unknown": 0})
        less, more = then.get(currency, nothing), now.get(currency, nothing)
        if less != more:
            unknown = more.unknown - less.unknown
            yield CostDifference(currency=currency, at_least=more.at_least - less.at_least, unknown=unknown)


def outcome_of(difference: Difference, breaks: Collection[Break]) -> Outcome:
    """What a change comes to.

    A journey is longer where something of it grows and nothing shrinks: days, steps, documents or visits. It is mixed
    where something grows and something else shrinks, or only fees and times not stated are otherwise.
    """
    if breaks:
        return "perhaps-broken" if all(one.perhaps for one in breaks) else "broken"
    measures = [getattr(difference, measure) for measure in MEASURES]
    grows, shrinks = max(measures) > 0, min(measures) < 0
    if grows != shrinks:
        return "longer" if grows else "shorter"
    other = grows or difference.costs or difference.unknown_steps or difference.finish_days
    return "mixed" if other else "same"


def _breaks(before: Bundle, after: Bundle, *, changed: Changed, losses: Losses) -> Iterator[Break]:
    yield from _lost_services(before, after, changed)
    yield from _lost_documents(before, after, losses)
    for step in after.steps:
        for code in losses.orders.get(step.service.code, ()):
            service = changed.before.services[code]
            yield Break(
                kind="order",
                what=Named(code=code, name=service.name),
                asked_by=(step.service.slug,),
                perhaps=step.verdict is Verdict.UNKNOWN,
                reason=filled(_SENTENCES["order"], {"service": service.name}),
            )


def _lost_services(before: Bundle, after: Bundle, changed: Changed) -> Iterator[Break]:
    """The services that were asked for and are no step any more."""
    left = {step.service.code for step in after.steps}
    reasons = {one.service.code: one.why[0].text for one in after.not_applicable if one.why}
    asked: dict[str, list[Step]] = {}
    for step in before.steps:
        if step.role == "asked" and changed.image(step.service.code) not in left:
            asked.setdefault(step.service.code, []).append(step)
    for code, steps in asked.items():
        yield Break(
            kind="service",
            what=Named(code=code, name=steps[0].service.name),
            perhaps=all(step.verdict is Verdict.UNKNOWN for step in steps),
            reason=reasons.get(changed.image(code), _SENTENCES["gone"]),
        )


def _lost_documents(before: Bundle, after: Bundle, losses: Losses) -> Iterator[Break]:
    """The documents asked for that cannot be had any more, each with the steps that ask for it."""
    slugs = {step.id: step.service.slug for step in after.steps}
    known = {(one.code, one.of) for one in before.unobtainable}
    reasons = {(one.code, one.of): one.reason for one in after.unobtainable}
    for document in after.documents:
        key = document.code, document.of
        unobtainable = key in reasons and key not in known
        if unobtainable or (document.code in losses.documents and document.status == "bring"):
            yield Break(
                kind="document",
                what=Named(code=document.code, name=document.name),
                asked_by=tuple(dict.fromkeys(slugs[step] for step in document.demanded_by)),
                perhaps=document.if_ is not None,
                reason=reasons[key] if unobtainable else lost(document, losses),
            )


def lost(document: DocumentName | Named, losses: Losses) -> Text:
    """Why a document cannot be had any more."""
    sentence = "issuers-wait" if losses.documents[document.code] else "nobody-issues"
    return filled(_SENTENCES[sentence], {"document": document.name})
