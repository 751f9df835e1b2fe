"""What people do with a return: it opens once, is answered, clashes without loss, is submitted once, sent back."""

from __future__ import annotations

import pytest
from django.db.models import F

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.codes.models import PracticeDomain
from audits.returns import acts
from audits.returns.acts import AnswerInput
from audits.returns.models import AgencyReturn, Answer, Finding, OwnGrade, Voice
from audits.sample.models import Case, Involvement
from audits.scope.models import Audit
from audits.tools.models import RatingBand, Standard
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, add, grade

State = AgencyReturn.State


def first(row: AgencyReturn) -> Answer:
    return row.answers.order_by("standard__domain__order", "standard__number")[0]


def said(answer: Answer, value: str, comment: str = "", version: int | None = None) -> AnswerInput:
    return AnswerInput(answer.standard_id, version or answer.version, value, "RATED", comment)


def test_a_school_is_asked_the_marked_questions_and_the_police_all(school, police, audit: Audit) -> None:
    marked = Standard.objects.filter(domain__tool=audit.tool, on_short_form=True)
    assert school.short_form
    assert set(school.answers.values_list("standard_id", flat=True)) == set(marked.values_list("pk", flat=True))
    assert not police.short_form
    assert police.answers.count() == Standard.objects.filter(domain__tool=audit.tool).count() == 36


def test_a_question_for_another_sector_is_not_asked(cast: Cast, case: Case, audit: Audit) -> None:
    standard = Standard.objects.filter(domain__tool=audit.tool).first()
    assert standard is not None
    standard.asked_of.set(["CSC"])
    asked = Involvement.objects.create(
        case=case, agency=cast.police, answer_id="KNOWN", answered_at=NOW, answered_by=cast.lead
    )
    row = acts.open_return(asked, by=cast.lead, now=NOW)
    assert row.answers.count() == 35


def test_opening_again_opens_nothing_and_the_tool_is_frozen(school, cast: Cast, audit: Audit) -> None:
    assert acts.open_returns(audit, by=cast.lead, now=NOW) == []
    assert acts.open_return(school.involvement, by=cast.lead, now=NOW) == school
    audit.tool.refresh_from_db()
    assert audit.tool.frozen_at == NOW


def test_only_an_agency_that_knows_the_case_gets_a_return(cast: Cast, case: Case) -> None:
    asked = Involvement.objects.create(
        case=case, agency=cast.police, answer_id="NOTKNOWN", answered_at=NOW, answered_by=cast.lead
    )
    with pytest.raises(Refused, match="has not said that it knows the case"):
        acts.open_return(asked, by=cast.lead, now=NOW)
    assert acts.open_returns(case.audit, by=cast.lead, now=NOW) == []


def test_the_copied_keys_are_those_of_their_originals(school, police, cast: Cast) -> None:
    add(school, cast.auditor)
    for model in (Answer, OwnGrade, Finding):
        rows = model.objects.all()  # type: ignore[attr-defined]
        assert rows.exists()
        same = rows.filter(
            audit=F("agency_return__audit"), case=F("agency_return__case"), agency=F("agency_return__agency")
        )
        assert same.count() == rows.count()
    assert not Answer.objects.exclude(domain=F("standard__domain__practice")).exists()


def test_answers_are_saved_and_those_left_alone_are_not_written(school, cast: Cast) -> None:
    one, two, *_ = school.answers.all()
    inputs = [said(one, "NO", "Seen late."), AnswerInput(two.standard_id, two.version)]
    assert acts.save_answers(school, by=cast.auditor, now=NOW, answers=inputs) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.value, one.state_id, one.comment, one.version) == ("NO", "RATED", "Seen late.", 2)
    assert (two.state_id, two.version) == ("UNANSWERED", 1)
    assert school.state == State.IN_PROGRESS


def test_a_second_writer_changes_nothing_and_sees_both_texts(school, cast: Cast) -> None:
    one, two, *_ = school.answers.all()
    acts.save_answers(school, by=cast.auditor, now=NOW, answers=[said(one, "YES", "Theirs")])
    with pytest.raises(Stale) as clash:
        acts.save_answers(
            school, by=cast.school_contact, now=NOW, answers=[said(two, "YES"), said(one, "NO", "Mine", version=1)]
        )
    key = f"answer-{one.standard_id}"
    assert clash.value.theirs[key]["comment"] == "Theirs"
    assert clash.value.yours[key]["comment"] == "Mine"
    two.refresh_from_db()
    assert two.state_id == "UNANSWERED"


def test_the_same_answer_sent_twice_is_no_clash(school, cast: Cast) -> None:
    one = first(school)
    for _ in range(2):
        acts.save_answers(school, by=cast.auditor, now=NOW, answers=[said(one, "YES", version=1)])
    one.refresh_from_db()
    assert one.version == 2


@pytest.mark.parametrize(
    ("value", "state"), [("MAYBE", "RATED"), ("YES", "NA"), ("", "RATED"), ("", "NOTGRADED"), ("", "NOSUCH")]
)
def test_an_answer_that_is_none_is_refused(school, cast: Cast, value: str, state: str) -> None:
    given = AnswerInput(first(school).standard_id, 1, value, state)
    with pytest.raises(Refused):
        acts.save_answers(school, by=cast.auditor, now=NOW, answers=[given])


