"""Who moves a briefing from each state to each other: the full table."""

from __future__ import annotations

import pytest

from audit_project.refused import Refused
from audits import lifecycle
from audits.briefing.lifecycle import MOVES
from audits.briefing.models import Briefing
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
DECIDE = {"safeguarding_lead", "second_safeguarding_lead"}
ALLOWED = {
    ("draft", "submitted"): {"lead"},
    ("submitted", "published"): DECIDE,  # the lead submitted it
    ("submitted", "draft"): DECIDE | {"lead"},
    ("published", "draft"): {"lead"},
}
PEOPLE = (
    "lead", "other_lead", "safeguarding_lead", "second_safeguarding_lead", "scrutineer", "panel", "auditor",
    "school_contact", "administrator", "reader", "stranger", "superuser",
)  # fmt: skip


@pytest.mark.parametrize("start", Briefing.State.values)
@pytest.mark.parametrize("to", Briefing.State.values)
def test_who_moves_a_briefing(briefing: Briefing, cast: Cast, start: str, to: str) -> None:
    for who in PEOPLE:
        Briefing.objects.filter(pk=briefing.pk).update(state=start, submitted_by=cast.lead, submitted_at=NOW)
        row = Briefing.objects.select_related("audit").get(pk=briefing.pk)
        may = who in ALLOWED.get((start, to), set())
        try:
            lifecycle.move(row, to, MOVES, by=getattr(cast, who), now=NOW)
        except Refused:
            assert not may, f"{who} may move it from {start} to {to}"
        else:
            assert may, f"{who} may not move it from {start} to {to}"
