"""The yearly programme of the examples: one audit that has begun from it, and two that are planned."""

from __future__ import annotations

from datetime import timedelta

from audits.desk.examples.siblings_2026 import REFERENCE, THEME
from audits.desk.examples.stage import ExampleCast, noon
from audits.scope.beginning import take_from_programme
from audits.scope.models import Audit
from audits.scope.programme.acts import add_programme_entry, year_of

# (years from this one, quarter, theme, why, sponsor)
PLANNED = (
    (0, 4, "Neglect of teenagers", "Two reviews asked why it is seen late.", "Director of children’s services"),
    (
        1,
        2,
        "Babies in families known to probation",
        "The data of the last two years.",
        "Integrated Care Board",
    ),
)


def programme(stage: ExampleCast) -> None:
    """Three entries; the first is A-2026-01's own."""
    start = stage.today - timedelta(days=40)
    now, year = noon(start), year_of(stage.today)
    quarter = (stage.today.month - 4) % 12 // 3 + 1
    begun = add_programme_entry(
        by=stage.lead, now=now, year=year, quarter=quarter, theme=THEME,
        reason="Schools and health visitors asked for clearer help.", sponsor="Chief constable",
    )  # fmt: skip
    take_from_programme(begun, Audit.objects.get(reference=REFERENCE), by=stage.lead, now=now)
    for later, planned, theme, reason, sponsor in PLANNED:
        add_programme_entry(
            by=stage.lead, now=now, year=year + later, quarter=planned, theme=theme, reason=reason, sponsor=sponsor
        )
