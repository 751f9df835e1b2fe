"""What is out already about the same children, or some of them, for whoever signs a briefing to compare it with.

No rule of the roll-up looks at two briefings: where they differ by one child, the numbers of both together can say what
that child is like (docs/roll-up.md). So somebody is asked to look.
"""

from __future__ import annotations

from django.db.models import Q

from audits.briefing.models import Edition
from audits.rollup.wording.sample import day
from audits.scope.models import Audit

COMPARE = (
    "These are about the same children, or may share some. Where two briefings differ by a child, the two together can "
    "say what that child is like. Read them side by side before you sign."
)


def published_beside(audit: Audit) -> list[str]:
    """A sentence for each edition that came out of this audit, of the round before it and of the round after it;
    withdrawn ones too, since they were read."""
    of_a_round = Q(briefing__audit=audit) | Q(briefing__audit__follows=audit)
    if audit.follows_id is not None:
        of_a_round |= Q(briefing__audit=audit.follows_id)
    rows = Edition.objects.filter(of_a_round).defer("content").select_related("briefing__audit", "withdrawal")
    return [said(row, audit) for row in rows.order_by("published_at", "pk")]


def said(edition: Edition, audit: Audit) -> str:
    of = edition.briefing.audit
    which = "this briefing" if of == audit else of.reference
    withdrawn = " and was withdrawn" if edition.is_withdrawn else ""
    return f"Edition {edition.number} of {which} came out on {day(edition.published_at.date())}{withdrawn}."
