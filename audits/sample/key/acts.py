"""The key of an audit, which number is which child: where it is kept, sealing, opening and wiping it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies import journal
from agencies.models import JournalEntry, Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.sample.draw.acts import is_reference_of
from audits.sample.draw.algorithm import normalised
from audits.sample.draw.cohort import fault_of
from audits.sample.key import rules
from audits.sample.key.models import KeyHolding, SealedReference
from audits.sample.key.sealing import seal, sealer, unseal
from audits.sample.models import Case
from audits.sample.own_reference.acts import wipe_of_audit
from audits.sample.own_reference.models import KINDS
from audits.scope.information.acts import check_not_held
from audits.scope.models import Audit

Where = KeyHolding.Where
BATCH = 500
OF_CASE = "involvement__case__audit"
# The stages in which no auditor looks for a child's record any more.
WORK_DONE = (Audit.State.REPORTING, Audit.State.PUBLISHED, Audit.State.CLOSED)
ALL_DONE = "Wiped when the last action closed."


def holding_of(audit: Audit) -> KeyHolding | None:
    return KeyHolding.objects.filter(audit=audit).select_related("said_by", "wiped_by").first()


def keep_outside(audit: Audit, *, by: Person, now: datetime, version: int, stored_at: str, kept_by: str) -> KeyHolding:
    """Say where the key is kept and by whom. What was sealed here before must be wiped first."""
    rules.check_can_keep_key(by, audit, timezone.localdate(now))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        if SealedReference.objects.filter(case__audit=audit).exists():
            raise Refused("References are sealed here. Wipe them first, then say where the key is kept outside.")
        return write_holding(audit, version, by=by, now=now, where=Where.OUTSIDE, stored_at=stored_at, kept_by=kept_by)


def seal_references(audit: Audit, pairs: Iterable[tuple[Case, str]], *, by: Person, now: datetime) -> int:
    """Keep the references of these cases here, sealed; how many were. All or none.

    A reference of a drawn case must be the one it was drawn with. One that is kept here already stays as it is.
    """
    rules.check_can_keep_key(by, audit, timezone.localdate(now))
    sealer()
    given = [(case, normalised(reference)) for case, reference in pairs]
    if not given:
        raise Refused("Enter at least one reference.")
    for case, reference in given:
        if case.audit_id != audit.pk:
            raise ValueError("a case of another audit")
        if fault := fault_of(reference, [], ""):
            raise Refused(f"Case {case.number}: {fault}")
        if is_reference_of(case, reference) is False:
            raise Refused(f"This is not the reference that case {case.number} was drawn with. Check the list.")
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        check_none_is_kept(case for case, _ in given)
        for case, reference in given:
            SealedReference.objects.create(case=case, sealed=seal(case, reference), sealed_at=now, sealed_by=by)
        holding = holding_of(audit)
        write_holding(audit, holding.version if holding else 1, by=by, now=now, where=Where.SEALED)
    return len(given)


def check_none_is_kept(cases: Iterable[Case]) -> None:
    """A reference that is kept here is never written over: whoever stored it counts on it."""
    kept = SealedReference.objects.filter(case__in=list(cases)).order_by("case__number")
    number = kept.values_list("case__number", flat=True).first()
    if number is not None:
        raise Refused(
            f"The reference of case {number} is kept here already, so nothing was sealed. Open the key first."
        )


def write_holding(audit: Audit, version: int, *, by: Person, now: datetime, **fields: Any) -> KeyHolding:
    """Where the key is from now on; an earlier wiping is part of the past. Raises `Stale` on a clash."""
    row = KeyHolding.objects.select_for_update().filter(audit=audit).first() or KeyHolding(audit=audit, version=2)
    fields |= {"said_at": now, "said_by": by, "wiped_at": None, "wiped_by": None, "wiped_because": ""}
    return write(row, by=by, now=now, verb="kept_key", version=version, **fields)


def open_reference(case: Case, *, by: Person, now: datetime) -> str:
    """The reference of one case's child, for whoever has just been allowed it; each opening is written down.

    The rule is the page's: the lead's (`check_can_open_key`) or that of the return (`returns.rules`).
    """
    row = SealedReference.objects.filter(case=case).first()
    if row is None:
        raise Refused("No reference of this case is kept here. Ask the audit's lead where the key is.")
    reference = unseal(case, bytes(row.sealed))
    journal.record(by, "opened_key", case, now=now)
    return reference


def wipe(audit: Audit, *, by: Person, now: datetime, reason: str) -> int:
    """Take away all that is sealed for the audit; how much it was. Refused while it is on legal hold."""
    rules.check_can_wipe_key(by, audit, timezone.localdate(now))
    check_not_held(audit)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        gone = wiped(audit, by=by, now=now, because=reason)
        if not gone:
            raise Refused("Nothing is sealed here.")
    return gone


def wipe_when_done(audit: Audit, *, by: Person, now: datetime) -> None:
    """The last action has closed: nobody needs to know any more which child it was.

    Not while returns or meetings are under way: an action may be added and closed early. A legal hold keeps the key.
    The caller holds the audit's row, so that two last actions cannot both see the other open.
    """
    if audit.state not in WORK_DONE:
        return
    try:
        check_not_held(audit)
    except Refused:
        return
    wiped(audit, by=by, now=now, because=ALL_DONE)


def wiped(audit: Audit, *, by: Person, now: datetime, because: str) -> int:
    """The key goes, and with it what is sealed for any agency: the same records would be found by it."""
    gone, _ = SealedReference.objects.filter(case__audit=audit).delete()
    if gone:
        row = KeyHolding.objects.get(audit=audit)
        write(row, by=by, now=now, verb="wiped_key", wiped_at=now, wiped_by=by, wiped_because=because)
    return gone + wipe_of_audit(audit, by=by, now=now)


def rotate_keys() -> int:
    """Seal every row anew with the first key of the environment; how many. Safe to run again.

    A row that no key opens ends it with a sentence that names its case; what was done before stays done.
    """
    keys = sealer()
    done = rotated(SealedReference.objects.select_related("case__audit"), keys)
    return done + sum(rotated(kind._default_manager.select_related(OF_CASE), keys) for kind in KINDS)


def rotated(sealed_rows: QuerySet[Any], keys: MultiFernet) -> int:
    done = 0
    pks = list(sealed_rows.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(pks), BATCH):
        with transaction.atomic():
            for row in sealed_rows.select_for_update(of=("self",)).filter(pk__in=pks[at : at + BATCH]):
                try:
                    sealed = keys.rotate(bytes(row.sealed))
                except InvalidToken as fault:
                    case = row.case if isinstance(row, SealedReference) else row.involvement.case
                    whose = f"case {case.number} of {case.audit.reference}"
                    raise Refused(f"The reference of {whose} cannot be opened with these keys.") from fault
                sealed_rows.filter(pk=row.pk).update(sealed=sealed)
                done += 1
    return done


def sealed_cases(audit: Audit) -> list[Case]:
    rows = Case.objects.filter(audit=audit, sealed_reference__isnull=False).select_related("sealed_reference")
    return list(rows.order_by("number"))


def cases_to_seal(audit: Audit) -> list[Case]:
    """Cases of the sample whose reference is not kept here."""
    rows = Case.objects.filter(audit=audit, sealed_reference__isnull=True).exclude(state=Case.State.EXCLUDED)
    return list(rows.order_by("number"))


def openings(audit: Audit, most: int = 100) -> list[tuple[JournalEntry, int | None]]:
    """Who opened which case's reference, newest first."""
    numbers = dict(Case.objects.filter(audit=audit).values_list("uid", "number"))
    rows = JournalEntry.objects.of_audit(audit.uid).filter(verb="opened_key").order_by("-pk")[:most]
    return [(row, numbers.get(row.case_uid) if row.case_uid else None) for row in rows]
