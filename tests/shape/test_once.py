"""Every form that is sent carries the token by which it is known when it comes twice, and every page looks at it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory

from agencies import journal
from agencies.sent_once.under_way import LOOKS, MAKES
from audit_project import pages
from audit_project.pages import DECLARED, page

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_each_form_that_is_sent_has_its_tokens(file: Path) -> None:
    for form in FORM.findall(file.read_text()):
        if 'method="post"' in form:
            assert "{% csrf_token %}" in form, form[:80]


@pytest.mark.django_db  # the page asks whether this is a demo
def test_the_tag_gives_two_tokens_each_time_another() -> None:
    template = engines["django"].from_string("{% csrf_token %}{% csrf_token %}")
    request = RequestFactory().get("/")
    tokens = re.findall(r'name="once" value="([\w-]{20,})"', template.render({}, request))
    assert len(set(tokens)) == 2


def test_a_page_that_is_declared_looks_at_the_token(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a new page makes: what is sent to it goes through the one means."""
    monkeypatch.setattr(pages, "DECLARED", dict(DECLARED))
    settings.SENT_ONCE = "tests.shape.test_once.answered"

    def makes(request: Any) -> HttpResponse:
        raise AssertionError("carried out beside the means")

    door = page("new/", makes, "a_new_page", ("GET", "POST"), rule=lambda person: None)
    request = RequestFactory().post("/new/")
    request.user = SimpleNamespace(is_authenticated=True)
    assert door.callback(request).content == b"through the one means"


def answered(request: Any, page: Any, carry_out: Any) -> HttpResponse:
    return HttpResponse("through the one means")


def test_a_verb_is_of_the_journal_and_of_one_kind() -> None:
    assert set(journal.VERBS) >= LOOKS | MAKES
    assert not LOOKS & MAKES
