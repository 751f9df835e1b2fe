"""What people do about what was found: recommend, own an action, report progress, close it with evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies.models import Agency, Person
from agencies.rules import check_on_the_list
from agencies.writing import write
from audit_project.refused import Refused, Stale
from audits import lifecycle
from audits.actions import rules
from audits.actions.lifecycle import MOVES
from audits.actions.models import Action, Progress, Recommendation
from audits.meeting.running.models import CaseAction
from audits.sample.key.acts import wipe_when_done
from audits.scope.models import Audit


def add_recommendation(audit: Audit, *, by: Person, now: datetime, **said: Any) -> Recommendation:
    """Say what should change, and which theme of the audit says why."""
    rules.check_can_plan(by, audit, timezone.localdate(now))
    last = Recommendation.objects.filter(audit=audit).aggregate(last=Max("order"))["last"] or 0
    return write(Recommendation(audit=audit, order=last + 1), by=by, now=now, verb="added", **said)


def edit_recommendation(
    recommendation: Recommendation, *, by: Person, now: datetime, version: int, **said: Any
) -> None:
    rules.check_can_edit(by, recommendation, timezone.localdate(now))
    write(recommendation, by=by, now=now, verb="edited", version=version, **said)


def add_action(
    recommendation: Recommendation, *, by: Person, now: datetime, owner: Agency, due: date, **said: Any
) -> Action:
    """Give an agency an action that answers the recommendation, with the day it is due."""
    rules.check_can_edit(by, recommendation, timezone.localdate(now))
    check_owner_and_day(owner, due, now)
    row = Action(audit=recommendation.audit, recommendation=recommendation)
    return write(row, by=by, now=now, verb="added", owner=owner, due=due, **said)


def edit_action(
    action: Action, *, by: Person, now: datetime, version: int, owner: Agency, due: date, **said: Any
) -> None:
    with transaction.atomic():
        current = lock_action(action)
        rules.check_can_change(by, current, timezone.localdate(now))
        if due != current.due or owner.pk != current.owner_id:
            check_owner_and_day(owner, due, now, current)
        write(current, by=by, now=now, verb="edited", version=version, owner=owner, due=due, **said)


def report_progress(action: Action, *, by: Person, now: datetime, text: str) -> Progress:
    """Say how far an action has got."""
    with transaction.atomic():
        current = lock_action(action)
        rules.check_can_report(by, current, timezone.localdate(now))
        row = Progress(action=current, reported_at=now, reported_by=by)
        return write(row, by=by, now=now, verb="recorded_progress", of=current, text=text)


def close_action(action: Action, *, by: Person, now: datetime, evidence: str, version: int | None = None) -> None:
    """Close an action with what shows that it is done."""
    end_action(action, Action.State.DONE, by=by, now=now, version=version, evidence=evidence)


def drop_action(action: Action, *, by: Person, now: datetime, reason: str, version: int | None = None) -> None:
    """Drop an action; why stands with its progress."""
    with transaction.atomic():
        end_action(action, Action.State.DROPPED, by=by, now=now, version=version)
        row = Progress(action=action, reported_at=now, reported_by=by)
        write(row, by=by, now=now, verb="", text=reason)


def end_action(action: Action, to: str, *, by: Person, now: datetime, version: int | None, **fields: Any) -> None:
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=action.audit_id)  # the last two actions close one after the other
        current = lock_action(action)
        if version is not None and current.version != version and current.state == Action.State.OPEN:
            raise Stale(
                "Someone else changed this action while you were writing. Both versions are shown below.",
                theirs={"text": current.text},
                yours={"text": action.text, **fields},
                version=current.version,
            )
        lifecycle.move(current, to, MOVES, by=by, now=now, **fields)
        wipe_if_all_done(current.audit, by, now)


def wipe_if_all_done(audit: Audit, by: Person, now: datetime) -> None:
    """The key goes with the last action: of the audit, or for one of its children. The caller holds the audit's row."""
    practice = Action.objects.filter(audit=audit, state=Action.State.OPEN)
    children = CaseAction.objects.filter(audit=audit, state=CaseAction.State.OPEN)
    if not practice.exists() and not children.exists():
        wipe_when_done(audit, by=by, now=now)


def lock_action(action: Action) -> Action:
    """The action as it stands now, held until the transaction ends."""
    return Action.objects.select_related("audit", "owner").select_for_update(of=("self",)).get(pk=action.pk)


def check_owner_and_day(owner: Agency, due: date, now: datetime, row: Action | None = None) -> None:
    check_on_the_list(owner, "owner")
    if due < timezone.localdate(now) and (row is None or due != row.due):
        raise Refused("The day an action is due must be today or later.", on="due")
