"""One audit at its meetings with something behind every address, so that each can be asked for by everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agencies.models import Absence, Agency, MailDomain, Membership, Person, PersonInvitation
from audits.across import acts as practice_acts
from audits.actions import acts as action_acts
from audits.actions import earlier_rounds
from audits.briefing import acts as briefing_acts
from audits.briefing.models import Briefing
from audits.concerns import acts as concern_acts
from audits.meeting import acts as meeting_acts
from audits.meeting import finding_acts
from audits.meeting.preparing.acts import ask
from audits.meeting.preparing.pre_read import issue
from audits.meeting.running.beginning import begin_meeting
from audits.meeting.running.case_actions import add_case_action
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.returns.open_models import FindingDraft, ReturnLink
from audits.returns.steps.models import AgencyStep
from audits.sample.draw.acts import Wish, draw_cohort
from audits.sample.draw.cohort import cohort_of, read_pasted
from audits.sample.draw.models import Exclusion
from audits.sample.models import Case, Involvement
from audits.sample.transfers import acts as transfer_acts
from audits.scope.acts import add_strand
from audits.scope.appointing.acts import propose_lead
from audits.scope.models import Audit, AuditTeam
from audits.scope.programme import acts as programme
from audits.tools import acts as tool_acts
from audits.tools import part_acts as tool_part_acts
from audits.tools import scale_acts
from audits.tools.models import Standard
from tests.briefing.conftest import seen
from tests.conftest import NOW, TODAY, Cast, give_role, make_person, open_return
from tests.meeting.conftest import find, submit


@dataclass
class World:
    """The things behind the addresses, and people whose sight has ended."""

    audit: Audit
    case: Case
    returned: AgencyReturn  # the school's, submitted
    writing: AgencyReturn  # the police's, not started
    finding: Finding
    parts: dict[str, dict[str, Any]]  # what each kind of address is completed with
    people: dict[str, Person | None]


def build(case: Case, school: AgencyReturn, police: AgencyReturn, cast: Cast) -> World:
    audit, by = case.audit, {"by": cast.lead, "now": NOW}
    finding = find(school, "The school was told three weeks late.")
    find(school, "Nobody rang back.")
    step = AgencyStep.objects.create(
        agency_return=police, audit=audit, case=case, agency=police.agency, kind="own", text="Answer within a day."
    )
    own = find(police, "The referral had no reply on file.")
    standard = Standard.objects.filter(domain__tool=audit.tool).select_related("domain").first()
    assert standard is not None
    Answer.objects.create(
        agency_return=police, standard=standard, audit=audit, case=case, agency=police.agency,
        domain=standard.domain.practice,
    )  # fmt: skip
    sibling = Case.objects.create(audit=audit, number=2, state="meeting", sibling_group="A", added_at=NOW)
    Case.objects.filter(pk=case.pk).update(sibling_group="A")
    beside = open_return(sibling, cast.police, cast.police_auditor)
    Answer.objects.create(
        agency_return=beside, standard=standard, audit=audit, case=sibling, agency=beside.agency,
        domain=standard.domain.practice,
    )  # fmt: skip
    silent = Agency.objects.create(name="Silent School", sector_id="SCH")  # asked, and nobody has answered there
    Involvement.objects.create(case=sibling, agency=silent)
    submit(school, cast.auditor)
    Audit.objects.filter(pk=audit.pk).update(state="meeting", independent_views=True)
    case.refresh_from_db()
    meeting = meeting_acts.prepare_meeting(case, **by)
    chair = make_person("Chira Chair")  # the pre-read is still to be sent to her
    AuditTeam.objects.create(
        audit=audit, person=chair, part="chair", since=TODAY, given_at=NOW, given_by=cast.other_lead
    )
    issue(case, **by, people=[cast.panel])
    asked = ask(case, **by, agency=cast.police, text="Who was told?")
    meeting_acts.open_meeting(meeting, **by, held_on=TODAY)
    seat = meeting_acts.record_attendance(meeting, **by, agency=cast.school, name="A teacher")
    meeting.refresh_from_db()
    begin_meeting(
        meeting, **by, version=meeting.version, nothing_records=True, everyone_alone=True, conflicts_asked=True,
        without_quorum_because="",
    )  # fmt: skip
    to_do = add_case_action(case, **by, agency=cast.police, text="Visit.", days=5)
    theme = finding_acts.add_theme(audit, **by, kind="develop", statement="Told too late.")
    finding_acts.add_theme(audit, **by, kind="develop", statement="Told by nobody.")  # with which it may be merged
    agreed = finding_acts.propose_finding(
        case, **by, kind="develop", domain=None, scope="between", text="Told late.", sources=[finding]
    )
    advice = action_acts.add_recommendation(audit, **by, text="Tell schools within a day.")
    action = action_acts.add_action(
        advice, **by, owner=cast.police, text="Change the form.", due=TODAY + timedelta(days=30)
    )
    earlier = earlier_rounds.add_round(audit, **by, label="First round, on paper", unit_plural="children")
    figure = earlier_rounds.add_figure(
        earlier, **by, text="Told in time.", key="involvement.KNOWN", amount_as_given="some"
    )
    briefing: Briefing = briefing_acts.draft(audit, **by)
    sentence = briefing.sections.get(slot=2).statements.first()
    draft = FindingDraft.objects.create(
        agency_return=police, text="Begun, not added.", saved_at=NOW, saved_by=cast.police_auditor
    )
    domain = MailDomain.objects.create(domain="police.example", added_at=NOW, added_by=cast.administrator)
    # Sent before somebody with an account was named instead: it opens nothing, and may be revoked.
    link = ReturnLink.objects.create(
        agency_return=police, person=make_person("Gita Guest", is_guest=True), email="gita@police.example",
        token_hash="0" * 64, code_hash="!", until=TODAY, sent_at=NOW, sent_by=cast.police_contact,
    )  # fmt: skip
    invited = PersonInvitation.objects.create(
        email="ivy@people.example", name="Ivy Invited", agency=cast.school, role="auditor", secret_hash="2" * 64,
        sent_at=NOW, sent_by=cast.administrator, expires_at=NOW + timedelta(days=7),
    )  # fmt: skip
    concern = concern_acts.raise_concern(
        case, by=cast.auditor, now=NOW, kind="child", what="She said that it goes on.",
        rang="Front door", rang_at=NOW, they_said="They ring back.", next_check_at=NOW + timedelta(days=1),
        agency=cast.school,
    )  # fmt: skip
    Audit.objects.filter(pk=audit.pk).update(state="sample")
    audit.refresh_from_db()
    listed = cohort_of(read_pasted("\n".join(f"MB-{number}" for number in range(4101, 4110))))
    draw_cohort(audit, listed, Wish("simple", wanted=1), **by, source="A list")
    Case.objects.filter(audit=audit, state="sample").update(state="meeting")  # as the others
    Audit.objects.filter(pk=audit.pk).update(state="meeting")
    audit.refresh_from_db()
    planned = programme.add_programme_entry(
        by=cast.lead, now=NOW, year=2026, quarter=1, theme="A theme of its own", reason="It grew.", sponsor="Health"
    )
    add_strand(audit, **by, code="north", name="North")
    waiting = give_role(make_person("Wanda Waiting"), cast.school, "auditor")
    team = AuditTeam.objects.get(audit=audit, person=cast.panel)
    unused = Agency.objects.create(name="Other School", sector_id="SCH")
    assert audit.tool is not None
    own_tool = tool_acts.copy_tool(audit.tool, **by, code="own-tool", name="A tool of our own")
    last = own_tool.domains.last()
    assert last is not None
    tool_part_acts.remove_domain(last, **by, version=1, seen=tool_part_acts.stands_at(last))
    question = Standard.objects.filter(domain__tool=own_tool).first()
    assert question is not None
    answered = Standard.objects.filter(domain__tool=audit.tool).select_related("domain").order_by("pk")[0]
    Answer.objects.get_or_create(
        agency_return=school, standard=answered,
        defaults={"audit": audit, "case": case, "agency": school.agency, "domain_id": answered.domain.practice_id,
                  "value": "YES", "state_id": "RATED"},
    )  # fmt: skip
    in_tool = {"code": own_tool.code, "edition": own_tool.edition}
    of_question, of_domain = {**in_tool, "pk": question.pk}, {**in_tool, "practice": question.domain.practice_id}
    pathway = tool_part_acts.add_domain(own_tool, **by, practice="own", label="Use of the pathway")
    own_scale = scale_acts.make_scale(**by, code="own-scale", name="Bands of our own", like=audit.scale)
    band = {"code": own_scale.code, "band": "GOOD"}
    at = {"reference": audit.reference}
    lonely = [
        Audit.objects.create(reference=f"T-2019-0{number}", theme="Old", state="reporting", origin="recorded",
                             recorded_from="A report on paper", created_at=NOW)
        for number in (4, 5)
    ]  # fmt: skip
    proposed = propose_lead(lonely[0], by=cast.safeguarding_lead, now=NOW, person=cast.lead)
    of_case = {**at, "number": case.number}
    read, write = {**at, "uid": school.uid}, {**at, "uid": police.uid}
    published = publish_another(audit, cast)
    out = {"reference": published.reference}
    theirs = [
        finding_acts.add_theme(published, by=cast.other_lead, now=NOW, kind="develop", statement=words)
        for words in ("Followed.", "Not followed yet.")
    ]
    followed = practice_acts.begin(theirs[0], by=cast.other_lead, now=NOW, statement="Followed across audits.")
    of_practice = {"uid": followed.uid}
    leaving = Exclusion.objects.create(
        case=sibling, stage=sibling.state, reason_id="MOVED", asked_at=NOW, asked_by=cast.lead
    )
    absent = Absence.objects.create(person=cast.reader, since=TODAY, noted_at=NOW, noted_by=cast.reader)
    told = transfer_acts.send(audit, **by, agency=cast.police, route="email", sent_on=TODAY)
    asked_of = {**of_case, "uid": police.involvement.uid}
    parts = {
        "transfer": {"uid": told.uid}, "transfer_received": {"uid": told.uid}, "transfer_destroyed": {"uid": told.uid},
        "transfer_set_aside": {"uid": told.uid},
        "own_reference": asked_of, "own_reference_keep": asked_of, "own_reference_remove": asked_of,
        "identifying_lines": asked_of, "identifying_lines_remove": asked_of,
        "absence_end": {"uid": absent.uid},
        "case_leaving": {"uid": leaving.uid}, "case_leaving_agree": {"uid": leaving.uid},
        "case_leaving_keep": {"uid": leaving.uid},
        "agencies_file": {"kind": "csv"}, "people_file": {"kind": "csv"},
        "agency": {"uid": cast.school.uid}, "agency_edit": {"uid": cast.school.uid},
        "agency_stop": {"uid": cast.school.uid}, "agency_merge": {"uid": cast.school.uid},
        "service_add": {"uid": cast.trust.uid},
        "agency_use": {"uid": unused.uid},
        "lead_propose": {"reference": lonely[1].reference}, "lead_confirm": {"uid": proposed.uid},
        "lead_withdraw": {"uid": proposed.uid},
        "role_confirm": {"uid": waiting.uid}, "role_end": {"uid": waiting.uid},
        "action": {**at, "uid": action.uid}, "case_action": {**at, "uid": to_do.uid},
        "recommendation": {**at, "uid": advice.uid},
        "earlier_round": {**at, "uid": earlier.uid}, "published_figure": {**at, "uid": figure.uid},
        "judge_change": {**at, "earlier": str(earlier.uid), "measure": "involvement.KNOWN"},
        "agency_remind": {**at, "uid": cast.police.uid},
        "audit_uninvite": {**at, "uid": cast.school_nursing.uid}, "audit_part_end": {**at, "uid": team.uid},
        "briefing_part": {**at, "slot": 3}, "briefing_statement": {**at, "uid": sentence.uid},
        "involvement": {**of_case, "uid": police.involvement.uid},
        "auditor_assign": {**of_case, "uid": police.involvement.uid},
        "meeting_attendance_edit": {**of_case, "pk": seat.pk},
        "meeting_question": {**of_case, "uid": asked.uid},
        "meeting_finding": {**of_case, "uid": agreed.uid}, "meeting_view": {**of_case, "uid": school.uid},
        "member_edit": {**of_case, "member": 1}, "member_remove": {**of_case, "member": 1},
        "concern": {"uid": concern.uid}, "return_concern": read,
        "return": read, "word_copy": read, "return_accept": read, "return_send_back": read,
        "return_questions": {**write, "part": 1}, "return_siblings": {**write, "part": 1},
        "step_edit": {**write, "step": step.uid}, "step_remove": {**write, "step": step.uid},
        "finding_edit": {**write, "finding": own.uid},
        "finding_move": {**write, "finding": own.uid}, "finding_remove": {**write, "finding": own.uid},
        "finding_begun": {**write, "draft": draft.uid}, "finding_begun_remove": {**write, "draft": draft.uid},
        "open_link": {"token": "not-a-token"}, "return_link_revoke": {**write, "link": link.uid},
        "open_invitation": {"token": "not-a-token"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-key"},
        "invitation_again": {"uid": invited.uid}, "invitation_revoke": {"uid": invited.uid},
        "roll_up_question": {**at, "pk": answered.pk}, "roll_up_room": {**at, "slug": "grades"},
        "mail_domain_remove": {"pk": domain.pk},
        "draw_certificate": {**at, "number": 1},
        "programme_entry": {"uid": planned.uid}, "programme_remove": {"uid": planned.uid},
        "audit_strand_remove": {**at, "code": "north"},
        "practice_match": {"uid": theirs[1].uid}, "practice_theme": of_practice, "practice_reword": of_practice,
        "practice_rounds": of_practice, "practice_line": of_practice,
        "practice_merge": of_practice, "practice_take_out": of_practice,
        "theme_merge": {**at, "uid": theme.uid},
        "theme": {**at, "uid": theme.uid}, "audit_section": {**at, "section": "theme"},
        "briefing": out, "briefing_file": {**out, "format": "txt"}, "returns_open": at, "returns_accept": at,
        "standard": of_question, "standard_move": of_question, "standard_remove": of_question,
        "domain_compared": {**in_tool, "practice": pathway.practice_id},
        "tool_domain": of_domain, "domain_move": of_domain, "domain_remove": of_domain,
        "band": band, "band_move": band, "band_remove": band, "tools/<": in_tool, "scales/<": {"code": own_scale.code},
        "audits/<": at, "cases/<": of_case, "returns/<": write, "people/<": {"uid": cast.reader.uid},
    }  # fmt: skip
    ended = make_person("Enid Ended")
    Membership.objects.filter(pk=give_role(ended, cast.school, "auditor", by=cast.lead).pk).update(
        until=TODAY - timedelta(days=1)
    )
    closed = make_person("Clive Closed", is_active=False)
    give_role(closed, cast.partnership, "audit_lead", by=cast.other_lead)
    people: dict[str, Person | None] = {name: one for name, one in vars(cast).items() if isinstance(one, Person)}
    unconfirmed = make_person("Una Unconfirmed")
    give_role(unconfirmed, cast.partnership, "audit_lead")
    for former in (ended, closed, unconfirmed):  # a part in the team opens nothing without a role in force
        AuditTeam.objects.create(
            audit=audit, person=former, part="lead", since=TODAY, given_at=NOW, given_by=cast.other_lead
        )
    people |= {"ended": ended, "closed": closed, "unconfirmed": unconfirmed, "anonymous": None}
    return World(audit, case, school, police, finding, parts, people)


def publish_another(audit: Audit, cast: Cast) -> Audit:
    """Another lead's audit, with a case of its own, whose briefing two people have published."""
    other = Audit.objects.create(
        reference="T-2025-09",
        state="reporting",
        theme="Another theme",
        why="A reason of its own.",
        unit_singular="child",
        unit_plural="children",
        scale=audit.scale,
        tool=audit.tool,
        created_at=NOW,
        created_by=cast.other_lead,
    )
    AuditTeam.objects.create(
        audit=other, person=cast.other_lead, part="lead", since=TODAY, given_at=NOW, given_by=cast.lead
    )
    Case.objects.create(audit=other, number=1, state="agreed", added_at=NOW, added_by=cast.other_lead)
    briefing = briefing_acts.draft(other, by=cast.other_lead, now=NOW)
    briefing_acts.submit_briefing(briefing, by=cast.other_lead, now=NOW, seen=seen(briefing))
    briefing_acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    return other
