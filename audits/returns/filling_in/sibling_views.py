"""The pages on which one auditor answers for brothers and sisters side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import posted, status_of
from audits.returns.filling_in.siblings import save_side_page, sibling_returns, side_page
from audits.returns.models import AgencyReturn
from audits.returns.reading import url_of


def siblings(request: PersonRequest, agency_return: AgencyReturn, part: int) -> HttpResponse:
    """The questions of one part; after the last part, what is left to do for each case."""
    person, now = request.user, timezone.now()
    rows = sibling_returns(agency_return, person)
    page = side_page(rows, person, part, posted(request))
    if not 1 <= part <= page.parts + 1:
        raise Http404
    if request.method == "POST" and page.domains and save_side_page(page, by=person, now=now):
        messages.success(request, "The answers of each case are saved.")
        later = request.POST.get("then") == "later"
        return redirect(
            url_of(agency_return, "return") if later else url_of(agency_return, "return_siblings", part + 1)
        )
    for row in rows or [agency_return]:
        journal.record(person, "read", row, now=now)
    context = {
        "audit": agency_return.audit,
        "case": agency_return.case,
        "agency_return": agency_return,
        "side": page,
        "part": part,
        "forms": page.forms,
        "whose": person.uid,
        "unanswered": page.unanswered,
    }
    return render(request, "returns/siblings.html", context, status=status_of(*page.forms))
