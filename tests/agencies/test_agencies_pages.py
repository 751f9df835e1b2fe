"""Agencies and their services: added, changed, taken out of use and brought back, by the administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import Agency, Person
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_an_organisation_and_its_service(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    assert admin.post("/agencies/add/", {"name": "Lakeside Trust", "sector": "ACU"}).status_code == 302
    trust = Agency.objects.get(name="Lakeside Trust")
    sent = {"name": "Health Visiting", "sector": "HV"}
    assert admin.post(f"/agencies/{trust.uid}/services/add/", sent).status_code == 302
    service = Agency.objects.get(parent=trust)
    assert service.full_name == "Lakeside Trust: Health Visiting"
    assert "Health Visiting" in text(admin.get("/agencies/"))
    deeper = admin.post(f"/agencies/{service.uid}/services/add/", sent)
    assert not Agency.objects.filter(parent=service).exists()
    assert deeper.status_code in (200, 403)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "sector": "SCH"}, "Enter the agency&#x27;s name."),
        ({"name": "X", "sector": ""}, "Choose a sector."),
        ({"name": "X", "sector": "MOON"}, "Choose one of the answers on the list."),
        ({"name": "x" * 121, "sector": "SCH"}, "120 characters or fewer"),
        ({"name": "HILLSIDE school", "sector": "SCH"}, "already"),
    ],
)
def test_what_is_wrong_is_said_and_kept(cast: Cast, sign_in: SignIn, sent: dict[str, str], said: str) -> None:
    before = Agency.objects.count()
    response = sign_in(cast.administrator).post("/agencies/add/", sent)
    assert said in text(response)
    assert sent["name"] in text(response)
    assert Agency.objects.count() == before


def test_out_of_use_and_back(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.administrator)
    assert admin.post(f"/agencies/{cast.trust.uid}/out-of-use/").status_code == 302
    assert not Agency.objects.get(pk=cast.school_nursing.pk).is_active
    refused = admin.post(f"/agencies/{cast.school_nursing.uid}/use/")
    assert refused.status_code == 403
    assert "Bring it back first." in text(refused)
    assert admin.post(f"/agencies/{cast.trust.uid}/use/").status_code == 302
    kept = admin.post(f"/agencies/{cast.partnership.uid}/out-of-use/")
    assert "The partnership itself stays in use." in text(kept)
    assert Agency.objects.get(pk=cast.partnership.pk).is_active


def test_two_at_once_see_both(cast: Cast, sign_in: SignIn) -> None:
    admin, here = sign_in(cast.administrator), f"/agencies/{cast.school.uid}/edit/"
    first = {"name": "Hillside Academy", "sector": "SCH", "version": "1"}
    assert admin.post(here, first).status_code == 302
    clash = admin.post(here, {**first, "name": "Hillside Primary"})
    assert clash.status_code == 409
    assert "Hillside Academy" in text(clash)
    assert "Hillside Primary" in text(clash)
    assert Agency.objects.get(pk=cast.school.pk).name == "Hillside Academy"


def test_whether_returns_are_approved_first_is_the_administrators_to_say(cast: Cast, sign_in: SignIn) -> None:
    admin, here = sign_in(cast.administrator), f"/agencies/{cast.school.uid}/edit/"
    assert 'name="wants_approval"' in text(admin.get(here))
    sent = {"name": cast.school.name, "sector": "SCH", "version": cast.school.version, "wants_approval": "on"}
    assert sign_in(cast.school_contact).post(here, sent).status_code == 403
    assert admin.post(here, sent).status_code == 302
    cast.school.refresh_from_db()
    assert cast.school.wants_approval
    assert "checked" in text(admin.get(here)).split('name="wants_approval"')[1].split(">")[0]
    clash = admin.post(here, {**sent, "wants_approval": ""})
    assert clash.status_code == 409
    assert admin.post(here, {**sent, "wants_approval": "", "version": cast.school.version}).status_code == 302
    cast.school.refresh_from_db()
    assert not cast.school.wants_approval
