"""The pages of the sample: who reads a case, what the lead writes, how an agency answers, what strangers get."""

from __future__ import annotations

import re

import pytest

from agencies.models import JournalEntry
from audits.sample.models import Case, CaseContext, CaseMember, Involvement
from audits.scope.models import Audit
from tests.conftest import NOW, Cast


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def address(audit: Audit, case: Case) -> str:
    return f"/audits/{audit.reference}/cases/1/"


@pytest.fixture
def asked(cast: Cast, case: Case) -> Involvement:
    return Involvement.objects.create(case=case, agency=cast.school)


def test_the_lead_reads_a_case_and_that_is_written_down(cast: Cast, sign_in, address: str, case: Case) -> None:
    page = text(sign_in(cast.lead).get(address))
    for words in ("9 years", "Female", "Child Protection plan", "Known since the spring."):
        assert words in page
    entry = JournalEntry.objects.get(verb="read")
    assert (entry.person_name_then, entry.case_uid) == ("Lena Lead", case.uid)


def test_an_agency_reads_a_case_that_it_knows_and_another_agency_does_not(
    cast: Cast, sign_in, address: str, asked: Involvement
) -> None:
    Involvement.objects.update(answer="KNOWN", answered_at=NOW, answered_by=cast.school_contact)
    page = text(sign_in(cast.school_contact).get(address))
    assert "Known since the spring." in page
    assert "Hillside School" in page
    assert "Change the context" not in page
    for who in (
        cast.police_contact,
        cast.colleague,
        cast.panel,
        cast.safeguarding_lead,
        cast.superuser,
        cast.other_lead,
    ):
        assert sign_in(who).get(address).status_code == 404


def test_an_agency_sees_its_own_answer_only(cast: Cast, sign_in, address: str, school_return, police_return) -> None:
    page = text(sign_in(cast.school_contact).get(address))
    assert "Hillside School" in page
    assert "Example Police" not in page
    everything = text(sign_in(cast.scrutineer).get(address))
    assert "Example Police" in everything
    assert "Ask agencies" not in everything


def test_a_case_of_another_audit_is_not_found(cast: Cast, sign_in, case: Case) -> None:
    other = Audit.objects.create(reference="T-2026-02", theme="Other", created_at=NOW)
    client = sign_in(cast.lead)
    assert client.get(f"/audits/{other.reference}/cases/1/").status_code == 404
    assert client.get("/audits/T-2026-01/cases/2/").status_code == 404
    assert client.get(f"/audits/T-2026-01/cases/{'9' * 40}/").status_code == 404


def test_a_case_page_asks_the_same_at_any_size(
    cast: Cast, sign_in, address: str, case: Case, school_return, django_assert_max_num_queries
) -> None:
    client = sign_in(cast.lead)
    client.get(address)
    for number in range(2, 9):
        CaseMember.objects.create(case=case, number=number, kind="child", sex_id="M", ethnicity_id="WBRI")
    with django_assert_max_num_queries(14):
        client.get(address)


def test_the_list_of_cases_shows_what_the_person_may_see(
    cast: Cast, sign_in, audit: Audit, asked: Involvement, django_assert_max_num_queries
) -> None:
    Case.objects.create(audit=audit, number=2, added_at=NOW, added_by=cast.lead)
    address = f"/audits/{audit.reference}/cases/"
    lead = sign_in(cast.lead)
    assert "Case 2" in text(lead.get(address))
    assert "0 of 1" in text(lead.get(address))
    contact = text(sign_in(cast.school_contact).get(address))
    assert "Case 1" in contact
    assert "Case 2" not in contact
    assert "Add a case" not in contact
    assert sign_in(cast.other_lead).get(address).status_code == 404
    with django_assert_max_num_queries(10):
        lead.get(address)


def test_the_lead_adds_a_case_and_others_do_not(cast: Cast, sign_in, audit: Audit) -> None:
    address = f"/audits/{audit.reference}/cases/"
    response = sign_in(cast.lead).post(address, {"number": ""})
    assert response.headers["Location"] == f"{address}1/"
    assert "already a case with this number" in text(sign_in(cast.lead).post(address, {"number": "1"}))
    assert "Enter a whole number from 1 to 99,999." in text(sign_in(cast.lead).post(address, {"number": "9" * 50}))
    assert sign_in(cast.scrutineer).post(address, {"number": ""}).status_code == 403
    assert Case.objects.count() == 1


