"""The sentences of what recurs: "In 4 of the last 6 audits", "3 of the 4 children"."""

from __future__ import annotations

from audits.across.recurrence import Recurrence, Round
from audits.rollup.counting.figures import Count
from audits.rollup.wording.amounts import percentage_text


def how_often(line: Recurrence, *, last: bool) -> str:
    """ "In 4 of the last 6 audits"; of all audits where the reader asked for all."""
    n, of = line.audits.numerator, line.audits.denominator or 0
    if of == 1:
        return "In the one audit so far"
    if n == of:
        return f"In each of the last {of} audits" if last else f"In each of the {of} audits"
    return f"In {n} of the last {of} audits" if last else f"In {n} of the {of} audits"


def of_cases(found: Count, small_n: int) -> str:
    """ "3 of the 4 children"; with its percentage where n is not small: "12 of the 30 children (40%)"."""
    n = found.denominator or 0
    share = percentage_text(found.numerator, n, small_n)
    words = f"{found.numerator} of the {n} {found.unit.plural}" if n != 1 else f"the one {found.unit.singular}"
    return f"{words} ({share})" if share else words


def in_round(one: Round) -> str:
    """What a theme was in one audit, in words: its cases of n, or the amount that the audit gave."""
    if not one.found.numerator:
        return f"given in words: “{one.amount}”"
    words = of_cases(one.found, one.audit.small_n)
    return f"{words}; given in words: “{one.amount}”" if one.amount else words
