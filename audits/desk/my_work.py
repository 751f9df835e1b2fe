"""What a person has to do, by role: the first page after sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from agencies.models import Membership, Person
from audits.actions.models import Action
from audits.briefing.models import Briefing, Edition
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit

SHOWN = 20  # the longest list on the page; the rest is one link away
TO_FINISH = ("not_started", "in_progress", "sent_back")


@dataclass(frozen=True)
class Task:
    """One thing to do: its words, where it leads, its state and the day it is due."""

    words: str
    url: str
    state: str = ""
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Pile:
    """Tasks of one kind under a sentence that counts them."""

    heading: str
    tasks: tuple[Task, ...]
    more: int = 0


def piles_of(person: Person, on: date) -> list[Pile]:
    """The piles of work that wait for this person today, most pressing first; empty piles are left out."""
    standing = person.standing(on)
    piles: list[Pile | None] = []
    if standing.has("auditor"):
        piles.append(returns_to_finish(person, on))
    if standing.has("agency_contact"):
        piles.append(involvement_to_answer(person, on))
        piles.append(returns_without_auditor(person, on))
        piles.append(actions_owed(person, on))
    if standing.has("audit_lead"):
        piles.append(returns_to_accept(person, on))
        piles.append(cases_to_agree(person))
        piles.append(audits_led(person))
    if standing.has("safeguarding_lead"):
        piles.append(briefings_to_sign(person))
    if standing.has("scrutineer"):
        piles.append(audits_scrutinised(person))
    if standing.has("audit_lead", "safeguarding_lead"):
        piles.append(roles_to_confirm(person, on))
    if standing.has("administrator"):
        piles.append(administration())
    if standing.roles:
        piles.append(briefings_to_read(person))
    return [pile for pile in piles if pile is not None]


def counted(number: int, one: str, many: str) -> str:
    """ "You have 3 returns to finish" from the two forms of what is counted."""
    return f"You have {number} {one if number == 1 else many}"


def pile(heading: str, tasks: list[Task], total: int) -> Pile | None:
    return Pile(heading, tuple(tasks), max(0, total - len(tasks))) if total else None


def returns_to_finish(person: Person, on: date) -> Pile | None:
    rows = (
        AgencyReturn.objects.visible_to(person)
        .filter(involvement__auditor=person, state__in=TO_FINISH, audit__state__in=("returns", "meeting"))
        .select_related("audit", "case", "agency__parent")
        .order_by("audit__returns_due", "audit_id", "case__number", "id")
    )
    tasks = [
        Task(
            f"{row.audit.reference}, case {row.case.number}: {row.agency.full_name}",
            reverse("return", args=[row.audit.reference, row.uid]),
            row.get_state_display(),
            row.audit.returns_due,
            bool(row.audit.returns_due and row.audit.returns_due < on),
        )
        for row in rows[:SHOWN]
    ]
    total = len(tasks) if len(tasks) < SHOWN else rows.count()
    return pile(counted(total, "return to finish", "returns to finish"), tasks, total)


def involvement_to_answer(person: Person, on: date) -> Pile | None:
    rows = (
        Involvement.objects.visible_to(person)
        .filter(answer__isnull=True, case__audit__state__in=("sample", "returns"))
        .select_related("case__audit", "agency__parent")
        .order_by("case__audit__involvement_due", "case__audit_id", "case__number", "id")
    )
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            f"{row.case.audit.reference}, case {row.case.number}: is it known to {row.agency.full_name}?",
            reverse("involvement", args=[row.case.audit.reference, row.case.number, row.uid]),
            "Not answered",
            row.case.audit.involvement_due,
            bool(row.case.audit.involvement_due and row.case.audit.involvement_due < on),
        )
        for row in found[:SHOWN]
    ]
    total = len(found) if len(found) <= SHOWN else rows.count()
    return pile(counted(total, "involvement question to answer", "involvement questions to answer"), tasks, total)


def returns_without_auditor(person: Person, on: date) -> Pile | None:
    rows = (
        AgencyReturn.objects.visible_to(person)
        .filter(involvement__auditor__isnull=True, state__in=TO_FINISH)
        .exclude(audit__state__in=("published", "closed"))
        .select_related("audit", "case", "agency__parent", "involvement")
        .order_by("audit__returns_due", "audit_id", "case__number", "id")
    )
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            f"{row.audit.reference}, case {row.case.number}: name an auditor for {row.agency.full_name}",
            reverse("involvement", args=[row.audit.reference, row.case.number, row.involvement.uid]),
            "No auditor",
            row.audit.returns_due,
            bool(row.audit.returns_due and row.audit.returns_due < on),
        )
        for row in found[:SHOWN]
    ]
    total = len(found) if len(found) <= SHOWN else rows.count()
    return pile(counted(total, "return without an auditor", "returns without an auditor"), tasks, total)


def actions_owed(person: Person, on: date) -> Pile | None:
    rows = Action.objects.visible_to(person).filter(state="open").select_related("audit", "owner").order_by("due", "id")
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            f"{row.audit.reference}: an action of {row.owner.name}",
            reverse("actions", args=[row.audit.reference]),
            "Open",
            row.due,
            row.due < on,
        )
        for row in found[:SHOWN]
    ]
    total = len(found) if len(found) <= SHOWN else rows.count()
    return pile(counted(total, "action open", "actions open"), tasks, total)


def returns_to_accept(person: Person, on: date) -> Pile | None:
    rows = (
        AgencyReturn.objects.visible_to(person)
        .filter(state="submitted", audit__team__person=person, audit__team__part="lead")
        .select_related("audit", "case", "agency__parent")
        .order_by("submitted_at", "id")
    )
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            f"{row.audit.reference}, case {row.case.number}: {row.agency.full_name}",
            reverse("return", args=[row.audit.reference, row.uid]),
            "Submitted",
        )
        for row in found[:SHOWN]
    ]
    total = len(found) if len(found) <= SHOWN else rows.count()
    return pile(counted(total, "return to read and accept", "returns to read and accept"), tasks, total)


def cases_to_agree(person: Person) -> Pile | None:
    rows = (
        Case.objects.visible_to(person)
        .filter(audit__state="meeting", state__in=("returns", "meeting"))
        .select_related("audit")
        .order_by("audit_id", "number")
    )
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            f"{row.audit.reference}, case {row.number}",
            reverse("meeting", args=[row.audit.reference, row.number]),
            row.get_state_display(),
            row.audit.meeting_on,
        )
        for row in found[:SHOWN]
    ]
    total = len(found) if len(found) <= SHOWN else rows.count()
    return pile(counted(total, "case to agree at a meeting", "cases to agree at meetings"), tasks, total)


def audits_led(person: Person) -> Pile | None:
    rows = (
        Audit.objects.visible_to(person)
        .filter(team__person=person, team__part="lead")
        .exclude(state__in=("published", "closed"))
        .annotate(waiting=Count("returns", filter=Q(returns__state__in=TO_FINISH)))
        .order_by("returns_due", "id")
    )
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            row.reference + (f": {row.waiting} returns are still out" if row.waiting else ""),
            reverse("audit", args=[row.reference]),
            row.get_state_display(),
        )
        for row in found[:SHOWN]
    ]
    return pile(counted(len(found), "audit under way", "audits under way"), tasks, len(found))


def briefings_to_sign(person: Person) -> Pile | None:
    rows = (
        Briefing.objects.visible_to(person)
        .filter(state="submitted")
        .exclude(submitted_by=person)
        .select_related("audit")
        .order_by("submitted_at")
    )
    tasks = [
        Task(row.audit.reference, reverse("briefing_draft", args=[row.audit.reference]), "Waiting for sign-off")
        for row in rows[:SHOWN]
    ]
    return pile(counted(len(tasks), "briefing to sign off", "briefings to sign off"), tasks, len(tasks))


def audits_scrutinised(person: Person) -> Pile | None:
    rows = Audit.objects.visible_to(person).filter(team__person=person, team__part="scrutineer").order_by("-id")
    tasks = [
        Task(row.reference, reverse("audit", args=[row.reference]), row.get_state_display()) for row in rows[:SHOWN]
    ]
    return pile(counted(len(tasks), "audit to scrutinise", "audits to scrutinise"), tasks, len(tasks))


def roles_to_confirm(person: Person, on: date) -> Pile | None:
    rows = (
        Membership.objects.visible_to(person)
        .waiting(on)
        .exclude(Q(person=person) | Q(given_by=person))
        .select_related("person", "agency")
        .order_by("given_at")
    )
    found = list(rows[: SHOWN + 1])
    tasks = [
        Task(
            f"{row.person.name}: {row.role_name}, {row.agency.name}",
            reverse("person", args=[row.person.uid]),
            "Waits for a lead",
        )
        for row in found[:SHOWN]
    ]
    total = len(found) if len(found) <= SHOWN else rows.count()
    return pile(counted(total, "role to confirm", "roles to confirm"), tasks, total)


def administration() -> Pile:
    return Pile(
        "You keep the lists of agencies and people",
        (
            Task("Agencies and their services", reverse("agencies")),
            Task("People and their roles", reverse("people")),
        ),
    )


def briefings_to_read(person: Person) -> Pile | None:
    rows = Edition.objects.visible_to(person).newest().select_related("briefing__audit").order_by("-published_at")[:3]
    tasks = [Task(row.title, reverse("briefing", args=[row.briefing.audit.reference])) for row in rows]
    return pile("The newest briefings to read", tasks, len(tasks))
