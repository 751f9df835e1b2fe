"""What an agency still owes when it goes out of use, in words: how many of what, in which audits, and no more.

The steps of an audit come later than the agencies: they put their questions into `OWES` when the site starts
(`audits/desk/follow_ups.py`). What they answer is read by the administrator, whose role opens no case: counts and
references of audits, never a word of a case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from agencies.models import Agency

OWES: list[Callable[[Agency, date], list[str]]] = []


def owed_by(agency: Agency, on: date) -> list[str]:
    """What this agency and its services still owe on a day, a sentence each; empty when nothing is owed."""
    return [sentence for ask in OWES for sentence in ask(agency, on)]
