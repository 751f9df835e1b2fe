"""The short pages that an auditor fills in: whose records, the questions, the voices, the grade."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import save_form
from audits.returns import acts, rules
from audits.returns.domains.forms import domain_forms
from audits.returns.domains.models import DomainGrade
from audits.returns.domains.reading import domain_grades_of
from audits.returns.filling_in.answering import (
    first_unanswered,
    forms_by_domain,
    save_grades,
    save_page,
    save_voices,
    to_ask,
)
from audits.returns.forms import AnswerForm, OwnGradeForm, RecordsForm, VoiceForm
from audits.returns.models import AgencyReturn, Answer, OwnGrade, Voice
from audits.returns.reading import bands_of, blocks_of, grade_of, parts_of_questions
from audits.returns.shown import ask, saved, sent_page, show


def records(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    form = RecordsForm(sent_page(request, agency_return), agency_return=agency_return)
    act = partial(acts.save_opening, agency_return, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return saved(request, agency_return, "return_questions", 1)
    return ask(request, "returns/records.html", agency_return, [form], page="records")


def questions(request: PersonRequest, agency_return: AgencyReturn, part: int) -> HttpResponse:
    parts = parts_of_questions(blocks_of(agency_return))
    if not 1 <= part <= len(parts):
        raise Http404
    blocks = parts[part - 1]
    data = sent_page(request, agency_return)
    forms = [AnswerForm(data, answer=answer) for answer in to_ask(blocks)]
    if request.method == "POST" and save_page(agency_return, forms, by=request.user, now=timezone.now()):
        following = ("return_questions", part + 1) if part < len(parts) else ("return_findings",)
        return saved(request, agency_return, *following, models=[Answer])
    more: dict[str, Any] = {"unanswered": first_unanswered(forms)}
    more |= {"domains": forms_by_domain(blocks, forms), "part": part, "parts": len(parts), "page": "questions"}
    return ask(request, "returns/questions.html", agency_return, forms, **more)


def voices(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    written = {voice.whose: voice for voice in agency_return.voices.all()}
    data = sent_page(request, agency_return)
    forms = [VoiceForm(data, whose=whose, voice=written.get(whose)) for whose in Voice.Whose.values]
    if request.method == "POST" and save_voices(agency_return, forms, by=request.user, now=timezone.now()):
        following = "return_grade" if agency_return.audit.scale_id else "return_check"
        return saved(request, agency_return, following, models=[Voice])
    return ask(request, "returns/voices.html", agency_return, forms, page="voices")


def grade(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    rules.check_is_graded(agency_return)
    data, bands = sent_page(request, agency_return), bands_of(agency_return.audit)
    form = OwnGradeForm(data, grade=grade_of(agency_return), bands=bands)
    domains = domain_forms(data, domain_grades_of(agency_return), bands)
    if request.method == "POST" and save_grades(agency_return, form, domains, by=request.user, now=timezone.now()):
        return saved(request, agency_return, "return_check", models=[OwnGrade, *([DomainGrade] if domains else [])])
    return ask(request, "returns/grade.html", agency_return, [form, *domains], page="grade", domains=domains)


def question_list(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """The questions as a page to print and take to the file."""
    return show(request, "returns/question_list.html", agency_return, blocks=blocks_of(agency_return))
