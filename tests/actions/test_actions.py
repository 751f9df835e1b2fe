"""Recommendations and actions: who plans, who reports, what closes an action, what a page shows to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits import lifecycle
from audits.actions import acts
from audits.actions.lifecycle import MOVES
from audits.actions.models import Action, Progress, Recommendation
from audits.meeting.models import Theme
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/audits/T-2026-01/actions/"
SOON = TODAY + timedelta(days=30)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def recommendation(audit: Audit, cast: Cast) -> Recommendation:
    return acts.add_recommendation(audit, by=cast.lead, now=NOW, text="Tell schools within a day.")


@pytest.fixture
def action(recommendation: Recommendation, cast: Cast) -> Action:
    return acts.add_action(recommendation, by=cast.lead, now=NOW, owner=cast.police, text="Change the form.", due=SOON)


@pytest.mark.parametrize("who", ["other_lead", "panel", "police_contact", "safeguarding_lead", "superuser"])
def test_only_the_lead_plans(audit: Audit, cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.add_recommendation(audit, by=getattr(cast, who), now=NOW, text="x")


def test_what_is_missing_is_said(recommendation: Recommendation, cast: Cast) -> None:
    with pytest.raises(Refused, match="Write what should change"):
        acts.add_recommendation(recommendation.audit, by=cast.lead, now=NOW, text=" ")
    with pytest.raises(Refused, match="Write what will be done"):
        acts.add_action(recommendation, by=cast.lead, now=NOW, owner=cast.police, text="", due=SOON)
    with pytest.raises(Refused, match="today or later"):
        acts.add_action(
            recommendation, by=cast.lead, now=NOW, owner=cast.police, text="x", due=TODAY - timedelta(days=1)
        )
    elsewhere = Audit.objects.create(reference="OTHER-1", theme="x", created_at=NOW)
    theirs = Theme.objects.create(audit=elsewhere, kind="good", statement="x")
    with pytest.raises(Refused, match="theme of this audit"):
        acts.add_recommendation(recommendation.audit, by=cast.lead, now=NOW, text="x", theme=theirs)


def test_progress_and_evidence_close_an_action(action: Action, cast: Cast) -> None:
    acts.report_progress(action, by=cast.police_contact, now=NOW, text="Half done.")
    with pytest.raises(Refused, match="what shows"):
        acts.close_action(action, by=cast.police_contact, now=NOW, evidence="  ")
    acts.close_action(action, by=cast.police_contact, now=NOW, evidence="The new form of 3 May.")
    action.refresh_from_db()
    assert (action.state, action.evidence) == ("done", "The new form of 3 May.")
    with pytest.raises(Refused, match="done, with evidence"):
        acts.report_progress(action, by=cast.police_contact, now=NOW, text="More.")
    assert JournalEntry.objects.filter(verb="recorded_progress", audit_uid=action.audit.uid).count() == 1


@pytest.mark.parametrize("who", ["school_contact", "police_auditor", "panel", "other_lead", "safeguarding_lead"])
def test_others_report_nothing(action: Action, cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Only the contact of the agency"):
        acts.report_progress(action, by=getattr(cast, who), now=NOW, text="x")
    with pytest.raises(Refused):
        acts.close_action(action, by=getattr(cast, who), now=NOW, evidence="x")


def test_an_organisations_contact_answers_for_its_service(recommendation: Recommendation, cast: Cast) -> None:
    action = acts.add_action(
        recommendation, by=cast.lead, now=NOW, owner=cast.school_nursing, text="Ring back.", due=SOON
    )
    acts.report_progress(action, by=cast.trust_contact, now=NOW, text="Begun.")
    assert Progress.objects.get().text == "Begun."


def test_dropping_keeps_the_reason(action: Action, cast: Cast) -> None:
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.drop_action(action, by=cast.police_contact, now=NOW, reason="Too dear.")
    assert not Progress.objects.exists()
    acts.drop_action(action, by=cast.lead, now=NOW, reason="Overtaken by the new system.")
    action.refresh_from_db()
    assert action.state == "dropped"
    assert Progress.objects.get().text == "Overtaken by the new system."


def test_a_clash_keeps_both(action: Action, cast: Cast) -> None:
    acts.edit_action(action, by=cast.lead, now=NOW, version=1, owner=cast.police, text="Hers.", due=SOON)
    with pytest.raises(Stale) as clash:
        acts.edit_action(action, by=cast.lead, now=NOW, version=1, owner=cast.police, text="His.", due=SOON)
    assert (clash.value.theirs["text"], clash.value.yours["text"]) == ("Hers.", "His.")


@pytest.mark.parametrize("start", Action.State.values)
@pytest.mark.parametrize("to", Action.State.values)
def test_who_moves_an_action(action: Action, cast: Cast, start: str, to: str) -> None:
    allowed = {("open", "done"): {"lead", "police_contact"}, ("open", "dropped"): {"lead"}}
    for who in ("lead", "police_contact", "school_contact", "other_lead", "panel", "scrutineer", "superuser"):
        Action.objects.filter(pk=action.pk).update(state=start, evidence="x")
        row = Action.objects.get(pk=action.pk)
        may = who in allowed.get((start, to), set())
        try:
            lifecycle.move(row, to, MOVES, by=getattr(cast, who), now=NOW)
        except Refused:
            assert not may, f"{who} should move {start} to {to}"
        else:
            assert may, f"{who} moved {start} to {to}"


def test_the_lead_plans_from_the_pages(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    assert "Write what should change." in text(client.post(HERE, {"text": " "}))
    assert "Use 1,000 characters or fewer" in text(client.post(HERE, {"text": "x" * 1001}))
    client.post(HERE, {"text": "Tell <i>schools</i>."})
    row = Recommendation.objects.get()
    assert "Tell &lt;i&gt;schools&lt;/i&gt;." in text(client.get(HERE))
    url = f"{HERE}recommendations/{row.uid}/"
    wrong = text(client.post(url, {"act": "add", "add-text": "Do it."}))
    assert "Choose the agency that owns the action." in wrong
    assert "Enter the day it is due." in wrong
    sent = {"act": "add", "add-text": "Do it.", "add-owner": cast.police.pk}
    past = {"add-due_day": "1", "add-due_month": "1", "add-due_year": "2020"}
    assert "must be today or later" in text(client.post(url, {**sent, **past}))
    day = {"add-due_day": SOON.day, "add-due_month": SOON.month, "add-due_year": SOON.year}
    client.post(url, {**sent, **day})
    assert Action.objects.get().owner == cast.police
    clash = {"act": "edit", "edit-version": "0", "edit-text": "His words."}
    page = text(client.post(url, clash))
    assert "Someone else saved this while you were writing" in page
    assert "His words." in page


def test_a_contact_sees_and_closes_their_agencys_alone(
    action: Action, recommendation: Recommendation, cast: Cast, sign_in: SignIn
) -> None:
    acts.add_action(recommendation, by=cast.lead, now=NOW, owner=cast.school, text="Schools' own.", due=SOON)
    client, url = sign_in(cast.police_contact), f"{HERE}{action.uid}/"
    page = text(client.get(HERE))
    assert "Change the form." in page
    assert "Schools&#x27; own." not in page
    assert "Add a recommendation" not in page
    assert client.post(HERE, {"text": "x"}).status_code == 403
    assert "Say how far it has got." in text(client.post(url, {"act": "progress"}))
    client.post(url, {"act": "progress", "progress-text": "Half done."})
    assert "Half done." in text(client.get(url))
    assert client.post(url, {"act": "drop", "drop-reason": "x"}).status_code == 403
    client.post(url, {"act": "close", "close-evidence": "The form.", "close-version": "1"})
    assert "Done, with evidence" in text(client.get(url))
    assert sign_in(cast.school_contact).get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("scrutineer", 200), ("safeguarding_lead", 200), ("panel", 403), ("other_lead", 404), ("superuser", 404)],
)
def test_who_reads_the_plan(action: Action, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(getattr(cast, who)).get(HERE).status_code == status


@pytest.mark.parametrize("agencies", [5, 10])
@pytest.mark.parametrize("recommendations", [4, 30])
def test_pages_ask_the_same_few_questions_at_any_size(
    audit: Audit, cast: Cast, sign_in: SignIn, agencies: int, recommendations: int
) -> None:
    owners = [Agency.objects.create(name=f"Agency {n}", sector_id="CSC") for n in range(agencies)]
    for _ in range(recommendations):
        row = acts.add_recommendation(audit, by=cast.lead, now=NOW, text="Do better.")
        for owner in owners:
            action = acts.add_action(row, by=cast.lead, now=NOW, owner=owner, text="So.", due=SOON)
        acts.report_progress(action, by=cast.lead, now=NOW, text="Begun.")
    client = sign_in(cast.lead)
    client.get(HERE)
    for url in (HERE, f"{HERE}{action.uid}/", f"{HERE}recommendations/{row.uid}/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 12, [query["sql"][:80] for query in queries]
