"""Whether two rounds may be set side by side, and what differs where they may not; when a line may be drawn.

Pure: it asks no database. Rounds are compared where they looked at the same theme, counted in the same unit, graded on
the same scale, asked with the same tool and chose their cases in the same way. A line is drawn for three rounds or
more, each with enough cases; below that there are words only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from audits.rollup.counting.figures import Count
from audits.rollup.wording.amounts import listed, percentage_text

FEWEST_ROUNDS = 3
SELECTIONS = {
    "random": "at random",
    "stratified": "at random within groups",
    "criterion": "by a criterion",
    "quota": "by quota",
    "whole": "as the whole cohort",
    "chosen": "by hand",
    "not_stated": "in a way that is not stated",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a round stands on: its theme, its unit, its scale, its tool with the version, how its cases were chosen."""

    theme: str
    unit: str
    scale: str  # empty: ungraded
    tool: str  # empty: none
    selection: str


@dataclass(frozen=True, slots=True)
class Stood:
    """One round of a measure: which, how many of how many, and below which n it is words only."""

    reference: str
    found: Count
    small_n: int

    @property
    def n(self) -> int:
        return self.found.denominator or 0

    @property
    def words(self) -> str:
        """ "12 of the 30 children (40%)"; "none of the 30 children"; without a percentage below the small n."""
        if not self.n:
            return f"no agreed {self.found.unit.plural}"
        if self.n == 1:
            return (
                f"the one {self.found.unit.singular}"
                if self.found.numerator
                else f"not the one {self.found.unit.singular}"
            )
        if not self.found.numerator:
            return f"none of the {self.n} {self.found.unit.plural}"
        share = percentage_text(self.found.numerator, self.n, self.small_n)
        words = f"{self.found.numerator} of the {self.n} {self.found.unit.plural}"
        return f"{words} ({share})" if share else words


def what_differs(one: Basis, other: Basis) -> list[str]:
    """What keeps two rounds from being compared, each in a clause: "it counts forms, not children". Empty: nothing."""
    said = []
    if plain(one.theme) != plain(other.theme):
        said.append("it looked at another theme")
    if one.unit != other.unit:
        said.append(f"it counts {other.unit}, not {one.unit}")
    if one.scale != other.scale:
        said.append(of_scale(one.scale, other.scale))
    if one.tool != other.tool:
        said.append(f"it used {other.tool or 'no tool'}, not {one.tool or 'no tool'}")
    if one.selection != other.selection:
        said.append(f"its cases were selected {SELECTIONS[other.selection]}, not {SELECTIONS[one.selection]}")
    return said


def plain(words: str) -> str:
    return " ".join(words.casefold().split())


def of_scale(one: str, other: str) -> str:
    if not other:
        return "it was not graded"
    return f"it was graded as {other}" + (f", not {one}" if one else ", and the other was not graded")


def why_not(reference: str, beside: str, clauses: Sequence[str]) -> str:
    """The sentence that refuses: "A-2024-02 is not compared with A-2024-05: it counts forms, not children." """
    return f"{reference} is not compared with {beside}: {listed(clauses)}."


def why_no_line(rounds: Sequence[Stood]) -> str:
    """Why no line is drawn, in a sentence; empty where one may be."""
    if len(rounds) < FEWEST_ROUNDS:
        there = ("are none", "is one", "are two")[len(rounds)]
        return f"There is no chart: it takes three rounds that are alike, and there {there}."
    small = [one.reference for one in rounds if one.n < one.small_n]
    if small:
        return f"There is no chart: {listed(small)} {'has' if len(small) == 1 else 'have'} too few cases for a line."
    return ""


def in_a_sentence(rounds: Sequence[Stood]) -> str:
    """What the rounds say, oldest first: the counts, and where n is large enough the change in percentage points."""
    if not rounds:
        return ""
    said = f"It was found in {listed(f'{one.words} in {one.reference}' for one in rounds)}."
    first, last = rounds[0], rounds[-1]
    if len(rounds) < 2 or any(one.n < one.small_n for one in (first, last)):
        return said
    points = in_points(first, last)
    if points == 0:
        return f"{said} From the first to the latest the share did not change by a whole percentage point."
    way, size = ("up", points) if points > 0 else ("down", -points)
    return f"{said} From the first to the latest it went {way} by {size} percentage point{'' if size == 1 else 's'}."


def in_points(first: Stood, last: Stood) -> int:
    """The change in percentage points of the two shares as they are, rounded once, half away from nought."""
    change = Decimal(last.found.numerator) / last.n - Decimal(first.found.numerator) / first.n
    return int((100 * change).quantize(Decimal(1), rounding=ROUND_HALF_UP))
