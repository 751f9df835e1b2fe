"""Answers the page that saves itself while somebody fills it in."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audits.returns.filling_in import keeping
from audits.returns.models import AgencyReturn


def keep(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    person = request.user
    sent = request.POST
    if sent.get("whose", "") != str(person.uid):
        # Somebody else has signed in at this browser: the page clears itself and shows them nothing.
        return JsonResponse({"somebody_else": True}, status=409)
    try:
        key, sequence = uuid.UUID(sent.get("key", "")), int(sent.get("sequence", ""))
    except ValueError as fault:
        raise Refused(keeping.OLD_PAGE) from fault
    told = keeping.keep(
        agency_return, by=person, now=timezone.now(), key=key, sequence=sequence, page=sent.get("page", ""), data=sent
    )
    return JsonResponse(told)
