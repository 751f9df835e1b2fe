"""The findings of a return: the list, add another, change, remove, up and down."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import done, save_form
from audits.returns import acts
from audits.returns.forms import FindingForm
from audits.returns.models import AgencyReturn, Finding, FindingWords
from audits.returns.open_models import FindingDraft
from audits.returns.reading import url_of
from audits.returns.shown import ask, saved, sent_page


def findings(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    listed = list(agency_return.findings.select_related("domain"))
    begun = list(agency_return.drafts.select_related("saved_by"))
    return ask(request, "returns/findings.html", agency_return, [], findings=listed, drafts=begun)


def add(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    return add_from(request, agency_return, None)


def begun(request: PersonRequest, draft: FindingDraft) -> HttpResponse:
    """Go on with a finding that was begun: it is added when it is complete."""
    return add_from(request, draft.agency_return, draft)


def add_from(request: PersonRequest, agency_return: AgencyReturn, draft: FindingDraft | None) -> HttpResponse:
    row = Finding(agency_return=agency_return, **(words_begun(draft) if draft else {}))
    form = FindingForm(sent_page(request, agency_return), instance=row)
    key = str(draft.uid) if draft else request.POST.get("key", "")
    act = partial(acts.add_finding, agency_return, by=request.user, now=timezone.now(), begun_as=key)
    if done(form, lambda: act(**form.said)):
        return saved(request, agency_return, "return_findings")
    page = f"draft-{draft.uid}" if draft else "draft"
    return ask(request, "returns/finding.html", agency_return, [form], page=page, draft=draft)


def words_begun(draft: FindingDraft) -> dict[str, Any]:
    """What was kept of a finding that was begun, to go on with."""
    return {field.attname: getattr(draft, field.attname) for field in FindingWords._meta.fields} | {
        "version": draft.version
    }


def begun_remove(request: PersonRequest, draft: FindingDraft) -> HttpResponse:
    acts.remove_draft(draft, by=request.user, now=timezone.now())
    return redirect(url_of(draft.agency_return, "return_findings"))


def edit(request: PersonRequest, finding: Finding) -> HttpResponse:
    form = FindingForm(sent_page(request, finding.agency_return), instance=finding)
    act = partial(acts.edit_finding, finding, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        return saved(request, finding.agency_return, "return_findings", models=[Finding])
    return ask(
        request, "returns/finding.html", finding.agency_return, [form], finding=finding, page=f"finding-{finding.uid}"
    )


def remove(request: PersonRequest, finding: Finding) -> HttpResponse:
    if request.method == "POST":
        acts.remove_finding(finding, by=request.user, now=timezone.now())
        return redirect(url_of(finding.agency_return, "return_findings"))
    return ask(request, "returns/finding_remove.html", finding.agency_return, [], finding=finding)


def move(request: PersonRequest, finding: Finding) -> HttpResponse:
    up = request.POST.get("direction") == "up"
    acts.move_finding(finding, by=request.user, now=timezone.now(), up=up)
    return redirect(url_of(finding.agency_return, "return_findings"))
