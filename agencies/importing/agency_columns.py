"""The list of agencies as a file: its columns, what each may hold, and how the list is written into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower

from agencies.importing import cells
from agencies.importing.columns import ListColumn, RowStops
from agencies.models import Agency, Person


def field(name: str) -> Any:
    return Agency._meta.get_field(name)


def mark(column: ListColumn, cell: str, standing: Any) -> Agency:
    """The agency that has this uid."""
    try:
        agency: Agency | None = standing.by_uid.get(column.fills.to_python(cell))
    except ValidationError as fault:
        raise RowStops("The uid is not one. Leave it empty for a new agency.") from fault
    if agency is None:
        raise RowStops("No agency has this uid. Leave it empty for a new agency.")
    return agency


COLUMNS = (
    ListColumn("uid", "The agency's own mark. An export fills it in; leave it empty for a new agency. By it a row is "
           "found although its name has changed.", fills=field("uid"), read=mark),
    ListColumn("Organisation", "The name of the organisation.", needed=True, fills=field("name"), read=cells.name,
           if_empty=cells.NO_ORGANISATION),
    ListColumn("Service", "For a service of the organisation, the service's name. Empty for the organisation itself.",
           fills=field("name"), read=cells.name),
    ListColumn("Sector", "A sector as it is called on the list of agencies, or its code.", needed=True,
           fills=field("sector"), read=cells.one_of_them, if_empty="Enter the sector."),
    ListColumn("Out of area", "Yes or no: whether it is outside the partnership's area.", fills=field("is_out_of_area"),
           read=cells.yes_or_no),
    ListColumn("Only by sector", "Yes or no: whether it is published only as its sector.",
           fills=field("only_by_sector"), read=cells.yes_or_no),
    ListColumn("Approval first", "Yes or no: whether somebody else approves each return before it is submitted.",
           fills=field("wants_approval"), read=cells.yes_or_no),
    ListColumn("In use", "Yes or no. Only read: an agency is taken out of use, or brought back, on its own page.",
           fills=field("is_active"), read=cells.yes_or_no),
)  # fmt: skip
EXAMPLE = (
    ("", "Lakeside Healthcare Trust", "", "ACU", "no", "no", "no", "yes"),
    ("", "Lakeside Healthcare Trust", "Health Visiting", "HV", "no", "no", "yes", "yes"),
    ("", "Lakeside Primary School", "", "SCH", "no", "no", "no", "yes"),
)


def kept_agencies(person: Person) -> QuerySet[Any]:
    """Every agency that the list is made of: not the partnership itself, and none that was merged into another."""
    return Agency.objects.visible_to(person).filter(merged_into__isnull=True, is_partnership=False)


def listed(person: Person) -> Iterator[tuple[str, ...]]:
    """The list as rows of the file, each organisation before its services."""
    services = kept_agencies(person).select_related("sector").order_by(Lower("name"), "pk")
    organisations = (
        kept_agencies(person)
        .filter(parent__isnull=True)
        .select_related("sector")
        .prefetch_related(Prefetch("services", services))
        .order_by("sector__order", Lower("name"), "pk")
    )
    for organisation in organisations:
        yield row_of(organisation, organisation.name, "")
        for service in organisation.services.all():
            yield row_of(service, organisation.name, service.name)


def row_of(agency: Agency, organisation: str, service: str) -> tuple[str, ...]:
    answers = (agency.is_out_of_area, agency.only_by_sector, agency.wants_approval, agency.is_active)
    words = ("yes" if answer else "no" for answer in answers)
    return (str(agency.uid), organisation, service, agency.sector.label, *words)
