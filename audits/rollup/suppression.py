"""Which rows of a table about people are held back so that nobody works a small one out from the others.

The reader we guard against knows how many children there were, which values occur among them, everything that is
printed, and this rule: they try every table that it would have printed so. Tables about people are never crossed, so
what links them is the number of children alone: each is safe by itself, whatever the others print
(docs/decisions/0034).
"""

from __future__ import annotations

from collections.abc import Mapping

from audits.rollup.policy import Policy


def held_rows(
    numbers: Mapping[str, int], missing: int, policy: Policy, *, few_missing: bool | None = None
) -> frozenset[str]:
    """The rows to hold back of a table in which each person has one value at most; `missing` are the people in no row,
    `few_missing` that they, or those missing for one reason, are few themselves.

    The small ones; then the smallest of the others, all of one size together, until each number that is held back may
    be anything within the threshold at least. Where none is left to add, everything is held back: beside a nought that
    is printed, the rest would be the total.
    """
    if few_missing is None:
        few_missing = policy.holds_back(missing)
    held = {key for key, n in numbers.items() if policy.holds_back(n)}
    if not held and not few_missing:
        return frozenset()
    sizes = sorted({n for key, n in numbers.items() if n and key not in held})
    for size in sizes:
        total = sum(numbers[key] for key in held) + missing
        if width(len(held), bool(missing), total, size - 1, policy.threshold) >= policy.threshold:
            return frozenset(held)
        held |= {key for key, n in numbers.items() if n == size}
    return frozenset(numbers)


def width(rows: int, missing: bool, total: int, highest: int, threshold: int) -> int:
    """How far apart the least and the most are that a number held back may be, of the one that is known best.

    So many `rows` are held back, each from 1 to `highest` (all smaller than the smallest row that is printed); with
    those in no row, where there are any, they come to `total`; and one of them is small, or nothing were held back.
    """
    if rows + missing < 2:
        return 0
    found = []
    for is_row in [True] * bool(rows) + [False] * missing:
        others, rest = rows - is_row, missing and is_row  # the rows beside this number, and whether those in none are
        most = highest if is_row else total
        possible = [
            n
            for n in range(1, min(most, total) + 1)
            if _fits(others, rest, total - n, highest, threshold if n > threshold else None)
        ]
        found.append(max(possible) - min(possible) if possible else 0)
    return min(found)


def _fits(rows: int, missing: bool, total: int, highest: int, small: int | None) -> bool:
    """Whether so many numbers can come to the total, one of them no more than `small` where that is asked for."""
    spare = total if missing else 0  # those in no row may be any number
    if not rows + missing <= total <= rows * highest + spare:
        return False
    if small is None:
        return True
    return (rows > 0 and total <= small + (rows - 1) * highest + spare) or (missing and total <= small + rows * highest)


def held_rows_of_several(numbers: Mapping[str, int], n: int, policy: Policy) -> frozenset[str]:
    """The same where one person may have several values (plans): the rows have no sum to take away from, but a row
    that leaves few of the `n` out says how many have not: 18 of 20 with a plan are two without. A single row held back
    takes the next smallest with it, so that the one line that stands for both says nothing of either."""
    held = {key for key, one in numbers.items() if policy.holds_back(one) or policy.holds_back(n - one)}
    others = sorted((key for key, one in numbers.items() if key not in held and one), key=lambda key: numbers[key])
    if len(held) == 1:
        held.update(others[:1])
    return frozenset(held)
