"""Which questions a return asks: of whom, on which form, and only where something is recorded of the case."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn

from agencies.models import Person
from audit_project.refused import Refused
from audits.codes.models import Condition
from audits.desk.packs.check import BadPack, check
from audits.returns import acts
from audits.returns.filling_in.sibling_forms import GroupAnswerForm, SiblingAnswerForm
from audits.returns.models import AgencyReturn, Answer
from audits.returns.word.back import read_back
from audits.returns.word.preview import preview_of
from audits.returns.word.xml import controls, tag_of
from audits.sample.conditions import conditions_met
from audits.sample.models import Case, CaseContext, CaseMember, Involvement
from audits.scope.lifecycle import what_blocks
from audits.scope.models import Audit
from audits.tools.models import Standard
from tests.conftest import NOW, Cast
from tests.packs.test_packs import pack
from tests.returns.conftest import address, opened
from tests.returns.test_keeping import Tab
from tests.returns.word.conftest import form_of, fresh, write

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(audit: Audit) -> list[Standard]:
    """The standards of the audit's tool, in order, with no condition among them."""
    assert audit.tool is not None
    rows = list(Standard.objects.filter(domain__tool=audit.tool).order_by("domain__order", "number"))
    assert not any(row.only_if_id for row in rows)
    return rows


def only_if(standard: Standard, condition: str) -> None:
    Standard.objects.filter(pk=standard.pk).update(only_if=condition)


def asked_in(row: AgencyReturn) -> set[int]:
    return set(row.answers.values_list("standard_id", flat=True))


def a_case(audit: Audit, number: int, **member: object) -> Case:
    case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW)
    CaseMember.objects.create(case=case, number=1, **member)
    return case


@pytest.mark.parametrize(
    ("condition", "record"),
    [
        ("CP", lambda case: case.members.get().plans_at_date.set(["CP"])),
        ("CPPERIOD", lambda case: case.members.get().plans_in_period.set(["CP"])),
        ("CIN", lambda case: case.members.get().plans_at_date.set(["CIN"])),
        ("CLA", lambda case: case.members.get().plans_at_date.set(["CLA"])),
        ("EH", lambda case: case.members.get().plans_in_period.set(["EH"])),
        ("S47", lambda case: case.members.get().plans_in_period.set(["S47"])),
        ("PLO", lambda case: case.members.get().plans_in_period.set(["PLO"])),
        ("UNBORN", lambda case: case.members.update(kind="unborn")),
        ("COURT", lambda case: CaseContext.objects.create(case=case, court_proceedings=True)),
        ("POLICE", lambda case: CaseContext.objects.create(case=case, live_investigation=True)),
    ],
)
def test_each_condition_is_met_by_what_is_recorded_and_by_nothing_else(
    audit: Audit, condition: str, record: Callable[[Case], object]
) -> None:
    case, other = a_case(audit, 11), a_case(audit, 12)
    assert conditions_met([case.pk])[case.pk] == frozenset()
    record(case)
    met = conditions_met([case.pk, other.pk])
    assert met[case.pk] == {condition}
    assert met[other.pk] == frozenset()


def test_every_condition_on_the_list_can_be_met() -> None:
    facts = set(Condition.objects.values_list("fact", flat=True))
    assert facts == {"plan_at_date", "plan_in_period", "member_kind", "flag"}


def test_a_question_is_left_out_where_its_condition_is_not_recorded(
    cast: Cast, case: Case, audit: Audit, questions: list[Standard]
) -> None:
    on_plan, in_court = questions[0], questions[1]
    only_if(on_plan, "CP")  # recorded of case 1
    only_if(in_court, "COURT")  # not recorded
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    assert asked_in(row) == {one.pk for one in questions} - {in_court.pk}
    elsewhere = opened(a_case(audit, 2), cast.police, cast.police_auditor, cast.lead)
    assert asked_in(elsewhere) == {one.pk for one in questions} - {on_plan.pk, in_court.pk}


def test_what_is_recorded_later_changes_no_return_that_is_open(
    cast: Cast, case: Case, audit: Audit, questions: list[Standard]
) -> None:
    only_if(questions[0], "CP")
    only_if(questions[1], "COURT")
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    before = asked_in(row)
    case.members.get().plans_at_date.clear()
    CaseContext.objects.filter(case=case).update(court_proceedings=True)
    acts.open_returns(audit, by=cast.lead, now=NOW)
    assert asked_in(row) == before
    later = opened(case, cast.school, cast.auditor, cast.lead)  # opened now: asked by what stands now
    assert questions[0].pk not in asked_in(later)


def test_the_return_says_which_questions_it_leaves_out_and_why(
    cast: Cast, sign_in: SignIn, case: Case, questions: list[Standard]
) -> None:
    """And the pages on which the case's facts are changed say that its questions stay as they are."""
    for standard in questions[:2]:
        only_if(standard, "COURT")
    only_if(questions[2], "CP")  # recorded, so asked
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    client = sign_in(cast.police_auditor)
    page = client.get(address(row)).content.decode()
    assert "Only if there are court proceedings: 2 questions" in page
    assert "Child Protection plan" not in page
    settled = "what you change here adds no question to it and takes none away"
    lead = sign_in(cast.lead)
    assert settled in lead.get("/audits/T-2026-01/cases/1/context/").content.decode()
    Standard.objects.update(only_if=None)
    assert settled not in lead.get("/audits/T-2026-01/cases/1/context/").content.decode()
    assert "are not asked in this case" not in client.get(address(row)).content.decode()


