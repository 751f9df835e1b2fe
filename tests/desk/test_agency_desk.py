"""An agency contact's page over all audits: what their agency owes, who has it, and what they can do about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audits.concerns.models import ImmediateConcern
from audits.desk import piles
from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, give_role, make_person, open_return
from tests.returns.conftest import add, grade, opened

SignIn = Callable[[Person], Client]
HERE = "/my-agency/"
pytestmark = pytest.mark.django_db


def another_case(audit: Audit, cast: Cast, number: int) -> Case:
    return Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW, added_by=cast.lead)


def another_audit(audit: Audit, reference: str, days: int) -> Audit:
    twin = Audit.objects.get(pk=audit.pk)
    twin.pk, twin.reference, twin.returns_due = None, reference, TODAY + timedelta(days=days)
    twin.uid = type(twin)._meta.get_field("uid").default()
    twin.save(force_insert=True)
    return twin


def assign_at(row: AgencyReturn) -> str:
    return f"/audits/{row.audit.reference}/cases/{row.case.number}/involvement/{row.involvement.uid}/auditor/"


def test_the_agency_s_returns_of_all_audits_late_ones_first(
    cast: Cast, audit: Audit, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    late = another_audit(audit, "T-2026-09", -10)
    open_return(another_case(late, cast, 4), cast.police, cast.police_auditor)
    page = sign_in(cast.police_contact).get(HERE).content.decode()
    assert page.index("T-2026-09, case 4") < page.index("T-2026-01, case 1")
    assert re.search(r"govuk-tag--red\">\d+ working days? late<", page)
    assert re.search(r"Due in \d+ working days?<", page)
    assert "Auditor: Pat Police" in page
    assert "Pat Police, Example Police: 2 returns to finish" in page


def test_another_agency_s_contact_sees_none_of_it(cast: Cast, police_return: AgencyReturn, sign_in: SignIn) -> None:
    page = sign_in(cast.school_contact).get(HERE).content.decode()
    assert "case 1" not in page
    assert "Pat Police" not in page
    assert "Your agency has no return yet" in page


def test_an_organisation_s_contact_covers_its_services(cast: Cast, case: Case, sign_in: SignIn) -> None:
    nurse = make_person("Nell Nurse")
    give_role(nurse, cast.school_nursing, "auditor", by=cast.lead)
    open_return(case, cast.school_nursing, nurse)
    page = sign_in(cast.trust_contact).get(HERE).content.decode()
    assert "Example Healthcare Trust: School Nursing" in page
    assert "Nell Nurse, Example Healthcare Trust: School Nursing: 1 return to finish" in page


def test_who_is_no_contact_finds_nothing_there(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.auditor, cast.lead, cast.administrator):
        assert sign_in(person).get(HERE).status_code == 404
    assert "My agency" in sign_in(cast.police_contact).get("/").content.decode()
    assert "My agency" not in sign_in(cast.police_auditor).get("/").content.decode()


def test_the_address_narrows_by_audit_and_state(
    cast: Cast, audit: Audit, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    other = another_audit(audit, "T-2026-02", 5)
    row = open_return(another_case(other, cast, 2), cast.police, cast.police_auditor)
    Involvement.objects.filter(pk=row.involvement_id).update(auditor=None)
    client = sign_in(cast.police_contact)

    def seen(**given: str) -> set[str]:
        found = client.get(HERE, given).content.decode()
        return set(re.findall(r">(T-[\d-]+, case \d+)</a>", found))

    one, two = "T-2026-01, case 1", "T-2026-02, case 2"
    assert seen() == {one, two}
    assert seen(audit="T-2026-02") == {two}
    assert seen(state="no-auditor") == {two}
    assert seen(audit="T-2026-01", state="no-auditor") == set()
    assert seen(audit="T-1999-01", state="drop table") == {one, two}  # not on the lists: said, and nothing narrowed


def test_a_contact_names_another_auditor(cast: Cast, police_return: AgencyReturn, sign_in: SignIn) -> None:
    client = sign_in(cast.police_contact)
    assert f'href="{assign_at(police_return)}"' in client.get(HERE).content.decode()
    page = client.get(assign_at(police_return)).content.decode()
    assert "Paula Panel" in page  # an auditor of the same police
    assert "Ada Auditor" not in page
    version = police_return.involvement.version
    answer = client.post(assign_at(police_return), {"version": version, "auditor": cast.panel.pk})
    assert answer["Location"] == HERE
    police_return.involvement.refresh_from_db()
    assert police_return.involvement.auditor_id == cast.panel.pk
    # Somebody who had the page open sees what was saved, and what they chose.
    clash = client.post(assign_at(police_return), {"version": version, "auditor": cast.police_auditor.pk})
    assert clash.status_code == 409
    assert "Someone else saved this" in clash.content.decode()
    other = client.post(assign_at(police_return), {"version": version + 1, "auditor": cast.auditor.pk})
    assert "Choose one of the answers on the list." in other.content.decode()


def test_what_was_submitted_keeps_its_auditor_and_says_so(cast: Cast, case: Case, sign_in: SignIn) -> None:
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    add(row, cast.police_auditor)
    grade(row, cast.police_auditor)
    acts.submit_return(row, by=cast.police_auditor, now=NOW)
    client = sign_in(cast.police_contact)
    page = client.get(HERE).content.decode()
    assert "Name another auditor" not in page
    assert "A return that is handed in keeps its auditor" in page
    assert "This return has been submitted." in client.get(assign_at(row)).content.decode()
    sent = {"version": row.involvement.version, "auditor": cast.panel.pk}
    assert "Send it back before somebody else audits it." in client.post(assign_at(row), sent).content.decode()


def test_who_may_name_an_auditor(cast: Cast, police_return: AgencyReturn, sign_in: SignIn) -> None:
    for person, status in ((cast.police_auditor, 403), (cast.school_contact, 404), (cast.lead, 200)):
        assert sign_in(person).get(assign_at(police_return)).status_code == status


def test_a_link_is_offered_where_nobody_is_named(cast: Cast, police_return: AgencyReturn, sign_in: SignIn) -> None:
    client = sign_in(cast.police_contact)
    at = f'href="/audits/T-2026-01/returns/{police_return.uid}/links/"'
    assert at not in client.get(HERE).content.decode()
    Involvement.objects.filter(pk=police_return.involvement_id).update(auditor=None)
    page = client.get(HERE).content.decode()
    assert at in page
    assert "Nobody is named yet" in page


def test_a_second_pair_of_eyes_is_offered_where_the_agency_wants_one(cast: Cast, case: Case, sign_in: SignIn) -> None:
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    given = acts.AnswerInput(row.answers.all()[0].standard_id, 1, "YES", "RATED")
    acts.save_answers(row, by=cast.police_auditor, now=NOW, answers=[given])
    client = sign_in(cast.police_contact)
    assert "Read and approve" not in client.get(HERE).content.decode()
    cast.police.wants_approval = True
    cast.police.save()
    page = client.get(HERE).content.decode()
    assert f'href="/audits/T-2026-01/returns/{row.uid}/check/">Read and approve' in page


def test_questions_and_concerns_stand_above_the_returns(cast: Cast, case: Case, sign_in: SignIn) -> None:
    Involvement.objects.create(case=case, agency=cast.police)
    ImmediateConcern.objects.create(
        audit=case.audit, case=case, agency=cast.school, responsible=cast.police, kind="child", what="Told a teacher.",
        rang="The front door", rang_at=NOW, they_said="They go today.", next_check_at=NOW, raised_at=NOW,
        raised_by=cast.auditor,
    )  # fmt: skip
    page = sign_in(cast.police_contact).get(HERE).content.decode()
    assert page.index("1 immediate concern of your agency not closed") < page.index("1 involvement question to answer")
    assert page.index("1 involvement question to answer") < page.index('id="returns"')
    assert "Nobody has answered" in page
    assert "Told a teacher" not in page
    assert "immediate concern of" not in sign_in(cast.school_contact).get(HERE).content.decode()


def test_a_long_list_has_pages_and_costs_no_more(
    cast: Cast,
    audit: Audit,
    police_return: AgencyReturn,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(cast.police_contact)
    client.get(HERE)
    # session, person, roles; audits, agencies; concerns, questions, actions; how many, the returns, their progress;
    # auditors, what they have to finish; invitations
    with django_assert_num_queries(17):
        client.get(HERE)
    for number in range(2, 31):
        open_return(another_case(audit, cast, number), cast.police, cast.police_auditor)
    with django_assert_num_queries(17):
        page = client.get(HERE, {"state": "to-finish", "audit": "T-2026-01"}).content.decode()
    assert "Page 1 of 2" in page
    assert "?audit=T-2026-01&amp;state=to-finish&amp;page=2" in page
    assert "Pat Police, Example Police: 30 returns to finish" in page


def test_a_long_pile_of_my_work_leads_here(
    cast: Cast, audit: Audit, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    for number in range(2, piles.SHOWN + 3):
        open_return(another_case(audit, cast, number), cast.police, cast.police_auditor)
    contact = sign_in(cast.police_contact).get("/").content.decode()
    assert 'And 2 more: <a class="govuk-link" href="/my-agency/?state=to-finish">see them all</a>' in contact
    auditor = sign_in(cast.police_auditor).get("/").content.decode()
    assert 'And 2 more: <a class="govuk-link" href="/returns/?state=to-finish">see them all</a>' in auditor
