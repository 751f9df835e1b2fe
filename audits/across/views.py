"""Pages across audits: what recurs, one theme with what stands under it, its words, its merging with another."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audits.across import pages, rules
from audits.across.matching import waiting_for
from audits.across.models import PracticeTheme
from audits.across.theme_page import own_page, theme_page
from audits.returns.models import Kind


def practice(request: PersonRequest) -> HttpResponse:
    """What recurs, the most often first, filtered by kind and by how many audits back."""
    person = request.user
    asked = pages.asked_for(request.GET.get("kind", ""), request.GET.get("last", ""))
    lines, n = pages.what_recurs(person, asked, request.GET.get("page"))
    journal.record(person, "read", now=timezone.now(), kind="practice")
    context = {
        "asked": asked,
        "kinds": [("", "All"), *Kind.choices],
        "lasts": pages.LASTS_SAID.items(),
        "lines": lines,
        "page": lines,
        "query": asked.query,
        "audits": n,
        "waiting": waiting_for(person),
        "may_keep": rules.can_keep(person),
        "follows": rules.can_follow(person),
    }
    return render(request, "across/practice.html", context)


def theme(request: PersonRequest, row: PracticeTheme) -> HttpResponse:
    """A theme with its statements, cases, sectors and recommendations; an agency's contact reads their own part."""
    person = request.user
    if row.merged_into is not None:
        return redirect("practice_theme", row.merged_into.uid)
    now, number = timezone.now(), request.GET.get("page")
    journal.record(person, "read", row, now=now)
    if not rules.can_follow(person):
        own = own_page(row, person, number)
        journal.record_each(person, "read", own.findings, now=now)
        return render(request, "across/own.html", {"theme": row, "own": own, "page": own.findings})
    found = theme_page(row, person, number)
    context = {"theme": row, "found": found, "page": found.page, "may_keep": rules.can_keep(person)}
    return render(request, "across/theme.html", context)
