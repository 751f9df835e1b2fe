"""Who may note that somebody is away: they themselves, their agency's contact, the administrator."""

from __future__ import annotations

from datetime import date
from functools import partial

from agencies.models import Absence, Person
from agencies.queries import colleagues_of
from audit_project.refused import Refused, allowed

NOT_FOR_YOU = "Only they themselves, their agency's contact or the administrator notes when somebody is away."


def check_can_note(by: Person, person: Person, on: date | None = None) -> None:
    standing = by.standing(on)
    if by.pk == person.pk and not by.is_guest and standing.roles:
        return
    if standing.has("administrator") and not person.is_guest:
        return
    if not colleagues_of(by).filter(person=person).exists():
        raise Refused(NOT_FOR_YOU)


can_note = partial(allowed, check_can_note)


def check_can_end(by: Person, absence: Absence, on: date | None = None) -> None:
    check_can_note(by, absence.person, on)
