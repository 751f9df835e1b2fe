"""Who may have a text looked through while they write it: whoever holds a role in which something is written."""

from __future__ import annotations

from datetime import date

from agencies.models import Person
from audit_project.refused import Refused

ONLY_READS = "reader"


def check_writes(person: Person, on: date | None = None) -> None:
    if not set(person.standing(on).roles) - {ONLY_READS}:
        raise Refused("Only somebody who writes in an audit has a text looked through.")
