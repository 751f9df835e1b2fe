"""How practice changed from one round of an audit to the next, measure by measure. Pure: it asks no database.

A share has changed where the difference is more than one case makes in the smaller of the two rounds: less than that,
one child drawn instead of another would undo it. This is a rule of care, not of statistics: rounds of this size prove
nothing about all children, and no page says so. Whether a change is good is said for each measure; where nobody has
said, it has only changed. Below the small n there are words and no percentage points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from audits.rollup.counting.figures import Unit
from audits.rollup.wording.practice import out_of

IMPROVED, SAME, WORSE, NEW, GONE, CHANGED, UNKNOWN = "improved", "same", "worse", "new", "gone", "changed", "unknown"
WORDS = {
    IMPROVED: "Improved",
    SAME: "The same",
    WORSE: "Worse",
    NEW: "New",
    GONE: "Not found this time",
    CHANGED: "Changed",
    UNKNOWN: "Not compared",
}
COLOURS = {
    IMPROVED: "green",
    SAME: "grey",
    WORSE: "red",
    NEW: "blue",
    GONE: "blue",
    CHANGED: "yellow",
    UNKNOWN: "grey",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a round measured: how many of how many, and whether more of it is better.

    `key` is the same in both rounds ("domain:PLAN"). `given` is an amount in words ("some"): kept, never compared.
    """

    key: str
    label: str
    unit: Unit
    numerator: int | None
    denominator: int | None
    more_is_better: bool | None = True
    is_theme: bool = False
    given: str = ""

    @property
    def share(self) -> Fraction | None:
        if self.given or self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    def said(self, small_n: int) -> str:
        """ "3 of the 4 audits", "44 of the 325 contacts (14%)", "some"."""
        if self.given:
            return self.given
        if self.numerator is None:
            return "no number"
        return out_of(self.numerator, self.denominator, self.unit, small_n)


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure in two rounds: what became of it, and in percentage points where both rounds are large enough."""

    key: str
    label: str
    before: str
    now: str
    change: str
    points: int | None = None
    shares: tuple[Fraction | None, Fraction | None] = (None, None)  # before and now, to draw

    @property
    def words(self) -> str:
        return WORDS[self.change]

    @property
    def colour(self) -> str:
        """Of its tag, beside its words."""
        return COLOURS[self.change]

    @property
    def in_points(self) -> str:
        """ "up 13 percentage points"; empty below the small n."""
        if self.points is None:
            return ""
        if self.points == 0:
            return "no whole percentage point"
        way = "up" if self.points > 0 else "down"
        return f"{way} {abs(self.points)} percentage point{'' if abs(self.points) == 1 else 's'}"


def compare(before: Iterable[Measure], now: Iterable[Measure], small_n: int) -> list[Compared]:
    """Every measure of either round, in the order of this one, then those of the earlier round alone."""
    earlier, later = {one.key: one for one in before}, {one.key: one for one in now}
    keys = [*later, *(key for key in earlier if key not in later)]
    return [compared(earlier.get(key), later.get(key), small_n) for key in keys]


def compared(before: Measure | None, now: Measure | None, small_n: int) -> Compared:
    """One measure. Raises ValueError where neither round has it."""
    one = now or before
    if one is None:
        raise ValueError("A measure stands in one of the two rounds at least.")
    said_before = before.said(small_n) if before else "not looked at" if not one.is_theme else "not found"
    said_now = now.said(small_n) if now else "not looked at" if not one.is_theme else "not found"
    return Compared(
        one.key,
        one.label,
        said_before,
        said_now,
        change_of(before, now),
        points_of(before, now, small_n),
        (before.share if before else None, now.share if now else None),
    )


def change_of(before: Measure | None, now: Measure | None) -> str:
    """What became of it. A theme that only one round found is new or gone; any other measure that only one round
    has, or that one of them gave in words, is not compared."""
    one = now or before
    if before is None or now is None:
        if one is None or not one.is_theme or one.numerator == 0:
            return UNKNOWN if one is None or not one.is_theme else SAME
        return NEW if before is None else GONE
    if one is not None and one.is_theme and (before.numerator == 0) is not (now.numerator == 0):
        return NEW if before.numerator == 0 else GONE
    if before.share is None or now.share is None:
        return UNKNOWN
    if abs(now.share - before.share) <= one_case(before, now):
        return SAME
    if now.more_is_better is None:
        return CHANGED
    return IMPROVED if (now.share > before.share) is now.more_is_better else WORSE


def one_case(before: Measure, now: Measure) -> Fraction:
    """What one case makes in the smaller round: a quarter where it had four."""
    return Fraction(1, min(before.denominator or 1, now.denominator or 1))


def points_of(before: Measure | None, now: Measure | None, small_n: int) -> int | None:
    """The change in percentage points, of the shares as they are, rounded once, half away from nought."""
    if before is None or now is None or before.share is None or now.share is None:
        return None
    if min(before.denominator or 0, now.denominator or 0) < small_n:
        return None
    change = 100 * (now.share - before.share)
    size = int(abs(change) + Fraction(1, 2))
    return size if change >= 0 else -size


def in_short(found: Sequence[Compared]) -> str:
    """ "3 improved, 1 the same, 1 worse." of those that were compared; empty where none was."""
    parts = [
        f"{n} {WORDS[change].lower()}"
        for change in (IMPROVED, SAME, WORSE, CHANGED, NEW, GONE)
        if (n := sum(1 for one in found if one.change == change))
    ]
    return f"{', '.join(parts)}." if parts else ""
