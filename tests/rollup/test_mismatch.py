"""A figure as published, beside what is counted here: where they differ, that is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.counting.mismatch import beside, is_compared, mismatch
from audits.rollup.wording.amounts import percentage


def figure(numerator: int | None = None, denominator: int | None = None, percent: Any = None) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "percentage": percent}


def counted(numerator: int | None, denominator: int | None) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "text": f"{numerator} of the {denominator} audits"}


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (figure(44, 325, 7), "44 of 325 is 13.5%; published as 7%."),
        (figure(44, 325, 14), ""),  # 13.5%, half up
        (figure(44, 325, 13), "44 of 325 is 13.5%; published as 13%."),
        (figure(44, 325, "13.5"), ""),
        (figure(44, 325, "13.6"), "44 of 325 is 13.5%; published as 13.6%."),
        (figure(3, 4), ""),
        (figure(percent=93), ""),
        (figure(), ""),
        (figure(0, 0, 7), ""),
    ],
)
def test_its_own_numbers(printed: dict[str, Any], said: str) -> None:
    assert mismatch(printed) == said


@pytest.mark.parametrize(
    ("printed", "here", "said"),
    [
        (figure(3, 4), counted(3, 4), ""),
        (figure(4, 4), counted(3, 4), "Counted here: 3 of the 4 audits."),
        (figure(3, 5), counted(3, 4), "Counted here: 3 of the 4 audits."),
        (figure(3), counted(3, 4), ""),  # it was printed without the number it is out of
        (figure(percent=93), counted(125, 135), ""),
        (figure(percent=7), counted(125, 135), "Counted here: 125 of the 135 audits; published as 7%."),
        (figure(percent=7), counted(None, None), ""),  # held back: there is nothing to compare
        (figure(), counted(3, 4), ""),  # in words alone
        (figure(3, 4), None, ""),
    ],
)
def test_what_is_counted_here(printed: dict[str, Any], here: dict[str, Any] | None, said: str) -> None:
    assert beside(printed, here) == said


def test_what_has_nothing_beside_it_is_not_called_compared() -> None:
    assert is_compared(figure(44, 325, 7), None)
    assert is_compared(figure(percent=93), counted(3, 4))
    assert not is_compared(figure(3, 4), None)
    assert not is_compared(figure(), counted(3, 4))
    assert not is_compared(figure(3, 4), counted(None, None))


@given(st.integers(0, 900), st.integers(0, 900))
def test_the_percentage_that_we_would_print_never_differs_and_the_next_one_always_does(n: int, rest: int) -> None:
    if n + rest:
        ours = percentage(n, n + rest)
        assert mismatch(figure(n, n + rest, ours)) == ""
        assert mismatch(figure(n, n + rest, ours + 1 if ours < 100 else ours - 1)) != ""