def test_returns_wait_for_the_facts_that_questions_depend_on(audit: Audit, questions: list[Standard]) -> None:
    Audit.objects.filter(pk=audit.pk).update(state="sample")
    audit.refresh_from_db()
    bare = Case.objects.create(audit=audit, number=7, added_at=NOW)
    Case.objects.create(audit=audit, number=8, state="excluded", added_at=NOW)
    said = "Record who is in case 7 and its context: the tool asks some questions only where it is recorded."
    assert said not in what_blocks(audit, "returns")  # no question of this tool depends on anything
    only_if(questions[0], "CP")
    assert [sentence for sentence in what_blocks(audit, "returns") if sentence.startswith("Record who")] == [said]
    CaseMember.objects.create(case=bare, number=1)
    assert said not in what_blocks(audit, "returns")


def test_before_the_lead_opens_more_returns_the_page_names_the_cases_without_facts(
    cast: Cast, sign_in: SignIn, audit: Audit, questions: list[Standard]
) -> None:
    late = Case.objects.create(audit=audit, number=9, state="returns", added_at=NOW)
    Involvement.objects.create(
        case=late, agency=cast.police, answer_id="KNOWN", answered_at=NOW, answered_by=cast.police_contact
    )
    said, page = "Nothing is recorded yet of case 9:", f"/audits/{audit.reference}/returns/"
    client = sign_in(cast.lead)
    assert said not in client.get(page).content.decode()  # no question of this tool depends on anything
    only_if(questions[0], "CP")
    assert said in client.get(page).content.decode()
    CaseContext.objects.create(case=late)
    assert said not in client.get(page).content.decode()


def test_the_word_form_and_the_page_side_by_side_offer_what_the_question_takes(
    cast: Cast, police: AgencyReturn, questions: list[Standard]
) -> None:
    first, second = questions[:2]
    Standard.objects.filter(pk=first.pk).update(takes="yes_no")
    content = form_of(police)
    document = Document(BytesIO(content))
    lists = {
        tag_of(control): [item.get(qn("w:value")) for item in control.iter(qn("w:listItem"))]
        for control in controls(document.element.body)
    }
    assert lists["answer:1"] == ["Yes", "No", "Not applicable", "Cannot tell from the record"]
    assert lists["answer:2"] == ["Yes", "Partly", "No", "Not applicable", "Cannot tell from the record"]
    read = read_back(fresh(police), write(content, {"answer:1": "Partly", "answer:2": "Partly"}), len(content))
    found = preview_of(read)
    unread, read_so = found.items
    assert (unread.part.name, unread.unread) == (f"q{first.pk}", (("Answer", "Partly"),))
    assert (read_so.part.name, read_so.unread) == (f"q{second.pk}", ())
    answer = police.answers.select_related("standard").get(standard=first)
    beside = SiblingAnswerForm(None, row=police, answer=answer)
    together = GroupAnswerForm(None, like=beside)
    for form in (beside, together):
        assert "PARTLY" not in dict(form.fields["given"].choices)  # type: ignore[attr-defined]


def test_a_save_in_the_background_keeps_to_what_the_question_takes(
    cast: Cast, sign_in: SignIn, police: AgencyReturn, questions: list[Standard]
) -> None:
    first = questions[0]
    Standard.objects.filter(pk=first.pk).update(takes="yes_no")
    page = Tab(sign_in(cast.police_auditor), cast.police_auditor, police, "questions/1/", "questions")
    page.type(**{f"q{first.pk}-given": "PARTLY", f"q{first.pk}-comment": "Half."})
    assert page.save().status_code != 500
    assert police.answers.get(standard=first).value == ""
    page.type(**{f"q{first.pk}-given": "NO"})
    page.save()
    assert police.answers.get(standard=first).value == "NO"


def test_many_returns_read_the_tool_and_the_cases_once(cast: Cast, audit: Audit, django_assert_max_num_queries) -> None:
    def known(number: int) -> None:
        Involvement.objects.create(
            case=a_case(audit, number), agency=cast.police, answer_id="KNOWN", answered_at=NOW, answered_by=cast.lead
        )

    def queries() -> CaptureQueriesContext:
        with django_assert_max_num_queries(400) as seen:
            acts.open_returns(audit, by=cast.lead, now=NOW)
        return seen

    known(2)
    one = queries()
    for number in range(3, 13):
        known(number)
    ten = queries()
    about = ("plans_at_date", "plans_in_period", "casecontext", "audits_condition", "asked_of", "short_form_sectors")
    for table in about:
        counts = [sum(f"{table}" in query["sql"] for query in seen.captured_queries) for seen in (one, ten)]
        assert counts[0] == counts[1], table
    assert AgencyReturn.objects.filter(audit=audit).count() == 11


