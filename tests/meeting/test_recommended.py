"""What agencies recommend and have done, on the case's table, in its pre-read and beside the action plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Person
from audits.actions.models import Recommendation
from audits.desk.packs.dump import dump
from audits.meeting import acts as meeting_acts
from audits.meeting.models import Meeting
from audits.meeting.preparing.pre_read import pre_read_of
from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.returns.steps.models import AgencyStep
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast
from tests.returns.conftest import Ready, address
from tests.returns.conftest import police as police
from tests.returns.conftest import ready as ready
from tests.returns.conftest import school as school
from tests.returns.test_steps import step

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
OPEN, KEPT, DRAFT = "Agree one form.", "Change who leads the team.", "Still being written."


@pytest.fixture
def table(school: AgencyReturn, police: AgencyReturn, ready: Ready, cast: Cast) -> Meeting:
    """The school's return is in, with one of each mark; the police still write theirs. The meeting is open."""
    step(school, cast.auditor, OPEN, kind="partnership")
    step(school, cast.auditor, KEPT, handling="lead")
    step(school, cast.auditor, "We trained the team.", kind="done", done_on=TODAY)
    step(police, cast.police_auditor, DRAFT)
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    Audit.objects.filter(pk=school.audit_id).update(state="meeting")
    school.case.refresh_from_db()
    school.case.audit.refresh_from_db()
    meeting = meeting_acts.prepare_meeting(school.case, by=cast.lead, now=NOW)
    meeting_acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    return meeting


def test_they_stand_side_by_side_and_what_is_kept_back_is_read_by_those_who_may(
    table: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    at = f"/audits/{table.case.audit.reference}/cases/{table.case.number}/meeting/"
    lead, panel = (sign_in(who).get(at).content.decode() for who in (cast.lead, cast.panel))
    for page in (lead, panel):
        assert "Hillside School</strong>, recommendation for the partnership" in page
        assert OPEN in page
        assert "We trained the team." in page
        assert DRAFT not in page  # what is being written is its agency's own
    assert KEPT in lead
    assert KEPT not in panel
    assert "Kept back for the audit&#x27;s lead." in panel


def test_the_pre_read_says_them_without_what_is_kept_back(table: Meeting, cast: Cast) -> None:
    paper = pre_read_of(table.case, table, cast.lead)
    (part,) = [part for part in paper.parts if part.heading == "What agencies recommend, and have done already"]
    assert part.lines[0] == f"Hillside School, recommendation for the partnership: {OPEN}"
    assert KEPT not in " ".join(part.lines)
    assert len(part.lines) == 3


def test_no_pack_holds_the_words_that_are_kept_back(table: Meeting) -> None:
    (one,) = [row for case in dump(table.case.audit)["cases"] for row in case["returns"] if row["state"] == "submitted"]
    assert [row["text"] for row in one["steps"]] == [OPEN, "Kept back for the audit's lead.", "We trained the team."]
    assert [row.get("handling") for row in one["steps"]] == [None, "lead", None]
    assert one["steps"][2]["done_on"] == TODAY.isoformat()


def test_beside_the_plan_each_reads_their_own_part(table: Meeting, cast: Cast, sign_in: SignIn) -> None:
    at = f"/audits/{table.case.audit.reference}/actions/"
    lead = sign_in(cast.lead).get(at).content.decode()
    assert (OPEN in lead, KEPT in lead, DRAFT in lead) == (True, True, False)
    contact = sign_in(cast.school_contact).get(at).content.decode()
    assert (OPEN in contact, KEPT in contact) == (True, True)
    for who in (cast.police_contact, cast.safeguarding_lead):
        assert OPEN not in sign_in(who).get(at).content.decode()


def test_one_is_taken_over_as_the_start_of_a_recommendation(table: Meeting, cast: Cast, sign_in: SignIn) -> None:
    client, at = sign_in(cast.lead), f"/audits/{table.case.audit.reference}/actions/"
    one = AgencyStep.objects.get(text=OPEN)
    page = client.get(at).content.decode()
    assert page.count("?take=") == 1  # neither what is kept back nor what is done already
    form = client.get(f"{at}?take={one.uid}").context["form"]
    assert form["text"].value() == OPEN
    assert client.post(f"{at}?take={one.uid}", {"text": "Agree one form by June."}).status_code == 302
    assert Recommendation.objects.get().text == "Agree one form by June."
    kept = AgencyStep.objects.get(text=KEPT)
    for uid in (kept.uid, AgencyStep.objects.get(text=DRAFT).uid, "none-such"):
        assert not client.get(f"{at}?take={uid}").context["form"]["text"].value()


def test_a_reader_of_the_return_reads_what_may_be_read(table: Meeting, cast: Cast, sign_in: SignIn, school) -> None:
    page = sign_in(cast.panel).get(address(school)).content.decode()
    assert OPEN in page
    assert KEPT not in page
