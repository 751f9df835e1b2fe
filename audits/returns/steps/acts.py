"""What an auditor does with what their agency recommends or has done: add, change, remove."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.returns.filling_in.long_texts import remove_long
from audits.returns.models import AgencyReturn
from audits.returns.steps.models import NOT_IN_THE_FUTURE, AgencyStep
from audits.returns.writing import counted, edit_row, start_writing

MOST_STEPS = 20


def check_day(done_on: date | None, now: datetime) -> None:
    if done_on is not None and done_on > timezone.localdate(now):
        raise Refused(NOT_IN_THE_FUTURE, on="done_on")


def add_step(
    agency_return: AgencyReturn, *, by: Person, now: datetime, uid: uuid.UUID | None = None, **said: Any
) -> AgencyStep:
    """Add a row at the end of the list. One that is given its own `uid` is added once: asked for again, the one that
    stands is returned as it is."""
    check_day(said.get("done_on"), now)
    with transaction.atomic():
        start_writing(agency_return, by, now)
        standing = agency_return.steps.filter(uid=uid).first() if uid else None
        if standing is not None:
            return standing
        if agency_return.steps.count() >= MOST_STEPS:
            raise Refused(f"A return holds {MOST_STEPS} of these at most. Put what belongs together into one.")
        row = AgencyStep(
            agency_return=agency_return,
            audit=agency_return.audit,
            case_id=agency_return.case_id,
            agency_id=agency_return.agency_id,
            order=(agency_return.steps.aggregate(last=Max("order"))["last"] or 0) + 1,
            uid=uid or uuid.uuid4(),
        )
        row.background_saves = counted(row).get("background_saves", 0)
        return write(row, by=by, now=now, verb="added", **said)


def edit_step(step: AgencyStep, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    """Change a row. Raises `Stale` with both texts on a clash."""
    check_day(said.get("done_on"), now)
    edit_row(step, by=by, now=now, version=version, **said)


def remove_step(step: AgencyStep, *, by: Person, now: datetime) -> None:
    """Take a row off the return; its history stays."""
    with transaction.atomic():
        start_writing(step.agency_return, by, now)
        journal.record(by, "removed", step, now=now)
        remove_long(step.agency_return, f"step-{step.uid}")
        step.delete()
