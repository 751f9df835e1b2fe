"""Which column of a list holds the references, which hold what is never read, and which references look unlike.

Columns that look like names, dates of birth, NHS numbers or addresses are let go before anything else is done: their
cells travel no further than this page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from audit_project.list_forms import column_offered
from audit_project.list_looks import (
    A_TITLE,
    LIKE_THE_REST,
    MOST_FLAGGED,
    flagged,
    flags_in_words,
    has_figure,
    looking_for,
    shape,
)
from audit_project.listed import How, Listed, Look, cell_of
from audit_project.sheets import Sheet, SheetRow
from audit_project.workbooks import TableFault
from audits.recognise.dates import DATE
from audits.recognise.numbers import nhs_numbers, pupil_numbers
from audits.sample.draw.algorithm import normalised
from audits.sample.draw.headings import identifies, is_heading, says_references, says_so_surely, says_something_else

A_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*(?:,? [^\W\d_](?:[^\W\d_]|['’.-])*){1,3}")
ONE_WORD_OR_MORE = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*(?:,? [^\W\d_](?:[^\W\d_]|['’.-])*){0,3}")
FEWEST_NAMES = 2
TEN_FIGURES = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")
A_DATE = re.compile(rf"(?:{DATE.pattern})(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.IGNORECASE)
PLAUSIBLE = re.compile(r"[0-9A-Z][0-9A-Z/._\-]*")  # letters and figures with the signs that local systems put between
WHOLE = re.compile(r"\d+\.0")
SHORTENED = re.compile(r"\d(?:\.\d+)?E\+\d+|\d\.\d+E\d+")
NO_COLUMN = (
    "Every column of this list looks like names, dates of birth, personal numbers or addresses. Send the references of "
    "your local system, without these."
)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
LOOKED_AT = 2_000  # rows of a column, to see what it holds
FEW = 0.2  # of a list: as many may look unlike the others before they are another half of it


def as_reference(cell: str) -> str:
    """A cell of the references' column as it is drawn by: any dash is a hyphen, a whole number has no point."""
    text = normalised(cell.translate(DASHES)).translate(DASHES)
    return text[:-2] if WHOLE.fullmatch(text) else text


def is_nhs_number(cell: str) -> bool:
    return [(0, len(cell))] == list(nhs_numbers(cell))


def mostly_ten_figures(cells: Iterable[str]) -> bool:
    found = [bool(TEN_FIGURES.fullmatch(cell)) for cell in cells]
    return sum(found) > len(found) / 2


def of_another_kind(cell: str, *, ten: bool) -> str:
    """What a spreadsheet made of a reference, and what is somebody's. `ten`: most references have ten figures."""
    if A_DATE.fullmatch(cell):
        return "This is a date, not a reference. A spreadsheet may have made it of one: format the column as text."
    if SHORTENED.fullmatch(normalised(cell)):
        return "A spreadsheet has shortened this number. Format the column as text and type it again."
    if not ten and TEN_FIGURES.fullmatch(cell) and is_nhs_number(cell):
        return "This looks like an NHS number, not a reference."
    a_name = ONE_WORD_OR_MORE.fullmatch(cell) and (" " in cell or (cell.istitle() and len(cell) > FEWEST_NAMES))
    return "This looks like a name or a note, not a reference." if a_name else ""


@dataclass(frozen=True)
class Held:
    """What a column holds: `what` it would identify, or whether its cells read like references."""

    what: str
    references: bool
    says_so: bool  # its heading says that they are references
    like: str


def held_by(named: str, cells: list[str]) -> Held:
    made = [as_reference(cell) for cell in cells]
    plausible = [one for one in made if PLAUSIBLE.fullmatch(one) and has_figure(one)]
    distinct = len(set(made)) >= LIKE_THE_REST * len(made)
    what = identifies(named) or identifying_cells(named, cells, distinct)
    counting = made == [str(number) for number in range(1, len(made) + 1)] and not says_so_surely(named)
    dated = sum(1 for cell in cells if A_DATE.fullmatch(cell)) > len(cells) / 2
    references = len(plausible) > len(made) / 2 and distinct and not (counting or dated or what)
    return Held(what, references, says_references(named), made[0] if made else "")


def identifying_cells(named: str, cells: list[str], distinct: bool) -> str:
    """What the cells of a column look like whose heading says nothing of it."""

    def most(looks_so: Callable[[str], object]) -> bool:
        return bool(cells) and sum(1 for cell in cells if looks_so(cell)) >= LIKE_THE_REST * len(cells)

    if most(is_nhs_number):
        return "NHS numbers"
    if most(lambda cell: list(pupil_numbers(cell)) == [(0, len(cell))]):
        return "personal numbers"
    if not named and most(A_DATE.fullmatch):
        return "dates of birth"
    names = A_NAME if named else ONE_WORD_OR_MORE
    enough = distinct and len(cells) >= FEWEST_NAMES and not says_something_else(named)
    return "names" if enough and most(lambda cell: len(cell) > 1 and names.fullmatch(cell)) else ""


