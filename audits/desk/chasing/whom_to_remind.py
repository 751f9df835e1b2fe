"""Who owes what in an audit, and who is written to about it: the auditor who is named, and the agency's contacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, Person
from audits.returns.holders import holders_of
from audits.returns.listing.narrowing import PAST_CASES, STILL_OWED
from audits.returns.models import AgencyReturn
from audits.sample.models import Involvement
from audits.scope.messages.sending import contacts_of
from audits.scope.models import Audit

# Where an agency is still asked whether it knows a case, and where anybody may owe anything at all.
ASKING = (Audit.State.SAMPLE, Audit.State.RETURNS)
WAITING = (*ASKING, Audit.State.MEETING)


@dataclass(frozen=True)
class Owed:
    """What an audit waits for: returns that are not handed in, and agencies that have not said whom they know."""

    returns: list[AgencyReturn]
    questions: list[Involvement]

    def of_agency(self, uid: object) -> Owed:
        """What one agency owes."""
        return Owed(
            [row for row in self.returns if row.agency.uid == uid],
            [row for row in self.questions if row.agency.uid == uid],
        )


@dataclass
class Debtor:
    """Somebody to write to about one audit: what they audit themselves, and what the agencies they answer for owe."""

    person: Person
    address: str
    agency: Agency
    own: list[AgencyReturn] = field(default_factory=list)
    agencys: list[AgencyReturn] = field(default_factory=list)
    questions: list[Involvement] = field(default_factory=list)

    @property
    def things(self) -> int:
        return len({row.pk for row in (*self.own, *self.agencys)}) + len(self.questions)


@dataclass(frozen=True)
class Debtors:
    """Everybody to write to, by name; and the agencies for which there is nobody."""

    people: list[Debtor]
    without_anybody: list[str]


def owed_in(audit: Audit) -> Owed:
    """What the audit waits for, without cases that wait for nothing any more; two queries."""
    returns = (
        AgencyReturn.objects.filter(STILL_OWED, audit=audit)
        .select_related("audit", "case", "agency__parent", "involvement__auditor")
        .order_by("case__number", "agency_id")
    )
    questions = (
        Involvement.objects.filter(case__audit=audit, case__audit__state__in=ASKING, answer__isnull=True)
        .exclude(case__state__in=PAST_CASES)
        .select_related("case", "agency__parent")
        .order_by("case__number", "agency_id")
    )
    return Owed(list(returns), list(questions))


def everybody(row: AgencyReturn) -> bool:
    """The contacts hear of every return, whoever audits it."""
    return True


def who_owes(owed: Owed, on: date, tells_contacts: Callable[[AgencyReturn], bool] = everybody) -> Debtors:
    """Whom to write to; four queries. A return goes to the auditor who is named, if they are there; to the contacts
    where nobody is, and where `tells_contacts` says so. A question goes to the contacts."""
    places = [*(row.agency for row in owed.returns), *(row.agency for row in owed.questions)]
    contacts = contacts_of({place.pk: place for place in places}.values(), on)
    holders = holders_of(owed.returns, on)
    found: dict[int, Debtor] = {}
    lost: dict[int, str] = {}

    def debtor(person: Person, agency: Agency, address: str) -> Debtor:
        return found.setdefault(person.pk, Debtor(person, address, agency))

    for row in owed.returns:
        auditor, address = holders[row.pk].auditor, holders[row.pk].address
        if auditor is not None and address:
            debtor(auditor, row.agency, address).own.append(row)
        if not address or tells_contacts(row):
            for person in contacts[row.agency_id]:
                debtor(person, row.agency, person.email).agencys.append(row)
        if not address and not contacts[row.agency_id]:
            lost[row.agency_id] = row.agency.full_name
    for question in owed.questions:
        for person in contacts[question.agency_id]:
            debtor(person, question.agency, person.email).questions.append(question)
        if not contacts[question.agency_id]:
            lost[question.agency_id] = question.agency.full_name
    people = sorted(found.values(), key=lambda one: (one.person.name.casefold(), one.person.pk))
    return Debtors(people, sorted(lost.values()))
