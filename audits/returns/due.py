"""How long somebody has for a return, in words and in working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit_project.working_days import working_days_until


@dataclass(frozen=True)
class Due:
    """A due date as it is said on a list; `late` once the day is over."""

    words: str
    late: bool = False


def due_in_words(due: date | None, on: date) -> Due | None:
    """ "Due in 3 working days", "2 working days late"; None where no day was set."""
    if due is None:
        return None
    if due == on:
        return Due("Due today")
    number = abs(working_days_until(due, on))
    days = f"{number} working day{'' if number == 1 else 's'}"
    if due > on:
        return Due(f"Due in {days}" if number else "Due before the next working day")
    return Due(f"{days} late" if number else "Late, by no working day yet", late=True)
