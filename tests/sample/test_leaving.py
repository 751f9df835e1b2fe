"""A case leaves at any stage with its reason: who must agree, who takes its place, and what holds it no more."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.across.search import readable
from audits.codes.models import ExclusionReason
from audits.concerns.rules import may_do
from audits.desk.my_work import piles_of
from audits.meeting.models import AgreedFinding, AgreedGrade, Meeting
from audits.meeting.rules import check_can_record
from audits.meeting.running.models import CaseAction
from audits.returns.models import AgencyReturn
from audits.returns.rules import check_can_write
from audits.rollup.counting.counts import roll_up
from audits.rollup.facts_inside import facts_inside
from audits.sample.draw.models import CohortEntry, Exclusion
from audits.sample.key.acts import seal_references
from audits.sample.key.models import SealedReference
from audits.sample.leaving import acts, rules
from audits.sample.models import Case, CaseAccess
from audits.scope.information.acts import put_on_hold
from audits.scope.models import Audit, AuditTeam
from tests.concerns.test_concerns import raised
from tests.conftest import NOW, TODAY, Cast, give_role, make_person
from tests.sample.draw.test_draw import drawn, sampling  # noqa: F401

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def reason(code: str = "TRIAL") -> ExclusionReason:
    return ExclusionReason.objects.get(pk=code)


def ask(case: Case, cast: Cast, code: str = "TRIAL") -> Exclusion:
    return acts.ask_to_leave(case, by=cast.lead, now=NOW, reason=reason(code))


def hand_in(row: AgencyReturn, cast: Cast) -> None:
    AgencyReturn.objects.filter(pk=row.pk).update(state="submitted", submitted_at=NOW, submitted_by=cast.auditor)


@pytest.mark.parametrize("stage", ["sample", "returns", "meeting", "agreed"])
def test_before_a_return_is_in_the_lead_decides_at_any_stage(
    cast: Cast, case: Case, school_return: AgencyReturn, stage: str
) -> None:
    Case.objects.update(state=stage)
    case.refresh_from_db()
    row = ask(case, cast)
    case.refresh_from_db()
    assert (case.state, row.stage, row.excluded_by) == ("excluded", stage, cast.lead)
    with pytest.raises(Refused, match="has left the audit already"):
        ask(case, cast)


def test_once_a_return_is_in_the_scrutineer_or_the_chair_must_agree(
    cast: Cast, case: Case, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    hand_in(school_return, cast)
    here = "/audits/T-2026-01/cases/1/leave-out/"
    lead = sign_in(cast.lead)
    assert "must agree" in text(lead.get(here))
    said = text(lead.post(here, {"reason": "CONSENT"}, follow=True))
    assert "The chair or the scrutineer is asked to agree that case 1 leaves. Until then it stays." in said
    case.refresh_from_db()
    assert case.state == "returns"
    assert "Somebody has asked that this case leaves" in text(lead.get("/audits/T-2026-01/cases/1/"))
    row = Exclusion.objects.get()
    assert not rules.can_agree(cast.lead, row)
    assert "1 case to let go or keep" in str([pile.heading for pile in piles_of(cast.scrutineer, TODAY)])
    scrutineer = sign_in(cast.scrutineer)
    page = text(scrutineer.get(f"/leaving/{row.uid}/"))
    assert "Consent refused or withdrawn" in page
    assert lead.post(f"/leaving/{row.uid}/agree/").status_code == 403
    assert "Case 1 has left the audit" in text(scrutineer.post(f"/leaving/{row.uid}/agree/", follow=True))
    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.state, row.asked_by, row.excluded_by) == ("excluded", cast.lead, cast.scrutineer)
    assert scrutineer.post(f"/leaving/{row.uid}/agree/").status_code == 403  # once is once
    verbs = JournalEntry.objects.filter(case_uid=case.uid).values_list("verb", flat=True)
    assert {"asked_to_leave", "left_out"} <= set(verbs)


def test_a_chair_who_sees_no_case_yet_agrees_without_a_word_of_it(
    cast: Cast, case: Case, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    hand_in(school_return, cast)
    chair = make_person("Chira Chair")
    give_role(chair, cast.partnership, "auditor", by=cast.lead)
    AuditTeam.objects.create(audit=case.audit, person=chair, part="chair", since=TODAY, given_at=NOW)
    row = ask(case, cast)
    client = sign_in(chair)
    assert client.get("/audits/T-2026-01/cases/1/").status_code == 404
    page = text(client.get(f"/leaving/{row.uid}/"))
    assert case.context.why_known not in page
    assert client.post(f"/leaving/{row.uid}/keep/").status_code == 302
    case.refresh_from_db()
    assert case.state == "returns"
    again = ask(case, cast)  # it may be asked again
    assert again.waits


def test_the_lead_takes_it_back(cast: Cast, case: Case, school_return: AgencyReturn) -> None:
    hand_in(school_return, cast)
    row = ask(case, cast)
    acts.keep_case(row, by=cast.lead, now=NOW)
    row.refresh_from_db()
    assert not row.waits
    with pytest.raises(Refused, match="no longer waits"):
        acts.agree(row, by=cast.scrutineer, now=NOW)


def test_somebody_must_be_there_to_agree(cast: Cast, case: Case, school_return: AgencyReturn) -> None:
    hand_in(school_return, cast)
    AuditTeam.objects.filter(part="scrutineer").delete()
    with pytest.raises(Refused, match="Give somebody that part in the team first"):
        ask(case, cast)


@pytest.mark.parametrize("who", ["panel", "auditor", "school_contact", "other_lead", "safeguarding_lead", "stranger"])
def test_others_neither_see_nor_do_it(
    cast: Cast, case: Case, school_return: AgencyReturn, sign_in: SignIn, who: str
) -> None:
    hand_in(school_return, cast)
    row = ask(case, cast)
    client = sign_in(getattr(cast, who))
    for rest in ("", "agree/", "keep/"):
        answer = client.post(f"/leaving/{row.uid}/{rest}") if rest else client.get(f"/leaving/{row.uid}/")
        assert answer.status_code == 404
    with pytest.raises(Refused):
        acts.ask_to_leave(case, by=getattr(cast, who), now=NOW, reason=reason())


@pytest.mark.parametrize(("case_state", "audit_state", "comes"), [
    ("sample", "sample", True), ("sample", "returns", True), ("returns", "returns", True),
    ("meeting", "meeting", False), ("agreed", "reporting", False), ("returns", "meeting", False),
])  # fmt: skip
def test_a_reserve_comes_in_until_the_meeting_has_begun(
    cast: Cast,
    sampling: Audit,  # noqa: F811
    case_state: str,
    audit_state: str,
    comes: bool,
) -> None:
    outcome = drawn(sampling, cast)
    first = outcome.pairs[0][0]
    Audit.objects.update(state=audit_state)
    Case.objects.update(state=case_state)
    first = Case.objects.select_related("audit").get(pk=first.pk)
    row = ask(first, cast)
    assert (row.replaced_by is not None) is comes
    assert CohortEntry.objects.filter(outcome="reserve").count() == (1 if comes else 2)


def test_no_count_key_pre_read_meeting_or_search_holds_it_and_its_concerns_and_actions_run_on(
    cast: Cast, audit: Audit, case: Case, school_return: AgencyReturn, sign_in: SignIn
) -> None:
    concern = raised(case, cast.auditor, NOW)
    other = Case.objects.create(audit=audit, number=2, state="agreed", added_at=NOW)
    for one in (case, other):
        AgreedGrade.objects.create(
            case=one, audit=audit, band=audit.scale.bands.first(), state_id="RATED", agreed_at=NOW, agreed_by=cast.lead
        )
        AgreedFinding.objects.create(
            case=one, audit=audit, kind="develop", scope="system", text="Told too late.", state="agreed",
            decided_at=NOW, decided_by=cast.lead,
        )  # fmt: skip
    meeting = Meeting.objects.create(case=case, state="open")
    action = CaseAction.objects.create(
        audit=audit, case=case, agency=cast.school, text="Visit.", days=5, due=TODAY, made_at=NOW, made_by=cast.lead
    )
    CaseAccess.objects.create(
        case=case, person=cast.panel, since=TODAY, because="meeting", opened_at=NOW, opened_by=cast.lead
    )
    seal_references(audit, [(case, "MB-1"), (other, "MB-2")], by=cast.lead, now=NOW)
    Audit.objects.update(state="meeting")
    Case.objects.filter(pk=case.pk).update(state="meeting")
    case.refresh_from_db()
    assert roll_up(audit).sample.cases.denominator == 2
    ask(case, cast, "REVIEW")
    case = Case.objects.select_related("audit").get(pk=case.pk)

    counted = roll_up(audit)
    assert (counted.sample.cases.denominator, counted.grades.agreed.n) == (1, 1)
    assert sum(counted.findings.reach.values()) == 1
    assert [row.case for row in SealedReference.objects.all()] == [other]
    assert not Case.objects.visible_to(cast.panel).filter(pk=case.pk).exists()
    assert not readable(cast.safeguarding_lead).filter(case=case).exists()
    meeting.case = case
    with pytest.raises(Refused, match="has left the audit"):
        check_can_record(cast.lead, meeting)
    row = AgencyReturn.objects.select_related("audit", "case", "agency", "involvement").get()
    with pytest.raises(Refused, match="has left the audit"):
        check_can_write(cast.auditor, row)
    assert "return to finish" not in str([pile.heading for pile in piles_of(cast.auditor, TODAY)])

    assert may_do(cast.school_contact, concern, "answer")
    said = str([pile.heading for pile in piles_of(cast.school_contact, TODAY)])
    assert "1 action for a child open" in said
    assert "1 immediate concern open" in said
    assert sign_in(cast.school_contact).get(f"/concerns/{concern.uid}/").status_code in (200, 404)
    assert action.state == "open"


def test_a_legal_hold_keeps_the_key_of_a_case_that_leaves(cast: Cast, audit: Audit, case: Case) -> None:
    seal_references(audit, [(case, "MB-1")], by=cast.lead, now=NOW)
    put_on_hold(audit, by=cast.lead, now=NOW, reason="A claim is made.")
    ask(case, cast, "COMPLAINT")
    assert SealedReference.objects.get().case == case


def test_the_analysis_says_that_cases_left_and_why(cast: Cast, audit: Audit, case: Case) -> None:
    more = [Case.objects.create(audit=audit, number=n, state="returns", added_at=NOW) for n in (2, 3, 4)]
    assert said_of(audit) == []
    ask(case, cast, "REVIEW")
    assert said_of(audit) == [
        "1 case left the audit once its returns had opened: live review or rapid review. No count holds it."
    ]
    ask(more[0], cast, "REVIEW")
    ask(more[1], cast, "CONSENT")
    assert said_of(audit) == [
        "3 cases left the audit once their returns had opened: live review or rapid review (2) and consent refused or "
        "withdrawn (1). No count holds them."
    ]


def test_of_a_recorded_audit_it_does_not_say_that_returns_had_opened(cast: Cast, audit: Audit, case: Case) -> None:
    Audit.objects.update(origin="recorded", recorded_from="A report")
    audit.refresh_from_db()
    ask(case, cast, "REVIEW")
    assert said_of(audit) == ["1 case left the audit: live review or rapid review. No count holds it."]


def said_of(audit: Audit) -> list[str]:
    return [fact.text for fact in facts_inside(roll_up(audit), audit) if fact.key == "sample.left"]


def test_an_audit_that_is_over_keeps_its_cases(cast: Cast, case: Case) -> None:
    Audit.objects.update(state="published")
    fresh = Case.objects.select_related("audit").get(pk=case.pk)
    with pytest.raises(Refused, match="its cases stay as they are"):
        ask(fresh, cast)
