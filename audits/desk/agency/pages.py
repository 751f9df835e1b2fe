"""What an agency's contact answers for, over all audits: returns, questions, actions, concerns, auditors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Membership, Person
from agencies.queries import covered_by
from audits.concerns.models import ImmediateConcern
from audits.concerns.watching import lateness_of_concerns
from audits.desk.my_work import actions_owed, case_actions_owed, involvement_to_answer
from audits.desk.piles import Pile, Task, pile
from audits.desk.transfers import transfers_to_confirm
from audits.returns.holders import Holder, holders_of, is_held
from audits.returns.mine.listed import STATES, TO_FINISH, MyReturn, lines_of, with_rank
from audits.returns.models import AgencyReturn
from audits.returns.rules import HANDED_IN, wants_approval
from audits.scope.models import Audit

NO_AUDITOR = ("no-auditor", "Nobody has it")
STATE_WORDS = [*((key, words) for key, (words, _) in STATES.items()), NO_AUDITOR]


@dataclass(frozen=True)
class AgencyLine:
    """One return of the agency, and what its contact may do about it now."""

    line: MyReturn
    holder: Holder
    may_assign: bool
    link_words: str
    may_approve: bool

    @property
    def row(self) -> AgencyReturn:
        return self.line.row


@dataclass(frozen=True)
class AuditorLine:
    """Somebody who audits for the agency, and how many of its returns they have to finish."""

    name: str
    agency: str
    to_finish: int
    uid: UUID
    is_away: bool
    away_until: date | None


def contact_of(person: Person) -> list[int]:
    return person.standing().agency_ids("agency_contact")


def agencies_of(person: Person) -> list[Agency]:
    """The agencies whose contact the person is; the services of an organisation come with it."""
    return list(Agency.objects.filter(pk__in=contact_of(person)).select_related("parent").order_by(Lower("name"), "pk"))


def own_returns(person: Person) -> QuerySet[AgencyReturn]:
    return AgencyReturn.objects.visible_to(person).filter(covered_by(contact_of(person)))


def audits_of(person: Person) -> list[str]:
    """References of the audits in which these agencies have returns, newest first."""
    audits = Audit.objects.filter(pk__in=own_returns(person).order_by().values("audit_id"))
    return list(audits.order_by("-created_at", "-id").values_list("reference", flat=True))


def returns_of(person: Person, audit: str = "", state: str = "") -> QuerySet[AgencyReturn]:
    """The agencies’ returns: what is to be finished first, by its day, so that what is late comes before the rest."""
    rows = own_returns(person)
    if audit:
        rows = rows.filter(audit__reference=audit)
    if state == NO_AUDITOR[0]:
        rows = rows.filter(TO_FINISH).exclude(is_held(timezone.localdate()))
    elif state:
        rows = rows.filter(STATES[state][1])
    return with_rank(rows)


def agency_lines(rows: Iterable[AgencyReturn], person: Person, on: date) -> list[AgencyLine]:
    """The rows of one page with what their contact may do about each, and who has it today."""
    rows = list(rows)
    holders = holders_of(rows, on)
    return [agency_line(line, holders[line.row.pk]) for line in lines_of(rows, person, on)]


def agency_line(line: MyReturn, holder: Holder) -> AgencyLine:
    row, auditor = line.row, line.row.involvement.auditor
    assigns = line.to_finish and row.state not in HANDED_IN and not row.has_nothing_to_audit
    if auditor is None or not holder.is_there:
        link = "Send a link" if line.to_finish else ""
    else:
        link = "Their link" if auditor.is_guest and line.to_finish else ""
    return AgencyLine(line, holder, assigns, link, line.to_finish and wants_approval(row) and line.answered > 0)


def auditors_there(person: Person, on: date) -> list[AuditorLine]:
    """Who is an auditor of these agencies and their services today, and who of them is away; two queries."""
    held = (
        Membership.objects.active(on)
        .filter(covered_by(contact_of(person)), role="auditor", person__is_guest=False)
        .select_related("person", "agency__parent")
        .order_by(Lower("person__name"), "person_id", "agency_id")
    )
    owed = own_returns(person).filter(TO_FINISH).order_by().values("involvement__auditor").annotate(n=Count("pk"))
    count = {one["involvement__auditor"]: one["n"] for one in owed}
    return [
        AuditorLine(
            row.person.name, row.agency.full_name, count.get(row.person_id, 0), row.person.uid,
            row.is_away, row.away_until,
        )
        for row in held.with_absence(on)
    ]  # fmt: skip


def concerns_waiting(person: Person) -> Pile | None:
    """Immediate concerns for which these agencies are responsible, oldest first; without a word of any of them."""
    rows = (
        ImmediateConcern.objects.visible_to(person)
        .filter(covered_by(contact_of(person), "responsible"), ~Q(state="confirmed"))
        .select_related("audit", "case", "responsible__parent")
        .order_by(F("raised_at"), "id")
    )

    is_late = lateness_of_concerns()

    def task(row: Any) -> Task:
        words = f"{row.audit.reference}, case {row.case.number}: {row.responsible.full_name}"
        return Task(words, reverse("concern", args=[row.uid]), row.get_state_display(), overdue=is_late(row))

    return pile(rows, task, "immediate concern", "immediate concerns", "{0} {1} of your agency not closed")


def waiting_piles(person: Person, on: date) -> list[Pile]:
    """What waits for the contact beside the returns, most pressing first."""
    owed = (case_actions_owed(person, on), actions_owed(person, on))
    piles = (concerns_waiting(person), transfers_to_confirm(person, on), involvement_to_answer(person, on), *owed)
    return [found for found in piles if found is not None]
