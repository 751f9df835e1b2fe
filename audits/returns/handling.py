"""What an agency keeps back of its words: who reads it all the same, and what the others see instead."""

from __future__ import annotations

from collections.abc import Iterable

from agencies.models import Person
from audits.returns.models import KEPT_BACK, Answer, Finding, Handling
from audits.returns.rules import is_own, reads_everything
from audits.returns.steps.models import AgencyStep
from audits.scope.models import Audit

INSTEAD = {
    Handling.MEETING: "Kept back: it will be said at the meeting.",
    Handling.LEAD: "Kept back for the audit's lead.",
}


def is_kept_back(row: Answer | Finding | AgencyStep) -> bool:
    """Whether the words stand in no pre-read, Word file or export. An answer's tick is never kept back."""
    return row.handling in KEPT_BACK


def keep_back(person: Person, audit: Audit, rows: Iterable[Answer | Finding | AgencyStep]) -> None:
    """Put other words in place of those that this person may not read, on the rows in hand.

    The agency's own people, the audit's lead and its scrutineer read everything; whoever reads through the meeting
    does not. Needs `agency_return` with its `involvement` and `agency` loaded. No query beside.
    """
    if reads_everything(person, audit):
        return
    for row in rows:
        if is_kept_back(row) and not is_own(person, row.agency_return):
            withhold(row)


def withhold(row: Answer | Finding | AgencyStep) -> None:
    """Replace the words of a row in hand; the row itself stays as it is in the database."""
    instead = INSTEAD[Handling(row.handling)]
    if isinstance(row, Finding):
        row.text, row.evidence = instead, ""
    elif isinstance(row, AgencyStep):
        row.text = instead
    elif row.comment:
        row.comment = instead
