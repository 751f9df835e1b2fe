"""The quiet line while somebody writes: a text is looked through and forgotten."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from agencies.person_request import PersonRequest
from audits.recognise.find import quiet_hints
from audits.recognise.known import known_places

LONGEST = 20_000  # the longest text that a field takes


def words_hints(request: PersonRequest) -> HttpResponse:
    """At most two sentences about one text; nothing is kept of it, in no log either."""
    text = request.POST.get("text", "")
    hints = quiet_hints(text, known_places(), submits=False) if 0 < len(text) <= LONGEST else []
    return JsonResponse({"hints": hints})
