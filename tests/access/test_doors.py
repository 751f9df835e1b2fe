"""The door: closed by default, 404 for strangers, no-store, a strict policy."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver

from agencies.models import Person
from audit_project.checks import production_faults
from audit_project.pages import DECLARED, page, undeclared_routes
from tests.conftest import Cast


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def test_every_route_is_declared() -> None:
    assert list(undeclared_routes()) == []


def test_a_signed_in_page_must_name_a_rule() -> None:
    with pytest.raises(ValueError, match="names no rule"):
        page("somewhere/", view, "somewhere")


def test_nul_in_a_path_is_404_and_in_a_query_400(client: Client) -> None:
    assert client.get("/audits/%00/").status_code == 404
    assert client.get("/healthz?x=%00").status_code == 400


@pytest.mark.django_db
def test_the_policy_allows_no_inline_script(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_ready_when_the_database_answers(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def test_the_version_stands_at_the_foot_for_whoever_is_signed_in(
    client: Client, cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    said = f", version {settings.VERSION}."
    assert said in sign_in(cast.lead).get("/").content.decode()
    assert said not in client.get("/sign-in/").content.decode()


SHOW_A_SECRET = {
    "account_reset_password_from_key", "case_key", "demo_mail", "draw_make", "draw_read", "key_seal",
    "identifying_lines", "identifying_lines_remove", "open_invitation", "open_link", "own_reference",
    "own_reference_keep", "own_reference_remove", "person_add", "return_key", "return_links", "return_own_reference",
    "return_own_reference_keep", "return_own_reference_remove",
}  # fmt: skip


@pytest.mark.django_db
def test_pages_are_compressed_but_for_those_that_show_a_secret(client: Client) -> None:
    """Beside words that a visitor chooses, the length of a compressed page gives a secret away."""
    get_resolver().url_patterns  # noqa: B018 (declares every page)
    assert {name for name, declared in DECLARED.items() if declared.secret} == SHOW_A_SECRET
    asked = {"headers": {"Accept-Encoding": "gzip"}}
    assert client.get("/sign-in/", **asked).headers["Content-Encoding"] == "gzip"
    hidden = client.get("/r/a-link-that-nobody-sent/", **asked)
    assert len(hidden.content) > 200
    assert "Content-Encoding" not in hidden.headers


def test_production_names_each_missing_setting() -> None:
    faults = " ".join(production_faults({"DEBUG": "1", "SECRET_KEY": "short"}))
    for name in (
        "DATABASE_URL",
        "SECRET_KEY is too weak",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "EMAIL_URL",
        "DEBUG must be off",
    ):
        assert name in faults
