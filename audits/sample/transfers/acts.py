"""What people do about a transfer: say that it was sent, that it arrived, that it was destroyed; set it aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.recognise.find import notice
from audits.recognise.known import known_places
from audits.sample.models import Case, Involvement
from audits.sample.transfers import rules
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit


def send(
    audit: Audit,
    *,
    by: Person,
    now: datetime,
    agency: Agency,
    route: str,
    sent_on: date,
    note: str = "",
    cases: Iterable[Case] = (),
) -> Transfer:
    """Write down that an agency was told, by another route than this application, who the children are."""
    on = timezone.localdate(now)
    rules.check_can_send(by, audit, on)
    if sent_on is not None and sent_on > on:
        raise Refused("Write down what was sent already: this day is still to come.", on="sent_on")
    check_no_names(note)
    chosen = list(cases)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        asked = set(Involvement.objects.filter(case__audit=audit, agency=agency).values_list("case_id", flat=True))
        if not asked:
            raise Refused("This agency is asked about no case of this audit.", on="agency")
        if not asked.issuperset(case.pk for case in chosen):
            raise Refused("Choose cases that this agency is asked about.", on="cases")
        row = write(
            Transfer(audit=audit, sent_by=by, sent_at=now), by=by, now=now, verb="sent_names",
            agency=agency, route=route, sent_on=sent_on, note=note,
        )  # fmt: skip
        row.cases.set(chosen)
    return row


def check_no_names(note: str) -> None:
    """The route needs no name of anybody: what looks like one is not kept."""
    if found := notice([note], known_places()):
        raise Refused(f"Write the route alone, and nobody's name. {found}", on="note")


def say_received(transfer: Transfer, *, by: Person, now: datetime) -> None:
    """The agency's contact has it."""
    rules.check_can_confirm(by, transfer, timezone.localdate(now))
    with transaction.atomic():
        row = lock_transfer(transfer)
        if row.set_aside_at:
            raise Refused("The audit's lead has set this sending aside. Ask them what you hold.")
        if row.received_at is None:
            write(row, by=by, now=now, verb="received_names", received_at=now, received_by=by)


def say_destroyed(transfer: Transfer, *, by: Person, now: datetime) -> None:
    """The agency's contact says that no copy is left."""
    rules.check_can_confirm(by, transfer, timezone.localdate(now))
    with transaction.atomic():
        row = lock_transfer(transfer)
        if row.received_at is None:
            raise Refused("Say first that you received it.")
        if row.destroyed_at is None:
            write(row, by=by, now=now, verb="destroyed_names", destroyed_at=now, destroyed_by=by)


def set_aside(transfer: Transfer, *, by: Person, now: datetime) -> None:
    """The lead: it never arrived, or was written down by mistake. It is counted nowhere and reminds nobody."""
    rules.check_can_set_aside(by, transfer, timezone.localdate(now))
    with transaction.atomic():
        row = lock_transfer(transfer)
        if row.received_at is not None:
            raise Refused("The agency has said that it received this, so it stays until it is destroyed.")
        if row.set_aside_at is None:
            write(row, by=by, now=now, verb="set_aside_names", set_aside_at=now, set_aside_by=by)


def lock_transfer(transfer: Transfer) -> Transfer:
    return Transfer.objects.select_for_update(of=("self",)).select_related("audit", "agency").get(pk=transfer.pk)
