"""The pages of a return: who writes, who reads, what strangers get, what bad input ends in."""

from __future__ import annotations

import uuid

import pytest

from agencies.models import JournalEntry
from audits.returns import acts
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.returns.reading import url_of
from audits.scope.models import Audit
from audits.tools.models import RatingBand
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, add, address

State = AgencyReturn.State
PAGES = ("", "records/", "questions/1/", "findings/", "findings/add/", "voices/", "grade/", "check/")
MARKUP = '<script>alert(1)</script> 👩‍👧 & "quoted" {{ 7|add:7 }}'


def text(response) -> str:
    return response.content.decode()


def first(row: AgencyReturn) -> Answer:
    return row.answers.order_by("standard__domain__order", "standard__number")[0]


def posted_answer(answer: Answer, given: str, comment: str = "", version: int | None = None) -> dict[str, object]:
    key = f"q{answer.standard_id}"
    return {f"{key}-version": version or answer.version, f"{key}-given": given, f"{key}-comment": comment}


def page_of_answers(row: AgencyReturn, **changed: dict[str, object]) -> dict[str, object]:
    """What a browser sends for the first page when nothing was touched."""
    blocks = row.answers.select_related("standard__domain").order_by("standard__domain__order", "standard__number")
    domains = list(dict.fromkeys(answer.domain_id for answer in blocks))[:3]
    sent: dict[str, object] = {}
    for answer in blocks:
        if answer.domain_id in domains:
            sent |= posted_answer(answer, answer.value, answer.comment)
    return sent


@pytest.mark.parametrize("rest", PAGES)
def test_its_auditor_and_contact_open_each_page_and_others_do_not(cast: Cast, sign_in, school, rest: str) -> None:
    for who in (cast.auditor, cast.school_contact):
        assert sign_in(who).get(address(school, rest)).status_code == 200
    for who in (cast.police_auditor, cast.police_contact, cast.colleague, cast.panel, cast.stranger, cast.superuser):
        assert sign_in(who).get(address(school, rest)).status_code == 404
    refused = sign_in(cast.lead).get(address(school, rest))
    assert refused.status_code == 403
    assert "return" in text(refused)


@pytest.mark.parametrize("rest", PAGES[1:])
def test_a_submitted_return_is_read_and_not_written(cast: Cast, sign_in, school, ready: Ready, rest: str) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    page = sign_in(cast.auditor).get(address(school, rest))
    assert page.status_code == 403
    assert "has been submitted" in text(page)


def test_the_lead_reads_a_submitted_return_and_that_is_written_down(cast: Cast, sign_in, school, ready: Ready) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    page = text(sign_in(cast.lead).get(address(school)))
    for words in ("Signs were seen early.", "It was timely.", "Good", "Accept the return"):
        assert words in page
    entry = JournalEntry.objects.get(verb="read")
    assert (entry.person_name_then, entry.object_uid, entry.case_uid) == ("Lena Lead", str(school.uid), school.case.uid)


def test_the_overview_says_how_far_each_page_has_come(cast: Cast, sign_in, school) -> None:
    client = sign_in(cast.auditor)
    client.post(address(school, "records/"), {"version": 1, "records_read": ["child", "parent"], "on_behalf_of": ""})
    answer = first(school)
    acts.save_answers(
        school,
        by=cast.auditor,
        now=NOW,
        answers=[acts.AnswerInput(answer.standard_id, 1, "", "NA")],
    )
    page = text(client.get(address(school)))
    total = school.answers.count()
    assert f"0 of {total - 1} questions answered" in page
    assert "Whose records you read" in page
    assert "1 of 3 answered" in page


def test_voices_are_done_when_all_three_are_answered_and_the_return_goes_on_there(cast, sign_in, school, ready) -> None:
    client = sign_in(cast.auditor)
    ready(school).voices.all().delete()
    sent = {f"{whose}-version": 1 for whose in ("child", "parent", "practitioner")} | {"child-found": "yes"}
    client.post(address(school, "voices/"), sent)
    page = text(client.get(address(school, "findings/")))
    assert '<span class="return-steps__state">1 of 3 answered</span>' in page
    sent |= {"child-version": 2, "parent-found": "no", "practitioner-found": "yes"}
    client.post(address(school, "voices/"), sent)
    page = text(client.get(address(school, "findings/")))
    voices = page[page.index("Voices in the record</a>") :]
    assert voices.index("return-steps__state--done") < voices.index("</li>")


