"""The involvement check in a browser: the lead asks all, a contact answers five cases by keyboard, a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Agency
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit, Invitation
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import NOW, Cast, give_role

GRID = "/audits/T-2026-01/involvement/"


@pytest.fixture
def five(audit: Audit, cast: Cast) -> list[Case]:
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.SAMPLE)
    return [Case.objects.create(audit=audit, number=n, added_at=NOW, added_by=cast.lead) for n in range(1, 6)]


def headed(page: Page, words: str) -> None:
    """The page that a link leads to has come."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def answers(agency: Agency) -> list[tuple[int, str | None]]:
    rows = Involvement.objects.filter(agency=agency).order_by("case__number")
    return list(rows.values_list("case__number", "answer"))


def test_the_lead_asks_everybody_by_keyboard(window_of: Window, axe: Axe, cast: Cast, five: list[Case]) -> None:
    page = window_of(cast.lead)
    hands = Keyboard(page)
    page.goto("/audits/T-2026-01/cases/")
    hands.follow("Involvement check: which agency knows which case")
    headed(page, "Involvement check")
    faults = axe(page)
    hands.follow("Choose whom to ask")
    headed(page, "Choose whom to ask")
    faults += axe(page)
    hands.press("Save what is ticked")
    expect(page.get_by_role("link", name="Tick what you want to ask, or what you want to take back.")).to_be_visible()
    faults += axe(page)
    hands.tick("Ask every invited agency about every case")
    hands.press("Save what is ticked")
    expect(page.get_by_text("15 questions asked.")).to_be_visible()
    expect(page.get_by_text("0 of the 15 questions are answered.")).to_be_visible()
    hands.follow("Choose whom to ask")
    headed(page, "Choose whom to ask")
    hands.tick("Take back: Hillside School, Case 2")
    hands.press("Save what is ticked")
    expect(page.get_by_text("1 question taken back.")).to_be_visible()
    assert Involvement.objects.count() == 14
    assert not Involvement.objects.filter(agency=cast.school, case__number=2).exists()
    hands.follow("Ask the agencies by e-mail")
    headed(page, "Ask the agencies by e-mail")
    expect(page.get_by_role("row", name="Cora Contact")).to_contain_text("4")
    faults += axe(page)
    hands.press("Ask the agencies")
    expect(page.get_by_text("3 e-mails are sent.")).to_be_visible()
    # A question of the grid leads to its own page.
    hands.follow("Example Police, case 3")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does Example Police know case 3?")
    assert faults == []


def test_a_contact_answers_five_cases_by_keyboard(window_of: Window, axe: Axe, cast: Cast, five: list[Case]) -> None:
    Invitation.objects.create(audit=five[0].audit, agency=cast.trust, invited_at=NOW, invited_by=cast.lead)
    give_role(cast.colleague, cast.trust, "auditor", by=cast.lead)
    for case in five:
        Involvement.objects.create(case=case, agency=cast.trust)
    page = window_of(cast.trust_contact)
    hands = Keyboard(page)
    page.goto("/")
    hands.follow("T-2026-01: 5 cases, known to Example Healthcare Trust or not?")
    headed(page, "Does your agency know these cases?")
    faults = axe(page)
    # Which service and who audits are asked where the agency knows the child.
    service = page.get_by_label("Which service knows the child").first
    expect(service).to_be_hidden()
    said = ("Known", "Not known", "No contact in the period", "Moved", "Withheld")
    for number, answer in enumerate(said, start=1):
        hands.choose(page.get_by_role("group", name=f"Case {number}", exact=True), answer)
    expect(service).to_be_visible()
    faults += axe(page)
    # Up again from the last answer: the radios stay one stop of the Tab key each.
    page.get_by_role("group", name="Case 1", exact=True).get_by_label("Known", exact=True).focus()
    hands.reach(service)
    page.keyboard.type("School Nursing")
    auditor = page.get_by_label("Who audits your records").first
    hands.reach(auditor)
    page.keyboard.type("Cole Colleague")
    hands.press("Save the answers")
    expect(page.get_by_text("5 answers are saved.")).to_be_visible()
    expect(page.get_by_text("Every question on this page is answered.")).to_be_visible()
    codes = ["KNOWN", "NOTKNOWN", "NOCONTACT", "MOVED", "WITHHELD"]
    assert answers(cast.trust) == list(enumerate(codes, start=1))
    known = Involvement.objects.get(case=five[0])
    assert (known.service, known.auditor) == (cast.school_nursing, cast.colleague)
    assert faults == []


def test_two_clicks_without_script_and_a_clash_shows_both(window_of: Window, cast: Cast, five: list[Case]) -> None:
    row = Involvement.objects.create(case=five[0], agency=cast.police)
    page = window_of(cast.police_contact, java_script_enabled=False)
    page.goto(GRID)
    expect(page.get_by_label("Who audits your records")).to_be_visible()
    Involvement.objects.filter(pk=row.pk).update(answer="MOVED", answered_at=NOW, version=2)
    page.get_by_label("Known", exact=True).check()
    page.get_by_role("button", name="Save the answers").click()
    expect(page.get_by_role("heading", name="Someone else saved this while you were writing")).to_be_visible()
    expect(page.locator(".conflict")).to_contain_text("Moved")
    expect(page.get_by_label("Known", exact=True)).to_be_checked()
    page.get_by_role("button", name="Save the answers").click()
    expect(page.get_by_text("1 answer is saved.")).to_be_visible()
    row.refresh_from_db()
    assert row.answer_id == "KNOWN"


def test_on_a_telephone_the_grid_is_a_list(window_of: Window, axe: Axe, cast: Cast, five: list[Case]) -> None:
    for number in range(12):
        many = Agency.objects.create(name=f"A school with quite a long name, number {number}", sector_id="SCH")
        Invitation.objects.create(audit=five[0].audit, agency=many, invited_at=NOW, invited_by=cast.lead)
    for case in five:
        Involvement.objects.create(case=case, agency=cast.school)
    faults = []
    for person, addresses in (
        (cast.lead, (GRID, f"{GRID}ask/", f"{GRID}tell/", f"{GRID}out-of-area/", f"{GRID}answers/")),
        (cast.school_contact, (GRID,)),
    ):
        page = window_of(person, viewport={"width": 390, "height": 844})
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
            frames = page.locator(".app-grid")
            if frames.count():
                assert frames.first.evaluate("one => one.scrollWidth <= one.clientWidth"), address
            faults += axe(page)
    assert faults == []
    page = window_of(cast.lead, viewport={"width": 390, "height": 844})
    page.goto(f"{GRID}ask/")
    page.get_by_label("Ask: Example Police, Case 4", exact=True).check()
    page.get_by_role("button", name="Save what is ticked").click()
    assert answers(cast.police) == [(4, None)]
