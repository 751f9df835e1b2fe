"""Writes a table as a file: CSV as spreadsheets read it, or a workbook. No cell of it can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.http import HttpResponse

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
WAKES = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet take a text for a formula


def proof(text: str) -> str:
    """A text that a spreadsheet shows and never works out. `read_table` takes the apostrophe off again."""
    return f"'{text}" if text.startswith(WAKES) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, so that Excel shows every letter."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([proof(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet; every cell is text."""
    out = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, max(14, len(name) + 4))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, proof(cell))
    return out.getvalue()


def file_response(kind: str, title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A table as a download: `kind` is csv or xlsx, the file is called as its title."""
    content = csv_bytes(header, rows) if kind == "csv" else xlsx_bytes(title, header, rows)
    response = HttpResponse(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{title.lower().replace(" ", "-")}.{kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
