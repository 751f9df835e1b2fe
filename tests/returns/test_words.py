"""Words that would identify somebody: what stops a submit, what is listed once for one tick, who is asked again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry
from audit_project.refused import Refused
from audits.returns import acts
from audits.returns.handing_in.words import say_words_checked, words_in
from audits.returns.models import AgencyReturn
from audits.returns.reading import whole
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, add, address

State = AgencyReturn.State
SignIn = Callable[..., Client]
STOPPING = {
    "a telephone number": "Staff rang 07700 900 123 twice.",
    "an NHS number": "The letter of 943 476 5919 was filed.",
    "a postcode": "The home in M14 5RT was visited.",
    "a date of birth": "The record says born on 3 May 2014.",
    "an e-mail address": "Sent to jo at school dot example.",
    "a unique pupil number": "UPN B801200005001 stands on it.",
}


def text(response) -> str:
    return response.content.decode()


def found(row: AgencyReturn):
    row.refresh_from_db()
    return words_in(row, whole(row))


def press(client: Client, row: AgencyReturn, page: str, tick: bool = False) -> str:
    """Press the submit as the page shown offers it."""
    sent = dict(re.findall(r'name="(whose|words_listed)" value="([^"]*)"', page))
    if tick:
        sent["words_checked"] = "on"
    return text(client.post(address(row, "check/"), sent, follow=True))


@pytest.mark.parametrize("looks_like", STOPPING)
def test_what_identifies_somebody_stops_the_submit_until_it_is_out(
    looks_like: str, school, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    finding = add(ready(school), cast.auditor, STOPPING[looks_like])
    client = sign_in(cast.auditor)
    page = text(client.get(address(school, "check/")))
    assert "Take these out before you submit" in page
    assert f"looks like {looks_like}" in page
    assert f'href="{address(school, f"findings/{finding.uid}/")}#id_text"' in page
    told = press(client, school, page)
    assert "This return is not submitted yet" in told
    assert f"Finding 2: take out what looks like {looks_like}." in told
    school.refresh_from_db()
    assert school.state != State.SUBMITTED
    acts.edit_finding(
        finding, by=cast.auditor, now=NOW, version=finding.version, kind="good", domain=finding.domain,
        text="Staff rang twice.", scope="agency",
    )  # fmt: skip
    press(client, school, text(client.get(address(school, "check/"))))
    school.refresh_from_db()
    assert school.state == State.SUBMITTED


def test_every_text_of_a_return_is_read(school, cast: Cast, ready: Ready) -> None:
    ready(school)
    by = {"by": cast.auditor, "now": NOW}
    school.refresh_from_db()
    acts.save_opening(school, **by, version=school.version, records_read=["child"], on_behalf_of="07700 900 101")
    first = school.answers.first()
    given = [acts.AnswerInput(first.standard_id, first.version, "NO", "RATED", "ring 07700 900 102")]
    acts.save_answers(school, **by, answers=given)
    add(school, cast.auditor, "They rang 07700 900 103.")
    acts.save_voice(school, **by, version=1, whose="child", found=True, text="Said to ring 07700 900 104.")
    school.grade.refresh_from_db()
    acts.save_grade(
        school, **by, version=school.grade.version, band=school.grade.band, reason="Nobody rang 07700 900 105."
    )
    school.findings.filter(order=1).update(evidence="call to 07700 900 106")
    assert {one.found.words[-3:] for one in found(school).stops} == {"101", "102", "103", "104", "105", "106"}


def test_what_may_be_a_name_is_listed_once_and_one_tick_lets_it_pass(
    school, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    add(ready(school), cast.auditor, "The nurse told Kayleigh; Kayleigh was heard. <b>Mr Okonkwo</b> was not.")
    client = sign_in(cast.auditor)
    page = text(client.get(address(school, "check/")))
    assert page.count("<strong>Kayleigh</strong>") == 1
    assert "(and 1 more time)" in page
    assert "The nurse told <strong>Kayleigh</strong>; Kayleigh was heard. &lt;b&gt;Mr Okonkwo&lt;/b&gt; …" in page
    assert "<strong>Mr Okonkwo</strong>" in page
    assert "<b>" not in page
    told = press(client, school, page)
    assert "tick that you have checked them" in told
    assert 'href="#id_words_checked"' in told
    school.refresh_from_db()
    assert school.state != State.SUBMITTED
    assert not school.words_checked
    press(client, school, told, tick=True)
    school.refresh_from_db()
    assert school.state == State.SUBMITTED
    line = JournalEntry.objects.get(verb="checked_words")
    assert (line.person_name_then, line.object_uid) == (cast.auditor.name, str(school.uid))
    assert "Kayleigh" not in str(vars(line))


def test_only_new_words_are_asked_about_again(school, cast: Cast, ready: Ready, sign_in: SignIn) -> None:
    add(ready(school), cast.auditor, "The nurse told Kayleigh.")
    say_words_checked(school, by=cast.auditor, now=NOW, listed=found(school).fingerprint)
    client = sign_in(cast.auditor)
    assert "These have been checked." in text(client.get(address(school, "check/")))
    acts.submit_return(school, by=cast.auditor, now=NOW)
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="Say more.")
    add(school, cast.auditor, "Kayleigh was seen alone.")
    assert "These have been checked." in text(client.get(address(school, "check/")))
    add(school, cast.auditor, "The nurse told Aldona.")
    assert "I have checked these" in text(client.get(address(school, "check/")))
    with pytest.raises(Refused, match="tick that you have checked them"):
        acts.submit_return(school, by=cast.auditor, now=NOW)


def test_a_tick_counts_for_the_words_that_its_page_showed(school, cast: Cast, ready: Ready, sign_in: SignIn) -> None:
    add(ready(school), cast.auditor, "The nurse told Kayleigh.")
    client = sign_in(cast.auditor)
    page = text(client.get(address(school, "check/")))
    add(school, cast.auditor, "The nurse told Aldona.")
    told = press(client, school, page, tick=True)
    assert "have changed. Look at the list once more." in told
    assert "<strong>Aldona</strong>" in told
    assert not re.search(r'<input[^>]*name="words_checked"[^>]*\schecked[\s>]', told)
    school.refresh_from_db()
    assert (school.state, school.words_checked) == (State.IN_PROGRESS, "")
    press(client, school, told, tick=True)
    school.refresh_from_db()
    assert school.state == State.SUBMITTED


def test_the_tick_is_the_agencys_own_and_ends_with_the_submit(school, cast: Cast, ready: Ready) -> None:
    add(ready(school), cast.auditor, "The nurse told Kayleigh.")
    listed = found(school).fingerprint
    for other in (cast.lead, cast.police_auditor):
        with pytest.raises(Refused, match="can change it"):
            say_words_checked(school, by=other, now=NOW, listed=listed)
    say_words_checked(school, by=cast.auditor, now=NOW, listed=listed)
    acts.submit_return(school, by=cast.auditor, now=NOW)
    with pytest.raises(Refused, match="submitted already"):
        say_words_checked(school, by=cast.auditor, now=NOW, listed=listed)


def test_a_tick_stands_though_the_submit_after_it_is_refused(school, cast: Cast, sign_in: SignIn) -> None:
    add(school, cast.auditor, "The nurse told Kayleigh.")
    client = sign_in(cast.auditor)
    page = text(client.get(address(school, "check/")))
    told = press(client, school, page, tick=True)
    assert "Grade your agency" in told
    school.refresh_from_db()
    assert school.state != State.SUBMITTED
    assert "These have been checked." in text(client.get(address(school, "check/")))


def test_the_school_of_the_agency_list_is_listed_and_a_service_with_its_own_name_is_not(
    school, cast: Cast, ready: Ready
) -> None:
    add(ready(school), cast.auditor, f"Staff of {cast.school.name} wrote to {cast.police.name} on Monday.")
    words = found(school)
    assert [(one.found.kind, one.found.words) for one in words.listed] == [("school_or_surgery", cast.school.name)]
    assert words.stops == ()


def test_reading_all_words_asks_the_agency_list_once(school, cast: Cast, ready: Ready) -> None:
    for number in range(5):
        add(ready(school), cast.auditor, f"The nurse told Kayleigh and Aldona {number} times.")
    read = whole(school)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        words_in(school, read)
    assert len(asked) == 1
