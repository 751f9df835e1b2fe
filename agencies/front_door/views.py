"""The administrator's page of the numbers that are rung when a child may be at risk now."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.front_door.numbers import edit_front_door, front_door
from agencies.people.forms import FrontDoorForm
from audit_project.saving import done, posted, status_of


def front_door_numbers(request: HttpRequest) -> HttpResponse:
    """The numbers that are rung when a child may be at risk now."""
    person: Any = request.user
    door = front_door()
    form = FrontDoorForm(posted(request), instance=door)
    act = partial(edit_front_door, by=person, now=timezone.now())
    if done(form, lambda: act(**form.changes)):
        messages.success(request, "The numbers are saved. They stand on every page for an immediate concern.")
        return redirect("front_door")
    return render(request, "agencies/front_door.html", {"form": form}, status=status_of(form))
