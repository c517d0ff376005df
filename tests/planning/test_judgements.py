from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from catalogue.errors import CatalogueError
from catalogue.load import load_catalogue
from catalogue.registers import Judgement
from catalogue.store import Catalogue
from journeys.journey import Journey
from planning.catalogued import Entry, entries_of
from planning.compare import compare
from planning.duplicates import compared_entries
from planning.judgements import (
    Judged,
    NoRegister,
    Review,
    digest_of,
    open_pairs,
    register_path,
    with_judgement,
    write_judgements,
)
from tests.lifejourney.command_line import CIVIL
from tests.small_catalogues import changed, copied

HEAD = "# What planners found.\n# Second line.\n"
DAY = date(2026, 11, 22)
REGISTER = ("life_events: registers/life_events.yaml", "life_events: registers/life_events.yaml\n  judgements: j.yaml")


def found(catalogue: Catalogue) -> dict[str, Entry]:
    return {entry.slug: entry for entry in entries_of(catalogue, "service")}


def judgement(one: Entry, other: Entry, verdict: str) -> Judgement:
    return Judgement.model_validate(
        {
            "a": one.slug,
            "b": other.slug,
            "verdict": verdict,
            "by": "Tim",
            "day": DAY,
            "why": "Lain.",
            "digest": digest_of(one, other),
        }
    )


def test_a_digest_changes_with_what_is_compared_and_with_nothing_else(civil: Catalogue) -> None:
    entries, costs, name = (
        found(each)
        for each in (
            civil,
            changed(civil, "school-aid", costs=[{"value": 5}]),
            changed(civil, "school-aid", name={"id": "Lain"}),
        )
    )
    before = digest_of(entries["school-aid"], entries["child-card"])

    assert before == digest_of(entries["child-card"], entries["school-aid"])
    assert before == digest_of(costs["school-aid"], costs["child-card"])
    assert before != digest_of(name["school-aid"], name["child-card"])


@pytest.mark.parametrize(("verdict", "told"), [("same", True), ("different", False)])
def test_a_verdict_holds_until_one_of_the_two_changes(civil: Catalogue, verdict: str, told: bool) -> None:  # noqa: FBT001
    entries = found(civil)
    judged = judgement(entries["child-card"], entries["school-aid"], verdict)
    catalogue = replace(civil, judgements=(judged,))
    later = changed(catalogue, "school-aid", name={"id": "Lain", "en": "Other"})

    held = Judged(catalogue, "service", list(entries.values()))
    stale = Judged(later, "service", list(found(later).values()))

    assert held.verdicts == {("child-card", "school-aid"): told}
    assert held.has("school-aid", "child-card")
    assert stale.verdicts == {}
    assert not stale.has("school-aid", "child-card")


def test_unsure_is_no_verdict_yet_not_asked_again(civil: Catalogue) -> None:
    entries = found(civil)
    judged = judgement(entries["child-card"], entries["school-aid"], "unsure")
    held = Judged(replace(civil, judgements=(judged,)), "service", list(entries.values()))

    assert held.verdicts == {}
    assert held.has("child-card", "school-aid")


def test_a_verdict_on_an_application_says_nothing_of_services(civil: Catalogue) -> None:
    entries = found(civil)
    judged = judgement(entries["child-card"], entries["school-aid"], "same").model_copy(update={"kind": "application"})

    assert Judged(replace(civil, judgements=(judged,)), "service", list(entries.values())).verdicts == {}


def test_a_verdict_fixes_the_score_and_shifts_the_others(shipped: Journey) -> None:
    entries = entries_of(shipped.catalogue, "service")
    keys = [entry.slug for entry in entries]

    def score(judged: dict[tuple[str, str], bool], a: str, b: str) -> float:
        made = compare(entries, kept=True, judged=judged)
        ends = {(keys.index(a), keys.index(b)), (keys.index(b), keys.index(a))}
        pairs = zip(made.found.pairs.left.tolist(), made.found.pairs.right.tolist(), strict=True)
        return float(made.score[next(place for place, pair in enumerate(pairs) if pair in ends)])

    one = ("perubahan-elemen-data", "kartu-keluarga-perubahan")
    other = ("uptd-ppa", "rumah-perlindungan")

    assert score({one: True}, *one) > 0.999 > score({}, *one) > 0.001 > score({one: False}, *one)
    assert score({one: True}, *other) > score({}, *other) > score({one: False}, *other)


