"""The involvement check on one page: the lead's grid, an agency's answers, whom to ask, whom to write to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import carry_out, posted, save_form, status_of
from audits.sample import rules
from audits.sample.involvement.answering import AnswerPage, agency_chosen, answer_page, save_answers
from audits.sample.involvement.asking import AskingOutcome, ask_one_more, ask_out_of_area, change_questions
from audits.sample.involvement.grid import SETTLED, cases_of, grid_of, nobody_at
from audits.sample.involvement.grid_forms import AskGridForm, OutOfAreaForm
from audits.sample.involvement.telling import letters, tell_agencies
from audits.sample.transfers.told import sent_to
from audits.scope.models import Audit


def involvement_grid(request: PersonRequest, audit: Audit) -> HttpResponse:
    """The whole grid for whoever sees all answers; their own questions, to answer, for everybody else."""
    person = request.user
    if not rules.reads_all_answers(person, audit):
        return involvement_answers(request, audit)
    grid = grid_of(audit, person, request.GET.get("page"))
    context = {
        "audit": audit,
        "grid": grid,
        "nobody_at": nobody_at(audit, grid.agencies),
        "may_ask": rules.can_ask_agencies(person, audit),
        "may_tell": rules.can_tell(person, audit),
    }
    return render(request, "sample/grid.html", context)


def involvement_answers(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Answer for one's own agencies; the lead for all of them, or for the one that the address names."""
    person = request.user
    agency = agency_chosen(audit, request.GET.get("agency"))
    page = answer_page(audit, person, agency, request.GET.get("page"), posted(request))
    here = reverse("involvement_answers", args=[audit.reference])
    query = f"agency={agency.pk}&" if agency else ""
    if request.method == "POST" and save_answers(page, audit, by=person, now=timezone.now()):
        say_what_was_saved(request, page)
        return redirect(f"{here}?{query}page={page.page.number}")
    context = {
        "audit": audit,
        "shown": page,
        "page": page.page,
        "forms": page.forms,
        "query": query,
        "here": f"{here}?{query}page={page.page.number}",
        "reads_all": (reads_all := rules.reads_all_answers(person, audit)),
        "transfers": () if reads_all else sent_to(person, audit),
    }
    return render(request, "sample/answers.html", context, status=status_of(*page.forms))


def say_what_was_saved(request: PersonRequest, page: AnswerPage) -> None:
    if page.saved:
        messages.success(request, f"{page.saved} answer{pluralize(page.saved, ' is,s are')} saved.")
    elif not page.gone:
        messages.info(request, "Nothing was changed, so nothing was saved.")
    if page.gone:
        words = f"{page.gone} answer{pluralize(page.gone, ' was,s were')} not saved: the question is no longer asked."
        messages.warning(request, words)


def involvement_ask(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Tick whom to ask about which cases, and what to take back."""
    services = request.GET.get("services") == "yes"
    grid = grid_of(audit, request.user, request.GET.get("page"), services=services)
    form = AskGridForm(posted(request), grid=grid)
    done: list[AskingOutcome] = []

    def act() -> None:
        given = {"ticked": form.ticked, "back": form.cleaned_data["back"]}
        done.append(change_questions(audit, by=request.user, now=timezone.now(), **given))

    if request.method == "POST" and form.is_valid() and carry_out(form, act):
        say_what_changed(request, done[0])
        return redirect("involvement_grid", audit.reference)
    context = {"audit": audit, "grid": grid, "form": form, "services": services, "page": grid.page}
    return render(request, "sample/ask_grid.html", context | {"query": "services=yes&" if services else ""})


def say_what_changed(request: PersonRequest, done: AskingOutcome) -> None:
    if done.asked or not done.taken_back:
        words = (
            f"{done.asked} question{pluralize(done.asked)} asked." if done.asked else "All of that is asked already."
        )
        messages.success(request, words)
    if done.taken_back:
        messages.success(request, f"{done.taken_back} question{pluralize(done.taken_back)} taken back.")
    if done.kept:
        words = f"{done.kept} question{pluralize(done.kept, ' stays,s stay')}: the agency has answered meanwhile."
        messages.warning(request, words)


def involvement_outside(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Ask an agency from outside the area that is not on the list."""
    cases = cases_of(audit).exclude(state__in=SETTLED)
    form = OutOfAreaForm(posted(request), audit=audit, cases=cases)

    def act(name: str, sector: Any, cases: Any, use_existing: bool = False) -> None:
        given = {"by": request.user, "now": timezone.now(), "cases": cases}
        if form.existing is not None:
            ask_one_more(audit, form.existing, **given)
        else:
            ask_out_of_area(audit, name=name, sector=sector, **given)

    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The agency is invited and asked.")
        return redirect("involvement_grid", audit.reference)
    context = {"audit": audit, "form": form, "back": reverse("involvement_grid", args=[audit.reference])}
    return render(request, "sample/out_of_area.html", context)


def involvement_tell(request: PersonRequest, audit: Audit) -> HttpResponse:
    """Write to the contacts of the agencies that are asked, once it is seen who they are."""
    if request.method == "POST":
        notes = tell_agencies(audit, by=request.user, now=timezone.now())
        failed = sum(1 for note in notes if note.failed)
        sent = len(notes) - failed
        if sent:
            messages.success(request, f"{sent} e-mail{pluralize(sent, ' is,s are')} sent.")
        if failed:
            words = f"{failed} e-mail{pluralize(failed)} could not be sent: the mail server refused. Try again later."
            messages.warning(request, words)
        return redirect("involvement_grid", audit.reference)
    context = {"audit": audit, "letters": letters(audit, timezone.localdate())}
    return render(request, "sample/tell.html", context)
