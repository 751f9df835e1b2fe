"""The short pages that an auditor fills in: whose records, the questions, the voices, the grade."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from audit_project.saving import posted, save_form
from audits.returns import acts, rules
from audits.returns.answering import forms_by_domain, save_page, save_voices
from audits.returns.forms import AnswerForm, GradeForm, RecordsForm, VoiceForm
from audits.returns.models import AgencyReturn, Voice
from audits.returns.reading import bands_of, blocks_of, grade_of, parts_of_questions
from audits.returns.shown import ask, go_on, reader_of


def records(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    form = RecordsForm(posted(request), agency_return=agency_return)
    act = partial(acts.save_opening, agency_return, by=reader_of(request), now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return go_on(request, agency_return, "return_questions", 1)
    return ask(request, "returns/records.html", agency_return, [form])


def questions(request: HttpRequest, agency_return: AgencyReturn, part: int) -> HttpResponse:
    parts = parts_of_questions(blocks_of(agency_return))
    if not 1 <= part <= len(parts):
        raise Http404
    blocks = parts[part - 1]
    forms = [AnswerForm(posted(request), answer=answer) for block in blocks for answer in block.answers]
    if request.method == "POST" and save_page(agency_return, forms, by=reader_of(request), now=timezone.now()):
        following = ("return_questions", part + 1) if part < len(parts) else ("return_findings",)
        return go_on(request, agency_return, *following)
    more = {"domains": forms_by_domain(blocks, forms), "part": part, "parts": len(parts)}
    return ask(request, "returns/questions.html", agency_return, forms, **more)


def voices(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    written = {voice.whose: voice for voice in agency_return.voices.all()}
    forms = [VoiceForm(posted(request), whose=whose, voice=written.get(whose)) for whose in Voice.Whose.values]
    if request.method == "POST" and save_voices(agency_return, forms, by=reader_of(request), now=timezone.now()):
        following = "return_grade" if agency_return.audit.scale_id else "return_check"
        return go_on(request, agency_return, following)
    return ask(request, "returns/voices.html", agency_return, forms)


def grade(request: HttpRequest, agency_return: AgencyReturn) -> HttpResponse:
    rules.check_is_graded(agency_return)
    form = GradeForm(posted(request), grade=grade_of(agency_return), bands=bands_of(agency_return.audit))
    act = partial(acts.save_grade, agency_return, by=reader_of(request), now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return go_on(request, agency_return, "return_check")
    return ask(request, "returns/grade.html", agency_return, [form])
