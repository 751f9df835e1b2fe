"""What the administrator does with agencies: adds, renames, says how they are published, takes out of use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal, rules
from agencies.directory.owing import owed_by
from agencies.models import Agency, AgencyName, Person, Sector
from agencies.queries import people_of
from agencies.writing import write
from audit_project.refused import Refused


def add_agency(*, by: Person, now: datetime, parent: Agency | None = None, **said: Any) -> Agency:
    """Add an organisation, or with `parent` a service of one."""
    rules.check_administers(by, timezone.localdate(now))
    if parent is not None and parent.parent_id is not None:
        raise Refused("A service belongs to an organisation, not to another service.")
    if parent is not None and not parent.is_active:
        raise Refused(rules.NO_NEW_SERVICE)
    return write(Agency(parent=parent), by=by, now=now, verb="added", **said)


def add_out_of_area(*, by: Person, now: datetime, name: str, sector: Sector) -> Agency:
    """Add an organisation from outside the area: the one entry of the list that an audit lead adds themselves."""
    rules.check_can_add_out_of_area(by, timezone.localdate(now))
    if not sector.is_active:
        raise Refused("Choose one of the sectors.", on="sector")
    return write(Agency(is_out_of_area=True), by=by, now=now, verb="added", name=name, sector=sector)


def edit_agency(
    agency: Agency, *, by: Person, now: datetime, version: int, deputy: Person | None = None, **said: Any
) -> None:
    """Change an agency; a name that it had before is kept with its last day. Raises `Stale` on a clash."""
    rules.check_can_change_agency(by, agency, timezone.localdate(now))
    if deputy is not None and not people_of(agency).filter(pk=deputy.pk).exists():
        raise Refused("Choose a deputy who has a role in this agency today.", on="deputy")
    before = agency.name
    with transaction.atomic():
        write(agency, by=by, now=now, verb="", version=version, deputy=deputy, **said)
        if agency.name != before:
            keep_name(agency, before, by=by, now=now)
        journal.record(by, "edited" if agency.name == before else "renamed", agency, now=now)


def keep_name(agency: Agency, name: str, *, by: Person, now: datetime) -> None:
    """Keep a name that an agency had until today, so that whoever knows it by that finds it."""
    AgencyName.objects.create(agency=agency, name=name, until=timezone.localdate(now), renamed_at=now, renamed_by=by)


def deactivate_agency(agency: Agency, *, by: Person, now: datetime, seen: bool) -> None:
    """Take an agency out of use; what it did stays. Its services go with it.

    `seen`: whether the list of what it still owes was shown and ticked. Nothing on that list is dropped.
    """
    rules.check_can_change_agency(by, agency, timezone.localdate(now))
    if agency.is_partnership:
        raise Refused("The partnership itself stays in use.")
    if not seen and owed_by(agency, timezone.localdate(now)):
        raise Refused("Tick that you have seen what is still owed.", on="seen")
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(is_active=False)
        Agency.objects.filter(parent=agency).update(is_active=False)
        journal.record(by, "deactivated", agency, now=now)
    agency.is_active = False


def reactivate_agency(agency: Agency, *, by: Person, now: datetime) -> None:
    """Bring an agency back into use; its services are brought back one by one."""
    rules.check_can_change_agency(by, agency, timezone.localdate(now))
    if agency.parent_id is not None and agency.parent is not None and not agency.parent.is_active:
        raise Refused("The organisation of this service is not in use. Bring it back first.")
    with transaction.atomic():
        if not Agency.objects.filter(pk=agency.pk, merged_into__isnull=True).update(is_active=True):
            raise Refused(rules.CHANGE_THE_OTHER)
        journal.record(by, "reactivated", agency, now=now)
    agency.is_active = True
