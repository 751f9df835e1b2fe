"""The first page, the list of audits, an audit's page: who sees what, and at what cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audits.meeting.acts import open_meeting, prepare_meeting
from audits.returns.models import AgencyReturn
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, open_return

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


def test_an_auditor_finds_the_returns_they_owe(cast: Cast, school_return: AgencyReturn, sign_in: SignIn) -> None:
    page = sign_in(cast.auditor).get("/").content.decode()
    assert "You have 1 return to finish" in page
    assert "T-2026-01, case 1: Hillside School" in page
    assert f"/audits/T-2026-01/returns/{school_return.uid}/" in page


def test_a_colleague_without_a_return_has_nothing_to_do(
    cast: Cast, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    page = sign_in(cast.colleague).get("/").content.decode()
    assert "to finish" not in page
    assert "You have nothing to do today" in page


def test_late_is_said_in_words(cast: Cast, audit: Audit, school_return: AgencyReturn, sign_in: SignIn) -> None:
    audit.returns_due = TODAY - timedelta(days=1)
    audit.save()
    page = sign_in(cast.auditor).get("/").content.decode()
    assert "Was due" in page
    assert "Late" in page


def test_a_contact_is_asked_whether_the_child_is_known(cast: Cast, case: Case, sign_in: SignIn) -> None:
    Involvement.objects.create(case=case, agency=cast.school_nursing)
    page = sign_in(cast.trust_contact).get("/").content.decode()
    assert "You have 1 involvement question to answer" in page
    assert "Example Healthcare Trust: School Nursing" in page


def test_somebody_without_a_role_is_told_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    assert "You have no role yet" in sign_in(cast.stranger).get("/").content.decode()


def test_the_first_page_is_not_kept_by_a_browser(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.lead).get("/")["Cache-Control"] == "no-store"


def test_without_sign_in_there_is_only_the_sign_in_page(cast: Cast) -> None:
    answer = Client().get("/audits/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/audits/"


@pytest.mark.parametrize("who", ["stranger", "superuser", "administrator", "reader"])
def test_the_list_of_audits_is_not_for_everybody(who: str, cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get("/audits/").status_code == 404
    assert client.get("/audits/T-2026-01/").status_code == 404


def test_another_lead_does_not_see_the_audit(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    client = sign_in(cast.other_lead)
    assert "T-2026-01" not in client.get("/audits/").content.decode()
    assert client.get("/audits/T-2026-01/").status_code == 404


def test_the_audit_page_shows_each_reader_their_own_part(
    cast: Cast, school_return: AgencyReturn, police_return: AgencyReturn, sign_in: SignIn
) -> None:
    lead = sign_in(cast.lead).get("/audits/T-2026-01/").content.decode()
    assert "0 of the 2 expected returns" in lead
    assert "Hillside School" in lead
    assert "Example Police" in lead
    auditor = sign_in(cast.auditor).get("/audits/T-2026-01/").content.decode()
    assert "Hillside School" in auditor
    assert "Example Police" not in auditor


def test_the_theme_stands_in_no_title(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    page = sign_in(cast.lead).get("/audits/T-2026-01/").content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "T-2026-01" in title
    assert audit.theme not in title


def test_the_audit_page_costs_the_same_at_any_size(
    cast: Cast, audit: Audit, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 13):
        case = Case.objects.create(audit=audit, number=number, added_at=NOW, added_by=cast.lead)
        for agency, auditor in ((cast.school, cast.auditor), (cast.police, cast.police_auditor)):
            open_return(case, agency, auditor)
    client = sign_in(cast.lead)
    with django_assert_max_num_queries(12):
        assert client.get("/audits/T-2026-01/").status_code == 200


def test_every_role_at_once_stays_within_the_number_of_queries(
    cast: Cast, school_return: AgencyReturn, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(cast.lead)
    with django_assert_max_num_queries(15):
        assert client.get("/").status_code == 200


def test_a_contact_reads_what_their_auditors_still_owe(
    cast: Cast, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    page = sign_in(cast.school_contact).get("/").content.decode()
    assert "1 return is with your agency’s auditors" in page
    assert f"with {cast.auditor.name}" in page
    assert "with your agency’s auditors" not in sign_in(cast.police_contact).get("/").content.decode()


def test_a_panel_member_finds_the_cases_to_discuss(cast: Cast, case: Case, sign_in: SignIn) -> None:
    assert "to discuss" not in sign_in(cast.panel).get("/").content.decode()
    Audit.objects.filter(pk=case.audit_id).update(state="meeting")
    meeting = prepare_meeting(case, by=cast.lead, now=NOW)
    open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    assert "You have 1 case to discuss at a meeting" in sign_in(cast.panel).get("/").content.decode()
    assert "to discuss" not in sign_in(cast.colleague).get("/").content.decode()
