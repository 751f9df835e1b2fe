"""Every form is sent what nobody should send: refused in words or kept exactly, never half a save, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from audit_project.pages import Route
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.access.forms_read import PageForm, forms_of, page_after
from tests.access.test_sweep import OPENS, ROUTES, SENDS, address, client_of, written
from tests.access.world import World, build
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MARKUP = "<script>alert(1)</script>{{ 7|add:7 }}{% load x %}'\"& 👶 \u05d0"
ASKING = [route for route in ROUTES if {"GET", "POST"} <= set(route.methods) and not route.public]
# Pages whose forms are buttons alone, or stand only in other stages of an audit.
WITHOUT_FORMS = {
    "account_change_password", "account_logout", "agency_merge", "briefing_draft", "cases", "finding_remove",
    "own_reference", "return_own_reference",  # a button, where something is sealed
    "identifying_lines",  # where the partnership shares them
    "step_remove", "case_key", "case_leave_out", "draw_read", "key_seal", "return_key",
    "involvement_tell", "member_add", "member_edit", "return_check",
    "person_use", "role_end",  # one button, after what is still held was read
    "theme_merge", "practice_merge",  # one button, after what it would do was read
    "roll_up_wordings",  # a look at what it would say comes first, and that asks by the address
    "agencies_import", "people_import", "tool_import", "word_back", "pack_take_in",  # these ask for a file alone
}  # fmt: skip
# What they add is new: there is no row yet whose version could differ.
OF_NEW = {"step_add", "finding_add", "finding_begun", "judge_change"}


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> World:
    return build(case, school_return, police_return, cast)


def forms(world: World, part: int, parts: int = 4) -> Iterator[tuple[Route, Client, str, PageForm]]:
    """Each form of each page, as somebody who may send it finds it."""
    for route in ASKING[part::parts]:
        who = sorted(SENDS[route.name] & OPENS[route.name])
        found = []
        if who and route.name != "account_change_password":
            client, where = client_of(world.people[who[0]]), address(route, world)
            found = forms_of(client.get(where).content.decode())
            for form in found:
                yield route, client, where, form
        assert found or route.name in WITHOUT_FORMS, f"{route.name} shows no form"


def test_the_pages_of_an_audit_have_their_forms_read(world: World) -> None:
    assert sum(len(list(forms(world, part))) for part in range(4)) > 30


@pytest.mark.parametrize("part", range(4))
def test_markup_and_signs_of_any_script_are_kept_and_shown_as_typed(world: World, part: int) -> None:
    for route, client, where, form in forms(world, part):
        if not form.has_text:
            continue
        with transaction.atomic():
            response = client.post(where, form.sent(texts=MARKUP))
            assert response.status_code in (200, 302), (route.name, response.status_code)
            page = page_after(client, where, response)
            assert "<script>alert" not in page, route.name
            assert ">14<" not in page, route.name
            if response.status_code == 200 and not response.streaming:
                assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page, f"{route.name} lost what was typed"
            transaction.set_rollback(True)


@pytest.mark.parametrize("part", range(4))
def test_a_megabyte_is_refused_whole(world: World, part: int) -> None:
    before = written()
    for route, client, where, form in forms(world, part):
        # It takes a while to send, so each form gets one.
        for name in [name for name, one in form.asked.items() if one.kind == "text"][:1]:
            response = client.post(where, form.sent(texts="Words.") | {name: "x" * 1_000_000})
            assert response.status_code == 200, (route.name, name, response.status_code)
            page = response.content.decode()
            assert "error-summary" in page, (route.name, name)
            assert lost_links(page) == [], (route.name, name)
    assert written() == before


@pytest.mark.parametrize("part", range(4))
def test_signs_that_nobody_sees_are_taken_out_of_any_text(world: World, part: int) -> None:
    for route, client, where, form in forms(world, part):
        if not form.has_text:
            continue
        with transaction.atomic():
            response = client.post(where, form.sent(texts="a\x00b\x02c\x0bd"))
            assert response.status_code in (200, 302), (route.name, response.status_code)
            assert not set(page_after(client, where, response)) & set("\x00\x02\x0b"), route.name
            transaction.set_rollback(True)


@pytest.mark.parametrize("part", range(4))
def test_an_answer_that_is_on_no_list_is_refused(world: World, part: int) -> None:
    before = written()
    for route, client, where, form in forms(world, part):
        if not form.has_choice:
            continue
        response = client.post(where, form.sent(texts="Words.", choices="NO-SUCH-CODE"))
        assert response.status_code == 200, (route.name, response.status_code)
        page = response.content.decode()
        assert "error-summary" in page, route.name
        assert lost_links(page) == [], route.name
    assert written() == before


def lost_links(page: str) -> list[str]:
    """The links of the error summary that lead to no place on the page."""
    links = re.findall(r'href="#([^"]*)"', page.split("govuk-error-summary__list")[1].split("</ul>")[0])
    return [link for link in links if f'id="{link}"' not in page]


@pytest.mark.parametrize("part", range(4))
def test_a_version_that_never_was_saves_nothing(world: World, part: int) -> None:
    before, tried = written(), 0
    for route, client, where, form in forms(world, part):
        names = [name for name, one in form.asked.items() if name.endswith("version") and one.value]
        for version in ("", "0", "999999", "9" * 40, "x") if names and route.name not in OF_NEW else ():
            tried += 1
            response = client.post(where, form.sent(texts="Other words.") | dict.fromkeys(names, version))
            assert response.status_code in (200, 409), (route.name, version, response.status_code)
    assert tried >= 5
    assert written() == before
