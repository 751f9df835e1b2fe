"""Recommendations and actions are read by agencies: what they may hold is told of, and listed for the lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import Person
from audits.actions import acts
from audits.actions.models import Action, Recommendation
from audits.scope.models import Audit
from tests.actions.test_actions import HERE, SOON
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
RING, LISTED = "Ring 07700 900123 first.", "Words that may identify somebody"
TOLD = "It may hold a telephone number. Read it once more."


def page(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def test_a_recommendation_and_its_action_are_saved_told_of_and_listed(
    audit: Audit, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    said = page(client.post(HERE, {"text": RING, "version": ""}, follow=True))
    assert TOLD in said
    row = Recommendation.objects.get()
    assert row.text == RING
    assert LISTED in said
    assert "<strong>07700 900123</strong>" in said
    due = {"add-due_day": SOON.day, "add-due_month": SOON.month, "add-due_year": SOON.year}
    sent = {"act": "add", "add-owner": cast.police.pk, "add-text": "Tell Kayleigh's nurse.", **due}
    listed = page(client.get(HERE))
    url = next(one for one in listed.split('"') if one.endswith("#id_edit-text"))
    assert 'id="id_edit-text"' in page(client.get(url))
    said = page(client.post(url.partition("#")[0], sent, follow=True))
    assert "It may hold somebody's name. Read it once more." in said
    assert "Recommendation 1, action 1" in said
    assert LISTED not in page(sign_in(cast.police_contact).get(HERE))


def test_what_is_out_again_is_listed_no_more(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    row = acts.add_recommendation(audit, by=cast.lead, now=NOW, text=RING)
    client = sign_in(cast.lead)
    assert LISTED in page(client.get(HERE))
    acts.edit_recommendation(row, by=cast.lead, now=NOW, version=row.version, text="Ring first.", theme=None)
    assert LISTED not in page(client.get(HERE))


def test_progress_and_evidence_are_told_of(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    row = acts.add_recommendation(audit, by=cast.lead, now=NOW, text="Tell schools.")
    action: Action = acts.add_action(row, by=cast.lead, now=NOW, owner=cast.police, text="Change it.", due=SOON)
    client, url = sign_in(cast.police_contact), f"{HERE}{action.uid}/"
    assert TOLD in page(client.post(url, {"act": "progress", "progress-text": RING}, follow=True))
    assert action.progress.get().text == RING
    sent = {"act": "close", "close-evidence": RING, "close-version": "1"}
    assert TOLD in page(client.post(url, sent, follow=True))
