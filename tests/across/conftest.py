"""Audits whose findings are agreed, with a theme each, in few words; every number in the tests is counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from agencies.models import Agency
from audits.across import acts as practice_acts
from audits.across.models import PracticeTheme
from audits.meeting.models import AgreedFinding, Theme
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam, Invitation
from tests.conftest import NOW, TODAY, Cast

FIRST = date(2024, 1, 15)
Make = Callable[..., Theme]


@pytest.fixture
def agreed(audit: Audit, cast: Cast) -> Make:
    """`agreed("A-2024-01", "Chronologies are late.", found=3, of=4)`: an audit of four cases, the theme in three.

    A second call for the same reference adds a theme to that audit. The newest reference is the newest audit.
    """
    made: list[str] = []

    def make(
        reference: str, statement: str, *, found: int = 1, of: int = 4, kind: str = "develop", led: bool = True,
        agencies: tuple[Agency, ...] = (), **fields: Any,
    ) -> Theme:  # fmt: skip
        if reference not in made:
            made.append(reference)
            given = {
                "state": "reporting",
                "unit_singular": "child",
                "unit_plural": "children",
                "theme": "Records",
                "selection": "random",
            }
            one = Audit.objects.create(
                reference=reference, scale=audit.scale, tool=audit.tool, created_at=NOW, created_by=cast.lead,
                meeting_on=FIRST + timedelta(days=100 * len(made)), **(given | fields),
            )  # fmt: skip
            for number in range(1, of + 1):
                Case.objects.create(audit=one, number=number, state="agreed", added_at=NOW, added_by=cast.lead)
            if led:
                AuditTeam.objects.create(
                    audit=one, person=cast.lead, part="lead", since=TODAY, given_at=NOW, given_by=cast.other_lead
                )
            for agency in (cast.school, cast.police):
                Invitation.objects.create(audit=one, agency=agency, invited_at=NOW, invited_by=cast.lead)
        one = Audit.objects.get(reference=reference)
        theme = Theme.objects.create(audit=one, kind=kind, statement=statement)
        for case in one.cases.order_by("number")[:found]:
            finding = AgreedFinding.objects.create(
                audit=one, case=case, state="agreed", kind=kind, theme=theme, decided_at=NOW, decided_by=cast.lead,
                text=f"{statement} In case {case.number} of {reference}.",
            )  # fmt: skip
            finding.agencies.set(agencies or (cast.school, cast.police))
        return theme

    return make


@pytest.fixture
def follow(cast: Cast) -> Callable[..., PracticeTheme]:
    """`follow("Chronologies", one, two)`: a theme across audits that these themes of audits were matched to."""

    def make(statement: str, first: Theme, *others: Theme) -> PracticeTheme:
        by: dict[str, Any] = {"by": cast.safeguarding_lead, "now": NOW}
        practice = practice_acts.begin(first, statement=statement, **by)
        for other in others:
            practice_acts.say(other, practice, "same", **by)
        return practice

    return make
