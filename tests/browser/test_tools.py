"""A lead makes a tool their own: a copy, a domain, a question with a condition, the preview, a file and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from audits.tools import acts as tool_acts
from audits.tools import part_acts as tool_part_acts
from audits.tools.models import AuditTool, Domain, Standard
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard, Mouse
from tests.conftest import NOW, Cast


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def without_a_domain(cast: Cast) -> AuditTool:
    """A tool whose copy has a domain left to add."""
    tool = tool_acts.copy_tool(
        AuditTool.objects.get(code="general-practice"), by=cast.other_lead, now=NOW, code="base", name="Base"
    )
    domain = Domain.objects.get(tool=tool, practice="IDENT")
    tool_part_acts.remove_domain(domain, by=cast.other_lead, now=NOW, version=1, seen=tool_part_acts.stands_at(domain))
    return tool


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_lead_copies_a_tool_changes_it_and_takes_it_along(
    window_of: Window, axe: Axe, cast: Cast, scripts: bool, tmp_path: Path
) -> None:
    without_a_domain(cast)
    page = window_of(cast.lead, java_script_enabled=scripts, accept_downloads=True)
    hands = Mouse(page)
    faults: list[str] = []

    def look() -> None:
        if scripts:  # axe is a script itself
            faults.extend(axe(page))

    page.goto("/tools/")
    look()
    hands.follow("Base version 1")
    look()
    hands.follow("Copy it under a code of its own")
    look()
    page.get_by_label("Name of the copy").fill("Our general audit")
    page.get_by_label("Code").fill("our-general")
    hands.press("Make the copy")
    expect(page.get_by_role("heading", level=1)).to_have_text("Our general audit")
    # A domain, and in it a question that depends on something.
    hands.follow("Add a domain")
    look()
    page.get_by_label("Identity, race, culture and disability").check()
    hands.press("Add the domain")
    expect(page.get_by_role("heading", name="Identity, race, culture and disability")).to_be_visible()
    hands.follow("Add a question to Identity, race, culture and disability")
    look()
    expect(page.get_by_label("Domain", exact=True)).to_have_value(
        str(Domain.objects.get(tool__code="our-general", practice="IDENT").pk)
    )
    page.get_by_label("Question", exact=True).fill("Was the child asked who they are?")
    page.get_by_label("Yes or no", exact=True).check()
    page.get_by_label("It is on the short form").check()
    page.get_by_label("Asked only where something is recorded of the case").select_option(
        label="Only if a child is looked after"
    )
    hands.press("Add the question")
    expect(page.get_by_text("1. Was the child asked who they are?")).to_be_visible()
    # The preview: long and short.
    hands.follow("See the return as an auditor sees it")
    expect(page.get_by_text("The long form: 33 questions, about 30 minutes.")).to_be_visible()
    look()
    hands.follow("See the short form")
    expect(page.get_by_text("The short form: 15 questions, about 20 minutes.")).to_be_visible()
    expect(page.get_by_text("Only if a child is looked after")).to_be_visible()
    asked = page.get_by_role("group", name="Was the child asked who they are?")
    expect(asked.get_by_role("radio")).to_have_count(4)
    expect(asked.get_by_label("Partly")).to_have_count(0)
    look()
    if scripts:  # what an answer of "no" asks for is shown as in the return
        comment = page.locator(".card.question", has=asked).get_by_role("textbox", name="Comment", include_hidden=True)
        expect(comment).to_be_hidden()
        asked.get_by_label("No", exact=True).check()
        expect(comment).to_be_visible()
    # Out as a file; in again, changed, and once more the same.
    page.get_by_role("link", name="Our general audit, version 1").click()
    with page.expect_download() as taken:
        hands.follow("Take it away as a file (JSON)")
    assert taken.value.suggested_filename == "our-general-1.json"
    data = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    data |= {"code": "travelled", "name": "A tool that travelled"}
    file = tmp_path / "tool.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    page.goto("/tools/import/")
    look()
    page.get_by_label("The file of a tool").set_input_files(file)
    hands.press("Read the file")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the file holds")
    expect(page.get_by_text("Nothing is made yet.")).to_be_visible()
    look()
    assert not AuditTool.objects.filter(code="travelled").exists()
    hands.press("Make this tool")
    expect(page.get_by_role("heading", level=1)).to_have_text("A tool that travelled")
    made = Standard.objects.get(domain__tool__code="travelled", text="Was the child asked who they are?")
    assert (made.takes, made.only_if_id, made.on_short_form) == ("yes_no", "CLA", True)
    page.goto("/tools/import/")
    page.get_by_label("The file of a tool").set_input_files(file)
    hands.press("Read the file")
    expect(page.get_by_text("This tool is here already, word for word.")).to_be_visible()
    file.write_text('{"code": "broken", "edition": "one"}', encoding="utf-8")
    page.goto("/tools/import/")
    page.get_by_label("The file of a tool").set_input_files(file)
    hands.press("Read the file")
    expect(page.get_by_text("edition: write a whole number.")).to_be_visible()
    look()
    assert faults == []


def test_a_version_in_use_is_followed_by_the_next_by_keyboard(window_of: Window, axe: Axe, cast: Cast) -> None:
    AuditTool.objects.filter(code="dip-six").update(frozen_at=NOW)
    page = window_of(cast.lead)
    hands = Keyboard(page)
    page.goto("/tools/dip-six/1/")
    expect(page.get_by_text("Make the next version to change it")).to_be_visible()
    expect(page.get_by_role("link", name="Add a question")).to_have_count(0)
    hands.press("Make the next version")
    expect(page.get_by_text("Version 2", exact=True)).to_be_visible()
    hands.follow("Add a question to Planning and reviewing")
    hands.write(page.get_by_label("Question", exact=True), "Did the plan hold?")
    hands.press("Add the question")
    expect(page.get_by_text("2. Did the plan hold?")).to_be_visible()
    hands.press("Move up question Did the plan hold?")
    expect(page.get_by_text("1. Did the plan hold?")).to_be_visible()
    rows = Standard.objects.filter(domain__tool__code="dip-six", domain__tool__edition=2, domain__practice="PLAN")
    assert rows.get(number=1).text == "Did the plan hold?"
    assert Standard.objects.filter(domain__tool__code="dip-six", domain__tool__edition=1).count() == 6
    faults = axe(page)
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/tools/", "/tools/dip-six/2/", "/tools/dip-six/2/preview/", "/tools/dip-six/2/edit/",
                 "/tools/dip-six/2/questions/add/", "/scales/", "/scales/ofsted4/"):  # fmt: skip
        page.goto(path)
        assert fits(page), path
        faults += axe(page)
    assert faults == []


def test_questions_and_domains_are_dragged_to_their_places(window_of: Window, axe: Axe, cast: Cast) -> None:
    tool = tool_acts.copy_tool(
        AuditTool.objects.get(code="general-practice"), by=cast.lead, now=NOW, code="base", name="Base"
    )
    first, second, third = tool.domains.order_by("order")[:3]
    page = window_of(cast.lead, viewport={"width": 1280, "height": 2400})
    page.goto("/tools/base/1/")

    def grip(of: Locator) -> Locator:
        return of.locator(".drag-grip").first

    def row(domain: Domain) -> Locator:
        return page.locator(f"section[aria-labelledby=domain-{domain.practice_id}]")

    rows = list(Standard.objects.filter(domain=first).order_by("number"))
    last, top = (page.locator(f"#question-{one.pk}") for one in (rows[-1], rows[0]))
    grip(last).drag_to(top)
    page.wait_for_url(f"**/#question-{rows[-1].pk}")
    expect(top.locator(".tool-question__number")).to_have_text("2.")
    assert list(first.standards.order_by("number")) == [rows[-1], *rows[:-1]]
    # A domain with its questions; a question does not leave its domain.
    grip(row(first)).drag_to(row(third).get_by_role("heading"))
    page.wait_for_url(f"**/#domain-{first.practice_id}")
    assert [one.pk for one in tool.domains.order_by("order")[:3]] == [second.pk, third.pk, first.pk]
    before = list(Standard.objects.filter(domain__tool=tool).order_by("pk").values_list("domain", "number"))
    grip(page.locator(f"#question-{rows[0].pk}")).drag_to(row(second).locator(".tool-question").first)
    expect(page.locator(".is-dragged")).to_have_count(0)
    assert list(Standard.objects.filter(domain__tool=tool).order_by("pk").values_list("domain", "number")) == before
    assert axe(page) == []


def test_a_domain_of_the_tool_s_own_is_added_named_and_compared(window_of: Window, axe: Axe, cast: Cast) -> None:
    without_a_domain(cast)
    page = window_of(cast.lead)
    hands = Keyboard(page)
    page.goto("/tools/base/1/domains/add/")
    expect(page.get_by_label("Which of the list it is compared as")).to_be_hidden()
    page.get_by_label("One of the tool’s own").check()
    faults = axe(page)
    hands.press("Add the domain")
    expect(page.get_by_role("link", name="Enter the name of the domain.")).to_be_visible()
    faults += axe(page)
    hands.write(page.get_by_label("Its name in this tool"), "Use of the pathway")
    page.get_by_label("Which of the list it is compared as").select_option(label="Joint working")
    hands.press("Add the domain")
    expect(page.get_by_text("A domain of this tool’s own, compared as Joint working.")).to_be_visible()
    hands.follow("Change what Use of the pathway is compared as")
    faults += axe(page)
    page.get_by_label("Which of the list it is compared as").select_option(label="None of them: it stands by itself")
    hands.press("Save")
    expect(page.get_by_text("A domain of this tool’s own, compared as none of ours.")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    own = Domain.objects.get(tool__code="base", label="Use of the pathway").practice_id
    for path in ("", "domains/add/", f"domains/{own}/", f"domains/{own}/compared/"):
        page.goto(f"/tools/base/1/{path}")
        assert fits(page), path
        faults += axe(page)
    assert faults == []


def test_a_scale_of_ones_own(window_of: Window, axe: Axe, cast: Cast) -> None:
    page = window_of(cast.lead)
    hands = Mouse(page)
    page.goto("/scales/")
    hands.follow("Met, partially met, not met")
    hands.follow("Copy it")
    page.get_by_label("Name", exact=True).fill("Met or not")
    page.get_by_label("Code").fill("met-or-not")
    hands.press("Make the copy")
    hands.follow("Change Partially met")
    faults = axe(page)
    hands.press("Take the band out")
    expect(page.get_by_text("Partially met")).to_have_count(0)
    hands.follow("Add a band")
    page.get_by_label("Name of the band").fill("Far from met")
    page.get_by_label("Abbreviation").fill("F")
    hands.press("Add the band")
    expect(page.get_by_role("listitem").filter(has_text="Far from met")).to_be_visible()
    faults += axe(page)
    assert faults == []
