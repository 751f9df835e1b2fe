"""Pages of a running meeting: how it begins, the shared screen, each member's own view, the minutes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import done, posted, status_of
from audits.meeting import rules
from audits.meeting.forms import ConfirmFindingForm
from audits.meeting.hold import held_or_refused
from audits.meeting.models import Meeting
from audits.meeting.pages import next_case, questions_of
from audits.meeting.preparing.papers import as_word
from audits.meeting.preparing.side_by_side import left_to_do, table_of
from audits.meeting.running import beginning, independent
from audits.meeting.running.forms import BeginForm, OwnViewForm, RunningForm, WithoutForm
from audits.meeting.running.minutes import minutes_of
from audits.meeting.running.models import IndependentView
from audits.meeting.running.screen import screen_of
from audits.meeting.views import case_context, meeting_url, note_read
from audits.recognise.telling import tell_words
from audits.sample.models import Case
from audits.scope.models import Audit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def begin(request: PersonRequest, case: Case) -> HttpResponse:
    """What everybody is asked before the case is spoken of, and whether the meeting has its quorum."""
    held = held_or_refused(case)
    if request.method == "POST":
        rules.check_can_record(request.user, held)
    came = list(held.attendances.select_related("agency__parent"))
    quorum = beginning.quorum_of(case.audit, came)
    button = "Save" if held.begun_at else "Begin and go to the screen"
    form = BeginForm(posted(request), instance=held, quorum=quorum, button=button)
    now = timezone.now()
    if done(form, lambda: beginning.begin_meeting(held, by=request.user, now=now, **form.changes)):
        messages.success(request, "The meeting has begun.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_screen"))
    context = {"form": form, "quorum": quorum, "came": came, **case_context(request, case)}
    return render(request, "meeting/begin.html", context, status=status_of(form))


def screen(request: PersonRequest, case: Case) -> HttpResponse:
    """The shared screen: nothing of the case before the meeting has begun, then one domain at a time."""
    person = request.user
    held = held_or_refused(case)
    context = case_context(request, case)
    if held.begun_at is None or held.state == Meeting.State.PREPARING:
        return render(request, "meeting/screen_before.html", context)
    everything = request.GET.get("all") == "1"
    table = table_of(case, person, held)
    shown = screen_of(table, request.GET.get("domain", ""), everything=everything, questions=questions_of(held, person))
    note_read(request, case)
    context |= {
        "table": table,
        "screen": shown,
        "everything": everything,
        "left": left_to_do(case, table, held),
        "views": independent.views_of(held, timezone.localdate()) if case.audit.independent_views else None,
        "confirm": [
            (row, ConfirmFindingForm(initial={"version": row.version}, prefix="confirm")) for row in shown.findings
        ],
        "next_case": next_case(case, person),
    }
    return render(request, "meeting/screen.html", context)


def own_view(request: PersonRequest, case: Case) -> HttpResponse:
    """A member's own view of the grade; nobody else's before all have given theirs."""
    person = request.user
    held = held_or_refused(case)
    if request.method == "POST":
        independent.check_can_give(person, held)
    row = independent.own_view(case, person)
    form = OwnViewForm(posted(request), instance=row or IndependentView(meeting=held), audit=case.audit)
    now = timezone.now()
    if done(form, lambda: independent.give_view(held, by=person, now=now, **form.changes)):
        messages.success(request, "Your view is kept. The others see it when the last one is given.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_own_view"))
    note_read(request, case)
    context = {
        "form": form,
        "mine": row,
        "may_give": independent.can_give(person, held),
        "views": independent.views_of(held, timezone.localdate()),
        **case_context(request, case),
    }
    return render(request, "meeting/own_view.html", context, status=status_of(form))


def without(request: PersonRequest, case: Case) -> HttpResponse:
    """Record that a member gives no view, and why."""
    held = held_or_refused(case)
    rules.check_can_record(request.user, held)
    if not case.audit.independent_views:
        raise Refused(independent.NONE_GIVEN)
    form = WithoutForm(posted(request), people=independent.givers(held, timezone.localdate()))
    if done(form, lambda: independent.go_without(held, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, "It is recorded that this member gives no view.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_own_view"))
    return render(request, "meeting/without.html", {"form": form, **case_context(request, case)})


def minutes(request: PersonRequest, case: Case) -> HttpResponse:
    """The minutes as a Word document: what was asked, who came, what was decided, what is to be done."""
    held = held_or_refused(case)
    if held.begun_at is None and held.state != Meeting.State.CLOSED:
        raise Refused("The meeting has not begun, so there are no minutes yet.")
    document = as_word(minutes_of(case, held, request.user))
    journal.record(request.user, "exported", case, now=timezone.now(), kind="minutes")
    name = f"{case.audit.reference}-case-{case.number}-minutes.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(document, content_type=DOCX, headers=headers)


def running(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The quorum of this audit's meetings, and whether members give their own view first."""
    form = RunningForm(posted(request), audit=audit)
    if done(form, lambda: beginning.set_running(audit, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, "How the meetings run is saved.")
        return redirect("meetings", audit.reference)
    crumbs = [{"label": "Meetings", "url": reverse("meetings", args=[audit.reference])}]
    return render(
        request, "meeting/running.html", {"audit": audit, "form": form, "crumbs": crumbs}, status=status_of(form)
    )
