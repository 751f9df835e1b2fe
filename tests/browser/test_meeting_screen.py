"""A whole meeting by keyboard, on the shared screen: begun, a finding confirmed, grade, action, minutes, closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audits.meeting import acts
from audits.meeting.models import AgreedFinding, AgreedGrade, Meeting
from audits.meeting.running.models import CaseAction, IndependentView
from audits.returns.models import AgencyReturn, Finding
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import NOW, TODAY, Cast
from tests.meeting.conftest import find, submit
from tests.meeting.test_running import answer_all

ONE = "/audits/T-2026-01/cases/1/meeting/"


@pytest.fixture
def ready(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> Meeting:
    """Two returns that differ on a question, one finding proposed, the meeting open."""
    found: Finding = find(school_return, "The school was told three weeks late.", domain="REC")
    submit(school_return, cast.auditor)
    submit(police_return, cast.police_auditor)
    answer_all(case, (school_return, "NO", "YES"), (police_return, "YES", "YES"))
    meeting = acts.prepare_meeting(case, by=cast.lead, now=NOW)
    acts.propose_finding(
        case, by=cast.lead, now=NOW, kind="develop", domain=found.domain, scope="between", text="Told too late.",
        sources=[found],
    )  # fmt: skip
    acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    acts.record_attendance(meeting, by=cast.lead, now=NOW, agency=cast.police, name="An officer")
    return meeting


def test_a_meeting_from_its_first_question_to_its_end(
    window_of: Window, axe: Axe, cast: Cast, case: Case, ready: Meeting
) -> None:
    page = window_of(cast.lead)
    hands, faults = Keyboard(page), []
    page.goto(f"{ONE}screen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The meeting has not begun")
    expect(page.get_by_role("main")).not_to_contain_text("Told too late")
    faults += axe(page)
    hands.follow("Begin the meeting")
    hands.press("Begin and go to the screen")
    expect(page.get_by_role("alert")).to_contain_text("Tick when everybody has said that nothing records")
    faults += axe(page)
    for label in (
        "Nothing records this meeting, and no software takes notes of it",
        "Everybody is alone: nobody else can see their screen or hear",
        "Everybody was asked for conflicts of interest",
    ):
        hands.reach(page.get_by_label(label))
        page.keyboard.press("Space")
    hands.press("Begin and go to the screen")
    main = page.get_by_role("main")
    expect(main).to_contain_text("No: Hillside School")
    expect(main).to_contain_text("Told too late.")
    expect(main).to_contain_text("Not agreed yet")
    size = page.get_by_text("Told too late.").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 24, "18-point type is 24 pixels"
    faults += axe(page)
    hands.press("Confirm this finding")
    expect(main).to_contain_text("Agreed")
    assert AgreedFinding.objects.get().state == "agreed"
    hands.follow("Agree the grade")
    hands.choose(page.get_by_role("group", name="Grade of the multi-agency practice"), "Requires improvement")
    hands.write(page.get_by_label("Why this was agreed", exact=True), "Three weeks went by.")
    hands.press("Save the agreed grade")
    expect(main).to_contain_text("The agreed grade is saved.")
    assert AgreedGrade.objects.get().reason == "Three weeks went by."
    page.goto(f"{ONE}actions/")
    hands.write(page.get_by_label("What is to be done", exact=True), "Tell the school.")
    page.get_by_label("Agency", exact=True).select_option(label="Example Police")
    hands.write(page.get_by_label("Within how many days of the meeting?"), "5")
    hands.press("Add the action")
    expect(main).to_contain_text("Tell the school.")
    faults += axe(page)
    assert CaseAction.objects.get().days == 5
    page.goto(ONE)
    with page.expect_download() as minutes:
        hands.follow("Minutes (Word)")
    assert minutes.value.suggested_filename == "T-2026-01-case-1-minutes.docx"
    hands.press("Close the meeting")
    expect(main).to_contain_text("The meeting is closed.")
    assert faults == []


def test_the_screen_on_a_narrow_window(window_of: Window, cast: Cast, ready: Meeting) -> None:
    acts.Meeting.objects.filter(pk=ready.pk).update(begun_at=NOW, begun_by=cast.lead)
    page = window_of(cast.panel)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{ONE}screen/")
        expect(page.get_by_role("main")).to_contain_text("Told too late.")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
        expect(page.get_by_role("button", name="Confirm this finding")).to_have_count(0)


def test_a_member_gives_their_own_view_first(
    window_of: Window, axe: Axe, cast: Cast, case: Case, ready: Meeting
) -> None:
    Audit.objects.filter(pk=case.audit_id).update(independent_views=True)
    page = window_of(cast.panel)
    hands = Keyboard(page)
    page.goto(f"{ONE}own-view/")
    expect(page.get_by_role("main")).to_contain_text("0 of 1 have given their view.")
    assert axe(page) == []
    hands.choose(page.get_by_role("group", name="The grade you would give"), "Good")
    hands.write(page.get_by_label("Why", exact=True), "They rang at once.")
    hands.press("Give your view")
    expect(page.get_by_role("main")).to_contain_text("They rang at once.")
    assert axe(page) == []
    row = IndependentView.objects.get()
    assert (row.person_id, row.band.code if row.band else "") == (cast.panel.pk, "GOOD")
