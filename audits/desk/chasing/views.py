"""The buttons that remind, the log of what was sent, and how the returns came in day by day."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from agencies.sent_once.under_way import leads_to
from audits.desk.chasing import acts as chasing
from audits.desk.chasing.sent import lines_of, sent_in, sent_to_agencies_of
from audits.desk.progress import progress_of
from audits.returns.listing.narrowing import address_of
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit

PER_PAGE = 50
DAYS_A_PAGE = 35  # five weeks


def remind_all(request: PersonRequest, audit: Audit) -> HttpResponse:
    done = chasing.remind(audit, by=request.user, now=timezone.now(), all_the_same=all_the_same(request))
    return told(request, audit, done, matrix_of(audit))


def remind_agency(request: PersonRequest, audit: Audit, uid: UUID) -> HttpResponse:
    now = timezone.now()
    done = chasing.remind(audit, by=request.user, now=now, agency=uid, all_the_same=all_the_same(request))
    from_matrix = request.POST.get("from") == "matrix"
    return told(request, audit, done, matrix_of(audit) if from_matrix else address_of(audit, agency=uid))


def remind_of(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    now = timezone.now()
    done = chasing.remind_of(agency_return, by=request.user, now=now, all_the_same=all_the_same(request))
    return told(request, agency_return.audit, done, address_of(agency_return.audit, agency=agency_return.agency.uid))


def matrix_of(audit: Audit) -> str:
    return f"{reverse('audit', args=[audit.reference])}#returns"


def all_the_same(request: PersonRequest) -> bool:
    return request.POST.get("all_the_same") == "on"


def told(request: PersonRequest, audit: Audit, done: chasing.Reminded, back: str) -> HttpResponse:
    """What came of it. Whom the timetable has reminded just now is written to again only on purpose."""
    words = list(chasing.in_words(done, timezone.now()))
    if done.by_timetable:
        leads_to(back)
        context = {
            "audit": audit,
            "words": words,
            "count": len(done.by_timetable),
            "back": back,
            "came_from": request.POST.get("from", ""),
        }
        return render(request, "desk/reminded_already.html", context)
    messages.info(request, " ".join(words))
    return redirect(back)


def sent(request: PersonRequest, audit: Audit) -> HttpResponse:
    page = Paginator(sent_in(audit), PER_PAGE).get_page(request.GET.get("page"))
    context = {"audit": audit, "page": page, "lines": lines_of(page.object_list)}
    return render(request, "desk/sent.html", context)


def agency_sent(request: PersonRequest) -> HttpResponse:
    page = Paginator(sent_to_agencies_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/agency_sent.html", {"page": page, "lines": lines_of(page.object_list)})


def progress(request: PersonRequest, audit: Audit) -> HttpResponse:
    found = progress_of(audit, request.user, timezone.localdate())
    days = found.days if found else ()
    page = Paginator(days[::-1], DAYS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "audit": audit,
        "progress": found,
        "page": page,
        "first": days[:1] and days[0],
        "last": days and days[-1],
    }
    return render(request, "desk/progress.html", context)
