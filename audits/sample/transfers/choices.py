"""Which agencies may be told who the children are: those that are asked about a case."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from agencies.models import Agency
from audits.scope.models import Audit


def agencies_asked(audit: Audit) -> QuerySet[Agency]:
    """Agencies and services that are asked about a case still in the audit, in the order of their sectors."""
    asked = audit.cases.exclude(state="excluded").values("involvements__agency")
    rows = Agency.objects.filter(pk__in=asked).select_related("parent", "sector")
    return rows.order_by("sector__order", Lower("name"), "pk")
