"""Pages on which the inside of a tool is built: its domains and its questions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form, status_of
from audits.tools import part_acts as acts
from audits.tools.forms import ComparedAsForm, DomainForm, NewDomainForm, StandardEditForm, StandardForm
from audits.tools.models import AuditTool
from audits.tools.queries import domain_in, domains_of, standards_in
from audits.tools.views import go_to


def domain_add(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    acts.check_domain_left(tool)
    form = NewDomainForm(posted(request), tool=tool)
    act = partial(acts.add_domain, tool, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The domain is added. Add its questions.")
        return go_to(tool, f"domain-{domains_of(tool).values_list('practice', flat=True).last()}")
    return render(request, "tools/domain_add.html", {"tool": tool, "form": form})


def domain(request: PersonRequest, tool: AuditTool, practice: str) -> HttpResponse:
    found = get_object_or_404(domain_in(tool, practice))
    back = (reverse("tool", args=[tool.code, tool.edition]), "Back without saving")
    form = DomainForm(posted(request), instance=found, back=back)
    act = partial(acts.edit_domain, found, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "Saved.")
        return go_to(tool, f"domain-{practice}")
    context = {"tool": tool, "domain": found, "form": form, "seen": acts.stands_at(found)}
    return render(request, "tools/domain.html", context, status=status_of(form))


def domain_compared(request: PersonRequest, tool: AuditTool, practice: str) -> HttpResponse:
    """Which of the list a domain of the tool's own is compared as; asked of a tool that is in use too."""
    found = get_object_or_404(domain_in(tool, practice).exclude(practice__own=""))
    back = (reverse("tool", args=[tool.code, tool.edition]), "Back without saving")
    form = ComparedAsForm(posted(request), instance=found.practice, back=back)
    act = partial(acts.compare_as, found, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "Saved.")
        return go_to(tool, f"domain-{practice}")
    context = {"tool": tool, "domain": found, "form": form}
    return render(request, "tools/domain_compared.html", context, status=status_of(form))


def domain_move(request: PersonRequest, tool: AuditTool, practice: str) -> HttpResponse:
    found = get_object_or_404(domain_in(tool, practice))
    acts.move_domain(found, by=request.user, now=timezone.now(), **where_to(request))
    return go_to(tool, f"domain-{practice}")


def where_to(request: PersonRequest) -> dict[str, Any]:
    """Where a row is to stand: a place up or down, by its buttons; at a place counted from 1, where it was dragged."""
    to = request.POST.get("to", "")
    place = whole(to)
    return {"place": place} if place > 0 else {"up": to == "up"}


def domain_remove(request: PersonRequest, tool: AuditTool, practice: str) -> HttpResponse:
    found = get_object_or_404(domain_in(tool, practice))
    looked_at = {name: whole(request.POST.get(name, "")) for name in ("version", "seen")}
    acts.remove_domain(found, by=request.user, now=timezone.now(), **looked_at)
    messages.success(request, "The domain is taken out of the tool.")
    return go_to(tool)


def whole(text: str) -> int:
    """A number that a page carried along; anything else is none that ever stood."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def standard_add(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    form = StandardForm(posted(request), tool=tool, initial={"domain": request.GET.get("domain", "")})
    act = partial(acts.add_standard, tool, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The question is added.")
        return go_to(tool, f"domain-{form.cleaned_data['domain'].practice_id}")
    return render(request, "tools/standard.html", {"tool": tool, "form": form})


def standard(request: PersonRequest, tool: AuditTool, pk: int) -> HttpResponse:
    found = get_object_or_404(standards_in(tool), pk=pk)
    form = StandardEditForm(posted(request), tool=tool, standard=found)
    act = partial(acts.edit_standard, found, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The question is saved.")
        return go_to(tool, f"question-{pk}")
    context = {"tool": tool, "standard": found, "form": form}
    return render(request, "tools/standard.html", context, status=status_of(form))


def standard_move(request: PersonRequest, tool: AuditTool, pk: int) -> HttpResponse:
    found = get_object_or_404(standards_in(tool), pk=pk)
    acts.move_standard(found, by=request.user, now=timezone.now(), **where_to(request))
    return go_to(tool, f"question-{pk}")


def standard_remove(request: PersonRequest, tool: AuditTool, pk: int) -> HttpResponse:
    found = get_object_or_404(standards_in(tool), pk=pk)
    version = whole(request.POST.get("version", ""))
    acts.remove_standard(found, by=request.user, now=timezone.now(), version=version)
    messages.success(request, "The question is taken out of the tool.")
    return go_to(tool, f"domain-{found.domain.practice_id}")
