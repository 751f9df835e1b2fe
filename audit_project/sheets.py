"""What a list holds before anything is made of it: its sheets, row by row as they stand, and what of them is hidden.

It knows no app. Size and structure are looked at first; what keeps a whole file from being read is one sentence
(`TableFault`), what is wrong with a cell stands with its row. Each text is cleaned as a form's would be. Nothing is
written to disk.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from audit_project.tables import check_columns
from audit_project.text import TextFault, clean_text
from audit_project.uploads import LARGEST_UPLOAD
from audit_project.workbooks import FORMULA, TableFault, sheets_of_workbook

LONGEST_CELL = 2_000  # characters
LOOKED_AT = 200  # lines of a text, to tell its separator
BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": "This is an older Excel file (.xls) or one with a password. Save it as .xlsx or CSV.",
    b"%PDF": "This is a PDF. Save the list as .xlsx or CSV and upload that.",
}
MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = "\t;|,"
SAYS_ITS_SEPARATOR = re.compile(r"sep=([\t;|,])\s*")  # the first line of a file that Excel is told how to read
QUOTED = re.compile(r'"[^"]*"')
# An export puts an apostrophe before a text that a spreadsheet would take for a formula; reading takes it off again.
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
DAMAGED = "This file is damaged: its text cannot be read. Save it again as CSV UTF-8."


class Upload(Protocol):
    """What a form's file field hands over."""

    size: int | None

    def read(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stands. `number` is the one a spreadsheet shows beside it; `faults` are of its cells, from 0."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, str], ...] = ()
    hidden: bool = False

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows that hold anything. A text has one sheet, without a name."""

    name: str
    lines: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()  # from 0
    let_go: int = 0  # rows that were too many to be kept beside those of the sheet that is read


def sheets_of(upload: Upload, most_rows: int) -> tuple[tuple[Sheet, ...], str]:
    """The sheets of an uploaded CSV file or workbook, and the SHA-256 of its bytes. Raises `TableFault`."""
    if not upload.size:
        raise TableFault("This file is empty.")
    if upload.size > LARGEST_UPLOAD:
        raise TableFault("This file is larger than 2 MB. Take out what is not needed, or upload it in parts.")
    content = upload.read()
    for beginning, sentence in BEGINNINGS.items():
        if content.startswith(beginning):
            raise TableFault(sentence)
    mark = hashlib.sha256(content).hexdigest()
    if not content.startswith(b"PK\x03\x04"):
        return (sheet_of_text(text_of(content)),), mark
    return tuple(
        Sheet(
            sheet.name,
            tuple(lines_of(sheet.rows, sheet.hidden_rows)),
            sheet.hidden,
            tuple(sorted(column - 1 for column in sheet.hidden_columns)),
        )
        for sheet in sheets_of_workbook(content, most_rows)
    ), mark


def sheet_of_text(text: str) -> Sheet:
    """The rows of a text, pasted or from a file; what stands between its cells is told by its lines."""
    said = SAYS_ITS_SEPARATOR.fullmatch(text.partition("\n")[0])
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=said[1] if said else separator_of(text), strict=True
    )  # fmt: skip
    return Sheet("", tuple(line for line in lines_of(csv_rows(rows)) if not (said and line.number == 1)))


def csv_rows(rows: Any) -> Iterator[list[str]]:
    """The reader's rows; a cell that begins like a formula is marked as one."""
    number = 0
    try:
        for number, cells in enumerate(rows, start=1):  # noqa: B007 - the number is said in the sentence below
            yield [FORMULA if cell.lstrip().startswith("=") else cell for cell in cells]
    except csv.Error as fault:
        raise TableFault(
            f"The file cannot be read after row {number}: a quotation mark was opened and not closed, or stands alone."
        ) from fault


def text_of(content: bytes) -> str:
    """The file's text: UTF-8, UTF-16 with its mark or without, else Windows-1252 as older Excels save."""
    for mark, encoding in MARKED:
        if content.startswith(mark):
            return decoded(content, encoding)
    start = content[:400]
    for odd, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Most letters of a list are two bytes there, of which one is nothing.
        if len(start) >= 8 and start[odd::2].count(0) > len(start) * 0.4 and not start[1 - odd :: 2].count(0):
            return decoded(content, encoding)
    for encoding in ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableFault("This is not a CSV file or a workbook (.xlsx). Save the list as one of these and upload that.")


def decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise TableFault(DAMAGED) from fault


def separator_of(text: str) -> str:
    """What stands between the cells: the sign that most lines hold equally often, outside quotation marks."""
    lines = [QUOTED.sub("", line) for line in text[:100_000].splitlines() if line.strip()][:LOOKED_AT]

    def alike(sign: str) -> tuple[int, int]:
        counted = Counter(line.count(sign) for line in lines)
        del counted[0]
        often = max(counted.items(), key=lambda pair: pair[1], default=(0, 0))
        return often[1], often[0]

    best = max(SEPARATORS, key=alike)
    return best if alike(best)[0] else ","


def lines_of(rows: Iterable[list[str]], hidden: frozenset[int] = frozenset()) -> Iterator[SheetRow]:
    """The rows that hold anything, as a form would keep their texts."""
    for number, raw in enumerate(rows, start=1):
        cells, faults = cleaned(raw)
        check_columns(len(cells))
        if any(cells) or faults:
            yield SheetRow(number, tuple(cells), tuple(faults), number in hidden)


def cleaned(raw: list[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """A row's texts as a form would keep them, and what is wrong with which."""
    cells: list[str] = []
    faults: list[tuple[int, str]] = []
    for column, cell in enumerate(raw):
        text, wrong = "", ""
        if cell == FORMULA:
            wrong = "holds a formula. Put its value there instead."
        else:
            try:
                text = GUARDED.sub("", clean_text(cell)) if cell else ""
            except TextFault:
                wrong = "holds half a character. Type it again."
        if len(text) > LONGEST_CELL:
            text, wrong = "", f"holds more than {LONGEST_CELL:,} characters."
        if wrong:
            faults.append((column, f"Cell {column + 1} {wrong}"))
        cells.append(text)
    while cells and not cells[-1] and not (faults and faults[-1][0] == len(cells) - 1):
        cells.pop()
    return cells, faults
