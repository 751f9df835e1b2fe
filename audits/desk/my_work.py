"""What a person has to do, by role: the first page after sign-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from agencies.models import Membership, Person
from agencies.queries import covered_by, in_force
from audits.actions.models import Action
from audits.briefing.models import Briefing, Edition
from audits.concerns.models import ImmediateConcern
from audits.concerns.watching import lateness_of_concerns
from audits.desk.chasing.to_chase import agencies_silent, agencies_to_chase
from audits.desk.nobody import led_with_nobody
from audits.desk.piles import HAVE, Pile, Task, due_by, pile
from audits.desk.transfers import transfers_to_confirm
from audits.meeting.running.models import CaseAction
from audits.returns.holders import is_held
from audits.returns.models import AgencyReturn
from audits.sample.draw.models import Exclusion
from audits.sample.leaving.rules import AGREES
from audits.sample.models import Case, Involvement
from audits.sample.queries import still_in
from audits.scope.appointing.models import Appointment
from audits.scope.appointing.queries import without_a_lead
from audits.scope.models import Audit, AuditTeam
from audits.scope.queries import LEADING, led_by

TO_FINISH = ("not_started", "in_progress", "sent_back")


def piles_of(person: Person, on: date) -> list[Pile]:
    """The piles of work that wait for this person today, most pressing first; empty piles are left out."""
    standing = person.standing(on)
    piles: list[Pile | None] = [concerns_open(person)]
    if standing.has("auditor"):
        piles += [returns_to_finish(person, on), cases_to_discuss(person, on)]
    if standing.has("agency_contact"):
        piles += [
            transfers_to_confirm(person, on),
            involvement_to_answer(person, on),
            returns_without_auditor(person, on),
        ]
        piles += [returns_of_the_agency(person, on), case_actions_owed(person, on), actions_owed(person, on)]
    if standing.has("audit_lead"):
        piles += [
            nobodys(person, on),
            agencies_to_chase(person, on),
            agencies_silent(person, on),
            returns_to_accept(person, on),
        ]
        piles += [cases_to_agree(person, on), audits_led(person, on)]
    if standing.has("safeguarding_lead"):
        piles += [briefings_to_sign(person), cases_to_discuss(person, on)]
    if standing.has("scrutineer"):
        piles.append(audits_scrutinised(person, on))
    piles.append(cases_to_let_go(person, on))
    if standing.has("audit_lead", "safeguarding_lead"):
        piles += [roles_to_confirm(person, on), leads_to_confirm(person), audits_without_lead(on)]
    return [pile for pile in piles if pile is not None]


def shelf_of(person: Person, on: date) -> list[Pile]:
    """What there is to look at besides: the administrator's lists, the newest briefings."""
    standing = person.standing(on)
    shelf = [administration()] if standing.has("administrator") else []
    newest = briefings_to_read(person) if standing.roles else None
    return [*shelf, newest] if newest else shelf


def concerns_open(person: Person) -> Pile | None:
    """Immediate concerns that this person raised or must answer, those that nobody has answered first."""
    rows = (
        ImmediateConcern.objects.visible_to(person)
        .exclude(state="confirmed")
        .select_related("audit", "case")
        .order_by("answered_at", "raised_at")
    )

    is_late = lateness_of_concerns()

    def task(row: ImmediateConcern) -> Task:
        words = f"{row.audit.reference}, case {row.case.number}: an immediate concern"
        return Task(words, reverse("concern", args=[row.uid]), row.get_state_display(), overdue=is_late(row))

    return pile(rows, task, "immediate concern open", "immediate concerns open")


def returns_out(person: Person) -> QuerySet[Any]:
    """Returns this person may see that are not handed in, soonest due first."""
    return (
        AgencyReturn.objects.visible_to(person)
        .filter(still_in(), state__in=TO_FINISH, audit__state__in=("returns", "meeting"))
        .select_related("audit", "case", "agency__parent", "involvement__auditor")
        .order_by("audit__returns_due", "audit_id", "case__number", "id")
    )


def of_return(row: AgencyReturn, on: date) -> Task:
    words = f"{row.audit.reference}, case {row.case.number}: {row.agency.full_name}"
    url = reverse("return", args=[row.audit.reference, row.uid])
    return due_by(words, url, row.get_state_display(), row.audit.returns_due, on)


def returns_to_finish(person: Person, on: date) -> Pile | None:
    rows = returns_out(person).filter(involvement__auditor=person)
    return pile(
        rows,
        lambda row: of_return(row, on),
        "return to finish",
        "returns to finish",
        rest=reverse("my_returns") + "?state=to-finish",
    )


def returns_of_the_agency(person: Person, on: date) -> Pile | None:
    """What somebody's auditors still owe, with who has it."""

    def task(row: AgencyReturn) -> Task:
        auditor = row.involvement.auditor
        whole = of_return(row, on)
        return replace(whole, words=f"{whole.words}, with {auditor.name if auditor else 'nobody yet'}")

    rows = returns_out(person).filter(is_held(on)).exclude(involvement__auditor=person)
    return pile(
        rows,
        task,
        "return is",
        "returns are",
        "{0} {1} with your agency’s auditors",
        rest=reverse("agency_desk") + "?state=to-finish",
    )


