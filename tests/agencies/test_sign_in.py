"""The door itself: who signs in, what is said when they cannot, and that nothing else leads in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from agencies.models import JournalEntry, Person
from tests.conftest import PASSWORD, Cast, make_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def sign_in_as(client: Client, email: str, password: str = PASSWORD, follow: str = "") -> Any:
    return client.post("/sign-in/" + follow, {"login": email, "password": password})


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def test_right_and_wrong(cast: Cast, client: Client) -> None:
    response = sign_in_as(client, cast.auditor.email, "not-it")
    assert response.status_code == 200
    assert "error-summary" in text(response)
    assert cast.auditor.email in text(response)
    assert "not-it" not in text(response)
    assert client.get("/").status_code == 302
    assert sign_in_as(client, cast.auditor.email.upper()).status_code == 302
    assert client.get("/").status_code == 200
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", "refused"))
    assert verbs == [("sign_in_failed", True), ("signed_in", False)]


def test_a_wrong_password_and_an_unknown_person_are_told_the_same(cast: Cast, client: Client) -> None:
    known = text(sign_in_as(client, cast.auditor.email, "not-it"))
    unknown = text(sign_in_as(client, "nobody@people.example", "not-it"))

    def summary(page: str) -> str:
        return page.split("error-summary__list")[1].split("</ul>")[0]

    assert summary(known) == summary(unknown)


def test_empty_fields_have_their_sentences(client: Client) -> None:
    said = text(client.post("/sign-in/", {"login": "", "password": ""}))
    assert "Enter your e-mail address." in said
    assert "Enter your password." in said


def test_many_wrong_tries_are_stopped_also_with_the_right_password(cast: Cast, client: Client) -> None:
    """Ten guesses at one account: the sixth and all that follow are not looked at, and nobody else is shut out."""
    said = [text(sign_in_as(client, cast.auditor.email, "not-it")) for _ in range(10)]
    assert ["Wait five minutes" in page for page in said] == [False] * 5 + [True] * 5
    assert "Wait five minutes and try again" in text(sign_in_as(client, cast.auditor.email))
    assert client.get("/").status_code == 302
    assert sign_in_as(client, cast.colleague.email).status_code == 302


def test_the_wait_is_as_long_as_was_said(cast: Cast, client: Client) -> None:
    for _ in range(6):
        sign_in_as(client, cast.auditor.email, "not-it")
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert sign_in_as(client, cast.auditor.email).status_code == 302


def test_a_training_room_behind_one_address_signs_in(cast: Cast) -> None:
    """Thirty people in a minute; every other one mistypes the password first, one of them four times."""
    for number in range(30):
        person = make_person(f"Trainee Number{number}")
        for _ in range(4 if number == 7 else number % 2):
            assert sign_in_as(Client(), person.email, "not-it").status_code == 200
        assert sign_in_as(Client(), person.email).status_code == 302


def test_one_address_that_tries_account_after_account_is_stopped(cast: Cast) -> None:
    limit = 100
    answers = [text(sign_in_as(Client(), f"nobody{n}@people.example", "not-it")) for n in range(limit + 1)]
    assert ["Wait five minutes" in page for page in answers] == [False] * limit + [True]


def test_a_page_that_was_asked_too_often_says_how_long_to_wait(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "2/10m/ip,1/10m/key"}
    told = [Client().post("/password/forgotten/", {"email": cast.auditor.email}) for _ in range(2)]
    assert [answer.status_code for answer in told] == [302, 429]
    assert "Wait ten minutes" in text(told[1])


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_the_way_on_stays_on_this_site(cast: Cast, client: Client, away: str) -> None:
    response = client.post(f"/sign-in/?next={away}", {"login": cast.auditor.email, "password": PASSWORD, "next": away})
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


def test_whoever_was_asked_to_sign_in_comes_back_to_the_page(cast: Cast, client: Client) -> None:
    asked = client.get("/audits/")
    assert asked.headers["Location"] == "/sign-in/?next=/audits/"
    response = client.post("/sign-in/?next=/audits/", {"login": cast.auditor.email, "password": PASSWORD})
    assert response.headers["Location"] == "/audits/"


def test_a_closed_account_is_out_at_once(cast: Cast, client: Client, sign_in: SignIn) -> None:
    inside = sign_in(cast.auditor)
    assert inside.get("/").status_code == 200
    Person.objects.filter(pk=cast.auditor.pk).update(is_active=False)
    assert inside.get("/").status_code == 302
    refused = sign_in_as(client, cast.auditor.email)
    assert refused.status_code == 403
    assert "Your account is no longer in use." in text(refused)
    assert client.get("/").status_code == 302


def test_signing_out_takes_a_button(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.auditor)
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302


def test_a_password_is_changed_with_the_old_one(cast: Cast, client: Client) -> None:
    sign_in_as(client, cast.auditor.email)
    new = {"password1": "another-long-phrase-9", "password2": "another-long-phrase-9"}
    wrong = client.post("/password/", {"oldpassword": "not-it", **new})
    assert wrong.status_code == 200
    assert "error-summary" in text(wrong)
    weak = client.post("/password/", {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"})
    assert "error-summary" in text(weak)
    assert client.post("/password/", {"oldpassword": PASSWORD, **new}).status_code == 302
    client.post("/sign-out/")
    assert sign_in_as(client, cast.auditor.email).status_code == 200
    assert sign_in_as(client, cast.auditor.email, "another-long-phrase-9").status_code == 302


@pytest.mark.parametrize(
    "address", ["/sign-up/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/admin/"]
)
def test_there_is_no_other_door(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "eve@people.example"}).status_code in (404, 405)
    assert not Person.objects.exists()
