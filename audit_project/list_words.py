"""What a page says of a list that was read: what was taken for what, what was left out, its first and last rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit_project.listed import Listed, cell_of
from audit_project.sheets import SheetRow
from audit_project.tables import letter
from audit_project.text import counted

SAID = 60  # characters of a cell that a page repeats
NUMBERS = 12  # rows that a sentence names
AT_EACH_END = 3


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SAID else f"{text[: SAID - 1]}…"


def of_line(line: SheetRow) -> str:
    """What a row holds, in short."""
    return shortened(", ".join(line.filled)) or "nothing that is read"


def rows_called(numbers: Iterable[int]) -> str:
    """ "row 7", "rows 7, 9 and 12", "rows 1, 2, 3 and 40 more"."""
    listed = sorted(numbers)
    if len(listed) == 1:
        return f"row {listed[0]:,}"
    named, more = listed[:NUMBERS], len(listed) - NUMBERS
    if more > 0:
        return f"rows {', '.join(map(str, named))} and {more:,} more"
    return f"rows {', '.join(map(str, named[:-1]))} and {named[-1]}"


def column_called(listed: Listed, column: int) -> str:
    """ "column B “Case ref”"."""
    named = listed.heading_line
    words = shortened(cell_of(named, column)) if named else ""
    return f"column {letter(column)}" + (f" “{words}”" if words else "")


def as_read(listed: Listed, besides: str = "") -> list[str]:
    """How the list was read, sentence by sentence; `besides` says what else was found in the sheet."""
    sheet, how = listed.sheet, listed.how
    what = f"The sheet “{shortened(sheet.name)}”" if sheet.name else "The list"
    rows = counted(len(listed.rows), "row")
    parts = (f"heading in row {how.heading}, {rows} under it" if how.heading else f"no heading, {rows}", besides)
    said = [f"{what} was read: {', '.join(filter(None, parts))}."]
    for at, other in enumerate(listed.sheets):
        if at == how.sheet:
            continue
        rows = counted(len(other.lines) or other.let_go, "row")
        kept = ", too long to be offered here: save it as a file of its own to read it" if other.let_go else ""
        said.append(f"Not read: the {'hidden ' if other.hidden else ''}sheet “{shortened(other.name)}” ({rows}{kept}).")
    said += [
        f"Row {line.number} stands above the heading and is no row of the list: “{of_line(line)}”."
        for line in listed.above[:NUMBERS]
    ]
    if listed.hidden:
        said.append(of_hidden(len(listed.hidden), how.hidden))
    if how.left_out and "left_out" not in how.asked:
        said.append(f"Left out: {rows_called(how.left_out)}.")
    if sheet.hidden_columns:
        columns = ", ".join(letter(at) for at in sheet.hidden_columns if at < listed.width)
        said += [f"Hidden in the sheet: column {columns}."] if columns else []
    if listed.blank:
        said.append(f"{counted(listed.blank, 'blank row')} between others.")
    return said


def of_hidden(number: int, meant: bool | None) -> str:
    be, they = ("is", "it is") if number == 1 else ("are", "they are")
    done = {None: f"Say whether {they} meant", True: f"{they} read too", False: f"{they} left out"}[meant]
    return f"{counted(number, 'row')} under the heading {be} hidden in the sheet. {done[:1].upper()}{done[1:]}."


@dataclass(frozen=True)
class Ends:
    """The first and the last rows as they were read, under what their columns are called."""

    columns: tuple[str, ...]
    first: tuple[tuple[int, tuple[str, ...]], ...]
    last: tuple[tuple[int, tuple[str, ...]], ...]
    between: int


def ends_of(listed: Listed) -> Ends:
    """Columns whose cells were not kept are not among them."""
    without, rows, named = listed.why_not_kept(), listed.rows, listed.heading_line
    places = [at for at in range(listed.width) if at not in without]
    columns = tuple((shortened(cell_of(named, at)) if named else "") or f"Column {letter(at)}" for at in places)

    def shown(lines: list[SheetRow]) -> tuple[tuple[int, tuple[str, ...]], ...]:
        return tuple((line.number, tuple(shortened(cell_of(line, at)) for at in places)) for line in lines)

    last = rows[max(AT_EACH_END, len(rows) - AT_EACH_END) :]
    return Ends(columns, shown(rows[:AT_EACH_END]), shown(last), max(0, len(rows) - 2 * AT_EACH_END))
