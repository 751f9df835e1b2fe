"""Voices: what the record shows of child and parent and what the practitioner said; those that conflict all stand."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, address

SignIn = Callable[..., Client]
STREAMS = {
    "child": "She said that she was afraid to go home.",
    "parent": "Her father said that she was happy at home.",
    "practitioner": "The teacher thought that she was tired.",
}


def text(response) -> str:
    return response.content.decode()


def say(row: AgencyReturn, by, **said: str | None) -> None:
    for whose, words in said.items():
        acts.save_voice(row, by=by, now=NOW, version=1, whose=whose, found=bool(words), text=words or "")


def test_the_page_asks_what_the_record_shows(school, cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.auditor).get(address(school, "voices/")))
    assert "Does the record show the child&#x27;s voice and daily life?" in page
    assert "Does the record show a parent&#x27;s or carer&#x27;s voice?" in page
    assert "Have you talked with the practitioner?" in page
    assert "Where they differ, write both: both are kept." in page
    assert "Do not ring the family." in page


def test_three_streams_that_conflict_are_read_side_by_side(school, cast: Cast, ready: Ready, sign_in: SignIn) -> None:
    say(ready(school), cast.auditor, **STREAMS)
    acts.submit_return(school, by=cast.auditor, now=NOW)
    page = text(sign_in(cast.lead).get(address(school)))
    for words in STREAMS.values():
        assert words in page


def test_what_was_looked_for_and_not_found_is_said_in_the_words_of_its_question(
    school, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    say(ready(school), cast.auditor, child=None, practitioner=None)
    page = text(sign_in(cast.auditor).get(address(school, "check/")))
    assert "Looked for and not in the record" in page
    assert "Not talked with" in page


def test_the_meeting_hears_both_agencies_and_takes_neither_out(
    school, police, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    say(ready(school), cast.auditor, child=STREAMS["child"])
    say(ready(police), cast.police_auditor, child="She told the officer that all was <well>.", parent=None)
    for row, by in ((school, cast.auditor), (police, cast.police_auditor)):
        acts.submit_return(row, by=by, now=NOW)
    Audit.objects.filter(pk=school.audit_id).update(state="meeting")
    page = text(sign_in(cast.lead).get("/audits/T-2026-01/cases/1/meeting/"))
    voices = page[page.index("<h2", page.index("Returns side by side")) : page.index("Findings of the meeting")]
    assert voices.index("Hillside School") < voices.index(STREAMS["child"])
    assert "She told the officer that all was &lt;well&gt;." in voices
    assert "Looked for and not in the record" in voices


def test_a_voice_of_a_return_that_is_not_in_is_not_heard_yet(school, cast: Cast, sign_in: SignIn) -> None:
    say(school, cast.auditor, child=STREAMS["child"])
    Audit.objects.filter(pk=school.audit_id).update(state="meeting")
    page = text(sign_in(cast.lead).get("/audits/T-2026-01/cases/1/meeting/"))
    assert STREAMS["child"] not in page
    assert "No return that is in says anything about voices yet." in page
