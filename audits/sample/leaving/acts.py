"""What people do so that a case leaves the audit: ask for it, agree, say that it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.codes.models import ExclusionReason
from audits.sample.acts import move_case
from audits.sample.draw.acts import take_reserve
from audits.sample.draw.models import Exclusion
from audits.sample.key.models import SealedReference
from audits.sample.leaving import rules
from audits.sample.models import Case, CaseAccess
from audits.sample.own_reference.acts import wipe_of_case
from audits.scope.information.acts import is_held
from audits.scope.models import Audit

# What later steps do when a case leaves, in the same transaction: (case, by, now). The desk fills it in.
WHEN_LEFT: list[Callable[[Case, Person, datetime], None]] = []
NOBODY_TO_AGREE = (
    "A return of this case is in, so the chair or the scrutineer must agree. Give somebody that part in the team first."
)


def ask_to_leave(case: Case, *, by: Person, now: datetime, reason: ExclusionReason, note: str = "") -> Exclusion:
    """Take a case out of the audit. Once a return of it is in, it waits until the chair or the scrutineer agrees."""
    on = timezone.localdate(now)
    rules.check_can_ask_to_leave(by, case, on)
    with transaction.atomic():
        audit = Audit.objects.select_for_update().get(pk=case.audit_id)
        waits = rules.needs_agreement(case)
        if waits and not audit.team.filter(part__in=rules.AGREES).exclude(person=by).exists():
            raise Refused(NOBODY_TO_AGREE)
        row = Exclusion(case=case, stage=case.state, reason=reason, asked_at=now, asked_by=by)
        write(row, by=by, now=now, verb="asked_to_leave" if waits else "", note=note)
        if not waits:
            leave(row, by=by, now=now)
    return row


def agree(exclusion: Exclusion, *, by: Person, now: datetime) -> None:
    """The chair or the scrutineer agrees: the case leaves."""
    rules.check_can_agree(by, exclusion, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=exclusion.case.audit_id)
        rules.check_waits(Exclusion.objects.select_for_update().get(pk=exclusion.pk))
        exclusion.case.refresh_from_db()
        leave(exclusion, by=by, now=now)


def keep_case(exclusion: Exclusion, *, by: Person, now: datetime) -> None:
    """The case stays: the lead takes it back, or whoever was to agree does not."""
    rules.check_can_keep(by, exclusion, timezone.localdate(now))
    with transaction.atomic():
        rules.check_waits(Exclusion.objects.select_for_update().get(pk=exclusion.pk))
        write(exclusion, by=by, now=now, verb="kept_in", withdrawn_at=now, withdrawn_by=by)


def leave(exclusion: Exclusion, *, by: Person, now: datetime) -> None:
    """The case is in no count, key, pre-read or meeting from now on; its concerns and actions run on. A reserve of its
    draw comes in where its meeting has not begun."""
    case = exclusion.case
    stage = case.state
    entry, reserve = None, None
    replaced = rules.takes_reserve(case, case.audit)
    move_case(case, Case.State.EXCLUDED, by=by, now=now, verb="left_out")
    if replaced:
        entry, reserve = take_reserve(case, by=by, now=now)
    if not is_held(case.audit):  # a legal hold keeps the key of a case that leaves, until it is wiped with the rest
        SealedReference.objects.filter(case=case).delete()
        wipe_of_case(case.pk)
    end_sight(case, now)
    for follow in WHEN_LEFT:
        follow(case, by, now)
    write(
        exclusion, by=by, now=now, verb="", stage=stage, entry=entry, replaced_by=reserve, excluded_at=now,
        excluded_by=by,
    )  # fmt: skip


def end_sight(case: Case, now: datetime) -> None:
    """What the pre-read and the meeting opened of the case is closed again."""
    last = timezone.localdate(now) - timedelta(days=1)
    open_now = CaseAccess.objects.filter(case=case, until__isnull=True)
    open_now.filter(since__gt=last).delete()
    open_now.update(until=Greatest(F("since"), last))
