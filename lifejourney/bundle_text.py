"""A bundle as a person reads it in a terminal: steps in order, what to bring, what is left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from journeys.eligibility import Verdict
from lifejourney.bundle_words import LABELS, counted, duration_in_words, money
from lifejourney.screen import Screen, in_words

if TYPE_CHECKING:
    from catalogue.parts import Benefit, Cost, Deadline, ProcessingTime
    from catalogue.store import Catalogue
    from journeys.answers import Alternative, Bundle, DueDay, NotApplicable, Step, StepEvidence

_ANSWERS: Mapping[str, Iterable[str]] = {"boolean": ("true", "false"), "date": ("YYYY-MM-DD",)}
_VERDICT_STYLES = {Verdict.MET: "green", Verdict.UNKNOWN: "yellow", Verdict.NOT_MET: "red"}


class _Printer:
    """Prints one bundle in one language."""

    def __init__(self, bundle: Bundle, language: str, names: Mapping[str, Mapping[str, str]]) -> None:
        self.bundle, self.language, self.names = bundle, language, names
        self.screen = Screen()
        self.numbers = {step.id: step.order for step in bundle.steps}

    def role(self, role: str) -> str:
        """A role as a person calls it, in lower case."""
        return self.text(self.names[f"role {role}"]).lower()

    def label(self, name: str) -> str:
        """A word of the house in the language asked for."""
        return LABELS[name][self.language]

    def text(self, text: Mapping[str, str]) -> str:
        """A text of the catalogue in the language asked for."""
        return in_words([text], self.language)

    def whole(self) -> None:
        """The whole bundle."""
        bundle = self.bundle
        title = in_words((event.name for event in bundle.life_events), self.language)
        place = f" · {self.text(bundle.region.name)}" if bundle.region else ""
        self.screen.line(f"{title} · {bundle.as_of}{place}", "bold")
        for step in bundle.steps:
            self.screen.line()
            self.step(step)
        self.documents()
        self.lost()
        self.visits()
        self.left_out()
        self.questions()
        if bundle.next_events:
            self.heading("next-events")
            self.screen.line(in_words((event.name for event in bundle.next_events), self.language), indent=1)
        self.screen.line()
        self.screen.line(self.totals(), "bold")
        if bundle.steps:
            self.screen.line(self.length(), "bold")
        self.screen.line(self.text(bundle.notice), "dim")

    def step(self, step: Step) -> None:
        """One step: its name and verdict, then a line for each thing one has to know."""
        style = _VERDICT_STYLES[step.verdict]
        self.screen.line(f"{step.order}. {self.text(step.service.name)}  [{self.label(step.verdict.value)}]", style)
        self.screen.line(f"{step.id}  {step.service.slug}", "dim", indent=3)
        for name, text in self.lines(step):
            self.screen.pair(f"{self.label(name)}:", text, indent=3)

    def lines(self, step: Step) -> Iterator[tuple[str, str]]:
        """What is to be said of a step, line by line."""
        yield "where", in_words((p.name for p in (step.provider, *step.other_providers)), self.language)
        yield from self.conditions(step)
        if step.after:
            yield "after", ", ".join(map(str, sorted(self.numbers[key] for key in step.after)))
        yield from self.papers(step)
        if step.produces:
            documents = {document.code: document.name for document in step.produces}
            yield "gives", in_words(documents.values(), self.language)
        if step.benefit:
            yield "benefit", "; ".join(map(self.gain, step.benefit))
        yield "cost", self.fees(step.costs)
        yield from self.times(step)
        if step.only_one_of:
            yield "only-one", in_words((service.name for service in step.only_one_of), self.language)
        if step.confidence != "high":
            yield "confidence", self.label(step.confidence)

    def times(self, step: Step) -> Iterator[tuple[str, str]]:
        """How long it takes, when it can be taken, by when it is due, and what could be taken instead."""
        yield "time", self.time(step.processing_time)
        yield "plan", self.days(step)
        if step.deadline:
            yield "due", self.due(step.deadline, step.due)
        if step.next_on:
            yield "next", str(step.next_on)
        if step.alternatives:
            yield "instead", "; ".join(dict.fromkeys(map(self.instead, step.alternatives)))

    def conditions(self, step: Step) -> Iterator[tuple[str, str]]:
        """Why the step is there, what it depends on, and what the office checks."""
        if step.role == "prerequisite":
            yield "why", self.text(step.why[0].text)
        unknown = [reason.text for reason in step.why if reason.verdict is Verdict.UNKNOWN]
        if unknown:
            yield "depends", "; ".join(map(self.text, unknown))
        if step.if_also:
            yield "if-also", "; ".join(self.text(condition.name) for condition in step.if_also)

    def papers(self, step: Step) -> Iterator[tuple[str, str]]:
        """The documents of a step by where they come from."""
        groups: dict[str, list[str]] = {}
        for evidence in step.evidence:
            groups.setdefault("perhaps" if evidence.if_ else evidence.status, []).append(self.paper(evidence, step))
        for status in ("held", "from_step", "bring", "perhaps", "unobtainable"):
            if status in groups:
                yield status, "; ".join(groups[status])

    def paper(self, evidence: StepEvidence, step: Step) -> str:
        """One document, whose it is where it is somebody else's, and what would do instead."""
        name = self.text(evidence.name)
        if evidence.of not in {step.beneficiary, "household"}:
            name = f"{name} ({self.role(evidence.of)})"
        if evidence.status == "from_step" and evidence.from_step:
            name = f"{self.numbers[evidence.from_step]} ({name})"
        others = in_words((other.name for other in evidence.alternatives), self.language)
        return f"{name} ({self.label('or')} {others})" if others else name

    def fees(self, costs: tuple[Cost, ...]) -> str:
        """The fees of a step."""
        if not costs:
            return self.label("not-stated")
        return "; ".join(self.fee(cost) for cost in costs)

    def fee(self, cost: Cost) -> str:
        """One fee, with what it is for and where it is asked only of some."""
        notes = [self.text(cost.name)] if cost.name else []
        if cost.when:
            notes.append(f"{self.label('when')} {cost.when}")
        if cost.channel:
            notes.append(f"{self.label('through')} {cost.channel}")
        amount = self.amount(cost) if cost.value != 0 else self.label("free")
        return f"{amount} ({', '.join(notes)})" if notes else amount

    def amount(self, sum_: Cost | Benefit) -> str:
        """A sum, or what it depends on."""
        if sum_.value is None:
            return self.text(sum_.basis) if sum_.basis else self.label("not-stated")
        return money(float(sum_.value), sum_.currency)

    def gain(self, benefit: Benefit) -> str:
        """What a person is given, and how often."""
        name = f"{self.text(benefit.name)}: " if benefit.name else ""
        span = duration_in_words(benefit.per, self.language).removeprefix("1 ") if benefit.per else ""
        often = f" {self.label('per')} {span}" if span else ""
        return f"{name}{self.amount(benefit)}{often}"

    def time(self, time: ProcessingTime | None) -> str:
        """How long it takes, with the note that says whose standard it is."""
        if time is None:
            return self.label("not-stated")
        if time.working_days is not None:
            days = time.working_days
            text = counted(days, "working-day", self.language) if days else self.label("same-day")
        else:
            text = duration_in_words(time.duration or "", self.language)
        return f"{text} ({self.text(time.note).rstrip('.')})" if time.note else text

    def days(self, step: Step) -> str:
        """From when to when, as early as can be."""
        word = "from" if step.finish is None else "within-a-day" if step.finish == step.start else "span"
        text = self.label(word).format(start=step.start, finish=step.finish)
        text = self.label("soonest").format(text=text) if step.at_least else text
        return f"{text}; {self.label('critical')}" if step.on_critical_path else text

    def instead(self, other: Alternative) -> str:
        """What could have been asked for instead, and why it was not."""
        return f"{self.text(other.name)} ({self.text(other.why).rstrip('.').lower()})"

    def due(self, deadline: Deadline, day: DueDay | None) -> str:
        """By when: the day where it is known, and what then where it cannot be met."""
        if day is None:
            return self.within(deadline)
        word = "too-late" if day.late else "not-in-time"
        if day.in_time:
            word = "by" if day.days_left else "by-today"
        left = counted(day.days_left, "day", self.language)
        told = f"{self.label(word).format(day=day.day, left=left)}; {self.within(deadline)}"
        return f"{told}. {self.text(day.if_late)}" if day.if_late else told

    def within(self, deadline: Deadline) -> str:
        """How long after or before what."""
        within = deadline.within
        if within.working_days is not None:
            span = counted(within.working_days, "working-day", self.language)
        else:
            span = duration_in_words(within.duration or "", self.language)
        sides = {"id": ("setelah", "sebelum"), "en": ("after", "before")}[self.language]
        return f"{span} {sides[0] if deadline.after else sides[1]} {self.anchor(deadline.anchor)}"

    def anchor(self, anchor: str) -> str:
        """The event or date a deadline counts from."""
        name = self.text(self.names[anchor]) if anchor in self.names else anchor
        return name[:1].lower() + name[1:]

    def documents(self) -> None:
        """The list of what must be brought, each once."""
        rows = [
            (
                self.text(document.name),
                self.role(document.of),
                ", ".join(str(self.numbers[key]) for key in document.demanded_by),
            )
            for document in self.bundle.documents
            if document.status == "bring" and document.if_ is None
        ]
        if rows:
            self.heading("documents")
            headings = {"id": ("dokumen", "milik", "langkah"), "en": ("document", "whose", "steps")}[self.language]
            self.screen.table(headings, rows)

    def heading(self, name: str) -> None:
        """A heading, with a line left free before it."""
        self.screen.line()
        self.screen.line(self.label(name), "bold")

    def lost(self) -> None:
        """The documents that cannot be had, and why."""
        if self.bundle.unobtainable:
            self.heading("lost")
        for document in self.bundle.unobtainable:
            circle = " → ".join(self.text(service.name) for service in document.cycle)
            why = self.text(document.reason) + (f" ({circle})" if circle else "")
            self.screen.pair("-", f"{self.text(document.name)}: {why}", indent=1)

    def visits(self) -> None:
        """The steps that one office or application can take together."""
        together = [visit for visit in self.bundle.totals.visits if len(visit.steps) > 1]
        if together:
            self.heading("visits")
        for visit in together:
            steps = ", ".join(str(self.numbers[step]) for step in visit.steps)
            self.screen.pair("-", f"{self.text(visit.place.name)}: {steps}", indent=1)

    def left_out(self) -> None:
        """What is not for this person, and why."""
        if self.bundle.not_applicable:
            self.heading("left-out")
        for left in self.bundle.not_applicable:
            self.screen.pair("-", f"{self.text(left.service.name)}: {self.reasons(left)}", indent=1)

    def reasons(self, left: NotApplicable) -> str:
        """Why a service is left out, with its law."""
        told = []
        for reason in left.why:
            law = f" ({reason.law.citation})" if reason.law else ""
            needs = {"id": "syarat: ", "en": "requires: "}[self.language] if reason.kind == "requirement" else ""
            told.append(f"{needs}{self.text(reason.text)}{law}")
        return " ".join(["; ".join(told), *(f"→ {self.text(text)}" for text in _nearly(left))])

    def questions(self) -> None:
        """What to say next, and as what."""
        if self.bundle.next_questions:
            self.heading("questions")
        for question in self.bundle.next_questions:
            number = "" if question.person is None else f"[{question.person}]"
            values = question.options or _ANSWERS.get(question.type, ["…"])
            fact = f"--set {question.role}{number}.{question.concept}={'|'.join(values)}"
            self.screen.pair("-", f"{self.text(question.question)} {fact}", indent=1)

    def length(self) -> str:
        """How long it takes, as far as anybody states it."""
        totals = self.bundle.totals
        least, unknown = totals.working_days.at_least, totals.working_days.unknown_steps
        days, steps = counted(least, "working-day", self.language), counted(unknown, "step", self.language)
        if totals.finish:
            return self.label("done-on" if least else "done-at-once").format(day=totals.finish, days=days)
        return self.label("done-after" if least else "done-sometime").format(days=days, steps=steps)

    def totals(self) -> str:
        """The bundle in figures."""
        totals = self.bundle.totals
        fees = []
        for cost in totals.costs:
            amount = money(float(cost.at_least), cost.currency) if cost.at_least else ""
            unknown = self.label("unknown-fees").format(n=cost.unknown) if cost.unknown else ""
            least = self.label("at-least").format(sum=amount) if amount and unknown else amount
            fees.append(", ".join(filter(None, (least or self.label("free"), unknown))))
        return self.label("totals").format(
            steps=counted(totals.steps.asked + totals.steps.prerequisite, "step", self.language),
            asked=totals.documents.asked,
            distinct=totals.documents.distinct,
            bring=totals.documents.to_bring,
            costs="; ".join(fees) or "-",
        )


def _nearly(left: NotApplicable) -> Iterator[Mapping[str, str]]:
    """From when on a service would be for this person, or with which one fact."""
    if left.almost and left.almost.text:
        yield left.almost.text
    for change in left.almost.if_ if left.almost else ():
        yield change.text


def print_bundle(bundle: Bundle, language: str, catalogue: Catalogue) -> None:
    """Print a bundle for a person; the catalogue names the events and dates that deadlines count from."""
    names = {key: concept.name for key, concept in catalogue.concepts.items()}
    names |= {key: event.name for key, event in catalogue.life_events.items()}
    names |= {f"role {key}": role.name for key, role in catalogue.roles.items()}
    _Printer(bundle, language, names).whole()
