"""Which questions of a tool a return asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from audits.returns.models import AgencyReturn
from audits.tools.models import AuditTool, Standard


def standards_of(tool: AuditTool, *, as_asked: bool = False) -> list[Standard]:
    """The tool's standards in its order, with the sectors each is asked of; two queries. With all that it takes to show
    them (`as_asked`), one more where some are answered on a scale."""
    rows = Standard.objects.filter(domain__tool=tool).select_related("domain").prefetch_related("asked_of")
    if as_asked:
        rows = rows.select_related("only_if", "scale").prefetch_related("scale__bands")
    return list(rows.order_by("domain__order", "domain_id", "number"))


def asked(standards: Iterable[Standard], sector: str, short: bool, met: Collection[str] | None) -> list[Standard]:
    """The questions for a sector, of a case of which `met` is recorded (codes of conditions; None: whatever it is).

    A standard is asked of everybody or of the sectors it names; on a short form only when it is marked; and where it
    has a condition, only of a case that meets it. One that hangs on another is asked where that one is.
    """
    found: list[Standard] = []
    for row in standards:
        sectors = {one.pk for one in row.asked_of.all()}
        if (
            (not sectors or sector in sectors)
            and (row.on_short_form or not short)
            and (row.only_if_id is None or met is None or row.only_if_id in met)
            and (row.only_after_id is None or any(one.pk == row.only_after_id for one in found))
        ):
            found.append(row)
    return found


def left_out(agency_return: AgencyReturn) -> list[tuple[str, int]]:
    """The conditions that were not recorded of the case when the return opened, each with how many questions of the
    tool it leaves out here; three queries at most, one where the tool has no conditions."""
    tool = agency_return.audit.tool_id
    rows = Standard.objects.filter(domain__tool=tool, only_if__isnull=False).select_related("only_if")
    rows = rows.exclude(pk__in=agency_return.answers.values("standard"))
    of_return = asked(rows.prefetch_related("asked_of"), agency_return.agency.sector_id, agency_return.short_form, None)
    return list(Counter(str(row.only_if) for row in sorted(of_return, key=place_of)).items())


def place_of(row: Standard) -> tuple[int, int]:
    return (row.only_if.order if row.only_if else 0, row.pk)
