"""Changing the words of a draft: a sentence, a title; leaving out, putting back, confirming after a change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.briefing import rules
from audits.briefing.drafting import Drafted, drafted
from audits.briefing.holding import lock_briefing
from audits.briefing.models import Briefing, Section, Statement
from audits.scope.models import Audit


def lock_to_write(audit: Audit, by: Person, now: datetime) -> None:
    """The audit's briefing, held, if this person may write it now."""
    rules.check_can_write(by, audit, lock_briefing(audit), timezone.localdate(now))


def edit_statement(statement: Statement, *, by: Person, now: datetime, version: int, text: str) -> None:
    """Put a person's words in place of the drafted ones; the sentence is marked as edited."""
    with transaction.atomic():
        lock_to_write(statement.section.briefing.audit, by, now)
        edited = bool(statement.key) and text.strip() != statement.drafted_text
        write(statement, by=by, now=now, verb="edited", version=version, text=text, is_edited=edited)


def restore(statement: Statement, *, by: Person, now: datetime) -> None:
    """Take the drafted words again, as the data give them today; a sentence without data goes."""
    with transaction.atomic():
        audit = statement.section.briefing.audit
        lock_to_write(audit, by, now)
        journal.record(by, "edited", statement, now=now)
        data = data_of(statement)
        if data is None:
            statement.delete()
            return
        stand_on(statement, data, text=data.text, is_edited=False)


def accept_data(statement: Statement, *, by: Person, now: datetime) -> None:
    """Confirm that the edited words still hold on today's data."""
    with transaction.atomic():
        audit = statement.section.briefing.audit
        lock_to_write(audit, by, now)
        if not statement.is_edited:
            raise Refused("Nobody has edited this sentence. Draft the briefing again to take today's data.")
        data = data_of(statement)
        if data is None:  # the data give no such sentence any more: from here on it is a person's own
            fields = {"key": "", "drafted_text": "", "fingerprint": "", "cases": [], "findings": []}
            Statement.objects.filter(pk=statement.pk).update(**fields, is_edited=False, version=F("version") + 1)
            statement.refresh_from_db()
        else:
            stand_on(statement, data)
        journal.record(by, "accepted", statement, now=now)


def data_of(statement: Statement) -> Drafted | None:
    """What today's data give for the sentence."""
    slot, audit = statement.section.slot, statement.section.briefing.audit
    return next((row for row in drafted(audit) if (row.slot, row.key) == (slot, statement.key)), None)


def stand_on(statement: Statement, data: Drafted, **fields: object) -> None:
    Statement.objects.filter(pk=statement.pk).update(
        drafted_text=data.text,
        fingerprint=data.fingerprint,
        cases=list(data.cases),
        findings=list(data.findings),
        link=data.link,
        version=F("version") + 1,
        **fields,
    )
    statement.refresh_from_db()


def leave_out(statement: Statement, *, by: Person, now: datetime) -> None:
    """Keep a sentence out of what is published."""
    show(statement, by=by, now=now, left_out=True)


def put_back(statement: Statement, *, by: Person, now: datetime) -> None:
    show(statement, by=by, now=now, left_out=False)


def show(statement: Statement, *, by: Person, now: datetime, left_out: bool) -> None:
    with transaction.atomic():
        audit = statement.section.briefing.audit
        lock_to_write(audit, by, now)
        Statement.objects.filter(pk=statement.pk).update(is_left_out=left_out, version=F("version") + 1)
        statement.refresh_from_db()
        journal.record(by, "edited", statement, now=now)


def add_statement(section: Section, *, by: Person, now: datetime, text: str) -> Statement:
    """Add a sentence of one's own at the end of a slot."""
    with transaction.atomic():
        lock_to_write(section.briefing.audit, by, now)
        last = section.statements.aggregate(last=Max("order"))["last"] or 0
        return write(Statement(section=section, order=last + 1), by=by, now=now, verb="added", text=text)


def edit_title(section: Section, *, by: Person, now: datetime, version: int, title: str) -> None:
    with transaction.atomic():
        lock_to_write(section.briefing.audit, by, now)
        write(section, by=by, now=now, verb="edited", version=version, title=title)


def edit_briefing_title(briefing: Briefing, *, by: Person, now: datetime, version: int, title: str) -> None:
    with transaction.atomic():
        lock_to_write(briefing.audit, by, now)
        write(briefing, by=by, now=now, verb="edited", version=version, title=title)
