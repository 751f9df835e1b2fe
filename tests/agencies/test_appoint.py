"""`manage.py appoint`: how a new installation gets its first people, and when the command steps back."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from agencies import installation
from agencies.models import Agency, JournalEntry, Membership, Person
from tests.conftest import TODAY, Cast

pytestmark = pytest.mark.django_db


def appoint(*args: str) -> str:
    out = StringIO()
    call_command("appoint", *args, stdout=out)
    return out.getvalue()


def test_an_empty_database_gets_its_administrator_and_two_leads_who_can_sign_in() -> None:
    said = appoint("ada@people.example", "administrator", "--name", "Ada Admin")
    first = said.split("shown once: ")[1].strip()
    client = Client()
    assert client.post("/sign-in/", {"login": "ada@people.example", "password": first}).status_code == 302
    assert client.get("/people/").status_code == 200
    appoint("lena@people.example", "audit_lead", "--name", "Lena Lead")
    appoint("sara@people.example", "safeguarding_lead", "--name", "Sara Safeguarding")
    for email in ("lena@people.example", "sara@people.example"):
        membership = Membership.objects.get(person__email=email)
        assert not membership.waits
        assert membership.agency.is_partnership
        assert membership.given_by is None
    assert Agency.objects.filter(is_partnership=True).count() == 1
    assert first not in str(list(JournalEntry.objects.values()))


def test_it_steps_back_when_the_people_can_do_it_themselves() -> None:
    appoint("ada@people.example", "administrator", "--name", "Ada Admin")
    with pytest.raises(CommandError, match="has an administrator"):
        appoint("eve@people.example", "administrator", "--name", "Eve Else")
    appoint("lena@people.example", "audit_lead", "--name", "Lena Lead")
    appoint("sara@people.example", "safeguarding_lead", "--name", "Sara Safeguarding")
    with pytest.raises(CommandError, match="has two leads"):
        appoint("eve@people.example", "audit_lead", "--name", "Eve Else")
    assert not Person.objects.filter(email="eve@people.example").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("eve@people.example", "auditor", "--name", "Eve"), "Only an administrator, an audit lead or a safeguarding"),
        (("eve@people.example", "boss", "--name", "Eve"), "Only an administrator, an audit lead or a safeguarding"),
        (("eve@people.example", "audit_lead"), "give their name as well"),
        (("not-an-address", "audit_lead", "--name", "Eve"), "valid email address"),
        (("eve@people.example", "audit_lead", "--name", "x" * 500), "characters"),
        (("eve@people.example", "audit_lead", "--name", "Eve", "--agency", "Nowhere"), "no agency called Nowhere"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(args: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        appoint(*args)
    assert not Person.objects.exists()
    assert not Membership.objects.exists()


def test_somebody_of_the_list_keeps_their_password_and_a_closed_account_stays_closed(cast: Cast) -> None:
    Membership.objects.filter(role__in=("audit_lead", "safeguarding_lead")).delete()
    before = cast.stranger.password
    said = appoint(cast.stranger.email.upper(), "audit_lead", "--agency", "example police")
    assert "shown once" not in said
    cast.stranger.refresh_from_db()
    assert cast.stranger.password == before
    assert Membership.objects.get(person=cast.stranger).agency == cast.police
    Person.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    with pytest.raises(CommandError, match="closed"):
        appoint(cast.superuser.email, "audit_lead")
    with pytest.raises(CommandError, match="audit lead already"):
        appoint(cast.stranger.email, "audit_lead")


def test_a_role_that_has_ended_or_a_closed_account_does_not_count(cast: Cast) -> None:
    Membership.objects.filter(role="administrator").update(until=TODAY - timedelta(days=1))
    appoint(cast.stranger.email, "administrator")
    assert cast.stranger.memberships.get().role == "administrator"


def test_a_demo_has_its_people(cast: Cast) -> None:
    installation.mark_as_demo(timezone.now())
    with pytest.raises(CommandError, match="This is a demo"):
        appoint("eve@people.example", "administrator", "--name", "Eve")
