"""A guest who came by a link: what they open and send, over every address there is, written by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, MailDomain, Person
from audits.concerns import acts as concern_acts
from audits.returns.links import acts as links
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.access.test_sweep import ROUTES, address, client_of, rows
from tests.access.world import World, build
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db

ANYBODYS = {"healthz", "readyz", "signed_in_as", "open_link", "open_invitation", "account_logout"}
LED_ON = {"my_work", "account_login"}  # to their return
# The pages of the police's return, which their link leads to. A new page of a return gets its line here.
OPENS = ANYBODYS | {
    "finding_add", "finding_begun", "finding_edit", "finding_remove", "return_check", "return_findings",
    "return_grade", "return_key", "return_nothing", "return_question_list", "return_questions", "return_records",
    "return_own_reference", "return_own_reference_keep", "return_steps", "return_voices", "return_siblings",
    "step_add", "step_edit", "step_remove", "word_back", "word_form",
}  # fmt: skip
# These ask for the school's return in the world, and open for the guest with their own.
OWN = {"return", "return_concern", "word_copy"}
SENDS = {
    "account_logout", "account_login", "open_link", "open_invitation", "sign_in_to_save", "finding_add",
    "finding_begun",
    "finding_begun_remove", "finding_edit", "finding_move", "finding_remove", "return_check", "return_grade",
    "return_keep", "return_key", "return_nothing", "return_questions", "return_records", "return_siblings",
    "return_own_reference", "return_own_reference_keep", "return_own_reference_remove", "return_voices", "word_back",
    "step_add", "step_edit", "step_remove", "word_save",
}  # fmt: skip
# Things of their return that are not theirs to do: they know that it exists, and are told why not.
TOLD = {"return_links", "return_link_revoke"}


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> World:
    return build(case, school_return, police_return, cast)


@pytest.fixture
def one_off(world: World, cast: Cast) -> Person:
    """Somebody of the police without an account, with a link to the police's return."""
    MailDomain.objects.get_or_create(domain="police.example", defaults={"added_at": NOW, "added_by": cast.lead})
    sent = links.send_link(
        world.writing, by=cast.police_contact, now=NOW, name="Olga Oneoff", email="olga@police.example"
    )
    return sent.link.person


def own_address(name: str, world: World) -> str:
    world.parts[name] = world.parts["returns/<"]
    return address(next(route for route in ROUTES if route.name == name), world)


def test_they_open_that_return_and_nothing_else(world: World, one_off: Person) -> None:
    client, before, turned_away = client_of(one_off), rows(), 0
    wrong = []
    for route in [route for route in ROUTES if "GET" in route.methods]:
        response: Any = client.get(address(route, world))
        status = response.status_code
        told = 200 if route.name in OPENS else 302 if route.name in LED_ON else 403 if route.name in TOLD else 404
        if status != told:
            wrong.append(f"{route.name}: {status}, not {told}")
        if "no-store" not in response.headers.get("Cache-Control", ""):
            wrong.append(f"{route.name}: may be stored")
        turned_away += status in (403, 404) and not route.public
    assert wrong == []
    assert rows() == before
    assert JournalEntry.objects.filter(refused=True, person_id_then=one_off.pk).count() == turned_away
    for name in OWN & {route.name for route in ROUTES}:
        assert client.get(own_address(name, world)).status_code == 200, name


def test_they_send_to_that_return_and_to_nothing_else(world: World, one_off: Person) -> None:
    client, before, wrong = client_of(one_off), rows(), []
    for route in [route for route in ROUTES if "POST" in route.methods and route.name not in SENDS]:
        status = client.post(address(route, world), {"act": "x"}).status_code
        if status not in (403, 404):
            wrong.append(f"{route.name}: {status}")
    assert wrong == []
    assert rows() == before


@pytest.mark.parametrize("end", ["revoked", "past", "accepted", "another"])
def test_when_the_link_has_ended_they_open_nothing(world: World, one_off: Person, cast: Cast, end: str) -> None:
    client = client_of(one_off)
    link = ReturnLink.objects.get(person=one_off)
    if end == "revoked":
        links.revoke_link(link, by=cast.lead, now=NOW)
    elif end == "past":
        ReturnLink.objects.filter(pk=link.pk).update(until="2020-01-01")
    elif end == "accepted":
        AgencyReturn.objects.filter(pk=world.writing.pk).update(
            state="accepted", submitted_at=NOW, submitted_by=one_off, accepted_at=NOW, accepted_by=cast.lead
        )
    else:
        involvement = AgencyReturn.objects.get(pk=world.writing.pk).involvement
        involvement.auditor = cast.police_auditor
        involvement.save()
    opened = [
        route.name
        for route in ROUTES
        if "GET" in route.methods and client.get(address(route, world)).status_code == 200
    ]
    assert set(opened) == ANYBODYS
    assert "Your link has ended" in client.get("/").content.decode()
    assert client.get(own_address("return", world)).status_code == 404


def test_every_page_they_reach_by_a_link_opens(world: World, one_off: Person) -> None:
    """From their return, every link on every page they come to."""
    client = client_of(one_off)
    assert walk(client, own_address("return", world)) > len(OPENS - ANYBODYS) - 2


def test_a_concern_they_raised_is_theirs_until_their_link_ends(world: World, one_off: Person, cast: Cast) -> None:
    client, path = client_of(one_off), own_address("return_concern", world)
    page = client.get(path).content.decode()
    assert "concern" in page.lower()
    raised = concern_acts.raise_concern(
        world.case, by=one_off, now=NOW, kind="child", what="He said that it goes on.",
        rang="Front door", rang_at=NOW, they_said="They ring back.", next_check_at=NOW + timedelta(days=1),
        agency=cast.police,
    )  # fmt: skip
    own = f"/concerns/{raised.uid}/"
    assert walk(client, own) >= 1  # every link there opens, too
    assert "Olga Oneoff" in client_of(cast.lead).get(own).content.decode()
    links.revoke_link(ReturnLink.objects.get(person=one_off), by=cast.lead, now=NOW)
    assert client.get(own).status_code == 404


def walk(client: Client, start: str) -> int:
    seen, waiting = {start}, [start]
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for part in answer.content.decode().split('href="')[1:]:
            to = part.split('"')[0].split("#")[0].replace("&amp;", "&")
            ours = to.startswith("/") and not to.startswith(("/static/", "/sign-out/")) and to != "/"
            if ours and to not in seen:
                seen.add(to)
                waiting.append(to)
    return len(seen)


def test_the_audit_of_the_world_is_not_on_their_screen(world: World, one_off: Person) -> None:
    page = client_of(one_off).get(own_address("return", world)).content.decode()
    assert Audit.objects.get(pk=world.audit.pk).theme not in page
    assert "Olga Oneoff" in page