def test_a_case_is_not_added_once_meetings_have_begun(cast: Cast, sign_in, audit: Audit) -> None:
    Audit.objects.update(state="meeting")
    address = f"/audits/{audit.reference}/cases/"
    assert "Add a case" not in text(sign_in(cast.lead).get(address))
    response = sign_in(cast.lead).post(address, {"number": ""})
    assert response.status_code == 403
    assert "until the meetings begin" in text(response)


def test_what_is_not_recorded_of_a_member_can_be_said_and_a_plan_is_asked_once(cast: Cast, sign_in, case: Case) -> None:
    page = text(sign_in(cast.lead).get("/audits/T-2026-01/cases/1/members/add/"))
    siblings = re.findall(r'name="in_sibling_group" value="([^"]*)"[^>]*?(checked)?>', page)
    assert siblings == [("True", ""), ("False", ""), ("", "checked")]
    for name in ("plans_at_date", "plans_in_period", "disabilities"):
        values = re.findall(rf'name="{name}" value="([^"]*)"', page)
        assert values
        assert "" not in values
    assert page.count(">Child Protection plan</th>") == 1
    assert "Child Protection plan: At the audit&#x27;s date" in page


def test_a_member_is_added_changed_and_taken_out(cast: Cast, sign_in, address: str, case: Case) -> None:
    client = sign_in(cast.lead)
    page = text(client.get(f"{address}members/add/"))
    assert "no dates of birth" in page
    assert 'name="name"' not in page
    given = {
        "kind": "child",
        "is_subject": "on",
        "age_number": "60",
        "age_unit": "days",
        "sex": "M",
        "in_sibling_group": "False",
    }
    assert client.post(f"{address}members/add/", given | {"plans_at_date": ["CIN", "CP"]}).status_code == 302
    member = case.members.get(number=2)
    assert (member.age_number, member.age_unit, member.in_sibling_group) == (60, "days", False)
    assert "60 days" in text(client.get(address))
    edit = f"{address}members/2/"
    assert 'value="60"' in text(client.get(edit))
    assert client.post(edit, given | {"version": 1, "age_number": "61"}).status_code == 302
    clash = client.post(edit, given | {"version": 1, "age_number": "62"})
    assert clash.status_code == 409
    assert "61" in text(clash)
    assert 'value="62"' in text(clash)
    client.post(f"{edit}remove/")
    assert not case.members.filter(number=2).exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": ""}, "Choose a child, an unborn baby or an adult."),
        ({"kind": "unborn", "age_number": "2", "age_unit": "days"}, "An unborn baby has no age yet"),
        ({"age_number": "4"}, "Choose whether the age is in days"),
        ({"age_unit": "years"}, "Enter the age"),
        ({"age_number": "121", "age_unit": "years"}, "Enter a whole number from 0 to 120."),
        ({"age_number": "🧸", "age_unit": "years"}, "Enter a whole number from 0 to 120."),
        ({"disabilities": ["NONE", "LD"]}, "cannot stand beside a disability"),
        ({"sex": "<b>"}, "Choose one of the answers on the list."),
    ],
)
def test_each_fault_of_a_member_has_its_sentence(
    cast: Cast, sign_in, address: str, case: Case, given, words: str
) -> None:
    page = text(sign_in(cast.lead).post(f"{address}members/add/", {"kind": "child"} | given))
    assert words in page
    assert "There is a problem" in page
    assert case.members.count() == 1


def test_members_are_the_leads_to_change_until_the_meeting_opens(
    cast: Cast, sign_in, address: str, case: Case, asked: Involvement
) -> None:
    assert sign_in(cast.school_contact).get(f"{address}members/add/").status_code == 403
    assert sign_in(cast.police_contact).get(f"{address}members/add/").status_code == 404
    Case.objects.update(state="meeting")
    response = sign_in(cast.lead).post(f"{address}members/1/remove/")
    assert response.status_code == 403
    assert case.members.count() == 1
    assert sign_in(cast.lead).get(f"{address}members/9/").status_code == 403


def test_the_context_keeps_both_texts_when_two_write(cast: Cast, sign_in, address: str, case: Case) -> None:
    client = sign_in(cast.lead)
    assert "Known since the spring." in text(client.get(f"{address}context/"))
    client.post(f"{address}context/", {"version": 1, "why_known": "Theirs"})
    clash = client.post(f"{address}context/", {"version": 1, "why_known": "Mine <b>bold</b>"})
    assert clash.status_code == 409
    assert "Theirs" in text(clash)
    assert "Mine &lt;b&gt;bold&lt;/b&gt;" in text(clash)
    assert CaseContext.objects.get().why_known == "Theirs"
    assert "Use 4,000 characters or fewer" in text(
        client.post(f"{address}context/", {"version": 2, "why_known": "x" * 1_000_000})
    )


