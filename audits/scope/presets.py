"""What each kind of audit begins with: its dates in working days, whether it meets, its usual tool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit_project.working_days import add_working_days
from audits.scope.models import Audit

Preset = Audit.Preset

# Stages by the field of the audit that holds their day: words, working days from the day the audit begins. Involvement
# is checked in a week and a return has three; the rest is how long the steps take when nobody waits.
STAGES = (
    ("involvement_due", "Agencies say who they know by", 5),
    ("returns_due", "Returns are due by", 20),
    ("pre_read_due", "Pre-read goes out", 25),
    ("meeting_on", "Multi-agency audit meeting", 30),
    ("report_due", "Report is due by", 45),
    ("briefing_due", "Briefing is due by", 50),
    ("action_review_due", "Actions are reviewed on", 115),
    ("re_audit_due", "Re-audit begins", 250),
)
STAGE_WORDS = {field: words for field, words, _ in STAGES}
WITHOUT_A_MEETING = frozenset({"pre_read_due", "meeting_on"})
# A dip sample is read by one person in days.
DIP_DAYS = {"involvement_due": 5, "returns_due": 10, "report_due": 15, "briefing_due": 20}


@dataclass(frozen=True)
class Beginning:
    """What a preset says of itself on the page, and the fields an audit of this kind begins with."""

    preset: str
    hint: str
    tool: str = ""  # the code of the tool it is usually done with; empty: chosen later
    meets: bool = True
    graded: bool = True


BEGINNINGS = (
    Beginning(
        Preset.DEEP_DIVE, "A few children, one theme, every agency that knows them, a meeting a child."
    ),
    Beginning(Preset.GENERAL, "No single theme: how agencies work together day by day.", "general-practice"),
    Beginning(
        Preset.DIP_SAMPLE, "One reader, ten to twenty files, few questions, no grade and no meeting.",
        "dip-six", meets=False, graded=False,
    ),
    Beginning(
        Preset.RE_AUDIT, "An earlier audit again. It brings its tool, scale, agencies and themes along."
    ),
    Beginning(Preset.JOINT, "Two boards or areas, each with a strand of its own that is reported apart."),
)  # fmt: skip
BY_PRESET = {one.preset: one for one in BEGINNINGS}


def timetable(preset: str, begins: date) -> dict[str, date]:
    """The day of each stage when the audit begins on `begins`. A dip sample has no pre-read, meeting or re-audit."""
    if not BY_PRESET[preset].meets:
        return {field: add_working_days(begins, days) for field, days in DIP_DAYS.items()}
    return {field: add_working_days(begins, days) for field, _, days in STAGES}


def out_of_order(days: Iterable[tuple[str, date | None]]) -> list[tuple[str, str]]:
    """Stages whose day is before that of a stage that comes earlier: (field, sentence). Days not given are skipped."""
    found: list[tuple[str, str]] = []
    last: tuple[str, date] | None = None
    for field, day in days:
        if day is None:
            continue
        if last is not None and day < last[1]:
            earlier = STAGE_WORDS[last[0]]
            found.append((field, f"This is before “{earlier}”, which comes first. Put the stages in their order."))
        else:
            last = (field, day)
    return found
