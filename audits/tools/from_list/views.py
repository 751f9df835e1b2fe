"""The pages of a tool made from a list: the list, what was read of it, and only then the tool."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import carry_out
from audits.tools.forms import practices_in_use
from audits.tools.from_list import acts
from audits.tools.from_list.drafts import OWN, carried, carry, entry_from, within_limits
from audits.tools.from_list.files import read_file, read_text
from audits.tools.from_list.forms import DraftToolForm, QuestionListForm
from audits.tools.models import AuditTool
from audits.tools.own_domains import MOST_DOMAINS
from audits.tools.views import go_to

SEEN_ANEW = "Look at which headings become one domain now, at the top of the page. Then make the tool."


def tool_from_list(request: PersonRequest) -> HttpResponse:
    """The page that takes the list; sent, it shows what was read. Nothing is made yet."""
    form = QuestionListForm(request.POST, request.FILES) if request.method == "POST" else QuestionListForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = within_limits(read_file(given["file"]) if given["file"] else read_text(given["questions"]))
            sealed = carry(draft, purpose(request))
            return preview(request, DraftToolForm(draft=draft, practices=listed_domains(), sealed=sealed))
        except Refused as fault:
            form.add_error("file" if given["file"] else "questions", fault.sentence)
    return render(request, "tools/from_list/asked.html", {"form": form})


def preview(request: PersonRequest, form: DraftToolForm) -> HttpResponse:
    """Every row that was read, and what it would become."""
    labels = listed_domains()
    together = [
        {
            "domain": labels[one.practice],
            "headings": [quoted(form.draft.headings[at]) for at in one.headings],
            "label": one.label or labels[one.practice],
            "left_off": one.left_off,
        }
        for one in form.domains()
        if one.practice and one.headings[1:]
    ]
    own = [quoted(form.draft.headings[one.headings[0]]) for one in form.domains() if one.practice.startswith(OWN)]
    context: dict[str, Any] = {"form": form, "draft": form.draft, "together": together, "own": own}
    context["more_headings"] = len(form.draft.headings) - MOST_DOMAINS
    context["domains"] = MOST_DOMAINS
    context["looked_at"] = sum(bool(one.said) for one in form.draft.questions)
    return render(request, "tools/from_list/preview.html", context)


def tool_from_list_make(request: PersonRequest) -> HttpResponse:
    """Make the tool that the preview showed, with what was chosen there."""
    try:
        draft = carried(request.POST.get("sealed", ""), purpose(request))
    except Refused as fault:
        return render(request, "tools/from_list/asked.html", {"form": QuestionListForm(), "sentence": fault.sentence})
    if "look" in request.POST:
        shown = DraftToolForm(
            draft=draft, practices=listed_domains(), sealed=carry(draft, purpose(request)), so_far=request.POST
        )
        return preview(request, shown)
    form = DraftToolForm(request.POST, draft=draft, practices=listed_domains())
    made: list[tuple[AuditTool, bool]] = []

    def make() -> None:
        chosen = {name: form.cleaned_data[name] for name in ("name", "code")}
        entry = entry_from(draft, form.domains(), form.takes, **chosen)
        made.append(acts.make_from_list(entry, by=request.user, now=timezone.now()))

    if form.is_valid() and not form.was_shown:
        form.add_error(None, SEEN_ANEW)
    if not form.is_valid() or not carry_out(form, make):
        form.shown_again()
        return preview(request, form)
    tool, is_new = made[0]
    if is_new:
        messages.success(request, "The tool is made from the list. Go on with it here: nothing is in use yet.")
    else:
        messages.info(request, "This tool was made from the list before. Nothing was made now.")
    return go_to(tool)


def listed_domains() -> dict[str, str]:
    """The field's list of domains of practice, by code, in their order."""
    return dict(practices_in_use().values_list("code", "label"))


def quoted(heading: str) -> str:
    return f"“{heading}”" if heading else "Questions without a heading"


def purpose(request: PersonRequest) -> str:
    """Whose list it is: what one person was shown cannot be sent by another."""
    return f"tool-from-list:{request.user.uid}"
