"""Leavers: what they still hold is shown first, they are out at the next request, and an administrator always stays."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from agencies.models import Membership, Person
from agencies.people import acts
from audit_project.refused import Refused
from audits.returns.models import AgencyReturn
from tests.conftest import NOW, TODAY, Cast, give_role, make_person

SignIn = Callable[[Person], Client]
LAST = "This is the last administrator without a last day."


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def path(one: AgencyReturn) -> str:
    return f"/audits/{one.audit.reference}/returns/{one.uid}/"


def role_of(person: Person) -> Membership:
    return Membership.objects.get(person=person)


@pytest.mark.django_db
def test_what_they_hold_is_shown_before_it_is_done(
    cast: Cast, sign_in: SignIn, school_return: AgencyReturn, audit: Any
) -> None:
    admin = sign_in(cast.administrator)
    said = text(admin.get(f"/people/{cast.auditor.uid}/use/"))
    assert "1 return not handed in: T-2026-01 (1)." in said
    assert audit.theme not in said
    assert Person.objects.get(pk=cast.auditor.pk).is_active
    said = text(admin.get(f"/roles/{role_of(cast.lead).uid}/end/"))
    assert "1 part in an audit team: T-2026-01 (1)." in said
    said = text(admin.get(f"/people/{cast.school_contact.uid}/use/"))
    assert "Hillside School has no other contact." in said
    assert "They hold nothing." in text(admin.get(f"/people/{cast.stranger.uid}/use/"))


@pytest.mark.django_db
def test_parts_are_shown_to_those_who_see_the_audit(cast: Cast, sign_in: SignIn, audit: Any) -> None:
    here = f"/people/{cast.lead.uid}/"
    assert "T-2026-01: Lead" in text(sign_in(cast.lead).get(here))
    assert "T-2026-01" not in text(sign_in(cast.other_lead).get(here))
    assert "T-2026-01" not in text(sign_in(cast.administrator).get(here))


@pytest.mark.django_db
def test_a_leaver_is_out_at_the_next_request_and_their_words_are_kept(
    cast: Cast, sign_in: SignIn, school_return: AgencyReturn
) -> None:
    live, here = sign_in(cast.auditor), path(school_return)
    assert live.get(here).status_code == 200
    sign_in(cast.administrator).post(f"/people/{cast.auditor.uid}/use/", {"use": "no"})
    assert live.get(here).status_code == 302
    background = {"whose": str(cast.auditor.uid), "key": str(uuid.uuid4()), "sequence": "1", "page": "grade"}
    answer = live.post(f"{here}keep/", background, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json() == {"signed_out": True}
    asked = live.post(f"{here}grade/", {"whose": str(cast.auditor.uid), "rationale": "Words of an hour."})
    assert asked.status_code == 401
    assert "Words of an hour." in text(asked)
    assert "Your account is no longer in use" in text(
        Client().post("/sign-in/", {"login": cast.auditor.email, "password": "correct-horse-battery"})
    )


@pytest.mark.django_db
def test_a_role_that_ends_closes_the_return_with_their_words_shown(
    cast: Cast, sign_in: SignIn, school_return: AgencyReturn
) -> None:
    live, here = sign_in(cast.auditor), path(school_return)
    assert live.get(here).status_code == 200
    sign_in(cast.administrator).post(f"/roles/{role_of(cast.auditor).uid}/end/")
    assert live.get(here).status_code == 404
    shown = live.post(f"{here}grade/", {"whose": str(cast.auditor.uid), "rationale": "Words of an hour."})
    assert shown.status_code == 404
    assert "Words of an hour." in text(shown)
    background = {"whose": str(cast.auditor.uid), "key": str(uuid.uuid4()), "sequence": "1", "page": "grade"}
    assert live.post(f"{here}keep/", background, headers={"accept": "application/json"}).status_code == 404


@pytest.mark.django_db
def test_a_closed_account_is_opened_again(cast: Cast, sign_in: SignIn) -> None:
    admin, here = sign_in(cast.administrator), f"/people/{cast.reader.uid}/use/"
    live = sign_in(cast.reader)
    admin.post(here, {"use": "no"})
    assert "This account is closed." in text(admin.get(here))
    assert "can sign in again" in text(admin.post(here, {"use": "yes"}, follow=True))
    assert live.get("/").status_code == 302  # the session of before has ended with the account
    assert sign_in(Person.objects.get(pk=cast.reader.pk)).get("/").status_code == 200


@pytest.mark.django_db
def test_the_last_administrator_stays(cast: Cast, sign_in: SignIn) -> None:
    brief = make_person("Brief Administrator")
    held = give_role(brief, cast.partnership, "administrator", by=cast.lead)
    Membership.objects.filter(pk=held.pk).update(until=TODAY + timedelta(days=3))
    client = sign_in(brief)
    for answer in (
        client.post(f"/people/{cast.administrator.uid}/use/", {"use": "no"}),
        client.post(f"/roles/{role_of(cast.administrator).uid}/end/"),
    ):
        assert answer.status_code == 200
        assert LAST in text(answer)
    assert Person.objects.get(pk=cast.administrator.pk).is_active
    assert role_of(cast.administrator).until is None
    Membership.objects.filter(pk=held.pk).update(until=None)
    assert client.post(f"/people/{cast.administrator.uid}/use/", {"use": "no"}).status_code == 302


@pytest.mark.django_db
def test_a_last_lead_may_leave_and_it_is_said(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    leads = Membership.objects.filter(role__in=("audit_lead", "safeguarding_lead"))
    Membership.objects.filter(pk__in=leads.exclude(person=cast.lead).exclude(person=cast.other_lead)).update(
        until=TODAY - timedelta(days=1)
    )
    assert "Without them one lead is left" in text(admin.get(f"/people/{cast.lead.uid}/use/"))
    assert admin.post(f"/people/{cast.lead.uid}/use/", {"use": "no"}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["closed", "ended"])
def test_two_administrators_who_shut_each_other_out_at_once_leave_one(cast: Cast, how: str) -> None:
    second = make_person("Second Administrator")
    give_role(second, cast.partnership, "administrator", by=cast.lead)
    start, told = threading.Barrier(2), []

    def act(by: Person, other: Person) -> None:
        by, other = Person.objects.get(pk=by.pk), Person.objects.get(pk=other.pk)
        held = role_of(other)
        start.wait()
        try:
            if how == "closed":
                acts.deactivate_person(other, by=by, now=NOW)
            else:
                acts.end_role(held, by=by, now=NOW)
            told.append("done")
        except Refused as refusal:
            told.append(refusal.sentence)
        finally:
            connection.close()

    pairs = [(cast.administrator, second), (second, cast.administrator)]
    threads = [threading.Thread(target=act, args=pair) for pair in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert told.count("done") == 1, told
    left = Membership.objects.active(TODAY).filter(role="administrator")
    assert left.count() == 1
