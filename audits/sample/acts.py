"""What people do with cases: add them by number, write their context, ask agencies, answer for an agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Agency, Person
from agencies.rules import check_on_the_list
from agencies.writing import write
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits import lifecycle
from audits.codes.models import Participation
from audits.sample import rules
from audits.sample.family.acts import decide_family_contact
from audits.sample.lifecycle import MOVES
from audits.sample.members.acts import add_member, edit_member, remove_member
from audits.sample.models import Case, CaseContext, Involvement
from audits.sample.siblings.acts import mark_siblings
from audits.scope.models import Audit, Strand

CONTEXT_FIELDS = frozenset(
    {
        "why_known", "plan_history", "household", "adults_of_concern",
        "live_investigation", "court_proceedings", "under_review",
    }
)  # fmt: skip

# What later steps do when an agency knows a case: (involvement, by=, now=). They add themselves in
# audits/desk/follow_ups.py; nothing here imports them.
WHEN_KNOWN: list[Callable[..., object]] = []


NO_AUDITOR = "Name an auditor only where the agency knows the case."


def add_case(
    audit: Audit, *, by: Person, now: datetime, number: int | None = None, strand: Strand | None = None
) -> Case:
    """Add a case by its number; without one it gets the next."""
    rules.check_can_add_case(by, audit, timezone.localdate(now))
    rules.check_strand(audit, strand)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        given = number if number is not None else (audit.cases.aggregate(top=Max("number"))["top"] or 0) + 1
        case = Case(audit=audit, added_at=now, added_by=by)
        return write(case, by=by, now=now, verb="added", number=given, strand=strand)


def move_case(case: Case, to: str, *, by: Person, now: datetime, verb: str = "moved") -> None:
    """Move one case to another stage of its own."""
    lifecycle.move(case, to, MOVES, by=by, now=now, verb=verb)


def write_context(case: Case, *, by: Person, now: datetime, version: int, **fields: Any) -> CaseContext:
    """Write the case's context; a context nobody has written yet has version 1. Raises `Stale` on a clash."""
    if set(fields) - CONTEXT_FIELDS:
        raise ValueError("not fields of a case's context")
    rules.check_can_write_context(by, case, timezone.localdate(now))
    with transaction.atomic():
        context, _ = CaseContext.objects.get_or_create(case=case)
        return write(context, by=by, now=now, verb="edited", version=version, **fields)


def ask_agency(case: Case, agency: Agency, *, by: Person, now: datetime) -> Involvement:
    """Ask an invited agency, or a service of one, whether it knows the case."""
    rules.check_can_ask(by, case, timezone.localdate(now))
    if not case.audit.invitations.filter(agency_id__in=[agency.pk, agency.parent_id]).exists():
        raise Refused("Only an agency that is invited to this audit, or a service of one, can be asked.")
    check_on_the_list(agency)
    return write(Involvement(case=case, agency=agency), by=by, now=now, verb="added")


DAYS = ("knew_from", "knew_until")


def answer_involvement(
    involvement: Involvement,
    *,
    by: Person,
    now: datetime,
    version: int,
    answer: Participation | str,
    service: Agency | None = None,
    auditor: Person | None = None,
    **days: Any,
) -> None:
    """Say whether the agency knows the case; where it does, which of its services, from when until when (`knew_from`,
    `knew_until`) and who audits may be said at once. Days that are not given stay as they are.

    The return is opened by the step after this one, at once when returns are open already. From then on the return
    itself says whether there is anything to audit: the answer follows it.
    """
    on = timezone.localdate(now)
    rules.check_can_answer(by, involvement, on)
    code = answer if isinstance(answer, str) else answer.pk
    if not Participation.objects.filter(pk=code, is_active=True).exists():
        raise Refused("Choose one of the answers.")
    if code != rules.KNOWN and auditor is not None:
        raise Refused(NO_AUDITOR, on="auditor")
    check_service(involvement, service, code)
    if code != rules.KNOWN and hasattr(involvement, "agency_return"):
        raise Refused("A return is already open for this agency: the return says whether there is anything to audit.")
    if auditor is not None and not rules.stays_guest(auditor, involvement):
        rules.check_can_audit_for(auditor, involvement.agency, on)
        check_not_handed_in(involvement, auditor)
    with transaction.atomic():
        # The audit's row first, as everybody holds it: a page of many answers, whoever opens returns or takes back.
        Audit.objects.select_for_update().get(pk=involvement.case.audit_id)
        if not Involvement.objects.filter(pk=involvement.pk).exists():
            raise Refused("This question has been taken back, so there is nothing to answer.")
        if code != rules.KNOWN:
            days = dict.fromkeys(DAYS)  # of no agency that doesn't know the case
        said = {name: day for name, day in days.items() if name in DAYS}
        write(
            involvement, by=by, now=now, verb="answered_involvement", version=version, answer_id=code, service=service,
            auditor=auditor, answered_at=now, answered_by=by, **said,
        )  # fmt: skip
        for follow in WHEN_KNOWN if code == rules.KNOWN else ():
            follow(involvement, by=by, now=now)


def settle_answer(involvement: Involvement, code: str, *, by: Person, now: datetime) -> None:
    """The answer that the agency's return has come to: nothing to audit, or known again when it was sent back.

    Called inside the act of the return, which has checked that the person may; the auditor stays named.
    """
    write_version(involvement, involvement.version, answer_id=code, answered_at=now, answered_by=by)
    journal.record(by, "answered_involvement", involvement, now=now)


def assign_auditor(
    involvement: Involvement, auditor: Person | None, *, by: Person, now: datetime, version: int
) -> None:
    """Give an agency's records for this case to one of its auditors, or to nobody yet."""
    on = timezone.localdate(now)
    rules.check_can_answer(by, involvement, on)
    if involvement.answer_id != rules.KNOWN:
        raise Refused(NO_AUDITOR, on="auditor")
    if auditor is not None and not rules.stays_guest(auditor, involvement):
        rules.check_can_audit_for(auditor, involvement.agency, on)
    check_not_handed_in(involvement, auditor)
    with transaction.atomic():
        write_version(involvement, version, auditor=auditor)
        journal.record(by, "assigned", involvement, now=now)


def check_service(involvement: Involvement, service: Agency | None, code: str) -> None:
    """The service that knows the child is one of the agency's own; one named before it went out of use may stay."""
    if service is None:
        return
    if code != rules.KNOWN:
        raise Refused("Name a service only where the agency knows the case.", on="service")
    if service.parent_id != involvement.agency_id:
        raise Refused("Choose a service of this agency.")
    if not service.is_active and service.pk != involvement.service_id:
        raise Refused("This service is no longer in use.")


def check_not_handed_in(involvement: Involvement, auditor: Person | None) -> None:
    """A return that was handed in keeps its auditor: their name stands beside what they wrote."""
    changed = (auditor.pk if auditor else None) != involvement.auditor_id
    if changed and rules.is_handed_in(involvement):
        raise Refused("This return has been submitted. Send it back before somebody else audits it.")


__all__ = [
    "add_case", "add_member", "answer_involvement", "ask_agency", "assign_auditor", "decide_family_contact",
    "edit_member", "mark_siblings", "move_case",
    "remove_member", "settle_answer", "write_context",
]  # fmt: skip
