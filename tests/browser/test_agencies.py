"""The administrator keeps the list of agencies: a file with a fault, a new name, a merge, out of use."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from agencies.models import Agency, AgencyName
from audits.returns.models import AgencyReturn
from tests.browser.conftest import NARROW, Axe, Window
from tests.browser.hands import Keyboard, Mouse
from tests.conftest import Cast

HEADER = "Organisation,Service,Sector,Out of area,Only by sector\n"
GOOD = "Lakeside Trust,,ACU,no,no\nLakeside Trust,Health Visiting,HV,no,no\nExample Constabulary,,POL,no,yes\n"


def choose_file(page: Page, content: str) -> None:
    file: Any = {"name": "agencies.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("The list").set_input_files(file)


def test_the_list_is_kept_in_the_browser(window_of: Window, axe: Axe, cast: Cast, police_return: AgencyReturn) -> None:
    page = window_of(cast.administrator)
    hands = Mouse(page)
    page.goto("/agencies/")
    faults = axe(page)
    # A file with a fault: nothing is made. Mended, it is shown and then made.
    hands.follow("Import a list")
    faults += axe(page)
    choose_file(page, HEADER + GOOD.replace("HV", "Moon"))
    hands.press("Show what it would do")
    expect(page.get_by_role("row").filter(has_text="Lakeside Trust: Health Visiting")).to_contain_text(
        "There is no sector “Moon”."
    )
    faults += axe(page)
    assert not Agency.objects.filter(name="Lakeside Trust").exists()
    choose_file(page, HEADER + GOOD)
    hands.press("Show what it would do")
    expect(page.get_by_text("3 new")).to_be_visible()
    faults += axe(page)
    hands.press("Import these rows")
    expect(page.get_by_role("heading", level=1)).to_have_text("What each row did")
    faults += axe(page)
    assert Agency.objects.get(name="Health Visiting").full_name == "Lakeside Trust: Health Visiting"
    # A new name: the old one finds it.
    hands.follow("To the agencies")
    hands.follow("Lakeside Trust")
    faults += axe(page)
    hands.follow("Change these")
    hands.write(page.get_by_label("Name", exact=True), "Riverside Trust")
    faults += axe(page)
    hands.press("Save")
    expect(page.get_by_text("Lakeside Trust", exact=False).first).to_be_visible()
    assert AgencyName.objects.get().name == "Lakeside Trust"
    page.goto("/agencies/")
    hands.write(page.get_by_label("Name, now or earlier"), "lakeside")
    hands.press("Search")
    expect(page.get_by_role("rowheader")).to_contain_text(["Riverside Trust"])
    expect(page.get_by_role("rowheader")).to_contain_text(["Before: Lakeside Trust"])
    # The police are on the list twice.
    page.goto(f"/agencies/{cast.police.uid}/")
    hands.follow("Merge it into another agency")
    hands.pick("Merge it into", "Example Constabulary")
    hands.press("Show what would happen")
    expect(page.get_by_text("1 return", exact=True)).to_be_visible()
    expect(page.get_by_text("4 roles of Example Police open case records.")).to_be_visible()
    faults += axe(page)
    hands.press("Merge the two")
    expect(page.get_by_role("heading", level=1)).to_have_text("Example Constabulary")
    expect(page.get_by_text("1 return not handed in: T-2026-01 (1).")).to_be_visible()
    assert AgencyReturn.objects.get(pk=police_return.pk).agency.name == "Example Constabulary"
    page.goto(f"/agencies/{cast.police.uid}/")
    expect(page.get_by_role("link", name="Example Constabulary").first).to_be_visible()
    faults += axe(page)
    # Out of use, once what it owes was seen.
    hands.follow("Example Constabulary")
    hands.follow("Take out of use")
    hands.press("Take out of use")
    expect(page.get_by_role("alert")).to_contain_text("Tick that you have seen what is still owed.")
    faults += axe(page)
    hands.tick("I have seen what is still owed")
    hands.press("Take out of use")
    expect(page.get_by_text("No longer in use", exact=True)).to_be_visible()
    hands.press("Bring back into use")
    expect(page.get_by_text("Example Constabulary is in use again.")).to_be_visible()
    assert faults == []


def test_two_are_merged_by_keyboard(window_of: Window, cast: Cast) -> None:
    other = Agency.objects.create(name="Hillside Primary", sector_id="SCH")
    page = window_of(cast.administrator)
    hands = Keyboard(page)
    page.goto(f"/agencies/{other.uid}/merge/")
    hands.pick("Merge it into", "Hillside School")
    hands.press("Show what would happen")
    expect(page.get_by_text("Nothing points at Hillside Primary yet.")).to_be_visible()
    hands.press("Merge the two")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hillside School")
    other.refresh_from_db()
    assert other.merged_into == cast.school


def test_no_page_of_the_agencies_scrolls_sideways(window_of: Window, cast: Cast) -> None:
    long = Agency.objects.create(name="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", sector_id="SCH")
    page = window_of(cast.administrator)
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("", "import/", f"{long.uid}/", f"{long.uid}/edit/", f"{long.uid}/out-of-use/",
                     f"{long.uid}/merge/?into={cast.school.uid}"):  # fmt: skip
            page.goto(f"/agencies/{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, path)
