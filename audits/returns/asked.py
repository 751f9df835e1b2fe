"""Which questions of a tool a return asks, and which answers a question takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from audits.returns.models import Answer
from audits.scope.tools import AuditTool, Standard

TAKEN = {
    Standard.Takes.YES_PARTLY_NO: (Answer.Value.YES, Answer.Value.PARTLY, Answer.Value.NO),
    Standard.Takes.YES_NO: (Answer.Value.YES, Answer.Value.NO),
}


def standards_of(tool: AuditTool, *, with_conditions: bool = False) -> list[Standard]:
    """The tool's standards in its order, with the sectors each is asked of; two queries."""
    rows = Standard.objects.filter(domain__tool=tool).select_related("domain").prefetch_related("asked_of")
    if with_conditions:
        rows = rows.select_related("only_if")
    return list(rows.order_by("domain__order", "domain_id", "number"))


def asked(standards: Iterable[Standard], sector: str, short: bool, met: Collection[str] | None) -> list[Standard]:
    """The questions for a sector, of a case of which `met` is recorded (codes of conditions; None: whatever it is).

    A standard is asked of everybody or of the sectors it names; on a short form only when it is marked; and where it
    has a condition, only of a case that meets it.
    """
    found = []
    for row in standards:
        sectors = {one.pk for one in row.asked_of.all()}
        if (
            (not sectors or sector in sectors)
            and (row.on_short_form or not short)
            and (row.only_if_id is None or met is None or row.only_if_id in met)
        ):
            found.append(row)
    return found


def values_of(standard: Standard) -> tuple[Answer.Value, ...]:
    """The answers that a question takes, besides the states that stand instead of one."""
    return TAKEN[Standard.Takes(standard.takes)]
