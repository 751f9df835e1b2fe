"""A safeguarding lead goes from what recurs to a theme and its rounds, matches and merges themes, and searches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from audits.across.models import PracticeTheme
from tests.across.conftest import Make
from tests.across.conftest import agreed as agreed
from tests.across.conftest import follow as follow
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard, Mouse
from tests.conftest import Cast

Follow = Callable[..., PracticeTheme]
LINE = [29, 79, 145]  # the colour of the line, which only the picture's style sheet gives it
HAS_COLOUR = """(image, [colour]) => {
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight
  const drawn = canvas.getContext('2d'); drawn.drawImage(image, 0, 0)
  const data = drawn.getImageData(0, 0, canvas.width, canvas.height).data
  for (let n = 0; n < data.length; n += 4)
    if (colour.every((one, place) => data[n + place] === one) && data[n + 3] === 255) return true
  return false
}"""


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def rounds(agreed: Make, follow: Follow) -> PracticeTheme:
    """Three rounds of twenty, a fourth that nobody has matched, and another theme to merge into."""
    themes = [agreed(f"A-2024-0{n}", f"Chronologies were late, round {n}.", found=15 - 4 * n, of=20) for n in (1, 2, 3)]
    agreed("A-2024-04", "Chronologies were late once more.", found=2, of=20)
    follow("A chronology is there and up to date", agreed("A-2024-01", "No chronology on file.", of=20))
    return follow("Chronologies are late", *themes)


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["mouse", "keyboard"])
def test_from_what_recurs_to_the_rounds_and_back(
    window_of: Window, axe: Axe, cast: Cast, rounds: PracticeTheme, by_keyboard: bool
) -> None:
    page = window_of(cast.safeguarding_lead)
    hands = Keyboard(page) if by_keyboard else Mouse(page)
    faults: list[str] = []

    def look(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.wait_for_load_state()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert fits(page), (page.url, width)
            faults.extend(axe(page))

    page.goto("/")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Across audits").click()
    expect(page.get_by_text("In 3 of the last 4 audits")).to_be_visible()
    look("What recurs across audits")
    hands.follow("1 theme to match")
    look("Themes to match")
    hands.follow("Chronologies were late once more.")
    expect(page.get_by_role("heading", name="Was this found before?")).to_be_visible()
    look("Was this found before?")
    hands.press("The same as: Chronologies are late")
    expect(page.get_by_text("The two are the same from now on.")).to_be_visible()
    page.goto("/practice/")
    expect(page.get_by_text("In each of the last 4 audits")).to_be_visible()
    hands.follow("Chronologies are late")
    expect(page.get_by_text("11 of the 20 children (55%)")).to_be_visible()
    look("Chronologies are late")
    hands.follow("Rounds side by side")
    expect(page.get_by_role("table")).to_contain_text("2 of the 20 children (10%)")
    image = page.get_by_role("img", name="Line chart of the share of cases in each round.")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
    assert image.evaluate(HAS_COLOUR, [LINE]), "the picture's own style sheet was not let through"
    look("Chronologies are late")
    page.go_back()
    hands.follow("Merge it into another")
    look("Merge a theme into another")
    page.get_by_label("A chronology is there and up to date").check()
    hands.press("Show what would happen")
    expect(page.get_by_text("4 statements of audits would join the 1 that stands there.")).to_be_visible()
    look("Merge a theme into another")
    hands.press("Merge the two")
    expect(page.get_by_role("heading", level=1)).to_have_text("A chronology is there and up to date")
    expect(page.get_by_text("It took in:")).to_be_visible()
    look("A chronology is there and up to date")
    page.goto(f"/practice/{rounds.uid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("A chronology is there and up to date")
    assert faults == []


def test_the_picture_by_itself_breaks_no_policy(window_of: Window, cast: Cast, rounds: PracticeTheme) -> None:
    page = window_of(cast.safeguarding_lead)
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", listen)
    answer = page.goto(f"/practice/{rounds.uid}/rounds.svg")
    assert answer is not None
    assert answer.status == 200
    stroke = page.locator(".series path.line").first.evaluate("node => getComputedStyle(node).stroke")
    assert stroke == f"rgb({', '.join(map(str, LINE))})"
    assert said == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_search_needs_no_script_and_leaves_no_word_in_the_address(
    window_of: Window, axe: Axe, cast: Cast, agreed: Make, scripts: bool
) -> None:
    agreed("A-2024-01", "The record was late.", found=25, of=25)
    page = window_of(cast.lead, java_script_enabled=scripts)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/practice/search/")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Enter a word or two to look for.")
    page.get_by_label("Words to look for").fill("records")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name="25 agreed findings")).to_be_visible()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    assert page.url.endswith("/practice/search/")
    assert "record" not in page.title().lower()
    if scripts:
        assert fits(page)
        assert axe(page) == []


def test_a_contact_reads_their_part(window_of: Window, axe: Axe, cast: Cast, agreed: Make, follow: Follow) -> None:
    own = agreed("A-2024-01", "The school kept none.", agencies=(cast.school,))
    follow("Chronologies", own, agreed("A-2024-02", "The police kept none.", agencies=(cast.police,)))
    page = window_of(cast.school_contact)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/practice/")
    assert axe(page) == []
    page.get_by_role("link", name="Chronologies").click()
    expect(page.get_by_role("main")).to_contain_text("Your agency is named in 1 of them.")
    expect(page.get_by_role("main")).not_to_contain_text("police")
    assert fits(page)
    assert axe(page) == []
