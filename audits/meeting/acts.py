"""What people do round a case's meeting: prepare, open, close it, record who came and what was agreed of its grades."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Agency, Person
from agencies.queries import in_force
from agencies.rules import check_on_the_list
from agencies.writing import write
from audit_project.refused import Refused
from audits import lifecycle
from audits.codes.models import AnswerState, Qualifier
from audits.meeting import rules
from audits.meeting.finding_acts import (
    add_theme,
    confirm_finding,
    decline,
    edit_theme,
    mark_finding,
    propose_finding,
    put_under_theme,
    regroup,
    remove_theme,
    reword_finding,
    ungroup,
)
from audits.meeting.hold import lock_meeting
from audits.meeting.lifecycle import MEETING_MOVES
from audits.meeting.models import AgreedGrade, Attendance, Meeting, PanelView
from audits.meeting.running.independent import check_views_are_in
from audits.returns.models import AgencyReturn
from audits.sample.acts import move_case
from audits.sample.models import Case, CaseAccess
from audits.sample.queries import FOR_THE_MEETING
from audits.scope.models import AuditTeam
from audits.scope.reopening.acts import record_reopening
from audits.tools.models import RatingBand

__all__ = [
    "add_theme",
    "admit_team",
    "agree_grade",
    "close_meeting",
    "confirm_finding",
    "decline",
    "edit_attendance",
    "edit_theme",
    "give_panel_view",
    "mark_finding",
    "open_meeting",
    "prepare_meeting",
    "propose_finding",
    "put_under_theme",
    "record_attendance",
    "regroup",
    "remove_attendance",
    "remove_theme",
    "reopen_meeting",
    "reword_finding",
    "ungroup",
]

BECAUSE = "meeting"


def prepare_meeting(case: Case, *, by: Person, now: datetime) -> Meeting:
    """The case's meeting, begun by the lead when there is none yet."""
    rules.check_can_prepare(by, case)
    with transaction.atomic():
        meeting, made = Meeting.objects.get_or_create(case=case)
        if made:
            journal.record(by, "added", meeting, now=now)
    return meeting


def open_meeting(meeting: Meeting, *, by: Person, now: datetime, held_on: date) -> None:
    """Open the meeting: the panel may read the case from today, and what it agrees may be recorded."""
    if held_on > timezone.localdate(now):
        raise Refused("The day of the meeting must be today or in the past.", on="held_on")
    with transaction.atomic():
        lifecycle.move(
            meeting,
            Meeting.State.OPEN,
            MEETING_MOVES,
            by=by,
            now=now,
            verb="opened_meeting",
            held_on=held_on,
            opened_at=now,
            opened_by=by,
        )
        move_case(meeting.case, Case.State.MEETING, by=by, now=now)
        admit_team(meeting, by=by, now=now)


def close_meeting(meeting: Meeting, *, by: Person, now: datetime) -> None:
    """Close the meeting: what was agreed stands, and the panel's sight of the case ends with today."""
    with transaction.atomic():
        lock_meeting(meeting.case)  # nobody proposes a finding between the check and the end
        lifecycle.move(
            meeting,
            Meeting.State.CLOSED,
            MEETING_MOVES,
            by=by,
            now=now,
            verb="closed_meeting",
            closed_at=now,
            closed_by=by,
        )
        move_case(meeting.case, Case.State.AGREED, by=by, now=now)
        CaseAccess.objects.filter(case_id=meeting.case_id, because__in=FOR_THE_MEETING, until__isnull=True).update(
            until=timezone.localdate(now)
        )


def reopen_meeting(meeting: Meeting, *, by: Person, now: datetime, reason: str) -> None:
    """Open a closed meeting again, to correct what it recorded, and say why; refused once the briefing is published."""
    with transaction.atomic():
        lifecycle.move(
            meeting,
            Meeting.State.OPEN,
            MEETING_MOVES,
            by=by,
            now=now,
            verb="opened_meeting",
            closed_at=None,
            closed_by=None,
        )
        move_case(meeting.case, Case.State.MEETING, by=by, now=now)
        record_reopening(
            meeting.case.audit, Case.State.AGREED, Case.State.MEETING, reason, by=by, now=now, case=meeting.case
        )
        admit_team(meeting, by=by, now=now)