def test_a_question_of_another_return_is_refused(school, police, cast: Cast) -> None:
    other = police.answers.exclude(standard__in=school.answers.values("standard")).first()
    with pytest.raises(Refused, match="not on this return"):
        acts.save_answers(school, by=cast.auditor, now=NOW, answers=[said(other, "YES")])


def test_a_grade_of_another_scale_is_refused(school, cast: Cast) -> None:
    other = RatingBand.objects.filter(scale__code="rag").first()
    with pytest.raises(Refused, match="Choose a grade of this audit's scale"):
        acts.save_grade(school, by=cast.auditor, now=NOW, version=1, band=other, reason="x")


def test_what_blocks_is_said_all_at_once(school, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        acts.submit_return(school, by=cast.auditor, now=NOW)
    assert "Write at least one finding." in str(refusal.value)
    assert "Grade your agency's practice" in str(refusal.value)
    school.refresh_from_db()
    assert school.state == State.NOT_STARTED


def test_inadequate_asks_whether_the_child_is_safe_today(school, cast: Cast) -> None:
    add(school, cast.auditor)
    grade(school, cast.auditor, "INAD")
    with pytest.raises(Refused, match="child is safe today"):
        acts.submit_return(school, by=cast.auditor, now=NOW)
    grade(school, cast.auditor, "INAD", child_safe_today="no")
    acts.submit_return(school, by=cast.auditor, now=NOW)
    assert school.state == State.SUBMITTED


def test_an_ungraded_audit_asks_no_grade(school, cast: Cast, audit: Audit) -> None:
    Audit.objects.filter(pk=audit.pk).update(scale=None)
    add(school, cast.auditor)
    acts.submit_return(school, by=cast.auditor, now=NOW)
    assert school.state == State.SUBMITTED


def test_a_second_submit_is_refused_in_words(school, cast: Cast, ready: Ready) -> None:
    again = AgencyReturn.objects.get(pk=ready(school).pk)
    acts.submit_return(school, by=cast.auditor, now=NOW)
    with pytest.raises(Refused, match="submitted already"):
        acts.submit_return(again, by=cast.auditor, now=NOW)
    assert JournalEntry.objects.filter(verb="submitted").count() == 1


def test_nothing_is_written_after_a_submit_or_when_the_audit_is_past(school, cast: Cast, ready: Ready) -> None:
    before = AgencyReturn.objects.get(pk=ready(school).pk)
    acts.submit_return(school, by=cast.auditor, now=NOW)
    with pytest.raises(Refused, match="has been submitted"):
        acts.save_answers(before, by=cast.auditor, now=NOW, answers=[said(first(school), "YES")])
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="Say more.")
    Audit.objects.filter(pk=school.audit_id).update(state="reporting")
    with pytest.raises(Refused, match="returns are closed"):
        add(before, cast.auditor)


def test_sent_back_with_a_reason_and_submitted_again(school, cast: Cast, ready: Ready) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    with pytest.raises(Refused, match="Say what must change"):
        acts.send_back_return(school, by=cast.lead, now=NOW, reason=" ")
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="Say more about the delay.")
    assert (school.state, school.sent_back_reason) == (State.SENT_BACK, "Say more about the delay.")
    assert school.submitted_at is None
    acts.submit_return(school, by=cast.auditor, now=NOW)
    acts.accept_return(school, by=cast.lead, now=NOW)
    assert (school.state, school.accepted_by) == (State.ACCEPTED, cast.lead)


def test_findings_are_added_moved_and_removed(school, cast: Cast) -> None:
    one, two, three = (add(school, cast.auditor, text) for text in ("One", "Two", "Three"))
    acts.move_finding(three, by=cast.auditor, now=NOW, up=True)
    acts.move_finding(one, by=cast.auditor, now=NOW, up=True)
    assert list(school.findings.values_list("text", flat=True)) == ["One", "Three", "Two"]
    acts.remove_finding(two, by=cast.auditor, now=NOW)
    assert list(school.findings.values_list("text", flat=True)) == ["One", "Three"]


def test_a_finding_that_two_change_keeps_both_texts(school, cast: Cast) -> None:
    finding = add(school, cast.auditor, "First words")
    domain = PracticeDomain.objects.get(pk="REC")
    mine = Finding.objects.select_related("agency_return").get(pk=finding.pk)
    acts.edit_finding(finding, by=cast.auditor, now=NOW, version=1, kind="good", domain=domain, text="Theirs")
    with pytest.raises(Stale) as clash:
        acts.edit_finding(mine, by=cast.school_contact, now=NOW, version=1, kind="good", domain=domain, text="Mine")
    assert (clash.value.theirs["text"], clash.value.yours["text"]) == ("Theirs", "Mine")


def test_voices_that_conflict_are_both_kept(school, cast: Cast) -> None:
    for whose, text in (("child", "I told my teacher."), ("practitioner", "She said nothing.")):
        acts.save_voice(school, by=cast.auditor, now=NOW, version=1, whose=whose, found=True, text=text)
    assert set(Voice.objects.values_list("text", flat=True)) == {"I told my teacher.", "She said nothing."}
