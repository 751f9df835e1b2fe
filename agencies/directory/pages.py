"""What the administrator's pages show of the agencies: the list as it is searched, and everything about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from agencies.directory.owing import owed_by
from agencies.models import Agency, AgencyName, Membership, Person, Sector

PEOPLE_SHOWN = 100
BY_NAME, BY_SECTOR = "By its own name", "Only as its sector"


@dataclass(frozen=True)
class AgencyPage:
    """One agency as its page shows it."""

    published: str
    earlier: Sequence[AgencyName]
    services: Sequence[Agency]
    took_in: Sequence[Agency]
    contacts: Sequence[Membership]
    people: Sequence[Membership]
    more_people: int
    owed: Sequence[str]


def organisations_found(person: Person, *, q: str = "", sector: str = "", use: str = "") -> QuerySet[Any]:
    """Organisations in the order of their sectors, each with its services.

    Words are looked for in the names of now and in the earlier ones, an organisation's and its services'. Those that
    were merged into others are found under these.
    """
    services = Agency.objects.filter(merged_into__isnull=True).prefetch_related("earlier_names").order_by(Lower("name"))
    rows = Agency.objects.visible_to(person).filter(parent__isnull=True, merged_into__isnull=True)
    own_services = Agency.objects.filter(parent=OuterRef("pk"), merged_into__isnull=True)
    if q:
        own = AgencyName.objects.filter(agency=OuterRef("pk"), name__icontains=q)
        theirs = AgencyName.objects.filter(agency__parent=OuterRef("pk"), name__icontains=q)
        rows = rows.filter(
            Q(name__icontains=q) | Exists(own_services.filter(name__icontains=q)) | Exists(own) | Exists(theirs)
        )
    if sector:
        rows = rows.filter(Q(sector_id=sector) | Exists(own_services.filter(sector_id=sector)))
    if use:
        rows = rows.filter(is_active=use == "yes")
    rows = rows.select_related("sector").prefetch_related("earlier_names", Prefetch("services", services))
    found: QuerySet[Any] = rows.order_by("sector__order", Lower("name"), "pk")
    return found


def sectors_listed() -> list[Sector]:
    return list(Sector.objects.filter(is_active=True))


def page_of(agency: Agency, on: date) -> AgencyPage:
    """Everything about one agency on a day. Needs `sector` and `parent__sector` loaded."""
    here = Q(agency=agency) | Q(agency_id=agency.parent_id) if agency.parent_id else Q(agency=agency)
    held = Membership.objects.active(on).filter(here).select_related("person", "agency")
    people = list(held.order_by(Lower("person__name"), "pk")[: PEOPLE_SHOWN + 1])
    contacts = list(held.filter(role="agency_contact").order_by(Lower("person__name"), "pk"))
    more = held.count() - PEOPLE_SHOWN if len(people) > PEOPLE_SHOWN else 0
    return AgencyPage(
        published=BY_NAME if agency.named_outside else BY_SECTOR,
        earlier=list(agency.earlier_names.select_related("renamed_by")),
        services=list(agency.services.filter(merged_into__isnull=True).order_by(Lower("name"))),
        took_in=list(agency.merged_from.order_by("pk")),
        contacts=contacts,
        people=people[:PEOPLE_SHOWN],
        more_people=more,
        owed=owed_by(agency, on),
    )
