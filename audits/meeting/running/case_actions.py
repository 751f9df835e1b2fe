"""What a meeting asks of an agency for the child of the case: made at the meeting, closed by its owner or the lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, Person
from agencies.rules import check_on_the_list
from agencies.writing import write
from audit_project.refused import Refused, allowed
from audits.meeting import rules
from audits.meeting.hold import lock_meeting
from audits.meeting.running.models import CaseAction
from audits.sample.models import Case
from audits.sample.rules import is_contact
from audits.scope.models import Audit
from audits.scope.rules import check_leads, leads

# What later steps do once a case action is closed; the desk fills it in.
WHEN_CLOSED: list[Callable[[Audit, Person, datetime], None]] = []


def check_can_read(person: Person, action: CaseAction, on: date | None = None) -> None:
    """Whoever finds it may read it: the audit's team, those round the table, and its owner's contact."""


def check_can_change(person: Person, action: CaseAction, on: date | None = None) -> None:
    """Its words, owner and days are those of the meeting that made it."""
    check_open(action)
    rules.check_can_record(person, action.case.meeting)


def check_can_close(person: Person, action: CaseAction, on: date | None = None) -> None:
    """The owner's contact closes it, or the lead for an owner who told them; long after the meeting too."""
    if not is_contact(person, action.agency, on) and not leads(person, action.audit, on):
        raise Refused("Only the contact of the agency that owns this action, or the audit's lead, can close it.")
    check_open(action)


def check_open(action: CaseAction) -> None:
    if action.state != CaseAction.State.OPEN:
        raise Refused("This action is closed already.")


def check_can_hand_over(person: Person, action: CaseAction, on: date | None = None) -> None:
    """The lead gives it to another agency, long after the meeting too: one may be left without anybody."""
    check_leads(person, action.audit, on)
    check_open(action)


can_hand_over = partial(allowed, check_can_hand_over)
can_change = partial(allowed, check_can_change)
can_close = partial(allowed, check_can_close)


def add_case_action(case: Case, *, by: Person, now: datetime, agency: Agency, days: int, **said: Any) -> CaseAction:
    """Ask an agency to do something for this child, within so many days of the meeting."""
    with transaction.atomic():
        held = lock_meeting(case)
        rules.check_can_record(by, held)
        check_on_the_list(agency, "agency")
        row = CaseAction(audit_id=case.audit_id, case=case, made_at=now, made_by=by)
        said |= {"agency": agency, "days": days, "due": due_on(held.held_on, now, days)}
        return write(row, by=by, now=now, verb="added", **said)


def edit_case_action(
    action: CaseAction, *, by: Person, now: datetime, version: int, agency: Agency, days: int, **said: Any
) -> None:
    with transaction.atomic():
        held = lock_meeting(action.case)
        check_can_change(by, action)
        check_on_the_list(agency, "agency")
        said |= {"agency": agency, "days": days, "due": due_on(held.held_on, now, days)}
        write(action, by=by, now=now, verb="edited", version=version, **said)


def close_case_action(
    action: CaseAction, *, by: Person, now: datetime, version: int | None, outcome: str, dropped: bool = False
) -> None:
    """Close it with what was done, or drop it with the reason."""
    with transaction.atomic():
        audit = Audit.objects.select_for_update().get(pk=action.audit_id)  # the last two close one after the other
        action.refresh_from_db(fields=("state",))
        check_can_close(by, action, timezone.localdate(now))
        to = CaseAction.State.DROPPED if dropped else CaseAction.State.DONE
        said: dict[str, Any] = {"state": to, "outcome": outcome, "closed_at": now, "closed_by": by}
        write(action, by=by, now=now, verb="edited", version=version or 0, **said)
        for follow in WHEN_CLOSED:
            follow(audit, by, now)


def hand_over(
    action: CaseAction, *, by: Person, now: datetime, version: int | None, agency: Agency, team: str = ""
) -> None:
    """Give an open action to another agency, with the day it is due by."""
    check_can_hand_over(by, action, timezone.localdate(now))
    check_on_the_list(agency, "agency")
    write(action, by=by, now=now, verb="edited", version=version or 0, agency=agency, team=team)


def due_on(held_on: date | None, now: datetime, days: int) -> date:
    """So many days after the day of the meeting."""
    return (held_on or timezone.localdate(now)) + timedelta(days=days)