@pytest.mark.parametrize(
    ("findings", "words"),
    [(0, "Write two to five."), (1, "You have 1 finding of two to five."), (6, "You have 6 find")],
)
def test_the_findings_say_how_many_they_are(cast: Cast, sign_in, school, findings: int, words: str) -> None:
    for number in range(findings):
        add(school, cast.auditor, f"Finding {number}")
    assert words in text(sign_in(cast.auditor).get(address(school, "findings/")))


def test_who_may_read_a_comment_is_asked_behind_a_line_and_open_when_it_is_kept_back(cast, sign_in, school) -> None:
    answer = first(school)
    client = sign_in(cast.auditor)
    assert '<details class="govuk-details question__mark" open>' not in text(
        client.get(address(school, "questions/1/"))
    )
    kept = acts.AnswerInput(answer.standard_id, 1, "NO", "RATED", "Not seen.", "lead")
    acts.save_answers(school, by=cast.auditor, now=NOW, answers=[kept])
    assert text(client.get(address(school, "questions/1/"))).count('question__mark" open>') == 1


def test_answers_are_saved_and_the_next_page_follows(cast: Cast, sign_in, school) -> None:
    answer = first(school)
    sent = {**page_of_answers(school), **posted_answer(answer, "PARTLY", MARKUP)}
    done = sign_in(cast.auditor).post(address(school, "questions/1/"), sent)
    assert done.status_code == 302
    assert done.url == url_of(school, "return_questions", 2)
    answer.refresh_from_db()
    assert (answer.value, answer.comment) == ("PARTLY", MARKUP)
    page = text(sign_in(cast.auditor).get(address(school, "questions/1/")))
    assert "<script>alert(1)" not in page
    assert "{{ 7|add:7 }}" in page


def test_saving_to_come_back_later_leads_to_the_return(cast: Cast, sign_in, school) -> None:
    sent = {**page_of_answers(school), "then": "later"}
    assert sign_in(cast.auditor).post(address(school, "questions/1/"), sent).url == url_of(school, "return")


def test_the_second_of_two_sees_both_texts_and_may_then_choose(cast: Cast, sign_in, school) -> None:
    answer = first(school)
    theirs = {**page_of_answers(school), **posted_answer(answer, "YES", "What Ada wrote")}
    mine = {**page_of_answers(school), **posted_answer(answer, "NO", "What Cora wrote")}
    sign_in(cast.auditor).post(address(school, "questions/1/"), theirs)
    clash = sign_in(cast.school_contact).post(address(school, "questions/1/"), mine)
    assert clash.status_code == 409
    assert "What Ada wrote" in text(clash)
    assert text(clash).count("What Cora wrote") == 2  # beside theirs, and kept in the form
    assert f'name="q{answer.standard_id}-version" value="2"' in text(clash)
    again = {**mine, f"q{answer.standard_id}-version": 2}
    assert sign_in(cast.school_contact).post(address(school, "questions/1/"), again).status_code == 302
    answer.refresh_from_db()
    assert (answer.value, answer.comment) == ("NO", "What Cora wrote")


def test_an_answer_sent_after_the_submit_is_refused_and_its_words_are_kept(
    cast: Cast, sign_in, school, ready: Ready
) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    answer = first(school)
    sent = {**page_of_answers(school), **posted_answer(answer, "NO", "Words typed too late")}
    page = sign_in(cast.auditor).post(address(school, "questions/1/"), sent)
    assert page.status_code == 403
    assert "has been submitted" in text(page)
    assert "Words typed too late" in text(page)
    answer.refresh_from_db()
    assert answer.comment == ""
    assert JournalEntry.objects.filter(refused=True, person_name_then="Ada Auditor").exists()


