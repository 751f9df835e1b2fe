"""Agencies from a file and to one: what is shown before, all or nothing, and the same file twice."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.directory import acts as agency_acts
from agencies.importing.agency_columns import COLUMNS, EXAMPLE
from agencies.importing.agency_list import AGENCIES
from agencies.importing.columns import headings
from agencies.importing.lines import ListReading, read_lines
from agencies.models import Agency, AgencyName, JournalEntry, Person
from audit_project.tables_written import csv_bytes, xlsx_bytes
from tests.conftest import NOW, Cast
from tests.tables.reading import read, workbook

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/agencies/import/"
HEADER = headings(COLUMNS)


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def upload(admin: Client, content: bytes | str, name: str = "agencies.csv") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return admin.post(HERE, {"file": SimpleUploadedFile(name, body)})


def hidden(page: Any) -> dict[str, str]:
    """What the preview hands on."""
    found = re.findall(r'name="(rows|mark)" value="([^"]*)"', page.content.decode())
    return {"act": "load", **dict(found)}


def load(admin: Client, content: bytes | str, name: str = "agencies.csv") -> Any:
    return admin.post(HERE, hidden(upload(admin, content, name)))


def sheet(*rows: str) -> str:
    return "\r\n".join(("Organisation,Service,Sector,Out of area,Only by sector,Approval first", *rows))


def read_rows(cast: Cast, rows: list[tuple[str, ...]]) -> ListReading:
    table = read(csv_bytes(HEADER, rows))
    return read_lines(AGENCIES, table, by=cast.administrator, now=NOW)


@pytest.fixture
def admin(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.administrator)


def test_the_example_is_shown_then_made_and_says_what_each_row_did(cast: Cast, admin: Client) -> None:
    example = admin.get("/agencies/import/example/").content
    page = upload(admin, example)
    assert "3 new" in text(page)
    assert "Lakeside Healthcare Trust: Health Visiting" in text(page)
    assert not Agency.objects.filter(name__startswith="Lakeside").exists()
    done = admin.post(HERE, hidden(page))
    assert "What each row did" in text(done)
    assert "3 added" in text(done)
    visiting = Agency.objects.get(name="Health Visiting")
    assert visiting.full_name == "Lakeside Healthcare Trust: Health Visiting"
    assert (visiting.sector_id, visiting.wants_approval) == ("HV", True)
    assert JournalEntry.objects.filter(verb="added", object_uid=str(visiting.uid)).exists()
    assert JournalEntry.objects.latest("pk").verb == "loaded"


def test_the_same_file_again_changes_nothing(cast: Cast, admin: Client) -> None:
    content = csv_bytes(HEADER, EXAMPLE)
    load(admin, content)
    before = list(Agency.objects.order_by("pk").values())
    again = upload(admin, content)
    assert "There is nothing to import." in text(again)
    assert "3 as they are" in text(again)
    assert "Import these rows" not in text(again)
    assert list(Agency.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_goes_back_in_without_a_change(cast: Cast, admin: Client, kind: str) -> None:
    Agency.objects.create(name="=HYPERLINK(1)", sector_id="SCH")
    Agency.objects.filter(pk=cast.police.pk).update(is_active=False, only_by_sector=True)
    Agency.objects.create(name="Merged", sector_id="SCH", is_active=False, merged_into=cast.school)
    sent = admin.get(f"/agencies/list.{kind}")
    assert f'filename="agencies.{kind}"' in sent.headers["Content-Disposition"]
    assert JournalEntry.objects.latest("pk").verb == "exported"
    table = read(sent.content)
    assert table.header == HEADER
    names = {(row.cells[1], row.cells[2]) for row in table.rows}
    assert ("Example Healthcare Trust", "School Nursing") in names
    assert ("=HYPERLINK(1)", "") in names
    assert ("Example Partnership", "") not in names
    assert ("Merged", "") not in names
    page = upload(admin, sent.content, f"list.{kind}")
    assert f"{len(table.rows)} as they are" in text(page)
    assert "There is nothing to import." in text(page)


def test_no_cell_of_an_export_can_act(cast: Cast, admin: Client) -> None:
    Agency.objects.create(name="=1+1", sector_id="SCH")
    assert b",'=1+1," in admin.get("/agencies/list.csv").content
    book = zipfile.ZipFile(io.BytesIO(admin.get("/agencies/list.xlsx").content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_name_changed_beside_its_uid_is_a_rename_that_is_kept(cast: Cast, admin: Client) -> None:
    rows = [
        (str(cast.trust.uid), "Riverside Trust", "", "ACU", "", "", "yes", ""),
        (str(cast.school_nursing.uid), "Riverside Trust", "Public Health Nursing", "SN", "", "", "", ""),
        ("", "Riverside Trust", "Health Visiting", "HV", "", "", "", ""),
    ]
    page = upload(admin, csv_bytes(HEADER, rows))
    assert "Name: Riverside Trust (was: Example Healthcare Trust)" in text(page)
    assert "Approval first: yes (was: no)" in text(page)
    admin.post(HERE, hidden(page))
    trust = Agency.objects.get(pk=cast.trust.pk)
    assert (trust.name, trust.wants_approval, trust.version) == ("Riverside Trust", True, 2)
    assert {row.name for row in AgencyName.objects.all()} == {"Example Healthcare Trust", "School Nursing"}
    assert Agency.objects.get(name="Health Visiting").parent == trust
    assert set(JournalEntry.objects.filter(object_uid=str(trust.uid)).values_list("verb", flat=True)) == {"renamed"}


def test_an_empty_cell_leaves_what_stands(cast: Cast, admin: Client) -> None:
    Agency.objects.filter(pk=cast.school.pk).update(is_out_of_area=True, wants_approval=True)
    done = load(admin, sheet("hillside SCHOOL,,POL,,,no"))
    school = Agency.objects.get(pk=cast.school.pk)
    assert (school.sector_id, school.is_out_of_area, school.wants_approval) == ("POL", True, False)
    assert "1 changed" in text(done)


FAULTY = [
    ("New School,,Moon,,,", "There is no sector “Moon”."),
    ("New School,,,,,", "Enter the sector."),
    (",Health Visiting,HV,,,", "A service needs its organisation."),
    (",,SCH,,,", "Enter the name of the organisation."),
    ("Nowhere Trust,Health Visiting,HV,,,", "There is no organisation “Nowhere Trust” on the list or in the file."),
    ("New School,,SCH,perhaps,,", "“Out of area” takes yes or no."),
    ("x" * 121 + ",,SCH,,,", "120 characters or fewer"),
    ('"New\nSchool",,SCH,,,', "A name stands on one line."),
    ("=1+1,,SCH,,,", "Cell 1 holds a formula."),
    ("New School,,SCH,,,,more", "more cells than there are columns"),
    ("Example Partnership,,OTH,yes,,", "The partnership itself is changed on its own page."),
    ("Example Partnership,Office,OTH,,,", "The partnership itself is changed on its own page."),
]


@pytest.mark.parametrize(("row", "sentence"), FAULTY)
def test_a_wrong_row_has_its_sentence_and_nothing_is_made(cast: Cast, admin: Client, row: str, sentence: str) -> None:
    before = Agency.objects.count()
    page = upload(admin, sheet("Good School,,SCH,,,", row))
    assert sentence in text(page)
    assert "1 row to mend" in text(page)
    assert "Import these rows" not in text(page)
    assert Agency.objects.count() == before


def test_rows_that_do_not_go_together(cast: Cast, admin: Client) -> None:
    agency_acts.edit_agency(
        cast.school, by=cast.administrator, now=NOW, version=1, name="Hilltop Academy", sector=cast.school.sector
    )
    Agency.objects.create(name="Merged", sector_id="SCH", is_active=False, merged_into=cast.school)
    gone = Agency.objects.create(name="Gone", sector_id="SCH", is_active=False)
    merged = Agency.objects.get(name="Merged")
    rows = [
        ("", "New School", "", "SCH", "", "", "", ""),
        ("", "new school", "", "SCH", "", "", "", ""),
        ("", "Hillside School", "", "SCH", "", "", "", ""),
        (str(cast.police.uid), "Hilltop Academy", "", "POL", "", "", "", ""),
        (str(cast.school_nursing.uid), "Example Police", "School Nursing", "SN", "", "", "", ""),
        (str(cast.school_nursing.uid), "Nursing", "", "SN", "", "", "", ""),
        (str(merged.uid), "Merged", "", "SCH", "", "", "", ""),
        ("not-a-uid", "Other", "", "SCH", "", "", "", ""),
        ("00000000-0000-0000-0000-000000000000", "Other", "", "SCH", "", "", "", ""),
        ("", "Gone", "", "SCH", "", "", "", "yes"),
        ("", gone.name, "Library", "SCH", "", "", "", ""),
        ("", "Other", "", "SCH", "", "", "", "no"),
    ]
    reading = read_rows(cast, rows)
    said = {line.number: line.words[0] for line in reading.of("fault")}
    assert said == {
        3: "This is the agency of row 2 again.",
        4: "This is an earlier name of Hilltop Academy. Use the name of now.",
        5: "Another agency has this name already.",
        6: "A service is not moved to another organisation here.",
        7: "A service does not become an organisation here, nor an organisation a service.",
        8: "This agency was merged into Hilltop Academy.",
        9: "The uid is not one. Leave it empty for a new agency.",
        10: "No agency has this uid. Leave it empty for a new agency.",
        11: "An agency is taken out of use, or brought back, on its own page.",
        12: "This organisation is no longer in use. Bring it back before you add a service.",
        13: "A new agency is in use. Leave the cell empty, or say yes.",
    }


def test_a_service_under_an_organisation_that_the_file_renames(cast: Cast) -> None:
    rows = [
        (str(cast.trust.uid), "Riverside Trust", "", "ACU", "", "", "", ""),
        ("", "Riverside Trust", "School Nursing", "SN", "", "", "", ""),
        ("", "Example Healthcare Trust", "Health Visiting", "HV", "", "", "", ""),
    ]
    reading = read_rows(cast, rows)
    assert [line.words[0] for line in reading.of("fault")] == [
        "The file renames the organisation of this service. Give the service's uid as well.",
        "There is no organisation “Example Healthcare Trust” on the list or in the file.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"Organisation,Sector\n", "has a header and no rows"),
        (b"Name,Colour\nOne,red\n", "The file has no column “Organisation” or “Sector”."),
        (b"Organisation,Sector,Colour\nOne,SCH,red\n", "Nothing is known of a column “Colour”."),
        (b"\xd0\xcf\x11\xe0old", "older Excel file"),
        (b"Organisation,Sector\n" + b"A,SCH\n" * 10_001, "more than 10,000 rows"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(cast: Cast, admin: Client, content: bytes, sentence: str) -> None:
    page = text(upload(admin, content))
    assert sentence in page
    assert "There is a problem" in page


def test_no_file_at_all_is_said(cast: Cast, admin: Client) -> None:
    assert "Choose a CSV file or a workbook." in text(admin.post(HERE, {}))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_mark_at_the_beginning_or_windows_1252_is_read(cast: Cast, admin: Client, encoding: str) -> None:
    load(admin, sheet("École d’Or,,SCH,,,").encode(encoding))
    assert Agency.objects.filter(name="École d’Or").exists()


def test_what_was_shown_is_what_is_made_or_nothing(cast: Cast, admin: Client, sign_in: SignIn) -> None:
    kept = hidden(upload(admin, sheet("New School,,SCH,,,")))
    Agency.objects.create(name="New School", sector_id="SCH")
    clash = admin.post(HERE, kept)
    assert clash.status_code == 409
    assert "has changed since this preview was shown" in text(clash)
    assert "There is nothing to import." in text(clash)
    assert Agency.objects.filter(name="New School").count() == 1
    kept = hidden(upload(admin, sheet("Newer School,,SCH,,,")))
    spoilt = admin.post(HERE, kept | {"rows": kept["rows"][:-2]})
    assert "This was shown more than an hour ago, or to somebody else." in text(spoilt)
    assert admin.post(HERE, kept | {"mark": "x"}).status_code == 409
    assert admin.post(HERE, {"act": "load"}).status_code == 200
    assert not Agency.objects.filter(name="Newer School").exists()


def test_a_preview_of_somebody_else_is_not_taken(cast: Cast, admin: Client, sign_in: SignIn) -> None:
    kept = hidden(upload(admin, sheet("New School,,SCH,,,")))
    for person in (cast.lead, cast.school_contact, cast.stranger):
        assert sign_in(person).post(HERE, kept).status_code == 403
        assert sign_in(person).get("/agencies/list.csv").status_code == 404
    assert not Agency.objects.filter(name="New School").exists()
    assert admin.get("/agencies/list.exe").status_code == 404


def test_a_cell_is_never_markup(cast: Cast, admin: Client) -> None:
    page = upload(admin, sheet("<b>New</b> School,,SCH,,,")).content.decode()
    assert "&lt;b&gt;New&lt;/b&gt; School" in page
    assert "<b>New</b>" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_thousand_rows_are_shown_and_made_in_few_queries(
    cast: Cast, admin: Client, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(f"School {number}", "", "SCH", "no", "no", "no") for number in range(10_000)]
    header = sheet().split(",")
    content = csv_bytes(header, rows) if kind == "csv" else xlsx_bytes("Agencies", header, rows)
    began = time.monotonic()
    with django_assert_max_num_queries(20):
        page = upload(admin, content, f"list.{kind}")
    assert "10,000 new" in text(page)
    assert "And 9,500 more rows" in text(page)
    with django_assert_max_num_queries(80):
        admin.post(HERE, hidden(page))
    assert Agency.objects.filter(name__startswith="School ").count() >= 10_000
    assert JournalEntry.objects.filter(verb="added").count() == 10_000
    assert time.monotonic() - began < 60


def test_the_page_says_what_the_columns_hold(cast: Cast, admin: Client) -> None:
    page = text(admin.get(HERE))
    for heading in HEADER:
        assert f">{heading}</dt>" in page
    assert "/agencies/import/example/" in page


@pytest.mark.parametrize(
    "written",
    ["Children's Home  Beck", "Children’s Home Beck", "children′s home beck", "Ｃｈｉｌｄｒｅｎ's Home\u00a0Beck"],
)
def test_an_agency_is_found_however_its_name_is_written(cast: Cast, admin: Client, written: str) -> None:
    load(admin, sheet("Children’s Home Beck,,CSC,,,"))
    before = list(Agency.objects.order_by("pk").values())
    page = text(upload(admin, sheet(f"{written},,CSC,,,")))
    assert "There is nothing to import." in page
    assert "1 as it is" in page or "1 as they are" in page
    load(admin, sheet(f"{written},,CSC,,,", f"{written},Night Team,CSC,,,"))
    assert list(Agency.objects.exclude(name="Night Team").order_by("pk").values()) == before
    assert Agency.objects.get(name="Night Team").parent.name == "Children’s Home Beck"


def test_by_its_uid_an_agency_takes_the_name_as_the_file_writes_it(cast: Cast, admin: Client) -> None:
    load(admin, sheet("Children's Home Beck,,CSC,,,"))
    agency = Agency.objects.get(name="Children's Home Beck")
    load(admin, csv_bytes(("uid", "Organisation", "Sector"), [(str(agency.uid), "Children’s Home Beck", "CSC")]))
    agency.refresh_from_db()
    assert agency.name == "Children’s Home Beck"


def test_what_is_in_doubt_of_a_workbook_is_asked_first_and_nothing_is_dropped_unsaid(admin: Client) -> None:
    rows = [["Our agencies"], ["Organisation", "Sector"], ["Oak House", "SCH"], ["Elm House", "SCH"], ["Total", "2"]]
    content = workbook(("Agencies", rows), ("Notes", [["Read me"]]), hidden_rows=[4])
    asked = upload(admin, content, "list.xlsx")
    said = text(asked)
    assert "Row 1 stands above the heading and is no row of the list: “Our agencies”." in said
    assert "Which sheet holds the list?" in said
    assert "Import these rows" not in said
    given = {"act": "read", "rows": hidden(asked)["rows"], "sheet": "0", "left_out": "5"}
    assert "Say whether the hidden rows are meant." in text(admin.post(HERE, given))
    shown = admin.post(HERE, given | {"hidden": "out"})
    assert "1 new" in text(shown)
    assert "Left out: row 5." in text(shown)
    again = admin.post(HERE, {"act": "read", "again": "yes", "rows": hidden(shown)["rows"]})
    assert "Which row names the columns?" in text(again)
    done = admin.post(HERE, hidden(shown))
    assert "1 added" in text(done)
    assert list(Agency.objects.filter(name__endswith=" House").values_list("name", flat=True)) == ["Oak House"]
    spoilt = admin.post(HERE, given | {"rows": "made-up"})
    assert "or to somebody else. Read it again." in text(spoilt)
