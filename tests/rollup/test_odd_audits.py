"""Audits that are empty, tiny, huge or ungraded: every page that counts them still opens, within its queries, and says
something true."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Person
from audits.returns.models import AgencyReturn, Answer, OwnGrade
from audits.rollup.counting.counts import roll_up
from audits.rollup.sections import ROOMS
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from audits.tools.models import Standard
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build, child

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
COUNTING = (
    "roll-up/", "roll-up/?tier=published", *(f"roll-up/{room.slug}/" for room in ROOMS),
    "roll-up/?domain=NOWHERE&sector=", "roll-up/?strand=*", "roll-up/export/",
    "actions/compare/", "actions/", "themes/", "meeting/", "progress/",
)  # fmt: skip
NONSENSE = re.compile(r"\b0 of (the )?0\b|\bNaN\b|\b(of|the|and|n =) None\b|\bof the 0\b|\b0%|\{\{|\[\]")


def pages(client: Client, audit: Audit) -> dict[str, str]:
    """Every page that counts, as words. Raises where one does not open or takes more than twelve queries."""
    found = {}
    client.get("/")
    for path in COUNTING:
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(f"/audits/{audit.reference}/{path}")
        if answer.status_code == 404 and path == "progress/":
            continue
        assert answer.status_code == 200, path
        assert len(caught) <= 12, (path, len(caught))
        words = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
        found[path] = " ".join(re.sub(r"<[^>]+>", " ", words).split())
        assert not NONSENSE.search(found[path]), (path, NONSENSE.search(found[path]))
    return found


@pytest.fixture
def reporting(audit: Audit) -> Audit:
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.REPORTING)
    audit.refresh_from_db()
    return audit


def test_an_audit_without_cases(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    found = pages(sign_in(cast.lead), reporting)
    assert "There is nothing to count yet." in found["roll-up/"]


def test_cases_without_a_return_and_nothing_agreed(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    build = Build(reporting, cast)
    for number in (1, 2):
        build.involved(build.case(number, child(), state="meeting"), cast.police, "KNOWN" if number == 1 else None)
    found = pages(sign_in(cast.lead), reporting)
    assert "Not opened" in found["roll-up/taking-part/"]  # the return that is owed
    assert "No grade is agreed yet." in found["roll-up/"]
    assert "2 audits not yet agreed are left out." in found["roll-up/grades/"]


def test_an_ungraded_audit_says_nothing_of_grades(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=reporting.pk).update(scale=None)
    reporting.refresh_from_db()
    build = Build(reporting, cast)
    case = build.case(1, child())
    build.handed_in(case, cast.police, {"REC": ["YES", "NO"]})
    build.finding(build.theme("Told late."), case)
    found = pages(sign_in(cast.lead), reporting)
    assert "Agreed grade" not in found["roll-up/"]
    assert "Told late." in found["roll-up/"]


def test_one_case_is_said_in_words_and_never_as_a_share(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    build = Build(reporting, cast)
    case = build.case(1, child(sex_id="F"))
    build.handed_in(case, cast.police, {"REC": ["YES"]}, "GOOD")
    build.agreed(case, "GOOD")
    found = pages(sign_in(cast.lead), reporting)
    assert "%" not in found["roll-up/"]
    assert "%" not in found["roll-up/?tier=published"]
    assert "Female" not in found["roll-up/?tier=published"]


def test_every_answer_missing(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    build = Build(reporting, cast)
    case = build.case(1, child())
    build.handed_in(case, cast.police, {"REC": ["CANTTELL", "NA"], "INFO": ["UNANSWERED"]}, "NOTGRADED")
    found = pages(sign_in(cast.lead), reporting)
    assert "None answered" in found["roll-up/"]


def test_sixty_agencies_and_thirty_cases(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    """1,800 returns, 10,800 answers: the page says every one of them, in as many queries as for one."""
    assert reporting.tool is not None
    agencies = Agency.objects.bulk_create(
        Agency(name=f"School {number:02}, of a long and very ordinary name", sector_id="SCH") for number in range(60)
    )
    cases = Case.objects.bulk_create(
        Case(audit=reporting, number=number, state="agreed", added_at=NOW) for number in range(1, 31)
    )
    asked = Involvement.objects.bulk_create(
        Involvement(case=case, agency=agency, answer_id="KNOWN", answered_at=NOW, answered_by=cast.lead)
        for case in cases
        for agency in agencies
    )
    made = AgencyReturn.objects.bulk_create(
        AgencyReturn(
            audit=reporting, case=one.case, agency=one.agency, involvement=one, state="accepted", opened_at=NOW,
            submitted_at=NOW, submitted_by=cast.lead,
        )
        for one in asked
    )  # fmt: skip
    standards = list(Standard.objects.filter(domain__tool=reporting.tool).select_related("domain")[:6])
    Answer.objects.bulk_create(
        Answer(
            agency_return=one, audit=reporting, case_id=one.case_id, agency_id=one.agency_id, standard=standard,
            domain_id=standard.domain.practice_id, state_id="RATED", value="YES",
        )
        for one in made
        for standard in standards
    )  # fmt: skip
    OwnGrade.objects.bulk_create(
        OwnGrade(agency_return=one, audit=reporting, case_id=one.case_id, agency_id=one.agency_id, state_id="NOTGRADED")
        for one in made
    )
    found = pages(sign_in(cast.lead), reporting)
    assert "1,800" in found["roll-up/taking-part/"]
    assert "School 59" in found["roll-up/questions/"]
    assert sum(cell.n for cell in roll_up(reporting).answers.by_agency.cells.values()) == 10_800
