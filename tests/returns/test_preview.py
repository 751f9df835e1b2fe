"""A tool's return before any audit has it: the questions of a sector, long and short, how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audits.returns.filling_in.outline import minutes_of
from audits.returns.preview.pages import preview
from audits.tools.models import AuditTool, Standard
from tests.conftest import Cast
from tests.returns.conftest import address, opened

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db
PAGE = "/tools/neglect/1/preview/"


@pytest.fixture
def tool(db: None) -> AuditTool:
    return AuditTool.objects.get(code="neglect")


def text(response: Any) -> str:
    return str(response.content.decode())


def test_long_and_short_each_with_its_minutes(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    client = sign_in(cast.lead)
    page = " ".join(text(client.get(PAGE)).split())
    assert "The long form: 37 questions, about 35 minutes. 4 of them are asked only of some cases" in page
    assert "without them about 30 minutes" in page
    assert page.count('class="card question"') == 37
    assert "Only if the case is of an unborn baby" in page
    short = " ".join(text(client.get(f"{PAGE}?form=short")).split())
    assert "The short form: 14 questions, about 20 minutes" in short
    assert short.count('class="card question"') == 14
    assert (minutes_of(37), minutes_of(14)) == (35, 20)
    Standard.objects.filter(domain__tool=tool, domain__practice__in=["REC", "ASSESS"]).update(only_if="CP")
    page = " ".join(text(client.get(PAGE)).split())
    assert "12 of them are asked only of some cases: without them about 25 minutes" in page


def test_a_sector_gets_its_own_questions_on_the_form_it_is_sent(tool: AuditTool) -> None:
    everybody, visitor, police, school = (preview(tool, sector) for sector in ("", "HV", "POL", "SCH"))
    assert (everybody.questions, visitor.questions, police.questions) == (37, 37, 36)  # one is of health alone
    assert (school.short, school.questions, school.usual) == (True, 14, True)
    assert (preview(tool, "SCH", "long").questions, preview(tool, "SCH", "long").usual) == (36, False)
    assert preview(tool, "NOSUCH").sector is None
    assert preview(tool, "\x00").sector is None


def test_what_it_shows_is_what_a_return_asks(cast: Cast, case: Any, sign_in: SignIn) -> None:
    tool = case.audit.tool
    shown = preview(tool, "POL")
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    asked = row.answers.order_by("standard__domain__order", "standard__number").values_list("standard_id", flat=True)
    forms = [form for page in shown.pages for _, forms in page.domains for form in forms]
    assert [form.answer.standard_id for form in forms] == list(asked)
    returned = text(sign_in(cast.police_auditor).get(address(row, "questions/1/")))
    seen = text(sign_in(cast.lead).get(f"/tools/{tool.code}/{tool.edition}/preview/?sector=POL"))
    first = f'<div class="card question" id="div_id_q{forms[0].answer.standard_id}-given">'
    piece = returned.split(first)[1].split("</fieldset>")[0]
    assert piece in seen


def test_it_is_read_only(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    client = sign_in(cast.lead)
    before = JournalEntry.objects.count()
    page = text(client.get(PAGE)).split("<main")[1].split("</main")[0]
    assert "<form" not in page
    assert "<button" not in page
    assert client.post(PAGE, {}).status_code == 405
    assert JournalEntry.objects.count() == before
    assert not AuditTool.objects.get(pk=tool.pk).frozen_at


@pytest.mark.parametrize("who", ["safeguarding_lead", "scrutineer", "administrator"])
def test_whoever_reads_tools_sees_it(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(PAGE).status_code == 200


@pytest.mark.parametrize("who", ["auditor", "police_contact", "stranger"])
def test_nobody_else_does(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(PAGE).status_code == 404


def test_a_question_of_yes_or_no_is_shown_as_one(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    standard = Standard.objects.get(domain__tool=tool, takes="yes_no")
    page = text(sign_in(cast.lead).get(PAGE))
    assert f'name="q{standard.pk}-given" value="NO"' in page
    assert f'name="q{standard.pk}-given" value="PARTLY"' not in page


def test_it_costs_few_queries_at_any_size(tool: AuditTool, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        preview(tool, "HV")