def columns_of(listed: Listed) -> dict[int, Held]:
    """What each column of the sheet that is read holds; those whose cells were let go are not among them."""
    named, without = listed.heading_line, listed.why_not_kept()
    rows = listed.rows[:LOOKED_AT]
    return {
        at: held_by(cell_of(named, at) if named else "", [cell for line in rows if (cell := cell_of(line, at))])
        for at in range(listed.width)
        if at not in without
    }


def offered(listed: Listed) -> dict[int, str]:
    """The columns that may be said to hold the references."""
    return {at: column_offered(listed, at, held.like) for at, held in columns_of(listed).items()}


def look(sheets: tuple[Sheet, ...], how: How) -> How:
    """How a cohort is first looked at: as any list, then its column of references and what is unlike in it."""
    how = HEADINGS(sheets, how)
    listed = Listed(sheets, "", how)
    column, doubt = column_of(listed)
    how = replace(how, column=column, asked=(*how.asked, "column") if doubt else how.asked)
    asks = "left_out" not in how.asked and 0 < len(unlike(replace(listed, how=how))) <= MOST_FLAGGED
    return replace(how, asked=(*how.asked, "left_out")) if asks else how


def column_of(listed: Listed) -> tuple[int, bool]:
    """The column of references, and whether another may be meant. Raises `TableFault` where there is none."""
    columns = {at: held for at, held in columns_of(listed).items() if not held.what}
    if not columns:
        raise TableFault(NO_COLUMN)
    like = [at for at, held in columns.items() if held.references]
    called = [at for at in like or columns if columns[at].says_so]
    named = listed.heading_line
    sure = [at for at in called if named and says_so_surely(cell_of(named, at))]
    for found in (sure, called, like):
        if len(found) == 1:
            return found[0], False
    return (sure or called or like or sorted(columns))[0], len(columns) > 1


HEADINGS: Look = looking_for(is_heading, headed=False)


def unlike(listed: Listed) -> dict[int, str]:
    """Rows whose reference looks unlike the others, or may be one that stands further up written otherwise."""
    column = listed.how.column or 0
    ten = mostly_ten_figures(cell_of(line, column) for line in listed.under)
    cells = {line.number: cell_of(line, column) for line in listed.under}
    made = {at: as_reference(cell) for at, cell in cells.items() if cell and not of_another_kind(cell, ten=ten)}
    shapes = Counter(map(shape, made.values()))
    usual = {one for one, often in shapes.items() if often >= max(2, FEW * len(made))}
    zeros = sum(one.startswith("0") for one in made.values()) >= LIKE_THE_REST * len(made)
    first: dict[str, int] = {}
    found: dict[int, str] = {}
    for number, one in made.items():
        earlier = first.setdefault(re.sub(r"[/._-]", "", one), number)
        if made[earlier] != one:
            found[number] = f"may be row {earlier}, {made[earlier]}, again"
        elif zeros and one[0] in "123456789":
            found[number] = "may have lost a 0 at its front"
        elif usual and shape(one) not in usual and earlier == number and PLAUSIBLE.fullmatch(one):
            found[number] = "is unlike the others"
    return found


def flags(listed: Listed) -> dict[int, str]:
    """Every row that is asked about, with what it holds and why."""
    found = flags_in_words(listed, headed=False)
    lines = {line.number: line for line in listed.under}
    odd = unlike(listed)
    for number, why in odd.items() if len(odd) <= MOST_FLAGGED else ():
        words = f"Row {number}: {cell_of(lines[number], listed.how.column or 0)} ({why})"
        found.setdefault(number, words)
    return dict(sorted(found.items()))


def without_what_identifies(listed: Listed) -> Listed:
    """The list with the cells of such columns let go, on every sheet. What is asked of it stays askable."""
    let_go = list(listed.not_kept)
    sheets = []
    for at, sheet in enumerate(listed.sheets):
        if not sheet.lines:
            sheets.append(sheet)
            continue
        one = replace(listed, how=listed.how if at == listed.how.sheet else HEADINGS(listed.sheets, How(sheet=at)))
        out = {column: held.what for column, held in columns_of(one).items() if held.what}
        let_go += [(at, column, what) for column, what in out.items()]
        named = {number for number, looks_like in flagged(one, headed=False).items() if looks_like != A_TITLE}
        titles = {line.number for line in one.above if len(line.filled) == 1}
        keep = named | titles | {one.how.heading}
        sheets.append(replace(sheet, lines=tuple(without(line, set(out), keep) for line in sheet.lines)))
    kept = replace(listed, sheets=tuple(sheets), not_kept=tuple(let_go))
    if "left_out" not in listed.how.asked:
        return kept
    asked = flags(kept)
    still = tuple(number for number in listed.how.left_out if number in asked)
    names = tuple(name for name in listed.how.asked if asked or name != "left_out")
    return replace(kept, how=replace(listed.how, left_out=still, asked=names))


def without(line: SheetRow, columns: set[int], keep: set[int]) -> SheetRow:
    """A row without these cells; the row that names the columns keeps them, and so do titles, totals and notes."""
    if line.number in keep or not columns:
        return line
    cells = tuple("" if at in columns else cell for at, cell in enumerate(line.cells))
    return replace(line, cells=cells, faults=tuple(pair for pair in line.faults if pair[0] not in columns))