def test_a_save_after_the_audit_closed_keeps_the_words(cast: Cast, sign_in, school) -> None:
    Audit.objects.filter(pk=school.audit_id).update(state="closed")
    sent = {"kind": "good", "domain": "REC", "scope": "agency", "text": "A finding too late"}
    page = sign_in(cast.auditor).post(address(school, "findings/add/"), sent)
    assert page.status_code == 403
    assert "A finding too late" in text(page)
    assert not Finding.objects.exists()


def test_a_comment_that_is_far_too_long_is_refused_in_words(cast: Cast, sign_in, school) -> None:
    sent = {**page_of_answers(school), **posted_answer(first(school), "NO", "x" * 1_000_000)}
    page = sign_in(cast.auditor).post(address(school, "questions/1/"), sent)
    assert page.status_code == 200
    assert "4,000 characters or fewer" in text(page)
    assert first(school).comment == ""


def test_signs_that_nobody_sees_are_taken_out_of_a_comment(cast: Cast, sign_in, school) -> None:
    sent = {**page_of_answers(school), **posted_answer(first(school), "NO", "half\x00 word\x0bnext\x02")}
    assert sign_in(cast.auditor).post(address(school, "questions/1/"), sent).status_code == 302
    assert first(school).comment == "half word\nnext"


@pytest.mark.parametrize("part", [0, 99])
def test_a_page_of_questions_that_is_none_is_not_found(cast: Cast, sign_in, school, part: int) -> None:
    assert sign_in(cast.auditor).get(address(school, f"questions/{part}/")).status_code == 404


def test_a_version_that_is_no_number_is_refused_without_a_fault(cast: Cast, sign_in, school) -> None:
    for version in ("", "abc", "-1", "9" * 40):
        sent = {"version": version, "records_read": ["child"], "on_behalf_of": "school nurse"}
        assert sign_in(cast.auditor).post(address(school, "records/"), sent).status_code in (200, 409)
    school.refresh_from_db()
    assert school.records_read == []


def test_findings_are_added_changed_put_in_order_and_removed(cast: Cast, sign_in, school) -> None:
    client = sign_in(cast.auditor)
    base = {"domain": "REC", "scope": "between"}
    client.post(address(school, "findings/add/"), {**base, "kind": "good", "text": MARKUP, "exemplar": "on"})
    sent = {**base, "kind": "develop", "text": "Late", "missed_opportunity": "on"}
    client.post(address(school, "findings/add/"), sent)
    one, two = school.findings.all()
    client.post(address(school, f"findings/{two.uid}/move/"), {"direction": "up"})
    assert list(school.findings.all()) == [two, one]
    page = text(client.get(address(school, "findings/")))
    assert page.index("Late") < page.index("&lt;script&gt;")
    client.post(address(school, f"findings/{two.uid}/"), {**sent, "text": "Later", "version": 1})
    client.post(address(school, f"findings/{one.uid}/remove/"))
    assert list(school.findings.values_list("text", flat=True)) == ["Later"]


def test_a_finding_of_another_return_is_not_found_at_this_one(cast: Cast, sign_in, school, police) -> None:
    theirs = add(police, cast.police_auditor)
    for rest in ("", "remove/"):
        assert sign_in(cast.auditor).get(address(school, f"findings/{theirs.uid}/{rest}")).status_code == 404
        assert sign_in(cast.police_auditor).get(address(school, f"findings/{theirs.uid}/{rest}")).status_code == 404
    assert sign_in(cast.auditor).post(address(police, f"findings/{theirs.uid}/remove/")).status_code == 404
    assert sign_in(cast.auditor).get(address(school, f"findings/{uuid.uuid4()}/")).status_code == 404
    assert Finding.objects.filter(pk=theirs.pk).exists()


def test_a_finding_says_what_is_missing_field_by_field(cast: Cast, sign_in, school) -> None:
    page = text(sign_in(cast.auditor).post(address(school, "findings/add/"), {}))
    for words in ("Choose good practice or area for development.", "Choose a domain of practice.", "Write what you"):
        assert words in page
    wrong = {"kind": "good", "domain": "REC", "scope": "agency", "text": "x", "missed_opportunity": "on"}
    page = text(sign_in(cast.auditor).post(address(school, "findings/add/"), wrong))
    assert "Good practice cannot be a missed opportunity." in page


