"""Somebody stays who keeps the lists: the last administrator is neither closed out nor loses the role."""

from __future__ import annotations

from datetime import date

from agencies.models import Membership, Person
from agencies.queries import in_force
from agencies.rules import ADMINISTRATOR_ONLY
from audit_project.refused import Refused

LAST = "This is the last administrator without a last day. Give somebody else the role first."


def lock_administrators(by: Person, on: date) -> None:
    """Let acts that may take an administrator away wait for each other; called first in their transaction.

    Two administrators who close each other out at the same moment: the second has to be one still when it is its turn.
    """
    list(Membership.objects.select_for_update().filter(role="administrator").order_by("pk").values_list("pk"))
    by.refresh_from_db(fields=["is_active"])
    by.forget_standing()
    if not by.is_active or not by.standing(on).has("administrator"):
        raise Refused(ADMINISTRATOR_ONLY)


def check_one_stays(on: date, *, without: Person | None = None, but: Membership | None = None) -> None:
    """Whether an administrator is left whose role has no last day. Asked under `hold_administrators`."""
    rows = Membership.objects.filter(
        in_force(on), role="administrator", until__isnull=True, person__is_active=True, person__is_guest=False
    )
    if without is not None:
        rows = rows.exclude(person=without)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    if not rows.exists():
        raise Refused(LAST)


def is_administrator(person: Person, on: date) -> bool:
    """Whether the role is theirs today, their account open or not."""
    return Membership.objects.filter(in_force(on), person=person, role="administrator").exists()
