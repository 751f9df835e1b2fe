"""Names that were sent: what the contact finds in their work, and when they are reminded of what they have not said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership
from audits.desk.chasing.reminders import send_reminders
from audits.desk.owed import names_held
from audits.desk.transfers import transfers_to_confirm
from audits.lifecycle import Move
from audits.sample.models import Case, Involvement
from audits.sample.transfers import acts
from audits.sample.transfers.models import Transfer
from audits.scope.messages.models import SentMessage
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast

# Tuesday 1 December 2026: due on Friday the 4th, late on Monday the 7th.
SENT = date(2026, 12, 1)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8)))


def run(day: date) -> list[str]:
    mail.outbox.clear()
    send_reminders(at(day))
    return sorted(one.to[0] for one in mail.outbox)


@pytest.fixture
def sent(audit: Audit, case: Case, cast: Cast) -> Transfer:
    """Sent to the school, which is asked about case 1. Nothing else of the audit is due."""
    Audit.objects.update(returns_due=None)
    Membership.objects.update(since=date(2026, 1, 1))
    Involvement.objects.create(
        case=case, agency=cast.school, answer_id="NOTKNOWN", answered_at=NOW, answered_by=cast.school_contact
    )
    row = acts.send(audit, by=cast.lead, now=NOW, agency=cast.school, route="email", sent_on=TODAY)
    Transfer.objects.update(sent_on=SENT)
    return row


def over(audit: Audit, day: date) -> None:
    Audit.objects.update(state="reporting")
    Move.objects.create(
        kind="audit", object_uid=str(audit.uid), audit_uid=audit.uid, from_state="meeting", to_state="reporting",
        moved_at=at(day), moved_by_name_then="Lena Lead",
    )  # fmt: skip


def test_what_nobody_says_arrived_is_reminded_of_once_late_then_each_week(sent: Transfer, cast: Cast) -> None:
    written = {}
    for day in (SENT + timedelta(days=n) for n in range(24)):
        if found := run(day):
            written[day] = found
        assert run(day) == []
    assert written == {
        date(2026, 12, 7): [cast.school_contact.email],
        date(2026, 12, 11): [cast.school_contact.email],
        date(2026, 12, 18): [cast.school_contact.email],
    }


def test_what_arrived_is_reminded_of_once_the_meetings_are_over(sent: Transfer, audit: Audit, cast: Cast) -> None:
    acts.say_received(sent, by=cast.school_contact, now=NOW)
    assert run(date(2026, 12, 7)) == []
    over(audit, date(2026, 12, 7))
    assert run(date(2026, 12, 21)) == []  # the tenth working day
    assert run(date(2026, 12, 22)) == [cast.school_contact.email]
    assert "Say when it is destroyed." in mail.outbox[0].body
    acts.say_destroyed(sent, by=cast.school_contact, now=NOW)
    assert run(date(2027, 1, 4)) == []


def test_what_is_set_aside_reminds_nobody(sent: Transfer, cast: Cast) -> None:
    acts.set_aside(sent, by=cast.lead, now=NOW)
    assert run(date(2026, 12, 7)) == []


def test_the_message_holds_no_word_of_a_case(sent: Transfer, audit: Audit, cast: Cast) -> None:
    run(date(2026, 12, 7))
    message = mail.outbox[0]
    assert "1 message on whom your agency is asked about was sent to it. Say whether it came." in message.body
    for words in ("ase 1", audit.theme, "Hillside", "secure"):
        assert words not in message.subject + message.body
    assert SentMessage.objects.get().kind == "transfer"


def test_the_timer_says_what_it_did(sent: Transfer) -> None:
    lines = "\n".join(send_reminders(at(date(2026, 12, 7))).lines())
    assert "1 person was reminded in 1 audit: 1 about names that were sent." in lines


def test_the_contact_finds_it_in_their_work(sent: Transfer, audit: Audit, cast: Cast, sign_in) -> None:
    said = "say that Hillside School received who the children are"
    for address in ("/", "/my-agency/"):
        page = text(sign_in(cast.school_contact).get(address))
        assert "You have 1 thing to say about who the children are" in page
        assert said in page
        assert said not in text(sign_in(cast.lead).get("/"))
    assert transfers_to_confirm(cast.police_contact, TODAY) is None
    acts.say_received(sent, by=cast.school_contact, now=NOW)
    assert "who the children are" not in text(sign_in(cast.school_contact).get("/"))
    over(audit, TODAY)
    assert "say that Hillside School destroyed who the children are" in text(sign_in(cast.school_contact).get("/"))


def test_a_late_one_is_marked(sent: Transfer, cast: Cast, sign_in) -> None:
    Transfer.objects.update(sent_on=TODAY - timedelta(days=9))
    assert ">Late</strong>" in text(sign_in(cast.school_contact).get("/"))


def test_the_pile_asks_the_same_at_any_size(sent: Transfer, audit: Audit, cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            transfers_to_confirm(cast.school_contact, TODAY)
        return len(caught)

    asked()
    few = asked()
    for _ in range(5):
        acts.send(audit, by=cast.lead, now=NOW, agency=cast.school, route="hand", sent_on=TODAY)
    assert asked() == few


def test_the_command_runs(sent: Transfer) -> None:
    call_command("send_reminders", stdout=StringIO())


def test_an_agency_that_holds_names_is_not_quietly_taken_out_of_use(sent: Transfer, cast: Cast, sign_in) -> None:
    page = text(sign_in(cast.administrator).get(reverse("agency_stop", args=[cast.school.uid])))
    assert "1 sending of who the children are not destroyed: T-2026-01 (1)" in page
    acts.say_received(sent, by=cast.school_contact, now=NOW)
    acts.say_destroyed(sent, by=cast.school_contact, now=NOW)
    assert names_held(cast.school, TODAY) == []
