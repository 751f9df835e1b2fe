"""What every act that writes to a return begins with: hold it, ask whether the person may, note that it is begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from audit_project.checked import checked
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits import lifecycle
from audits.codes.models import RATED, UNANSWERED
from audits.returns import rules
from audits.returns.domains.models import DomainGrade
from audits.returns.lifecycle import MOVES
from audits.returns.models import NO_GRADE, NOT_ON_THE_SCALE, AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.returns.steps.models import AgencyStep
from audits.scope.models import Audit
from audits.tools.models import RatingBand

# Set while a page is saved by itself as somebody types: such a save leaves no line in the journal and no history row.
IN_THE_BACKGROUND: ContextVar[bool] = ContextVar("in_the_background", default=False)
WITH_HISTORY: tuple[type[Model], ...] = (Answer, OwnGrade, Finding, Voice, AgencyStep)
STATES_TAKEN = (RATED, UNANSWERED, "NA", "CANTTELL")


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


def stands(row: Model, fields: dict[str, Any]) -> bool:
    """Whether the row holds these values already: the same page sent twice is no clash and no second write."""
    return all(getattr(row, name) == value for name, value in fields.items())


def grade_taken(audit: Audit, band: RatingBand | None, state: str | None) -> dict[str, Any]:
    """The columns of a grade: a band of the audit's scale, or the state that stands instead."""
    if band is not None and band.scale_id != audit.scale_id:
        raise Refused(NOT_ON_THE_SCALE)
    chosen = RATED if band is not None else (state or UNANSWERED)
    if chosen not in (*STATES_TAKEN, "NOTGRADED") or (chosen == RATED) != (band is not None):
        raise Refused(NO_GRADE)
    return {"band_id": band.pk if band is not None else None, "state_id": chosen}


def counted(row: Any) -> dict[str, int]:
    """What is written along with a save of the row: a save by the page itself is counted, and makes no history."""
    return {"background_saves": row.background_saves + 1} if IN_THE_BACKGROUND.get() else {}


def edit_row(row: Any, *, by: Person, now: datetime, version: int, **said: Any) -> None:
    """Change a row of a return's list: a finding, a step. Raises `Stale` with both texts on a clash."""
    with transaction.atomic():
        start_writing(row.agency_return, by, now)
        row.refresh_from_db()
        fields = checked(row, **said)
        if stands(row, fields):
            return
        write_version(row, version, **fields, **counted(row))
        if not IN_THE_BACKGROUND.get():
            journal.record(by, "edited", row, now=now)


def note_saved(by: Person, agency_return: AgencyReturn, now: datetime) -> None:
    """Write down that the person saved; a page that saves itself is written down once, by `keeping`."""
    if not IN_THE_BACKGROUND.get():
        journal.record(by, "saved", agency_return, now=now)


@contextmanager
def in_the_background() -> Iterator[None]:
    """Saves as somebody types: dozens of them make one line in the journal and one step of the rows' history."""
    mark = IN_THE_BACKGROUND.set(True)
    try:
        yield
    finally:
        IN_THE_BACKGROUND.reset(mark)


def with_history(agency_return: AgencyReturn) -> tuple[type[Model], ...]:
    """What a return's pages write; grades by domain only where its audit asks for them."""
    return (*WITH_HISTORY, DomainGrade) if agency_return.audit.grades_domains else WITH_HISTORY


def keep_history(agency_return: AgencyReturn, *models: type[Model]) -> None:
    """Write the rows that were saved in the background into their history, as they stand now; a query for each model.

    Called when the person saves the page themselves, and when the return moves on.
    """
    for model in models or with_history(agency_return):
        events: Any = model._meta.get_field("events").related_model
        same = events.objects.filter(pgh_obj=OuterRef("pk"), version=OuterRef("version"))
        rows = model._default_manager.filter(~Exists(same), agency_return=agency_return)
        for row in rows:
            pghistory.create_event(row, label="page_saved")
