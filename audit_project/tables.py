"""What a table holds that somebody uploads: a CSV file or a workbook, as rows of plain text with their numbers.

It knows no app. `read_table` looks at size and structure first; what keeps the whole file from being read is one
sentence (`TableFault`), what is wrong with one row stands beside the others in `Table.faults`. Each text is cleaned as
a form's would be. Nothing is written to disk. Whoever shows a preview hands the rows on in the page itself, signed
(`carry`, `carried`): what is made is what was shown.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from audit_project.carried import seal, unseal
from audit_project.text import TextFault, clean_text
from audit_project.uploads import LARGEST_UPLOAD
from audit_project.workbooks import FORMULA, MOST_COLUMNS, TableFault, rows_of_workbook

__all__ = ["Row", "RowFault", "Table", "TableFault", "carried", "carry", "check_header", "read_csv", "read_table"]

MOST_ROWS = 10_000
LONGEST_CELL = 2_000  # characters
BEGINNINGS = {
    b"PK\x03\x04": "",
    b"\xd0\xcf\x11\xe0": "This is an older Excel file (.xls) or one with a password. Save it as .xlsx or CSV.",
    b"%PDF": "This is a PDF. Save the list as .xlsx or CSV and upload that.",
}
MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ",;\t"
# An export puts an apostrophe before a text that a spreadsheet would take for a formula; reading takes it off again.
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


class Upload(Protocol):
    """What a form's file field hands over."""

    size: int | None

    def read(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header. `number` is the one a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row, as a sentence. Number 1 may be the header."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: every row has exactly as many cells as the header; empty rows are counted, not kept."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...] = ()
    blank: int = 0  # empty rows between others
    sha256: str = field(default="")  # of the bytes that were read

    def named(self, row: Row) -> dict[str, str]:
        """A row's cells by their headings, in lower case and with single spaces: {"service name": "School Nursing"}."""
        return dict(zip(map(heading, self.header), row.cells, strict=True))

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number with its cells by heading."""
        return ((row.number, self.named(row)) for row in self.rows)


def heading(text: str) -> str:
    """A column's name as it is compared: "Service_Name " is "service name"."""
    return " ".join(text.replace("_", " ").casefold().split())


def read_table(upload: Upload, *, most_rows: int = MOST_ROWS) -> Table:
    """The rows of an uploaded CSV file or workbook (.xlsx, its first visible sheet). Raises `TableFault`."""
    if not upload.size:
        raise TableFault("This file is empty.")
    if upload.size > LARGEST_UPLOAD:
        raise TableFault("This file is larger than 2 MB. Take out what is not needed, or upload it in parts.")
    content = upload.read()
    for beginning, sentence in BEGINNINGS.items():
        if content.startswith(beginning) and sentence:
            raise TableFault(sentence)
    if content.startswith(b"PK"):
        return table_of(rows_of_workbook(content, most_rows), most_rows, content)
    return read_csv(text_of(content), most_rows=most_rows, content=content)


def read_csv(text: str, *, most_rows: int = MOST_ROWS, content: bytes = b"") -> Table:
    """The rows of a CSV text, pasted or from a file; commas, semicolons and tabs are told apart by the header."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    return table_of(csv_rows(rows), most_rows, content or text.encode())


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
    """The file's text: UTF-8, UTF-16 with its mark, else Windows-1252 as older Excels save."""
    for mark, encoding in MARKED:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as fault:
                raise TableFault(
                    "This file is damaged: its text cannot be read. Save it again as CSV UTF-8."
                ) from fault
    for encoding in ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableFault("This is not a CSV file or a workbook (.xlsx). Save the list as one of these and upload that.")


