"""What the pages and the certificate of a draw say of how its list was read."""

from __future__ import annotations

from typing import Any

from audit_project.list_looks import MOST_FLAGGED
from audit_project.list_words import as_read, column_called, rows_called
from audit_project.listed import Listed, cell_of
from audit_project.text import counted
from audits.sample.draw.algorithm import normalised
from audits.sample.draw.cohort import IN
from audits.sample.draw.columns import DASHES, WHOLE, unlike


def cohort_as_read(listed: Listed) -> list[str]:
    """How a cohort was read, sentence by sentence."""
    column = listed.how.column or 0
    said = as_read(
        listed, "" if "column" in listed.how.asked else f"references in {column_called(listed, column)}"
    )  # fmt: skip
    by_kind: dict[str, list[int]] = {}
    for at, what in listed.why_not_kept().items():
        by_kind.setdefault(what, []).append(at)
    for what, places in by_kind.items():
        columns = " and ".join(column_called(listed, at) for at in sorted(places))
        look, they = ("it looks", "It is") if len(places) == 1 else ("they look", "They are")
        said.append(f"Not read, because {look} like {what}: {columns}. {they} neither kept nor handed on.")
    cells = [cell_of(line, column) for line in listed.rows]
    whole = sum(1 for cell in cells if WHOLE.fullmatch(normalised(cell)))
    if whole:
        said.append(f"{counted(whole, 'reference')} with “.0” at the end, as a spreadsheet writes it: read without.")
    dashes = sum(1 for cell in cells if cell.translate(DASHES) != cell)
    if dashes:
        said.append(f"{counted(dashes, 'reference')} with another dash than a hyphen: read with a hyphen.")
    odd = unlike(listed)
    if len(odd) > MOST_FLAGGED:
        said.append(f"{len(odd):,} references look unlike the others, or may be one twice: {rows_called(odd)}.")
    return said


def recorded_in_words(read_as: dict[str, Any]) -> list[str]:
    """The same for the certificate, from what the draw keeps; nothing where it keeps nothing of it."""
    if not read_as:
        return []
    where = f"the sheet “{read_as['sheet']}”" if read_as["sheet"] else "a list without sheets"
    named = f" “{read_as['column_name']}”" if read_as["column_name"] else ""
    heading = f"its heading in row {read_as['heading']}" if read_as["heading"] else "no row naming its columns"
    said = [f"It was read from {where}, with {heading} and the references in column {read_as['column']}{named}."]
    if read_as["hidden_rows"]:
        were = "was" if read_as["hidden_rows"] == 1 else "were"
        done = "read too" if read_as["hidden"] == IN else "left out"
        said.append(f"{counted(read_as['hidden_rows'], 'hidden row')} {were} {done}.")
    if read_as["left_out"]:
        rows = rows_called(read_as["left_out"])
        were = "was" if len(read_as["left_out"]) == 1 else "were"
        said.append(f"{rows[:1].upper()}{rows[1:]} {were} left out as no rows of the list.")
    return said
