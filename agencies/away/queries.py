"""Whose absences a person may note."""

from __future__ import annotations

from typing import Any

from agencies.models import Person
from agencies.queries import colleagues_of


def person_to_note(by: Person, uid: Any) -> Person | None:
    """Somebody whose absences this person may note; None for everybody else."""
    found: Person | None = Person.objects.filter(uid=uid, is_guest=False).first()
    if found is None or found.pk == by.pk or by.standing().has("administrator"):
        return found
    return found if colleagues_of(by).filter(person=found).exists() else None
