"""Pages that record a meeting: who attended, the panel's views of agencies' grades, the agreed grade."""

from __future__ import annotations

import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, save_each, sent, status_of
from audits.meeting import acts, rules
from audits.meeting.domains.acts import agree_domain_grade
from audits.meeting.domains.forms import AgreedDomainForm, agreed_forms
from audits.meeting.forms import AgreedGradeForm, AttendanceForm, ViewForm
from audits.meeting.hold import held_or_refused
from audits.meeting.models import AgreedGrade, Attendance
from audits.meeting.pages import agencies_round_the_table, attendance_or_404, return_or_404
from audits.meeting.preparing.side_by_side import grades_by_domain, is_in, returns_of
from audits.meeting.views import case_context, meeting_url, note_read
from audits.recognise.telling import tell_words
from audits.sample.models import Case


def check_recording(request: PersonRequest, case: Case) -> None:
    """Whoever sends a form must be somebody who records, while the meeting is open: otherwise 403 in words."""
    if request.method == "POST":
        rules.check_can_record(request.user, held_or_refused(case))


def attendance(request: PersonRequest, case: Case) -> HttpResponse:
    """Who came, and who disagreed; add somebody to the list."""
    check_recording(request, case)
    held = held_or_refused(case)
    agencies = agencies_round_the_table(case.audit)
    form = AttendanceForm(
        posted(request), instance=Attendance(meeting=held), agencies=agencies, button="Add to the list"
    )
    if done(form, lambda: acts.record_attendance(held, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, "The list is saved.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_attendance"))
    note_read(request, case)
    rows = held.attendances.select_related("agency__parent")
    return render(request, "meeting/attendance.html", {"form": form, "rows": rows, **case_context(request, case)})


def attendance_edit(request: PersonRequest, case: Case, pk: int) -> HttpResponse:
    """Change or remove one line of the list."""
    check_recording(request, case)
    row = attendance_or_404(case, pk)
    agencies = agencies_round_the_table(case.audit)
    form = AttendanceForm(posted(request), instance=row, agencies=agencies, button="Save")
    if request.method == "POST" and request.POST.get("act") == "remove":
        acts.remove_attendance(row, by=request.user, now=timezone.now())
        return redirect(meeting_url(case, "meeting_attendance"))
    if done(form, lambda: acts.edit_attendance(row, by=request.user, now=timezone.now(), **form.changes)):
        messages.success(request, "The list is saved.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_attendance"))
    note_read(request, case)
    context = {"form": form, "row": row, **case_context(request, case)}
    return render(request, "meeting/attendance_edit.html", context, status=status_of(form))


def grade(request: PersonRequest, case: Case) -> HttpResponse:
    """The agreed grade of the multi-agency practice, beside the descriptors of the scale."""
    check_recording(request, case)
    row = getattr(case, "agreed_grade", None) or AgreedGrade(case=case, audit=case.audit, version=0)
    of_domains = sent(request, "domains")
    form = AgreedGradeForm(posted(request) if of_domains is None else None, instance=row, audit=case.audit)
    lines = grades_by_domain(case, request.user)
    domains = agreed_forms(of_domains, lines, list(form.bands.values()))
    if of_domains is not None and save_domains(request, case, domains):
        messages.success(request, "The agreed grades by domain are saved.")
        return redirect(meeting_url(case, "meeting_grade"))
    if done(form, lambda: acts.agree_grade(case, by=request.user, now=timezone.now(), **form.changes)):
        messages.success(request, "The agreed grade is saved.")
        tell_words(request, form)
        return redirect(meeting_url(case))
    note_read(request, case)
    context = {"form": form, "forms": [form, *domains], "domains": domains, "lines": lines}
    context |= case_context(request, case)
    return render(request, "meeting/grade.html", context, status=status_of(form, *domains))


def save_domains(request: PersonRequest, case: Case, forms: list[AgreedDomainForm]) -> bool:
    """Save the agreed grades of the domains that were sent and changed; False when the page must be shown again."""
    sent_forms = [form for form in forms if form.is_bound]
    if False in [form.is_valid() for form in sent_forms]:  # each form says what is wrong with it
        return False
    act = partial(agree_domain_grade, case, by=request.user, now=timezone.now())
    return save_each((form, partial(act, domain=form.domain)) for form in sent_forms)


def views(request: PersonRequest, case: Case) -> HttpResponse:
    """Each agency's grade of its own practice, and whether the panel accepts it."""
    note_read(request, case)
    rows = [row for row in returns_of(case, request.user) if is_in(row) and not row.has_nothing_to_audit]
    return render(request, "meeting/views.html", {"rows": rows, **case_context(request, case)})


def view(request: PersonRequest, case: Case, uid: uuid.UUID) -> HttpResponse:
    """Record the panel's view of one agency's grade."""
    check_recording(request, case)
    row = return_or_404(case, request.user, uid)
    form = ViewForm(posted(request), instance=getattr(row, "panel_view", None), audit=case.audit)
    if done(form, lambda: acts.give_panel_view(row, by=request.user, now=timezone.now(), **form.changes)):
        messages.success(request, "The panel's view is saved.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_views"))
    note_read(request, case)
    context = {"form": form, "row": row, **case_context(request, case)}
    return render(request, "meeting/view.html", context, status=status_of(form))