def test_many_verdicts_say_what_each_feature_is_worth(shipped: Journey) -> None:
    entries = entries_of(shipped.catalogue, "service")
    plain = compare(entries, kept=True)
    order = sorted(range(len(plain.score)), key=lambda place: -plain.score[place])
    judged = {
        (plain.ends(place)[0].slug, plain.ends(place)[1].slug): number % 2 == 0
        for number, place in enumerate(order[10:40])
    }

    taught = compare(entries, kept=True, judged=judged)

    assert taught.found.weights != plain.found.weights
    assert sum(taught.score > 0.999) >= 15


def test_open_pairs_are_those_nobody_has_judged(shipped: Journey) -> None:
    unjudged = replace(shipped.catalogue, judgements=())
    compared, judged = compared_entries(unjudged)
    pairs = [tuple(entry.slug for entry in compared.ends(place)) for place in open_pairs(compared, judged)]

    assert ("kartu-keluarga-perubahan", "perubahan-elemen-data") in pairs
    assert ("nib", "iumk") not in pairs, "its successor is known"
    assert list(open_pairs(*compared_entries(shipped.catalogue))) == []


def test_a_new_judgement_takes_the_place_of_the_old(civil: Catalogue) -> None:
    entries = found(civil)
    one, other, third = (entries[slug] for slug in ("child-card", "school-aid", "birth-certificate"))
    old = with_judgement((), judgement(one, other, "same"))
    old = with_judgement(old, judgement(third, other, "same"))

    new = with_judgement(old, judgement(other, one, "different"))

    assert [(each.a, each.b, each.verdict) for each in new] == [
        ("birth-certificate", "school-aid", "same"),
        ("school-aid", "child-card", "different"),
    ]


def test_a_review_writes_what_is_read_again_and_keeps_the_head(tmp_path: Path, civil: Catalogue) -> None:
    root = copied(CIVIL, tmp_path, {"services.yaml": REGISTER})
    path = root / "j.yaml"
    path.write_text(f"{HEAD}judgements: []\n", encoding="utf-8")
    entries = found(civil)
    review = Review(path, (), kind="service", by="Dewi: perencana")

    review.keep((entries["school-aid"], entries["child-card"]), "different", "Yang satu “kartu”: bukan.", day=DAY)
    review.keep((entries["child-card"], entries["birth-certificate"]), "unsure", "Belum jelas.", day=DAY)

    assert path.read_text(encoding="utf-8").startswith(f"{HEAD}judgements:\n  - a: birth-certificate\n")
    read = load_catalogue(root, cache=False)
    assert [(one.a, one.b, one.verdict, one.by) for one in read.judgements] == [
        ("birth-certificate", "child-card", "unsure", "Dewi: perencana"),
        ("child-card", "school-aid", "different", "Dewi: perencana"),
    ]
    assert load_catalogue(root).judgements == load_catalogue(root).judgements == read.judgements
    assert register_path(read, root) == path


def test_a_register_may_begin_without_a_file(tmp_path: Path) -> None:
    write_judgements(tmp_path / "new.yaml", ())

    assert (tmp_path / "new.yaml").read_text(encoding="utf-8") == "judgements: []\n"


def test_a_catalogue_without_a_register_keeps_none(civil: Catalogue) -> None:
    assert civil.judgements == ()
    with pytest.raises(NoRegister):
        register_path(civil, CIVIL)


ENTRY = "{a: child-card, b: school-aid, verdict: same, by: x, day: 2026-11-22, why: y, digest: 0123456789abcdef}"


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (ENTRY.replace("child-card", "school-aid"), [("judgement-of-one", "j.yaml:2:5")]),
        (ENTRY.replace("child-card", "child-crd"), [("unknown-service", "j.yaml:2:9")]),
        (ENTRY.replace("{a", "{kind: application, a"), [("unknown-application", "j.yaml:2:28")] * 2),
        (f"{ENTRY}\n  - {ENTRY}", [("judged-twice", "j.yaml:3:5")]),
        (ENTRY.replace("same", "sam"), [("not-an-option", "j.yaml:2:45")]),
        (ENTRY.replace("0123456789abcdef", "x"), [("bad-form", "j.yaml:2:91")]),
    ],
)
def test_what_is_wrong_in_the_register_is_told_with_its_place(
    tmp_path: Path, entries: str, told: list[tuple[str, str]]
) -> None:
    root = copied(CIVIL, tmp_path, {"services.yaml": REGISTER})
    (root / "j.yaml").write_text(f"judgements:\n  - {entries}\n", encoding="utf-8")

    with pytest.raises(CatalogueError) as error:
        load_catalogue(root, cache=False)

    assert [one.rule for one in error.value.problems] == [rule for rule, _place in told]
    assert str(error.value.problems[0].place) == told[0][1]
