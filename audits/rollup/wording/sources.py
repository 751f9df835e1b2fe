"""The sentences about what else was gone by: the panel's view of own grades, other sources, how far findings reach."""

from __future__ import annotations

from collections.abc import Mapping

from audits.rollup.wording.amounts import in_words, listed

THREE_GRADES = (
    "An agency's grade of its own practice, the panel's view of it and the agreed grade of the joint work "
    "measure different things: they are never added together or averaged."
)
SIDE_BY_SIDE = "Where these sources say different things, both stand."
REACHES = {"between": "between agencies", "agency": "within one agency", "system": "in the system"}


def views_sentence(accepted: int, challenged: int, *, too_high: int = 0, too_low: int = 0) -> str | None:
    """ "The panel gave its view of 12 own grades: it accepted 9 and challenged 3 (2 as too high, 1 as too low)."

    None where it gave no view. `too_high` and `too_low` are those of the challenged ones where it named another grade.
    """
    n = accepted + challenged
    if too_high + too_low > challenged:
        raise ValueError("More grades have a direction than were challenged.")
    if n == 0:
        return None
    grades = "one own grade" if n == 1 else f"{n:,} own grades"
    if challenged == 0:
        return f"The panel gave its view of {grades} and accepted {'it' if n == 1 else 'them all'}."
    ways = [f"{amount:,} as {way}" for amount, way in ((too_high, "too high"), (too_low, "too low")) if amount]
    which = f" ({', '.join(ways)})" if ways else ""
    if accepted == 0:
        return f"The panel gave its view of {grades} and challenged {'it' if n == 1 else 'them all'}{which}."
    return f"The panel gave its view of {grades}: it accepted {accepted:,} and challenged {challenged:,}{which}."


def source_sentence(kind: str, number: int | None, unit_plural: str, says: str) -> str:
    """ "Families' views (6 parents): they were not told what the plan was." with its own n, added to no other."""
    took_part = f"{number:,} {unit_plural}" if number is not None else "how many took part is not known"
    kept = says.strip()
    if not kept:
        return f"{kind} ({took_part})."
    stop = "" if kept.endswith((".", "!", "?", "…")) else "."
    return f"{kind} ({took_part}): {kept}{stop}"


def reach_sentence(scopes: Mapping[str, int]) -> str | None:
    """ "Of the 9 agreed findings, 5 lie between agencies, 3 within one agency and 1 in the system." None without any.

    `scopes` has how many findings by the codes of `REACHES`, or under "" where it is not recorded; one finding counts
    once.
    """
    parts = [(REACHES[code], amount) for code, amount in scopes.items() if amount and code]
    n, unsaid = sum(amount for _, amount in parts), scopes.get("", 0)
    if n == 0:
        return None
    which = " whose reach is recorded" if unsaid else ""
    rest = f" For {in_words(unsaid)}, it is not recorded." if unsaid else ""
    if len(parts) == 1:
        where = parts[0][0]
        only = f"The one agreed finding{which} lies" if n == 1 else f"All {n:,} agreed findings{which} lie"
        return f"{only} {where}.{rest}"
    (first, amount), *others = sorted(parts, key=lambda part: -part[1])
    told = [f"{amount:,} {'lies' if amount == 1 else 'lie'} {first}", *(f"{m:,} {where}" for where, m in others)]
    return f"Of the {n:,} agreed findings{which}, {listed(told)}.{rest}"
