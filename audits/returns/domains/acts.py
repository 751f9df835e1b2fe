"""An agency grades its own practice in one domain, or says that it gives no grade there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agencies.models import Person
from audit_project.checked import checked
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn
from audits.returns.writing import counted, grade_taken, note_saved, stands, start_writing
from audits.tools.models import RatingBand

NOT_ASKED = "This return does not ask for a grade of that domain."


def save_domain_grade(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    version: int,
    domain: str,
    band: RatingBand | None = None,
    state: str | None = None,
    reason: str = "",
) -> DomainGrade:
    """The agency's grade of its own practice in a domain: a band of the audit's scale, or why there is none.

    Raises `Refused` for a domain that the return has no questions in, and `Stale` on a clash.
    """
    with transaction.atomic():
        start_writing(agency_return, by, now)
        row = DomainGrade.objects.select_for_update().filter(agency_return=agency_return, domain=domain).first()
        if row is None:
            raise Refused(NOT_ASKED)
        fields = {**grade_taken(agency_return.audit, band, state), **checked(row, reason=reason)}
        if stands(row, fields):
            return row
        write_version(row, version, **fields, **counted(row))
        note_saved(by, agency_return, now)
    return row
