"""What each row of a file would do to a list, before anything is made. It reads and decides; it writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from agencies.importing.columns import ListColumn, RowStops, found_in
from agencies.models import Person
from audit_project.tables import TableRead

ADD, CHANGE, SAME, FAULT = "add", "change", "same", "fault"


@dataclass(frozen=True)
class ListLine:
    """One row of the file and what it does."""

    number: int
    what: str
    name: str
    words: tuple[str, ...] = ()  # what changes, or what is wrong
    under: str = ""  # what stands under the name
    found: Any = None  # what it is about, where that is there already
    said: Mapping[str, Any] = field(default_factory=dict)  # what its cells mean, by column
    fields: Mapping[str, Any] = field(default_factory=dict)  # to be written: all of a new one, else what changes
    marks: tuple[Any, ...] = ()  # by what a second row of the same is known


@dataclass(frozen=True)
class ListReading:
    """A file as it was read. `mark` is another one as soon as it would do something else."""

    lines: tuple[ListLine, ...]
    mark: str

    def of(self, *kinds: str) -> list[ListLine]:
        return [line for line in self.lines if line.what in kinds]

    @cached_property
    def counts(self) -> dict[str, int]:
        found = Counter(line.what for line in self.lines)
        return {kind: found[kind] for kind in (ADD, CHANGE, SAME, FAULT)}

    @property
    def may_load(self) -> bool:
        return not self.counts[FAULT] and bool(self.counts[ADD] + self.counts[CHANGE])


@dataclass(frozen=True)
class ImportedList:
    """What one list is: its columns, the words of its pages, and what is done with a row."""

    key: str  # of its addresses, and of its lines in the journal
    title: str
    columns: tuple[ListColumn, ...]
    example: tuple[tuple[str, ...], ...]
    heading: str
    before: str  # what a person is told before they choose a file
    under: str  # and under the columns
    one: str  # what one row is of
    new: tuple[str, str, str]  # of a new one: to be counted before and after, and on its tag
    did: Mapping[str, str]
    again: str  # what a second row of the same is told, with the number of the first
    changed: str  # what is said when the list is no longer as it was shown
    # The list as it stands, for who reads and when, in a few queries.
    standing: Callable[[Person, datetime], Any]
    # How a row that cannot be read is called: its name and what stands under it.
    called: Callable[[Mapping[str, str]], tuple[str, str]]
    # What one row does by itself: its number, its cells, the list as it stands. Raises `RowStops`.
    line_of: Callable[[int, Mapping[str, str], Any], ListLine]
    # What asks each row in turn whether it goes with the others: a sentence where not.
    together: Callable[[Sequence[ListLine], Any], Callable[[ListLine], str]]
    # Lets two imports at once wait for each other: called first in their transaction.
    hold: Callable[[], None]
    # Writes what the rows say, by whom and when; returns what `afterwards` needs.
    write: Callable[[ListReading, Person, datetime], Any]
    # The list as rows of the file, for who reads it and the day.
    listed: Callable[[Any, date], Iterable[tuple[str, ...]]]
    # What is done once everything is written; returns the numbers of the rows for which it was in vain.
    afterwards: Callable[[Any, Person, datetime], frozenset[int]] = lambda written, by, now: frozenset()
    shows: tuple[str, ...] = (FAULT, ADD, CHANGE)  # which rows a page lists


def read_lines(kept: ImportedList, table: TableRead, *, by: Person, now: datetime) -> ListReading:
    """What each row of the file does. Raises `TableFault` when its columns are not the list's."""
    found = found_in(table, kept.columns)
    standing = kept.standing(by, now)
    lines = [ListLine(fault.number, FAULT, "", (fault.sentence,)) for fault in found.faults]
    for number, cells in found:
        try:
            lines.append(kept.line_of(number, cells, standing))
        except RowStops as stop:
            name, under = kept.called(cells)
            lines.append(ListLine(number, FAULT, name, (str(stop),), under))
    fault_of = kept.together(lines, standing)
    lines = sorted(checked_together(lines, fault_of, kept.again), key=lambda line: line.number)
    return ListReading(
        tuple(lines), hashlib.sha256(repr((table.sha256, [told(line) for line in lines])).encode()).hexdigest()
    )


def checked_together(lines: Iterable[ListLine], fault_of: Callable[[ListLine], str], again: str) -> Iterator[ListLine]:
    """What only shows when the rows are looked at together: one twice, and what the list itself asks."""
    first: dict[Any, int] = {}
    for line in lines:
        twice = next((first[mark] for mark in line.marks if mark in first), 0)
        for mark in line.marks:
            first.setdefault(mark, line.number)
        sentence = again.format(twice) if twice else fault_of(line) if line.marks else ""
        yield ListLine(line.number, FAULT, line.name, (sentence,), line.under) if sentence else line


def told(line: ListLine) -> tuple[Any, ...]:
    """What of a line makes another mark."""
    fields = sorted(map(str, line.fields.items()))
    return line.number, line.what, line.name, line.under, line.words, fields, line.marks
