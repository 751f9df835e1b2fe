"""What becomes of the people of an agency that is merged into another.

A merge must not open a case to anybody: a role that opens case records began when another lead confirmed it for one
agency, so it ends with that agency and waits to be confirmed again for the other. Other roles go along. Where somebody
has the same role in both, one is left.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies import roles
from agencies.models import Agency, Membership, Person, PersonInvitation


def not_over(agency: Agency, on: date) -> QuerySet[Any]:
    return Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=on), agency=agency)


def confirmed(agency: Agency, on: date) -> QuerySet[Any]:
    """Roles that open case records today or later."""
    return not_over(agency, on).filter(role__in=roles.READS_CASES, confirmed_at__isnull=False)


def roles_that_wait(agency: Agency, on: date) -> int:
    return confirmed(agency, on).count()


def own_role_in_one(by: Person, one: Agency, other: Agency, on: date) -> bool:
    """Whether somebody would change their own roles by merging."""
    keys = [key for key in (one.pk, other.pk, one.parent_id, other.parent_id) if key is not None]
    held = Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=on), person=by, agency_id__in=keys)
    return held.exists()


def settle_roles(one: Agency, other: Agency, *, by: Person, now: datetime) -> None:
    """End what must be confirmed again, and what somebody has twice; the rest can then be moved as it is."""
    on = timezone.localdate(now)
    there = set(not_over(other, on).values_list("person_id", "role"))
    for held in confirmed(one, on).order_by("pk"):
        until = held.until
        end(held, on)
        if (held.person_id, held.role) not in there:
            Membership.objects.create(
                person_id=held.person_id, agency=other, role=held.role, since=on, until=until, given_at=now, given_by=by
            )
            there.add((held.person_id, held.role))
    for held in not_over(one, on).order_by("pk"):
        if (held.person_id, held.role) in there:
            end(held, on)


def end(held: Membership, on: date) -> None:
    """The role ends the day before, so that no day is left on which it opens anything."""
    last = on - timedelta(days=1)
    Membership.objects.filter(pk=held.pk).update(since=min(held.since, last), until=last)


def fold_invitations(one: Agency, other: Agency, *, by: Person, now: datetime) -> None:
    """Somebody who was invited to both in the same role keeps the invitation to the other."""
    waiting = PersonInvitation.objects.waiting()
    same = waiting.filter(agency=other, email__iexact=OuterRef("email"), role=OuterRef("role"))
    waiting.filter(Exists(same), agency=one).update(revoked_at=now, revoked_by=by)