def test_two_who_change_one_finding_see_both_texts(cast: Cast, sign_in, school) -> None:
    finding = add(school, cast.auditor, "First")
    sent = {"kind": "good", "domain": "REC", "scope": "agency", "version": 1}
    here = address(school, f"findings/{finding.uid}/")
    assert sign_in(cast.auditor).post(here, {**sent, "text": "Ada's words"}).status_code == 302
    clash = sign_in(cast.school_contact).post(here, {**sent, "text": "Cora's words"})
    assert clash.status_code == 409
    assert "Ada&#x27;s words" in text(clash)
    assert "Cora&#x27;s words" in text(clash)


def test_voices_are_saved_together(cast: Cast, sign_in, school) -> None:
    sent = {f"{whose}-version": 1 for whose in ("child", "parent", "practitioner")}
    said = {"child-found": "yes", "child-text": "I like school.", "parent-found": "no"}
    done = sign_in(cast.auditor).post(address(school, "voices/"), {**sent, **said})
    assert done.url == url_of(school, "return_grade")
    assert set(school.voices.values_list("whose", "found", "text")) == {
        ("child", True, "I like school."),
        ("parent", False, ""),
    }
    page = sign_in(cast.auditor).post(address(school, "voices/"), {**sent, "practitioner-text": "He said so."})
    assert "choose yes, or take the words out" in text(page)
    assert "He said so." in text(page)


def test_two_who_write_one_voice_see_both(cast: Cast, sign_in, school) -> None:
    sent = {f"{whose}-version": 1 for whose in ("child", "parent", "practitioner")}
    sign_in(cast.auditor).post(address(school, "voices/"), {**sent, "child-found": "yes", "child-text": "One account"})
    mine = {**sent, "child-found": "yes", "child-text": "Another account"}
    clash = sign_in(cast.school_contact).post(address(school, "voices/"), mine)
    assert clash.status_code == 409
    assert "One account" in text(clash)
    assert "Another account" in text(clash)


def test_a_grade_is_given_with_its_descriptor_beside_it(cast: Cast, sign_in, school) -> None:
    band = RatingBand.objects.get(scale=school.audit.scale, code="RI")
    page = text(sign_in(cast.auditor).get(address(school, "grade/")))
    assert "Requires improvement" in page
    assert band.descriptor.split("\n")[0][:40].split("'")[0] in page
    sent = {"version": 1, "band": band.pk, "reason": "Late twice.", "child_safe_today": "yes"}
    done = sign_in(cast.auditor).post(address(school, "grade/"), sent)
    assert done.url == url_of(school, "return_check")
    school.grade.refresh_from_db()
    assert (school.grade.band, school.grade.reason, school.grade.child_safe_today) == (band, "Late twice.", "yes")


def test_a_grade_outside_the_scale_is_refused_in_words(cast: Cast, sign_in, school) -> None:
    other = RatingBand.objects.filter(scale__code="rag").first()
    for band in (other.pk, "A+", 10**12):
        page = sign_in(cast.auditor).post(address(school, "grade/"), {"version": 1, "band": band, "reason": "Kept"})
        assert page.status_code == 200
        assert "Choose a grade of this audit&#x27;s scale." in text(page)
        assert "Kept" in text(page)


def test_an_ungraded_audit_has_no_page_for_a_grade(cast: Cast, sign_in, school) -> None:
    Audit.objects.filter(pk=school.audit_id).update(scale=None)
    page = sign_in(cast.auditor).get(address(school, "grade/"))
    assert page.status_code == 403
    assert "has no grades" in text(page)
    assert "Grade of your own practice" not in text(sign_in(cast.auditor).get(address(school)))


def test_checking_says_what_is_missing_and_then_submits_once(cast: Cast, sign_in, school, ready: Ready) -> None:
    client = sign_in(cast.auditor)
    page = text(client.post(address(school, "check/")))
    assert "This return is not submitted yet" in page
    assert "Write at least one finding." in page
    ready(school)
    assert client.post(address(school, "check/")).status_code == 302
    school.refresh_from_db()
    assert school.state == State.SUBMITTED
    again = client.post(address(school, "check/"), follow=True)
    assert "This return is submitted already. Nothing was sent twice." in text(again)
    assert "submitted already" in text(again)


