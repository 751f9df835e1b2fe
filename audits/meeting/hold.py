"""Holding one case's meeting while something is written to it, so that it cannot close in between."""

from __future__ import annotations

from audit_project.refused import Refused
from audits.meeting.models import Meeting
from audits.sample.models import Case

NOT_PREPARED = "The meeting on this case is not prepared yet."


def lock_meeting(case: Case) -> Meeting:
    """The case's meeting, held against other writers until the transaction ends."""
    meeting = (
        Meeting.objects.select_related("case__audit").select_for_update(of=("self",)).filter(case_id=case.pk).first()
    )
    if meeting is None:
        raise Refused(NOT_PREPARED)
    return meeting


def held_or_refused(case: Case) -> Meeting:
    """The case's meeting, to read it and not to write to it."""
    held: Meeting | None = getattr(case, "meeting", None)
    if held is None:
        raise Refused(NOT_PREPARED)
    return held
