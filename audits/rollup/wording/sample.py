"""The sentences about the sample: how it was selected and from what, its strands and areas, cases and people apart.

They give exact numbers, for the team inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from audits.rollup.counting.figures import Unit
from audits.rollup.wording.amounts import capital, in_words, listed

# After "The 12 children were…", by the audit's way of selecting; a whole cohort has its own sentence.
FROM = {
    "random": "drawn at random from a cohort of {cohort}.",
    "stratified": "drawn at random within each group of a cohort of {cohort}.",
    "criterion": "selected by a criterion from a cohort of {cohort}: they do not stand for the others.",
    "quota": "selected to fill quotas from a cohort of {cohort}: they do not stand for the others.",
    "chosen": "selected by hand from a cohort of {cohort}: they do not stand for the others.",
    "not_stated": "from a cohort of {cohort}.",
}
DRAWN = ("random", "stratified")
NOBODY_DREW = "That they were drawn at random is recorded; who drew them, and how, is not."


def cohort_sentence(n: int, cohort: int | None, unit: Unit, how: str, drawn: bool = True) -> str | None:
    """ "The 4 children were drawn at random from a cohort of 135." None where the cohort's size is not recorded.

    `how` is a code of the audit's selection; raises KeyError for one that nobody wrote a sentence for. `drawn` says
    whether a draw stands here, or somebody recorded who drew and how: without it nothing is said to be random.
    """
    if n == 0 or cohort is None:
        return None
    if how in DRAWN and not drawn:
        return f"{cohort_sentence(n, cohort, unit, 'not_stated')} {NOBODY_DREW}"
    if how == "whole":
        missing = cohort - n
        if missing <= 0:
            return f"The whole cohort was audited: {n:,} {unit.of(n)}."
        return f"The whole cohort was meant: {n:,} of its {cohort:,} {unit.of(cohort)} were audited."
    who = f"The {unit.singular} was" if n == 1 else f"The {n:,} {unit.plural} were"
    return f"{who} {FROM[how].format(cohort=f'{cohort:,}')}"


# Before "in a multi-agency audit.", by the audit's way of selecting.
SELECTED = {
    "random": "{n} randomly selected {unit}",
    "stratified": "{n} randomly selected {unit}",
    "criterion": "{n} {unit} selected by a criterion",
    "quota": "{n} {unit} selected to fill quotas",
    "whole": "{n} {unit}",
    "chosen": "{n} {unit} selected by hand",
    "not_stated": "{n} {unit}",
}


def selection_sentence(
    looked_at: int, cases: int, unit: Unit, how: str, kind: str, *, drawn: bool, cohort: int | None = None
) -> str:
    """ "We looked closely at the work with 4 randomly selected children in a multi-agency audit."

    `looked_at` of the `cases` that were selected; where some are still to come, both are said. "All of the cohort" only
    where all of it was looked at. `drawn` as in `cohort_sentence`.
    """
    how = "not_stated" if how in DRAWN and not drawn else how
    whole = cohort if how == "whole" and cohort is not None else None
    if whole is not None and looked_at <= whole:
        n = f"all {looked_at:,}" if looked_at == whole else f"{looked_at:,} of the {whole:,}"
        if looked_at == whole == 1:
            n = "the one"
        who = f"{n} {unit.of(whole)} of the cohort"
    else:
        n = f"{looked_at:,}" if looked_at == cases else f"{looked_at:,} of the {cases:,}"
        who = SELECTED[how].format(n=n, unit=unit.of(cases))
    said = f"We looked closely at the work with {who} in {kind}"
    return f"{said}, drawn so that each group was represented." if how == "stratified" else f"{said}."


def strand_cohorts_sentence(strands: Mapping[str, tuple[int, int | None]], unit: Unit) -> str | None:
    """ "Of North, 11 of a cohort of 40; and of South, 3 of a cohort of 12 children." `strands`: cases, cohort."""
    parts = [f"of {name}, {n:,} of a cohort of {cohort:,}" for name, (n, cohort) in strands.items() if n and cohort]
    return f"{capital(listed(parts))} {unit.plural}." if parts else None


def period_sentence(begins: date | None, ends: date | None) -> str | None:
    """ "The period under review was 1 April 2023 to 31 March 2024."; one end alone says so."""
    if begins and ends:
        return f"The period under review was {day(begins)} to {day(ends)}."
    if begins:
        return f"The period under review began on {day(begins)}."
    return f"The period under review ended on {day(ends)}." if ends else None


def stated_at_sentence(on: date | None) -> str | None:
    """The date at which ages and plans are stated, which may lie long before the meeting."""
    return f"Ages and plans are as they stood on {day(on)}." if on else None


def day(on: date) -> str:
    """ "7 March 2026"."""
    return f"{on.day} {on:%B %Y}"


def members_sentence(cases: int, case: Unit, people: int, person: Unit, linked_adults: int = 0) -> str | None:
    """ "The 4 cases are about 7 children." None where each case is one child and nobody else is linked to it."""
    if cases == 0 or people == 0 or (people == cases and not linked_adults):
        return None
    who = f"The {case.singular} is" if cases == 1 else f"The {cases:,} {case.plural} are"
    said = f"{who} about {people:,} {person.of(people)}."
    if linked_adults:
        noun = "linked adult is" if linked_adults == 1 else "linked adults are"
        said += f" {capital(in_words(linked_adults))} {noun} not counted among them."
    return said


def left_sentence(reasons: Mapping[str, int], recorded: bool = False) -> str | None:
    """ "3 cases left the audit once their returns had opened: live review or rapid review (2) and … (1). No count holds
    them." `reasons`: how many left for each; None where none left. Of an audit `recorded` from paper nobody knows
    whether returns had opened."""
    n = sum(reasons.values())
    if n == 0:
        return None
    why = listed([f"{reason[:1].lower()}{reason[1:]} ({number:,})" for reason, number in reasons.items()])
    if n == 1:
        when = "" if recorded else " once its returns had opened"
        return f"1 case left the audit{when}: {why.removesuffix(' (1)')}. No count holds it."
    when = "" if recorded else " once their returns had opened"
    return f"{n:,} cases left the audit{when}: {why}. No count holds them."


def strands_sentence(aside: Mapping[str, int], unit: Unit) -> str | None:
    """ "Not counted here: 3 children of Southshire, reported by themselves." None where nothing is left out."""
    parts = [f"{n:,} {unit.of(n)} of {name}" for name, n in aside.items() if n]
    if not parts:
        return None
    alone = "itself" if sum(aside.values()) == 1 else "themselves"
    return f"Not counted here: {listed(parts)}, reported by {alone}."


def pooled_sentence(strands: Mapping[str, int], unit: Unit) -> str | None:
    """Stands over every number counted over several strands together. None where there is one strand or none."""
    parts = [f"{name} ({n:,})" for name, n in strands.items() if n]
    if len(parts) < 2:
        return None
    n = sum(strands.values())
    each = "Both" if len(parts) == 2 else f"All {in_words(len(parts))}"
    return (
        f"{each} strands counted together, {n:,} {unit.of(n)}: {listed(parts)}. "
        "They were selected apart, so read each by itself too."
    )


def areas_sentence(areas: Sequence[str]) -> str | None:
    """ "The audit covers two areas: North and South." None where one area is the whole partnership."""
    if len(areas) < 2:
        return None
    return f"The audit covers {in_words(len(areas))} areas: {listed(areas)}."


def outside_sentence(agencies: int) -> str | None:
    """ "One agency from outside the area took part." """
    if agencies == 0:
        return None
    noun = "agency" if agencies == 1 else "agencies"
    return f"{capital(in_words(agencies))} {noun} from outside the area took part."
