"""What an agency recommends and has done, in its return's Word form: a row of a table for each, and empty ones."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from audits.returns.handling import is_kept_back
from audits.returns.models import AgencyReturn
from audits.returns.steps.forms import StepForm
from audits.returns.steps.models import AgencyStep
from audits.returns.word.pieces import FormPart, FormSlot, pairs, remaking

EMPTY_STEPS = 3
OF_STEP = "step-"
STEP_FIELDS = (("kind", "kind"), ("text", "text"), ("done_on", "done"))  # by cell: the field, and its tag


def step_parts(
    agency_return: AgencyReturn, listed: Sequence[uuid.UUID] | None, key_of_block: Callable[[int], uuid.UUID]
) -> tuple[list[FormPart], tuple[uuid.UUID, ...], int]:
    """The parts of the table, the uid that stands in each of its rows, and how many are kept back; one query.

    `listed` are those that stood in the form when it was made: those that stand now otherwise.
    """
    rows = {step.uid: step for step in agency_return.steps.all()}
    shown = {uid: row for uid, row in rows.items() if not is_kept_back(row)}
    uids = list(shown) if listed is None else list(listed)
    standing = len(uids)
    uids += [key_of_block(standing + place) for place in range(1, EMPTY_STEPS + 1)]
    parts = []
    for number, uid in enumerate(uids, 1):
        row = rows.get(uid)
        if (number <= standing) if row is None else is_kept_back(row):
            continue  # taken off, or kept back, since the form was made
        parts.append(step_part(agency_return, row, uid, number))
    return parts, tuple(uids), len(rows) - len(shown)


def step_part(agency_return: AgencyReturn, row: AgencyStep | None, uid: uuid.UUID, number: int) -> FormPart:
    name = f"{OF_STEP}{uid.hex}"
    form: Any = remaking(StepForm, instance=row or AgencyStep(agency_return=agency_return), prefix=name)
    slots = tuple(
        FormSlot(
            f"step:{number}:{short}", f"S{number}", cell, field, str(form.fields[field].label),
            pairs(form, field) if field == "kind" else (), is_day=field == "done_on",
        )
        for cell, (field, short) in enumerate(STEP_FIELDS, 1)
    )  # fmt: skip
    return FormPart(name, f"What you recommend or have done, {number}", form, slots, row, is_new=row is None)
