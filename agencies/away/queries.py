"""Whose absences a person may note."""

from __future__ import annotations

from typing import Any

from agencies.away.rules import can_note
from agencies.models import Person


def person_to_note(by: Person, uid: Any) -> Person | None:
    """Somebody whose absences this person may note; None for everybody else."""
    found: Person | None = Person.objects.filter(uid=uid, is_guest=False).first()
    return found if found is not None and can_note(by, found) else None
