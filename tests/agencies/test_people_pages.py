"""People and their roles: given by the administrator, confirmed by another lead, ended the same day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import journal
from agencies.models import Agency, JournalEntry, Membership, Person
from audits.returns.models import AgencyReturn
from tests.conftest import NOW, TODAY, Cast, give_role, make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def test_a_person_is_added_and_chooses_their_password_by_a_link_that_works_once(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    response = admin.post("/people/add/", {"name": "Nia New", "email": "Nia@people.example"})
    person = Person.objects.get(email="nia@people.example")
    assert not person.has_usable_password()
    (link,) = re.findall(r"https?://[^/<]+(/password/forgotten/[^<]+)", text(response))
    secret = link.split("-", 1)[1].strip("/")
    assert secret not in text(admin.get(f"/people/{person.uid}/"))
    assert secret not in str(list(JournalEntry.objects.values()))
    visitor, chosen = Client(), {"password1": "three-words-apart", "password2": "three-words-apart"}
    visitor.post(visitor.get(link, follow=True).redirect_chain[0][0], chosen)
    person.refresh_from_db()
    assert person.check_password("three-words-apart")
    assert "does not work any more" in text(Client().get(link, follow=True))
    again = admin.post("/people/add/", {"name": "Nia Twice", "email": "NIA@people.example"})
    assert "Somebody already has this e-mail address." in text(again)
    assert "Nia Twice" in text(again)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "email": "x@people.example"}, "Enter the person&#x27;s name."),
        ({"name": "X", "email": ""}, "Enter their work e-mail address."),
        ({"name": "X", "email": "not an address"}, "valid email address"),
        ({"name": "x" * 121, "email": "x@people.example"}, "120 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, sign_in: SignIn, sent: dict[str, str], said: str) -> None:
    before = Person.objects.count()
    assert said in text(sign_in(cast.administrator).post("/people/add/", sent))
    assert Person.objects.count() == before


def test_a_role_that_opens_cases_waits_for_another_lead(
    cast: Cast, sign_in: SignIn, school_return: AgencyReturn
) -> None:
    sent = {"agency": str(cast.school.pk), "role": "agency_contact", **day("since", TODAY)}
    response = sign_in(cast.administrator).post(f"/people/{cast.stranger.uid}/roles/give/", sent)
    assert response.status_code == 302
    membership = Membership.objects.get(person=cast.stranger)
    page = f"/audits/T-2026-01/returns/{school_return.uid}/"
    assert membership.waits
    assert sign_in(cast.stranger).get(page).status_code == 404
    here = f"/roles/{membership.uid}/confirm/"
    assert sign_in(cast.administrator).post(here).status_code in (403, 404)
    assert sign_in(cast.stranger).post(here).status_code in (403, 404)
    assert sign_in(cast.other_lead).post(here).status_code == 302
    assert sign_in(cast.stranger).get(page).status_code == 200
    assert sign_in(cast.lead).post(here).status_code == 403  # nothing waits any more


def test_a_reader_s_role_begins_at_once(cast: Cast, sign_in: SignIn) -> None:
    sent = {"agency": str(cast.school.pk), "role": "reader", **day("since", TODAY)}
    sign_in(cast.administrator).post(f"/people/{cast.stranger.uid}/roles/give/", sent)
    assert cast.stranger.standing(TODAY).has("reader")


def test_nobody_changes_their_own(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    own = Membership.objects.get(person=cast.administrator)
    assert admin.get(f"/people/{cast.administrator.uid}/edit/").status_code == 403
    assert admin.get(f"/people/{cast.administrator.uid}/roles/give/").status_code == 403
    assert admin.post(f"/roles/{own.uid}/end/").status_code == 403
    assert admin.post(f"/people/{cast.administrator.uid}/use/", {"use": "no"}).status_code == 403
    waiting = give_role(cast.lead, cast.police, "safeguarding_lead")
    assert sign_in(cast.lead).post(f"/roles/{waiting.uid}/confirm/").status_code == 403


def test_a_lead_who_gave_a_role_does_not_confirm_it(cast: Cast, sign_in: SignIn) -> None:
    give_role(cast.administrator, cast.partnership, "audit_lead", by=cast.lead)
    membership = Membership.objects.create(
        person=cast.stranger, agency=cast.school, role="auditor", since=TODAY, given_at=NOW, given_by=cast.administrator
    )
    response = sign_in(cast.administrator).post(f"/roles/{membership.uid}/confirm/")
    assert response.status_code == 403
    assert "You gave this role" in text(response)


def test_sight_ends_with_the_role(cast: Cast, sign_in: SignIn, school_return: AgencyReturn) -> None:
    page = f"/audits/T-2026-01/returns/{school_return.uid}/"
    contact = sign_in(cast.school_contact)
    assert contact.get(page).status_code == 200
    membership = Membership.objects.get(person=cast.school_contact)
    assert sign_in(cast.administrator).post(f"/roles/{membership.uid}/end/").status_code == 302
    assert contact.get(page).status_code == 404


def test_a_role_ended_before_it_begins_never_opens_anything(
    cast: Cast, sign_in: SignIn, school_return: AgencyReturn
) -> None:
    begins = TODAY + timedelta(days=10)
    sent = {"agency": str(cast.school.pk), "role": "agency_contact", **day("since", begins)}
    assert sign_in(cast.administrator).post(f"/people/{cast.stranger.uid}/roles/give/", sent).status_code == 302
    membership = Membership.objects.get(person=cast.stranger)
    assert sign_in(cast.other_lead).post(f"/roles/{membership.uid}/confirm/").status_code == 302
    assert Person.objects.get(pk=cast.stranger.pk).standing(begins).has("agency_contact")
    assert sign_in(cast.administrator).post(f"/roles/{membership.uid}/end/").status_code == 302
    assert not Person.objects.get(pk=cast.stranger.pk).standing(begins).has("agency_contact")


def test_a_role_that_is_over_is_neither_ended_again_nor_confirmed(cast: Cast, sign_in: SignIn) -> None:
    last = TODAY - timedelta(days=5)
    membership = give_role(cast.stranger, cast.school, "auditor")
    Membership.objects.filter(pk=membership.pk).update(since=last, until=last, confirmed_at=None, confirmed_by=None)
    for who, verb in ((cast.administrator, "end"), (cast.other_lead, "confirm")):
        refused = sign_in(who).post(f"/roles/{membership.uid}/{verb}/")
        assert refused.status_code == 403
        assert "This role has ended already." in text(refused)
    assert Membership.objects.get(pk=membership.pk).until == last


def test_days_are_both_included(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.school_contact)
    for since, until, held in (
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), False),
    ):
        Membership.objects.filter(pk=membership.pk).update(since=since, until=until)
        person = Person.objects.get(pk=cast.school_contact.pk)
        assert person.standing(TODAY).has("agency_contact") is held


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"role": "auditor"}, "Choose an agency."),
        ({"agency": "here"}, "Choose a role."),
        ({"agency": "here", "role": "boss"}, "Choose one of the answers on the list."),
        ({"agency": "gone", "role": "auditor"}, "Choose one of the answers on the list."),
    ],
)
def test_a_role_needs_an_agency_and_a_role(cast: Cast, sign_in: SignIn, sent: dict[str, str], said: str) -> None:
    gone = Agency.objects.create(name="Gone", sector_id="SCH", is_active=False)
    data = {**sent, **day("since", TODAY)}
    if "agency" in data:
        data["agency"] = str(cast.school.pk if data["agency"] == "here" else gone.pk)
    response = sign_in(cast.administrator).post(f"/people/{cast.stranger.uid}/roles/give/", data)
    assert said in text(response)
    assert not Membership.objects.filter(person=cast.stranger).exists()


def test_two_administrators_at_once_see_both_names(cast: Cast, sign_in: SignIn) -> None:
    here = f"/people/{cast.reader.uid}/edit/"
    first = {"name": "Rae One", "email": cast.reader.email, "version": "1"}
    admin = sign_in(cast.administrator)
    saved = admin.post(here, first)
    assert saved.status_code == 302, text(saved)
    clash = admin.post(here, {**first, "name": "Rae Two"})
    assert clash.status_code == 409
    assert "Rae One" in text(clash)
    assert "Rae Two" in text(clash)


def test_a_closed_account_and_back(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    assert admin.post(f"/people/{cast.reader.uid}/use/", {"use": "no"}).status_code == 302
    assert not Person.objects.get(pk=cast.reader.pk).is_active
    assert admin.post(f"/people/{cast.reader.uid}/use/", {"use": "yes"}).status_code == 302
    assert Person.objects.get(pk=cast.reader.pk).is_active


def test_the_lists_cost_the_same_at_any_length_and_are_paged(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    for here in ("/people/", "/agencies/"):
        admin.get(here)
        with CaptureQueriesContext(connection) as few:
            admin.get(here)
        for number in range(60):
            person = make_person(f"Person {here[1]} {number:02}")
            give_role(person, cast.school, "reader")
            parent = Agency.objects.create(name=f"Agency {here[1]} {number:02}", sector_id="SCH")
            Agency.objects.create(name="Service", sector_id="SN", parent=parent)
        with CaptureQueriesContext(connection) as many:
            page = text(admin.get(here))
        assert len(many) == len(few)
        assert "page=2" in page


def test_people_are_found_by_name_or_address(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    said = text(admin.get("/people/?q=rae"))
    assert cast.reader.name in said
    assert cast.auditor.name not in said
    assert cast.auditor.name in text(admin.get("/people/?q=" + cast.auditor.email))
    assert admin.get("/people/?q=%25_%27%22;--").status_code == 200


def test_the_journal_is_not_changed_or_emptied(cast: Cast) -> None:
    journal.record(cast.lead, "read", None, now=NOW)
    entry = JournalEntry.objects.latest("pk")
    for change in (
        lambda: JournalEntry.objects.filter(pk=entry.pk).update(person_name_then="Somebody else"),
        lambda: JournalEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change()
    assert JournalEntry.objects.get(pk=entry.pk).person_name_then == cast.lead.name
