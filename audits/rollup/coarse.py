"""Words for small facts about children in the place of numbers: "most", "some", "primary and secondary school age".

Words can give a number away as well: of four children, "neither most were girls nor most were boys" means two of each.
So each choice of words about sex or siblings fits several tables of the same size, "most" so many that none of its
numbers lies within the threshold, and below three children there are none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from audits.rollup.amounts import listed, small
from audits.rollup.figures import CHILD, Unit
from audits.rollup.wording_people import Age

FEWEST = 3  # below it, any word about a mix says who
MOST = Fraction(3, 4)


def may_say_most(n: int, threshold: int) -> bool:
    """Whether "most" and its silence both leave a width of the threshold: "most" of 8 is 6 or 7.

    The others share what is left, one of them and one not recorded at least: "most" of 28 is 21 to 26.
    """
    return n - math.ceil(MOST * n) - 2 >= threshold


def split_words(parts: Sequence[tuple[str, int]], n: int, threshold: int = 5) -> str:
    """ "Most were female.", "Some were female and some male."; empty where only neutral words are safe.

    `n` counts also those not recorded. "Most" is three quarters or more and includes all; among few it is not said, and
    its silence says nothing. Three values or more are not named: the third would be one child's.
    """
    present = [(label, count) for label, count in parts if count]
    if n < FEWEST or not present:
        return ""
    label, largest = max(present, key=lambda part: part[1])
    if may_say_most(n, threshold) and largest >= MOST * n:
        return f"Most were {small(label)}."
    if len(present) != 2:
        return ""
    (first, _), (second, _) = present
    return f"Some were {small(first)} and some {small(second)}."


def sibling_words(in_group: int, n: int) -> str:
    """ "Some were part of sibling groups."; empty where all or none were, so that neither is said."""
    return "Some were part of sibling groups." if n >= FEWEST and 0 < in_group < n else ""


def ethnicity_words(groups_present: int, n: int, unit: Unit = CHILD) -> str:
    """ "The children came from a mix of ethnic backgrounds."; empty where all share one, which would say whose."""
    if n < FEWEST or groups_present < 2:
        return ""
    return f"The {unit.plural} came from a mix of ethnic backgrounds."


def plans_words(plans_present: int, n: int, unit: Unit = CHILD) -> str:
    """ "The children had a range of plans."; empty where there was one kind."""
    return f"The {unit.plural} had a range of plans." if n >= FEWEST and plans_present > 1 else ""


def school_age(age: Age) -> str:
    """The stage an age belongs to. The unborn are with the under fours: one unborn baby is easily recognised."""
    years = age.days / 365.25
    if years < 4:
        return "under school age"
    if years < 11:
        return "primary school age"
    return "secondary school age" if years < 18 else "adult age"


def age_words(ages: Iterable[Age], unit: Unit = CHILD) -> str:
    """ "The children were of primary and secondary school age."; empty below three."""
    ordered = sorted(ages, key=lambda age: age.days)
    if len(ordered) < FEWEST:
        return ""
    stages = list(dict.fromkeys(school_age(age) for age in ordered))
    schools = [stage.removesuffix(" school age") for stage in stages if stage[:3] in {"pri", "sec"}]
    said = [stage for stage in stages if stage.startswith("under")]
    if schools:
        said.append(f"of {listed(schools)} school age")
    said += [f"of {stage}" for stage in stages if stage.startswith("adult")]
    return f"The {unit.plural} were {listed(said)}."
