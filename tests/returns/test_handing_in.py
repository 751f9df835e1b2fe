"""Handing a return in: what blocks, what advises, submit once, the second pair of eyes, accepting one and all."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, JournalEntry
from audit_project.refused import Refused
from audits.lifecycle import Move
from audits.returns import acts
from audits.returns.handing_in.checks import what_advises, what_blocks, written_in
from audits.returns.models import AgencyReturn
from audits.returns.open_models import FindingDraft
from audits.returns.reading import whole
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast
from tests.returns.conftest import Ready, add, address, grade, opened

State = AgencyReturn.State
SignIn = Callable[..., Client]
PAGES = ("", "nothing/", "records/", "questions/1/", "findings/", "findings/add/", "voices/", "grade/", "check/")


def text(response) -> str:
    return response.content.decode()


def blocks(row: AgencyReturn) -> list[str]:
    row.refresh_from_db()
    return [check.words for check in what_blocks(written_in(row, whole(row)))]


def advice(row: AgencyReturn) -> list[str]:
    row.refresh_from_db()
    return [check.words for check in what_advises(written_in(row, whole(row)))]


@pytest.fixture
def complete(ready: Ready) -> Ready:
    """`complete(row)` fills a return in so that nothing blocks and no advice stands."""

    def filled(row: AgencyReturn) -> AgencyReturn:
        auditor = ready(row).involvement.auditor
        assert auditor is not None
        by = {"by": auditor, "now": NOW}
        row.refresh_from_db()
        acts.save_opening(row, **by, version=row.version, records_read=["child"], on_behalf_of="")
        given = [acts.AnswerInput(one.standard_id, one.version, "YES", "RATED") for one in row.answers.all()]
        acts.save_answers(row, **by, answers=given)
        for whose in ("child", "parent", "practitioner"):
            acts.save_voice(row, **by, version=1, whose=whose, found=False, text="")
        return row

    return filled


def test_three_things_block_and_each_goes_as_it_is_mended(school, cast: Cast) -> None:
    assert blocks(school) == ["Write at least one finding.", "Grade your agency's practice, or say why you do not."]
    add(school, cast.auditor)
    grade(school, cast.auditor, "INAD", reason="")
    assert blocks(school) == ["Give the reason for your grade.", "Say whether the child is safe today."]
    grade(school, cast.auditor, "INAD", child_safe_today="no")
    assert blocks(school) == []


def test_no_grade_needs_its_reason_and_a_better_grade_no_answer_about_today(school, cast: Cast) -> None:
    add(school, cast.auditor)
    grade(school, cast.auditor, band=None, state="NOTGRADED", reason="")
    assert blocks(school) == ["Say why you give no grade."]
    grade(school, cast.auditor, band=None, state="NOTGRADED", reason="One contact only.")
    assert blocks(school) == []
    grade(school, cast.auditor, "RI")
    assert blocks(school) == []


def test_advice_counts_what_is_missing_and_does_not_stop_the_submit(school, cast: Cast, ready: Ready) -> None:
    ready(school)
    one, two = school.answers.all()[:2]
    said = [acts.AnswerInput(row.standard_id, row.version, "NO", "RATED") for row in (one, two)]
    acts.save_answers(school, by=cast.auditor, now=NOW, answers=said)
    left = school.answers.count() - 2
    assert advice(school) == [
        "You have not said whose records you read.",
        f"{left} questions have no answer yet.",
        "2 answers that ask for a comment have none.",
        "You have not said what the record shows of the child's voice.",
        "You have not said what the record shows of a parent's or carer's voice.",
        "You have not said whether you talked with the practitioner.",
    ]
    acts.submit_return(school, by=cast.auditor, now=NOW)
    assert school.state == State.SUBMITTED


def test_every_line_of_the_check_page_leads_to_the_input_that_mends_it(school, cast: Cast, sign_in: SignIn) -> None:
    grade(school, cast.auditor, "INAD", reason="")
    first = school.answers.order_by("standard__domain__order", "standard__number")[0]
    acts.save_answers(
        school, by=cast.auditor, now=NOW, answers=[acts.AnswerInput(first.standard_id, first.version, "NO", "RATED")]
    )
    client = sign_in(cast.auditor)
    page = text(client.get(address(school, "check/")))
    links = re.findall(rf'href="({re.escape(address(school))}[^"#]+)#([^"]+)"', page)
    assert len(links) == 9  # three that block, six that advise
    for url, target in links:
        there = text(client.get(url))
        assert re.search(rf'<(input|textarea)[^>]*\sid="{re.escape(target)}"', there), (url, target)


def test_a_finding_that_was_begun_and_not_added_is_told_to_its_own_people_alone(
    school, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    draft = FindingDraft(agency_return=ready(school))
    acts.keep_draft(draft, by=cast.auditor, now=NOW, version=1, text="Half a sentence")
    page = text(sign_in(cast.auditor).get(address(school, "check/")))
    assert "1 finding is begun and not added." in page
    begun = address(school, f"findings/begun/{draft.uid}/")
    assert f'href="{begun}#id_kind_0"' in page
    assert "Half a sentence" in text(sign_in(cast.auditor).get(begun))
    acts.submit_return(school, by=cast.auditor, now=NOW)
    lead = sign_in(cast.lead)
    assert "begun" not in text(lead.get("/audits/T-2026-01/returns/")) + text(lead.get(address(school)))


@pytest.mark.parametrize(
    ("rest", "sent"),
    [
        ("nothing/", {"answer": "NOTKNOWN", "nothing_because": "Two systems, by the year."}),
        ("check/", {"approved_by_name": "Two systems, by the year."}),
    ],
)
def test_words_sent_after_the_session_ended_wait_for_their_writer(
    wanting, cast: Cast, sign_in: SignIn, rest: str, sent: dict
) -> None:
    page = text(sign_in(cast.auditor).get(address(wanting, rest)))
    whose = re.search(r'name="whose" value="([^"]+)"', page)
    assert whose is not None
    late = Client().post(address(wanting, rest), {**sent, "whose": whose[1]})
    assert late.status_code == 401
    assert "Two systems, by the year." in text(late)
    wanting.refresh_from_db()
    assert wanting.state == State.IN_PROGRESS


def test_a_return_of_an_audit_without_grades_asks_for_none(school, cast: Cast) -> None:
    Audit.objects.filter(pk=school.audit_id).update(scale=None)
    school.audit.refresh_from_db()
    add(school, cast.auditor)
    assert blocks(school) == []


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_submitted_once(school, cast: Cast, ready: Ready, sign_in: SignIn) -> None:
    """The auditor presses twice and the contact a third time, from three windows at the same moment."""
    ready(school)
    before = JournalEntry.objects.filter(verb="submitted").count()
    start, pages = threading.Barrier(3), []

    def press(who) -> None:
        client = sign_in(who)
        start.wait()
        try:
            pages.append(text(client.post(address(school, "check/"), follow=True)))
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=(who,)) for who in (cast.auditor, cast.auditor, cast.school_contact)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    moves = Move.objects.filter(object_uid=str(school.uid), to_state="submitted")
    assert moves.count() == 1
    assert JournalEntry.objects.filter(verb="submitted").count() == before + 1
    assert not JournalEntry.objects.filter(refused=True).exists()
    assert sorted("Your return is submitted." in page for page in pages) == [False, False, True]
    assert sum("This return is submitted already" in page for page in pages) == 2


def test_a_submit_after_the_audit_closed_says_so_and_keeps_everything(
    school, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    ready(school)
    client = sign_in(cast.auditor)
    assert client.get(address(school, "check/")).status_code == 200
    Audit.objects.filter(pk=school.audit_id).update(state="reporting")
    page = client.post(address(school, "check/"))
    assert page.status_code == 403
    assert "returns are closed, so the return was not submitted" in text(page).replace("&#x27;", "'")
    assert "Signs were seen early." in text(page)
    school.refresh_from_db()
    assert school.state == State.IN_PROGRESS
    assert JournalEntry.objects.filter(refused=True, kind="return_check").count() == 1


APPROVED = {"approved_by_name": "Hana Head", "approved_by_role": "Headteacher"}


@pytest.fixture
def wanting(school, cast: Cast, ready: Ready) -> AgencyReturn:
    """The school's return, ready, where the school wants a second pair of eyes."""
    Agency.objects.filter(pk=cast.school.pk).update(wants_approval=True)
    return AgencyReturn.objects.get(pk=ready(school).pk)


