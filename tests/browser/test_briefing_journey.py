"""From the draft to the reader: one person drafts, edits and submits, another publishes, a third reads and prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Person
from audits.scope.models import Audit
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Mouse
from tests.conftest import Cast

TYPEFACE = "Atkinson Hyperlegible Next"
EDITED = "In one of the two audits, plans came six weeks late."
EDITED_AGAIN = "In one of the two audits, plans came late."


def sheets(pdf: bytes) -> list[tuple[float, float]]:
    """The size of each page of a PDF, in points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    return [(float(wide), float(high)) for wide, high in boxes]


def assert_two_sides_of_a4(page: Page) -> None:
    printed = sheets(page.pdf(format="A4", print_background=True, prefer_css_page_size=True))
    assert len(printed) == 2, printed
    assert all(abs(wide - 595) < 2 and abs(high - 842) < 2 for wide, high in printed), printed


def assert_own_typeface(page: Page) -> None:
    """The site's typeface is there and drawn with, also on paper: what the machine has installed plays no part."""
    page.emulate_media(media="print")
    families = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('main *')].map(one => getComputedStyle(one).fontFamily))]"
    )
    assert all(family.replace('"', "").startswith(TYPEFACE) for family in families), families
    loaded = page.evaluate(
        "() => document.fonts.ready.then(all => [...all].filter(one => one.status === 'loaded').map(one => one.weight))"
    )
    assert {"400", "700"} <= set(loaded), loaded


def test_two_people_publish_and_a_reader_reads(window_of: Window, axe: Axe, reporting: Audit, cast: Cast) -> None:
    faults: list[str] = []
    writer = window_of(cast.lead)
    hands = Mouse(writer)
    writer.goto("/audits/T-2026-01/briefing/")
    hands.press("Draft the briefing")
    expect(writer.get_by_role("main")).to_contain_text("Plans came late.")
    faults += axe(writer)
    hands.follow("In 1 of the 2 audits: Plans came late.")
    faults += axe(writer)
    hands.write(writer.get_by_label("The sentence", exact=True), EDITED)
    hands.press("Save the sentence")
    expect(writer.get_by_role("main")).to_contain_text(EDITED)
    hands.follow("Sign-off")
    faults += axe(writer)
    hands.press("Submit for sign-off")
    expect(writer.get_by_role("main")).to_contain_text("somebody else must publish it")
    expect(writer.get_by_role("button", name="Publish the briefing")).to_have_count(0)

    publisher = window_of(cast.safeguarding_lead)
    publisher.goto("/audits/T-2026-01/briefing/sign-off/")
    expect(publisher.get_by_role("main")).to_contain_text(EDITED)
    # Meanwhile it is sent back, changed and submitted again: this window shows what is no longer there.
    hands.press("Send it back to its lead")
    writer.goto("/audits/T-2026-01/briefing/")
    hands.follow(EDITED)
    hands.write(writer.get_by_label("The sentence", exact=True), EDITED_AGAIN)
    hands.press("Save the sentence")
    hands.follow("Sign-off")
    hands.press("Submit for sign-off")
    publisher.get_by_role("button", name="Publish the briefing").click()
    changed = publisher.get_by_role("region", name="What has changed since you opened the page")
    expect(changed).to_contain_text(EDITED)
    expect(changed).to_contain_text(EDITED_AGAIN)
    faults += axe(publisher)
    publisher.get_by_role("button", name="Publish the briefing").click()
    expect(publisher.get_by_role("main")).to_contain_text("published by Sara Safeguarding")
    faults += axe(publisher)

    reader = window_of(cast.reader)
    reader.goto("/briefings/")
    faults += axe(reader)
    reader.goto("/briefings/T-2026-01/")
    expect(reader.get_by_role("main")).to_contain_text(EDITED_AGAIN)
    expect(reader.get_by_role("main").get_by_role("listitem").filter(has=reader.get_by_role("heading"))).to_have_count(
        7
    )
    expect(reader.get_by_role("main")).not_to_contain_text("The class teacher rang the same day.")
    faults += axe(reader)
    assert faults == []


@pytest.mark.slow
def test_a_published_briefing_prints_on_two_sides_of_a4(window_of: Window, examples: None, tmp_path: Path) -> None:
    page = window_of(Person.objects.filter(memberships__role="reader").earliest("pk"))
    page.goto("/briefings/A-2023-01/")
    assert_own_typeface(page)
    assert_two_sides_of_a4(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="My work").first).to_be_hidden()
    saved = page.request.get("/briefings/A-2023-01/html")
    alone = tmp_path / "briefing.html"
    alone.write_bytes(saved.body())
    page.goto(alone.as_uri())
    expect(page.get_by_role("heading", name="Good practice")).to_be_visible()
    assert_own_typeface(page)
    assert_two_sides_of_a4(page)
