"""Returns that were opened as the lead opens them, with every question that their sector is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agencies.models import Agency, Person
from audits.codes.models import PracticeDomain
from audits.returns import acts
from audits.returns.models import AgencyReturn, Finding
from audits.sample.models import Case, Involvement
from audits.tools.models import RatingBand
from tests.conftest import NOW, Cast

Ready = Callable[[AgencyReturn], AgencyReturn]


def opened(case: Case, agency: Agency, auditor: Person, lead: Person) -> AgencyReturn:
    involvement = Involvement.objects.create(
        case=case, agency=agency, answer_id="KNOWN", auditor=auditor, answered_at=NOW, answered_by=auditor
    )
    return acts.open_return(involvement, by=lead, now=NOW)


@pytest.fixture
def school(cast: Cast, case: Case) -> AgencyReturn:
    """The school's return on case 1: the short form."""
    return opened(case, cast.school, cast.auditor, cast.lead)


@pytest.fixture
def police(cast: Cast, case: Case) -> AgencyReturn:
    """The police's return on case 1: every question."""
    return opened(case, cast.police, cast.police_auditor, cast.lead)


def add(row: AgencyReturn, by: Person, text: str = "Signs were seen early.", **fields: object) -> Finding:
    given = {"kind": "good", "domain": PracticeDomain.objects.get(pk="REC"), "text": text, **fields}
    return acts.add_finding(row, by=by, now=NOW, **given)  # type: ignore[arg-type]


def grade(row: AgencyReturn, by: Person, code: str = "GOOD", **fields: object) -> None:
    row.grade.refresh_from_db()
    given = {"band": RatingBand.objects.get(scale=row.audit.scale, code=code), "reason": "It was timely.", **fields}
    acts.save_grade(row, by=by, now=NOW, version=row.grade.version, **given)  # type: ignore[arg-type]


@pytest.fixture
def ready(cast: Cast) -> Ready:
    """`ready(row)` writes what must be written before a return can be submitted."""

    def made_ready(row: AgencyReturn) -> AgencyReturn:
        auditor = row.involvement.auditor
        assert auditor is not None
        add(row, auditor)
        grade(row, auditor)
        return row

    return made_ready


def address(row: AgencyReturn, rest: str = "") -> str:
    return f"/audits/{row.audit.reference}/returns/{row.uid}/{rest}"
