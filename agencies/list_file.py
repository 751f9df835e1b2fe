"""The list of agencies as a file: its columns, what each may hold, and how the list is written into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower

from agencies.models import Agency

TITLE = "Agencies"


@dataclass(frozen=True)
class Column:
    """One column of the file: its heading and what a cell may hold."""

    heading: str
    holds: str
    needed: bool = False

    @property
    def key(self) -> str:
        return self.heading.lower()


COLUMNS = (
    Column("uid", "The agency's own mark. An export fills it in; leave it empty for a new agency. By it a row is found "
           "although its name has changed."),
    Column("Organisation", "The name of the organisation.", needed=True),
    Column("Service", "For a service of the organisation, the service's name. Empty for the organisation itself."),
    Column("Sector", "A sector as it is called on the list of agencies, or its code.", needed=True),
    Column("Out of area", "Yes or no: whether it is outside the partnership's area."),
    Column("Only by sector", "Yes or no: whether it is published only as its sector."),
    Column("Approval first", "Yes or no: whether somebody else approves each return before it is submitted."),
    Column("In use", "Yes or no. Only read: an agency is taken out of use, or brought back, on its own page."),
)  # fmt: skip
HEADER = tuple(column.heading for column in COLUMNS)
NEEDED = tuple(column.heading for column in COLUMNS if column.needed)
# The columns that say yes or no, with the fields they are.
YES_OR_NO = {
    "out of area": "is_out_of_area",
    "only by sector": "only_by_sector",
    "approval first": "wants_approval",
}
EXAMPLE = (
    ("", "Lakeside Healthcare Trust", "", "ACU", "no", "no", "no", "yes"),
    ("", "Lakeside Healthcare Trust", "Health Visiting", "HV", "no", "no", "yes", "yes"),
    ("", "Lakeside Primary School", "", "SCH", "no", "no", "no", "yes"),
)


def kept_agencies(person: Any) -> QuerySet[Any]:
    """Every agency that the list is made of: not the partnership itself, and none that was merged into another."""
    return Agency.objects.visible_to(person).filter(merged_into__isnull=True, is_partnership=False)


def listed(person: Any) -> Iterator[tuple[str, ...]]:
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
    return (str(agency.uid), organisation, service, agency.sector.label, *yes_or_no(answers))


def yes_or_no(answers: Iterable[bool]) -> Iterator[str]:
    return ("yes" if answer else "no" for answer in answers)
