"""How the returns came in, day by day: counted by hand over a change of the clock; late, sent back, in again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Person
from audits.desk.progress import progress_of
from audits.lifecycle import Move
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, open_return

SignIn = Callable[[Person], Client]
HERE = "/audits/T-2026-01/progress/"
pytestmark = pytest.mark.django_db


def turn(row: AgencyReturn, to: str, at: str) -> None:
    """The row that moving a return leaves, at a moment of our own; in UTC, as the database keeps it."""
    when = datetime.fromisoformat(f"{at}+00:00")
    Move.objects.create(
        kind="agencyreturn", object_uid=str(row.uid), audit_uid=row.audit.uid, case_uid=row.case.uid,
        from_state="in_progress", to_state=to, moved_at=when, moved_by_name_then="Somebody",
    )  # fmt: skip
    AgencyReturn.objects.filter(pk=row.pk).update(state=to)


@pytest.fixture
def week(cast: Cast, audit: Audit) -> list[AgencyReturn]:
    """Four returns opened on Friday 23 October 2026, due on Tuesday; the clock goes back on Sunday 25 October."""
    opened = datetime.fromisoformat("2026-10-23T08:00:00+00:00")
    Audit.objects.filter(pk=audit.pk).update(returns_due=date(2026, 10, 27))
    audit.refresh_from_db()
    rows = []
    for number in (1, 2, 3):
        case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW)
        rows.append(open_return(case, cast.school, cast.auditor, opened))
        if number == 1:
            rows.append(open_return(case, cast.police, cast.police_auditor, opened))
    first, second, third, _ = rows
    turn(first, "submitted", "2026-10-24T22:30:00")  # half past eleven at night on Saturday, in summer time
    turn(second, "submitted", "2026-10-25T23:30:00")  # half past eleven at night on Sunday, in winter time
    turn(second, "sent_back", "2026-10-26T09:00:00")
    turn(second, "submitted", "2026-10-28T09:00:00")  # in again after the due date; it had come in time
    turn(third, "submitted", "2026-10-28T23:59:00")  # late
    return rows


def test_the_days_counted_by_hand(cast: Cast, audit: Audit, week: list[AgencyReturn]) -> None:
    found = progress_of(audit, cast.lead, date(2026, 10, 29))
    assert found is not None
    days = [(one.day.day, one.returned, one.expected, one.came, one.went_back) for one in found.days]
    assert days == [
        (23, 0, 4, 0, 0),
        (24, 1, 4, 1, 0),
        (25, 2, 4, 1, 0),
        (26, 1, 4, 0, 1),
        (27, 1, 4, 0, 0),
        (28, 3, 4, 2, 0),
        (29, 3, 4, 0, 0),
    ]
    assert [one.day.day for one in found.days if one.is_due] == [27]
    assert [one.day.day for one in found.days if one.is_late] == [28, 29]
    assert found.said == "3 of 4 returns were in by 29 October 2026; 1 came after the due date."
    heights = [float(one) for one in re.findall(r'<rect [^>]*height="([\d.]+)"', found.picture)]
    assert heights == [0, 30, 60, 30, 30, 90, 90]  # of 120: a quarter of the four returns is 30
    assert found.picture.count('fill="#ffffff"') == 2  # the two days after the day they were due
    assert ">Due<" in found.picture
    assert ">23 October 2026<" in found.picture
    assert ">29 October 2026<" in found.picture


def test_what_was_sent_back_and_is_away_is_said(cast: Cast, audit: Audit, week: list[AgencyReturn]) -> None:
    turn(week[0], "sent_back", "2026-10-29T10:00:00")
    found = progress_of(audit, cast.lead, date(2026, 10, 29))
    assert found is not None
    assert found.said == (
        "2 of 4 returns were in by 29 October 2026; 1 came after the due date; 1 was sent back and is not in again."
    )


def test_a_return_that_opened_later_counts_from_its_day(cast: Cast, audit: Audit, week: list[AgencyReturn]) -> None:
    case = Case.objects.create(audit=audit, number=9, state="returns", added_at=NOW)
    open_return(case, cast.school, cast.auditor, datetime.fromisoformat("2026-10-27T12:00:00+00:00"))
    found = progress_of(audit, cast.lead, date(2026, 10, 29))
    assert found is not None
    assert [one.expected for one in found.days] == [4, 4, 4, 4, 5, 5, 5]


def test_nothing_to_audit_and_what_is_left_out_count_as_nothing(
    cast: Cast, audit: Audit, week: list[AgencyReturn]
) -> None:
    Involvement.objects.filter(pk=week[0].involvement_id).update(answer_id="NOTKNOWN")
    Case.objects.filter(pk=week[3].case_id).update(state="excluded")
    found = progress_of(audit, cast.lead, date(2026, 10, 29))
    assert found is not None
    assert found.said.startswith("2 of 2 returns were in by 29 October 2026")


def test_a_return_without_moves_stands_by_its_own_date(cast: Cast, audit: Audit, case: Case) -> None:
    """One that was loaded from an audit pack."""
    row = open_return(case, cast.school, cast.auditor, datetime.fromisoformat("2026-02-02T09:00:00+00:00"))
    AgencyReturn.objects.filter(pk=row.pk).update(
        state="accepted", submitted_at=datetime.fromisoformat("2026-02-04T09:00:00+00:00"), submitted_by=cast.auditor
    )
    Audit.objects.filter(pk=audit.pk).update(state="closed")
    audit.refresh_from_db()
    found = progress_of(audit, cast.lead, date(2026, 6, 1))
    assert found is not None
    # An audit that is past ends with its last return, not today.
    assert [(one.day.day, one.returned) for one in found.days] == [(2, 0), (3, 0), (4, 1)]
    assert found.said == "1 of 1 return was in by 4 February 2026."


def test_each_reader_sees_their_own_returns(cast: Cast, week: list[AgencyReturn], sign_in: SignIn) -> None:
    def said(person: Person) -> str:
        page = sign_in(person).get(HERE).content.decode()
        return re.findall(r"\d+ of \d+ returns? w\w+ in by", page)[0]

    assert said(cast.lead) == said(cast.scrutineer) == "3 of 4 returns were in by"
    assert said(cast.police_contact) == "1 of 1 return was in by"
    assert "No return of this audit is open to you yet" in sign_in(cast.panel).get(HERE).content.decode()
    assert sign_in(cast.other_lead).get(HERE).status_code == 404
    assert sign_in(cast.administrator).get(HERE).status_code == 404


def test_the_page_has_a_table_a_strip_and_pages(
    cast: Cast, audit: Audit, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    AgencyReturn.objects.update(opened_at=NOW - timedelta(days=100))
    client = sign_in(cast.lead)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(HERE).content.decode()
    assert len(asked) <= 10
    assert "Page 1 of 3" in page
    assert page.count("<rect") == 51  # 101 days: every second one, today among them
    assert page.count("<tr") == 36
    assert f"{TODAY.day} {TODAY:%B %Y}" in page
    assert "style=" not in page
    assert "<script>" not in page
    assert f"{audit.reference}: Progress" in page


def test_the_cost_is_the_same_for_many_returns(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)

    def cost() -> int:
        client.get(HERE)
        with CaptureQueriesContext(connection) as asked:
            client.get(HERE)
        return len(asked)

    for number in range(1, 3):
        open_return(Case.objects.create(audit=audit, number=number, added_at=NOW), cast.school, cast.auditor)
    few = cost()
    for number in range(3, 40):
        open_return(Case.objects.create(audit=audit, number=number, added_at=NOW), cast.school, cast.auditor)
    assert cost() == few
