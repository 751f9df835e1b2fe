"""An auditor's way through a return: by keyboard alone, without JavaScript, and two people at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.conftest import Cast
from tests.returns.conftest import address, opened

COMMENT = "Noticed in the spring, written down in the summer."
FINDING = "The class teacher rang the same day."
STEP = "Agree one way to pass on what a child says."
REASON = "Timely, and the child was heard."


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    """The school's return on case 1, with the short form of the questions."""
    return opened(case, cast.school, cast.auditor, cast.lead)


def go_through(hands: Hands, at_each_page: Callable[[Page], None]) -> None:
    """From the first page to the submit button, as an auditor who answers everything."""
    page = hands.page

    def arrived(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        at_each_page(page)

    page.goto("/")
    arrived("My work")
    hands.follow("T-2026-01, case 1: Hillside School")
    fill_in(hands, at_each_page)


def fill_in(hands: Hands, at_each_page: Callable[[Page], None]) -> None:
    """From the return to its submit button."""
    page = hands.page

    def arrived(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        at_each_page(page)

    arrived("Return of Hillside School")
    hands.follow("Whose records you read")
    arrived("Whose records you read")
    hands.tick("The child's records")
    hands.press("Save and continue")
    for part in range(1, 5):
        arrived(f"Questions, page {part} of 4")
        questions = page.get_by_role("main").get_by_role("group").filter(has=page.get_by_role("radio"))
        for number in range(questions.count()):
            is_first = part == 1 and number == 0
            hands.choose(questions.nth(number), "Partly" if is_first else "Yes")
            if is_first:
                hands.write(page.get_by_label("Comment", exact=True).first, COMMENT)
        hands.press("Save and continue")
    arrived("Findings")
    hands.follow("Add a finding")
    arrived("Add a finding")
    hands.choose(page.get_by_role("group", name="What kind of finding is it?"), "Good practice")
    hands.pick("Domain of practice", "Joint working")
    hands.write(page.get_by_label("What did you find?", exact=True), FINDING)
    hands.press("Save")
    arrived("Findings")
    hands.follow("Continue")
    arrived("What you recommend, and have done already")
    hands.follow("Add a recommendation, or what you have done")
    arrived("What do you recommend, or have done already?")
    hands.choose(page.get_by_role("group", name="What is it?"), "Recommendation for the partnership")
    hands.write(page.get_by_label("What should be done, or what have you done?"), STEP)
    hands.press("Save")
    arrived("What you recommend, and have done already")
    hands.follow("Continue")
    arrived("Voices in the record")
    hands.choose(page.get_by_role("group", name="Does the record show the child's voice and daily life?"), "Yes")
    hands.write(page.get_by_label("What does it show?", exact=True).first, "She told the nurse.")
    hands.press("Save and continue")
    arrived("Grade of your own practice")
    hands.choose(page.get_by_role("group", name="Your agency's own practice in this case"), "Good")
    hands.write(page.get_by_label("Why?", exact=True), REASON)
    hands.choose(page.get_by_role("group", name="Is the child safe today?"), "Yes, the child is safe today")
    hands.press("Save and continue")
    arrived("Check your answers")
    hands.press("Submit the return")
    arrived("Return of Hillside School")


def assert_submitted_as_written(row: AgencyReturn, page: Page) -> None:
    for words in ("Submitted", COMMENT, FINDING, STEP, REASON):
        expect(page.get_by_role("main")).to_contain_text(words)
    row.refresh_from_db()
    assert row.state == AgencyReturn.State.SUBMITTED
    assert list(row.answers.exclude(comment="").values_list("value", "comment")) == [("PARTLY", COMMENT)]
    assert row.answers.exclude(value__in=("YES", "PARTLY")).count() == 0
    assert [(one.kind, one.domain_id, one.text) for one in row.findings.all()] == [("good", "JOINT", FINDING)]
    assert [(one.kind, one.text) for one in row.steps.all()] == [("partnership", STEP)]
    assert row.grade.band is not None
    assert (row.grade.band.code, row.grade.reason) == ("GOOD", REASON)


def test_by_keyboard_alone(window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn) -> None:
    page = window_of(cast.auditor)
    faults: list[str] = []
    go_through(Keyboard(page), lambda here: faults.extend(f"{here.url}: {fault}" for fault in axe(here)))
    assert faults == []
    assert_submitted_as_written(school, page)


def test_without_javascript(window_of: Window, cast: Cast, school: AgencyReturn) -> None:
    page = window_of(cast.auditor, java_script_enabled=False)
    go_through(Mouse(page), lambda here: expect(here.locator("body.js-enabled")).to_have_count(0))
    assert_submitted_as_written(school, page)


def test_the_first_stop_of_the_keyboard_skips_to_the_content(
    window_of: Window, cast: Cast, school: AgencyReturn
) -> None:
    page = window_of(cast.auditor)
    page.goto(address(school))
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_errors_take_the_focus_and_lead_to_their_questions(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn
) -> None:
    page = window_of(cast.auditor)
    page.goto(address(school, "findings/add/"))
    hands = Keyboard(page)
    hands.press("Save")
    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    assert axe(page) == []
    hands.reach(summary.get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Good practice", exact=True)).to_be_focused()


def test_two_people_on_one_return(window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn) -> None:
    first, second = window_of(cast.auditor), window_of(cast.school_contact)
    for page, words in ((first, "What Ada wrote."), (second, "What Cora wrote.")):
        page.goto(address(school, "grade/"))
        page.get_by_label("Good", exact=True).check()
        page.get_by_label("Why?", exact=True).fill(words)
    for page in (first, second):
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_load_state()
    expect(first.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(second.get_by_role("main")).to_contain_text("What Ada wrote.")
    expect(second.get_by_label("Why?", exact=True)).to_have_value("What Cora wrote.")
    assert axe(second) == []
    school.grade.refresh_from_db()
    assert school.grade.reason == "What Ada wrote."
    second.get_by_role("button", name="Save and continue").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Check your answers")
    school.grade.refresh_from_db()
    assert school.grade.reason == "What Cora wrote."


def test_the_pages_of_a_return_are_one_line_on_a_telephone_that_opens(
    window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn
) -> None:
    page = window_of(cast.auditor, viewport={"width": 390, "height": 800})
    page.goto(address(school, "questions/1/"))
    voices = page.get_by_role("link", name="Voices in the record")
    expect(voices).to_be_hidden()
    page.get_by_text("questions answered: all pages").click()
    expect(page.get_by_role("link", name="Questions, page 1", exact=True)).to_have_attribute("aria-current", "page")
    assert axe(page) == []
    voices.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Voices in the record")


def test_a_finding_asks_only_what_goes_with_its_kind(window_of: Window, cast: Cast, school: AgencyReturn) -> None:
    page = window_of(cast.auditor)
    page.goto(address(school, "findings/add/"))
    missed, exemplar = page.get_by_label("It was a missed opportunity"), page.get_by_label("It is an exemplar")
    expect(missed).to_be_hidden()
    expect(exemplar).to_be_hidden()
    page.get_by_label("Area for development").check()
    expect(exemplar).to_be_hidden()
    missed.check()
    page.get_by_label("Good practice", exact=True).check()
    expect(exemplar).to_be_visible()
    expect(missed).to_be_visible()  # ticked: what would be refused is not hidden


def test_a_date_is_asked_of_what_is_done_alone(window_of: Window, axe: Axe, cast: Cast, school: AgencyReturn) -> None:
    page = window_of(cast.auditor)
    page.goto(address(school, "recommendations/add/"))
    day = page.get_by_role("group", name="When was it done?")
    expect(day).to_be_hidden()
    page.get_by_label("Already done").check()
    expect(day).to_be_visible()
    assert axe(page) == []
