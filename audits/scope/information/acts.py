"""How an audit's information is handled, until when it is kept, and what stops its removal: what people do with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from agencies.writing import write
from audit_project.checked import label
from audit_project.refused import Refused
from audits.scope import rules
from audits.scope.information.models import InformationHandling, Retention
from audits.scope.models import Audit

FIELDS = (
    "controllers", "host", "contacts", "dpia_reference", "dpia_review_on", "sharing_reference", "sharing_review_on",
    "lawful_basis", "privacy_notice",
)  # fmt: skip
DATES = ("key_review_on", "returns_review_on", "findings_review_on", "report_review_on")
# Without these no return opens. The rest is good to have.
NEEDED = {
    "controllers": "Say who the controllers of the information are.",
    "host": "Say who hosts it.",
    "contacts": "Say whom to ask about the information.",
    "dpia_reference": "Give the reference of the data protection impact assessment.",
    "dpia_review_on": "Give the day the impact assessment is reviewed.",
    "sharing_reference": "Give the reference of the information sharing agreement.",
    "sharing_review_on": "Give the day the sharing agreement is reviewed.",
    "lawful_basis": "Say on which lawful basis the information is shared and read.",
}
UNCONFIRMED = "Confirm that the lawful basis is your partnership's own. The words that stand there are a suggestion."
# Our own words, a beginning to be changed: only the partnership's own advice makes them its basis.
DEFAULT_BASIS = (
    "Each agency reads its own records and shares what this audit needs because it has a duty to work together to "
    "safeguard children and to learn from practice (Children Act 2004, sections 11 and 16E to 16K; Working Together to "
    "Safeguard Children).\n"
    "UK GDPR, Article 6(1)(e): a task in the public interest. Article 9(2)(g), with the Data Protection Act 2018, "
    "Schedule 1, paragraph 18: safeguarding of children and of individuals at risk.\n"
    "No consent is asked for, because the audit would lose the children whose families would refuse."
)
# How long after the report each kind of material is looked at again, in days: what identifies goes first.
REVIEW_AFTER = {"key_review_on": 90, "returns_review_on": 365, "findings_review_on": 3 * 365, "report_review_on": 3652}


def information_of(audit: Audit) -> InformationHandling:
    """What is written for the audit, or what the page begins with before anybody has saved it (version 1)."""
    found = InformationHandling.objects.filter(audit=audit).select_related("lawful_basis_confirmed_by").first()
    return found or InformationHandling(
        audit=audit, host=settings.PARTNERSHIP_NAME, lawful_basis=DEFAULT_BASIS, version=1
    )


def retention_of(audit: Audit) -> Retention:
    """The dates set for the audit, or suggestions counted from the day its report is due (version 1)."""
    found = Retention.objects.filter(audit=audit).select_related("held_by").first()
    if found is not None or audit.report_due is None:
        return found or Retention(audit=audit, version=1)
    days = {name: audit.report_due + timedelta(days=after) for name, after in REVIEW_AFTER.items()}
    return Retention(audit=audit, version=1, **days)


def write_information(
    audit: Audit, *, by: Person, now: datetime, version: int, confirms_basis: bool = False, **fields: Any
) -> InformationHandling:
    """Write how the information is handled. Changed words of the lawful basis must be confirmed anew.

    Raises `Stale` on a clash; what nobody has written yet has version 1.
    """
    if set(fields) - set(FIELDS):
        raise ValueError("not fields of how information is handled")
    rules.check_can_handle_information(by, audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        row = InformationHandling.objects.filter(audit=audit).first()
        if row is None:
            row = InformationHandling.objects.create(audit=audit)
        stands = row.lawful_basis_confirmed_at is not None and row.lawful_basis == fields.get("lawful_basis")
        if confirms_basis and not stands:
            fields |= {"lawful_basis_confirmed_at": now, "lawful_basis_confirmed_by": by}
        elif not confirms_basis or not stands:
            fields |= {"lawful_basis_confirmed_at": None, "lawful_basis_confirmed_by": None}
        return write(row, by=by, now=now, verb="edited", version=version, **fields)


def what_is_missing(audit: Audit) -> list[str]:
    """Sentences for what must be filled in before returns can open."""
    row = InformationHandling.objects.filter(audit=audit).first()
    if row is None:
        return ["Say how this information is handled."]
    missing = [sentence for name, sentence in NEEDED.items() if not getattr(row, name)]
    return missing if row.lawful_basis_confirmed_at is not None else [*missing, UNCONFIRMED]


def set_retention(audit: Audit, *, by: Person, now: datetime, version: int, **days: Any) -> Retention:
    """Say when each kind of material is looked at again. Raises `Stale` on a clash."""
    if set(days) - set(DATES):
        raise ValueError("not dates of retention")
    rules.check_can_handle_information(by, audit, timezone.localdate(now))
    with transaction.atomic():
        return write(row_to_write(audit), by=by, now=now, verb="edited", version=version, **days)


def put_on_hold(audit: Audit, *, by: Person, now: datetime, reason: str) -> Retention:
    """A legal hold: nothing of this audit is removed until it is lifted, whatever the dates say."""
    rules.check_can_hold(by, audit, timezone.localdate(now))
    with transaction.atomic():
        row = row_to_write(audit)
        if row.is_held:
            raise Refused("This audit is on hold already.")
        return write(row, by=by, now=now, verb="put_on_hold", hold_reason=reason, held_at=now, held_by=by)


def lift_hold(audit: Audit, *, by: Person, now: datetime) -> Retention:
    """End the legal hold; from now on the dates count again. Who held it, and since when, stays in the journal."""
    rules.check_can_hold(by, audit, timezone.localdate(now))
    with transaction.atomic():
        row = row_to_write(audit)
        if not row.is_held:
            raise Refused("This audit is not on hold.")
        return write(row, by=by, now=now, verb="lifted_hold", hold_reason="", held_at=None, held_by=None)


def row_to_write(audit: Audit) -> Retention:
    """The audit's row, locked; made when there is none yet."""
    Audit.objects.select_for_update().get(pk=audit.pk)
    found = Retention.objects.select_for_update().filter(audit=audit).first()
    return found or Retention.objects.create(audit=audit)


def is_held(audit: Audit) -> bool:
    """Whether the audit is on legal hold: nothing of it is removed meanwhile."""
    return Retention.objects.filter(audit=audit, held_at__isnull=False).exists()


def check_not_held(audit: Audit) -> None:
    """Whatever removes something of an audit asks this first."""
    if is_held(audit):
        raise Refused("This audit is on legal hold, so nothing of it can be removed. Lift the hold first.")


def facts_of(row: InformationHandling) -> list[tuple[str, Any]]:
    """What is written, as somebody who may only read it sees it: (label, value)."""
    words = {
        "dpia_reference": "Data protection impact assessment",
        "sharing_reference": "Information sharing agreement",
    }
    return [(words.get(name) or label(row, name), getattr(row, name)) for name in FIELDS]
