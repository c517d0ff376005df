"""The single facts that would have to be otherwise for a service's rules not to leave somebody out.

A lever is one fact of one person, told and open to change, that rules speak of. Its values fall into cells that no
rule tells apart; each cell is asked once. Nothing is a lever that ages derive from, that is a document, or that the
register calls fixed; nor a fact that a rule squares, or compares with others of a role that is many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from catalogue.conditions import Arithmetic, children, facts_of
from catalogue.errors import LANGUAGES
from catalogue.evaluate import Facts
from catalogue.registers import ConceptType
from catalogue.spans import Ranged
from catalogue.values import number
from journeys.cuts import OTHER, alike, cuts_of, limits, value_at
from journeys.facts import limit_broken, read_fact
from journeys.recipes import inside, told
from journeys.regional import Memo
from journeys.waiting import Branch, Leaf
from journeys.wording import belonging, either, quantity, say, within

if TYPE_CHECKING:
    from catalogue.conditions import Node, Scalar
    from catalogue.evaluate import Evaluator
    from catalogue.registers import InformationConcept
    from catalogue.spans import Known
    from journeys.cuts import Cuts
    from journeys.journey import Journey
    from journeys.waiting import Ref, Rule, Topic, Tree

DECEASED = "deceased"
"""The concept that says of somebody that nothing about them changes any more."""

Use: TypeAlias = "tuple[Leaf, Ref]"
"""An atom, and the fact it speaks of."""
Cell: TypeAlias = "tuple[Scalar, Run]"
"""One value of a cell, and all of them."""


class Span(NamedTuple):
    """Values that have an order: from the first place to the last."""

    low: int
    high: int


Run: TypeAlias = "Span | tuple[Scalar, ...]"
"""Values that would all do."""


class Told(NamedTuple):
    """A change in JSON, before and after the number of the person, which a role that is many has."""

    head: bytes
    tail: bytes


class Lever:
    """One fact of one person that a service's rules speak of."""

    def __init__(self, journey: Journey, topic: Topic, *, own: bool, uses: Mapping[int, Sequence[Use]]) -> None:
        self.topic, self.own = topic, own
        self.concept: InformationConcept = journey.catalogue.concepts[topic.concept]
        self.role = journey.catalogue.roles[topic.role].name
        self.places = tuple(uses)
        self.mask = sum(1 << place for place in uses)
        """The rules that speak of it, a bit each."""
        other = f"{topic.role}.{topic.concept}"
        self.names = (topic.concept, other) if own else (other,)
        self.deceased = DECEASED if own else f"{topic.role}.{DECEASED}"
        all_uses = [use for several in uses.values() for use in several]
        self._alone = [ref.cuts for _leaf, ref in all_uses if ref.cuts is not None]
        self._tangled = [use for use in all_uses if use[1].cuts is None]
        self._cells = None if self._tangled else tuple(self._cut(self._alone))
        self.said: Memo[Run, Told] = Memo(self.tell)
        """What is said of values that the catalogue alone marks off."""

    def told_in(self, facts: Facts) -> bool:
        """Whether it is known, of somebody who lives."""
        return self.names[0] in facts and facts.get(self.deceased) is not True

    def changes(self, facts: Facts, rules: Sequence[Evaluator]) -> Iterator[Told]:
        """The values with which none of a service's rules that speak of it is false; ``facts`` are as before then."""
        cells = self._cells
        if cells is None:
            if any(type(facts.get(name)) is Ranged for leaf, _ref in self._tangled for name in _names(leaf)):
                return
            cells = tuple(self._cut([*self._alone, *(_cuts(use, facts) for use in self._tangled)]))
        for run in self._joined(self._fit(cells, facts, [rules[place] for place in self.places])):
            yield self.tell(run) if self._tangled else self.said[run]

    def _fit(self, cells: Sequence[Cell], facts: Facts, rules: Sequence[Evaluator]) -> list[Run]:
        before = facts[self.names[0]]
        fit: list[Run] = []
        for value, run in cells:
            for name in self.names:
                facts[name] = value
            for rule in rules:
                if rule(facts) is False:
                    break
            else:
                fit.append(run)
        for name in self.names:
            facts[name] = before
        return fit

    def _cut(self, cuts: Iterable[Cuts]) -> Iterator[Cell]:
        """The cells that rules cut its values into, in their order."""
        firsts: set[int] = set()
        sets: set[frozenset[Scalar]] = set()
        for each in cuts:
            firsts |= each.firsts
            sets |= each.sets
        kind = self.concept.type
        if kind is ConceptType.BOOLEAN:
            yield from ((value, (value,)) for value in (False, True))
        elif kind in {ConceptType.OPTION, ConceptType.TEXT}:
            named = (value for one in sets for value in one if isinstance(value, str))
            values = (
                self.concept.options if kind is ConceptType.OPTION else [*sorted(filter(self._can_be, named)), OTHER]
            )
            yield from ((several[0], tuple(several)) for several in alike(sets, values))
        else:
            low, high = limits(kind, self.concept)
            edges = [low, *sorted(first for first in firsts if low < first <= high), high + 1]
            yield from ((value_at(one, kind), Span(one, next_ - 1)) for one, next_ in pairwise(edges))

    def _can_be(self, value: str) -> bool:
        return read_fact(self.concept.type, value) is not None and not limit_broken(self.concept, value)

    def _joined(self, runs: Sequence[Run]) -> Sequence[Run]:
        """Runs that follow on one another as one; values without an order all together."""
        joined: list[Run] = []
        named: list[Scalar] = []
        for run in runs:
            if not isinstance(run, Span):
                named.extend(run)
            elif joined and joined[-1][1] == run.low - 1:
                joined[-1] = Span(joined[-1][0], run.high)  # type: ignore[arg-type] # a span is of whole numbers
            else:
                joined.append(run)
        if named and OTHER not in named:  # any text but a few is no change one could name
            joined.append(tuple(named))
        return joined

    # ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────

    def tell(self, run: Run) -> Told:
        """Values that would do, in JSON and in words."""
        head = {"concept": self.topic.concept, "role": self.topic.role}
        values, text = self._span(run) if isinstance(run, Span) else self._named(run)
        tail = {**told(values), "sensitive": self.concept.sensitive, "text": text}
        return Told(b"{%b" % inside(head), b",%b}" % inside(tail))

    def _called(self) -> Mapping[str, str]:
        name = within(self.concept.name)
        return name if self.own else belonging(name, within(self.role))

    def _span(self, run: Span) -> tuple[Mapping[str, object], Mapping[str, str]]:
        kind = self.concept.type
        ends = limits(kind, self.concept)
        places = {"at_least": run.low, "at_most": run.high}
        given = {
            name: value_at(place, kind) for (name, place), end in zip(places.items(), ends, strict=True) if place != end
        }
        values = {name: number(value) if isinstance(value, Decimal) else value for name, value in given.items()}
        return values, self._between(given.get("at_least"), given.get("at_most"))

    def _between(self, low: Scalar | None, high: Scalar | None) -> Mapping[str, str]:
        """The bounds in words; a lone one that lies just beside a rounder number is told by that."""
        sentence = _SENTENCES[self.concept.type is ConceptType.DATE, low is not None, high is not None]
        if low == high:
            sentence = "if-just"
        elif sentence == "if-least" and (rounder := _rounder(low, -1)) is not None:
            low, sentence = rounder, "if-more"
        elif sentence == "if-most" and (rounder := _rounder(high, 1)) is not None:
            high, sentence = rounder, "if-less"
        ends = {"low": low, "high": high}
        words = {end: quantity(value, self.concept.unit) for end, value in ends.items() if value is not None}
        return say(sentence, name=self._called(), **words)

    def _named(self, run: tuple[Scalar, ...]) -> tuple[Mapping[str, object], Mapping[str, str]]:
        values = {"one_of": run}
        if self.concept.type is ConceptType.BOOLEAN:
            return values, self._answered(yes=run[0] is True)
        names = self.concept.options or {str(value): dict.fromkeys(LANGUAGES, str(value)) for value in run}
        others = [name for code, name in names.items() if code not in run]
        if len(run) > _LISTED and 0 < len(others) < len(run):
            return values, say("if-other", name=self._called(), values=either(others))
        return values, say("if-one-of", name=self._called(), values=either([names[str(value)] for value in run]))

    def _answered(self, *, yes: bool) -> Mapping[str, str]:
        sentence = "if-yes" if yes else "if-no"
        if self.own:
            return say(sentence, name=self.concept.name)
        return say(f"{sentence}-of", name=self.concept.name, role=within(self.role))


