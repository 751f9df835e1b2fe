"""Pages of the draft: the seven tiles, one sentence, one part, the title, the material."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.person_request import PersonRequest
from audit_project.forms import PageForm
from audit_project.refused import Refused
from audit_project.saving import done, posted, sent, status_of
from audits.briefing import acts, rules
from audits.briefing.current import Current, briefing_of, current
from audits.briefing.forms import (
    BriefingTitleForm,
    ButtonForm,
    MessageForm,
    NewStatementForm,
    PartTitleForm,
    ResourceForm,
    StatementForm,
)
from audits.briefing.models import Briefing, PracticeMessage, Resource, Section, Statement
from audits.briefing.pages import line_of, messages_of, resources_of, services_of, tiles_of
from audits.recognise.telling import tell_words
from audits.scope.models import Audit
from audits.scope.rules import has_part


def back(audit: Audit, slot: int | None = None) -> HttpResponse:
    return redirect(reverse("briefing_draft", args=[audit.reference]) + (f"#part-{slot}" if slot else ""))


def slot_to_show(request: PersonRequest, saved: PageForm, slot: int) -> int | None:
    """The part that was changed; the top of the page where a quiet line stands there."""
    return None if tell_words(request, saved) else slot


def crumbs(audit: Audit) -> list[dict[str, str]]:
    return [{"label": "Report and briefing", "url": reverse("briefing_draft", args=[audit.reference])}]


def briefing_draft(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The draft in seven tiles, each sentence with what it stands on; the lead drafts it from the data."""
    person = request.user
    form = ButtonForm(sent(request, "draft"))
    if request.method == "POST":
        rules.check_can_write(person, audit, briefing_of(audit))
        if done(form, lambda: acts.draft(audit, by=person, now=timezone.now())):
            messages.success(request, "The briefing is drafted from today's data.")
            return back(audit)
    found = current(audit)
    journal.record(person, "read", audit, kind="briefing")
    return render(request, "briefing/draft.html", {**draft_context(found, person), "form": form})


def draft_context(found: Current, person: Person) -> dict[str, Any]:
    return {
        "audit": found.audit,
        "found": found,
        "briefing": found.briefing,
        "tiles": tiles_of(found, person),
        "may_write": rules.can_write(person, found.audit, found.briefing),
        "may_open_cases": has_part(person, found.audit, "lead", "scrutineer"),
    }


def briefing_title(request: PersonRequest, briefing: Briefing) -> HttpResponse:
    form = BriefingTitleForm(posted(request), instance=briefing)
    now = timezone.now()
    if done(form, lambda: acts.edit_briefing_title(briefing, by=request.user, now=now, **form.changes)):
        messages.success(request, "The title is saved.")
        tell_words(request, form)
        return back(briefing.audit)
    context = {"audit": briefing.audit, "form": form, "crumbs": crumbs(briefing.audit)}
    return render(request, "briefing/title.html", context, status=status_of(form))


def briefing_part(request: PersonRequest, section: Section) -> HttpResponse:
    """One part: its title, and a sentence of one's own."""
    audit, now = section.briefing.audit, timezone.now()
    title = PartTitleForm(sent(request, "title"), instance=section, act="title")
    add = NewStatementForm(sent(request, "add"), instance=Statement(section=section), act="add")
    if done(title, lambda: acts.edit_title(section, by=request.user, now=now, **title.changes)):
        messages.success(request, "The title of the part is saved.")
        return back(audit, slot_to_show(request, title, section.slot))
    if done(add, lambda: acts.add_statement(section, by=request.user, now=now, **add.said)):
        messages.success(request, "The sentence is added.")
        return back(audit, slot_to_show(request, add, section.slot))
    context = {"audit": audit, "section": section, "title": title, "add": add, "forms": [title, add]}
    return render(request, "briefing/part.html", {**context, "crumbs": crumbs(audit)}, status=status_of(title))


CHANGES: dict[str, tuple[Callable[..., Any], str]] = {
    "leave_out": (acts.leave_out, "The sentence is left out of the briefing."),
    "put_back": (acts.put_back, "The sentence is back in the briefing."),
    "accept": (acts.accept_data, "You confirmed that the words still hold."),
    "restore": (acts.restore, "The drafted words are back."),
}


def briefing_statement(request: PersonRequest, statement: Statement) -> HttpResponse:
    """One sentence: its words, as drafted and as edited; left out, put back, confirmed."""
    audit, now, asked = statement.section.briefing.audit, timezone.now(), request.POST.get("act", "")
    edit = StatementForm(sent(request, "edit"), instance=statement, act="edit")
    button = ButtonForm(sent(request, asked) if asked in CHANGES else None)
    if done(edit, lambda: acts.edit_statement(statement, by=request.user, now=now, **edit.changes)):
        messages.success(request, "The sentence is saved.")
        return back(audit, slot_to_show(request, edit, statement.section.slot))
    if done(button, lambda: CHANGES[asked][0](statement, by=request.user, now=now)):
        messages.success(request, CHANGES[asked][1])
        return back(audit, statement.section.slot)
    context = {
        "audit": audit,
        "statement": statement,
        "line": line_of(audit, statement.pk),
        "edit": edit,
        "forms": [edit, button],
        "crumbs": crumbs(audit),
    }
    return render(request, "briefing/statement.html", context, status=status_of(edit))


def briefing_material(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Practice messages and resources: add one, take one away."""
    person = request.user
    now = timezone.now()
    if request.method == "POST":
        rules.check_can_write(person, audit, briefing_of(audit))
    message = MessageForm(sent(request, "message"), instance=PracticeMessage(audit=audit), act="message")
    resource = ResourceForm(sent(request, "resource"), instance=Resource(audit=audit), act="resource")
    if done(message, lambda: acts.add_message(audit, by=person, now=now, **message.said)):
        messages.success(request, "The message is added. Draft the briefing again to take it in.")
        tell_words(request, message)
        return redirect("briefing_material", audit.reference)
    if done(resource, lambda: acts.add_resource(audit, by=person, now=now, **resource.said)):
        messages.success(request, "The resource is added. Draft the briefing again to take it in.")
        tell_words(request, resource)
        return redirect("briefing_material", audit.reference)
    own, found = messages_of(audit), resources_of(audit)
    if request.POST.get("act") in OF_A_ROW:
        return change_row(request, audit, own if request.POST["act"] == "remove_message" else found)
    context = {"audit": audit, "own": own, "message": message, "resource": resource}
    context |= {
        "resources": [(row, services_of(row)) for row in found],
        "forms": [message, resource],
        "crumbs": crumbs(audit),
        "may_write": rules.can_write(person, audit, briefing_of(audit)),
    }
    return render(request, "briefing/material.html", context)


REMOVED = "It is removed. Draft the briefing again to take it out."
OF_A_ROW: dict[str, tuple[Callable[..., Any], str]] = {
    "remove_message": (acts.remove_message, REMOVED),
    "remove_resource": (acts.remove_resource, REMOVED),
    "confirm_service": (acts.confirm_service, "You confirmed that it is a service's. It can be published."),
    "unconfirm_service": (acts.unconfirm_service, "It is no longer confirmed as a service's."),
}


def change_row(request: PersonRequest, audit: Audit, rows: list[Any]) -> HttpResponse:
    """One button of a message or resource of this audit."""
    row = next((row for row in rows if str(row.pk) == request.POST.get("row")), None)
    if row is None:
        raise Http404
    act, said = OF_A_ROW[request.POST["act"]]
    try:
        act(row, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("briefing_material", audit.reference)
