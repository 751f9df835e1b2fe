"""Pages of the audit tools: the list, one tool, a new one, a copy, its next version, retiring it, taking it away."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.refused import allowed
from audit_project.saving import posted, save_form, status_of
from audits.tools import acts, rules
from audits.tools.forms import CopyForm, MessagesForm, NewToolForm, ToolForm
from audits.tools.models import AuditTool
from audits.tools.pages import facts_of
from audits.tools.part_acts import check_domain_left
from audits.tools.queries import audits_with, contents, tools_listed, versions_of

PER_PAGE = 50
JSON = "application/json; charset=utf-8"


def go_to(tool: AuditTool, anchor: str = "") -> HttpResponse:
    response = redirect("tool", tool.code, tool.edition)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


def tools(request: PersonRequest) -> HttpResponse:
    person = request.user
    page = Paginator(tools_listed(AuditTool, person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tools/list.html", {"page": page, "may_make": rules.can_make(person)})


def tool(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    person = request.user
    domains, versions = contents(tool), list(versions_of(tool))
    context = {
        "tool": tool,
        "domains": domains,
        "facts": facts_of(tool, domains),
        "versions": versions,
        "newest": versions[-1],
        "audits": audits_with(tool, person),
        "may_make": rules.can_make(person),
        "may_change": rules.can_change(person, tool),
        "domain_left": allowed(check_domain_left, tool),
    }
    return render(request, "tools/tool.html", context)


def tool_new(request: PersonRequest) -> HttpResponse:
    form = NewToolForm(posted(request))
    if request.method == "POST" and save_form(form, partial(acts.make_tool, by=request.user, now=timezone.now())):
        messages.success(request, "The tool is there. Add its domains, then its questions.")
        return redirect("tool", form.cleaned_data["code"], 1)
    return render(request, "tools/new.html", {"form": form})


def tool_copy(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    form = CopyForm(posted(request), initial={"name": tool.name})
    act = partial(acts.copy_tool, tool, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "This is the copy. Changing it changes nothing in the tool it came from.")
        return redirect("tool", form.cleaned_data["code"], 1)
    return render(request, "tools/copy.html", {"tool": tool, "form": form})


def tool_next(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    made = acts.make_next(tool, by=request.user, now=timezone.now())
    messages.success(request, f"This is version {made.edition}. Audits that have an earlier one keep it.")
    return go_to(made)


def tool_edit(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    form = ToolForm(posted(request), tool=tool)
    act = partial(acts.edit_tool, tool, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "Saved.")
        return go_to(tool)
    return render(request, "tools/edit.html", {"tool": tool, "form": form}, status=status_of(form))


def tool_messages(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    form = MessagesForm(posted(request), tool=tool)
    act = partial(acts.edit_messages, tool, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The practice messages are saved.")
        return go_to(tool, "messages")
    return render(request, "tools/messages.html", {"tool": tool, "form": form}, status=status_of(form))


def tool_use(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    use = request.POST.get("use") == "yes"
    acts.set_tool_use(tool, by=request.user, now=timezone.now(), use=use)
    messages.success(
        request,
        "The tool is back: new audits are offered it."
        if use
        else "The tool is retired: new audits are not offered it. Audits that have it keep it.",
    )
    return go_to(tool)


def tool_export(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    content = acts.export(tool, by=request.user, now=timezone.now())
    name = f"{tool.code}-{tool.edition}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=JSON, headers=headers)