def involvement_to_answer(person: Person, on: date) -> Pile | None:
    """A line for each audit and agency of the person's: what one audit asks is all answered on one page."""
    rows = (
        Involvement.objects.filter(covered_by(person.standing(on).agency_ids("agency_contact")), answer__isnull=True)
        .filter(case__audit__state__in=("sample", "returns"))
        .exclude(case__state__in=("agreed", "excluded"))
        .order_by("case__audit__involvement_due", "case__audit_id", "agency__sector__order", "agency_id")
        .values_list("case__audit__reference", "case__audit__involvement_due", "agency__parent__name", "agency__name")
        .annotate(n=Count("pk"))
    )
    found = list(rows)
    if not found:
        return None
    total = sum(n for *_, n in found)
    question = "involvement question" if total == 1 else "involvement questions"
    tasks = (
        due_by(
            f"{reference}: {'1 case' if n == 1 else f'{n} cases'}, known to {': '.join(filter(None, name))} or not?",
            reverse("involvement_grid", args=[reference]),
            "Not answered",
            due,
            on,
        )
        for reference, due, *name, n in found
    )
    return Pile(HAVE.format(total, f"{question} to answer"), tuple(tasks))


def returns_without_auditor(person: Person, on: date) -> Pile | None:
    """What nobody has: nobody is named, or whoever is has left or is away."""

    def task(row: AgencyReturn) -> Task:
        words = f"{row.audit.reference}, case {row.case.number}: name an auditor for {row.agency.full_name}"
        named = row.involvement.auditor is not None
        place = "auditor_assign" if named else "involvement"
        url = reverse(place, args=[row.audit.reference, row.case.number, row.involvement.uid])
        return due_by(words, url, "Auditor away or gone" if named else "No auditor", row.audit.returns_due, on)

    rows = returns_out(person).filter(~is_held(on))
    return pile(
        rows,
        task,
        "return without an auditor",
        "returns without an auditor",
        rest=reverse("agency_desk") + "?state=no-auditor",
    )


def actions_owed(person: Person, on: date) -> Pile | None:
    def task(row: Action) -> Task:
        url = reverse("action", args=[row.audit.reference, row.uid])
        return due_by(f"{row.audit.reference}: an action of {row.owner.name}", url, "Open", row.due, on)

    rows = Action.objects.visible_to(person).filter(state="open").select_related("audit", "owner").order_by("due", "id")
    return pile(rows, task, "action open", "actions open")


def case_actions_owed(person: Person, on: date) -> Pile | None:
    """What agencies they answer for are to do for a child; said without a word of what it is."""

    def task(row: CaseAction) -> Task:
        url = reverse("case_action", args=[row.audit.reference, row.uid])
        words = f"{row.audit.reference}, case {row.case.number}: an action of {row.agency.name}"
        return due_by(words, url, "Open", row.due, on)

    contact_of = person.standing(on).agency_ids("agency_contact")
    rows = CaseAction.objects.filter(covered_by(contact_of, "agency"), state=CaseAction.State.OPEN)
    return pile(
        rows.select_related("audit", "case", "agency").order_by("due", "id"),
        task,
        "action for a child open",
        "actions for children open",
    )


def returns_to_accept(person: Person, on: date) -> Pile | None:
    rows = (
        AgencyReturn.objects.visible_to(person)
        .filter(still_in(), state="submitted", audit__in=led_by(person, on))
        .select_related("audit", "case", "agency__parent", "involvement")
        .order_by("submitted_at", "id")
    )

    def task(row: AgencyReturn) -> Task:
        words = f"{row.audit.reference}, case {row.case.number}: {row.agency.full_name}"
        state = "Nothing to audit" if row.has_nothing_to_audit else "Submitted"
        return Task(words, reverse("return", args=[row.audit.reference, row.uid]), state)

    return pile(rows, task, "return to read and accept", "returns to read and accept")


def cases_meeting(person: Person, on: date, *parts: str) -> QuerySet[Any]:
    """Cases whose meeting is ahead or open, in audits in which this person has one of these parts today."""
    teams = AuditTeam.objects.filter(in_force(on), audit=OuterRef("audit"), person=person, part__in=parts)
    return (
        Case.objects.visible_to(person)
        .filter(Exists(teams), audit__state="meeting", state__in=("returns", "meeting"))
        .select_related("audit")
        .order_by("audit_id", "number")
    )


def of_case(row: Case) -> Task:
    url = reverse("meeting", args=[row.audit.reference, row.number])
    return Task(f"{row.audit.reference}, case {row.number}", url, row.get_state_display(), row.audit.meeting_on)


def cases_to_agree(person: Person, on: date) -> Pile | None:
    rows = cases_meeting(person, on, *LEADING)
    return pile(rows, of_case, "case to agree at a meeting", "cases to agree at meetings")


def cases_to_discuss(person: Person, on: date) -> Pile | None:
    rows = cases_meeting(person, on, "panel", "chair", "minutes")
    return pile(rows, of_case, "case to discuss at a meeting", "cases to discuss at meetings")


