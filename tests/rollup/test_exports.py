"""An audit's tables as files: the same as on the screen, no formulas, held back outside, case text with a reason."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.meeting.models import AgreedFinding
from audits.rollup.counting.counts import roll_up
from audits.rollup.exports.acts import record_export
from audits.rollup.exports.as_csv import MARK, csv_rows, plain, tables_as_rows
from audits.rollup.exports.as_xlsx import Names, workbook
from audits.rollup.exports.models import Export
from audits.rollup.exports.sheets import ExportSheet, export_of
from audits.rollup.facts import INSIDE, PUBLISHED
from audits.rollup.sections import ROOMS
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/audits/T-2026-01/roll-up/export/"
SPACES = re.compile(r"\s+")


class Tables(HTMLParser):
    """Every table of a page: its caption's beginning, and its cells row by row as a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr" and self.found:
            self.found[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []
        elif tag == "span" and (self.hidden or "visually-hidden" in (dict(attrs).get("class") or "")):
            self.hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None:
            self.found[-1][-1].append(SPACES.sub(" ", "".join(self.cell)).strip())
            self.cell = None
        elif tag == "span" and self.hidden:
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.hidden:
            self.cell.append(data)


def on_screen(client: Client, tier: str, query: str = "") -> list[list[list[str]]]:
    """The tables of every room, in the order of the rooms."""
    found = []
    for room in ROOMS:
        page = client.get(f"/audits/T-2026-01/roll-up/{room.slug}/?tier={tier}{query}").content.decode()
        reader = Tables()
        reader.feed(page)
        found += reader.found
    return found


def take(client: Client, what: str, format: str, query: str = "", **more: str) -> Any:
    return client.post(HERE + query, {"what": what, "format": format, **more})


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def small(audit: Audit, cast: Cast) -> Audit:
    """Three cases with answers, grades, people and themes, one of whose words begin like a formula."""
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.REPORTING)
    audit.refresh_from_db()
    build = Build(audit, cast)
    theme = build.theme('=HYPERLINK("x.example")')
    good = build.theme("Schools were told.", "good")
    for number in (1, 2, 3):
        case = build.case(number, {"kind": "child", "sex_id": "F" if number > 1 else "M"})
        build.handed_in(case, cast.police, {"REC": ["YES", "NO"]}, grade="GOOD")
        build.handed_in(case, cast.school, {"REC": ["YES", "PARTLY"], "INFO": ["NO", "NA"]}, grade="GOOD")
        build.agreed(case, "GOOD")
        build.finding(theme, case, "agreed", cast.police)
        if number == 1:
            build.finding(good, case, "agreed", cast.school)
    return audit


def flat(line: list[Any]) -> str:
    """A one-way line of a file as the page says it: "3 of 4 (75%)"."""
    number, of, percent = (str(cell) for cell in line[1:4])
    return f"{number}{f' of {of}' if of else ''}{f' ({percent})' if percent else ''}"


@pytest.mark.parametrize("tier", [INSIDE, PUBLISHED])
def test_every_cell_is_that_of_the_screen(small: Audit, cast: Cast, sign_in: SignIn, tier: str) -> None:
    client = sign_in(cast.lead)
    given = json.loads(content(take(client, f"tables-{tier}", "json")))
    shown = on_screen(client, tier)
    tables = [one for one in given["tables"] if one["rows"] and one["key"] != "questions"]  # they have their own page
    assert len(tables) == len(shown) > 5
    for table, screen in zip(tables, shown, strict=True):
        head, *lines = screen
        assert len(lines) == len(table["rows"]), table["key"]
        for row, line in zip(table["rows"], lines, strict=True):
            if head[1] == "Number":
                assert line[0].startswith(row[0])
                assert line[1] == flat(row), table["key"]
            else:  # what a cell leaves out stands under it on the page, in brackets in the file
                assert [bare(one) for one in row] == [bare(one) for one in line], table["key"]


