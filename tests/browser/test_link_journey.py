"""A whole return by somebody without an account, on a telephone: from the e-mail to the submit."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from agencies.models import MailDomain
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Mouse
from tests.browser.test_return_journey import assert_submitted_as_written, fill_in
from tests.conftest import NOW, Cast
from tests.returns.conftest import address, opened

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    """The school's return on case 1, with the short form of the questions; links may go to schools."""
    cache.clear()
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    return opened(case, cast.school, cast.auditor, cast.lead)


def too_wide(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide


@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no-script"])
def test_a_whole_return_by_link_on_a_telephone(
    window_of: Window, page: Page, axe: Axe, cast: Cast, school: AgencyReturn, java_script: bool
) -> None:
    contact, faults = window_of(cast.school_contact), []

    def judge(here: Page) -> None:
        faults.extend([f"{here.url}: too wide"] if too_wide(here) else [])
        faults.extend(f"{here.url}: {fault}" for fault in (axe(here) if java_script else []))

    contact.goto(address(school))
    contact.get_by_role("link", name="Send them a link").click()
    contact.get_by_label("Their name").fill("Olga Oneoff")
    contact.get_by_label("Their work e-mail address").fill("olga@hillside.school.example")
    judge(contact)
    contact.get_by_role("button", name="Send the link").click()
    expect(contact.get_by_role("heading", level=1)).to_have_text("The link is on its way")
    judge(contact)
    code = contact.locator(".govuk-panel__title").inner_text().strip()
    found = re.search(r"/r/[-\w]+/", mail.outbox[0].body)
    assert found is not None

    phone = page if java_script else window_of(cast.stranger, java_script_enabled=False)
    phone.context.clear_cookies()
    phone.set_viewport_size(PHONE)
    phone.goto(found[0])
    judge(phone)
    phone.get_by_label("Code", exact=True).fill("0000 0000" if code != "0000 0000" else "1111 1111")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("alert")).to_contain_text("The code is not right.")
    judge(phone)
    phone.get_by_label("Code", exact=True).fill(code)
    phone.get_by_role("button", name="Continue").click()
    fill_in(Mouse(phone), judge)
    assert faults == []
    expect(phone.get_by_role("banner")).to_contain_text("Olga Oneoff, One-off auditor")
    expect(phone.get_by_role("navigation", name="Menu")).to_have_count(0)
    expect(phone.get_by_role("link", name="Change password")).to_have_count(0)
    assert_submitted_as_written(school, phone)
    assert school.submitted_by == ReturnLink.objects.get().person
    phone.get_by_role("link", name="Sign out").click()
    phone.get_by_role("button", name="Sign out").click()
    phone.goto(found[0])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Enter your code")
