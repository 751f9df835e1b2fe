"""The one-minute return by keyboard, what blocks leading to its input, and the lead accepting all that pass."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import NOW, Cast
from tests.returns.conftest import add, address, grade, opened

LOOKED = "The pupil system and the paper files of both sites, from 2019 on."


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    return opened(case, cast.school, cast.auditor, cast.lead)


def finish(row: AgencyReturn, cast: Cast) -> None:
    """A return in which nothing is left open, handed in."""
    by = {"by": cast.auditor, "now": NOW}
    add(row, cast.auditor)
    grade(row, cast.auditor)
    row.refresh_from_db()
    acts.save_opening(row, **by, version=row.version, records_read=["child"], on_behalf_of="")
    given = [acts.AnswerInput(one.standard_id, one.version, "YES", "RATED") for one in row.answers.all()]
    acts.save_answers(row, **by, answers=given)
    for whose in ("child", "parent", "practitioner"):
        acts.save_voice(row, **by, version=1, whose=whose, found=False, text="")
    acts.submit_return(row, **by)


def test_nothing_to_audit_takes_a_minute_by_keyboard(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn
) -> None:
    page = window_of(cast.auditor)
    hands, faults, begun = Keyboard(page), [], time.monotonic()
    page.goto("/")
    hands.follow("T-2026-01, case 1: Hillside School")
    hands.follow("Say so in one minute")
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you know this child?")
    faults += axe(page)
    hands.choose(page.get_by_role("group", name="Why is there nothing to audit?"), "Records not located")
    hands.write(page.get_by_label("How did you look?", exact=True), LOOKED)
    hands.press("Submit: nothing to audit")
    expect(page.get_by_role("main")).to_contain_text("Nothing more is asked of you.")
    taken = time.monotonic() - begun
    faults += axe(page)
    assert faults == []
    expect(page.get_by_role("main")).to_contain_text(LOOKED)
    assert taken < 60, f"{taken:.0f} seconds"
    school.refresh_from_db()
    assert school.state == AgencyReturn.State.SUBMITTED
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto("/")
    expect(page.get_by_role("main")).not_to_contain_text("Hillside School")


def test_what_blocks_takes_the_keyboard_to_its_input(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn
) -> None:
    add(school, cast.auditor)
    grade(school, cast.auditor, "INAD")
    page = window_of(cast.auditor)
    page.goto(address(school, "check/"))
    hands = Keyboard(page)
    hands.press("Submit the return")
    expect(page.get_by_role("alert")).to_contain_text("Say whether the child is safe today.")
    assert axe(page) == []
    hands.reach(page.get_by_role("alert").get_by_role("link").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/grade/#id_child_safe_today_0")
    safe = page.get_by_role("group", name="Is the child safe today?")
    expect(safe.get_by_role("radio").first).to_be_focused()
    hands.choose(safe, "No, or not sure")
    hands.press("Save and continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_role("main")).to_contain_text("This return makes no referral")
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    hands.press("Submit the return")
    expect(page.get_by_role("main")).to_contain_text("Your return is submitted.")


def test_the_lead_accepts_all_that_pass_by_keyboard(window_of: Window, axe: Axe, cast: Cast, case: Case) -> None:
    for number in (2, 3):
        other = Case.objects.create(audit=case.audit, number=number, state="returns", added_at=NOW, added_by=cast.lead)
        finish(opened(other, cast.school, cast.auditor, cast.lead), cast)
    bare = opened(case, cast.school, cast.auditor, cast.lead)
    add(bare, cast.auditor)
    grade(bare, cast.auditor)
    acts.submit_return(bare, by=cast.auditor, now=NOW)
    page = window_of(cast.lead)
    page.goto("/audits/T-2026-01/returns/")
    expect(page.get_by_role("main")).to_contain_text("2 submitted returns pass every check.")
    left = page.get_by_role("listitem").filter(has_text="Case 1, Hillside School: not")
    expect(left).to_contain_text(re.compile("questions without an answer"))
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    Keyboard(page).press("Accept the 2 returns that pass")
    expect(page.get_by_role("main")).to_contain_text("2 returns are accepted.")
    states = dict(AgencyReturn.objects.values_list("case__number", "state"))
    assert states == {1: "submitted", 2: "accepted", 3: "accepted"}
    assert axe(page) == []
