"""Pages of a re-audit: what changed since an earlier round, a person's word on it, rounds typed from paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.person_request import PersonRequest
from audit_project.forms import AuditForm, PageForm
from audit_project.saving import done, sent, status_of
from audits.actions import earlier_rounds as acts
from audits.actions import judging, rules
from audits.actions.compare_forms import FigureForm, JudgeForm, RoundForm
from audits.actions.comparing import Comparison, comparison, figures_of, measures_to_type
from audits.recognise.telling import tell_words
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.scope.models import Audit


def crumbs(audit: Audit, *more: dict[str, str]) -> list[dict[str, str]]:
    here = reverse("compare", args=[audit.reference])
    actions = {"label": "Actions", "url": reverse("actions", args=[audit.reference])}
    return [actions, {"label": "Since the last round", "url": here}, *more]


def compare(request: PersonRequest, audit: Audit) -> HttpResponse:
    """What became of each grade, domain and theme since an earlier round; a round from paper is added here."""
    person = request.user
    if request.method == "POST":
        rules.check_can_compare(person, audit)
    form = RoundForm(sent(request, "round"), act="round", prefix=None, button="Add the round")
    now = timezone.now()
    if done(form, lambda: acts.add_round(audit, by=person, now=now, **form.said)):
        messages.success(request, "The round is added. Give it its figures next.")
        tell_words(request, form)
        return redirect("compare", audit.reference)
    found = comparison(audit, person, request.GET.get("with", ""))
    journal.record(person, "read", audit, now=now, kind="comparison")
    context = {
        "audit": audit,
        "found": found,
        "form": form,
        "may_plan": rules.can_compare(person, audit),
        "crumbs": crumbs(audit)[:1],
    }
    return render(request, "actions/compare.html", context)


def judge(request: PersonRequest, audit: Audit, earlier: str, measure: str) -> HttpResponse:
    """A person's word on one measure, beside what is computed."""
    person = request.user
    found = comparison(audit, person, earlier)
    line = found.line(measure)
    if line is None or found.chosen is None or found.unknown:
        raise Http404
    row, now = judging.judgement_on(audit, found.chosen.against, line.found.key), timezone.now()
    form = JudgeForm(sent(request, "judge"), instance=row, act="judge", prefix=None)
    back = f"{reverse('compare', args=[audit.reference])}?{urlencode({'with': found.chosen.key})}"
    if request.method == "POST" and request.POST.get("act") == "withdraw" and row is not None:
        judging.withdraw(row, by=person, now=now)
        messages.success(request, "The judgement is taken back.")
        return redirect(back)
    if done(form, lambda: say(audit, found, line.found.key, form, person)):
        messages.success(request, "The judgement is saved.")
        tell_words(request, form)
        return redirect(back)
    context = {"audit": audit, "found": found, "line": line.found, "form": form, "row": row, "crumbs": crumbs(audit)}
    return render(request, "actions/judge.html", context, status=status_of(form))


def say(audit: Audit, found: Comparison, measure: str, form: JudgeForm, person: Person) -> None:
    assert found.chosen is not None
    now = timezone.now()
    judging.judge(audit, found.chosen.against, measure, by=person, now=now, **form.changes)


def earlier_round(request: PersonRequest, row: EarlierRound) -> HttpResponse:
    """A round known from paper: its n, unit and scale, and the figures that it published."""
    person = request.user
    asked, now = request.POST.get("act", ""), timezone.now()
    edit = RoundForm(sent(request, "edit"), instance=row, act="edit")
    add = FigureForm(sent(request, "add"), measures=measures_to_type(row.audit), act="add", button="Add the figure")
    remove = AuditForm(sent(request, "remove"), act="remove")
    doing: dict[str, tuple[PageForm, Callable[[], Any], str]] = {
        "edit": (
            edit,
            lambda: acts.edit_round(row, by=person, now=now, **edit.changes),
            "The round is saved.",
        ),
        "add": (add, lambda: acts.add_figure(row, by=person, now=now, **add.said), "The figure is added."),
        "remove": (remove, lambda: acts.remove_round(row, by=person, now=now), "The round is removed."),
    }
    if asked in doing and done(*doing[asked][:2]):
        messages.success(request, doing[asked][2])
        tell_words(request, doing[asked][0])
        if asked == "remove":
            return redirect("compare", row.audit.reference)
        return redirect("earlier_round", row.audit.reference, row.uid)
    context = {
        "audit": row.audit,
        "round": row,
        "figures": figures_of(row),
        "edit": edit,
        "add": add,
        "remove": remove,
        "forms": [add, edit, remove],
        "crumbs": crumbs(row.audit),
    }
    return render(request, "actions/earlier_round.html", context, status=status_of(edit))


def figure(request: PersonRequest, row: PublishedFigure) -> HttpResponse:
    """One figure as it was published: change it, or take it out."""
    if row.earlier_round is None:
        raise Http404
    asked, now, of = request.POST.get("act", ""), timezone.now(), row.earlier_round
    edit = FigureForm(sent(request, "edit"), measures=measures_to_type(row.audit), instance=row, act="edit")
    remove = AuditForm(sent(request, "remove"), act="remove")
    doing: dict[str, tuple[PageForm, Callable[[], Any], str]] = {
        "edit": (
            edit,
            lambda: acts.edit_figure(row, by=request.user, now=now, **edit.changes),
            "The figure is saved.",
        ),
        "remove": (remove, lambda: acts.remove_figure(row, by=request.user, now=now), "The figure is removed."),
    }
    if asked in doing and done(*doing[asked][:2]):
        messages.success(request, doing[asked][2])
        tell_words(request, doing[asked][0])
        return redirect("earlier_round", row.audit.reference, of.uid)
    up = {"label": of.label, "url": reverse("earlier_round", args=[row.audit.reference, of.uid])}
    context = {"audit": row.audit, "figure": row, "edit": edit, "remove": remove, "crumbs": crumbs(row.audit, up)}
    context["forms"] = [edit, remove]
    return render(request, "actions/figure.html", context, status=status_of(edit))
