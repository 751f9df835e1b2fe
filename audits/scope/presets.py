"""What each kind of audit begins with: its dates in working days, whether it meets, its usual tool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit_project.working_days import add_working_days
from audits.scope.models import Audit

Preset = Audit.Preset

# Working days from the day the audit begins to each stage. Involvement is checked in a week and a return has three; the
# rest is how long the steps take when nobody waits.
DAYS = {
    "involvement_due": 5,
    "returns_due": 20,
    "pre_read_due": 25,
    "meeting_on": 30,
    "report_due": 45,
    "briefing_due": 50,
    "action_review_due": 115,
    "re_audit_due": 250,
}
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
    days = DAYS if BY_PRESET[preset].meets else DIP_DAYS
    return {field: add_working_days(begins, after) for field, after in days.items()}