def bare(cell: Any) -> str:
    return re.sub(r"[ ()]", "", str(cell))


def cells_of(response: Any) -> dict[tuple[str, str, str], str]:
    read = csv.DictReader(io.StringIO(content(response).decode().removeprefix(MARK)))
    return {(row["Table"], row["Line"], row["Column"]): row["Cell"] for row in read}


def test_csv_xlsx_and_json_say_the_same(small: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    given = json.loads(content(take(client, "tables-inside", "json")))
    as_csv = cells_of(take(client, "tables-inside", "csv"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(take(client, "tables-inside", "xlsx"))))
    assert book.sheet_names[0] == "Notes"
    assert len(book.sheet_names) == 1 + len(given["tables"])
    for name, table in zip(book.sheet_names[1:], given["tables"], strict=True):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)[4:]
        for line, row in zip(rows, table["rows"], strict=True):
            assert [as_text(cell) for cell in line] == [str(cell) for cell in row]
            for column, cell in zip(table["columns"][1:], row[1:], strict=True):
                assert as_csv[table["key"], str(plain(row[0])), column] == str(plain(cell))


def as_text(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def test_no_cell_is_a_formula(small: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    said = content(take(client, "tables-inside", "csv")).decode()
    assert "'=HYPERLINK" in said
    assert not re.search(r'(^|,)"?=', said, re.MULTILINE)
    file = content(take(client, "tables-inside", "xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert '=HYPERLINK("x.example")' in cells  # the words themselves, as words


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "＝1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "3 of 4", "a=b", "No", 7])
def test_other_cells_stay_as_they_are(text: str | int) -> None:
    assert plain(text) == text


def test_what_is_held_back_is_in_no_file(small: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    for format in ("csv", "json"):
        said = content(take(client, "tables-published", format)).decode()
        assert "Male" not in said  # one boy of three children
        assert "Case 1" not in said
        assert "by_domain_and_agency" not in said
    names = CalamineWorkbook.from_filelike(io.BytesIO(content(take(client, "tables-published", "xlsx")))).sheet_names
    assert not any("agency" in name or "case" in name for name in names)


def test_a_part_of_the_audit_goes_with_the_address_and_is_never_published(
    small: Audit, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    whole = json.loads(content(take(client, "tables-inside", "json")))
    part = json.loads(content(take(client, "tables-inside", "json", "?domain=REC")))
    assert whole["part"] == []
    assert "alone" in part["part"][0]
    rows = [
        row[0] for table in part["tables"] if table["key"] == "answers.by_domain_and_sector" for row in table["rows"]
    ]
    assert len(rows) == 1
    refused = take(client, "tables-published", "json", "?domain=REC")
    assert refused.status_code == 200
    assert "Make the file" in refused.content.decode()
    assert Export.objects.count() == 2


class TestFindings:
    def test_case_text_is_off_unless_it_is_asked_for_with_a_reason(
        self, small: Audit, cast: Cast, sign_in: SignIn
    ) -> None:
        client = sign_in(cast.lead)
        assert "What was found." not in content(take(client, "tables-inside", "csv")).decode()
        refused = take(client, "findings", "csv").content.decode()
        assert "Say why you need the text of the cases." in refused
        assert not Export.objects.filter(with_case_text=True).exists()
        said = content(take(client, "findings", "csv", reason="For the board’s report.")).decode()
        assert said.count("What was found.") == 4
        row = Export.objects.get(with_case_text=True)
        assert (row.reason, row.made_by, row.format) == ("For the board’s report.", cast.lead, "csv")
        assert JournalEntry.objects.filter(verb="exported", kind="roll-up-findings").count() == 1
        assert "For the board’s report." in client.get(HERE).content.decode()

    @pytest.mark.parametrize("format", ["xlsx", "json"])
    def test_in_the_other_formats(self, small: Audit, cast: Cast, sign_in: SignIn, format: str) -> None:
        file = content(take(sign_in(cast.lead), "findings", format, reason="x"))
        if format == "json":
            assert [one["Case"] for one in json.loads(file)["findings"]] == [1, 1, 2, 3]
        else:
            book = CalamineWorkbook.from_filelike(io.BytesIO(file))
            assert len(book.get_sheet_by_index(0).to_python(skip_empty_area=False)) == 4 + 4

    def test_only_agreed_findings_leave(self, small: Audit, cast: Cast, sign_in: SignIn) -> None:
        AgreedFinding.objects.filter(audit=small, case__number=2).update(state="proposed")
        said = json.loads(content(take(sign_in(cast.lead), "findings", "json", reason="x")))
        assert [one["Case"] for one in said["findings"]] == [1, 1, 3]

    @pytest.mark.parametrize("who", ["panel", "scrutineer"])
    def test_those_round_the_table_take_tables_and_no_text(
        self, small: Audit, cast: Cast, sign_in: SignIn, who: str
    ) -> None:
        client = sign_in(getattr(cast, who))
        assert "with their text" not in client.get(HERE).content.decode()
        assert content(take(client, "tables-inside", "csv"))
        assert take(client, "findings", "csv", reason="x").status_code == 200  # the page again: not on its list
        with pytest.raises(Refused, match="lead or a safeguarding lead"):
            record_export(small, by=getattr(cast, who), now=NOW, what="findings", format="csv", reason="x")
        assert not Export.objects.filter(with_case_text=True).exists()


@pytest.mark.parametrize("who", ["police_contact", "police_auditor", "other_lead", "administrator"])
def test_others_take_nothing(small: Audit, cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(HERE).status_code in (403, 404)
    assert take(client, "tables-published", "csv").status_code in (403, 404)
    assert not Export.objects.exists()


def test_an_audit_with_nothing_in_it_still_makes_each_file(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    for what in ("tables-inside", "tables-published", "findings"):
        for format in ("csv", "xlsx", "json"):
            response = take(client, what, format, reason="x")
            assert response.status_code == 200
            assert content(response)
            assert response.headers["Content-Disposition"].startswith("attachment; filename=")
            assert response.headers["Cache-Control"] == "no-store"


def test_the_page_takes_twelve_queries_at_most(small: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    client.get(HERE)
    with CaptureQueriesContext(connection) as caught:
        client.get(HERE)
    assert len(caught) <= 12, [query["sql"][:90] for query in caught.captured_queries]


def test_a_sheets_name_is_short_and_there_once() -> None:
    names = Names()
    long = "Answers by domain and agency of the whole partnership"
    assert names.of(long) == long[:31]
    assert names.of(long) == f"{long[:29]} 2"
    assert names.of("[a]:b*?/\\") == "ab"


def test_the_workbook_has_charts_of_its_own(small: Audit) -> None:
    with workbook(export_of(roll_up(small), small, INSIDE, ())) as file:
        assert b"xl/charts/chart1.xml" in file.read()


def test_rows_are_written_as_they_come(small: Audit) -> None:
    """A hundred thousand rows or ten times as many: the memory that the writer takes is the same."""

    def rows(n: int) -> Iterator[tuple[str | int, ...]]:
        return ((number, "A finding of some length, again and again.", "No") for number in range(n))

    def peak(n: int) -> int:
        tracemalloc.start()
        written = sum(len(part) for part in csv_rows(rows(n)))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert written > n
        return most

    assert peak(20_000) - peak(2_000) < 1_000_000


def test_every_cell_of_a_table_is_a_row_of_the_csv() -> None:
    sheet = ExportSheet("k", "T", "", ("Domain", "Police", "Schools"), (("Plan", "1 of 2 yes", "Yes"),), "")
    export = type("E", (), {"sheets": (sheet,), "notes": ()})()
    assert list(tables_as_rows(export))[1:] == [
        ("k", "T", "Plan", "Police", "1 of 2 yes"),
        ("k", "T", "Plan", "Schools", "Yes"),
    ]
