"""The full table: every state to every state, for each kind of person."""

from __future__ import annotations

import pytest

from audit_project.refused import Refused
from audits import lifecycle
from audits.meeting.lifecycle import FINDING_MOVES, MEETING_MOVES
from audits.meeting.models import AgreedFinding, Meeting
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db

MEETING_ALLOWED = {("preparing", "open"), ("open", "closed"), ("closed", "open")}
FINDING_ALLOWED = {("proposed", "agreed"), ("proposed", "declined"), ("agreed", "declined"), ("declined", "agreed")}
PEOPLE = ("lead", "other_lead", "panel", "scrutineer", "auditor", "administrator", "safeguarding_lead", "superuser")


@pytest.mark.parametrize("start", Meeting.State.values)
@pytest.mark.parametrize("to", Meeting.State.values)
def test_who_moves_a_meeting(case: Case, cast: Cast, audit: Audit, start: str, to: str) -> None:
    audit.scale = None  # nothing else stands in the way of closing
    audit.save()
    for who in PEOPLE:
        Meeting.objects.filter(case=case).delete()
        meeting = Meeting.objects.create(case=Case.objects.get(pk=case.pk), state=start)
        may = who == "lead" and (start, to) in MEETING_ALLOWED
        try:
            lifecycle.move(meeting, to, MEETING_MOVES, by=getattr(cast, who), now=NOW)
        except Refused:
            assert not may, f"{who} should move {start} to {to}"
        else:
            assert may, f"{who} moved {start} to {to}"


@pytest.mark.parametrize("start", AgreedFinding.State.values)
@pytest.mark.parametrize("to", AgreedFinding.State.values)
@pytest.mark.parametrize("meeting_state", Meeting.State.values)
def test_who_decides_a_finding(case: Case, cast: Cast, start: str, to: str, meeting_state: str) -> None:
    Meeting.objects.create(case=case, state=meeting_state)
    for who in PEOPLE:
        finding = AgreedFinding.objects.create(
            audit=case.audit, case=case, state=start, kind="good", text="x", declined_reason="r"
        )
        may = who == "lead" and (start, to) in FINDING_ALLOWED and meeting_state == "open"
        try:
            lifecycle.move(finding, to, FINDING_MOVES, by=getattr(cast, who), now=NOW)
        except Refused:
            assert not may, f"{who} should move {start} to {to}"
        else:
            assert may, f"{who} moved {start} to {to}"
