"""An audit always has somebody: a deputy with the lead's powers, and a lead for one that has lost its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Membership, Person
from audit_project.refused import Refused
from audits.briefing.rules import check_never_led
from audits.concerns.telling import leading_on
from audits.desk.my_work import piles_of
from audits.sample.models import Case
from audits.scope import acts, rules
from audits.scope.appointing import acts as appointing
from audits.scope.appointing.models import Appointment
from audits.scope.appointing.queries import led_alone, without_a_lead
from audits.scope.models import Audit, AuditTeam
from audits.scope.queries import leads_on
from tests.conftest import NOW, TODAY, Cast, give_role, make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LIST = "/audits/without-a-lead/"


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def lonely(audit: Audit) -> Audit:
    """The audit after its only lead's part has ended."""
    audit.team.update(since=TODAY - timedelta(days=30), until=TODAY - timedelta(days=1))
    return audit


def test_a_deputy_may_do_what_the_lead_may(cast: Cast, audit: Audit, case: Case, sign_in: SignIn) -> None:
    here = f"/audits/{audit.reference}/"
    assert sign_in(cast.other_lead).get(here).status_code == 404
    acts.give_part(audit, cast.other_lead, "deputy", by=cast.lead, now=NOW)
    client = sign_in(cast.other_lead)
    for place in ("", "set-up/theme/", "team/", "cases/", "cases/1/", "returns/", "roll-up/", "activity/"):
        assert client.get(f"{here}{place}").status_code == 200, place
    acts.edit_scope(audit, by=cast.other_lead, now=NOW, version=audit.version, theme="Said by the deputy")
    assert leads_on(audit, TODAY) == [cast.lead, cast.other_lead]
    assert cast.other_lead in leading_on(audit, NOW)
    assert f"{audit.reference}" in str([pile.tasks for pile in piles_of(cast.other_lead, TODAY)])


def test_only_an_audit_lead_is_a_deputy(cast: Cast, audit: Audit) -> None:
    with pytest.raises(Refused, match="Only an audit lead can be given this part"):
        acts.give_part(audit, cast.panel, "deputy", by=cast.lead, now=NOW)


def test_an_audit_without_a_lead_gets_one_from_two_people(cast: Cast, lonely: Audit, sign_in: SignIn) -> None:
    assert list(without_a_lead(TODAY)) == [lonely]
    proposer, lead = sign_in(cast.safeguarding_lead), sign_in(cast.other_lead)
    assert "1 audit has no lead" in text(proposer.get("/"))
    page = text(proposer.get(LIST))
    assert lonely.reference in page
    assert "Lena Lead" in page  # who led it before
    assert lonely.theme not in page
    answer = proposer.post(f"{LIST}{lonely.reference}/", {"person": cast.other_lead.pk}, follow=True)
    assert "Another lead confirms it" in text(answer)
    assert lead.get(f"/audits/{lonely.reference}/").status_code == 404  # nothing opens before
    proposal = Appointment.objects.get()
    confirms = f"{LIST}{proposal.uid}/confirm/"
    assert proposer.post(confirms).status_code == 403
    assert lead.post(confirms).status_code == 403
    second = sign_in(cast.second_safeguarding_lead)
    assert "proposed lead of an audit to confirm" in text(second.get("/"))
    assert "leads T-2026-01 from today" in text(second.post(confirms, follow=True))
    assert lead.get(f"/audits/{lonely.reference}/").status_code == 200
    assert leads_on(lonely, TODAY) == [cast.other_lead]
    assert "Every audit has a lead" in text(second.get(LIST))
    verbs = list(JournalEntry.objects.filter(audit_uid=lonely.uid).values_list("verb", flat=True))
    assert {"proposed_lead", "confirmed_lead", "joined_team"} <= set(verbs)
    assert second.post(confirms).status_code == 403  # once is once


@pytest.mark.parametrize("who", ["auditor", "school_contact", "panel", "scrutineer", "reader", "stranger", "superuser"])
def test_others_know_of_no_such_page(cast: Cast, lonely: Audit, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}{lonely.reference}/").status_code == 404
    with pytest.raises(Refused):
        appointing.propose_lead(lonely, by=getattr(cast, who), now=NOW, person=cast.other_lead)


def test_what_is_no_proposal_is_refused_in_words(cast: Cast, lonely: Audit, audit: Audit) -> None:
    with pytest.raises(Refused, match="You cannot propose yourself"):
        appointing.propose_lead(lonely, by=cast.other_lead, now=NOW, person=cast.other_lead)
    with pytest.raises(Refused, match="Only an audit lead can lead an audit"):
        appointing.propose_lead(lonely, by=cast.other_lead, now=NOW, person=cast.panel)
    appointing.propose_lead(lonely, by=cast.other_lead, now=NOW, person=cast.lead)
    with pytest.raises(Refused, match="Somebody is proposed as lead of this audit already"):
        appointing.propose_lead(lonely, by=cast.safeguarding_lead, now=NOW, person=cast.other_lead)
    appointing.withdraw_proposal(Appointment.objects.get(), by=cast.safeguarding_lead, now=NOW)
    appointing.propose_lead(lonely, by=cast.safeguarding_lead, now=NOW, person=cast.other_lead)


