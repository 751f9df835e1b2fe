"""How a list is first looked at: sheets, heading, titles and totals, hidden rows; and read as somebody says."""

from __future__ import annotations

import pytest

from audit_project.list_looks import flags_in_words, heading_row, looking_for
from audit_project.list_words import as_read, ends_of, rows_called
from audit_project.listed import How, Listed, answered, carry, first_look
from audit_project.sheets import sheet_of_text, sheets_of
from audit_project.tables import heading, letter
from tests.tables.reading import listed, workbook

KNOWN = {"name", "sector", "service"}
LOOK = looking_for(lambda cell: heading(cell) in KNOWN, headed=True)
SCHOOLS = [["Oak School", "School"], ["Elm School", "School"], ["Ash School", "School"]]


def looked_at(content: bytes, size: int = 1) -> Listed:
    class Upload:
        def __init__(self) -> None:
            self.size = len(content) * size

        def read(self) -> bytes:
            return content

    sheets, mark = sheets_of(Upload(), 10_000)
    return first_look(sheets, mark, LOOK)


def names(one: Listed) -> list[str]:
    return [row.cells[0] for row in one.table().rows]


def test_titles_above_the_heading_are_no_rows_and_are_said() -> None:
    one = looked_at(workbook(("Schools", [["All our schools"], [], ["Name", "Sector"], *SCHOOLS])))
    assert (one.how.heading, one.how.asked) == (3, ())
    assert names(one) == ["Oak School", "Elm School", "Ash School"]
    said = " ".join(as_read(one))
    assert "The sheet “Schools” was read: heading in row 3, 3 rows under it." in said
    assert "Row 1 stands above the heading and is no row of the list: “All our schools”." in said


def test_a_total_a_note_and_the_heading_again_are_asked_about_and_never_dropped_unsaid() -> None:
    rows = [["Name", "Sector"], *SCHOOLS, ["Name", "Sector"], ["Total", "3"], [], ["Source: the council, 3 Nov"]]
    one = looked_at(workbook(("Schools", rows)))
    assert one.how.asked == ("left_out",)
    assert one.how.left_out == (5, 6, 8)
    words = flags_in_words(one, headed=True)
    assert words[6] == "Row 6: Total, 3 (looks like a total)"
    assert words[8].endswith("(looks like a note)")
    kept = answered(one, {"left_out": (5, 8)}, LOOK)
    assert names(kept) == ["Oak School", "Elm School", "Ash School", "Total"]
    assert "Left out: rows 5 and 8." in as_read(kept)


@pytest.mark.parametrize(
    "called", ["Total Care Ltd", "Source House", "Page Hall School", "Notes on Care", "Data Trust"]
)
def test_a_name_that_begins_like_a_total_is_a_row(called: str) -> None:
    one = looked_at(workbook(("Schools", [["Name", "Sector"], [called, "School"], *SCHOOLS])))
    assert one.how.asked == ()
    assert called in names(one)


def test_hidden_rows_are_asked_about_and_read_as_was_said() -> None:
    one = looked_at(workbook(("S", [["Name", "Sector"], *SCHOOLS]), hidden_rows=[3], hidden_columns=[1]))
    assert one.how.asked == ("hidden",)
    assert "1 row under the heading are hidden" not in " ".join(as_read(one))
    assert "Hidden in the sheet: column B." in as_read(one)
    assert names(answered(one, {"hidden": False}, LOOK)) == ["Oak School", "Ash School"]
    assert names(answered(one, {"hidden": True}, LOOK)) == ["Oak School", "Elm School", "Ash School"]


def test_several_sheets_are_named_and_the_one_that_is_meant_is_asked() -> None:
    book = workbook(
        ("Cover", [["Schools of the partnership"], ["Version 3"]]),
        ("List", [["Name", "Sector"], *SCHOOLS]),
        ("Codes", [["School", "SCH"]]),
        hidden=["Codes"],
    )
    one = looked_at(book)
    assert one.how.asked == ("sheet",)
    said = " ".join(as_read(one))
    assert "Not read: the hidden sheet “Codes” (1 row)." in said
    chosen = answered(one, {"sheet": 1}, LOOK)
    assert (chosen.how.asked, chosen.how.heading) == ((), 1)
    assert names(chosen) == ["Oak School", "Elm School", "Ash School"]


def test_sheets_that_no_page_can_carry_are_let_go_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    book = workbook(
        ("List", [["Name", "Sector"], *SCHOOLS]),
        ("Data", [[f"row {number * 7919}"] for number in range(400)]),
    )
    one = looked_at(book)
    monkeypatch.setattr("audit_project.carried.MOST_CARRIED", 900)
    _, kept = carry(one, "x")
    assert kept.how.asked == ()
    assert kept.offered == [0]
    assert "“Data” (400 rows, too long to be offered here" in " ".join(as_read(kept))


def test_a_number_is_read_as_its_format_shows_it() -> None:
    book = workbook(("S", [["Name", "Sector"], [1234, "School"]]), number_format="0000000")
    assert names(looked_at(book)) == ["0001234"]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Name;Sector\nOak, the school;School\n", "Oak, the school"),
        ("Name|Sector\nOak|School\n", "Oak"),
        ("sep=;\nName;Sector\nOak;School\n", "Oak"),
        ('Name,Sector\n"Oak; Elm; Ash",School\n"Fir; Yew; Box",School\n', "Oak; Elm; Ash"),
        ("A list, of 3 Nov, by us, here\nName\tSector\nOak\tSchool\n", "Oak"),
    ],
)
def test_what_stands_between_cells_is_told_by_most_lines(text: str, cells: str) -> None:
    assert names(looked_at(text.encode()))[0] == cells


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_a_text_is_read_in_whatever_it_was_saved(encoding: str) -> None:
    one = looked_at("Name;Sector\nÉcole d’Or;School\nOak;School\n".encode(encoding))
    assert names(one) == ["École d’Or", "Oak"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ZQ-1,N\nZQ-2,S\nZQ-3,S\n", (0, True)),  # a row like the others, or a heading
        ("ZQ-1\nZQ-2\nZQ-3\n", (0, False)),  # one column of one shape
        ("Liquidlogic,Band\n1001,a\n1002,b\n", (1, False)),  # no figures where all others have them
        ("Alpha\nBeta\nGamma\n", (1, True)),
        ("", (0, False)),
    ],
)
def test_a_heading_nobody_knows_is_told_by_its_figures(text: str, found: tuple[int, bool]) -> None:
    assert heading_row(sheet_of_text(text).lines, lambda cell: False, False) == found


def test_first_and_last_rows_are_shown_and_what_was_not_kept_is_not() -> None:
    text = "Name,Sector\n" + "".join(f"School {number},x\n" for number in range(10))
    one = listed(text.encode())
    ends = ends_of(one)
    assert [number for number, _ in ends.first] == [2, 3, 4]
    assert [number for number, _ in ends.last] == [9, 10, 11]
    assert ends.between == 4
    hidden = Listed(one.sheets, "", How(heading=1), ((0, 0, "names"),))
    assert ends_of(hidden).columns == ("Sector",)
    assert "School 1" not in str(ends_of(hidden))


def test_rows_and_columns_are_called_as_a_spreadsheet_calls_them() -> None:
    assert rows_called([7]) == "row 7"
    assert rows_called([9, 7]) == "rows 7 and 9"
    assert rows_called(range(1, 41)).endswith("12 and 28 more")
    assert [letter(at) for at in (0, 25, 26, 59)] == ["A", "Z", "AA", "BH"]
