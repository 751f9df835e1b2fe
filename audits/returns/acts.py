"""What an auditor does with a return: says whose records were read, answers, writes findings and voices, grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.checked import check_row
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits import lifecycle
from audits.codes.models import RATED, UNANSWERED, PracticeDomain
from audits.returns import rules
from audits.returns.handing_in import accept, send_back, submit
from audits.returns.lifecycle import MOVES
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.returns.opening import open_return, open_returns
from audits.scope.models import Audit, RatingBand

__all__ = [
    "AnswerInput",
    "accept",
    "add_finding",
    "edit_finding",
    "move_finding",
    "open_return",
    "open_returns",
    "remove_finding",
    "save_answers",
    "save_grade",
    "save_opening",
    "save_voice",
    "send_back",
    "submit",
]

STATES_TAKEN = (RATED, UNANSWERED, "NA", "CANTTELL")
MOST_FINDINGS = 40


@dataclass(frozen=True)
class AnswerInput:
    """One answer as it was given, with the version the person had before them."""

    standard_id: int
    version: int
    value: str = ""
    state: str = UNANSWERED
    comment: str = ""


def start_writing(agency_return: AgencyReturn, by: Person, now: datetime) -> None:
    """Check that the person may write, hold the audit, and note that the return has been begun.

    Called inside the act's transaction.
    """
    held = Audit.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_return.audit_id)
    row = (
        AgencyReturn.objects.select_for_update(of=("self",))
        .select_related("involvement", "agency")
        .get(pk=agency_return.pk)
    )
    row.audit = held
    rules.check_can_write(by, row, timezone.localdate(now))
    agency_return.state, agency_return.version = row.state, row.version
    agency_return.audit = held
    if row.state == AgencyReturn.State.NOT_STARTED:
        lifecycle.move(agency_return, AgencyReturn.State.IN_PROGRESS, MOVES, by=by, now=now)


def save_opening(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    version: int,
    records_read: Sequence[str],
    on_behalf_of: str,
) -> None:
    """Whose records were read, and on behalf of which post. Raises `Stale` on a clash."""
    known = {choice.value for choice in AgencyReturn.Whose}
    if set(records_read) - known:
        raise Refused("Choose whose records you read from the list.")
    with transaction.atomic():
        begun_at = agency_return.state
        start_writing(agency_return, by, now)
        if begun_at == AgencyReturn.State.NOT_STARTED and version == agency_return.version - 1:
            version = agency_return.version  # our own first move counted one
        proposed = AgencyReturn(records_read=list(records_read), on_behalf_of=on_behalf_of)
        check_row(proposed, only=("records_read", "on_behalf_of"))
        write_version(agency_return, version, records_read=sorted(set(records_read)), on_behalf_of=on_behalf_of)
        journal.record(by, "saved", agency_return, now=now)


def save_answers(agency_return: AgencyReturn, *, by: Person, now: datetime, answers: Iterable[AnswerInput]) -> int:
    """Save a page of answers, all or none; returns how many changed.

    A row that stands as it was given is left alone. Where somebody else saved first, `Stale` carries both texts of
    every clash under the standard's number ("answer-12").
    """
    given = list(answers)
    with transaction.atomic():
        start_writing(agency_return, by, now)
        rows = {row.standard_id: row for row in Answer.objects.select_for_update().filter(agency_return=agency_return)}
        theirs: dict[str, Any] = {}
        yours: dict[str, Any] = {}
        changed = 0
        for one in given:
            row = rows.get(one.standard_id)
            if row is None:
                raise Refused("That question is not on this return.")
            fields = answer_fields(one)
            if all(getattr(row, name) == value for name, value in fields.items()):
                continue
            if row.version != one.version:
                theirs[f"answer-{one.standard_id}"] = {name: getattr(row, name) for name in fields}
                yours[f"answer-{one.standard_id}"] = fields
                continue
            check_row(Answer(comment=one.comment), only=("comment",))
            write_version(row, one.version, **fields)
            changed += 1
        if theirs:
            raise Stale(
                "Someone else answered while you were writing. Both answers are shown: choose what to keep.",
                theirs=theirs,
                yours=yours,
                version=0,
            )
        if changed:
            journal.record(by, "saved", agency_return, now=now)
    return changed


def answer_fields(given: AnswerInput) -> dict[str, Any]:
    """The columns of one answer; a value and a state other than "answered" exclude each other."""
    if given.value and given.value not in Answer.Value.values:
        raise Refused("Choose yes, partly or no, or say why there is no answer.")
    if given.state not in STATES_TAKEN or bool(given.value) != (given.state == RATED):
        raise Refused("Give one answer, or say why there is none.")
    return {"value": given.value, "state_id": given.state, "comment": given.comment}


def finding_fields(
    kind: str, domain: PracticeDomain, scope: str, text: str, missed_opportunity: bool, exemplar: bool
) -> dict[str, Any]:
    """The columns of a finding, checked for what it may be."""
    if not text.strip():
        raise Refused("Write what you found.")
    if kind == "good" and missed_opportunity:
        raise Refused("Good practice cannot be a missed opportunity.")
    if kind == "develop" and exemplar:
        raise Refused("Only good practice can be an exemplar.")
    fields = {
        "kind": kind,
        "domain_id": domain.pk,
        "scope": scope,
        "text": text,
        "missed_opportunity": missed_opportunity,
        "exemplar": exemplar,
    }
    check_row(Finding(**fields), only=("kind", "domain", "scope", "text"))
    return fields


def add_finding(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    kind: str,
    domain: PracticeDomain,
    text: str,
    scope: str = "agency",
    missed_opportunity: bool = False,
    exemplar: bool = False,
) -> Finding:
    """Add a finding at the end of the list."""
    with transaction.atomic():
        start_writing(agency_return, by, now)
        fields = finding_fields(kind, domain, scope, text, missed_opportunity, exemplar)
        if agency_return.findings.count() >= MOST_FINDINGS:
            raise Refused(f"A return holds {MOST_FINDINGS} findings at most. Put what belongs together into one.")
        last = agency_return.findings.aggregate(last=Max("order"))["last"] or 0
        finding = Finding.objects.create(
            agency_return=agency_return,
            audit_id=agency_return.audit_id,
            case_id=agency_return.case_id,
            agency_id=agency_return.agency_id,
            order=last + 1,
            **fields,
        )
        journal.record(by, "added", finding, audit_uid=agency_return.audit.uid, now=now)
    return finding


def edit_finding(
    finding: Finding,
    *,
    by: Person,
    now: datetime,
    version: int,
    kind: str,
    domain: PracticeDomain,
    text: str,
    scope: str = "agency",
    missed_opportunity: bool = False,
    exemplar: bool = False,
) -> None:
    """Change a finding. Raises `Stale` with both texts on a clash."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        fields = finding_fields(kind, domain, scope, text, missed_opportunity, exemplar)
        write_version(finding, version, **fields)
        journal.record(by, "edited", finding, now=now)


