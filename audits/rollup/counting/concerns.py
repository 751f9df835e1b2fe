"""How many immediate concerns an audit raised, and how long they waited for an answer. Inside only; no word of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from audit_project.working_days import WorkingHours
from audits.rollup.counting.figures import About, Count, Distribution, Row, Unit
from audits.rollup.counting.gathered import Rows

CONCERN = Unit("concern", "concerns")
DAY = timedelta(hours=8)  # of work
WAITS = (
    ("in_time", "Answered within a working hour, or by closing time"),
    ("same_day", "Answered later, within eight working hours"),
    ("late", "Answered after more than eight working hours"),
    ("not_yet", "Nobody has answered yet"),
)


def concerns_of(concerns: Rows, door: Rows, numbers: Mapping[int, int]) -> Distribution | None:
    """The audit's concerns by the working time to their first answer; None where none was raised."""
    hours = hours_of(door)
    found: dict[str, list[int]] = defaultdict(list)
    for row in concerns:
        if row["case"] in numbers:
            found[wait_of(row["raised"], row["answered"], hours)].append(numbers[row["case"]])
    n = sum(map(len, found.values()))
    if n == 0:
        return None
    lines = tuple(
        Row(
            key,
            label,
            Count(
                CONCERN, len(found[key]), n, {}, cases=tuple(sorted(set(found[key]))), about=About.PRACTICE
            ),
        )
        for key, label in WAITS
    )  # fmt: skip
    return Distribution("concerns", "Immediate concerns and their answers", CONCERN, n, lines, about=About.PRACTICE)


def wait_of(raised: str, answered: str | None, hours: WorkingHours) -> str:
    """Under which line a concern stands; times as PostgreSQL writes them in JSON."""
    if answered is None:
        return "not_yet"
    since, until = datetime.fromisoformat(raised), datetime.fromisoformat(answered)
    if until <= hours.answer_due(since):
        return "in_time"
    return "same_day" if hours.between(since, until) <= DAY else "late"


def hours_of(door: Rows) -> WorkingHours:
    """The hours of the front door, or the usual ones where nobody has entered them."""
    if not door:
        return WorkingHours(time(8, 45), time(16, 45))
    return WorkingHours(time.fromisoformat(door[0]["opens"]), time.fromisoformat(door[0]["closes"]))