def day(when) -> dict[str, int]:
    return {"approved_on_day": when.day, "approved_on_month": when.month, "approved_on_year": when.year}


def test_where_the_agency_wants_it_the_approver_is_named_before_the_submit(
    wanting, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.auditor)
    page = text(client.post(address(wanting, "check/"), {"approved_by_name": "Hana Head"}))
    assert "Enter the role of whoever approved this return." in page
    assert "Enter the date on which the return was approved." in page
    assert 'value="Hana Head"' in page
    assert client.post(address(wanting, "check/"), {**APPROVED, **day(TODAY)}).status_code == 302
    for who in (cast.auditor, cast.lead):
        read = text(sign_in(who).get(address(wanting)))
        assert "Hana Head, Headteacher, on" in read


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "cannot be in the future"), (-1, "cannot be before the return was opened")],
)
def test_the_approval_is_of_a_day_that_may_be(wanting, cast: Cast, sign_in: SignIn, days: int, sentence: str) -> None:
    when = TODAY + timedelta(days=days)
    page = text(sign_in(cast.auditor).post(address(wanting, "check/"), {**APPROVED, **day(when)}))
    assert sentence in page
    with pytest.raises(Refused, match=sentence):
        acts.submit_return(wanting, by=cast.auditor, now=NOW, **APPROVED, approved_on=when)
    wanting.refresh_from_db()
    assert wanting.state == State.IN_PROGRESS


