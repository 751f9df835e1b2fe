"""What people do with what is sealed for an agency: keep its own reference, open it, take it away; send it lines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.list_looks import has_figure
from audit_project.refused import Refused
from audits.recognise.find import find
from audits.recognise.found import FoundKind
from audits.sample.draw.cohort import fault_of
from audits.sample.draw.columns import as_reference
from audits.sample.key.sealing import seal_for, unseal_for
from audits.sample.models import Involvement
from audits.sample.own_reference import rules
from audits.sample.own_reference.models import KINDS, IdentifyingLines, OwnReference, SealedForAgency
from audits.scope.models import Audit

NOTHING_KEPT = "No reference of your agency is kept here for this case."
NO_LINES = "No identifying lines are kept here for this case."
NO_FIGURE = "A reference has a figure in it. Write your system's number for the case here, never a name."
NATIONAL = "This may be an NHS number or a unique pupil number. Use the number of the case in your own system."
NATIONAL_KINDS = (FoundKind.NHS_NUMBER, FoundKind.UPN)
LONGEST_LINES = 300


def keep_own_reference(involvement: Involvement, *, by: Person, now: datetime, reference: str, version: int) -> None:
    """Keep the agency's own reference, sealed; what was kept before is gone. One nobody has kept has version 0.

    The rule is the page's: the contact's (`check_can_open_own_reference`) or that of the return (`returns.rules`).
    """
    given = as_reference(reference)
    if fault := fault_of(given, [], "") or fault_of_kind(given):
        raise Refused(fault, on="reference")
    keep_sealed(OwnReference, involvement, given, by=by, now=now, verb="kept_own_reference", version=version)


def fault_of_kind(reference: str) -> str:
    """Why something that could be a reference is none: a word alone, or a number that everybody's systems know."""
    if not has_figure(reference):
        return NO_FIGURE
    return NATIONAL if any(one.kind in NATIONAL_KINDS for one in find(reference)) else ""


def seal_lines(involvement: Involvement, *, by: Person, now: datetime, lines: str, version: int) -> None:
    """Seal who the case is for one agency, where the partnership has decided to share it so."""
    rules.check_can_write_lines(by, involvement, timezone.localdate(now))
    if not lines.strip():
        raise Refused("Enter the identifying lines.", on="lines")
    if len(lines) > LONGEST_LINES:
        raise Refused(f"Use {LONGEST_LINES} characters or fewer.", on="lines")
    keep_sealed(IdentifyingLines, involvement, lines, by=by, now=now, verb="sealed_lines", version=version)


def keep_sealed(
    kind: type[SealedForAgency],
    involvement: Involvement,
    words: str,
    *,
    by: Person,
    now: datetime,
    verb: str,
    version: int,
) -> None:
    """Seal words with an involvement. Raises `Stale` on a clash; the other's words are not in it."""
    rules.check_may_be_kept(involvement)
    sealed = seal_for(kind.bound_as, involvement, words)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=involvement.case.audit_id)
        if not Involvement.objects.filter(pk=involvement.pk).exists():
            raise Refused("This question has been taken back, so nothing is kept with it.")
        row = kind._default_manager.filter(involvement=involvement).first()
        if row is not None:
            rules.check_may_go(involvement)
        write(
            row or kind(involvement=involvement), by=by, now=now, verb=verb, of=involvement, version=version,
            sealed=sealed, sealed_at=now, sealed_by=by,
        )  # fmt: skip


def open_own_reference(involvement: Involvement, *, by: Person, now: datetime) -> str:
    """The agency's own reference, for whoever has just been allowed it; each opening is written down."""
    return opened(OwnReference, involvement, NOTHING_KEPT, by=by, now=now, verb="opened_own_reference")


def open_lines(involvement: Involvement, *, by: Person, now: datetime) -> str:
    """The identifying lines, for whoever has just been allowed them; each opening is written down."""
    return opened(IdentifyingLines, involvement, NO_LINES, by=by, now=now, verb="opened_lines")


def opened(
    kind: type[SealedForAgency], involvement: Involvement, none: str, *, by: Person, now: datetime, verb: str
) -> str:
    row = kind._default_manager.filter(involvement=involvement).first()
    if row is None:
        raise Refused(none)
    words = unseal_for(kind.bound_as, involvement, bytes(row.sealed))
    journal.record(by, verb, involvement, now=now)
    return words


def take_away_own_reference(involvement: Involvement, *, by: Person, now: datetime) -> None:
    """Take the agency's own reference away for good. The rule is the page's."""
    take_away(OwnReference, involvement, NOTHING_KEPT, by=by, now=now, verb="removed_own_reference")


def take_away_lines(involvement: Involvement, *, by: Person, now: datetime) -> None:
    """Take the identifying lines away for good."""
    rules.check_can_write_lines(by, involvement, timezone.localdate(now))
    take_away(IdentifyingLines, involvement, NO_LINES, by=by, now=now, verb="removed_lines")


def take_away(
    kind: type[SealedForAgency], involvement: Involvement, none: str, *, by: Person, now: datetime, verb: str
) -> None:
    rules.check_may_go(involvement)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=involvement.case.audit_id)
        gone, _ = kind._default_manager.filter(involvement=involvement).delete()
        if not gone:
            raise Refused(none)
        journal.record(by, verb, involvement, now=now)


def wipe_of_audit(audit: Audit, *, by: Person, now: datetime) -> int:
    """Take away what is sealed for any agency of an audit, together with the key; how much it was."""
    gone = sum(kind._default_manager.filter(involvement__case__audit=audit).delete()[0] for kind in KINDS)
    if gone:
        journal.record(by, "wiped_sealed", audit, now=now)
    return gone


def wipe_of_case(case_id: int) -> None:
    """The case has left: nobody looks for its record any more."""
    for kind in KINDS:
        kind._default_manager.filter(involvement__case=case_id).delete()