_LISTED = 6
"""Options are named up to so many; of more, those that will not do are named where they are fewer."""
_FINEST = Decimal("0.0001")
"""The smallest difference between two facts that are decimals."""
_ROUND, _HUNDREDTH = 1_000, Decimal("0.01")
"""What a number must be a multiple of to be rounder than its neighbour."""
_SENTENCES: Mapping[tuple[bool, bool, bool], str] = {
    (False, False, True): "if-most",
    (False, True, False): "if-least",
    (False, True, True): "if-between",
    (True, False, True): "if-until",
    (True, True, False): "if-since",
    (True, True, True): "if-between",
}
"""By whether it is a day, has a lower bound, and has an upper one."""


def _rounder(bound: Scalar | None, step: int) -> Scalar | None:
    """The number just beside a bound, where it is the rounder one."""
    if isinstance(bound, Decimal):
        beside = bound + step * _FINEST
        return beside if bound % _HUNDREDTH and not beside % _HUNDREDTH else None
    return bound + step if isinstance(bound, int) and not (bound + step) % _ROUND and bound + step else None


# ── made once ────────────────────────────────────────────────────────────────────────────────────────────────────


def levers_of(journey: Journey, rules: Sequence[Rule], role: str) -> Iterator[Lever]:
    """The facts that rules, their beneficiary in ``role``, speak of and that could be otherwise."""
    found: dict[Topic, dict[int, list[Use]]] = {}
    barred: set[Topic] = set()
    for place, rule in enumerate(rules):
        for leaf in _leaves(rule.tree):
            for ref in leaf.refs:
                found.setdefault(ref.topic, {}).setdefault(place, []).append((leaf, ref))
                if leaf.groups or _reckoned_alone(leaf, ref):
                    barred.add(ref.topic)
    for topic, uses in found.items():
        if topic not in barred and _may_change(journey, topic):
            yield Lever(journey, topic, own=topic.role == role, uses=uses)


