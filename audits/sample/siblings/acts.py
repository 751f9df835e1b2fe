"""Which cases of an audit are brothers and sisters: the lead gives them the same mark."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from agencies.models import Person
from agencies.writing import write
from audits.sample import rules
from audits.sample.models import Case


def mark_siblings(case: Case, *, by: Person, now: datetime, version: int, sibling_group: str) -> None:
    """Put the case into the group of brothers and sisters with this mark, or out of one. Raises `Stale` on a clash."""
    rules.check_can_mark_siblings(by, case, timezone.localdate(now))
    write(case, by=by, now=now, verb="edited", version=version, sibling_group=sibling_group)


def siblings_seen(case: Case, person: Person) -> list[int]:
    """Numbers of the other cases of the group that this person may see."""
    if not case.sibling_group:
        return []
    group = Case.objects.visible_to(person).filter(audit=case.audit_id, sibling_group=case.sibling_group)
    group = group.exclude(state=Case.State.EXCLUDED)
    return list(group.exclude(pk=case.pk).order_by("number").values_list("number", flat=True))
