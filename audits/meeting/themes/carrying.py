"""What a re-audit brings along from the meetings of the round before: its themes, with nothing under them yet."""

from __future__ import annotations

from datetime import datetime

from agencies.models import Person
from audits.meeting.finding_acts import add_theme
from audits.meeting.models import Theme
from audits.scope.models import Audit


def carry_themes(audit: Audit, earlier: Audit, *, by: Person, now: datetime) -> None:
    """The earlier audit's themes in their order; what stood under them stays there."""
    for theme in Theme.objects.filter(audit=earlier).order_by("kind", "order", "id"):
        add_theme(audit, by=by, now=now, kind=theme.kind, statement=theme.statement)
