"""What a row of the list of people does, and how all of them are written. Who is new is invited by e-mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from agencies import journal, roles, rules
from agencies.directory.mail_domains import listed_domains
from agencies.importing import people_columns
from agencies.importing.agency_list import in_words, key, key_of, names_of
from agencies.importing.columns import RowStops, values
from agencies.importing.lines import ADD, CHANGE, FAULT, SAME, ImportedList, ListLine, ListReading
from agencies.invitations import acts as invitations
from agencies.models import Agency, Membership, Person, PersonInvitation
from agencies.people import acts
from audit_project.refused import Refused

MOST_INVITED = 300  # e-mails of one import
ONE_AT_A_TIME = 7_004_001  # PostgreSQL's advisory lock of this import
ADDRESS = "e-mail address"
Sent = tuple[int, PersonInvitation, str]  # a row, what it made, the secret of its link


class PeopleNow:
    """The lists as they stand: people, roles that are not over, open invitations, agencies, domains; five queries."""

    def __init__(self, by: Person, now: datetime) -> None:
        self.by = by
        self.on = timezone.localdate(now)
        self.people = {one.email.casefold(): one for one in Person.objects.filter(is_guest=False)}
        held = Membership.objects.exclude(until__lt=self.on).values_list("person_id", "agency_id", "role")
        self.held: set[tuple[int, int, str]] = set(held)
        self.invited = {one.email.casefold(): one for one in PersonInvitation.objects.open(now)}
        rows = Agency.objects.filter(merged_into__isnull=True).select_related("parent")
        self.agencies = {key_of(row): row for row in rows}
        self.domains = listed_domains()
        self.words = {"role": {word.casefold(): one.code for one in roles.ALL for word in (one.code, one.name)}}


def titled(name: str, email: str) -> tuple[str, str]:
    """How a row is called, and its address under it where that is not the same."""
    return name or email, email if name not in ("", email) else ""


def line_of(number: int, row: Mapping[str, str], standing: PeopleNow) -> ListLine:
    """What one row does by itself."""
    title = titled(row["name"], row[ADDRESS])
    person = standing.people.get(row[ADDRESS].casefold())
    if row.get("state", "").casefold() in people_columns.ONLY_READ:
        if person is None:
            raise RowStops("This row of an export is of nobody who is here. Empty its cell “State” to invite them.")
        return ListLine(number, SAME, title[0], ("Only read",), title[1])
    said = values(people_columns.COLUMNS, row, standing)
    agency, role = agency_of(said, standing), said["role"]
    where = f"{roles.BY_CODE[role].name}, {agency.full_name}"
    given = {"agency": agency, "role": role}
    marks = ((said[ADDRESS].casefold(), agency.pk, role),)

    def line(what: str, *words: str, **fields: Any) -> ListLine:
        return ListLine(number, what, title[0], words, title[1], found=person, said=said, fields=fields, marks=marks)

    if person is None:
        waiting = standing.invited.get(said[ADDRESS].casefold())
        if waiting is None:
            return line(ADD, f"Invited: {where}", name=said["name"], email=said[ADDRESS], **given)
        if (waiting.agency_id, waiting.role) != (agency.pk, role):
            raise RowStops("An invitation to this address is open for another role. Revoke it first.")
        return line(SAME, "Invited already")
    words, fields = [], {}
    if person.name != said["name"]:
        words.append(f"Name: {said['name']} (was: {person.name})")
        fields["name"] = said["name"]
    if (person.pk, agency.pk, role) not in standing.held:
        words.append(f"Role: {where}" + (" (waits for a lead)" if role in roles.READS_CASES else ""))
        fields |= given | {"since": standing.on}
    if not fields:
        return line(SAME)
    if person.pk == standing.by.pk:
        raise RowStops(rules.OWN_ENTRY)
    if not person.is_active:
        raise RowStops("This account is closed. Open it again on the person's page first.")
    return line(CHANGE, *words, **fields)


def agency_of(said: Mapping[str, Any], standing: PeopleNow) -> Agency:
    names = names_of(said)
    agency = standing.agencies.get(key(*names))
    if agency is None:
        raise RowStops(f"There is no agency “{in_words(names)[:120]}” on the list.")
    try:
        rules.check_in_use(agency)
    except Refused as refusal:
        raise RowStops(refusal.sentence) from refusal
    return agency


def together(lines: Sequence[ListLine], standing: PeopleNow) -> Callable[[ListLine], str]:
    """Two names of one person, two invitations, and more e-mails than one file may send."""
    names: dict[str, tuple[int, str]] = {}
    invited: dict[str, int] = {}

    def fault_of(line: ListLine) -> str:
        email, name = line.said[ADDRESS].casefold(), line.said["name"]
        first, called = names.setdefault(email, (line.number, name))
        if called != name:
            return f"Row {first} gives this address another name."
        if line.what != ADD:
            return ""
        if invited.setdefault(email, line.number) != line.number:
            return f"Row {invited[email]} invites this person already. Give further roles once they have accepted."
        too_many = len(invited) > MOST_INVITED
        return f"One file invites {MOST_INVITED} people at most. Upload it in parts." if too_many else ""

    return fault_of


def lock_people() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def write(reading: ListReading, by: Person, now: datetime) -> list[Sent]:
    made = [invited(line, by=by, now=now) for line in reading.of(ADD)]
    for line in reading.of(CHANGE):
        change(line, by=by, now=now)
    return made


def afterwards(written: list[Sent], by: Person, now: datetime) -> frozenset[int]:
    """Send the invitations over one connection. Where the mail server does not take one it is revoked, so that the
    same file invites the person again."""
    failed = []
    over = get_connection()
    for number, one, token in written:
        try:
            invitations.send_invitation_mail(one, token, over)
        except Refused:
            failed.append(number)
            invitations.revoke(one, by=by, now=now)
    return frozenset(failed)


def invited(line: ListLine, *, by: Person, now: datetime) -> Sent:
    one, token = invitations.new_invitation(by=by, now=now, **line.fields)
    one.save(force_insert=True)
    journal.record(by, "invited", one, now=now)
    return line.number, one, token


def change(line: ListLine, *, by: Person, now: datetime) -> None:
    """A name, a role, or both, by the same acts as on the pages."""
    fields = dict(line.fields)
    name = fields.pop("name", None)
    if name is not None:
        person = Person.objects.get(pk=line.found.pk)  # an earlier row of the file may have named them already
        if person.name != name:
            acts.edit_person(person, by=by, now=now, version=person.version, email=person.email, name=name)
    if fields:
        acts.give_role(line.found, by=by, now=now, **fields)


PEOPLE = ImportedList(
    key="people",
    title="People",
    columns=people_columns.COLUMNS,
    example=people_columns.EXAMPLE,
    heading="Import people and their roles",
    before="You see what each row would do before anything is made. Either all rows are imported or none. Who is new "
    "gets an invitation by e-mail, who is here already the role. Nobody’s role is ended: somebody whom the file does "
    "not hold stays as they are. The file is not kept.",
    under="A row is one role of one person. An invitation carries one role: "
    "give further ones once the person has accepted.",
    one="Person",
    new=("to invite", "invited", "Invite"),
    did={ADD: "Done", CHANGE: "Done"},
    again="This is row {} again.",
    changed="The list of people has changed since this preview was shown. Look at it again before you import.",
    standing=PeopleNow,
    called=lambda row: titled(row["name"], row[ADDRESS]),
    line_of=line_of,
    together=together,
    hold=lock_people,
    write=write,
    listed=people_columns.listed,
    afterwards=afterwards,
    shows=(FAULT, ADD, CHANGE, SAME),
)
