"""The list of people and roles as a file: its columns, what each may hold, and how the list is written into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.db.models.functions import Lower

from agencies.directory.mail_domains import ways_of
from agencies.importing import cells
from agencies.importing.columns import ListColumn, RowStops
from agencies.invitations.acts import NO_ADDRESS, OFF_THE_LIST
from agencies.models import Agency, Membership, Person

IN_FORCE, WAITS, LATER, ENDED, CLOSED, NO_ROLE = (
    "in force", "waits for a lead", "begins later", "ended", "account closed", "no role",
)  # fmt: skip
# Rows of an export that an import leaves as they are: nobody gets a role back by them.
ONLY_READ = (ENDED, CLOSED, NO_ROLE)


def address(column: ListColumn, cell: str, standing: Any) -> str:
    """A person who is here keeps the address they have; one who is invited needs a work address on the list."""
    try:
        validate_email(cell)
    except ValidationError as fault:
        raise RowStops(NO_ADDRESS) from fault
    cells.within(column, cell, "An e-mail address")
    if cell.casefold() not in standing.people and not standing.domains.intersection(ways_of(cell)):
        raise RowStops(OFF_THE_LIST)
    return cell


COLUMNS = (
    ListColumn("Name", "The person's name.", needed=True, fills=Person._meta.get_field("name"), read=cells.name),
    ListColumn("E-mail address", "Their work address. By it a person is found.", needed=True,
           called=("E-mail", "Email", "Email address"),
           fills=Person._meta.get_field("email"), read=address),
    ListColumn("Organisation", "The name of the organisation.", needed=True, fills=Agency._meta.get_field("name"),
           read=cells.as_it_is, if_empty=cells.NO_ORGANISATION),
    ListColumn("Service", "For a role in a service of the organisation, the service's name.",
           fills=Agency._meta.get_field("name"), read=cells.as_it_is),
    ListColumn("Role", "The role as it is called on the page of people, or its code.", needed=True,
           fills=Membership._meta.get_field("role"), read=cells.one_of_them, if_empty="Enter the role."),
    ListColumn("First day", "Only read: roles given here begin today."),
    ListColumn("Last day", "Only read: a role is ended on the person's own page."),
    ListColumn("State", "Only read. Rows of an export that say “ended”, “account closed” or “no role” are left alone."),
)  # fmt: skip
EXAMPLE = (
    ("Noor Haddad", "noor.haddad@lakeside.example", "Lakeside Healthcare Trust", "", "Agency contact"),
    ("Finn Ashby", "finn.ashby@lakeside.example", "Lakeside Healthcare Trust", "Health Visiting", "Auditor"),
)


def state_of(membership: Membership, on: date) -> str:
    """How a role stands, in the words of the file. Needs the person loaded."""
    if not membership.person.is_active:
        return CLOSED
    if membership.until is not None and membership.until < on:
        return ENDED
    if membership.waits:
        return WAITS
    return LATER if membership.since > on else IN_FORCE


def listed(reader: Person, on: date) -> Iterator[tuple[str, ...]]:
    """People by name, a row for each role; two queries."""
    held = Membership.objects.select_related("agency__parent", "person").order_by("since", "pk")
    people = Person.objects.visible_to(reader).prefetch_related(Prefetch("memberships", held))
    for person in people.order_by(Lower("name"), "pk"):
        rows = list(person.memberships.all())
        if not rows:
            yield (person.name, person.email, "", "", "", "", "", NO_ROLE if person.is_active else CLOSED)
        for row in rows:
            agency = row.agency
            organisation, service = (agency.parent.name, agency.name) if agency.parent else (agency.name, "")
            days = (row.since.isoformat(), row.until.isoformat() if row.until else "")
            yield (person.name, person.email, organisation, service, row.role_name, *days, state_of(row, on))
