"""The analysis as its readers use it: five sentences, a part of the audit, a number down to its cases, a file, a round
before; by keyboard, without script, on paper and on a telephone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from audits.across.comparing.models import ChangeJudgement
from audits.actions import earlier_rounds
from audits.meeting.models import Theme
from audits.rollup.exports.models import Export
from audits.sample.models import Case
from audits.scope.models import Audit, Strand
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Keyboard, Mouse
from tests.conftest import NOW, Cast
from tests.rollup.conftest import build as build
from tests.rollup.conftest import four_cases as four_cases

HERE = "/audits/T-2026-01/roll-up/"


@pytest.fixture
def strands(four_cases: Audit) -> Audit:
    """Three cases of the north, one of the south, which is reported by itself."""
    Audit.objects.filter(pk=four_cases.pk).update(state=Audit.State.REPORTING)
    north = Strand.objects.create(audit=four_cases, code="north", name="North", order=1)
    south = Strand.objects.create(audit=four_cases, code="south", name="South", order=2, in_headline=False)
    Case.objects.filter(audit=four_cases, number__lte=3).update(strand=north)
    Case.objects.filter(audit=four_cases, number=4).update(strand=south)
    four_cases.refresh_from_db()
    return four_cases


def table(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


@pytest.mark.parametrize("script", [True, False])
def test_from_the_sentences_to_a_part_and_down_to_the_cases(
    window_of: Window, axe: Axe, cast: Cast, strands: Audit, script: bool
) -> None:
    page = window_of(cast.lead, java_script_enabled=script)
    hands, faults = (Keyboard(page) if script else Mouse(page)), []
    page.goto(HERE)
    expect(page.get_by_role("region", name="In five sentences")).to_contain_text("requires improvement")
    missed = table(page, "Areas for development").get_by_role("row", name="Signs were missed.")
    expect(missed).to_contain_text("3 of 3")
    if script:
        faults += axe(page)
    # Strands stand apart; counted together only when that is asked for, and then each table says so.
    hands.unfold("Look at a part of this audit")
    together = page.locator("caption", has_text="strands counted together")
    expect(together).to_have_count(0)
    hands.pick("Strand", "All strands counted together")
    hands.press("Show this part")
    expect(together.first).to_be_visible()
    assert "strand=%2A" in page.url or "strand=*" in page.url
    expect(table(page, "Good practice").get_by_role("row", name="All were kept safe.")).to_contain_text("4 of 4")
    # One part of it: every number is of that part, and the address holds it.
    page.goto(f"{HERE}?sector=POL")
    expect(page.get_by_role("main")).to_contain_text("You are looking at 2 of the 4 cases")
    expect(table(page, "Answers by domain and sector").locator("thead")).not_to_contain_text("School")
    # From a number to what it stands on, and back to the same part.
    hands.follow("Signs were missed.: 2 of 2")
    expect(page.get_by_role("main")).to_contain_text("What was found.")
    if script:
        faults += axe(page)
    hands.follow("Findings and analysis")
    assert "sector=POL" in page.url
    assert faults == []


def test_words_stand_in_each_cell_and_colours_only_repeat_them(window_of: Window, cast: Cast, strands: Audit) -> None:
    page = window_of(cast.lead)
    page.goto(f"{HERE}questions/")
    hands = Keyboard(page)
    hands.unfold("Answers by domain and case")
    hands.unfold("Answers by domain and agency")
    cells = table(page, "Answers by domain and case").locator("tbody td")
    assert cells.count() > 3
    for words in cells.all_inner_texts():
        assert words.strip()
    few = table(page, "Answers by domain and agency").locator("td:not([class*=tone-])")
    expect(few.filter(has_text="One yes, one partly")).to_have_count(1)  # two answers are words, and have no colour


def test_it_prints_and_fits_a_telephone(window_of: Window, cast: Cast, strands: Audit) -> None:
    page = window_of(cast.lead)
    page.goto(HERE)
    page.emulate_media(media="print")
    expect(page.get_by_role("main")).to_contain_text("Exact counts stay on the screen.")
    expect(page.locator("table").first).to_be_hidden()
    page.goto(f"{HERE}?tier=published")
    expect(table(page, "Good practice")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("As it may be published")
    expect(page.get_by_role("link", name="Take the tables away as a file")).to_be_hidden()
    page.goto(HERE)
    page.emulate_media(media="screen")
    for width in (390, 640):  # 640 is a desktop at 200%
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_value_that_is_not_on_the_list_is_said(window_of: Window, cast: Cast, strands: Audit) -> None:
    page = window_of(cast.lead)
    page.goto(f"{HERE}?domain=NOWHERE")
    expect(page.get_by_role("status").first).to_contain_text("not on this audit’s list")
    expect(table(page, "Good practice")).to_contain_text("3 of 3")


def test_a_file_of_the_tables_and_one_with_text(
    window_of: Window, axe: Axe, cast: Cast, strands: Audit, tmp_path: Path
) -> None:
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    page.goto(f"{HERE}?sector=POL")
    hands.follow("Take the tables away as a file")
    expect(main).to_contain_text("It is of a part of this audit")
    expect(main.get_by_label("The tables as they may be published")).to_have_count(0)
    faults += axe(page)
    hands.choose(page.get_by_role("group", name="Format"), "JSON, for another program")
    with page.expect_download() as waiting:
        hands.press("Make the file")
    waiting.value.save_as(tmp_path / "tables.json")
    assert json.loads((tmp_path / "tables.json").read_text())["part"]
    page.goto(f"{HERE}export/")
    hands.choose(page.get_by_role("group", name="What to take"), "The agreed findings with their text")
    hands.press("Make the file")
    expect(main).to_contain_text("Say why you need the text of the cases.")
    faults += axe(page)
    hands.write(page.get_by_label("Why you need it"), "For the report to the board.")
    with page.expect_download() as waiting:
        hands.press("Make the file")
    assert waiting.value.suggested_filename == "T-2026-01-findings.xlsx"
    page.reload()
    assert [row.reason for row in Export.objects.order_by("pk")] == ["", "For the report to the board."]
    assert faults == []


def test_a_round_from_paper_is_typed_and_what_changed_is_judged(
    window_of: Window, axe: Axe, cast: Cast, strands: Audit
) -> None:
    page = window_of(cast.lead)
    hands, faults, main = Keyboard(page), [], page.get_by_role("main")
    row = earlier_rounds.add_round(strands, by=cast.lead, now=NOW, label="First round", held="2022", cases=12)
    page.goto(f"/audits/T-2026-01/actions/compare/rounds/{row.uid}/")
    faults += axe(page)
    hands.write(page.get_by_label("What was published").first, "Signs had been missed.")
    hands.pick("What it measures here", "Signs were missed.")
    hands.write(page.get_by_label("How many").first, "4")
    hands.write(page.get_by_label("Out of how many").first, "12")
    hands.press("Add the figure")
    expect(main).to_contain_text("The figure is added.")
    page.goto("/audits/T-2026-01/actions/compare/")
    line = main.get_by_role("row", name="Signs were missed.")
    expect(line).to_contain_text("4 of the 12 audits")
    expect(line).to_contain_text("all 3 audits")
    expect(line).to_contain_text("Worse")
    faults += axe(page)
    hands.follow("Say what you see of: Signs were missed.")
    hands.choose(page.get_by_role("group", name="What became of it"), "Improved and still developing")
    hands.write(page.get_by_label("What you go by"), "They are asked about now.")
    faults += axe(page)
    hands.press("Save what I see")
    expect(main).to_contain_text("Improved and still developing, says")
    assert ChangeJudgement.objects.get().measure == f"theme:{Theme.objects.get(statement='Signs were missed.').uid}"
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults == []


@pytest.mark.parametrize("script", [True, False])
def test_a_number_is_said_another_way_after_it_was_read(
    window_of: Window, axe: Axe, cast: Cast, four_cases: Audit, script: bool
) -> None:
    page = window_of(cast.lead, java_script_enabled=script)
    hands, faults = (Keyboard(page) if script else Mouse(page)), []
    page.goto(HERE)
    hands.follow("Say it another way")
    hands.pick("Theme or question", "Signs were missed.")
    hands.press("Choose how to say it")
    expect(page.get_by_role("main")).to_contain_text("Signs were missed.")
    page.get_by_label("Within a part of the cases").check()
    hands.pick("Within which part of the cases", "Where a child is on a Child Protection plan")
    hands.press("Show how it would read")
    said = "Of the 2 audits where a child is on a Child Protection plan, both: Signs were missed."
    expect(page.get_by_role("main")).to_contain_text(said)
    expect(page.get_by_role("main")).to_contain_text("not given, because the numbers are small.")
    if script:
        faults += axe(page)
    hands.press("Keep this sentence")
    expect(page.get_by_role("main")).to_contain_text(said)
    if script:
        faults += axe(page)
    page.goto(f"{HERE}themes/")
    expect(page.get_by_role("region", name="Themes")).to_contain_text(said)
    assert faults == []
