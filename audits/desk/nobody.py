"""What nobody has in an audit: whoever was named has left or is away, or an agency has no contact who is there.

For the audit's lead, each with where somebody else is named. The same rules say so on every other list.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from agencies.models import Person
from agencies.queries import has_contact
from audits.actions.models import Action
from audits.concerns.models import ImmediateConcern
from audits.concerns.queries import has_nobody
from audits.desk.chasing.whom_to_remind import ASKING
from audits.desk.piles import Pile, Task, due_by, pile
from audits.meeting.running.models import CaseAction
from audits.returns.holders import is_held
from audits.returns.listing.narrowing import PAST_CASES, STILL_OWED, address_of
from audits.returns.models import AgencyReturn
from audits.sample.models import Involvement
from audits.scope.models import Audit

HAS = "{0} {1} that nobody has"


def only(audit: Audit) -> QuerySet[Audit]:
    return Audit.objects.filter(pk=audit.pk)


def nobodys_piles(audit: Audit, person: Person, on: date) -> list[Pile]:
    """What nobody has, the most pressing first; at most two queries a kind."""
    found = (
        concerns(audit, person, on), returns(audit, person, on), questions(audit, person, on),
        case_actions(audit, on), actions(audit, person, on),
    )  # fmt: skip
    return [one for one in found if one is not None]


def counted(audits: QuerySet[Audit], person: Person, on: date) -> Counter[str]:
    """How many things nobody has, by the reference of each of these audits; one query."""
    kinds = (
        (concerns_of(audits, person, on), "audit"), (returns_of(audits, person, on), "audit"),
        (questions_of(audits, person, on), "case__audit"), (case_actions_of(audits, on), "audit"),
        (actions_of(audits, person, on), "audit"),
    )  # fmt: skip
    first, *others = (
        rows.order_by().values_list(f"{audit}__reference").annotate(n=Count("pk")) for rows, audit in kinds
    )
    found: Counter[str] = Counter()
    for reference, n in first.union(*others, all=True):
        found[reference] += n
    return found


def concerns_of(audits: QuerySet[Audit], person: Person, on: date) -> QuerySet[Any]:
    return ImmediateConcern.objects.visible_to(person).filter(has_nobody(on), audit__in=audits)


def returns_of(audits: QuerySet[Audit], person: Person, on: date) -> QuerySet[Any]:
    return AgencyReturn.objects.visible_to(person).filter(STILL_OWED, audit__in=audits).exclude(is_held(on))


def questions_of(audits: QuerySet[Audit], person: Person, on: date) -> QuerySet[Any]:
    rows = Involvement.objects.visible_to(person).filter(
        case__audit__in=audits, case__audit__state__in=ASKING, answer__isnull=True
    )
    return rows.exclude(case__state__in=PAST_CASES).exclude(Q(has_contact(on, "agency", "agency__parent")))


def actions_of(audits: QuerySet[Audit], person: Person, on: date) -> QuerySet[Any]:
    rows = Action.objects.visible_to(person).filter(audit__in=audits, state=Action.State.OPEN)
    return rows.exclude(Q(has_contact(on, "owner", "owner__parent")))


def case_actions_of(audits: QuerySet[Audit], on: date) -> QuerySet[Any]:
    rows = CaseAction.objects.filter(audit__in=audits, state=CaseAction.State.OPEN)
    return rows.exclude(Q(has_contact(on, "agency", "agency__parent")))


def concerns(audit: Audit, person: Person, on: date) -> Pile | None:
    def task(row: ImmediateConcern) -> Task:
        return Task(
            f"Case {row.case.number}: name somebody", reverse("concern", args=[row.uid]), row.get_state_display()
        )

    rows = concerns_of(only(audit), person, on).select_related("case").order_by("raised_at", "pk")
    return pile(rows, task, "immediate concern", "immediate concerns", HAS)


def returns(audit: Audit, person: Person, on: date) -> Pile | None:
    def task(row: AgencyReturn) -> Task:
        url = reverse("auditor_assign", args=[audit.reference, row.case.number, row.involvement.uid])
        words = f"Case {row.case.number}, {row.agency.full_name}: name an auditor"
        return due_by(words, url, row.get_state_display(), audit.returns_due, on)

    rows = returns_of(only(audit), person, on).select_related("case", "agency__parent", "involvement")
    ordered = rows.order_by("case__number", "agency_id")
    return pile(ordered, task, "return", "returns", HAS, rest=address_of(audit, auditor="nobody"))


def questions(audit: Audit, person: Person, on: date) -> Pile | None:
    """A line an agency: the lead may answer for it, or have a contact invited."""
    rows = list(
        questions_of(only(audit), person, on)
        .order_by()
        .values("agency__name", "agency__parent__name")
        .annotate(n=Count("pk"))
        .order_by("agency__parent__name", "agency__name")
    )
    if not rows:
        return None
    total = sum(row["n"] for row in rows)
    url = reverse("involvement_grid", args=[audit.reference])

    def task(row: Any) -> Task:
        name = ": ".join(str(part) for part in (row["agency__parent__name"], row["agency__name"]) if part)
        return due_by(f"{name} has no contact who is there", url, f"{row['n']} open", audit.involvement_due, on)

    words = "involvement question" if total == 1 else "involvement questions"
    return Pile(HAS.format(total, words), tuple(task(row) for row in rows))


def case_actions(audit: Audit, on: date) -> Pile | None:
    def task(row: CaseAction) -> Task:
        url = reverse("case_action", args=[audit.reference, row.uid])
        return due_by(f"Case {row.case.number}, {row.agency.full_name}: give it to another", url, "Open", row.due, on)

    rows = case_actions_of(only(audit), on).select_related("case", "agency__parent").order_by("due", "pk")
    return pile(rows, task, "action for a child", "actions for children", HAS)


def actions(audit: Audit, person: Person, on: date) -> Pile | None:
    def task(row: Action) -> Task:
        url = reverse("action", args=[audit.reference, row.uid])
        return due_by(f"{row.owner.full_name}: give it to another", url, "Open", row.due, on)

    rows = actions_of(only(audit), person, on).select_related("owner__parent").order_by("due", "pk")
    return pile(rows, task, "action", "actions", HAS)


def led_with_nobody(audits: QuerySet[Audit], person: Person, on: date) -> Pile | None:
    """Those of these audits in which nobody has something, with how many."""
    found = sorted(counted(audits, person, on).items())
    total = sum(n for _, n in found)
    tasks = tuple(
        Task(f"{reference}: {n} to give to somebody", reverse("audit_nobody", args=[reference]))
        for reference, n in found
    )
    return Pile(HAS.format(total, "thing" if total == 1 else "things"), tasks) if found else None
