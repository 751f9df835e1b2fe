"""What an agency reads of a case before it has said that it knows it: what it takes to answer, and no more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.returns.models import AgencyReturn
from audits.sample.models import Case, CaseContext, CaseMember, FamilyContact, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, Cast

ADDRESS = "/audits/T-2026-01/cases/1/"
CONTEXT = {
    "why_known": "Known since the spring.",
    "plan_history": "Plan from May to July.",
    "household": "Mother and an older brother.",
    "adults_of_concern": "An uncle by marriage.",
}
NOT_NEEDED = (
    *CONTEXT.values(), "The early help worker", "Ethnicity", "White", "Child Protection plan", "Physical", "Blindness",
    "Sibling group A", "Live investigation", "Brothers and sisters", "Female", "case 2",
)  # fmt: skip


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def full(audit: Audit, case: Case, cast: Cast) -> Case:
    """Case 1 with everything that can be written of it, and a brother in case 2 that the school is asked about too."""
    member = case.members.get()
    member.disabilities.set(["VIS"] if member.disabilities.model.objects.filter(pk="VIS").exists() else [])
    CaseMember.objects.create(case=case, number=2, kind="adult", age_number=34, age_unit="years", is_subject=False)
    CaseMember.objects.create(case=case, number=3, kind="unborn")
    CaseContext.objects.filter(case=case).update(**CONTEXT, live_investigation=True)
    FamilyContact.objects.create(
        case=case, decision="yes", who="The early help worker", when="2026-12-01", checked_with_social_worker=True,
        checked_with_police=True, decided_at=NOW, decided_by=cast.lead,
    )  # fmt: skip
    brother = Case.objects.create(audit=audit, number=2, sibling_group="A", added_at=NOW, added_by=cast.lead)
    Case.objects.filter(pk=case.pk).update(sibling_group="A")
    Involvement.objects.create(case=brother, agency=cast.school)
    Involvement.objects.create(case=case, agency=cast.school)
    return case


def answer(code: str, by) -> None:
    Involvement.objects.filter(case__number=1).update(answer=code, answered_at=NOW, answered_by=by)


@pytest.mark.parametrize("code", [None, "NOTKNOWN", "NOCONTACT", "NOTLOCATED", "MOVED", "WITHHELD"])
def test_a_contact_sees_what_it_takes_to_answer(full: Case, cast: Cast, sign_in, code: str | None) -> None:
    if code:
        answer(code, cast.school_contact)
    client, uid = sign_in(cast.school_contact), Involvement.objects.get(case=full).uid
    pages = [ADDRESS, f"{ADDRESS}involvement/{uid}/", "/audits/T-2026-01/involvement/answers/"]
    for address in pages:
        page = text(client.get(address))
        for words in ("Child, 9 years", "Adult, 34 years", "Unborn baby"):
            assert words in " ".join(page.split()), address
        not_needed = NOT_NEEDED if address != pages[2] else NOT_NEEDED[:-1]  # both cases are asked there
        assert [words for words in not_needed if words in page] == [], address


def test_once_it_is_known_the_contact_reads_the_context(full: Case, cast: Cast, sign_in) -> None:
    answer("KNOWN", cast.school_contact)
    page = text(sign_in(cast.school_contact).get(ADDRESS))
    for words in (*CONTEXT.values(), "The early help worker", "Sibling group A", "Child Protection plan", "Female"):
        assert words in page


def test_the_lead_and_the_scrutineer_read_it_from_the_beginning(full: Case, cast: Cast, sign_in) -> None:
    for who in (cast.lead, cast.scrutineer):
        page = text(sign_in(who).get(ADDRESS))
        for words in (*CONTEXT.values(), "The early help worker", "Sibling group A"):
            assert words in page


def test_the_meeting_reads_a_case_that_is_opened_to_it(full: Case, cast: Cast, sign_in) -> None:
    full.accesses.create(person=cast.panel, since=NOW.date(), because="pre-read", opened_at=NOW, opened_by=cast.lead)
    assert "An uncle by marriage." in text(sign_in(cast.panel).get(ADDRESS))


def test_the_answer_of_another_agency_opens_nothing(
    full: Case, police_return: AgencyReturn, cast: Cast, sign_in
) -> None:
    assert "An uncle by marriage." not in text(sign_in(cast.school_contact).get(ADDRESS))
    assert "An uncle by marriage." in text(sign_in(cast.police_contact).get(ADDRESS))
    assert "An uncle by marriage." in text(sign_in(cast.police_auditor).get(ADDRESS))


def test_a_return_with_nothing_to_audit_closes_the_context_again(
    full: Case, police_return: AgencyReturn, cast: Cast, sign_in
) -> None:
    voices = f"/audits/T-2026-01/returns/{police_return.uid}/voices/"
    client = sign_in(cast.police_auditor)
    assert "The early help worker" in text(client.get(voices))
    Involvement.objects.filter(pk=police_return.involvement_id).update(answer="NOCONTACT")
    assert "The early help worker" not in text(client.get(voices))
    assert "An uncle by marriage." not in text(client.get(ADDRESS))


def test_the_page_to_answer_asks_the_same_at_any_size(
    full: Case, cast: Cast, sign_in, django_assert_num_queries
) -> None:
    client, address = sign_in(cast.school_contact), "/audits/T-2026-01/involvement/answers/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3, 9):
        more = Case.objects.create(audit=full.audit, number=number, added_at=NOW, added_by=cast.lead)
        CaseMember.objects.create(case=more, number=1, kind="child", age_number=number, age_unit="years")
        Involvement.objects.create(case=more, agency=cast.school)
    with django_assert_num_queries(len(few)):
        assert "Child, 8 years" in " ".join(text(client.get(address)).split())
