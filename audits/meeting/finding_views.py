"""Pages of a meeting's findings: group what agencies found, then confirm, reword, decline or sort each one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import Person
from agencies.person_request import PersonRequest
from audit_project.forms import PageForm
from audit_project.model_forms import AuditModelForm
from audit_project.saving import done, posted, sent, status_of
from audits.meeting import acts, rules
from audits.meeting.forms import (
    ConfirmFindingForm,
    DeclineForm,
    MarkForm,
    ProposeForm,
    PutUnderForm,
    RegroupForm,
    RewordForm,
    UngroupForm,
)
from audits.meeting.hold import held_or_refused
from audits.meeting.models import AgreedFinding
from audits.meeting.pages import finding_or_404, findings_with_agencies
from audits.meeting.preparing.acts import alike
from audits.meeting.preparing.side_by_side import source_findings
from audits.meeting.views import case_context, meeting_url, note_read
from audits.recognise.telling import tell_words
from audits.returns.models import Finding
from audits.sample.models import Case
from audits.tools.queries import practices_for


def findings(request: PersonRequest, case: Case) -> HttpResponse:
    """What agencies found and is not grouped yet, to tick; and the findings proposed so far."""
    person = request.user
    context = case_context(request, case)
    if request.method == "POST":
        rules.check_can_group(person, held_or_refused(case))
    sources = source_findings(case, person)
    loose = [row for row in sources if not hasattr(row, "decision")]
    ticked = [key for key in request.GET.get("tick", "").split(",") if key.isdecimal()]
    form = ProposeForm(
        posted(request), open_findings=loose, practices=practices_for(case.audit.tool), initial={"sources": ticked}
    )
    if done(form, lambda: acts.propose_finding(case, by=person, now=timezone.now(), **form.said)):
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


def finding(request: PersonRequest, case: Case, uid: uuid.UUID) -> HttpResponse:
    """One proposed or agreed finding: the words, what it is grouped from, and what may be done with it."""
    person = request.user
    row = finding_or_404(case, person, uid)
    sources = source_findings(case, person)
    forms = finding_forms(row, sources, request)
    asked = request.POST.get("act", "")
    if request.method == "POST":
        held = held_or_refused(case)
        (rules.check_can_theme if asked == "theme" else rules.check_can_group)(person, held)
        if asked in forms and done(forms[asked], lambda: carry_out(row, forms[asked], asked, by=person)):
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


def finding_forms(row: AgreedFinding, sources: tuple[Finding, ...], request: PersonRequest) -> dict[str, PageForm]:
    """A form for each act; only the one that was sent is bound."""
    version = {"version": row.version}
    mine = [str(one.pk) for one in sources if stands_in(one, row)]
    offered = [one for one in sources if one.kind == row.kind and (not hasattr(one, "decision") or stands_in(one, row))]
    of_the_row: dict[str, type[AuditModelForm]] = {
        "theme": PutUnderForm, "reword": RewordForm, "mark": MarkForm, "decline": DeclineForm,
    }  # fmt: skip
    return {
        "confirm": ConfirmFindingForm(sent(request, "confirm"), initial=version, act="confirm"),
        **{act: form(sent(request, act), instance=row, act=act) for act, form in of_the_row.items()},
        "regroup": RegroupForm(
            sent(request, "regroup"), initial={**version, "sources": mine}, offered=offered, act="regroup"
        ),
        "ungroup": UngroupForm(sent(request, "ungroup"), initial=version, act="ungroup"),
    }


def stands_in(source: Finding, row: AgreedFinding) -> bool:
    return hasattr(source, "decision") and source.decision.agreed_finding_id == row.pk


def carry_out(row: AgreedFinding, form: Any, asked: str, *, by: Person) -> Any:
    """The act with what its form said."""
    said = form.said | {"version": form.cleaned_data["version"] or 0}
    if asked == "decline":
        said["reason"] = said.pop("declined_reason")
    return ACTS[asked](row, by=by, now=timezone.now(), **said)


ACTS: dict[str, Callable[..., Any]] = {
    "confirm": acts.confirm_finding,
    "reword": acts.reword_finding,
    "decline": acts.decline,
    "theme": acts.put_under_theme,
    "mark": acts.mark_finding,
    "regroup": acts.regroup,
    "ungroup": acts.ungroup,
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
