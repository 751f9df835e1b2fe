"""What a file would do to the list of people, row by row, before anything is made.

It reads and decides; it writes nothing. `agencies.people_loaded` does what it says, all of it or nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from agencies import roles
from agencies.invitations import OFF_THE_LIST
from agencies.list_read import ADD, CHANGE, FAULT, SAME, Key, RowStops, key, key_of
from agencies.mail_domains import listed_domains, ways_of
from agencies.models import Agency, Membership, Person, PersonInvitation
from agencies.people_file import HEADER, NEEDED, ONLY_READ
from audit_project.tables import Table, check_header

LONGEST_NAME, LONGEST_ADDRESS = 120, 254
MOST_INVITED = 300  # e-mails of one import


@dataclass(frozen=True)
class Line:
    """One row of the file and what it does."""

    number: int
    what: str
    name: str
    email: str
    words: tuple[str, ...] = ()  # what it does, or what is wrong
    person: Person | None = None
    agency: Agency | None = None
    role: str = ""
    renames: bool = False
    gives: bool = False


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
    """The lists as they stand: people, roles that are not over, open invitations, agencies, domains; five queries."""

    def __init__(self, by: Person, now: datetime) -> None:
        self.by = by
        on = timezone.localdate(now)
        self.people = {one.email.casefold(): one for one in Person.objects.filter(is_guest=False)}
        held = Membership.objects.exclude(until__lt=on).values_list("person_id", "agency_id", "role")
        self.held: set[tuple[int, int, str]] = set(held)
        open_now = PersonInvitation.objects.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
        )
        self.invited = {one.email.casefold(): one for one in open_now}
        rows = Agency.objects.filter(merged_into__isnull=True).select_related("parent")
        self.agencies: dict[Key, Agency] = {key_of(row): row for row in rows}
        self.domains = listed_domains()
        self.roles = {word.casefold(): one.code for one in roles.ALL for word in (one.code, one.name)}


def read_people(table: Table, *, by: Person, now: datetime) -> Reading:
    """What each row of the file does. Raises `TableFault` when its columns are not the list's."""
    check_header(table, NEEDED, HEADER)
    standing = Standing(by, now)
    lines = [Line(fault.number, FAULT, "", "", (fault.sentence,)) for fault in table.faults]
    for number, cells in table:
        name, email = cells["name"], cells["e-mail address"]
        try:
            lines.append(line_of(number, cells, standing))
        except RowStops as stop:
            lines.append(Line(number, FAULT, name or email, email, (str(stop),)))
    lines = check_together(lines)
    lines.sort(key=lambda line: line.number)
    told = [(line.number, line.what, line.name, line.email, line.words) for line in lines]
    day: date = timezone.localdate(now)
    return Reading(tuple(lines), hashlib.sha256(repr((table.sha256, day, told)).encode()).hexdigest())


def line_of(number: int, cells: dict[str, str], standing: Standing) -> Line:
    """One row by itself."""
    name, email = cells["name"], cells["e-mail address"]
    person = standing.people.get(email.casefold())
    if cells.get("state", "").casefold() in ONLY_READ:
        if person is None:
            raise RowStops("This row of an export is of nobody who is here. Empty its cell “State” to invite them.")
        return Line(number, SAME, name, email, ("Only read",), person)
    check_name(name)
    check_address(email, standing)
    role = standing.roles.get(cells["role"].casefold())
    if role is None:
        raise RowStops(f"There is no role “{cells['role'][:60]}”." if cells["role"] else "Enter the role.")
    agency = agency_of(cells, standing)
    where = f"{roles.BY_CODE[role].name}, {agency.full_name}"
    if person is None:
        invited = standing.invited.get(email.casefold())
        if invited is None:
            return Line(number, ADD, name, email, (f"Invited: {where}",), None, agency, role)
        if (invited.agency_id, invited.role) != (agency.pk, role):
            raise RowStops("An invitation to this address is open for another role. Revoke it first.")
        return Line(number, SAME, name, email, ("Invited already",), None, agency, role)
    renames = person.name != name
    gives = (person.pk, agency.pk, role) not in standing.held
    if not (renames or gives):
        return Line(number, SAME, name, email, (), person, agency, role)
    if person.pk == standing.by.pk:
        raise RowStops("You cannot change your own entry. Ask another administrator.")
    if not person.is_active:
        raise RowStops("This account is closed. Open it again on the person's page first.")
    words = [f"Name: {name} (was: {person.name})"] if renames else []
    if gives:
        words.append(f"Role: {where}" + (" (waits for a lead)" if role in roles.READS_CASES else ""))
    return Line(number, CHANGE, name, email, tuple(words), person, agency, role, renames, gives)


def check_name(name: str) -> None:
    if not name:
        raise RowStops("Enter the person's name.")
    if len(name) > LONGEST_NAME:
        raise RowStops(f"A name has {LONGEST_NAME} characters or fewer.")
    if "\n" in name:
        raise RowStops("A name stands on one line.")


def check_address(email: str, standing: Standing) -> None:
    """A person who is here keeps the address they have; one who is invited needs a work address on the list."""
    if not email:
        raise RowStops("Enter their work e-mail address.")
    try:
        validate_email(email)
    except ValidationError as fault:
        raise RowStops("Enter an e-mail address like name@school.example.") from fault
    if len(email) > LONGEST_ADDRESS:
        raise RowStops(f"An e-mail address has {LONGEST_ADDRESS} characters or fewer.")
    if email.casefold() not in standing.people and not standing.domains.intersection(ways_of(email)):
        raise RowStops(OFF_THE_LIST)


def agency_of(cells: dict[str, str], standing: Standing) -> Agency:
    organisation, service = cells["organisation"], cells.get("service", "")
    if not organisation:
        raise RowStops("Enter the name of the organisation.")
    agency = standing.agencies.get(key(organisation, service))
    called = f"{organisation}: {service}" if service else organisation
    if agency is None:
        raise RowStops(f"There is no agency “{called[:120]}” on the list.")
    if not agency.is_active:
        raise RowStops("This agency is no longer in use.")
    return agency


def check_together(lines: list[Line]) -> list[Line]:
    """What only shows when the rows are looked at together: one twice, two names of one person, two invitations."""
    rows: dict[tuple[object, ...], int] = {}
    names: dict[str, tuple[int, str]] = {}
    invited: dict[str, int] = {}
    checked = []
    for line in lines:
        if line.what == FAULT or line.agency is None:
            checked.append(line)
            continue
        email = line.email.casefold()
        first = rows.setdefault((email, line.agency.pk, line.role), line.number)
        named = names.setdefault(email, (line.number, line.name))
        sentence = ""
        if first != line.number:
            sentence = f"This is row {first} again."
        elif named[1] != line.name:
            sentence = f"Row {named[0]} gives this address another name."
        elif line.what == ADD and invited.setdefault(email, line.number) != line.number:
            sentence = f"Row {invited[email]} invites this person already. Give further roles once they have accepted."
        elif line.what == ADD and len(invited) > MOST_INVITED:
            sentence = f"One file invites {MOST_INVITED} people at most. Upload it in parts."
        checked.append(Line(line.number, FAULT, line.name, line.email, (sentence,)) if sentence else line)
    return checked
