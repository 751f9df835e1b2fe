"""An audit at its findings: two cases agreed and graded, a good theme and one to develop; its briefing drafted."""

from __future__ import annotations

import pytest

from audits.briefing import acts
from audits.briefing.current import current
from audits.briefing.models import Briefing, Statement
from audits.briefing.signing import Seen, seen_of
from audits.meeting.models import AgreedFinding, AgreedGrade, Theme
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast


def agree(case: Case, theme: Theme, text: str, cast: Cast) -> AgreedFinding:
    return AgreedFinding.objects.create(
        audit=case.audit,
        case=case,
        state="agreed",
        kind=theme.kind,
        domain_id="INFO",
        text=text,
        theme=theme,
        decided_at=NOW,
        decided_by=cast.lead,
    )


def agreed_case(audit: Audit, number: int, cast: Cast) -> Case:
    return Case.objects.create(audit=audit, number=number, state="agreed", added_at=NOW, added_by=cast.lead)


def another_case(audit: Audit, cast: Cast) -> Case:
    """Another agreed case under the theme to develop: its count grows from one audit to two, of three."""
    case = agreed_case(audit, 3, cast)
    agree(case, Theme.objects.get(audit=audit, kind="develop"), "Nobody chaired the review.", cast)
    return case


def seen(briefing: Briefing) -> Seen:
    """What a page of its sign-off would show now."""
    return seen_of(current(briefing.audit))


@pytest.fixture
def reporting(audit: Audit, case: Case, cast: Cast) -> Audit:
    assert audit.scale is not None
    band = audit.scale.bands.get(code="RI")
    Case.objects.filter(pk=case.pk).update(state="agreed")
    Audit.objects.filter(pk=audit.pk).update(state="reporting")
    for graded in (case, agreed_case(audit, 2, cast)):
        AgreedGrade.objects.create(
            case=graded, audit=audit, band=band, state_id="RATED", reason="Weighed.", agreed_at=NOW, agreed_by=cast.lead
        )
    good = Theme.objects.create(audit=audit, kind="good", statement="Schools shared what they saw.")
    develop = Theme.objects.create(audit=audit, kind="develop", statement="Plans came late.")
    agree(case, good, "The class teacher rang the same day.", cast)
    agree(case, develop, "The plan was six weeks late.", cast)
    audit.refresh_from_db()
    return audit


@pytest.fixture
def briefing(reporting: Audit, cast: Cast) -> Briefing:
    return acts.draft(reporting, by=cast.lead, now=NOW)


@pytest.fixture
def plans_late(briefing: Briefing) -> Statement:
    """The drafted sentence of the theme to develop."""
    return Statement.objects.select_related("section__briefing__audit").get(key__endswith=":develop")
