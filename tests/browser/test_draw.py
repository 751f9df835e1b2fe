"""A lead draws with strata, a bad row and reserves, leaves a child out, seals the key; the scrutineer reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audits.sample.models import Case
from audits.scope.models import Audit
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import Cast, open_return
from tests.tables.reading import workbook

LISTED = "reference,area\n" + "\n".join(f"MB-{n},{'north' if n % 3 else 'south'}" for n in range(4101, 4119))


@pytest.fixture
def sampling(audit: Audit) -> Audit:
    Audit.objects.update(state="sample")
    audit.refresh_from_db()
    return audit


def test_a_stratified_draw_by_keyboard(window_of: Window, axe: Axe, cast: Cast, sampling: Audit) -> None:
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    heading = page.get_by_role("heading", level=1)
    page.goto(f"/audits/{sampling.reference}/cases/")
    hands.follow("Draw of the sample, and its certificate")
    expect(heading).to_have_text("Draw of the sample")
    hands.follow("Draw a sample")
    expect(heading).to_have_text("The list to draw from")
    faults += axe(page)
    hands.write(page.get_by_label("Which list is this?"), "Social care system, children on a plan on 1 October 2026")
    page.get_by_label("Paste the references").fill(LISTED + "\nMB-4101,north")
    hands.write(page.get_by_label("Columns to stratify by"), "area")
    hands.press("Read the list")
    expect(main).to_contain_text("1 row could not be read")
    expect(main).to_contain_text("The same reference stands in row 2.")
    faults += axe(page)
    hands.tick("Leave these rows out of the draw")
    hands.choose(page.get_by_role("group", name="How is the sample drawn?"), "Stratified, in proportion")
    hands.write(page.get_by_label("How many cases?"), "4")
    hands.write(page.get_by_label("How many reserves?"), "2")
    hands.press("Draw now")
    expect(heading).to_have_text("Drawn: which number is which child")
    faults += axe(page)
    first = page.get_by_role("row", name="1 MB-").first.inner_text()
    hands.press("Keep the sample’s references here, sealed")
    expect(main).to_contain_text("It is kept here, sealed, for cases 1, 2, 3, 4.")
    faults += axe(page)
    page.goto(f"/audits/{sampling.reference}/cases/1/key/")
    hands.press("Show the reference")
    expect(main).to_contain_text(first.split()[-1])
    page.goto(f"/audits/{sampling.reference}/cases/2/")
    hands.follow("Take this case out of the audit")
    hands.choose(page.get_by_role("group", name="Why does this case leave?"), "Trial or court hearing pending")
    hands.press("Take the case out")
    expect(main).to_contain_text("Left the audit: trial or court hearing pending")
    faults += axe(page)
    assert Case.objects.filter(state="sample").count() == 4
    reader = window_of(cast.scrutineer, viewport={"width": 390, "height": 844})
    reader.goto(f"/audits/{sampling.reference}/draw/1/certificate/")
    told = reader.get_by_role("main")
    expect(told).to_contain_text("Lena Lead drew 4 children for T-2026-01")
    expect(told).to_contain_text("case 5, the next reserve, took the place")
    expect(told).not_to_contain_text("MB-41")
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    faults += axe(reader)
    reader.emulate_media(media="print")
    expect(told.get_by_text("To draw it again")).to_be_visible()
    assert faults == []


def test_the_auditor_opens_the_key_of_their_return_and_is_listed(
    window_of: Window, axe: Axe, cast: Cast, audit: Audit, case: Case
) -> None:
    returned = open_return(case, cast.school, cast.auditor)
    lead = window_of(cast.lead)
    lead.goto(f"/audits/{audit.reference}/key/")
    lead.get_by_role("link", name="Keep references here, sealed").click()
    lead.get_by_label("Reference of case 1").fill("MB-77123")
    lead.get_by_role("button", name="Seal").click()
    auditor = window_of(cast.auditor)
    auditor.goto(f"/audits/{audit.reference}/returns/{returned.uid}/")
    auditor.get_by_role("link", name="Which child is this?").click()
    faults = axe(auditor)
    auditor.get_by_role("button", name="Show the reference").click()
    expect(auditor.get_by_role("main")).to_contain_text("Case 1 is MB-77123")
    faults += axe(auditor)
    lead.goto(f"/audits/{audit.reference}/key/")
    expect(lead.get_by_role("main")).to_contain_text("Ada Auditor, case 1")
    assert faults + axe(lead) == []


def test_what_is_in_doubt_is_answered_by_keyboard(window_of: Window, axe: Axe, cast: Cast, sampling: Audit) -> None:
    """A sheet with a title, names, hidden rows and a total: asked, answered, drawn."""
    rows = [["Open cases"], ["Surname", "Case ref"], *[["Roe", f"MB-{number}"] for number in range(9)], ["Total", "9"]]
    content = workbook(("Open cases", rows), ("Notes", [["Read me"]]), hidden_rows=[5, 6])
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    page.goto(f"/audits/{sampling.reference}/draw/read/")
    hands.write(page.get_by_label("Which list is this?"), "Children on a plan on 1 October 2026")
    file = {"name": "open cases.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Or upload the list").set_input_files(file)  # type: ignore[arg-type]
    hands.press("Read the list")
    expect(page.get_by_role("heading", level=1)).to_have_text("How the list is read")
    expect(main).to_contain_text("Not read, because it looks like names: column A “Surname”")
    expect(main).not_to_contain_text("Roe")
    faults += axe(page)
    hands.choose(page.get_by_role("group", name="Are the hidden rows meant?"), "Yes: all 10 rows, the hidden ones too")
    hands.press("Read the list this way")
    expect(main).to_contain_text("9 references to draw from")
    expect(main).to_contain_text("Left out: row 12.")
    faults += axe(page)
    hands.press("Read the list another way")
    expect(page.get_by_role("group", name="Which row names the columns?")).to_be_visible()
    faults += axe(page)
    assert not faults
