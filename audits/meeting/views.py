"""Pages of the meeting: the audit's meetings, one case's table, and preparing, opening and closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import done, posted
from audits.meeting import acts, rules
from audits.meeting.forms import OpenMeetingForm
from audits.meeting.hold import held_or_refused
from audits.meeting.pages import meeting_of, meetings_of
from audits.meeting.preparing.side_by_side import left_to_do, table_of
from audits.meeting.running.going_further import words_of_meeting
from audits.recognise.telling import tell_words
from audits.sample.models import Case
from audits.scope.forms import ReasonForm
from audits.scope.models import Audit
from audits.scope.rules import leads


def meetings(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The audit's cases: where each meeting stands, how many returns are in, what is left."""
    person = request.user
    lines, page = meetings_of(audit, person, request.GET.get("page"))
    journal.record(person, "read", audit, now=timezone.now(), kind="meetings")
    return render(
        request,
        "meeting/meetings.html",
        {"audit": audit, "lines": lines, "page": page, "may_set": leads(person, audit)},
    )


def meeting(request: PersonRequest, case: Case) -> HttpResponse:
    """One case's table: returns side by side, one domain at a time, and what the meeting agreed."""
    held = meeting_of(case)
    table = table_of(case, request.user, held)
    chosen = request.GET.get("domain", "")
    part = next((one for one in table.domains if one.code == chosen), next(iter(table.domains), None))
    note_read(request, case)
    context = {"table": table, "part": part, "left": left_to_do(case, table, held), **case_context(request, case)}
    if held is not None and (context["may_group"] or context["may_record"]):
        context["words"] = words_of_meeting(case, held, table)
    return render(request, "meeting/meeting.html", context)


def case_context(request: PersonRequest, case: Case) -> dict[str, Any]:
    """What every page of one case's meeting shows: where it stands and what this person may do with it."""
    held = meeting_of(case)
    person = request.user
    return {
        "audit": case.audit,
        "case": case,
        "meeting": held,
        "grade": getattr(case, "agreed_grade", None),
        "may_prepare": rules.can_prepare(person, case),
        "may_group": held is not None and rules.can_group(person, held),
        "may_record": held is not None and rules.can_record(person, held),
        "crumbs": [
            {"label": "Meetings", "url": reverse("meetings", args=[case.audit.reference])},
            {"label": f"Case {case.number}", "url": meeting_url(case)},
        ],
    }


def meeting_url(case: Case, name: str = "meeting", *more: Any) -> str:
    return reverse(name, args=[case.audit.reference, case.number, *more])


def note_read(request: PersonRequest, case: Case) -> None:
    """The activity log says who read the case's meeting."""
    journal.record(request.user, "read", case, now=timezone.now(), kind="meeting")


def prepare(request: PersonRequest, case: Case) -> HttpResponse:
    acts.prepare_meeting(case, by=request.user, now=timezone.now())
    messages.success(request, "The meeting is being prepared. Group the findings next.")
    return redirect(meeting_url(case, "meeting_findings"))


def open_(request: PersonRequest, case: Case) -> HttpResponse:
    """Say on which day the meeting is held, and open it."""
    held = held_or_refused(case)
    form = OpenMeetingForm(posted(request), instance=held, initial={"held_on": timezone.localdate()})
    if done(form, lambda: acts.open_meeting(held, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, "The meeting is open. The panel can read this case now.")
        return redirect(meeting_url(case))
    return render(request, "meeting/open.html", {"form": form, **case_context(request, case)})


def close(request: PersonRequest, case: Case) -> HttpResponse:
    return step(request, case, acts.close_meeting, "The meeting is closed. What was agreed stands.")


def reopen(request: PersonRequest, case: Case) -> HttpResponse:
    """Open a closed meeting again, and say why."""
    held = held_or_refused(case)
    form = ReasonForm(posted(request), button="Open the meeting again")
    form.fields["reason"].label = "Why is it opened again?"
    if done(form, lambda: acts.reopen_meeting(held, by=request.user, now=timezone.now(), **form.said)):
        messages.success(request, "The meeting is open again.")
        tell_words(request, form)
        return redirect(meeting_url(case))
    return render(request, "meeting/reopen.html", {"form": form, **case_context(request, case)})


def admit(request: PersonRequest, case: Case) -> HttpResponse:
    return step(request, case, acts.admit_team, "Everybody on the panel can read this case.")


def step(request: PersonRequest, case: Case, act: Callable[..., Any], words: str) -> HttpResponse:
    """One button of the meeting's page: what stands in its way is said there."""
    try:
        act(held_or_refused(case), by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, words)
    return redirect(meeting_url(case))