def admit_team(meeting: Meeting, *, by: Person, now: datetime) -> int:
    """Open the case to those round the table who cannot read it yet; how many were let in.

    The lead needs none, and nobody opens a case to themselves.
    """
    rules.check_can_record(by, meeting)
    on = timezone.localdate(now)
    team = AuditTeam.objects.filter(
        in_force(on), audit_id=meeting.case.audit_id, part__in=rules.ROUND_THE_TABLE
    ).values_list("person_id", flat=True)
    has = set(
        CaseAccess.objects.filter(case_id=meeting.case_id, because=BECAUSE, until__isnull=True).values_list(
            "person_id", flat=True
        )
    )
    new = sorted(set(team) - has - {by.pk})
    with transaction.atomic():
        for person_id in new:
            access = CaseAccess.objects.create(
                case=meeting.case, person_id=person_id, since=on, because=BECAUSE, opened_at=now, opened_by=by
            )
            journal.record(by, "opened_access", access, now=now)
    return len(new)


def record_attendance(
    meeting: Meeting, *, by: Person, now: datetime, agency: Agency, person: Person | None = None, **said: Any
) -> Attendance:
    """Note who came, or sent apologies, for which agency, and whether they disagreed with what was agreed."""
    with transaction.atomic():
        held = lock_meeting(meeting.case)
        rules.check_can_record(by, held)
        check_on_the_list(agency, "agency")
        row = Attendance(meeting=held, person=person)
        return write(row, by=by, now=now, verb="saved", of=held, agency=agency, **said)


def edit_attendance(
    attendance: Attendance,
    *,
    by: Person,
    now: datetime,
    version: int,
    disagreed: bool = False,
    disagreement: str = "",
    **said: Any,
) -> None:
    with transaction.atomic():
        held = lock_meeting(attendance.meeting.case)
        rules.check_can_record(by, held)
        said |= {"disagreed": disagreed, "disagreement": disagreement}
        write(attendance, by=by, now=now, verb="saved", of=held, version=version, **said)


def remove_attendance(attendance: Attendance, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        held = lock_meeting(attendance.meeting.case)
        rules.check_can_record(by, held)
        Attendance.objects.filter(pk=attendance.pk).delete()
        journal.record(by, "removed", held, now=now)


def give_panel_view(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    version: int | None = None,
    view: str,
    band: RatingBand | None = None,
    **said: Any,
) -> PanelView:
    """Record whether the panel accepts the agency's grade of its own practice, or challenges it and why."""
    with transaction.atomic():
        rules.check_can_record(by, lock_meeting(agency_return.case))
        rules.check_not_own_agency(by, agency_return.agency)
        rules.check_view(agency_return, view, band)
        row = PanelView.objects.filter(agency_return=agency_return).first() or PanelView(
            agency_return=agency_return, audit_id=agency_return.audit_id, case=agency_return.case
        )
        return write(
            row, by=by, now=now, verb="gave_view", of=agency_return, version=version or 0, view=view, band=band, **said
        )


def agree_grade(
    case: Case,
    *,
    by: Person,
    now: datetime,
    version: int | None = None,
    band: RatingBand | None = None,
    state: AnswerState | None = None,
    qualifier: Qualifier | None = None,
    **said: Any,
) -> AgreedGrade:
    """Record the agreed grade of the multi-agency practice in the case, or the state that stands instead, and why.

    `version` is that of the grade the person saw, None when there was none: whoever comes second sees both.
    """
    rules.check_grade(case.audit, band, state, qualifier)
    with transaction.atomic():
        held = lock_meeting(case)
        rules.check_can_record(by, held)
        check_views_are_in(held, timezone.localdate(now))
        row = AgreedGrade.objects.filter(case=case).first() or AgreedGrade(case=case)
        row.audit = case.audit
        said |= {"band": band, "state_id": rules.state_of(band, state), "qualifier": qualifier}
        return write(
            row, by=by, now=now, verb="agreed_grade", of=case, version=version or 0, agreed_at=now, agreed_by=by, **said
        )
