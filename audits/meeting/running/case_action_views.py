"""Pages of the actions that a meeting asks for the child of a case: listed with it, and each one for its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.model_forms import AuditModelForm
from audit_project.saving import done, posted, sent, status_of
from audits.meeting import rules
from audits.meeting.hold import held_or_refused
from audits.meeting.pages import agencies_round_the_table, case_actions_of
from audits.meeting.running import case_actions as acts
from audits.meeting.running.forms import CaseActionForm, CloseCaseActionForm, HandOverForm
from audits.meeting.running.going_further import words_of_case_actions
from audits.meeting.running.models import CaseAction
from audits.meeting.views import case_context, meeting_url, note_read
from audits.recognise.telling import tell_words
from audits.sample.models import Case

CHECKS = {"edit": acts.check_can_change, "hand": acts.check_can_hand_over}


def case_actions(request: PersonRequest, case: Case) -> HttpResponse:
    """What is to be done for this child, by whom, by when; whoever records adds to it while the meeting is open."""
    person = request.user
    if request.method == "POST":
        rules.check_can_record(person, held_or_refused(case))
    new = CaseAction(audit=case.audit, case=case)
    agencies = agencies_round_the_table(case.audit)
    form = CaseActionForm(posted(request), instance=new, agencies=agencies, button="Add the action")
    if done(form, lambda: acts.add_case_action(case, by=person, now=timezone.now(), **form.said)):
        messages.success(request, "The action is added.")
        tell_words(request, form)
        return redirect(meeting_url(case, "case_actions"))
    note_read(request, case)
    rows = case_actions_of(case, person)
    context = {"form": form, "rows": rows, "today": timezone.localdate(), **case_context(request, case)}
    if context["may_record"]:
        context["words"] = words_of_case_actions(case, rows)
    return render(request, "meeting/case_actions.html", context)


def case_action(request: PersonRequest, row: CaseAction) -> HttpResponse:
    """One action: its owner or the lead closes it; whoever records changes it while the meeting is open."""
    person = request.user
    asked, now = request.POST.get("act", ""), timezone.now()
    if request.method == "POST":
        CHECKS.get(asked, acts.check_can_close)(person, row)
    agencies = agencies_round_the_table(row.audit)
    edit = CaseActionForm(sent(request, "edit"), instance=row, agencies=agencies, act="edit")
    close = CloseCaseActionForm(sent(request, "close"), instance=row, act="close")
    hand = HandOverForm(sent(request, "hand"), instance=row, agencies=agencies, act="hand")
    doing: dict[str, tuple[AuditModelForm, Callable[..., Any], str]] = {
        "edit": (edit, acts.edit_case_action, "The action is saved."),
        "close": (close, acts.close_case_action, "The action is closed."),
        "hand": (hand, acts.hand_over, "The action is with the other agency now."),
    }
    if asked in doing:
        form, act, words = doing[asked]
        if done(form, lambda: act(row, by=person, now=now, **form.changes)):
            messages.success(request, words)
            tell_words(request, form)
            return redirect("case_action", row.audit.reference, row.uid)
    journal.record(person, "read", row, now=now)
    context = {
        "audit": row.audit,
        "case": row.case,
        "action": row,
        "edit": edit,
        "close": close,
        "hand": hand,
        "forms": [edit, close, hand],
        "late": row.state == CaseAction.State.OPEN and row.due < timezone.localdate(),
        "may_change": acts.can_change(person, row),
        "may_close": acts.can_close(person, row),
        "may_hand_over": acts.can_hand_over(person, row),
    }
    return render(request, "meeting/case_action.html", context, status=status_of(edit, close, hand))
