"""What a list says once it is known how it is read: its columns, and its rows as plain text with their numbers.

It knows no app. What is wrong with one row stands beside the others in `Table.faults`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from audit_project.workbooks import MOST_COLUMNS, TableFault

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row under the header. `number` is the one a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row, as a sentence."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table as it was read: every row has exactly as many cells as the header; empty rows are counted, not kept."""

    header: tuple[str, ...]
    rows: tuple[RowRead, ...]
    faults: tuple[RowFault, ...] = ()
    blank: int = 0  # empty rows between others
    sha256: str = field(default="")  # of the bytes that were read

    def named(self, row: RowRead) -> dict[str, str]:
        """A row's cells by their headings, in lower case and with single spaces: {"service name": "School Nursing"}."""
        return dict(zip(map(heading, self.header), row.cells, strict=True))

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number with its cells by heading."""
        return ((row.number, self.named(row)) for row in self.rows)


def heading(text: str) -> str:
    """A column's name as it is compared: "Service_Name " is "service name"."""
    return " ".join(text.replace("_", " ").casefold().split())


def letter(column: int) -> str:
    """What a spreadsheet shows above a column, counted from 0: "A", "AB"."""
    first, last = divmod(column, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[last]


def check_columns(count: int) -> None:
    if count > MOST_COLUMNS:
        raise TableFault(f"This file has more than {MOST_COLUMNS} columns.")


def header_of(cells: Iterable[str]) -> tuple[str, ...]:
    """The column names; each is there once and none is empty."""
    cells = tuple(cells)
    names = [heading(cell) for cell in cells]
    if not all(names):
        raise TableFault(f"Column {names.index('') + 1} has no heading. The heading row names the columns.")
    twice = next((cell for cell in cells if names.count(heading(cell)) > 1), None)
    if twice is not None:
        raise TableFault(f"Two columns are called “{twice[:60]}”.")
    return cells


def check_header(table: TableRead, needed: Iterable[str], known: Iterable[str]) -> None:
    """Raise `TableFault` when a needed column is missing or one stands there that nobody reads."""
    found = {heading(name): name for name in table.header}
    missing = [name for name in needed if heading(name) not in found]
    if missing:
        raise TableFault(f"The file has no column {in_quotes(missing)}. The heading row names the columns.")
    read = {heading(name) for name in known} | {heading(name) for name in needed}
    strange = [name[:60] for key, name in found.items() if key not in read]
    if strange:
        raise TableFault(f"Nothing is known of a column {in_quotes(strange[:5])}. Take it out, or mend its heading.")


def in_quotes(names: list[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)
