"""Taking a return away as a Word form or a copy, and bringing the form back: upload, preview, save."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audits.returns import rules
from audits.returns.models import AgencyReturn
from audits.returns.reading import url_of
from audits.returns.shown import ask, show
from audits.returns.word.back import read_back
from audits.returns.word.forms import UploadForm
from audits.returns.word.out import MIME, export_form, file_name
from audits.returns.word.preview import FormPreview, counted, preview_of, sent_preview
from audits.returns.word.reading_copy import export_copy
from audits.returns.word.taking_in import take_in

PREVIEW = "returns/word/preview.html"


def form(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    content = export_form(agency_return, by=request.user, now=timezone.now())
    return download(content, file_name(agency_return))


def copy(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    content = export_copy(agency_return, by=request.user, now=timezone.now())
    return download(content, file_name(agency_return, "-copy"))


def download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=MIME,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def back(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """The page that takes the file; sent, it shows what was read. The file ends with the request."""
    why_not = refusal_to_write(request, agency_return)
    upload = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        preview = read_upload(upload, agency_return)
        if preview is not None:
            whose, forms = request.user.uid, preview.forms
            return show(request, PREVIEW, agency_return, preview=preview, forms=forms, why_not=why_not, whose=whose)
    return show(request, "returns/word/back.html", agency_return, form=upload, forms=[upload], why_not=why_not)


def read_upload(upload: UploadForm, agency_return: AgencyReturn) -> FormPreview | None:
    """What the file says beside what stands; None with the reason in the form."""
    if not upload.is_valid():
        return None
    file = upload.cleaned_data["file"]
    try:
        return preview_of(read_back(agency_return, file.read(), file.size))
    except Refused as refusal:
        upload.add_error("file", refusal.sentence)
        return None


def save(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    preview = sent_preview(agency_return, request.POST)
    if take_in(agency_return, preview, by=request.user, now=timezone.now()):
        taken = counted(item for item in preview.items if item.taken)
        messages.success(
            request, f"Saved from the Word form: {taken}." if taken else "Nothing was taken from the file."
        )
        return redirect(url_of(agency_return, "return"))
    why_not = refusal_to_write(request, agency_return)
    return ask(request, PREVIEW, agency_return, preview.forms, preview=preview, why_not=why_not)


def refusal_to_write(request: PersonRequest, agency_return: AgencyReturn) -> str:
    """Why nothing can be saved in this return, in words; empty where it can."""
    try:
        rules.check_can_write(request.user, agency_return)
    except Refused as refusal:
        return refusal.sentence
    return ""