def test_a_service_follows_its_organisation_and_others_are_not_asked(
    cast: Cast, case: Case, ready: Ready, sign_in: SignIn, school
) -> None:
    Agency.objects.filter(pk=cast.trust.pk).update(wants_approval=True)
    nursing = ready(opened(case, cast.school_nursing, cast.trust_contact, cast.lead))
    with pytest.raises(Refused, match="Say who approved this return in your agency"):
        acts.submit_return(nursing, by=cast.trust_contact, now=NOW)
    assert "Second pair of eyes" not in text(sign_in(cast.auditor).get(address(school, "check/")))
    acts.submit_return(ready(school), by=cast.auditor, now=NOW, **APPROVED, approved_on=TODAY)
    assert school.approved_by_name == ""


def test_sent_back_it_needs_a_new_approval(wanting, cast: Cast) -> None:
    acts.submit_return(wanting, by=cast.auditor, now=NOW, **APPROVED, approved_on=TODAY)
    acts.send_back_return(wanting, by=cast.lead, now=NOW, reason="Say why it took three weeks.")
    assert (wanting.approved_by_name, wanting.approved_by_role, wanting.approved_on) == ("", "", None)
    with pytest.raises(Refused, match="Say who approved"):
        acts.submit_return(wanting, by=cast.auditor, now=NOW)


@pytest.mark.parametrize("rest", PAGES)
def test_the_reason_stands_at_the_top_of_every_page(
    school, cast: Cast, ready: Ready, sign_in: SignIn, rest: str
) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="Say why it took <three> weeks.")
    for _ in range(2):  # as it was sent back, and once somebody has begun to mend it
        page = text(sign_in(cast.auditor).get(address(school, rest)))
        assert "Say why it took &lt;three&gt; weeks." in page
        above = page[page.index("<h1") : page.index("Say why it took")]
        assert "<form" not in above
        assert "govuk-task-list" not in above
        add(school, cast.auditor, "Mended.")


def test_accepting_twice_changes_nothing(school, cast: Cast, ready: Ready, sign_in: SignIn) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    client = sign_in(cast.lead)
    assert "The return is accepted." in text(client.post(address(school, "accept/"), follow=True))
    school.refresh_from_db()
    version, at = school.version, school.accepted_at
    assert "The return is accepted already." in text(client.post(address(school, "accept/"), follow=True))
    school.refresh_from_db()
    assert (school.version, school.accepted_at) == (version, at)
    assert JournalEntry.objects.filter(verb="accepted").count() == 1


def test_a_return_that_is_not_in_cannot_be_accepted(school, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.lead).post(address(school, "accept/")).status_code == 403
    assert sign_in(cast.auditor).post(address(school, "accept/")).status_code == 403


def test_the_lead_accepts_all_that_pass_and_reads_why_the_others_do_not(
    school, police, cast: Cast, ready: Ready, complete: Ready, sign_in: SignIn
) -> None:
    acts.submit_return(complete(school), by=cast.auditor, now=NOW)
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    here = f"/audits/{school.audit.reference}/returns/"
    page = text(sign_in(cast.lead).get(here))
    assert "1 submitted return passes every check." in page
    assert "36 questions without an answer" in page
    assert "not said whose records were read" in page
    done = text(sign_in(cast.lead).post(f"{here}accept/", follow=True))
    assert "1 return is accepted." in done
    school.refresh_from_db()
    police.refresh_from_db()
    assert (school.state, police.state) == (State.ACCEPTED, State.SUBMITTED)
    again = text(sign_in(cast.lead).post(f"{here}accept/", follow=True))
    assert "No submitted return passes every check, so none is accepted." in again


