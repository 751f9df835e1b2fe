"""An address is one whatever its capitals, and a forgotten password is replaced by mail, whoever asks."""

from __future__ import annotations

import re
from importlib import import_module
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from agencies.models import JournalEntry, Person
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
ASK, PASSWORD, ANOTHER = "/password/forgotten/", "seven-minutes-to-read", "another-three-words-here"


def somebody(email: str = "Kim.Lee@School.example", **fields: Any) -> Person:
    return Person.objects.create_user(email, PASSWORD, name="Kim Lee", **fields)


def signs_in(email: str, password: str = PASSWORD) -> bool:
    return Client().post("/sign-in/", {"login": email, "password": password}).status_code == 302


@pytest.mark.parametrize("typed", ["Kim.Lee@School.example", "kim.lee@school.example", "KIM.LEE@SCHOOL.EXAMPLE"])
def test_an_address_is_one_whatever_its_capitals(typed: str) -> None:
    somebody()
    assert Person.objects.get(email="KIM.LEE@school.example").email == "kim.lee@school.example"
    assert signs_in(typed)


def test_one_that_was_kept_with_capitals_is_mended_by_the_migration() -> None:
    person = somebody()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_person SET email = 'Kim.Lee@school.example' WHERE id = %s", [person.pk])
        assert not signs_in("Kim.Lee@school.example")
        moved = import_module("agencies.migrations.0003_addresses_in_small_letters").Migration
        for statement in moved.operations[0].sql:
            cursor.execute(statement)
    assert signs_in("Kim.Lee@school.example")


def link_in(message: Any) -> str:
    (found,) = re.findall(r"https?://[^/]+(/password/forgotten/\S+)", message.body)
    return str(found)


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once() -> None:
    person, client = somebody(), Client()
    assert 'href="/password/forgotten/"' in client.get("/sign-in/").content.decode()
    answer = client.post(ASK, {"email": "KIM.LEE@school.example"}, follow=True)
    assert "Look into your mail" in answer.content.decode()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["kim.lee@school.example"], "Choose a new password")
    assert "Dear Kim Lee" in message.body
    link, visitor = link_in(message), Client()
    page = visitor.get(link, follow=True)
    assert page.redirect_chain[0][0].endswith("-set-password/")  # the secret leaves the address at once
    here = page.redirect_chain[0][0]
    wrong = visitor.post(here, {"password1": "short", "password2": "short"}).content.decode()
    assert "There is a problem" in wrong
    done = visitor.post(here, {"password1": ANOTHER, "password2": ANOTHER}, follow=True)
    assert "Your new password is kept" in done.content.decode()
    assert signs_in(person.email, ANOTHER)
    assert not signs_in(person.email)
    assert "This link does not work any more" in Client().get(link, follow=True).content.decode()
    assert list(JournalEntry.objects.filter(verb__contains="password").values_list("verb", flat=True)) == [
        "asked_for_password", "changed_password",
    ]  # fmt: skip


def test_what_is_answered_tells_nobody_who_has_an_account(cast: Cast) -> None:
    somebody()
    closed = somebody("gone@school.example", is_active=False)
    pages = []
    for email in ("kim.lee@school.example", "nobody@school.example", closed.email):
        mail.outbox.clear()
        answer = Client().post(ASK, {"email": email}, follow=True)
        pages.append((answer.status_code, answer.redirect_chain, answer.content))
        assert [message.to for message in mail.outbox] == [[email]]  # each is written to, so each takes as long
    assert pages[0] == pages[1] == pages[2]
    assert "There is no account with it" in mail.outbox[0].body
    assert "/password/forgotten/" not in mail.outbox[0].body


def test_a_mail_server_that_refuses_is_no_answer_either(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody()

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise SMTPException("no")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    answer = Client().post(ASK, {"email": "kim.lee@school.example"}, follow=True)
    assert "Look into your mail" in answer.content.decode()


def test_an_address_that_is_none_is_told_so() -> None:
    page = Client().post(ASK, {"email": ""}).content.decode()
    assert "Enter your e-mail address." in page
    assert mail.outbox == []


def test_the_secret_of_a_link_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    somebody()
    Client().post(ASK, {"email": "kim.lee@school.example"})
    link = link_in(mail.outbox[0])
    secret = link.split("-", 1)[1].strip("/")
    Client().post(link.replace(secret, secret[:-1] + "x"))
    Client().put(link)
    assert secret not in caplog.text
