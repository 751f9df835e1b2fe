"""Two brothers' returns side by side by keyboard alone, in sight of axe, and on a telephone."""

from __future__ import annotations

from playwright.sync_api import expect

from audits.returns.models import AgencyReturn
from audits.sample import acts as sample_acts
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard
from tests.conftest import NOW, Cast
from tests.returns.conftest import opened


def brothers(case: Case, cast: Cast) -> list[AgencyReturn]:
    two = Case.objects.create(audit=case.audit, number=2, state="returns", added_at=NOW, added_by=cast.lead)
    for one in (case, two):
        sample_acts.mark_siblings(one, by=cast.lead, now=NOW, version=one.version, sibling_group="A")
    return [opened(one, cast.police, cast.police_auditor, cast.lead) for one in (case, two)]


def first_answers(rows: list[AgencyReturn]) -> list[list[tuple[str, str]]]:
    order = ("standard__domain__order", "standard__number")
    return [list(row.answers.order_by(*order).values_list("value", "comment")[:2]) for row in rows]


def test_side_by_side_by_keyboard(window_of: Window, axe: Axe, cast: Cast, case: Case) -> None:
    rows = brothers(case, cast)
    page = window_of(cast.police_auditor)
    hands = Keyboard(page)
    page.goto("/returns/")
    faults = axe(page)
    hands.follow("Answer side by side")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Side by side, page 1 of")
    faults += axe(page)
    hands.follow("Skip to the next unanswered question")
    first, second = (page.locator(".side-question").nth(at) for at in (0, 1))
    expect(first.get_by_role("group", name="Case 1").get_by_role("radio").first).to_be_focused()
    # One answer for both, and one comment.
    page.reload()
    together = first.get_by_role("group", name="Same answer for the sibling group")
    hands.choose(together, "No")
    for number in (1, 2):
        expect(first.get_by_role("group", name=f"Case {number}").get_by_label("No", exact=True)).to_be_checked()
    hands.write(first.get_by_label("Same comment for the sibling group"), "Nobody rang back.")
    # The second question for both, then another answer for one: the group's choice is taken back.
    together = second.get_by_role("group", name="Same answer for the sibling group")
    hands.choose(together, "Yes")
    other = second.get_by_role("group", name="Case 2")
    hands.reach(other.get_by_label("Yes", exact=True))
    page.keyboard.press("ArrowDown")
    expect(other.get_by_label("Partly", exact=True)).to_be_checked()
    expect(together.get_by_label("Each case its own answer")).to_be_checked()
    faults += axe(page)
    hands.press("Save and continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Side by side, page 2 of")
    assert first_answers(rows) == [
        [("NO", "Nobody rang back."), ("YES", "")],
        [("NO", "Nobody rang back."), ("PARTLY", "")],
    ]
    page.set_viewport_size({"width": 390, "height": 800})
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Side by side, page 1 of")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    faults += axe(page)
    assert faults == []
