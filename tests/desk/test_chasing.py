"""A lead reminds those who owe something: who is written to, with which words, how often, and what the log says."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry, MailDomain, Membership, Person
from audits.desk.chasing import acts as chasing
from audits.desk.chasing.acts import in_words, remind, time_words
from audits.returns.links.acts import send_link
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case, Involvement
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit, AuditTeam
from tests.conftest import NOW, TODAY, Cast, give_role, make_person, open_return

Committed = Callable[..., AbstractContextManager[Any]]
SignIn = Callable[[Person], Client]
AT = "/audits/T-2026-01/remind/"
LOG = "/audits/T-2026-01/sent/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def press(sign_in: SignIn, django_capture_on_commit_callbacks: Committed) -> Callable[..., str]:
    """Press a button as somebody; gives the words of the page that comes."""

    def pressed(person: Person, where: str = AT, **given: str) -> str:
        client = sign_in(person)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(where, given)
        assert response.status_code == 302, response.status_code
        return text(client.get(response["Location"].partition("#")[0]).content)

    return pressed


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def written_to() -> dict[str, str]:
    return {one.to[0]: one.body for one in mail.outbox}


def test_everybody_who_owes_something_gets_one_message(
    cast: Cast, audit: Audit, school_return: AgencyReturn, police_return: AgencyReturn, press: Callable[..., str]
) -> None:
    second = Case.objects.create(audit=audit, number=2, state="returns", added_at=NOW)
    open_return(second, cast.school, cast.auditor)
    Involvement.objects.create(case=second, agency=cast.school_nursing)
    page = press(cast.lead)
    assert "Ada Auditor, Cora Contact, Pat Police and 2 others were reminded." in page
    found = written_to()
    people = (cast.auditor, cast.school_contact, cast.police_auditor, cast.police_contact, cast.trust_contact)
    assert set(found) == {one.email for one in people}
    assert len(mail.outbox) == 5
    assert "You have 2 returns to finish, due on" in found[cast.auditor.email]
    assert "Your agency owes 2 returns, due on" in found[cast.school_contact.email]
    assert "1 question to answer on whom it knows" in found[cast.trust_contact.email]
    assert "Lena Lead reminds you of the case file audit T-2026-01" in found[cast.auditor.email]


def test_no_message_holds_the_theme_or_a_case(
    cast: Cast, audit: Audit, school_return: AgencyReturn, press: Callable[..., str]
) -> None:
    Case.objects.filter(pk=school_return.case_id).update(number=4711)
    press(cast.lead)
    assert mail.outbox
    for one in mail.outbox:
        assert audit.theme not in one.subject + one.body
        assert "4711" not in one.subject + one.body
        assert one.subject == "Case file audit T-2026-01: a reminder"


def test_one_reminder_a_person_in_24_hours(
    cast: Cast, audit: Audit, school_return: AgencyReturn, press: Callable[..., str]
) -> None:
    press(cast.lead)
    before = len(mail.outbox)
    assert before == 2
    page = press(cast.lead, f"/audits/T-2026-01/returns/{school_return.uid}/remind/")
    assert len(mail.outbox) == before
    assert re.search(r"Ada Auditor was reminded at \d+:\d\d[ap]m today\.", page)
    assert "One reminder a person in 24 hours" in page
    SentMessage.objects.update(sent_at=NOW - timedelta(hours=24, minutes=1))
    press(cast.lead)
    assert len(mail.outbox) == before + 2


def test_another_audit_may_be_reminded_of_the_same_day(
    cast: Cast, audit: Audit, school_return: AgencyReturn, press: Callable[..., str]
) -> None:
    other = Audit.objects.create(
        reference="T-2026-02", state=Audit.State.RETURNS, theme="Another", created_at=NOW, created_by=cast.lead
    )
    AuditTeam.objects.create(
        audit=other, person=cast.lead, part="lead", since=TODAY, given_at=NOW, given_by=cast.other_lead
    )
    open_return(Case.objects.create(audit=other, number=1, added_at=NOW, added_by=cast.lead), cast.school, cast.auditor)
    press(cast.lead)
    mail.outbox.clear()
    press(cast.lead, "/audits/T-2026-02/remind/")
    assert len(mail.outbox) == 2


def test_whom_the_timetable_reminded_today_is_written_to_again_only_on_purpose(
    cast: Cast,
    audit: Audit,
    school_return: AgencyReturn,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    SentMessage.objects.create(
        audit=audit, agency=cast.school, person=cast.auditor, kind="before_due", for_day=TODAY, things=1,
        sent_at=NOW - timedelta(hours=2),
    )  # fmt: skip
    client = sign_in(cast.lead)
    where = f"/audits/T-2026-01/returns/{school_return.uid}/remind/"

    def press(**given: str) -> Any:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(where, given)

    said = text(press().content)
    assert re.search(r"Ada Auditor was reminded by the timetable at \d+:\d\d[ap]m today\.", said)
    assert "Cora Contact was reminded." in said  # who had none
    assert set(written_to()) == {cast.school_contact.email}
    assert "Send a second reminder all the same" in said
    assert press(all_the_same="on").status_code == 302
    assert set(written_to()) == {cast.auditor.email}
    # A lead has written to both now: on purpose or not, that is once in 24 hours.
    assert press(all_the_same="on").status_code == 302
    assert written_to() == {}


def test_one_agency_or_one_return(
    cast: Cast, school_return: AgencyReturn, police_return: AgencyReturn, press: Callable[..., str], sign_in: SignIn
) -> None:
    page = press(cast.lead, f"{AT}{cast.police.uid}/")
    assert "Pat Police and Piers Contact were reminded." in page
    assert set(written_to()) == {cast.police_auditor.email, cast.police_contact.email}
    press(cast.lead, f"/audits/T-2026-01/returns/{school_return.uid}/remind/")
    assert cast.auditor.email in written_to()
    entries = JournalEntry.objects.filter(verb="reminded").order_by("pk")
    assert [(one.kind, one.person_name_then) for one in entries] == [
        ("audit", "Lena Lead"), ("agencyreturn", "Lena Lead"),
    ]  # fmt: skip
    log = text(sign_in(cast.lead).get("/audits/T-2026-01/activity/").content)
    assert "sent a reminder about the audit" in log
    assert "sent a reminder about the return of Hillside School" in log


def test_what_is_handed_in_reminds_nobody(
    cast: Cast, school_return: AgencyReturn, sign_in: SignIn, press: Callable[..., str]
) -> None:
    AgencyReturn.objects.update(state="submitted", submitted_at=NOW, submitted_by=cast.auditor)
    refused = sign_in(cast.lead).post(f"/audits/T-2026-01/returns/{school_return.uid}/remind/")
    assert refused.status_code == 403
    assert "This return has been handed in, so nobody is reminded of it." in text(refused.content)
    assert "Nothing is owed there, so nobody was reminded." in press(cast.lead)
    assert not mail.outbox


@pytest.mark.parametrize("state", ["reporting", "published", "closed", "setup"])
def test_an_audit_that_is_past_reminds_nobody(
    state: str, cast: Cast, audit: Audit, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    Audit.objects.filter(pk=audit.pk).update(state=state)
    refused = sign_in(cast.lead).post(AT)
    assert refused.status_code == 403
    assert "waits for nobody now" in text(refused.content)
    assert "Remind everyone" not in text(sign_in(cast.lead).get("/audits/T-2026-01/").content)


@pytest.mark.parametrize(
    ("who", "status"),
    [("scrutineer", 403), ("police_contact", 403), ("auditor", 403), ("other_lead", 404), ("administrator", 404)],
)
def test_only_the_lead_reminds(
    who: str, status: int, cast: Cast, police_return: AgencyReturn, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    client = sign_in(getattr(cast, who))
    for where in (AT, f"{AT}{cast.police.uid}/"):
        assert client.post(where).status_code == status
    assert not SentMessage.objects.exists()
    page = client.get("/audits/T-2026-01/").content.decode()
    assert "/remind/" not in page


def test_whoever_lost_the_role_is_not_written_to_but_the_contact_is(
    cast: Cast, school_return: AgencyReturn, police_return: AgencyReturn, press: Callable[..., str]
) -> None:
    Membership.objects.filter(person=cast.auditor).update(until=TODAY - timedelta(days=1))
    Person.objects.filter(pk__in=(cast.police_auditor.pk, cast.police_contact.pk)).update(is_active=False)
    page = press(cast.lead)
    assert set(written_to()) == {cast.school_contact.email}
    assert "Nobody could be written to for Example Police: no contact, and no auditor in force." in page


def test_a_guest_is_written_to_where_their_link_went_and_no_code_is_told(
    cast: Cast, audit: Audit, police_return: AgencyReturn, press: Callable[..., str]
) -> None:
    MailDomain.objects.create(domain="surgery.example", added_at=NOW)
    Involvement.objects.update(auditor=None)
    police_return.refresh_from_db()
    sent = send_link(police_return, by=cast.lead, now=NOW, email="dr@surgery.example", name="Dr Penn", until=None)
    mail.outbox.clear()
    press(cast.lead)
    found = written_to()
    assert set(found) == {"dr@surgery.example", cast.police_contact.email}
    body = found["dr@surgery.example"]
    assert "Open the link that was sent to you" in body
    assert sent.code not in body.replace(" ", "")
    assert "/r/" not in body
    ReturnLink.objects.update(until=TODAY - timedelta(days=1))
    SentMessage.objects.all().delete()
    mail.outbox.clear()
    press(cast.lead)
    assert set(written_to()) == {cast.police_contact.email}


def test_an_auditor_who_is_the_contact_too_gets_one_message(
    cast: Cast, school_return: AgencyReturn, press: Callable[..., str]
) -> None:
    give_role(cast.auditor, cast.school, "agency_contact", by=cast.lead)
    press(cast.lead)
    assert sorted(one.to[0] for one in mail.outbox) == sorted([cast.auditor.email, cast.school_contact.email])
    assert "Your agency owes" not in written_to()[cast.auditor.email]
    assert SentMessage.objects.get(person=cast.auditor).things == 1


@pytest.mark.django_db(transaction=True)
def test_what_the_mail_server_refused_is_said_logged_and_may_be_tried_at_once(
    cast: Cast, school_return: AgencyReturn, press: Callable[..., str], settings: Any, sign_in: SignIn
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    page = press(cast.lead)
    assert "The mail server refused the message to Ada Auditor and Cora Contact. Try again later, or ring them." in page
    log = text(sign_in(cast.lead).get(LOG).content)
    assert log.count("Not sent: the mail server refused it. Remind them again, or ring them.") == 2
    settings.EMAIL_BACKEND = working
    assert "Ada Auditor and Cora Contact were reminded." in press(cast.lead)
    assert len(mail.outbox) == 2


def test_the_log_says_when_to_whom_what_and_by_whom(
    cast: Cast, audit: Audit, school_return: AgencyReturn, press: Callable[..., str], sign_in: SignIn
) -> None:
    assert "Nothing has been sent about this audit yet." in text(sign_in(cast.lead).get(LOG).content)
    press(cast.lead)
    SentMessage.objects.create(
        audit=audit, agency=cast.police, person=cast.police_contact, kind="overdue", for_day=TODAY, things=3,
        sent_at=NOW - timedelta(days=3), failed=True,
    )  # fmt: skip
    for person in (cast.lead, cast.scrutineer):
        log = text(sign_in(person).get(LOG).content)
        assert "Ada Auditor, Hillside School Reminder by the lead, 1 thing Lena Lead" in log
        assert (
            "Piers Contact, Example Police Overdue, 3 things Not sent: the mail server refused it. It is tried again"
            in log
        )
        assert "The timetable" in log
        assert audit.theme not in log


def test_a_contact_reads_the_lines_of_their_own_agency(
    cast: Cast,
    audit: Audit,
    school_return: AgencyReturn,
    police_return: AgencyReturn,
    press: Callable[..., str],
    sign_in: SignIn,
) -> None:
    press(cast.lead)
    client = sign_in(cast.police_contact)
    assert "which messages were sent" in text(client.get("/my-agency/").content)
    own = text(client.get("/my-agency/sent/").content)
    assert "Pat Police, Example Police T-2026-01: Reminder by the lead, 1 thing" in own
    assert "Ada Auditor" not in own
    # A message about several agencies at once names none of them: whoever got it finds it.
    SentMessage.objects.create(audit=audit, person=cast.police_contact, kind="opened", for_day=TODAY, sent_at=NOW)
    assert "Piers Contact T-2026-01: Returns have opened, 0 things The returns opening" in text(
        client.get("/my-agency/sent/").content
    )
    assert client.get(LOG).status_code == 403
    assert sign_in(cast.auditor).get("/my-agency/sent/").status_code == 404


def test_a_long_log_has_pages_and_costs_no_more(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)

    def cost() -> int:
        client.get(LOG)
        with CaptureQueriesContext(connection) as asked:
            client.get(LOG)
        return len(asked)

    def send(number: int) -> None:
        for day in range(number):
            SentMessage.objects.create(
                audit=audit, agency=cast.police, person=cast.police_contact, kind="nudge", sent_by=cast.lead,
                for_day=TODAY, sent_at=NOW - timedelta(days=day),
            )  # fmt: skip

    send(1)
    one = cost()
    send(60)
    assert cost() == one <= 12
    assert "Page 1 of 2" in text(client.get(LOG).content)
    assert client.get(LOG, {"page": "2"}).content.decode().count("<tr") == 12  # eleven lines and the head


def test_reminding_costs_the_same_number_of_questions_for_any_number_of_cases(cast: Cast, audit: Audit) -> None:
    """What grows is a line and a message for each person, never for each return."""

    def cost(cases: range) -> int:
        for number in cases:
            case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW)
            open_return(case, cast.school, cast.auditor)
            open_return(case, cast.police, cast.police_auditor)
        SentMessage.objects.all().delete()
        cast.lead.forget_standing()
        with CaptureQueriesContext(connection) as asked:
            remind(audit, by=cast.lead, now=NOW)
        return len(asked)

    cost(range(1, 2))
    assert cost(range(2, 3)) == cost(range(3, 31))


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_press_at_once_remind_nobody_twice(
    cast: Cast, audit: Audit, school_return: AgencyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    AuditTeam.objects.create(
        audit=audit, person=cast.other_lead, part="lead", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    ready, look = Barrier(2), chasing.last_reminders

    def look_slowly(*given: Any) -> dict[int, chasing.EarlierReminder]:
        """Between looking and writing there is time for another lead."""
        found = look(*given)
        sleep(0.5)
        return found

    monkeypatch.setattr(chasing, "last_reminders", look_slowly)

    def press(by: Person) -> int:
        try:
            ready.wait(10)
            return len(remind(audit, by=by, now=NOW).sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(press, (cast.lead, cast.other_lead)))
    assert sorted(sent) == [0, 2]
    assert len(mail.outbox) == SentMessage.objects.count() == 2


def test_times_are_said_in_words(cast: Cast) -> None:
    now = NOW.replace(month=6, day=15, hour=9, minute=42)
    assert time_words(now, now) == "10:42am today"  # an hour ahead of UTC in June
    assert time_words(now - timedelta(hours=18), now) == "4:42pm yesterday"


def test_four_who_were_reminded_already_are_not_all_named(cast: Cast, audit: Audit, case: Case) -> None:
    for number in range(5):
        person = make_person(f"Contact Number{number}")
        give_role(person, cast.school, "agency_contact", by=cast.lead)
    open_return(case, cast.school, cast.auditor)
    remind(audit, by=cast.lead, now=NOW)
    said = " ".join(in_words(remind(audit, by=cast.lead, now=NOW), NOW))
    assert said.count("was reminded at") == 3
    assert "4 others were reminded in the last 24 hours." in said


def test_my_work_leads_to_the_agencies_that_are_late(
    cast: Cast, audit: Audit, school_return: AgencyReturn, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    assert "to chase" not in text(client.get("/").content)
    Audit.objects.filter(pk=audit.pk).update(returns_due=TODAY - timedelta(days=7))
    page = client.get("/").content.decode()
    assert "You have 2 agencies to chase" in page
    assert "T-2026-01: 2 agencies owe 2 returns" in page
    assert 'href="/audits/T-2026-01/returns/?overdue=yes#list"' in page
    assert "2 returns." in text(client.get("/audits/T-2026-01/returns/", {"overdue": "yes"}).content)
    AgencyReturn.objects.filter(pk=police_return.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=cast.police_auditor
    )
    page = text(client.get("/").content)
    assert "You have 1 agency to chase" in page
    assert "T-2026-01: 1 agency owes 1 return" in page
    # Whoever does not lead the audit chases nobody, and neither does a lead whose part has ended.
    for person in (cast.other_lead, cast.police_contact, cast.scrutineer):
        assert "to chase" not in text(sign_in(person).get("/").content)
    audit.team.filter(person=cast.lead).update(since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    assert "to chase" not in text(client.get("/").content)


def test_my_work_leads_to_the_agencies_that_have_not_answered(
    cast: Cast, audit: Audit, case: Case, sign_in: SignIn
) -> None:
    Involvement.objects.create(case=case, agency=cast.school_nursing)
    Audit.objects.filter(pk=audit.pk).update(involvement_due=TODAY)
    client = sign_in(cast.lead)
    assert "not answered yet" not in text(client.get("/").content)
    Audit.objects.filter(pk=audit.pk).update(involvement_due=TODAY - timedelta(days=7))
    page = client.get("/").content.decode()
    assert "You have 1 agency that has not answered yet" in page
    assert "T-2026-01: 1 agency has 1 question open" in page
    link = "/audits/T-2026-01/involvement/"
    assert f'href="{link}"' in page
    assert client.get(link).status_code == 200
    assert "not answered yet" not in text(sign_in(cast.trust_contact).get("/").content)
    Involvement.objects.update(answer_id="NOTKNOWN", answered_at=NOW)
    assert "not answered yet" not in text(client.get("/").content)
