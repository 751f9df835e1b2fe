"""What is noticed in a list before anybody says how it is read: the heading row, titles, totals, notes, hidden rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from audit_project.list_words import of_line
from audit_project.listed import NO_HEADING, How, Listed, cell_of
from audit_project.sheets import Sheet, SheetRow
from audit_project.tables import heading

LOOKED_AT = 20  # rows from the top in which a heading may stand
MOST_FLAGGED = 40  # rows that one page asks about
LIKE_THE_REST = 0.8  # as much of a column has figures where a heading has none
A_TOTAL = re.compile(
    r"(?:grand |sub-?)?(?:totals?|count|sum)\b(?: (?:number|count|children|cases|records|rows|of|no))*"
    r"\s*[:=]?\s*[\d,]*",
    re.IGNORECASE,
)
A_NOTE = re.compile(
    r"(?:(?:source|notes?|nb|n\.b\.|key|filters?|applied filters?|report|data|prepared|printed|run|exported|extracted"
    r"|generated|created|produced)\b(?: (?:by|on|at|from|date|name|run|as at))*\s*[:=].*"
    r"|(?:prepared|printed|run|exported|extracted|generated|created|produced) (?:by|on|at|from)\b.*"
    r"|(?:data )?as at\b.*|page \d+.*|end of (?:list|report).*|official(?:[- ]sensitive.*)?|confidential\b.*|[*†©].*)",
    re.IGNORECASE | re.DOTALL,
)


A_TITLE = "a title"


def looking_for(known: Callable[[str], bool], *, headed: bool) -> Callable[[tuple[Sheet, ...], How], How]:
    """How a list is first looked at whose headings are `known`; one that is `headed` has them in any case."""

    def look(sheets: tuple[Sheet, ...], how: How) -> How:
        lines = sheets[how.sheet].lines
        asked = []
        if not how.asked:  # nobody has said which row it is
            found, doubt = heading_row(lines, known, headed)
            how = replace(how, heading=found, left_out=())
            asked = ["heading"] if doubt else []
        listed = Listed(sheets, "", how)
        flags = flagged(listed, headed)
        if listed.hidden and how.hidden is None:
            asked.append("hidden")
        if flags:
            asked.append("left_out")
        return replace(how, left_out=tuple(flags), asked=tuple(asked))

    return look


def heading_row(lines: Iterable[SheetRow], known: Callable[[str], bool], headed: bool) -> tuple[int, bool]:
    """The number of the row that names the columns, and whether that is in doubt."""
    top = list(lines)[:LOOKED_AT]
    counted = [(sum(map(known, line.filled)), -place) for place, line in enumerate(top)]
    if counted and max(counted)[0]:
        return top[-max(counted)[1]].number, False
    if headed or not top:
        return (top[0].number if top else NO_HEADING), False
    width = Counter(len(line.filled) for line in lines).most_common(1)[0][0]
    at = next((place for place, line in enumerate(top) if len(line.filled) >= width), 0)
    first, rest = top[at], list(lines)[at + 1 :]
    if not rest:
        return NO_HEADING, False
    figures = [column for column in range(len(first.cells)) if mostly_figures(rest, column)]
    if any(has_figure(cell_of(first, column)) for column in figures):
        alone = width == 1 and shape(first.filled[0]) == shape(rest[0].filled[0]) if first.filled else False
        return NO_HEADING, not alone
    return first.number, not figures


def mostly_figures(lines: list[SheetRow], column: int) -> bool:
    cells = [cell for line in lines if (cell := cell_of(line, column))]
    return bool(cells) and sum(map(has_figure, cells)) >= LIKE_THE_REST * len(cells)


def has_figure(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)


def shape(text: str) -> str:
    """What a reference looks like whatever its figures and letters: "ZQ-104" is "A-9"."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text))


def flagged(listed: Listed, headed: bool) -> dict[int, str]:
    """Rows under the heading that look like none of the list: what they look like, by number."""
    under = listed.under
    named = listed.heading_line
    width = Counter(len(line.filled) for line in under).most_common(1)[0][0] if under else 0
    last = {line.number for line in under[-6:]} | after_a_gap(under)
    again = tuple(map(heading, named.filled)) if named else ()
    found: dict[int, str] = {}
    for line in under:
        looks_like = looks_of(line, width, again, line.number in last, headed)
        if looks_like and len(found) < MOST_FLAGGED:
            found[line.number] = looks_like
    return found


def flags_in_words(listed: Listed, *, headed: bool) -> dict[int, str]:
    """What each of these rows holds and looks like, by number."""
    flags = flagged(listed, headed)
    by_number = {line.number: line for line in listed.under}
    return {
        number: f"Row {number}: {of_line(by_number[number])} (looks like {looks_like})"
        for number, looks_like in flags.items()
    }


def after_a_gap(lines: list[SheetRow]) -> set[int]:
    return {after.number for before, after in pairwise(lines) if after.number - before.number > 1}


def looks_of(line: SheetRow, width: int, again: tuple[str, ...], at_the_end: bool, headed: bool) -> str:
    """What a row looks like that may be none of the list; empty for the others."""
    first = line.filled[0] if line.filled else ""
    few = len(line.filled) < width or width == 1
    if again and tuple(map(heading, line.filled)) == again:
        return "the heading again"
    if A_TOTAL.fullmatch(first) and len(line.filled) <= max(2, width - 1):
        return "a total"
    if A_NOTE.fullmatch(first) and (few or at_the_end):
        return "a note"
    # In a list whose columns are known, such a row lacks what it needs and is told so.
    return A_TITLE if width > 1 and len(line.filled) == 1 and len(first.split()) > 1 and not headed else ""
