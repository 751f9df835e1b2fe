"""Pages of a meeting's findings: group what agencies found, then confirm, reword, decline or sort each one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from audit_project.forms import AuditForm
from audit_project.saving import carry_out, status_of
from audits.meeting import acts, rules
from audits.meeting.forms import ConfirmForm, DeclineForm, MarkForm, ProposeForm, PutUnderForm, RegroupForm, RewordForm
from audits.meeting.models import AgreedFinding
from audits.meeting.pages import finding_or_404, findings_with_agencies
from audits.meeting.preparing import alike
from audits.meeting.side_by_side import source_findings
from audits.meeting.views import case_context, held_or_refused, meeting_url, note_read
from audits.recognise.telling import tell_words
from audits.returns.models import Finding
from audits.sample.models import Case


def findings(request: HttpRequest, case: Case) -> HttpResponse:
    """What agencies found and is not grouped yet, to tick; and the findings proposed so far."""
    person: Any = request.user
    context = case_context(request, case)
    if request.method == "POST":
        rules.check_can_group(person, held_or_refused(case))
    sources = source_findings(case, person)
    loose = [row for row in sources if not hasattr(row, "decision")]
    ticked = [key for key in request.GET.get("tick", "").split(",") if key.isdecimal()]
    form = ProposeForm(request.POST or None, open_findings=loose, initial={"sources": ticked})
    sent = request.method == "POST" and form.is_valid()
    if sent and carry_out(form, lambda: acts.propose(case, by=person, now=timezone.now(), **form.said)):
        messages.success(request, "The finding is proposed.")
        tell_words(request, form)
        return redirect(meeting_url(case, "meeting_findings"))
    note_read(request, case)
    proposed = findings_with_agencies(case, person)
    return render(
        request,
        "meeting/findings.html",
        {
            "form": form,
            "proposed": proposed,
            "alike": alike(loose) if context["may_group"] else [],
            **context,
        },
    )


def finding(request: HttpRequest, case: Case, uid: uuid.UUID) -> HttpResponse:
    """One proposed or agreed finding: the words, what it is grouped from, and what may be done with it."""
    person: Any = request.user
    row = finding_or_404(case, person, uid)
    sources = source_findings(case, person)
    forms = finding_forms(row, sources, request)
    asked = request.POST.get("act", "")
    if request.method == "POST":
        held = held_or_refused(case)
        (rules.check_can_theme if asked == "theme" else rules.check_can_group)(person, held)
        if (
            asked in forms
            and forms[asked].is_valid()
            and carry_out(forms[asked], DOERS[asked](row, forms[asked], by=person))
        ):
            messages.success(request, DONE[asked])
            tell_words(request, forms[asked])
            if request.POST.get("back") == "screen":
                return redirect(f"{meeting_url(case, 'meeting_screen')}?domain={row.domain_id or ''}")
            gone = asked == "ungroup"
            return redirect(
                meeting_url(case, "meeting_findings") if gone else meeting_url(case, "meeting_finding", uid)
            )
    note_read(request, case)
    context = {
        "finding": row,
        "sources": [one for one in sources if stands_in(one, row)],
        "forms": forms,
        "may_theme": rules.can_theme(person, held_or_refused(case)),
        **case_context(request, case),
    }
    return render(request, "meeting/finding.html", context, status=status_of(*forms.values()))


def finding_forms(row: AgreedFinding, sources: tuple[Finding, ...], request: HttpRequest) -> dict[str, AuditForm]:
    """A form for each act; only the one that was sent is bound."""
    asked = request.POST.get("act") if request.method == "POST" else None

    def data(act: str) -> Any:
        return request.POST if asked == act else None

    version = {"version": row.version}
    mine = [str(one.pk) for one in sources if stands_in(one, row)]
    offered = [one for one in sources if one.kind == row.kind and (not hasattr(one, "decision") or stands_in(one, row))]
    return {
        "confirm": ConfirmForm(data("confirm"), initial=version, prefix="confirm"),
        "reword": RewordForm(data("reword"), initial={**version, "text": row.text}, prefix="reword"),
        "decline": DeclineForm(
            data("decline"), initial={**version, "declined_reason": row.declined_reason}, prefix="decline"
        ),
        "theme": PutUnderForm(data("theme"), initial={**version, "theme": row.theme_id}, prefix="theme", finding=row),
        "mark": MarkForm(
            data("mark"),
            initial={**version, "exemplar": row.exemplar, "missed_opportunity": row.missed_opportunity},
            prefix="mark",
        ),
        "regroup": RegroupForm(
            data("regroup"), initial={**version, "sources": mine}, prefix="regroup", offered=offered
        ),
        "ungroup": ConfirmForm(data("ungroup"), initial=version, prefix="ungroup"),
    }


def stands_in(source: Finding, row: AgreedFinding) -> bool:
    return hasattr(source, "decision") and source.decision.agreed_finding_id == row.pk


def doer(act: Callable[..., Any], *names: str) -> Callable[..., Callable[[], Any]]:
    """The act with what its form said, ready to be carried out."""

    def ready(row: AgreedFinding, form: Any, *, by: Any) -> Callable[[], Any]:
        said = {name: form.cleaned_data[name] for name in names}
        version = form.cleaned_data["version"] or 0
        return lambda: act(row, by=by, now=timezone.now(), version=version, **said)

    return ready


def ready_decline(row: AgreedFinding, form: Any, *, by: Any) -> Callable[[], Any]:
    said = form.cleaned_data
    return lambda: acts.decline(
        row, by=by, now=timezone.now(), version=said["version"] or 0, reason=said["declined_reason"]
    )


def ready_regroup(row: AgreedFinding, form: Any, *, by: Any) -> Callable[[], Any]:
    chosen = [form.offered[key] for key in form.cleaned_data["sources"]]
    version = form.cleaned_data["version"] or 0
    return lambda: acts.regroup(row, by=by, now=timezone.now(), version=version, sources=chosen)


DOERS: dict[str, Callable[..., Callable[[], Any]]] = {
    "confirm": doer(acts.confirm),
    "reword": doer(acts.reword, "text"),
    "decline": ready_decline,
    "theme": doer(acts.put_under_theme, "theme"),
    "mark": doer(acts.mark, "exemplar", "missed_opportunity"),
    "regroup": ready_regroup,
    "ungroup": doer(acts.ungroup),
}
DONE = {
    "confirm": "The finding is agreed.",
    "reword": "The words are saved.",
    "decline": "The finding is declined.",
    "theme": "The theme is saved.",
    "mark": "The marks are saved.",
    "regroup": "The grouping is saved.",
    "ungroup": "The proposed finding is taken away. What it was grouped from can be grouped again.",
}
