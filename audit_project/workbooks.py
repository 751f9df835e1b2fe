"""Opens an uploaded workbook (.xlsx) only after looking at it: its parts, how far they unpack, and every cell.

A workbook of a few kilobytes can unpack to gigabytes: by its packing, by one long text that a hundred thousand cells
point at, or by one cell in the last row of the last column. All three are measured here before the reader sees it, and
the reader is handed a copy made of exactly the parts that were measured.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, XmlError, ZipError

from audit_project.refused import Refused
from audit_project.workbook_formats import SPACE, noughts_of

MOST_COLUMNS = 60
MOST_PARTS = 300
LARGEST_UNPACKED = 40_000_000
LARGEST_TEXT = 20_000_000  # characters in all cells together, a shared text counted at each cell that shows it
RATIO, RATIO_FROM = 120, 500_000  # a part may be this many times its packed size, once it is this large
EMPTY_ROWS = 2_000  # rows beyond those allowed that may stand empty between others
FORMULA = "\x00formula"  # no cell can hold it: a NUL is taken out of each

NOT_WORKBOOK = "This is not a workbook (.xlsx). Save the list as .xlsx or CSV and upload that."
BROKEN = "This file is damaged or only half there. Save it again and upload it again."
BOMB = "This file unpacks to far more than a list holds, so it was not opened."
ODD = "This file holds parts that a list never has, so it was not opened. Save it as .xlsx without macros, or as CSV."
LOCKED = "This file has a password. Save it without one and upload it again."

LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
MACROS = re.compile(r"vbaproject|vbadata|activex|embeddings|oleobject|xlmacro|macrosheets|\.bin$", re.IGNORECASE)
PRINTER = re.compile(r"(^|/)printersettings\d*\.bin$", re.IGNORECASE)  # what Excel keeps for the printer: let go
UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error)


class TableFault(Refused):
    """Why a file cannot be read as a table at all."""


@dataclass(frozen=True)
class Worksheet:
    """One sheet: its cells row by row from the first, as text, a formula marked `FORMULA`; and what of it is hidden."""

    name: str
    hidden: bool
    rows: list[list[str]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@dataclass
class Seen:
    """What a sheet holds beside its values, by row and column counted from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    figures: dict[tuple[int, int], int] = field(default_factory=dict)  # that a number is shown with at least


def sheets_of_workbook(content: bytes, most_rows: int) -> list[Worksheet]:
    """The sheets of a workbook in their order, hidden ones too. One at least can be seen."""
    try:
        parts = parts_of(content)
    except UNREADABLE as fault:
        raise TableFault(BROKEN) from fault
    places = places_of_sheets(parts)
    texts = lengths_of_texts(parts)
    noughts = noughts_of(walk(parts["xl/styles.xml"])) if "xl/styles.xml" in parts else {}
    seen = {
        part: look_at(parts[part], texts, most_rows + EMPTY_ROWS, noughts) for part in parts if is_sheet(parts[part])
    }
    sheets = [(name, part, hidden) for name, part, hidden in places if part in seen]
    if all(hidden for _, _, hidden in places):
        raise TableFault("This workbook has no sheet that can be seen.")
    if not sheets:
        raise TableFault(NOT_WORKBOOK)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(packed_again(parts))) as book:
            values = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name, _, _ in sheets]
    except PasswordError as fault:
        raise TableFault(LOCKED) from fault
    except (CalamineError, XmlError, ZipError, WorksheetNotFound, OSError, ValueError) as fault:
        raise TableFault(BROKEN) from fault
    return [
        Worksheet(
            name, hidden, list(as_rows(cells, seen[part])), frozenset(seen[part].hidden_rows),
            frozenset(seen[part].hidden_columns),
        )
        for (name, part, hidden), cells in zip(sheets, values, strict=True)
    ]  # fmt: skip


def as_rows(values: list[list[Any]], seen: Seen) -> Iterator[list[str]]:
    for row, cells in enumerate(values, start=1):
        yield [
            FORMULA if (row, column) in seen.formulas else shown(cell, seen.figures.get((row, column), 0))
            for column, cell in enumerate(cells, start=1)
        ]


def shown(value: Any, figures: int) -> str:
    """A cell as the sheet shows it: a number with a nought or more before it where its format says so."""
    return as_text(value).zfill(figures) if isinstance(value, float | int) else as_text(value)


