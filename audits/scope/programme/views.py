"""The pages of the yearly programme: what is planned for which quarter, and what has begun."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, save_form, status_of
from audits.recognise.telling import tell_words
from audits.scope import rules
from audits.scope.programme import acts
from audits.scope.programme.forms import ProgrammeEntryForm
from audits.scope.programme.models import ProgrammeEntry
from audits.scope.programme.shown import programme_of, years_of


def programme(request: PersonRequest) -> HttpResponse:
    person = request.user
    this_year = acts.year_of(timezone.localdate())
    years = years_of(person, this_year)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else this_year
    context = {
        "year": year,
        "words": acts.year_in_words(year),
        "years": [(one, acts.year_in_words(one)) for one in years],
        "quarters": programme_of(person, year),
        "may_edit": rules.can_create(person),
    }
    return render(request, "scope/programme.html", context)


def entry_add(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = ProgrammeEntryForm(posted(request), on=timezone.localdate(), back=back())
    if request.method == "POST" and done(
        form, lambda: acts.add_programme_entry(by=person, now=timezone.now(), **form.said)
    ):
        messages.success(request, "The audit is in the programme.")
        tell_words(request, form)
        return back_to(form.cleaned_data["year"])
    return render(request, "scope/programme_entry.html", {"form": form})


def entry_edit(request: PersonRequest, entry: ProgrammeEntry) -> HttpResponse:
    person = request.user
    form = ProgrammeEntryForm(posted(request), on=timezone.localdate(), instance=entry, back=back())
    if request.method == "POST" and save_form(form, partial(acts.edit_entry, entry, by=person, now=timezone.now())):
        messages.success(request, "The programme is saved.")
        tell_words(request, form)
        return back_to(form.cleaned_data["year"])
    return render(request, "scope/programme_entry.html", {"form": form, "entry": entry}, status=status_of(form))


def back() -> tuple[str, str]:
    return reverse("programme"), "Back without saving"


def entry_remove(request: PersonRequest, entry: ProgrammeEntry) -> HttpResponse:
    acts.remove_entry(entry, by=request.user, now=timezone.now())
    messages.success(request, "The audit is taken out of the programme.")
    return back_to(entry.year)


def back_to(year: int) -> HttpResponse:
    response = redirect("programme")
    response.headers["Location"] += f"?year={year}"
    return response
