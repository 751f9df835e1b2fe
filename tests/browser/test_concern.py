"""An immediate concern by keyboard, within two minutes of keys, and on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agencies.models import FrontDoor
from audits.concerns.models import ImmediateConcern
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import Cast
from tests.returns.conftest import address, opened


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    FrontDoor.objects.create(number="01632 960100", duty_number="01632 960199")
    return opened(case, cast.school, cast.auditor, cast.lead)


def test_raised_from_a_return_answered_closed_and_confirmed(
    window_of: Window, axe: Axe, overflow: Callable[[Page], int], cast: Cast, school: AgencyReturn
) -> None:
    page = window_of(cast.auditor)
    page.goto(address(school, "questions/1/"))
    hands = Keyboard(page)
    hands.follow("Raise an immediate concern")
    expect(page.get_by_role("main")).to_contain_text("This does not make a referral. Ring now.")
    assert axe(page) == []
    hands.press("Record the concern")
    expect(page.get_by_role("alert")).to_contain_text("Say what you saw or read.")
    hands.choose(page.get_by_role("group", name="What kind of concern is it?"), "A child may be at risk now")
    hands.write(page.get_by_label("What did you see or read?", exact=True), "She said that it goes on.")
    hands.write(page.get_by_label("Whom did you ring?", exact=True), "Front door")
    hands.write(page.get_by_label("What did they say they will do?", exact=True), "They visit today.")
    hands.press("Record the concern")
    expect(page.get_by_role("heading", level=1)).to_have_text("Immediate concern")
    expect(page.get_by_role("main")).to_contain_text("Cora Contact")
    assert axe(page) == []
    assert overflow(page) == 0
    concern = ImmediateConcern.objects.get()
    manager = window_of(cast.school_contact)
    manager.goto("/")
    manager.get_by_role("link", name="T-2026-01, case 1: an immediate concern").click()
    manager.get_by_role("button", name="I am dealing with it").click()
    manager.get_by_label("What was done?").fill("Visited, and seen alone.")
    manager.get_by_role("group", name="Was it copied to the child's own record?").get_by_label("Yes").check()
    manager.get_by_role("button", name="Close the concern").click()
    expect(manager.get_by_role("main")).to_contain_text("Closed, to be confirmed")
    page.reload()
    page.get_by_role("button", name="Yes, it was dealt with").click()
    expect(page.get_by_role("main")).to_contain_text("Closed and confirmed")
    concern.refresh_from_db()
    assert (concern.state, concern.what) == ("confirmed", "She said that it goes on.")
