from __future__ import annotations

import pytest

from catalogue.parts import LegalResource
from catalogue.store import Catalogue
from ontology.terms import BASE, TERMS, VOCABULARY, address, base_of, in_camel_case, iri_of, law_code, part_of


def test_terms_are_written_with_their_prefix() -> None:
    assert TERMS["lj:rule"] == f"<{VOCABULARY}rule>"
    assert TERMS["dct:title"] is TERMS["dct:title"]


def test_a_catalogue_says_below_which_address_its_things_stand(full: Catalogue, civil: Catalogue) -> None:
    assert base_of(full.manifest) == "https://layanan.example.go.id/katalog/"
    assert base_of(civil.manifest) == BASE


@pytest.mark.parametrize(
    ("kind", "code", "iri"),
    [
        ("service", "0201.014.01.00-55", "v1/services/0201.014.01.00-55"),
        ("event", "birth", "v1/life-events/birth"),
        ("organisation", "kemendagri", "v1/organisations/kemendagri"),
        ("concept", "age_days", "v1/concepts#age_days"),
        ("code", "domain-0201", "v1/catalogue#domain-0201"),
    ],
)
def test_things_have_the_addresses_at_which_they_are_shown(kind: str, code: str, iri: str) -> None:
    assert iri_of(kind, code) == BASE + iri
    assert iri_of(kind, code, base="https://a.id/") == f"https://a.id/{iri}"


def test_a_part_of_a_part_has_a_longer_fragment() -> None:
    channel = part_of("<https://a.id/s>", "channel-1")
    assert channel == "<https://a.id/s#channel-1>"
    assert part_of(channel, "cost-1") == "<https://a.id/s#channel-1-cost-1>"


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://a.go.id/b?c=d&e=f#g", "https://a.go.id/b?c=d&e=f#g"),
        ("https://a.go.id/{b}", "https://a.go.id/%7Bb%7D"),
        ("https://a.go.id/b[1]|c", "https://a.go.id/b%5B1%5D%7Cc"),
        ("https://a.go.id/100%", "https://a.go.id/100%25"),
        ("https://a.go.id/a%20b", "https://a.go.id/a%20b"),
        ("https://a.go.id/b#c#d", "https://a.go.id/b#c%23d"),
        ("https://a.go.id/é", "https://a.go.id/%C3%A9"),
    ],
)
def test_what_no_iri_may_hold_is_escaped(url: str, iri: str) -> None:
    assert address(url) == f"<{iri}>"


def test_laws_are_told_apart_however_alike_their_titles_are() -> None:
    laws = [
        LegalResource(title="UU 23/2006"),
        LegalResource(title="UU 23-2006"),
        LegalResource(title="UU 23/2006", article="pasal 27"),
        LegalResource(title="UU 23/2006 pasal 27"),
        LegalResource(title="UU 23/2006", url="https://peraturan.go.id/a"),
    ]
    codes = [law_code(law) for law in laws]
    assert len(set(codes)) == len(laws)
    assert codes[2].startswith("uu-23-2006-pasal-27-")


def test_names_of_fields_become_names_of_properties() -> None:
    assert in_camel_case("legal_basis") == "legalBasis"
