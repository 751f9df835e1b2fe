"""What the administrator does with agencies, people and roles, and how a lead confirms a role."""

from __future__ import annotations

import secrets
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal, roles, rules
from agencies.models import Agency, Membership, Person, Sector
from agencies.queries import people_of
from audit_project.checked import check_row
from audit_project.refused import Refused
from audit_project.versions import write_version


def add_agency(
    *,
    by: Person,
    now: datetime,
    name: str,
    sector: Sector,
    parent: Agency | None = None,
    is_out_of_area: bool = False,
    wants_approval: bool = False,
) -> Agency:
    """Add an organisation, or with `parent` a service of one."""
    rules.check_administers(by, timezone.localdate(now))
    if parent is not None and parent.parent_id is not None:
        raise Refused("A service belongs to an organisation, not to another service.")
    if parent is not None and not parent.is_active:
        raise Refused("This organisation is no longer in use. Bring it back before you add a service.")
    agency = Agency(
        name=name, sector=sector, parent=parent, is_out_of_area=is_out_of_area, wants_approval=wants_approval
    )
    check_row(agency)
    with transaction.atomic():
        agency.save(force_insert=True)
        journal.record(by, "added", agency, now=now)
    return agency


def edit_agency(
    agency: Agency,
    *,
    by: Person,
    now: datetime,
    version: int,
    name: str,
    sector: Sector,
    is_out_of_area: bool = False,
    wants_approval: bool = False,
    deputy: Person | None = None,
) -> None:
    """Change an agency: its name, place, deputy, whether returns are approved. Raises `Stale` on a clash."""
    rules.check_administers(by, timezone.localdate(now))
    if deputy is not None and not people_of(agency).filter(pk=deputy.pk).exists():
        raise Refused("Choose a deputy who has a role in this agency today.")
    fields: dict[str, Any] = {
        "name": name,
        "sector_id": sector.pk,
        "is_out_of_area": is_out_of_area,
        "wants_approval": wants_approval,
        "deputy_id": deputy.pk if deputy else None,
    }
    proposed = copy(agency)
    for field, value in fields.items():
        setattr(proposed, field, value)
    check_row(proposed)
    with transaction.atomic():
        write_version(agency, version, **fields)
        journal.record(by, "edited", agency, now=now)


def deactivate_agency(agency: Agency, *, by: Person, now: datetime) -> None:
    """Take an agency out of use; what it did stays. Its services go with it."""
    rules.check_administers(by, timezone.localdate(now))
    if agency.is_partnership:
        raise Refused("The partnership itself stays in use.")
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(is_active=False)
        Agency.objects.filter(parent=agency).update(is_active=False)
        journal.record(by, "deactivated", agency, now=now)
    agency.is_active = False


def reactivate_agency(agency: Agency, *, by: Person, now: datetime) -> None:
    """Bring an agency back into use; its services are brought back one by one."""
    rules.check_administers(by, timezone.localdate(now))
    if agency.parent_id is not None and agency.parent is not None and not agency.parent.is_active:
        raise Refused("The organisation of this service is not in use. Bring it back first.")
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(is_active=True)
        journal.record(by, "reactivated", agency, now=now)
    agency.is_active = True


def add_person(*, by: Person, now: datetime, email: str, name: str) -> tuple[Person, str]:
    """Add a person; returns them and the first password, which is shown once and never kept."""
    rules.check_administers(by, timezone.localdate(now))
    check_row(Person(email=email, name=name), only=("email", "name"))
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused("Somebody already has this e-mail address.")
    first = "-".join(secrets.token_hex(3) for _ in range(3))
    with transaction.atomic():
        person: Person = Person.objects.create_user(email, first, name=name)
        journal.record(by, "added", person, now=now)
    return person, first


def edit_person(person: Person, *, by: Person, now: datetime, version: int, email: str, name: str) -> None:
    """Change a person's name or address. Raises `Stale` on a clash."""
    rules.check_can_edit_person(by, person, timezone.localdate(now))
    proposed = copy(person)
    proposed.email, proposed.name = email, name
    check_row(proposed, only=("email", "name"))
    if Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Refused("Somebody already has this e-mail address.")
    with transaction.atomic():
        write_version(person, version, email=email, name=name)
        journal.record(by, "edited", person, now=now)


def deactivate_person(person: Person, *, by: Person, now: datetime) -> None:
    """Close a person's account; they are out at their next request."""
    rules.check_can_edit_person(by, person, timezone.localdate(now))
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=False)
        journal.record(by, "deactivated", person, now=now)
    person.is_active = False


def reactivate_person(person: Person, *, by: Person, now: datetime) -> None:
    rules.check_can_edit_person(by, person, timezone.localdate(now))
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=True)
        journal.record(by, "reactivated", person, now=now)
    person.is_active = True


def give_role(
    person: Person, *, by: Person, now: datetime, agency: Agency, role: str, since: date, until: date | None = None
) -> Membership:
    """Give a role; one that opens case records waits for a lead's confirmation."""
    rules.check_can_give_role(by, person, timezone.localdate(now))
    if role not in roles.BY_CODE:
        raise Refused("Choose one of the roles.")
    if not agency.is_active:
        raise Refused("This agency is no longer in use.")
    if until is not None and until < since:
        raise Refused("The last day must not be before the first.")
    open_already = Membership.objects.filter(person=person, agency=agency, role=role)
    if any(held.until is None or held.until >= since for held in open_already):
        raise Refused("This person already has this role in this agency.")
    with transaction.atomic():
        membership = Membership.objects.create(
            person=person, agency=agency, role=role, since=since, until=until, given_at=now, given_by=by
        )
        journal.record(by, "gave_role", person, now=now)
    person.forget_standing()
    return membership


def end_role(membership: Membership, *, by: Person, now: datetime) -> None:
    """End a role today: at the next request it opens nothing."""
    today = timezone.localdate(now)
    rules.check_can_end_role(by, membership, today)
    last = today - timedelta(days=1)
    with transaction.atomic():
        # A role that began today or begins later is moved back, so that no day is left on which it opens anything.
        membership.since = min(membership.since, last)
        Membership.objects.filter(pk=membership.pk).update(since=membership.since, until=last)
        journal.record(by, "ended_role", membership.person, now=now)
    membership.until = last
    membership.person.forget_standing()


def confirm_role(membership: Membership, *, by: Person, now: datetime) -> None:
    """A lead confirms a role that opens case records: it begins."""
    rules.check_can_confirm(by, membership, timezone.localdate(now))
    with transaction.atomic():
        written = Membership.objects.filter(pk=membership.pk, confirmed_at__isnull=True).update(
            confirmed_at=now, confirmed_by=by
        )
        if written != 1:
            raise Refused("Somebody else has just confirmed this role.")
        journal.record(by, "confirmed_role", membership.person, now=now)
    membership.confirmed_at, membership.confirmed_by = now, by
    membership.person.forget_standing()
