"""How a list is read: which sheet, which row names the columns, whether hidden rows count, which rows are none of it.

A first look guesses all of it and says what it is in doubt about (`How.asked`); a person answers. Nothing is left out
that is not said. What is shown next is handed on in the page itself, signed (`carry`, `carried`): what is done is what
was shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from audit_project.carried import seal, unseal
from audit_project.sheets import Sheet, SheetRow, Upload, sheets_of
from audit_project.tables import RowFault, RowRead, TableRead, header_of
from audit_project.workbooks import TableFault

MOST_ROWS = 10_000
NO_HEADING = 0
QUESTIONS = ("sheet", "heading", "column", "hidden", "left_out")


@dataclass(frozen=True)
class How:
    """How a list is read. `asked` names what nobody has answered yet."""

    sheet: int = 0
    heading: int = NO_HEADING  # the number of the row that names the columns
    hidden: bool | None = None  # whether hidden rows are rows of the list; None: nobody said
    left_out: tuple[int, ...] = ()  # rows of the sheet that are none of the list
    column: int | None = None  # from 0, where a list is of one column
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list with how it is read. `not_kept` says of a column, by sheet and place, why its cells were let go."""

    sheets: tuple[Sheet, ...]
    sha256: str
    how: How
    not_kept: tuple[tuple[int, int, str], ...] = ()

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.how.sheet]

    @property
    def offered(self) -> list[int]:
        """The sheets that hold anything."""
        return [at for at, sheet in enumerate(self.sheets) if sheet.lines]

    @property
    def heading_line(self) -> SheetRow | None:
        return next((line for line in self.sheet.lines if self.how.heading == line.number), None)

    @property
    def above(self) -> list[SheetRow]:
        """What stands above the heading: titles, dates, a logo's text."""
        return [line for line in self.sheet.lines if line.number < self.how.heading]

    @property
    def under(self) -> list[SheetRow]:
        """Everything under the heading, whatever it is."""
        return [line for line in self.sheet.lines if line.number > self.how.heading]

    @property
    def hidden(self) -> list[SheetRow]:
        return [line for line in self.under if line.hidden]

    @property
    def rows(self) -> list[SheetRow]:
        """The rows of the list."""
        out = set(self.how.left_out)
        shown = [line for line in self.under if not (line.hidden and self.how.hidden is False)]
        return [line for line in shown if line.number not in out]

    @property
    def blank(self) -> int:
        """How many rows between others stand empty."""
        under = self.under
        first = self.how.heading + 1 if self.how.heading else (under[0].number if under else 1)
        return under[-1].number - first + 1 - len(under) if under else 0

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.sheet.lines), default=0)

    def why_not_kept(self) -> dict[int, str]:
        """Of each column of this sheet whose cells were let go: why."""
        return {column: why for sheet, column, why in self.not_kept if sheet == self.how.sheet}

    def table(self, most_rows: int = MOST_ROWS) -> TableRead:
        """The list as a table, each column with a heading of its own. Raises `TableFault`."""
        named = self.heading_line
        if named is None:
            raise TableFault("This file is empty.")
        if named.faults:
            raise TableFault(f"The header cannot be read. {named.faults[0][1]}")
        lines = self.rows
        used = [at for at, cell in enumerate(named.cells) if cell or any(has(line, at) for line in lines)]
        header = header_of(named.cells[at] for at in used)
        check_rows(len(lines), most_rows)
        rows, faults = [], []
        for line in lines:
            if line.faults or any(line.cells[len(named.cells) :]):
                wrong = line.faults[0][1] if line.faults else "This row has more cells than there are columns."
                faults.append(RowFault(line.number, wrong))
            else:
                rows.append(RowRead(line.number, tuple(cell_of(line, at) for at in used)))
        return TableRead(header, tuple(rows), tuple(faults), self.blank, self.sha256)


def check_rows(count: int, most_rows: int) -> None:
    if count > most_rows:
        raise TableFault(f"This file has more than {most_rows:,} rows. Upload it in parts.")
    if not count:
        raise TableFault("This file has a header and no rows under it.")


def cell_of(line: SheetRow, column: int) -> str:
    return line.cells[column] if column < len(line.cells) else ""


def has(line: SheetRow, column: int) -> bool:
    return bool(cell_of(line, column)) or any(at == column for at, _ in line.faults)