def test_a_question_of_yes_or_no_offers_no_partly(
    cast: Cast, sign_in: SignIn, police: AgencyReturn, questions: list[Standard]
) -> None:
    first, second = questions[:2]
    Standard.objects.filter(pk=first.pk).update(takes="yes_no")
    page = sign_in(cast.police_auditor).get(address(police, "questions/1/")).content.decode()
    assert f'name="q{first.pk}-given" value="YES"' in page
    assert f'name="q{first.pk}-given" value="PARTLY"' not in page
    assert f'name="q{second.pk}-given" value="PARTLY"' in page
    paper = sign_in(cast.police_auditor).get(address(police, "questions/list/")).content.decode()
    assert paper.count(">Partly<") == len(questions) - 1


def test_partly_sent_to_a_question_of_yes_or_no_is_refused_and_nothing_is_written(
    cast: Cast, sign_in: SignIn, police: AgencyReturn, questions: list[Standard]
) -> None:
    first, second = questions[:2]
    Standard.objects.filter(pk=first.pk).update(takes="yes_no")
    given = [
        acts.AnswerInput(second.pk, 1, value="YES", state="RATED"),
        acts.AnswerInput(first.pk, 1, value="PARTLY", state="RATED"),
    ]
    with pytest.raises(Refused, match="takes yes or no"):
        acts.save_answers(police, by=cast.police_auditor, now=NOW, answers=given)
    assert not Answer.objects.filter(agency_return=police).exclude(value="").exists()
    sent = {f"q{first.pk}-given": "PARTLY", f"q{first.pk}-version": "1", f"q{first.pk}-comment": "Half of it."}
    page = sign_in(cast.police_auditor).post(address(police, "questions/1/"), sent).content.decode()
    assert "Choose one of the answers to this question." in page
    assert "Half of it." in page
    acts.save_answers(
        police, by=cast.police_auditor, now=NOW, answers=[acts.AnswerInput(first.pk, 1, value="NO", state="RATED")]
    )
    assert police.answers.get(standard=first).value == "NO"


def test_a_question_that_always_applies_offers_no_not_applicable(
    cast: Cast, sign_in: SignIn, police: AgencyReturn, questions: list[Standard]
) -> None:
    Standard.objects.filter(pk=questions[0].pk).update(may_be_not_applicable=False)
    page = sign_in(cast.police_auditor).get(address(police, "questions/1/")).content.decode()
    assert f'name="q{questions[0].pk}-given" value="NA"' not in page
    assert f'name="q{questions[1].pk}-given" value="NA"' in page


def test_not_applicable_to_a_question_that_always_applies_is_refused_by_act_and_pack_alike(
    cast: Cast, police: AgencyReturn, questions: list[Standard]
) -> None:
    Standard.objects.filter(pk=questions[0].pk).update(may_be_not_applicable=False)
    with pytest.raises(Refused, match="applies to every case"):
        acts.save_answers(
            police, by=cast.police_auditor, now=NOW, answers=[acts.AnswerInput(questions[0].pk, 1, state="NA")]
        )
    assert not Answer.objects.filter(agency_return=police, state_id="NA").exists()
    data = pack()
    standard = data["tool"]["domains"][0]["standards"][0] | {"may_be_not_applicable": False}
    data["tool"]["domains"][0]["standards"][0] = standard
    answer = {"domain": data["tool"]["domains"][0]["practice"], "number": standard["number"], "state": "NA"}
    data["cases"][0]["returns"][0]["answers"] = [answer]
    with pytest.raises(BadPack) as refused:
        check(data)
    assert refused.value.faults == [
        "cases[0].returns[0].answers[0].state: this question applies to every case, so it is never not applicable."
    ]


def test_a_pack_that_answers_partly_where_it_takes_yes_or_no_is_told_where() -> None:
    data = pack()
    data["tool"]["domains"][0]["standards"][0]["takes"] = "yes_no"
    data["wordings"] = []  # some of the example's count yes and partly together
    number, practice = data["tool"]["domains"][0]["standards"][0]["number"], data["tool"]["domains"][0]["practice"]
    data["cases"][0]["returns"][0]["answers"] = [{"domain": practice, "number": number, "value": "PARTLY"}]
    with pytest.raises(BadPack) as refused:
        check(data)
    assert refused.value.faults == ["cases[0].returns[0].answers[0].value: this question takes yes or no, not partly."]


def test_a_pack_with_a_condition_that_is_on_no_list_is_told_where() -> None:
    data = pack()
    data["tool"]["domains"][0]["standards"][0] |= {"only_if": "FULLMOON", "asked_of": ["NOBODY"]}
    with pytest.raises(BadPack) as refused:
        check(data)
    assert refused.value.faults == [
        "tool.domains[0].standards[0].only_if: 'FULLMOON' is not a code of this list.",
        "tool.domains[0].standards[0].asked_of[0]: 'NOBODY' is not a code of this list.",
    ]
