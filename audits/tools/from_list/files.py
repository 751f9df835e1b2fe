"""Opens an uploaded list of questions and reads it; each file that cannot be read has its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from audit_project.documents import FAULTS as ANY_DOCUMENT
from audit_project.documents import DocumentFault, open_document
from audit_project.refused import Refused
from audit_project.sheets import Sheet, SheetRow, sheets_of, text_of
from audit_project.tables import TableFault
from audit_project.text import TextFault, clean_text, counted
from audit_project.uploads import LARGEST_UPLOAD
from audits.tools.from_list.columns import (
    Cells,
    Columns,
    columns_guessed,
    columns_named,
    items_of_table,
    not_read,
)
from audits.tools.from_list.document import items_of_document
from audits.tools.from_list.lines import items_of_text
from audits.tools.from_list.reading import Draft, ListedQuestion, draft_of, shortened

MOST_LINES = 2_000
KINDS = ("docx", "xlsx", "csv", "txt")
ANOTHER_KIND = "Choose a Word document (.docx), a workbook (.xlsx), a CSV file or a text file (.txt)."
EMPTY = "This file is empty. Choose the file that holds your questions."
LARGE = "This file is larger than 2 MB. A list of questions is far smaller: take pictures out and save it again."
NO_TEXT = "This is not a text file. Save the list as plain text (.txt) and upload that."
OLD = {
    "doc": "This is an older Word file (.doc). Open it in Word, save it as a .docx and upload that.",
    "xls": "This is an older Excel file (.xls). Open it in Excel, save it as .xlsx and upload that.",
}
DOCUMENT_FAULTS = {
    **ANY_DOCUMENT,
    "not word": "This is not a Word document (.docx). Open the list in Word, save it as a .docx and upload that.",
    "old": "This is an older Word file (.doc) or one with a password. Save the list as a .docx without a password.",
    "pdf": "This is a PDF. Save the list as a .docx, or copy its text and paste it.",
    "broken": "This file is damaged or only half there. Save the list again and upload it again.",
    "bomb": "This file unpacks to far more than a list of questions holds, so it was not opened.",
    "macro": "This file holds macros, so it was not opened. Save the list as a .docx without macros.",
}


def read_text(text: str) -> Draft:
    """A text that was pasted or comes from a text file; rows copied from a spreadsheet are read as its rows."""
    lines = [line for line in text.split("\n") if line.strip()]
    check_length(len(lines), "line")
    if lines and lines[0].count("\t"):
        rows = cells_of(Sheet("", tuple(SheetRow(at, tuple(line.split("\t"))) for at, line in enumerate(lines, 1))), "")
        columns = columns_named(rows[:1])
        if columns is not None:
            return draft_of(items_of_table(rows, columns), not_read(columns))
    return draft_of(items_of_text(text))


def read_file(file: Any) -> Draft:
    """An uploaded list, by the ending of its name. Raises `Refused` with one sentence."""
    kind = (file.name or "").rpartition(".")[2].lower()
    size = file.size or 0
    if kind in OLD or kind not in KINDS:
        raise Refused(OLD.get(kind, ANOTHER_KIND))
    if not size:
        raise Refused(EMPTY)
    if size > LARGEST_UPLOAD:
        raise Refused(LARGE)
    if kind == "docx":
        return read_document(file.read(), size)
    if kind == "txt":
        return read_text(text_in_file(file.read()))
    return read_sheets(sheets_of(file, MOST_LINES)[0])


def text_in_file(content: bytes) -> str:
    try:
        return clean_text(text_of(content))
    except (TableFault, TextFault) as fault:
        raise Refused(NO_TEXT) from fault


def read_document(content: bytes, size: int) -> Draft:
    try:
        opened = open_document(content, size)
    except DocumentFault as fault:
        raise Refused(DOCUMENT_FAULTS.get(fault.code, fault.sentence)) from fault
    items, said = items_of_document(opened.main, opened.parts)
    check_length(len(items), "line")
    return draft_of((cleaned(item) for item in items), said)


def cleaned(item: ListedQuestion) -> ListedQuestion:
    """A paragraph as a form would keep it: what Word puts between letters to part them is taken out."""
    answers = None if item.answers is None else clean_text(item.answers)
    return replace(item, text=clean_text(item.text), answers=answers, guidance=clean_text(item.guidance))


def read_sheets(sheets: Sequence[Sheet]) -> Draft:
    """The sheets whose columns are named; where none is, the first that holds anything."""
    shown = [sheet for sheet in sheets if sheet.lines and not sheet.hidden]
    if not shown:
        raise Refused(EMPTY)
    check_length(sum(len(sheet.lines) for sheet in shown), "row")
    several = len(sheets) > 1
    tables = [(sheet, cells_of(sheet, sheet.name if several else "")) for sheet in shown]
    named = [(sheet, rows, columns) for sheet, rows in tables if (columns := columns_named(rows)) is not None]
    read = named or [(shown[0], tables[0][1], columns_guessed(tables[0][1]))]
    items: list[ListedQuestion] = []
    said: list[str] = []
    for sheet, rows, columns in read:
        if len(read) > 1 and columns.section is None:
            items.append(ListedQuestion(f"Sheet “{sheet.name}”", sheet.name, is_heading=True))
        items += items_of_table(rows, columns)
        said += said_of(sheet, columns, several=several)
    let_go = [sheet.name for sheet in sheets if sheet.lines and all(sheet is not one for one, _, _ in read)]
    said += [f"The sheet “{name}” was not read." for name in let_go]
    return draft_of(items, said)


def said_of(sheet: Sheet, columns: Columns, *, several: bool) -> list[str]:
    """What is said of one sheet: its title above the list, its hidden rows, the columns that were let go."""
    where = f"Sheet “{sheet.name}”: " if several else ""
    hidden = sum(line.hidden for line in sheet.lines)
    lines = [f"{where}{line}" for line in not_read(columns)]
    above = [" ".join(line.filled) for line in sheet.lines[: max(columns.first - 1, 0)]]
    lines += [f"{where}This stands above the list and was not read: {shortened(' '.join(above))}"] if above else []
    return lines + (
        [f"{where}{counted(hidden, 'hidden row')} of the sheet are read like the others."] if hidden else []
    )


def cells_of(sheet: Sheet, name: str) -> list[Cells]:
    where = f"Sheet “{name}”, row" if name else "Row"
    return [Cells(f"{where} {line.number:,}", line.cells, faults=dict(line.faults)) for line in sheet.lines]


def check_length(count: int, what: str) -> None:
    if count > MOST_LINES:
        raise Refused(
            f"This list has {counted(count, what)}, and {MOST_LINES:,} is the most that is read. Send a part of it."
        )
