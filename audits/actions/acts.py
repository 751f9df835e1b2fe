"""What people do about what was found: recommend, own an action, report progress, close it with evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Agency, Person
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits import lifecycle
from audits.actions import rules
from audits.actions.lifecycle import MOVES
from audits.actions.models import Action, Progress, Recommendation
from audits.meeting.models import Theme
from audits.meeting.running_models import CaseAction
from audits.meeting.words import required
from audits.sample.key import wipe_when_done
from audits.scope.models import Audit

NO_RECOMMENDATION = "Write what should change."
NO_ACTION = "Write what will be done."


def add_recommendation(
    audit: Audit, *, by: Person, now: datetime, text: str, theme: Theme | None = None
) -> Recommendation:
    """Say what should change, and which theme of the audit says why."""
    rules.check_can_plan(by, audit, timezone.localdate(now))
    text = required(text, 1000, NO_RECOMMENDATION)
    check_theme(audit, theme)
    with transaction.atomic():
        last = Recommendation.objects.filter(audit=audit).aggregate(last=Max("order"))["last"]
        row = Recommendation.objects.create(audit=audit, theme=theme, text=text, order=(last or 0) + 1)
        journal.record(by, "added", row, now=now)
    return row


def edit_recommendation(
    recommendation: Recommendation, *, by: Person, now: datetime, version: int, text: str, theme: Theme | None = None
) -> None:
    rules.check_can_edit(by, recommendation, timezone.localdate(now))
    text = required(text, 1000, NO_RECOMMENDATION)
    check_theme(recommendation.audit, theme)
    with transaction.atomic():
        write_version(recommendation, version, text=text, theme=theme)
        journal.record(by, "edited", recommendation, now=now)


def add_action(
    recommendation: Recommendation, *, by: Person, now: datetime, owner: Agency, text: str, due: date
) -> Action:
    """Give an agency an action that answers the recommendation, with the day it is due."""
    rules.check_can_edit(by, recommendation, timezone.localdate(now))
    text = required(text, 1000, NO_ACTION)
    check_owner_and_day(owner, due, now)
    with transaction.atomic():
        action = Action.objects.create(
            audit=recommendation.audit, recommendation=recommendation, owner=owner, text=text, due=due
        )
        journal.record(by, "added", action, now=now)
    return action


def edit_action(
    action: Action, *, by: Person, now: datetime, version: int, owner: Agency, text: str, due: date
) -> None:
    text = required(text, 1000, NO_ACTION)
    with transaction.atomic():
        current = held(action)
        rules.check_can_change(by, current, timezone.localdate(now))
        if due != current.due or owner.pk != current.owner_id:
            check_owner_and_day(owner, due, now)
        write_version(current, version, owner=owner, text=text, due=due)
        journal.record(by, "edited", current, now=now)


def report_progress(action: Action, *, by: Person, now: datetime, text: str) -> Progress:
    """Say how far an action has got."""
    text = required(text, 2000, "Say how far it has got.")
    with transaction.atomic():
        current = held(action)
        rules.check_can_report(by, current, timezone.localdate(now))
        row = Progress.objects.create(action=current, text=text, reported_at=now, reported_by=by)
        journal.record(by, "recorded_progress", current, now=now)
    return row


def close_action(action: Action, *, by: Person, now: datetime, evidence: str, version: int | None = None) -> None:
    """Close an action with what shows that it is done."""
    evidence = required(evidence, 2000, "Say what shows that the action is done.")
    end(action, Action.State.DONE, by=by, now=now, version=version, evidence=evidence)


def drop_action(action: Action, *, by: Person, now: datetime, reason: str, version: int | None = None) -> None:
    """Drop an action; why stands with its progress."""
    reason = required(reason, 2000, "Say why the action is dropped.")
    with transaction.atomic():
        end(action, Action.State.DROPPED, by=by, now=now, version=version)
        Progress.objects.create(action=action, text=reason, reported_at=now, reported_by=by)


def end(action: Action, to: str, *, by: Person, now: datetime, version: int | None, **fields: Any) -> None:
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=action.audit_id)  # the last two actions close one after the other
        current = held(action)
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


def held(action: Action) -> Action:
    """The action as it stands now, held until the transaction ends."""
    return Action.objects.select_related("audit", "owner").select_for_update(of=("self",)).get(pk=action.pk)


def check_theme(audit: Audit, theme: Theme | None) -> None:
    if theme is not None and theme.audit_id != audit.pk:
        raise Refused("Choose a theme of this audit.")


def check_owner_and_day(owner: Agency, due: date, now: datetime) -> None:
    if not owner.is_active:
        raise Refused("This agency is no longer on the list.")
    if due < timezone.localdate(now):
        raise Refused("The day an action is due must be today or later.")
