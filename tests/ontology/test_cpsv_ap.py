"""Nothing that a catalogue says is lost, said twice or said in another order the next time."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel, ValidationError
from pyoxigraph import NamedNode

from catalogue.models import Offer, PublicService
from catalogue.store import Catalogue
from journeys.journey import Journey, build_journey
from ontology.cpsv_ap import Likeness, described, parsed, statements, tell_offer, tell_service, to_rdf
from ontology.register_triples import REGISTERS
from ontology.terms import TERMS, base_of, iri_of
from ontology.triples import Statement, Triples

EVERYTHING = "0601.002.01.00-68"
Path = tuple[str | int, ...]
_Model = TypeVar("_Model", bound=BaseModel)


def value_at(known: Catalogue, code: str, part: str, predicate: str) -> set[str]:
    """What a part of a service says under a predicate, as Turtle writes it."""
    subject = f"<{iri_of('service', code, base=base_of(known.manifest))}{part}>"
    said = described(known, "service", code)
    return {value for about, word, value in said if (about, word) == (subject, predicate)}


def test_every_triple_is_said_once(full: Catalogue, civil: Catalogue, village_catalogue: Catalogue) -> None:
    for known in (full, civil, village_catalogue):
        assert [one for one, number in Counter(to_rdf(known)).items() if number > 1] == []


def test_the_same_catalogue_says_the_same_in_the_same_order(full: Catalogue) -> None:
    assert list(to_rdf(full)) == list(to_rdf(build_journey(full)))


def test_everything_that_has_an_iri_of_ours_is_described(full: Catalogue) -> None:
    said = list(to_rdf(full))
    base = base_of(full.manifest)
    described_ = {one.subject for one in said}
    named = {one.object for one in said if isinstance(one.object, NamedNode) and one.object.value.startswith(base)}
    assert named - described_ == set()


def test_subjects_stay_in_one_piece(full: Catalogue, village_catalogue: Catalogue) -> None:
    for known in (full, village_catalogue):
        order = [one.subject for one in to_rdf(known)]
        pieces = [subject for place, subject in enumerate(order) if place == 0 or order[place - 1] != subject]
        assert [subject for subject, number in Counter(pieces).items() if number > 1] == []


# ── every field ──────────────────────────────────────────────────────────────────────────────────────────────────


def paths(data: object, path: Path = ()) -> Iterator[Path]:
    """The way to every key and list item, the innermost first."""
    items = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from paths(value, (*path, key))
        yield (*path, key)


def without(data: Mapping[str, object], path: Path) -> object:
    """The same without what stands there."""
    changed = copy.deepcopy(data)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return changed


def kept_silent(entry: _Model, say: Callable[[_Model], list[Statement]]) -> list[Path]:
    """The fields whose loss nobody would notice in the triples."""
    before = set(say(entry))
    data = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    found = []
    for path in paths(data):
        try:
            changed = type(entry).model_validate(without(data, path))
        except (ValidationError, KeyError):
            continue  # it may not be left out
        if changed != entry and set(say(changed)) == before:
            found.append(path)
    return found


def test_no_field_of_a_service_is_lost(full: Catalogue) -> None:
    def say(service: PublicService) -> list[Statement]:
        out = Triples(full)
        tell_service(out, service)
        return out.taken()

    service = full.services[EVERYTHING]
    unsaid = {name for name in type(service).model_fields if not getattr(service, name)}
    assert unsaid == {"iri"}, "an IRI from elsewhere names the service itself"
    for each in full.services.values():
        assert kept_silent(each, say) == []


def test_no_field_of_an_offer_is_lost(full: Catalogue) -> None:
    def say(offer: Offer) -> list[Statement]:
        out = Triples(full)
        tell_offer(out, offer, "<https://a.id/s#offer>")
        return out.taken()

    for offer in full.offers.values():
        assert kept_silent(offer, say) == []


@pytest.mark.parametrize("kind", REGISTERS)
def test_no_field_of_a_register_is_lost(full: Catalogue, kind: str) -> None:
    entries, tell = REGISTERS[kind]
    for code, entry in entries(full).items():

        def say(changed: BaseModel, code: str = code) -> list[Statement]:
            out = Triples(full)
            tell(out, changed, out.node(kind, code))
            return out.taken()

        assert kept_silent(entry, say) == [], code


def test_codes_and_the_catalogue_itself_are_said(full: Catalogue) -> None:
    said = {(subject, predicate): value for part in statements(full) for subject, predicate, value in part}
    base = base_of(full.manifest)
    dataset = f"<{base}v1/catalogue#dataset>"
    assert said[dataset, "lj:assumedTimeSource"] == '"Perkiraan"'
    assert said[dataset, "dct:license"] == "<https://spdx.org/licenses/CC-BY-4.0>"
    assert said[f"<{base}v1/catalogue#object-0601.002>", "lj:slug"] == '"everything"'
    assert said[f"<{base}v1/services/0201.002.02.00-79>", "lj:reason"] == '"Merged"@en'


# ── what the profile asks for ────────────────────────────────────────────────────────────────────────────────────


def test_a_rule_is_a_constraint_and_a_condition_without_one_is_not(full: Catalogue) -> None:
    kinds = [value_at(full, EVERYTHING, f"#requirement-{number}", "rdf:type") for number in (1, 3)]
    assert kinds[0] == {TERMS["cv:Requirement"], TERMS["cv:Constraint"]}
    assert kinds[1] == {TERMS["cv:Requirement"], TERMS["lj:UnmodelledCondition"]}


def test_the_value_of_a_fee_is_a_double_as_it_was_written(full: Catalogue) -> None:
    double = "http://www.w3.org/2001/XMLSchema#double"
    assert value_at(full, EVERYTHING, "#cost-1", "cv:hasValue") == {f'"12500.5"^^<{double}>'}
    assert value_at(full, EVERYTHING, "#cost-2", "cv:hasValue") == set()


def test_texts_are_escaped(civil: Catalogue) -> None:
    text = 'a "b" \\c\nd\re'
    out = Triples(civil)
    out.plain("<https://a.id/>", "dct:title", text)
    out.plain("<https://a.id/>", "dct:title", 1.5)
    assert [str(one.object) for one in parsed(out.taken())] == [
        r'"a \"b\" \\c\nd\re"',
        '"1.5"^^<http://www.w3.org/2001/XMLSchema#double>',
    ]


@pytest.mark.parametrize(
    ("duration", "written"),
    [("P2W", "P14D"), ("P1M2W3DT4H", "P1M17DT4H"), ("P1Y", "P1Y"), ("PT90M", "PT90M")],
)
def test_weeks_are_days_in_xml_schema(civil: Catalogue, duration: str, written: str) -> None:
    out = Triples(civil)
    out.duration("<https://a.id/>", "lj:within", duration)
    assert [value for _about, _word, value in out.taken()] == [
        f'"{written}"^^<http://www.w3.org/2001/XMLSchema#duration>'
    ]


def test_documents_of_one_of_stand_in_lists_of_their_own(full: Catalogue) -> None:
    lists = value_at(full, EVERYTHING, "#evidence-1", "cv:hasEvidenceTypeList")
    assert len(lists) == 2
    assert value_at(full, EVERYTHING, "#evidence-1-list-2", "cv:specifiesEvidenceType") == {
        "<https://layanan.example.go.id/katalog/v1/evidence/village-statement>"
    }
    assert value_at(full, EVERYTHING, "#evidence-1", "dct:title") == {
        '"Surat keterangan kelahiran atau Surat keterangan desa"@id',
        '"Birth statement or Village statement"@en',
    }


def test_a_service_is_described_with_its_offers(full: Catalogue) -> None:
    assert value_at(full, EVERYTHING, "#offer-11.71", "lj:withoutCost")
    assert not value_at(full, "0201.001.01.00-18", "#offer-11.71", "lj:withoutCost")


@pytest.mark.parametrize(
    ("kind", "code"), [("event", "school"), ("organisation", "home-affairs"), ("evidence", "form")]
)
def test_one_entry_is_described_as_in_the_whole(full: Catalogue, kind: str, code: str) -> None:
    own = {one for one in to_rdf(full) if one.subject == NamedNode(iri_of(kind, code, base=base_of(full.manifest)))}
    assert own <= set(parsed(described(full, kind, code)))


def test_what_there_is_not_cannot_be_described(full: Catalogue) -> None:
    with pytest.raises(KeyError):
        described(full, "event", "nothing")


def test_likenesses_are_said_as_they_are_given(full: Catalogue) -> None:
    alike = Likeness("school-aid", "school-aid-renewal", Decimal("0.75"))
    more = set(to_rdf(full, likenesses=[alike])) - set(to_rdf(full))
    score = NamedNode(TERMS["lj:score"][1:-1])
    assert {str(one.object) for one in more if one.predicate == score} == {
        '"0.75"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    }
    assert len(more) == 4


def test_the_shipped_catalogue_is_said_whole(shipped: Journey) -> None:
    said = list(to_rdf(shipped))
    services = {one.subject for one in said if str(one.object) == TERMS["cpsv:PublicService"]}
    assert len(services) == len(shipped.catalogue.services)
    assert len(set(said)) == len(said)
