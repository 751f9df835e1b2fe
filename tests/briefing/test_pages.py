"""The briefing's pages: drafted, edited, signed by two people, read by everybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import journal
from agencies.models import JournalEntry, Person
from audits.briefing import acts
from audits.briefing.models import Briefing, Edition, PracticeMessage, Resource, Statement
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.briefing.conftest import agree, another_case, seen
from tests.conftest import NOW, Cast

SignIn = Callable[[Person], Client]
DRAFT = "/audits/T-2026-01/briefing/"
SIGN_OFF = DRAFT + "sign-off/"
READ = "/briefings/T-2026-01/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def statement_page(statement: Statement) -> str:
    return f"{DRAFT}statements/{statement.uid}/"


@pytest.fixture
def published(briefing: Briefing, cast: Cast) -> Edition:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    return acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))


def test_the_page_says_what_it_would_say_before_anybody_drafts(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    said = text(sign_in(cast.lead).get(DRAFT))
    assert "Nobody has drafted this briefing yet." in said
    assert "In 1 of the 2 audits: Plans came late." in said
    assert not Briefing.objects.exists()


def test_the_lead_drafts_and_each_sentence_shows_its_cases_and_findings(
    reporting: Audit, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    assert client.post(DRAFT, {"act": "draft"}).status_code == 302
    said = text(client.get(DRAFT))
    assert 'href="/audits/T-2026-01/cases/1/"' in said
    assert "The plan was six weeks late." in said
    assert "First reason." in said
    assert reporting.theme not in said.split("</title>")[0]


def test_others_may_not_draft_and_strangers_do_not_find_it(reporting: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.scrutineer).post(DRAFT, {"act": "draft"}).status_code == 403
    assert not Briefing.objects.exists()
    for person in (cast.auditor, cast.police_contact, cast.other_lead, cast.reader, cast.administrator, cast.stranger):
        for address in (DRAFT, SIGN_OFF, DRAFT + "material/"):
            assert sign_in(person).get(address).status_code in (403, 404), (person.name, address)


def test_words_are_edited_marked_and_warned_about(
    briefing: Briefing, plans_late: Statement, cast: Cast, sign_in: SignIn
) -> None:
    client, page = sign_in(cast.lead), statement_page(plans_late)
    sent = {"act": "edit", "edit-text": "Plans were six weeks late.", "edit-version": "1"}
    assert client.post(page, sent).status_code == 302
    said = text(client.get(DRAFT))
    assert "Plans were six weeks late." in said
    assert "Edited" in said
    another_case(briefing.audit, cast)
    said = text(client.get(DRAFT))
    assert "The data behind this have changed." in said
    assert "The words still hold" in text(client.get(page))
    assert client.post(page, {"act": "accept"}).status_code == 302
    assert "The data behind this have changed." not in text(client.get(DRAFT))


def test_an_edit_on_an_old_page_keeps_the_words_and_shows_both(
    plans_late: Statement, cast: Cast, sign_in: SignIn
) -> None:
    acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="Said first.")
    sent = {"act": "edit", "edit-text": "Said second.", "edit-version": "1"}
    response = sign_in(cast.lead).post(statement_page(plans_late), sent)
    assert response.status_code == 409
    assert "Said first." in text(response)
    assert "Said second." in text(response)
    plans_late.refresh_from_db()
    assert plans_late.text == "Said first."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "Write the sentence."), ("x" * 2001, "2,000"), ("\x00\x0b", "Write the sentence.")],
)
def test_what_cannot_be_a_sentence_is_said(
    plans_late: Statement, cast: Cast, sign_in: SignIn, words: str, sentence: str
) -> None:
    sent = {"act": "edit", "edit-text": words, "edit-version": "1"}
    response = sign_in(cast.lead).post(statement_page(plans_late), sent)
    assert response.status_code == 200
    assert sentence in text(response)
    assert Statement.objects.get(pk=plans_late.pk).version == 1


def test_markup_is_shown_as_typed_inside_and_in_every_file(
    briefing: Briefing, plans_late: Statement, cast: Cast, sign_in: SignIn
) -> None:
    words = "<script>alert(1)</script> {{ 7|add:7 }} 👶"
    client = sign_in(cast.lead)
    client.post(statement_page(plans_late), {"act": "edit", "edit-text": words, "edit-version": "1"})
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    for address in (DRAFT, SIGN_OFF, READ, READ + "html"):
        said = text(client.get(address))
        assert "<script>alert" not in said, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }} 👶" in said, address
    assert words in client.get(READ + "txt").content.decode()


def test_a_part_takes_a_title_and_a_sentence_of_ones_own(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.lead), DRAFT + "parts/3/"
    assert client.post(page, {"act": "title", "title-title": "What went well", "title-version": "1"}).status_code == 302
    assert client.post(page, {"act": "add", "add-text": "Foster carers wrote to us."}).status_code == 302
    said = text(client.get(DRAFT))
    assert "What went well" in said
    assert "Foster carers wrote to us." in said
    assert "Written by hand" in said
    assert client.get(DRAFT + "parts/8/").status_code == 404


def test_messages_and_resources_are_collected_and_taken_away(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.lead), DRAFT + "material/"
    assert client.post(page, {"act": "message", "message-slot": "5", "message-text": "Ask twice."}).status_code == 302
    bad = {"act": "resource", "resource-slot": "7", "resource-type": "TOOL", "resource-title": "A tool"}
    response = client.post(page, {**bad, "resource-link": "javascript:alert(1)"})
    assert response.status_code == 200
    assert "Enter a link that begins with https:// or http://." in text(response)
    assert client.post(page, {**bad, "resource-link": "https://tools.example/"}).status_code == 302
    client.post(DRAFT, {"act": "draft"})
    said = text(client.get(DRAFT))
    assert "Ask twice." in said
    assert "https://tools.example/" in said
    for act, row in (("remove_message", PracticeMessage.objects.get()), ("remove_resource", Resource.objects.get())):
        assert client.post(page, {"act": act, "row": row.pk}).status_code == 302
    assert not PracticeMessage.objects.exists()
    assert not Resource.objects.exists()
    assert client.post(page, {"act": "remove_message", "row": "9"}).status_code == 404


def sign(client: Client, act: str, **more: str) -> HttpResponse:
    """Open the sign-off page, and press its button."""
    shown = client.get(SIGN_OFF).context["seen"]
    return client.post(SIGN_OFF, {"act": act, "seen": shown, **more})


def test_two_people_sign(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    lead, guardian = sign_in(cast.lead), sign_in(cast.safeguarding_lead)
    assert sign(lead, "submit").status_code == 302
    assert "You submitted this briefing, so somebody else must publish it." in text(lead.get(SIGN_OFF))
    assert sign(lead, "publish").status_code == 403
    assert not Edition.objects.exists()
    assert "Publish the briefing" in text(guardian.get(SIGN_OFF))
    assert sign(guardian, "publish").status_code == 302
    assert sign(guardian, "publish").status_code in (200, 403)
    edition = Edition.objects.get()
    assert (edition.submitted_by, edition.published_by) == (cast.lead, cast.safeguarding_lead)
    assert not edition.is_public


def test_a_second_press_of_submit_changes_nothing(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    sign(client, "submit")
    before = Briefing.objects.values().get()
    assert sign(client, "submit").status_code in (200, 403)
    assert Briefing.objects.values().get() == before


def test_an_override_is_recorded_by_name_and_withdrawn(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.safeguarding_lead)
    sent = {"act": "override", "override-fact": "members.sex", "override-reason": "Agreed by the three partners."}
    assert client.post(SIGN_OFF, {**sent, "override-reason": ""}).status_code == 200
    assert client.post(SIGN_OFF, {**sent, "override-fact": "members.shoes"}).status_code == 200
    assert client.post(SIGN_OFF, sent).status_code == 302
    said = text(client.get(SIGN_OFF))
    assert "Agreed by the three partners." in said
    assert cast.safeguarding_lead.name in said
    row = said.split('name="row" value="')[1].split('"')[0]
    assert client.post(SIGN_OFF, {"act": "withdraw_override", "row": row}).status_code == 302
    assert "Agreed by the three partners." not in text(client.get(SIGN_OFF))


def test_readers_read_what_was_published_and_no_case(published: Edition, cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.reader, cast.auditor, cast.administrator):
        client = sign_in(person)
        assert "T-2026-01" in text(client.get("/briefings/"))
        said = text(client.get(READ))
        assert "In 1 of the 2 audits: Plans came late." in said
        assert "The plan was six weeks late." not in said
        assert "/cases/" not in said
    for ending, kind in (("html", "text/html"), ("txt", "text/plain"), ("json", "application/json")):
        response = sign_in(cast.reader).get(READ + ending)
        assert response.headers["Content-Type"].startswith(kind)
        assert response.content == bytes(published.files.get(format=ending).content)
        assert "no-store" in response.headers["Cache-Control"]
    assert sign_in(cast.reader).get(READ + "exe").status_code == 404


def test_without_a_role_or_without_signing_in_only_public_editions(
    published: Edition, cast: Cast, client: Client, sign_in: SignIn
) -> None:
    assert sign_in(cast.stranger).get(READ).status_code == 404
    assert client.get(READ).status_code == 302
    assert client.get("/briefings/X-2026-01/").status_code == 302
    assert "T-2026-01" not in text(client.get("/briefings/"))


def test_an_edition_made_public_is_read_by_anybody(
    briefing: Briefing, cast: Cast, client: Client, sign_in: SignIn
) -> None:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    answer = sign(sign_in(cast.safeguarding_lead), "publish", **{"publish-is_public": "on"})
    assert answer.status_code == 302
    assert "In 1 of the 2 audits: Plans came late." in text(client.get(READ))
    assert "T-2026-01" in text(client.get("/briefings/"))


def test_a_withdrawn_edition_is_said_to_be_and_nothing_of_it_is_shown(
    published: Edition, cast: Cast, sign_in: SignIn
) -> None:
    lead = sign_in(cast.lead)
    assert lead.post(SIGN_OFF, {"act": "withdraw", "withdraw-reason": ""}).status_code == 200
    assert lead.post(SIGN_OFF, {"act": "withdraw", "withdraw-reason": "A number was wrong."}).status_code == 302
    assert "A number was wrong." in text(lead.get(SIGN_OFF))
    reader = sign_in(cast.reader)
    page = text(reader.get(READ))
    assert "Withdrawn on 24 November 2026" in page
    assert "Plans came late." not in page
    assert published.title not in page
    assert "A number was wrong." not in page
    assert published.title not in text(reader.get("/briefings/"))
    assert "Withdrawn on 24 November 2026" in text(reader.get("/briefings/"))
    assert reader.get(f"{READ}json").headers["Location"] == READ
    assert published.title not in text(reader.get("/"))


def test_what_belongs_to_the_audit_is_journalled_under_it(
    briefing: Briefing, plans_late: Statement, cast: Cast
) -> None:
    uid = briefing.audit.uid
    for thing in (briefing.audit, briefing, plans_late.section, plans_late):
        journal.record(cast.lead, "read", thing, now=NOW)
        entry = JournalEntry.objects.latest("pk")
        assert (entry.audit_uid, entry.case_uid) == (uid, None), thing


def test_reading_a_draft_is_journalled(briefing: Briefing, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.scrutineer).get(DRAFT)
    entry = JournalEntry.objects.order_by("-pk").first()
    assert entry is not None
    assert (entry.person_id_then, entry.verb, entry.kind) == (cast.scrutineer.pk, "read", "briefing")


@pytest.mark.parametrize("address", [DRAFT, SIGN_OFF])
def test_the_pages_ask_as_often_for_twenty_themes_as_for_two(
    briefing: Briefing, case: Case, cast: Cast, sign_in: SignIn, address: str
) -> None:
    client = sign_in(cast.lead)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for number in range(20):
        theme = case.audit.themes.create(kind="good", statement=f"Theme {number}.")
        agree(case, theme, f"Finding {number}.", cast)
    acts.draft(case.audit, by=cast.lead, now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
    assert len(many) <= 24, [query["sql"][:90] for query in many.captured_queries]
