"""What a meeting wrote that goes further: saved all the same, told of quietly, listed for whoever can change it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document

from agencies.models import Person
from audits.meeting import acts
from audits.meeting.models import AgreedFinding, Attendance, Meeting, Theme
from audits.meeting.running import case_actions
from audits.meeting.running.minutes import as_proposed
from audits.returns.models import Finding
from tests.conftest import NOW, Cast
from tests.meeting.test_acts import propose
from tests.meeting.test_running import ASKED, ONE, begin

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
RING, TOLD = "They rang 07700 900123 twice.", "The nurse told Kayleigh."
NUMBER, NAME = (f"It may hold {what}. Read it once more." for what in ("a telephone number", "somebody's name"))
LISTED = "Words that may identify somebody"


def page(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def send(client: Client, url: str, **given: object) -> str:
    answer = client.post(url, given, follow=True)
    assert answer.redirect_chain, re.findall(r'error-message">(.*?)</p>', page(answer))
    return page(answer)


@pytest.fixture
def agreed(late_call: Finding, opened: Meeting, cast: Cast) -> AgreedFinding:
    return propose(opened.case, cast, late_call)


def test_a_finding_is_saved_as_it_was_written_and_told_of_quietly(
    agreed: AgreedFinding, cast: Cast, sign_in: SignIn
) -> None:
    client, url = sign_in(cast.lead), f"{ONE}findings/{agreed.uid}/"
    said = send(client, url, **{"act": "reword", "reword-text": RING, "reword-version": agreed.version})
    assert "The words are saved." in said
    assert NUMBER in said
    agreed.refresh_from_db()
    assert agreed.text == RING
    table = page(client.get(ONE))
    assert LISTED in table
    assert f'href="{url}#id_reword-text"' in table
    assert "<strong>07700 900123</strong>" in table
    assert 'id="id_reword-text"' in page(client.get(url))
    said = send(client, url, **{"act": "reword", "reword-text": "They rang.", "reword-version": agreed.version})
    assert "It may hold" not in said
    assert LISTED not in page(client.get(ONE))


def test_who_cannot_change_it_is_shown_no_list(agreed: AgreedFinding, cast: Cast, sign_in: SignIn) -> None:
    AgreedFinding.objects.filter(pk=agreed.pk).update(text=TOLD)
    assert LISTED in page(sign_in(cast.lead).get(ONE))
    for person in (cast.panel, cast.scrutineer):
        assert LISTED not in page(sign_in(person).get(ONE))


def test_names_in_the_attendance_list_pass_and_what_was_said_there_does_not(
    opened: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    came = {"agency": cast.police.pk, "name": "Kayleigh Brown", "attended": "yes"}
    said = send(client, f"{ONE}attendance/", **came)
    assert "It may hold" not in said
    assert LISTED not in page(client.get(ONE))
    row = Attendance.objects.get(name="Kayleigh Brown")
    url = f"{ONE}attendance/{row.pk}/"
    said = send(client, url, **came, version=row.version, disagreed="on", disagreement="Kayleigh was not heard.")
    assert NAME in said
    assert f'href="{url}#id_disagreement"' in page(client.get(ONE))


def test_every_text_of_the_meeting_is_told_of(opened: Meeting, cast: Cast, sign_in: SignIn, bands: Any) -> None:
    client = sign_in(cast.lead)
    asked = {"version": opened.version, "conflicts": TOLD, "without_quorum_because": ""} | dict.fromkeys(ASKED, "on")
    assert NAME in send(client, f"{ONE}begin/", **asked)
    grade = f"band-{next(iter(bands))}"
    assert NUMBER in send(client, f"{ONE}grade/", grade=grade, reason=RING, version=0)
    given = {"agency": cast.police.pk, "text": RING, "days": "7", "team": "Duty", "version": ""}
    assert NUMBER in send(client, f"{ONE}actions/", **given)
    assert NUMBER in send(client, f"{ONE}questions/", agency=cast.police.pk, text=RING)
    assert NAME in send(client, "/audits/T-2026-01/themes/", kind="good", statement=TOLD, version="")
    table = page(client.get(ONE))
    assert f'href="{ONE}begin/#id_conflicts"' in table
    assert f'href="{ONE}grade/#id_reason"' in table
    for url, anchor in (
        (f"{ONE}actions/", "#id_edit-text"),
        (f"{ONE}questions/", "#id_text"),
        ("/audits/T-2026-01/themes/", "#id_statement"),
    ):
        shown = page(client.get(url))
        assert LISTED in shown, url
        link = re.search(rf'href="([^"]*){re.escape(anchor)}"', shown)
        assert link, url
        assert f'id="{anchor[1:]}"' in page(client.get(link[1])), url


def test_a_closed_case_action_is_not_listed(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    row = case_actions.add_case_action(
        opened.case, by=cast.lead, now=NOW, agency=cast.police, team="", text=TOLD, days=7
    )
    client = sign_in(cast.lead)
    assert LISTED in page(client.get(f"{ONE}actions/"))
    url = f"/audits/T-2026-01/case-actions/{row.uid}/"
    sent = {"act": "close", "close-version": row.version, "close-how": "done", "close-outcome": RING}
    assert NUMBER in send(client, url, **sent)
    assert LISTED not in page(client.get(f"{ONE}actions/"))


def test_the_minutes_do_not_repeat_what_was_taken_out(
    agreed: AgreedFinding, cast: Cast, opened: Meeting, sign_in: SignIn
) -> None:
    begin(opened, cast.lead)
    AgreedFinding.objects.filter(pk=agreed.pk).update(text=RING)
    agreed.refresh_from_db()
    acts.reword_finding(agreed, by=cast.lead, now=NOW, version=agreed.version, text="They rang twice.")
    agreed.refresh_from_db()
    assert agreed.original_text == RING  # it is kept
    paper = Document(BytesIO(sign_in(cast.lead).get(f"{ONE}minutes/").content))
    lines = "\n".join(one.text for one in paper.paragraphs)
    assert "They rang twice." in lines
    assert "07700" not in lines
    assert "As it was proposed: left out here, because it looks as if it holds a telephone number." in lines
    assert as_proposed("The plan was late.") == "The plan was late."


def test_themes_are_listed_for_the_lead_alone(opened: Meeting, cast: Cast, sign_in: SignIn) -> None:
    Theme.objects.create(audit=opened.case.audit, kind="good", statement=TOLD)
    assert LISTED in page(sign_in(cast.lead).get("/audits/T-2026-01/themes/"))
    for person in (cast.scrutineer, cast.safeguarding_lead):
        assert LISTED not in page(sign_in(person).get("/audits/T-2026-01/themes/"))
