"""The page on which somebody notes when they, or somebody of their agency, are away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.away import acts
from agencies.away.forms import AbsenceForm
from agencies.away.queries import person_to_note
from agencies.away.rules import NOT_FOR_YOU
from agencies.models import Absence
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import done, posted


def absences(request: PersonRequest, uid: UUID) -> HttpResponse:
    by = request.user
    person, on = person_to_note(by, uid), timezone.localdate()
    if person is None:
        raise Refused(NOT_FOR_YOU)
    form = AbsenceForm(posted(request), instance=Absence(person=person))
    if done(form, lambda: acts.note_absence(person, by=by, now=timezone.now(), **form.said)):
        messages.success(request, "The days are noted.")
        return redirect("absences", uid=person.uid)
    rows = person.absences.to_come(on).select_related("noted_by")
    context = {"one": person, "own": person.pk == by.pk, "rows": rows, "form": form, "on": on}
    return render(request, "agencies/away/absences.html", context)


def absence_end(request: PersonRequest, absence: Absence) -> HttpResponse:
    acts.end_absence(absence, by=request.user, now=timezone.now())
    messages.success(request, "Taken off the list.")
    return redirect("absences", uid=absence.person.uid)
