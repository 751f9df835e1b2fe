"""What became of a measure from one round to the next, as a practitioner would say it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.across.comparing.compare import (
    CHANGED,
    GONE,
    IMPROVED,
    NEW,
    SAME,
    UNKNOWN,
    WORSE,
    Compared,
    Measure,
    change_of,
    compare,
    compared,
    in_short,
)
from audits.rollup.counting.figures import AUDIT, CASE

SMALL_N = 10


def share(
    n: int | None, of: int | None, *, better: bool | None = True, theme: bool = False, given: str = ""
) -> Measure:
    return Measure("m", "Chronologies", CASE, n, of, better, theme, given)


def theme(n: int, of: int, *, good: bool = False) -> Measure:
    return share(n, of, better=good, theme=True)


# before, now, what is printed of before, of now, what became of it, in percentage points
CHANGES = [
    (share(9, 20), share(15, 20), "9 of the 20 cases (45%)", "15 of the 20 cases (75%)", IMPROVED, "up 30 percentage points"),
    (share(15, 20), share(9, 20), "15 of the 20 cases (75%)", "9 of the 20 cases (45%)", WORSE, "down 30 percentage points"),
    (share(9, 20), share(10, 20), "9 of the 20 cases (45%)", "10 of the 20 cases (50%)", SAME, "up 5 percentage points"),
    (share(9, 20), share(11, 20), "9 of the 20 cases (45%)", "11 of the 20 cases (55%)", IMPROVED, "up 10 percentage points"),
    # Below the small n: words alone. One case of four either way is no change.
    (share(3, 4), share(2, 4), "3 of the 4 cases", "2 of the 4 cases", SAME, ""),
    (share(3, 4), share(1, 4), "3 of the 4 cases", "1 of the 4 cases", WORSE, ""),
    (share(3, 4), share(20, 40), "3 of the 4 cases", "20 of the 40 cases (50%)", SAME, ""),
    # Fewer is better for an area for development, more for good practice.
    (theme(8, 12), theme(2, 12), "8 of the 12 cases (67%)", "2 of the 12 cases (17%)", IMPROVED, "down 50 percentage points"),
    (theme(2, 12, good=True), theme(8, 12, good=True), "2 of the 12 cases (17%)", "8 of the 12 cases (67%)", IMPROVED, "up 50 percentage points"),
    # Nobody has said which way is good.
    (share(2, 12, better=None), share(8, 12, better=None), "2 of the 12 cases (17%)", "8 of the 12 cases (67%)", CHANGED, "up 50 percentage points"),
    # A theme of one round alone; a measure of one round alone.
    (None, theme(3, 12), "not found", "3 of the 12 cases (25%)", NEW, ""),
    (theme(3, 12), None, "3 of the 12 cases (25%)", "not found", GONE, ""),
    (None, share(3, 12), "not looked at", "3 of the 12 cases (25%)", UNKNOWN, ""),
    # Words stay words; nothing is out of nothing.
    (share(None, None, given="some"), share(3, 12), "some", "3 of the 12 cases (25%)", UNKNOWN, ""),
    (share(0, 0), share(3, 12), "no cases", "3 of the 12 cases (25%)", UNKNOWN, ""),
    (share(None, None), share(3, 12), "no number", "3 of the 12 cases (25%)", UNKNOWN, ""),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now", "said_before", "said_now", "change", "points"), CHANGES)
def test_what_became_of_it(
    before: Measure | None, now: Measure | None, said_before: str, said_now: str, change: str, points: str
) -> None:
    found = compared(before, now, SMALL_N)
    assert (found.before, found.now, found.change, found.in_points) == (said_before, said_now, change, points)


def test_points_are_rounded_once() -> None:
    """28 of 45 is 62.2%, 43 of 45 is 95.6%: 33 points, not 96 less 62."""
    assert compared(share(28, 45), share(43, 45), SMALL_N).points == 33


SHARES = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(SHARES, SHARES, st.booleans())
def test_the_other_way_round_improved_is_worse(one: tuple[int, int], other: tuple[int, int], better: bool) -> None:
    before, now = share(*one, better=better), share(*other, better=better)
    turned = {IMPROVED: WORSE, WORSE: IMPROVED, SAME: SAME}
    assert change_of(now, before) == turned[change_of(before, now)]
    there, back = compared(before, now, SMALL_N).points, compared(now, before, SMALL_N).points
    assert there == (None if back is None else -back)


@given(SHARES, st.booleans())
def test_what_did_not_change_is_the_same(one: tuple[int, int], better: bool) -> None:
    assert change_of(share(*one, better=better), share(*one, better=better)) == SAME


@given(SHARES, SHARES)
def test_which_way_is_good_turns_it_round(one: tuple[int, int], other: tuple[int, int]) -> None:
    up, down = (change_of(share(*one, better=way), share(*other, better=way)) for way in (True, False))
    assert {up, down} in ({SAME}, {IMPROVED, WORSE})


def test_all_of_both_rounds_in_order() -> None:
    def named(key: str, n: int) -> Measure:
        return replace(theme(n, 12), key=key, label=key)

    found = compare([named("a", 8), named("b", 8)], [named("c", 2), named("a", 2)], SMALL_N)
    assert [(one.key, one.change) for one in found] == [("c", NEW), ("a", IMPROVED), ("b", GONE)]
    assert in_short(found) == "1 improved, 1 new, 1 not found this time."


def test_nothing_to_compare_says_nothing() -> None:
    assert in_short([Compared("m", "M", "some", "none", UNKNOWN)]) == ""
    with pytest.raises(ValueError, match="one of the two rounds"):
        compared(None, None, SMALL_N)


def test_the_unit_is_named() -> None:
    assert replace(share(3, 4), unit=AUDIT).said(SMALL_N) == "3 of the 4 audits"
