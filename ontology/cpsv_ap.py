"""A catalogue as CPSV-AP 3.2 triples: CCCEV for requirements, SKOS for codes, ELI for laws, ORG for bodies.

What these lack is said in a small vocabulary of ours (``vocabulary.ttl``). The order is that of the registers, then of
the codes: the same catalogue gives the same triples in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import RdfFormat, Triple, parse

from journeys.journey import Journey
from ontology import service_parts as parts
from ontology.register_triples import REGISTERS, catalogue_itself, code_lists
from ontology.terms import TERMS, Node
from ontology.triples import Statement, Triples

if TYPE_CHECKING:
    from decimal import Decimal

    from catalogue.models import Offer, PublicService
    from catalogue.store import Catalogue
    from catalogue.values import Text

STATUS = "adms:status"
_SENSES: Mapping[str, tuple[str, str]] = {
    "sector": ("cv:sector", "skos:Concept"),
    "theme": ("cv:thematicArea", "skos:Concept"),
    "function": ("dct:type", "skos:Concept"),
    "audience": ("dct:audience", "skos:Concept"),
    "subject": ("cv:isClassifiedBy", "skos:Concept"),
    "language": ("dct:language", "dct:LinguisticSystem"),
    "territory": ("dct:spatial", "dct:Location"),
}
"""What says each sense in which services are classified, and of which class its values are."""


class Likeness(NamedTuple):
    """How probable it is that two services are of the same type, as somebody worked it out."""

    first: str
    second: str
    score: Decimal


def to_rdf(known: Journey | Catalogue, *, likenesses: Iterable[Likeness] = ()) -> Iterator[Triple]:
    """Everything a catalogue knows, each triple once; ``likenesses`` are worked out elsewhere."""
    for said in statements(known, likenesses=likenesses):
        yield from parsed(said)


def n_triples(said: Iterable[Statement]) -> str:
    """Statements as N-Triples."""
    return "".join([f"{subject} {TERMS[predicate]} {value} .\n" for subject, predicate, value in said])


def parsed(said: Iterable[Statement]) -> Iterator[Triple]:
    """Statements as triples."""
    return (quad.triple for quad in parse(n_triples(said), format=RdfFormat.N_TRIPLES))


def statements(known: Journey | Catalogue, *, likenesses: Iterable[Likeness] = ()) -> Iterator[list[Statement]]:
    """The same as statements, thing by thing."""
    out = Triples(known.catalogue if isinstance(known, Journey) else known)
    catalogue_itself(out)
    code_lists(out)
    yield out.taken()
    for kind, (entries, tell) in REGISTERS.items():
        for code, entry in entries(out.catalogue).items():
            out.once(out.node(kind, code), partial(tell, out, entry))
            yield out.taken()
    for service in out.catalogue.services.values():
        tell_service(out, service)
        yield out.taken()
    for likeness in likenesses:
        _likeness(out, likeness)
    yield out.taken()


def described(known: Catalogue, kind: str, code: str) -> list[Statement]:
    """What is said of one service (with its local offers), life event, organisation or evidence type.

    ``kind`` as in ``terms.iri_of``, or ``catalogue``: what is said of the catalogue itself and its codes. Raises
    KeyError for a code that there is not.
    """
    out = Triples(known)
    if kind == "service":
        tell_service(out, known.services[code])
    elif kind == "catalogue":
        _itself(out)
    else:
        entries, tell = REGISTERS[kind]
        tell(out, entries(known)[code], out.node(kind, code))
    return out.taken()


def _itself(out: Triples) -> None:
    """The catalogue, and the codes that have no page of their own."""
    catalogue_itself(out)
    code_lists(out)
    for kind in ("role", "stage"):
        entries, tell = REGISTERS[kind]
        for code, entry in entries(out.catalogue).items():
            tell(out, entry, out.node(kind, code))


def tell_service(out: Triples, service: PublicService) -> None:
    """A public service, and what differs where a region offers it."""
    node = out.node("service", service.code)
    out.kinds(node, "cpsv:PublicService")
    out.plain(node, "dct:identifier", service.identifier or service.code)
    out.plain(node, "lj:slug", service.slug)
    out.text(node, "dct:title", service.name)
    out.text(node, "dct:description", service.description)
    out.line(node, "dcat:keyword", *service.keywords)
    out.say(node, "dct:isPartOf", out.node("code", "dataset"))
    out.say(node, "cv:hasCompetentAuthority", out.node("organisation", service.competent_authority))
    _classified(out, service, node)
    _in_lives(out, service, node)
    _conditions(out, service, node)
    parts.circumstances(out, service, node)
    _in_time(out, service, node)
    _among_others(out, service, node)
    out.text(node, "lj:complaints", service.complaints)
    out.text(node, "lj:inclusion", service.inclusion)
    if service.standard:
        out.part(node, "lj:standard", "standard", tell=partial(parts.standard, out, service.standard))
    for law in service.legal_resources:
        out.law(node, "cv:hasLegalResource", law)
    for number, example in enumerate(service.examples, 1):
        out.part(node, "lj:example", f"example-{number}", tell=partial(parts.example, out, example))
    for offer in out.offers.get(service.code, ()):
        out.part(node, "lj:hasOffer", f"offer-{offer.region}", tell=partial(tell_offer, out, offer))


def _classified(out: Triples, service: PublicService, node: Node) -> None:
    """The codes it falls under; the functions of government are those of the national reference."""
    code = service.code
    out.concept(node, "cv:thematicArea", out.node("code", f"domain-{code.domain}"))
    out.concept(node, "cv:isClassifiedBy", out.node("code", f"object-{code.domain}.{code.object}"))
    out.concept(node, "cv:isClassifiedBy", out.node("code", f"action-{code.action}"))
    if service.ral:
        out.notation(node, "dct:type", service.ral)
    for goal in service.asta_cita:
        out.notation(node, "lj:astaCita", f"asta-cita-{goal}")
    for entry in service.classifications:
        predicate, kind = _SENSES[entry.sense]
        named = out.once(f"<{entry.iri}>", partial(_listed, out, (kind, entry.name)))
        out.say(node, predicate, named)


def _listed(out: Triples, entry: tuple[str, Text | None], node: Node) -> None:
    """An entry of somebody else's code list."""
    kind, name = entry
    out.kinds(node, kind)
    out.text(node, "skos:prefLabel", name)


