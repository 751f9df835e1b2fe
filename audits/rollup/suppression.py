"""Which rows of a table about people are held back so that nobody works a small one out from the others.

The reader we guard against knows how many children there were, which values occur among them, and everything that is
printed. Tables about people are never crossed, so what links them is that number alone: each table is safe by itself,
whatever the others print, if what it holds back is wide enough between those two (docs/decisions/0034).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audits.rollup.policy import Policy


def is_wide(hidden: Iterable[int], policy: Policy) -> bool:
    """Whether none of these numbers can be pinned down by their sum: each is one at least, so each lies anywhere in a
    width of the sum less how many they are."""
    found = [n for n in hidden if n]
    return len(found) > 1 and sum(found) - len(found) >= policy.threshold


def held_rows(numbers: Mapping[str, int], missing: int, policy: Policy) -> frozenset[str]:
    """The rows to hold back of a table in which each person has one value at most; `missing` are the people in no row.

    The small ones; then, until they can't be worked out by taking the printed rows away from the total, the smallest
    of the others. A row above the threshold adds at least the threshold to the width, so one more row is enough. Where
    there is none to add, everything is held back: beside a nought that is printed, the rest would be the total.
    """
    held = [key for key, n in numbers.items() if policy.holds_back(n)]
    others = sorted((key for key, n in numbers.items() if not policy.holds_back(n) and n), key=lambda key: numbers[key])
    while held and others and not is_wide([*(numbers[key] for key in held), missing], policy):
        held.append(others.pop(0))
    if held and not is_wide([*(numbers[key] for key in held), missing], policy):
        return frozenset(numbers)
    return frozenset(held)


def held_rows_of_several(numbers: Mapping[str, int], n: int, policy: Policy) -> frozenset[str]:
    """The same where one person may have several values (plans): the rows have no sum to take away from, but a row
    that leaves few of the `n` out says how many have not: 18 of 20 with a plan are two without. A single row held back
    takes the next smallest with it, so that the one line that stands for both says nothing of either."""
    held = {key for key, one in numbers.items() if policy.holds_back(one) or policy.holds_back(n - one)}
    others = sorted((key for key, one in numbers.items() if key not in held and one), key=lambda key: numbers[key])
    if len(held) == 1:
        held.update(others[:1])
    return frozenset(held)
