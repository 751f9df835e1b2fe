"""A Word form in a browser: taken away, filled in as a word processor would, brought back, looked at, saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.conftest import NOW, Cast
from tests.returns.conftest import address, opened
from tests.returns.word.conftest import change, without_controls, write

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
FILLED = {
    "answer:1": "Partly",
    "comment:1": "Seen late by the school nurse.",
    "finding:1:kind": "Area for development",
    "finding:1:domain": "Information sharing",
    "finding:1:text": "The referral had no reply for three weeks.",
    "voice:child:found": "Yes",
    "voice:child:text": "She asked for her dog.",
    "grade:band": "Good",
    "grade:reason": "Most of it was timely.",
}


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    return opened(case, cast.school, cast.auditor, cast.lead)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_goes_out_is_filled_in_and_comes_back(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn, tmp_path: Path, scripts: bool
) -> None:
    page = window_of(cast.auditor, java_script_enabled=scripts, accept_downloads=True)
    page.goto(address(school))
    page.get_by_role("link", name="Use a Word form, or take a copy").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the form (Word)").click()
    assert taken.value.suggested_filename == f"T-2026-01-{school.uid.hex[:8]}.docx"
    form = tmp_path / "filled.docx"
    content = write(Path(taken.value.path()).read_bytes(), FILLED)
    form.write_bytes(change(content, lambda document: document.add_paragraph("A thought at the end.")))
    one = school.answers.order_by("standard__domain__order", "standard__number")[0]
    given = acts.AnswerInput(one.standard_id, one.version, "YES", "RATED", "Typed here meanwhile.")
    acts.save_answers(school, by=cast.school_contact, now=NOW, answers=[given])
    page.get_by_label("The filled-in form").set_input_files(form)
    page.get_by_role("button", name="Read the form").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nothing is saved yet")
    expect(page.get_by_label("Words found outside the questions")).to_have_value("A thought at the end.\n")
    expect(main).to_contain_text("Typed here meanwhile.")
    if scripts:
        assert axe(page) == []
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate(NARROW)
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose which words to keep.")
    assert not school.findings.exists()
    clash = page.get_by_role("region", name="Question 1: ")
    clash.get_by_label("Those of the file, as they stand below").check()
    clash.get_by_label("Comment", exact=True).fill("Seen late by the school nurse, and said so.")
    page.get_by_role("button", name="Save what I chose").click()
    expect(main).to_contain_text("Saved from the Word form: 3 answers and 1 finding.")
    one.refresh_from_db()
    assert (one.value, one.comment) == ("PARTLY", "Seen late by the school nurse, and said so.")
    assert school.findings.get().text == "The referral had no reply for three weeks."


def test_a_form_whose_fields_were_lost_and_one_that_is_none(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn, tmp_path: Path
) -> None:
    page = window_of(cast.auditor, accept_downloads=True)
    page.goto(address(school, "word/"))
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate(NARROW)
    other = tmp_path / "letter.docx"
    other.write_bytes(b"%PDF-1.7 and so on")
    page.get_by_label("The filled-in form").set_input_files(other)
    page.get_by_role("button", name="Read the form").click()
    expect(page.get_by_role("alert")).to_contain_text("This is a PDF. Only the Word form itself (.docx) can be read.")
    assert axe(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the form (Word)").click()
    form = tmp_path / "filled.docx"
    form.write_bytes(without_controls(write(Path(taken.value.path()).read_bytes(), FILLED)))
    page.get_by_label("The filled-in form").set_input_files(form)
    page.get_by_role("button", name="Read the form").click()
    expect(page.get_by_role("main")).to_contain_text("The answers were read by the numbers of their rows instead")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Seen late by the school nurse.")
    assert axe(page) == []
