from __future__ import annotations

import numpy as np

from planning.ties import FEW, MOST_OF_ONE_OBJECT, Facts, Ties, tied, ties_of
from planning.whom import bounds_of


def tie(one: Facts, other: Facts, *more: Facts) -> Ties:
    """The ties of the first two, among others."""
    facts = [one, other, *more]
    return ties_of(facts, [f"k{place}" for place in range(len(facts))], (np.array([0]), np.array([1])))


def holds(name: str, one: Facts, other: Facts, *more: Facts) -> bool:
    forth, back = (bool(getattr(tie(a, b, *more), name)[0]) for a, b in ((one, other), (other, one)))
    assert forth == back, name
    return forth


def named(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_the_parts_of_a_code_are_compared_one_by_one() -> None:
    one, other = (
        Facts(object="0201.014", action="01", variant="00"),
        Facts(object="0201.014", action="03", variant="00"),
    )

    assert holds("same_object", one, other)
    assert not holds("same_action", one, other)
    assert holds("same_variant", one, other)
    assert holds("different", one, other)
    assert not holds("same_object", Facts(), Facts())


def test_one_code_is_one_type() -> None:
    one = Facts(object="0201.014", action="01", variant="00")

    assert holds("same", one, one)
    assert not holds("different", one, one)


def test_a_successor_is_of_the_same_type_even_with_another_code() -> None:
    one, other = Facts(successors=named("k1"), ended=True), Facts(asks=named("x"))

    assert tie(one, other).succeeded[0]
    assert tie(one, other).same[0]
    assert tie(one, other).ended[0]
    assert not tie(Facts(successors=named("k9")), Facts()).succeeded[0]


def test_what_one_gives_and_the_other_asks_leads_from_one_to_the_other() -> None:
    one, other = Facts(gives=named("letter")), Facts(asks=named("letter", "photo"))

    assert holds("prerequisite", one, other)
    assert holds("leads", one, other)
    assert holds("different", one, other)


def test_a_document_that_many_ask_for_is_not_worth_telling() -> None:
    one, other = Facts(gives=named("ktp")), Facts(asks=named("ktp"))
    others = [other] * FEW

    assert holds("prerequisite", one, other, *others)
    assert not holds("leads", one, other, *others)
    assert holds("leads", one, other, *others[1:])


def test_a_first_issue_leads_to_a_renewal_of_the_same_object() -> None:
    first = Facts(object="0129.001", action="01", gives=named("sim"))
    renewal = Facts(object="0129.001", action="02", renews=named("sim"))

    assert holds("leads", first, renewal)
    assert not holds("leads", Facts(gives=named("sim")), Facts(renews=named("sim")))


def test_what_has_to_come_first_leads() -> None:
    assert tie(Facts(), Facts(after=named("k0"))).leads[0]


def test_what_only_one_of_two_can_get_is_apart() -> None:
    one, other = (Facts(bounds=bounds_of([rule])) for rule in ("age_years < 17", "age_years >= 17"))

    assert holds("apart", one, other)
    assert not holds("apart", one, one)
    assert not holds("apart", one, Facts(bounds=bounds_of(["married"])))


def test_regions_differ_only_where_both_are_known() -> None:
    assert holds("other_region", Facts(region="33.74"), Facts(region="51.71"))
    assert not holds("other_region", Facts(region="33.74"), Facts())
    assert not holds("other_region", Facts(region="33.74"), Facts(region="33.74"))


def test_needs_agencies_functions_and_deeds_are_shared() -> None:
    one = Facts(action="11", needs=named("birth"), agencies=named("a", "old-a"), functions=named("s1"))
    other = Facts(action="16", needs=named("birth", "death"), agencies=named("old-a"), functions=named("s1", "s2"))

    assert all(holds(name, one, other) for name in ("same_need", "same_agency", "same_function", "same_deed"))
    assert not holds("same_deed", Facts(action="01"), Facts(action="01"))


def test_words_tell_apart_only_where_both_say_something_else() -> None:
    assert holds("other_deed", Facts(deeds=named("first")), Facts(deeds=named("renew")))
    assert not holds("other_deed", Facts(deeds=named("first")), Facts())
    assert not holds("other_thing", Facts(things=named("card")), Facts(things=named("card", "book")))


def test_pairs_with_a_tie_are_looked_at_whatever_their_texts() -> None:
    facts = {
        "a": Facts(object="1", successors=named("b")),
        "b": Facts(object="2", gives=named("x"), functions=named("s")),
        "c": Facts(object="1", asks=named("x"), after=named("d")),
        "d": Facts(functions=named("s")),
    }

    found = {frozenset(pair) for pair in tied(list(facts.values()), list(facts))}

    assert found == {named("a", "b"), named("a", "c"), named("b", "c"), named("c", "d"), named("b", "d")}


def test_many_of_one_object_or_function_are_not_all_paired() -> None:
    objects = [Facts(object="1")] * (MOST_OF_ONE_OBJECT + 1)
    functions = [Facts(functions=named("s"))] * (FEW + 1)

    for many in (objects, functions):
        assert tied(many, [str(place) for place in range(len(many))]) == set()
        assert len(tied(many[1:], [str(place) for place in range(len(many) - 1)])) > 1


def test_no_records_have_no_ties() -> None:
    none = np.empty(0, dtype=np.int64)

    assert tied([], []) == set()
    assert len(ties_of([], [], (none, none)).same) == 0
