"""Invitations by e-mail: single use, seven days, one address, never above the inviter's own powers."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.invitations import acts as invitations
from agencies.models import Agency, JournalEntry, MailDomain, Membership, Person, PersonInvitation
from audit_project.log_filter import NoSecrets
from audit_project.refused import Refused
from tests.conftest import NOW, TODAY, Cast

SignIn = Callable[[Person], Client]
PASSWORD = "three-odd-lanterns"
ADDRESS = "nia@school.example"
SENT = {"password": PASSWORD, "again": PASSWORD}


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def link_in(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/invitation/[-\w]+/)", message.body)
    assert found is not None
    return found[1]


@pytest.fixture
def listed(cast: Cast) -> MailDomain:
    return MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)


def invite(by: Person, agency: Agency, role: str = "auditor", email: str = ADDRESS) -> tuple[PersonInvitation, str]:
    """An invitation as it stands, and the address of its page."""
    made = invitations.invite_person(by=by, now=NOW, name="Nia New", email=email, agency=agency, role=role)
    return made, link_in(mail.outbox[-1])


@pytest.mark.django_db
def test_invited_accepted_confirmed_and_at_work(cast: Cast, sign_in: SignIn, listed: MailDomain) -> None:
    sent = {"name": "Nia New", "email": ADDRESS, "agency": str(cast.school.pk), "role": "auditor"}
    page = sign_in(cast.administrator).post("/people/invite/", sent, follow=True)
    assert f"The invitation is sent to {ADDRESS}" in text(page)
    assert "Waits for an answer" in text(page)
    message = mail.outbox[-1]
    assert message.to == [ADDRESS]
    assert not Person.objects.filter(email=ADDRESS).exists()
    here, guest = link_in(message), Client()
    opened = guest.get(here)
    assert ADDRESS in text(opened)
    assert opened.headers["Referrer-Policy"] == "no-referrer, strict-origin"
    assert PersonInvitation.objects.get().accepted_at is None
    done = guest.post(here, SENT, follow=True)
    assert "Your account is ready. A lead confirms your role" in text(done)
    person = Person.objects.get(email=ADDRESS)
    assert person.name == "Nia New"
    assert person.check_password(PASSWORD)
    held = Membership.objects.get(person=person)
    assert (held.agency, held.role, held.given_by, held.waits) == (cast.school, "auditor", cast.administrator, True)
    assert not person.standing(TODAY).roles
    sign_in(cast.other_lead).post(f"/roles/{held.uid}/confirm/")
    assert Person.objects.get(pk=person.pk).standing(TODAY).has("auditor")
    verbs = set(JournalEntry.objects.values_list("verb", "person_name_then"))
    assert {("invited", cast.administrator.name), ("accepted_invitation", "Nia New")} <= verbs


@pytest.mark.django_db
def test_the_secret_is_kept_nowhere_and_the_mail_says_no_theme(cast: Cast, listed: MailDomain, audit: Any) -> None:
    made, here = invite(cast.administrator, cast.school)
    token = here.split("/")[2]
    assert token not in str(PersonInvitation.objects.values_list())
    assert token not in str(JournalEntry.objects.values_list())
    assert audit.theme not in mail.outbox[-1].body + mail.outbox[-1].subject
    line = logging.LogRecord("django.request", 30, "", 1, "Forbidden: %s", (here,), None)
    assert NoSecrets().filter(line)
    assert token not in line.getMessage()
    assert made.secret_hash == invitations.hash_of_invitation(token)


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["used", "expired", "revoked", "unknown", "left", "renewed"])
def test_what_opens_nothing_says_why(cast: Cast, sign_in: SignIn, listed: MailDomain, how: str) -> None:
    made, here = invite(cast.school_contact, cast.school)
    rows = PersonInvitation.objects.filter(pk=made.pk)
    said = "This link opens no invitation. Ask whoever sent it."
    if how == "used":
        invitations.accept_invitation(here.split("/")[2], now=NOW, password=PASSWORD)
        said = "This invitation was used already."
    elif how == "expired":
        rows.update(sent_at=NOW - timedelta(days=8), expires_at=NOW - timedelta(days=1))
        said = "This invitation has expired"
    elif how == "revoked":
        sign_in(cast.school_contact).post(f"/invitations/{made.uid}/revoke/")
        said = "This invitation was withdrawn."
    elif how == "unknown":
        here = "/invitation/guessed/"
    elif how == "left":
        Membership.objects.filter(person=cast.school_contact).update(until=TODAY - timedelta(days=1))
        said = "Whoever invited you may not do so any more."
    else:
        sign_in(cast.school_contact).post(f"/invitations/{made.uid}/again/")
        assert link_in(mail.outbox[-1]) != here
        assert Client().get(link_in(mail.outbox[-1])).status_code == 200
    before = Person.objects.count()
    assert said in text(Client().get(here))
    answer = Client().post(here, SENT)
    assert answer.status_code == 403
    assert said in text(answer)
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_somebody_else_who_is_signed_in_changes_nothing(cast: Cast, sign_in: SignIn, listed: MailDomain) -> None:
    _, here = invite(cast.administrator, cast.school)
    client = sign_in(cast.auditor)
    assert "You are signed in already" in text(client.get(here))
    assert ADDRESS not in text(client.get(here))
    assert client.post(here, SENT).status_code == 403
    assert not Person.objects.filter(email=ADDRESS).exists()
    assert PersonInvitation.objects.get().accepted_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a password."),
        ({"password": PASSWORD, "again": "another-one-here"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "This password is too short"),
        ({"password": "1234567890", "again": "1234567890"}, "too common"),
    ],
)
def test_the_password_is_checked(cast: Cast, listed: MailDomain, sent: dict[str, str], said: str) -> None:
    _, here = invite(cast.administrator, cast.school)
    assert said in text(Client().post(here, sent))
    assert PersonInvitation.objects.get().accepted_at is None


@pytest.mark.django_db
def test_the_address_is_the_invitations_and_no_other(cast: Cast, listed: MailDomain) -> None:
    _, here = invite(cast.administrator, cast.school)
    Client().post(here, {**SENT, "email": "other@school.example", "username": "other@school.example"})
    assert Person.objects.filter(email=ADDRESS).exists()
    assert not Person.objects.filter(email="other@school.example").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "agency", "role", "said"),
    [
        ("school_contact", "school", "agency_contact", ""),
        ("trust_contact", "school_nursing", "auditor", ""),
        ("school_contact", "police", "auditor", "your own agency and its services only"),
        ("school_contact", "school", "audit_lead", "Ask the administrator for other roles."),
        ("school_contact", "school", "administrator", "Ask the administrator for other roles."),
        ("lead", "school", "auditor", "Only the administrator and the agencies' contacts"),
        ("auditor", "school", "auditor", "Only the administrator and the agencies' contacts"),
        ("administrator", "partnership", "audit_lead", ""),
    ],
)
def test_never_above_the_inviters_own_powers(
    cast: Cast, sign_in: SignIn, listed: MailDomain, who: str, agency: str, role: str, said: str
) -> None:
    by, place = getattr(cast, who), getattr(cast, agency)
    if not said:
        assert invite(by, place, role)[0].role == role
        return
    with pytest.raises(Refused, match=said):
        invite(by, place, role)
    sent = {"name": "Nia New", "email": ADDRESS, "agency": str(place.pk), "role": role}
    assert sign_in(by).post("/people/invite/", sent).status_code in (200, 403)
    assert not PersonInvitation.objects.exists()
    assert mail.outbox == []


@pytest.mark.django_db
def test_an_address_that_is_known_gets_the_role_instead(cast: Cast, sign_in: SignIn, listed: MailDomain) -> None:
    Person.objects.filter(pk=cast.reader.pk).update(email="Rae@school.example")
    sent = {"name": "Rae", "email": "rae@school.example", "agency": str(cast.school.pk), "role": "auditor"}
    page = sign_in(cast.administrator).post("/people/invite/", sent)
    assert f"/people/{cast.reader.uid}/roles/give/" in text(page)
    page = sign_in(cast.school_contact).post("/people/invite/", sent)
    assert "has an account already" in text(page)
    assert "roles/give" not in text(page)
    assert mail.outbox == []


@pytest.mark.django_db
def test_only_work_addresses_on_the_list_and_one_open_invitation_each(cast: Cast, listed: MailDomain) -> None:
    with pytest.raises(Refused, match="domain on the partnership's list"):
        invite(cast.administrator, cast.school, email="nia@elsewhere.example")
    invite(cast.administrator, cast.school)
    with pytest.raises(Refused, match="open already"):
        invite(cast.school_contact, cast.school, email=ADDRESS.upper())


@pytest.mark.django_db
def test_where_the_mail_server_refuses_nothing_is_kept(
    cast: Cast, sign_in: SignIn, listed: MailDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, here = invite(cast.administrator, cast.school)

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", refuse)
    sent = {"name": "Ned", "email": "ned@school.example", "agency": str(cast.school.pk), "role": "auditor"}
    page = sign_in(cast.administrator).post("/people/invite/", sent)
    assert "The mail server did not take the message" in text(page)
    assert PersonInvitation.objects.count() == 1
    assert sign_in(cast.administrator).post(f"/invitations/{made.uid}/again/").status_code == 403
    assert "Welcome, Nia New" in text(Client().get(here))


@pytest.mark.django_db
def test_contacts_see_and_change_their_own_agencys_invitations(cast: Cast, sign_in: SignIn, listed: MailDomain) -> None:
    made, _ = invite(cast.administrator, cast.school)
    assert "Nia New" in text(sign_in(cast.school_contact).get("/my-agency/"))
    assert "Nia New" not in text(sign_in(cast.police_contact).get("/invitations/"))
    assert sign_in(cast.police_contact).post(f"/invitations/{made.uid}/revoke/").status_code == 404
    assert sign_in(cast.lead).get("/invitations/").status_code == 404
    lead, _ = invite(cast.administrator, cast.school, "audit_lead", "lea@school.example")
    assert sign_in(cast.school_contact).post(f"/invitations/{lead.uid}/revoke/").status_code == 403


@pytest.mark.django_db
def test_guesses_are_slowed_down(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"open_invitation": "3/10m/ip"}
    cache.clear()
    client = Client()
    told = [client.post("/invitation/guess/", SENT).status_code for _ in range(5)]
    cache.clear()
    assert told == [403, 403, 403, 429, 429]


@pytest.mark.django_db
def test_the_list_costs_the_same_at_any_length(cast: Cast, sign_in: SignIn, listed: MailDomain) -> None:
    admin, counts = sign_in(cast.administrator), []
    for number in range(12):
        invite(cast.administrator, cast.school, email=f"n{number}@school.example")
        if number in (0, 11):
            admin.get("/people/")
            with CaptureQueriesContext(connection) as taken:
                admin.get("/people/")
            counts.append(len(taken))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_wins(cast: Cast) -> None:
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    _, here = invite(cast.administrator, cast.school)
    told: list[str] = []
    start = threading.Barrier(2)

    def accept() -> None:
        start.wait()
        try:
            invitations.accept_invitation(here.split("/")[2], now=NOW, password=PASSWORD)
            told.append("in")
        except Refused as refusal:
            told.append(refusal.sentence)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == sorted(["in", invitations.USED])
    assert Person.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.django_db
def test_a_leavers_open_invitations_are_counted_before_they_go(cast: Cast, sign_in: SignIn, listed: MailDomain) -> None:
    made, here = invite(cast.school_contact, cast.school)
    admin = sign_in(cast.administrator)
    assert "1 open invitation that they sent" in text(admin.get(f"/people/{cast.school_contact.uid}/use/"))
    admin.post(f"/people/{cast.school_contact.uid}/use/", {"use": "no"})
    assert "Whoever invited you may not do so any more." in text(Client().get(here))
    admin.post(f"/invitations/{made.uid}/again/")
    assert "Welcome, Nia New" in text(Client().get(link_in(mail.outbox[-1])))
