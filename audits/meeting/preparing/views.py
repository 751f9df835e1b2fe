"""Pages of preparing a meeting: questions to agencies, and the pre-read, its readers and its Word file."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, sent, status_of
from audit_project.working_days import working_days_until
from audits.meeting import rules
from audits.meeting.hold import held_or_refused
from audits.meeting.pages import agencies_round_the_table, questions_of
from audits.meeting.preparing import acts as preparing
from audits.meeting.preparing import pre_read as reading
from audits.meeting.preparing.forms import EditQuestionForm, IssueForm, MeetingQuestionForm
from audits.meeting.preparing.papers import as_word
from audits.meeting.preparing.side_by_side import table_of
from audits.meeting.running.going_further import words_of_questions
from audits.meeting.running.screen_views import DOCX
from audits.meeting.views import case_context, meeting_url, note_read
from audits.recognise.telling import tell_words
from audits.sample.models import Case


def questions(request: PersonRequest, case: Case) -> HttpResponse:
    """What the meeting asks each agency; what their answers suggest to ask, to take over or not."""
    person = request.user
    held = held_or_refused(case)
    if request.method == "POST":
        rules.check_can_group(person, held)
    form = MeetingQuestionForm(posted(request), agencies=agencies_round_the_table(case.audit))
    if done(form, lambda: preparing.ask(case, by=person, now=timezone.now(), **form.said)):
        messages.success(request, "The question is added.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_questions"))
    note_read(request, case)
    asked = questions_of(held, person)
    context = {"form": form, "asked": asked, **case_context(request, case)}
    if context["may_group"]:
        context["words"] = words_of_questions(case, asked)
        context["suggested"] = preparing.suggested_questions(table_of(case, person, held), asked)
    return render(request, "meeting/questions.html", context)


def question(request: PersonRequest, case: Case, uid: uuid.UUID) -> HttpResponse:
    """One question: its words, what the agency answered; or take it away."""
    person = request.user
    held = held_or_refused(case)
    row = next((one for one in questions_of(held, person) if one.uid == uid), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        rules.check_can_group(person, held)
    form = EditQuestionForm(sent(request, "edit"), instance=row, act="edit", prefix=None, button="Save")
    if request.POST.get("act") == "remove":
        preparing.remove_question(row, by=person, now=timezone.now())
        messages.success(request, "The question is taken away.")
        return redirect(meeting_url(case, "meeting_questions"))
    now = timezone.now()
    if done(form, lambda: preparing.edit_question(row, by=person, now=now, **form.changes)):
        messages.success(request, "The question is saved.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_questions"))
    note_read(request, case)
    context = {"form": form, "row": row, **case_context(request, case)}
    return render(request, "meeting/question.html", context, status=status_of(form))


def pre_read(request: PersonRequest, case: Case) -> HttpResponse:
    """What those round the table read before the meeting."""
    person = request.user
    paper = reading.pre_read_of(case, held_or_refused(case), person)
    journal.record(person, "read", case, now=timezone.now(), kind="pre-read")
    context = {"audit": case.audit, "case": case, "paper": paper, "may_prepare": rules.can_prepare(person, case)}
    return render(request, "meeting/pre_read.html", context)


def pre_read_word(request: PersonRequest, case: Case) -> HttpResponse:
    """The same as a Word file."""
    content = as_word(reading.pre_read_of(case, held_or_refused(case), request.user))
    journal.record(request.user, "exported", case, now=timezone.now(), kind="pre-read")
    name = f"{case.audit.reference}-case-{case.number}-pre-read.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=DOCX, headers=headers)


def pre_read_send(request: PersonRequest, case: Case) -> HttpResponse:
    """Who gets the pre-read, who has it, who has opened it; send it to all who have not, or one by one."""
    held = held_or_refused(case)
    on: date = timezone.localdate()
    readers = reading.readers_of(case, on)
    form = IssueForm(posted(request), people=reading.to_send(readers, request.user))
    if done(form, lambda: reading.issue(case, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, "The pre-read is sent. They can read this case from now on.")
        return redirect(meeting_url(case, "pre_read_send"))
    have = [one for one in readers if one.sent is not None]
    context = {
        "form": form,
        "readers": readers,
        "have": len(have),
        "opened": sum(1 for one in have if one.read_at is not None),
        "days": working_days_until(case.audit.meeting_on, on) if case.audit.meeting_on else None,
        "held": held,
        **case_context(request, case),
    }
    return render(request, "meeting/pre_read_send.html", context)
