"""Published briefings: the list, one to read, its files as they were frozen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from audit_project.pages import ask_to_sign_in
from audits.briefing.pages import edition_to_read, file_to_read, listed
from audits.briefing.rendering import MEDIA_TYPES


def briefings(request: HttpRequest) -> HttpResponse:
    page = listed(request.user, request.GET.get("page"))
    return render(request, "briefing/list.html", {"page": page})


def briefing(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest edition, or that it was withdrawn. Whoever has not signed in is asked to, if there is one or not."""
    edition = edition_to_read(request.user, reference)
    if edition is None:
        return missing(request)
    template = "briefing/withdrawn.html" if edition.is_withdrawn else "briefing/briefing.html"
    return render(request, template, {"edition": edition, "content": edition.content})


def briefing_file(request: HttpRequest, reference: str, format: str) -> HttpResponse:
    """One file of the edition, byte for byte. It is saved rather than shown: the page is there to be read. A link to a
    withdrawn one leads to the page that says so."""
    file = file_to_read(request.user, reference, format) if format in MEDIA_TYPES else None
    if file is None:
        edition = edition_to_read(request.user, reference)
        return redirect("briefing", reference) if edition and edition.is_withdrawn else missing(request)
    response = HttpResponse(bytes(file.content), content_type=MEDIA_TYPES[format])
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}-briefing.{format}"'
    return response


def missing(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    raise Http404
