"""The lead agrees a case round the table: opens the meeting, groups findings, agrees the grade."""

from __future__ import annotations

from playwright.sync_api import expect

from audits.meeting import acts as meeting_acts
from audits.meeting.models import AgreedFinding, AgreedGrade
from audits.returns import acts as return_acts
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Mouse
from tests.conftest import NOW, Cast
from tests.returns.conftest import add, grade, opened

STATEMENT = "Both saw the signs early and told each other late."


def submitted(case: Case, cast: Cast) -> None:
    """The school's and the police's returns, handed in and taken."""
    sides = ((cast.school, cast.auditor, "the school"), (cast.police, cast.police_auditor, "the police"))
    for agency, auditor, who in sides:
        row = opened(case, agency, auditor, cast.lead)
        add(row, auditor, text=f"What {who} saw.")
        grade(row, auditor)
        return_acts.submit_return(row, by=auditor, now=NOW)
        return_acts.accept_return(row, by=cast.lead, now=NOW)


def test_the_lead_agrees_a_case(window_of: Window, axe: Axe, case: Case, cast: Cast) -> None:
    submitted(case, cast)
    meeting_acts.prepare_meeting(case, by=cast.lead, now=NOW)
    page = window_of(cast.lead)
    hands = Mouse(page)
    faults: list[str] = []

    def arrived(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        faults.extend(f"{page.url}: {fault}" for fault in axe(page))

    page.goto("/audits/T-2026-01/meeting/")
    arrived("Multi-agency audit meetings")
    hands.follow("Case 1")
    arrived("Multi-agency audit meeting")
    hands.follow("Open the meeting")
    arrived("Open the meeting")
    hands.press("Open the meeting")
    arrived("Multi-agency audit meeting")
    hands.follow("Findings")
    arrived("Findings")
    hands.tick("What the school saw.")
    hands.tick("What the police saw.")
    hands.write(page.get_by_label("The finding in one statement"), STATEMENT)
    hands.press("Propose this finding")
    expect(page.get_by_role("main")).to_contain_text(STATEMENT)
    hands.follow("Agreed grade")
    arrived("Agreed grade of the multi-agency practice")
    hands.choose(page.get_by_role("group", name="Grade of the multi-agency practice"), "Requires improvement")
    hands.pick("Words beside the grade", "with elements of good practice")
    hands.write(page.get_by_label("Why this was agreed"), "Signs seen, plans late.")
    hands.press("Save the agreed grade")
    page.goto("/audits/T-2026-01/cases/1/meeting/grade/")
    arrived("Agreed grade of the multi-agency practice")
    expect(page.get_by_label("Requires improvement", exact=True)).to_be_checked()
    agreed = AgreedGrade.objects.select_related("band").get(case=case)
    assert agreed.band is not None
    assert (agreed.band.code, agreed.reason) == ("RI", "Signs seen, plans late.")
    assert AgreedFinding.objects.get(case=case).sources.count() == 2
    assert faults == []


def test_a_grade_without_its_reason_says_so_and_stays_chosen(
    window_of: Window, axe: Axe, case: Case, cast: Cast
) -> None:
    submitted(case, cast)
    meeting = meeting_acts.prepare_meeting(case, by=cast.lead, now=NOW)
    meeting_acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=NOW.date())
    page = window_of(cast.lead, java_script_enabled=False)
    page.goto("/audits/T-2026-01/cases/1/meeting/grade/")
    page.get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Save the agreed grade").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Good", exact=True)).to_be_checked()
    assert not AgreedGrade.objects.filter(case=case, band__isnull=False).exists()
