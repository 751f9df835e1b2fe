"""The returns matrix: what is late in words, where each cell leads, what an agency comes to, and at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Person
from audit_project.working_days import add_working_days, next_working_day
from audits.desk.matrix import returns_matrix
from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, open_return

SignIn = Callable[[Person], Client]
HERE = "/audits/T-2026-01/"
LIST = "/audits/T-2026-01/returns/"
pytestmark = pytest.mark.django_db


def another_case(audit: Audit, number: int, state: str = "returns") -> Case:
    return Case.objects.create(audit=audit, number=number, state=state, added_at=NOW)


def listed_in(client: Client, **given: str) -> set[tuple[str, str]]:
    """(case, agency) of each line of the list."""
    page = client.get(LIST, given).content.decode()
    return set(re.findall(r">Case (\d+)<.*?work-row__agency\">([^<]+)<", page))


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.decode()))


def test_what_is_late_is_said_in_words_with_its_working_days(
    cast: Cast, audit: Audit, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    due = TODAY - timedelta(days=14)
    Audit.objects.filter(pk=audit.pk).update(returns_due=due)
    audit.refresh_from_db()
    on = add_working_days(due, 3)
    cell = returns_matrix(audit, cast.lead, on).rows[0].cells[0]
    assert (cell.words, cell.kind, cell.late) == ("Not started", "late", "3 working days late")
    page = text(sign_in(cast.lead).get(HERE).content)
    assert "0 of the 1 expected returns are in; 1 late." in page
    assert re.search(r"Not started, case 1, \d+ working days late", page)
    # The day it is due is not late yet.
    assert returns_matrix(audit, cast.lead, due).rows[0].cells[0].late == ""


def test_what_an_agency_and_a_case_come_to(
    cast: Cast, audit: Audit, school_return: AgencyReturn, police_return: AgencyReturn
) -> None:
    second = another_case(audit, 2)
    open_return(second, cast.school, cast.auditor)
    AgencyReturn.objects.filter(pk=school_return.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=cast.auditor
    )
    Involvement.objects.create(case=second, agency=cast.police)
    found = returns_matrix(audit, cast.lead, TODAY)
    totals = {column.name: (column.total.words, column.total.unanswered) for column in found.columns}
    assert totals == {"Hillside School": ("1 of 2 in", 0), "Example Police": ("0 of 1 in", 1)}
    assert [row.total.words for row in found.rows] == ["1 of 2 in", "0 of 1 in"]
    assert (found.returned, found.expected, found.out, found.late) == (1, 3, 2, 0)


def test_a_case_left_out_of_the_sample_is_nowhere(
    cast: Cast, audit: Audit, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    left_out = another_case(audit, 7, "excluded")
    Involvement.objects.create(case=left_out, agency=cast.police)
    open_return(left_out, cast.school, cast.auditor)
    page = text(sign_in(cast.lead).get(HERE).content)
    assert "Case 7" not in page
    assert "Example Police" not in page
    assert listed_in(sign_in(cast.lead)) == {("1", "Hillside School")}


def test_an_agreed_case_waits_for_no_return(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    open_return(another_case(audit, 3, "agreed"), cast.school, cast.auditor)
    Audit.objects.filter(pk=audit.pk).update(returns_due=TODAY - timedelta(days=9), state="meeting")
    assert "late" not in text(sign_in(cast.lead).get(HERE).content)
    assert listed_in(sign_in(cast.lead), overdue="yes") == set()
    assert listed_in(sign_in(cast.lead), state="not-in") == {("3", "Hillside School")}


def test_each_cell_leads_where_the_person_may_go(
    cast: Cast, case: Case, school_return: AgencyReturn, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    AgencyReturn.objects.filter(pk=police_return.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=cast.police_auditor
    )
    asked = Involvement.objects.create(case=case, agency=cast.school_nursing)
    at = 'href="/audits/T-2026-01/returns/{0}/">'.format
    lead = sign_in(cast.lead).get(HERE).content.decode()
    assert at(police_return.uid) in lead
    assert at(school_return.uid) not in lead  # a draft: its line says who has it
    assert f'href="{LIST}?agency={cast.school.uid}&amp;case=1#list"' in lead
    question = f'href="/audits/T-2026-01/cases/1/involvement/{asked.uid}/"'
    assert question in lead
    assert question not in sign_in(cast.scrutineer).get(HERE).content.decode()
    assert at(school_return.uid) in sign_in(cast.auditor).get(HERE).content.decode()
    for link in re.findall(r'href="(/audits/[^"#]+)[#"]', lead):
        assert sign_in(cast.lead).get(link.replace("&amp;", "&")).status_code == 200, link


def test_another_agency_sees_its_own_column_alone(
    cast: Cast, school_return: AgencyReturn, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    page = text(sign_in(cast.police_contact).get(HERE).content)
    assert "0 of the 1 expected returns" in page
    assert "Hillside School" not in page
    assert listed_in(sign_in(cast.police_contact)) == {("1", "Example Police")}
    # An agency that is not theirs is on no list of theirs.
    refused = sign_in(cast.police_contact).get(LIST, {"agency": str(cast.school.uid)})
    assert "Choose one of the answers on the list." in refused.content.decode()
    assert "Hillside School" not in refused.content.decode()


def test_the_address_narrows_the_list(
    cast: Cast, audit: Audit, school_return: AgencyReturn, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    open_return(another_case(audit, 2), cast.school, cast.auditor)
    AgencyReturn.objects.filter(pk=police_return.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=cast.police_auditor
    )
    client = sign_in(cast.lead)
    one, two, police = ("1", "Hillside School"), ("2", "Hillside School"), ("1", "Example Police")
    assert listed_in(client) == {one, two, police}
    assert listed_in(client, agency=str(cast.school.uid)) == {one, two}
    assert listed_in(client, case="1") == {one, police}
    assert listed_in(client, state="submitted") == listed_in(client, state="in") == {police}
    assert listed_in(client, overdue="yes") == set()
    Audit.objects.filter(pk=audit.pk).update(returns_due=TODAY - timedelta(days=5))
    assert listed_in(client, overdue="yes", case="2") == {two}
    for junk in ({"agency": "x"}, {"case": "1 OR 1=1"}, {"state": "gone"}, {"overdue": "perhaps"}, {"case": "9" * 30}):
        page = client.get(LIST, junk)
        assert page.status_code == 200
        assert "Choose one of the answers on the list." in page.content.decode()
        assert listed_in(client, **junk) == {one, two, police}


def test_who_has_it_and_when_it_was_last_touched(cast: Cast, police_return: AgencyReturn, sign_in: SignIn) -> None:
    lead = sign_in(cast.lead)
    page = text(lead.get(LIST).content)
    assert "Auditor: Pat Police" in page
    assert "Nobody has touched it yet" in page
    saved = datetime.fromisoformat("2026-03-07T10:42:00+00:00")
    acts.save_opening(
        police_return, by=cast.police_auditor, now=saved, version=1, records_read=["child"], on_behalf_of=""
    )
    page = text(lead.get(LIST).content)
    assert "Last touched 7 March 2026, 10:42am" in page
    Involvement.objects.update(auditor=None)
    assert "Auditor: Nobody is named yet" in text(lead.get(LIST).content)


def test_a_long_list_has_pages_that_keep_the_choice(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    for number in range(1, 53):
        open_return(another_case(audit, number), cast.school, cast.auditor)
    page = sign_in(cast.lead).get(LIST, {"state": "not-in"}).content.decode()
    assert "52 returns." in page
    assert "?state=not-in&amp;page=2" in page
    assert "Case 52" in text(sign_in(cast.lead).get(LIST, {"state": "not-in", "page": "2"}).content)


def filled(audit: Audit, cast: Cast, cases: int, agencies: int) -> None:
    """An audit of this size with a return in each place, half of them in."""
    places = Agency.objects.bulk_create(
        Agency(name=f"Place {cases} {number}", sector_id="SCH") for number in range(agencies)
    )
    rows = Case.objects.bulk_create(
        Case(audit=audit, number=1000 + number, state="returns", added_at=NOW) for number in range(cases)
    )
    asked = Involvement.objects.bulk_create(
        Involvement(
            case=case, agency=place, answer_id="KNOWN", auditor=cast.auditor, answered_at=NOW, answered_by=cast.auditor
        )
        for case in rows
        for place in places
    )
    AgencyReturn.objects.bulk_create(
        AgencyReturn(
            audit=audit, case=one.case, agency=one.agency, involvement=one, opened_at=NOW,
            **({"state": "submitted", "submitted_at": NOW, "submitted_by": cast.auditor} if number % 2 else {}),
        )
        for number, one in enumerate(asked)
    )  # fmt: skip


@pytest.mark.parametrize("size", [(4, 5), (30, 10), (60, 30)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_matrix_and_the_list_cost_the_same_at_any_size(
    size: tuple[int, int], cast: Cast, audit: Audit, sign_in: SignIn
) -> None:
    filled(audit, cast, *size)
    Audit.objects.filter(pk=audit.pk).update(returns_due=next_working_day(TODAY - timedelta(days=20)))
    client = sign_in(cast.lead)

    def cost(where: str, **given: Any) -> int:
        client.get(where, given)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where, given).status_code == 200
        return len(asked)

    expected = size[0] * size[1]
    page = text(client.get(HERE).content)
    assert f"{expected // 2} of the {expected} expected returns are in; {expected - expected // 2} late." in page
    assert page.count(" in, ") >= size[1]
    assert cost(HERE) == 10
    assert cost(LIST) == cost(LIST, overdue="yes") == 13
