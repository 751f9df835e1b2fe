"""Reminders by the timetable: on which days, to whom, once; on a day off nobody; a run that dies leaves nobody out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Working
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Membership, Person
from audit_project.working_days import add_working_days, is_working_day
from audits.desk.chasing import reminders
from audits.desk.chasing.acts import remind, remind_of
from audits.desk.chasing.reminders import send_reminders
from audits.desk.chasing.timetable import DayOfTimetable, newest_day
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.messages import sending as messages
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit
from tests.conftest import NOW, Cast, give_role, make_person, open_return

pytestmark = pytest.mark.django_db
# Friday 11 December 2026, a fortnight before Christmas.
DUE = date(2026, 12, 11)


def at(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def run(day: date) -> list[str]:
    """The addresses that one run on this day wrote to."""
    mail.outbox.clear()
    send_reminders(at(day))
    return sorted(one.to[0] for one in mail.outbox)


@pytest.fixture
def due(audit: Audit) -> Audit:
    Audit.objects.filter(pk=audit.pk).update(returns_due=DUE)
    Membership.objects.update(since=date(2026, 1, 1))
    audit.refresh_from_db()
    return audit


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 12, 7), None),  # Monday: four working days left
        (date(2026, 12, 8), (date(2026, 12, 8), "before_due")),
        (date(2026, 12, 10), (date(2026, 12, 8), "before_due")),
        (date(2026, 12, 11), (date(2026, 12, 11), "due_today")),
        (date(2026, 12, 13), (date(2026, 12, 11), "due_today")),  # Sunday: late by no working day
        (date(2026, 12, 14), (date(2026, 12, 14), "overdue")),  # the first working day
        (date(2026, 12, 17), (date(2026, 12, 14), "overdue")),
        (date(2026, 12, 18), (date(2026, 12, 18), "overdue")),  # the fifth
        (date(2026, 12, 24), (date(2026, 12, 18), "overdue")),
        (date(2026, 12, 29), (date(2026, 12, 29), "overdue")),  # the tenth, past Christmas and its substitute day
        (date(2027, 1, 5), (date(2026, 12, 29), "overdue")),  # the fourteenth: 1 January is no working day
        (date(2027, 1, 6), (date(2027, 1, 6), "overdue")),
    ],
)
def test_the_days_of_the_timetable(on: date, expected: tuple[date, str] | None) -> None:
    """Counted by hand on a calendar of 2026 with the bank holidays of England (25 and 28 December, 1 January)."""
    assert newest_day(DUE, on) == (DayOfTimetable(*expected) if expected else None)


def test_three_working_days_before_a_monday_after_easter() -> None:
    """Easter Monday is 29 March 2027: the three days left are Wednesday, Thursday and Tuesday, so it is the Tuesday."""
    due = date(2027, 3, 30)
    assert newest_day(due, date(2027, 3, 22)) is None
    assert newest_day(due, date(2027, 3, 23)) == DayOfTimetable(date(2027, 3, 23), "before_due")


def test_without_a_due_day_there_is_no_reminder() -> None:
    assert newest_day(None, DUE) is None


def test_a_return_is_reminded_of_five_times_in_a_month_and_never_twice_a_day(
    cast: Cast, due: Audit, school_return: AgencyReturn
) -> None:
    written: dict[date, list[str]] = {}
    day = DUE - timedelta(days=14)
    while day <= DUE + timedelta(days=28):
        found = run(day)
        assert run(day) == []
        if found:
            written[day] = found
        day += timedelta(days=1)
    auditor, contact = cast.auditor.email, cast.school_contact.email
    assert written == {
        date(2026, 12, 8): [auditor],
        date(2026, 12, 11): [auditor],
        date(2026, 12, 14): [auditor, contact],  # late: the contact hears of it as well
        date(2026, 12, 18): [auditor, contact],
        date(2026, 12, 29): [auditor, contact],
        date(2027, 1, 6): [auditor, contact],
    }


def test_a_lead_s_own_reminder_stands_for_that_of_the_day(
    cast: Cast, due: Audit, school_return: AgencyReturn, django_capture_on_commit_callbacks: Any
) -> None:
    """By hand on Tuesday before the timer: neither on that day nor the next, nor on any until the due day."""
    with django_capture_on_commit_callbacks(execute=True):
        remind(due, by=cast.lead, now=at(date(2026, 12, 8), 7))
    assert [run(date(2026, 12, day)) for day in (8, 9, 10)] == [[], [], []]
    assert run(date(2026, 12, 11)) == [cast.auditor.email]


def test_a_reminder_by_hand_of_less_keeps_the_timetable_quiet_for_a_day_alone(
    cast: Cast, due: Audit, school_return: AgencyReturn, django_capture_on_commit_callbacks: Any
) -> None:
    second = Case.objects.create(audit=due, number=2, state=Case.State.RETURNS, added_at=NOW, added_by=cast.lead)
    open_return(second, cast.school, cast.auditor)
    with django_capture_on_commit_callbacks(execute=True):
        remind_of(school_return, by=cast.lead, now=at(date(2026, 12, 8), 7))
    assert run(date(2026, 12, 8)) == []
    assert run(date(2026, 12, 9)) == [cast.auditor.email]
    assert "2 returns" in mail.outbox[0].body


def test_a_reminder_by_hand_that_was_refused_counts_for_nothing(
    cast: Cast, due: Audit, school_return: AgencyReturn, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remind(due, by=cast.lead, now=at(date(2026, 12, 8), 7))
    SentMessage.objects.update(failed=True)
    assert run(date(2026, 12, 8)) == [cast.auditor.email]


def test_a_day_that_the_timer_missed_is_caught_up_with(cast: Cast, due: Audit, school_return: AgencyReturn) -> None:
    assert run(date(2026, 12, 9)) == [cast.auditor.email]
    assert "due on 11 December 2026 (in 2 working days)" in mail.outbox[0].body
    note = SentMessage.objects.get()
    assert (note.kind, note.for_day, note.things, note.failed) == ("before_due", date(2026, 12, 8), 1, False)
    assert run(date(2026, 12, 10)) == []


@pytest.mark.parametrize("day", [date(2026, 12, 12), date(2026, 12, 13), date(2026, 12, 25), date(2026, 12, 28)])
def test_weekends_and_bank_holidays_are_quiet(cast: Cast, due: Audit, school_return: AgencyReturn, day: date) -> None:
    assert not is_working_day(day)
    assert run(day) == []
    assert list(send_reminders(at(day)).lines()) == ["Nobody is reminded at weekends and on bank holidays."]


def test_one_message_for_many_cases_and_nothing_of_any(
    cast: Cast, due: Audit, school_return: AgencyReturn, police_return: AgencyReturn
) -> None:
    for number in (815, 816):
        case = Case.objects.create(audit=due, number=number, state="returns", added_at=NOW)
        open_return(case, cast.school, cast.auditor)
    assert run(date(2026, 12, 14)) == sorted(
        one.email for one in (cast.auditor, cast.school_contact, cast.police_auditor, cast.police_contact)
    )
    by_address = {one.to[0]: one for one in mail.outbox}
    mine = by_address[cast.auditor.email]
    assert "You have 3 returns to finish, due on 11 December 2026 (1 working day late)." in mine.body
    assert "Your agency owes 3 returns, due on" in by_address[cast.school_contact.email].body
    for one in mail.outbox:
        assert due.theme not in one.subject + one.body
        assert not re.search(r"81[56]|[Cc]ase 1", one.subject + one.body)
    assert SentMessage.objects.get(person=cast.auditor).things == 3


def test_a_question_and_a_late_return_come_in_one_message(
    cast: Cast, due: Audit, case: Case, police_return: AgencyReturn
) -> None:
    second = Case.objects.create(audit=due, number=2, state="sample", added_at=NOW)
    Involvement.objects.create(case=second, agency=cast.police)
    Audit.objects.filter(pk=due.pk).update(involvement_due=date(2026, 12, 9))
    assert run(date(2026, 12, 14)) == sorted([cast.police_auditor.email, cast.police_contact.email])
    body = next(one.body for one in mail.outbox if one.to == [cast.police_contact.email])
    assert "Your agency owes 1 return, due on 11 December 2026 (1 working day late)." in body
    assert "1 question to answer on whom it knows, due on 9 December 2026 (3 working days late)." in body
    assert run(date(2026, 12, 15)) == []


def test_questions_are_reminded_of_while_the_sample_is_chosen(cast: Cast, audit: Audit, case: Case) -> None:
    Membership.objects.update(since=date(2026, 1, 1))
    Involvement.objects.create(case=case, agency=cast.school_nursing)
    Audit.objects.filter(pk=audit.pk).update(state="sample", involvement_due=DUE, returns_due=None)
    assert run(date(2026, 12, 11)) == [cast.trust_contact.email]
    Involvement.objects.update(answer_id="NOTKNOWN", answered_at=NOW)
    assert run(date(2026, 12, 14)) == []


def test_without_an_auditor_the_contact_is_told_before_the_day(
    cast: Cast, due: Audit, school_return: AgencyReturn
) -> None:
    Involvement.objects.update(auditor=None)
    assert run(date(2026, 12, 8)) == [cast.school_contact.email]
    assert "For 1 of them nobody is named to audit." in mail.outbox[0].body


def test_only_people_with_a_role_in_force(
    cast: Cast, due: Audit, school_return: AgencyReturn, police_return: AgencyReturn
) -> None:
    Membership.objects.filter(person=cast.auditor).update(until=date(2026, 12, 7))
    Person.objects.filter(pk=cast.police_auditor.pk).update(is_active=False)
    unconfirmed = make_person("Una Unconfirmed")
    give_role(unconfirmed, cast.school, "agency_contact")
    assert run(date(2026, 12, 8)) == sorted([cast.school_contact.email, cast.police_contact.email])
    Membership.objects.filter(person__in=(cast.school_contact, cast.police_contact)).update(until=date(2026, 12, 8))
    assert run(date(2026, 12, 11)) == []
    assert list(send_reminders(at(date(2026, 12, 11))).lines()) == [
        "Nobody to write to for T-2026-01, Example Police and Hillside School.",
        "Nobody had to be reminded.",
    ]


@pytest.mark.parametrize("state", ["setup", "reporting", "published", "closed"])
def test_it_stops_when_the_audit_is_past(cast: Cast, due: Audit, school_return: AgencyReturn, state: str) -> None:
    Audit.objects.filter(pk=due.pk).update(state=state)
    assert run(date(2026, 12, 14)) == []


def test_an_audit_recorded_from_paper_reminds_nobody(cast: Cast, due: Audit, school_return: AgencyReturn) -> None:
    Audit.objects.filter(pk=due.pk).update(origin="recorded", recorded_from="A folder")
    assert run(date(2026, 12, 14)) == []


def test_what_is_handed_in_agreed_or_left_out_reminds_nobody(
    cast: Cast, due: Audit, school_return: AgencyReturn, police_return: AgencyReturn
) -> None:
    AgencyReturn.objects.filter(pk=school_return.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=cast.auditor
    )
    Case.objects.update(state="agreed")
    assert run(date(2026, 12, 14)) == []
    Case.objects.update(state="excluded")
    assert run(date(2026, 12, 14)) == []
    Case.objects.update(state="returns")
    assert run(date(2026, 12, 14)) == sorted([cast.police_auditor.email, cast.police_contact.email])


def test_whoever_was_told_that_returns_opened_is_not_reminded_for_an_earlier_day(
    cast: Cast, due: Audit, school_return: AgencyReturn
) -> None:
    Involvement.objects.update(auditor=None)
    SentMessage.objects.create(
        audit=due, person=cast.school_contact, kind="opened", for_day=date(2026, 12, 9), sent_at=NOW
    )
    assert run(date(2026, 12, 9)) == []
    assert run(date(2026, 12, 11)) == [cast.school_contact.email]


class Dying(Working):
    """Takes some messages and then dies in the middle of one, like a machine that is switched off."""

    left = 0

    def send_messages(self, email_messages: Any) -> int:
        if type(self).left == 0:
            raise SystemExit("killed")
        type(self).left -= 1
        return int(super().send_messages(email_messages))


@pytest.fixture
def everyone(cast: Cast, due: Audit, school_return: AgencyReturn, police_return: AgencyReturn) -> list[str]:
    people = (cast.auditor, cast.school_contact, cast.police_auditor, cast.police_contact)
    return sorted(one.email for one in people)


@pytest.mark.parametrize("taken", [0, 1, 2, 3])
def test_a_run_that_dies_in_the_middle_leaves_nobody_out_and_writes_to_nobody_twice(
    everyone: list[str], settings: Any, taken: int
) -> None:
    working, day = settings.EMAIL_BACKEND, date(2026, 12, 14)
    settings.EMAIL_BACKEND, Dying.left = "tests.desk.test_reminders.Dying", taken
    with pytest.raises(SystemExit):
        send_reminders(at(day))
    assert len(mail.outbox) == taken
    assert SentMessage.objects.filter(failed=False).count() == taken
    settings.EMAIL_BACKEND = working
    send_reminders(at(day, 9))
    assert sorted(one.to[0] for one in mail.outbox) == everyone
    assert run(day) == []
    assert SentMessage.objects.count() == 4
    assert not SentMessage.objects.filter(failed=True).exists()


def test_what_dies_before_it_could_note_anything_is_not_taken_for_sent(everyone: list[str], monkeypatch: Any) -> None:
    """A power cut: nothing of ours runs any more, so whatever stands in the log then must not claim a message."""

    def cut(*given: Any) -> None:
        raise SystemExit("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(messages, "send", cut)
        with pytest.raises(SystemExit):
            send_reminders(at(date(2026, 12, 14)))
    assert SentMessage.objects.get().failed
    assert run(date(2026, 12, 14)) == everyone


def test_a_mail_server_that_refuses_is_tried_again_at_the_next_run(everyone: list[str], settings: Any) -> None:
    working, day = settings.EMAIL_BACKEND, date(2026, 12, 14)
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    said = list(send_reminders(at(day)).lines())
    assert said == ["The mail server refused 4 messages: the next run tries again."]
    settings.EMAIL_BACKEND = working
    assert run(date(2026, 12, 15)) == everyone
    assert run(date(2026, 12, 16)) == []
    assert SentMessage.objects.count() == 4


class OutOfReach(Working):
    """A mail server that cannot be reached: each attempt would wait for its time-out."""

    tries = 0

    def open(self) -> bool:
        type(self).tries += 1
        raise TimeoutError("no answer")


def test_a_mail_server_out_of_reach_is_tried_once_a_run(everyone: list[str], settings: Any) -> None:
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.desk.test_reminders.OutOfReach"
    OutOfReach.tries = 0
    said = list(send_reminders(at(date(2026, 12, 14))).lines())
    assert said == ["The mail server refused 4 messages: the next run tries again."]
    assert OutOfReach.tries == 1
    assert SentMessage.objects.filter(failed=True).count() == 4
    settings.EMAIL_BACKEND = working
    assert run(date(2026, 12, 14)) == everyone


class Picky(Working):
    """Refuses one address and takes the others."""

    def send_messages(self, email_messages: Any) -> int:
        if email_messages[0].to == ["cora.contact@people.example"]:
            raise SMTPRecipientsRefused({})
        return int(super().send_messages(email_messages))


def test_an_address_that_is_refused_holds_up_no_other(everyone: list[str], cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.desk.test_reminders.Picky"
    said = list(send_reminders(at(date(2026, 12, 14))).lines())
    assert sorted(one.to[0] for one in mail.outbox) == [one for one in everyone if not one.startswith("cora")]
    assert said == [
        "3 people were reminded in 1 audit: 3 overdue.",
        "The mail server refused 1 message: the next run tries again.",
    ]
    assert SentMessage.objects.get(failed=True).person == cast.school_contact


def test_an_address_that_no_message_can_carry_holds_up_no_other(everyone: list[str], cast: Cast) -> None:
    Person.objects.filter(pk=cast.auditor.pk).update(email="ada@people.example\nBcc: all@people.example")
    assert run(date(2026, 12, 14)) == [one for one in everyone if not one.startswith("ada")]
    assert SentMessage.objects.get(failed=True).person == cast.auditor


def test_two_runs_at_once_are_one(everyone: list[str]) -> None:
    where = connection.get_connection_params()
    other = psycopg.connect(
        host=where.get("host"), port=where.get("port"), user=where.get("user"), password=where.get("password"),
        dbname=where["dbname"],
    )  # fmt: skip
    with other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [reminders.LOCK])
        assert run(date(2026, 12, 14)) == []
        assert list(send_reminders(at(date(2026, 12, 14))).lines()) == [reminders.BUSY]
        cursor.execute("SELECT pg_advisory_unlock(%s)", [reminders.LOCK])
    assert run(date(2026, 12, 14)) == everyone


def test_the_command_says_what_it_did(everyone: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2026, 12, 14)))
    out = StringIO()
    call_command("send_reminders", stdout=out)
    assert out.getvalue() == "4 people were reminded in 1 audit: 4 overdue.\n"
    out = StringIO()
    call_command("send_reminders", stdout=out)
    assert out.getvalue() == "Nobody had to be reminded.\n"


def test_a_run_asks_the_same_number_of_questions_for_any_number_of_cases(
    cast: Cast, due: Audit, school_return: AgencyReturn
) -> None:
    def cost() -> int:
        SentMessage.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            run(add_working_days(DUE, 1))
        return len(asked)

    one = cost()
    for number in range(2, 31):
        case = Case.objects.create(audit=due, number=number, state="returns", added_at=NOW)
        open_return(case, cast.school, cast.auditor)
    assert cost() == one


def test_the_timer_reads_no_clock_but_the_one_it_is_given(
    cast: Cast, due: Audit, school_return: AgencyReturn, monkeypatch: Any
) -> None:
    def forbidden(*given: Any) -> Callable[..., Any]:
        raise AssertionError("reads a clock of its own")

    monkeypatch.setattr("audits.desk.chasing.reminders.timezone.now", forbidden)
    assert run(date(2026, 12, 11)) == [cast.auditor.email]
