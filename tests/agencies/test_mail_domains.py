"""Which domains links may be sent to: kept by the administrator, exact or with sub-domains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.directory.mail_domains import is_on_the_list
from agencies.models import MailDomain, Person
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_added_and_removed_by_the_administrator(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    assert "no link can be sent yet" in text(admin.get("/mail-domains/"))
    assert "hillside.example" in text(admin.post("/mail-domains/", {"domain": " @Hillside.Example "}, follow=True))
    row = MailDomain.objects.get()
    assert (row.domain, row.added_by) == ("hillside.example", cast.administrator)
    assert "off the list" in text(admin.post(f"/mail-domains/{row.pk}/remove/", follow=True))
    assert not MailDomain.objects.exists()
    for other in (cast.lead, cast.school_contact, cast.stranger):
        assert sign_in(other).get("/mail-domains/").status_code == 404
        assert sign_in(other).post("/mail-domains/", {"domain": "x.example"}).status_code == 403


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("", "Enter a domain."),
        ("@", "Enter a domain like"),
        ("example", "Enter a domain like"),
        ("a b.example", "Enter a domain like"),
        ("name@school.example", "Enter a domain like"),
        ("https://school.example", "Enter a domain like"),
        ("-school.example", "Enter a domain like"),
        ("SCHOOL.example", "already"),
        ("x" * 250 + ".example", "253 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, sign_in: SignIn, domain: str, said: str) -> None:
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    page = text(sign_in(cast.administrator).post("/mail-domains/", {"domain": domain}))
    assert said in page
    assert domain or "Enter a domain like" not in page
    assert MailDomain.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "on_it"),
    [
        ("a@school.example", True),
        ("a@SCHOOL.Example", True),
        ("a@hillside.school.example", True),
        ("a@b.hillside.school.example", True),
        ("a@oldschool.example", False),
        ("a@example", False),
        ("a@school.example.com", False),
        ("a@school.example@evil.example", False),
        ("school.example@evil.example", False),
    ],
)
def test_exact_or_a_sub_domain(cast: Cast, email: str, on_it: bool) -> None:
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    assert is_on_the_list(email) is on_it