def nobodys(person: Person, on: date) -> Pile | None:
    led = Audit.objects.visible_to(person).filter(pk__in=led_by(person, on)).exclude(state=Audit.State.CLOSED)
    return led_with_nobody(led.order_by("returns_due", "id"), person, on)


def audits_led(person: Person, on: date) -> Pile | None:
    rows = (
        Audit.objects.visible_to(person)
        .filter(pk__in=led_by(person, on), origin=Audit.Origin.WORKED)
        .exclude(state__in=("published", "closed"))
        .annotate(waiting=Count("returns", filter=Q(returns__state__in=TO_FINISH)))
        .order_by("returns_due", "id")
    )

    def task(row: Any) -> Task:
        out = f": {row.waiting} return{' is' if row.waiting == 1 else 's are'} still out" if row.waiting else ""
        return Task(row.reference + out, reverse("audit", args=[row.reference]), row.get_state_display())

    return pile(rows, task, "audit under way", "audits under way")


def briefings_to_sign(person: Person) -> Pile | None:
    rows = (
        Briefing.objects.visible_to(person)
        .filter(state="submitted")
        .exclude(submitted_by=person)
        .select_related("audit")
        .order_by("submitted_at")
    )

    def task(row: Briefing) -> Task:
        return Task(
            row.audit.reference, reverse("briefing_sign_off", args=[row.audit.reference]), "Waiting for sign-off"
        )

    return pile(rows, task, "briefing to sign off", "briefings to sign off")


def cases_to_let_go(person: Person, on: date) -> Pile | None:
    """Cases for which the lead has asked that they leave, where this person is chair or scrutineer."""
    team = AuditTeam.objects.filter(in_force(on), person=person, part__in=AGREES).values("audit_id")
    rows = Exclusion.objects.visible_to(person).waiting().filter(case__audit__in=team).exclude(asked_by=person)

    def task(row: Exclusion) -> Task:
        words = f"{row.case.audit.reference}, case {row.case.number}: is it to leave?"
        return Task(words, reverse("case_leaving", args=[row.uid]), "Waits for you")

    ordered = rows.select_related("case__audit").order_by("asked_at")
    return pile(ordered, task, "case to let go or keep", "cases to let go or keep")


def audits_scrutinised(person: Person, on: date) -> Pile | None:
    team = AuditTeam.objects.filter(in_force(on), person=person, part=AuditTeam.Part.SCRUTINEER)
    rows = Audit.objects.visible_to(person).filter(pk__in=team.values("audit_id")).order_by("-id")

    def task(row: Audit) -> Task:
        return Task(row.reference, reverse("audit", args=[row.reference]), row.get_state_display())

    return pile(rows, task, "audit to scrutinise", "audits to scrutinise")


def roles_to_confirm(person: Person, on: date) -> Pile | None:
    rows = (
        Membership.objects.visible_to(person)
        .waiting(on)
        .exclude(Q(person=person) | Q(given_by=person))
        .select_related("person", "agency")
        .order_by("given_at")
    )

    def task(row: Membership) -> Task:
        words = f"{row.person.name}: {row.role_name}, {row.agency.name}"
        return Task(words, reverse("person", args=[row.person.uid]), "Waits for a lead")

    return pile(rows, task, "role to confirm", "roles to confirm")


def leads_to_confirm(person: Person) -> Pile | None:
    rows = (
        Appointment.objects.visible_to(person)
        .waiting()
        .exclude(Q(person=person) | Q(proposed_by=person))
        .select_related("audit", "person")
        .order_by("proposed_at")
    )

    def task(row: Appointment) -> Task:
        return Task(f"{row.audit.reference}: {row.person.name}", reverse("audits_without_lead"), "Waits for a lead")

    return pile(rows, task, "proposed lead of an audit to confirm", "proposed leads of audits to confirm")


def audits_without_lead(on: date) -> Pile | None:
    """Audits under way that nobody leads and for which nobody is proposed; each of the leads may propose one."""
    asked = Appointment.objects.waiting().values("audit")
    rows = without_a_lead(on).exclude(state=Audit.State.CLOSED).exclude(pk__in=asked)

    def task(row: Audit) -> Task:
        return Task(row.reference, reverse("lead_propose", args=[row.reference]), row.get_state_display())

    return pile(rows, task, "audit has no lead", "audits have no lead", "{0} {1}", rest=reverse("audits_without_lead"))


def administration() -> Pile:
    return Pile(
        "You keep the lists of agencies and people",
        (
            Task("Agencies and their services", reverse("agencies")),
            Task("People and their roles", reverse("people")),
            Task("Domains that links may be sent to", reverse("mail_domains")),
            Task("Whom to ring when a child may be at risk", reverse("front_door")),
        ),
    )


def briefings_to_read(person: Person) -> Pile | None:
    rows = (
        Edition.objects.visible_to(person)
        .newest()
        .standing()
        .select_related("briefing__audit")
        .order_by("-published_at")[:3]
    )
    tasks = tuple(Task(row.title, reverse("briefing", args=[row.briefing.audit.reference])) for row in rows)
    return Pile("The newest briefings to read", tasks) if tasks else None
