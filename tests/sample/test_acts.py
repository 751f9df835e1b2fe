"""Cases, their members and context, and the involvement check: who may, what is refused, what is written."""

from __future__ import annotations

import pytest

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.sample import acts
from audits.sample.models import Case, CaseContext, CaseMember, Involvement
from audits.scope.models import Audit, Strand
from tests.conftest import NOW, Cast, open_return


def test_cases_get_the_next_number_or_the_one_given(cast: Cast, audit: Audit) -> None:
    first = acts.add_case(audit, by=cast.lead, now=NOW)
    seventh = acts.add_case(audit, by=cast.lead, now=NOW, number=7)
    assert [first.number, seventh.number, acts.add_case(audit, by=cast.lead, now=NOW).number] == [1, 7, 8]
    with pytest.raises(Refused, match="already a case with this number"):
        acts.add_case(audit, by=cast.lead, now=NOW, number=7)
    with pytest.raises(Refused, match="whole number from 1"):
        acts.add_case(audit, by=cast.lead, now=NOW, number=0)


@pytest.mark.parametrize("who", ["auditor", "school_contact", "other_lead", "panel", "scrutineer", "superuser"])
def test_only_the_lead_adds_cases(cast: Cast, audit: Audit, who: str) -> None:
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.add_case(audit, by=getattr(cast, who), now=NOW)


def test_cases_are_added_until_the_meetings_begin(cast: Cast, audit: Audit) -> None:
    Audit.objects.update(state="setup")
    audit.refresh_from_db()
    with pytest.raises(Refused, match="still being set up"):
        acts.add_case(audit, by=cast.lead, now=NOW)
    Audit.objects.update(state="meeting")
    audit.refresh_from_db()
    with pytest.raises(Refused, match="past that"):
        acts.add_case(audit, by=cast.lead, now=NOW)
    Audit.objects.update(origin="recorded", recorded_from="A report")
    audit.refresh_from_db()
    assert acts.add_case(audit, by=cast.lead, now=NOW).number == 1


def test_a_strand_of_another_audit_is_refused(cast: Cast, audit: Audit) -> None:
    other = Audit.objects.create(reference="T-2026-02", theme="Other", created_at=NOW)
    strand = Strand.objects.create(audit=other, code="s", name="S")
    with pytest.raises(Refused, match="Choose a strand of this audit"):
        acts.add_case(audit, by=cast.lead, now=NOW, strand=strand)


def test_a_member_is_facts_without_a_name(cast: Cast, case: Case) -> None:
    member = acts.add_member(
        case, by=cast.lead, now=NOW, kind="child", age_number=60, age_unit="days", sex="F", ethnicity="WBRI",
        plans_at_date=["CP", "CLA"], plans_in_period=["CIN"], category=None, disabilities=["LD", "HEAR"],
        in_sibling_group=True,
    )  # fmt: skip
    member.refresh_from_db()
    assert (member.number, member.age_number, member.age_unit, member.sex_id) == (2, 60, "days", "F")
    assert sorted(member.plans_at_date.values_list("pk", flat=True)) == ["CLA", "CP"]
    assert JournalEntry.objects.get(kind="casemember").case_uid == case.uid


