from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalogue.errors import UnknownCode
from catalogue.references import dangling, service_references
from journeys.journey import Journey
from planning.changes import Change, DropDocument, Merge, Retire, applied
from planning.merging import ChangeRefused
from tests.small_catalogues import issuing, journey_of, service, wanting

if TYPE_CHECKING:
    from catalogue.models import PublicService
    from catalogue.store import Catalogue


def after(village: Journey, services: list[PublicService], *changes: Change) -> Catalogue:
    return applied(journey_of(village, *services).catalogue, changes).after


def refused(village: Journey, services: list[PublicService], *changes: Change) -> ChangeRefused:
    with pytest.raises(ChangeRefused) as error:
        after(village, services, *changes)
    return error.value


def test_a_catalogue_stays_as_it_was_and_its_services_stay_its_own(village: Journey) -> None:
    before = journey_of(village, wanting("ktp"), issuing(2, "ktp"), service(3)).catalogue
    kept, told = before.services.find("s3"), repr(dict(before.services))
    changed = applied(before, [Retire("s2")])

    assert repr(dict(before.services)) == told
    assert changed.after.services.find("s2").status == "historical"
    assert changed.after.services.find("s2").catalogue is changed.after
    assert changed.after.services.find("s3") is kept
    assert kept.catalogue is before
    assert changed.after.version != before.version
    assert changed.touched == {before.services.find("s2").code}
    assert (len(changed.after.services), list(changed.after.services)) == (3, list(before.services))
    assert list(changed.after.services.slugs()) == ["s1", "s2", "s3"]


def test_the_links_of_changed_services_are_theirs(village: Journey) -> None:
    catalogue = after(village, [wanting("ktp", "photo"), issuing(2, "ktp")], DropDocument("ktp", "s1"))

    assert catalogue.services.linked("demands", "ktp") == ()
    assert catalogue.services.linked("demands", "photo") == (catalogue.services.find("s1").code,)
    assert catalogue.services.linked("issues", "ktp") == (catalogue.services.find("s2").code,)


def test_a_merged_service_stands_for_the_others_wherever_they_are_named(village: Journey) -> None:
    services = [
        issuing(1, "ktp", requires=["s2"], excludes=["s3"]),
        issuing(2, "ktp"),
        service(3, requires=["s2", "s1"], excludes=["s2"]),
        service(4, status="superseded", successors=[service(2).code]),
    ]
    changed = applied(journey_of(village, *services).catalogue, [Merge("s1", "s2")])
    first, second, third, fourth = (changed.after.services.find(f"s{number}") for number in range(1, 5))

    assert (second.status, second.successors) == ("superseded", (first.code,))
    assert (first.requires, first.excludes) == ((), ("s3",))
    assert (third.requires, third.excludes) == ((first.code,), (first.code,))
    assert fourth.successors == (first.code,)
    assert changed.image(second.code) == first.code
    assert changed.image(third.code) == third.code


def test_mergers_that_share_a_service_are_one(village: Journey) -> None:
    services = [service(number) for number in range(1, 6)]
    changed = applied(
        journey_of(village, *services).catalogue, [Merge("s1", "s2"), Merge("s3", "s4"), Merge("s4", "s1")]
    )

    assert [tuple(changed.after.services[code].slug for code in group) for group in changed.groups.values()] == [
        ("s1", "s2", "s3", "s4")
    ]


def test_who_drops_from_a_service_that_was_merged_means_the_merged_one(village: Journey) -> None:
    services = [wanting("ktp"), service(2, evidence=["ktp", "photo"])]
    catalogue = after(village, services, DropDocument("photo", "s2"), Merge("s1", "s2"))

    assert [demand.type for demand in catalogue.services.find("s1").evidence] == ["ktp"]


def test_what_only_the_document_could_meet_falls_away_and_elsewhere_it_is_no_alternative(village: Journey) -> None:
    demands = ["ktp", {"one_of": ["ktp", "photo"]}, {"one_of": ["ktp", "photo", "family-card"]}, "tax-return"]
    channels = [{"type": "counter", "evidence": ["ktp", "photo"]}, {"type": "web", "url": "https://desa.id"}]
    catalogue = after(village, [wanting(*demands, channels=channels)], DropDocument("ktp", "s1"))
    changed = catalogue.services.find("s1")

    assert [demand.types for demand in changed.evidence] == [("photo",), ("photo", "family-card"), ("tax-return",)]
    assert [[demand.types for demand in channel.evidence] for channel in changed.channels] == [[("photo",)], []]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([], "change-none"),
        ([Merge("s1", "s1")], "change-merge-itself"),
        ([Merge("s1")], "change-merge-itself"),
        ([Merge("s1", "s2", "s1")], "change-merge-itself"),
        ([Merge("s1", "s3")], "change-merge-not-active"),
        ([Merge("s1", "s2"), Retire("s2")], "change-merged-and-retired"),
        ([DropDocument("photo", "s1")], "change-not-demanded"),
        ([DropDocument("photo", "s2")], "change-not-demanded"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_the_reason(
    village: Journey, changes: list[Change], rule: str
) -> None:
    services = [wanting("ktp"), service(2), service(3, status="suspended")]
    error = refused(village, services, *changes)

    assert error.fault.rule == rule
    assert str(error)


@pytest.mark.parametrize(
    ("change", "near"),
    [
        (Retire("s9"), "s1"),
        (Merge("s1", "s"), "s1"),
        (DropDocument("kt", "s1"), "ktp"),
        (DropDocument("ktp", "s"), "s1"),
    ],
)
def test_what_there_is_not_is_told_with_what_comes_near(village: Journey, change: Change, near: str) -> None:
    with pytest.raises(UnknownCode) as error:
        after(village, [wanting("ktp")], change)

    assert near in error.value.nearest


def test_after_any_change_every_name_leads_somewhere(shipped: Journey) -> None:
    changes: list[Change] = [Merge("akta-kelahiran", "kartu-identitas-anak"), Retire("pbg"), DropDocument("ktp", "nib")]
    changed = applied(shipped.catalogue, changes)
    services = changed.after.services
    known = {"service": {*services, *services.slugs()}, "evidence": changed.after.evidence}
    named = [
        reference
        for code in changed.touched
        for reference in service_references(services[code])
        if reference.kind in known
    ]

    assert named
    assert list(dangling(named, known)) == []