def remove_finding(finding: Finding, *, by: Person, now: datetime) -> None:
    """Take a finding off the return; its history stays."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        if hasattr(finding, "decision"):
            raise Refused("This finding has been taken to the meeting, so it stays.")
        journal.record(by, "removed", finding, now=now)
        finding.delete()


def move_finding(finding: Finding, *, by: Person, now: datetime, up: bool) -> None:
    """Move a finding one place up or down the list; at the end it stays where it is."""
    with transaction.atomic():
        start_writing(finding.agency_return, by, now)
        rows = list(
            Finding.objects.select_for_update().filter(agency_return=finding.agency_return).order_by("order", "id")
        )
        at = rows.index(finding)
        other = at - 1 if up else at + 1
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
            for place, row in enumerate(rows, 1):
                Finding.objects.filter(pk=row.pk).exclude(order=place).update(order=place)


def save_voice(
    agency_return: AgencyReturn, *, by: Person, now: datetime, version: int, whose: str, found: bool | None, text: str
) -> Voice:
    """What the record shows of one voice; version 1 for one that nobody has written yet."""
    if whose not in Voice.Whose.values:
        raise Refused("Choose whose voice it is.")
    if text and found is not True:
        raise Refused("You wrote what was found: choose yes, or take the words out.")
    with transaction.atomic():
        start_writing(agency_return, by, now)
        voice, _ = Voice.objects.get_or_create(agency_return=agency_return, whose=whose)
        check_row(Voice(text=text), only=("text",))
        if voice.found == found and voice.text == text:
            return voice
        write_version(voice, version, found=found, text=text)
        journal.record(by, "saved", agency_return, now=now)
    return voice


def save_grade(
    agency_return: AgencyReturn,
    *,
    by: Person,
    now: datetime,
    version: int,
    band: RatingBand | None = None,
    state: str | None = None,
    reason: str = "",
    child_safe_today: str = "",
) -> OwnGrade:
    """The agency's grade of its own practice: a band of the audit's scale, or the state that stands instead."""
    with transaction.atomic():
        start_writing(agency_return, by, now)
        if band is not None and band.scale_id != agency_return.audit.scale_id:
            raise Refused("Choose a grade of this audit's scale.")
        chosen = RATED if band is not None else (state or UNANSWERED)
        if chosen not in (*STATES_TAKEN, "NOTGRADED") or (chosen == RATED) != (band is not None):
            raise Refused("Choose a grade, or say why there is none.")
        grade = OwnGrade.objects.select_for_update().get(agency_return=agency_return)
        check_row(OwnGrade(reason=reason, child_safe_today=child_safe_today), only=("reason", "child_safe_today"))
        fields = {
            "band_id": band.pk if band is not None else None,
            "state_id": chosen,
            "reason": reason,
            "child_safe_today": child_safe_today,
        }
        write_version(grade, version, **fields)
        journal.record(by, "saved", agency_return, now=now)
    return grade
