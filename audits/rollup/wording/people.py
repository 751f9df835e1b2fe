"""The sentences about the children and adults of an audit, and about the agencies that took part.

They give exact numbers, for the team inside. What leaves goes through disclosure/, which may put words instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audits.rollup.counting.figures import CHILD, Distribution, Unit
from audits.rollup.wording.amounts import capital, in_words, listed, small

DAYS_IN = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
UNBORN = "unborn"


@dataclass(frozen=True, slots=True)
class Age:
    """An age as recorded: a number and days, weeks, months or years; or unborn, which has no number."""

    number: int | None
    unit: str

    def __post_init__(self) -> None:
        if (self.unit == UNBORN) != (self.number is None) or self.unit not in {UNBORN, *DAYS_IN}:
            raise ValueError("An age is unborn, or a number of days, weeks, months or years.")
        if self.number is not None and self.number < 0:
            raise ValueError("An age is never below nought.")

    @property
    def days(self) -> float:
        """For putting ages in order; unborn comes before the first day."""
        return -1.0 if self.number is None else self.number * DAYS_IN[self.unit]

    def spoken(self) -> tuple[int, str]:
        """The number and unit people would use: 60 days are 2 months, 30 months are 2 years; completed ones only.

        Days up to two weeks and weeks up to two months stay; below two years months are said. The day given counts as
        lived, so that 60 days are two months and 365 days twelve.
        """
        if self.number is None:
            return 0, UNBORN
        if self.unit == "years" or (self.unit == "months" and self.number < 24):
            return self.number, self.unit
        if self.unit == "months":
            return self.number // 12, "years"
        days = int(self.days)
        if days < 14 or (self.unit == "weeks" and days < 60):
            return self.number, self.unit
        if days < 60:
            return days // 7, "weeks"
        if days < 730:
            return int((days + 1) / DAYS_IN["months"]), "months"
        return int((days + 1) / DAYS_IN["years"]), "years"

    def __str__(self) -> str:
        number, unit = self.spoken()
        if unit == UNBORN:
            return UNBORN
        if number == 0:  # nobody says "0 years": a child so recorded is in the first one
            return f"under 1 {unit.removesuffix('s')}"
        return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


UNBORN_AGE = Age(None, UNBORN)


def age_range(ages: Iterable[Age]) -> str | None:
    """ "5 to 15 years", "2 months to 17 years", "unborn to 3 years", "4 years"; None where no age is recorded."""
    # One age may be recorded in two units (12 months, 1 year): the finer word begins the range, the coarser ends it, so
    # that the sentence doesn't depend on the order of the children.
    ordered = sorted(ages, key=lambda age: (age.days, DAYS_IN.get(age.unit, 0.0)))
    if not ordered:
        return None
    youngest, oldest = ordered[0], ordered[-1]
    (low, low_unit), (high, high_unit) = youngest.spoken(), oldest.spoken()
    if youngest.days == oldest.days or (low, low_unit) == (high, high_unit):
        return str(youngest)
    return f"{low} to {oldest}" if low_unit == high_unit and low else f"{youngest} to {oldest}"


def aged(ages: Iterable[Age]) -> str | None:
    """After "were": "aged 5 to 15", "aged 2 months to 17 years", "aged 4", "unborn to 3 years old", "unborn"."""
    known = list(ages)
    said = age_range(known)
    if said is None or said == UNBORN:
        return said
    if said.startswith(UNBORN):
        return f"{said} old"
    in_years = all(age.spoken()[1] == "years" for age in known)
    return f"aged {said.removesuffix(' years').removesuffix(' year') if in_years else said}"


def ages_sentence(ages: Sequence[Age], not_recorded: int = 0, unit: Unit = CHILD) -> str | None:
    """ "The children were aged 5 to 15."; where ages are missing, of those whose age is recorded. None without any."""
    said = aged(ages)
    if said is None:
        return None
    if not not_recorded:
        return f"The {unit.of(len(ages))} {'was' if len(ages) == 1 else 'were'} {said}."
    known, were = in_words(len(ages)), "was" if len(ages) == 1 else "were"
    who = f"The {known} {unit.of(len(ages))} whose age is recorded {were} {said}."
    return f"{who} The age of {in_words(not_recorded)} {unit.of(not_recorded)} is not recorded."


def were(parts: Iterable[tuple[str, int]]) -> str:
    """ "three were female and one male": the amounts in words, the verb once; empty where nobody is counted."""
    items = [f"{in_words(n)} {label}" for label, n in parts if n]
    if not items:
        return ""
    amount, _, label = items[0].partition(" ")
    return listed([f"{amount} {'was' if amount == 'one' else 'were'} {label}", *items[1:]])


def _with_unknown(known: str, unknown: int, of_what: str) -> str | None:
    """A sentence of the known ones and one of those whose record doesn't say; None where nobody's says."""
    if not known:
        return None
    sentence = f"{capital(known)}."
    missing = f"For {in_words(unknown)}, {of_what} is not known or not recorded." if unknown else ""
    return " ".join(part for part in (sentence, missing) if part) or None


def sex_sentence(parts: Sequence[tuple[str, int]], unknown: int = 0) -> str | None:
    """ "Three were female and one male." and, where it is so, "For one, the sex is not known or not recorded."."""
    return _with_unknown(were((small(label), n) for label, n in parts), unknown, "the sex")


def ethnicity_sentence(parts: Sequence[tuple[str, int]], unknown: int = 0) -> str | None:
    """ "Two were White British and one Bangladeshi.": labels as the list has them, the unknown said apart."""
    return _with_unknown(were(parts), unknown, "the ethnicity")


def plans_sentence(plans: Sequence[tuple[str, int]], n: int, *, none: int = 0, unit: Unit = CHILD) -> str | None:
    """ "Plans or status at the date of the audit: Child in Need plan (two) and Looked after child (one)." """
    return list_sentence("Plans or status at the date of the audit", plans, n, none=none, unit=unit)


def list_sentence(
    what: str, entries: Sequence[tuple[str, int]], n: int, *, none: int = 0, unit: Unit = CHILD
) -> str | None:
    """ "Disability: Mobility (two) and Hearing (one). None is recorded for three."; None where nobody has any.

    Several may hold at once: when they come to more than n, that is said. `none` have none recorded.
    """
    held = [(label, count) for label, count in entries if count]
    missing = f"None is recorded for {in_words(none)}." if none else ""
    if not held:
        return None
    names = listed([f"{label} ({in_words(count)})" for label, count in held])
    several = f"A {unit.singular} may have more than one." if sum(c for _, c in held) + none > n else ""
    return " ".join(part for part in (f"{what}: {names}.", several, missing) if part)


def siblings_sentence(in_group: int, n: int, not_recorded: int = 0, unit: Unit = CHILD) -> str | None:
    """ "All four children were part of sibling groups."; n counts the children whose record says. Where some don't,
    the sentence is of those that do. None where none does."""
    if n == 0:
        return None
    group = "was part of a sibling group" if in_group < 2 else "were part of sibling groups"
    if not_recorded and n == 1:
        said = f"The one {unit.singular} whose record says was {'' if in_group else 'not '}part of a sibling group."
        return f"{said} For {in_words(not_recorded)}, it is not recorded."
    if not_recorded:
        amount = "all" if in_group == n else in_words(in_group)
        said = f"Of the {in_words(n)} {unit.plural} whose record says, {amount} {group}."
        return f"{said} For {in_words(not_recorded)}, it is not recorded."
    if n == 1:
        said = f"The {unit.singular} was {'' if in_group else 'not '}part of a sibling group."
    elif in_group == 0:
        said = f"None of the {in_words(n)} {unit.plural} was part of a sibling group."
    elif in_group == n:
        said = f"{'Both' if n == 2 else f'All {in_words(n)}'} {unit.plural} were part of sibling groups."
    else:
        said = f"{capital(in_words(in_group))} of the {in_words(n)} {unit.plural} {group}."
    return said


def why_not_n(distribution: Distribution, not_counted: Mapping[str, int] | None = None) -> str:
    """Why the rows don't come to n, for the note under a table; empty where they do.

    `not_counted` are the ones in no row, by reason ("not recorded").
    """
    total, n = distribution.total, distribution.n
    missing = listed([f"{in_words(count)} {small(reason)}" for reason, count in (not_counted or {}).items() if count])
    if distribution.multi_coded:
        several = f"A {distribution.unit.singular} may have several, so the rows may come to more than {n:,}."
        return f"{several} Not in the rows: {missing}." if missing else several
    if total == n:
        return ""
    why = f": {missing}" if missing else ""
    return f"The rows come to {total:,} of the {n:,} {distribution.unit.plural}{why}."


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation that took part, and its services that did."""

    name: str
    services: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({listed(self.services)})" if self.services else self.name


def participants_sentence(participants: Sequence[Participant]) -> str | None:
    """ "Healthcare Trust (Health Visiting and School Nursing), Housing and Probation took part."; None without any."""
    if not participants:
        return None
    return f"{capital(listed([str(participant) for participant in participants]))} took part."
