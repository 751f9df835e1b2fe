"""A lead sets an audit up by keyboard: its kind, its papers, going back with a reason; and on a telephone's width."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from audits.scope.models import Audit
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import Cast, say_how_handled


def day(hands: Keyboard, group: Locator, when: str) -> None:
    for part, value in zip(("Day", "Month", "Year"), when.split(), strict=True):
        hands.write(group.get_by_label(part), value)


def test_from_the_programme_to_settled_papers_by_keyboard(window_of: Window, axe: Axe, cast: Cast) -> None:
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    page.goto("/audits/")
    heading = page.get_by_role("heading", level=1)
    hands.follow("Yearly programme")
    expect(heading).to_contain_text("Yearly programme 20")
    faults += axe(page)
    hands.follow("Plan an audit")
    expect(heading).to_have_text("Plan an audit")
    hands.choose(page.get_by_role("group", name="Quarter"), "January to March")
    hands.write(page.get_by_label("Theme"), "Neglect of teenagers")
    hands.write(page.get_by_label("Why", exact=True), "Two reviews asked for it.")
    hands.write(page.get_by_label("Sponsor"), "Director of children’s services")
    faults += axe(page)
    hands.press("Save")
    hands.follow("Begin this audit: Neglect of teenagers")
    expect(heading).to_have_text("Set up an audit")
    hands.choose(page.get_by_role("group", name="What kind of audit is it?"), "Joint audit with another board")
    hands.write(page.get_by_label("Reference"), "A-2026-31")
    faults += axe(page)
    hands.press("Set up")
    expect(main).to_contain_text("Enter the name of the other board or area.")
    faults += axe(page)
    hands.write(page.get_by_label("Name of the other board or area"), "Rivershire")
    hands.press("Set up")
    expect(main).to_contain_text("Joint audit with another board")
    expect(main).to_contain_text("How this information is handled: not complete")
    hands.follow("How this information is handled")
    expect(heading).to_have_text("How this information is handled")
    hands.write(page.get_by_label("Controllers"), "Millbrook Council\nRivershire Council")
    hands.write(page.get_by_label("Whom to ask"), "dpo@council.example")
    hands.write(page.get_by_label("Data protection impact assessment: reference"), "DPIA-3")
    day(hands, page.get_by_role("group", name="Impact assessment is reviewed on"), "1 9 2027")
    hands.write(page.get_by_label("Information sharing agreement: reference"), "ISA-3")
    day(hands, page.get_by_role("group", name="Sharing agreement is reviewed on"), "1 9 2027")
    faults += axe(page)
    hands.press("Save")
    expect(main).to_contain_text("Confirm that the lawful basis is your partnership's own.")
    hands.tick("This lawful basis is our partnership’s own")
    hands.press("Save")
    expect(main).to_contain_text("Everything is there. Lena Lead confirmed the lawful basis")
    faults += axe(page)
    assert faults == []
    audit = Audit.objects.get()
    assert [strand.name for strand in audit.strands.all()] == ["Our own area", "Rivershire"]
    assert audit.programme_entry.theme == "Neglect of teenagers"


def test_back_a_stage_and_on_hold_at_a_telephones_width(
    window_of: Window, axe: Axe, cast: Cast, audit: Audit, case: object
) -> None:
    say_how_handled(audit, cast.lead)
    Audit.objects.update(state="meeting")
    page = window_of(cast.lead, viewport={"width": 390, "height": 844})
    main, faults = page.get_by_role("main"), []
    for address in ("set-up", "stages", "information", "retention", "go-back", "hold", "strands"):
        page.goto(f"/audits/{audit.reference}/{address}/")
        faults += axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(f"/audits/{audit.reference}/stages/")
    main.get_by_role("link", name="Go back").click()
    page.get_by_label("Why does it go back?").fill("A school’s return came after the meeting.")
    page.get_by_role("button", name="Go back").click()
    expect(main).to_contain_text("Returns open: now")
    expect(main).to_contain_text("A school’s return came after the meeting.")
    page.goto(f"/audits/{audit.reference}/retention/")
    main.get_by_role("link", name="Put it on hold").click()
    page.get_by_label("Why is this audit held?").fill("An inquest was announced.")
    page.get_by_role("button", name="Put on hold").click()
    expect(main).to_contain_text("This audit is on legal hold")
    faults += axe(page)
    main.get_by_role("button", name="Lift the hold").click()
    expect(main).to_contain_text("This audit is not on hold.")
    assert faults == []
