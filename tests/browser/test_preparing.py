"""Preparing a meeting by keyboard, with and without script: alike findings grouped, a question asked, the pre-read sent
and read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audits.meeting import acts
from audits.meeting.models import AgreedFinding, FindingDecision, Meeting
from audits.meeting.preparing.models import AgencyQuestion, PreRead
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import NOW, Cast
from tests.meeting.conftest import find, submit
from tests.meeting.test_running import answer_all

ONE = "/audits/T-2026-01/cases/1/"


@pytest.fixture
def prepared(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> Meeting:
    find(school_return, "The school was told three weeks late.")
    find(police_return, "We told the school three weeks late.")
    submit(school_return, cast.auditor)
    submit(police_return, cast.police_auditor)
    answer_all(case, (school_return, "NO", "YES"), (police_return, "YES", "YES"))
    return acts.prepare_meeting(case, by=cast.lead, now=NOW)


def test_from_what_looks_alike_to_what_the_panel_reads(
    window_of: Window, axe: Axe, cast: Cast, prepared: Meeting
) -> None:
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    page.goto(f"{ONE}meeting/findings/")
    faults += axe(page)
    hands.follow("Tick these 2 below (1)")
    hands.write(page.get_by_label("The finding in one statement"), "The school was told too late.")
    hands.press("Propose this finding")
    expect(main).to_contain_text("The finding is proposed.")
    assert AgreedFinding.objects.get().text == "The school was told too late."
    assert FindingDecision.objects.count() == 2
    page.goto(f"{ONE}meeting/questions/")
    faults += axe(page)
    hands.press("Ask this of Hillside School")
    expect(main).to_contain_text("The question is added.")
    assert AgencyQuestion.objects.get().agency == cast.school
    page.goto(f"{ONE}pre-read/send/")
    faults += axe(page)
    hands.press("Send the pre-read")
    expect(main).to_contain_text("0 of 1 has opened it")
    assert PreRead.objects.get().person == cast.panel
    theirs = window_of(cast.panel)
    for width in (1280, 390):
        theirs.set_viewport_size({"width": width, "height": 800})
        theirs.goto(f"{ONE}pre-read/")
        expect(theirs.get_by_role("main")).to_contain_text("The school was told three weeks late.")
        assert theirs.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    faults += axe(theirs)
    page.reload()
    expect(main).to_contain_text("1 of 1 has opened it")
    assert faults == []


def test_one_finding_is_dragged_onto_another(window_of: Window, axe: Axe, cast: Cast, prepared: Meeting) -> None:
    page = window_of(cast.lead)
    page.goto(f"{ONE}meeting/findings/")
    ours = page.locator("[data-kind]", has_text="We told the school three weeks late.")
    theirs = page.locator("[data-kind]", has_text="The school was told three weeks late.")
    expect(page.get_by_text("You can also drag one onto another")).to_be_visible()
    ours.drag_to(theirs)
    expect(ours.get_by_role("checkbox")).to_be_checked()
    expect(theirs.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="2 findings are ticked.")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("The finding in one statement").fill("The school was told too late.")
    page.get_by_role("button", name="Propose this finding").click()
    expect(page.get_by_role("main")).to_contain_text("The finding is proposed.")
    assert FindingDecision.objects.count() == 2


def test_good_practice_is_not_dragged_onto_what_is_to_develop(
    window_of: Window, cast: Cast, case: Case, school_return: AgencyReturn
) -> None:
    find(school_return, "Told three weeks late.")
    find(school_return, "Told on the day.", kind="good")
    submit(school_return, cast.auditor)
    acts.prepare_meeting(case, by=cast.lead, now=NOW)
    page = window_of(cast.lead)
    page.goto(f"{ONE}meeting/findings/")
    good = page.locator("[data-kind]", has_text="Told on the day.")
    late = page.locator("[data-kind]", has_text="Told three weeks late.")
    late.scroll_into_view_if_needed()
    late.drag_to(good)
    expect(page.get_by_role("status").filter(has_text="are not put together")).to_be_visible()
    for one in (good, late):
        expect(one.get_by_role("checkbox")).not_to_be_checked()