def test_no_to_safe_today_says_what_to_do_now_on_the_pages_that_follow(school, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.auditor)
    for rest in ("", "records/", "questions/1/", "findings/", "voices/", "grade/", "check/"):
        assert "This return makes no referral" not in text(client.get(address(school, rest)))
    grade(school, cast.auditor, "GOOD", child_safe_today="no")
    for rest in ("", "records/", "questions/1/", "findings/", "voices/", "grade/", "check/"):
        page = text(client.get(address(school, rest)))
        said = page[page.index("This return makes no referral") :]
        assert f'href="{address(school, "concern/")}"' in said[: said.index("</div>")]
    assert "Ring now." in text(client.get(address(school, "concern/")))


def test_a_child_who_is_not_safe_today_is_never_accepted_unread(school, cast: Cast, complete: Ready, sign_in) -> None:
    grade(complete(school), cast.auditor, "INAD", child_safe_today="no")
    acts.submit_return(school, by=cast.auditor, now=NOW)
    page = text(sign_in(cast.lead).get(f"/audits/{school.audit.reference}/returns/"))
    assert "says that the child is not safe today, or that they are not sure" in page
    assert acts.accept_all(school.audit, by=cast.lead, now=NOW) == 0


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("scrutineer", 403), ("other_lead", 404)])
def test_only_the_lead_accepts_them_together(
    school, cast: Cast, complete: Ready, sign_in: SignIn, who: str, status: int
) -> None:
    acts.submit_return(complete(school), by=cast.auditor, now=NOW)
    here = f"/audits/{school.audit.reference}/returns/"
    assert sign_in(getattr(cast, who)).post(f"{here}accept/").status_code == status
    page = sign_in(getattr(cast, who)).get(here)
    assert "passes every check" not in text(page)
    school.refresh_from_db()
    assert school.state == State.SUBMITTED


def test_after_the_audit_closed_none_is_accepted_together(school, cast: Cast, complete: Ready, sign_in) -> None:
    acts.submit_return(complete(school), by=cast.auditor, now=NOW)
    Audit.objects.filter(pk=school.audit_id).update(state="closed")
    page = sign_in(cast.lead).post(f"/audits/{school.audit.reference}/returns/accept/")
    assert page.status_code == 403
    assert "returns are closed" in text(page)


def test_the_list_costs_the_lead_the_same_at_any_number_of_submitted_returns(
    audit: Audit, cast: Cast, complete: Ready, sign_in: SignIn
) -> None:
    client, asked = sign_in(cast.lead), []
    for number in (1, 2, 3, 4):
        case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW, added_by=cast.lead)
        acts.submit_return(complete(opened(case, cast.school, cast.auditor, cast.lead)), by=cast.auditor, now=NOW)
        client.get(f"/audits/{audit.reference}/returns/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/audits/{audit.reference}/returns/")
        asked.append(len(queries))
    assert asked[0] == asked[-1] <= 13, asked


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_accept_all_at_once_accept_each_return_once(
    school, police, cast: Cast, complete: Ready, sign_in: SignIn
) -> None:
    acts.submit_return(complete(school), by=cast.auditor, now=NOW)
    acts.submit_return(complete(police), by=cast.police_auditor, now=NOW)
    start, told = threading.Barrier(2), []

    def press() -> None:
        client = sign_in(cast.lead)
        start.wait()
        try:
            told.append(text(client.post(f"/audits/{school.audit.reference}/returns/accept/", follow=True)))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert Move.objects.filter(to_state="accepted").count() == 2
    assert JournalEntry.objects.filter(verb="accepted").count() == 2
    assert sorted("2 returns are accepted." in page for page in told) == [False, True]
    assert sorted("so none is accepted." in page for page in told) == [False, True]


@pytest.mark.parametrize("rest", ["check/", "nothing/", "voices/", ""])
def test_the_pages_of_handing_in_stay_within_twelve_queries(
    school, cast: Cast, complete: Ready, sign_in: SignIn, rest: str
) -> None:
    complete(school)
    client = sign_in(cast.auditor)
    client.get(address(school, rest))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(school, rest)).status_code == 200
    assert len(queries) <= 12, "\n".join(one["sql"][-200:] + " | " + one["sql"][:90] for one in queries)
