"""The lines of the list of an audit's returns: who has each, when it was last touched, what may be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from agencies.models import JournalEntry, Person
from audits.returns.due import due_in_words
from audits.returns.holders import Holder, holders_of
from audits.returns.listing.narrowing import still_owed
from audits.returns.models import AgencyReturn
from audits.returns.reading import link_words
from audits.returns.rules import OPEN_AUDIT, can_read, is_contact
from audits.scope.models import Audit
from audits.scope.naming import call_as_then

# Reading is not touching: what the list calls the last change is a save, a move, a new auditor or a link.
TOUCHES = ("saved", "submitted", "sent_back", "accepted", "moved", "checked_words", "sent_link", "revoked_link")


@dataclass(frozen=True)
class ListedReturn:
    """A return as the list shows it. Whether the person may read it: a draft is its agency's own. `link_words` leads to
    its links, for those who send them; with `may_remind` the lead may remind its people."""

    row: AgencyReturn
    holder: Holder
    touched: datetime | None
    late: str
    may_read: bool
    may_remind: bool
    link_words: str

    @property
    def may_name(self) -> bool:
        """Whether somebody is to be named to audit: who is named is not there."""
        return self.may_remind and not self.holder.is_there


def lines_of(rows: Sequence[AgencyReturn], audit: Audit, person: Person, on: date, led: bool) -> list[ListedReturn]:
    """The rows of one page, of one audit; four queries at any number."""
    sends = audit.state in OPEN_AUDIT
    may_read = {row.pk: can_read(person, row) for row in rows}
    links = {row.pk: link_words(row, sends) if led or is_contact(person, row.agency) else "" for row in rows}
    holders = holders_of(rows, on)
    call_as_then(audit, (row.agency for row in rows))
    last = last_touched(rows)
    due = due_in_words(audit.returns_due, on)
    lines = []
    for row in rows:
        row.audit = audit
        owed = still_owed(row)
        late = due.words if due is not None and due.late and owed else ""
        lines.append(
            ListedReturn(row, holders[row.pk], last.get(row.pk), late, may_read[row.pk], led and owed, links[row.pk])
        )
    return lines


def last_touched(rows: Sequence[Any]) -> dict[int, datetime]:
    """When somebody last saved something in each return, or moved it on. Whoever only read it did not touch it."""
    by_uid = {str(row.uid): row.pk for row in rows}
    found: dict[int, datetime] = {row.pk: row.saved_last for row in rows if row.saved_last}
    # By case, where the journal has its index.
    acts = JournalEntry.objects.filter(
        case_uid__in={row.case.uid for row in rows}, kind="agencyreturn", refused=False, verb__in=TOUCHES
    )
    for uid, at in acts.order_by().values("object_uid").annotate(last=Max("at")).values_list("object_uid", "last"):
        if uid in by_uid:
            found[by_uid[uid]] = max(at, found.get(by_uid[uid], at))
    return found
