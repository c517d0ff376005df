from __future__ import annotations

import pytest

from catalogue.store import Catalogue
from journeys.journey import Journey
from planning.compare import Compared
from planning.drafts import NEAREST, Draft, draft_entry, like
from planning.duplicates import Pair, compared_entries
from tests.small_catalogues import with_services


@pytest.fixture(scope="module")
def known(shipped: Journey) -> Compared:
    return compared_entries(shipped.catalogue)[0]


def nearest(known: Compared, catalogue: Catalogue, **fields: object) -> list[Pair]:
    return like(known, draft_entry(catalogue, Draft.model_validate(fields)))


def test_what_is_there_already_is_found(known: Compared, shipped: Journey) -> None:
    first, *others = nearest(
        known,
        shipped.catalogue,
        name={"id": "Penerbitan akta kelahiran anak"},
        description={"id": "Anak yang lahir mendapat kutipan akta kelahiran dan NIK."},
        agencies=["disdukcapil"],
        life_events=["birth"],
        produces=["birth-certificate"],
        laws=["UU 24/2013"],
        evidence=["family-card"],
    )

    assert (first.a.id, first.b.slug, first.relation) == ("", "akta-kelahiran", "duplicate")
    assert first.score > 0.5
    assert len(others) < NEAREST
    assert {"text", "life_events", "outputs"} <= {reason.feature for reason in first.why}


def test_what_is_new_is_like_nothing(known: Compared, shipped: Journey) -> None:
    found = nearest(known, shipped.catalogue, name={"en": "Licence to launch rockets into orbit"})

    assert all(pair.score < 0.5 for pair in found)


def test_what_a_service_asks_for_comes_before_it(known: Compared, shipped: Journey) -> None:
    found = nearest(
        known, shipped.catalogue, name={"id": "Keterangan kelahiran desa"}, produces=["birth-statement-village"]
    )

    assert ("akta-kelahiran", "sequence") in {(pair.b.slug, pair.relation) for pair in found}


def test_a_draft_without_words_is_like_nothing(known: Compared, shipped: Journey) -> None:
    assert nearest(known, shipped.catalogue, name={}) == []


def test_a_catalogue_without_pairs_has_nothing_alike(civil: Catalogue) -> None:
    alone = with_services(civil, list(civil.services.values())[:1])

    assert nearest(compared_entries(alone)[0], alone, name={"id": "Akta"}) == []
