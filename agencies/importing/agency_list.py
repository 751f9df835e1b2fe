"""What a row of the list of agencies does, and how all of them are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from agencies import journal, rules
from agencies.importing import agency_columns, cells
from agencies.importing.columns import RowStops, values
from agencies.importing.lines import ADD, CHANGE, SAME, ImportedList, ListLine, ListReading
from agencies.models import Agency, AgencyName, Person, Sector
from audit_project.text import same_name

AT_ONCE = 500
THE_PARTNERSHIP = "The partnership itself is changed on its own page."
IN_USE = "in use"
# The columns that say yes or no of something that is written.
ANSWERS = [one for one in agency_columns.COLUMNS if one.read is cells.yes_or_no and one.key != IN_USE]
LABELS = {"name": "Name", "sector": "Sector", **{one.fills.name: one.heading for one in ANSWERS}}
Key = tuple[str, str]  # organisation and service, as names are compared


def key(organisation: str, service: str) -> Key:
    return same_name(organisation), same_name(service)


def key_of(agency: Agency) -> Key:
    return key(agency.parent.name, agency.name) if agency.parent else key(agency.name, "")


def names_of(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["organisation"], row.get("service") or ""


def in_words(names: tuple[str, str]) -> str:
    return ": ".join(filter(None, names))


class AgenciesNow:
    """The list as it stands: agencies by their mark and by their names, earlier names, sectors; three queries."""

    def __init__(self) -> None:
        rows = list(Agency.objects.select_related("parent", "sector", "merged_into"))
        self.by_uid = {row.uid: row for row in rows}
        self.by_name = {key_of(row): row for row in rows if row.merged_into_id is None}
        old = AgencyName.objects.select_related("agency__parent").order_by("pk")
        self.earlier = {
            key(row.agency.parent.name, row.name) if row.agency.parent else key(row.name, ""): row.agency for row in old
        }
        sectors = Sector.objects.order_by("is_active", "order")  # of two with one label, the one in use
        self.words = {"sector": {word.casefold(): one for one in sectors for word in (one.code, one.label)}}


def line_of(number: int, row: Mapping[str, str], standing: AgenciesNow) -> ListLine:
    """What one row does by itself."""
    if row.get("service") and not row["organisation"]:
        raise RowStops("A service needs its organisation.")
    said = values(agency_columns.COLUMNS, row, standing)
    names, sector, in_use = names_of(said), said["sector"], said[IN_USE]
    agency = agency_of(said["uid"], names, standing)
    if not sector.is_active and (agency is None or agency.sector_id != sector.pk):
        raise cells.none_called("sector", row["sector"])
    given = {"name": names[1] or names[0], "sector": sector}
    answers = {one.fills.name: said[one.key] for one in ANSWERS}
    marks = ("names", *key(*names)), *([("agency", agency.pk)] if agency else [])
    if agency is None:
        if in_use is False:
            raise RowStops("A new agency is in use. Leave the cell empty, or say yes.")
        given |= {field: bool(answer) for field, answer in answers.items()}
        return ListLine(number, ADD, in_words(names), (sector.label,), said=said, fields=given, marks=marks)
    if in_use is not None and in_use != agency.is_active:
        raise RowStops("An agency is taken out of use, or brought back, on its own page.")
    given |= {field: answer for field, answer in answers.items() if answer is not None}
    if said["uid"] is None and same_name(given["name"]) == same_name(agency.name):
        given["name"] = agency.name  # found by its name: how the file writes it is no other name
    fields = {field: value for field, value in given.items() if getattr(agency, field) != value}
    words = tuple(change_in_words(agency, field, value) for field, value in fields.items())
    what = CHANGE if fields else SAME
    return ListLine(number, what, in_words(names), words, found=agency, said=said, fields=fields, marks=marks)


def agency_of(marked: Agency | None, names: tuple[str, str], standing: AgenciesNow) -> Agency | None:
    """The agency that a row is about: by its mark where there is one, else by its names of now; None for a new one."""
    place = key(*names)
    named = standing.by_name.get(place)
    agency = marked or named
    if agency is None and place in standing.earlier:
        before = standing.earlier[place]
        raise RowStops(f"This is an earlier name of {before.full_name}. Use the name of now.")
    if agency is not None and agency.merged_into is not None:
        raise RowStops(f"This agency was merged into {agency.merged_into.full_name}.")
    if agency is not None and bool(names[1]) != (agency.parent_id is not None):
        raise RowStops("A service does not become an organisation here, nor an organisation a service.")
    if agency is not None and named is not None and named.pk != agency.pk:
        raise RowStops("Another agency has this name already.")
    if agency is not None and agency.is_partnership:
        raise RowStops(THE_PARTNERSHIP)
    return agency


def together(lines: Sequence[ListLine], standing: AgenciesNow) -> Callable[[ListLine], str]:
    """Services whose organisation is nowhere. One that the file renames is called by its new name in all of it."""
    own = [line for line in lines if line.marks and not line.said["service"]]
    organisations: dict[str, ListLine | Agency] = {
        names[0]: agency for names, agency in standing.by_name.items() if not names[1]
    }
    for line in own:
        if line.found is not None:
            organisations.pop(same_name(line.found.name), None)
    organisations |= {same_name(line.said["organisation"]): line for line in own}
    return lambda line: fault_of_service(line, organisations, standing) if line.said["service"] else ""


def fault_of_service(line: ListLine, organisations: Mapping[str, ListLine | Agency], standing: AgenciesNow) -> str:
    """Why a service cannot stand under the organisation that its row names; empty when it can."""
    organisation, service = names_of(line.said)
    there = organisations.get(same_name(organisation))
    if there is None:
        return f"There is no organisation “{organisation[: cells.SAID_AGAIN]}” on the list or in the file."
    parent: Agency | None = there.found if isinstance(there, ListLine) else there
    if line.found is not None:
        moved = parent is None or parent.pk != line.found.parent_id
        return "A service is not moved to another organisation here." if moved else ""
    if parent is None:
        return ""
    if parent.is_partnership:
        return THE_PARTNERSHIP
    if key(parent.name, service) in standing.by_name:
        return "The file renames the organisation of this service. Give the service's uid as well."
    return "" if parent.is_active else rules.NO_NEW_SERVICE


def change_in_words(agency: Agency, field: str, value: Any) -> str:
    """ "Sector: Police (was: Schools)"."""
    said = [("yes" if one else "no") if isinstance(one, bool) else str(one) for one in (value, getattr(agency, field))]
    return f"{LABELS[field]}: {said[0]} (was: {said[1]})"


def lock_agencies() -> None:
    """Two imports at once, or one and an edit, wait for each other; who only points at an agency does not."""
    list(Agency.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def write(reading: ListReading, by: Person, now: datetime) -> None:
    """Nothing is taken out of use: an agency that the file does not hold stays as it is."""
    change(reading.of(CHANGE), by=by, now=now)
    add(reading.of(ADD), by=by, now=now)


def add(lines: list[ListLine], *, by: Person, now: datetime) -> None:
    """Organisations first, so that each service finds its own, under the name that the file gives it."""
    made = [Agency(**line.fields) for line in lines if not line.said["service"]]
    Agency.objects.bulk_create(made, batch_size=AT_ONCE)
    there = Agency.objects.filter(parent__isnull=True, merged_into__isnull=True)
    parents = {same_name(agency.name): agency for agency in there}
    under = [(parents[same_name(line.said["organisation"])], line.fields) for line in lines if line.said["service"]]
    services = [Agency(parent=parent, **fields) for parent, fields in under]
    Agency.objects.bulk_create(services, batch_size=AT_ONCE)
    journal.record_each(by, "added", [*made, *services], now=now)


def change(lines: list[ListLine], *, by: Person, now: datetime) -> None:
    """Each with its version one further, so that a page that was open meanwhile sees both."""
    renamed = [line.found for line in lines if "name" in line.fields]
    edited = [line.found for line in lines if "name" not in line.fields]
    until = timezone.localdate(now)
    names = [AgencyName(agency=one, name=one.name, until=until, renamed_at=now, renamed_by=by) for one in renamed]
    for line in lines:
        for field, value in line.fields.items():
            setattr(line.found, field, value)
        line.found.version += 1
    Agency.objects.bulk_update([*renamed, *edited], [*LABELS, "version"], batch_size=AT_ONCE)
    AgencyName.objects.bulk_create(names, batch_size=AT_ONCE)
    journal.record_each(by, "renamed", renamed, now=now)
    journal.record_each(by, "edited", edited, now=now)


AGENCIES = ImportedList(
    key="agencies",
    title="Agencies",
    columns=agency_columns.COLUMNS,
    example=agency_columns.EXAMPLE,
    heading="Import agencies and services",
    before="You see what each row would do before anything is made. Either all rows are imported or none. Nothing is "
    "taken out of use: an agency that the file does not hold stays as it is. The file is not kept.",
    under="A row is found by its uid, else by the names of its organisation and service. "
    "An empty cell leaves what stands.",
    one="Agency",
    new=("new", "added", "New"),
    did={ADD: "Added", CHANGE: "Changed"},
    again="This is the agency of row {} again.",
    changed="The list of agencies has changed since this preview was shown. Look at it again before you import.",
    standing=lambda by, now: AgenciesNow(),
    called=lambda row: (in_words(names_of(row)), ""),
    line_of=line_of,
    together=together,
    hold=lock_agencies,
    write=write,
    listed=lambda reader, on: agency_columns.listed(reader),
)
