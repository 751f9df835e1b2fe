"""Who was told who the children are: what the lead writes down, what the agency says of it, and what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, JournalEntry
from audit_project.refused import Refused
from audit_project.working_days import add_working_days
from audits.lifecycle import Move
from audits.sample.models import Case, Involvement
from audits.sample.transfers import acts
from audits.sample.transfers.due import due_of, meetings_ended
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, say_how_handled

LIST = "/audits/T-2026-01/key/transfers/"
ADD = f"{LIST}add/"


def text(response) -> str:
    return response.content.decode()


def day(on) -> dict[str, int]:
    return {"sent_on_day": on.day, "sent_on_month": on.month, "sent_on_year": on.year}


@pytest.fixture
def asked(case: Case, cast: Cast) -> Involvement:
    return Involvement.objects.create(case=case, agency=cast.school)


@pytest.fixture
def sent(asked: Involvement, audit: Audit, cast: Cast) -> Transfer:
    return acts.send(audit, by=cast.lead, now=NOW, agency=cast.school, route="email", sent_on=TODAY)


def test_the_lead_writes_down_what_was_sent_and_the_list_says_who_was_not(
    asked: Involvement, cast: Cast, sign_in
) -> None:
    client = sign_in(cast.lead)
    assert "Hillside School</li>" in text(client.get(LIST))
    page = text(client.post(ADD, {}))
    for words in ("Choose the agency.", "Choose how it was sent.", "Enter the day on which it was sent."):
        assert words in page
    given = {"agency": cast.school.pk, "route": "email", "note": "To the shared mailbox", **day(TODAY)}
    done = text(client.post(ADD, given | {"cases": [asked.case.pk]}, follow=True))
    assert "1 sent, 0 received, 0 destroyed." in done
    assert "secure e-mail: To the shared mailbox" in done
    assert "Case 1" in done
    assert "Hillside School</li>" not in done
    assert JournalEntry.objects.get(verb="sent_names").person_name_then == "Lena Lead"


@pytest.mark.parametrize(
    "note", ["To Emily Carter", "born 12/03/2014", "NHS 943 476 5919", "ring 01632 960123", "x@school.example"]
)
def test_no_name_stands_in_a_note(asked: Involvement, cast: Cast, sign_in, note: str) -> None:
    given = {"agency": cast.school.pk, "route": "email", "note": note, **day(TODAY)}
    assert "Write the route alone, and nobody’s name." in text(sign_in(cast.lead).post(ADD, given)).replace(
        "&#x27;", "’"
    )
    assert not Transfer.objects.exists()


def test_what_cannot_have_been_sent_is_refused(asked: Involvement, audit: Audit, cast: Cast) -> None:
    given = {"by": cast.lead, "now": NOW, "route": "email"}
    with pytest.raises(Refused, match="still to come"):
        acts.send(audit, **given, agency=cast.school, sent_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="asked about no case"):
        acts.send(audit, **given, agency=cast.police, sent_on=TODAY)
    other = Case.objects.create(audit=audit, number=2, added_at=NOW, added_by=cast.lead)
    with pytest.raises(Refused, match="Choose cases that this agency is asked about"):
        acts.send(audit, **given, agency=cast.school, sent_on=TODAY, cases=[other])
    audit.state = "published"
    with pytest.raises(Refused, match="This audit is over"):
        acts.send(audit, **given, agency=cast.school, sent_on=TODAY)


def test_the_contact_says_received_then_destroyed(sent: Transfer, cast: Cast, sign_in) -> None:
    one, client = f"/transfers/{sent.uid}/", sign_in(cast.school_contact)
    page = text(client.get(one))
    assert "It has not arrived?" in page
    assert "Then tell Lena Lead" in page
    assert "We have destroyed" not in page
    assert client.post(f"{one}destroyed/").status_code == 403
    assert "your agency received it" in text(client.post(f"{one}received/", follow=True))
    page = text(client.get(one))
    assert "Then destroy every copy" in page
    assert "We have received it" not in page
    assert "Received, and destroyed" in text(client.post(f"{one}destroyed/", follow=True))
    sent.refresh_from_db()
    assert (sent.received_by, sent.destroyed_by) == (cast.school_contact, cast.school_contact)
    lead = text(sign_in(cast.lead).get(LIST))
    assert "1 sent, 1 received, 1 destroyed." in lead
    assert "Cora Contact" in lead


def test_who_sees_and_says_it(sent: Transfer, cast: Cast, sign_in) -> None:
    one = f"/transfers/{sent.uid}/"
    for who in (cast.lead, cast.scrutineer):
        assert sign_in(who).get(one).status_code == 200
        assert sign_in(who).post(f"{one}received/").status_code == 403
        assert sign_in(who).post(f"{one}destroyed/").status_code == 403
    for who in (cast.police_contact, cast.auditor, cast.administrator, cast.other_lead, cast.panel):
        assert sign_in(who).get(one).status_code == 404
        assert sign_in(who).post(f"{one}received/").status_code == 404
        assert sign_in(who).get(LIST).status_code in (403, 404)
    sent.refresh_from_db()
    assert sent.received_at is None


def test_what_did_not_arrive_is_set_aside_and_counted_nowhere(sent: Transfer, cast: Cast, sign_in) -> None:
    one, lead = f"/transfers/{sent.uid}/", sign_in(cast.lead)
    assert "0 sent" not in text(lead.post(f"{one}set-aside/", follow=True))
    page = text(lead.get(LIST))
    assert "Set aside" in page
    assert "1 sent" not in page
    assert "Hillside School</li>" in page
    with pytest.raises(Refused, match="set this sending aside"):
        acts.say_received(sent, by=cast.school_contact, now=NOW)


def test_what_an_agency_holds_is_not_set_aside(sent: Transfer, cast: Cast) -> None:
    acts.say_received(sent, by=cast.school_contact, now=NOW)
    with pytest.raises(Refused, match="stays until it is destroyed"):
        acts.set_aside(sent, by=cast.lead, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"received_at": NOW},
        {"destroyed_at": NOW},
        {"set_aside_at": NOW},
    ],
)
def test_when_is_said_with_who(sent: Transfer, fields: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.update(**fields)


def test_nothing_is_destroyed_that_was_not_received(sent: Transfer, cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.update(destroyed_at=NOW, destroyed_by=cast.school_contact)


def test_receipt_is_due_in_three_working_days_and_destruction_after_the_meetings(
    sent: Transfer, audit: Audit, cast: Cast
) -> None:
    assert due_of(sent, {}) == add_working_days(TODAY, 3)
    acts.say_received(sent, by=cast.school_contact, now=NOW)
    sent.refresh_from_db()
    assert due_of(sent, meetings_ended([audit])) is None  # its auditor still looks for the record
    Audit.objects.update(state="reporting")
    audit.refresh_from_db()
    Move.objects.create(
        kind="audit", object_uid=str(audit.uid), audit_uid=audit.uid, from_state="meeting", to_state="reporting",
        moved_at=NOW, moved_by_name_then="Lena Lead",
    )  # fmt: skip
    assert due_of(sent, meetings_ended([audit])) == add_working_days(TODAY, 10)


def test_what_is_late_is_marked_on_the_lead_s_list(sent: Transfer, cast: Cast, sign_in) -> None:
    client = sign_in(cast.lead)
    assert "Overdue" not in text(client.get(LIST))
    Transfer.objects.update(sent_on=TODAY - timedelta(days=10))
    assert "Overdue" in text(client.get(LIST))


def test_the_list_asks_the_same_at_any_size(sent: Transfer, audit: Audit, case: Case, cast: Cast, sign_in) -> None:
    client = sign_in(cast.lead)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(6):
        agency = Agency.objects.create(name=f"School {number}", sector_id="SCH")
        Involvement.objects.create(case=case, agency=agency)
        acts.send(audit, by=cast.lead, now=NOW, agency=agency, route="hand", sent_on=TODAY, cases=[case])
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_the_question_says_what_was_sent(sent: Transfer, asked: Involvement, cast: Cast, sign_in) -> None:
    client = sign_in(cast.school_contact)
    for address in ("/audits/T-2026-01/cases/1/", f"/audits/T-2026-01/cases/1/involvement/{asked.uid}/"):
        page = text(client.get(address))
        assert f"/transfers/{sent.uid}/" in page
        assert "Keep your own reference here, sealed" in page
    lead = text(sign_in(cast.lead).get("/audits/T-2026-01/cases/1/"))
    assert "Keep your own reference" not in lead


def test_how_information_is_handled_says_how_many(sent: Transfer, audit: Audit, cast: Cast, sign_in) -> None:
    say_how_handled(audit, cast.lead)
    acts.say_received(sent, by=cast.school_contact, now=NOW)
    for who in (cast.lead, cast.scrutineer):
        page = text(sign_in(who).get("/audits/T-2026-01/information/"))
        assert "1 sending of names written down: 1 received, 0 destroyed" in page
