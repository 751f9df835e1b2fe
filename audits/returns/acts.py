"""What an auditor does with a return: says whose records were read, answers, writes findings and voices, grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies.models import Person
from audit_project.checked import checked
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits.codes.models import RATED, UNANSWERED
from audits.returns.answers import with_kinds
from audits.returns.domains.acts import save_domain_grade
from audits.returns.filling_in.asked_after import settle
from audits.returns.filling_in.drafts import keep_draft, remove_draft
from audits.returns.filling_in.finding_acts import add_finding, edit_finding, move_finding, remove_finding
from audits.returns.filling_in.nothing import hand_in_nothing
from audits.returns.handing_in.acts import accept_all, accept_return, send_back_return, submit_return
from audits.returns.models import (
    ONE_ANSWER,
    AgencyReturn,
    Answer,
    Handling,
    OwnGrade,
    Voice,
)
from audits.returns.opening.acts import open_return, open_returns
from audits.returns.steps.acts import add_step, edit_step, remove_step
from audits.returns.writing import STATES_TAKEN, counted, grade_taken, note_saved, stands, start_writing
from audits.tools.kinds.known import TYPED
from audits.tools.models import RatingBand, Standard

__all__ = [
    "AnswerInput",
    "accept_all",
    "accept_return",
    "add_finding",
    "add_step",
    "edit_finding",
    "edit_step",
    "hand_in_nothing",
    "keep_draft",
    "move_finding",
    "open_return",
    "open_returns",
    "remove_draft",
    "remove_finding",
    "remove_step",
    "save_answers",
    "save_domain_grade",
    "save_grade",
    "save_opening",
    "save_voice",
    "send_back_return",
    "submit_return",
]

WRITTEN = ("value", "entered", "state", "kept_apart", "comment", "handling", "version", "background_saves")


@dataclass(frozen=True)
class AnswerInput:
    """One answer as it was given, with the version the person had before them."""

    standard_id: int
    version: int
    value: str = ""
    state: str = UNANSWERED
    comment: str = ""
    handling: str = Handling.PANEL
    entered: str = ""


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
        start_writing(agency_return, by, now)
        fields = checked(agency_return, records_read=sorted(set(records_read)), on_behalf_of=on_behalf_of)
        if stands(agency_return, fields):
            return
        write_version(agency_return, version, **fields)
        note_saved(by, agency_return, now)


def save_answers(agency_return: AgencyReturn, *, by: Person, now: datetime, answers: Iterable[AnswerInput]) -> int:
    """Save a page of answers, all or none; returns how many changed.

    A row that stands as it was given is left alone. Where somebody else saved first, `Stale` carries both texts of
    every clash under the standard's number ("answer-12").
    """
    given = list(answers)
    with transaction.atomic():
        start_writing(agency_return, by, now)
        held = Answer.objects.select_for_update(of=("self",)).filter(agency_return=agency_return)
        rows = {row.standard_id: row for row in with_kinds(held.select_related("standard"))}
        theirs: dict[str, Any] = {}
        yours: dict[str, Any] = {}
        changed: list[Answer] = []
        for one in given:
            row = rows.get(one.standard_id)
            if row is None:
                raise Refused("That question is not on this return.")
            fields = answer_fields(one)
            if stands(row, fields):
                continue
            check_taken(row, fields)
            if row.version != one.version:
                theirs[f"answer-{one.standard_id}"] = {
                    "version": row.version,
                    **{name: getattr(row, name) for name in fields},
                }
                yours[f"answer-{one.standard_id}"] = fields
                continue
            fields |= checked(row, comment=one.comment)
            for name, value in {**fields, **counted(row)}.items():
                setattr(row, name, value)
            row.version += 1
            changed.append(row)
        if theirs:
            raise Stale(
                "Someone else answered while you were writing. Both answers are shown: choose what to keep.",
                theirs=theirs,
                yours=yours,
                version=0,
            )
        if changed:
            come_or_gone = [row for row in settle(rows) if row not in changed]
            for row in come_or_gone:
                for name, value in counted(row).items():
                    setattr(row, name, value)
            # The rows are held and their versions were compared above: one statement writes the whole page. What comes
            # and goes by itself keeps its version: nobody has typed into it.
            Answer.objects.bulk_update([*changed, *come_or_gone], WRITTEN)
            note_saved(by, agency_return, now)
    return len(changed)


def check_taken(row: Answer, fields: dict[str, Any]) -> None:
    """A question takes the answers of its kind: no "partly" where it is yes or no, "not applicable" where it may."""
    if fields["value"] == Answer.Value.PARTLY and row.standard.takes == Standard.Takes.YES_NO:
        raise Refused("One of these questions takes yes or no, without a “partly” between. Answer it yes or no.")
    if fields["value"] and not row.kind.is_answer(fields["value"], fields["entered"]):
        raise Refused("One of these answers is none that its question takes. Look at the question and answer it again.")
    if fields["state_id"] == "NA" and not row.standard.may_be_not_applicable:
        raise Refused("One of these questions applies to every case, so it cannot be answered “not applicable”.")


def answer_fields(given: AnswerInput) -> dict[str, Any]:
    """The columns of one answer; a value and a state other than "answered" exclude each other."""
    if given.state not in STATES_TAKEN or bool(given.value) != (given.state == RATED):
        raise Refused(ONE_ANSWER)
    if bool(given.entered) != (given.value in TYPED):
        raise Refused(ONE_ANSWER)
    if given.handling not in Handling.values:
        raise Refused("Choose who may read the comment.")
    return {
        "value": given.value, "entered": given.entered, "state_id": given.state,
        "comment": given.comment, "handling": given.handling,
    }  # fmt: skip


def save_voice(
    agency_return: AgencyReturn, *, by: Person, now: datetime, version: int, whose: str, found: bool | None, text: str
) -> Voice | None:
    """What the record shows of one voice; version 1 for one that nobody has written yet; None when nothing is said."""
    if whose not in Voice.Whose.values:
        raise Refused("Choose whose voice it is.")
    if text and found is False:
        raise Refused("You wrote what was found: choose yes, or take the words out.")
    with transaction.atomic():
        start_writing(agency_return, by, now)
        text = checked(Voice(), text=text)["text"]
        if found is None and not text and not agency_return.voices.filter(whose=whose).exists():
            return None
        voice, _ = Voice.objects.get_or_create(agency_return=agency_return, whose=whose, defaults=counted(Voice()))
        if stands(voice, {"found": found, "text": text}):
            return voice
        write_version(voice, version, found=found, text=text, **counted(voice))
        note_saved(by, agency_return, now)
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
        taken = grade_taken(agency_return.audit, band, state)
        grade, _ = OwnGrade.objects.select_for_update().get_or_create(
            agency_return=agency_return,
            defaults={
                "audit_id": agency_return.audit_id,
                "case_id": agency_return.case_id,
                "agency_id": agency_return.agency_id,
                **counted(OwnGrade()),
            },
        )
        fields = {**taken, **checked(grade, reason=reason, child_safe_today=child_safe_today)}
        if stands(grade, fields):
            return grade
        write_version(grade, version, **fields, **counted(grade))
        note_saved(by, agency_return, now)
    return grade