def test_a_saved_context_says_quietly_what_may_identify_somebody(cast: Cast, sign_in, address: str, case: Case) -> None:
    client = sign_in(cast.lead)
    given = {"version": 1, "why_known": "Kayleigh was seen in M14 5RT.", "household": "Mother and stepfather."}
    page = text(client.post(f"{address}context/", given, follow=True))
    assert "The context is saved." in page
    assert "It may hold somebody&#x27;s name and a postcode. Read it once more." in page
    given = {"version": 2, "why_known": "The child was seen in March.", "household": "Mother and stepfather."}
    assert "Read it once more" not in text(client.post(f"{address}context/", given, follow=True))


def test_the_context_is_the_leads_to_write(cast: Cast, sign_in, address: str, asked: Involvement) -> None:
    assert sign_in(cast.school_contact).get(f"{address}context/").status_code == 403
    assert sign_in(cast.police_contact).get(f"{address}context/").status_code == 404
    Audit.objects.update(state="closed")
    assert sign_in(cast.lead).get(f"{address}context/").status_code == 403


def test_the_lead_asks_invited_agencies_and_their_services(cast: Cast, sign_in, address: str, case: Case) -> None:
    client = sign_in(cast.lead)
    page = text(client.get(f"{address}ask/"))
    assert "School Nursing" in page
    assert "Example Partnership" not in page.split("<main")[1].split("</main")[0]
    given = {"agencies": [cast.school.pk, cast.school_nursing.pk]}
    assert client.post(f"{address}ask/", given).status_code == 302
    assert case.involvements.count() == 2
    assert "Hillside School" not in text(client.get(f"{address}ask/"))
    assert sign_in(cast.school_contact).get(f"{address}ask/").status_code == 403
    client.post(f"{address}ask/", {"agencies": [cast.trust.pk]})
    assert case.involvements.count() == 2


def test_an_agency_answers_in_one_page(cast: Cast, sign_in, address: str, asked: Involvement) -> None:
    client = sign_in(cast.school_contact)
    page = text(client.get(f"{address}involvement/{asked.uid}/"))
    assert "Does Hillside School know case 1?" in page
    assert "Ada Auditor" in page
    assert "Pat Police" not in page
    given = {"version": 1, "answer": "KNOWN", "auditor": cast.auditor.pk}
    assert client.post(f"{address}involvement/{asked.uid}/", given).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer_id, asked.auditor, asked.answered_by) == ("KNOWN", cast.auditor, cast.school_contact)
    clash = client.post(f"{address}involvement/{asked.uid}/", {"version": 1, "answer": "KNOWN"})
    assert clash.status_code == 409
    assert "Someone else saved this while you were writing" in text(clash)
    assert "Left empty" in text(clash)
    refused = client.post(f"{address}involvement/{asked.uid}/", {"version": 2, "answer": "NOTKNOWN"})
    assert "A return is already open for this agency" in text(refused)


def test_an_answer_must_be_one_of_the_list_and_fit_the_auditor(
    cast: Cast, sign_in, address: str, asked: Involvement
) -> None:
    client = sign_in(cast.school_contact)
    page = f"{address}involvement/{asked.uid}/"
    assert "Choose whether the agency knows the case." in text(client.post(page, {"version": 1}))
    given = {"version": 1, "answer": "NOTKNOWN", "auditor": cast.auditor.pk}
    assert "Name an auditor only where" in text(client.post(page, given))
    wrong = given | {"answer": "KNOWN", "auditor": cast.police_auditor.pk}
    assert "Choose one of the answers on the list." in text(client.post(page, wrong))
    asked.refresh_from_db()
    assert asked.answer_id is None


def test_nobody_answers_for_another_agency(cast: Cast, sign_in, address: str, asked: Involvement) -> None:
    page = f"{address}involvement/{asked.uid}/"
    assert sign_in(cast.police_contact).get(page).status_code == 404
    assert sign_in(cast.scrutineer).get(page).status_code == 403
    assert sign_in(cast.lead).get(page).status_code == 200
    assert sign_in(cast.school_contact).get(page.replace("cases/1/", "cases/2/")).status_code == 404
    Case.objects.update(state="agreed")
    assert sign_in(cast.school_contact).post(page, {"version": 1, "answer": "KNOWN"}).status_code == 403
