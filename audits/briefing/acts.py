"""What people do with a briefing: draft it, edit its words, send it for sign-off, publish it, take it back."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits import lifecycle
from audits.briefing import rules
from audits.briefing.current import Current, current, first_title
from audits.briefing.editing import (
    accept_data,
    add_statement,
    edit_briefing_title,
    edit_statement,
    edit_title,
    leave_out,
    put_back,
    restore,
)
from audits.briefing.holding import lock_briefing
from audits.briefing.lifecycle import MOVES
from audits.briefing.material import (
    add_message,
    add_resource,
    confirm_service,
    remove_message,
    remove_resource,
    unconfirm_service,
)
from audits.briefing.merging import SentencePair
from audits.briefing.models import Briefing, Edition, EditionFile, Section, Statement, Withdrawal
from audits.briefing.rendering import RENDER, content_of
from audits.briefing.signing import BriefingChanged, Seen, check_seen, digest_of_words
from audits.briefing.slots import TITLES
from audits.briefing.words import check_nothing_stops, check_words
from audits.scope.acts import move_audit
from audits.scope.models import Audit

__all__ = [
    "accept_data",
    "add_message",
    "add_resource",
    "add_statement",
    "confirm_service",
    "draft",
    "edit_briefing_title",
    "edit_statement",
    "edit_title",
    "leave_out",
    "publish",
    "put_back",
    "remove_message",
    "remove_resource",
    "restore",
    "send_back_briefing",
    "start_next",
    "submit_briefing",
    "unconfirm_service",
    "withdraw_briefing",
]


NOT_AS_SUBMITTED = "This is no longer what was submitted. Send it back, so that it is submitted as it stands."


def draft(audit: Audit, *, by: Person, now: datetime) -> Briefing:
    """Draft the briefing, or draft it again from today's data: edited words are kept, the others replaced."""
    with transaction.atomic():
        held = lock_briefing(audit)
        rules.check_can_write(by, audit, held, timezone.localdate(now))
        if held is None:
            held = Briefing.objects.create(audit=audit, title=first_title(audit))
            Section.objects.bulk_create(
                Section(briefing=held, slot=slot, title=title) for slot, title in TITLES.items()
            )
        found = current(audit)
        for slot in found.slots:
            if slot.section is not None:
                write_statements(slot.section, slot.lines)
        Briefing.objects.filter(pk=held.pk).update(drafted_at=now)
        held.drafted_at = now
        journal.record(by, "drafted", held, now=now)
    return held


def write_statements(section: Section, lines: tuple[SentencePair, ...]) -> None:
    """Bring the section's rows to these lines. A row's version grows only when its words change."""
    kept = [line.saved.pk for line in lines if line.saved is not None]
    section.statements.exclude(pk__in=kept).delete()
    for order, line in enumerate(lines, 1):
        data = line.drafted
        if line.saved is None and data is not None:
            Statement.objects.create(
                section=section,
                key=data.key,
                drafted_text=data.text,
                text=data.text,
                fingerprint=data.fingerprint,
                cases=list(data.cases),
                findings=list(data.findings),
                link=data.link,
                order=order,
            )
        elif line.saved is not None:
            row = Statement.objects.filter(pk=line.saved.pk)
            row.update(order=order)
            if data is not None and line.changed and not line.is_edited:
                row.update(
                    drafted_text=data.text,
                    text=data.text,
                    fingerprint=data.fingerprint,
                    cases=list(data.cases),
                    findings=list(data.findings),
                    link=data.link,
                    version=F("version") + 1,
                )


def check_ready(found: Current) -> None:
    """Nothing is signed or published whose data moved underneath."""
    if found.out_of_date:
        raise Refused("The data have changed since this was drafted. Draft the briefing again first.")
    if found.waiting:
        n = len(found.waiting)
        words = "The data behind one edited sentence have" if n == 1 else f"The data behind {n} edited sentences have"
        raise Refused(f"{words} changed. Confirm that the words still hold, or change them.")
    if not any(not line.is_left_out for line in found.lines()):
        raise Refused("There is nothing in this briefing yet.")


def check_waits(briefing: Briefing | None) -> None:
    if briefing is None or briefing.state != Briefing.State.SUBMITTED:
        raise Refused("This briefing is not waiting for sign-off.")


