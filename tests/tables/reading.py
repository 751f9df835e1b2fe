"""Lists for tests: read as any list with a heading is, and workbooks made for it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from audit_project.list_looks import looking_for
from audit_project.listed import MOST_ROWS, Listed, read_list
from audit_project.tables import TableRead

HEADED = looking_for(lambda cell: False, headed=True)


def listed(content: bytes, name: str = "list.csv", most_rows: int = MOST_ROWS) -> Listed:
    return read_list(SimpleUploadedFile(name, content), HEADED, most_rows)


def read(content: bytes, name: str = "list.csv", most_rows: int = MOST_ROWS) -> TableRead:
    return listed(content, name, most_rows).table(most_rows)


def workbook(
    *sheets: tuple[str, list[list[object]]],
    hidden: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    number_format: str = "",
) -> bytes:
    """Sheets by name with their rows; rows (from 1) and columns (from 0) of the first sheet may be hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        number = made.add_format({"num_format": number_format}) if number_format else None
        for place, (name, rows) in enumerate(sheets):
            sheet = made.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            elif place:
                sheet.activate()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    else:
                        sheet.write(row, column, cell, number if isinstance(cell, int) else None)
            for row in hidden_rows if not place else ():
                sheet.set_row(row - 1, None, None, {"hidden": True})
            for column in hidden_columns if not place else ():
                sheet.set_column(column, column, None, None, {"hidden": True})
    return out.getvalue()
