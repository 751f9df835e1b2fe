"""What an uploaded list may be, and what it is told when it cannot be read."""

from __future__ import annotations

import io
import secrets
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core import signing

from audit_project.listed import How, Listed, carried, carry
from audit_project.refused import Refused
from audit_project.sheets import sheet_of_text
from audit_project.tables import check_header
from audit_project.tables_written import csv_bytes, xlsx_bytes
from audit_project.uploads import LARGEST_UPLOAD
from audit_project.workbooks import TableFault
from tests.tables.reading import listed, read


def book(*rows: list[object], other_sheet: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        if other_sheet:
            made.add_worksheet("Notes").hide()
        sheet = made.add_worksheet("List")
        sheet.activate()
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return out.getvalue()


def changed(content: bytes, part: str, text: str | None = None, **replace: str) -> bytes:
    """The workbook with one part replaced, or with words in it replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == part:
                body = text.encode() if text is not None else body
                for was, now in replace.items():
                    body = body.replace(was.encode(), now.encode())
            new.writestr(entry.filename, body)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    table = read("Name,Sector\r\nÉcole d’Or,School\r\n".encode(encoding))
    assert table.header == ("Name", "Sector")
    assert [row.cells for row in table.rows] == [("École d’Or", "School")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_by_the_header(separator: str) -> None:
    table = read(separator.join(("Name", "Sector\n")).encode() + separator.join(("A school", "School\n")).encode())
    assert list(table) == [(2, {"name": "A school", "sector": "School"})]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows_and_blank_ones_are_counted() -> None:
    table = read(b'Name,Sector\n\nOne,School\n,\n"Two\nlines",School\n\n\n')
    assert [(row.number, row.cells[0]) for row in table.rows] == [(3, "One"), (5, "Two\nlines")]
    assert table.blank == 2


def test_a_workbook_is_read_as_text_from_its_first_visible_sheet() -> None:
    table = read(book(["Ref", "Born", "Count"], ["007", date(2026, 3, 7), 12], ["x", None, 1.5], other_sheet=True))
    assert [row.cells for row in table.rows] == [("007", "2026-03-07", "12"), ("x", "", "1.5")]


def test_a_workbook_that_begins_further_down_keeps_its_row_numbers() -> None:
    table = read(book([], [], ["Name"], ["One"]))
    assert [(row.number, row.cells) for row in table.rows] == [(4, ("One",))]


@pytest.mark.parametrize(
    "content", [b"Name,Sector\nOne,=1+1\nTwo,School\n", book(["Name", "Sector"], ["One", "=1+1"], ["Two", "School"])]
)
def test_a_formula_is_a_fault_of_its_row(content: bytes) -> None:
    table = read(content)
    assert [(fault.number, fault.sentence) for fault in table.faults] == [
        (2, "Cell 2 holds a formula. Put its value there instead.")
    ]
    assert [row.cells for row in table.rows] == [("Two", "School")]


def test_too_many_cells_are_a_fault_of_their_row_and_a_control_character_is_taken_out() -> None:
    table = read(b"Name\nOne,more\nTw\x07o\n" + b"x" * 2001 + b"\nFour\n")
    assert [fault.number for fault in table.faults] == [2, 4]
    assert "more cells" in table.faults[0].sentence
    assert "2,000 characters" in table.faults[1].sentence
    assert [row.cells for row in table.rows] == [("Two",), ("Four",)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n , \n", "empty"),
        (b"Name,Sector\n", "no rows"),
        (b"Name,,Sector\nOne,x,School\n", "Column 2 has no heading"),
        (b"Name,name \nOne,Two\n", "Two columns are called"),
        (b'Name,Sector\n"One,School\n', "quotation mark"),
        (b"x," * 60 + b"x\n" + b"One\n", "more than 60 columns"),
        (b"\xd0\xcf\x11\xe0rest", "older Excel"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (b"\x00\x01\x02\x81", "not a CSV"),
        (b"Name\n" + b"x\n" * 11, "more than 10 rows"),
        (b"x" * (LARGEST_UPLOAD + 1), "larger than 2 MB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_has_its_sentence(content: bytes, words: str) -> None:
    with pytest.raises(TableFault, match=words):
        read(content, most_rows=10)


def test_another_kind_of_archive_is_not_a_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "<x/>")
    with pytest.raises(TableFault, match="not a workbook"):
        read(out.getvalue())


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
PART = "xl/worksheets/sheet1.xml"


def test_a_workbook_bomb_is_not_opened() -> None:
    """By its packing, by a text that every cell points at, by a cell far away, by more rows than are taken."""
    plain = book(["Name"], ["One"])
    with pytest.raises(TableFault, match="unpacks"):
        read(changed(plain, PART, " " * 41_000_000))
    with pytest.raises(TableFault, match="unpacks"):
        read(changed(plain, PART, SHEET.format(" " * 5_000_000)))
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 2001))
    long_text = changed(plain, "xl/sharedStrings.xml", Name="n" * 30_000)
    with pytest.raises(TableFault, match="unpacks"):
        read(changed(long_text, PART, SHEET.format(cells)))
    with pytest.raises(TableFault, match="more than 60 columns"):
        read(changed(plain, PART, SHEET.format('<row r="1"><c r="XFD1"><v>1</v></c></row>')))
    with pytest.raises(TableFault, match="more than 10,000 rows"):
        read(changed(plain, PART, SHEET.format('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')))
    with pytest.raises(TableFault, match="never has"):
        read(changed(plain, PART, '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SHEET.format("")))


def test_what_excel_keeps_for_the_printer_is_let_go() -> None:
    out = io.BytesIO(book(["Name"], ["One"]))
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("xl/printerSettings/printerSettings1.bin", b"printer")
    assert [row.cells for row in read(out.getvalue()).rows] == [("One",)]


def test_a_workbook_with_macros_or_two_parts_of_one_name_is_not_opened() -> None:
    out = io.BytesIO(book(["Name"], ["One"]))
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(TableFault, match="never has"):
        read(out.getvalue())
    out = io.BytesIO(book(["Name"], ["One"]))
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("XL/worksheets/sheet1.xml", SHEET.format(""))
    with pytest.raises(TableFault, match="never has"):
        read(out.getvalue())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_thousand_rows_are_read_and_one_more_is_not(kind: str) -> None:
    def made(rows: int) -> bytes:
        lines = [[f"School {number}", "School"] for number in range(rows)]
        return csv_bytes(["Name", "Sector"], lines) if kind == "csv" else xlsx_bytes("List", ["Name", "Sector"], lines)

    began = time.monotonic()
    table = read(made(10_000))
    assert len(table.rows) == 10_000
    assert table.rows[-1].number == 10_001
    assert time.monotonic() - began < 20
    with pytest.raises(TableFault, match="more than 10,000 rows"):
        read(made(10_001))


def test_what_is_written_cannot_act_as_a_formula_and_is_read_back_as_it_was() -> None:
    rows = [["=1+1", "plain"], ["+44 1632 960001", "@home"], ["-", "'quoted'"]]
    for content in (csv_bytes(["One", "Two"], rows), xlsx_bytes("List", ["One", "Two"], rows)):
        table = read(content)
        assert [list(row.cells) for row in table.rows] == rows
        assert not table.faults
    assert b"'=1+1" in csv_bytes(["One", "Two"], rows)


def test_a_wrong_header_is_told_which_column_is_missing_or_strange() -> None:
    table = read(b"Name,Colour\nOne,red\n")
    with pytest.raises(TableFault, match="no column “Sector”"):
        check_header(table, ["Name", "Sector"], [])
    with pytest.raises(TableFault, match="Nothing is known of a column “Colour”"):
        check_header(table, ["Name"], ["Sector"])
    check_header(read(b"NAME ,out_of_area\nx,y\n"), ["Name"], ["Out of area"])


def test_a_preview_hands_its_rows_on_signed_to_the_same_person_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    one = listed(b"Name\nOne\n\nTwo,x\nThree\n=1+1\n")
    text, kept = carry(one, "agencies:lena")
    assert carried(text, "agencies:lena") == kept == one
    for spoilt, purpose in ((text[:-1] + ("A" if text[-1] != "A" else "B"), "agencies:lena"), (text, "agencies:omar")):
        with pytest.raises(Refused, match="more than an hour ago, or to somebody else"):
            carried(spoilt, purpose)
    later = signing.time.time() + 3601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    with pytest.raises(Refused, match="more than an hour ago, or to somebody else"):
        carried(text, "agencies:lena")


def test_a_preview_that_could_not_be_sent_back_is_refused_at_once() -> None:
    text = "Name\n" + "\n".join(secrets.token_hex(300) for _ in range(8_000))
    with pytest.raises(TableFault, match="more than one page can show"):
        carry(Listed((sheet_of_text(text),), "", How(heading=1)), "agencies:lena")
