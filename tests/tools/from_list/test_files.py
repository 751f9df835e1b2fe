"""What is read of an uploaded list in each format, and the one sentence of each file that cannot be read."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from audit_project.refused import Refused
from audits.tools.from_list.files import read_file
from tests.tools.from_list.conftest import TEXT, as_read, document, grid, read, workbook

ROWS = [
    ["Theme", "Ref", "Question", "Response type", "Evidence to look for"],
    ["Voice of the child", "1", "Was the child seen alone?", "Yes/No", "Case notes"],
    [None, "2", "Were wishes recorded?", "Yes / Partly / No", None],
    ["Plans", "3", "How many core groups met?", "Number of meetings", "Minutes"],
]
ROWS_READ = [
    ("Voice of the child", [("Was the child seen alone?", "yes_no"), ("Were wishes recorded?", "yes_partly_no")]),
    ("Plans", [("How many core groups met?", "number")]),
]


def test_a_workbook_is_read_by_the_headings_of_its_columns_and_merged_cells_go_on() -> None:
    def merge(book: Workbook) -> None:
        book["Sheet 1"].merge_cells("A4:A5")

    title = [["Our audit tool 2026"], []]
    draft = read("tool.xlsx", workbook([*title, *ROWS], change=merge))
    assert as_read(draft) == ROWS_READ
    assert [one.guidance for one in draft.questions] == ["Case notes", "", "Minutes"]
    assert [one.place for one in draft.questions] == ["Row 4", "Row 5", "Row 6"]
    assert draft.questions[2].answers.unit == "meetings"
    assert draft.said == (
        "This column was not read: “Ref”.",
        "This stands above the list and was not read: Our audit tool 2026",
    )


def test_a_csv_file_is_read_the_same_and_in_whatever_case_its_headings_are() -> None:
    text = 'DOMAIN,Standard,GUIDANCE\nPlans,There is a plan,\nPlans,"It is SMART, and used",See the record\n'
    draft = read("tool.csv", text.encode())
    assert as_read(draft) == [
        ("Plans", [("There is a plan", "yes_partly_no"), ("It is SMART, and used", "yes_partly_no")])
    ]
    assert draft.questions[1].guidance == "See the record"


def test_without_headings_the_column_with_most_words_holds_the_questions() -> None:
    draft = read(
        "tool.xlsx", workbook([["1", "Was the child seen alone?", "Yes/No"], ["2", "Is there a plan?", "Date"]])
    )
    assert as_read(draft) == [("", [("Was the child seen alone?", "yes_no"), ("Is there a plan?", "date")])]
    assert draft.said == ("This column was not read: “column 1”.",)


def test_each_sheet_that_names_its_questions_is_read_and_its_name_is_the_heading() -> None:
    one = [["Question", "Answer"], ["Was she seen?", None]]
    two = [["Question", "Answer"], ["Is there a plan?", "Yes/No"]]
    draft = read("tool.xlsx", workbook(one, [["How to use this tool"]], two))
    assert as_read(draft) == [
        ("Sheet 1", [("Was she seen?", "yes_partly_no")]),
        ("Sheet 3", [("Is there a plan?", "yes_no")]),
    ]
    assert draft.said == ("The sheet “Sheet 2” was not read.",)


def test_rows_of_a_sheet_that_hold_one_cell_are_headings_where_no_column_names_them() -> None:
    rows = [["Question", "Answers"], ["VOICE"], ["Was she seen?", "yes/no"], ["Plans"], ["Is there a plan?", "yes/no"]]
    assert as_read(read("tool.xlsx", workbook(rows))) == [
        ("VOICE", [("Was she seen?", "yes_no")]),
        ("Plans", [("Is there a plan?", "yes_no")]),
    ]


def test_a_formula_is_never_worked_out_and_is_said_by_its_row() -> None:
    rows = [["Question", "Evidence"], ["=1+1", "x"], ["Was she seen?", "=HYPERLINK(A1)"], ["Was he heard?", "Notes"]]
    draft = read("tool.xlsx", workbook(rows))
    assert [one.text for one in draft.questions] == ["Was she seen?", "Was he heard?"]
    assert draft.questions[0].said == ("Cell 2 holds a formula. Put its value there instead.",)
    assert [(one.place, one.why) for one in draft.left_out] == [
        ("Row 2", "Cell 1 holds a formula. Put its value there instead.")
    ]


def test_a_text_file_is_read_as_what_is_pasted() -> None:
    assert [len(questions) for _, questions in as_read(read("tool.txt", TEXT.encode("utf-16")))] == [2, 2, 3]
    assert as_read(read("TOOL.TXT", "Voice:\r\nWas it “good”?\r\n".encode("cp1252"))) == [
        ("Voice", [("Was it “good”?", "yes_partly_no")])
    ]


def test_a_document_with_heading_styles_and_lists() -> None:
    def build(made: Any) -> None:
        made.add_heading("Practice audit tool", 0)
        made.add_heading("Voice of the child", 1)
        made.add_paragraph("Please read the case record first.")
        made.add_paragraph("Was the child seen alone? (yes/no)")
        made.add_paragraph("The child’s wishes are recorded", style="List Bullet")
        made.add_heading("Planning", 2)
        made.add_paragraph("1. The plan is SMART (met / partly met / not met)", style="List Number")
        made.add_paragraph().add_run("Supervision").bold = True
        made.add_paragraph("Was it monthly?")

    draft = read("tool.docx", document(build))
    assert as_read(draft) == [
        ("Voice of the child", [
            ("Was the child seen alone?", "yes_no"), ("The child’s wishes are recorded", "yes_partly_no"),
        ]),
        ("Planning", [("The plan is SMART", "met")]),
        ("Supervision", [("Was it monthly?", "yes_partly_no")]),
    ]  # fmt: skip
    assert [(one.place, one.text, one.why) for one in draft.left_out] == [
        ("Paragraph 1", "Practice audit tool", "It is the title of the document."),
        ("Paragraph 3", "Please read the case record first.",
         "It is neither a heading, nor an item of a list, nor a question."),
    ]  # fmt: skip


def test_the_tables_of_a_document_a_row_across_is_a_heading() -> None:
    def build(made: Any) -> None:
        rows = [["", "Standards", "Yes/No", "Comments"], ["Voice", "", "", ""],
                ["1", "Was the child seen alone?", "", ""], ["2", "Was the child heard?", "", ""],
                ["Plans", "", "", ""], ["3", "Is there a plan?", "", ""]]  # fmt: skip
        table = grid(made, rows)
        table.rows[1].cells[0].merge(table.rows[1].cells[3])
        table.rows[4].cells[0].merge(table.rows[4].cells[3])

    draft = read("tool.docx", document(build))
    assert [(heading, [text for text, _ in asked]) for heading, asked in as_read(draft)] == [
        ("Voice", ["Was the child seen alone?", "Was the child heard?"]),
        ("Plans", ["Is there a plan?"]),
    ]
    assert draft.questions[0].place == "Table 1, row 3"


def test_a_table_whose_answers_are_left_blank_holds_questions_and_a_cell_may_hold_several() -> None:
    def build(made: Any) -> None:
        grid(made, [["Was she seen by somebody", ""], ["Was he heard by them", ""], ["PLANS", ""], ["It is good", ""]])
        grid(made, [["Theme", "Questions"], ["Voice", "Was she seen?\nWas she heard? (yes/no)"]])

    assert as_read(read("tool.docx", document(build))) == [
        ("", [("Was she seen by somebody", "yes_partly_no"), ("Was he heard by them", "yes_partly_no")]),
        ("PLANS", [("It is good", "yes_partly_no")]),
        ("Voice", [("Was she seen?", "yes_partly_no"), ("Was she heard?", "yes_no")]),
    ]


def with_part(content: bytes, name: str) -> bytes:
    made = BytesIO(content)
    with ZipFile(made, "a") as packed:
        packed.writestr(name, b"x")
    return made.getvalue()


WORD = document(lambda made: made.add_paragraph("Was she seen?"))
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("tool.docx", b"", "This file is empty."), ("tool.xlsx", b"", "This file is empty."),
        ("tool.txt", b"", "This file is empty."),
        ("tool.doc", OLE, "This is an older Word file (.doc)."),
        ("tool.xls", OLE, "This is an older Excel file (.xls)."),
        ("tool.docx", OLE, "This is an older Word file (.doc) or one with a password."),
        ("tool.xlsx", OLE, "This is an older Excel file (.xls) or one with a password."),
        ("tool.docx", with_part(WORD, "word/vbaProject.bin"), "This file holds macros"),
        ("tool.xlsx", with_part(workbook([["Question"], ["x"]]), "xl/vbaProject.bin"), "without macros"),
        ("tool.docm", WORD, "Choose a Word document (.docx), a workbook"),
        ("tool.docx", PICTURE, "This is not a Word document (.docx)."),
        ("tool.xlsx", PICTURE, "This is not a CSV file or a workbook"),
        ("tool.txt", PICTURE, "This is not a text file."),
        ("tool.txt", b"Was\x00 she seen?", "This is not a text file."),
        ("tool.docx", b"%PDF-1.7", "This is a PDF."), ("tool.pdf", b"%PDF-1.7", "Choose a Word document"),
        ("tool.docx", WORD[:400], "damaged or only half there"), ("tool", b"x", "Choose a Word document"),
        ("tool.docx", workbook([["Question"], ["x"]]), "This is not a Word document (.docx)."),
        ("tool.xlsx", WORD, "This is not a workbook"), ("tool.xlsx", workbook([]), "This file is empty."),
        ("tool.csv", b"Question\n" + b"Was she seen?\n" * 5000, "This list has 5,001 rows"),
        ("tool.csv", b"x" * 2_000_001, "larger than 2 MB"), ("tool.docx", b"x" * 2_000_001, "larger than 2 MB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_has_one_sentence(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_file(SimpleUploadedFile(name, content))
    assert words in refused.value.sentence
    assert refused.value.sentence.endswith(".")


def test_a_nul_in_a_csv_file_is_no_text() -> None:
    with pytest.raises(Refused):
        read("tool.csv", b"Question\nWas\x00 she seen?\n")
