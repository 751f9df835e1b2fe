"""What a file would do to the list of agencies, row by row, before anything is made.

It reads and decides; it writes nothing. `agencies.list_loaded` does what it says, all of it or nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from agencies.list_file import HEADER, NEEDED, YES_OR_NO
from agencies.models import Agency, AgencyName, Sector
from audit_project.tables import Table, check_header

ADD, CHANGE, SAME, FAULT = "add", "change", "same", "fault"
LONGEST = 120
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
Key = tuple[str, str]  # organisation and service, in lower case


class RowStops(Exception):
    """Why a row cannot be read, as a sentence."""


@dataclass(frozen=True)
class Line:
    """One row of the file and what it does."""

    number: int
    what: str
    name: str  # the organisation, or the organisation and its service
    words: tuple[str, ...] = ()  # what changes, or what is wrong
    agency: Agency | None = None  # the one it is about, where that is there already
    organisation: str = ""
    service: str = ""
    fields: dict[str, Any] = field(default_factory=dict)  # to be written: all of a new one, of another what changes


@dataclass(frozen=True)
class Reading:
    """A file as it was read. `mark` is another one as soon as it would do something else."""

    lines: tuple[Line, ...]
    mark: str

    def of(self, *kinds: str) -> list[Line]:
        return [line for line in self.lines if line.what in kinds]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.what for line in self.lines)
        return {kind: found[kind] for kind in (ADD, CHANGE, SAME, FAULT)}

    @property
    def may_load(self) -> bool:
        return not self.counts[FAULT] and bool(self.counts[ADD] + self.counts[CHANGE])


class Standing:
    """The list as it stands: agencies by their mark and by their names, earlier names, sectors; three queries."""

    def __init__(self) -> None:
        rows = list(Agency.objects.select_related("parent", "sector", "merged_into"))
        self.by_uid = {row.uid: row for row in rows}
        kept = [row for row in rows if row.merged_into_id is None]
        self.by_name: dict[Key, Agency] = {key_of(row): row for row in kept}
        old = AgencyName.objects.select_related("agency__parent").order_by("pk")
        self.earlier: dict[Key, Agency] = {
            key(row.agency.parent.name, row.name) if row.agency.parent else key(row.name, ""): row.agency for row in old
        }
        self.sectors = {
            word.casefold(): sector
            for sector in Sector.objects.order_by("is_active", "order")  # of two with one label, the one in use
            for word in (sector.code, sector.label)
        }


def key(organisation: str, service: str) -> Key:
    return organisation.casefold(), service.casefold()


def key_of(agency: Agency) -> Key:
    return key(agency.parent.name, agency.name) if agency.parent else key(agency.name, "")


def read_list(table: Table) -> Reading:
    """What each row of the file does. Raises `TableFault` when its columns are not the list's."""
    check_header(table, NEEDED, HEADER)
    standing = Standing()
    lines = [Line(fault.number, FAULT, "", (fault.sentence,)) for fault in table.faults]
    for number, cells in table:
        try:
            lines.append(line_of(number, cells, standing))
        except RowStops as stop:
            name = ": ".join(filter(None, (cells.get("organisation", ""), cells.get("service", ""))))
            lines.append(Line(number, FAULT, name, (str(stop),)))
    lines = check_together(lines, standing)
    lines.sort(key=lambda line: line.number)
    told = [(line.number, line.what, line.name, line.words, sorted(map(str, line.fields.items()))) for line in lines]
    return Reading(tuple(lines), hashlib.sha256(repr((table.sha256, told)).encode()).hexdigest())


def line_of(number: int, cells: dict[str, str], standing: Standing) -> Line:
    """One row by itself."""
    organisation, service = cells["organisation"], cells.get("service", "")
    if not organisation:
        raise RowStops("A service needs its organisation." if service else "Enter the name of the organisation.")
    if max(len(organisation), len(service)) > LONGEST:
        raise RowStops(f"A name has {LONGEST} characters or fewer.")
    if "\n" in organisation + service:
        raise RowStops("A name stands on one line.")
    agency = agency_of(cells.get("uid", ""), organisation, service, standing)
    sector = standing.sectors.get(cells["sector"].casefold())
    if not cells["sector"]:
        raise RowStops("Enter the sector.")
    if sector is None or not (sector.is_active or (agency is not None and agency.sector_id == sector.pk)):
        raise RowStops(f"There is no sector “{cells['sector'][:60]}”.")
    answers = {name: answer_of(heading, cells.get(heading, "")) for heading, name in YES_OR_NO.items()}
    in_use = answer_of("in use", cells.get("in use", ""))
    name = f"{organisation}: {service}" if service else organisation
    if agency is None:
        if in_use is False:
            raise RowStops("A new agency is in use. Leave the cell empty, or say yes.")
        fields = {"name": service or organisation, "sector": sector} | {k: bool(v) for k, v in answers.items()}
        return Line(number, ADD, name, (sector.label,), None, organisation, service, fields)
    if in_use is not None and in_use != agency.is_active:
        raise RowStops("An agency is taken out of use, or brought back, on its own page.")
    given = {"name": service or organisation, "sector": sector}
    given |= {field: answer for field, answer in answers.items() if answer is not None}
    fields = {field: value for field, value in given.items() if getattr(agency, field) != value}
    words = tuple(in_words(agency, field, value) for field, value in fields.items())
    return Line(number, CHANGE if fields else SAME, name, words, agency, organisation, service, fields)


