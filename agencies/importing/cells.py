"""How a cell is read: what it means for its column, or a sentence why it means nothing."""

from __future__ import annotations

from typing import Any

from agencies.importing.columns import ListColumn, RowStops

YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
NO_ORGANISATION = "Enter the name of the organisation."
SAID_AGAIN = 60  # characters of a cell that a sentence repeats


def as_it_is(column: ListColumn, cell: str, standing: Any) -> str:
    return cell


def name(column: ListColumn, cell: str, standing: Any) -> str:
    """A name as its model keeps it, on one line."""
    within(column, cell, "A name")
    if "\n" in cell:
        raise RowStops("A name stands on one line.")
    return cell


def within(column: ListColumn, cell: str, what: str) -> None:
    limit = column.fills.max_length
    if len(cell) > limit:
        raise RowStops(f"{what} has {limit} characters or fewer.")


def yes_or_no(column: ListColumn, cell: str, standing: Any) -> bool:
    word = cell.casefold()
    if word not in YES + NO:
        raise RowStops(f"“{column.heading}” takes yes or no.")
    return word in YES


def one_of_them(column: ListColumn, cell: str, standing: Any) -> Any:
    """One of what `standing.words` has for the column, by its name or its code."""
    found = standing.words[column.key].get(cell.casefold())
    if found is None:
        raise none_called(column.key, cell)
    return found


def none_called(what: str, cell: str) -> RowStops:
    return RowStops(f"There is no {what} “{cell[:SAID_AGAIN]}”.")
