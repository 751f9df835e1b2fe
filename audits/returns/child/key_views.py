"""Which child a return is about, for the auditor who holds it."""

from __future__ import annotations

from django.http import HttpResponse

from agencies.person_request import PersonRequest
from audits.returns.models import AgencyReturn
from audits.sample.key.views import shown


def return_key(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    case = agency_return.case
    return shown(request, case, {"audit": agency_return.audit, "case": case, "agency_return": agency_return})
