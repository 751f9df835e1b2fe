"""What people paste: too much, signs nobody sees, emoji, markup. Each is refused in words or kept; nothing breaks."""

from __future__ import annotations

import pytest

from audits.sample.models import Case, CaseContext
from audits.scope.models import Audit
from tests.conftest import Cast

HOSTILE = "<img src=x onerror=alert(1)> {{ 7|add:7 }} {% now 'Y' %} 🧸 ' \" \\ %s"


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("name", ["why_known", "plan_history", "household", "adults_of_concern"])
def test_each_text_of_the_context_is_kept_exactly_and_shown_as_text(
    cast: Cast, sign_in, audit: Audit, case: Case, name: str
) -> None:
    client = sign_in(cast.lead)
    address = f"/audits/{audit.reference}/cases/1/"
    assert client.post(f"{address}context/", {"version": 1, name: HOSTILE}).status_code == 302
    assert getattr(CaseContext.objects.get(), name) == HOSTILE
    for page in (text(client.get(address)), text(client.get(f"{address}context/"))):
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_paste_that_cannot_be_kept_is_answered_in_words_and_nothing_is_saved(
    cast: Cast, sign_in, audit: Audit, case: Case
) -> None:
    paste = "x" * 1_000_000
    response = sign_in(cast.lead).post(
        f"/audits/{audit.reference}/cases/1/context/", {"version": 1, "why_known": paste, "household": "Kept?"}
    )
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert "Kept?" in text(response)
    assert CaseContext.objects.get().household == ""


def test_line_ends_do_not_count_twice(cast: Cast, sign_in, audit: Audit, case: Case) -> None:
    lines = "\r\n".join(["a"] * 1000)  # 1,999 characters as they are kept, 2,998 as a browser sends them
    response = sign_in(cast.lead).post(
        f"/audits/{audit.reference}/cases/1/context/", {"version": 1, "household": lines}
    )
    assert response.status_code == 302
    assert CaseContext.objects.get().household == "\n".join(["a"] * 1000)


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 40])
def test_a_form_without_a_sensible_version_saves_nothing(
    cast: Cast, sign_in, audit: Audit, case: Case, version: str
) -> None:
    response = sign_in(cast.lead).post(
        f"/audits/{audit.reference}/cases/1/context/", {"version": version, "why_known": "New"}
    )
    assert response.status_code in (200, 409)
    assert CaseContext.objects.get().why_known == "Known since the spring."
    assert "New" in text(response)


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_a_number_that_no_case_or_member_has_is_not_found(
    cast: Cast, sign_in, audit: Audit, case: Case, number: str
) -> None:
    client = sign_in(cast.lead)
    assert client.get(f"/audits/{audit.reference}/cases/{number}/").status_code == 404
    assert client.get(f"/audits/{audit.reference}/cases/1/members/{number}/").status_code == 404
    assert client.get(f"/audits/{audit.reference}/cases/?page={number}").status_code == 200
