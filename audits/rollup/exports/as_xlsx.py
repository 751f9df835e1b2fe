"""Tables as a workbook: a sheet of notes, then a sheet a table, with a bar chart of the spreadsheet's own.

Rows go to the disk as they are written, so that memory stays flat. A text is always a text: no cell is a formula.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter

from audits.rollup.exports.sheets import Cell, ExportContent, ExportSheet

NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
WIDTHS = (44, 12, 12, 12, 18, 44)
ROW_HEIGHT = 20  # of the chart, pixels a line


def workbook(export: ExportContent) -> IO[bytes]:
    """The file, open at its beginning; it is gone when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        styles = styles_of(book)
        book.set_properties({"title": f"{export.reference}: tables"})
        names = Names()
        notes = book.add_worksheet(names.of("Notes"))
        write_notes(notes, export, styles)
        for sheet in export.sheets:
            name = names.of(sheet.title)
            page = book.add_worksheet(name)
            write_sheet(page, sheet, styles)
            if sheet.charted:
                page.insert_chart(len(sheet.rows) + 5, 0, chart(book, name, sheet), {"description": sheet.note})
    file.seek(0)
    return file


def workbook_of_findings(
    reference: str, part: Sequence[str], columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]
) -> IO[bytes]:
    """Agreed findings, a row each, as they come."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        styles = styles_of(book)
        page = book.add_worksheet("Agreed findings")
        page.set_column(0, 1, 16)
        page.set_column(2, 6, 40)
        page.write_string(0, 0, f"{reference}: agreed findings", styles["title"])
        page.write_string(1, 0, "; ".join(part) or "The whole audit.")
        write_row(page, 3, columns, styles["head"], styles["head"])
        for place, row in enumerate(rows, start=4):
            write_row(page, place, row, styles["text"], styles["text"])
    file.seek(0)
    return file


class Names:
    """Names of sheets: short enough, without signs that are not allowed, each once."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def of(self, title: str) -> str:
        base = NOT_IN_A_NAME.sub("", title).strip()[:LONGEST_NAME] or "Table"
        name, n = base, 2
        while name.casefold() in self.given:
            tail = f" {n}"
            name, n = base[: LONGEST_NAME - len(tail)] + tail, n + 1
        self.given.add(name.casefold())
        return name


def styles_of(book: Any) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, **wrapped}),
        "text": book.add_format(wrapped),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }


def write_notes(page: Any, export: ExportContent, styles: dict[str, Any]) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, f"{export.reference}: tables", styles["title"])
    row = 2
    for about, said in export.notes:
        write_row(page, row, (about, said), styles["head"], styles["text"])
        row += 1
    row += 1
    for sentence in export.sentences:
        page.write_string(row, 1, sentence, styles["text"])
        row += 1


def write_sheet(page: Any, sheet: ExportSheet, styles: dict[str, Any]) -> None:
    for place in range(len(sheet.columns)):
        page.set_column(place, place, WIDTHS[min(place, len(WIDTHS) - 1)] if sheet.columns[0] == "" else 24)
    page.write_string(0, 0, f"{sheet.title}{f' ({sheet.n})' if sheet.n else ''}", styles["title"])
    page.write_string(1, 0, sheet.note)
    write_row(page, 3, sheet.columns, styles["head"], styles["head"])
    for place, row in enumerate(sheet.rows, start=4):
        write_row(page, place, row, styles["text"], styles["text"], styles["number"])


def write_row(page: Any, row: int, cells: Sequence[Cell], first: Any, rest: Any, numbers: Any = None) -> None:
    for place, cell in enumerate(cells):
        style = first if place == 0 else rest
        if isinstance(cell, int):
            page.write_number(row, place, cell, numbers or style)
        else:
            page.write_string(row, place, cell, style)


def chart(book: Any, name: str, sheet: ExportSheet) -> Any:
    """A bar a line, in the order of the table."""
    made, last = book.add_chart({"type": "bar"}), 3 + len(sheet.rows)
    made.add_series(
        {
            "categories": [name, 4, 0, last, 0],
            "values": [name, 4, 1, last, 1],
            "fill": {"color": "#1d4f91"},
            "data_labels": {"value": True},
        }
    )
    made.set_title({"name": sheet.title, "overlay": False, "name_font": {"size": 12}})
    made.set_legend({"none": True})
    made.set_y_axis({"reverse": True})
    made.set_x_axis({"min": 0, "major_gridlines": {"visible": False}})
    made.set_size({"width": 720, "height": 120 + ROW_HEIGHT * len(sheet.rows)})
    return made
