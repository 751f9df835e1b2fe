"""Numbers, days, empty words and broken text in every form: refused in words beside what was typed, never an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from audit_project.pages import Route
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.access.forms_read import PageForm, forms_of, page_after
from tests.access.test_hostile_input import ASKING
from tests.access.test_sweep import OPENS, ROUTES, SENDS, address, client_of, written
from tests.access.world import World, build
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OF_THE_SAMPLE = {"member_add": {"lead"}, "member_edit": {"lead"}, "cases": {"lead"}}  # open while returns are written
NUMBERS = ("-1", "1" + "0" * 30, "3.5", "x", "١٢")
OF_ANY_SIGN = {"lowest", "highest"}  # the limits of a question's answers: a temperature has both
YEARS = ("0", "9999", "20266", "-5")
WORDS = "Words that must not be lost."
ODD_QUERY = {"page": "-1", "domain": "\U0001f600<b>", "tier": "x", "person": "9" * 40, "verb": "x", "case": "-1",
             "before": "9" * 40, "q": "%' OR 1=1 --"}  # fmt: skip


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> World:
    return build(case, school_return, police_return, cast)


def forms(world: World, only: set[str] | None = None) -> Iterator[tuple[Route, Client, str, PageForm]]:
    """Each form of each page, as one who may send it finds it."""
    for route in ASKING:
        who = sorted((SENDS[route.name] & OPENS[route.name]) | OF_THE_SAMPLE.get(route.name, set()))
        if not who or route.name == "account_change_password" or (only is not None and route.name not in only):
            continue
        client, where = client_of(world.people[who[0]]), address(route, world)
        for form in forms_of(client.get(where).content.decode()):
            yield route, client, where, form


def back_to_the_returns(world: World) -> None:
    """The audit as it was before its meetings, when cases and members are still written."""
    Audit.objects.filter(pk=world.audit.pk).update(state="returns")
    Case.objects.filter(pk=world.case.pk).update(state="returns")


def numbers_of(form: PageForm) -> list[str]:
    return [name for name, one in form.asked.items() if one.kind == "date part"]


def faults_after(client: Client, where: str, form: PageForm, changed: dict[str, str]) -> Iterator[str]:
    """What is wrong with the answer to a form with one bad number in it."""
    answer = client.post(where, form.sent(texts=WORDS) | changed)
    if answer.status_code != 200:
        yield f"{changed}: answers {answer.status_code}"
        return
    page = answer.content.decode()
    if "error-summary" not in page:
        yield f"{changed}: says nothing"
    texts = sum(one.kind == "text" for one in form.asked.values())
    if page.count(WORDS) < texts:
        yield f"{changed}: lost {texts - page.count(WORDS)} texts of {texts}"


@pytest.mark.parametrize("stage", ["meeting", "returns"])
def test_a_number_or_a_day_that_cannot_be_is_refused_and_the_words_are_kept(world: World, stage: str) -> None:
    only = None
    if stage == "returns":
        back_to_the_returns(world)
        only = {"member_add", "member_edit", "cases"}
    before, faults, tried = written(), [], 0
    for route, client, where, form in forms(world, only):
        asked = numbers_of(form)
        days = {name.removesuffix("_year") for name in asked if name.endswith("_year")}
        plain = [name for name in asked if not name.endswith(("_day", "_month", "_year"))]
        for name in plain:
            for number in NUMBERS[:4] if name not in OF_ANY_SIGN else ("1" + "0" * 30, "x"):
                tried += 1
                faults += [f"{route.name}, {fault}" for fault in faults_after(client, where, form, {name: number})]
        for day in days:
            for year in YEARS:
                tried += 1
                changed = {f"{day}_day": "29", f"{day}_month": "2", f"{day}_year": year}
                faults += [f"{route.name}, {fault}" for fault in faults_after(client, where, form, changed)]
    assert not faults, "\n".join(faults)
    assert tried >= 3
    assert written() == before


@pytest.mark.parametrize("body", [b"%ED%A0%80", b"%FF%FE", b"%E2%80%AEturned", b"%20%0A%09%E2%80%8B"])
def test_broken_turned_and_empty_text_is_never_an_error(world: World, body: bytes) -> None:
    """Half a character, no UTF-8 at all, a mark that turns the words round, and nothing but spaces."""
    for route, client, where, form in forms(world):
        texts = [name.encode() for name, one in form.asked.items() if one.kind == "text"]
        if not texts:
            continue
        rest = [f"{name}={value}".encode() for name, value in form.sent().items() if name.encode() not in texts]
        with transaction.atomic():
            sent = b"&".join([*rest, *(name + b"=" + body for name in texts)])
            answer = client.post(where, sent, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in (200, 302, 409), (route.name, answer.status_code)
            assert "\u202e" not in page_after(client, where, answer), f"{route.name} turns its words round"
            transaction.set_rollback(True)


def test_spaces_are_no_words_where_words_are_asked(world: World) -> None:
    before = written()
    for route, client, where, form in forms(world):
        if form.has_text and route.name in ("theme", "recommendation", "agency", "person_edit", "finding_edit"):
            answer = client.post(where, form.sent(texts=" \n\t\u200b "))
            assert answer.status_code == 200, route.name
            assert "error-summary" in answer.content.decode(), route.name
    assert written() == before


def test_an_odd_query_is_never_an_error(world: World) -> None:
    for route in ROUTES:
        if "GET" in route.methods and (who := sorted(OPENS[route.name] - {"closed"})):
            person = "lead" if "lead" in who else who[0]
            answer = client_of(world.people[person]).get(address(route, world), ODD_QUERY)
            assert answer.status_code in (200, 302), (route.name, answer.status_code)