def _leaves(tree: Tree) -> Iterator[Leaf]:
    if isinstance(tree, Branch):
        for part in tree.parts:
            yield from _leaves(part)
    else:
        yield tree


def _may_change(journey: Journey, topic: Topic) -> bool:
    """Whether a fact could be otherwise: no document, nothing that ages derive from, and not fixed."""
    concept = journey.catalogue.concepts.get(topic.concept)
    return concept is not None and not concept.fixed and topic.concept not in journey.reader.derived


def _reckoned_alone(leaf: Leaf, ref: Ref) -> bool:
    """Whether an atom names a fact in two ways, or multiplies it by itself: its values are no line then."""
    return sum(other.topic == ref.topic for other in leaf.refs) > 1 or _squares(leaf.atom, ref.name)


def _squares(node: Node, name: str) -> bool:
    if isinstance(node, Arithmetic) and node.operator == "*":
        return all(any(fact.name == name for fact in facts_of(side)) for side in (node.left, node.right))
    return any(_squares(child, name) for child in children(node))


def _names(leaf: Leaf) -> Iterator[str]:
    return (ref.name for ref in leaf.refs)


def _cuts(use: Use, facts: Mapping[str, Known]) -> Cuts:
    """Where an atom cuts the values of a fact, by what is known of the others it speaks of."""
    leaf, ref = use
    known = {other: facts[other] for other in _names(leaf) if other != ref.name and other in facts}
    return cuts_of(leaf.atom, ref.name, kind=ref.kind, known=known)
