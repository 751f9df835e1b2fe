"""Which rows are held back, by hand and by trying every small table there is."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.disclosure.coarse import (
    age_words,
    ethnicity_words,
    may_name,
    plans_words,
    sex_words,
    sibling_words,
    stages_of,
)
from audits.rollup.disclosure.policy import Policy
from audits.rollup.disclosure.publishing import publish_ages
from audits.rollup.disclosure.suppression import held_rows, holds_back_several
from audits.rollup.wording.people import UNBORN_AGE, Age

FIVE = Policy(threshold=5)

# numbers, those in no row among them as "-"; what is held back: why
TABLES = [
    ({"a": 12, "b": 8}, ""),  # nothing is small
    ({"a": 12, "b": 3}, "ab"),  # 15 less 12 is 3
    ({"a": 20, "b": 9, "c": 3}, "bc"),  # twelve in two rows, one of them small: 1 to 5 beside 11 to 7
    ({"a": 20, "b": 9, "c": 9, "d": 3}, "bcd"),  # both of one size, so that neither tells where the other stands
    ({"a": 20, "b": 1, "c": 1}, "abc"),  # two together are 2, so each is 1
    ({"a": 20, "b": 7, "c": 1, "d": 1}, "abcd"),  # nine in three rows: 1, 2, 6 or 7
    ({"a": 11, "b": 10, "c": 5}, "abc"),  # 11 beside a pair that can only be 5 and 10
    ({"a": 18, "b": 17, "c": 5}, "abc"),  # 18 beside 5 and 17
    ({"a": 8, "b": 5, "c": 5, "d": 4}, "abcd"),
    ({"a": 15, "b": 7, "c": 6, "d": 2}, "abcd"),  # beside seven, two and six
    ({"a": 7, "b": 6, "c": 2}, "abc"),  # the same without a larger row
    ({"a": 20, "b": 4, "-": 3}, "ab-"),
    ({"a": 30, "b": 12, "-": 3}, "b-"),  # those not recorded are a row like the others
    ({"a": 30, "b": 3, "-": 12}, "b-"),
    ({"a": 40, "b": 12, "c": 3, "-": 30}, "bc"),
    ({"a": 0, "b": 4, "c": 7, "-": 8}, "abc-"),  # beside eight in no row, eleven in two rows: 4 to 7
    ({"a": 4}, "a"),
    ({"a": 4, "b": 0}, "ab"),  # a nought printed beside it would leave 4
    ({"a": 30, "b": 12, "c": 3, "d": 0}, "bc"),
    ({"-": 4}, "-"),
    ({}, ""),
]


@pytest.mark.parametrize(("numbers", "held"), TABLES)
def test_what_is_held_back(numbers: dict[str, int], held: str) -> None:
    assert held_rows(numbers, FIVE) == set(held)


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(1, 12))
def test_small_ones_and_one_size_above_them_or_everything(counts: list[int], threshold: int) -> None:
    policy = Policy(threshold=threshold)
    numbers = {str(place): n for place, n in enumerate(counts)}
    held = held_rows(numbers, policy)
    small = {key for key, n in numbers.items() if policy.holds_back(n)}
    assert small <= held
    assert bool(held) == bool(small)
    if held and held != set(numbers):
        assert len({numbers[key] for key in held - small}) == 1
        assert max(numbers[key] for key in held) < min(n for key, n in numbers.items() if key not in held and n)


def split(n: int, parts: int, least: int) -> Iterator[tuple[int, ...]]:
    """Every way of so many in so many parts."""
    spare = n - parts * least
    for bars in itertools.combinations(range(spare + parts - 1), parts - 1):
        yield tuple(b - a - 1 + least for a, b in itertools.pairwise((-1, *bars, spare + parts - 1)))


Rule = Callable[[Mapping[str, int], Policy], frozenset[str]]


def known_too_well(rule: Rule, threshold: int, n: int, parts: int, least: int = 1) -> list[tuple[str, set[int]]]:
    """A reader knows the rule and tries every table of n people: the numbers held back that may be fewer than the
    threshold, or small ones alone, though more was open before."""
    policy, printed = Policy(threshold=threshold), defaultdict(list)
    for table in split(n, parts, least):
        numbers = {str(place): one for place, one in enumerate(table)}
        held = rule(numbers, policy)
        if held:
            printed[tuple(None if key in held else one for key, one in numbers.items())].append(table)
    before = set(range(least, n - least * (parts - 1) + 1)) if parts > 1 else {n}
    found = []
    for shown, tables in printed.items():
        for place in (place for place in range(parts) if shown[place] is None):
            may_be = {table[place] for table in tables}
            small = [policy.holds_back(one) for one in may_be]
            if may_be != before and any(small) and (all(small) or len(may_be) < threshold):
                found.append((str(shown), may_be))
    return found


SIZES = [(t, n, parts) for t in (3, 5, 8) for n in (*range(2, 20), 23, 27, 32) for parts in (1, 2, 3, 4) if parts <= n]


def test_a_reader_who_knows_the_rule_and_which_values_occur_learns_nothing_by_trying_every_table() -> None:
    assert {size: known for size in SIZES if (known := known_too_well(held_rows, *size))} == {}


def test_nor_does_one_who_knows_the_lists_alone() -> None:
    """Three parts at least: the shortest list has two values, and somebody may have none of them."""
    sizes = [size for size in SIZES if size[2] > 2]
    assert {size: known for size in sizes if (known := known_too_well(held_rows, *size, least=0))} == {}


def small_and_next(numbers: Mapping[str, int], policy: Policy) -> frozenset[str]:
    """Wide by its sum alone: that a row held back is smaller than those printed is forgotten."""
    held = [key for key, n in numbers.items() if policy.holds_back(n)]
    others = sorted((key for key in numbers if key not in held), key=lambda key: numbers[key])
    while held and others and sum(numbers[key] - 1 for key in held) < policy.threshold:
        held.append(others.pop(0))
    return frozenset(held)


def row_by_row(numbers: Mapping[str, int], policy: Policy) -> frozenset[str]:
    """As many sizes as it takes: that the one before fell short tells of it."""
    held = {key for key, n in numbers.items() if policy.holds_back(n)}
    for size in sorted({n for key, n in numbers.items() if n and key not in held}) if held else ():
        if sum(numbers[key] for key in held) - len(held) >= policy.threshold:
            break
        held |= {key for key, n in numbers.items() if n == size}
    return frozenset(held)


@pytest.mark.parametrize("rule", [small_and_next, row_by_row])
def test_a_rule_that_looks_at_the_sum_alone_is_seen_through(rule: Rule) -> None:
    assert any(known_too_well(rule, 5, n, parts) for n in range(8, 24) for parts in (3, 4))


def test_where_one_may_have_several_the_table_is_printed_whole_or_not_at_all() -> None:
    assert not holds_back_several({"CP": 30, "CIN": 25}, 40, 0, FIVE)
    assert not holds_back_several({"CP": 30, "CIN": 25}, 40, 7, FIVE)
    assert not holds_back_several({"CP": 40}, 40, 0, FIVE)
    assert holds_back_several({"CP": 18, "CIN": 12}, 20, 0, FIVE)  # two have not the first
    assert holds_back_several({"CP": 18, "CLA": 3}, 40, 19, FIVE)
    assert holds_back_several({"CP": 30, "CIN": 25}, 40, 3, FIVE)  # three have none
    assert holds_back_several({"CP": 7}, 40, 36, FIVE)  # four have some


BOTH = {"F": "Female", "M": "Male"}


def test_words_name_values_only_where_each_may_still_be_many() -> None:
    assert [n for n in range(1, 12) if may_name(2, n, 0, 5)] == [7, 8, 9, 10, 11]
    assert sex_words(BOTH, 7, 0, 5) == "Some were female and some male."
    assert sex_words(dict(reversed(BOTH.items())), 7, 0, 5) == "Some were female and some male."  # in the lists' order
    assert sex_words({**BOTH, "X": "Other"}, 9, 0, 5) == "Some were female and some male."  # the third is one child's
    for labels, n, missing in ((BOTH, 6, 0), (BOTH, 9, 1), ({"F": "Female"}, 9, 0), ({"F": "Female", "X": "O"}, 9, 0)):
        assert sex_words(labels, n, missing, 5) == ""


def test_words_about_siblings_ethnicity_and_plans() -> None:
    assert sibling_words({"in", "out"}, 7, 0, 5) == "Some were part of sibling groups."
    assert ethnicity_words({"a", "b", "c"}, 7, 0, 5) == "The children came from a mix of ethnic backgrounds."
    assert plans_words({"CP", "CIN"}, 7, 0, 5) == "The children had a range of plans."
    for words in (sibling_words, ethnicity_words, plans_words):
        assert words({"in"}, 20, 0, 5) == words({"in", "out"}, 6, 0, 5) == words({"in", "out"}, 20, 2, 5) == ""


def test_words_about_ages_say_the_stages_in_order_and_no_unborn_baby() -> None:
    ages = [Age(n, "years") for n in (15, 12, 9, 5, 8, 7, 7)]
    assert stages_of(ages) == ["primary school age", "secondary school age"]
    assert age_words(stages_of(ages), 7, 0, 5) == "The children were of primary and secondary school age."
    assert age_words(stages_of(ages), 6, 0, 5) == age_words(stages_of(ages), 7, 1, 5) == ""
    assert "unborn" not in age_words(stages_of([UNBORN_AGE, *ages]), 8, 0, 5)


def test_a_range_of_ages_does_not_stand_beside_a_table_with_rows_held_back() -> None:
    """Seven at each end may be said; but that three are between them would then be what the two leave over."""
    ages = [Age(2, "years")] * 7 + [Age(7, "years")] * 3 + [Age(13, "years")] * 7
    assert publish_ages(ages, FIVE, words="Words.").text == "The children were aged 2 to 13."
    assert publish_ages(ages, FIVE, words="Words.", table_held_back=True).text == "Words."


def test_words_that_say_one_thing_of_every_child_are_flagged() -> None:
    ages = [Age(12, "years"), Age(13, "years")]
    assert publish_ages(ages, FIVE, words="W.", words_say_all=True).judge.startswith("This says all")
    assert publish_ages(ages, FIVE, words="W.").judge == ""
