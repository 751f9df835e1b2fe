"""Words that would identify somebody, by keyboard: a quiet line while writing, what must come out, one tick."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import Cast
from tests.returns.conftest import add, address, grade, opened

TYPED = "The nurse told Kayleigh to ring 07700 900 123."
MENDED = "The nurse told Kayleigh to ring."


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    row = opened(case, cast.school, cast.auditor, cast.lead)
    add(row, cast.auditor)
    grade(row, cast.auditor)
    return row


def test_a_number_comes_out_and_a_name_takes_one_tick(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn
) -> None:
    page = window_of(cast.auditor)
    hands, faults = Keyboard(page), []
    page.goto(address(school, "grade/"))
    why = page.get_by_label("Why?", exact=True)
    hands.write(why, TYPED)
    quiet = page.locator(".keep-note--quiet")
    expect(quiet).to_contain_text("telephone number", timeout=15_000)
    expect(quiet).not_to_contain_text("07700")
    faults += axe(page)
    hands.press("Save and continue")
    expect(page.get_by_role("heading", name="Take these out before you submit")).to_be_visible()
    faults += axe(page)
    hands.press("Submit the return")
    expect(page.get_by_role("alert")).to_contain_text("take out what looks like a telephone number")
    faults += axe(page)
    hands.follow("Grade of your own practice: take out what looks like a telephone number.")
    expect(why).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(MENDED)
    hands.press("Save and continue")
    expect(page.get_by_role("heading", name="Take these out before you submit")).to_have_count(0)
    expect(page.locator("strong", has_text="Kayleigh")).to_have_count(1)
    hands.tick("I have checked these")
    faults += axe(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    hands.press("Submit the return")
    expect(page.get_by_role("main")).to_contain_text("Your return is submitted.")
    assert faults == []
    school.refresh_from_db()
    assert school.state == AgencyReturn.State.SUBMITTED
    assert len(school.words_checked) == 64
