"""Each kind of answer: what it keeps of what people write, what it refuses and in which words, how it is said again."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from audits.tools import acts
from audits.tools.check import BadTool, read_tool
from audits.tools.file import as_file, entry_of
from audits.tools.kinds.base import Unreadable
from audits.tools.kinds.known import ANSWER_KINDS, TYPED, kind_of
from audits.tools.models import AuditTool, RatingScale, Standard
from tests.conftest import NOW, Cast
from tests.tools.test_tool_files import faults, small, text, upload

OPTIONS = ["School", "Home", "Out of doors"]
ASKED: dict[str, dict[str, Any]] = {
    "number": {"unit": "days", "lowest": 0, "highest": 365},
    "one_of": {"options": OPTIONS},
    "several_of": {"options": OPTIONS},
}


def of(takes: str, **settings: Any) -> Any:
    return kind_of(Standard(takes=takes, text="?", **{**ASKED.get(takes, {}), **settings}))


@pytest.mark.parametrize(
    ("takes", "given", "kept", "words"),
    [
        ("yes_partly_no", "PARTLY", ("PARTLY", ""), "Partly"),
        ("yes_no", "NO", ("NO", ""), "No"),
        ("met", "PARTMET", ("PARTMET", ""), "Partly met"),
        ("one_of", "option:2", ("option:2", ""), "Home"),
        ("several_of", ["3", "1"], ("SEVERAL", "1,3"), "School; Out of doors"),
        ("several_of", "out of doors; School.", ("SEVERAL", "1,3"), "School; Out of doors"),
        ("number", " 12.50 days ", ("NUMBER", "12.5"), "12.5 days"),
        ("number", "0", ("NUMBER", "0"), "0 days"),
        ("date", "7 March 2026", ("DATE", "2026-03-07"), "7 March 2026"),
        ("date", "07/03/2026", ("DATE", "2026-03-07"), "7 March 2026"),
        ("date", "2026-03-07", ("DATE", "2026-03-07"), "7 March 2026"),
        ("text", "Seen at school, alone.", ("TEXT", "Seen at school, alone."), "Seen at school, alone."),
    ],
)
def test_what_people_write_is_kept_in_one_form_and_read_again(takes: str, given: Any, kept: Any, words: str) -> None:
    kind = of(takes)
    assert kind.kept(given) == kept
    assert kind.words(*kept) == words
    assert kind.is_answer(*kept)
    assert kind.kept(kind.given(*kept)) == kept  # what a page shows is what it sends


@pytest.mark.parametrize(
    ("takes", "given", "said"),
    [
        ("yes_no", "PARTLY", "Choose one of the answers to this question."),
        ("met", "YES", "Choose one of the answers to this question."),
        ("one_of", "option:4", "Choose one of the answers to this question."),
        ("several_of", ["1", "9"], "Write those that apply, parted by semicolons: School; Home; Out of doors."),
        ("several_of", "School, Home", "Write those that apply, parted by semicolons: School; Home; Out of doors."),
        ("number", "366", "Enter a number from 0 to 365 (days)."),
        ("number", "1e30", "Enter a number from 0 to 365 (days)."),
        ("number", "1" + 30 * "0", "Enter a number from 0 to 365 (days)."),
        ("number", "12.345", "Enter a number from 0 to 365 (days)."),
        ("number", "١٢", "Enter a number from 0 to 365 (days)."),
        ("date", "31 February 2026", "Enter a real date, like 7 3 2026."),
        ("date", "March", "Enter a date, like 7 March 2026 or 7/3/2026."),
        ("date", "7 3 26", "Enter a year of four figures, like 2026."),
        ("text", "x" * 501, "Write 500 characters or fewer, without names."),
    ],
)
def test_what_is_no_answer_is_said_in_a_sentence(takes: str, given: Any, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        of(takes).kept(given)
    assert str(refused.value) == said


@pytest.mark.parametrize("takes", sorted(ANSWER_KINDS))
def test_no_kind_takes_another_kinds_answer(takes: str) -> None:
    kind = of(takes)
    theirs = {"YES", "MET", "option:1", "scale:GOOD", *TYPED} - {value for value, _ in kind.choices()}
    entered = {"NUMBER": "3", "DATE": "2026-03-07", "TEXT": "words", "SEVERAL": "1"}
    for value in theirs - {getattr(kind, "value", "")}:
        assert not kind.is_answer(value, entered.get(value, ""))
    assert not kind.is_answer("NUMBER", "not a number")
    assert not kind.is_answer("DATE", "2026-02-31")
    assert not kind.is_answer("YES", "with words")


@pytest.mark.django_db
def test_a_question_on_a_scale_takes_its_own_or_the_audits(cast: Cast) -> None:
    own, audits = RatingScale.objects.get(code="rag"), RatingScale.objects.get(code="ofsted4")
    kind = kind_of(Standard(takes="scale", scale=own), audits)
    assert kind.choices() == [("scale:GREEN", "Green"), ("scale:AMBER", "Amber"), ("scale:RED", "Red")]
    assert list(kind.less()) == ["scale:AMBER", "scale:RED"]
    kind = kind_of(Standard(takes="scale"), audits)
    assert kind.choices()[0] == ("scale:OUT", "Outstanding")
    assert kind_of(Standard(takes="scale")).choices() == []  # an audit without a scale


EVERY_KIND: dict[str, Any] = small(
    format="audit-tool/2",
    code="every-kind",
    domains=[
        {
            "practice": "VOICE",
            "standards": [
                {"number": 1, "text": "Was the child heard?", "on_short_form": True},
                {"number": 2, "text": "Was the child seen alone?", "takes": "yes_no", "comment_on": "always"},
                {"number": 3, "text": "The child’s wishes are in the plan.", "takes": "met"},
                {"number": 4, "text": "How good was direct work?", "takes": "scale"},
                {"number": 5, "text": "How urgent was it?", "takes": "scale", "scale": "rag"},
            ],
        },
        {
            "practice": "PLAN",
            "standards": [
                {"number": 1, "text": "Where was the child seen?", "takes": "several_of", "options": OPTIONS},
                {"number": 2, "text": "Where did the child live?", "takes": "one_of", "options": OPTIONS},
                {
                    "number": 3, "text": "How long until the first visit?", "takes": "number",
                    "unit": "days", "lowest": "0", "highest": "365",
                },
                {"number": 4, "text": "When was the plan reviewed?", "takes": "date"},
                {"number": 5, "text": "With whom was it talked through?", "takes": "text"},
            ],
        },
    ],
)  # fmt: skip


def one_with(**changes: Any) -> dict[str, Any]:
    """The file with one question changed."""
    wrong = copy.deepcopy(EVERY_KIND)
    wrong["domains"][1]["standards"][0] |= changes
    return wrong


def every_kind(by: Any) -> AuditTool:
    content = json.dumps(EVERY_KIND).encode()
    return acts.take_in(read_tool(content, len(content)), by=by, now=NOW)[0]


@pytest.mark.django_db
def test_a_file_with_every_kind_goes_in_and_comes_out_the_same(cast: Cast, sign_in: Any) -> None:
    shown = text(upload(sign_in(cast.lead), json.dumps(EVERY_KIND).encode()))
    for words in ("A number (days) 0 or more, 365 or less", "Several of a list: School; Home; Out of doors"):
        assert words in shown
    tool = every_kind(cast.lead)
    once = as_file(tool)
    assert read_tool(once.encode(), len(once)) == entry_of(tool)
    row = Standard.objects.get(domain__tool=tool, takes="number")
    assert (row.unit, str(row.lowest), str(row.highest)) == ("days", "0.00", "365.00")
    assert acts.take_in(read_tool(once.encode(), len(once)), by=cast.lead, now=NOW) == (tool, False)


@pytest.mark.django_db
def test_a_lead_asks_questions_of_other_kinds_on_the_page_of_a_question(cast: Cast, sign_in: Any) -> None:
    client, tool = sign_in(cast.lead), every_kind(cast.lead)
    domain = tool.domains.get(practice="PLAN")
    given = {"domain": domain.pk, "text": "Which meetings took place?", "takes": "several_of", "comment_on": "always"}
    here = f"/tools/{tool.code}/1/questions/add/"
    refused = text(client.post(here, {**given, "options": "Strategy\nstrategy"}))
    assert "“strategy” stands in the list twice." in refused
    assert "Strategy\nstrategy</textarea>" in refused  # what was typed stands there still
    sent = client.post(here, {**given, "options": "Strategy\n\n Conference ", "unit": "days", "lowest": "4"})
    assert sent.status_code == 302
    made = Standard.objects.get(domain=domain, text="Which meetings took place?")
    assert (made.options, made.comment_on) == (["Strategy", "Conference"], "always")
    assert (made.unit, made.lowest) == ("", None)  # they belong to another kind
    client.post(
        f"/tools/{tool.code}/1/questions/{made.pk}/", {**given, "takes": "number", "unit": "days", "version": 1}
    )
    made.refresh_from_db()
    assert (made.takes, made.options, made.unit) == ("number", [], "days")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"options": ["Home"]}, "options: Write from 2 to 12 answers to choose from, one a line."),
        ({"options": ["Home", "home"]}, "options: “home” stands in the list twice."),
        ({"options": [str(n) for n in range(13)]}, "options: this list has 13 entries, and 12 is the most."),
        ({"options": ["Home; or school", "x"]}, "options: Leave the semicolon out of “Home; or school”"),
        ({"takes": "yes_no"}, "options: a question that takes “yes_no” has no options."),
        (
            {"takes": "number", "options": [], "lowest": "5", "highest": "5"},
            "highest: The highest number must be above",
        ),
        ({"takes": "number", "options": [], "highest": "1" + "0" * 9}, "highest: write a number in quotation marks"),
        ({"takes": "number", "options": [], "highest": "1e30"}, "highest: write a number in quotation marks"),
        ({"takes": "scale", "options": [], "scale": "no-such"}, "scale: “no-such” is not on the list of scales."),
        ({"comment_on": "never"}, "comment_on: write one of: less, always."),
    ],
)
def test_settings_that_do_not_hold_together_are_refused_by_place(
    cast: Cast, changes: dict[str, Any], said: str
) -> None:
    found = faults(one_with(**changes))
    assert any(line.startswith(f"domains[1].standards[0].{said}") for line in found), found


def test_a_file_of_the_first_format_is_read_as_it_was(db: None) -> None:
    old = small()
    entry = read_tool(json.dumps(old).encode(), 100)
    assert {row["takes"] for part in entry["domains"] for row in part["standards"]} == {"yes_no", "yes_partly_no"}
    with pytest.raises(BadTool, match="audit-tool/2"):
        read_tool(json.dumps({**old, "format": "audit-tool/3"}).encode(), 100)
