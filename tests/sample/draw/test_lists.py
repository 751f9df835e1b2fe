"""Lists of children as people send them: what is read, what is asked, what is never taken, what the draw says of it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from audit_project.listed import Listed, answered
from audit_project.refused import Refused
from audits.sample.draw.cohort import File, cohort_of, read_upload
from audits.sample.draw.columns import flags, look
from audits.sample.draw.headings import identifies
from audits.sample.draw.models import CohortDraw
from audits.sample.draw.reading_words import cohort_as_read
from audits.scope.models import Audit
from tests.conftest import Cast
from tests.tables.reading import workbook

LISTS = Path(__file__).parent / "lists"
NINE = ["ZQ-104", "ZQ-117", "ZQ-120", "ZQ-131", "ZQ-142", "ZQ-158", "ZQ-163", "ZQ-177", "ZQ-189"]
ROWS: list[list[object]] = [[one, "North"] for one in NINE]
HEAD: list[object] = ["Case ref", "Area"]


def sent(name: str) -> Listed:
    content = (LISTS / name).read_bytes()
    return read_upload(File(content, len(content)))


def read(content: bytes | str) -> Listed:
    content = content.encode() if isinstance(content, str) else content
    return read_upload(File(content, len(content)))


def references(listed: Listed, **answers: Any) -> list[str]:
    return [child.reference for child in cohort_of(answered(listed, answers, look)).children]


def said(listed: Listed) -> str:
    return " ".join(cohort_as_read(listed))


@pytest.mark.parametrize(
    "name",
    ["01-title-row-above-one-column.xlsx", "01b-title-row-above-three-columns.xlsx", "07-unicode-text.txt",
     "07b-semicolons.csv", "09-merged-area-cells.xlsx"],
)  # fmt: skip
def test_a_list_with_nothing_in_doubt_has_its_nine_children(name: str) -> None:
    listed = sent(name)
    assert listed.how.asked == ()
    assert references(listed) == NINE


def test_the_title_above_is_said() -> None:
    listed = sent("01b-title-row-above-three-columns.xlsx")
    assert "Row 1 stands above the heading and is no row of the list: “Children subject to a plan at" in said(listed)
    assert "was read: heading in row 2, 9 rows under it, references in column A “Reference”." in said(listed)


def test_a_filter_s_hidden_rows_are_asked_about() -> None:
    listed = sent("03-filtered-rows-hidden.xlsx")
    assert listed.how.asked == ("hidden",)
    assert "6 rows under the heading are hidden in the sheet." in said(listed)
    assert references(listed, hidden=False) == NINE[:3]
    assert references(listed, hidden=True) == NINE


def test_a_first_row_that_may_be_a_child_is_asked_about() -> None:
    listed = sent("04-no-heading-two-columns.csv")
    assert listed.how.asked == ("heading",)
    assert references(listed) == NINE
    assert references(listed, heading=1) == NINE[1:]


def test_surnames_and_days_of_birth_are_never_read_nor_handed_on() -> None:
    names = sent("08-surname-first.csv")
    assert (references(names), names.how.asked) == (["ZQ-104", "ZQ-117", "ZQ-120"], ())
    assert "Not read, because they look like names: column A “Surname” and column B “Forename”." in said(names)
    assert not {"Alpha", "Bee", "Epsilon"}.intersection(str(names))
    assert "Alpha" not in str(names)
    births = sent("08b-dob-first.csv")
    assert references(births) == ["ZQ-104", "ZQ-117", "ZQ-120"]
    assert "looks like dates of birth: column A “DOB”" in said(births)
    assert "01/02/2015" not in str(births)


def test_merged_cells_to_stratify_by_are_said_row_by_row() -> None:
    cohort = cohort_of(sent("09-merged-area-cells.xlsx"), ("Area",))
    assert len(cohort.children) == 3
    assert [fault.number for fault in cohort.faults] == [3, 4, 6, 7, 9, 10]


def test_one_reference_in_many_ways_is_said_to_be_one() -> None:
    listed = sent("12-spaces-and-case.csv")
    assert flags(listed) == {6: "Row 6: ZQ\xa0117 (may be row 5, ZQ-117, again)"}
    assert "2 references with another dash than a hyphen: read with a hyphen." in said(listed)
    cohort = cohort_of(answered(listed, {"left_out": (6,)}, look))
    assert [child.reference for child in cohort.children] == ["ZQ-104", "ZQ-117", "ZQ-120", "ZQ-131"]
    assert [(one.number, one.sentence) for one in cohort.faults] == [(3, "The same reference stands in row 2.")]


@pytest.mark.parametrize(
    ("content", "asked", "found"),
    [
        (workbook(("S", [HEAD, *ROWS, ["Total 9"], [], ["Source: Liquidlogic, 3 Nov"]])), ("left_out",), NINE),
        (workbook(("S", [HEAD, *ROWS, ["Total", "=COUNTA(A2:A10)"]])), ("left_out",), NINE),
        ("Ref,Area\n" + "".join(f"{one},N\n" for one in NINE) + "Total: 9\nSource: LCS, 3 Nov\n", ("left_out",), NINE),
        ("On a plan\n\n" + "\n".join(NINE) + "\n\nPrinted on 3 November 2026\n", ("left_out",), NINE),
        (workbook(("S", [["In need"], ["Run on 1 Nov"], ["Child ID"], *[[1_234_567.0 + n] for n in range(3)]])), (),
         ["1234567", "1234568", "1234569"]),
        (workbook(("S", [["Child", "", "Plan"], ["LCS ID", "Surname", "Type"], ["A1", "Roe", ""], ["A2", "Doe", ""]])),
         (), ["A1", "A2"]),
        ("id\n1234567.0\n1234568.0\n", (), ["1234567", "1234568"]),
        (workbook(("S", [["Ref", "Age"], ["A1", "=1+1"], ["A2", "=2+2"]])), (), ["A1", "A2"]),
        ("Ref\n0012345\n0012346\n12347\n0012348\n0012349\n0012350\n", ("left_out",),
         ["0012345", "0012346", "12347", "0012348", "0012349", "0012350"]),
        (workbook(("S", [["Ref"], [12345], [12346]]), number_format="0000000"), (), ["0012345", "0012346"]),
        (workbook(("Notes", [["Read me"]]), ("Open cases", [HEAD, *ROWS]), ("Lookup", [["N"]]), hidden=["Lookup"]),
         ("sheet",), NINE),
        ("No,Person ID,Area\n1,44321,N\n2,44399,S\n3,44500,N\n", (), ["44321", "44399", "44500"]),
        ("Person ID,Case ID\n12,44321\n15,44399\n17,44500\n", ("column",), ["12", "15", "17"]),
        ("Identifier,Ref\n9434765919,A1\n4505577104,A2\n9876543210,A3\n", (), ["A1", "A2", "A3"]),
        ("Roe,Anna,ZQ-104,01/02/2015\nDoe,Ben,ZQ-105,01/02/2016\nPoe,Cara,ZQ-106,02/03/2017\n", ("heading",),
         ["ZQ-104", "ZQ-105", "ZQ-106"]),
        ("Ref|Area\nA1|N\nA2|S\n", (), ["A1", "A2"]),
        ("Ref\tArea\nA1\tN\nA2\tS\n".encode("utf-16-le"), (), ["A1", "A2"]),
        ("Ref;Area\nA1;Süd\nA2;N\n".encode("cp1252"), (), ["A1", "A2"]),
        ("Ref,Area\nNorth team,\nA1,x\nA2,x\nSouth team,\nA3,x\nA4,x\n", ("left_out",), ["A1", "A2", "A3", "A4"]),
        ("Ref,Area\nA1,N\nRef,Area\nA2,N\n", ("left_out",), ["A1", "A2"]),
        ("MB-1\nMB-2\n\nMB-3\n45\n", ("left_out",), ["MB-1", "MB-2", "MB-3", "45"]),
    ],
)  # fmt: skip
def test_real_looking_lists_are_read_for_what_they_are_or_asked_about(
    content: bytes | str, asked: tuple[str, ...], found: list[str]
) -> None:
    listed = read(content)
    assert listed.how.asked == asked
    cohort = cohort_of(listed)
    assert [child.reference for child in cohort.children] == found
    assert cohort.faults == ()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("2026-01-08", "This is a date"),
        ("08/01/2026", "This is a date"),
        ("1.23457E+11", "A spreadsheet has shortened this number"),
        ("943 476 5919", "looks like an NHS number"),
        ("Anna Roe", "looks like a name or a note"),
        ("Roe", "looks like a name or a note"),
    ],
)
def test_what_is_no_reference_is_said_and_never_taken_for_one(row: str, sentence: str) -> None:
    cohort = cohort_of(read(f"Ref\nA-1\nA-2\n{row}\nA-4\nA-5\n"))
    assert [child.reference for child in cohort.children] == ["A-1", "A-2", "A-4", "A-5"]
    assert [(one.number, sentence in one.sentence) for one in cohort.faults] == [(4, True)]


def test_a_title_a_total_and_a_note_are_asked_about_in_the_column_of_names_too() -> None:
    rows = [["Open cases"], ["Surname", "Case ref"], *[["Roe", one] for one in NINE], ["Total", 9], ["Source: LCS"]]
    listed = read(workbook(("S", rows)))
    assert "“Open cases”" in said(listed)
    assert list(flags(listed).values()) == [
        "Row 12: Total, 9 (looks like a total)",
        "Row 13: Source: LCS (looks like a note)",
    ]
    assert references(listed) == NINE
    assert "Roe" not in str(listed)
    alone = read("Surname,Case ref,Area\nRoe,A1,N\nAnna Doe,,\nPoe,A2,S\n")
    assert "Doe" not in str(alone)
    assert [one.number for one in cohort_of(alone).faults] == [3]


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("Child’s name", "names"), ("Client Name", "names"), ("Known as", "names"), ("Surname, forename", "names"),
        ("Allocated worker", "names"), ("Team manager", "names"), ("D.O.B.", "dates of birth"),
        ("Date of Birth (dd/mm/yyyy)", "dates of birth"), ("NHS no.", "NHS numbers"), ("UPN", "personal numbers"),
        ("Home address", "addresses"), ("Post code", "addresses"), ("Ward name", ""), ("School name", ""),
        ("Worker ID", ""),
        ("Social worker team", ""), ("Plan start date", ""), ("Reference", ""), ("Area", ""),
    ],
)  # fmt: skip
def test_a_heading_says_whether_its_column_would_identify_somebody(heading: str, what: str) -> None:
    assert identifies(heading) == what


@pytest.mark.parametrize("content", ["NHS Number\n9434765919\n4505577104\n", "Child\nAnna Roe\nBen Doe\n"])
def test_a_list_of_nothing_but_what_identifies_is_refused(content: str) -> None:
    with pytest.raises(Refused, match="Every column of this list looks like"):
        read(content)


def test_nothing_is_stratified_by_a_column_of_names() -> None:
    with pytest.raises(Refused, match="“surname” looks like names, so it was not read"):
        cohort_of(sent("08-surname-first.csv"), ("surname",))


@pytest.fixture
def sampling(audit: Audit) -> Audit:
    Audit.objects.update(state="sample")
    audit.refresh_from_db()
    return audit


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def hidden(page: Any) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(rows|source|strata|strand)" value="([^"]*)"', page.content.decode()))


def upload(client: Client, root: str, content: bytes, strata: str = "") -> Any:
    given = {"source": "Open cases, 1 October", "strata": strata, "upload": SimpleUploadedFile("list.xlsx", content)}
    return client.post(f"{root}read/", given)


def test_what_is_asked_is_answered_drawn_said_on_the_certificate_and_repeated(
    cast: Cast, sampling: Audit, sign_in: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client, root = sign_in(cast.lead), f"/audits/{sampling.reference}/draw/"
    rows = [["Open cases"], [], ["Surname", "Case ref"], *[["Roe", one] for one in NINE], ["Total", "9"]]
    content = workbook(("Notes", [["Read me"]]), ("Open cases", rows))
    asked = upload(client, root, content)
    assert "no-store" in asked.headers["Cache-Control"]
    page = words(asked)
    assert "Which sheet holds the list?" in page
    assert "Which of these are no rows of the list?" in page
    assert "Draw now" not in page
    assert ">Roe<" not in asked.content.decode()
    # What nobody has answered is not drawn from.
    assert "Which sheet" in words(client.post(f"{root}make/", hidden(asked) | {"method": "whole"}))
    read_so = client.post(f"{root}read/", hidden(asked) | {"act": "read", "sheet": "1", "left_out": "13"})
    assert "9 references to draw from" in words(read_so)
    assert "Left out: row 13." in words(read_so)
    again = client.post(f"{root}read/", hidden(read_so) | {"again": "yes"})
    assert "Which column holds the references?" not in words(again)  # the other is let go
    assert "Which row names the columns?" in words(again)
    client.post(f"{root}make/", hidden(read_so) | {"method": "simple", "wanted": "2"})
    draw = CohortDraw.objects.get()
    assert draw.read_as["left_out"] == [13]
    certificate = words(client.get(f"{root}1/certificate/"))
    assert "the sheet “Open cases”, with its heading in row 3 and the references in column B “Case ref”." in certificate
    assert "Row 13 was left out as no rows of the list." in certificate
    saved, listed = tmp_path / "c.json", tmp_path / "list.xlsx"
    saved.write_bytes(client.get(f"{root}1/certificate/?as=json").content)
    listed.write_bytes(content)
    call_command("repeat_draw", str(saved), str(listed))
    assert "Case 1: ZQ-" in capsys.readouterr().out
    told = json.loads(saved.read_text())
    told["list"]["read_as"]["column"] = "?"
    saved.write_text(json.dumps(told))
    with pytest.raises(CommandError, match="not a certificate"):
        call_command("repeat_draw", str(saved), str(listed))


def test_an_open_question_keeps_what_was_said_and_names_what_is_missing(
    cast: Cast, sampling: Audit, sign_in: Any
) -> None:
    client, root = sign_in(cast.lead), f"/audits/{sampling.reference}/draw/"
    asked = upload(client, root, (LISTS / "03-filtered-rows-hidden.xlsx").read_bytes(), strata="Area")
    again = client.post(f"{root}read/", hidden(asked) | {"act": "read", "strata": "Area"})
    assert "Say whether the hidden rows are meant." in words(again)
    wrong = client.post(f"{root}read/", hidden(asked) | {"act": "read", "hidden": "out", "strata": "Area"})
    assert "The list has no column “Area” to stratify by." in words(wrong)
    read_so = client.post(f"{root}read/", hidden(wrong) | {"act": "read", "hidden": "out", "strata": "Plan"})
    assert "3 references to draw from" in words(read_so)
    done = client.post(f"{root}make/", hidden(read_so) | {"method": "whole"})
    assert "shown once" in words(done)
    assert "6 hidden rows were left out." in words(client.get(f"{root}1/certificate/"))


def test_a_list_shown_to_somebody_else_is_not_read_again(cast: Cast, sampling: Audit, sign_in: Any) -> None:
    root = f"/audits/{sampling.reference}/draw/"
    page = sign_in(cast.lead).post(f"{root}read/", {"act": "read", "rows": "made-up", "source": "x"})
    assert "or to somebody else. Read it again." in words(page)