# What a kind of list guesses of a sheet: how it would be read, and what is in doubt.
Look = Callable[[tuple[Sheet, ...], How], How]


def read_list(upload: Upload, look: Look, most_rows: int = MOST_ROWS) -> Listed:
    """An uploaded list as it is first looked at. Raises `TableFault`."""
    sheets, mark = sheets_of(upload, most_rows)
    return first_look(sheets, mark, look)


def first_look(sheets: tuple[Sheet, ...], mark: str, look: Look) -> Listed:
    """The first sheet in sight whose heading is found, else the first in sight. Where there are more, that is asked."""
    seen = [at for at, sheet in enumerate(sheets) if sheet.lines and not sheet.hidden]
    if not seen:
        raise TableFault("This file is empty.")
    looks = [look(sheets, How(sheet=at)) for at in seen]
    how = next((one for one in looks if one.heading and "heading" not in one.asked), looks[0])
    if len(seen) > 1:
        how = replace(how, asked=("sheet", *how.asked))
    return Listed(sheets, mark, how)


def answered(listed: Listed, given: dict[str, Any], look: Look) -> Listed:
    """The list as somebody says it is read. Another sheet or heading is looked at anew, and may ask again."""
    how = listed.how
    if given.get("sheet", how.sheet) != how.sheet:
        new = look(listed.sheets, How(sheet=given["sheet"]))
    elif given.get("heading", how.heading) != how.heading:
        new = look(listed.sheets, replace(how, heading=given["heading"], asked=("heading",)))
        new = replace(new, asked=tuple(name for name in new.asked if name != "heading"))
    else:
        new = replace(how, **{name: given[name] for name in QUESTIONS if name in given}, asked=())
    return replace(listed, how=new)


def carry(listed: Listed, purpose: str) -> tuple[str, Listed]:
    """The list as one signed text for a hidden field, and what of it was kept in there. `purpose` says what for and for
    whom: the text fits nothing else.

    Where the form would be too large to be sent back, the sheets that are not read are let go; raises `TableFault`
    when that is not enough.
    """
    sheets = tuple(
        sheet if at == listed.how.sheet else replace(sheet, lines=(), let_go=len(sheet.lines))
        for at, sheet in enumerate(listed.sheets)
    )
    asked = tuple(name for name in listed.how.asked if name != "sheet")
    for one in (listed, replace(listed, sheets=sheets, how=replace(listed.how, asked=asked))):
        text = seal(plain(one), f"list:{purpose}")
        if text is not None:
            return text, one
    raise TableFault("This list holds more than one page can show. Send it in parts.")


def carried(text: str, purpose: str) -> Listed:
    """The list that `carry` handed on. Raises `Refused` when it is an hour old, changed, or somebody else's."""
    told = unseal(text, f"list:{purpose}")
    how = told["how"] | {name: tuple(told["how"][name]) for name in ("left_out", "asked")}
    return Listed(
        tuple(sheet_from(sheet) for sheet in told["sheets"]),
        told["sha256"],
        How(**how),
        tuple((sheet, column, why) for sheet, column, why in told["not_kept"]),
    )


def plain(listed: Listed) -> dict[str, Any]:
    """The list as JSON takes it; a row that nothing is wrong with is its number and its cells."""
    return {
        "sheets": [
            {
                "name": sheet.name,
                "lines": [
                    [line.number, *line.cells]
                    if not (line.faults or line.hidden)
                    else [line.number, list(line.cells), line.faults, line.hidden]
                    for line in sheet.lines
                ],
                "hidden": sheet.hidden,
                "hidden_columns": sheet.hidden_columns,
                "let_go": sheet.let_go,
            }
            for sheet in listed.sheets
        ],
        "sha256": listed.sha256,
        "how": asdict(listed.how),
        "not_kept": listed.not_kept,
    }


def sheet_from(told: dict[str, Any]) -> Sheet:
    lines = tuple(map(line_from, told["lines"]))
    return Sheet(told["name"], lines, told["hidden"], tuple(told["hidden_columns"]), told["let_go"])


def line_from(told: list[Any]) -> SheetRow:
    if len(told) == 4 and isinstance(told[1], list):
        return SheetRow(told[0], tuple(told[1]), tuple((at, said) for at, said in told[2]), told[3])
    return SheetRow(told[0], tuple(told[1:]))
