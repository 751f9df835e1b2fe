"""A return is submitted, sent back with a reason, accepted; and what stands in the way of submitting, in words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from audit_project.refused import Refused
from audits import lifecycle
from audits.codes.models import UNANSWERED
from audits.returns import rules
from audits.returns.lifecycle import MOVES
from audits.returns.models import AgencyReturn
from audits.returns.reading import Whole, whole
from audits.returns.writing import keep_history
from audits.scope.models import Audit
from audits.scope.tools import RatingBand

LONGEST_REASON = 2000


def what_blocks(agency_return: AgencyReturn, read: Whole) -> list[tuple[str, str]]:
    """(sentence, page) for each thing that must be done before the return is submitted."""
    found: list[tuple[str, str]] = []
    if not read.findings:
        found.append(("Write at least one finding.", "return_findings"))
    if agency_return.audit.scale_id is None:
        return found
    grade = read.grade
    if grade.state_id == UNANSWERED:
        found.append(("Grade your agency's practice, or say why you do not.", "return_grade"))
    elif not grade.reason.strip():
        found.append(("Give the reason for your grade.", "return_grade"))
    if not grade.child_safe_today and is_lowest(grade.band):
        found.append(("Say whether the child is safe today.", "return_grade"))
    return found


def what_advises(agency_return: AgencyReturn, read: Whole) -> list[tuple[str, str]]:
    """(sentence, page) for what is missing and does not stop the return."""
    found: list[tuple[str, str]] = []
    answers = [answer for block in read.blocks for answer in block.answers]
    if not agency_return.records_read:
        found.append(("You have not said whose records you read.", "return_records"))
    left = sum(answer.state_id == UNANSWERED for answer in answers)
    if left:
        words = "1 question has no answer yet." if left == 1 else f"{left} questions have no answer yet."
        found.append((words, "return"))
    silent = sum(answer.value in ("PARTLY", "NO") and not answer.comment for answer in answers)
    if silent:
        some = "1 answer of partly or no has" if silent == 1 else f"{silent} answers of partly or no have"
        found.append((f"{some} no comment.", "return"))
    if all(voice.found is None for voice in read.voices):
        found.append(("You have not said what the record shows of the child's voice.", "return_voices"))
    return found


def is_lowest(band: RatingBand | None) -> bool:
    """Whether this is the last band of its scale: the one that asks whether the child is safe today."""
    if band is None or band.positive:
        return False
    return not RatingBand.objects.filter(scale_id=band.scale_id, order__gt=band.order).exists()


def hold(agency_return: AgencyReturn) -> AgencyReturn:
    """The return as it stands now, locked after its audit; called inside a transaction."""
    audit = Audit.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_return.audit_id)
    row = (
        AgencyReturn.objects.select_for_update(of=("self",))
        .select_related("involvement", "agency", "case")
        .get(pk=agency_return.pk)
    )
    row.audit = row.case.audit = audit
    return row


def submit(agency_return: AgencyReturn, *, by: Person, now: datetime) -> None:
    """Hand the return in. A second submit is refused in words; what blocks is said all at once."""
    with transaction.atomic():
        row = hold(agency_return)
        rules.check_can_submit(by, row, timezone.localdate(now))
        blocks = what_blocks(row, whole(row))
        if blocks:
            raise Refused(" ".join(sentence for sentence, _ in blocks))
        keep_history(row)
        lifecycle.move(
            row, AgencyReturn.State.SUBMITTED, MOVES, by=by, now=now, verb="submitted",
            submitted_at=now, submitted_by_id=by.pk,
        )  # fmt: skip
    agency_return.refresh_from_db()


def send_back(agency_return: AgencyReturn, *, by: Person, now: datetime, reason: str) -> None:
    """Give the return back to its auditor, with the reason at its top."""
    if not reason.strip():
        raise Refused("Say what must change.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Use {LONGEST_REASON:,} characters or fewer.")
    with transaction.atomic():
        row = hold(agency_return)
        lifecycle.move(
            row, AgencyReturn.State.SENT_BACK, MOVES, by=by, now=now, verb="sent_back",
            sent_back_reason=reason, submitted_at=None, submitted_by_id=None, accepted_at=None, accepted_by_id=None,
        )  # fmt: skip
    agency_return.refresh_from_db()


def accept(agency_return: AgencyReturn, *, by: Person, now: datetime) -> None:
    """Take the return as it is."""
    with transaction.atomic():
        row = hold(agency_return)
        lifecycle.move(
            row, AgencyReturn.State.ACCEPTED, MOVES, by=by, now=now, verb="accepted",
            accepted_at=now, accepted_by_id=by.pk, sent_back_reason="",
        )  # fmt: skip
    agency_return.refresh_from_db()
