"""Pages of recommendations and actions: the plan, one recommendation, one action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.forms import PageForm
from audit_project.saving import done, posted, sent, status_of
from audits.actions import acts, rules
from audits.actions.forms import ActionForm, CloseActionForm, DropForm, ProgressForm, RecommendationForm
from audits.actions.models import Action, Progress, Recommendation
from audits.actions.pages import MOST_LISTED, plan_of, proposed_steps, taken_over, words_of_plan
from audits.meeting.pages import agencies_round_the_table
from audits.recognise.telling import tell_words
from audits.rollup.rules import can_read_roll_up
from audits.scope.models import Audit


def actions(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The audit's recommendations with their actions; the lead adds a recommendation here."""
    person = request.user
    if request.method == "POST":
        rules.check_can_plan(person, audit)
    steps = proposed_steps(audit, person)
    form = RecommendationForm(
        posted(request),
        instance=Recommendation(audit=audit),
        initial=taken_over(steps, request.GET.get("take", "")),
        button="Add the recommendation",
    )
    if done(form, lambda: acts.add_recommendation(audit, by=person, now=timezone.now(), **form.said)):
        messages.success(request, "The recommendation is added. Give it an action next.")
        tell_words(request, form)
        return redirect("actions", audit.reference)
    plan, page = plan_of(audit, person, timezone.localdate(), request.GET.get("page"))
    may = rules.can_plan(person, audit)
    context = {
        "audit": audit,
        "plan": plan,
        "steps": steps,
        "is_cut": len(steps) == MOST_LISTED,
        "page": page,
        "form": form,
        "words": words_of_plan(plan, audit) if may else None,
        "may_plan": may,
        "may_compare": can_read_roll_up(person, audit),
    }
    return render(request, "actions/actions.html", context)


def crumbs(audit: Audit) -> list[dict[str, str]]:
    return [{"label": "Actions", "url": reverse("actions", args=[audit.reference])}]


def recommendation(request: PersonRequest, row: Recommendation) -> HttpResponse:
    """Change one recommendation, or add an action that answers it."""
    asked, now = request.POST.get("act", ""), timezone.now()
    agencies = agencies_round_the_table(row.audit)
    edit = RecommendationForm(sent(request, "edit"), instance=row, act="edit")
    new = Action(audit=row.audit, recommendation=row)
    add = ActionForm(sent(request, "add"), instance=new, agencies=agencies, act="add", button="Add the action")
    doing: dict[str, tuple[PageForm, Callable[[], Any]]] = {
        "edit": (
            edit,
            lambda: acts.edit_recommendation(row, by=request.user, now=now, **edit.changes),
        ),
        "add": (add, lambda: acts.add_action(row, by=request.user, now=now, **add.said)),
    }
    if asked in doing and done(*doing[asked]):
        messages.success(request, "The action is added." if asked == "add" else "The recommendation is saved.")
        tell_words(request, doing[asked][0])
        return redirect("actions", row.audit.reference)
    context = {
        "audit": row.audit,
        "recommendation": row,
        "edit": edit,
        "add": add,
        "forms": [edit, add],
        "crumbs": crumbs(row.audit),
    }
    return render(request, "actions/recommendation.html", context, status=status_of(edit))


def action(request: PersonRequest, row: Action) -> HttpResponse:
    """One action: report on it, close it with evidence; its lead may change or drop it."""
    person = request.user
    asked, now = request.POST.get("act", ""), timezone.now()
    if request.method == "POST":
        (rules.check_can_report if asked in ("progress", "close") else rules.check_can_change)(person, row)
    agencies = agencies_round_the_table(row.audit)
    progress = ProgressForm(sent(request, "progress"), instance=Progress(action=row), act="progress")
    close = CloseActionForm(sent(request, "close"), instance=row, act="close")
    drop = DropForm(sent(request, "drop"), initial={"version": row.version}, act="drop")
    edit = ActionForm(sent(request, "edit"), instance=row, agencies=agencies, act="edit")
    doing: dict[str, tuple[PageForm, Callable[[], Any]]] = {
        "progress": (progress, lambda: acts.report_progress(row, by=person, now=now, **progress.said)),
        "close": (
            close,
            lambda: acts.close_action(row, by=person, now=now, **close.changes),
        ),
        "drop": (drop, lambda: acts.drop_action(row, by=person, now=now, **drop.cleaned_data)),
        "edit": (edit, lambda: acts.edit_action(row, by=person, now=now, **edit.changes)),
    }
    if asked in doing and done(*doing[asked]):
        messages.success(request, DONE[asked])
        tell_words(request, doing[asked][0])
        return redirect("action", row.audit.reference, row.uid)
    context = {
        "audit": row.audit,
        "action": row,
        "reported": row.progress.select_related("reported_by"),
        "forms": {"progress": progress, "close": close, "drop": drop, "edit": edit},
        "may_report": rules.can_report(person, row),
        "may_change": rules.can_change(person, row),
        "late": row.state == Action.State.OPEN and row.due < timezone.localdate(),
        "crumbs": crumbs(row.audit),
    }
    return render(request, "actions/action.html", context, status=status_of(edit, close, drop))


DONE = {
    "progress": "What you reported is saved.",
    "close": "The action is done.",
    "drop": "The action is dropped.",
    "edit": "The action is saved.",
}