def separator_of(text: str) -> str:
    """What stands between the header's cells: the sign that it holds most often, a comma where it holds none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def table_of(rows: Iterable[list[str]], most_rows: int, content: bytes) -> Table:
    """Rows as a table: the first that holds anything is the header."""
    header: tuple[str, ...] = ()
    kept: list[Row] = []
    faults: list[RowFault] = []
    blank = waiting = 0
    for number, raw in enumerate(rows, start=1):
        cells, sentence = cleaned(raw)
        if not any(cells) and not sentence:
            waiting += 1
            continue
        if not header:
            header, waiting = header_of(cells, sentence), 0
            continue
        blank, waiting = blank + waiting, 0
        if len(kept) + len(faults) >= most_rows:
            raise TableFault(f"This file has more than {most_rows:,} rows. Upload it in parts.")
        if any(cells[len(header) :]):
            sentence = sentence or "This row has more cells than there are columns."
        if sentence:
            faults.append(RowFault(number, sentence))
        else:
            padded = (*cells[: len(header)], *("",) * (len(header) - len(cells)))
            kept.append(Row(number, padded))
    if not header:
        raise TableFault("This file is empty.")
    if not kept and not faults:
        raise TableFault("This file has a header and no rows under it.")
    return Table(header, tuple(kept), tuple(faults), blank, hashlib.sha256(content).hexdigest())


def cleaned(raw: list[str]) -> tuple[list[str], str]:
    """A row's texts as a form would keep them, and what is wrong with them."""
    cells: list[str] = []
    sentence = ""
    for number, cell in enumerate(raw, start=1):
        if cell == FORMULA:
            text, sentence = "", sentence or f"Cell {number} holds a formula. Put its value there instead."
        else:
            try:
                text = GUARDED.sub("", clean_text(cell)) if cell else ""
            except TextFault:
                text, sentence = "", sentence or f"Cell {number} holds a character that cannot be kept."
        if len(text) > LONGEST_CELL:
            sentence = sentence or f"Cell {number} holds more than {LONGEST_CELL:,} characters."
        cells.append(text)
    return cells, sentence


def header_of(cells: list[str], sentence: str) -> tuple[str, ...]:
    """The column names; each is there once and none is empty."""
    if sentence:
        raise TableFault(f"The header cannot be read. {sentence}")
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise TableFault(f"This file has more than {MOST_COLUMNS} columns.")
    names = [heading(cell) for cell in cells]
    if not all(names):
        raise TableFault(f"Column {names.index('') + 1} has no heading. The first row names the columns.")
    twice = next((cell for cell in cells if names.count(heading(cell)) > 1), None)
    if twice is not None:
        raise TableFault(f"Two columns are called “{twice[:60]}”.")
    return tuple(cells)


def check_header(table: Table, needed: Iterable[str], known: Iterable[str]) -> None:
    """Raise `TableFault` when a needed column is missing or one stands there that nobody reads."""
    found = {heading(name): name for name in table.header}
    missing = [name for name in needed if heading(name) not in found]
    if missing:
        raise TableFault(f"The file has no column {in_quotes(missing)}. The first row names the columns.")
    read = {heading(name) for name in known} | {heading(name) for name in needed}
    strange = [name[:60] for key, name in found.items() if key not in read]
    if strange:
        raise TableFault(f"Nothing is known of a column {in_quotes(strange[:5])}. Take it out, or mend its heading.")


def in_quotes(names: list[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


def carry(table: Table, purpose: str) -> str:
    """The table as one signed text for a hidden field. `purpose` says what for and for whom: it fits nothing else.

    Raises `TableFault` when the form would be too large to be sent back.
    """
    text = seal(asdict(table), f"table:{purpose}")
    if text is None:
        raise TableFault("This file holds more than one page can show. Upload it in parts.")
    return text


def carried(text: str, purpose: str) -> Table:
    """The table that `carry` handed on. Raises `Refused` when it is an hour old, changed, or somebody else's."""
    told = unseal(text, f"table:{purpose}")
    rows = tuple(Row(row["number"], tuple(row["cells"])) for row in told["rows"])
    faults = tuple(RowFault(**fault) for fault in told["faults"])
    return Table(tuple(told["header"]), rows, faults, told["blank"], told["sha256"])
