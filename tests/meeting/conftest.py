"""Two submitted returns on case 1, with findings, and what is needed round the table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audits.meeting import acts
from audits.meeting.models import Meeting
from audits.returns.models import AgencyReturn, Finding, OwnGrade
from audits.sample.models import Case
from audits.scope.models import AuditTeam
from audits.tools.models import RatingBand
from tests.conftest import NOW, TODAY, Cast


@pytest.fixture
def bands(case: Case) -> dict[str, RatingBand]:
    assert case.audit.scale is not None
    return {band.code: band for band in case.audit.scale.bands.all()}


def submit(agency_return: AgencyReturn, by: object) -> None:
    AgencyReturn.objects.filter(pk=agency_return.pk).update(state="submitted", submitted_at=NOW, submitted_by=by)
    agency_return.refresh_from_db()


def find(agency_return: AgencyReturn, text: str, kind: str = "develop", domain: str = "INFO") -> Finding:
    return Finding.objects.create(
        agency_return=agency_return,
        audit_id=agency_return.audit_id,
        case_id=agency_return.case_id,
        agency_id=agency_return.agency_id,
        kind=kind,
        domain_id=domain,
        text=text,
    )


def grade(agency_return: AgencyReturn, band: RatingBand) -> OwnGrade:
    return OwnGrade.objects.create(
        agency_return=agency_return,
        audit_id=agency_return.audit_id,
        case_id=agency_return.case_id,
        agency_id=agency_return.agency_id,
        band=band,
        state_id="RATED",
        reason="As recorded.",
    )


@pytest.fixture
def late_call(school_return: AgencyReturn, cast: Cast) -> Finding:
    """The school's finding, from a submitted return."""
    finding = find(school_return, "The school was told three weeks late.")
    submit(school_return, cast.auditor)
    return finding


@pytest.fixture
def no_reply(police_return: AgencyReturn, cast: Cast) -> Finding:
    """The police's finding, from a submitted return."""
    finding = find(police_return, "The referral had no reply on file.")
    submit(police_return, cast.police_auditor)
    return finding


@pytest.fixture
def meeting(case: Case, cast: Cast) -> Meeting:
    return acts.prepare_meeting(case, by=cast.lead, now=NOW)


@pytest.fixture
def opened(meeting: Meeting, cast: Cast) -> Meeting:
    acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    return meeting


@pytest.fixture
def minute_taker(cast: Cast, case: Case) -> Callable[[], object]:
    """`minute_taker()` gives the colleague the minutes of the audit."""

    def give() -> object:
        AuditTeam.objects.create(
            audit=case.audit, person=cast.colleague, part="minutes", since=TODAY, given_at=NOW, given_by=cast.lead
        )
        return cast.colleague

    return give