def agency_of(uid: str, organisation: str, service: str, standing: Standing) -> Agency | None:
    """The agency that a row is about: by its mark where there is one, else by its names of now; None for a new one."""
    names = key(organisation, service)
    if not uid:
        if names in standing.by_name:
            return kept(standing.by_name[names])
        before = standing.earlier.get(names)
        if before is not None:
            raise RowStops(f"This is an earlier name of {before.full_name}. Use the name of now.")
        return None
    try:
        agency = standing.by_uid.get(uuid.UUID(uid))
    except ValueError as fault:
        raise RowStops("The uid is not one. Leave it empty for a new agency.") from fault
    if agency is None:
        raise RowStops("No agency has this uid. Leave it empty for a new agency.")
    if agency.merged_into is not None:
        raise RowStops(f"This agency was merged into {agency.merged_into.full_name}.")
    if bool(service) != (agency.parent_id is not None):
        raise RowStops("A service does not become an organisation here, nor an organisation a service.")
    other = standing.by_name.get(names)
    if other is not None and other.pk != agency.pk:
        raise RowStops("Another agency has this name already.")
    return kept(agency)


def kept(agency: Agency) -> Agency:
    if agency.is_partnership:
        raise RowStops("The partnership itself is changed on its own page.")
    return agency


def answer_of(heading: str, cell: str) -> bool | None:
    """Yes, no, or nothing said."""
    word = cell.casefold()
    if word and word not in YES + NO:
        raise RowStops(f"“{heading.capitalize()}” takes yes or no.")
    return word in YES if word else None


def check_together(lines: list[Line], standing: Standing) -> list[Line]:
    """What only shows when the rows are looked at together: one twice, and services whose organisation is nowhere."""
    first: dict[Any, int] = {}
    own = [line for line in lines if line.what != FAULT and not line.service]
    organisations: dict[str, Line | Agency] = {
        names[0]: agency for names, agency in standing.by_name.items() if not names[1]
    }
    for line in own:  # one that the file renames is called by its new name in the whole file
        if line.agency is not None:
            organisations.pop(line.agency.name.casefold(), None)
    organisations |= {line.organisation.casefold(): line for line in own}
    checked = []
    for line in lines:
        if line.what == FAULT:
            checked.append(line)
            continue
        marks = [key(line.organisation, line.service), *([line.agency.pk] if line.agency else [])]
        twice = next((first[mark] for mark in marks if mark in first), None)
        for mark in marks:
            first.setdefault(mark, line.number)
        if twice is not None:
            checked.append(stopped(line, f"This is the agency of row {twice} again."))
            continue
        sentence = fault_of_service(line, organisations, standing) if line.service else ""
        checked.append(stopped(line, sentence) if sentence else line)
    return checked


def fault_of_service(line: Line, organisations: dict[str, Line | Agency], standing: Standing) -> str:
    """Why a service cannot stand under the organisation that its row names; empty when it can."""
    there = organisations.get(line.organisation.casefold())
    if there is None:
        return f"There is no organisation “{line.organisation[:60]}” on the list or in the file."
    organisation = there.agency if isinstance(there, Line) else there
    if line.agency is not None and (organisation is None or organisation.pk != line.agency.parent_id):
        return "A service is not moved to another organisation here."
    if organisation is not None and organisation.is_partnership:
        return "The partnership itself is changed on its own page."
    if line.agency is None and organisation is not None and key(organisation.name, line.service) in standing.by_name:
        return "The file renames the organisation of this service. Give the service's uid as well."
    if line.agency is None and organisation is not None and not organisation.is_active:
        return "This organisation is no longer in use. Bring it back before you add a service."
    return ""


def stopped(line: Line, sentence: str) -> Line:
    return Line(line.number, FAULT, line.name, (sentence,))


LABELS: dict[str, str] = {
    "name": "Name", "sector": "Sector", **{name: heading.capitalize() for heading, name in YES_OR_NO.items()},
}  # fmt: skip


def in_words(agency: Agency, field: str, value: Any) -> str:
    """“Sector: Police, before Schools.”"""
    before = getattr(agency, field)
    said = [("yes" if one else "no") if isinstance(one, bool) else str(one) for one in (value, before)]
    return f"{LABELS[field]}: {said[0]} (was: {said[1]})"
