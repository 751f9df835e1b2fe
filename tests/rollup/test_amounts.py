"""Percentages are of the numbers shown, and an approximation is true of its number."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.wording.amounts import (
    approximations,
    is_true_of,
    percentage,
    percentage_text,
    share_text,
)

# --- percentages ------------------------------------------------------------------------------------------------------


def test_halves_round_up() -> None:
    assert [percentage(n, 8) for n in (1, 3, 5, 7)] == [13, 38, 63, 88]
    assert percentage(1, 200) == 1


def test_a_rounded_sum_is_not_a_sum_of_rounded_parts() -> None:
    assert [percentage(n, 45) for n in (28, 15)] == [62, 33]
    assert share_text([28, 15], 45) == "96%"


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(0, 50))
def test_parts_together_have_the_percentage_of_their_sum(parts: list[int], rest: int) -> None:
    n = sum(parts) + rest
    if n:
        assert share_text(parts, n) == percentage_text(sum(parts), n)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_only_all_is_100_percent_and_only_none_is_0_percent(n: int, rest: int) -> None:
    assert percentage_text(n, n + rest, 1) not in {"0%", "100%"}


@pytest.mark.parametrize(("n", "of"), [(1, 0), (5, 4), (-1, 4)])
def test_what_has_no_percentage_is_refused(n: int, of: int) -> None:
    with pytest.raises(ValueError, match="no percentage"):
        percentage(n, of)


# --- approximations ---------------------------------------------------------------------------------------------------

APPROXIMATIONS = [
    (125, 135, "over 90%", True),
    (125, 135, "just under 93%", True),
    (125, 135, "just over 93%", False),
    (125, 135, "over 93%", False),
    (125, 135, "93%", True),
    (9, 10, "over 90%", False),
    (9, 10, "at least 90%", True),
    (20, 30, "two thirds", True),
    (21, 30, "two thirds", False),
    (65, 100, "about two thirds", True),
    (51, 100, "about half", True),
    (53, 100, "about half", False),
    (53, 100, "more than half", True),
    (49, 100, "nearly half", True),
    (50, 100, "nearly half", False),
    (24, 100, "less than a quarter", True),
]


@pytest.mark.parametrize(("n", "of", "phrase", "true"), APPROXIMATIONS)
def test_an_approximation_is_true_of_its_number_or_not(n: int, of: int, phrase: str, true: bool) -> None:
    assert is_true_of(phrase, n, of) is true


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_every_approximation_offered_is_true_of_its_number(n: int, rest: int) -> None:
    of = n + rest
    for phrase in approximations(n, of):
        share = Fraction(n, of)
        number = re.search(r"(\d+)%", phrase)
        names = {"quarters": Fraction(3, 4), "quarter": Fraction(1, 4), "half": Fraction(1, 2)}
        names |= {"thirds": Fraction(2, 3), "third": Fraction(1, 3)}
        mark = Fraction(int(number[1]), 100) if number else names[phrase.split()[-1]]
        if "over" in phrase:
            assert share > mark
        elif "under" in phrase:
            assert share < mark
        elif "about" in phrase:
            assert abs(share - mark) <= Fraction(1, 50)
        else:
            assert share == mark


def test_the_closest_approximation_comes_first() -> None:
    assert next(iter(approximations(125, 135)), None) == "just under 93%"
    assert next(iter(approximations(20, 30)), None) == "two thirds"
    assert next(iter(approximations(51, 100)), None) == "just over half"
    assert next(iter(approximations(3, 4)), None) is None
    assert next(iter(approximations(20, 20)), None) is None


@pytest.mark.parametrize("phrase", ["most", "lots", "over 90", "ninety per cent", ""])
def test_words_that_cannot_be_checked_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="not an approximation"):
        is_true_of(phrase, 9, 10)
