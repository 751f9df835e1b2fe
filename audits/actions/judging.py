"""A person's word on a change, beside the computed one: "improved and still developing" is said by no count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Stale
from audits.across.comparing.models import ChangeJudgement
from audits.actions import rules
from audits.rollup.models import EarlierRound
from audits.scope.models import Audit

MEANWHILE = "Somebody judged this change while you did. Both are below: save yours again, or leave theirs."


def judge(
    audit: Audit,
    earlier: Audit | EarlierRound,
    measure: str,
    *,
    by: Person,
    now: datetime,
    version: int = 0,
    **said: Any,
) -> ChangeJudgement:
    """Say what became of one measure since an earlier round. A second word takes the place of the first."""
    rules.check_can_compare(by, audit, timezone.localdate(now))
    against = against_of(earlier)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        row = ChangeJudgement.objects.filter(audit=audit, measure=measure, **against).first()
        if row is None:
            row = ChangeJudgement(audit=audit, measure=measure, **against)
        elif not version:
            raise Stale(MEANWHILE, theirs={name: getattr(row, name) for name in said}, yours=said, version=row.version)
        return write(
            row, by=by, now=now, verb="judged_change", of=audit, version=version, judged_at=now, judged_by=by, **said
        )


def judgement_on(audit: Audit, earlier: Audit | EarlierRound, measure: str) -> ChangeJudgement | None:
    return ChangeJudgement.objects.filter(audit=audit, measure=measure, **against_of(earlier)).first()


def withdraw(row: ChangeJudgement, *, by: Person, now: datetime) -> None:
    """Take the word back: the computed change stands alone again."""
    rules.check_can_compare(by, row.audit, timezone.localdate(now))
    with transaction.atomic():
        journal.record(by, "withdrew_judgement", row.audit, now=now)
        row.delete()


def against_of(earlier: Audit | EarlierRound) -> dict[str, Audit | EarlierRound | None]:
    if isinstance(earlier, Audit):
        return {"earlier_audit": earlier, "earlier_round": None}
    return {"earlier_audit": None, "earlier_round": earlier}
