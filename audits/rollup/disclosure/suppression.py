"""Which rows of a table about people are held back so that nobody works a small one out from the others.

The reader we guard against knows how many children there were, which values occur among them, everything that is
printed, and this rule: they try every table that it would have printed alike. Tables about people are never crossed, so
what links them is the number of children alone: each is safe by itself, whatever the others print
(docs/decisions/0036).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from audits.rollup.disclosure.policy import Policy


def held_rows(numbers: Mapping[str, int], policy: Policy) -> frozenset[str]:
    """The rows to hold back of a table in which each person is in exactly one row: those not recorded are a row too.

    None where no row is small. Otherwise the small ones and the next in size, all of that size together, if so each
    row held back may still be as many different numbers as the threshold; if not, the whole table. No third way: with
    one more row held back each time it falls short, that it fell short would itself tell.
    """
    small = {key for key, n in numbers.items() if policy.holds_back(n)}
    if not small:
        return frozenset()
    sizes = sorted({n for key, n in numbers.items() if n and key not in small})
    if len(sizes) > 1:
        held = small | {key for key, n in numbers.items() if n == sizes[0]}
        total = sum(numbers[key] for key in held)
        if len(possible(len(held), total, sizes[1], policy.threshold)) >= policy.threshold:
            return frozenset(held)
    return frozenset(numbers)


def possible(rows: int, total: int, below: int, threshold: int) -> set[int]:
    """Every number that one of so many rows held back may be, which come to the total: some of them small (from 1 to
    the threshold), the others all of one size above that and `below` the smallest row that is printed."""
    found: set[int] = set()
    for large in range(1, rows):
        few = rows - large
        highest = min((total - few) // large, below - 1)
        lowest = max(-((few * threshold - total) // large), threshold + 1)
        for size in range(lowest, highest + 1):
            rest = total - large * size
            found.add(size)
            found |= {n for n in range(1, threshold + 1) if few - 1 <= rest - n <= (few - 1) * threshold}
    return found


def holds_back_several(numbers: Mapping[str, int], n: int, without: int, policy: Policy) -> bool:
    """Whether a table is held back in which one person may have several values (plans): whole or not at all.

    The rows have no sum to take away from, but one that leaves few of the `n` out says how many have not (18 of 20 with
    a plan are two without), and which rows are printed says how many the others may be at most.
    """
    return any(policy.holds_back(one) or policy.holds_back(n - one) for one in (*numbers.values(), without))


def tells_of_few(parts: Sequence[frozenset[int]], among: Iterable[frozenset[int]], policy: Policy) -> bool:
    """Whether parts of the cases, said together, make a small piece: of some group, few cases that are in the same of
    the parts. Where no piece is small, nothing that the sizes of the parts come to, added or taken away, is."""
    return any(
        policy.holds_back(size)
        for group in among
        for size in Counter(tuple(case in part for part in parts) for case in group).values()
    )
