"""Search of agreed findings: what is found, for whom, and that the words stand in no address, title or log."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import JournalEntry, Person
from audits.meeting.models import AgreedFinding
from tests.across.conftest import Make
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db


def found(client: Client, person: Person, words: str, page: str = "") -> str:
    client.force_login(person)
    answer = client.post(reverse("practice_search"), {"words": words, "page": page})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_forms_of_a_word_are_found_the_best_first(client: Client, cast: Cast, agreed: Make) -> None:
    agreed("A-2024-01", "Records were kept by the school, and the record was good.")
    agreed("A-2024-02", "Somebody recorded a call among many other things that were not kept anywhere.")
    agreed("A-2024-03", "Fathers were not asked.")
    text = found(client, cast.safeguarding_lead, "record")
    assert "2 agreed findings" in text
    assert text.index("Records were kept by the school") < text.index("Somebody recorded a call")
    assert "Fathers" not in text


def test_only_what_is_agreed_and_may_be_seen(client: Client, cast: Cast, agreed: Make) -> None:
    agreed("A-2024-01", "Mine: no chronology.", agencies=(cast.school,))
    agreed("A-2024-02", "Theirs: no chronology.", led=False, agencies=(cast.police,))
    declined = agreed("A-2024-01", "Declined: no chronology.")
    AgreedFinding.objects.filter(theme=declined).update(state="declined", declined_reason="No evidence.")
    proposed = agreed("A-2024-01", "Proposed: no chronology.")
    AgreedFinding.objects.filter(theme=proposed).update(state="proposed", decided_at=None, decided_by=None)
    lead = found(client, cast.lead, "chronology")
    assert "1 agreed finding<" in lead
    assert "Mine: no chronology." in lead
    assert 'href="/audits/A-2024-01/cases/1/"' in lead
    assert "2 agreed findings" in found(client, cast.safeguarding_lead, "chronology")
    school = found(client, cast.school_contact, "chronology")
    assert "Mine: no chronology." in school
    assert "Theirs" not in school
    assert "0 agreed findings" in found(client, cast.trust_contact, "chronology")


@pytest.mark.parametrize("who", ["auditor", "reader", "administrator", "stranger", "superuser"])
def test_others_find_no_such_page(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse("practice_search")).status_code == 404
    assert client.post(reverse("practice_search"), {"words": "record"}).status_code == 403


def test_the_words_stand_in_no_log_title_address_or_journal(
    client: Client, cast: Cast, agreed: Make, caplog: pytest.LogCaptureFixture
) -> None:
    agreed("A-2024-01", "Zebrafinch was not asked.", found=2)
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        text = found(client, cast.lead, "zebrafinch")
    assert "2 agreed findings" in text
    assert "zebrafinch" not in caplog.text.lower()
    title = text[text.index("<title>") : text.index("</title>")]
    assert "zebrafinch" not in title.lower()
    assert "?words" not in text
    # What is asked for in an address is not searched for.
    assert "Zebrafinch" not in client.get(reverse("practice_search"), {"words": "zebrafinch"}).content.decode()
    lines = JournalEntry.objects.filter(person_id_then=cast.lead.pk, kind="agreedfinding", verb="read")
    assert lines.count() == 2  # a line for each finding that was shown
    assert {line.case_uid for line in lines} == {f.case.uid for f in AgreedFinding.objects.all()}


@pytest.mark.parametrize("words", ["& | ! ( ) :*", "'", '"unclosed', "-record", "or or or", "<script>", "%_\\"])
def test_signs_are_no_fault(client: Client, cast: Cast, agreed: Make, words: str) -> None:
    agreed("A-2024-01", "Records were kept.")
    text = found(client, cast.lead, words)
    assert "agreed finding" in text
    assert "<script>alert" not in text


def test_nothing_asked_is_said(client: Client, cast: Cast) -> None:
    assert "Enter a word or two to look for." in found(client, cast.lead, "  ")
    assert "Use 200 characters or fewer" in found(client, cast.lead, "x" * 201)


def test_results_have_pages_that_are_posted(client: Client, cast: Cast, agreed: Make) -> None:
    agreed("A-2024-01", "Records were late.", found=25, of=25)
    first = found(client, cast.lead, "record")
    assert "25 agreed findings" in first
    assert "Page 1 of 2" in first
    assert found(client, cast.lead, "record", "2").count("Records were late.") == 5
    for odd in ("x", "-1", "999999999999999999999"):
        assert "25 agreed findings" in found(client, cast.lead, "record", odd)


def test_what_was_agreed_is_journalled_at_the_time(client: Client, cast: Cast, agreed: Make) -> None:
    agreed("A-2024-01", "Records were late.")
    found(client, cast.lead, "record")
    assert JournalEntry.objects.filter(kind="agreedfinding", at__gte=NOW).count() == 1
