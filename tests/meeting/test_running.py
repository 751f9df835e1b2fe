"""A meeting as it runs: what is asked first, its quorum, views given apart, actions for the child, the minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits.meeting import acts
from audits.meeting.models import AgreedFinding, Meeting, PanelView
from audits.meeting.running import case_actions, independent
from audits.meeting.running.beginning import begin_meeting, quorum_of, set_running
from audits.meeting.running.models import CaseAction, IndependentView
from audits.returns.models import Answer, Finding
from audits.sample.key.models import KeyHolding, SealedReference
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import RatingBand, Standard
from tests.conftest import NOW, TODAY, Cast, make_person
from tests.meeting.conftest import grade

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ONE = "/audits/T-2026-01/cases/1/meeting/"
ASKED = {"nothing_records": True, "everyone_alone": True, "conflicts_asked": True}


def words(response: object) -> str:
    html = response.content.decode()  # type: ignore[attr-defined]
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "'")


def begin(meeting: Meeting, by: Person, **more: object) -> None:
    meeting.refresh_from_db()
    begin_meeting(meeting, by=by, now=NOW, version=meeting.version, **{**ASKED, **more})  # type: ignore[arg-type]


# --- the start --------------------------------------------------------------------------------------------------------


def test_the_screen_shows_nothing_before_the_meeting_has_begun(
    late_call: Finding, opened: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.panel)
    page = words(client.get(f"{ONE}screen/"))
    assert "The meeting has not begun" in page
    assert "three weeks late" not in page
    begin(opened, cast.lead)
    assert "three weeks late" not in page
    assert "Findings" in words(client.get(f"{ONE}screen/"))


@pytest.mark.parametrize("left_out", list(ASKED))
def test_each_thing_must_be_asked(left_out: str, opened: Meeting, cast: Cast) -> None:
    with pytest.raises(Refused, match="Tick when"):
        begin(opened, cast.lead, **{left_out: False})
    opened.refresh_from_db()
    assert opened.begun_at is None


def test_what_was_asked_is_recorded_with_who_and_when(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.lead).post(
        f"{ONE}begin/",
        {"version": opened.version, **dict.fromkeys(ASKED, "on"), "conflicts": "A cousin works at the school."},
    )
    assert answer.status_code == 302
    opened.refresh_from_db()
    assert (opened.begun_by, opened.conflicts) == (cast.lead, "A cousin works at the school.")
    assert JournalEntry.objects.filter(verb="began_meeting").count() == 1


def test_only_who_records_begins_it(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.panel, cast.scrutineer):
        assert sign_in(who).post(f"{ONE}begin/", {}).status_code == 403
    assert sign_in(cast.stranger).get(f"{ONE}begin/").status_code == 404


def test_a_meeting_that_is_not_open_does_not_begin(meeting: Meeting, cast: Cast) -> None:
    with pytest.raises(Refused, match="not open yet"):
        begin(meeting, cast.lead)


def test_two_who_begin_it_at_once_see_both(opened: Meeting, cast: Cast) -> None:
    version = opened.version
    begin(opened, cast.lead, conflicts="None said.")
    opened.refresh_from_db()
    with pytest.raises(Stale) as clash:
        begin_meeting(opened, by=cast.lead, now=NOW, version=version, conflicts="A cousin.", **ASKED)
    assert clash.value.theirs["conflicts"] == "None said."
    assert clash.value.yours["conflicts"] == "A cousin."


# --- the quorum -------------------------------------------------------------------------------------------------------


def run_as(audit: Audit, cast: Cast, **said: object) -> None:
    audit.refresh_from_db()
    ask = {"quorum_agencies": None, "quorum_sectors": [], "independent_views": False, **said}
    set_running(audit, by=cast.lead, now=NOW, version=audit.version, **ask)  # type: ignore[arg-type]


def seat(meeting: Meeting, cast: Cast, agency: object, name: str, attended: bool = True) -> None:
    acts.record_attendance(meeting, by=cast.lead, now=NOW, agency=agency, name=name, attended=attended)  # type: ignore[arg-type]


def test_services_of_one_organisation_are_one_agency(opened: Meeting, cast: Cast) -> None:
    audit = opened.case.audit
    run_as(audit, cast, quorum_agencies=2, quorum_sectors=[cast.police.sector])
    seat(opened, cast, cast.trust, "A doctor")
    seat(opened, cast, cast.school_nursing, "A nurse")
    seat(opened, cast, cast.police, "An officer", attended=False)
    found = quorum_of(audit, opened.attendances.select_related("agency__parent"))
    assert found.rule == "At least 2 agencies, with Police among them."
    assert found.missing == (
        "One agency is on the list as present; 2 are needed.",
        "Nobody from Police is on the list as present.",
    )
    seat(opened, cast, cast.police, "Another officer")
    assert quorum_of(audit, opened.attendances.select_related("agency__parent")).is_met


def test_without_its_quorum_a_meeting_needs_a_reason(opened: Meeting, cast: Cast) -> None:
    run_as(opened.case.audit, cast, quorum_agencies=3)
    opened.case.audit.refresh_from_db()
    with pytest.raises(Refused, match="no quorum"):
        begin(opened, cast.lead)
    begin(opened, cast.lead, without_quorum_because="The child goes to court tomorrow.")
    opened.refresh_from_db()
    assert opened.without_quorum_because == "The child goes to court tomorrow."


def test_where_none_is_asked_there_is_none_to_miss(opened: Meeting, cast: Cast) -> None:
    found = quorum_of(opened.case.audit, [])
    assert (found.rule, found.is_met) == ("", True)


def test_who_sets_how_meetings_run(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    address = "/audits/T-2026-01/meeting/running/"
    said = {"version": audit.version, "quorum_agencies": "3", "independent_views": "on"}
    assert sign_in(cast.panel).get(address).status_code == 403
    assert sign_in(cast.lead).post(address, {**said, "quorum_agencies": "none"}).status_code == 200
    assert sign_in(cast.lead).post(address, said).status_code == 302
    audit.refresh_from_db()
    assert (audit.quorum_agencies, audit.independent_views) == (3, True)


# --- views given apart ------------------------------------------------------------------------------------------------


@pytest.fixture
def apart(opened: Meeting, cast: Cast) -> Meeting:
    """Two members give their own view first: the panel member and a chair."""
    run_as(opened.case.audit, cast, independent_views=True)
    AuditTeam.objects.create(
        audit=opened.case.audit,
        person=cast.colleague,
        part="chair",
        since=TODAY,
        given_at=NOW,
        given_by=cast.other_lead,
    )
    acts.admit_team(opened, by=cast.lead, now=NOW)
    opened.refresh_from_db()
    return Meeting.objects.select_related("case__audit").get(pk=opened.pk)


def give(meeting: Meeting, by: Person, band: RatingBand, reason: str) -> IndependentView:
    return independent.give_view(meeting, by=by, now=NOW, band=band, reason=reason)


def test_nobody_sees_a_view_before_the_last_is_given(
    apart: Meeting, cast: Cast, bands: dict[str, RatingBand], sign_in: SignIn
) -> None:
    give(apart, cast.panel, bands["GOOD"], "They rang at once.")
    for who in (cast.lead, cast.colleague, cast.scrutineer):
        page = words(sign_in(who).get(f"{ONE}own-view/"))
        assert "1 of 2 have given their view." in page
        assert "They rang at once." not in page
    assert independent.views_of(apart, TODAY).shown == ()
    begin(apart, cast.lead)
    for end in ("", "screen/", "grade/", "minutes/"):
        answer = sign_in(cast.lead).get(f"{ONE}{end}")
        assert b"They rang at once." not in answer.content
        if end == "minutes/":
            assert "They rang at once." not in text_of(answer.content)
    give(apart, cast.colleague, bands["RI"], "Three weeks went by.")
    page = words(sign_in(cast.lead).get(f"{ONE}own-view/"))
    assert "They rang at once." in page
    assert "Three weeks went by." in page


def test_the_grade_waits_for_the_last_view(apart: Meeting, cast: Cast, bands: dict[str, RatingBand]) -> None:
    give(apart, cast.panel, bands["GOOD"], "They rang at once.")
    with pytest.raises(Refused, match="1 of 2 have given their own view"):
        acts.agree_grade(apart.case, by=cast.lead, now=NOW, band=bands["GOOD"], reason="Agreed.")
    independent.go_without(apart, by=cast.lead, now=NOW, person=cast.colleague, reason="Had to leave.")
    acts.agree_grade(apart.case, by=cast.lead, now=NOW, band=bands["GOOD"], reason="Agreed.")


def test_a_view_changes_until_the_last_is_given_and_then_stands(
    apart: Meeting, cast: Cast, bands: dict[str, RatingBand]
) -> None:
    row = give(apart, cast.panel, bands["GOOD"], "At once.")
    independent.give_view(apart, by=cast.panel, now=NOW, version=row.version, band=bands["RI"], reason="On reflection.")
    give(apart, cast.colleague, bands["RI"], "Late.")
    with pytest.raises(Refused, match="stays as it was given"):
        give(apart, cast.panel, bands["OUT"], "No.")
    assert {view.band.code for view in independent.views_of(apart, TODAY).shown if view.band} == {"RI"}


def test_who_gives_one(apart: Meeting, cast: Cast, bands: dict[str, RatingBand], sign_in: SignIn) -> None:
    for who in (cast.lead, cast.scrutineer):
        with pytest.raises(Refused, match="Only the panel and its chair"):
            give(apart, who, bands["GOOD"], "Because.")
    said = {"grade": "band-GOOD", "reason": "They rang."}
    assert sign_in(cast.lead).post(f"{ONE}own-view/", said).status_code == 403
    assert sign_in(cast.panel).post(f"{ONE}own-view/", {**said, "reason": ""}).status_code == 200
    assert sign_in(cast.panel).post(f"{ONE}own-view/", said).status_code == 302
    assert IndependentView.objects.get().reason == "They rang."


def test_where_the_audit_wants_none_nobody_gives_one(opened: Meeting, cast: Cast, bands: dict[str, RatingBand]) -> None:
    with pytest.raises(Refused, match="nobody gives a view"):
        give(opened, cast.panel, bands["GOOD"], "Because.")


# --- one's own agency -------------------------------------------------------------------------------------------------


def test_nobody_decides_on_their_own_agencys_grade(
    late_call: Finding, opened: Meeting, cast: Cast, bands: dict[str, RatingBand], minute_taker: Callable[[], Person]
) -> None:
    row = late_call.agency_return
    grade(row, bands["GOOD"])
    of_the_school = minute_taker()
    with pytest.raises(Refused, match="Nobody decides on their own agency's grade"):
        acts.give_panel_view(row, by=of_the_school, now=NOW, view="accepted")
    assert not PanelView.objects.exists()
    acts.give_panel_view(row, by=cast.lead, now=NOW, view="accepted")


# --- the screen -------------------------------------------------------------------------------------------------------


def answer_all(case: Case, *given: tuple[object, str, str]) -> list[Standard]:
    """Answers to the first two standards of one domain: for each agency's return, a value each."""
    first = Standard.objects.filter(domain__tool=case.audit.tool).order_by("domain__order", "number").first()
    assert first is not None
    standards = list(Standard.objects.filter(domain=first.domain).order_by("number")[:2])
    for row, *values in given:
        for standard, value in zip(standards, values, strict=True):
            Answer.objects.create(
                agency_return=row, standard=standard, audit=case.audit, case=case, agency=row.agency,  # type: ignore[attr-defined]
                domain=standard.domain.practice, value=value, state_id="RATED",
            )  # fmt: skip
    return standards


