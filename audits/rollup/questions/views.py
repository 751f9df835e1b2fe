"""The pages of what was answered to each question: all of them, a line each, and one with what it stands on."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audits.rollup.counting.gather import gather
from audits.rollup.counting.parts import asked_for, choices_of, narrowed, said_of
from audits.rollup.evidence import answers_to
from audits.rollup.facts import INSIDE
from audits.rollup.questions.figures import QuestionFigure, question_figures
from audits.rollup.sections import QUESTIONS
from audits.rollup.tables import OneWay, exact
from audits.rollup.views import looked_at, read
from audits.scope.models import Audit

ROWS_ON_A_PAGE = 50
LOOKED_AT_BY = (("sector", "By sector"), ("agency", "By agency"), ("case", "By case"))


def questions(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The room of the questions: what was answered by domain and, inside, every question, folded by its domain."""
    looked = looked_at(request, audit)
    figures: list[QuestionFigure] = []
    if looked.tier == INSIDE:
        figures = question_figures(looked.of_part, pooled=looked.part.is_pooled)
    if looked.part.domain:
        figures = [one for one in figures if one.standard.domain.practice_id == looked.part.domain]
    context = {
        **read(request, audit, looked),
        "here": QUESTIONS,
        "sections": looked.of_room(QUESTIONS),
        "domains": [(label, list(found)) for label, found in groupby(figures, lambda one: one.standard.domain.label)],
    }
    return render(request, "rollup/questions.html", context)


def question(request: PersonRequest, audit: Audit, pk: int) -> HttpResponse:
    """One question: how many gave each answer, by sector, agency and case, and the answers this person may see."""
    rows = gather(audit, request.user)
    choices = choices_of(rows)
    part = asked_for(request.GET.dict(), choices)
    seen = narrowed(rows, part)
    figure = next(iter(question_figures(seen, pooled=part.is_pooled, only=pk)), None)
    if figure is None:
        raise Http404
    cases = {one.case for one in figure.given}
    page = Paginator(answers_to(audit, pk, cases, part, request.user), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    journal.record(request.user, "read", audit, now=timezone.now(), kind="evidence")
    query = urlencode(part.query())
    context = {
        "audit": audit,
        "figure": figure,
        "table": table_of(figure, audit),
        "sides": [(title, figure.by(name)) for name, title in LOOKED_AT_BY],
        "part_said": said_of(part, choices),
        "page": page,
        "query": f"{query}&" if query else "",
        "crumbs": [
            *crumbs_of(audit),
            {"label": "Questions", "url": reverse("roll_up_questions", args=[audit.reference])},
        ],
    }
    return render(request, "rollup/question.html", context)


def table_of(figure: QuestionFigure, audit: Audit) -> OneWay | None:
    """How many gave each answer; what it stands on is listed on the same page."""
    if figure.distribution is None:
        return None
    table = exact(figure.distribution, audit.small_n)
    return replace(table, lines=tuple(replace(line, evidence="") for line in table.lines))


def crumbs_of(audit: Audit) -> list[dict[str, str]]:
    return [{"label": "Findings and analysis", "url": reverse("roll_up", args=[audit.reference])}]
