"""Questions that hang on an earlier answer: they come and go with it, nothing is lost, nothing unasked is counted."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.desk.packs.dump import dump
from audits.desk.packs.load import load
from audits.returns import acts
from audits.returns.filling_in.outline import outline_of
from audits.returns.models import AgencyReturn, Answer
from audits.sample.models import Case
from audits.tools import acts as tool_acts
from audits.tools import part_acts
from audits.tools.check import read_tool
from audits.tools.file import as_file
from audits.tools.models import AuditTool, Standard
from tests.conftest import NOW, Cast
from tests.returns.conftest import address, opened
from tests.returns.test_keeping import Tab
from tests.tools.test_tool_files import faults, small

pytestmark = pytest.mark.django_db
# 1 was the child seen? → 2 (only if not or partly) why not → 3 (only if 2 is "Refused") what was done.
HANGING: dict[str, Any] = small(
    format="audit-tool/2",
    code="hanging",
    short_form_sectors=[],
    domains=[
        {
            "practice": "VOICE",
            "standards": [
                {"number": 1, "text": "Was the child seen?"},
                {
                    "number": 2, "text": "Why was the child not seen?", "takes": "one_of",
                    "options": ["Refused", "Not tried"],
                    "only_after": {"practice": "VOICE", "number": 1, "answers": ["PARTLY", "NO"]},
                },
            ],
        },
        {
            "practice": "PLAN",
            "standards": [
                {
                    "number": 1, "text": "How many days until it was tried again?", "takes": "number", "unit": "days",
                    "only_after": {"practice": "VOICE", "number": 2, "answers": ["option:1"]},
                },
                {"number": 2, "text": "Is there a plan?"},
            ],
        },
    ],
)  # fmt: skip


def hanging_tool(by: Any) -> AuditTool:
    content = json.dumps(HANGING).encode()
    return tool_acts.take_in(read_tool(content, len(content)), by=by, now=NOW)[0]


@pytest.fixture
def row(cast: Cast, case: Case) -> AgencyReturn:
    case.audit.tool = hanging_tool(cast.lead)
    case.audit.save(update_fields=["tool"])
    return opened(case, cast.police, cast.police_auditor, cast.lead)


def rows(row: AgencyReturn) -> list[Answer]:
    return list(row.answers.select_related("standard").order_by("standard__domain__order", "standard__number"))


def states(row: AgencyReturn) -> list[str]:
    return [answer.value or answer.state_id for answer in rows(row)]


def give(row: AgencyReturn, by: Any, *answers: tuple[int, str, str]) -> None:
    asked = rows(row)
    acts.save_answers(
        row, by=by, now=NOW,
        answers=[
            acts.AnswerInput(asked[n].standard_id, asked[n].version, value, "RATED", entered=entered)
            for n, value, entered in answers
        ],
    )  # fmt: skip


def test_what_hangs_on_an_answer_waits_for_it_and_is_not_waited_for(cast: Cast, row: AgencyReturn) -> None:
    assert states(row) == ["UNANSWERED", "NOTASKED", "NOTASKED", "UNANSWERED"]
    assert outline_of(row).expected == 2
    give(row, cast.police_auditor, (0, "NO", ""))
    assert states(row) == ["NO", "UNANSWERED", "NOTASKED", "UNANSWERED"]
    give(row, cast.police_auditor, (1, "option:1", ""))
    assert states(row) == ["NO", "option:1", "UNANSWERED", "UNANSWERED"]
    assert (outline_of(row).answered, outline_of(row).expected) == (2, 4)


def test_what_is_no_longer_asked_is_kept_apart_and_stands_again(cast: Cast, row: AgencyReturn) -> None:
    give(row, cast.police_auditor, (0, "NO", ""))
    give(row, cast.police_auditor, (1, "option:1", ""))
    give(row, cast.police_auditor, (2, "NUMBER", "12"))
    give(row, cast.police_auditor, (0, "YES", ""))  # takes the second away, and that the third
    assert states(row) == ["YES", "NOTASKED", "NOTASKED", "UNANSWERED"]
    assert rows(row)[2].kept_apart == {"value": "NUMBER", "entered": "12", "state_id": "RATED"}
    give(row, cast.police_auditor, (0, "PARTLY", ""))
    assert states(row) == ["PARTLY", "option:1", "NUMBER", "UNANSWERED"]
    third = rows(row)[2]
    assert (third.entered, third.kept_apart) == ("12", {})


def test_the_page_asks_what_hangs_on_it_and_saves_itself(cast: Cast, sign_in: Any, row: AgencyReturn) -> None:
    first, second, *_ = rows(row)
    tab = Tab(sign_in(cast.police_auditor), cast.police_auditor, row, "questions/1/", "questions")
    page = tab.client.get(tab.at).content.decode()
    assert f'data-reveal-by="q{first.standard_id}-given" data-reveal-when="PARTLY NO"' in page
    assert "Only if “Was the child seen?” is answered “partly” or “no”." in page
    tab.type(**{f"q{first.standard_id}-given": "NO"})
    assert tab.save().json()["clashes"] == []
    tab.type(**{f"q{second.standard_id}-given": "option:2"})
    told = tab.save().json()
    assert (told["clashes"], told["faults"]) == ([], [])
    assert states(row)[:2] == ["NO", "option:2"]


def test_one_that_was_answered_unasked_is_kept_and_not_counted(cast: Cast, sign_in: Any, row: AgencyReturn) -> None:
    """Without script every question stands on the page."""
    asked = rows(row)
    sent: dict[str, Any] = {f"q{answer.standard_id}-version": 1 for answer in asked}
    sent |= {f"q{asked[0].standard_id}-given": "YES", f"q{asked[1].standard_id}-given": "option:2"}
    client = sign_in(cast.police_auditor)
    assert client.post(address(row, "questions/1/"), sent).status_code == 302
    assert states(row)[:2] == ["YES", "NOTASKED"]
    assert rows(row)[1].kept_apart["value"] == "option:2"
    whole = client.get(address(row, "check/")).content.decode()
    assert "Not asked" in whole


def test_a_save_costs_the_same_with_conditions_and_without(cast: Cast, row: AgencyReturn) -> None:
    give(row, cast.police_auditor, (3, "YES", ""))
    with CaptureQueriesContext(connection) as plain:
        give(row, cast.police_auditor, (3, "NO", ""))
    with CaptureQueriesContext(connection) as hanging:
        give(row, cast.police_auditor, (0, "NO", ""))
    assert len(hanging) <= len(plain)


def test_a_pack_says_the_same_of_it(cast: Cast, row: AgencyReturn) -> None:
    give(row, cast.police_auditor, (0, "YES", ""))
    pack = dump(row.audit)
    pack["audit"]["reference"] = "T-2026-77"
    again = load(pack, by=cast.lead, now=NOW).returns.get()
    assert states(again) == states(row)


def test_the_file_says_what_hangs_on_what(cast: Cast, row: AgencyReturn) -> None:
    tool = row.audit.tool
    assert tool is not None
    assert json.loads(as_file(tool))["domains"][1]["standards"][0]["only_after"] == {
        "practice": "VOICE", "number": 2, "answers": ["option:1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"practice": "VOICE", "number": 2, "answers": ["option:1"]}, "only_after: this question is not in the file"),
        ({"practice": "PLAN", "number": 2, "answers": ["YES"]}, "only_after: this question is not in the file"),
        ({"practice": "VOICE", "number": 1, "answers": ["MET"]}, "only_after.answers: write answers that the earlier"),
        ({"practice": "VOICE", "number": 1, "answers": []}, "only_after.answers: write answers that the earlier"),
        ({"practice": "VOICE", "number": 1}, "only_after.answers: this is missing."),
        ("VOICE 1", "only_after: write an object."),
    ],
)
def test_a_condition_that_asks_itself_or_a_later_one_is_refused(after: Any, said: str, db: None) -> None:
    wrong = copy.deepcopy(HANGING)
    wrong["domains"][0]["standards"][1]["only_after"] = after
    assert any(line.startswith(f"domains[0].standards[1].{said}") for line in faults(wrong)), faults(wrong)


def test_a_lead_lets_a_question_hang_on_another(cast: Cast, sign_in: Any) -> None:
    client, tool = sign_in(cast.lead), hanging_tool(cast.lead)
    voice = tool.domains.get(practice="VOICE")
    seen, why = voice.standards.order_by("number")
    page = client.get(f"/tools/hanging/1/questions/{seen.pk}/").content.decode()
    assert f'value="{why.pk}:option:1"' not in page  # a later one
    given = {"domain": voice.pk, "text": "Who said so?", "takes": "text", "after": f"{seen.pk}:PARTLY|NO"}
    assert client.post("/tools/hanging/1/questions/add/", given).status_code == 302
    made = Standard.objects.get(text="Who said so?")
    assert (made.only_after, made.only_after_answers) == (seen, ["PARTLY", "NO"])
    assert (
        "Only if “Was the child seen?” is answered “partly” or “no”."
        in client.get("/tools/hanging/1/").content.decode()
    )
    refused = client.post(f"/tools/hanging/1/questions/{seen.pk}/remove/", {"version": seen.version})
    assert "is asked only after an answer to this." in refused.content.decode()
    moved = client.post(f"/tools/hanging/1/questions/{why.pk}/move/", {"to": "up"})
    assert "leave it behind that." in moved.content.decode()
    assert list(voice.standards.order_by("number"))[:2] == [seen, why]


def test_a_copy_of_a_tool_has_its_conditions(cast: Cast) -> None:
    tool = hanging_tool(cast.lead)
    made = tool_acts.copy_tool(tool, by=cast.lead, now=NOW, code="hanging-too", name="Too")
    own = Standard.objects.filter(domain__tool=made, only_after__isnull=False)
    assert {row.only_after.domain.tool_id for row in own if row.only_after} == {made.pk}
    assert own.count() == 2


def test_a_domain_that_others_hang_on_stays(cast: Cast) -> None:
    tool = hanging_tool(cast.lead)
    voice = tool.domains.get(practice="VOICE")
    with pytest.raises(Exception, match="is asked only after an answer to this"):
        part_acts.remove_domain(voice, by=cast.lead, now=NOW, version=voice.version, seen=part_acts.stands_at(voice))
    plan = tool.domains.get(practice="PLAN")
    part_acts.remove_domain(plan, by=cast.lead, now=NOW, version=plan.version, seen=part_acts.stands_at(plan))
    assert tool.domains.count() == 1
