"""Which cases of an audit are brothers and sisters: the lead gives them the same mark."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.sample import rules
from audits.sample.models import Case

MARK = re.compile(r"[A-Z]{1,2}")


def check_mark(mark: str) -> None:
    """A mark is one or two capital letters; no mark takes a case out of its group."""
    if mark and not MARK.fullmatch(mark):
        raise Refused("Use one or two capital letters as the mark: A, for example.")


def mark_siblings(case: Case, *, by: Person, now: datetime, version: int, sibling_group: str) -> None:
    """Put the case into the group of brothers and sisters with this mark, or out of one. Raises `Stale` on a clash."""
    rules.check_can_mark_siblings(by, case, timezone.localdate(now))
    check_mark(sibling_group)
    with transaction.atomic():
        write_version(case, version, sibling_group=sibling_group)
        journal.record(by, "edited", case, now=now)


def siblings_seen(case: Case, person: Person) -> list[int]:
    """Numbers of the other cases of the group that this person may see."""
    if not case.sibling_group:
        return []
    group = Case.objects.visible_to(person).filter(audit=case.audit_id, sibling_group=case.sibling_group)
    group = group.exclude(state=Case.State.EXCLUDED)
    return list(group.exclude(pk=case.pk).order_by("number").values_list("number", flat=True))
