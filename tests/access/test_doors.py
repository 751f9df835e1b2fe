"""The door: closed by default, 404 for strangers, no-store, a strict policy."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from audit_project.checks import production_faults
from audit_project.pages import page, undeclared_routes


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
