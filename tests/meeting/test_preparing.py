"""Before a meeting: questions to agencies, findings that look alike, and what those round the table read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.meeting import acts
from audits.meeting.models import Meeting
from audits.meeting.preparing import acts as preparing
from audits.meeting.preparing import pre_read
from audits.meeting.preparing.models import AgencyQuestion, PreRead
from audits.meeting.preparing.side_by_side import source_findings, table_of
from audits.returns.models import Finding
from audits.sample.models import Case, CaseAccess
from audits.scope.models import Audit, AuditTeam
from tests.conftest import NOW, TODAY, Cast
from tests.meeting.conftest import find
from tests.meeting.test_running import answer_all, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ONE = "/audits/T-2026-01/cases/1/meeting/"
PRE_READ = "/audits/T-2026-01/cases/1/pre-read/"


# --- findings that look alike -----------------------------------------------------------------------------------------


def test_two_ways_of_saying_one_thing_are_offered_together(
    late_call: Finding, no_reply: Finding, meeting: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    twin = find(no_reply.agency_return, "We told the school three weeks late.")
    good = find(no_reply.agency_return, "The school was told three weeks late.", kind="good")
    (found,) = preparing.alike(source_findings(meeting.case, cast.lead))
    assert {row.pk for row in found.findings} == {late_call.pk, twin.pk}
    html = sign_in(cast.lead).get(f"{ONE}findings/").content.decode()
    assert "These look alike" in html
    link = re.findall(r'href="\?tick=([^#"]+)#propose"', html)[0].replace("%2C", ",")
    ticked = sign_in(cast.lead).get(f"{ONE}findings/", {"tick": link}).content.decode()
    for pk, is_ticked in ((late_call.pk, True), (twin.pk, True), (no_reply.pk, False), (good.pk, False)):
        box = re.findall(rf'<input[^>]*name="sources" value="{pk}"[^>]*>', ticked)[0]
        assert (" checked" in box) is is_ticked


def test_what_is_grouped_already_is_not_offered(
    late_call: Finding, no_reply: Finding, meeting: Meeting, cast: Cast
) -> None:
    twin = find(no_reply.agency_return, "We told the school three weeks late.")
    acts.propose_finding(
        meeting.case, by=cast.lead, now=NOW, kind="develop", domain=None, scope="between", text="Late.", sources=[twin]
    )
    assert preparing.alike(source_findings(meeting.case, cast.lead)) == []


def test_many_findings_cost_one_query_more(late_call: Finding, meeting: Meeting, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{ONE}findings/").status_code == 200
        return len(asked)

    find(late_call.agency_return, "Something else.")
    before = queries()
    for number in range(60):
        find(late_call.agency_return, f"Another thing, number {number}, of its own kind.")
    assert queries() == before


# --- questions --------------------------------------------------------------------------------------------------------


def test_an_answer_of_no_suggests_a_question_and_nobody_asks_it_unasked(
    late_call: Finding, no_reply: Finding, meeting: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    both = answer_all(meeting.case, (late_call.agency_return, "NO", "YES"), (no_reply.agency_return, "YES", "YES"))
    (found,) = preparing.suggested_questions(table_of(meeting.case, cast.lead, meeting), [])
    assert found.agency == cast.school
    assert both[0].text in found.text
    assert not AgencyQuestion.objects.exists()
    client = sign_in(cast.lead)
    assert "What their returns suggest" in words(client.get(f"{ONE}questions/"))
    assert client.post(f"{ONE}questions/", {"agency": cast.school.pk, "text": found.text}).status_code == 302
    assert AgencyQuestion.objects.get().text == found.text
    assert "What their returns suggest" not in words(client.get(f"{ONE}questions/"))


def test_a_question_is_changed_answered_and_stays(meeting: Meeting, cast: Cast, sign_in: SignIn) -> None:
    row = preparing.ask(meeting.case, by=cast.lead, now=NOW, agency=cast.police, text="Who was told?")
    address = f"{ONE}questions/{row.uid}/"
    client = sign_in(cast.lead)
    sent = {"act": "edit", "version": row.version, "text": "Who was told, and when?", "answer": "The front door."}
    assert client.post(address, sent).status_code == 302
    clash = client.post(address, {**sent, "answer": "Nobody."})
    assert clash.status_code == 409
    assert "The front door." in words(clash)
    row.refresh_from_db()
    with pytest.raises(Refused, match="has an answer"):
        preparing.remove_question(row, by=cast.lead, now=NOW)


def test_nobody_else_sees_the_preparation(meeting: Meeting, cast: Cast, sign_in: SignIn) -> None:
    preparing.ask(meeting.case, by=cast.lead, now=NOW, agency=cast.police, text="Who was told?")
    for who in (cast.panel, cast.auditor, cast.police_contact):
        assert sign_in(who).get(f"{ONE}questions/").status_code in (403, 404)
    assert sign_in(cast.panel).post(f"{ONE}questions/", {}).status_code in (403, 404)


@pytest.mark.parametrize(("said", "sentence"), [({"text": ""}, "Write the question."), ({"agency": ""}, "Choose the")])
def test_what_a_question_lacks_is_said(
    said: dict[str, str], sentence: str, meeting: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.lead).post(f"{ONE}questions/", {"text": "Who?", "agency": cast.police.pk, **said})
    assert answer.status_code == 200
    assert sentence in words(answer)


# --- the pre-read -----------------------------------------------------------------------------------------------------


@pytest.fixture
def issued(late_call: Finding, meeting: Meeting, cast: Cast) -> Meeting:
    pre_read.issue(meeting.case, by=cast.lead, now=NOW, people=[cast.panel])
    return meeting


def test_it_opens_the_case_and_nothing_of_the_preparation(issued: Meeting, cast: Cast, sign_in: SignIn) -> None:
    preparing.ask(issued.case, by=cast.lead, now=NOW, agency=cast.police, text="Who was told?")
    client = sign_in(cast.panel)
    page = words(client.get(PRE_READ))
    assert "The school was told three weeks late." in page
    assert "Example Police: Who was told?" in page
    assert client.get(ONE).status_code == 403  # the meeting's own pages open with the meeting
    assert client.get(f"{ONE}findings/").status_code == 403
    other = Case.objects.create(audit=issued.case.audit, number=2, state="returns", added_at=NOW)
    assert client.get(f"/audits/T-2026-01/cases/{other.number}/pre-read/").status_code == 404


def test_who_was_not_sent_it_does_not_read_it(issued: Meeting, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.auditor).get(PRE_READ).status_code == 403
    assert sign_in(cast.police_contact).get(PRE_READ).status_code in (403, 404)
    assert sign_in(cast.stranger).get(PRE_READ).status_code == 404
    assert sign_in(cast.scrutineer).get(PRE_READ).status_code == 200


def test_it_ends_with_the_meeting_and_with_the_part(issued: Meeting, cast: Cast, sign_in: SignIn) -> None:
    days = {"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)}
    AuditTeam.objects.filter(person=cast.panel).update(**days)
    assert sign_in(cast.panel).get(PRE_READ).status_code == 404
    AuditTeam.objects.filter(person=cast.panel).update(until=None)
    assert sign_in(cast.panel).get(PRE_READ).status_code == 200
    Audit.objects.filter(pk=issued.case.audit_id).update(scale=None)
    acts.open_meeting(issued, by=cast.lead, now=NOW, held_on=TODAY)
    acts.close_meeting(Meeting.objects.select_related("case__audit").get(pk=issued.pk), by=cast.lead, now=NOW)
    assert not CaseAccess.objects.filter(case=issued.case, until__isnull=True).exists()


@pytest.mark.parametrize("handling", ["meeting", "lead"])
def test_what_is_kept_back_stands_in_none(
    handling: str, issued: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn
) -> None:
    Finding.objects.filter(pk=late_call.pk).update(handling=handling)
    for who in (cast.panel, cast.lead):  # the lead reads it as they will
        page = words(sign_in(who).get(PRE_READ))
        assert "three weeks late" not in page
        assert "Kept back" in page
        file = sign_in(who).get(f"{PRE_READ}word/")
        text = "\n".join(one.text for one in Document(BytesIO(file.content)).paragraphs)
        assert "three weeks late" not in text
        assert "Kept back" in text
        assert file["Content-Disposition"] == 'attachment; filename="T-2026-01-case-1-pre-read.docx"'


def test_who_has_it_and_who_has_opened_it(issued: Meeting, cast: Cast, sign_in: SignIn) -> None:
    lead = sign_in(cast.lead)
    lead.get(PRE_READ)  # the lead's own look counts for nobody
    assert "0 of 1 has opened it" in words(lead.get(f"{PRE_READ}send/"))
    sign_in(cast.panel).get(PRE_READ)
    page = words(lead.get(f"{PRE_READ}send/"))
    assert "1 of 1 has opened it" in page
    assert "Paula Panel: opened on" in page


def test_it_is_sent_without_a_word_of_the_case(
    late_call: Finding, meeting: Meeting, cast: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        pre_read.issue(meeting.case, by=cast.lead, now=NOW, people=[cast.panel])
    (letter,) = mail.outbox
    assert letter.to == [cast.panel.email]
    assert "three weeks" not in letter.body
    assert meeting.case.audit.theme not in letter.body + letter.subject
    assert "/audits/T-2026-01/cases/1/pre-read/" in letter.body
    assert JournalEntry.objects.filter(verb="sent_pre_read").count() == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        pre_read.issue(meeting.case, by=cast.lead, now=NOW, people=[cast.panel])
    assert len(mail.outbox) == 1  # who has it is not sent it again
    assert PreRead.objects.count() == 1


def test_to_whom_it_may_not_be_sent(meeting: Meeting, cast: Cast) -> None:
    with pytest.raises(Refused, match="Nobody opens a case to themselves"):
        pre_read.issue(meeting.case, by=cast.lead, now=NOW, people=[cast.lead])
    with pytest.raises(Refused, match="people of the audit's team alone"):
        pre_read.issue(meeting.case, by=cast.lead, now=NOW, people=[cast.stranger])
    with pytest.raises(Refused, match="Choose who"):
        pre_read.issue(meeting.case, by=cast.lead, now=NOW, people=[])
    assert not CaseAccess.objects.exists()


def test_only_the_lead_sends_it(meeting: Meeting, cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.panel, cast.scrutineer):
        assert sign_in(who).post(f"{PRE_READ}send/", {"people": [cast.panel.pk]}).status_code in (403, 404)
    answer = sign_in(cast.lead).post(f"{PRE_READ}send/", {"people": [cast.panel.pk]})
    assert answer.status_code == 302
    assert PreRead.objects.get().person == cast.panel


def test_a_case_with_no_return_still_has_one(meeting: Meeting, cast: Cast, sign_in: SignIn) -> None:
    page = words(sign_in(cast.lead).get(PRE_READ))
    assert "Before you read" in page
    assert "Known since the spring." in page
