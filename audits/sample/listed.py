"""What the pages of the sample show: the list of cases, and one case with all that this person may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models import Person
from audit_project.refused import allowed
from audits.sample import rules
from audits.sample.draw.models import Exclusion
from audits.sample.key.rules import can_open_key
from audits.sample.leaving.rules import can_ask_to_leave
from audits.sample.members.acts import to_recognise
from audits.sample.models import Case, CaseContext, CaseMember, Involvement
from audits.sample.own_reference.rules import can_write_lines, check_may_be_kept
from audits.sample.siblings.acts import siblings_seen
from audits.sample.transfers.told import OwedOnNames, told_of
from audits.scope.models import Audit
from audits.scope.naming import call_as_then


def cases_listed(audit: Audit, person: Person) -> QuerySet[Any]:
    """The cases this person may see, with how many agencies they see asked (`asked`) and answered (`answered`)."""
    seen = Involvement.objects.visible_to(person).filter(case=OuterRef("pk"))
    left = Exclusion.objects.visible_to(person).gone().filter(case=OuterRef("pk"))
    return (
        Case.objects.visible_to(person)
        .filter(audit=audit)
        .select_related("strand")
        .annotate(
            asked=how_many(seen),
            answered=how_many(seen.filter(answer__isnull=False)),
            why_left_out=Subquery(left.values("reason__label")[:1]),
        )
        .order_by("number")
    )


def how_many(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("case").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


BEING_WRITTEN = ("not_started", "in_progress")


@dataclass(frozen=True)
class AskedAgency:
    """One agency's line on the case's page. A return that is being written is read by its own agency alone."""

    row: Involvement
    may_answer: bool
    agency_return: Any
    may_read_return: bool
    told: OwedOnNames | None  # for its own contact
    may_write_lines: bool


@dataclass(frozen=True)
class CasePage:
    """One case on its page. Where not the `whole` of it is shown, its members are their kind and age alone."""

    whole: bool
    members: list[CaseMember]
    context: CaseContext | None
    asked: list[AskedAgency]
    may_edit_members: bool
    may_write_context: bool
    may_decide_family_contact: bool
    may_ask: bool
    siblings: list[int]
    may_mark_siblings: bool
    may_leave_out: bool
    may_open_key: bool
    leaving: Exclusion | None  # that it left and why, or that somebody has asked for it


def case_page(case: Case, person: Person) -> CasePage:
    """One case as this person may see it."""
    on = timezone.localdate()
    whole = rules.reads_whole_case(person, case, on)
    involvements = (
        Involvement.objects.visible_to(person)
        .filter(case=case)
        .select_related("agency__parent", "agency__sector", "answer", "auditor", "agency_return")
        .order_by("agency__sector__order", "agency_id")
    )
    asked = []
    for row in involvements:
        row.case = case
        opened = getattr(row, "agency_return", None)
        contact = rules.is_contact(person, row.agency, on)
        own = contact or row.auditor_id == person.pk
        may_read = opened is not None and (own or opened.state not in BEING_WRITTEN)
        told = told_of(row, person) if contact else None
        lines = can_write_lines(person, row, on) and allowed(check_may_be_kept, row)
        asked.append(AskedAgency(row, rules.can_answer(person, row, on), opened, may_read, told, lines))
    call_as_then(case.audit, (one.row.agency for one in asked))
    return CasePage(
        whole=whole,
        members=list(with_facts(case) if whole else to_recognise().filter(case=case)),
        context=getattr(case, "context", None) if whole else None,
        asked=asked,
        may_edit_members=rules.can_edit_members(person, case, on),
        may_write_context=rules.can_write_context(person, case, on),
        may_decide_family_contact=rules.can_decide_family_contact(person, case, on),
        may_ask=rules.can_ask(person, case, on),
        siblings=siblings_seen(case, person) if whole else [],
        may_mark_siblings=rules.can_mark_siblings(person, case, on),
        may_open_key=can_open_key(person, case, on),
        leaving=leaving_of(case, person),
        may_leave_out=can_ask_to_leave(person, case, on),
    )


def with_facts(case: Case) -> QuerySet[Any]:
    """The members of the case with all that its audit asks of them."""
    lists = ("sex", "ethnicity", "category", *case.audit.asks_of_people)
    found: QuerySet[Any] = case.members.select_related(*lists).prefetch_related(
        "plans_at_date", "plans_in_period", "disabilities"
    )
    return found


def leaving_of(case: Case, person: Person) -> Exclusion | None:
    rows = Exclusion.objects.visible_to(person).filter(case=case, withdrawn_at__isnull=True)
    found: Exclusion | None = rows.select_related("reason", "asked_by", "excluded_by", "replaced_by__case").first()
    return found


def without_family_contact(audit: Audit) -> list[int]:
    """Numbers of the cases for which nobody has decided yet whether the family is asked."""
    rows = Case.objects.filter(audit=audit, family_contact__isnull=True)
    rows = rows.exclude(state=Case.State.EXCLUDED).order_by("number")
    return list(rows.values_list("number", flat=True))