def test_only_what_differs_or_was_answered_no_unless_asked(
    late_call: Finding, no_reply: Finding, opened: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    both = answer_all(opened.case, (late_call.agency_return, "NO", "YES"), (no_reply.agency_return, "YES", "YES"))
    begin(opened, cast.lead)
    client = sign_in(cast.lead)
    page = words(client.get(f"{ONE}screen/"))
    assert both[0].text in page
    assert both[1].text not in page
    assert "No: Hillside School" in page
    assert "Show the 1 other question" in page
    code = both[0].domain.practice_id
    whole = words(client.get(f"{ONE}screen/?domain={code}&all=1"))
    assert both[1].text in whole
    assert "Yes: Hillside School, Example Police" in whole


def test_a_finding_is_confirmed_from_the_screen(
    late_call: Finding, meeting: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    row = acts.propose_finding(
        meeting.case, by=cast.lead, now=NOW, kind="develop", domain=late_call.domain, scope="between",
        text="Told late.", sources=[late_call],
    )  # fmt: skip
    acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    begin(meeting, cast.lead)
    answer = sign_in(cast.lead).post(
        f"{ONE}findings/{row.uid}/", {"act": "confirm", "confirm-version": row.version, "back": "screen"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"{ONE}screen/?domain={late_call.domain_id}"
    assert AgreedFinding.objects.get().state == "agreed"


def test_a_finding_is_marked_as_an_exemplar(late_call: Finding, opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    row = acts.propose_finding(
        opened.case, by=cast.lead, now=NOW, kind="develop", domain=None, scope="between", text="Late.",
        sources=[late_call],
    )  # fmt: skip
    sign_in(cast.lead).post(
        f"{ONE}findings/{row.uid}/", {"act": "mark", "mark-version": row.version, "mark-exemplar": "on"}
    )
    row.refresh_from_db()
    assert (row.exemplar, row.missed_opportunity) == (True, False)


# --- actions for the child --------------------------------------------------------------------------------------------


def ask(meeting: Meeting, cast: Cast, days: int = 10) -> CaseAction:
    return case_actions.add_case_action(
        meeting.case,
        by=cast.lead,
        now=NOW,
        agency=cast.police,
        team="Child abuse team",
        text="Visit the home.",
        days=days,
    )


def test_an_action_is_due_so_many_days_after_the_meeting(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.lead).post(
        f"{ONE}actions/", {"text": "Visit.", "agency": cast.police.pk, "team": "Duty", "days": "10"}
    )
    assert answer.status_code == 302
    row = CaseAction.objects.get()
    assert (row.due, row.team, row.state) == (TODAY + timedelta(days=10), "Duty", "open")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": ""}, "Say what is to be done."),
        ({"agency": ""}, "Choose the agency."),
        ({"days": "soon"}, "Enter a whole number from 0 to 365."),
        ({"days": ""}, "Enter within how many days."),
    ],
)
def test_what_is_missing_is_said(
    said: dict[str, str], sentence: str, opened: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    whole = {"text": "Visit.", "agency": cast.police.pk, "team": "", "days": "10"}
    answer = sign_in(cast.lead).post(f"{ONE}actions/", {**whole, **said})
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert not CaseAction.objects.exists()


def test_its_owners_contact_finds_and_closes_it(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    row = ask(opened, cast)
    address = f"/audits/T-2026-01/case-actions/{row.uid}/"
    client = sign_in(cast.police_contact)
    home = words(client.get("/"))
    assert "T-2026-01, case 1: an action of Example Police" in home
    assert "Visit the home" not in home
    assert "Visit the home." in words(client.get(address))
    assert sign_in(cast.school_contact).get(address).status_code == 404
    sent = {"act": "close", "close-version": row.version, "close-how": "done", "close-outcome": "Visited on Monday."}
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.outcome, row.closed_by) == ("done", "Visited on Monday.", cast.police_contact)
    assert client.post(address, sent).status_code == 403


def test_closing_needs_to_say_what_became_of_it(opened: Meeting, cast: Cast) -> None:
    row = ask(opened, cast)
    with pytest.raises(Refused, match="Say why it is dropped"):
        case_actions.close_case_action(row, by=cast.lead, now=NOW, version=row.version, outcome=" ", dropped=True)


def test_two_who_change_it_at_once_see_both(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    row = ask(opened, cast)
    address = f"/audits/T-2026-01/case-actions/{row.uid}/"
    sent = {
        "act": "edit",
        "edit-version": row.version,
        "edit-agency": cast.police.pk,
        "edit-team": "",
        "edit-days": "10",
    }
    client = sign_in(cast.lead)
    assert client.post(address, {**sent, "edit-text": "Visit twice."}).status_code == 302
    answer = client.post(address, {**sent, "edit-text": "Visit and ring."})
    assert answer.status_code == 409
    assert "Visit twice." in words(answer)
    assert "Visit and ring." in words(answer)


def test_the_last_action_for_a_child_takes_the_key_with_it(opened: Meeting, cast: Cast) -> None:
    row = ask(opened, cast)
    other = ask(opened, cast)
    audit = opened.case.audit
    KeyHolding.objects.create(audit=audit, where="sealed", said_at=NOW, said_by=cast.lead)
    SealedReference.objects.create(case=opened.case, sealed=b"x", sealed_at=NOW, sealed_by=cast.lead)
    Audit.objects.filter(pk=audit.pk).update(state="reporting")
    for left, action in ((1, row), (0, other)):
        action.refresh_from_db()
        case_actions.close_case_action(action, by=cast.lead, now=NOW, version=action.version, outcome="Done.")
        assert SealedReference.objects.count() == left


# --- the minutes ------------------------------------------------------------------------------------------------------


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    return "\n".join(one.text for one in (*document.sections[0].header.paragraphs, *document.paragraphs))


def test_the_minutes_say_what_was_asked_decided_and_is_to_be_done(
    late_call: Finding, opened: Meeting, cast: Cast, bands: dict[str, RatingBand], sign_in: SignIn
) -> None:
    seat(opened, cast, cast.school, "A teacher")
    acts.record_attendance(
        opened, by=cast.lead, now=NOW, agency=cast.police, name="An officer", disagreed=True,
        disagreement="It was known earlier.",
    )  # fmt: skip
    begin(opened, cast.lead, conflicts="A cousin works there.")
    row = acts.propose_finding(
        opened.case, by=cast.lead, now=NOW, kind="develop", domain=late_call.domain, scope="between",
        text="<b>Told late.</b>", sources=[late_call],
    )  # fmt: skip
    acts.confirm_finding(row, by=cast.lead, now=NOW, version=row.version)
    acts.agree_grade(opened.case, by=cast.lead, now=NOW, band=bands["RI"], reason="Three weeks went by.")
    ask(opened, cast)
    answer = sign_in(cast.lead).get(f"{ONE}minutes/")
    assert answer["Content-Disposition"] == 'attachment; filename="T-2026-01-case-1-minutes.docx"'
    assert "no-store" in answer["Cache-Control"]
    text = text_of(answer.content)
    for said in (
        "OFFICIAL-SENSITIVE", "nothing records the meeting", "A cousin works there.", "A teacher, Hillside School",
        "Agreed: area for development. <b>Told late.</b>", "Requires improvement", "Three weeks went by.",
        "An officer, Example Police: It was known earlier.", "Example Police (Child abuse team)", "Visit the home.",
    ):  # fmt: skip
        assert said in text, said
    assert JournalEntry.objects.filter(verb="exported", kind="minutes").count() == 1


def test_there_are_no_minutes_before_the_meeting_begins(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.lead).get(f"{ONE}minutes/").status_code == 403
    assert sign_in(make_person("Nobody Else")).get(f"{ONE}minutes/").status_code == 404
