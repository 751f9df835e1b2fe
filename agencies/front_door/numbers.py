"""Whom to ring now when a child may be at risk: the numbers the administrator keeps, chosen by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import rules
from agencies.models import FrontDoor, Person
from agencies.writing import write
from audit_project.working_days import WorkingHours


@dataclass(frozen=True)
class RingNow:
    """Who answers at this moment. `number` is empty where nobody has entered one; `until` where it is not known."""

    name: str
    number: str
    until: str
    is_open: bool


def front_door() -> FrontDoor:
    """The one row, or as it stands before anybody has filled it in."""
    return FrontDoor.objects.filter(pk=1).first() or FrontDoor()


def hours_of(door: FrontDoor) -> WorkingHours:
    return WorkingHours(door.opens, door.closes)


def ring_now(now: datetime) -> RingNow:
    """The front door in its hours of a working day, the emergency duty team at all other times."""
    door = front_door()
    if hours_of(door).is_open(now):
        return RingNow(door.name, door.number, time_words(door.closes), True)
    return RingNow(door.duty_name, door.duty_number, "", False)


def time_words(at: time) -> str:
    """ "4:45pm"."""
    return f"{at.hour % 12 or 12}:{at.minute:02d}{'am' if at.hour < 12 else 'pm'}"


def edit_front_door(*, by: Person, now: datetime, version: int, **fields: Any) -> FrontDoor:
    """Change the numbers or hours. Raises `Stale` on a clash."""
    rules.check_administers(by, timezone.localdate(now))
    with transaction.atomic():
        door, _ = FrontDoor.objects.get_or_create(pk=1)
        return write(door, by=by, now=now, verb="edited", version=version, **fields)