def test_a_linked_adult_is_not_counted_as_a_child_of_the_case(cast: Cast, case: Case) -> None:
    assert not acts.add_member(case, by=cast.lead, now=NOW, kind="adult", age_number=34, age_unit="years").is_subject


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "unborn", "age_number": 3, "age_unit": "months"}, "An unborn baby has no age yet"),
        ({"age_number": 9}, "Choose whether the age is in days, weeks, months or years"),
        ({"age_unit": "years"}, "Enter the age, or choose “Not recorded”"),
        ({"age_number": 121, "age_unit": "years"}, "from 0 to 120"),
        ({"age_number": -1, "age_unit": "years"}, "from 0 to 120"),
        ({"age_number": 4, "age_unit": "moons"}, "Age is in"),
        ({"kind": "robot"}, "Who this is"),
        ({"sex": "NOSUCH"}, "Sex"),
        ({"disabilities": ["NONE", "LD"]}, "cannot stand beside"),
        ({"plans_at_date": ["NOSUCH"]}, "Choose from the list"),
    ],
)
def test_facts_that_cannot_be_are_refused_and_nothing_is_saved(cast: Cast, case: Case, facts: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        acts.add_member(case, by=cast.lead, now=NOW, **({"kind": "child"} | facts))
    assert case.members.count() == 1


def test_a_member_is_edited_and_a_clash_shows_both(cast: Cast, case: Case) -> None:
    member = case.members.get()
    acts.edit_member(member, by=cast.lead, now=NOW, version=1, age_number=10, plans_at_date=["CIN"])
    assert list(member.plans_at_date.values_list("pk", flat=True)) == ["CIN"]
    with pytest.raises(Stale) as clash:
        acts.edit_member(member, by=cast.lead, now=NOW, version=1, age_number=11, plans_at_date=["CP"])
    assert clash.value.theirs == {"age_number": 10, "plans_at_date": ["CIN"]}
    assert clash.value.yours == {"age_number": 11, "plans_at_date": ["CP"]}
    assert list(member.plans_at_date.values_list("pk", flat=True)) == ["CIN"]


def test_members_stay_once_the_meeting_has_opened(cast: Cast, case: Case) -> None:
    acts.move_case(case, "meeting", by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="The meeting on this case has opened"):
        acts.remove_member(case.members.get(), by=cast.lead, now=NOW)
    acts.move_case(case, "returns", by=cast.lead, now=NOW)
    member = CaseMember.objects.select_related("case__audit").get(case=case)
    acts.remove_member(member, by=cast.lead, now=NOW)
    assert not case.members.exists()


def test_the_context_is_written_once_and_never_over_somebody(cast: Cast, audit: Audit) -> None:
    case = acts.add_case(audit, by=cast.lead, now=NOW)
    acts.write_context(case, by=cast.lead, now=NOW, version=1, why_known="First", live_investigation=True)
    with pytest.raises(Stale) as clash:
        acts.write_context(case, by=cast.lead, now=NOW, version=1, why_known="Second")
    assert clash.value.theirs == {"why_known": "First"}
    context = CaseContext.objects.get(case=case)
    assert (context.why_known, context.live_investigation, context.version) == ("First", True, 2)
    with pytest.raises(Refused, match="Use 2,000 characters or fewer"):
        acts.write_context(case, by=cast.lead, now=NOW, version=2, household="x" * 2001)


def test_invited_agencies_and_their_services_are_asked_others_not(cast: Cast, case: Case) -> None:
    acts.ask_agency(case, cast.school_nursing, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="already asked"):
        acts.ask_agency(case, cast.school_nursing, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Only an agency that is invited"):
        acts.ask_agency(case, cast.trust, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.ask_agency(case, cast.police, by=cast.police_contact, now=NOW)


@pytest.fixture
def asked(cast: Cast, case: Case) -> Involvement:
    return acts.ask_agency(case, cast.school, by=cast.lead, now=NOW)


def test_the_agencys_contact_answers_and_names_the_auditor(cast: Cast, asked: Involvement) -> None:
    acts.answer_involvement(asked, by=cast.school_contact, now=NOW, version=1, answer="KNOWN", auditor=cast.auditor)
    asked.refresh_from_db()
    assert (asked.answer_id, asked.auditor, asked.answered_by) == ("KNOWN", cast.auditor, cast.school_contact)


def test_a_late_answer_opens_its_return_at_once(cast: Cast, audit: Audit) -> None:
    late = acts.add_case(audit, by=cast.lead, now=NOW)
    asked = acts.ask_agency(late, cast.school, by=cast.lead, now=NOW)
    acts.answer_involvement(asked, by=cast.school_contact, now=NOW, version=1, answer="KNOWN", auditor=cast.auditor)
    late.refresh_from_db()
    assert late.state == "returns"
    assert late.returns.get().agency == cast.school
    acts.assign_auditor(asked, cast.colleague, by=cast.school_contact, now=NOW, version=2)
    acts.answer_involvement(asked, by=cast.lead, now=NOW, version=3, answer="KNOWN", auditor=cast.auditor)
    assert late.returns.count() == 1


@pytest.mark.parametrize("answer", ["NOTKNOWN", "NOCONTACT", "WITHHELD"])
def test_an_agency_that_does_not_know_the_case_owes_no_return(cast: Cast, asked: Involvement, answer: str) -> None:
    acts.answer_involvement(asked, by=cast.school_contact, now=NOW, version=1, answer=answer)
    assert not asked.case.returns.exists()


@pytest.mark.parametrize("who", ["police_contact", "auditor", "other_lead", "panel", "scrutineer", "superuser"])
def test_nobody_else_answers_for_an_agency(cast: Cast, asked: Involvement, who: str) -> None:
    with pytest.raises(Refused, match="Only this agency's contact or the audit's lead"):
        acts.answer_involvement(asked, by=getattr(cast, who), now=NOW, version=1, answer="NOTKNOWN")


def test_the_organisations_contact_answers_for_its_service(cast: Cast, case: Case) -> None:
    asked = acts.ask_agency(case, cast.school_nursing, by=cast.lead, now=NOW)
    acts.answer_involvement(asked, by=cast.trust_contact, now=NOW, version=1, answer="NOTKNOWN")
    assert asked.answer_id == "NOTKNOWN"


def test_an_auditor_is_one_of_the_agency_and_only_where_it_knows_the_case(cast: Cast, asked: Involvement) -> None:
    with pytest.raises(Refused, match="an auditor of this agency"):
        acts.answer_involvement(
            asked, by=cast.school_contact, now=NOW, version=1, answer="KNOWN", auditor=cast.police_auditor
        )
    with pytest.raises(Refused, match="only where the agency knows"):
        acts.answer_involvement(
            asked, by=cast.school_contact, now=NOW, version=1, answer="NOTKNOWN", auditor=cast.auditor
        )
    with pytest.raises(Refused, match="Choose one of the answers"):
        acts.answer_involvement(asked, by=cast.school_contact, now=NOW, version=1, answer="NOSUCH")


def test_a_second_answer_from_an_old_page_is_stale(cast: Cast, asked: Involvement) -> None:
    acts.answer_involvement(asked, by=cast.school_contact, now=NOW, version=1, answer="NOTKNOWN")
    with pytest.raises(Stale):
        acts.answer_involvement(asked, by=cast.lead, now=NOW, version=1, answer="KNOWN")
    assert Involvement.objects.get(pk=asked.pk).answer_id == "NOTKNOWN"


def test_an_open_return_keeps_its_answer_and_a_submitted_one_its_auditor(cast: Cast, case: Case) -> None:
    opened = open_return(case, cast.school, cast.auditor)
    with pytest.raises(Refused, match="A return is already open"):
        acts.answer_involvement(opened.involvement, by=cast.lead, now=NOW, version=1, answer="NOTKNOWN")
    acts.assign_auditor(opened.involvement, cast.colleague, by=cast.school_contact, now=NOW, version=1)
    opened.state = "submitted"
    with pytest.raises(Refused, match="has been submitted"):
        acts.assign_auditor(opened.involvement, cast.auditor, by=cast.school_contact, now=NOW, version=2)