def _in_lives(out: Triples, service: PublicService, node: Node) -> None:
    """The events that call for it, and whose facts its rules speak of."""
    for event in service.life_events:
        out.say(node, "cv:isGroupedBy", out.event(event))
    if isinstance(service.beneficiary, Mapping):
        for event, role in service.beneficiary.items():
            name = f"beneficiary-{event}"
            out.part(node, "lj:beneficiaryAt", name, tell=partial(_beneficiary, out, (event, role)))
    elif service.beneficiary:
        out.say(node, "lj:beneficiary", out.node("role", service.beneficiary))


def _beneficiary(out: Triples, at: tuple[str, str], node: Node) -> None:
    event, role = at
    out.kinds(node, "lj:Beneficiary")
    out.say(node, "lj:atEvent", out.event(event))
    out.say(node, "lj:beneficiary", out.node("role", role))


def _conditions(out: Triples, service: PublicService, node: Node) -> None:
    """What it asks for, and what it gives; both also directly, as a chain of documents."""
    for number, requirement in enumerate(service.requirements, 1):
        out.part(
            node, "cv:holdsRequirement", f"requirement-{number}", tell=partial(parts.requirement, out, requirement)
        )
    for number, demand in enumerate(service.evidence, 1):
        out.part(node, "cv:holdsRequirement", f"evidence-{number}", tell=partial(parts.demand, out, demand))
    for code in dict.fromkeys(code for _place, demand in service.demands() for code in demand.types):
        out.say(node, "cv:hasInputType", out.node("evidence", code))
    for number, output in enumerate(service.produces, 1):
        out.part(node, "cpsv:produces", f"output-{number}", tell=partial(parts.output, out, output))
    for code in dict.fromkeys(output.type for output in service.produces if not output.updates):
        out.say(node, "cpsvno:hasOutputType", out.node("evidence", code))


def _in_time(out: Triples, service: PublicService, node: Node) -> None:
    """When it is there, by when it must be asked for, and what comes again."""
    if service.deadline:
        out.part(node, "lj:deadline", "deadline", tell=partial(parts.deadline, out, service.deadline))
    if service.recurs:
        out.part(node, "lj:recurs", "recurrence", tell=partial(parts.recurrence, out, service.recurs))
    out.concept(node, STATUS, TERMS[f"lj:status-{service.status}"])
    out.plain(node, "schema:validFrom", service.valid_from)
    out.plain(node, "schema:validThrough", service.valid_to)
    for number, benefit in enumerate(service.benefit, 1):
        out.part(node, "lj:benefit", f"benefit-{number}", tell=partial(parts.benefit, out, benefit))


def _among_others(out: Triples, service: PublicService, node: Node) -> None:
    """How it stands to other services."""
    links = {"dct:requires": service.requires, "lj:excludes": service.excludes, "dct:isReplacedBy": service.successors}
    for predicate, keys in links.items():
        for key in keys:
            out.say(node, predicate, out.service(key))


def tell_offer(out: Triples, offer: Offer, node: Node) -> None:
    """A service as one region gives it."""
    out.identified(node, "lj:Offer")
    out.say(node, "dct:spatial", out.node("region", offer.region))
    out.flag(node, "lj:withoutCost", value=offer.costs == ())
    parts.circumstances(out, offer, node)


def _likeness(out: Triples, likeness: Likeness) -> None:
    first = out.service(likeness.first)
    other = out.catalogue.services.find(likeness.second).code
    out.part(first, "lj:hasLikeness", f"like-{other}", tell=partial(_like, out, likeness))


def _like(out: Triples, likeness: Likeness, node: Node) -> None:
    out.kinds(node, "lj:Likeness")
    out.say(node, "lj:likeService", out.service(likeness.second))
    out.plain(node, "lj:score", likeness.score)
