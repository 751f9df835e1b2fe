"""E-mails to agencies' contacts: which questions wait, that returns have opened; without a word of any case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, JournalEntry, Membership
from audit_project.working_days import is_working_day
from audits.desk.chasing.reminders import send_reminders
from audits.returns.models import AgencyReturn
from audits.sample.involvement.telling import letters, tell_agencies
from audits.sample.models import Case, Involvement
from audits.scope.acts import move_audit
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, give_role, make_person, say_how_handled

SignIn = Callable[..., Client]
Committed = Callable[..., AbstractContextManager[Any]]
TELL = "/audits/T-2026-01/involvement/tell/"


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def asked(audit: Audit, cast: Cast) -> Audit:
    """Two cases; the school is asked about both and has answered one, the police and school nursing about one."""
    Audit.objects.filter(pk=audit.pk).update(state="sample", involvement_due=date(2026, 12, 4))
    audit.refresh_from_db()
    one, two = [Case.objects.create(audit=audit, number=n, added_at=NOW, added_by=cast.lead) for n in (81, 82)]
    Involvement.objects.create(case=one, agency=cast.school)
    known = {"answer_id": "KNOWN", "answered_at": NOW, "answered_by": cast.school_contact}
    Involvement.objects.create(case=two, agency=cast.school, **known)
    Involvement.objects.create(case=one, agency=cast.police)
    Involvement.objects.create(case=one, agency=cast.school_nursing)
    return audit


def test_each_contact_gets_one_e_mail(asked: Audit, cast: Cast, sign_in: SignIn, committed: Committed) -> None:
    second = make_person("Sid Second")
    give_role(second, cast.school, "agency_contact", by=cast.lead)
    client = sign_in(cast.lead)
    with committed():
        page = client.post(TELL, follow=True).content.decode()
    told = {person.email for person in (cast.school_contact, second, cast.police_contact, cast.trust_contact)}
    assert {to for one in mail.outbox for to in one.to} == told
    assert len(mail.outbox) == 4
    assert "4 e-mails are sent." in page
    notes = SentMessage.objects.filter(kind="involvement", for_day=TODAY)
    assert {(note.person.name, note.agency.name, note.things) for note in notes if note.agency} == {
        ("Cora Contact", "Hillside School", 1), ("Sid Second", "Hillside School", 1),
        ("Piers Contact", "Example Police", 1), ("Tess Contact", "School Nursing", 1),
    }  # fmt: skip
    assert JournalEntry.objects.filter(verb="told_agencies", person_id_then=cast.lead.pk).count() == 1
    # Again the same day: nobody is written to, and the lead is told.
    with committed():
        again = client.post(TELL)
    assert again.status_code == 403
    assert "Everybody who can be reached has been written to today." in again.content.decode()
    assert len(mail.outbox) == 4
    assert client.get(TELL).content.decode().count("Sent today") == 4


def test_the_e_mail_says_nothing_of_theme_case_or_agency(
    asked: Audit, cast: Cast, sign_in: SignIn, committed: Committed
) -> None:
    with committed():
        sign_in(cast.lead).post(TELL)
    for one in mail.outbox:
        assert one.subject == "T-2026-01: questions for your agency"
        words = one.subject + one.body
        for secret in (asked.theme, "81", "82", "case 8", "Hillside", "Police", "Nursing", "Contact"):
            assert secret not in words, secret
        assert "1 question waits for your answer. Please answer by 4 December 2026." in one.body
        assert "/audits/T-2026-01/involvement/" in one.body


def test_a_mail_server_that_refuses_undoes_nothing_and_is_tried_again(
    asked: Audit, cast: Cast, sign_in: SignIn, committed: Committed, settings: Any
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    client = sign_in(cast.lead)
    with committed():
        assert client.post(TELL).status_code == 302
    assert SentMessage.objects.filter(failed=True).count() == 3
    assert client.get(TELL).content.decode().count("To be sent") == 3
    settings.EMAIL_BACKEND = working
    with committed():
        client.post(TELL)
    assert len(mail.outbox) == SentMessage.objects.filter(failed=False).count() == SentMessage.objects.count() == 3


def test_agencies_without_a_contact_are_named(asked: Audit, cast: Cast, sign_in: SignIn) -> None:
    Membership.objects.filter(person=cast.police_contact).update(until=TODAY - timedelta(days=1))
    client = sign_in(cast.lead)
    for address in (TELL, "/audits/T-2026-01/involvement/"):
        page = client.get(address).content.decode()
        assert "Nobody at Example Police would get this e-mail: ring them" in page, address
        assert "Nobody at Hillside School" not in page
    assert [letter.person for letter in letters(asked, TODAY).to] == [cast.school_contact, cast.trust_contact]


def test_an_organisation_with_two_services_gets_one_e_mail(asked: Audit, cast: Cast, committed: Committed) -> None:
    visiting = Agency.objects.create(name="Health Visiting", sector_id="HV", parent=cast.trust)
    Involvement.objects.create(case=asked.cases.get(number=81), agency=visiting)
    found = {letter.person: letter for letter in letters(asked, TODAY).to}[cast.trust_contact]
    assert {one.name for one in found.agencies} == {"School Nursing", "Health Visiting"}
    assert found.questions == 2


def test_only_the_lead_writes_and_only_in_time(asked: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.school_contact).post(TELL).status_code == 403
    assert sign_in(cast.scrutineer).get(TELL).status_code == 403
    assert sign_in(cast.other_lead).post(TELL).status_code == 404
    Audit.objects.update(state="meeting")
    refused = sign_in(cast.lead).post(TELL)
    assert "Agencies are written to while the sample is chosen and while returns are open." in refused.content.decode()
    assert not SentMessage.objects.exists()


def test_contacts_are_told_when_returns_open(asked: Audit, cast: Cast, committed: Committed) -> None:
    say_how_handled(asked, cast.lead)
    with committed():
        move_audit(asked, Audit.State.RETURNS, by=cast.lead, now=NOW)
        assert mail.outbox == []  # only once it is safe
    assert AgencyReturn.objects.count() == 1
    (one,) = mail.outbox
    assert one.to == [cast.school_contact.email]
    assert one.subject == "T-2026-01: returns have opened"
    assert "Your agency has 1 return to send in. They are due by" in one.body
    for secret in (asked.theme, "82", "Hillside", "Contact"):
        assert secret not in one.subject + one.body, secret
    note = SentMessage.objects.get()
    assert (note.kind, note.things, note.agency) == ("opened", 1, cast.school)


def test_a_refused_message_does_not_keep_returns_closed(
    asked: Audit, cast: Cast, committed: Committed, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    say_how_handled(asked, cast.lead)
    with committed():
        move_audit(asked, Audit.State.RETURNS, by=cast.lead, now=NOW)
    asked.refresh_from_db()
    assert asked.state == Audit.State.RETURNS
    assert SentMessage.objects.get().failed


def test_an_audit_recorded_from_paper_writes_to_nobody(asked: Audit, cast: Cast, committed: Committed) -> None:
    Audit.objects.update(origin="recorded", recorded_from="A report of 2019")
    asked.refresh_from_db()
    with committed():
        move_audit(asked, Audit.State.RETURNS, by=cast.lead, now=NOW)
    assert AgencyReturn.objects.exists()
    assert not SentMessage.objects.exists()


def test_the_next_run_tries_again_what_the_mail_server_refused(
    asked: Audit, cast: Cast, committed: Committed, settings: Any
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    say_how_handled(asked, cast.lead)
    Audit.objects.update(involvement_due=None, returns_due=None)
    asked.refresh_from_db()
    with committed():
        tell_agencies(asked, by=cast.lead, now=NOW)
        move_audit(asked, Audit.State.RETURNS, by=cast.lead, now=NOW)
    assert SentMessage.objects.filter(failed=True).count() == 4
    settings.EMAIL_BACKEND = working
    # The police have answered meanwhile, so nothing waits for their contact any more.
    Involvement.objects.filter(agency=cast.police).update(answer="NOTKNOWN", answered_at=NOW)
    workday = next(day for n in range(1, 10) if is_working_day(timezone.localdate(day := NOW + timedelta(days=n))))
    with committed():
        said = list(send_reminders(workday).lines())
    assert sorted((to, one.subject.partition(": ")[2]) for one in mail.outbox for to in one.to) == [
        (cast.school_contact.email, "questions for your agency"),
        (cast.school_contact.email, "returns have opened"),
        (cast.trust_contact.email, "questions for your agency"),
    ]
    assert said == ["3 messages that the mail server had refused have gone out."]
    with committed():
        send_reminders(workday + timedelta(days=1))
    assert len(mail.outbox) == 3
