"""A whole return by keyboard: 36 questions and four findings, with every key counted.

What it comes to in minutes is said in docs/guide/auditor.md: the keys as a practised typist presses them, and a few
seconds of thought a question. The test holds the counts, so that a change of the form that costs people time
is noticed.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard
from tests.conftest import Cast
from tests.returns.conftest import address, opened

QUESTIONS = 36
COMMENT = "Written down a week after it was said, without her own words."
FINDINGS = (
    ("Good practice", "Recognition", "The officer saw the bruise, asked who had seen it before and wrote it down."),
    ("Area for development", "Information", "The school was told three weeks late: nobody there watched out for her."),
    ("Area for development", "Joint", "Two strategy discussions were held without health; nobody asked their view."),
    ("Good practice", "Voice", "She was seen alone twice; what she said about home is in the record."),
)  # fmt: skip
REASON = "Timely at the front door, late afterwards. She was heard, and what she said changed the plan."
MOST_KEYS_TO_GET_ABOUT = 420  # Tab, arrows, space and Enter: 398 when last counted, header and all
SECONDS_A_KEY, SECONDS_A_QUESTION = 0.28, 15  # 40 words a minute; to think, with the file read before
HALF_AN_HOUR = 30 * 60


class Counting(Keyboard):
    """A keyboard that counts: keys to get about, and characters typed."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.keys = self.characters = 0
        press, type_ = page.keyboard.press, page.keyboard.type

        def pressed(key: str, **options: object) -> None:
            self.keys += 1
            press(key, **options)  # type: ignore[arg-type]

        def typed(text: str, **options: object) -> None:
            self.characters += len(text)
            type_(text, **options)  # type: ignore[arg-type]

        page.keyboard.press = pressed  # type: ignore[method-assign]
        page.keyboard.type = typed  # type: ignore[method-assign]


@pytest.fixture
def police(cast: Cast, case: Case) -> AgencyReturn:
    return opened(case, cast.police, cast.police_auditor, cast.lead)


def test_thirty_six_questions_and_four_findings(window_of: Window, cast: Cast, police: AgencyReturn) -> None:
    assert police.answers.count() == QUESTIONS
    page = window_of(cast.police_auditor)
    hands = Counting(page)
    page.goto(address(police))
    hands.follow("Start: Whose records you read")
    hands.tick("The child's records")
    hands.press("Save and continue")
    for part in range(1, 5):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Questions, page {part} of 4")
        questions = page.get_by_role("main").get_by_role("group").filter(has=page.get_by_role("radio"))
        for number in range(9):
            partly = number in (2, 6)
            hands.choose(questions.nth(number), "Partly" if partly else "Yes")
            if partly:
                standard = questions.nth(number).get_by_role("radio").first.get_attribute("name") or ""
                hands.write(page.locator(f"[name={standard.removesuffix('given')}comment]"), COMMENT)
        hands.press("Save and continue")
    hands.follow("Add a finding")
    for number, (kind, domain, text) in enumerate(FINDINGS):
        expect(page.get_by_role("heading", level=1)).to_have_text("Add a finding")
        hands.choose(page.get_by_role("group", name="What kind of finding is it?"), kind)
        select = page.get_by_label("Domain of practice")
        hands.reach(select)
        page.keyboard.type(domain)
        hands.write(page.get_by_label("What did you find?", exact=True), text)
        hands.press("Save and add another" if number < len(FINDINGS) - 1 else "Save")
    hands.follow("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you recommend, and have done already")
    hands.follow("Continue")  # nothing has to be written there
    hands.choose(page.get_by_role("group", name="Does the record show the child's voice and daily life?"), "Yes")
    hands.write(page.locator("[name=child-text]"), "Her own words stand in two entries.")
    hands.choose(page.get_by_role("group", name="Does the record show a parent's or carer's voice?"), "No")
    hands.choose(page.get_by_role("group", name="Have you talked with the practitioner?"), "No")
    hands.press("Save and continue")
    hands.choose(page.get_by_role("group", name="Your agency's own practice in this case"), "Requires improvement")
    hands.write(page.get_by_label("Why?", exact=True), REASON)
    hands.press("Save and continue")
    hands.press("Submit the return")
    expect(page.get_by_role("main")).to_contain_text("Submitted")
    police.refresh_from_db()
    assert police.state == AgencyReturn.State.SUBMITTED
    assert police.answers.exclude(value="").count() == QUESTIONS
    assert police.findings.count() == len(FINDINGS)
    seconds = (hands.keys + hands.characters) * SECONDS_A_KEY + QUESTIONS * SECONDS_A_QUESTION
    print(f"\n{hands.keys} keys to get about, {hands.characters} characters, {seconds / 60:.0f} minutes")
    assert hands.keys <= MOST_KEYS_TO_GET_ABOUT
    assert seconds <= HALF_AN_HOUR
