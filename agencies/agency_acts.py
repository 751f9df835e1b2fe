"""What the administrator does with agencies: adds, renames, says how they are published, takes out of use."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal, rules
from agencies.models import Agency, AgencyName, Person, Sector
from agencies.owing import owed_by
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
    only_by_sector: bool = False,
    wants_approval: bool = False,
) -> Agency:
    """Add an organisation, or with `parent` a service of one."""
    rules.check_administers(by, timezone.localdate(now))
    if parent is not None and parent.parent_id is not None:
        raise Refused("A service belongs to an organisation, not to another service.")
    if parent is not None and not parent.is_active:
        raise Refused("This organisation is no longer in use. Bring it back before you add a service.")
    agency = Agency(
        name=name, sector=sector, parent=parent, is_out_of_area=is_out_of_area, only_by_sector=only_by_sector,
        wants_approval=wants_approval,
    )  # fmt: skip
    check_row(agency)
    with transaction.atomic():
        agency.save(force_insert=True)
        journal.record(by, "added", agency, now=now)
    return agency


def add_out_of_area(*, by: Person, now: datetime, name: str, sector: Sector) -> Agency:
    """Add an organisation from outside the area: the one entry of the list that an audit lead adds themselves."""
    rules.check_can_add_out_of_area(by, timezone.localdate(now))
    if not sector.is_active:
        raise Refused("Choose one of the sectors.")
    agency = Agency(name=name, sector=sector, is_out_of_area=True)
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
    only_by_sector: bool = False,
    wants_approval: bool = False,
    deputy: Person | None = None,
) -> None:
    """Change an agency; a name that it had before is kept with its last day. Raises `Stale` on a clash."""
    rules.check_can_change_agency(by, agency, timezone.localdate(now))
    if deputy is not None and not people_of(agency).filter(pk=deputy.pk).exists():
        raise Refused("Choose a deputy who has a role in this agency today.")
    fields: dict[str, Any] = {
        "name": name,
        "sector_id": sector.pk,
        "is_out_of_area": is_out_of_area,
        "only_by_sector": only_by_sector,
        "wants_approval": wants_approval,
        "deputy_id": deputy.pk if deputy else None,
    }
    proposed = copy(agency)
    for field, value in fields.items():
        setattr(proposed, field, value)
    check_row(proposed)
    before = agency.name
    with transaction.atomic():
        write_version(agency, version, **fields)
        if name != before:
            keep_name(agency, before, by=by, now=now)
            journal.record(by, "renamed", agency, now=now)
        else:
            journal.record(by, "edited", agency, now=now)


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
        raise Refused("Tick that you have seen what is still owed.")
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
            raise Refused("This agency was merged into another. Change that one.")
        journal.record(by, "reactivated", agency, now=now)
    agency.is_active = True
