"""Which rows are held back, by hand: what a reader who knows the total could work out, and what is done about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.coarse import may_say_most, split_words
from audits.rollup.disclosure import publish_ages
from audits.rollup.policy import Policy
from audits.rollup.suppression import held_rows, held_rows_of_several, is_wide
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
    ({"a": 9, "b": 3, "c": 0}, 0, "ab"),  # the nought says nothing of the two
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
    assert bool(held) == bool(small)
    if held and held != set(numbers):
        assert is_wide([*(numbers[key] for key in held), missing], policy)
        shown = sorted(n for key, n in numbers.items() if key not in held and n)
        secondary = [numbers[key] for key in held - small]
        assert len(secondary) <= 1  # no more is lost than one row, the smallest of those that might be shown
        assert not shown or not secondary or secondary[0] <= shown[0]


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
