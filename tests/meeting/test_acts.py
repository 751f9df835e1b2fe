"""The meeting's acts: who may, what is kept, what is refused in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.codes.models import AnswerState, Qualifier
from audits.lifecycle import Move
from audits.meeting import acts
from audits.meeting.models import AgreedFinding, AgreedGrade, FindingDecision, Meeting
from audits.returns.models import AgencyReturn, Finding
from audits.sample.models import Case, CaseAccess
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import RatingBand, RatingScale
from tests.conftest import NOW, TODAY, Cast, make_person
from tests.meeting.conftest import grade

pytestmark = pytest.mark.django_db


def propose(case: Case, cast: Cast, *sources: Finding, text: str = "Agencies were told late.") -> AgreedFinding:
    return acts.propose_finding(
        case,
        by=cast.lead,
        now=NOW,
        kind="develop",
        domain=sources[0].domain if sources else None,
        scope="between",
        text=text,
        sources=list(sources),
    )


def test_preparing_twice_gives_one_meeting(case: Case, cast: Cast) -> None:
    first = acts.prepare_meeting(case, by=cast.lead, now=NOW)
    assert acts.prepare_meeting(case, by=cast.lead, now=NOW).pk == first.pk


@pytest.mark.parametrize("who", ["panel", "auditor", "other_lead", "scrutineer", "superuser"])
def test_only_the_lead_prepares(case: Case, cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Only the lead"):
        acts.prepare_meeting(case, by=getattr(cast, who), now=NOW)
    assert not Meeting.objects.exists()


def test_opening_lets_the_panel_in_and_moves_the_case(meeting: Meeting, cast: Cast, school_return: object) -> None:
    assert list(AgencyReturn.objects.all().visible_to(cast.panel)) == []
    acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    assert list(AgencyReturn.objects.all().visible_to(cast.panel)) == [school_return]
    meeting.case.refresh_from_db()
    assert meeting.case.state == Case.State.MEETING
    access = CaseAccess.objects.get()
    assert (access.person, access.because, access.opened_by, access.until) == (cast.panel, "meeting", cast.lead, None)
    assert JournalEntry.objects.filter(verb="opened_access", case_uid=meeting.case.uid).count() == 1
    assert set(Move.objects.values_list("kind", "to_state")) == {("meeting", "open"), ("case", "meeting")}


def test_somebody_who_joins_the_panel_later_is_let_in_once(opened: Meeting, cast: Cast) -> None:
    AuditTeam.objects.create(
        audit=opened.case.audit, person=cast.colleague, part="chair", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    assert acts.admit_team(opened, by=cast.lead, now=NOW) == 1
    assert acts.admit_team(opened, by=cast.lead, now=NOW) == 0


def test_a_meeting_of_tomorrow_cannot_open_today(meeting: Meeting, cast: Cast) -> None:
    with pytest.raises(Refused, match="today or in the past"):
        acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY.replace(year=TODAY.year + 1))


def test_the_findings_of_two_agencies_become_one(
    case: Case, opened: Meeting, late_call: Finding, no_reply: Finding, cast: Cast
) -> None:
    finding = propose(case, cast, late_call, no_reply)
    assert set(finding.agencies.all()) == {cast.school, cast.police}
    assert set(FindingDecision.objects.values_list("finding", flat=True)) == {late_call.pk, no_reply.pk}
    with pytest.raises(Refused, match="already stands in another"):
        propose(case, cast, late_call)


def test_sources_must_be_submitted_of_this_case_and_of_the_kind(
    case: Case, opened: Meeting, late_call: Finding, cast: Cast
) -> None:
    with pytest.raises(Refused, match="at least one"):
        propose(case, cast)
    other = Case.objects.create(audit=case.audit, number=2, state="returns", added_at=NOW, added_by=cast.lead)
    acts.prepare_meeting(other, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="another case"):
        propose(other, cast, late_call)
    with pytest.raises(Refused, match="one kind"):
        acts.propose_finding(
            case, by=cast.lead, now=NOW, kind="good", domain=None, scope="agency", text="x", sources=[late_call]
        )
    AgencyReturn.objects.update(state="sent_back")
    with pytest.raises(Refused, match="once its return is submitted"):
        propose(case, cast, late_call)
    assert not AgreedFinding.objects.exists()


def test_rewording_keeps_what_was_first_proposed(case: Case, opened: Meeting, late_call: Finding, cast: Cast) -> None:
    finding = propose(case, cast, late_call, text="First words.")
    finding = acts.reword_finding(finding, by=cast.lead, now=NOW, version=1, text="Second words.")
    finding = acts.reword_finding(finding, by=cast.lead, now=NOW, version=2, text="Third words.")
    finding.refresh_from_db()
    assert (finding.text, finding.original_text) == ("Third words.", "First words.")


def test_before_the_meeting_rewording_keeps_nothing(
    case: Case, meeting: Meeting, late_call: Finding, cast: Cast
) -> None:
    finding = propose(case, cast, late_call, text="First words.")
    assert acts.reword_finding(finding, by=cast.lead, now=NOW, version=1, text="Better.").original_text == ""


def test_the_second_to_reword_sees_both(case: Case, opened: Meeting, late_call: Finding, cast: Cast) -> None:
    finding = propose(case, cast, late_call)
    acts.reword_finding(finding, by=cast.lead, now=NOW, version=1, text="Hers.")
    with pytest.raises(Stale) as clash:
        acts.reword_finding(finding, by=cast.lead, now=NOW, version=1, text="His.")
    assert clash.value.theirs["text"] == "Hers."
    assert clash.value.yours["text"] == "His."
    assert AgreedFinding.objects.get().text == "Hers."


def test_decided_only_while_open_and_by_those_who_record(
    case: Case, meeting: Meeting, late_call: Finding, cast: Cast, minute_taker: Callable[[], object]
) -> None:
    finding = propose(case, cast, late_call)
    with pytest.raises(Refused, match="not open yet"):
        acts.confirm_finding(finding, by=cast.lead, now=NOW, version=1)
    minutes = minute_taker()
    acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    with pytest.raises(Refused, match="lead and the minute-taker"):
        acts.confirm_finding(finding, by=cast.panel, now=NOW, version=1)
    finding = acts.confirm_finding(finding, by=minutes, now=NOW, version=1)  # type: ignore[arg-type]
    assert (finding.state, finding.decided_by) == ("agreed", minutes)


def test_declining_needs_a_reason_and_leaves_the_theme(
    case: Case, opened: Meeting, late_call: Finding, cast: Cast
) -> None:
    theme = acts.add_theme(case.audit, by=cast.lead, now=NOW, kind="develop", statement="Late sharing")
    finding = acts.put_under_theme(propose(case, cast, late_call), theme, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        acts.decline(finding, by=cast.lead, now=NOW, version=finding.version, reason="  ")
    finding = acts.decline(finding, by=cast.lead, now=NOW, version=finding.version, reason="Not in the record.")
    finding.refresh_from_db()
    assert (finding.state, finding.theme, finding.declined_reason) == ("declined", None, "Not in the record.")
    with pytest.raises(Refused, match="was declined"):
        acts.put_under_theme(finding, theme, by=cast.lead, now=NOW)


def test_a_proposal_can_be_regrouped_and_taken_away(
    case: Case, opened: Meeting, late_call: Finding, no_reply: Finding, cast: Cast
) -> None:
    finding = propose(case, cast, late_call)
    finding = acts.regroup(finding, by=cast.lead, now=NOW, version=1, sources=[no_reply])
    assert list(finding.agencies.all()) == [cast.police]
    acts.ungroup(finding, by=cast.lead, now=NOW, version=2)
    assert not AgreedFinding.objects.exists()
    assert propose(case, cast, late_call, no_reply).sources.count() == 2


def test_a_theme_is_of_the_same_kind_and_audit(case: Case, opened: Meeting, late_call: Finding, cast: Cast) -> None:
    finding = propose(case, cast, late_call)
    good = acts.add_theme(case.audit, by=cast.lead, now=NOW, kind="good", statement="Warm words")
    with pytest.raises(Refused, match="same kind"):
        acts.put_under_theme(finding, good, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="already a theme"):
        acts.add_theme(case.audit, by=cast.lead, now=NOW, kind="good", statement="Warm words")
    elsewhere = Audit.objects.create(reference="OTHER-1", theme="x", created_at=NOW)
    theirs = good.__class__.objects.create(audit=elsewhere, kind="develop", statement="Elsewhere")
    with pytest.raises(Refused, match="theme of this audit"):
        acts.put_under_theme(finding, theirs, by=cast.lead, now=NOW)


def test_the_grade_is_of_the_audits_scale(
    case: Case, opened: Meeting, bands: dict[str, RatingBand], cast: Cast
) -> None:
    foreign = RatingScale.objects.get(code="rag").bands.first()
    for band, state, sentence in (
        (foreign, None, "from this audit's scale"),
        (None, None, "or say why there is none"),
        (bands["RI"], AnswerState.objects.get(code="CANTTELL"), "not both"),
    ):
        with pytest.raises(Refused, match=sentence):
            acts.agree_grade(case, by=cast.lead, now=NOW, band=band, state=state, reason="Because.")
    with pytest.raises(Refused, match="Say why"):
        acts.agree_grade(case, by=cast.lead, now=NOW, band=bands["RI"], reason=" ")
    row = acts.agree_grade(
        case, by=cast.lead, now=NOW, band=bands["RI"], qualifier=Qualifier.objects.get(code="ELEMENTS"), reason="So."
    )
    assert (row.band, row.state_id, row.qualifier_id) == (bands["RI"], "RATED", "ELEMENTS")
    with pytest.raises(Stale) as clash:
        acts.agree_grade(case, by=cast.lead, now=NOW, band=bands["GOOD"], reason="No.")
    assert clash.value.theirs["band"] == bands["RI"]
    assert clash.value.yours["reason"] == "No."


def test_a_qualifier_needs_a_grade_and_must_be_in_use(
    case: Case, opened: Meeting, bands: dict[str, RatingBand], cast: Cast
) -> None:
    qualifier = Qualifier.objects.get(code="ELEMENTS")
    state = AnswerState.objects.get(code="CANTTELL")
    with pytest.raises(Refused, match="beside"):
        acts.agree_grade(case, by=cast.lead, now=NOW, state=state, qualifier=qualifier, reason="x")
    qualifier.is_active = False
    with pytest.raises(Refused, match="no longer in use"):
        acts.agree_grade(case, by=cast.lead, now=NOW, band=bands["RI"], qualifier=qualifier, reason="x")


def test_an_ungraded_audit_takes_no_grade(
    case: Case, opened: Meeting, bands: dict[str, RatingBand], cast: Cast
) -> None:
    case.audit.scale = None
    case.audit.save()
    with pytest.raises(Refused, match="has no grades"):
        acts.agree_grade(case, by=cast.lead, now=NOW, band=bands["RI"], reason="x")
    acts.close_meeting(Meeting.objects.get(), by=cast.lead, now=NOW)


def test_the_panel_accepts_or_challenges_a_submitted_grade(
    opened: Meeting, late_call: Finding, school_return: AgencyReturn, bands: dict[str, RatingBand], cast: Cast
) -> None:
    def give(**fields: object) -> object:
        fresh = AgencyReturn.objects.get(pk=school_return.pk)
        return acts.give_panel_view(fresh, by=cast.lead, now=NOW, **fields)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="gave no grade"):
        give(view="accepted", why="")
    grade(school_return, bands["GOOD"])
    with pytest.raises(Refused, match="Say why"):
        give(view="challenged", why="")
    row = give(view="challenged", why="The chronology stops in May.", band=bands["RI"])
    assert row.band == bands["RI"]  # type: ignore[attr-defined]
    with pytest.raises(Stale):
        give(view="accepted", why="")
    AgencyReturn.objects.update(state="in_progress")
    with pytest.raises(Refused, match="not submitted yet"):
        give(view="accepted", why="", version=1)


def test_attendance_once_and_disagreement_says_why(opened: Meeting, cast: Cast) -> None:
    with pytest.raises(Refused, match="Enter the person's name"):
        acts.record_attendance(opened, by=cast.lead, now=NOW, agency=cast.school, name="  ")
    with pytest.raises(Refused, match="Say what they disagreed with"):
        acts.record_attendance(opened, by=cast.lead, now=NOW, agency=cast.school, name="Jo", disagreed=True)
    row = acts.record_attendance(
        opened, by=cast.lead, now=NOW, agency=cast.school, name="Jo", disagreed=True, disagreement="Too harsh."
    )
    with pytest.raises(Refused, match="already on the list"):
        acts.record_attendance(opened, by=cast.lead, now=NOW, agency=cast.school, name="Jo")
    acts.edit_attendance(row, by=cast.lead, now=NOW, version=1, agency=cast.school, name="Jo", attended=False)
    row.refresh_from_db()
    assert (row.attended, row.disagreement, row.version) == (False, "", 2)
    acts.remove_attendance(row, by=cast.lead, now=NOW)
    assert not opened.attendances.exists()


def test_closing_needs_every_finding_decided_and_a_grade(
    case: Case, opened: Meeting, late_call: Finding, bands: dict[str, RatingBand], cast: Cast
) -> None:
    finding = propose(case, cast, late_call)
    with pytest.raises(Refused, match="One proposed finding waits"):
        acts.close_meeting(opened, by=cast.lead, now=NOW)
    acts.confirm_finding(finding, by=cast.lead, now=NOW, version=1)
    with pytest.raises(Refused, match="Agree the grade"):
        acts.close_meeting(opened, by=cast.lead, now=NOW)
    acts.agree_grade(case, by=cast.lead, now=NOW, band=bands["RI"], reason="So.")
    acts.close_meeting(opened, by=cast.lead, now=NOW)
    case.refresh_from_db()
    assert case.state == Case.State.AGREED
    assert CaseAccess.objects.get().until == TODAY
    with pytest.raises(Refused, match="closed"):
        acts.agree_grade(case, by=cast.lead, now=NOW, version=1, band=bands["GOOD"], reason="x")
    assert AgreedGrade.objects.get().band == bands["RI"]


def test_a_closed_meeting_opens_again_until_publication(
    case: Case, opened: Meeting, bands: dict[str, RatingBand], cast: Cast
) -> None:
    acts.agree_grade(case, by=cast.lead, now=NOW, band=bands["RI"], reason="So.")
    acts.close_meeting(opened, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        acts.reopen_meeting(opened, by=cast.lead, now=NOW, reason=" ")
    opened.refresh_from_db()
    assert opened.state == "closed"
    acts.reopen_meeting(opened, by=cast.lead, now=NOW, reason="A return came in after the meeting.")
    assert case.reopenings.get().reason == "A return came in after the meeting."
    assert CaseAccess.objects.filter(person=cast.panel, until=None).count() == 1
    acts.agree_grade(case, by=cast.lead, now=NOW, version=1, band=bands["GOOD"], reason="Better.")
    acts.close_meeting(opened, by=cast.lead, now=NOW)
    case.audit.state = Audit.State.PUBLISHED
    case.audit.save()
    again = Meeting.objects.get()
    with pytest.raises(Refused, match="published"):
        acts.reopen_meeting(again, by=cast.lead, now=NOW, reason="Too late.")


def test_a_past_lead_and_a_person_without_role_record_nothing(case: Case, opened: Meeting, cast: Cast) -> None:
    nobody = make_person("Nora Norole")
    AuditTeam.objects.create(audit=case.audit, person=nobody, part="lead", since=TODAY, given_at=NOW)
    with pytest.raises(Refused, match="lead and the minute-taker"):
        acts.agree_grade(case, by=nobody, now=NOW, state=AnswerState.objects.get(code="NA"), reason="x")
