"""Which rows are held back, by hand: what a reader who knows the total could work out, and what is done about it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.coarse import may_say_most, split_words
from audits.rollup.disclosure import publish_ages
from audits.rollup.policy import Policy
from audits.rollup.suppression import held_rows, held_rows_of_several
from audits.rollup.wording_people import Age

FIVE = Policy(threshold=5)

# numbers, in no row, held back: why
TABLES = [
    ({"a": 12, "b": 8}, 0, ""),  # nothing is small
    ({"a": 12, "b": 3}, 0, "ab"),  # 15 less 12 is 3
    ({"a": 20, "b": 9, "c": 3}, 0, "bc"),  # the smallest of the others goes with it: 12 together, each from 1 to 11
    ({"a": 20, "b": 1, "c": 1}, 0, "abc"),  # two together are 2, so each is 1
    ({"a": 20, "b": 1, "c": 3}, 0, "abc"),  # four children in two rows: 1 to 3 each
    ({"a": 20, "b": 3, "c": 5}, 0, "bc"),  # eight in two rows: 1 to 7 each
    ({"a": 20, "b": 7, "c": 1, "d": 1}, 0, "bcd"),  # nine in three rows: 1 to 7 each
    ({"a": 20, "b": 4}, 3, "b"),  # seven, some in the row and some not recorded: 1 to 6
    ({"a": 20, "b": 1}, 1, "ab"),  # two, one of them not recorded
    ({"a": 4}, 0, "a"),
    ({"a": 4, "b": 0}, 0, "ab"),  # a nought printed beside it would leave 4
    ({"a": 9, "b": 3, "c": 0}, 0, "abc"),  # none is left to be shown
    ({"a": 30, "b": 12}, 3, "b"),  # few are not recorded: 15 in the row and not recorded
    ({"a": 11, "b": 11, "c": 5}, 0, "abc"),  # which of two alike is held back would say that it comes first or last
    ({"a": 6, "b": 5, "c": 2}, 0, "abc"),  # beside the six, seven in two smaller rows: 2 to 5
    ({}, 4, ""),
]


@pytest.mark.parametrize(("numbers", "missing", "held"), TABLES)
def test_what_is_held_back(numbers: dict[str, int], missing: int, held: str) -> None:
    assert held_rows(numbers, missing, FIVE) == set(held)


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(0, 20), st.integers(1, 12))
def test_what_is_hidden_is_wide_or_everything(counts: list[int], missing: int, threshold: int) -> None:
    policy = Policy(threshold=threshold)
    numbers = {str(place): n for place, n in enumerate(counts)}
    held = held_rows(numbers, missing, policy)
    small = {key for key, n in numbers.items() if policy.holds_back(n)}
    assert small <= held
    assert bool(held) == bool(small or (policy.holds_back(missing) and numbers))
    if held and held != set(numbers):
        hidden = [n for n in (*(numbers[key] for key in held), missing) if n]
        assert sum(hidden) - len(hidden) >= threshold
        assert max(numbers[key] for key in held) < min(n for key, n in numbers.items() if key not in held and n)


def split(n: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way of so many in so many parts, one at least in each."""
    for cuts in itertools.combinations(range(1, n), parts - 1):
        yield tuple(high - low for low, high in itertools.pairwise((0, *cuts, n)))


def narrowest(rule: Callable[..., frozenset[str]], threshold: int, n: int, rows: int, missing: bool) -> int:
    """A reader knows the rule and tries every table of n people: by how much less than the threshold (or than they
    knew) is the number known that is held back worst? Nought where none is."""
    policy, printed, parts = Policy(threshold=threshold), defaultdict(list), rows + missing
    for table in split(n, parts):
        numbers = {str(place): one for place, one in enumerate(table[:rows])}
        held = rule(numbers, table[rows] if missing else 0, policy)
        if held:
            printed[tuple(-1 if key in held else one for key, one in numbers.items())].append(table)
    known = n - parts if parts > 1 else 0  # each part is from 1 to what the others leave
    return max(
        (
            min(threshold, known) - (max(table[place] for table in tables) - min(table[place] for table in tables))
            for shown, tables in printed.items()
            for place in range(parts)
            if place >= rows or shown[place] < 0
        ),
        default=0,
    )


SIZES = [(5, n, rows, missing) for n in (4, 9, 13, 16, 20, 25, 29) for rows in (1, 2, 3) for missing in (False, True)]
SIZES += [(2, n, 4, missing) for n in (8, 13, 16) for missing in (False, True)]


@pytest.mark.parametrize(("threshold", "n", "rows", "missing"), SIZES)
def test_a_reader_who_knows_the_rule_learns_no_more_by_trying_every_table(
    threshold: int, n: int, rows: int, missing: bool
) -> None:
    """Among four rows they may come to know that one is from 1 to the threshold: what "held back" says by itself."""
    if n >= rows + missing:
        assert narrowest(held_rows, threshold, n, rows, missing) <= (rows == 4)


def small_and_next(numbers: Mapping[str, int], missing: int, policy: Policy) -> frozenset[str]:
    """Wide by its sum alone: that a row held back is smaller than those printed is forgotten."""
    held = [key for key, n in numbers.items() if policy.holds_back(n)]
    others = sorted((key for key in numbers if key not in held), key=lambda key: numbers[key])
    while held and others and sum(numbers[key] - 1 for key in held) + max(missing - 1, 0) < policy.threshold:
        held.append(others.pop(0))
    return frozenset(held)


def test_a_rule_that_looks_at_the_sum_alone_is_seen_through() -> None:
    """Of 13, six are printed and seven share two rows: the row is one of 2 to 5, or six would not have been printed."""
    assert narrowest(small_and_next, 5, 13, 3, missing=False) > 0


def test_where_one_may_have_several() -> None:
    assert held_rows_of_several({"CP": 30, "CIN": 25}, 40, FIVE) == set()
    assert held_rows_of_several({"CP": 18, "CIN": 12}, 20, FIVE) == {"CP", "CIN"}
    assert held_rows_of_several({"CP": 18, "CIN": 12, "CLA": 3}, 40, FIVE) == {"CLA", "CIN"}


def test_most_is_said_only_where_it_leaves_the_threshold_open() -> None:
    assert next(n for n in range(1, 40) if may_say_most(n, 5)) == 28
    assert split_words([("Female", 18), ("Male", 2)], 20) == "Some were female and some male."
    assert split_words([("Female", 26), ("Male", 2)], 28) == "Most were female."
    assert split_words([("Female", 2), ("Male", 2), ("Other", 1)], 5) == ""  # the third would be one child's


def test_a_range_of_ages_does_not_stand_beside_a_table_with_rows_held_back() -> None:
    """Seven at each end may be said; but that three are between them would then be what the two leave over."""
    ages = [Age(2, "years")] * 7 + [Age(7, "years")] * 3 + [Age(13, "years")] * 7
    assert publish_ages(ages, FIVE, words="Words.").text == "The children were aged 2 to 13."
    assert publish_ages(ages, FIVE, words="Words.", table_held_back=True).text == "Words."
