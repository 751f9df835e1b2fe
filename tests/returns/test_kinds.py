"""A tool with every kind of answer, filled in on its page, by the page itself, in Word, from a pack: all the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audits.desk.packs.dump import dump
from audits.desk.packs.load import BadPack, load
from audits.returns import acts
from audits.returns.models import AgencyReturn, Answer
from audits.sample.models import Case
from audits.scope.lifecycle import what_blocks
from audits.tools.models import RatingScale, Standard
from tests.conftest import NOW, Cast
from tests.returns.conftest import address, opened
from tests.returns.test_keeping import Tab
from tests.returns.word.conftest import form_of, words_in, write
from tests.returns.word.test_pages import previewed, save, upload
from tests.tools.test_kinds import every_kind

pytestmark = pytest.mark.django_db
# Each question in the tool's order: what is sent, and what is kept.
ANSWERS: tuple[tuple[Any, tuple[str, str]], ...] = (
    ("PARTLY", ("PARTLY", "")),
    ("YES", ("YES", "")),
    ("NOTMET", ("NOTMET", "")),
    ("scale:RI", ("scale:RI", "")),
    ("scale:AMBER", ("scale:AMBER", "")),
    (["1", "3"], ("SEVERAL", "1,3")),
    ("option:2", ("option:2", "")),
    ("12", ("NUMBER", "12")),
    ("7/3/2026", ("DATE", "2026-03-07")),
    ("The school nurse, in May.", ("TEXT", "The school nurse, in May.")),
)
IN_WORDS = (
    "Partly", "Yes", "Not met", "Requires improvement", "Amber", "School; Out of doors", "Home", "12 days",
    "7 March 2026", "The school nurse, in May.",
)  # fmt: skip


@pytest.fixture
def every(cast: Cast, case: Case) -> AgencyReturn:
    """The police's return of an audit whose tool has every kind."""
    case.audit.tool = every_kind(cast.lead)
    case.audit.save(update_fields=["tool"])
    return opened(case, cast.police, cast.police_auditor, cast.lead)


def rows(row: AgencyReturn) -> list[Answer]:
    return list(row.answers.select_related("standard").order_by("standard__domain__order", "standard__number"))


def kept(row: AgencyReturn) -> tuple[tuple[str, str], ...]:
    return tuple((answer.value, answer.entered) for answer in rows(row))


def sent(row: AgencyReturn, **changed: Any) -> dict[str, Any]:
    """What a browser without script sends of the page, every question answered."""
    body: dict[str, Any] = {}
    for answer, (given, _) in zip(rows(row), ANSWERS, strict=True):
        body |= {f"q{answer.standard_id}-version": answer.version, f"q{answer.standard_id}-given": given}
    return {**body, **changed}


WANTED = tuple(stored for _, stored in ANSWERS)


def test_the_page_asks_each_kind_and_keeps_what_is_given(cast: Cast, sign_in: Any, every: AgencyReturn) -> None:
    client = sign_in(cast.police_auditor)
    page = client.get(address(every, "questions/1/")).content.decode()
    for words in ("Partly met", "Requires improvement", "Amber", "Tick all that apply.", "Out of doors",
                  "Enter a number from 0 to 365 (days).", "Enter a date, like 7 March 2026 or 7/3/2026."):  # fmt: skip
        assert words in page
    assert client.post(address(every, "questions/1/"), sent(every)).status_code == 302
    assert kept(every) == WANTED
    whole = sign_in(cast.police_auditor).get(address(every)).content.decode()
    assert "10 of 10" in whole
    again = client.get(address(every, "questions/1/")).content.decode()
    assert 'value="7 March 2026"' in again


def test_what_no_kind_takes_is_said_beside_its_question_and_nothing_is_lost(
    cast: Cast, sign_in: Any, every: AgencyReturn
) -> None:
    number, day = rows(every)[7], rows(every)[8]
    wrong = {f"q{number.standard_id}-given": "1e30", f"q{day.standard_id}-given": "31 February 2026"}
    page = sign_in(cast.police_auditor).post(address(every, "questions/1/"), sent(every, **wrong))
    said = page.content.decode()
    assert "Enter a number from 0 to 365 (days)." in said
    assert "Enter a real date, like 7 3 2026." in said
    assert 'value="1e30"' in said
    assert 'value="31 February 2026"' in said
    assert kept(every) == (("", ""),) * 10  # all of a page, or none


def test_an_answer_and_a_reason_for_none_exclude_each_other(cast: Cast, sign_in: Any, every: AgencyReturn) -> None:
    client, number = sign_in(cast.police_auditor), rows(every)[7]
    both = {f"q{number.standard_id}-none": "CANTTELL"}
    page = client.post(address(every, "questions/1/"), sent(every, **both)).content.decode()
    assert "Give one answer, or say why there is none." in page
    client.post(address(every, "questions/1/"), sent(every, **both, **{f"q{number.standard_id}-given": ""}))
    number.refresh_from_db()
    assert (number.value, number.entered, number.state_id) == ("", "", "CANTTELL")


def test_the_page_saves_itself_row_by_row_whatever_the_kind(cast: Cast, sign_in: Any, every: AgencyReturn) -> None:
    tab = Tab(sign_in(cast.police_auditor), cast.police_auditor, every, "questions/1/", "questions")
    tab.type(**{name: value for name, value in sent(every).items() if name.endswith("-given")})
    told = tab.save().json()
    assert (len(told["stands"]), told["faults"]) == (10, [])
    assert kept(every) == WANTED
    assert tab.save().json()["stands"] == {}  # nothing was touched since
    number = rows(every)[7]
    tab.type(**{f"q{number.standard_id}-given": "four"})
    (fault,) = tab.save().json()["faults"]
    assert fault == {"field": f"q{number.standard_id}-given", "words": "Enter a number from 0 to 365 (days)."}
    assert kept(every) == WANTED