def test_the_lead_accepts_or_sends_back_and_nobody_else(cast: Cast, sign_in, school, ready: Ready) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    for who, status in ((cast.auditor, 403), (cast.scrutineer, 403), (cast.other_lead, 404)):
        assert sign_in(who).post(address(school, "accept/")).status_code == status
        assert sign_in(who).post(address(school, "send-back/"), {"reason": "x"}).status_code == status
    empty = sign_in(cast.lead).post(address(school, "send-back/"), {"reason": ""})
    assert "Say what must change." in text(empty)
    sign_in(cast.lead).post(address(school, "accept/"))
    sign_in(cast.lead).post(address(school, "send-back/"), {"reason": "The delay is not explained."})
    school.refresh_from_db()
    assert school.state == State.SENT_BACK
    page = text(sign_in(cast.auditor).get(address(school)))
    assert "The delay is not explained." in page
    assert "Check your answers and submit" in page


def test_the_list_shows_each_reader_their_part(cast: Cast, sign_in, school, police) -> None:
    here = f"/audits/{school.audit.reference}/returns/"
    everything = text(sign_in(cast.lead).get(here))
    assert "Hillside School" in everything
    assert "Example Police" in everything
    own = text(sign_in(cast.school_contact).get(here))
    assert "Hillside School" in own
    assert "Example Police" not in own
    assert sign_in(cast.stranger).get(here).status_code == 404


def test_the_lead_opens_the_returns_that_are_due(cast: Cast, sign_in, school_return, police, case) -> None:
    school_return.delete()
    here = f"/audits/{case.audit.reference}/returns/"
    assert "1 agency knows a case and has no return yet." in text(sign_in(cast.lead).get(here))
    assert sign_in(cast.school_contact).post(f"{here}open/").status_code == 403
    assert sign_in(cast.lead).post(f"{here}open/").status_code == 302
    assert AgencyReturn.objects.filter(case=case).count() == 2


def test_no_title_or_address_carries_the_theme(cast: Cast, sign_in, school) -> None:
    for rest in PAGES:
        page = text(sign_in(cast.auditor).get(address(school, rest)))
        title = page.split("<title>")[1].split("</title>")[0]
        assert title.startswith("T-2026-01: Return")
        assert "theme" not in title


def test_a_page_opened_before_the_first_save_meets_no_clash_of_its_own(cast: Cast, sign_in, school) -> None:
    client = sign_in(cast.auditor)
    opened = {"version": school.version, "records_read": ["child"], "on_behalf_of": ""}
    answer = school.answers.order_by("pk").first()
    prefix = f"q{answer.standard_id}"
    questions = {
        f"q{row.standard_id}-{name}": value
        for row in school.answers.all()
        for name, value in (("version", "1"), ("given", ""), ("comment", ""))
    }
    first = client.post(address(school, "questions/1/"), {**questions, f"{prefix}-given": "YES"})
    assert first.status_code == 302
    assert client.post(address(school, "records/"), opened).status_code == 302
    school.refresh_from_db()
    assert school.records_read == ["child"]


def test_two_people_who_grade_at_once_see_both_grades(cast: Cast, sign_in, school) -> None:
    band = school.audit.scale.bands.get(order=2)
    here = address(school, "grade/")
    theirs = {"version": "1", "band": "NOTGRADED", "reason": "Too early to say.", "child_safe_today": "yes"}
    assert sign_in(cast.auditor).post(here, theirs).status_code == 302
    mine = {"version": "1", "band": str(band.pk), "reason": "Done in time.", "child_safe_today": "yes"}
    clash = sign_in(cast.school_contact).post(here, mine)
    assert clash.status_code == 409
    beside = text(clash).split('class="conflict"')[1].split("</form>")[0].split("<form")[0]
    assert "Not graded" in beside
    assert band.label in beside
