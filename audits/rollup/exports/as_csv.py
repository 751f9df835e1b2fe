"""Tables as CSV: UTF-8 with the mark that spreadsheets look for, a line at a time, and no cell that is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from audits.rollup.exports.sheets import Cell, ExportContent

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"
TABLES = ("Table", "Heading", "Line", "Column", "Cell")
LINES_AT_ONCE = 200


class Echo:
    """What the writer writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def plain(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell


def csv_rows(rows: Iterable[tuple[Cell, ...]]) -> Iterator[str]:
    """The rows as text, some two hundred lines at a time; nothing is kept."""
    writer = csv.writer(Echo())
    lines = []
    yield MARK
    for row in rows:
        lines.append(str(writer.writerow([plain(cell) for cell in row])))
        if len(lines) == LINES_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def tables_as_rows(export: ExportContent) -> Iterator[tuple[Cell, ...]]:
    """Every table in one list: a row a cell, with the line and the column that it stands in. The notes come last."""
    yield TABLES
    for sheet in export.sheets:
        for label, *cells in sheet.rows:
            for column, cell in zip(sheet.columns[1:], cells, strict=True):
                yield (sheet.key, sheet.title, label, column, cell)
    for about, said in export.notes:
        yield ("notes", "Notes", about, "", said)
