"""Somebody is invited, accepts, is confirmed, signs in, and leaves again."""

from __future__ import annotations

import re

from django.core import mail
from playwright.sync_api import Page, expect

from agencies.models import MailDomain, Person
from tests.browser.conftest import Axe, Window
from tests.browser.hands import Mouse
from tests.conftest import NOW, Cast

PASSWORD = "three-odd-lanterns"


def test_from_invitation_to_leaving(window_of: Window, page: Page, axe: Axe, cast: Cast) -> None:
    phone = page
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    admin = window_of(cast.administrator)
    hands = Mouse(admin)
    admin.goto("/people/")
    faults = axe(admin)
    hands.follow("Invite a person")
    faults += axe(admin)
    hands.press("Send the invitation")
    expect(admin.get_by_role("alert")).to_contain_text("Choose a role.")
    faults += axe(admin)
    hands.write(admin.get_by_label("Name", exact=True), "Nia New")
    hands.write(admin.get_by_label("Work e-mail address"), "nia@school.example")
    hands.pick("Agency or service", "Hillside School")
    admin.get_by_label("Auditor:").check()
    hands.press("Send the invitation")
    expect(admin.locator(".card").filter(has_text="Nia New")).to_contain_text("Waits for an answer")
    faults += axe(admin)
    # She opens the link on her telephone.
    found = re.search(r"(/invitation/[-\w]+/)", str(mail.outbox[-1].body))
    assert found is not None
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(found[1])
    expect(phone.get_by_text("nia@school.example")).to_be_visible()
    faults += axe(phone)
    theirs = Mouse(phone)
    theirs.write(phone.get_by_label("Choose a password"), "short")
    theirs.write(phone.get_by_label("The password once more"), "short")
    theirs.press("Create my account")
    expect(phone.get_by_role("alert")).to_contain_text("too short")
    faults += axe(phone)
    theirs.write(phone.get_by_label("Choose a password"), PASSWORD)
    theirs.write(phone.get_by_label("The password once more"), PASSWORD)
    theirs.press("Create my account")
    expect(phone.get_by_text("Your account is ready.")).to_be_visible()
    faults += axe(phone)
    person = Person.objects.get(email="nia@school.example")
    # A lead confirms; she finds her work.
    lead = window_of(cast.other_lead)
    lead.goto(f"/people/{person.uid}/")
    Mouse(lead).press("Confirm this role")
    expect(lead.get_by_text("Confirmed by Otto Otherlead.")).to_be_visible()
    faults += axe(lead)
    phone.goto("/returns/")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    # She leaves: out at the next click, and at the sign-in.
    admin.goto(f"/people/{person.uid}/")
    hands.follow("Close the account")
    expect(admin.get_by_text("1 role in force.")).to_be_visible()
    faults += axe(admin)
    hands.press("Close the account")
    expect(admin.get_by_text("Account closed")).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_label("Password")).to_be_visible()
    theirs.write(phone.get_by_label("E-mail address"), "nia@school.example")
    theirs.write(phone.get_by_label("Password"), PASSWORD)
    theirs.press("Sign in")
    expect(phone.get_by_text("Your account is no longer in use.")).to_be_visible()
    assert faults == []