def as_text(value: Any) -> str:
    """A cell as somebody would type it: whole numbers without a point, days as 2026-03-07, yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).replace("\x00", "")


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of the archive, each no longer than it says, after what the archive says of itself was looked at."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        entries = [one for one in packed.infolist() if not (one.is_dir() or PRINTER.search(one.filename))]
        names = {entry.filename.lower() for entry in entries}
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
            raise TableFault(BOMB)
        if len(names) != len(entries) or any(MACROS.search(name) or ".." in name for name in names):
            raise TableFault(ODD)
        for entry in entries:
            if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
                raise TableFault(BOMB)
            if entry.flag_bits & 0x1:
                raise TableFault(LOCKED)
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise TableFault(BROKEN)
        return {entry.filename: read(packed, entry) for entry in entries}


def read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with packed.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise TableFault(BOMB)
    return content


def packed_again(parts: dict[str, bytes]) -> bytes:
    """An archive of exactly these parts: what the reader opens is what was looked at."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def walk(text: bytes) -> Iterator[tuple[str, Any]]:
    """The elements of a part as they open and close, without document types, entities or anything fetched."""
    head = text[:2000]
    if b"\x00" in head[:4] or re.search(rb"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise TableFault(ODD)
    declared = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", head)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise TableFault(ODD)
    try:
        yield from etree.iterparse(
            BytesIO(text), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
    except etree.XMLSyntaxError as fault:
        raise TableFault(BROKEN) from fault


def places_of_sheets(parts: dict[str, bytes]) -> list[tuple[str, str, bool]]:
    """Each sheet's name, the part that holds it, and whether it is hidden."""
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        raise TableFault(NOT_WORKBOOK)
    places = {
        element.get("Id"): posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/")
        for event, element in walk(parts["xl/_rels/workbook.xml.rels"])
        if event == "end" and element.get("Id")
    }
    return [
        (element.get("name", ""), places.get(element.get(LINK), ""), element.get("state", "visible") != "visible")
        for event, element in walk(parts["xl/workbook.xml"])
        if event == "end" and element.tag == f"{SPACE}sheet"
    ]


def is_sheet(text: bytes) -> bool:
    return b"sheetData" in text


def lengths_of_texts(parts: dict[str, bytes]) -> list[int]:
    """How long each shared text is, in the order in which cells point at them."""
    lengths: list[int] = []
    for name, text in parts.items():
        if name.lower() != "xl/sharedstrings.xml":
            continue
        for event, element in walk(text):
            if event == "end" and element.tag == f"{SPACE}si":
                lengths.append(sum(len(one.text or "") for one in element.iter(f"{SPACE}t")))
                forget(element)
    return lengths


def look_at(text: bytes, texts: list[int], most_rows: int, noughts: Mapping[str, int]) -> Seen:
    """Measure a sheet cell by cell, and see what is a formula or hidden. Raises `TableFault` when it is too much."""
    seen = Seen()
    row = column = total = 0
    for event, element in walk(text):
        if event == "start" and element.tag == f"{SPACE}row":
            row, column = int_of(element.get("r"), row + 1), 0
            if is_hidden(element, "ht"):
                seen.hidden_rows.add(row)
        elif event == "start" and element.tag == f"{SPACE}col" and is_hidden(element, "width"):
            first, last = int_of(element.get("min"), 1), int_of(element.get("max"), 1)
            seen.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
        elif event == "start" and element.tag == f"{SPACE}c":
            row, column = place_of(element.get("r"), row, column + 1)
            if column > MOST_COLUMNS:
                raise TableFault(f"This file has more than {MOST_COLUMNS} columns.")
        elif event == "end" and element.tag == f"{SPACE}c":
            total += length_of(element, texts)
            if element.find(f"{SPACE}f") is not None:
                seen.formulas.add((row, column))
            if element.get("s") in noughts:
                seen.figures[row, column] = noughts[element.get("s")]
        elif event == "end" and element.tag == f"{SPACE}row":
            forget(element)
        if row > most_rows:
            raise TableFault(f"This file has more than {most_rows - EMPTY_ROWS:,} rows. Upload it in parts.")
        if total > LARGEST_TEXT:
            raise TableFault(BOMB)
    return seen


def is_hidden(element: Any, size: str) -> bool:
    """Whether a row or column is hidden: by a filter, by hand, or by having no height or width."""
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def place_of(place: str | None, row: int, column: int) -> tuple[int, int]:
    """(row, column) of "C7"; a cell that does not say where it stands follows the one before."""
    if place is None:
        return row, column
    found = PLACE.fullmatch(place)
    if found is None:
        raise TableFault(BROKEN)
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - 64
    return int(found[2]), at


def length_of(cell: Any, texts: list[int]) -> int:
    """How many characters a cell shows."""
    value = cell.find(f"{SPACE}v")
    if value is None:
        return sum(len(one.text or "") for one in cell.iter(f"{SPACE}t"))
    if cell.get("t") == "s":
        at = int_of(value.text, -1)
        if not 0 <= at < len(texts):
            raise TableFault(BROKEN)
        return texts[at]
    return len(value.text or "")


def int_of(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise TableFault(BROKEN)
    return int(text)


def forget(element: Any) -> None:
    """Let go of what was read, so that a long sheet takes no more memory than a short one."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
