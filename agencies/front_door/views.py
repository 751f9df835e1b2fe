"""The administrator's page of the numbers that are rung when a child may be at risk now."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.front_door.numbers import edit_front_door, front_door
from agencies.people.forms import FrontDoorForm
from agencies.person_request import PersonRequest
from audit_project.saving import done, posted, status_of


def front_door_numbers(request: PersonRequest) -> HttpResponse:
    """The numbers that are rung when a child may be at risk now."""
    door = front_door()
    form = FrontDoorForm(posted(request), instance=door)
    act = partial(edit_front_door, by=request.user, now=timezone.now())
    if done(form, lambda: act(**form.changes)):
        messages.success(request, "The numbers are saved. They stand on every page for an immediate concern.")
        return redirect("front_door")
    return render(request, "agencies/front_door.html", {"form": form}, status=status_of(form))
