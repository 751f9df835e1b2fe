"""What a pasted or uploaded list of children holds: references, strata where asked for, and every row that is wrong.

Nothing of it is kept: the page that shows it hands it on, signed, to the page that draws.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from audit_project.carried import seal, unseal
from audit_project.refused import Refused
from audit_project.tables import (
    RowFault,
    Table,
    TableFault,
    Upload,
    heading,
    read_csv,
    read_table,
    text_of,
)
from audits.sample.draw.algorithm import Child, normalised, normalised_stratum

MOST_CHILDREN = 100_000
LONGEST_REFERENCE = 40
LONGEST_STRATUM = 120
# A reference is letters and figures with the signs that local systems put between them.
MOST_STRATA = 40
PLAUSIBLE = re.compile(r"[0-9A-Z][0-9A-Z/._\-]*")
HEADINGS = frozenset({"reference", "ref", "id", "number", "case", "case number", "case reference", "local reference"})


@dataclass(frozen=True)
class Cohort:
    """A list as it was read: `children` are good to draw from, `faults` are the rows that are not and why."""

    children: tuple[Child, ...]
    faults: tuple[RowFault, ...]
    strata_columns: tuple[str, ...]
    blank: int

    @property
    def sizes(self) -> dict[str, int]:
        """How many children stand in each stratum, by its name."""
        counted = Counter(child.stratum for child in self.children)
        return {name: counted[name] for name in sorted(counted, key=str.encode)}

    def without_strata(self) -> Cohort:
        """The same children as one stratum without a name, for a draw that is not stratified."""
        return Cohort(tuple(Child("", child.reference) for child in self.children), self.faults, (), self.blank)


def read_pasted(text: str) -> Table:
    """A pasted list as a table. A single column may come without a heading: it gets one."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    alone = not any(sign in first for sign in ",;\t")
    if alone and heading(first) not in HEADINGS:
        text = "reference\n" + text
        return moved(read_csv(text, most_rows=MOST_CHILDREN), -1)
    return read_csv(text, most_rows=MOST_CHILDREN)


def moved(table: Table, by: int) -> Table:
    """The same table with row numbers as the person sees them."""
    rows = tuple(type(row)(row.number + by, row.cells) for row in table.rows)
    faults = tuple(RowFault(fault.number + by, fault.sentence) for fault in table.faults)
    return Table(table.header, rows, faults, table.blank, table.sha256)


def read_upload(upload: Upload) -> Table:
    """An uploaded CSV file or workbook; the first row names its columns."""
    table = read_table(upload, most_rows=MOST_CHILDREN)
    only = table.header[0]
    if len(table.header) == 1 and heading(only) not in HEADINGS and any(sign.isdigit() for sign in only):
        raise TableFault("The first row must name the column, like “reference”: it holds a reference already.")
    return table


@dataclass
class File:
    """A list kept as a file, handed over as an upload is."""

    content: bytes
    size: int | None

    def read(self) -> bytes:
        return self.content


def read_file(content: bytes) -> Table:
    """A list kept as a file: with a heading or, as it may have been pasted, without one."""
    try:
        return read_upload(File(content, len(content)))
    except TableFault:
        if content.startswith(b"PK"):
            raise
        return read_pasted(text_of(content))


def cohort_of(table: Table, strata_columns: tuple[str, ...] = ()) -> Cohort:
    """The children of a table. The first column is the reference; `strata_columns` are named as the header has them.

    Raises `Refused` for a column that is not there.
    """
    by_heading = {heading(name): at for at, name in enumerate(table.header)}
    unknown = [name for name in strata_columns if heading(name) not in by_heading or by_heading[heading(name)] == 0]
    if unknown:
        raise Refused(f"The list has no column “{unknown[0][:60]}” to stratify by.")
    at = [by_heading[heading(name)] for name in strata_columns]
    children: list[Child] = []
    faults = list(table.faults)
    seen: dict[str, int] = {}
    for row in table.rows:
        reference = normalised(row.cells[0])
        stratum = " / ".join(normalised_stratum(row.cells[place]) for place in at)
        sentence = fault_of(reference, [row.cells[place] for place in at], stratum)
        if not sentence and reference in seen:
            sentence = f"The same reference stands in row {seen[reference]}."
        if sentence:
            faults.append(RowFault(row.number, sentence))
            continue
        seen[reference] = row.number
        children.append(Child(stratum, reference))
    faults.sort(key=lambda fault: fault.number)
    if len({child.stratum for child in children}) > MOST_STRATA:
        raise Refused(f"These columns make more than {MOST_STRATA} strata. Choose columns with fewer different values.")
    return Cohort(tuple(children), tuple(faults), strata_columns, table.blank)


def fault_of(reference: str, strata: list[str], stratum: str) -> str:
    if not reference:
        return "There is no reference in the first column."
    if len(reference) > LONGEST_REFERENCE:
        return f"The reference is longer than {LONGEST_REFERENCE} characters."
    if not PLAUSIBLE.fullmatch(reference):
        return "This is no reference: use letters, figures, and the signs / . _ - between them."
    if any(not cell.strip() for cell in strata):
        return "A column to stratify by is empty."
    return "The stratum is too long." if len(stratum) > LONGEST_STRATUM else ""


def hand_on(cohort: Cohort, purpose: str) -> str:
    """The list as one signed text for the page's own form. `purpose` says of whom and for which audit it is.

    Raises `TableFault` when it would be too large to be sent back.
    """
    told = {
        "children": [f"{child.reference}\t{child.stratum}" for child in cohort.children],
        "faults": [(fault.number, fault.sentence) for fault in cohort.faults],
        "columns": cohort.strata_columns,
        "blank": cohort.blank,
    }
    text = seal(told, f"cohort:{purpose}")
    if text is None:
        raise TableFault("This list is too long for one page. Draw from each part of it as a strand of its own.")
    return text


def handed_on(text: str, purpose: str) -> Cohort:
    """The list that `hand_on` signed. Raises `Refused` when it is older than an hour, changed or somebody else's."""
    told = unseal(text, f"cohort:{purpose}")
    pairs = (line.split("\t", 1) for line in told["children"])
    children = tuple(Child(stratum, reference) for reference, stratum in pairs)
    faults = tuple(RowFault(number, sentence) for number, sentence in told["faults"])
    return Cohort(children, faults, tuple(told["columns"]), told["blank"])
