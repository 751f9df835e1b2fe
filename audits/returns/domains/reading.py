"""What stands of a return's grades by domain, in the order of the tool; nothing where the audit asks for none."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn
from audits.tools.models import Domain


def domain_grades_of(agency_return: AgencyReturn) -> list[DomainGrade]:
    """The domains that the return is asked to grade, named as its tool names them; one query, or none where the audit
    asks for no such grade."""
    audit = agency_return.audit
    if not audit.grades_domains:
        return []
    here = Domain.objects.filter(tool=audit.tool_id, practice=OuterRef("domain"))
    return list(
        DomainGrade.objects.filter(agency_return=agency_return)
        .select_related("domain", "band", "state")
        .annotate(named=Subquery(here.values("label")[:1]), place=Subquery(here.values("order")[:1]))
        .order_by("place", "domain__order")
    )
