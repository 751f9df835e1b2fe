"""What agencies are called in an audit: as today while it is under way, as then once it is finished."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agencies.models import Agency, AgencyName, Person
from audits.scope.models import Audit


def keep_names(audit: Audit, *, by: Person, now: datetime) -> None:
    """The audit is published: a rename from now on is none of it."""
    if audit.named_at is None:
        Audit.objects.filter(pk=audit.pk).update(named_at=now)
        audit.named_at = now


def let_names_follow(audit: Audit, *, by: Person, now: datetime) -> None:
    """The audit is worked on again: its agencies are called as they are today."""
    if audit.origin == Audit.Origin.WORKED and audit.named_at is not None:
        Audit.objects.filter(pk=audit.pk).update(named_at=None)
        audit.named_at = None


def names_then(audit: Audit) -> dict[int, str]:
    """Agencies that were renamed since the audit was finished, with the names they had; no query while it is not."""
    if audit.named_at is None:
        return {}
    rows = AgencyName.objects.filter(renamed_at__gt=audit.named_at).order_by("-renamed_at", "-pk")
    return dict(rows.values_list("agency_id", "name"))  # the first of several renames comes last, and stays


def call_as_then(audit: Audit, agencies: Iterable[Agency]) -> None:
    """Give these rows, and the organisations they are services of, the names of then, for a page alone: they are not
    to be written."""
    then = names_then(audit)
    for agency in agencies if then else ():
        for one in (agency, agency.parent):
            if one is not None and one.pk in then:
                one.name = then[one.pk]