def test_an_audit_that_has_a_lead_is_its_leads_own(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    for by in (cast.other_lead, cast.safeguarding_lead):
        with pytest.raises(Refused, match="Lena Lead leads this audit"):
            appointing.propose_lead(audit, by=by, now=NOW, person=cast.other_lead)
    assert sign_in(cast.safeguarding_lead).get(f"{LIST}{audit.reference}/").status_code == 404


def test_whoever_is_proposed_must_still_hold_the_role_when_it_is_confirmed(cast: Cast, lonely: Audit) -> None:
    proposal = appointing.propose_lead(lonely, by=cast.safeguarding_lead, now=NOW, person=cast.other_lead)
    Membership.objects.filter(person=cast.other_lead).update(until=TODAY - timedelta(days=1))
    cast.other_lead.forget_standing()
    proposal = Appointment.objects.get(pk=proposal.pk)
    with pytest.raises(Refused, match="Only an audit lead can lead an audit"):
        appointing.confirm_lead(proposal, by=cast.second_safeguarding_lead, now=NOW)
    assert not leads_on(lonely, TODAY)


@pytest.mark.parametrize("gone", ["account", "role", "part"])
def test_however_a_lead_goes_the_audit_is_listed(cast: Cast, audit: Audit, gone: str) -> None:
    before = TODAY - timedelta(days=1)
    if gone == "account":
        Person.objects.filter(pk=cast.lead.pk).update(is_active=False)
    elif gone == "role":
        Membership.objects.filter(person=cast.lead).update(until=before)
    else:
        audit.team.update(since=before, until=before)
    assert list(without_a_lead(TODAY)) == [audit]
    # An immediate concern then goes to the safeguarding leads at once.
    assert set(leading_on(audit, NOW)) == {cast.safeguarding_lead, cast.second_safeguarding_lead}


def test_a_sole_lead_leaves_after_a_successor_is_named(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    admin, here = sign_in(cast.administrator), f"/people/{cast.lead.uid}/use/"
    page = text(admin.get(here))
    assert "T-2026-01 has no other lead." in page
    assert f'href="{LIST}T-2026-01/"' in page
    refused = text(admin.post(here, {"use": "no"}))
    assert "Name who takes over first, or tick that nobody is there yet." in refused
    assert Person.objects.get(pk=cast.lead.pk).is_active
    admin.post(f"{LIST}T-2026-01/", {"person": cast.other_lead.pk})
    assert "Who takes over?" not in text(admin.get(here))
    assert admin.post(here, {"use": "no"}).status_code == 302
    assert not Person.objects.get(pk=cast.lead.pk).is_active
    appointing.confirm_lead(Appointment.objects.get(), by=cast.safeguarding_lead, now=NOW)
    assert leads_on(audit, TODAY) == [cast.other_lead]


def test_an_account_closes_at_once_where_somebody_says_that_nobody_is_there_yet(
    cast: Cast, audit: Audit, sign_in: SignIn
) -> None:
    admin = sign_in(cast.administrator)
    assert admin.post(f"/people/{cast.lead.uid}/use/", {"use": "no", "nobody_yet": "on"}).status_code == 302
    assert list(without_a_lead(TODAY)) == [audit]


def test_a_role_of_a_sole_lead_ends_in_the_same_way(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    admin, role = sign_in(cast.administrator), Membership.objects.get(person=cast.lead)
    assert "Name who takes over first" in text(admin.post(f"/roles/{role.uid}/end/"))
    elsewhere = give_role(cast.lead, cast.police, "audit_lead", by=cast.other_lead)
    assert "Who takes over?" not in text(admin.get(f"/roles/{role.uid}/end/"))  # the other role still opens it
    assert admin.post(f"/roles/{role.uid}/end/").status_code == 302
    assert "Name who takes over first" in text(admin.post(f"/roles/{elsewhere.uid}/end/"))


def test_with_a_deputy_nobody_is_asked_for_a_successor(cast: Cast, audit: Audit) -> None:
    assert list(led_alone(cast.lead, TODAY)) == [audit]
    acts.give_part(audit, cast.other_lead, "deputy", by=cast.lead, now=NOW)
    assert not led_alone(cast.lead, TODAY).exists()


def test_the_list_is_paged(cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    for number in range(41):
        Audit.objects.create(reference=f"R-{number:03}", theme="Old", created_at=NOW)
    client = sign_in(make_lead("Paula Paged", cast))
    with django_assert_max_num_queries(8):
        page = text(client.get(LIST))
    assert "R-040" in page
    assert "R-000" not in page
    assert "R-000" in text(client.get(f"{LIST}?page=2"))


def make_lead(name: str, cast: Cast) -> Person:
    person = make_person(name)
    give_role(person, cast.partnership, "audit_lead", by=cast.lead)
    return person


def test_whoever_has_led_an_audit_does_not_sign_its_briefing(cast: Cast, audit: Audit) -> None:
    check_never_led(cast.safeguarding_lead, audit)
    AuditTeam.objects.create(
        audit=audit, person=cast.safeguarding_lead, part="lead", since=TODAY - timedelta(days=90),
        until=TODAY - timedelta(days=60), given_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="somebody else signs its briefing"):
        check_never_led(cast.safeguarding_lead, audit)
    assert not rules.leads(cast.safeguarding_lead, audit)
