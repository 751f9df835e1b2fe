"""Words of a briefing that would identify somebody, by keyboard: a quiet line while writing, what must come out, a
service's number that is confirmed, one tick, and the list before whoever publishes. And all of it without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from audits.briefing.models import Briefing, Edition
from audits.scope.models import Audit
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.conftest import Cast

HERE = "/audits/T-2026-01/briefing/"
TYPED, MENDED = "One nurse told Kayleigh to ring 07700 900 123.", "One nurse told Kayleigh to ring."


def fits(page: Page) -> bool:
    page.set_viewport_size({"width": 390, "height": 800})
    fitted: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return fitted


def add_help_desk(hands: Hands, page: Page) -> None:
    page.goto(f"{HERE}material/")
    hands.pick("Type of resource", "Practice tool")
    hands.write(page.get_by_label("Title", exact=True), "Help desk")
    hands.write(page.get_by_label("What it is for, in one line"), "Ring 0161 496 0778")
    hands.press("Add the resource")
    expect(page.locator(".keep-note--quiet")).to_contain_text("It may hold a telephone number.")


@pytest.mark.parametrize("script", [True, False])
def test_what_identifies_comes_out_and_what_may_is_ticked(
    window_of: Window, axe: Axe, reporting: Audit, cast: Cast, script: bool
) -> None:
    page = window_of(cast.lead, java_script_enabled=script)
    hands: Hands = Keyboard(page) if script else Mouse(page)
    faults: list[str] = []

    def look() -> None:
        if script:
            faults.extend(axe(page))
            assert fits(page)

    page.goto(HERE)
    hands.press("Draft the briefing")
    page.goto(f"{HERE}parts/3/")
    own = page.get_by_label("A sentence of your own")
    hands.write(own, TYPED)
    if script:
        page.keyboard.press("Tab")
        expect(page.locator(".keep-note--quiet")).to_contain_text("telephone number")
        expect(page.locator(".keep-note--quiet")).not_to_contain_text("07700")
        look()
    hands.press("Add the sentence")
    expect(page.locator(".keep-note--quiet")).to_contain_text("It may hold somebody's name and a telephone number.")
    add_help_desk(hands, page)
    look()
    page.goto(HERE)
    hands.press("Draft again from today’s data")
    hands.follow("Sign-off")
    look()
    hands.press("Submit for sign-off")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("This briefing is not sent yet")
    expect(told).to_contain_text("Part 3, sentence 2: take out what looks like a telephone number.")
    look()
    hands.follow("Part 3, sentence 2: take out what looks like a telephone number.")
    words = page.get_by_label("The sentence", exact=True)
    expect(words).to_be_focused()
    expect(words).to_have_value(TYPED)
    if script:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(MENDED)
    else:
        words.fill(MENDED)
    hands.press("Save the sentence")
    page.goto(f"{HERE}material/")
    page.get_by_role("button", name="Confirm that it is a service's").click()
    expect(page.get_by_role("main")).to_contain_text("that a telephone number in it is a service's. It is published.")
    look()
    page.goto(f"{HERE}sign-off/")
    expect(page.get_by_role("heading", name="Take these out before you submit")).to_have_count(0)
    hands.tick("I have checked these")
    look()
    hands.press("Submit for sign-off")
    expect(page.get_by_role("main")).to_contain_text("The briefing is sent for sign-off.")
    page = window_of(cast.safeguarding_lead, java_script_enabled=script)
    page.goto(f"{HERE}sign-off/")
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{cast.lead.name} ticked that they have checked them.")
    expect(main).to_contain_text(f"{cast.lead.name} confirmed on")
    expect(main.locator("strong", has_text="Kayleigh")).to_have_count(1)
    look()
    page.get_by_role("button", name="Publish the briefing").click()
    expect(page.get_by_role("main")).to_contain_text("The briefing is published.")
    assert faults == []
    assert Briefing.objects.get().state == "published"
    assert "0161 496 0778" in str(Edition.objects.get().content)
