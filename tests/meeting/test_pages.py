"""The meeting's pages: who finds them, what stands on them, what a form does and says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, JournalEntry, Person
from audits.meeting import acts
from audits.meeting.models import AgreedFinding, AgreedGrade, Attendance, Meeting, PanelView, Theme
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from audits.tools import acts as tool_acts
from audits.tools import part_acts as tool_part_acts
from audits.tools.models import RatingBand, Standard
from tests.conftest import NOW, TODAY, Cast, make_person, open_return
from tests.meeting.conftest import find, grade, submit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HOME = "/audits/T-2026-01/cases/1/meeting/"
OF_CASE = ("", "findings/", "attendance/", "grade/", "views/")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def propose(case: Case, cast: Cast, *sources: Finding, words: str = "Agencies were told late.") -> AgreedFinding:
    return acts.propose_finding(
        case, by=cast.lead, now=NOW, kind="develop", domain=None, scope="between", text=words, sources=list(sources)
    )


def answer(agency_return: AgencyReturn, standard: Standard, value: str, comment: str = "") -> None:
    Answer.objects.create(
        agency_return=agency_return,
        standard=standard,
        audit_id=agency_return.audit_id,
        case_id=agency_return.case_id,
        agency_id=agency_return.agency_id,
        domain=standard.domain.practice,
        value=value,
        state_id="RATED",
        comment=comment,
    )


@pytest.mark.parametrize("end", OF_CASE)
def test_the_lead_reads_every_page_and_it_is_journalled(
    opened: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn, end: str
) -> None:
    response = sign_in(cast.lead).get(HOME + end)
    assert response.status_code == 200
    assert "T-2026-01: " in text(response)
    assert opened.case.audit.theme not in text(response).split("</title>")[0]
    assert JournalEntry.objects.filter(verb="read", kind="meeting", case_uid=opened.case.uid).count() == 1


@pytest.mark.parametrize("end", OF_CASE)
def test_the_panel_reads_once_the_meeting_opens(
    meeting: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn, end: str
) -> None:
    client = sign_in(cast.panel)
    assert client.get(HOME + end).status_code == 404
    acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=NOW.date())
    assert client.get(HOME + end).status_code == 200


@pytest.mark.parametrize("who", ["other_lead", "stranger", "superuser", "administrator", "reader", "trust_contact"])
@pytest.mark.parametrize("end", OF_CASE)
def test_others_find_nothing(opened: Meeting, cast: Cast, sign_in: SignIn, who: str, end: str) -> None:
    assert sign_in(getattr(cast, who)).get(HOME + end).status_code == 404


@pytest.mark.parametrize("who", ["auditor", "school_contact"])
def test_an_agency_never_reads_the_others_here(
    opened: Meeting, late_call: Finding, no_reply: Finding, cast: Cast, sign_in: SignIn, who: str
) -> None:
    response = sign_in(getattr(cast, who)).get(HOME)
    assert response.status_code == 403
    assert no_reply.text not in text(response)


def test_a_case_of_another_audit_in_the_address_is_404(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    other = Audit.objects.create(reference="OTHER-1", theme="x", created_at=NOW)
    Case.objects.create(audit=other, number=1, added_at=NOW)
    client = sign_in(cast.lead)
    assert client.get("/audits/OTHER-1/cases/1/meeting/").status_code == 404
    assert client.get("/audits/T-2026-01/cases/99999999999999999999/meeting/").status_code == 404


def test_answers_stand_side_by_side_and_say_where_agencies_differ(
    opened: Meeting, late_call: Finding, no_reply: Finding, cast: Cast, sign_in: SignIn
) -> None:
    first, second = Standard.objects.filter(domain__tool=opened.case.audit.tool, domain__practice_id="INFO")[:2]
    school, police = late_call.agency_return, no_reply.agency_return
    answer(school, first, "YES")
    answer(police, first, "NO", "Nobody was told.")
    answer(school, second, "YES")
    answer(police, second, "YES")
    page = text(sign_in(cast.lead).get(HOME + "?domain=INFO"))
    assert page.count("Agencies differ</strong>") == 1
    assert "Nobody was told." in page
    assert late_call.text in page
    assert no_reply.text in page


def test_what_an_agency_is_still_writing_stays_its_own(
    opened: Meeting, school_return: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    find(school_return, "Half a thought.")
    page = text(sign_in(cast.lead).get(HOME))
    assert "Half a thought." not in page
    assert "The return of Hillside School is not in yet." in page


def test_prepare_open_close_from_the_pages(
    case: Case, bands: dict[str, RatingBand], cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    assert "Prepare the meeting" in text(client.get(HOME))
    client.post(HOME + "prepare/")
    assert Meeting.objects.get().state == "preparing"
    wrong = client.post(HOME + "open/", {"held_on_day": "31", "held_on_month": "2", "held_on_year": "2026"})
    assert "Enter a real date" in text(wrong)
    day = NOW.date()
    client.post(HOME + "open/", {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year})
    assert Meeting.objects.get().state == "open"
    page = text(client.post(HOME + "close/", follow=True))
    assert "Agree the grade of the multi-agency practice, or record why there is none." in page
    client.post(HOME + "grade/", {"grade": "band-RI", "qualifier": "ELEMENTS", "reason": "So it was."})
    client.post(HOME + "close/")
    assert Meeting.objects.get().state == "closed"
    assert "Requires improvement</strong>, with elements of good practice" in text(client.get(HOME))
    assert "Say why it goes back." in text(client.post(HOME + "reopen/"))
    assert Meeting.objects.get().state == "closed"
    client.post(HOME + "reopen/", {"reason": "The minutes named the wrong grade."})
    assert Meeting.objects.get().state == "open"
    stages = text(client.get(f"/audits/{case.audit.reference}/stages/"))
    assert "case 1 went from “Agreed” back to “Meeting open”" in stages
    assert "The minutes named the wrong grade." in stages


@pytest.mark.parametrize("step", ["prepare/", "open/", "close/", "reopen/", "admit/"])
def test_the_panel_moves_nothing(opened: Meeting, cast: Cast, sign_in: SignIn, step: str) -> None:
    response = sign_in(cast.panel).post(HOME + step)
    assert response.status_code == 403
    assert "Only the lead of this audit" in text(response)
    assert Meeting.objects.get().state == "open"


@pytest.mark.parametrize("end", ["findings/", "attendance/", "grade/"])
def test_the_panel_reads_but_does_not_record(opened: Meeting, cast: Cast, sign_in: SignIn, end: str) -> None:
    client = sign_in(cast.panel)
    assert "csrfmiddlewaretoken" not in text(client.get(HOME + end)).split("<main")[1]
    response = client.post(HOME + end, {})
    assert response.status_code == 403
    assert JournalEntry.objects.filter(refused=True, person_id_then=cast.panel.pk).exists()


def test_ticking_findings_proposes_one(
    opened: Meeting, late_call: Finding, no_reply: Finding, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    assert "Tick at least one finding" in text(client.post(HOME + "findings/", {"scope": "between"}))
    both = {"sources": [late_call.pk, no_reply.pk], "scope": "between"}
    assert "Write the finding in one statement." in text(client.post(HOME + "findings/", both))
    client.post(HOME + "findings/", {**both, "text": "Agencies heard <b>late</b>."})
    page = text(client.get(HOME + "findings/"))
    assert "Agencies heard &lt;b&gt;late&lt;/b&gt;." in page
    assert "Example Police, Hillside School." in page
    assert "Every finding from the returns is grouped." in page
    again = client.post(HOME + "findings/", {**both, "text": "Once more."})
    assert "already grouped, or gone" in text(again)


def test_one_tick_takes_over_its_words(opened: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.lead).post(HOME + "findings/", {"sources": [late_call.pk], "scope": "agency"})
    assert AgreedFinding.objects.get().text == late_call.text


def test_good_and_bad_ticked_together_are_refused_in_words(
    opened: Meeting, late_call: Finding, police_return: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    good = find(police_return, "Kind words.", kind="good")
    submit(police_return, cast.police_auditor)
    sent = {"sources": [late_call.pk, good.pk], "scope": "between", "text": "Both."}
    page = text(sign_in(cast.lead).post(HOME + "findings/", sent))
    assert "Group findings of one kind" in page
    assert "Both." in page


def test_each_act_on_a_finding(
    case: Case, opened: Meeting, late_call: Finding, no_reply: Finding, cast: Cast, sign_in: SignIn
) -> None:
    finding = propose(case, cast, late_call)
    theme = acts.add_theme(case.audit, by=cast.lead, now=NOW, kind="develop", statement="Late sharing")
    client, url = sign_in(cast.lead), f"{HOME}findings/{finding.uid}/"

    def send(act: str, version: int, **fields: Any) -> str:
        data = {f"{act}-{name}": value for name, value in fields.items()}
        return text(client.post(url, {"act": act, f"{act}-version": version, **data}, follow=True))

    assert "Tick at least one finding" in send("regroup", 1)
    send("regroup", 1, sources=[late_call.pk, no_reply.pk])
    send("reword", 2, text="Sharper.")
    assert "As it was proposed: Agencies were told late." in text(client.get(url))
    send("theme", 3, theme=theme.pk)
    send("confirm", 4)
    finding.refresh_from_db()
    assert (finding.state, finding.theme, finding.text, finding.version) == ("agreed", theme, "Sharper.", 5)
    assert "Say why the finding was declined." in send("decline", 5, declined_reason=" ")
    send("decline", 5, declined_reason="On reflection.")
    assert "Declined because: On reflection." in text(client.get(url))


def test_a_clash_on_a_finding_shows_both(
    case: Case, opened: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn
) -> None:
    finding = propose(case, cast, late_call)
    acts.reword_finding(finding, by=cast.lead, now=NOW, version=1, text="Hers.")
    client, url = sign_in(cast.lead), f"{HOME}findings/{finding.uid}/"
    page = text(client.post(url, {"act": "reword", "reword-version": "1", "reword-text": "His."}))
    assert "Someone else saved this while you were writing" in page
    assert "Hers." in page.split("Yours</p>")[0]
    assert 'name="reword-version" value="2"' in page
    client.post(url, {"act": "reword", "reword-version": "2", "reword-text": "His."})
    finding.refresh_from_db()
    assert (finding.text, finding.original_text) == ("His.", "Agencies were told late.")


def test_a_clash_on_the_grade_shows_both(
    opened: Meeting, bands: dict[str, RatingBand], cast: Cast, sign_in: SignIn
) -> None:
    acts.agree_grade(opened.case, by=cast.lead, now=NOW, band=bands["RI"], reason="Hers.")
    page = text(sign_in(cast.lead).post(HOME + "grade/", {"grade": "band-GOOD", "reason": "His.", "version": ""}))
    assert "Hers." in page
    assert "His." in page
    assert AgreedGrade.objects.get().band == bands["RI"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": "x"}, "Choose a grade, or say why there is none."),
        ({"grade": "band-RED", "reason": "x"}, "Choose one of the answers on the list."),
        ({"grade": "band-RI"}, "Say why this was agreed."),
        ({"grade": "band-RI", "reason": "x" * 4001}, "Use 4,000 characters or fewer"),
        ({"grade": "band-RI", "reason": "x", "qualifier": "NO\x00PE"}, "There is a problem"),
        ({"grade": "state-CANTTELL", "reason": "x", "qualifier": "ELEMENTS"}, "needs a grade to stand beside"),
        ({"grade": "band-RI", "reason": "x", "version": "99999999999999999999"}, ""),
    ],
)
def test_bad_grades_are_refused_in_words(
    opened: Meeting, cast: Cast, sign_in: SignIn, sent: dict[str, str], said: str
) -> None:
    response = sign_in(cast.lead).post(HOME + "grade/", sent)
    assert response.status_code == 200
    assert said in text(response)
    assert not AgreedGrade.objects.exists()


def test_the_descriptors_stand_beside_the_grades(
    opened: Meeting, bands: dict[str, RatingBand], cast: Cast, sign_in: SignIn
) -> None:
    bands["RI"].descriptor = "Practice is not yet good."
    bands["RI"].save()
    assert "Practice is not yet good." in text(sign_in(cast.lead).get(HOME + "grade/"))


def test_the_panels_view_is_recorded(
    opened: Meeting, late_call: Finding, bands: dict[str, RatingBand], cast: Cast, sign_in: SignIn
) -> None:
    grade(late_call.agency_return, bands["GOOD"])
    client, url = sign_in(cast.lead), f"{HOME}views/{late_call.agency_return.uid}/"
    assert "Say why the grade was challenged." in text(client.post(url, {"view": "challenged"}))
    client.post(url, {"view": "challenged", "why": "Gaps.", "band": bands["RI"].pk})
    assert PanelView.objects.get().band == bands["RI"]
    page = text(client.get(HOME + "views/"))
    assert "Challenged: requires improvement" in page
    assert "Good" in page


def test_attendance_is_added_changed_and_removed(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    client, url = sign_in(cast.lead), HOME + "attendance/"
    page = text(client.post(url, {"agency": cast.school.pk, "attended": "yes", "disagreed": "on"}))
    assert "Enter the person&#x27;s name." in page
    assert "Say what they disagreed with and why." in page
    sent = {"agency": cast.school.pk, "name": "Jo Head", "attended": "yes"}
    client.post(url, sent)
    assert "already on the list" in text(client.post(url, sent))
    row = Attendance.objects.get()
    client.post(f"{url}{row.pk}/", {**sent, "attended": "no", "version": row.version})
    assert "Sent apologies." in text(client.get(url))
    stale = text(client.post(f"{url}{row.pk}/", {**sent, "name": "Joe Head", "version": 1}))
    assert "Someone else saved this" in stale
    client.post(f"{url}{row.pk}/", {"act": "remove"})
    assert not Attendance.objects.exists()
    assert client.get(f"{url}{row.pk}/").status_code == 404


def test_an_agency_outside_the_audit_is_not_on_offer(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    outside = Agency.objects.create(name="Far Away Council", sector_id="CSC")
    sent = {"agency": outside.pk, "name": "Jo", "attended": "yes"}
    response = sign_in(cast.lead).post(HOME + "attendance/", sent)
    assert "Choose one of the answers on the list." in text(response)


def test_themes_are_added_changed_and_taken_away(
    case: Case, opened: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn
) -> None:
    client, url = sign_in(cast.lead), "/audits/T-2026-01/themes/"
    assert "Write the theme in a sentence." in text(client.post(url, {"kind": "develop"}))
    client.post(url, {"kind": "develop", "statement": "Late sharing"})
    theme = Theme.objects.get()
    finding = propose(case, cast, late_call)
    acts.confirm_finding(finding, by=cast.lead, now=NOW, version=1)
    page = text(client.get(url))
    assert "Nothing agreed under it yet." in page
    assert "Agencies were told late." in page
    acts.put_under_theme(finding, theme, by=cast.lead, now=NOW)
    assert "Case 1." in text(client.get(url))
    client.post(f"{url}{theme.uid}/", {"statement": "Sharing came late", "version": 1})
    stale = text(client.post(f"{url}{theme.uid}/", {"statement": "Mine", "version": 1}))
    assert "Sharing came late" in stale
    assert "Mine" in stale
    kept = text(client.post(f"{url}{theme.uid}/", {"statement": "Mine", "version": 2, "act": "remove"}))
    assert "Findings stand under this theme." in kept


@pytest.mark.parametrize(
    ("who", "status"), [("panel", 200), ("scrutineer", 200), ("safeguarding_lead", 200), ("other_lead", 404)]
)
def test_who_reads_the_themes(case: Case, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get("/audits/T-2026-01/themes/").status_code == status
    if status == 200:
        refused = client.post("/audits/T-2026-01/themes/", {"kind": "good", "statement": "x"})
        assert refused.status_code == 403


def test_the_list_of_meetings(opened: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn) -> None:
    propose(opened.case, cast, late_call)
    page = text(sign_in(cast.lead).get("/audits/T-2026-01/meeting/"))
    assert "1 of 1" in page
    assert "1 proposed finding to decide" in page
    assert JournalEntry.objects.filter(verb="read", kind="meetings", audit_uid=opened.case.audit.uid).count() == 1
    assert sign_in(cast.auditor).get("/audits/T-2026-01/meeting/").status_code == 403
    assert sign_in(cast.other_lead).get("/audits/T-2026-01/meeting/").status_code == 404


def fill(audit: Audit, cast: Cast, cases: int, agencies: list[Agency]) -> None:
    """Cases with returns, answers, findings, decisions, attendance."""
    standards = list(Standard.objects.filter(domain__tool=audit.tool).select_related("domain__practice")[:6])
    for number in range(1, cases + 1):
        case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW, added_by=cast.lead)
        meeting = acts.prepare_meeting(case, by=cast.lead, now=NOW)
        acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=NOW.date())
        for agency in agencies if number == 1 else agencies[:1]:
            row = open_return(case, agency, cast.auditor)
            for standard in standards:
                answer(row, standard, "NO", "Why.")
            source = find(row, f"Found by {agency}.")
            find(row, f"Also found by {agency}.")
            submit(row, cast.auditor)
            propose(case, cast, source, words=f"{agency} was late.")
            acts.record_attendance(meeting, by=cast.lead, now=NOW, agency=agency, name=str(agency))


@pytest.mark.parametrize(("cases", "agencies"), [(4, 5), (30, 10)])
def test_pages_ask_the_same_few_questions_at_any_size(
    audit: Audit, cast: Cast, sign_in: SignIn, cases: int, agencies: int
) -> None:
    names = [Agency.objects.create(name=f"Agency {n}", sector_id="CSC") for n in range(agencies)]
    fill(audit, cast, cases, names)
    uid = AgreedFinding.objects.filter(case__number=1).order_by("pk")[0].uid
    uid_of_return = AgencyReturn.objects.filter(case__number=1).order_by("pk")[0].uid
    ends = [HOME + end for end in (*OF_CASE, f"findings/{uid}/", f"views/{uid_of_return}/")]
    asked = {}
    for who in (cast.lead, cast.panel):
        client = sign_in(who)
        client.get(HOME)
        for url in [*ends, "/audits/T-2026-01/meeting/", "/audits/T-2026-01/themes/"]:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url).status_code == 200
            asked[(who.name, url.removeprefix("/audits/T-2026-01/"))] = len(queries)
    assert max(asked.values()) <= 12, asked


def test_nobody_without_a_role_reads_through_an_old_part(opened: Meeting, sign_in: SignIn) -> None:
    assert sign_in(make_person("Nora Norole")).get(HOME).status_code == 404


def test_who_leaves_the_panel_reads_no_more(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.panel)
    assert client.get(HOME).status_code == 200
    AuditTeam.objects.filter(person=cast.panel).update(until=TODAY - timedelta(days=1), since=TODAY - timedelta(days=9))
    assert client.get(HOME).status_code == 404


def test_a_finding_is_sorted_by_the_list_and_the_domains_of_the_audit_s_own_tool(
    case: Case, opened: Meeting, late_call: Finding, cast: Cast, sign_in: SignIn
) -> None:
    who: dict[str, Any] = {"by": cast.lead, "now": NOW}
    ours, theirs = (tool_acts.make_tool(**who, code=code, name=code) for code in ("ours", "theirs"))
    for tool, name in ((ours, "Use of the pathway"), (theirs, "Another tool’s own")):
        tool_part_acts.add_domain(tool, **who, practice=tool_part_acts.A_NEW_ONE, label=name)
    Audit.objects.filter(pk=case.audit_id).update(tool=ours)
    page = text(sign_in(cast.lead).get(HOME + "findings/"))
    assert "Use of the pathway</option>" in page
    assert "Joint working</option>" in page
    assert "Another tool’s own" not in page
