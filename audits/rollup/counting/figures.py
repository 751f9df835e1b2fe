"""What a number is here: a count with its unit, what it is out of, what was left out, and the cases it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class About(Enum):
    """Whom a number could give away: people (children, adults) or the practice of agencies."""

    PEOPLE = "people"
    PRACTICE = "practice"


class Axis(Enum):
    """What the columns or rows of a grid are. Only some may leave: an UNSAID one never does."""

    UNSAID = "unsaid"
    DOMAIN = "domain"
    GRADE = "grade"
    SECTOR = "sector"
    AGENCY = "agency"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted, in the audit's own word: child and children, contact and contacts, audit and audits."""

    singular: str
    plural: str

    def of(self, n: int) -> str:
        """The word that goes with the number: "1 child", "0 children", "4 children"."""
        return self.singular if n == 1 else self.plural


AUDIT = Unit("audit", "audits")
CASE = Unit("case", "cases")
CHILD = Unit("child", "children")
RETURN = Unit("return", "returns")
AGENCY = Unit("agency", "agencies")
ANSWER = Unit("answer", "answers")
QUESTION = Unit("question", "questions")  # asked in a return; it may have no answer
CHECK = Unit("involvement check", "involvement checks")  # an agency asked about a case; it may not have answered


@dataclass(frozen=True, slots=True)
class Count:
    """One number. `denominator` is None where it is out of nothing; `excluded` says what was left out, by reason.

    `about` is PEOPLE unless somebody says otherwise, so that a forgotten word holds a number back, never lets it out.
    """

    unit: Unit
    numerator: int
    denominator: int | None = None
    excluded: Mapping[str, int] = field(default_factory=dict, hash=False)
    text: str = ""
    cases: tuple[int, ...] = ()
    about: About = About.PEOPLE

    def __post_init__(self) -> None:
        if self.numerator < 0 or any(n < 0 for n in self.excluded.values()):
            raise ValueError("A count is never below nought.")
        if self.denominator is not None and self.numerator > self.denominator:
            raise ValueError(f"{self.numerator} can't be out of {self.denominator}.")
        kept = {reason: n for reason, n in self.excluded.items() if n}
        object.__setattr__(self, "excluded", MappingProxyType(kept))

    @property
    def left_out(self) -> int:
        """How many were left out, for all reasons together."""
        return sum(self.excluded.values())

    def as_json(self) -> dict[str, object]:
        """The shape that the `rollup` command prints for each count."""
        return {
            "unit": self.unit.of(self.denominator if self.denominator is not None else self.numerator),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "excluded": dict(self.excluded),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a distribution: a value of the attribute and how many have it."""

    key: str
    label: str
    count: Count


@dataclass(frozen=True, slots=True)
class Distribution:
    """One attribute and how many have each value of it.

    `attribute` is its stable key ("members.sex"); `n` is how many were looked at. `multi_coded` says that one may have
    several values (plans, disabilities), so that the rows may come to more than n; `without` how many then have none.
    `note` says why the rows don't come to n, where they don't: `why_not_n` in wording_people writes it.
    """

    attribute: str
    label: str
    unit: Unit
    n: int
    rows: tuple[Row, ...]
    note: str = ""
    multi_coded: bool = False
    about: About = About.PEOPLE
    without: int = 0

    @property
    def total(self) -> int:
        """What the rows come to."""
        return sum(row.count.numerator for row in self.rows)

    def row(self, key: str) -> Row:
        """The line with this key. Raises KeyError where there is none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def as_json(self) -> dict[str, object]:
        """Label, n, note and the rows by key."""
        return {
            "label": self.label,
            "n": self.n,
            "note": self.note,
            "rows": {row.key: {"label": row.label, **row.count.as_json()} for row in self.rows},
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row and a column meet: how many counted (n), how many of each answer, and the states left out of n."""

    n: int
    answers: Mapping[str, int] = field(default_factory=dict, hash=False)
    excluded: Mapping[str, int] = field(default_factory=dict, hash=False)
    cases: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if sum(self.answers.values()) > self.n:
            raise ValueError("A cell's answers can't come to more than its n.")
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        object.__setattr__(self, "excluded", MappingProxyType({r: n for r, n in self.excluded.items() if n}))


EMPTY = Cell(0)


@dataclass(frozen=True, slots=True)
class Heading:
    """A row's or a column's key and label."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of two ways: domain by agency, domain by case. `cells` is keyed by (row key, column key).

    `rows_are` and `columns_are` decide whether it may leave; disclosure/ refuses a grid that doesn't say.
    """

    attribute: str
    label: str
    unit: Unit
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict, hash=False)
    answers: tuple[Heading, ...] = ()
    about: About = About.PEOPLE
    rows_are: Axis = Axis.UNSAID
    columns_are: Axis = Axis.UNSAID

    def cell(self, row: str, column: str) -> Cell:
        """The cell, or an empty one where nobody answered."""
        return self.cells.get((row, column), EMPTY)

    def as_json(self) -> dict[str, object]:
        """Label, headings, and the cells that hold something, row by row."""
        return {
            "label": self.label,
            "columns": {column.key: column.label for column in self.columns},
            "rows": {
                row.key: {
                    "label": row.label,
                    "cells": {
                        column.key: {
                            "n": self.cell(row.key, column.key).n,
                            "answers": dict(self.cell(row.key, column.key).answers),
                            "excluded": dict(self.cell(row.key, column.key).excluded),
                        }
                        for column in self.columns
                        if (row.key, column.key) in self.cells
                    },
                }
                for row in self.rows
            },
        }
