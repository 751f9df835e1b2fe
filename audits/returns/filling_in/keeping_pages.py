"""Which rows stand on a page of a return, for the page to be saved row by row while it is filled in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import QueryDict

from agencies.models import Person
from audit_project.refused import Refused, Stale
from audit_project.saving import words_of
from audits.returns import acts
from audits.returns.answers import with_kinds
from audits.returns.domains.forms import DomainGradeForm, domain_forms
from audits.returns.domains.reading import domain_grades_of
from audits.returns.filling_in import drafts
from audits.returns.filling_in.answering import given
from audits.returns.forms import AnswerForm, DraftForm, FindingForm, OwnGradeForm, RecordsForm, VoiceForm
from audits.returns.models import AgencyReturn, Answer, Voice
from audits.returns.open_models import FindingDraft
from audits.returns.reading import bands_of, grade_of
from audits.returns.rules import check_is_graded
from audits.returns.steps.forms import StepForm
from audits.returns.steps.models import AgencyStep
from audits.returns.steps.reading import added_as

QUESTION = re.compile(r"q([0-9]{1,18})-version\Z", re.ASCII)
PAGE = re.compile(r"(records|questions|voices|grade|draft|new_step|(finding|draft|step)-[0-9a-f-]{36})\Z", re.ASCII)
NOT_A_PAGE = "This page cannot be saved by itself. Use its button to save."


@dataclass(frozen=True)
class PageRow:
    """One row of a page: its name ("q12"), the form as it was sent, and how to save it."""

    name: str
    form: Any
    save: Callable[[], Any]


def is_page(page: str) -> bool:
    return PAGE.match(page) is not None


def page_of(
    agency_return: AgencyReturn, page: str, key: uuid.UUID, data: QueryDict, by: Person, now: datetime
) -> Iterator[PageRow]:
    """The rows that were sent with a page: "records", "questions", "voices", "grade", "finding-…", "step-…"…"""
    kind, _, number = page.partition("-")
    return PAGES[kind](agency_return, data, {"by": by, "now": now}, number or str(key))


def records(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    form = RecordsForm(data, agency_return=row)

    def save() -> AgencyReturn:
        acts.save_opening(row, **who, **words_of(form))
        return row

    yield PageRow("", form, save)


def questions(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    wanted = [int(found[1]) for found in map(QUESTION.match, data) if found]
    rows = with_kinds(Answer.objects.filter(agency_return=row, standard__in=wanted).select_related("standard"))

    def save(answer: Answer, form: AnswerForm) -> Answer:
        try:
            acts.save_answers(row, **who, answers=[given(form)])
        except Stale as clash:
            (theirs,), (yours,) = clash.theirs.values(), clash.yours.values()
            raise Stale(str(clash), theirs=theirs, yours=yours, version=theirs.pop("version")) from clash
        answer.refresh_from_db(fields=["version"])
        return answer

    for answer in rows:
        form = AnswerForm(data, answer=answer)
        yield PageRow(f"q{answer.standard_id}", form, partial(save, answer, form))


def voices(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    written = {voice.whose: voice for voice in row.voices.all()}
    for whose in Voice.Whose.values:
        if f"{whose}-version" in data:
            form = VoiceForm(data, whose=whose, voice=written.get(whose), unfinished=True)
            yield PageRow(whose, form, partial(save_voice, row, whose, form, who))


def save_voice(row: AgencyReturn, whose: str, form: VoiceForm, who: dict[str, Any]) -> Any:
    said = words_of(form)
    return acts.save_voice(row, **who, whose=whose, **said) or Voice(version=said["version"])


def grade(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    check_is_graded(row)
    bands = bands_of(row.audit)
    form = OwnGradeForm(data, grade=grade_of(row), bands=bands)
    yield PageRow("", form, lambda: acts.save_grade(row, **who, **words_of(form)))
    for one in domain_forms(data, domain_grades_of(row), bands):
        if one.is_bound:
            yield PageRow(one.prefix or "", one, partial(save_domain, row, one, who))


def save_domain(row: AgencyReturn, form: DomainGradeForm, who: dict[str, Any]) -> Any:
    return acts.save_domain_grade(row, **who, domain=form.domain, **words_of(form))


def finding(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    found = row.findings.filter(uid=uid_of(number)).first()
    if found is None:
        raise Refused("This finding has been removed. What you typed is kept on this page: copy it if you need it.")
    found.agency_return = row
    form = FindingForm(data, instance=found)

    def save() -> Any:
        acts.edit_finding(found, **who, **words_of(form))
        return found

    yield PageRow("", form, save)


def step(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    found = row.steps.filter(uid=uid_of(number)).first()
    if found is None:
        raise Refused("This has been removed. What you typed is kept on this page: copy it if you need it.")
    yield step_row(row, found, data, who)


def new_step(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    """One that is being typed: added as soon as it is complete, and that one from then on."""
    uid = added_as(row, uid_of(number))
    found = row.steps.filter(uid=uid).first()
    if found is not None:
        yield step_row(row, found, data, who)
    elif data.get("text", "").strip():
        form = StepForm(data, instance=AgencyStep(agency_return=row))
        yield PageRow("", form, lambda: acts.add_step(row, **who, uid=uid, **form.said))


def step_row(row: AgencyReturn, found: AgencyStep, data: QueryDict, who: dict[str, Any]) -> PageRow:
    found.agency_return = row
    form = StepForm(data, instance=found)

    def save() -> AgencyStep:
        acts.edit_step(found, **who, **words_of(form))
        return found

    return PageRow("", form, save)


def draft(row: AgencyReturn, data: QueryDict, who: dict[str, Any], number: str) -> Iterator[PageRow]:
    found = row.drafts.filter(uid=uid_of(number)).first() or FindingDraft(uid=uid_of(number), agency_return=row)
    form = DraftForm(data, instance=found)
    yield PageRow("", form, lambda: drafts.keep_draft(found, **who, **words_of(form)))


def uid_of(number: str) -> uuid.UUID:
    try:
        return uuid.UUID(number)
    except ValueError as fault:
        raise Refused(NOT_A_PAGE) from fault


PAGES: dict[str, Callable[[AgencyReturn, QueryDict, dict[str, Any], str], Iterator[PageRow]]] = {
    "records": records,
    "questions": questions,
    "voices": voices,
    "grade": grade,
    "finding": finding,
    "draft": draft,
    "new_step": new_step,
    "step": step,
}
