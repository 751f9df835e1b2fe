"""Taking an audit's tables or findings away as a file: who may, and what is written down of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused, allowed
from audits.rollup import rules
from audits.rollup.exports.models import Export
from audits.rollup.facts import INSIDE, TIERS
from audits.scope.models import Audit
from audits.scope.rules import leads

TABLES, FINDINGS, BOARD = "tables", "findings", "board"
AS_TABLES, AS_PICTURE = ("csv", "xlsx", "json"), ("svg", "print")
FORMATS = {TABLES: AS_TABLES, FINDINGS: AS_TABLES, BOARD: AS_PICTURE}


def check_can_take_text(person: Person, audit: Audit) -> None:
    """Case text, and a board with exact counts, leave with the audit's lead or a safeguarding lead alone."""
    rules.check_can_read_roll_up(person, audit)
    if not person.standing().has("safeguarding_lead") and not leads(person, audit):
        raise Refused("Only the audit's lead or a safeguarding lead can take texts or an exact board away.")


can_take_text = partial(allowed, check_can_take_text)


def record_export(
    audit: Audit, *, by: Person, now: datetime, what: str, format: str, tier: str = INSIDE, reason: str = ""
) -> Export:
    """Write down that a file was made, and why where it holds case text. It is made after this, or not at all."""
    rules.check_can_read_roll_up(by, audit, timezone.localdate(now))
    if format not in FORMATS.get(what, ()) or tier not in TIERS:
        raise Refused("Choose what to take and in which format.")
    with_text = what == FINDINGS
    tier = INSIDE if with_text else tier
    says_why = with_text or (what == BOARD and tier == INSIDE)
    if says_why:
        check_can_take_text(by, audit)
    with transaction.atomic():
        row = Export(audit=audit, with_case_text=with_text, made_at=now, made_by=by, made_by_name=by.name)
        why = reason if says_why else ""
        write(row, by=by, now=now, verb="", what=what, format=format, tier=tier, reason=why)
        journal.record(by, "exported", audit, now=now, kind=f"roll-up-{what}")
    return row


def lately(audit: Audit) -> list[Export]:
    """The last files that were made of this audit, for its lead."""
    return list(Export.objects.filter(audit=audit)[:20])