def submit_briefing(briefing: Briefing, *, by: Person, now: datetime, seen: Seen, words_listed: str = "") -> None:
    """Send the briefing, as `seen` by whoever submits it, for sign-off by somebody else.

    `words_listed` is the fingerprint of the words that may identify somebody, as they were ticked on the page.
    """
    with transaction.atomic():
        lock_briefing(briefing.audit)
        rules.check_can_submit(by, briefing, timezone.localdate(now))
        found = current(briefing.audit)
        words = check_seen(found, seen)
        check_ready(found)
        check_words(words, words_listed)
        if words.listed:
            journal.record(by, "checked_words", briefing, now=now)
        lifecycle.move(
            briefing,
            Briefing.State.SUBMITTED,
            MOVES,
            by=by,
            now=now,
            verb="submitted",
            submitted_at=now,
            submitted_by=by,
            submitted_digest=digest_of_words(seen),
            words_checked=words.fingerprint,
        )


def send_back_briefing(briefing: Briefing, *, by: Person, now: datetime) -> None:
    """Back to draft, from whoever was asked to sign it or from the lead."""
    check_waits(briefing)
    lifecycle.move(briefing, Briefing.State.DRAFT, MOVES, by=by, now=now, verb="sent_back")


def start_next(briefing: Briefing, *, by: Person, now: datetime) -> None:
    """Open a published briefing for its next edition; what was published stays as it is."""
    if briefing.state != Briefing.State.PUBLISHED:
        raise Refused("This briefing is not published yet.")
    lifecycle.move(briefing, Briefing.State.DRAFT, MOVES, by=by, now=now)


def publish(briefing: Briefing, *, by: Person, now: datetime, seen: Seen, is_public: bool = False) -> Edition:
    """Publish what somebody else submitted, as `seen` by whoever publishes it: the edition's bytes are frozen, and the
    audit moves on."""
    with transaction.atomic():
        lock_briefing(briefing.audit)
        rules.check_can_publish(by, briefing, timezone.localdate(now))
        found = current(briefing.audit)
        words = check_seen(found, seen)
        check_waits(found.briefing)
        check_ready(found)
        check_nothing_stops(words)
        if found.briefing is None or found.briefing.submitted_digest != digest_of_words(seen):
            raise BriefingChanged(NOT_AS_SUBMITTED)
        lifecycle.move(briefing, Briefing.State.PUBLISHED, MOVES, by=by, now=now, verb="published")
        edition = freeze(briefing, found, by=by, now=now, is_public=is_public)
        audit = Audit.objects.get(pk=briefing.audit_id)
        if audit.state == Audit.State.REPORTING:
            move_audit(audit, Audit.State.PUBLISHED, by=by, now=now)
            briefing.audit.state, briefing.audit.version = audit.state, audit.version
    return edition


def freeze(briefing: Briefing, found: Current, *, by: Person, now: datetime, is_public: bool) -> Edition:
    """The next edition with its files, byte for byte as they will be served."""
    if briefing.submitted_by is None or briefing.submitted_at is None:
        raise Refused("Nobody has submitted this briefing.")
    number = (Edition.objects.filter(briefing=briefing).aggregate(last=Max("number"))["last"] or 0) + 1
    content = {
        **content_of(found, "published"),
        "edition": number,
        "published_on": timezone.localdate(now).isoformat(),
    }
    edition = Edition.objects.create(
        briefing=briefing,
        number=number,
        title=found.title,
        content=content,
        is_public=is_public,
        submitted_at=briefing.submitted_at,
        submitted_by=briefing.submitted_by,
        published_at=now,
        published_by=by,
    )
    for kind, render in RENDER.items():
        written = render(content).encode()
        digest = hashlib.sha256(written).hexdigest()
        EditionFile.objects.create(edition=edition, format=kind, content=written, sha256=digest)
    return edition


def withdraw_briefing(edition: Edition, *, by: Person, now: datetime, reason: str) -> Withdrawal:
    """Take a published edition back: it is no longer read, and stays on record with the reason."""
    with transaction.atomic():
        lock_briefing(edition.briefing.audit)
        rules.check_decides(by, edition.briefing, timezone.localdate(now))
        if Withdrawal.objects.filter(edition=edition).exists():
            raise Refused("This edition was withdrawn already.")
        row = Withdrawal(edition=edition, withdrawn_at=now, withdrawn_by=by)
        return write(row, by=by, now=now, verb="withdrew", of=edition, reason=reason)
