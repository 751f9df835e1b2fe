"""Reload, Back and Save, a double click and two people: what is sent twice is made once, and no words are lost."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from agencies.models import MailDomain, PersonInvitation
from audits.actions.models import Recommendation
from audits.returns.models import Finding
from audits.returns.open_models import ReturnLink
from audits.sample.draw.models import CohortDraw
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from tests.browser.conftest import Axe, Window
from tests.conftest import NOW, TODAY, Cast
from tests.returns.conftest import address, opened

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])


@pytest.fixture
def listed(cast: Cast) -> MailDomain:
    return MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)


def fill_invitation(page: Page, name: str = "Nia New") -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Work e-mail address").fill("nia@school.example")
    page.get_by_label("Agency or service").select_option(label="Hillside School")
    page.get_by_label("Reader:").check()


@SCRIPTS
def test_a_double_click_invites_once(window_of: Window, cast: Cast, listed: MailDomain, script: bool) -> None:
    page = window_of(cast.administrator, java_script_enabled=script)
    page.goto("/people/invite/")
    fill_invitation(page)
    page.get_by_role("button", name="Send the invitation").dblclick()
    page.wait_for_url("**/invitations/")
    assert PersonInvitation.objects.count() == len(mail.outbox) == 1
    page.goto("/invitations/")
    expect(page.get_by_role("main").get_by_text("nia@school.example")).to_have_count(1)


def test_back_and_save_makes_nothing_again_and_other_words_are_kept(
    window_of: Window, axe: Axe, cast: Cast, case: Case
) -> None:
    school = opened(case, cast.school, cast.auditor, cast.lead)
    page = window_of(cast.auditor)
    main = page.get_by_role("main")

    def write(words: str) -> None:
        page.get_by_label("Good practice", exact=True).check()
        page.get_by_label("Domain of practice").select_option("REC")
        page.get_by_label("What did you find?", exact=True).fill(words)
        page.get_by_role("button", name="Save", exact=True).click()

    page.goto(address(school, "findings/"))
    page.goto(address(school, "findings/add/"))
    write("Signs were seen early.")
    page.wait_for_url("**/findings/")
    page.go_back()
    write("Signs were seen early.")
    page.wait_for_url("**/findings/")
    assert Finding.objects.count() == 1
    page.go_back()
    write("Signs were seen by the school.")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was saved already")
    expect(main).to_contain_text("Signs were seen by the school.")
    assert axe(page) == []
    expect(main.get_by_role("link", name="See what was saved")).to_have_attribute("href", address(school, "findings/"))
    page.get_by_role("button", name="Save it as something new as well").click()
    page.wait_for_url("**/findings/")
    assert sorted(Finding.objects.values_list("text", flat=True)) == [
        "Signs were seen by the school.",
        "Signs were seen early.",
    ]


@SCRIPTS
def test_a_reload_sends_no_second_link_and_the_first_stays(
    window_of: Window, cast: Cast, case: Case, listed: MailDomain, script: bool
) -> None:
    school = opened(case, cast.school, cast.auditor, cast.lead)
    page = window_of(cast.school_contact, java_script_enabled=script)
    page.goto(address(school, "links/"))
    page.get_by_label("Their name").fill("Olga Oneoff")
    page.get_by_label("Their work e-mail address").fill("olga@school.example")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\d{4} \d{4}"))
    page.reload()
    expect(page.get_by_text("and not a second time")).to_be_visible()
    assert ReturnLink.objects.get().revoked_at is None
    assert len(mail.outbox) == 1


def test_a_reload_of_the_page_with_the_key_draws_nothing_again(
    window_of: Window, axe: Axe, cast: Cast, audit: Audit
) -> None:
    Audit.objects.update(state="sample")
    page = window_of(cast.lead)
    page.goto(f"/audits/{audit.reference}/draw/read/")
    page.get_by_label("Which list is this?").fill("A list")
    page.get_by_label("Paste the references").fill("\n".join(f"MB-{n}" for n in range(4101, 4112)))
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("group", name="How is the sample drawn?").get_by_label("Simple random").check()
    page.get_by_label("How many cases?").fill("3")
    page.get_by_role("button", name="Draw now").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Drawn: which number is which child")
    key = page.get_by_role("table", name="The sample").inner_text()
    assert "MB-41" in key
    page.reload()
    expect(page.get_by_text("and not a second time")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Lena Lead drew 3 children")
    assert axe(page) == []
    assert CohortDraw.objects.get().set_aside_at is None
    assert Case.objects.filter(state="sample").count() == 3


def test_two_leads_say_the_same_and_each_says_it_once(window_of: Window, cast: Cast, audit: Audit) -> None:
    Audit.objects.update(state="reporting")
    AuditTeam.objects.create(
        audit=audit, person=cast.other_lead, part="lead", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    pages = [window_of(person) for person in (cast.lead, cast.other_lead)]
    for page in pages:
        page.goto(f"/audits/{audit.reference}/actions/")
        page.get_by_label("What should change").fill("Ask every child alone.")
    for page in pages:
        page.get_by_role("button", name="Add the recommendation").dblclick()
        expect(page.get_by_text("The recommendation is added.")).to_be_visible()
    pages[0].goto(f"/audits/{audit.reference}/actions/")
    expect(pages[0].get_by_role("main").get_by_text("Ask every child alone.")).to_have_count(2)
    # The page that comes after a save has a form of its own: the next thing is not taken for the first.
    pages[0].get_by_label("What should change").fill("Write down who was asked.")
    pages[0].get_by_role("button", name="Add the recommendation").click()
    expect(pages[0].get_by_role("main")).to_contain_text("Write down who was asked.")
    pages[0].get_by_label("What should change").fill("Read it again at the meeting.")
    pages[0].get_by_role("button", name="Add the recommendation").click()
    expect(pages[0].get_by_role("main")).to_contain_text("Read it again at the meeting.")
    assert Recommendation.objects.count() == 4
