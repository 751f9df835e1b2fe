"""A lead chases: the matrix, an agency's returns, a reminder, the log, the mail itself; a contact sees their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agencies import installation
from agencies.models import Agency
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import NOW, TODAY, Cast, open_return

HERE = "/audits/T-2026-01/"


@pytest.fixture
def late(
    cast: Cast,
    audit: Audit,
    school_return: AgencyReturn,
    police_return: AgencyReturn,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Audit:
    """Two cases, three returns a fortnight late, one in, one question open; mail goes into a folder, as in a demo."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = settings.MAIL_FOLDER = tmp_path
    monkeypatch.setattr(installation, "REMEMBERED", [])
    installation.mark_as_demo(NOW)
    second = Case.objects.create(audit=audit, number=2, state="returns", added_at=NOW)
    open_return(second, cast.school, cast.auditor)
    open_return(second, cast.police, cast.police_auditor)
    Involvement.objects.create(case=second, agency=cast.school_nursing)
    AgencyReturn.objects.filter(pk=police_return.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=cast.police_auditor
    )
    Audit.objects.filter(pk=audit.pk).update(returns_due=TODAY - timedelta(days=14))
    return audit


def test_the_lead_drills_down_and_reminds_by_keyboard(window_of: Window, axe: Axe, cast: Cast, late: Audit) -> None:
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    page.goto("/")
    expect(main).to_contain_text("You have 2 agencies to chase")
    page.goto(HERE)
    expect(main).to_contain_text("1 of the 4 expected returns is in; 3 late.")
    table = page.get_by_role("table", name="Returns, case by agency")
    school = table.get_by_role("row", name="All cases").get_by_role("cell").nth(1)
    expect(school).to_contain_text("0 of 2 in, 2 late")
    expect(table).to_contain_text(re.compile(r"Not started, case 1, \d+ working days late"))
    faults += axe(page)
    hands.follow("Hillside School")
    expect(page.get_by_role("heading", name="Hillside School")).to_be_visible()
    expect(main).to_contain_text("2 returns.")
    expect(main).not_to_contain_text("Pat Police")
    expect(main).to_contain_text("Auditor: Ada Auditor")
    faults += axe(page)
    hands.press("Remind Hillside School")
    expect(page.get_by_role("alert").or_(page.get_by_role("region", name="Important")).first).to_contain_text(
        "Ada Auditor and Cora Contact were reminded."
    )
    hands.press("Remind Hillside School of case 1")
    expect(page.locator("body")).to_contain_text(re.compile(r"Ada Auditor was reminded at \d+:\d\d[ap]m today\."))
    faults += axe(page)
    page.goto(HERE)
    hands.press("Remind everyone who owes something")
    expect(page.locator("body")).to_contain_text("Pat Police, Piers Contact and Tess Contact were reminded.")
    hands.follow("Messages sent")
    rows = page.get_by_role("row")
    expect(rows).to_have_count(6)
    expect(main).to_contain_text("Ada Auditor, Hillside School")
    expect(main).to_contain_text("Reminder by the lead")
    faults += axe(page)
    page.goto("/demo/mail/")
    expect(page.locator("body")).to_contain_text("Case file audit T-2026-01: a reminder")
    expect(page.locator("body")).to_contain_text("You have 2 returns to finish")
    expect(page.locator("body")).not_to_contain_text(late.theme)
    page.goto(HERE)
    hands.follow("day by day")
    expect(main).to_contain_text("1 of 4 returns were in by")
    expect(page.get_by_role("img", name="A bar for each day")).to_be_visible()
    faults += axe(page)
    assert faults == []


def test_a_contact_sees_their_own_part_and_their_own_messages(
    window_of: Window, axe: Axe, cast: Cast, late: Audit
) -> None:
    lead = window_of(cast.lead)
    lead.goto(HERE)
    lead.get_by_role("button", name="Remind everyone who owes something").click()
    expect(lead.locator("body")).to_contain_text("were reminded")
    page = window_of(cast.police_contact)
    main = page.get_by_role("main")
    page.goto(HERE)
    expect(main).to_contain_text("1 of the 2 expected returns is in; 1 late.")
    expect(main).not_to_contain_text("Hillside School")
    expect(page.get_by_role("button", name="Remind")).to_have_count(0)
    faults = axe(page)
    page.goto("/my-agency/")
    main.get_by_role("link", name="which messages were sent").click()
    expect(main).to_contain_text("Piers Contact, Example Police")
    expect(main).not_to_contain_text("Ada Auditor")
    faults += axe(page)
    assert faults == []


def test_at_a_telephones_width_and_without_script(
    window_of: Window, axe: Axe, overflow: Callable[[Page], int], cast: Cast, late: Audit
) -> None:
    page = window_of(cast.lead, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(HERE)
    cards = page.get_by_role("list", name="Returns by agency")
    expect(cards).to_be_visible()
    police = cards.get_by_role("listitem").filter(has_text="Example Police")
    expect(police).to_contain_text("1 of 2 in, 1 late")
    police.get_by_role("button", name="Remind Example Police").click()
    expect(page.locator("body")).to_contain_text("Pat Police and Piers Contact were reminded.")
    cards.get_by_role("link", name="Hillside School").click()
    page.get_by_label("Due", exact=True).select_option(label="Overdue")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("main")).to_contain_text("2 returns.")
    scripted, faults = window_of(cast.lead), []
    for address in (HERE, f"{HERE}returns/", f"{HERE}returns/?overdue=yes", f"{HERE}progress/", f"{HERE}sent/"):
        scripted.goto(address)
        assert overflow(scripted) <= 0, address
        scripted.set_viewport_size({"width": 390, "height": 844})
        faults += axe(scripted)
    assert faults == []


def test_a_large_matrix_keeps_its_heads_in_sight(window_of: Window, cast: Cast, audit: Audit) -> None:
    """Thirty cases and ten agencies: whoever has scrolled to the last cell still reads which agency and case it is."""
    for number in range(10):
        place = Agency.objects.create(name=f"Place {number}", sector_id="SCH")
        for at in range(30):
            case, _ = Case.objects.get_or_create(
                audit=audit, number=at + 1, defaults={"state": "returns", "added_at": NOW}
            )
            open_return(case, place, cast.auditor)
    page = window_of(cast.lead, viewport={"width": 1024, "height": 768})
    page.goto(HERE)
    frame = page.get_by_role("region", name="Returns, case by agency")
    last = frame.locator("#case-30 td:last-child a")
    frame.evaluate("one => { one.scrollIntoView(); one.scrollTo(one.scrollWidth, one.scrollHeight) }")
    box = last.bounding_box()
    agency = frame.get_by_role("columnheader", name="Place 9").bounding_box()
    number = frame.get_by_role("rowheader", name="Case 30").bounding_box()
    assert box is not None
    assert agency is not None
    assert number is not None
    assert 0 <= agency["y"] <= box["y"] - agency["height"]
    assert 0 <= number["x"] <= box["x"] - number["width"]
    assert box["y"] + box["height"] <= 768
    first = frame.locator("#case-3 td:nth-child(3) a")
    first.focus()
    assert first.evaluate(
        "one => { const b = one.getBoundingClientRect();"
        " return one.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)) }"
    ), "what has the focus lies under the heads"
