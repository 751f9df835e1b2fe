"""The buttons that remind, the log of what was sent, and how the returns came in day by day."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Person
from audits.desk import chasing
from audits.desk.progress import progress_of
from audits.desk.sent import lines_of, sent_in, sent_to_agencies_of
from audits.returns.models import AgencyReturn
from audits.returns.narrowing import address_of
from audits.scope.models import Audit

PER_PAGE = 50
DAYS_A_PAGE = 35  # five weeks


def remind_all(request: HttpRequest, audit: Audit) -> HttpResponse:
    return told(request, chasing.remind(audit, by=reader(request), now=timezone.now()), matrix_of(audit))


def remind_agency(request: HttpRequest, audit: Audit, uid: UUID) -> HttpResponse:
    done = chasing.remind(audit, by=reader(request), now=timezone.now(), agency=uid)
    from_matrix = request.POST.get("from") == "matrix"
    return told(request, done, matrix_of(audit) if from_matrix else address_of(audit, agency=uid))


def remind_of(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    done = chasing.remind_of(agency_return, by=reader(request), now=timezone.now())
    return told(request, done, address_of(agency_return.audit, agency=agency_return.agency.uid))


def reader(request: HttpRequest) -> Person:
    person: Person = request.user  # type: ignore[assignment]
    return person


def matrix_of(audit: Audit) -> str:
    return f"{reverse('audit', args=[audit.reference])}#returns"


def told(request: HttpRequest, done: chasing.Reminded, back: str) -> HttpResponse:
    messages.info(request, " ".join(chasing.in_words(done, timezone.now())))
    return redirect(back)


def sent(request: HttpRequest, audit: Audit) -> HttpResponse:
    page = Paginator(sent_in(audit), PER_PAGE).get_page(request.GET.get("page"))
    context = {"audit": audit, "page": page, "lines": lines_of(page.object_list)}
    return render(request, "desk/sent.html", context)


def agency_sent(request: HttpRequest) -> HttpResponse:
    page = Paginator(sent_to_agencies_of(reader(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/agency_sent.html", {"page": page, "lines": lines_of(page.object_list)})


def progress(request: HttpRequest, audit: Audit) -> HttpResponse:
    found = progress_of(audit, reader(request), timezone.localdate())
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
