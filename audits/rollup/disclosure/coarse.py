"""Words for small facts about children in the place of numbers: "some", "primary and secondary school age".

Words can give a number away as well: "most" of thirty beside a table held back means one to five others, and silence
where others get words means that all were alike. So words say which values are there and nothing of how often; in the
order of the lists; and only where so many children are counted, and all of them recorded, that each value named may
still be more than the threshold. Below that every table prints the same (docs/decisions/0036).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from audits.rollup.counting.figures import CHILD, Unit
from audits.rollup.wording.amounts import listed, small
from audits.rollup.wording.people import Age


def may_name(values: int, n: int, missing: int, threshold: int) -> bool:
    """Whether words may say that so many values occur among `n` children, of whom `missing` have none recorded.
    One value too: what is held back then is in two rows at least."""
    return values > 0 and not missing and n >= threshold + max(values, 2)


def is_mix(values: Collection[str], n: int, missing: int, threshold: int) -> bool:
    """Whether several values occur, and words may say so without naming them."""
    return len(values) > 1 and may_name(2, n, missing, threshold)


def sex_words(labels: Mapping[str, str], n: int, missing: int, threshold: int) -> str:
    """ "Some were female and some male." `labels` are those that occur, by code. A third is not named: it would be one
    child's."""
    if not {"F", "M"} <= labels.keys() or not may_name(2, n, missing, threshold):
        return ""
    return f"Some were {small(labels['F'])} and some {small(labels['M'])}."


def sibling_words(values: Collection[str], n: int, missing: int, threshold: int) -> str:
    """ "Some were part of sibling groups."; empty where all or none were, so that neither is said."""
    if not is_mix(values, n, missing, threshold):
        return ""
    return "Some were part of sibling groups."


def ethnicity_words(values: Collection[str], n: int, missing: int, threshold: int, unit: Unit = CHILD) -> str:
    """ "The children came from a mix of ethnic backgrounds."; empty where all share one, which would say whose."""
    if not is_mix(values, n, missing, threshold):
        return ""
    return f"The {unit.plural} came from a mix of ethnic backgrounds."


def plans_words(values: Collection[str], n: int, missing: int, threshold: int, unit: Unit = CHILD) -> str:
    """ "The children had a range of plans."; empty where there was one kind, or somebody had none."""
    if not is_mix(values, n, missing, threshold):
        return ""
    return f"The {unit.plural} had a range of plans."


def school_age(age: Age) -> str:
    """The stage an age belongs to. The unborn are with the under fours: one unborn baby is easily recognised."""
    years = age.days / 365.25
    if years < 4:
        return "under school age"
    if years < 11:
        return "primary school age"
    return "secondary school age" if years < 18 else "adult age"


def stages_of(ages: Iterable[Age]) -> list[str]:
    """The stages that occur, the youngest first."""
    return list(dict.fromkeys(school_age(age) for age in sorted(ages, key=lambda age: age.days)))


def age_words(stages: Collection[str], n: int, missing: int, threshold: int, unit: Unit = CHILD) -> str:
    """ "The children were of primary and secondary school age." `stages` as `stages_of` gives them."""
    if not may_name(len(stages), n, missing, threshold):
        return ""
    schools = [stage.removesuffix(" school age") for stage in stages if stage[:3] in {"pri", "sec"}]
    said = [stage for stage in stages if stage.startswith("under")]
    if schools:
        said.append(f"of {listed(schools)} school age")
    said += [f"of {stage}" for stage in stages if stage.startswith("adult")]
    return f"The {unit.plural} were {listed(said)}."
