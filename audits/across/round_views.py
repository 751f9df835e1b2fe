"""The rounds of one theme side by side: a table, a sentence, and a line where one may be drawn."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audits.across.chart import line_of
from audits.across.models import PracticeTheme
from audits.across.round_counts import side_by_side
from audits.across.rounds import in_a_sentence, why_no_line


def rounds(request: PersonRequest, row: PracticeTheme) -> HttpResponse:
    """Rounds that are alike, and why others are not set beside them."""
    if row.merged_into is not None:
        return redirect("practice_rounds", row.merged_into.uid)
    asked = request.GET.get("beside", "")
    found = side_by_side(row, request.user, asked)
    journal.record(request.user, "read", row, now=timezone.now())
    context = {
        "theme": row,
        "found": found,
        "unknown": bool(asked) and asked not in found.choices,
        "sentence": in_a_sentence(found.rounds),
        "no_line": why_no_line(found.rounds),
    }
    return render(request, "across/rounds.html", context)


def line(request: PersonRequest, row: PracticeTheme) -> HttpResponse:
    """The picture itself, under a policy of its own; nothing where no line may be drawn."""
    found = side_by_side(row, request.user, request.GET.get("beside", ""))
    refused = why_no_line(found.rounds)
    if refused:
        raise Refused(refused)
    picture = line_of(found.rounds)
    headers = {"Content-Security-Policy": picture.policy, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture.svg, content_type="image/svg+xml", headers=headers)
