"""What a pasted or uploaded list of children holds: references, strata where asked for, and every row that is wrong.

Nothing of it is kept: the page that shows it hands it on, signed, to the page that draws.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from audit_project.listed import How, Listed, cell_of, check_rows, first_look, read_list
from audit_project.refused import Refused
from audit_project.sheets import Sheet, SheetRow, Upload, sheet_of_text, sheets_of
from audit_project.tables import RowFault, heading, letter
from audit_project.workbooks import TableFault
from audits.sample.draw.algorithm import CohortLine, normalised, normalised_stratum
from audits.sample.draw.columns import (
    PLAUSIBLE,
    as_reference,
    look,
    mostly_ten_figures,
    of_another_kind,
    without_what_identifies,
)
from audits.sample.draw.headings import says_references

MOST_CHILDREN = 100_000
LONGEST_REFERENCE = 40
LONGEST_STRATUM = 120
MOST_STRATA = 40
IN, OUT = "in", "out"


@dataclass(frozen=True)
class Cohort:
    """A list as it was read: `children` are good to draw from, `faults` are the rows that are not and why, `read_as`
    says how it was read as the draw keeps it."""

    children: tuple[CohortLine, ...]
    faults: tuple[RowFault, ...]
    strata_columns: tuple[str, ...]
    blank: int
    read_as: dict[str, Any] = field(default_factory=dict)

    @property
    def sizes(self) -> dict[str, int]:
        """How many children stand in each stratum, by its name."""
        counted = Counter(child.stratum for child in self.children)
        return {name: counted[name] for name in sorted(counted, key=str.encode)}

    def without_strata(self) -> Cohort:
        """The same children as one stratum without a name, for a draw that is not stratified."""
        return replace(
            self, children=tuple(CohortLine("", child.reference) for child in self.children), strata_columns=()
        )  # fmt: skip


def read_pasted(text: str) -> Listed:
    """A pasted list as it is first looked at, without what identifies somebody."""
    mark = hashlib.sha256(text.encode()).hexdigest()
    return without_what_identifies(first_look((sheet_of_text(text),), mark, look))


def read_upload(upload: Upload) -> Listed:
    """An uploaded CSV file or workbook as it is first looked at, without what identifies somebody."""
    return without_what_identifies(read_list(upload, look, MOST_CHILDREN))


@dataclass
class File:
    """A list kept as a file, handed over as an upload is."""

    content: bytes
    size: int | None

    def read(self) -> bytes:
        return self.content


def read_file(content: bytes, read_as: dict[str, Any] | None = None) -> Listed:
    """A list kept as a file, read as a draw says that it was; where it says nothing, as all lists were before draws
    said so: the first column of the first sheet in sight, under its first row."""
    sheets, mark = sheets_of(File(content, len(content)), MOST_CHILDREN)
    if read_as is None:
        return Listed(sheets, mark, how_before(sheets))
    name = read_as["sheet"]
    in_sight = (at for at, sheet in enumerate(sheets) if (sheet.name == name if name else not sheet.hidden))
    at = next(in_sight, None)
    if at is None:
        raise Refused(f"The list has no sheet “{name[:60]}”.")
    hidden = {IN: True, OUT: False}.get(read_as["hidden"])
    column = next(place for place in range(700) if letter(place) == read_as["column"])
    return Listed(sheets, mark, How(at, int(read_as["heading"]), hidden, tuple(read_as["left_out"]), column))


def how_before(sheets: tuple[Sheet, ...]) -> How:
    at = next((at for at, sheet in enumerate(sheets) if sheet.lines and not sheet.hidden), None)
    if at is None:
        raise TableFault("This file is empty.")
    first = sheets[at].lines[0]
    named = len(first.cells) > 1 or says_references(first.cells[0]) or not any(map(str.isdigit, first.cells[0]))
    return How(sheet=at, heading=first.number if named else 0, column=0)


def cohort_of(listed: Listed, strata_columns: tuple[str, ...] = (), *, as_before: bool = False) -> Cohort:
    """The children of a list; `strata_columns` are named as its headings have them. `as_before` reads a reference as
    draws did that do not say how.

    Raises `Refused` for a column that is not there.
    """
    rows, column = listed.rows, listed.how.column or 0
    check_rows(len(rows), MOST_CHILDREN)
    at = [place_of(listed, name) for name in strata_columns]
    children: list[CohortLine] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    ten = as_before or mostly_ten_figures(cell_of(line, column) for line in rows)
    for line in rows:
        cell = cell_of(line, column)
        reference = normalised(cell) if as_before else as_reference(cell)
        strata = [cell_of(line, place) for place in at]
        stratum = " / ".join(map(normalised_stratum, strata))
        sentence = fault_of_cells(line, [column, *at]) or ("" if as_before else of_another_kind(cell, ten=ten))
        sentence = sentence or fault_of(reference, strata, stratum)
        if not sentence and reference in seen:
            sentence = f"The same reference stands in row {seen[reference]}."
        if sentence:
            faults.append(RowFault(line.number, sentence))
            continue
        seen[reference] = line.number
        children.append(CohortLine(stratum, reference))
    if len({child.stratum for child in children}) > MOST_STRATA:
        raise Refused(f"These columns make more than {MOST_STRATA} strata. Choose columns with fewer different values.")
    return Cohort(tuple(children), tuple(faults), strata_columns, listed.blank, recorded(listed))


def place_of(listed: Listed, name: str) -> int:
    """The column that is called so. Raises `Refused` where there is none to stratify by."""
    named = listed.heading_line
    cells = named.cells if named else ()
    found = next((at for at, cell in enumerate(cells) if heading(cell) == heading(name)), None)
    why = listed.why_not_kept().get(found) if found is not None else None
    if why:
        raise Refused(f"The column “{name[:60]}” looks like {why}, so it was not read.")
    if found is None or found == (listed.how.column or 0):
        raise Refused(f"The list has no column “{name[:60]}” to stratify by.")
    return found


def fault_of_cells(line: SheetRow, columns: list[int]) -> str:
    return next((sentence for at, sentence in line.faults if at in columns), "")


def fault_of(reference: str, strata: list[str], stratum: str) -> str:
    if not reference:
        return "There is no reference in this row."
    if len(reference) > LONGEST_REFERENCE:
        return f"The reference is longer than {LONGEST_REFERENCE} characters."
    if not PLAUSIBLE.fullmatch(reference):
        return "This is no reference: use letters, figures, and the signs / . _ - between them."
    if any(not cell.strip() for cell in strata):
        return "A column to stratify by is empty."
    return "The stratum is too long." if len(stratum) > LONGEST_STRATUM else ""


def recorded(listed: Listed) -> dict[str, Any]:
    """How the list was read, as the draw keeps it and the certificate says it: all that reading it again takes."""
    how = listed.how
    hidden = {True: IN, False: OUT}.get(how.hidden, "") if how.hidden is not None else ""
    named = listed.heading_line
    return {
        "sheet": listed.sheet.name,
        "heading": how.heading,
        "column": letter(how.column or 0),
        "column_name": cell_of(named, how.column or 0) if named else "",
        "hidden": hidden,
        "hidden_rows": len(listed.hidden),
        "left_out": sorted(how.left_out),
    }