def test_two_people_who_answer_otherwise_see_both_in_words(cast: Cast, sign_in: Any, every: AgencyReturn) -> None:
    body = sent(every)
    client = sign_in(cast.police_auditor)
    client.post(address(every, "questions/1/"), body)
    number = rows(every)[7]
    page = client.post(address(every, "questions/1/"), {**body, f"q{number.standard_id}-given": "40"}).content.decode()
    assert "12 days" in page
    assert "40 days" in page


def test_the_word_form_asks_each_kind_and_is_read_again(cast: Cast, every: AgencyReturn, client: Any) -> None:
    client.force_login(cast.police_auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    empty = form_of(every)
    filled = write(empty, {f"answer:{n}": words for n, words in enumerate(IN_WORDS, 1)})
    shown = upload(client, every, filled)
    several = f"q{rows(every)[5].standard_id}-given"
    ticked = re.findall(rf'name="{several}" value="(\d)"[^>]* checked', shown.content.decode())
    assert ticked == ["1", "3"]
    sent_again = {**previewed(shown), several: ticked}
    assert client.post(address(every, "word/save/"), sent_again).status_code == 302
    assert kept(every) == WANTED
    assert [words_in(form_of(every))[f"answer:{n}"] for n in range(1, 11)] == list(IN_WORDS)
    again = upload(client, every, form_of(every)).content.decode()
    assert "changed" not in again.split("<main")[1].split("<form")[0] or "Nothing" in again


def test_a_reason_for_no_answer_is_read_from_a_word_form(cast: Cast, every: AgencyReturn, client: Any) -> None:
    client.force_login(cast.police_auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    words = {"answer:8": "n/a", "answer:9": "Cannot tell from the record.", "answer:10": "not applicable"}
    save(client, every, upload(client, every, write(form_of(every), words)))
    assert [answer.state_id for answer in rows(every)[7:]] == ["NA", "CANTTELL", "NA"]


def test_a_pack_carries_every_kind_and_another_place_says_the_same(
    cast: Cast, sign_in: Any, every: AgencyReturn
) -> None:
    sign_in(cast.police_auditor).post(address(every, "questions/1/"), sent(every))
    pack = dump(every.audit)
    pack["audit"]["reference"] = "T-2026-77"
    copy = load(pack, by=cast.lead, now=NOW)
    assert kept(copy.returns.get()) == WANTED
    for n, value, entered, said in (
        (3, "scale:NOSUCH", "", "this is no answer that the question takes."),
        (7, "NUMBER", "366", "this is no answer that the question takes."),
        (7, "NUMBER", "", "this is no answer that the question takes."),
        (1, "PARTLY", "", "this question takes yes or no, not partly."),
    ):
        wrong = dump(every.audit)
        wrong["audit"]["reference"] = "T-2026-78"
        answer = wrong["cases"][0]["returns"][0]["answers"][n]
        answer.pop("entered", None)
        answer |= {"value": value, **({"entered": entered} if entered else {})}
        with pytest.raises(BadPack) as refused:
            load(wrong, by=cast.lead, now=NOW)
        assert refused.value.faults == [f"cases[0].returns[0].answers[{n}].value: {said}"]


def test_a_comment_is_asked_for_as_the_question_says(cast: Cast, sign_in: Any, every: AgencyReturn) -> None:
    client = sign_in(cast.police_auditor)
    client.post(address(every, "questions/1/"), sent(every))
    # Partly; yes, where every answer is to be explained; not met; the two grades that are no good ones.
    assert "5 answers that ask for a comment have none." in client.get(address(every, "check/")).content.decode()
    bare = [answer for answer in rows(every) if answer.asks_why]
    assert [answer.standard.takes for answer in bare] == ["yes_partly_no", "yes_no", "met", "scale", "scale"]


def test_no_kind_adds_a_query_to_a_save(cast: Cast, every: AgencyReturn) -> None:
    """But for one on a scale, which reads the bands."""
    who = {"by": cast.police_auditor, "now": NOW}
    acts.save_answers(every, **who, answers=[acts.AnswerInput(rows(every)[1].standard_id, 1, "YES", "RATED")])
    costs = {}
    for answer, (_, (value, entered)) in zip(rows(every), ANSWERS, strict=True):
        if answer.standard.takes == Standard.Takes.YES_NO:
            continue
        given = acts.AnswerInput(answer.standard_id, answer.version, value, "RATED", entered=entered)
        with CaptureQueriesContext(connection) as found:
            acts.save_answers(every, **who, answers=[given])
        costs.setdefault(answer.standard.takes, len(found))
    usual = costs.pop("yes_partly_no")
    assert costs.pop("scale") <= usual + 3
    assert set(costs.values()) == {usual}


def test_a_database_holds_no_typed_answer_without_its_words(every: AgencyReturn) -> None:
    answer = rows(every)[7]
    for fields in ({"value": "NUMBER", "entered": ""}, {"value": "YES", "entered": "words"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(state="RATED", **fields)


def test_an_audit_without_a_scale_cannot_ask_on_its_own(every: AgencyReturn) -> None:
    audit = every.audit
    audit.state, audit.scale = "sample", None
    said = "Choose a scale: the audit tool asks questions on it. Or choose another tool."
    assert said in what_blocks(audit, "returns")
    audit.scale = RatingScale.objects.get(code="rag")
    assert said not in what_blocks(audit, "returns")
