"""What the columns of a file are: a table of them for each list, and how a file's own are found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from audit_project.list_looks import looking_for
from audit_project.listed import Look
from audit_project.tables import TableRead, check_header, header_of, heading

Reader = Callable[["ListColumn", str, Any], Any]


class RowStops(Exception):
    """Why a row cannot be read, as a sentence."""


@dataclass(frozen=True)
class ListColumn:
    """One column of a file: its heading, what a cell may hold, and what else the column may be called.

    `fills` is the field of a model that it is about: its limit and its sentence for an empty cell, unless `if_empty`
    is another. `read` makes of a cell what it means, and is left out where an import does not read the column.
    """

    heading: str
    holds: str
    needed: bool = False
    called: tuple[str, ...] = ()
    fills: Any = None
    read: Reader | None = None
    if_empty: str = ""

    @cached_property
    def key(self) -> str:
        return heading(self.heading)

    def value(self, cell: str, standing: Any) -> Any:
        """What the cell means; None where it is empty. Raises `RowStops`."""
        if not cell and self.needed:
            raise RowStops(self.if_empty or str(self.fills.error_messages["blank"]))
        return self.read(self, cell, standing) if cell and self.read else None


def headings(columns: Iterable[ListColumn]) -> tuple[str, ...]:
    return tuple(column.heading for column in columns)


def names_of(columns: Iterable[ListColumn]) -> dict[str, str]:
    """The heading of each column by everything that it may be called."""
    return {heading(name): column.heading for column in columns for name in (column.heading, *column.called)}


def look_for(columns: Sequence[ListColumn]) -> Look:
    """How a file with these columns is first looked at."""
    names = names_of(columns)
    return looking_for(lambda cell: heading(cell) in names, headed=True)


def found_in(table: TableRead, columns: Sequence[ListColumn]) -> TableRead:
    """The table under the headings of these columns. Raises `TableFault` when it lacks one or has one of its own."""
    names = names_of(columns)
    read = replace(table, header=header_of(names.get(heading(cell), cell) for cell in table.header))
    check_header(read, headings(column for column in columns if column.needed), headings(columns))
    return read


def values(columns: Iterable[ListColumn], cells: Mapping[str, str], standing: Any) -> dict[str, Any]:
    """What the cells of a row mean, by column. Raises `RowStops` for the first that means nothing."""
    return {column.key: column.value(cells.get(column.key, ""), standing) for column in columns}
